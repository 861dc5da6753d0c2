"""`preau incidents`: the body reads what parents told it and answers."""

import pytest

from preau.config.errors import Refused
from preau.config.incidents import answer, list_incidents
from preau.people.models import Incident
from tests.factories import as_owner, make_account, make_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident() -> Incident:
    board, account = make_board(), make_account("a@courriel.example")
    with as_owner():
        return Incident.objects.create(
            board=board, account=account, kind="missing_child", note="Zoé manque"
        )


def test_a_body_reads_its_own_incidents_only(incident, capsys) -> None:
    make_board("884000", name="Riverside", short_name="Riverside")
    list_incidents("864000")
    assert "Zoé manque" in capsys.readouterr().out
    list_incidents("884000")
    assert capsys.readouterr().out == ""


def test_an_answer_waits_for_the_parent(incident) -> None:
    answer("864000", incident.id, "Corrigé.")
    with as_owner():
        incident.refresh_from_db()
    assert (incident.state, incident.answer) == ("answered", "Corrigé.")
    assert incident.answered_at


def test_a14_another_body_cannot_answer(incident) -> None:
    make_board("884000", name="Riverside", short_name="Riverside")
    with pytest.raises(Refused):
        answer("884000", incident.id, "Corrigé.")


def test_a_code_of_no_body_is_refused() -> None:
    with pytest.raises(Refused, match="000000"):
        list_incidents("000000")
