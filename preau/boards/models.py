"""School bodies, their schools, years, contacts and switches. Nothing here is about a pupil."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from preau.boards.enums import BoardKind, DayKind, SwitchKey


class Board(models.Model):
    """A school body (organisme scolaire): the tenant. `code` has six digits."""

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    short_name = models.CharField(max_length=120)
    former_name = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=10, choices=BoardKind.choices)
    language = models.CharField(max_length=2, default="fr")
    is_subscribed = models.BooleanField(default=False)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    roster_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{6}$"), name="board_code"),
        ]

    def __str__(self) -> str:
        return self.short_name


class School(models.Model):
    """An establishment of a body, with the coordinates it publishes."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="schools")
    source_id = models.CharField(max_length=255)
    source_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=20, blank=True, default="")
    name = models.CharField(max_length=255)
    street = models.CharField(max_length=255, blank=True, default="")
    city = models.CharField(max_length=120, blank=True, default="")
    postal_code = models.CharField(max_length=12, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    principal_name = models.CharField(max_length=160, blank=True, default="")
    principal_title = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="school_source"),
        ]


class SchoolContact(models.Model):
    """A person or service that the school chose to show under « Nous joindre »."""

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=120)
    name = models.CharField(max_length=160, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "position"], name="contact_position"),
        ]


class SchoolYear(models.Model):
    """A school year of a body. `ends_on` is the day after the last one, as in OneRoster."""

    board = models.ForeignKey(Board, models.CASCADE)
    source_id = models.CharField(max_length=255)
    source_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    title = models.CharField(max_length=255)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="year_source"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="year_order"
            ),
        ]


class Term(models.Model):
    """A term, semester or grading period inside a year. `ends_on` is exclusive."""

    board = models.ForeignKey(Board, models.CASCADE)
    year = models.ForeignKey(SchoolYear, models.CASCADE, null=True, related_name="terms")
    source_id = models.CharField(max_length=255)
    source_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="term_source"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="term_order"
            ),
        ]


class SchoolDay(models.Model):
    """What one date is for one school. `cycle_day` is stored, never computed from a first day.

    `has_daycare` says that the service de garde is open on a day without classes; None: not said.
    Where a closure decided here changed a date, `planned_*` keep what the calendar said of it:
    "" on a date that only the closure names, and where `kind` and `cycle_day` are the calendar's.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE, related_name="days")
    on = models.DateField()
    kind = models.CharField(max_length=12, choices=DayKind.choices)
    cycle_day = models.PositiveSmallIntegerField(null=True)
    has_daycare = models.BooleanField(null=True)
    note = models.CharField(max_length=255, blank=True, default="")
    # A closure decided here outlives the import of a calendar that knows nothing of it.
    is_decided_here = models.BooleanField(default=False, db_default=False)
    # Of a closure decided here: its day of the cycle goes to the next class day.
    shifts_cycle = models.BooleanField(default=False, db_default=False)
    planned_kind = models.CharField(
        max_length=12, choices=DayKind.choices, blank=True, default="", db_default=""
    )
    planned_cycle_day = models.PositiveSmallIntegerField(null=True)
    planned_note = models.CharField(max_length=255, blank=True, default="", db_default="")
    # Grow and move with each change that a calendar shows: a trigger's work.
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField(db_default=Now())
    source_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "on"], name="school_day_once"),
            models.CheckConstraint(
                condition=Q(kind="class") | Q(cycle_day=None), name="school_day_cycle"
            ),
        ]


class BellPeriod(models.Model):
    """One period of a bell schedule: of a level ("" for all) and, on exam days, of one date.

    For a pupil and a date, the rows of the date come before the usual ones, and those of the level
    before those of all levels.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE, related_name="bells")
    level = models.CharField(max_length=40, blank=True, default="")
    on = models.DateField(null=True)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60, blank=True, default="")
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "level", "on", "number"], name="bell_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="bell_order"
            ),
        ]


class Switch(models.Model):
    """A tile or rule turned on or off by a body (school empty) or by one of its schools."""

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE, null=True, related_name="switches")
    key = models.CharField(max_length=40, choices=SwitchKey.choices)
    is_on = models.BooleanField()
    visible_from = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["board", "school", "key"], name="switch_once", nulls_distinct=False
            ),
        ]
