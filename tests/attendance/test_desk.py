"""One quiet mail a morning to each school where motives await its decision."""

from datetime import UTC, datetime, timedelta

import pytest

from preau.attendance import operations, tasks
from preau.attendance.models import AttendanceRule, Justification
from preau.boards.models import School
from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from tests.attendance.town import Town, make_rule, make_town, record
from tests.factories import as_owner, make_board

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def town() -> Town:
    return make_town()


def justify(town: Town, *events: int) -> None:
    with acting_as(town.as_claire):
        operations.justify(
            actor=town.as_claire, event_ids=events, why=town.why(text="Fièvre"), at=NOW
        )


def remind(actor: BoardActor, at: datetime = NOW) -> int:
    with acting_as(actor):
        return operations.remind_desks(actor=actor, at=at)


def to_desks() -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.filter(topic__startswith="desk").order_by("recipient"))


def test_a_school_is_told_how_many_and_nothing_else(town: Town) -> None:
    justify(town, record(town, town.leo))
    assert remind(town.as_board) == 1
    (mail,) = to_desks()
    assert mail.recipient == "absences@ecole.example"
    assert "1 motif" in mail.subject
    assert town.other_school.name in mail.text
    for secret in ("Léo", "Tremblay", "Claire", "Maladie", "Fièvre"):
        assert secret not in mail.subject + mail.text + mail.html


def test_once_a_day_until_it_decided(town: Town) -> None:
    justify(town, record(town, town.leo))
    assert [remind(town.as_board), remind(town.as_board)] == [1, 0]
    assert remind(town.as_board, NOW + timedelta(days=1)) == 1
    with as_owner():
        number = Justification.objects.get().id
    with acting_as(town.as_board):
        operations.decide_justification(
            actor=town.as_board, justification_id=number, accept=True, note="", at=NOW
        )
    assert remind(town.as_board, NOW + timedelta(days=2)) == 0


def test_each_school_and_each_order_has_its_desk(town: Town) -> None:
    make_rule(town.school, teaching_order="primary", email="primaire@ecole.example")
    justify(town, record(town, town.leo), record(town, town.maelle))
    assert remind(town.as_board) == 2
    assert [mail.recipient for mail in to_desks()] == [
        "absences@ecole.example",
        "primaire@ecole.example",
    ]


def test_without_a_desk_the_school_then_its_body_is_told(town: Town) -> None:
    with as_owner():
        AttendanceRule.objects.update(email="")
    justify(town, record(town, town.leo))
    remind(town.as_board)
    with as_owner():
        School.objects.update(email="")
    make_board(email="organisme@css.example")
    remind(town.as_board, NOW + timedelta(days=1))
    make_board(email="")
    assert remind(town.as_board, NOW + timedelta(days=2)) == 0
    assert [mail.recipient for mail in to_desks()] == [
        "fleuve@css.example",
        "organisme@css.example",
    ]


def test_a_body_counts_its_own_motives(town: Town) -> None:
    justify(town, record(town, town.leo))
    far = make_board("884000", name="Riverside", short_name="Riverside", email="r@r.example")
    assert remind(BoardActor(far.id)) == 0
    tasks.remind_desks(0)
    assert len(to_desks()) == 1
