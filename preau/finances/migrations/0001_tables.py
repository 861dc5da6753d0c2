"""Accounts of payers, what they owe and paid, statements, declared payments, slips."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("boards", "0008_papers_switches"),
        ("people", "0008_kept_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Issuer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("fees", "Frais scolaires"), ("daycare", "Service de garde")],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(blank=True, default="", max_length=160)),
                ("address", models.CharField(blank=True, default="", max_length=400)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("how_to_pay", models.CharField(blank=True, default="", max_length=1000)),
                ("how_to_pay_en", models.CharField(blank=True, default="", max_length=1000)),
                ("last_number", models.PositiveIntegerField(db_default=0, default=0)),
                ("source_at", models.DateTimeField(null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="issuers",
                        to="boards.school",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PayerAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(db_collation="C", max_length=255)),
                ("source_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("payer_number", models.CharField(db_collation="C", max_length=40)),
                ("reference", models.CharField(db_collation="C", max_length=40)),
                (
                    "board",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="boards.board",
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.guardian",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="payers",
                        to="finances.issuer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(db_collation="C", max_length=255)),
                ("source_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("charge", "Frais"),
                            ("payment", "Paiement"),
                            ("credit", "Crédit"),
                            ("adjustment", "Ajustement"),
                            ("returned", "Paiement retourné"),
                            ("nsf_fee", "Frais d’effet retourné"),
                            ("late_fee", "Frais de retard"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("until", models.DateField(null=True)),
                ("label", models.CharField(max_length=160)),
                (
                    "label_en",
                    models.CharField(blank=True, db_default="", default="", max_length=160),
                ),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ("unit", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("is_voluntary", models.BooleanField(db_default=False, default=False)),
                (
                    "bank_reference",
                    models.CharField(
                        blank=True, db_collation="C", db_default="", default="", max_length=40
                    ),
                ),
                ("amount_cents", models.BigIntegerField()),
                (
                    "board",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="boards.board",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.student",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="finances.issuer",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="finances.payeraccount",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PayerPupil",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pupils",
                        to="finances.payeraccount",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.student",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaymentDeclaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paid_on", models.DateField()),
                ("bank_reference", models.CharField(max_length=40)),
                ("said_cents", models.PositiveIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("declared", "Déclaré, à vérifier"),
                            ("settled", "Paiement reçu"),
                            ("withdrawn", "Retiré"),
                        ],
                        default="declared",
                        max_length=10,
                    ),
                ),
                (
                    "declared_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="finances.entry",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="declarations",
                        to="finances.payeraccount",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Slip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("rl24", "Relevé 24"), ("receipt", "Reçu")], max_length=8
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.CharField(db_collation="C", max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("original", "Original"),
                            ("amended", "Modifié"),
                            ("cancelled", "Annulé"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[("electronic", "En ligne"), ("post", "Par la poste")],
                        max_length=10,
                    ),
                ),
                (
                    "student_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("deposited_at", models.DateTimeField()),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slips",
                        to="finances.payeraccount",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SlipConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=10)),
                (
                    "given_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="finances.payeraccount",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SlipPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=150)),
                ("media_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("stored_at", models.DateTimeField()),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "slip",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paper",
                        to="finances.slip",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SplitShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("fees", "Frais scolaires"), ("daycare", "Service de garde")],
                        max_length=8,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("cycle_weeks", models.PositiveSmallIntegerField(null=True)),
                (
                    "weeks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        db_default=[],
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.guardian",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.student",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("ends_on", models.DateField()),
                ("due_on", models.DateField()),
                ("opening_cents", models.BigIntegerField()),
                ("charges_cents", models.BigIntegerField()),
                ("payments_cents", models.BigIntegerField()),
                ("credits_cents", models.BigIntegerField()),
                ("adjustments_cents", models.BigIntegerField()),
                ("balance_cents", models.BigIntegerField()),
                (
                    "student_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("content", models.JSONField()),
                ("voided_at", models.DateTimeField(null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="finances.issuer",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="finances.payeraccount",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="finances.statement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("charge", "Frais"),
                            ("payment", "Paiement"),
                            ("credit", "Crédit"),
                            ("adjustment", "Ajustement"),
                            ("returned", "Paiement retourné"),
                            ("nsf_fee", "Frais d’effet retourné"),
                            ("late_fee", "Frais de retard"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("amount_cents", models.BigIntegerField()),
                ("share", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postings",
                        to="finances.entry",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postings",
                        to="finances.payeraccount",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="finances.statement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatementPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=150)),
                ("media_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("stored_at", models.DateTimeField()),
                ("is_void", models.BooleanField(default=False)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="finances.statement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatementPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("due_on", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="periods",
                        to="finances.issuer",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="statement",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="finances.statementperiod",
            ),
        ),
        migrations.CreateModel(
            name="Tariff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fee",
                    models.CharField(
                        choices=[
                            ("nsf_fee", "Frais d’effet retourné"),
                            ("late_fee", "Frais de retard"),
                        ],
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("amount_cents", models.PositiveIntegerField()),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tariffs",
                        to="finances.issuer",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="issuer",
            constraint=models.UniqueConstraint(fields=("school", "kind"), name="issuer_once"),
        ),
        migrations.AddConstraint(
            model_name="payeraccount",
            constraint=models.UniqueConstraint(fields=("board", "source_id"), name="payer_source"),
        ),
        migrations.AddConstraint(
            model_name="payeraccount",
            constraint=models.UniqueConstraint(
                fields=("board", "reference"), name="payer_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="payeraccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("issuer", "guardian"),
                name="payer_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="payeraccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("reference", ""), _negated=True), name="payer_has_reference"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["student", "on"], name="entry_of_student"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("board", "source_id"), name="entry_source"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_cents__gt", 0),
                        ("kind__in", ("charge", "returned", "nsf_fee", "late_fee")),
                    ),
                    models.Q(("amount_cents__lt", 0), ("kind__in", ("payment", "credit"))),
                    models.Q(("kind", "adjustment"), models.Q(("amount_cents", 0), _negated=True)),
                    _connector="OR",
                ),
                name="entry_sign",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gte", models.F("on")), _connector="OR"
                ),
                name="entry_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("student", None), _negated=True),
                    models.Q(("payer", None), _negated=True),
                    _connector="OR",
                ),
                name="entry_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="payerpupil",
            constraint=models.UniqueConstraint(
                fields=("payer", "student"), name="payer_pupil_once"
            ),
        ),
        migrations.AddIndex(
            model_name="paymentdeclaration",
            index=models.Index(fields=["payer", "declared_at"], name="declared_by_payer"),
        ),
        migrations.AddConstraint(
            model_name="paymentdeclaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("entry", None), ("state", "declared")),
                    models.Q(("ended_at__isnull", False), ("entry", None), ("state", "withdrawn")),
                    models.Q(("ended_at__isnull", False), ("state", "settled")),
                    _connector="OR",
                ),
                name="declaration_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.UniqueConstraint(
                fields=("board", "payer", "kind", "year", "number", "state"), name="slip_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="slipconsent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("payer",), name="consent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="splitshare",
            constraint=models.UniqueConstraint(
                fields=("student", "kind", "starts_on", "guardian"), name="split_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="splitshare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cycle_weeks", None),
                        ("percent__gt", 0),
                        ("percent__lt", 100),
                        ("weeks", []),
                    ),
                    models.Q(("cycle_weeks__gte", 2), ("percent", None), ("weeks__len__gte", 1)),
                    _connector="OR",
                ),
                name="split_one_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="splitshare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="split_order",
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(("statement", None)), fields=["payer", "on"], name="posting_open"
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["statement"], name="posting_billed"),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.UniqueConstraint(fields=("entry", "payer"), name="posting_once"),
        ),
        migrations.AddConstraint(
            model_name="statementpaper",
            constraint=models.UniqueConstraint(
                fields=("statement", "is_void"), name="statement_paper_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementperiod",
            constraint=models.UniqueConstraint(fields=("issuer", "ends_on"), name="period_once"),
        ),
        migrations.AddConstraint(
            model_name="statementperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="period_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("ends_on"))), name="period_due"
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["payer", "-number"], name="statement_of_payer"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("issuer", "number"), name="statement_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at", None)),
                fields=("payer", "period"),
                name="statement_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "balance_cents",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("opening_cents"), "+", models.F("charges_cents")
                                    ),
                                    "+",
                                    models.F("payments_cents"),
                                ),
                                "+",
                                models.F("credits_cents"),
                            ),
                            "+",
                            models.F("adjustments_cents"),
                        ),
                    )
                ),
                name="statement_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gt", 0)), name="statement_counts_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.UniqueConstraint(
                fields=("issuer", "fee", "starts_on"), name="tariff_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_cents__gt", 0)), name="tariff_amount"
            ),
        ),
    ]
