"""From the queue to a real server: once, to who may read it, and never in a half state."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from preau.accounts.models import Account
from preau.core.actors import Actor, Anonymous, BoardActor, FamilyActor, SystemActor
from preau.core.scope import acting_as
from preau.notifications import tasks
from preau.notifications.enums import MailState
from preau.notifications.models import OutboxMail
from preau.notifications.operations import LEASE, queue_mail, send_mail, sweep_outbox, wait_after
from preau.notifications.queries import outbox_health
from preau.people.models import Student
from tests.committed import owner_connection
from tests.factories import confirm, make_account, make_board, make_link, make_school, make_student
from tests.notifications.servers import CutsAfterFinalDot, Mailbox, free_port, serving

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.database]

AT = datetime(2026, 11, 19, 13, 5, tzinfo=UTC)
WORKER = SystemActor()
CODE = {"code": "482913", "link": "https://portail.example/x/", "minutes": 10}


@pytest.fixture(autouse=True)
def _patience(settings: Settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, mail_timeout_seconds=1)
    settings.DEFAULT_FROM_EMAIL = "Préau – école <preau@ecoles.example>"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    with serving(box) as port:
        settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
        yield box


def queue(
    to: str = "claire@exemple.ca",
    template: str = "address_taken",
    actor: Actor = Anonymous(),  # noqa: B008
    **fields: object,
) -> UUID:
    values = {"language": "fr-ca", "context": {}, "at": AT, **fields}
    return queue_mail(actor=actor, to=to, template=template, **values)  # type: ignore[arg-type]


def send(mail_id: UUID, at: datetime = AT) -> None:
    send_mail(actor=WORKER, mail_id=mail_id, clock=lambda: at)


def row(mail_id: UUID) -> OutboxMail:
    with acting_as(WORKER):
        return OutboxMail.objects.get(pk=mail_id)


def waiting_jobs() -> list[tuple[object, ...]]:
    with owner_connection() as owner:
        return owner.execute(
            "SELECT args->>'mail_id', scheduled_at FROM procrastinate_jobs"
            " WHERE status = 'todo' ORDER BY id"
        ).fetchall()


def forget_jobs() -> None:
    with owner_connection() as owner:
        owner.execute("TRUNCATE procrastinate_jobs CASCADE")


def as_owner(query: str, *values: object) -> None:
    with owner_connection() as owner:
        owner.execute(query, values)


def finished(threads: list[threading.Thread]) -> bool:
    for thread in threads:
        thread.join(20)
    return not any(thread.is_alive() for thread in threads)


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


# Queueing


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


# Sending


def test_a_mail_is_sent_with_all_its_headers(mailbox: Mailbox) -> None:
    mail_id = queue(language="en")
    send(mail_id)
    [message] = mailbox.messages
    assert message["From"] == "Préau – école <preau@ecoles.example>"
    assert message["To"] == "claire@exemple.ca"
    assert message["Subject"] == row(mail_id).subject
    assert message["Message-ID"] == f"<{mail_id}@ecoles.example>"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en-CA"
    assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]
    assert mailbox.raw[0].isascii()
    assert max(map(len, mailbox.raw[0].split(b"\r\n"))) <= 78
    assert b"\n" not in mailbox.raw[0].replace(b"\r\n", b"")


def test_the_text_and_html_arrive_as_they_were_written(mailbox: Mailbox) -> None:
    mail_id = queue()
    send(mail_id)
    parts = [part.get_content() for part in mailbox.messages[0].iter_parts()]
    text, html = (part.replace("\r\n", "\n") for part in parts)
    assert (text, html) == (row(mail_id).text, row(mail_id).html + "\n")


def test_a_sent_mail_is_not_sent_again(mailbox: Mailbox) -> None:
    mail_id = queue()
    for _ in range(3):
        send(mail_id)
    mail = row(mail_id)
    assert (mail.state, mail.tries, mail.sent_at) == (MailState.SENT, 1, AT)
    assert len(mailbox.raw) == 1


def test_an_unknown_mail_is_nothing_to_send(mailbox: Mailbox) -> None:
    send(uuid4())
    assert mailbox.raw == []


def test_sending_inside_a_transaction_is_refused() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        send(uuid4())


def test_without_a_server_the_demo_keeps_its_mail_and_production_waits(settings: Settings) -> None:
    settings.SMTP_URL = ""
    kept, waits = queue(), queue()
    settings.PREAU_MODE = "demo"
    send(kept)
    settings.PREAU_MODE = "production"
    send(waits)
    assert row(kept).state == MailState.SENT
    assert (row(waits).state, row(waits).error) == (MailState.QUEUED, "SMTP_URL manque")


def test_a_setting_that_is_wrong_loses_no_mail(settings: Settings) -> None:
    settings.SMTP_URL = "smtp://relais.example?tls=maybe"
    mail_id = queue()
    send(mail_id)
    assert row(mail_id).state == MailState.QUEUED


def test_a_server_down_then_up_gets_the_mail_once(settings: Settings) -> None:
    port = free_port()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    mail_id = queue()
    forget_jobs()
    send(mail_id)
    mail = row(mail_id)
    assert (mail.state, mail.tries, mail.error) == (MailState.QUEUED, 1, "ConnectionRefusedError")
    assert waiting_jobs() == [(str(mail_id), AT + timedelta(minutes=1))]
    mailbox = Mailbox()
    with serving(mailbox, port=port):
        send(mail_id, AT + timedelta(minutes=1))
    assert len(mailbox.raw) == 1
    assert row(mail_id).state == MailState.SENT


def test_a_server_slower_than_the_limit_is_left_and_tried_again(mailbox: Mailbox) -> None:
    mailbox.stalls_at = "recipient"
    mail_id = queue()
    begun = time.monotonic()
    send(mail_id)
    assert time.monotonic() - begun < 3
    assert (row(mail_id).state, row(mail_id).handed_over_at) == (MailState.QUEUED, None)
    send(mail_id)
    assert (row(mail_id).state, row(mail_id).tries) == (MailState.SENT, 2)
    assert len(mailbox.raw) == 1


def test_a_server_that_says_later_once_gets_the_mail_once(mailbox: Mailbox) -> None:
    answers = iter(["451 try later"])
    mailbox.at_recipient = lambda: next(answers, None)
    mail_id = queue()
    send(mail_id)
    assert row(mail_id).error == "RCPT : 451 try later"
    send(mail_id)
    assert row(mail_id).state == MailState.SENT
    assert len(mailbox.raw) == 1


def test_a_refusal_after_the_final_dot_is_known_to_be_one(mailbox: Mailbox) -> None:
    answers = iter(["452 full"])
    mailbox.at_message = lambda: next(answers, None)
    mail_id = queue()
    send(mail_id)
    assert (row(mail_id).state, row(mail_id).handed_over_at) == (MailState.QUEUED, None)
    send(mail_id)
    assert len(mailbox.raw) == 1


def test_a_recipient_refused_for_good_is_kept_with_the_reason_and_not_logged(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    mailbox.at_recipient = lambda: "550 5.1.1 <claire@exemple.ca> unknown"
    mail_id = queue()
    forget_jobs()
    send(mail_id)
    mail = row(mail_id)
    assert mail.state == MailState.REFUSED
    assert mail.error == "RCPT : 550 5.1.1 <claire@exemple.ca> unknown"
    assert waiting_jobs() == []
    assert "claire" not in caplog.text + "".join(capsys.readouterr())


def test_a_mail_is_given_up_after_the_last_try(settings: Settings) -> None:
    settings.SMTP_URL = f"smtp://127.0.0.1:{free_port()}"
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, mail_tries=2)
    mail_id = queue()
    send(mail_id)
    assert row(mail_id).state == MailState.QUEUED
    send(mail_id)
    assert row(mail_id).state == MailState.REFUSED
    assert row(mail_id).error == "abandonné après 2 essais : ConnectionRefusedError"


def test_tries_spread_over_two_days(settings: Settings) -> None:
    waits = [wait_after(n) for n in range(1, settings.PREAU_LIMITS.mail_tries)]
    assert waits[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert timedelta(hours=44) < sum(waits, timedelta()) < timedelta(hours=52)


def test_a_server_that_cuts_instead_of_answering_leaves_the_mail_uncertain(
    settings: Settings,
) -> None:
    mailbox = Mailbox()
    with serving(mailbox, kind=CutsAfterFinalDot) as port:
        settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
        mail_id = queue()
        send(mail_id)
        assert (row(mail_id).state, row(mail_id).handed_over_at) == (MailState.UNCERTAIN, AT)
        forget_jobs()
        sweep_outbox(actor=WORKER, at=AT + timedelta(days=1))
        send(mail_id)
    assert mailbox.raw == [b"whole"]
    assert waiting_jobs() == []


def test_a_header_with_a_line_break_is_never_sent(mailbox: Mailbox) -> None:
    mail_id = queue()
    as_owner("UPDATE notifications_outboxmail SET subject = E'Bonjour\\r\\nBcc: autre@exemple.ca'")
    send(mail_id)
    assert row(mail_id).state == MailState.REFUSED
    assert mailbox.raw == []


def test_an_accented_address_is_written_as_it_is(mailbox: Mailbox) -> None:
    send(queue("hélène@école.example"))
    assert mailbox.recipients == ["hélène@xn--cole-9oa.example"]
    assert mailbox.messages[0]["To"] == "hélène@xn--cole-9oa.example"


# Two workers


def test_two_workers_at_once_send_once(mailbox: Mailbox) -> None:
    mail_id = queue()
    barrier = threading.Barrier(4)

    def work() -> None:
        connection.ensure_connection()
        barrier.wait()
        send(mail_id)

    assert finished([in_thread(work) for _ in range(4)])
    assert len(mailbox.raw) == 1
    assert (row(mail_id).state, row(mail_id).tries) == (MailState.SENT, 1)


def late(times: float = LEASE) -> datetime:
    return AT + timedelta(seconds=times + 1)


def test_a_slow_worker_whose_claim_was_taken_over_does_not_send(
    mailbox: Mailbox, settings: Settings
) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, mail_timeout_seconds=10)
    mailbox.stalls_at = "recipient"
    mail_id = queue()
    slow = in_thread(lambda: send(mail_id))
    assert mailbox.stalled.wait(10)
    sweep_outbox(actor=WORKER, at=late(LEASE * 10))
    send(mail_id, late(LEASE * 10))
    assert (row(mail_id).state, row(mail_id).tries) == (MailState.SENT, 2)
    mailbox.released.set()
    assert finished([slow])
    assert len(mailbox.raw) == 1
    assert (row(mail_id).state, row(mail_id).tries) == (MailState.SENT, 2)


def test_a_worker_given_up_for_dead_that_hears_the_answer_makes_it_certain(
    mailbox: Mailbox, settings: Settings
) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, mail_timeout_seconds=10)
    mailbox.stalls_at = "message"
    mail_id = queue()
    slow = in_thread(lambda: send(mail_id))
    assert mailbox.stalled.wait(10)
    sweep_outbox(actor=WORKER, at=late(LEASE * 10))
    assert row(mail_id).state == MailState.UNCERTAIN
    mailbox.released.set()
    assert finished([slow])
    assert (row(mail_id).state, row(mail_id).error) == (MailState.SENT, "")


# The sweep


def claimed(mail_id: UUID, *, handed_over: bool = False, tries: int = 1) -> None:
    as_owner(
        "UPDATE notifications_outboxmail SET state = 'sending', claimed_at = %s, tries = %s,"
        " handed_over_at = %s WHERE id = %s",
        AT,
        tries,
        AT if handed_over else None,
        mail_id,
    )


def test_the_sweep_queues_again_what_a_dead_worker_claimed_and_only_that(mailbox: Mailbox) -> None:
    mail_id = queue()
    forget_jobs()
    claimed(mail_id)
    sweep_outbox(actor=WORKER, at=AT + timedelta(seconds=LEASE - 1))
    assert (row(mail_id).state, waiting_jobs()) == (MailState.SENDING, [])
    sweep_outbox(actor=WORKER, at=late())
    assert row(mail_id).state == MailState.QUEUED
    assert waiting_jobs() == [(str(mail_id), None)]
    send(mail_id)
    assert len(mailbox.raw) == 1


def test_the_sweep_marks_what_was_handed_over_as_uncertain() -> None:
    mail_id = queue()
    forget_jobs()
    claimed(mail_id, handed_over=True)
    sweep_outbox(actor=WORKER, at=late())
    assert row(mail_id).state == MailState.UNCERTAIN
    assert waiting_jobs() == []


def test_the_sweep_gives_up_a_mail_that_kills_every_worker(settings: Settings) -> None:
    mail_id = queue()
    claimed(mail_id, tries=settings.PREAU_LIMITS.mail_tries)
    sweep_outbox(actor=WORKER, at=late())
    assert row(mail_id).state == MailState.REFUSED


def test_the_sweep_gives_a_job_to_mail_that_has_none_and_one_only() -> None:
    lost, kept = queue(), queue()
    as_owner("DELETE FROM procrastinate_jobs WHERE args->>'mail_id' = %s", str(lost))
    for _ in range(2):
        sweep_outbox(actor=WORKER, at=AT)
    assert waiting_jobs() == [(str(kept), None), (str(lost), None)]


# A19: queued mail of somebody whose access ended


@pytest.fixture
def family() -> tuple[Account, Student]:
    student = make_student(make_school(make_board()))
    make_link(student, "claire@exemple.ca")
    account = make_account("claire@exemple.ca")
    confirm(account, student)
    return account, student


def about(account: Account, *students: Student) -> UUID:
    return queue(
        template="child_confirmed",
        context={"given_name": "Léo", "board": "CSS Marie-Victorin", "at": AT},
        account_id=account.pk,
        student_ids=[student.pk for student in students],
    )


ENDINGS = {
    "address off the file": "UPDATE people_guardianlink SET ended_at = now()",
    "other address on the file": "UPDATE people_guardianlink SET email = 'autre@exemple.ca'",
    "authority withdrawn": "UPDATE people_guardianlink SET has_authority = false",
    "child disowned": "UPDATE people_childconfirmation SET disowned_at = now()",
    "account closed": "UPDATE accounts_account SET is_active = false",
    "address no longer verified": "UPDATE account_emailaddress SET verified = false",
    "pupil gone": "UPDATE people_student SET ended_at = now()",
    "everything restricted": (
        'INSERT INTO people_linkrestriction (board_id, link_id, "right", starts_on, reference)'
        " SELECT board_id, id, 'everything', date '2020-01-01', '' FROM people_guardianlink"
    ),
}


def test_mail_about_a_child_reaches_who_sees_the_child(
    mailbox: Mailbox, family: tuple[Account, Student]
) -> None:
    mail_id = about(*family)
    send(mail_id)
    assert row(mail_id).state == MailState.SENT
    assert "Léo" in str(mailbox.messages[0]["Subject"])


@pytest.mark.parametrize("ending", ENDINGS)
def test_queued_mail_is_cancelled_when_access_ends(
    mailbox: Mailbox, family: tuple[Account, Student], ending: str
) -> None:
    mail_id = about(*family)
    as_owner(ENDINGS[ending])
    send(mail_id)
    assert row(mail_id).state == MailState.CANCELLED
    assert mailbox.raw == []


def test_queued_mail_about_two_children_needs_access_to_both(
    mailbox: Mailbox, family: tuple[Account, Student]
) -> None:
    account, student = family
    stranger = make_student(student.school, given="Zoé")
    mail_id = about(account, student, stranger)
    send(mail_id)
    assert row(mail_id).state == MailState.CANCELLED


def test_access_that_ends_during_the_conversation_stops_the_mail(
    mailbox: Mailbox, family: tuple[Account, Student], settings: Settings
) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, mail_timeout_seconds=10)
    mailbox.stalls_at = "recipient"
    mail_id = about(*family)
    sending = in_thread(lambda: send(mail_id))
    assert mailbox.stalled.wait(10)
    as_owner(ENDINGS["address off the file"])
    mailbox.released.set()
    assert finished([sending])
    assert row(mail_id).state == MailState.CANCELLED
    assert mailbox.raw == []


# Codes do not stay


def coded() -> UUID:
    return queue(template="code_on_file", context=CODE)


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
