"""Photos: re-made from pixels, small, unguessable, and never left behind."""

import io
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image, PngImagePlugin
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from preau.exchange.photos import PhotoRefused, remade
from preau.exchange.report import Diff
from preau.people.models import Student
from tests.exchange.conftest import Run, rules
from tests.exchange.packages import PackageFiles
from tests.factories import as_owner

SECRET = b"45.5312N 73.5181W rue Principale"


@pytest.fixture
def photos(settings: Settings, tmp_path: Path) -> Path:
    settings.PREAU_DATA = tmp_path / "data"
    return tmp_path / "data" / "files" / "photos"


def picture(form: str = "JPEG", size: tuple[int, int] = (900, 1200), shade: int = 90) -> bytes:
    """A noisy portrait, with everything that a camera would add."""
    image = Image.effect_noise(size, shade).convert("RGB")
    stream = io.BytesIO()
    extra: dict[str, Any] = {}
    if form == "JPEG":
        exif = Image.Exif()
        exif[0x010E] = SECRET.decode()
        exif[0x0112] = 6
        extra = {"exif": exif, "comment": SECRET, "quality": 98}
    else:
        info = PngImagePlugin.PngInfo()
        info.add_text("Location", SECRET.decode())
        extra = {"pnginfo": info}
    image.save(stream, form, **extra)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a20_only_the_pixels_remain(form: str) -> None:
    given = picture(form)
    assert SECRET in given
    made = remade(given, most=200 * 1024)
    assert len(made) <= 200 * 1024
    assert SECRET not in made
    image = Image.open(io.BytesIO(made))
    assert image.format == "JPEG"
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert image.size == ((480, 360) if form == "JPEG" else (360, 480))


def test_a_small_limit_is_kept() -> None:
    assert len(remade(picture(), most=10 * 1024)) <= 10 * 1024


def test_the_same_picture_gives_the_same_bytes() -> None:
    given = picture()
    assert remade(given, most=200 * 1024) == remade(given, most=200 * 1024)


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0broken", b"GIF89a" + b"\0" * 99],
)
def test_a25_what_is_no_picture(data: bytes) -> None:
    with pytest.raises(PhotoRefused, match="photo_broken"):
        remade(data, most=200 * 1024)


def test_a_picture_that_would_unpack_to_gigabytes() -> None:
    stream = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(stream, "PNG")
    assert len(stream.getvalue()) < 100_000
    with pytest.raises(PhotoRefused, match="photo_large"):
        remade(stream.getvalue(), most=200 * 1024)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*")}


def test_import_keeps_photos_under_names_nobody_can_guess(
    run: Run, roster: PackageFiles, photos: Path
) -> None:
    roster.raw["preau_photos/0001234.jpg"] = picture()
    roster.raw["preau_photos/1235.png"] = picture("PNG")
    report = run(roster)
    assert report.tables["photos"] == Diff(2, 0, 0)
    with as_owner():
        leo = Student.objects.get(source_id="leo")
        assert Student.objects.get(source_id="noe").photo == ""
    assert leo.photo.startswith("photos/")
    assert "1234" not in leo.photo
    path = photos.parent / leo.photo
    assert path.exists()
    assert len(path.stem) == 40
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert default_storage.path(leo.photo).endswith(f"files/{leo.photo}")


def test_the_same_photo_again_changes_nothing(run: Run, roster: PackageFiles, photos: Path) -> None:
    roster.raw["preau_photos/1234.jpg"] = picture()
    run(roster)
    before = names(photos)
    assert run(roster).changes == 0
    assert names(photos) == before


def test_a_new_photo_replaces_the_old_after_commit(
    run: Run,
    roster: PackageFiles,
    photos: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    roster.raw["preau_photos/1234.jpg"] = picture()
    run(roster)
    before = names(photos)
    roster.raw["preau_photos/1234.jpg"] = picture(shade=40)
    with django_capture_on_commit_callbacks() as callbacks:
        assert run(roster).tables["photos"] == Diff(0, 1, 0)
    assert before < names(photos)
    for callback in callbacks:
        callback()
    assert len(names(photos)) == 1
    assert names(photos).isdisjoint(before)


def test_a_dry_run_and_a_refusal_leave_no_file(
    run: Run, roster: PackageFiles, photos: Path
) -> None:
    roster.raw["preau_photos/1234.jpg"] = picture()
    assert run(roster, dry_run=True).tables["photos"] == Diff(1, 0, 0)
    assert names(photos) == set()

    run(roster)
    before = names(photos)
    without = roster.copy().remove("users", "noe").remove("enrollments", "e4")
    without.change("users", "marc", agentSourcedIds="leo,zoe")
    without.raw["preau_photos/1234.jpg"] = picture(shade=40)
    assert run(without, accept_removals=False).refused
    assert names(photos) == before


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("leo.jpg", b"x", "photo_name"),
        ("1234.gif", b"x", "photo_name"),
        ("777.jpg", b"x", "photo_stranger"),
        ("1234.jpg", b"<html>", "photo_broken"),
    ],
)
def test_photos_that_are_not_kept(
    run: Run, roster: PackageFiles, photos: Path, name: str, data: bytes, rule: str
) -> None:
    roster.raw[f"preau_photos/{name}"] = data
    report = run(roster)
    assert report.applied
    assert rule in rules(report)
    assert not any("1234" in m.text + m.file or "777" in m.file for m in report.messages)
    assert names(photos) == set()


def test_two_photos_of_one_pupil(run: Run, roster: PackageFiles, photos: Path) -> None:
    roster.raw["preau_photos/1234.jpg"] = picture()
    roster.raw["preau_photos/01234.jpg"] = picture(shade=30)
    assert "photo_twice" in rules(run(roster))
    assert len(names(photos)) == 1


def test_the_limit_is_a_setting(
    run: Run, roster: PackageFiles, photos: Path, settings: Settings
) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, photo_kib=8)
    roster.raw["preau_photos/1234.jpg"] = picture()
    run(roster)
    (path,) = photos.glob("*.jpg")
    assert path.stat().st_size <= 8 * 1024
