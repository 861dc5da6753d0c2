"""What the outbox takes, how long it keeps it, and what it says of itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from preau.core.actors import Actor, BoardActor, FamilyActor, SystemActor
from preau.core.scope import acting_as
from preau.notifications import tasks
from preau.notifications.enums import MailState
from preau.notifications.models import OutboxMail
from preau.notifications.operations import sweep_outbox
from preau.notifications.queries import outbox_health
from tests.notifications.outbox import (
    AT,
    WORKER,
    as_owner,
    claimed,
    coded,
    late,
    queue,
    row,
    send,
    waiting_jobs,
)
from tests.notifications.servers import Mailbox

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.database]


def test_a_mail_and_its_job_are_written_together() -> None:
    mail_id = queue()
    mail = row(mail_id)
    assert (mail.state, mail.tries, mail.created_at) == (MailState.QUEUED, 0, AT)
    assert mail.message_id == f"<{mail_id}@ecoles.example>"
    assert waiting_jobs() == [(str(mail_id), None)]


def test_a_transaction_rolled_back_queues_nothing() -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert waiting_jobs() == []
    with acting_as(WORKER):
        assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("actor", [FamilyActor(1), BoardActor(1), WORKER])
def test_every_scope_may_queue_and_a_family_may_not_read(actor: Actor) -> None:
    with acting_as(actor):
        mail_id = queue(actor=actor)
        readable = isinstance(actor, BoardActor | SystemActor)
        if readable:
            assert OutboxMail.objects.filter(pk=mail_id).exists()
    assert row(mail_id).state == MailState.QUEUED


@pytest.mark.parametrize(
    "address",
    [
        "",
        "personne",
        "a@b@c",
        "a b@exemple.ca",
        "a@exemple.ca\r\nBcc: b@exemple.ca",
        f"{'a' * 64}@{'b.' * 120}ca",
    ],
)
def test_what_is_no_address_is_kept_as_refused_and_stops_nobody(address: str) -> None:
    mail = row(queue(address))
    assert (mail.state, mail.recipient) == (MailState.REFUSED, "")
    assert waiting_jobs() == []


def test_mail_goes_to_the_key_of_the_address() -> None:
    assert row(queue("  Claire@EXEMPLE.ca ")).recipient == "claire@exemple.ca"


# Codes do not stay


def test_a_code_is_erased_once_sent(mailbox: Mailbox) -> None:
    mail_id = coded()
    send(mail_id)
    assert "482\u00a0913" in next(mailbox.messages[0].iter_parts()).get_content()
    assert (row(mail_id).text, row(mail_id).html) == ("", "")


def test_a_code_is_kept_while_it_waits_and_erased_with_every_end(mailbox: Mailbox) -> None:
    answers = iter(["451 later", "550 never"])
    mailbox.at_recipient = lambda: next(answers, None)
    mail_id = coded()
    send(mail_id)
    assert "482" in row(mail_id).text
    send(mail_id)
    assert (row(mail_id).state, row(mail_id).text) == (MailState.REFUSED, "")
    uncertain = coded()
    claimed(uncertain, handed_over=True)
    sweep_outbox(actor=WORKER, at=late())
    assert (row(uncertain).state, row(uncertain).html) == (MailState.UNCERTAIN, "")


def test_the_demo_shows_its_codes_and_other_mails_stay_readable(
    mailbox: Mailbox, settings: Settings
) -> None:
    plain = queue()
    send(plain)
    assert row(plain).text
    settings.PREAU_MODE = "demo"
    mail_id = coded()
    send(mail_id)
    assert "482" in row(mail_id).text


def test_mail_is_forgotten_after_a_month_unless_it_still_waits() -> None:
    states = ("sent", "refused", "uncertain", "cancelled", "queued", "sending")
    now = datetime.now(UTC)
    for state in states:
        for age in (31, 29):
            mail_id = queue(at=now - timedelta(days=age))
            as_owner("UPDATE notifications_outboxmail SET state = %s WHERE id = %s", state, mail_id)
    tasks.purge_outbox(0)
    with acting_as(WORKER):
        old = OutboxMail.objects.filter(created_at__lt=now - timedelta(days=30))
        assert sorted(old.values_list("state", flat=True)) == ["queued", "sending"]
        assert OutboxMail.objects.count() == 2 + len(states)


# Health


def test_the_health_of_the_outbox_counts_each_state() -> None:
    mails = [queue(at=AT + timedelta(minutes=n)) for n in range(4)]
    for mail_id, state in zip(mails, ("uncertain", "queued", "queued", "sent"), strict=True):
        as_owner("UPDATE notifications_outboxmail SET state = %s WHERE id = %s", state, mail_id)
    with acting_as(WORKER):
        health = outbox_health()
    assert health.counts == {
        MailState.QUEUED: 2,
        MailState.SENDING: 0,
        MailState.SENT: 1,
        MailState.REFUSED: 0,
        MailState.UNCERTAIN: 1,
        MailState.CANCELLED: 0,
    }
    assert (health.oldest_queued_at, health.uncertain) == (AT + timedelta(minutes=1), 1)


def test_an_empty_outbox_is_healthy() -> None:
    with acting_as(WORKER):
        health = outbox_health()
    assert (sum(health.counts.values()), health.oldest_queued_at) == (0, None)
