"""`preau messages receipts`, `replies` and `answer`: who read, who waits, and the answer."""

from dataclasses import replace

import click
import pytest

from preau.config.errors import Refused
from preau.config.school.exchanges import answer, list_replies, list_unopened
from preau.core.models import JournalEntry
from preau.messaging.models import Thread, ThreadPost
from preau.notifications.models import OutboxMail
from preau.people.models import StaffMember
from tests.factories import as_owner, make_board
from tests.messaging.conftest import Family, family  # noqa: F401 - a fixture
from tests.messaging.writing import AUTHOR, make_staff, withdraw, write_to

pytestmark = pytest.mark.django_db
BODY, FAR = "864000", "884000"


@pytest.fixture
def letter(family: Family) -> int:  # noqa: F811
    make_board(FAR, name="Riverside", short_name="Riverside")
    author = replace(AUTHOR, staff_id=make_staff(family.school.board).id)
    return write_to(*family.children, author=author, allows_replies=True)


def send(family: Family, letter: int, text: str = "À pied.") -> int:  # noqa: F811
    data = {"student_id": family.leo.id, "text": text}
    response = family.clients["claire"].post(f"/messages/{letter}/repondre/", data)
    assert response.status_code == 302
    with as_owner():
        return Thread.objects.get().id


def listed(capsys, code: str = BODY) -> str:
    capsys.readouterr()
    list_replies(code)
    return str(capsys.readouterr().out)


def test_children_whom_nobody_opened_are_named(family, letter: int, capsys) -> None:  # noqa: F811
    only_zoe = write_to(family.children[2])
    list_unopened(BODY, only_zoe, 200)
    said = capsys.readouterr().out
    assert "Élèves\u00a0: 1, ouvert pour 0, confirmé pour 0." in said
    assert "  Zoé Tremblay-Ngô" in said
    family.get(f"/messages/{only_zoe}/", "marc")
    list_unopened(BODY, only_zoe, 200)
    said = capsys.readouterr().out
    assert "ouvert pour 1" in said
    assert "Zoé" not in said
    list_unopened(BODY, letter, 1)
    assert "voyez --most" in capsys.readouterr().out
    with as_owner():
        looks = JournalEntry.objects.filter(act="messages.seen", actor_kind="board")
        assert looks.first().student_ids == [family.children[2].id]


def test_another_body_reads_no_receipt(letter: int) -> None:
    with pytest.raises(Refused, match="pas de message"):
        list_unopened(FAR, letter, 200)


def test_a_reply_waits_until_it_is_answered(family, letter: int, capsys) -> None:  # noqa: F811
    thread = send(family, letter, "Léo viendra à pied.")
    said = listed(capsys)
    assert "attendent une réponse\u00a0: 1" in said
    assert f"{thread}  Léo Tremblay-Ngô, École des Deux-Rives" in said
    assert "Auteur\u00a0: Anne Gagnon" in said
    assert "Claire Tremblay" in said
    assert "        Léo viendra à pied." in said
    assert "Léo" not in listed(capsys, FAR)
    answer(BODY, thread, text="Oui, à midi.", author=None, closes=False)
    assert "attendent une réponse\u00a0: 0" in listed(capsys)
    assert "Oui, à midi." in family.get(f"/messages/{letter}/")
    send(family, letter, "Merci")
    said = listed(capsys)
    assert "Merci" in said
    assert "à pied" not in said


def test_a_colleague_answers_in_sight_of_the_parent(family, letter: int) -> None:  # noqa: F811
    make_staff(family.school.board, "Luc", "Roy")
    thread = send(family, letter)
    answer(BODY, thread, text="Bien reçu.", author="staff-Luc-Roy", closes=True)
    page = family.get(f"/messages/{letter}/")
    assert "Lu aussi par\u00a0: Luc Roy, enseignante" in page
    assert "L’école a fermé cet échange" in page
    with as_owner():
        entry = JournalEntry.objects.filter(act="message.replied", actor_kind="board").get()
    assert entry.student_ids == [family.leo.id]


def test_who_has_left_answers_no_more(family, letter: int) -> None:  # noqa: F811
    thread = send(family, letter)
    with as_owner():
        StaffMember.objects.update(ended_at="2026-01-01T00:00Z")
    with pytest.raises(Refused, match="donnez --author"):
        answer(BODY, thread, text="Oui", author=None, closes=False)


def test_nobody_answers_for_another_body_or_under_what_was_withdrawn(
    family,  # noqa: F811
    letter: int,
    capsys,
) -> None:
    thread = send(family, letter)
    with pytest.raises(Refused, match="n’a pas d’échange"):
        answer(FAR, thread, text="Oui", author=None, closes=False)
    withdraw(letter)
    with pytest.raises(Refused, match="n’a pas d’échange"):
        answer(BODY, thread, text="Oui", author=None, closes=False)
    assert "Léo" not in listed(capsys)
    with as_owner():
        assert ThreadPost.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n", "x" * 4001])
def test_an_answer_has_words_and_is_not_cut(family, letter: int, text: str) -> None:  # noqa: F811
    thread = send(family, letter)
    with pytest.raises(click.UsageError):
        answer(BODY, thread, text=text, author=None, closes=False)
    with as_owner():
        assert not OutboxMail.objects.filter(recipient__startswith="claire").exists()
