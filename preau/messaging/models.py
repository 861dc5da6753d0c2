"""What schools write to families, to whom, who read it, and what parents answer.

The audience is resolved once, when the message is published: a recipient is a pupil. A reading is
one parent's; no table tells one parent what the other did.
"""

from django.db import models
from django.db.models import F, Q

from preau.accounts.models import Account
from preau.boards.models import Board, School
from preau.core.models import StoredFile
from preau.messaging.enums import AuthorKind, Category, TargetKind
from preau.people.models import Course, Group, StaffMember, Student


class Message(models.Model):
    """A message of a school, or of the whole body (no school).

    It is in front from `starts_at` to `ends_at`, then among the archives. `body` is clean HTML,
    `search` its folded words, `excerpt` its first ones. `announced_to` is the last account, by
    number, that its mails have reached; None: no mail is to leave.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE, null=True)
    staff = models.ForeignKey(StaffMember, models.SET_NULL, null=True)
    author_name = models.CharField(max_length=160)
    author_role = models.CharField(max_length=120, blank=True, default="")
    title = models.CharField(max_length=200)
    body = models.TextField()
    excerpt = models.CharField(max_length=240, blank=True, default="")
    search = models.TextField(blank=True, default="")
    category = models.CharField(
        max_length=12, choices=Category.choices, default=Category.INFORMATION
    )
    is_pinned = models.BooleanField(default=False)
    needs_confirmation = models.BooleanField(default=False)
    allows_replies = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    announced_to = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="message_window"
            ),
        ]
        indexes = [models.Index(fields=["board", "starts_at"], name="message_board")]


class MessageAudience(models.Model):
    """One target of a message, or one exclusion. `level` of `school`, or of the whole body."""

    board = models.ForeignKey(Board, models.CASCADE)
    message = models.ForeignKey(Message, models.CASCADE, related_name="audience")
    kind = models.CharField(max_length=8, choices=TargetKind.choices)
    school = models.ForeignKey(School, models.CASCADE, null=True)
    level = models.CharField(max_length=40, blank=True, default="")
    group = models.ForeignKey(Group, models.CASCADE, null=True)
    course = models.ForeignKey(Course, models.CASCADE, null=True)
    student = models.ForeignKey(Student, models.CASCADE, null=True)
    is_excluded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="board")
                | Q(kind="school", school__isnull=False)
                | Q(kind="level") & ~Q(level="")
                | Q(kind="group", group__isnull=False)
                | Q(kind="course", course__isnull=False)
                | Q(kind="student", student__isnull=False),
                name="audience_target",
            ),
        ]


class MessageRecipient(models.Model):
    """A pupil that a message is about. Written by the thousand: references are checked as sets."""

    board = models.ForeignKey(Board, models.CASCADE, db_constraint=False, db_index=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="recipients")
    student = models.ForeignKey(Student, models.CASCADE, db_constraint=False, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "message"], name="recipient_once"),
        ]


class MessageReading(models.Model):
    """What one parent did with a message: opened, confirmed, put away."""

    board = models.ForeignKey(Board, models.CASCADE)
    message = models.ForeignKey(Message, models.CASCADE, related_name="readings")
    account = models.ForeignKey(Account, models.CASCADE, db_index=False)
    opened_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "message"], name="reading_once"),
        ]


class Thread(models.Model):
    """What one parent and the school write to each other, about one pupil, under a message.

    `seen_at`: when the parent last read it.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    message = models.ForeignKey(Message, models.CASCADE, related_name="threads")
    account = models.ForeignKey(Account, models.CASCADE, db_index=False)
    student = models.ForeignKey(Student, models.CASCADE)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "message", "student"], name="thread_once"),
        ]


class ThreadStaff(models.Model):
    """Somebody of the school, beside the author, who reads and answers in a thread."""

    board = models.ForeignKey(Board, models.CASCADE)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="staff")
    staff = models.ForeignKey(StaffMember, models.CASCADE)
    label = models.CharField(max_length=255)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "staff"], name="thread_staff_once"),
        ]


class ThreadPost(models.Model):
    """One text in a thread, as it was typed. `author_label` is what the other side reads."""

    board = models.ForeignKey(Board, models.CASCADE)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts")
    author_kind = models.CharField(max_length=8, choices=AuthorKind.choices)
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    staff = models.ForeignKey(StaffMember, models.SET_NULL, null=True)
    author_label = models.CharField(max_length=255)
    text = models.TextField()
    sent_at = models.DateTimeField()


class MessageAttachment(StoredFile):
    """A file joined to a message."""

    board = models.ForeignKey(Board, models.CASCADE)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
