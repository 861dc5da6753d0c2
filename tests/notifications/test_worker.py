"""The real worker in its own process, killed at the worst moments."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import pytest

from preau.config.env import child_environment
from preau.core import jobs
from preau.core.actors import Anonymous, SystemActor
from preau.core.jobs import POLL_SECONDS
from preau.core.scope import acting_as
from preau.notifications.enums import MailState
from preau.notifications.models import OutboxMail
from preau.notifications.operations import queue_mail
from tests.committed import owner_connection
from tests.notifications.servers import Mailbox, serving

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.database]

RUN = "import django; django.setup(); from preau.core.jobs import run_worker; run_worker()"


def queue(number: int = 0) -> UUID:
    return queue_mail(
        actor=Anonymous(),
        to=f"parent{number}@exemple.ca",
        template="address_taken",
        language="fr-ca",
        context={},
        at=datetime.now(UTC),
    )


def state(mail_id: UUID) -> tuple[str, int]:
    with acting_as(SystemActor()):
        mail = OutboxMail.objects.get(pk=mail_id)
    return mail.state, mail.tries


def comes(condition: Callable[[], object], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def worker(port: int) -> Iterator["subprocess.Popen[bytes]"]:
    environment = child_environment(
        SMTP_URL=f"smtp://127.0.0.1:{port}",
        PREAU_LIMIT_MAIL_TIMEOUT_SECONDS="20",
        # The suite runs at any hour.
        PREAU_LIMIT_QUIET_FROM_HOUR="7",
        PREAU_LIMIT_QUIET_UNTIL_HOUR="7",
    )
    process = subprocess.Popen([sys.executable, "-c", RUN], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def minutes_pass() -> None:
    """The claim and the heartbeat of the dead grow old, and the hour of the sweeps comes."""
    with owner_connection() as owner:
        owner.execute(
            "UPDATE notifications_outboxmail SET claimed_at = claimed_at - interval '5 minutes'"
        )
        owner.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'"
        )
    jobs.defer("notifications.sweep_outbox", {"timestamp": 0})
    jobs.defer("core.revive_jobs", {"timestamp": 0})


def everything_ran() -> bool:
    with owner_connection() as owner:
        query = "SELECT FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        return owner.execute(query).fetchall() == []


def is_sent(mail_id: UUID) -> bool:
    return bool(state(mail_id)[0] == MailState.SENT)


def test_a_mail_leaves_as_soon_as_its_transaction_commits() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port, worker(port):
        spent = []
        for number in range(1, 5):
            begun = time.monotonic()
            mail = queue(number)
            assert comes(partial(is_sent, mail))
            spent.append(time.monotonic() - begun)
        # Each begins as the worker goes back to sleep: without a word it waits the whole sleep.
        assert min(spent[1:]) < POLL_SECONDS / 2
    assert mailbox.recipients == [f"parent{number}@exemple.ca" for number in range(1, 5)]


def test_a_worker_killed_before_the_final_dot_loses_nothing_and_sends_once() -> None:
    mailbox = Mailbox()
    mailbox.stalls_at = "recipient"
    with serving(mailbox) as port:
        mail_id = queue()
        with worker(port) as first:
            assert mailbox.stalled.wait(30)
            first.kill()
            first.wait()
        mailbox.released.set()
        assert (state(mail_id), mailbox.raw) == ((MailState.SENDING, 1), [])
        minutes_pass()
        with worker(port):
            assert comes(lambda: state(mail_id) == (MailState.SENT, 2))
            minutes_pass()
            assert comes(everything_ran)
    assert len(mailbox.raw) == 1


def test_a_worker_killed_after_the_final_dot_does_not_send_twice() -> None:
    mailbox = Mailbox()
    mailbox.stalls_at = "message"
    with serving(mailbox) as port:
        mail_id = queue()
        with worker(port) as first:
            assert mailbox.stalled.wait(30)
            first.kill()
            first.wait()
        mailbox.released.set()
        assert state(mail_id) == (MailState.SENDING, 1)
        minutes_pass()
        with worker(port):
            assert comes(lambda: state(mail_id) == (MailState.UNCERTAIN, 1))
            minutes_pass()
            assert comes(everything_ran)
    assert state(mail_id) == (MailState.UNCERTAIN, 1)
    assert len(mailbox.raw) == 1


def test_two_workers_share_the_mail_and_each_leaves_once() -> None:
    mailbox = Mailbox()
    mails = [queue(number) for number in range(30)]
    with serving(mailbox) as port, worker(port), worker(port):
        assert comes(lambda: all(state(mail_id)[0] == MailState.SENT for mail_id in mails))
        assert comes(everything_ran)
    assert sorted(mailbox.recipients) == sorted(f"parent{n}@exemple.ca" for n in range(30))
    assert len(mailbox.raw) == 30
