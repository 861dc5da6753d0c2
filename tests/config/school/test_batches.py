"""`preau batches`: how far long works are, stopping one, going on with it; the line that tells."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from preau.boards.models import Board
from preau.config.errors import Refused
from preau.config.school.batches import ProgressLine, cancel, list_batches, resume, run_here
from preau.core import clock
from preau.core.actors import BoardActor
from preau.core.batches import operations
from preau.core.batches.run import Tally
from tests.committed import committed, owner_connection  # noqa: F401
from tests.core import marks  # noqa: F401
from tests.core.test_batches import marked  # noqa: F401
from tests.factories import make_board

pytestmark = pytest.mark.usefixtures("committed", "marked")
BODY, FAR = "864000", "884000"


@pytest.fixture
def body() -> Board:
    make_board(FAR, name="Riverside", short_name="Riverside")
    return make_board(BODY)


def asked(body: Board, **parameters: Any) -> int:
    return operations.ask(
        actor=BoardActor(body.id),
        kind="tests.marks",
        parameters={"count": 5, **parameters},
        at=clock.now(),
    )


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def seconds() -> Iterator[int]:
    return iter(range(1, 100))


def test_lists_each_batch_with_its_errors(body, capsys) -> None:
    number = asked(body, bad=[2])
    with pytest.raises(Refused, match="1 élément"):
        run_here(BoardActor(body.id), number)
    asked(body, count=9)
    capsys.readouterr()
    list_batches(BODY)
    said = capsys.readouterr().out
    assert "en attente" in said
    assert "4 de 5  Marques" in said
    assert "no 2\u00a0: 2 ne va pas." in said
    list_batches(FAR)
    assert capsys.readouterr().out == "Aucun traitement.\n"


def test_cancels_and_resumes(body, capsys) -> None:
    number = asked(body)
    cancel(BODY, number)
    assert f"Traitement {number} annulé" in capsys.readouterr().out
    resume(BODY, number)
    said = capsys.readouterr()
    assert "terminé" in said.out
    assert "5 de 5" in said.err
    with owner_connection() as owner:
        acts = owner.execute(
            "SELECT act FROM core_journalentry WHERE board_id = %s ORDER BY id", [body.id]
        ).fetchall()
    assert [act for (act,) in acts] == ["batch.started", "batch.cancelled", "batch.started"]
    with pytest.raises(Refused, match="rien à reprendre"):
        resume(BODY, number)


@pytest.mark.parametrize("act", [cancel, resume])
def test_another_body_stops_and_takes_up_nothing(body, act) -> None:
    number = asked(body)
    with pytest.raises(Refused, match=f"{FAR} n’a pas de traitement {number}"):
        act(FAR, number)


def test_a_terminal_sees_a_bar_with_rate_and_time_left(seconds) -> None:
    stream = Terminal()
    line = ProgressLine(stream, lambda: next(seconds))
    line(Tally(0, 0, 100))
    line(Tally(20, 0, 100))
    line(Tally(40, 1, 100))
    line.end()
    shown = stream.getvalue().split("\r")[-1]
    assert shown.startswith("\x1b[2K[███████████·")
    assert "40 de 100, 20,5 par seconde, reste 3 s, 1 en erreur\n" in shown


def test_a_file_sees_a_plain_line_now_and_then(seconds) -> None:
    stream = StringIO()
    line = ProgressLine(stream, lambda: next(seconds))
    for done in range(26):
        line(Tally(done, 0, 25))
    line.end()
    said = stream.getvalue().splitlines()
    assert [text.split(",")[0] for text in said] == ["0 de 25", "10 de 25", "20 de 25", "25 de 25"]
    assert "\x1b" not in stream.getvalue()
