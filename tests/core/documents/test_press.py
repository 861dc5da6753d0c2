"""Many papers: bounded, in processes that may die, hang or grow."""

import dataclasses
import os
import signal
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psutil
import pytest
from pytest_django import Settings

from preau.core.documents import Document, DocumentFailed, Press, render
from preau.finances.documents.data import document_of
from tests.core.documents.test_composer import TEMPLATE
from tests.papers.samples import statement

HANGS = "#for i in range(100000) { for j in range(100000) { } }"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "paper.typ"
    path.write_text(TEMPLATE, "utf-8")
    return path


@pytest.fixture
def hanging(tmp_path: Path) -> Path:
    path = tmp_path / "hangs" / "paper.typ"
    path.parent.mkdir()
    path.write_text(TEMPLATE + HANGS, "utf-8")
    return path


def document(template: Path, number: int) -> Document:
    return Document(template, {"text": f"no {number}"}, date(2026, 11, 25))


def limit(settings: Settings, **limits: int) -> None:
    settings.PREAU_LIMITS = dataclasses.replace(settings.PREAU_LIMITS, **limits)


def test_every_document_comes_once_with_the_bytes_of_one_made_here(template: Path) -> None:
    with Press(2) as press:
        made = list(press.print_all((n, document(template, n)) for n in range(40)))
        assert len(press.pids) == 2
    assert sorted(key for key, _ in made) == list(range(40))
    assert dict(made)[7] == render(document(template, 7))


def test_documents_are_read_only_as_workers_are_free(template: Path) -> None:
    read: list[int] = []

    def documents() -> Iterator[tuple[int, Document]]:
        for number in range(30):
            read.append(number)
            yield number, document(template, number)

    with Press(2) as press:
        for count, _made in enumerate(press.print_all(documents()), start=1):
            assert len(read) <= count + 4


def test_a_document_that_fails_is_told_and_the_others_come(template: Path, tmp_path) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text('#panic("no")', "utf-8")
    papers = [(n, document(broken if n == 3 else template, n)) for n in range(8)]
    with Press(2) as press:
        made = dict(press.print_all(papers))
    assert {n for n, what in made.items() if isinstance(what, DocumentFailed)} == {3}


def test_killed_workers_are_replaced_and_nothing_is_lost(template: Path) -> None:
    made: list[int] = []
    with Press(2) as press:
        for key, what in press.print_all((n, document(template, n)) for n in range(40)):
            assert isinstance(what, bytes)
            made.append(key)
            if key in (5, 20):
                os.kill(press.pids[0], signal.SIGKILL)
    assert sorted(made) == list(range(40))


def test_a_document_that_never_ends_is_given_up(template, hanging, settings) -> None:
    limit(settings, document_seconds=4)
    papers = [(0, document(template, 0)), (1, document(hanging, 1)), (2, document(template, 2))]
    with Press(1) as press:
        made = dict(press.print_all(papers))
    assert isinstance(made[1], DocumentFailed)
    assert "deux fois" in str(made[1])
    assert isinstance(made[0], bytes)
    assert isinstance(made[2], bytes)


def test_one_that_stops_early_leaves_no_process_and_no_file(template: Path, hanging: Path) -> None:
    press = Press(2)
    with press:
        folder = Path(press._folder.name)
        for _key, _what in press.print_all((n, document(template, n)) for n in range(9)):
            break
        pids = press.pids
        again = dict(press.print_all((n, document(template, n)) for n in (100, 101)))
        assert sorted(again) == [100, 101]
        pids += press.pids
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not folder.exists()


def test_a_worker_that_grew_is_replaced(template: Path, settings: Settings) -> None:
    limit(settings, document_worker_mib=1)
    seen: set[int] = set()
    with Press(1) as press:
        for _key, what in press.print_all((n, document(template, n)) for n in range(6)):
            assert isinstance(what, bytes)
            seen.update(press.pids)
    assert len(seen) >= 3


def test_memory_is_flat() -> None:
    papers = ((n, document_of(statement(n))) for n in range(240))
    early = late = 0
    with Press(1) as press:
        for count, _made in enumerate(press.print_all(papers)):
            if count in (79, 239):
                used = psutil.Process(press.pids[0]).memory_info().rss >> 20
                early, late = early or used, used
    assert late <= early + 20
    assert late <= 250


def test_workers_end_when_whoever_gives_them_work_is_killed(tmp_path: Path) -> None:
    """They hear that the other end closed."""
    import multiprocessing

    from preau.core.documents import worker

    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=worker.work, args=(theirs, str(tmp_path), "")
    )
    process.start()
    theirs.close()
    time.sleep(0.5)
    ours.close()
    process.join(20)
    assert process.exitcode == 0
    assert list(tmp_path.iterdir()) == []
