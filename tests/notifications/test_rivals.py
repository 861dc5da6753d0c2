"""Several workers, living or dead, and one mail: it leaves once."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from preau.notifications.enums import MailState
from preau.notifications.operations import LEASE, sweep_outbox
from tests.notifications.outbox import (
    AT,
    WORKER,
    as_owner,
    claimed,
    finished,
    forget_jobs,
    in_thread,
    late,
    queue,
    row,
    send,
    waiting_jobs,
)
from tests.notifications.servers import Mailbox

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.database]


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


def test_a_slow_worker_does_not_pass_for_the_one_that_took_over(
    mailbox: Mailbox, settings: Settings
) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, mail_timeout_seconds=10)
    mailbox.stalls_at = "recipient"
    mail_id = queue()
    slow = in_thread(lambda: send(mail_id))
    assert mailbox.stalled.wait(10)
    claimed(mail_id, tries=2)
    mailbox.released.set()
    assert finished([slow])
    assert (row(mail_id).state, row(mail_id).tries) == (MailState.SENDING, 2)
    assert mailbox.raw == []


# The sweep


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
