"""A parent confirms a child: number, proved address on the file, both names under rule N.

The number selects one pupil of the body; the names only confirm. Whatever fails, the refusal is the
same. Failures are counted per account, per number and pupil, and per network; past the alert the
school is told. Source: child confirmation rule, ASVS 2.4.1, attack A39.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from preau.accounts.queries import address_facts, mail_language
from preau.boards.models import Board, School
from preau.core import attempts
from preau.core.actors import FamilyActor
from preau.core.attempts import Window
from preau.core.enums import Act
from preau.core.journal import record
from preau.core.scope import enter
from preau.notifications.operations import queue_mail
from preau.people.errors import ChildNotConfirmed, TooManyConfirmations
from preau.people.models import Student
from preau.people.numbers import PupilNumber, name_keys

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NETWORK = "child.network"


@dataclass(frozen=True)
class Claim:
    """What the parent typed. `network` is the one it came from, as limits count it."""

    board: Board
    number: PupilNumber
    given_name: str
    family_name: str
    network: str


def confirm_child(
    *, actor: FamilyActor, claim: Claim, email: str, language: str, at: datetime
) -> int:
    """Confirm a child and open it to the account; returns the pupil's id.

    `language` is the one chosen by the person, or "". Refusals: ChildNotConfirmed,
    TooManyConfirmations. A failure is kept: the caller must not roll back. Side effects: journal,
    a mail to `email`, an alert to the school past the limit.
    """
    subjects = _subjects(actor, claim)
    with transaction.atomic():
        attempts.lock([subject for _, subject in subjects])
        _refuse_when_full(subjects, at)
        student_id, confirmed = _match_in_turn(actor, claim, at)
        if confirmed:
            _open(actor, claim, student_id, email, language, at)
        else:
            _count_failure(actor, claim, subjects, student_id, at)
    if not confirmed:
        raise ChildNotConfirmed
    return student_id


def _open(
    actor: FamilyActor, claim: Claim, student_id: int, email: str, language: str, at: datetime
) -> None:
    enter(actor)
    record(actor=actor, act=Act.CHILD_CONFIRMED, student_ids=[student_id], board_id=claim.board.id)
    queue_mail(
        actor=actor,
        to=email,
        template="child_confirmed",
        language=mail_language("", language, address_facts(email)),
        context={"board": claim.board.short_name, "at": at, "given_name": _given_name(student_id)},
        at=at,
        account_id=actor.account_id,
        student_ids=[student_id],
    )


def _given_name(student_id: int) -> str:
    """As the file writes it: a parent types it in any case, with or without accents."""
    return Student.objects.values_list("given_name", flat=True).get(id=student_id)


def _subjects(actor: FamilyActor, claim: Claim) -> list[tuple[str, str]]:
    number = f"{claim.board.id}:{claim.number.kind}:{claim.number.value}"
    return [
        ("child.account", f"account {actor.account_id}"),
        ("child.number", f"number {number}"),
        (NETWORK, f"network {claim.network}"),
    ]


def _refuse_when_full(subjects: list[tuple[str, str]], at: datetime) -> None:
    if full := attempts.first_exceeded(_windows(subjects), at=at):
        raise TooManyConfirmations(full.span)


def _windows(subjects: list[tuple[str, str]]) -> list[Window]:
    return [
        Window(kind, subject, most, span)
        for kind, subject in subjects
        for most, span in _limits_of(kind)
    ]


def _limits_of(kind: str) -> tuple[tuple[int, timedelta], tuple[int, timedelta]]:
    """A network may stand for many families: an installation gives it figures of its own."""
    limits = settings.PREAU_LIMITS
    if kind == NETWORK:
        a_day, an_hour = (
            limits.child_failures_per_network_day,
            limits.child_failures_per_network_hour,
        )
    else:
        a_day, an_hour = limits.child_failures_per_day, limits.child_failures_per_hour
    return (a_day, DAY), (an_hour, HOUR)


def _pupil(student_id: int) -> tuple[str, str]:
    return "child.pupil", f"pupil {student_id}"


def _match_in_turn(actor: FamilyActor, claim: Claim, at: datetime) -> tuple[int, bool]:
    """Guesses by fiche and by code permanent are counted together: one pupil, one limit.

    Past it the right answer meets the ordinary refusal. « Wait » would tell, of a number that had
    not been tried, that it is the same pupil's.
    """
    point = transaction.savepoint()
    student_id, confirmed = _match(actor, claim)
    if student_id:
        pupil = _pupil(student_id)
        attempts.lock([pupil[1]])
        if attempts.first_exceeded(_windows([pupil]), at=at) and confirmed:
            transaction.savepoint_rollback(point)
            return student_id, False
    transaction.savepoint_commit(point)
    return student_id, confirmed


def _match(actor: FamilyActor, claim: Claim) -> tuple[int, bool]:
    given, family = name_keys(claim.given_name, claim.family_name)
    values: list[int | str] = [
        actor.account_id,
        claim.board.id,
        claim.number.kind,
        claim.number.value,
        given,
        family,
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM preau_confirm_child(%s, %s, %s, %s, %s, %s)", values)
        student_id, confirmed = cursor.fetchone()
    return student_id or 0, bool(confirmed)


def _count_failure(
    actor: FamilyActor, claim: Claim, subjects: list[tuple[str, str]], student_id: int, at: datetime
) -> None:
    counted = [*subjects, _pupil(student_id)] if student_id else subjects
    attempts.add(counted, at=at)
    record(
        actor=actor,
        act=Act.CHILD_REFUSED,
        student_ids=[student_id] if student_id else [],
        board_id=claim.board.id,
        details={"number": claim.number.kind},
    )
    alert = settings.PREAU_LIMITS.child_failures_alert
    windows = [Window(kind, subject, 0, DAY) for kind, subject in counted]
    if any(attempts.count(window, at=at) == alert for window in windows):
        _alert(actor, claim, student_id, at)


def _alert(actor: FamilyActor, claim: Claim, student_id: int, at: datetime) -> None:
    """Tell the school, by incident number only, that somebody insists."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT preau_alert_school(%s, %s)", [claim.board.id, student_id or None])
        incident_id = cursor.fetchone()[0]
        cursor.execute("SELECT preau_school_of(%s, %s)", [claim.board.id, student_id or None])
        school_id = cursor.fetchone()[0]
    school = School.objects.filter(id=school_id).first()
    record(
        actor=actor, act=Act.CHILD_ALERT, board_id=claim.board.id, details={"incident": incident_id}
    )
    if to := (school and school.email) or claim.board.email:
        queue_mail(
            actor=actor,
            to=to,
            template="school_guessing",
            language=claim.board.language,
            context={
                "incident": incident_id,
                "school": school.name if school else claim.board.short_name,
                "attempts": settings.PREAU_LIMITS.child_failures_alert,
            },
            at=at,
        )
