"""What teachers give to do: to a group, or to named pupils of it.

`text` is rich text, cleaned when it is written. `changed_at` is the last change after publication
that a parent must notice; it stays empty until there is one.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from preau.accounts.models import Account
from preau.boards.models import Board
from preau.core.models import StoredFile
from preau.homework.enums import AssignmentKind
from preau.people.models import Group, Sourced, StaffMember, Student


class Assignment(Sourced):
    """A homework, lesson or evaluation. `minutes` is the teacher's estimate.

    `due_period` is a period of the bell schedule. `accepts_late`: it may be handed in after. With
    `is_named`, only the pupils of AssignmentPupil have it.
    """

    group = models.ForeignKey(Group, models.CASCADE)
    staff = models.ForeignKey(StaffMember, models.SET_NULL, null=True)
    kind = models.CharField(max_length=12, choices=AssignmentKind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    given_on = models.DateField()
    due_on = models.DateField()
    due_period = models.PositiveSmallIntegerField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    accepts_late = models.BooleanField(default=False)
    is_named = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="assignment_source"),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("given_on")), name="assignment_order"
            ),
        ]
        indexes = [models.Index(fields=["group", "due_on"], name="assignment_due")]


class AssignmentPupil(models.Model):
    """That a named pupil has an assignment that the rest of the group has not."""

    board = models.ForeignKey(Board, models.CASCADE)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="pupils")
    student = models.ForeignKey(Student, models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "student"], name="assignment_pupil_once"),
        ]


class AssignmentAttachment(StoredFile):
    """A file that the teacher joined."""

    board = models.ForeignKey(Board, models.CASCADE)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="attachments")


class Tick(models.Model):
    """That the family ticked « fait » for a pupil. One per pupil, shared by its guardians."""

    board = models.ForeignKey(Board, models.CASCADE)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="ticks")
    student = models.ForeignKey(Student, models.CASCADE)
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "student"], name="tick_once"),
        ]
