"""Several processes, and starters that end badly: who owns the server, and that it ends."""

import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from preau.config.postgres import Binaries, Cluster
from tests.config.postgres.conftest import processes_of
from tests.config.postgres.living import life, living, within


def test_concurrent_first_starts_create_one_cluster(folder: Path, each_binaries: Binaries) -> None:
    with living(*[life(folder, each_binaries)] * 3) as starters:
        assert len({s.first["identifier"] for s in starters}) == 1
        assert len({s.first["started"] for s in starters}) == 1
        assert sorted(s.first["owner"] for s in starters) == [False, False, True]
        owner = next(s for s in starters if s.first["owner"])
        for guest in (s for s in starters if s is not owner):
            assert guest.say("stop") == {"running": True}
        assert owner.say("stop") == {"running": False}
    assert list(folder.glob("init-*")) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_server_ends_with_its_starter(cluster: Cluster, number: int) -> None:
    with living(life(cluster.folder, cluster.binaries)) as (starter,):
        assert cluster.is_running()
        starter.process.send_signal(number)
        starter.process.wait(10)
        assert within(10, lambda: processes_of(cluster.folder) == [])
    assert not (cluster.data / "postmaster.pid").exists()


def test_a_guests_death_leaves_the_server(cluster: Cluster) -> None:
    cluster.start()
    with living(life(cluster.folder, cluster.binaries)) as (guest,):
        assert guest.first["owner"] is False
    assert not within(1, lambda: not cluster.is_running())


def test_a_forked_child_neither_stops_nor_keeps_the_server(cluster: Cluster) -> None:
    with living(life(cluster.folder, cluster.binaries)) as (starter,):
        assert starter.say("fork") == {"running": True}
        (child,) = (
            p
            for p in psutil.Process(starter.process.pid).children()
            if "life.py" in str(p.cmdline())
        )
        try:
            starter.process.kill()
            starter.process.wait(10)
            assert within(10, lambda: not cluster.is_running())
            assert child.is_running()
        finally:
            child.kill()
    assert within(10, lambda: processes_of(cluster.folder) == [])


def test_a_starter_killed_while_creating_leaves_room_for_the_next(
    folder: Path, each_binaries: Binaries
) -> None:
    starter = subprocess.Popen(life(folder, each_binaries), stdout=subprocess.PIPE, cwd="/")
    assert within(10, lambda: any(folder.glob("init-*/global/*")))
    starter.kill()
    starter.communicate()
    assert not (folder / "data").exists()
    with Cluster(folder, each_binaries, durable=False) as cluster:
        assert cluster.is_running()
    assert list(folder.glob("init-*")) == []
