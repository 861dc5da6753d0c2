"""What imports leave on the disk goes in time, and nothing else does."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from preau.boards.models import Board
from preau.core.actors import SystemActor
from preau.core.models import Batch, BatchError
from preau.exchange import tasks
from preau.exchange.retention import purge_photos
from preau.people.models import Student
from tests.exchange.conftest import Run
from tests.exchange.packages import PackageFiles
from tests.factories import as_owner, make_board, make_school, make_student

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = datetime.now(UTC)


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.PREAU_DATA = tmp_path / "data"
    return tmp_path / "data"


def put(path: Path, age: timedelta) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    written = (NOW - age).timestamp()
    os.utime(path, (written, written))
    return path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def pictured(name: str, board: Board, **fields: object) -> Student:
    return make_student(make_school(board), photo=f"photos/{name}", **fields)


def test_reports_go_after_their_days(data: Path, settings: Settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, report_days=10)
    put(data / "reports" / "import-old.csv", timedelta(days=11))
    put(data / "reports" / "import-new.csv", timedelta(days=9))
    put(data / "reports" / "of-somebody.csv", timedelta(days=99))
    tasks.purge_reports(0)
    assert names(data / "reports") == {"import-new.csv", "of-somebody.csv"}


def test_batches_of_every_body_go_after_their_days_with_their_errors(settings: Settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, batch_days=10)
    old, new = NOW - timedelta(days=11), NOW - timedelta(days=9)
    with as_owner():
        for board in (make_board(), make_board("865000")):
            for state, ended_at in (
                ("done", old),
                ("failed", old),
                ("cancelled", old),
                ("done", new),
                ("waiting", None),
                ("running", None),
            ):
                batch = Batch.objects.create(
                    board_id=board.pk, kind="tests.old", parameters={"state": state},
                    state=state, asked_at=old, ended_at=ended_at,
                )  # fmt: skip
                BatchError.objects.create(
                    board_id=board.pk, batch=batch, key=1, label="Léo", sentence="Non.", at=old
                )
    tasks.purge_batches(0)
    with as_owner():
        left = Batch.objects.filter(kind="tests.old").order_by("board_id", "id")
        assert [one.state for one in left] == ["done", "waiting", "running"] * 2
        assert BatchError.objects.filter(label="Léo").count() == 6


def test_photos_of_pupils_who_left_long_ago_go(data: Path, settings: Settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, photo_days=30)
    one, other = make_board(), make_board("865000")
    for name in ("live.jpg", "other.jpg", "lately.jpg", "long.jpg", "nobody.jpg"):
        put(data / "files" / "photos" / name, timedelta(days=200))
    put(data / "files" / "photos" / "being-imported.jpg", timedelta(hours=1))
    live = pictured("live.jpg", one)
    pictured("other.jpg", other)
    lately = pictured("lately.jpg", one, ended_at=NOW - timedelta(days=29))
    long = pictured("long.jpg", other, ended_at=NOW - timedelta(days=31))
    tasks.purge_photos(0)
    kept = {"live.jpg", "other.jpg", "lately.jpg", "being-imported.jpg"}
    assert names(data / "files" / "photos") == kept
    with as_owner():
        for pupil, photo in ((live, "photos/live.jpg"), (lately, "photos/lately.jpg"), (long, "")):
            pupil.refresh_from_db()
            assert pupil.photo == photo


def test_nothing_to_purge_before_the_first_import(data: Path) -> None:
    tasks.purge_reports(0)
    tasks.purge_photos(0)
    assert not data.exists()


def test_a_pupil_who_comes_back_in_time_keeps_the_photo(
    run: Run, roster: PackageFiles, data: Path
) -> None:
    run(roster)
    put(data / "files" / "photos" / "noe.jpg", timedelta(days=200))
    with as_owner():
        Student.objects.filter(source_id="noe").update(photo="photos/noe.jpg")
    without = roster.copy().remove("users", "noe").remove("enrollments", "e4")
    without.change("users", "marc", agentSourcedIds="leo,zoe")
    run(without)
    with as_owner():
        left = Student.objects.get(source_id="noe").ended_at
    assert left
    purge_photos(actor=SystemActor(), ended_before=left, at=NOW)
    run(roster)
    with as_owner():
        assert Student.objects.get(source_id="noe").photo == "photos/noe.jpg"
    assert names(data / "files" / "photos") == {"noe.jpg"}
