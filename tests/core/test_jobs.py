"""The job queue: with the transaction or not at all, one lock at a time, no job lost to a death."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from procrastinate.contrib.django import app

from preau.core import jobs, tasks
from preau.core.actors import BoardActor, FamilyActor, SystemActor
from preau.core.attempts import add
from preau.core.models import Attempt
from preau.core.scope import acting_as
from tests.committed import owner_connection
from tests.factories import make_board, make_school, make_student

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.database]

WORKER = "import django; django.setup(); from preau.core.jobs import run_worker; run_worker()"
seen: list[str] = []
together: list[int] = []
meeting = threading.Barrier(2)
_running: set[str] = set()


@jobs.task("tests.note")
def note(word: str) -> None:
    _running.add(word)
    together.append(len(_running))
    time.sleep(0.2)
    _running.discard(word)
    seen.append(word)


@jobs.task("tests.meet")
def meet(word: str) -> None:
    """Ends well only beside another of its kind."""
    try:
        meeting.wait(15)
    except threading.BrokenBarrierError:
        word = "alone"
    seen.append(word)


@jobs.task("tests.fail")
def fail() -> None:
    raise RuntimeError("no")


@jobs.task("tests.look")
def look() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user || ' ' || (SELECT count(*) FROM people_student)")
        seen.append(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    seen.clear()
    together.clear()
    meeting.reset()
    yield
    seen.clear()


def rows(query: str) -> list[tuple[object, ...]]:
    with owner_connection() as owner:
        return owner.execute(query).fetchall()


def waits_for(condition: Callable[[], object], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


class Running:
    """The worker in a thread, as the demonstration runs it."""

    def __init__(self, concurrency: int = 2) -> None:
        self.stop = threading.Event()
        self.error: Exception | None = None
        self.thread = threading.Thread(target=self._run, args=[concurrency])

    def _run(self, concurrency: int) -> None:
        try:
            jobs.run_worker(self.stop, concurrency)
        except Exception as error:
            self.error = error

    def __enter__(self) -> "Running":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(15)
        assert not self.thread.is_alive()


def defer_and_roll_back(word: str) -> None:
    with transaction.atomic():
        jobs.defer("tests.note", {"word": word})
        transaction.set_rollback(True)


def test_a_job_exists_once_its_transaction_commits() -> None:
    with transaction.atomic():
        jobs.defer("tests.note", {"word": "a"})
        assert rows("SELECT FROM procrastinate_jobs") == []
    assert len(rows("SELECT FROM procrastinate_jobs")) == 1


def test_a_job_of_a_transaction_rolled_back_never_exists() -> None:
    defer_and_roll_back("a")
    assert rows("SELECT FROM procrastinate_jobs") == []


@pytest.mark.parametrize("actor", [FamilyActor(1), BoardActor(1), SystemActor()])
def test_every_scope_may_defer(actor: FamilyActor | BoardActor | SystemActor) -> None:
    with acting_as(actor):
        jobs.defer("tests.note", {"word": "a"})
    assert len(rows("SELECT FROM procrastinate_jobs")) == 1


def test_a_task_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(LookupError, match="nothing"):
        jobs.defer("tests.nothing", {})


def test_a_worker_in_a_thread_runs_jobs_at_once_and_stops_when_told() -> None:
    with Running() as worker:
        assert waits_for(lambda: rows("SELECT FROM procrastinate_workers"))
        jobs.defer("tests.note", {"word": "a"})
        assert waits_for(lambda: seen == ["a"], 5)
    assert worker.error is None
    assert rows("SELECT FROM procrastinate_workers") == []
    assert rows("SELECT FROM procrastinate_jobs WHERE task_name = 'tests.note'") == []


def test_deferring_stays_transactional_in_a_process_whose_thread_is_a_worker() -> None:
    with Running():
        assert waits_for(lambda: rows("SELECT FROM procrastinate_workers"))
        defer_and_roll_back("ghost")
        jobs.defer("tests.note", {"word": "real"})
        assert waits_for(lambda: seen)
    assert seen == ["real"]


def test_jobs_of_one_lock_run_in_turn_and_others_side_by_side() -> None:
    for word in "abc":
        jobs.defer("tests.note", {"word": word}, lock="same")
    with Running(concurrency=3):
        assert waits_for(lambda: len(seen) == 3)
        assert (seen, max(together)) == (["a", "b", "c"], 1)
        for word in "de":
            jobs.defer("tests.meet", {"word": word})
        assert waits_for(lambda: len(seen) == 5, 40)
    assert set(seen[3:]) == {"d", "e"}


def test_a_job_waits_for_its_hour() -> None:
    jobs.defer("tests.note", {"word": "late"}, at=datetime.now(UTC) + timedelta(hours=1))
    jobs.defer("tests.note", {"word": "now"})
    with Running():
        assert waits_for(lambda: seen)
        time.sleep(0.3)
    assert seen == ["now"]


def test_a_job_that_fails_is_kept_and_harms_no_other() -> None:
    jobs.defer("tests.fail", {})
    jobs.defer("tests.note", {"word": "after"})
    with Running():
        assert waits_for(lambda: seen == ["after"])
        assert waits_for(lambda: rows("SELECT FROM procrastinate_jobs WHERE status = 'failed'"))


def test_a_worker_that_ends_unasked_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ends(**_: object) -> None:
        return None

    monkeypatch.setattr(app, "run_worker_async", ends, raising=False)
    with pytest.raises(jobs.WorkerStopped):
        jobs.run_worker(threading.Event())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_in_the_foreground_ends_cleanly_on_a_signal(number: signal.Signals) -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORKER])
    try:
        assert waits_for(lambda: rows("SELECT FROM procrastinate_workers"), 30)
        worker.send_signal(number)
        assert worker.wait(10) == 0
    finally:
        worker.kill()
        worker.wait()
    assert rows("SELECT FROM procrastinate_workers") == []


def dead_worker_with_job(silent_for: timedelta, attempts: int = 0) -> None:
    with owner_connection() as owner:
        owner.execute(
            "WITH w AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - %s) RETURNING id)"
            " INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id,"
            " attempts) SELECT 'default', 'tests.note', '{\"word\": \"again\"}', 'doing', id, %s"
            " FROM w",
            [silent_for, attempts],
        )


def test_the_job_of_a_dead_worker_runs_again() -> None:
    dead_worker_with_job(timedelta(seconds=40))
    tasks.revive_jobs(0)
    with Running():
        assert waits_for(lambda: seen == ["again"])


def test_a_worker_revives_what_the_dead_left_without_being_asked() -> None:
    dead_worker_with_job(timedelta(seconds=40))
    with Running():
        assert waits_for(lambda: seen == ["again"])


def test_the_job_of_a_living_worker_is_left_alone() -> None:
    dead_worker_with_job(timedelta(seconds=5))
    with acting_as(SystemActor()):
        assert jobs.revive_stalled() == 0
    assert rows("SELECT status FROM procrastinate_jobs") == [("doing",)]


def test_a_job_that_kills_every_worker_is_given_up() -> None:
    dead_worker_with_job(timedelta(seconds=40), attempts=jobs.MOST_LIVES)
    tasks.revive_jobs(0)
    assert rows("SELECT status FROM procrastinate_jobs") == [("failed",)]


def test_old_attempts_are_purged_and_recent_ones_kept() -> None:
    now = datetime.now(UTC)
    add([("code", "old")], at=now - timedelta(hours=25))
    add([("code", "recent")], at=now - timedelta(hours=23))
    tasks.purge_attempts(0)
    with acting_as(SystemActor()):
        assert [a.at for a in Attempt.objects.all()] == [now - timedelta(hours=23)]


def test_expired_sessions_are_cleared() -> None:
    now = datetime.now(UTC)
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(1))
    tasks.clear_sessions(0)
    assert [s.session_key for s in Session.objects.all()] == ["new"]


def test_finished_jobs_are_forgotten_after_a_month_and_waiting_ones_never() -> None:
    for word in ("old", "recent", "waiting"):
        jobs.defer("tests.note", {"word": word})
    with owner_connection() as owner:
        owner.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE args->>'word' != 'w'")
        owner.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'word' != 'waiting'"
        )
        owner.execute(
            "UPDATE procrastinate_events SET at = now() - interval '31 days' WHERE job_id IN"
            " (SELECT id FROM procrastinate_jobs WHERE args->>'word' != 'recent')"
        )
    tasks.forget_jobs(0)
    assert rows("SELECT args->>'word' FROM procrastinate_jobs ORDER BY id") == [
        ("recent",),
        ("waiting",),
    ]


def test_a_job_runs_as_the_application_and_sees_no_protected_row() -> None:
    make_student(make_school(make_board()))
    assert rows("SELECT FROM people_student")
    jobs.defer("tests.look", {})
    with Running():
        assert waits_for(lambda: seen)
    assert seen == ["preau_app 0"]
