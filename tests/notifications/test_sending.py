"""From the queue to a real server: once, and to nobody who may no longer read it."""

import time
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from pytest_django import Settings

from preau.accounts.models import Account
from preau.notifications.enums import MailState
from preau.notifications.operations import sweep_outbox, wait_after
from preau.people.models import Student
from tests.factories import confirm, make_account, make_board, make_link, make_school, make_student
from tests.notifications.outbox import (
    AT,
    WORKER,
    as_owner,
    finished,
    forget_jobs,
    in_thread,
    queue,
    row,
    send,
    waiting_jobs,
)
from tests.notifications.servers import CutsAfterFinalDot, Mailbox, free_port, serving

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.database]


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
