"""A school's batches through the operations: python -m bench.batches [FAMILIES [ENTRIES]].

Statements: database, numbers in sequence, PDF and file, with the batch's own processes; papers a
second of processor, of all processes but the database's. Publishing: the hour set and the mails of
all families queued, in one transaction, in seconds by the clock.
"""

# ruff: noqa: PLC0415

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from bench.database import migrated_database
from preau.config.env import child_environment

PUBLISHING_GOAL = 2.0
FAMILIES, ENTRIES = 1_000, 22
BODY = "864000"
# What takes longer has failed its goals many times over.
MOST_SECONDS = 600.0
ENDS_ON, DUE_ON = date(2026, 10, 31), date(2026, 11, 20)


def seed(families: int, entries: int) -> None:
    """One school: a pupil, a parent with an account, a report card and a payer for each family."""
    from django.db import connection, transaction

    from preau.boards.models import Board, School, SchoolYear, Term

    with transaction.atomic():
        Board.objects.filter(code=BODY).update(is_subscribed=True)
        board = Board.objects.get(code=BODY)
        school = School.objects.create(board=board, source_id="S1", name="École des Outardes")
        year = SchoolYear.objects.create(
            board=board, source_id="Y1", title="2026-2027", starts_on=date(2026, 8, 27),
            ends_on=date(2027, 6, 30),
        )  # fmt: skip
        term = Term.objects.create(
            board=board, year=year, source_id="T1", kind="term", title="Étape 1",
            starts_on=date(2026, 8, 27), ends_on=date(2026, 11, 7),
        )  # fmt: skip
        people = _people(school, families)
        _cards(school, term, people)
        _accounts(school, people, entries)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people(school, families: int):  # type: ignore[no-untyped-def]
    """Pairs of a pupil and its parent, who has an account and confirmed the child."""
    from allauth.account.models import EmailAddress

    from preau.accounts.models import Account
    from preau.core.text import fold_name
    from preau.people.models import ChildConfirmation, Guardian, GuardianLink, Student

    board = school.board
    ranks = range(families)
    pupils = Student.objects.bulk_create(
        Student(
            board=board, school=school, source_id=f"P{rank}", given_name="Léo", level="04",
            family_name="Tremblay-Ngô", given_key=fold_name("Léo"), fiche=str(1_200_000 + rank),
            family_key=fold_name("Tremblay-Ngô"), preferred_key="",
        )
        for rank in ranks
    )  # fmt: skip
    guardians = Guardian.objects.bulk_create(
        Guardian(
            board=board, source_id=f"G{rank}", given_name="Claire", family_name="Tremblay",
            email=f"claire{rank}@courriel.example",
        )
        for rank in ranks
    )  # fmt: skip
    GuardianLink.objects.bulk_create(
        GuardianLink(board=board, student=pupil, guardian=guardian, email=guardian.email)
        for pupil, guardian in zip(pupils, guardians, strict=True)
    )
    accounts = Account.objects.bulk_create(Account(email=one.email) for one in guardians)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in accounts
    )
    ChildConfirmation.objects.bulk_create(
        ChildConfirmation(board=board, account=account, student=pupil)
        for account, pupil in zip(accounts, pupils, strict=True)
    )
    return list(zip(pupils, guardians, strict=True))


def _cards(school, term, people) -> None:  # type: ignore[no-untyped-def]
    from django.utils import timezone

    from preau.results.models import ReportCard

    ReportCard.objects.bulk_create(
        ReportCard(
            board=school.board, school=school, student=pupil, term=term, level=pupil.level,
            given_name=pupil.given_name, family_name=pupil.family_name, source_at=timezone.now(),
        )
        for pupil, _guardian in people
    )  # fmt: skip


def _accounts(school, people, entries: int) -> None:  # type: ignore[no-untyped-def]
    from preau.finances.models import Entry, Issuer, PayerAccount, PayerPupil

    board, dice = school.board, Random(5)
    issuer = Issuer.objects.create(board=board, school=school, kind="daycare")
    payers = PayerAccount.objects.bulk_create(
        PayerAccount(
            board=board, issuer=issuer, guardian=guardian, source_id=f"A{rank}",
            payer_number=f"P-{rank:06}", reference=f"{rank:010}",
        )
        for rank, (_pupil, guardian) in enumerate(people)
    )  # fmt: skip
    PayerPupil.objects.bulk_create(
        PayerPupil(board=board, payer=payer, student=pupil)
        for payer, (pupil, _guardian) in zip(payers, people, strict=True)
    )
    Entry.objects.bulk_create(
        Entry(
            board=board, issuer=issuer, student=pupil, source_id=f"E{rank}-{step}", kind="charge",
            on=ENDS_ON - timedelta(days=step % 30), amount_cents=dice.randint(150, 8500),
            label=dice.choice(("Bloc du matin et de l’après-midi", "Surveillance du midi")),
            quantity=Decimal(dice.randint(1, 5)), unit="jours",
        )
        for rank, (pupil, _guardian) in enumerate(people)
        for step in range(entries)
    )  # fmt: skip


def publish() -> tuple[float, int]:
    """Seconds by the clock, and mails queued."""
    from django.db import transaction
    from django.utils import timezone

    from preau.boards.models import School, Term
    from preau.core.scope import acting_as
    from preau.results.operations import announce_report_cards, publish_report_cards

    actor, at = _actor(), timezone.now()
    with acting_as(actor):
        school, term = School.objects.get(), Term.objects.get()
    time.sleep(0.01)
    began = time.perf_counter()
    with transaction.atomic(), acting_as(actor):
        made = publish_report_cards(
            actor=actor, school_id=school.pk, term_id=term.pk, levels=(), show_at=at, at=at
        )
        mails = announce_report_cards(
            actor=actor, publication_id=made.publications[0].pk, at=timezone.now()
        )
    return time.perf_counter() - began, mails


def generate() -> tuple[int, float, float]:
    """Statements made, seconds by the clock, seconds of processor of all processes."""
    from django.utils import timezone

    from preau.core.batches.run import run
    from preau.core.scope import acting_as
    from preau.finances.models import Entry, Issuer, StatementPaper
    from preau.finances.operations import ask_statements, post_entries

    actor = _actor()
    with acting_as(actor):
        issuer_id = Issuer.objects.get().pk
        if left := post_entries(Entry.objects.values_list("pk", flat=True)):
            raise RuntimeError(left[:3])
    batch_id = ask_statements(
        actor=actor, issuer_id=issuer_id, ends_on=ENDS_ON, due_on=DUE_ON, at=timezone.now()
    )
    began, worked = time.perf_counter(), _processor()
    if not run(actor=actor, batch_id=batch_id):
        raise RuntimeError("stopped")
    seconds, processor = time.perf_counter() - began, _processor() - worked
    with acting_as(actor):
        return StatementPaper.objects.count(), seconds, processor


def _actor():  # type: ignore[no-untyped-def]
    from preau.boards.models import Board
    from preau.core.actors import BoardActor, SystemActor
    from preau.core.scope import acting_as

    with acting_as(SystemActor()):
        return BoardActor(Board.objects.get(code=BODY).pk)


def _processor() -> float:
    """Of this process and of those it has waited for: composers end with the batch."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def print_measures(families: int, entries: int) -> None:
    with migrated_database() as bench:
        bench.begin_again()
        subprocess.run(
            [sys.executable, "-m", "bench.batches", "seed", str(families), str(entries)],
            env=child_environment(PREAU_AS_OWNER="1"),
            check=True,
        )
        seconds, mails = publish()
        goal = f" s   goal ≤ {PUBLISHING_GOAL:g} s"
        _line(f"publishing to {mails} families, one transaction", f"{seconds:.2f}", goal)
        made, seconds, processor = generate()
        _line(f"statements of {entries} entries, kept: {made}", f"{seconds:.1f}", " s")
        _line("  by the clock", f"{made / seconds:.1f}", " / s")
        _line("  of processor, database apart", f"{made / processor:.1f}", " / CPU-second")
        if (mails, made) != (families, families):
            raise RuntimeError("some were left out")


def _line(name: str, value: str, unit: str) -> None:
    print(f"{name:<56}{value:>8}{unit}", flush=True)


def main() -> None:
    """Print the measures, from a process of their own."""
    subprocess.run(
        [sys.executable, "-m", "bench.batches"],
        env=child_environment(PYTHONPATH=str(Path(__file__).resolve().parents[1])),
        check=True,
        timeout=MOST_SECONDS,
    )


def _asked(given: Sequence[str]) -> tuple[int, int]:
    families, entries = (*map(int, given), *(FAMILIES, ENTRIES)[len(given) :])
    return families, entries


if __name__ == "__main__":
    os.environ.setdefault("PREAU_LOG_LEVEL", "ERROR")
    if sys.argv[1:2] == ["seed"]:
        import django

        django.setup()
        seed(*_asked(sys.argv[2:]))
    else:
        print_measures(*_asked(sys.argv[1:]))
