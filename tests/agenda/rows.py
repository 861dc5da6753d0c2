"""Timetables, events and feeds for tests; a family, a stranger and two bodies around them."""

import hashlib
import itertools
import secrets
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from preau.accounts.models import Account
from preau.agenda.models import CalendarFeed, Event, TimetableEntry
from preau.boards.models import BellPeriod, Board, School, SchoolDay
from preau.people.models import (
    Course,
    Enrolment,
    Group,
    LinkRestriction,
    StaffMember,
    Student,
    TeachingAssignment,
)
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)

_numbers = itertools.count(1)
MONDAY = date(2026, 11, 23)


def make_group(school: School, title: str = "Français", **fields: Any) -> Group:
    number = next(_numbers)
    with as_owner():
        course = Course.objects.create(
            board=school.board, school=school, source_id=f"course-{number}", title=title
        )
        return Group.objects.create(
            board=school.board,
            school=school,
            course=course,
            source_id=f"group-{number}",
            title=f"{title} {number}",
            **{"kind": "scheduled", **fields},
        )


def enrol(student: Student, group: Group, **fields: Any) -> Enrolment:
    with as_owner():
        return Enrolment.objects.create(
            board=student.board,
            source_id=f"enrolment-{next(_numbers)}",
            student=student,
            group=group,
            **fields,
        )


def make_teacher(group: Group, given: str = "Anne", family: str = "Gagnon") -> StaffMember:
    number = next(_numbers)
    with as_owner():
        staff = StaffMember.objects.create(
            board=group.board,
            source_id=f"staff-{number}",
            given_name=given,
            family_name=family,
            role="teacher",
            email="anne.gagnon@css.example",
        )
        TeachingAssignment.objects.create(
            board=group.board, source_id=f"teaching-{number}", staff=staff, group=group
        )
    return staff


def make_entry(group: Group, cycle_day: int, period: int, **fields: Any) -> TimetableEntry:
    with as_owner():
        return TimetableEntry.objects.create(
            board=group.board,
            source_id=f"entry-{next(_numbers)}",
            group=group,
            cycle_day=cycle_day,
            period=period,
            **fields,
        )


def make_event(board: Board, title: str, **fields: Any) -> Event:
    when = {} if "starts_at" in fields else {"starts_on": MONDAY, "ends_on": MONDAY + DAY}
    with as_owner():
        return Event.objects.create(
            board=board, source_id=f"event-{next(_numbers)}", title=title, **{**when, **fields}
        )


DAY = timedelta(days=1)


def make_day(school: School, on: date, kind: str = "class", **fields: Any) -> SchoolDay:
    with as_owner():
        return SchoolDay.objects.create(
            board=school.board, school=school, on=on, kind=kind, **fields
        )


def make_bells(school: School, count: int = 4, level: str = "", on: date | None = None) -> None:
    with as_owner():
        for number in range(1, count + 1):
            BellPeriod.objects.create(
                board=school.board,
                school=school,
                level=level,
                on=on,
                number=number,
                starts_at=time(7 + number, 5),
                ends_at=time(7 + number, 55),
            )


def make_feed(account: Account, student: Student | None = None) -> tuple[CalendarFeed, str]:
    """A feed and its secret."""
    token = secrets.token_urlsafe(32)
    with as_owner():
        feed = CalendarFeed.objects.create(
            account=account,
            student=student,
            token_hash=hashlib.sha256(token.encode()).hexdigest(),
            language="fr-ca",
        )
    return feed, token


class Town:
    """A parent of Léo, a stranger's Ian in another school, and another body."""

    def __init__(self) -> None:
        self.board = make_board()
        self.school = make_school(self.board)
        self.other_school = make_school(self.board, "École de la Brise")
        self.far_board = make_board("884000", name="Riverside", short_name="Riverside")
        self.student = make_student(self.school, given="Léo", level="04")
        self.other_student = make_student(self.other_school, given="Ian", level="06")
        self.link = make_link(self.student, "claire@courriel.example")
        self.parent = make_account("claire@courriel.example")
        confirm(self.parent, self.student)
        make_link(self.other_student, "autre@courriel.example")
        self.stranger = make_account("autre@courriel.example")
        confirm(self.stranger, self.other_student)
        self.group, self.other_group = make_group(self.school), make_group(self.other_school)
        enrol(self.student, self.group)
        enrol(self.other_student, self.other_group)
        make_entry(self.group, 1, 1)
        make_entry(self.other_group, 1, 1)

    def restrict(self, right: str) -> None:
        with as_owner():
            LinkRestriction.objects.create(
                board=self.board,
                link=self.link,
                right=right,
                starts_on=timezone.localdate() - DAY,
            )
