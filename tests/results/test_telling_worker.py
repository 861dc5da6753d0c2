"""Travaux told by the real worker through a real mail server."""

from datetime import timedelta

import pytest
from django.utils import timezone

from preau.core import jobs
from preau.core.actors import SystemActor
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.people.models import GuardianLink
from preau.results.models import Work, WorkResult
from tests.committed import committed
from tests.factories import as_owner
from tests.notifications.servers import Mailbox, serving
from tests.notifications.test_worker import comes, everything_ran, worker
from tests.results.cards import make_work
from tests.results.test_telling import CLAIRE, MINH, Town

__all__ = ["committed"]
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.database]


def states() -> dict[str, str]:
    with acting_as(SystemActor()):
        return dict(OutboxMail.objects.order_by("id").values_list("recipient", "state"))


def test_what_shows_is_told_once_by_a_real_mail() -> None:
    town, mailbox = Town(), Mailbox()
    town.choose("weekly", MINH)
    make_work(town.eloise, town.group)
    make_work(town.eloise, town.group, "Récit", published_at=timezone.now() + timedelta(hours=1))
    jobs.defer("results.tell_works", {"timestamp": 0})
    with serving(mailbox) as port, worker(port):
        assert comes(lambda: states().get(CLAIRE) == "sent")
        jobs.defer("results.tell_works", {"timestamp": 1})
        assert comes(everything_ran)
    assert mailbox.recipients == [CLAIRE]
    mail = mailbox.messages[0]
    assert "Éloïse" in mail["Subject"]
    body = mail.get_body(("plain",)).get_content()
    assert "sont arrivés pour Éloïse." in body
    assert "Dictée" not in body
    assert "17" not in body.replace(str(town.eloise.id), "")


def test_a19_a_mail_of_travaux_that_waits_dies_with_the_link() -> None:
    town, mailbox = Town(), Mailbox()
    make_work(town.eloise, town.group)
    assert town.tell() == [2]
    with as_owner():
        GuardianLink.objects.filter(email=CLAIRE, student=town.eloise).update(
            ended_at=timezone.now()
        )
    with serving(mailbox) as port, worker(port):
        assert comes(lambda: states() == {CLAIRE: "cancelled", MINH: "sent"})
    assert mailbox.recipients == [MINH]


def test_the_week_leaves_by_the_worker_and_once() -> None:
    town, mailbox = Town(), Mailbox()
    for pupil in (town.eloise, town.leo):
        town.choose("weekly", pupil=pupil)
        make_work(pupil, town.group)
    town.choose("report_card", MINH)
    with as_owner():
        # Before the week that began last, whatever today is.
        for model in (Work, WorkResult):
            model.objects.update(published_at=timezone.now() - timedelta(days=7, hours=1))
    jobs.defer("results.tell_works", {"timestamp": 0})
    with serving(mailbox) as port, worker(port):
        assert comes(lambda: states().get(CLAIRE) == "sent")
        jobs.defer("results.tell_works", {"timestamp": 1})
        assert comes(everything_ran)
    assert mailbox.recipients == [CLAIRE]
    assert "Éloïse et Léo" in mailbox.messages[0]["Subject"]
