"""Packages that lie: paths that leave, links, doubles, bombs, damage. Nothing is ever unpacked."""

import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from preau.config.limits import Limits
from preau.exchange.errors import Stop
from preau.exchange.package import open_package
from preau.people.models import Student
from tests.exchange.conftest import Run, rules
from tests.exchange.packages import PackageFiles
from tests.factories import as_owner


def refusal(path: Path, limits: Limits | None = None) -> str:
    """The rule under which a package is refused, its tables and photos read to the end."""
    with pytest.raises(Stop) as caught:
        read_all(path, limits or Limits())
    return caught.value.rule


def read_all(path: Path, limits: Limits) -> None:
    with open_package(path, limits) as package:
        for member in (*package.tables.values(), *package.photos):
            with member.open() as stream:
                while stream.read(1 << 16):
                    pass


def archive(path: Path, fill: Callable[[zipfile.ZipFile], Any]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("orgs.csv", "sourcedId,name,type\n")
        fill(made)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../users.csv", "a/../../users.csv", "/etc/users.csv", "..\\users.csv", "C:users.csv",
        "users\n.csv", "preau_photos/../../1.jpg",
    ],
)  # fmt: skip
def test_a24_names_that_leave_the_package(tmp_path: Path, name: str) -> None:
    assert refusal(archive(tmp_path / "p.zip", lambda z: z.writestr(name, "x"))) == "member_name"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["p.zip"]


def test_a24_a_link_in_an_archive(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("users.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refusal(archive(tmp_path / "p.zip", lambda z: z.writestr(info, "/etc/passwd"))) == (
        "member_link"
    )


def test_a24_a_link_in_a_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("sourcedId\n")
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "users.csv").symlink_to(secret)
    assert refusal(folder) == "member_link"


@pytest.mark.parametrize("twin", ["ORGS.csv", "Orgs.CSV"])
def test_two_names_that_differ_by_case(tmp_path: Path, twin: str) -> None:
    assert refusal(archive(tmp_path / "p.zip", lambda z: z.writestr(twin, "x"))) == "member_twice"


def test_the_same_name_twice(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = archive(tmp_path / "p.zip", lambda z: z.writestr("orgs.csv", "x"))
    assert refusal(path) == "member_twice"


def test_a24_more_than_a_hundred_times_its_size(tmp_path: Path) -> None:
    path = archive(tmp_path / "p.zip", lambda z: z.writestr("users.csv", b"0" * (64 << 20)))
    assert path.stat().st_size < 1 << 20
    assert refusal(path) == "too_packed"


def test_a24_bytes_are_counted_not_believed(tmp_path: Path) -> None:
    """The header announces ten bytes; what comes out is what counts."""
    path = archive(tmp_path / "p.zip", lambda z: z.writestr("users.csv", b"0" * (64 << 20)))
    data = path.read_bytes().replace(struct.pack("<L", 64 << 20), struct.pack("<L", 10))
    path.write_bytes(data)
    assert refusal(path) in ("too_packed", "archive_damaged")


def test_more_than_the_limit(tmp_path: Path) -> None:
    limits = replace(Limits(), import_unpacked_mib=1)
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "users.csv").write_bytes(b"a\n" * (1 << 20))
    assert refusal(folder, limits) == "too_big"


def test_reading_twice_counts_once(tmp_path: Path) -> None:
    limits = replace(Limits(), import_unpacked_mib=1)
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "users.csv").write_bytes(b"a\n" * (400 << 10))
    with open_package(folder, limits) as package:
        for _ in range(3):
            with package.tables["users.csv"].open() as stream:
                assert len(stream.read()) == 800 << 10


def test_damage_in_the_middle(tmp_path: Path, roster: PackageFiles) -> None:
    path = roster.zip(tmp_path / "p.zip")
    data = bytearray(path.read_bytes())
    start = data.index(b"users.csv") + 40
    data[start : start + 30] = b"\xff" * 30
    path.write_bytes(bytes(data))
    assert refusal(path) == "archive_damaged"


def test_an_archive_cut_short(tmp_path: Path, roster: PackageFiles) -> None:
    path = roster.zip(tmp_path / "p.zip")
    path.write_bytes(path.read_bytes()[:-30])
    assert refusal(path) in ("package_kind", "archive_damaged")


def test_a_locked_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "p.zip", lambda z: z.writestr("users.csv", "x"))
    data = path.read_bytes()
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.rindex(mark) + offset
        data = data[:at] + b"\x01\x00" + data[at + 2 :]
    path.write_bytes(data)
    assert refusal(path) == "archive_locked"


def test_neither_folder_nor_archive(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("x")
    assert refusal(tmp_path / "users.csv") == "package_kind"
    assert refusal(tmp_path / "rien") == "package_missing"


def test_no_table(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    assert refusal(tmp_path) == "no_table"


def test_one_folder_inside_is_fine_two_are_not(tmp_path: Path) -> None:
    inner = tmp_path / "p" / "export"
    inner.mkdir(parents=True)
    (inner / "users.csv").write_text("x")
    with open_package(tmp_path / "p", Limits()) as package:
        assert list(package.tables) == ["users.csv"]
    (tmp_path / "p" / "autre").mkdir()
    (tmp_path / "p" / "autre" / "orgs.csv").write_text("x")
    assert refusal(tmp_path / "p") == "member_depth"


def test_traces_of_systems_are_passed_over(tmp_path: Path) -> None:
    path = archive(tmp_path / "p.zip", lambda z: z.writestr("__MACOSX/._orgs.csv", "x"))
    with open_package(path, Limits()) as package:
        assert list(package.tables) == ["orgs.csv"]


@pytest.mark.parametrize("within", ["", "export-2026/"])
def test_an_archive_imports_like_its_folder(
    run: Run, roster: PackageFiles, tmp_path: Path, within: str
) -> None:
    roster.raw = {f"{within}{name}": data for name, data in roster.files().items()}
    roster.tables, roster.modes = {}, None
    report = run(roster.zip(tmp_path / "p.zip"))
    assert report.applied, report.messages
    with as_owner():
        assert Student.objects.count() == 3


def test_a24_a_bomb_stops_the_import(
    run: Run, roster: PackageFiles, tmp_path: Path, settings: Settings
) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, import_ratio=2)
    roster.raw["demographics.csv"] = b"sourcedId\n" + b"0" * (40 << 20)
    report = run(roster.zip(tmp_path / "p.zip"))
    assert "too_packed" in rules(report)
    assert report.refused
    with as_owner():
        assert not Student.objects.exists()
