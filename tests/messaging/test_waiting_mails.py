"""Mails that wait in the outbox when the access they count on ends."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from preau.core.actors import SystemActor
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.notifications.operations import send_mail
from tests.committed import committed
from tests.factories import as_owner
from tests.messaging.conftest import Family
from tests.messaging.writing import draft, publish, to_pupils, withdraw

__all__ = ["committed"]
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.database]


@pytest.mark.parametrize("ending", ["link", "messages", "everything", "withdrawn", "none"])
def test_a19_a_mail_that_waits_dies_with_the_access(family: Family, ending: str) -> None:
    number = publish(
        family.school.board,
        draft(to_pupils(family.leo), family.school),
        sends_mail=True,
        at=timezone.now() - timedelta(hours=1),
    )
    link = family.links["claire", family.leo.id]
    if ending == "withdrawn":
        withdraw(number)
    elif ending == "link":
        with as_owner():
            link.ended_at = timezone.now()
            link.save()
    elif ending != "none":
        with as_owner():
            link.restrictions.create(
                board=family.leo.board, right=ending, starts_on=date(2020, 1, 1)
            )
    with acting_as(SystemActor()):
        mail = OutboxMail.objects.get(recipient__startswith="claire")
    send_mail(actor=SystemActor(), mail_id=mail.id, clock=timezone.now)
    with acting_as(SystemActor()):
        mail.refresh_from_db()
    assert mail.state == ("sent" if ending == "none" else "cancelled")
