"""What a family sees and ticks; what the school may learn of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from preau.boards.tiles import TileSubject, ask
from preau.core.actors import BoardActor, FamilyActor
from preau.core.errors import NotVisible
from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.homework import operations
from preau.homework.enums import AssignmentKind
from preau.homework.models import Assignment, Tick
from preau.homework.queries import assignments_of, due_between
from preau.homework.tile import TILE
from tests.agenda.rows import make_teacher
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
    make_switch,
)
from tests.homework.giving import MONDAY, enrol, give, make_group, ticks_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CLAIRE, MARC = "claire@courriel.example", "marc@courriel.example"


@pytest.fixture
def class_of_leo():
    school = make_school(make_board())
    leo, ian = make_student(school), make_student(school, given="Ian", family="Roy")
    claire, marc = make_account(CLAIRE), make_account(MARC)
    for email, account, child in ((CLAIRE, claire, leo), (MARC, marc, ian)):
        make_link(child, email)
        confirm(account, child)
    group = make_group(school)
    enrol(leo, group)
    enrol(ian, group)
    return {
        "school": school,
        "leo": leo,
        "ian": ian,
        "group": group,
        "claire": FamilyActor(claire.id),
        "marc": FamilyActor(marc.id),
    }


def titles(actor: FamilyActor, student) -> list[str]:
    with acting_as(actor):
        return [row.title for row in assignments_of(student.id, since=MONDAY)]


def test_a_group_s_homework_is_seen_and_a_named_pupil_s_only_by_that_family(class_of_leo) -> None:
    give(class_of_leo["group"], "Page 12")
    give(class_of_leo["group"], "Reprise", class_of_leo["ian"])
    assert titles(class_of_leo["claire"], class_of_leo["leo"]) == ["Page 12"]
    assert titles(class_of_leo["marc"], class_of_leo["ian"]) == ["Page 12", "Reprise"]


def test_a09_another_family_s_pupil_has_no_homework_to_show(class_of_leo) -> None:
    give(class_of_leo["group"], "Reprise", class_of_leo["ian"])
    assert titles(class_of_leo["claire"], class_of_leo["ian"]) == []


def test_what_is_not_published_or_was_taken_back_is_not_shown(class_of_leo) -> None:
    group = class_of_leo["group"]
    give(group, "Demain", published_at=timezone.now() + timedelta(hours=1))
    give(group, "Repris", ended_at=timezone.now())
    assert titles(class_of_leo["claire"], class_of_leo["leo"]) == []


def test_a_judgment_on_homework_closes_the_rows(class_of_leo) -> None:
    give(class_of_leo["group"])
    link = class_of_leo["leo"].links.model.objects
    with as_owner():
        link.get(email=CLAIRE).restrictions.create(
            board=class_of_leo["school"].board,
            right="homework",
            starts_on=MONDAY.replace(year=2020),
        )
    assert titles(class_of_leo["claire"], class_of_leo["leo"]) == []


def test_an_enrolment_taken_out_of_the_file_closes_what_came_after(class_of_leo) -> None:
    give(class_of_leo["group"], "Avant", published_at=timezone.now() - timedelta(days=9))
    with as_owner():
        class_of_leo["leo"].enrolments.update(ended_at=timezone.now() - timedelta(days=5))
    give(class_of_leo["group"], "Après")
    assert titles(class_of_leo["claire"], class_of_leo["leo"]) == ["Avant"]


def test_both_guardians_share_a_tick_and_twice_is_once(class_of_leo) -> None:
    assignment = give(class_of_leo["group"])
    make_link(class_of_leo["leo"], "paul@courriel.example")
    paul = make_account("paul@courriel.example")
    confirm(paul, class_of_leo["leo"])
    leo = class_of_leo["leo"]
    for actor in (class_of_leo["claire"], FamilyActor(paul.id)):
        with acting_as(actor):
            operations.tick(
                actor=actor,
                student_id=leo.id,
                assignment_id=assignment.id,
                is_done=True,
                at=timezone.now(),
            )
    assert ticks_of(leo) == 1
    with acting_as(FamilyActor(paul.id)):
        (row,) = assignments_of(leo.id, since=MONDAY)
    assert row.done_at
    assert not row.is_ticked_by_me


def test_a09_nobody_ticks_for_a_stranger_s_child(class_of_leo) -> None:
    assignment = give(class_of_leo["group"], "Reprise", class_of_leo["ian"])
    claire = class_of_leo["claire"]
    with acting_as(claire), pytest.raises(NotVisible):
        operations.tick(
            actor=claire,
            student_id=class_of_leo["ian"].id,
            assignment_id=assignment.id,
            is_done=True,
            at=timezone.now(),
        )
    with acting_as(claire), pytest.raises(DatabaseError), transaction.atomic():
        Tick.objects.create(
            board_id=assignment.board_id,
            assignment=assignment,
            student=class_of_leo["ian"],
            account_id=claire.account_id,
        )


def test_the_school_sees_ticks_only_by_its_switch(class_of_leo) -> None:
    assignment = give(class_of_leo["group"])
    with as_owner():
        Tick.objects.create(
            board_id=assignment.board_id, assignment=assignment, student=class_of_leo["leo"]
        )
    board = BoardActor(assignment.board_id)
    with acting_as(board):
        assert Tick.objects.count() == 0
        assert operations.see_ticks(actor=board, assignment_id=assignment.id) == []
    make_switch(class_of_leo["school"].board, "rule.share_ticks", True, class_of_leo["school"])
    with acting_as(board):
        (row,) = operations.see_ticks(actor=board, assignment_id=assignment.id)
    leo = class_of_leo["leo"]
    assert (row.student_id, row.name) == (leo.id, f"{leo.given_name} {leo.family_name}")
    with as_owner():
        seen = JournalEntry.objects.filter(act="homework.seen").latest("id")
        assert seen.student_ids == [leo.id]
    other = BoardActor(make_board("884000").id)
    with acting_as(other), pytest.raises(NotVisible):
        operations.see_ticks(actor=other, assignment_id=assignment.id)


def test_a_teacher_is_named_only_where_the_school_shows_its_teachers(class_of_leo) -> None:
    group, school, leo = class_of_leo["group"], class_of_leo["school"], class_of_leo["leo"]
    anne = make_teacher(group)
    give(group, staff=anne)
    with acting_as(class_of_leo["claire"]):
        assert [row.teacher for row in assignments_of(leo.id, since=MONDAY)] == [""]
    make_switch(school.board, "rule.show_teachers", True, school)
    with acting_as(class_of_leo["claire"]):
        assert [row.teacher for row in assignments_of(leo.id, since=MONDAY)] == ["Anne Gagnon"]


def test_a_change_after_publication_is_dated_and_the_same_again_is_none(class_of_leo) -> None:
    group = class_of_leo["group"]
    board = BoardActor(group.board_id)
    given = operations.Given(
        source_id="d1",
        group_id=group.id,
        kind=AssignmentKind.HOMEWORK,
        title="Page 12",
        text="<p>Faire</p><script>alert(1)</script>",
        given_on=MONDAY,
        due_on=MONDAY + timedelta(days=1),
    )
    published_at = timezone.now() - timedelta(hours=2)
    with acting_as(board):
        first = operations.give(actor=board, given=given, published_at=published_at)
        assert "script" not in first.text
        operations.give(actor=board, given=given, published_at=published_at)
        assert Assignment.objects.get().changed_at is None
        later = operations.Given(**{**given.__dict__, "due_on": MONDAY + timedelta(days=2)})
        operations.give(actor=board, given=later, published_at=published_at)
        assert Assignment.objects.get().changed_at


def test_the_tile_answers_for_all_children_in_one_statement(
    class_of_leo, django_assert_num_queries
) -> None:
    leo, group = class_of_leo["leo"], class_of_leo["group"]
    sister = make_student(class_of_leo["school"], given="Zoé")
    make_link(sister, CLAIRE)
    confirm(_account(CLAIRE), sister)
    today = timezone.localdate()
    give(group, "Page 12", due_on=today + timedelta(days=1), given_on=today)
    dictation = give(
        group, "Dictée", kind="evaluation", due_on=today + timedelta(days=3), given_on=today
    )
    subjects = [TileSubject(s.id, s.board_id, s.school_id) for s in (leo, sister)]
    with acting_as(class_of_leo["claire"]), django_assert_num_queries(1):
        answers = ask([(TILE, subjects)], timezone.now())[TILE]
    assert answers[leo.id].answer.startswith("Demain : Français · évaluation")
    assert answers[leo.id].badge == "1"
    assert answers[sister.id].answer == "Rien d’annoncé"
    with as_owner():
        Assignment.objects.filter(id=dictation.id).update(due_on=today + timedelta(days=1))
    with acting_as(class_of_leo["claire"]):
        said = ask([(TILE, subjects)], timezone.now())[TILE][leo.id].answer
    assert said.endswith("évaluation demain")


def test_nothing_announced_is_dated_by_the_last_homework_of_the_groups(class_of_leo) -> None:
    leo, group = class_of_leo["leo"], class_of_leo["group"]
    subjects = [TileSubject(leo.id, leo.board_id, leo.school_id)]

    def tile():
        with acting_as(class_of_leo["claire"]):
            return ask([(TILE, subjects)], timezone.now())[TILE][leo.id]

    assert (tile().answer, tile().as_of) == ("Rien d’annoncé", None)
    at = timezone.now() - timedelta(days=9)
    past = timezone.localdate() - timedelta(days=5)
    give(group, "Page 12", given_on=past, due_on=past, published_at=at)
    give(
        group, "Page 11", class_of_leo["ian"], given_on=past, due_on=past, source_at=timezone.now()
    )
    assert (tile().answer, tile().as_of) == ("Rien d’annoncé", at)


def test_the_agenda_reads_what_is_due(class_of_leo) -> None:
    give(class_of_leo["group"], "Page 12", due_period=2)
    with acting_as(class_of_leo["claire"]):
        rows = due_between(
            [class_of_leo["leo"].id, class_of_leo["ian"].id],
            first=MONDAY,
            last=MONDAY + timedelta(days=4),
        )
    assert [(row.student_id, row.title, row.due_period) for row in rows] == [
        (class_of_leo["leo"].id, "Page 12", 2)
    ]


def _account(email: str):
    from preau.accounts.models import Account

    with as_owner():
        return Account.objects.get(email=email)
