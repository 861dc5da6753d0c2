"""`preau absences`: the school reads what awaits it, decides, and takes a paper."""

from io import BytesIO
from pathlib import Path

import pytest

from preau.attendance import operations
from preau.attendance.enums import DeclarationKind
from preau.attendance.models import AttendancePaper, Declaration, Justification
from preau.attendance.operations import Plan
from preau.boards.models import SchoolDay
from preau.config.errors import Refused
from preau.config.school.absences import decide, list_waiting, save_paper
from preau.core import clock
from preau.core.files.accept import accept
from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.people.models import Student
from tests.attendance.town import Town, event, make_town, next_class_day, record
from tests.factories import as_owner, make_board
from tests.files import PDF

pytestmark = pytest.mark.django_db
BODY, FAR = "864000", "884000"


@pytest.fixture
def town() -> Town:
    make_board(FAR, name="Riverside", short_name="Riverside")
    return make_town()


def justify(town: Town, it: int, *, by: str = "claire", **more: object) -> int:
    actor = town.as_claire if by == "claire" else town.as_jean
    with acting_as(actor):
        operations.justify(actor=actor, event_ids=[it], why=town.why(**more), at=clock.now())
    with as_owner():
        return Justification.objects.latest("id").id


def seen(capsys, code: str = BODY) -> str:
    capsys.readouterr()
    list_waiting(code)
    return str(capsys.readouterr().out)


def journal(act: str) -> JournalEntry:
    with as_owner():
        return JournalEntry.objects.filter(act=act, actor_kind="board").latest("id")


def test_the_school_reads_both_guardians_and_what_they_gave(town, capsys) -> None:
    it = record(town, town.leo)
    justify(town, it, text="Fièvre")
    note = accept(BytesIO(PDF), "billet médical.pdf")
    number = justify(town, it, by="jean", code="doctor", text="Grippe", files=[note])
    said = seen(capsys)
    assert "Motifs à décider\u00a0: 1" in said
    assert f"M{number} Léo Tremblay-Ngô, École secondaire du Fleuve" in said
    assert "Absence, journée complète" in said
    assert "Motif\u00a0: Rendez-vous médical" in said
    assert "billet médical.pdf" in said
    assert "Motif transmis, Claire Tremblay, Maladie «\u00a0Fièvre\u00a0»" in said
    assert "Motif remplacé, Jean Tremblay, Rendez-vous médical «\u00a0Grippe\u00a0»" in said
    look = journal("attendance.seen")
    assert (look.board_id, look.student_ids) == (town.board.id, [town.leo.id])
    assert "Fièvre" not in str(look.details)


def test_another_body_reads_and_decides_nothing(town, capsys) -> None:
    number = justify(town, record(town, town.leo))
    assert "Léo" not in seen(capsys, FAR)
    with pytest.raises(Refused, match="n’a pas de M"):
        decide(FAR, f"M{number}", accept=True, reason="", author="")


def test_a_refusal_reaches_the_parent_with_its_reason(town, capsys) -> None:
    it = record(town, town.leo)
    number = justify(town, it)
    decide(BODY, f"M{number}", accept=False, reason="Billet illisible", author="Mme Roy")
    assert event(it).state == "refused"
    assert journal("attendance.decided").board_id == town.board.id
    assert f"M{number}" not in seen(capsys)
    with pytest.raises(Refused, match="n’attend plus"):
        decide(BODY, f"M{number}", accept=True, reason="", author="")
    justify(town, it, by="jean")
    assert "Décision de l’école, Mme Roy" in seen(capsys)


def test_an_acceptance_ends_it(town) -> None:
    it = record(town, town.leo)
    decide(BODY, f"M{justify(town, it)}", accept=True, reason="", author="")
    assert event(it).state == "accepted"


def test_a_declaration_is_listed_and_decided(town, capsys) -> None:
    day = next_class_day()
    plan = Plan(DeclarationKind.FULL_DAY, day, day)
    with as_owner():
        SchoolDay.objects.create(
            board=town.board, school=town.school, on=day, kind="class", cycle_day=1
        )
    why = town.why(text="Voyage")
    with acting_as(town.as_claire):
        operations.declare(
            actor=town.as_claire, student_ids=[town.maelle.id], plan=plan, why=why, at=clock.now()
        )
    with as_owner():
        declared = Declaration.objects.get()
    said = seen(capsys)
    assert f"D{declared.id} Maëlle" in said
    assert "toute la journée" in said
    assert "Voyage" in said
    decide(BODY, f"D{declared.id}", accept=True, reason="", author="")
    assert "ACCEPTÉE" in seen(capsys)


def test_a_terminal_obeys_nobody_but_its_operator(town, capsys) -> None:
    justify(town, record(town, town.leo), text="a\x1b[2Jb\rc\u202ed\nMotifs à décider\u00a0: 0")
    said = seen(capsys)
    assert not {"\x1b", "\r", "\u202e"} & set(said)
    assert "\nMotifs à décider\u00a0: 0" not in said


def test_a_paper_goes_to_a_file_of_the_operator_s_alone(town, tmp_path: Path) -> None:
    note = accept(BytesIO(PDF), "billet.pdf")
    justify(town, record(town, town.leo), code="doctor", files=[note])
    with as_owner():
        number = AttendancePaper.objects.get().id
    to = tmp_path / "billet.pdf"
    with pytest.raises(Refused, match="n’a pas de pièce"):
        save_paper(FAR, number, to)
    save_paper(BODY, number, to)
    assert to.read_bytes() == PDF
    assert to.stat().st_mode & 0o777 == 0o600
    look = journal("file.downloaded")
    assert (look.board_id, look.student_ids) == (town.board.id, [town.leo.id])
    with pytest.raises(Refused, match="existe déjà"):
        save_paper(BODY, number, to)


def test_a_parent_whose_account_is_gone_is_still_a_parent(town, capsys) -> None:
    justify(town, record(town, town.leo))
    with as_owner():
        Justification.objects.update(account=None)
        Student.objects.filter(id=town.leo.id).update(preferred_name="Léon")
    said = seen(capsys)
    assert "Léon Tremblay-Ngô" in said
    assert ", un parent\n" in said
