"""Batches: each item once, whatever is killed; errors told; cancelled between two items."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.db import connection

from preau.core.actors import BoardActor
from preau.core.batches import operations, plans, queries
from preau.core.batches.errors import BatchAlreadyAsked, BatchBusy, BatchOver
from preau.core.batches.run import Tally, run
from preau.core.enums import BatchState
from preau.core.errors import NotVisible
from preau.core.scope import acting_as
from tests.committed import owner_connection
from tests.core import marks
from tests.core.documents.test_composer import TEMPLATE

pytestmark = [pytest.mark.usefixtures("committed", "marked"), pytest.mark.database]
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
RUN = (
    "import sys, django; django.setup()\n"
    "from tests.core import marks\n"
    "from preau.core.actors import BoardActor\n"
    "from preau.core.batches.run import run\n"
    "run(actor=BoardActor(1), batch_id=int(sys.argv[1]))\n"
)


@pytest.fixture
def marked() -> Iterator[None]:
    """A table of what was done, twice when it was done twice."""
    marks.tried.clear()
    marks.closed.clear()
    with owner_connection() as owner:
        owner.execute("CREATE TABLE marks (key bigint, pid bigint)")
        owner.execute("GRANT ALL ON marks TO preau_app, preau_jobs")
    yield
    connection.close()
    with owner_connection() as owner:
        owner.execute("DROP TABLE marks")


def asked(count: int = 20, **parameters: Any) -> int:
    return operations.ask(
        actor=BoardActor(1),
        kind="tests.marks",
        parameters={"count": count, **parameters},
        at=NOW,
    )


def done() -> list[int]:
    with owner_connection() as owner:
        return [key for (key,) in owner.execute("SELECT key FROM marks ORDER BY key").fetchall()]


def progress(batch_id: int, at: datetime = NOW) -> queries.BatchProgress:
    with acting_as(BoardActor(1)):
        return queries.batch_progress(batch_id, at=at)


def process(batch_id: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(batch_id)], stderr=subprocess.PIPE, env=dict(os.environ)
    )


def wait_for_marks(count: int) -> None:
    end = time.monotonic() + 30
    while len(done()) < count:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_does_every_item_and_tells_how_far_it_is() -> None:
    batch_id, told = asked(5), list[Tally]()
    assert run(actor=BoardActor(1), batch_id=batch_id, tell=told.append)
    assert done() == [1, 2, 3, 4, 5]
    assert [tally.done for tally in told] == [0, 1, 2, 3, 4, 5]
    found = progress(batch_id)
    assert (found.state, found.done, found.total, found.errors) == (BatchState.DONE, 5, 5, ())
    assert (found.title, found.can_cancel, found.can_resume) == ("Marques", False, False)


def test_an_item_that_fails_is_told_and_the_others_are_done() -> None:
    batch_id = asked(5, bad=[2, 4])
    run(actor=BoardActor(1), batch_id=batch_id)
    assert done() == [1, 3, 5]
    found = progress(batch_id)
    assert (found.state, found.done, found.total) == (BatchState.DONE, 3, 5)
    assert [(e.key, e.label, e.sentence) for e in found.errors] == [
        (2, "no 2", "2 ne va pas."),
        (4, "no 4", "4 ne va pas."),
    ]
    assert found.can_resume


def test_what_failed_is_tried_again_when_the_batch_is_resumed() -> None:
    batch_id = asked(5, bad=[2], only_once=True)
    run(actor=BoardActor(1), batch_id=batch_id)
    operations.resume(actor=BoardActor(1), batch_id=batch_id, at=NOW)
    run(actor=BoardActor(1), batch_id=batch_id)
    assert done() == [1, 2, 3, 4, 5]
    found = progress(batch_id)
    assert (found.done, found.total, found.errors) == (5, 5, ())
    with pytest.raises(BatchOver):
        operations.resume(actor=BoardActor(1), batch_id=batch_id, at=NOW)


def test_what_stops_the_whole_work_is_its_failure() -> None:
    batch_id = asked(5, broken=True)
    with pytest.raises(RuntimeError):
        run(actor=BoardActor(1), batch_id=batch_id)
    found = progress(batch_id)
    assert found.state == BatchState.FAILED
    assert "imprévue" in found.failure
    assert found.can_resume


def test_what_a_step_holds_is_let_go_when_it_is_over_whatever_its_end() -> None:
    run(actor=BoardActor(1), batch_id=asked(5, bad=[2]))
    assert marks.closed == ["marks"]
    with pytest.raises(RuntimeError):
        run(actor=BoardActor(1), batch_id=asked(5, broken=True))
    assert marks.closed == ["marks", "broken"]


def test_killed_in_the_middle_it_goes_on_and_nothing_is_done_twice() -> None:
    batch_id = asked(40, seconds=0.02)
    for enough in (5, 15):
        running = process(batch_id)
        wait_for_marks(enough)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        left = len(done())
        assert 5 <= left < 40
        assert progress(batch_id).done == left
        assert progress(batch_id).state == BatchState.RUNNING
    assert progress(batch_id, at=datetime.now(UTC) + timedelta(hours=1)).can_resume
    assert run(actor=BoardActor(1), batch_id=batch_id)
    assert done() == list(range(1, 41))
    assert (progress(batch_id).done, progress(batch_id).total) == (40, 40)


def test_two_workers_at_once_do_each_item_once() -> None:
    batch_id = asked(40, seconds=0.02)
    running = process(batch_id)
    wait_for_marks(2)
    with pytest.raises(BatchBusy):
        run(actor=BoardActor(1), batch_id=batch_id)
    assert running.wait(60) == 0
    assert done() == list(range(1, 41))
    with pytest.raises(BatchOver):
        run(actor=BoardActor(1), batch_id=batch_id)


def test_one_that_lost_the_batch_without_knowing_does_nothing_more() -> None:
    """Its lock went with its session: the number of the run stops it, and what it had in hand."""
    batch_id, results = asked(30, seconds=0.02), list[bool]()
    first = threading.Thread(
        target=lambda: results.append(run(actor=BoardActor(1), batch_id=batch_id))
    )
    first.start()
    wait_for_marks(3)
    operations.start(actor=BoardActor(1), batch_id=batch_id, at=NOW)
    first.join(30)
    assert results == [False]
    assert len(done()) == progress(batch_id).done < 30


def test_cancelled_it_stops_between_two_items_and_may_be_resumed() -> None:
    batch_id = asked(40, seconds=0.02)
    running = process(batch_id)
    wait_for_marks(3)
    operations.cancel(actor=BoardActor(1), batch_id=batch_id, at=NOW)
    assert running.wait(30) == 0
    left = len(done())
    assert left == progress(batch_id).done < 40
    assert progress(batch_id).state == BatchState.CANCELLED
    with pytest.raises(BatchOver):
        run(actor=BoardActor(1), batch_id=batch_id)
    operations.resume(actor=BoardActor(1), batch_id=batch_id, at=NOW)
    run(actor=BoardActor(1), batch_id=batch_id)
    assert done() == list(range(1, 41))


def test_the_same_work_is_not_asked_twice() -> None:
    batch_id = asked(5)
    with pytest.raises(BatchAlreadyAsked) as refusal:
        asked(5)
    assert refusal.value.number == batch_id
    other = asked(6)
    operations.cancel(actor=BoardActor(1), batch_id=batch_id, at=NOW)
    again = asked(5)
    assert len({batch_id, other, again}) == 3
    with pytest.raises(BatchAlreadyAsked):
        operations.resume(actor=BoardActor(1), batch_id=batch_id, at=NOW)


def test_another_body_sees_none_of_it() -> None:
    batch_id = asked(5, bad=[1])
    run(actor=BoardActor(1), batch_id=batch_id)
    waiting = asked(6)
    with acting_as(BoardActor(2)):
        assert queries.latest_batches(at=NOW) == []
        with pytest.raises(NotVisible):
            queries.batch_progress(batch_id, at=NOW)
    for act in (operations.cancel, operations.resume, operations.start):
        with pytest.raises(NotVisible):
            act(actor=BoardActor(2), batch_id=waiting, at=NOW)
    with acting_as(BoardActor(1)):
        assert [b.id for b in queries.latest_batches(at=NOW)] == [waiting, batch_id]


def test_a_rate_is_that_of_the_run() -> None:
    batch_id, ticks = asked(10), iter(range(100))
    run(
        actor=BoardActor(1),
        batch_id=batch_id,
        now=lambda: NOW + timedelta(seconds=2 * next(ticks)),
    )
    rate = progress(batch_id).rate
    assert rate is not None
    assert 0.3 < rate < 0.6


def test_a_batch_left_to_the_worker_is_a_job_and_may_run_twice() -> None:
    from preau.core.tasks import run_batch

    batch_id = asked(5)
    operations.queue(actor=BoardActor(1), batch_id=batch_id)
    with owner_connection() as owner:
        jobs = owner.execute("SELECT task_name, lock FROM procrastinate_jobs").fetchall()
    assert jobs == [("core.run_batch", f"batch-{batch_id}")]
    run_batch(1, batch_id)
    run_batch(1, batch_id)
    assert done() == [1, 2, 3, 4, 5]


@pytest.fixture
def folder(tmp_path: Path) -> str:
    (tmp_path / "paper.typ").write_text(TEMPLATE, "utf-8")
    return str(tmp_path)


def test_papers_are_composed_elsewhere_and_kept_in_the_transaction_that_counts(folder) -> None:
    batch_id = asked(12, folder=folder, unreadable=[4])
    assert run(actor=BoardActor(1), batch_id=batch_id)
    assert done() == [n for n in range(1, 13) if n != 4]
    found = progress(batch_id)
    assert (found.done, found.total) == (11, 12)
    assert [(e.key, e.sentence) for e in found.errors] == [(4, "4 ne se lit pas.")]


def test_a_paper_that_cannot_be_composed_is_told(folder: str) -> None:
    Path(folder, "broken.typ").write_text("#let x = (", "utf-8")
    batch_id = asked(5, folder=folder, bad=[2])
    run(actor=BoardActor(1), batch_id=batch_id)
    assert done() == [1, 3, 4, 5]
    assert "n’a pu être composé" in progress(batch_id).errors[0].sentence


def test_a_batch_of_papers_killed_goes_on_with_no_paper_missing_and_none_twice(folder) -> None:
    batch_id = asked(300, folder=folder)
    running = process(batch_id)
    wait_for_marks(20)
    children = psutil.Process(running.pid).children(recursive=True)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert 20 <= len(done()) < 300
    _gone, alive = psutil.wait_procs(children, timeout=20)
    assert not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]
    assert run(actor=BoardActor(1), batch_id=batch_id)
    assert done() == list(range(1, 301))
    assert progress(batch_id).done == 300


def test_an_undeclared_kind_is_refused() -> None:
    with pytest.raises(LookupError, match="nothing"):
        operations.ask(actor=BoardActor(1), kind="tests.nothing", parameters={}, at=NOW)
    assert plans.title_of("tests.nothing") == "tests.nothing"
