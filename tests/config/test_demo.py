"""The demonstration as people run it: starts, says where, stops, and leaves nothing behind."""

import signal
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.config.commands import PREAU, Running, free_port, run

pytestmark = pytest.mark.database

READY = r"Préau est prêt\s: (http://127\.0\.0\.1:\d+)/"
STOPS_WITHIN = 10

Start = Callable[..., Running]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Loaded once by the first test that starts; the others find it as a second start does."""
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture
def start(data: Path) -> Iterator[Start]:
    started: list[Running] = []

    def start(*command: str, **settings: str) -> Running:
        settings = {"PREAU_DATA": str(data), "PORT": str(free_port()), **settings}
        started.append(Running(*(command or (*PREAU, "demo")), **settings))
        return started[-1]

    yield start
    for running in started:
        running.end()


def answer(address: str) -> int:
    with urllib.request.urlopen(f"{address}/connexion/", timeout=10) as page:
        status: int = page.status
        return status


def test_it_answers_and_says_where_the_people_and_their_mail_are(start: Start) -> None:
    demo = start()
    address = demo.wait_for(READY)[1]
    assert answer(address) == 200
    assert f"{address}/demo/" in demo.said
    assert f"{address}/demo/courriels/" in demo.said


def test_ctrl_c_stops_everything_and_is_not_an_error(start: Start) -> None:
    demo = start()
    demo.wait_for(READY)
    assert any("postgres" in process.name() for process in demo.family)
    demo.send(signal.SIGINT, to_group=True)
    assert demo.wait(STOPS_WITHIN) == 0
    assert demo.still_alive(within=1) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_command_alone_stops_everything(
    start: Start, number: signal.Signals
) -> None:
    demo = start()
    demo.wait_for(READY)
    demo.send(number)
    assert demo.wait(STOPS_WITHIN) == 0
    assert demo.still_alive(within=1) == []


def test_a_killed_demo_leaves_nothing_and_starts_again(start: Start) -> None:
    killed = start()
    killed.wait_for(READY)
    killed.send(signal.SIGKILL)
    again = start()
    address = again.wait_for(READY)[1]
    assert killed.still_alive(within=STOPS_WITHIN) == []
    assert answer(address) == 200


def test_make_honours_the_port_and_the_folder_and_passes_the_signal_on(
    start: Start, tmp_path: Path
) -> None:
    port = str(free_port())
    demo = start("make", "-s", "-o", "environment", "demo", PORT=port)
    assert demo.wait_for(READY)[1].endswith(f":{port}")
    demo.send(signal.SIGTERM)
    demo.wait(STOPS_WITHIN)
    assert demo.still_alive(within=1) == []


def test_a_killed_make_leaves_nothing(start: Start) -> None:
    demo = start("make", "-s", "-o", "environment", "demo")
    demo.wait_for(READY)
    demo.send(signal.SIGKILL)
    assert demo.still_alive(within=STOPS_WITHIN) == []


def test_a_used_port_is_said_before_anything_starts(start: Start, tmp_path: Path) -> None:
    demo = start()
    address = demo.wait_for(READY)[1]
    port = address.rpartition(":")[2]
    second = run("demo", PORT=port, PREAU_DATA=str(tmp_path / "other"))
    assert second.returncode == 2
    assert f"Le port {port} de 127.0.0.1 ne peut pas être pris" in second.stderr
    assert "Traceback" not in second.stderr
    assert not (tmp_path / "other").exists()
    assert answer(address) == 200


def test_a_second_demo_on_the_same_folder_is_told_where_the_first_one_is(
    start: Start, data: Path
) -> None:
    demo = start()
    address = demo.wait_for(READY)[1]
    second = run("demo", PORT=str(free_port()), PREAU_DATA=str(data))
    assert second.returncode == 2
    assert f"{address}/" in second.stderr
    assert "PREAU_DATA" in second.stderr
    assert answer(address) == 200


def test_a_database_url_meant_for_real_families_is_never_touched(start: Start) -> None:
    demo = start(DATABASE_URL="postgresql://preau_app@127.0.0.1:1/real", PREAU_MODE="production")
    assert answer(demo.wait_for(READY)[1]) == 200


def test_check_uses_the_running_database_and_leaves_it_running(start: Start, data: Path) -> None:
    demo = start()
    address = demo.wait_for(READY)[1]
    checked = run("check", PREAU_MODE="demo", PREAU_DATA=str(data))
    assert checked.stdout.strip() == "Tout est en ordre."
    assert answer(address) == 200


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    demo = run("demo", PORT=str(free_port()), PREAU_DATA=str(tmp_path / "file"))
    assert demo.returncode == 3
    assert "PREAU_DATA=" in demo.stderr
    assert "Traceback" not in demo.stderr
