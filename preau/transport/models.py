"""How pupils come to school and go home: the network of a body, and who rides where and when.

A ride is in two halves. `Ride` says that a pupil is transported, in which direction and on which
days; `RidePlace` says where, when and in what. In shared custody the second half is one
household's: the other parent reads the first half alone.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from preau.accounts.models import Account
from preau.boards.models import Board, School
from preau.people.models import Sourced, Student
from preau.transport.enums import Cause, ChangeKind, Direction, NoticeKind, Vehicle


class Circuit(Sourced):
    """A circuit as families know it: its number, its vehicle, the carrier and whom to call."""

    name = models.CharField(max_length=60)
    vehicle = models.CharField(max_length=8, choices=Vehicle.choices, default=Vehicle.BUS)
    carrier = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    # Of GTFS alone: our own table neither names it nor ends it.
    is_gtfs = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="circuit_source"),
        ]


class Stop(Sourced):
    """A stop: `name` is short (« des Érables »), `place` as the board writes it."""

    name = models.CharField(max_length=120)
    place = models.CharField(max_length=255, blank=True, default="")
    is_gtfs = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="stop_source"),
        ]


class Passage(models.Model):
    """That a trip of a circuit passes at a stop, in minutes after midnight of its day of service.

    GTFS counts past 24:00 for what runs after midnight.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    circuit = models.ForeignKey(Circuit, models.CASCADE)
    stop = models.ForeignKey(Stop, models.CASCADE)
    trip = models.CharField(max_length=255, db_collation="C")
    rank = models.PositiveIntegerField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "trip", "rank"], name="passage_once"),
            models.CheckConstraint(condition=Q(minutes__lt=2880), name="passage_minutes"),
        ]
        indexes = [models.Index(fields=["circuit", "stop"], name="passage_at")]


class Trip(models.Model):
    """On which days a trip of GTFS runs, with the columns of a ride's days.

    A trip whose service no calendar names is not here: on which days it runs is not known.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    circuit = models.ForeignKey(Circuit, models.CASCADE)
    trip = models.CharField(max_length=255, db_collation="C")
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    dates = ArrayField(models.DateField())
    except_dates = ArrayField(models.DateField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "trip"], name="trip_once"),
        ]


class Ride(Sourced):
    """That a pupil is transported in a direction: on weekdays (1 is Monday), or on named dates.

    With `week_of`, every other week from the week of that date. `ends_on` is the day after the
    last. `dates` are added to the weekdays and come before any other ride of the direction;
    `except_dates` are taken away. `adult_awaited` empty: as the pupil's level says.
    """

    student = models.ForeignKey(Student, models.CASCADE, db_constraint=False)
    direction = models.CharField(max_length=13, choices=Direction.choices)
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    week_of = models.DateField(null=True)
    dates = ArrayField(models.DateField())
    except_dates = ArrayField(models.DateField())
    is_confirmed = models.BooleanField()
    adult_awaited = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="ride_source"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="ride_order",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7])
                & ~Q(weekdays=[], dates=[]),
                name="ride_days",
            ),
        ]
        indexes = [
            models.Index(fields=["student"], name="ride_student", condition=Q(ended_at=None))
        ]


class RidePlace(models.Model):
    """Where, when and in what. `guardians`: the household that it serves, empty for all.

    A pass of public transport has neither circuit nor stop; a plan not confirmed may lack its hour.
    `said`: the cells of a row that left its hour or days to the network, to follow it; none else.
    """

    ride = models.OneToOneField(Ride, models.CASCADE, related_name="place", db_constraint=False)
    board = models.ForeignKey(Board, models.CASCADE, db_constraint=False, db_index=False)
    student = models.ForeignKey(Student, models.CASCADE, db_constraint=False)
    guardians = ArrayField(models.BigIntegerField())
    circuit = models.ForeignKey(Circuit, models.PROTECT, null=True)
    stop = models.ForeignKey(Stop, models.PROTECT, null=True)
    leaves_at = models.TimeField(null=True)
    vehicle = models.CharField(max_length=8, choices=Vehicle.choices)
    note = models.CharField(max_length=255, blank=True, default="")
    said = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(vehicle__in=[Vehicle.BUS, Vehicle.MINIBUS]) | ~Q(circuit=None),
                name="ride_circuit",
            ),
        ]


class RideChange(models.Model):
    """One change of a pupil's transport, as it was and as it became: what the history says.

    Behind the same wall as the place. `takes_on` is the day from which it holds; `is_told`: the
    family was written to, and has it in « À faire » until it says that it saw it.
    """

    board = models.ForeignKey(Board, models.CASCADE, db_constraint=False, db_index=False)
    student = models.ForeignKey(Student, models.CASCADE, db_constraint=False)
    guardians = ArrayField(models.BigIntegerField())
    direction = models.CharField(max_length=13, choices=Direction.choices)
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    takes_on = models.DateField()
    is_told = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.ADDED, before__isnull=True, after__isnull=False)
                | Q(kind=ChangeKind.CHANGED, before__isnull=False, after__isnull=False)
                | Q(kind=ChangeKind.ENDED, before__isnull=False, after__isnull=True),
                name="ride_change_sides",
            ),
        ]
        indexes = [models.Index(fields=["student", "at"], name="ride_change_of")]


class ChangeSeen(models.Model):
    """The last change of a child that a parent said to have seen."""

    board = models.ForeignKey(Board, models.CASCADE)
    account = models.ForeignKey(Account, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
    change_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "student"], name="ride_change_seen_once"),
        ]


class BusNotice(models.Model):
    """That a circuit is late or cancelled on a date; `direction` empty: the whole day.

    It is shown from `starts_at` to `ends_at`, or until it is withdrawn.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    circuit = models.ForeignKey(Circuit, models.CASCADE)
    on = models.DateField()
    direction = models.CharField(
        max_length=13, choices=Direction.choices, blank=True, default="", db_default=""
    )
    kind = models.CharField(max_length=6, choices=NoticeKind.choices)
    minutes = models.PositiveSmallIntegerField(null=True)
    cause = models.CharField(max_length=9, choices=Cause.choices)
    note = models.CharField(max_length=160, blank=True, default="")
    author = models.CharField(max_length=120, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="bus_notice_order"
            ),
            models.CheckConstraint(
                condition=Q(kind=NoticeKind.DELAY, minutes__gt=0)
                | Q(kind=NoticeKind.CANCEL, minutes=None),
                name="bus_notice_minutes",
            ),
            models.UniqueConstraint(
                fields=["circuit", "on", "direction"],
                name="bus_notice_once",
                condition=Q(withdrawn_at=None),
            ),
        ]


class TransportAsOf(models.Model):
    """Until when a school's transport is known; without a row, none was ever given."""

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.OneToOneField(School, models.CASCADE)
    at = models.DateTimeField()
