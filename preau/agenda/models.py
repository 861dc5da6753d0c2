"""The timetable of groups, the events of a school or its body, and the calendar feeds of parents.

What a date is (class, day of the cycle, closure) and the bells are the school's: boards.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from preau.accounts.models import Account
from preau.agenda.enums import EventKind
from preau.boards.models import School
from preau.people.models import Group, Sourced, StaffMember, Student


class TimetableEntry(Sourced):
    """What a group has at one period of one day of the cycle, from a day to before `ends_on`.

    Without `staff`, the teachers of the group teach; without `room`, it is the group's.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="timetable")
    cycle_day = models.PositiveSmallIntegerField()
    period = models.PositiveSmallIntegerField()
    room = models.CharField(max_length=60, blank=True, default="")
    staff = models.ForeignKey(StaffMember, models.SET_NULL, null=True, related_name="timetable")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="timetable_source"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="timetable_order",
            ),
        ]


class Event(Sourced):
    """Something to come: of a body (no school), a school, one level of it, or one group.

    Whole days from `starts_on` to the day before `ends_on`, or from one instant to another.
    `sequence` grows and `changed_at` moves with each change that a calendar shows: a trigger's
    work, so that an import cannot forget.
    """

    school = models.ForeignKey(School, models.CASCADE, null=True, related_name="events")
    level = models.CharField(max_length=40, blank=True, default="")
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind.choices, default=EventKind.OTHER)
    title = models.CharField(max_length=160)
    description = models.TextField(blank=True, default="")
    location = models.CharField(max_length=160, blank=True, default="")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    is_cancelled = models.BooleanField(default=False, db_default=False)
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="agenda_event_source"),
            models.CheckConstraint(
                condition=Q(
                    starts_on__isnull=False,
                    ends_on__gt=F("starts_on"),
                    starts_at=None,
                    ends_at=None,
                )
                | Q(
                    starts_at__isnull=False,
                    ends_at__gte=F("starts_at"),
                    starts_on=None,
                    ends_on=None,
                ),
                name="event_when",
            ),
        ]


class CalendarFeed(models.Model):
    """A secret address that a calendar application reads: of a family, or of one child.

    The address holds 256 random bits and is shown once; only their SHA-256 is kept. Whose events
    it shows is decided at each reading, by the links that live then.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="feeds")
    student = models.ForeignKey(Student, models.CASCADE, null=True, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=5)
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a shape
                name="feed_hash",
            ),
        ]
