"""A class and what is given to it."""

import io
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from preau.boards.models import School
from preau.core.files.accept import accept
from preau.core.files.store import store
from preau.homework.models import Assignment, AssignmentAttachment, AssignmentPupil, Tick
from preau.people.models import Course, Enrolment, Group, Student
from tests.factories import as_owner

MONDAY = date(2026, 11, 23)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def make_group(school: School, subject: str = "Français", code: str = "401") -> Group:
    with as_owner():
        number = Group.objects.count() + 1
        course = Course.objects.create(
            board=school.board, school=school, source_id=f"c{number}", title=subject
        )
        return Group.objects.create(
            board=school.board,
            school=school,
            course=course,
            source_id=f"g{number}",
            kind="scheduled",
            title=f"{subject} {code}",
            code=code,
        )


def enrol(student: Student, group: Group, **fields: Any) -> Enrolment:
    with as_owner():
        return Enrolment.objects.create(
            board=student.board,
            student=student,
            group=group,
            source_id=f"e{student.id}-{group.id}",
            **fields,
        )


def give(group: Group, title: str = "Page 12", *pupils: Student, **fields: Any) -> Assignment:
    values = {
        "kind": "homework",
        "given_on": MONDAY - timedelta(days=3),
        "due_on": MONDAY + timedelta(days=1),
        "published_at": timezone.now() - timedelta(days=3),
        "is_named": bool(pupils),
        **fields,
    }
    with as_owner():
        assignment = Assignment.objects.create(
            board=group.board,
            group=group,
            source_id=f"a{Assignment.objects.count() + 1}",
            title=title,
            **values,
        )
        for pupil in pupils:
            AssignmentPupil.objects.create(board=group.board, assignment=assignment, student=pupil)
        return assignment


def homework_of(student: Student) -> AssignmentAttachment:
    """An assignment of the pupil's group, with a file."""
    group = make_group(student.school)
    enrol(student, group)
    assignment = give(group)
    with as_owner():
        files = [accept(io.BytesIO(PDF), "Consignes, été.pdf")]
        owner = {"assignment": assignment, "board_id": group.board_id}
        return store(AssignmentAttachment, files, at=timezone.now(), **owner)[0]


def ticks_of(student: Student) -> int:
    with as_owner():
        return Tick.objects.filter(student=student).count()
