"""What a foreign key would promise, promised a statement at a time: and one body on both ends."""

import pytest
from django.db import IntegrityError, connection, transaction

from preau.people.models import Enrolment, Group, GuardianLink, Student
from tests.factories import as_owner, make_board, make_link, make_school, make_student

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOBODY = 2**40


@pytest.fixture
def pupil() -> Student:
    return make_student(make_school(make_board()))


@pytest.fixture
def group(pupil: Student) -> Group:
    return group_of(pupil)


def group_of(pupil: Student) -> Group:
    with as_owner():
        return Group.objects.create(
            board_id=pupil.board_id, school_id=pupil.school_id, source_id="g", title="401"
        )


def enrol(pupil: Student, **fields: int) -> Enrolment:
    values = {"board_id": pupil.board_id, "student_id": pupil.pk, **fields}
    return Enrolment.objects.create(source_id="e", **values)


@pytest.mark.parametrize("column", ["student_id", "group_id"])
def test_a_row_that_names_nobody_is_refused(pupil: Student, group: Group, column: str) -> None:
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        enrol(pupil, **{"group_id": group.pk, column: NOBODY})


def test_a_row_that_names_another_body_is_refused(pupil: Student) -> None:
    other = make_student(make_school(make_board("865000")))
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        enrol(pupil, group_id=group_of(other).pk)


def test_a_change_to_nobody_is_refused(pupil: Student) -> None:
    link = make_link(pupil, "claire@example.org")
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        GuardianLink.objects.filter(pk=link.pk).update(guardian_id=NOBODY)


def test_one_bad_row_among_many_refuses_them_all(pupil: Student, group: Group) -> None:
    rows = [
        Enrolment(
            board_id=pupil.board_id, source_id=f"e{n}", student_id=pupil.pk, group_id=group.pk
        )
        for n in range(50)
    ]
    rows[37].group_id = NOBODY
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.bulk_create(rows)
    with as_owner():
        assert not Enrolment.objects.exists()


def test_what_is_still_named_cannot_be_deleted(pupil: Student, group: Group) -> None:
    with as_owner():
        enrol(pupil, group_id=group.pk)
        for table, key in (("people_student", pupil.pk), ("people_group", group.pk)):
            with (
                pytest.raises(IntegrityError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"DELETE FROM {table} WHERE id = %s", [key])


def test_a_pupil_goes_with_all_that_names_it(pupil: Student, group: Group) -> None:
    make_link(pupil, "claire@example.org")
    with as_owner():
        enrol(pupil, group_id=group.pk)
        pupil.delete()
        assert not Enrolment.objects.exists()
        assert not GuardianLink.objects.exists()
