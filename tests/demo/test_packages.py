"""The packages as files: OneRoster 1.2 to the letter, our tables beside, always the same bytes."""

import csv
import hashlib
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from preau.demo.packages import write_packages
from preau.demo.roster import build_roster
from preau.demo.stories import TEACHER

TODAY = date(2026, 11, 23)
COMMON = ["sourcedId", "status", "dateLastModified"]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_packages(build_roster(today=TODAY), tmp_path_factory.mktemp("packages"))


def rows(package: Path, name: str) -> list[dict[str, str]]:
    with (package / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_the_same_seed_writes_the_same_bytes(packages: dict[str, Path], tmp_path: Path) -> None:
    again = write_packages(build_roster(today=date(2027, 3, 1)), tmp_path)
    for code, package in packages.items():
        assert digests(again[code]) == digests(package)
        assert len(digests(package)) > 13


@pytest.mark.parametrize("code", ["864000", "884000"])
def test_the_manifest_names_every_file(packages: dict[str, Path], code: str) -> None:
    told = {row["propertyName"]: row["value"] for row in rows(packages[code], "manifest")}
    assert told["oneroster.version"] == "1.2"
    files = {name.removeprefix("file."): v for name, v in told.items() if name.startswith("file.")}
    assert len(files) == 21
    present = {path.stem for path in packages[code].glob("*.csv")} - {"manifest"}
    ours = {name for name in present if name.startswith("preau_")}
    gradebook = {"categories", "lineItems", "results"}
    assert {name for name, mode in files.items() if mode == "bulk"} == (present - ours) | gradebook
    assert ours == {"preau_students", "preau_guardians", "preau_schools", "preau_staff"}


@pytest.mark.parametrize("code", ["864000", "884000"])
def test_bulk_rows_carry_no_status_and_unique_ids(packages: dict[str, Path], code: str) -> None:
    for path in packages[code].glob("[a-z]*.csv"):
        found = rows(packages[code], path.stem)
        assert found
        if path.stem == "manifest" or path.stem.startswith("preau_"):
            continue
        assert list(found[0])[:3] == COMMON
        assert {(row["status"], row["dateLastModified"]) for row in found} == {("", "")}
        ids = [row["sourcedId"] for row in found]
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("code", ["864000", "884000"])
def test_references_resolve(packages: dict[str, Path], code: str) -> None:
    package = packages[code]
    ids = {
        name: {row["sourcedId"] for row in rows(package, name)}
        for name in ("orgs", "users", "classes", "courses", "academicSessions")
    }
    for row in rows(package, "enrollments"):
        assert row["classSourcedId"] in ids["classes"]
        assert row["userSourcedId"] in ids["users"]
        assert row["schoolSourcedId"] in ids["orgs"]
    for row in rows(package, "classes"):
        assert row["courseSourcedId"] in ids["courses"]
        assert row["termSourcedIds"] in ids["academicSessions"]
    for row in rows(package, "preau_guardians"):
        assert {row["studentSourcedId"], row["guardianSourcedId"]} <= ids["users"]
    for row in rows(package, "preau_students"):
        assert row["homeroomClassSourcedId"] in ids["classes"]
    assert {row["userSourcedId"] for row in rows(package, "roles")} == ids["users"]
    assert {row["orgSourcedId"] for row in rows(package, "preau_schools")} == ids["orgs"]


def test_every_row_is_as_long_as_its_header(packages: dict[str, Path]) -> None:
    for package in packages.values():
        for path in package.glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                assert len({len(row) for row in csv.reader(file)}) == 1, path.name


def test_a_teacher_who_is_a_parent_is_one_user_with_two_roles(packages: dict[str, Path]) -> None:
    (user,) = [r for r in rows(packages["864000"], "users") if r["email"] == TEACHER.email]
    roles = [
        r for r in rows(packages["864000"], "roles") if r["userSourcedId"] == user["sourcedId"]
    ]
    assert {role["role"] for role in roles} == {"teacher", "parent"}
    assert {role["roleType"] for role in roles} == {"primary"}
    assert len({role["orgSourcedId"] for role in roles}) == 2


def test_a_handful_of_portraits_bears_fiches(packages: dict[str, Path]) -> None:
    for package in packages.values():
        fiches = {row["fiche"] for row in rows(package, "preau_students")}
        portraits = list((package / "preau_photos").iterdir())
        assert 0 < len(portraits) < 60
        assert {path.stem for path in portraits} <= fiches
        with Image.open(portraits[0]) as image:
            assert image.size == (240, 240)
