"""Root, ordinary users and users without an account, with each PostgreSQL."""

import os
import pwd
from pathlib import Path

import pytest

from preau.config.postgres import Binaries
from tests.config.postgres.living import ORDINARY_UID, life, living, need_root

UNKNOWN_UID = 54321
NO_UNSHARE = "/nowhere"


def lives(launch: list[str], binaries: Binaries) -> int:
    """Run a whole life, check that it worked, and return the server's account."""
    with living(launch) as (only,):
        assert "refused" not in only.first, only.first
        assert only.first["owner"] is True
        assert only.first["version"].startswith(f"PostgreSQL {binaries.major}")
        assert (only.first["encoding"], only.first["lowered"]) == ("UTF8", "éœ")
        assert only.say("stop") == {"running": False}
    return int(only.first["server_uid"])


def refusal(launch: list[str]) -> str:
    with living(launch) as (only,):
        assert set(only.first) == {"refused"}, only.first
        return str(only.first["refused"])


def owned_by(folder: Path, uid: int) -> Path:
    folder.mkdir(mode=0o700)
    os.chown(folder, uid, uid)
    return folder


def test_whoever_runs_the_tests_starts_and_restarts(folder: Path, each_binaries: Binaries) -> None:
    for _ in range(2):
        assert lives(life(folder, each_binaries), each_binaries) == os.geteuid()
    assert folder.stat().st_uid == os.geteuid()


@need_root
def test_an_ordinary_user(folder: Path, each_binaries: Binaries) -> None:
    owned_by(folder, ORDINARY_UID)
    for _ in range(2):
        launch = life(folder, each_binaries, uid=ORDINARY_UID, path=NO_UNSHARE)
        assert lives(launch, each_binaries) == ORDINARY_UID


@need_root
def test_an_ordinary_user_then_root_then_the_user_again(folder: Path, binaries: Binaries) -> None:
    owned_by(folder, ORDINARY_UID)
    for uid in (None, ORDINARY_UID, None, ORDINARY_UID):
        assert lives(life(folder, binaries, uid=uid), binaries) == ORDINARY_UID


@need_root
def test_a_user_without_an_account(folder: Path, binaries: Binaries) -> None:
    with pytest.raises(KeyError):
        pwd.getpwuid(UNKNOWN_UID)
    owned_by(folder, UNKNOWN_UID)
    assert lives(life(folder, binaries, uid=UNKNOWN_UID), binaries) == UNKNOWN_UID


@need_root
def test_a_user_without_an_account_nor_a_namespace_is_told(
    folder: Path, binaries: Binaries
) -> None:
    owned_by(folder, UNKNOWN_UID)
    sentence = refusal(life(folder, binaries, uid=UNKNOWN_UID, path=NO_UNSHARE))
    assert "que ce compte existe" in sentence
    assert str(UNKNOWN_UID) in sentence


@need_root
def test_an_ordinary_user_on_roots_folder_is_told(folder: Path, binaries: Binaries) -> None:
    owned_by(folder, 0).chmod(0o755)
    sentence = refusal(life(folder, binaries, uid=ORDINARY_UID))
    assert "appartient au compte root" in sentence


@need_root
def test_an_ordinary_user_under_a_closed_folder_is_told(root: Path, binaries: Binaries) -> None:
    closed = owned_by(root / "closed", 0)
    sentence = refusal(life(closed / "db", binaries, uid=ORDINARY_UID))
    assert "vérifiez ses permissions" in sentence


@need_root
def test_root_without_a_namespace_becomes_an_ordinary_account(
    folder: Path, each_binaries: Binaries
) -> None:
    for _ in range(2):
        uid = lives(life(folder, each_binaries, path=NO_UNSHARE), each_binaries)
        assert uid == folder.stat().st_uid != 0
    assert lives(life(folder, each_binaries), each_binaries) == uid


@need_root
def test_root_without_a_namespace_nor_a_reachable_folder_is_told(
    root: Path, binaries: Binaries
) -> None:
    closed = owned_by(root / "closed", 0)
    sentence = refusal(life(closed / "db", binaries, path=NO_UNSHARE))
    assert "refuse de fonctionner sous le compte root" in sentence
    assert (closed / "db").stat().st_uid == 0
    assert lives(life(closed / "db", binaries), binaries) == 0


@need_root
def test_roots_data_without_a_namespace_is_refused_and_kept(
    folder: Path, binaries: Binaries
) -> None:
    lives(life(folder, binaries), binaries)
    assert "refuse de fonctionner" in refusal(life(folder, binaries, path=NO_UNSHARE))
    assert (folder / "data" / "PG_VERSION").stat().st_uid == 0
    lives(life(folder, binaries), binaries)
