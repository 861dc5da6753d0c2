"""What `preau check` says of the mail that stays."""

from datetime import timedelta
from uuid import uuid4

import pytest

from preau.config.check import mail_problems
from preau.core import clock
from preau.core.actors import SystemActor
from preau.core.scope import acting_as
from preau.notifications.enums import MailState
from preau.notifications.models import OutboxMail

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def leave_mail(state: MailState, *, hours: float) -> None:
    with acting_as(SystemActor()):
        OutboxMail.objects.create(
            id=uuid4(),
            recipient="parent@exemple.test",
            subject="Votre code",
            text="123456",
            message_id=f"<{uuid4()}@exemple.test>",
            state=state,
            created_at=clock.now() - timedelta(hours=hours),
        )


def test_mail_that_was_sent_or_has_just_come_is_no_problem() -> None:
    leave_mail(MailState.SENT, hours=5)
    leave_mail(MailState.QUEUED, hours=0.5)
    assert mail_problems(at=clock.now()) == []


def test_mail_that_waits_too_long_asks_to_look_at_the_worker() -> None:
    leave_mail(MailState.QUEUED, hours=1.5)
    (sentence,) = mail_problems(at=clock.now())
    assert "preau worker" in sentence
    assert "parent@exemple.test" not in sentence


def test_mail_that_may_have_left_is_counted() -> None:
    leave_mail(MailState.UNCERTAIN, hours=0)
    leave_mail(MailState.UNCERTAIN, hours=5)
    (sentence,) = mail_problems(at=clock.now())
    assert sentence.startswith("2 courriel(s)")
