import shutil
import signal
import socket
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from preau.config.postgres import Binaries, Cluster, PostgresError
from preau.config.postgres.identity import ENVIRONMENT, identity_of
from tests.config.postgres.conftest import processes_of
from tests.config.postgres.living import within


def value(cluster: Cluster, query: str) -> object:
    with psycopg.connect(cluster.admin_url()) as connection:
        row = connection.execute(query).fetchone()
    assert row
    return row[0]


def supervisor_of(cluster: Cluster) -> psutil.Process:
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    supervisor = psutil.Process(pid).parent()
    assert supervisor
    return supervisor


def start_by_hand(cluster: Cluster, options: str) -> None:
    """What an administrator does with `pg_ctl`, beside Préau."""
    prefix = (identity_of(cluster.folder.stat().st_uid) or pytest.fail("no identity")).prefix
    command = [*prefix, cluster.binaries.bin / "pg_ctl", "-s", "-w", "-D", cluster.data]
    log = cluster.folder / "by-hand.log"
    subprocess.run(
        [*command, "-l", log, "-o", options, "start"], check=True, cwd="/", env=ENVIRONMENT
    )


def stop_by_hand(cluster: Cluster) -> None:
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    psutil.Process(pid).send_signal(signal.SIGINT)
    assert within(10, lambda: processes_of(cluster.folder) == [])


def test_a_first_start_gives_a_private_server(folder: Path, each_binaries: Binaries) -> None:
    with Cluster(folder, each_binaries) as cluster:
        assert cluster.is_running()
        assert cluster.is_owner
        with psycopg.connect(**cluster.conninfo("postgres", "postgres")) as connection:
            settings = dict(connection.execute("SELECT name, setting FROM pg_settings").fetchall())
            rules = connection.execute("SELECT type, auth_method FROM pg_hba_file_rules")
            assert rules.fetchall() == [("local", "trust")]
        assert int(settings["server_version_num"]) // 10000 == each_binaries.major
        assert settings["listen_addresses"] == ""
        assert settings["server_encoding"] == "UTF8"
        assert settings["TimeZone"] == "UTC"
        assert settings["max_connections"] == "60"
        assert [settings[name] for name in ("fsync", "full_page_writes")] == ["on", "on"]
        assert value(cluster, "SELECT lower('ÉCOLE ŒUVRE')") == "école œuvre"
        assert value(cluster, "SELECT 'Z' < 'a'") is True
        assert internet_connections(folder) == []
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, cluster.data)]
        assert modes == [0o700, 0o700]
        assert stat.S_ISSOCK((folder / ".s.PGSQL.5432").stat().st_mode)
    assert not cluster.is_running()


def test_tests_may_trade_safety_for_speed(cluster: Cluster) -> None:
    cluster.start()
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert value(cluster, f"SHOW {name}") == "off"


def test_starting_and_stopping_twice_changes_nothing(cluster: Cluster) -> None:
    cluster.start()
    before = value(cluster, "SELECT pg_postmaster_start_time()")
    cluster.start()
    assert value(cluster, "SELECT pg_postmaster_start_time()") == before
    cluster.stop()
    cluster.stop()
    assert not cluster.is_running()


def test_data_outlives_the_server(cluster: Cluster) -> None:
    with cluster, psycopg.connect(cluster.admin_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Noël' AS word")
    with cluster:
        assert value(cluster, "SELECT word FROM kept") == "Noël"


def test_a_path_with_spaces_quotes_and_dollars_works(root: Path, cluster: Cluster) -> None:
    odd = root / 'l\'école "$HOME" `id`;%20 '
    cluster.folder.rename(odd)
    with Cluster(odd, cluster.binaries, durable=False) as moved:
        assert value(moved, "SELECT 1") == 1
        assert moved.socket_dir == odd


def test_a_second_cluster_adopts_and_leaves_the_server_to_its_owner(cluster: Cluster) -> None:
    cluster.start()
    guest = Cluster(cluster.folder, cluster.binaries, port=6000)
    guest.start()
    assert not guest.is_owner
    assert guest.port == 5432
    assert value(guest, "SELECT 1") == 1
    guest.stop()
    assert cluster.is_running()
    cluster.stop()
    assert not guest.is_running()


def test_a_server_started_by_hand_is_adopted_where_it_listens(root: Path, cluster: Cluster) -> None:
    elsewhere = root / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    start_by_hand(cluster, f"-h '' -k {elsewhere} -p 6001")
    try:
        cluster.start()
        assert (cluster.socket_dir, cluster.port) == (elsewhere, 6001)
        assert value(cluster, "SELECT 1") == 1
        cluster.stop()
        assert cluster.is_running()
    finally:
        stop_by_hand(cluster)


def test_a_server_without_a_socket_is_refused(cluster: Cluster) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    start_by_hand(cluster, f"-h 127.0.0.1 -p {port} -c unix_socket_directories=")
    try:
        with pytest.raises(PostgresError, match="n’a pas de socket Unix"):
            cluster.start()
    finally:
        stop_by_hand(cluster)


def test_a_server_that_does_not_start_quotes_its_journal(cluster: Cluster) -> None:
    settings = cluster.data / "postgresql.conf"
    good = settings.read_text()
    settings.write_text(good + "\nnonsense_of_ours = 3\n")
    with pytest.raises(PostgresError, match="nonsense_of_ours") as refusal:
        cluster.start()
    assert str(cluster.folder / "server.log") in str(refusal.value)
    assert not cluster.is_owner
    settings.write_text(good)
    cluster.start()
    assert cluster.is_running()


def test_the_journal_repeats_no_value(cluster: Cluster) -> None:
    with cluster, psycopg.connect(cluster.admin_url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE parent (email text UNIQUE)")
        for _ in range(2):
            with suppress(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO parent VALUES ('lea@exemple.test')")
    journal = (cluster.folder / "server.log").read_text()
    assert "parent_email_key" in journal
    assert "lea@exemple.test" not in journal


def test_a_crash_of_the_server_is_seen_and_recovered(cluster: Cluster) -> None:
    cluster = Cluster(cluster.folder, cluster.binaries, durable=True)
    cluster.start()
    with psycopg.connect(cluster.admin_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    psutil.Process(pid).kill()
    assert within(5, lambda: not cluster.is_running() and processes_of(cluster.folder) == [])
    cluster.start()
    assert value(cluster, "SELECT n FROM kept") == 1
    assert cluster.is_owner
    cluster.stop()


def test_stop_is_bounded_even_when_a_connection_hangs(cluster: Cluster) -> None:
    hurried = Cluster(cluster.folder, cluster.binaries, durable=False, patience=0.5)
    hurried.start()
    with psycopg.connect(hurried.admin_url()) as connection:
        psutil.Process(connection.info.backend_pid).suspend()
        before = time.monotonic()
        hurried.stop()
    assert time.monotonic() - before < 10
    assert processes_of(cluster.folder) == []


def test_stop_works_when_the_supervisor_was_killed(cluster: Cluster) -> None:
    cluster.start()
    supervisor_of(cluster).kill()
    assert value(cluster, "SELECT 1") == 1
    cluster.stop()
    assert processes_of(cluster.folder) == []


def test_a_supervisor_told_to_end_stops_the_server_first(cluster: Cluster) -> None:
    cluster.start()
    supervisor_of(cluster).terminate()
    assert within(10, lambda: processes_of(cluster.folder) == [])
    assert not (cluster.data / "postmaster.pid").exists()


def test_stopping_what_never_started_or_vanished_is_quiet(root: Path, cluster: Cluster) -> None:
    Cluster(root / "never", cluster.binaries).stop()
    cluster.start()
    shutil.rmtree(cluster.folder)
    cluster.stop()
    assert processes_of(cluster.folder) == []


def internet_connections(folder: Path) -> list[object]:
    """Of every process of the cluster; a backend may end while it is looked at."""
    found: list[object] = []
    for process in processes_of(folder):
        with suppress(psutil.NoSuchProcess):
            found += process.net_connections("inet")
    return found
