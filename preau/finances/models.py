"""What payers owe and paid, and the statements that say so.

An Entry is a fact of the school's file. Postings are what it comes to for each payer: one, or the
shares of separated parents, whose sum is the entry to the cent. A Statement closes a period for one
payer: it takes the postings that no statement holds yet, and keeps its words for ever. Families
read statements, and of postings only payments since, where the school shows them.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from preau.accounts.models import Account
from preau.boards.models import Board, School
from preau.core.models import StoredFile
from preau.finances.enums import (
    OWED,
    PAID,
    AccountKind,
    DeclarationState,
    Delivery,
    EntryKind,
    FeeKind,
    SlipKind,
    SlipState,
)
from preau.people.models import Guardian, Sourced, Student


class Issuer(models.Model):
    """A school, or its daycare, that asks for money. `last_number` is that of its last statement.

    Its row is the lock of its ledger: generation and imports hold it while they write.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    school = models.ForeignKey(School, models.CASCADE, related_name="issuers")
    kind = models.CharField(max_length=8, choices=AccountKind.choices)
    name = models.CharField(max_length=160, blank=True, default="")
    address = models.CharField(max_length=400, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    how_to_pay = models.CharField(max_length=1000, blank=True, default="")
    how_to_pay_en = models.CharField(max_length=1000, blank=True, default="")
    last_number = models.PositiveIntegerField(default=0, db_default=0)
    source_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "kind"], name="issuer_once"),
        ]


class Tariff(models.Model):
    """What a fee costs from a day on: amounts change by a new row, never in place."""

    board = models.ForeignKey(Board, models.CASCADE)
    issuer = models.ForeignKey(Issuer, models.CASCADE, related_name="tariffs")
    fee = models.CharField(max_length=10, choices=FeeKind.choices)
    starts_on = models.DateField()
    amount_cents = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "fee", "starts_on"], name="tariff_once"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="tariff_amount"),
        ]


class PayerAccount(Sourced):
    """The account of one payer with one issuer. The payer is a guardian of the file, not a child.

    `reference` is what the payer gives at the bank: one in the whole body.
    """

    issuer = models.ForeignKey(Issuer, models.CASCADE, related_name="payers")
    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="+", db_constraint=False)
    payer_number = models.CharField(max_length=40, db_collation="C")
    reference = models.CharField(max_length=40, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="payer_source"),
            models.UniqueConstraint(fields=["board", "reference"], name="payer_reference"),
            models.UniqueConstraint(
                fields=["issuer", "guardian"], name="payer_once", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="payer_has_reference"),
        ]


class PayerPupil(models.Model):
    """For which pupils an account is."""

    board = models.ForeignKey(Board, models.CASCADE)
    payer = models.ForeignKey(PayerAccount, models.CASCADE, related_name="pupils")
    student = models.ForeignKey(Student, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payer", "student"], name="payer_pupil_once"),
        ]


class SplitShare(models.Model):
    """The share of one payer in what one pupil costs, from a day on; two payers or more a rule.

    By `percent`, or by calendar: `weeks` of a cycle of `cycle_weeks`, counted from the Monday on or
    before `starts_on`. What happens on a day is of the payer who has its week.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=AccountKind.choices)
    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    cycle_weeks = models.PositiveSmallIntegerField(null=True)
    weeks = ArrayField(models.PositiveSmallIntegerField(), default=list, db_default=[])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "kind", "starts_on", "guardian"], name="split_once"
            ),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lt=100, cycle_weeks=None, weeks=[])
                | Q(percent=None, cycle_weeks__gte=2, weeks__len__gte=1),
                name="split_one_way",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="split_order"
            ),
        ]


class Entry(Sourced):
    """A fact of the file, in cents: owed above zero, paid or credited below.

    `student` is whom a charge is for. `payer` is named when the file names one; else the entry is
    shared by the pupil's rule, or is its only payer's. `until` ends what a charge covers.
    """

    issuer = models.ForeignKey(Issuer, models.CASCADE, related_name="entries")
    student = models.ForeignKey(Student, models.CASCADE, null=True, related_name="+")
    payer = models.ForeignKey(PayerAccount, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    on = models.DateField()
    until = models.DateField(null=True)
    label = models.CharField(max_length=160)
    label_en = models.CharField(max_length=160, blank=True, default="", db_default="")
    quantity = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    unit = models.CharField(max_length=20, blank=True, default="", db_default="")
    is_voluntary = models.BooleanField(default=False, db_default=False)
    # Of a payment: the bank's own number, without spaces or hyphens.
    bank_reference = models.CharField(
        max_length=40, blank=True, default="", db_default="", db_collation="C"
    )
    amount_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "source_id"], name="entry_source"),
            models.CheckConstraint(
                condition=Q(kind__in=OWED, amount_cents__gt=0)
                | Q(kind__in=PAID, amount_cents__lt=0)
                | Q(kind=EntryKind.ADJUSTMENT) & ~Q(amount_cents=0),
                name="entry_sign",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("on")), name="entry_order"
            ),
            models.CheckConstraint(
                condition=~Q(student=None) | ~Q(payer=None), name="entry_is_somebodys"
            ),
        ]
        indexes = [
            models.Index(fields=["student", "on"], name="entry_of_student"),
        ]


class StatementPeriod(models.Model):
    """A period of an issuer, closed by the batch that makes its statements; all share the dates."""

    board = models.ForeignKey(Board, models.CASCADE)
    issuer = models.ForeignKey(Issuer, models.CASCADE, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "ends_on"], name="period_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="period_order"),
            models.CheckConstraint(condition=Q(due_on__gte=F("ends_on")), name="period_due"),
        ]


class Statement(models.Model):
    """A numbered statement of one payer. `content` is what it says, on the page as on paper.

    `student_ids` are the pupils it names: whoever may not see one of them does not see it.
    """

    board = models.ForeignKey(Board, models.CASCADE)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="statements")
    period = models.ForeignKey(StatementPeriod, models.PROTECT, related_name="statements")
    payer = models.ForeignKey(PayerAccount, models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    ends_on = models.DateField()
    due_on = models.DateField()
    opening_cents = models.BigIntegerField()
    charges_cents = models.BigIntegerField()
    payments_cents = models.BigIntegerField()
    credits_cents = models.BigIntegerField()
    adjustments_cents = models.BigIntegerField()
    balance_cents = models.BigIntegerField()
    student_ids = ArrayField(models.BigIntegerField(), default=list)
    content = models.JSONField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="statement_number"),
            models.UniqueConstraint(
                fields=["payer", "period"], name="statement_once", condition=Q(voided_at=None)
            ),
            models.CheckConstraint(
                condition=Q(
                    balance_cents=F("opening_cents")
                    + F("charges_cents")
                    + F("payments_cents")
                    + F("credits_cents")
                    + F("adjustments_cents")
                ),
                name="statement_adds_up",
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="statement_counts_from_one"),
        ]
        indexes = [models.Index(fields=["payer", "-number"], name="statement_of_payer")]


class StatementPaper(StoredFile):
    """The PDF of a statement; once it is void, another beside it that says so."""

    board = models.ForeignKey(Board, models.CASCADE)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="papers")
    is_void = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "is_void"], name="statement_paper_once"),
        ]


class Posting(models.Model):
    """What an entry comes to for one payer. `share` is in hundredths, where the entry is shared."""

    board = models.ForeignKey(Board, models.CASCADE)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="postings")
    payer = models.ForeignKey(PayerAccount, models.CASCADE, related_name="postings")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    on = models.DateField()
    amount_cents = models.BigIntegerField()
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    statement = models.ForeignKey(
        Statement, models.PROTECT, null=True, related_name="postings", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "payer"], name="posting_once"),
        ]
        indexes = [
            models.Index(fields=["payer", "on"], name="posting_open", condition=Q(statement=None)),
            models.Index(fields=["statement"], name="posting_billed"),
        ]


class PaymentDeclaration(models.Model):
    """« J'ai payé », as a parent says it: no amount here changes a balance."""

    board = models.ForeignKey(Board, models.CASCADE)
    payer = models.ForeignKey(PayerAccount, models.CASCADE, related_name="declarations")
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    paid_on = models.DateField()
    bank_reference = models.CharField(max_length=40)
    said_cents = models.PositiveIntegerField(null=True)
    state = models.CharField(
        max_length=10, choices=DeclarationState.choices, default=DeclarationState.DECLARED
    )
    declared_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DeclarationState.DECLARED, ended_at=None, entry=None)
                | Q(state=DeclarationState.WITHDRAWN, ended_at__isnull=False, entry=None)
                | Q(state=DeclarationState.SETTLED, ended_at__isnull=False),
                name="declaration_ends_once",
            ),
        ]
        indexes = [models.Index(fields=["payer", "declared_at"], name="declared_by_payer")]


class SlipConsent(models.Model):
    """That a payer takes slips online: when, by which text. Taken back as easily as given."""

    board = models.ForeignKey(Board, models.CASCADE)
    payer = models.ForeignKey(PayerAccount, models.CASCADE, related_name="consents")
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    version = models.CharField(max_length=10)
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payer"], name="consent_once", condition=Q(withdrawn_at=None)
            ),
        ]


class Slip(models.Model):
    """A relevé 24 or receipt of one year. Amended and cancelled copies are kept beside it."""

    board = models.ForeignKey(Board, models.CASCADE)
    payer = models.ForeignKey(PayerAccount, models.CASCADE, related_name="slips")
    kind = models.CharField(max_length=8, choices=SlipKind.choices)
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40, db_collation="C")
    state = models.CharField(max_length=10, choices=SlipState.choices)
    delivery = models.CharField(max_length=10, choices=Delivery.choices)
    student_ids = ArrayField(models.BigIntegerField(), default=list)
    deposited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["board", "payer", "kind", "year", "number", "state"], name="slip_once"
            ),
        ]


class SlipPaper(StoredFile):
    """The PDF of a slip that is delivered online; one that goes by post is not kept."""

    board = models.ForeignKey(Board, models.CASCADE)
    slip = models.OneToOneField(Slip, models.CASCADE, related_name="paper")
