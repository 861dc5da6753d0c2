"""Absences and lates, what families say of them, and what the school decides.

The school's facts are in AttendanceEvent, one row of the body's file each. What a family submits is
in rows of its own: an event may be justified twice, by two guardians, and nothing is lost. Motives
and texts stand in AttendanceReason, behind a wall of their own: neither guardian reads the other's
unless the school says so.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from preau.accounts.models import Account
from preau.attendance.enums import (
    ActState,
    DayPart,
    DeclarationKind,
    EventKind,
    EventState,
    NoticeState,
    Recipient,
    TraceAct,
)
from preau.boards.enums import TeachingOrder
from preau.boards.models import Board, School
from preau.core.models import StoredFile
from preau.people.models import Sourced, Student


class AttendanceMotive(models.Model):
    """A motive of a school's list. `is_confidential`: never shown to the other guardian."""

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE, related_name="motives")
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120, blank=True, default="")
    open_to_parents = models.BooleanField(default=True)
    needs_paper = models.BooleanField(default=False)
    is_confidential = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)
    source_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "code"], name="motive_once"),
        ]


class AttendanceRule(models.Model):
    """What a school asks, for one teaching order or ("") for all. Empty: it asks nothing of that.

    `justify_school_days` counts class days after the parent may know, until `justify_cutoff`;
    `justify_hours` counts hours of class days. `declare_cutoff` is a clock time of the first day.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE, related_name="attendance_rules")
    teaching_order = models.CharField(
        max_length=10, choices=TeachingOrder.choices, blank=True, default=""
    )
    justify_hours = models.PositiveSmallIntegerField(null=True)
    justify_school_days = models.PositiveSmallIntegerField(null=True)
    justify_cutoff = models.TimeField(null=True)
    declare_cutoff = models.TimeField(null=True)
    # In class days: of one declaration, of a pupil's year, and before a paper is asked for.
    longest_days = models.PositiveSmallIntegerField(null=True)
    quota_per_year = models.PositiveSmallIntegerField(null=True)
    paper_beyond_days = models.PositiveSmallIntegerField(null=True)
    # A teacher may err: the parent is told once the correction window is over.
    tell_delay_minutes = models.PositiveSmallIntegerField(default=0)
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    daycare_email = models.CharField(max_length=254, blank=True, default="")
    daycare_phone = models.CharField(max_length=40, blank=True, default="")
    transport_email = models.CharField(max_length=254, blank=True, default="")
    transport_phone = models.CharField(max_length=40, blank=True, default="")
    source_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "teaching_order"], name="rule_once"),
            models.CheckConstraint(
                condition=Q(justify_hours=None) | Q(justify_school_days=None),
                name="rule_one_deadline",
            ),
        ]


class AttendanceAsOf(models.Model):
    """Until when the record of a school's attendance goes, as Préau holds it."""

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.OneToOneField(School, models.CASCADE, related_name="attendance_as_of")
    as_of = models.DateTimeField()


class Declaration(models.Model):
    """« Déclarer d'avance », for one pupil. Siblings declared together share `batch`.

    `leave_at` and `return_at` are clock times; a late arrival has only the second.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE, related_name="declarations")
    batch = models.UUIDField()
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    kind = models.CharField(max_length=16, choices=DeclarationKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    leave_at = models.TimeField(null=True)
    return_at = models.TimeField(null=True)
    state = models.CharField(max_length=10, choices=ActState.choices, default=ActState.SUBMITTED)
    submitted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="declared_order"),
        ]
        indexes = [models.Index(fields=["student", "starts_on"], name="declared_from")]


class AttendanceEvent(Sourced):
    """One absence, late, early leave, suspension or authorised activity, as the school holds it.

    A family sees it from `visible_at`; a row that has none was just imported and is not settled
    yet. `justify_by` is the instant after which only the school takes a motive. `starts_at` and
    `minutes` say when a late pupil came and how long it missed. `motive`, `raw_category` and
    `is_professional` are the school's own: no family reads these columns.
    """

    school = models.ForeignKey(School, models.CASCADE, db_constraint=False, db_index=False)
    student = models.ForeignKey(
        Student,
        models.CASCADE,
        related_name="events",
        db_constraint=False,
        db_index=False,
    )
    on = models.DateField()
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    part = models.CharField(max_length=8, choices=DayPart.choices, default=DayPart.DAY)
    periods = ArrayField(models.PositiveSmallIntegerField(), default=list, db_default=[])
    minutes = models.PositiveSmallIntegerField(null=True)
    starts_at = models.TimeField(null=True)
    state = models.CharField(max_length=10, choices=EventState.choices, default=EventState.RECORDED)
    recorded_at = models.DateTimeField()
    visible_at = models.DateTimeField(null=True)
    justify_by = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=400, blank=True, default="", db_default="")
    declaration = models.ForeignKey(Declaration, models.SET_NULL, null=True, db_index=False)
    motive = models.ForeignKey(
        AttendanceMotive,
        models.SET_NULL,
        null=True,
        db_constraint=False,
        db_index=False,
    )
    raw_category = models.CharField(max_length=120, blank=True, default="", db_default="")
    is_professional = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="attendance_event_source"),
            models.CheckConstraint(
                condition=Q(part=DayPart.PERIODS) | Q(periods=[]), name="event_periods"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[EventKind.AUTHORIZED, EventKind.PRESENT])
                | Q(state=EventState.RECORDED),
                name="event_asks_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["student", "on"], name="event_of_student"),
            models.Index(
                fields=["board", "id"],
                name="event_unsettled",
                condition=Q(visible_at=None),
            ),
            models.Index(
                fields=["board", "justify_by"],
                name="event_open",
                condition=Q(state__in=[EventState.TO_JUSTIFY, EventState.REFUSED]),
            ),
            models.Index(
                fields=["board", "visible_at"],
                name="event_untold",
                condition=Q(told_at=None, state=EventState.TO_JUSTIFY),
            ),
        ]


class Justification(models.Model):
    """A motive submitted for one pupil's events. Siblings justified together share `batch`."""

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE, related_name="justifications")
    batch = models.UUIDField()
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    state = models.CharField(max_length=10, choices=ActState.choices, default=ActState.SUBMITTED)
    submitted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["student", "submitted_at"], name="justified_at")]


class JustificationEvent(models.Model):
    """That a justification is about an event."""

    board = models.ForeignKey(Board, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
    justification = models.ForeignKey(Justification, models.CASCADE, related_name="lines")
    event = models.ForeignKey(AttendanceEvent, models.CASCADE, related_name="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["justification", "event"], name="justified_once"),
        ]


class AttendanceReason(models.Model):
    """Why, in a parent's words: read by its author, by the school, by nobody else unless allowed.

    Of a justification or of a declaration. `picked_up_by`: who comes for a child who leaves early.
    `brings_paper`: the note asked for will be handed in. `decision_note`: why the school refused,
    which may tell the motive and so stands behind the same wall.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    justification = models.OneToOneField(
        Justification, models.CASCADE, null=True, related_name="reason"
    )
    declaration = models.OneToOneField(
        Declaration, models.CASCADE, null=True, related_name="reason"
    )
    motive = models.ForeignKey(AttendanceMotive, models.PROTECT)
    text = models.CharField(max_length=2000, blank=True, default="")
    picked_up_by = models.CharField(max_length=120, blank=True, default="")
    brings_paper = models.BooleanField(default=False, db_default=False)
    decision_note = models.CharField(max_length=400, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(justification=None, declaration__isnull=False)
                | Q(declaration=None, justification__isnull=False),
                name="reason_of_one_act",
            ),
        ]


class AttendancePaper(StoredFile):
    """A file joined to a reason (billet médical), behind the same wall."""

    board = models.ForeignKey(Board, models.CASCADE)
    reason = models.ForeignKey(AttendanceReason, models.CASCADE, related_name="papers")


class DeclarationNotice(models.Model):
    """That a declaration reaches one service, by which mail, and what became of it."""

    board = models.ForeignKey(Board, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="notices")
    recipient = models.CharField(max_length=12, choices=Recipient.choices)
    state = models.CharField(max_length=8, choices=NoticeState.choices)
    phone = models.CharField(max_length=40, blank=True, default="")
    mail_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "recipient"], name="notice_once"),
        ]
        indexes = [
            models.Index(
                fields=["board"],
                name="notice_queued",
                condition=Q(state=NoticeState.QUEUED),
            ),
        ]


class AttendanceTrace(models.Model):
    """Who did what, when: the log may be evidence, so rows are only added."""

    board = models.ForeignKey(Board, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
    event = models.ForeignKey(AttendanceEvent, models.CASCADE, null=True, related_name="traces")
    declaration = models.ForeignKey(Declaration, models.CASCADE, null=True, related_name="traces")
    justification = models.ForeignKey(Justification, models.SET_NULL, null=True)
    act = models.CharField(max_length=10, choices=TraceAct.choices)
    at = models.DateTimeField()
    written_at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=12)
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    author = models.CharField(max_length=120, blank=True, default="", db_default="")
    from_state = models.CharField(max_length=10, blank=True, default="")
    to_state = models.CharField(max_length=10, blank=True, default="")
    note = models.CharField(max_length=400, blank=True, default="", db_default="")


class DecisionSeen(models.Model):
    """That a parent has seen what the school decided of an event."""

    board = models.ForeignKey(Board, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
    account = models.ForeignKey(Account, models.CASCADE)
    event = models.ForeignKey(AttendanceEvent, models.CASCADE)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "event"], name="decision_seen_once"),
        ]
