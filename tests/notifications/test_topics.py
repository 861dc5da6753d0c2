"""Many mails at once, and taking back those of a topic that have not left."""

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from preau.core.scope import acting_as
from preau.notifications.enums import MailState
from preau.notifications.operations import Draft, cancel_mails, queue_mails
from tests.notifications.outbox import (
    AT,
    WORKER,
    finished,
    in_thread,
    row,
    send,
    waiting_jobs,
)
from tests.notifications.servers import Mailbox

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.database]


def drafts(number: int) -> list[Draft]:
    return [Draft(f"p{n}@exemple.ca", "address_taken", "fr-ca", {}) for n in range(number)]


def cancel(topic: str) -> int:
    with acting_as(WORKER):
        return cancel_mails(actor=WORKER, topic=topic)


def test_many_mails_take_as_many_statements_as_one() -> None:
    with CaptureQueriesContext(connection) as one:
        queue_mails(actor=WORKER, drafts=drafts(1), at=AT)
    with CaptureQueriesContext(connection) as many:
        queue_mails(actor=WORKER, drafts=drafts(40), at=AT)
    assert len(one) == len(many)
    assert len(waiting_jobs()) == 41


def test_many_mails_are_queued_together_or_not_at_all() -> None:
    with transaction.atomic():
        queue_mails(actor=WORKER, drafts=drafts(3), at=AT)
        transaction.set_rollback(True)
    assert waiting_jobs() == []


def test_one_wrong_address_stops_no_other() -> None:
    made = queue_mails(
        actor=WORKER, drafts=[*drafts(2), replace(drafts(1)[0], to="personne")], at=AT, topic="t:1"
    )
    assert [row(m).state for m in made] == ["queued", "queued", "refused"]
    assert cancel("t:1") == 2
    assert row(made[2]).state == MailState.REFUSED


def test_what_is_cancelled_is_not_sent_and_no_other_topic_is_touched(mailbox: Mailbox) -> None:
    gone, kept = (
        queue_mails(actor=WORKER, drafts=drafts(1), at=AT, topic=topic)[0]
        for topic in ("t:1", "t:11")
    )
    assert cancel("t:1") == 1
    assert cancel("") == 0
    for mail_id in (gone, kept):
        send(mail_id)
    assert (row(gone).state, row(kept).state) == (MailState.CANCELLED, MailState.SENT)
    assert len(mailbox.raw) == 1


@pytest.mark.parametrize(
    ("step", "given", "state"),
    [("recipient", 0, MailState.CANCELLED), ("message", 1, MailState.SENT)],
)
def test_a_worker_on_its_way_gives_nothing_once_cancelled_but_what_it_gave(
    mailbox: Mailbox, settings: Settings, step: str, given: int, state: MailState
) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, mail_timeout_seconds=10)
    mailbox.stalls_at = step
    mail_id = queue_mails(actor=WORKER, drafts=drafts(1), at=AT, topic="t:1")[0]
    slow = in_thread(lambda: send(mail_id))
    assert mailbox.stalled.wait(10)
    assert cancel("t:1") == 1 - given
    mailbox.released.set()
    assert finished([slow])
    assert len(mailbox.raw) == given
    assert row(mail_id).state == state
