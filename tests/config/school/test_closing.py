"""`preau close-school`: a date without class, for one school or all, and its undoing."""

from datetime import date

import pytest

from preau.boards.models import School, SchoolDay
from preau.config.errors import Refused
from preau.config.school.closing import Closing, close, reopen
from preau.core.models import JournalEntry
from tests.factories import as_owner, make_board, make_school

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 19)


@pytest.fixture
def schools() -> list[School]:
    board = make_board()
    made = [make_school(board), make_school(board, name="École de la Brise")]
    make_school(make_board("884000", name="Riverside", short_name="Riverside"), name="Riverside")
    with as_owner():
        for school in made:
            SchoolDay.objects.create(board=board, school=school, on=ON, kind="class", cycle_day=4)
    return made


def days() -> dict[str, tuple[str, int | None, str]]:
    with as_owner():
        rows = SchoolDay.objects.filter(on=ON).select_related("school")
        return {row.school.name: (row.kind, row.cycle_day, row.note) for row in rows}


def acts() -> list[tuple[str, str, int | None]]:
    with as_owner():
        found = JournalEntry.objects.filter(act="agenda.school_closed").order_by("id")
        return [(entry.act, entry.actor_kind, entry.board_id) for entry in found]


def test_one_school_closes_and_opens_after_all(schools, capsys) -> None:
    one = Closing("864000", (schools[0].source_id,), ON, "Tempête")
    close(one)
    assert days() == {
        "École des Deux-Rives": ("closure", None, "Tempête"),
        "École de la Brise": ("class", 4, ""),
    }
    assert "fermée le jeudi 19 novembre 2026" in capsys.readouterr().out
    reopen(one)
    assert days()["École des Deux-Rives"] == ("class", 4, "")
    assert acts() == [("agenda.school_closed", "board", schools[0].board_id)] * 2


def test_all_the_schools_of_the_body_and_no_other(schools) -> None:
    close(Closing("864000", (), ON, "Tempête"))
    assert days() == dict.fromkeys(
        ("École des Deux-Rives", "École de la Brise"), ("closure", None, "Tempête")
    )


def test_what_was_not_closed_is_not_said_to_open(schools) -> None:
    with pytest.raises(Refused, match="fermée ici"):
        reopen(Closing("864000", (), ON))


def test_a_school_of_another_body_is_refused(schools) -> None:
    with as_owner():
        far = School.objects.get(name="Riverside")
    with pytest.raises(Refused, match="n’a pas d’école"):
        close(Closing("864000", (far.source_id,), ON))
    assert days()["École des Deux-Rives"][0] == "class"
