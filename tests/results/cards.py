"""Report cards and travaux for tests: published an hour ago unless told otherwise."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from preau.boards.models import Board, School, SchoolYear, Term
from preau.people.models import Course, Group, Student
from preau.results.models import (
    Competency,
    CompetencyResult,
    GroupAverage,
    Publication,
    ReportCard,
    SubjectResult,
    TermRule,
    Work,
    WorkResult,
)
from tests.factories import as_owner

SECRET = "73.51"
SHOWN = "73,51"


def make_terms(board: Board, *, years_ago: int = 0) -> list[Term]:
    """Three étapes of a year around today, the first one over."""
    today = timezone.localdate()
    start = today - timedelta(days=100 + 365 * years_ago)
    with as_owner():
        year, is_new = SchoolYear.objects.get_or_create(
            board=board,
            source_id=f"year-{start}",
            defaults={"title": f"Année {start.year}", "starts_on": start,
                      "ends_on": start + timedelta(days=365)},
        )  # fmt: skip
        if not is_new:
            return list(year.terms.order_by("starts_on"))
        terms = []
        for rank in range(3):
            first = start + timedelta(days=90 * rank)
            terms.append(
                Term.objects.create(
                    board=board, year=year, source_id=f"{start}-{rank + 1}", kind="term",
                    title=f"Étape {rank + 1}", starts_on=first,
                    ends_on=first + timedelta(days=90),
                )
            )  # fmt: skip
            TermRule.objects.create(
                board=board, term=terms[-1], in_force_on=date(2000, 1, 1), number=rank + 1,
                weight=(20, 20, 60)[rank], report_by=first + timedelta(days=95), pass_mark=60,
            )  # fmt: skip
        return terms


def publish(school: School, term: Term, at: datetime | None = None, level: str = "") -> Publication:
    at = at or timezone.now() - timedelta(hours=1)
    with as_owner():
        return Publication.objects.update_or_create(
            board=school.board, school=school, term=term, level=level, defaults={"at": at}
        )[0]


def make_course(school: School, title: str = "Mathématique", code: str = "401") -> Group:
    with as_owner():
        number = f"r{Group.objects.count() + 1}"
        course = Course.objects.create(
            board=school.board, school=school, source_id=f"c{number}", title=title
        )
        return Group.objects.create(
            board=school.board, school=school, course=course, source_id=f"g{number}",
            kind="scheduled", title=f"{title} {code}", code=code,
        )  # fmt: skip


def make_card(
    student: Student, term: Term, *groups: Group, mark: str = SECRET, **fields: Any
) -> ReportCard:
    """A card with a subject for each group, each with one competency."""
    values = {
        "level": student.level,
        "given_name": student.given_name,
        "family_name": student.family_name,
        "code_permanent": student.code_permanent or "",
        "source_at": timezone.now(),
        "school": student.school,
        **fields,
    }
    with as_owner():
        card = ReportCard.objects.create(board=student.board, student=student, term=term, **values)
        for rank, group in enumerate(groups, start=1):
            subject = SubjectResult.objects.create(
                board=card.board, card=card, course_id=group.course_id, group=group,
                title=group.course.title, position=rank, mark=Decimal(mark),
                comment=f"Commentaire {mark}",
            )  # fmt: skip
            competency, _ = Competency.objects.get_or_create(
                board=card.board, course_id=group.course_id, code="1",
                defaults={"title": "Résoudre", "weight": 30},
            )  # fmt: skip
            CompetencyResult.objects.create(
                board=card.board, subject=subject, competency=competency, mark=Decimal(mark)
            )
        return card


def make_average(group: Group, term: Term, *, size: int, average: str = "68.20") -> GroupAverage:
    with as_owner():
        return GroupAverage.objects.create(
            board=group.board, group=group, term=term, average=Decimal(average), size=size
        )


def make_work(
    student: Student, group: Group, title: str = "Dictée", score: str = "17.25", **fields: Any
) -> WorkResult:
    """Marked an hour ago; with another `status`, without a score."""
    at = timezone.now() - timedelta(hours=1)
    status = fields.pop("status", "graded")
    result = {"status": status, "published_at": at}
    result["score"] = Decimal(score) if status == "graded" else None
    values = {"due_on": timezone.localdate(), "most": 20, "published_at": at, **fields}
    with as_owner():
        number = Work.objects.count() + 1
        work = Work.objects.create(
            board=group.board, group=group, source_id=f"w{number}", title=title, **values
        )
        return WorkResult.objects.create(
            board=group.board, work=work, student=student, source_id=f"r{number}", **result
        )


def card_of(student: Student) -> ReportCard:
    """A published card of this year, with a subject."""
    term = make_terms(student.board)[0]
    publish(student.school, term)
    return make_card(student, term, make_course(student.school))
