"""Report cards and travaux, as the school's files give them; nothing here is computed.

A report card is of one pupil for one étape, and keeps who the pupil was then: it stays readable
after the pupil has gone. Everything of an étape shows from the hour of its Publication on, and not
before: the database holds it (migration 0002_walls).
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from preau.accounts.models import Account
from preau.boards.enums import TeachingOrder
from preau.boards.models import Board, School, Term
from preau.core.models import StoredFile
from preau.people.models import Course, Group, Sourced, Student
from preau.results.enums import NoteKind, Pace, WorkStatus


def _percent() -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=5, decimal_places=2, null=True)


def _code() -> "models.CharField[Any, Any]":
    return models.CharField(max_length=12, blank=True, default="", db_default="")


def _heavy(to: type[models.Model], related: str = "+") -> "models.ForeignKey[Any, Any]":
    """Written by the thousand: references are checked as sets (migration 0002_walls)."""
    return models.ForeignKey(
        to, models.CASCADE, related_name=related, db_constraint=False, db_index=False
    )


def _within(*names: str) -> Q:
    held = Q()
    for name in names:
        held &= Q(**{name: None}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 100})
    return held


class TermRule(models.Model):
    """What an étape weighs, when its report card is due, and the pass mark; by teaching order.

    Dated, for a decree may change them within a year: the row in force is the latest one whose
    `in_force_on` has come, that of the order before that of all ("").
    """

    board = models.ForeignKey(Board, models.CASCADE)
    term = models.ForeignKey(Term, models.CASCADE, related_name="result_rules")
    teaching_order = models.CharField(
        max_length=10, choices=TeachingOrder.choices, blank=True, default=""
    )
    in_force_on = models.DateField()
    number = models.PositiveSmallIntegerField()
    weight = _percent()
    report_by = models.DateField(null=True)
    pass_mark = _percent()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["term", "teaching_order", "in_force_on"], name="term_rule_once"
            ),
            models.CheckConstraint(
                condition=_within("weight", "pass_mark"), name="term_rule_range"
            ),
        ]


class Competency(models.Model):
    """A component of a course, with its weight in the subject's mark; a domain in préscolaire."""

    board = models.ForeignKey(Board, models.CASCADE)
    course = models.ForeignKey(Course, models.CASCADE, db_constraint=False)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    weight = _percent()
    position = models.PositiveSmallIntegerField(default=1)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "code"], name="competency_once"),
            models.CheckConstraint(condition=_within("weight"), name="competency_range"),
        ]


class Publication(models.Model):
    """The hour from which an étape shows, for a level of a school; level "" is for all others.

    `announced_to`: the last account told, None once all are.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE)
    term = models.ForeignKey(Term, models.CASCADE)
    level = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()
    announced_to = models.BigIntegerField(null=True, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "term", "level"], name="publication_once"),
        ]
        indexes = [
            models.Index(fields=["at"], name="publication_due", condition=Q(announced_to__gte=0)),
        ]


class ReportCard(models.Model):
    """A pupil's étape: who the pupil was, in which school and level, and what goes by étape."""

    board = models.ForeignKey(Board, models.CASCADE, db_constraint=False, db_index=False)
    student = _heavy(Student, "report_cards")
    term = models.ForeignKey(Term, models.CASCADE, db_constraint=False)
    school = models.ForeignKey(School, models.CASCADE, db_constraint=False, db_index=False)
    level = models.CharField(max_length=40, blank=True, default="")
    group_code = models.CharField(max_length=60, blank=True, default="")
    given_name = models.CharField(max_length=255)
    family_name = models.CharField(max_length=255)
    fiche = models.CharField(max_length=7, blank=True, default="")
    code_permanent = models.CharField(max_length=12, blank=True, default="")
    birth_on = models.DateField(null=True)
    absence_days = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    lates = models.PositiveSmallIntegerField(null=True)
    source_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "term"], name="report_card_once"),
        ]
        indexes = [models.Index(fields=["school", "term"], name="report_card_school")]


class SubjectResult(models.Model):
    """A subject of a report card: its mark in %, or the letters that the school gave for it.

    `previous_mark` and `changed_at` are kept by the database when a mark that families could see
    changes.
    """

    board = models.ForeignKey(Board, models.CASCADE, db_constraint=False, db_index=False)
    card = _heavy(ReportCard, "subjects")
    course = _heavy(Course)
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, db_constraint=False, db_index=False
    )
    title = models.CharField(max_length=255)
    teacher = models.CharField(max_length=255, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=1)
    mark = _percent()
    code = _code()
    final_mark = _percent()
    final_code = _code()
    is_passed = models.BooleanField(null=True)
    comment = models.TextField(blank=True, default="")
    previous_mark = models.CharField(max_length=12, blank=True, default="", db_default="")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "course"], name="subject_result_once"),
            models.CheckConstraint(
                condition=_within("mark", "final_mark"), name="subject_result_range"
            ),
        ]


class CompetencyResult(models.Model):
    """A competency of a subject: a mark, letters or, in préscolaire, an observation in words."""

    board = models.ForeignKey(Board, models.CASCADE, db_constraint=False, db_index=False)
    subject = _heavy(SubjectResult, "competencies")
    competency = _heavy(Competency)
    mark = _percent()
    code = _code()
    final_mark = _percent()
    final_code = _code()
    observation = models.TextField(blank=True, default="")
    previous_mark = models.CharField(max_length=12, blank=True, default="", db_default="")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "competency"], name="competency_result_once"
            ),
            models.CheckConstraint(
                condition=_within("mark", "final_mark"), name="competency_result_range"
            ),
        ]


class CardNote(models.Model):
    """A text of a report card: an « autre compétence », a general comment, the decision of June."""

    board = models.ForeignKey(Board, models.CASCADE, db_constraint=False, db_index=False)
    card = _heavy(ReportCard, "notes")
    kind = models.CharField(max_length=16, choices=NoteKind.choices)
    title = models.CharField(max_length=255, blank=True, default="")
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "kind", "title"], name="card_note_once"),
        ]


class GroupAverage(models.Model):
    """The average of a group in its subject. `size`: of a small group no family ever sees it."""

    board = models.ForeignKey(Board, models.CASCADE, db_constraint=False, db_index=False)
    group = _heavy(Group)
    term = models.ForeignKey(Term, models.CASCADE, db_constraint=False, db_index=False)
    average = _percent()
    final_average = _percent()
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "term"], name="group_average_once"),
            models.CheckConstraint(
                condition=_within("average", "final_average"), name="group_average_range"
            ),
        ]


class Work(Sourced):
    """A travail or evaluation between report cards, of one group. `weight` in %, when given."""

    group = models.ForeignKey(Group, models.CASCADE, db_constraint=False)
    term = models.ForeignKey(Term, models.CASCADE, null=True, db_constraint=False, db_index=False)
    category = models.CharField(max_length=120, blank=True, default="")
    title = models.CharField(max_length=255)
    description = models.TextField(blank=True, default="")
    assigned_on = models.DateField(null=True)
    due_on = models.DateField()
    most = models.DecimalField(max_digits=7, decimal_places=2)
    weight = _percent()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="work_source"),
            models.CheckConstraint(condition=Q(most__gt=0), name="work_most"),
        ]


class WorkResult(Sourced):
    """What one pupil got for a travail."""

    work = _heavy(Work, "results")
    student = models.ForeignKey(Student, models.CASCADE, db_constraint=False)
    status = models.CharField(max_length=14, choices=WorkStatus.choices)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    letters = models.CharField(max_length=40, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    is_late = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    previous_score = models.CharField(max_length=12, blank=True, default="", db_default="")
    changed_at = models.DateTimeField(null=True)
    # Found out by the worker once its hour had come: for « live » mails, and for the week's.
    told_at = models.DateTimeField(null=True)
    digested_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="work_result_source"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0), name="work_result_score"
            ),
            models.CheckConstraint(
                condition=Q(status="graded") | Q(score=None, letters=""), name="work_result_graded"
            ),
        ]
        indexes = [
            models.Index(fields=["work"], name="work_result_work"),
            models.Index(
                fields=["board", "student"], name="work_result_untold", condition=Q(told_at=None)
            ),
            models.Index(
                fields=["board", "student"],
                name="work_result_undigested",
                condition=Q(digested_at=None),
            ),
        ]


class WorkRule(models.Model):
    """How a school, or its whole body, tells of travaux: to parents who chose nothing, and when
    the week's leave. Without a row: results_work_rule of migration 0005.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE, null=True)
    pace = models.CharField(max_length=12, choices=Pace.choices)
    # 1 for Monday to 7 for Sunday, by the clock of Québec.
    weekday = models.PositiveSmallIntegerField()
    sent_at = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["board", "school"], name="work_rule_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="work_rule_weekday"
            ),
        ]


class WorkDigest(models.Model):
    """Up to which week the parents of a school's pupils got the week's mail."""

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE)
    week_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="work_digest_once")]


class PaceChoice(models.Model):
    """When travaux of one child show to one parent; without a row, as its school says."""

    account = models.ForeignKey(Account, models.CASCADE, db_index=False)
    student = models.ForeignKey(Student, models.CASCADE)
    pace = models.CharField(max_length=12, choices=Pace.choices)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "student"], name="pace_once")]


class Visit(models.Model):
    """When one parent last looked at a child's results, and the time before."""

    account = models.ForeignKey(Account, models.CASCADE, db_index=False)
    student = models.ForeignKey(Student, models.CASCADE)
    seen_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "student"], name="results_visit_once"),
            models.CheckConstraint(
                condition=Q(before_at=None) | Q(before_at__lte=F("seen_at")),
                name="results_visit_order",
            ),
        ]


class CardReceipt(models.Model):
    """What one parent did with a report card, and how often it was reminded of it."""

    board = models.ForeignKey(Board, models.CASCADE)
    card = models.ForeignKey(ReportCard, models.CASCADE, related_name="receipts")
    account = models.ForeignKey(Account, models.CASCADE, db_index=False)
    opened_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0, db_default=0)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "card"], name="card_receipt_once"),
        ]


class CardFile(StoredFile):
    """The PDF of a report card as one parent may have it. `fingerprint` is that of its content."""

    board = models.ForeignKey(Board, models.CASCADE)
    card = models.ForeignKey(ReportCard, models.CASCADE, related_name="files")
    account = models.ForeignKey(Account, models.CASCADE, db_index=False)
    language = models.CharField(max_length=2)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "card", "language"], name="card_file_once"),
        ]


class Signature(StoredFile):
    """The image of a direction's signature, put on the report cards issued from a day on."""

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE)
    since = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "since"], name="signature_once"),
        ]
