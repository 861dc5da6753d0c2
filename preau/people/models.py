"""Pupils, the guardians their files name, staff, groups, and who may see whom.

Every table carries its board: row-level security compares one column, and an import of one body
cannot touch another's rows.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from preau.accounts.models import Account
from preau.boards.models import Board, School, SchoolYear
from preau.people.enums import GroupKind, IncidentKind, IncidentState, Relationship, Right


class Sourced(models.Model):
    """A row of a body's file. `ended_at` is set when the file no longer holds it.

    The database keeps `board` true by row-level security, and finds it by (board, source_id): a
    foreign key and an index of its own would only slow a whole body's import. What a row refers to
    (`db_constraint=False` below) is kept true by triggers that check a whole statement at once,
    and that both ends are of one body: people migration 0006.
    """

    board = models.ForeignKey(Board, models.CASCADE, db_constraint=False, db_index=False)
    source_id = models.CharField(max_length=255, db_collation="C")
    source_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Course(Sourced):
    """A subject as the school teaches it: title, code, levels."""

    school = models.ForeignKey(School, models.CASCADE, null=True, db_constraint=False)
    title = models.CharField(max_length=255)
    code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="course_source"),
        ]


class Group(Sourced):
    """A home-room group (groupe-repère) or the group of one course."""

    school = models.ForeignKey(School, models.CASCADE, db_constraint=False)
    course = models.ForeignKey(Course, models.SET_NULL, null=True, db_constraint=False)
    year = models.ForeignKey(SchoolYear, models.SET_NULL, null=True, db_constraint=False)
    kind = models.CharField(max_length=10, choices=GroupKind.choices)
    title = models.CharField(max_length=255)
    code = models.CharField(max_length=60, blank=True, default="")
    room = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="group_source"),
        ]


class Student(Sourced):
    """A pupil (élève). `fiche` is local to the body, `code_permanent` follows the pupil.

    `level` is the OneRoster grade: PK, KG, 01–06 (primary), 07–11 (secondary 1–5).
    `given_key`, `family_key` and `preferred_key` are the names under rule N.
    """

    school = models.ForeignKey(School, models.PROTECT, null=True, db_constraint=False)
    home_group = models.ForeignKey(Group, models.SET_NULL, null=True, db_constraint=False)
    given_name = models.CharField(max_length=255)
    family_name = models.CharField(max_length=255)
    preferred_name = models.CharField(max_length=255, blank=True, default="")
    given_key = models.CharField(max_length=255)
    family_key = models.CharField(max_length=255)
    preferred_key = models.CharField(max_length=255, blank=True, default="")
    fiche = models.CharField(max_length=7, null=True, db_collation="C")
    code_permanent = models.CharField(max_length=12, null=True, db_collation="C")
    birth_on = models.DateField(null=True)
    level = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=5, blank=True, default="")
    photo = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="student_source"),
            models.UniqueConstraint(
                fields=["board", "fiche"], name="student_fiche", condition=Q(ended_at=None)
            ),
            models.UniqueConstraint(
                fields=["board", "code_permanent"],
                name="student_code",
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                condition=Q(fiche=None) | Q(fiche__regex=r"^[1-9][0-9]{0,6}$"),
                name="student_fiche_digits",
            ),
            models.CheckConstraint(
                condition=Q(code_permanent=None)
                | Q(code_permanent__regex=r"^[A-Z]{4}[0-9]{6}([0-9]{2})?$"),
                name="student_code_shape",
            ),
        ]


class Guardian(Sourced):
    """An adult whom a file names (répondant). Not an account: who may see is GuardianLink."""

    given_name = models.CharField(max_length=255)
    family_name = models.CharField(max_length=255)
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    mobile = models.CharField(max_length=40, blank=True, default="")
    address = models.CharField(max_length=400, blank=True, default="")
    language = models.CharField(max_length=5, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="guardian_source"),
        ]


class GuardianLink(models.Model):
    """That a pupil's file names a guardian, under which address. `email` is an address key.

    `email` is the address written on this pupil's file for this guardian; it alone, with the
    child's confirmation, opens the file to the account that proved it.
    """

    board = models.ForeignKey(Board, models.CASCADE, db_constraint=False)
    student = models.ForeignKey(
        Student, models.CASCADE, related_name="links", db_constraint=False, db_index=False
    )
    guardian = models.ForeignKey(
        Guardian, models.CASCADE, related_name="links", db_constraint=False
    )
    relationship = models.CharField(
        max_length=12, choices=Relationship.choices, default=Relationship.PARENT
    )
    email = models.CharField(max_length=254, blank=True, default="", db_collation="C")
    has_authority = models.BooleanField(default=True)
    # Of a pupil of eighteen or more: the pupil lets this adult see the file.
    adult_consent = models.BooleanField(default=False, db_default=False)
    position = models.PositiveSmallIntegerField(default=1)
    # Who names whom in the file: 1 the pupil's row, 2 the guardian's, 4 a table of relationships.
    named_by = models.PositiveSmallIntegerField(db_default=1)
    source_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The school's word, which no file undoes: once the pupil has left, nothing opens by this link.
    archive_closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "guardian"], name="link_once"),
        ]
        indexes = [
            models.Index(fields=["email"], name="link_email", condition=Q(ended_at=None)),
        ]


class LinkRestriction(models.Model):
    """A recorded judgment that takes a right from a guardian for a time; never a parent's word."""

    board = models.ForeignKey(Board, models.CASCADE)
    link = models.ForeignKey(GuardianLink, models.CASCADE, related_name="restrictions")
    right = models.CharField(max_length=12, choices=Right.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    reference = models.CharField(max_length=160, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "right", "starts_on"], name="restriction_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="restriction_order",
            ),
        ]


class StaffMember(Sourced):
    """A member of the staff. `public_email` is filled only when that person publishes it."""

    given_name = models.CharField(max_length=255)
    family_name = models.CharField(max_length=255)
    title = models.CharField(max_length=120, blank=True, default="")
    role = models.CharField(max_length=40)
    email = models.CharField(max_length=254, blank=True, default="")
    public_email = models.CharField(max_length=254, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="staff_source"),
        ]


class Enrolment(Sourced):
    """A pupil in a group, from a day to the day before `ends_on`."""

    student = models.ForeignKey(
        Student, models.CASCADE, related_name="enrolments", db_constraint=False
    )
    group = models.ForeignKey(
        Group, models.CASCADE, related_name="enrolments", db_constraint=False, db_index=False
    )
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="enrolment_source"),
        ]


class TeachingAssignment(Sourced):
    """A teacher of a group; `is_primary` marks the one responsible (titulaire)."""

    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="assignments", db_constraint=False
    )
    group = models.ForeignKey(
        Group, models.CASCADE, related_name="assignments", db_constraint=False
    )
    is_primary = models.BooleanField(default=False)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="teaching_source"),
        ]


class ChildConfirmation(models.Model):
    """That an account proved once to know a pupil. Revoked by « Ce n'est pas mon enfant »."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="confirmations")
    student = models.ForeignKey(Student, models.CASCADE, related_name="confirmations")
    board = models.ForeignKey(Board, models.CASCADE)
    confirmed_at = models.DateTimeField(db_default=Now())
    disowned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "student"], name="confirmation_once"),
        ]


class Incident(models.Model):
    """What a parent tells the school about access, or what the portal noticed.

    Kept at least five years (register of confidentiality incidents).
    """

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.SET_NULL, null=True)
    student = models.ForeignKey(Student, models.SET_NULL, null=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    kind = models.CharField(max_length=16, choices=IncidentKind.choices)
    state = models.CharField(
        max_length=10, choices=IncidentState.choices, default=IncidentState.OPEN
    )
    note = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)
    answer_read_at = models.DateTimeField(null=True)
