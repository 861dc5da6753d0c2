import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from preau.config.postgres import Binaries, Cluster, PostgresError
from preau.config.postgres import folder as module
from preau.config.postgres.folder import start_lock
from tests.config.postgres.conftest import binaries_named
from tests.config.postgres.living import IMPORTS


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def neighbour() -> Iterator["subprocess.Popen[bytes]"]:
    """A living process that has nothing to do with PostgreSQL."""
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def leave_pid_file(cluster: Cluster, pid: int) -> None:
    """The file a server leaves when the machine stops under it."""
    lines = [pid, cluster.data, 1700000000, 5432, cluster.folder, "", "  5432001 98765", "ready   "]
    (cluster.data / "postmaster.pid").write_text("".join(f"{line}\n" for line in lines))


def test_a_pid_file_of_a_dead_process_is_stale(
    cluster: Cluster, neighbour: "subprocess.Popen[bytes]"
) -> None:
    neighbour.kill()
    neighbour.wait()
    leave_pid_file(cluster, neighbour.pid)
    assert not cluster.is_running()
    cluster.start()
    assert cluster.is_owner


def test_a_pid_file_whose_number_is_now_anothers_is_stale(
    cluster: Cluster, neighbour: "subprocess.Popen[bytes]"
) -> None:
    leave_pid_file(cluster, neighbour.pid)
    assert not cluster.is_running()
    cluster.start()
    assert cluster.is_owner
    cluster.stop()
    assert neighbour.poll() is None


def test_a_socket_lock_whose_number_is_now_anothers_is_stale(
    cluster: Cluster, neighbour: "subprocess.Popen[bytes]"
) -> None:
    leave_pid_file(cluster, neighbour.pid)
    lines = [neighbour.pid, cluster.data, 1700000000, 5432, cluster.folder, ""]
    lock = cluster.socket_dir / f".s.PGSQL.{cluster.port}.lock"
    lock.write_text("".join(f"{line}\n" for line in lines))
    cluster.start()
    assert cluster.is_owner


@pytest.mark.parametrize("text", ["", "abc\n", "0\n"])
def test_a_pid_file_cut_short_is_stale(cluster: Cluster, text: str) -> None:
    (cluster.data / "postmaster.pid").write_text(text)
    cluster.start()
    assert cluster.is_running()


def test_data_of_another_major_finds_its_own_programs(folder: Path) -> None:
    system, wheel = binaries_named("system"), binaries_named("wheel")
    with Cluster(folder, wheel, durable=False):
        pass
    with Cluster(folder, system, durable=False) as cluster:
        assert cluster.binaries.major == wheel.major


def test_data_of_a_major_that_is_nowhere_is_refused_untouched(cluster: Cluster) -> None:
    version = cluster.data / "PG_VERSION"
    mine = version.read_text()
    version.write_text("99\n")
    before = contents(cluster.data)
    with pytest.raises(PostgresError) as refusal:
        cluster.start()
    assert "PostgreSQL 99" in str(refusal.value)
    assert f"PostgreSQL {cluster.binaries.major}" in str(refusal.value)
    assert contents(cluster.data) == before
    version.write_text(mine)
    cluster.start()
    assert cluster.is_running()


def test_data_without_a_version_is_refused_untouched(cluster: Cluster) -> None:
    (cluster.data / "PG_VERSION").unlink()
    before = contents(cluster.data)
    with pytest.raises(PostgresError, match="pas une base PostgreSQL complète"):
        cluster.start()
    assert contents(cluster.data) == before


def test_leftovers_of_a_creation_are_cleared_and_strangers_kept(
    folder: Path, binaries: Binaries
) -> None:
    (folder / "init-0123" / "base").mkdir(parents=True)
    (folder / "start.lock").touch()
    with Cluster(folder, binaries, durable=False) as cluster:
        assert cluster.is_running()
    assert list(folder.glob("init-*")) == []


def test_a_folder_that_holds_something_else_is_refused_untouched(
    folder: Path, binaries: Binaries
) -> None:
    folder.mkdir(mode=0o755)
    (folder / "thèse.odt").touch()
    with pytest.raises(PostgresError, match="contient déjà autre chose"):
        Cluster(folder, binaries).start()
    assert os.listdir(folder) == ["thèse.odt"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_an_open_folder_is_closed(cluster: Cluster) -> None:
    cluster.folder.chmod(0o755)
    cluster.start()
    assert stat.S_IMODE(cluster.folder.stat().st_mode) == 0o700


def test_a_file_in_the_way_is_refused(folder: Path, binaries: Binaries) -> None:
    folder.touch()
    with pytest.raises(PostgresError, match="ne peut pas servir"):
        Cluster(folder, binaries).start()


def test_a_link_in_place_of_the_lock_is_not_followed(root: Path, cluster: Cluster) -> None:
    (cluster.folder / "start.lock").unlink()
    (cluster.folder / "start.lock").symlink_to(root / "elsewhere")
    with pytest.raises(PostgresError, match="n’a pas pu être lancé"):
        cluster.start()
    assert not (root / "elsewhere").exists()


def test_waiting_for_another_start_ends_with_a_sentence(cluster: Cluster) -> None:
    with (
        start_lock(cluster.folder, 1),
        pytest.raises(PostgresError, match="Un autre Préau"),
        start_lock(cluster.folder, 0.1),
    ):
        pytest.fail("two holders of one lock")


def test_a_machine_without_the_locale_falls_back(
    folder: Path, binaries: Binaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    def options(_major: int) -> list[list[str]]:
        return [["--locale=xx_XX.UTF-8"], ["--locale=C"]]

    monkeypatch.setattr(module, "locale_options", options)
    with Cluster(folder, binaries, durable=False) as cluster:
        assert cluster.is_running()


def test_a_failed_creation_leaves_nothing(
    folder: Path, binaries: Binaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "locale_options", lambda _major: [["--not-an-option"]])
    with pytest.raises(PostgresError, match="not-an-option"):
        Cluster(folder, binaries, durable=False).start()
    assert sorted(os.listdir(folder)) == ["server.log", "start.lock"]


FULL_DISK = """
import subprocess, sys
from pathlib import Path
from preau.config.postgres import Cluster, PostgresError, find_binaries

disk, binaries = Path(sys.argv[1]), find_binaries(Path(sys.argv[2]))
cluster = Cluster(disk / "db", binaries, durable=False)

def mount(size, *options):
    options = ",".join(["size=" + size, "mode=0755", *options])
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "preau", disk], check=True)

def refused():
    try:
        cluster.start()
    except PostgresError as refusal:
        assert "est plein" in str(refusal), refusal
        assert not cluster.is_running()
    else:
        raise SystemExit("started on a full disk")

try:
    mount("20m")
except subprocess.CalledProcessError:
    raise SystemExit(77)
refused()
assert not (disk / "db" / "data").exists()
assert not list((disk / "db").glob("init-*"))
mount("300m", "remount")
with cluster:
    assert cluster.is_running()
filler = disk / "filler"
with filler.open("wb", buffering=0) as file:
    try:
        while file.write(bytes(2**16)):
            pass
    except OSError:
        pass
refused()
filler.unlink()
with cluster:
    assert cluster.is_running()
"""


def test_a_full_disk_is_told_and_damages_nothing(folder: Path, each_binaries: Binaries) -> None:
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("unshare (util-linux) is absent: no small disk to fill")
    folder.mkdir()
    private = [unshare, "-m"] if os.geteuid() == 0 else [unshare, "-rm"]
    run = subprocess.run(
        [*private, sys.executable, "-c", FULL_DISK, str(folder), str(each_binaries.bin)],
        env={**os.environ, "PYTHONPATH": IMPORTS},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode == 77 or "Operation not permitted" in run.stderr:
        pytest.skip("this machine lets nobody mount a small disk")
    assert run.returncode == 0, run.stderr
