"""The demonstration into the database: packages through the real importer, accounts, then acts.

A load of what is already there changes nothing and is quick: it compares a fingerprint of the
generator and of the day. What a visitor changed since (passwords, children confirmed or disowned,
messages read, absences justified) is left as it is, also by a load for another day or year.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from preau.accounts.models import Account
from preau.boards.models import Board
from preau.core.actors import BoardActor, FamilyActor
from preau.core.enums import Act
from preau.core.journal import record
from preau.core.text import fold_name
from preau.core.zone import local_day
from preau.demo.acts.absences import speak_of_absences
from preau.demo.acts.cast import gather
from preau.demo.acts.homework import change_homework
from preau.demo.acts.messages import publish_messages
from preau.demo.acts.results import look_at_results
from preau.demo.acts.statements import make_statements
from preau.demo.acts.transport import run_buses
from preau.demo.daily.build import build_daily, write_daily
from preau.demo.money.files import write_money
from preau.demo.packages import write_packages
from preau.demo.people import FILE, demo_folder, people_of, save_people
from preau.demo.results.build import write_results
from preau.demo.results.former import MOTHER, bring_former
from preau.demo.roster import SEED, Roster, build_roster
from preau.demo.rows import Pupil
from preau.demo.schools import BODIES, MARIE_VICTORIN
from preau.demo.stories import Story
from preau.exchange.operations import import_roster

_MARKER = "loaded"


def _silent(text: str) -> None:
    """A load that nobody watches."""


def load_demo(
    *, at: datetime, folder: Path | None = None, tell: Callable[[str], None] = _silent
) -> bool:
    """Load the demonstration of the day that holds `at`; False when it is there already."""
    folder = folder or demo_folder()
    today = local_day(at)
    mark = _fingerprint(today)
    if _is_loaded(folder, mark):
        return False
    tell("Chargement des données de démonstration…")
    roster = build_roster(today=today)
    daily = build_daily(roster, today=today)
    packages = write_packages(roster, folder)
    write_daily(daily, roster, packages)
    write_results(roster, packages, at)
    write_money(roster, today, packages)
    boards = dict(Board.objects.filter(code__in=packages).values_list("code", "id"))
    _welcome_former(roster, folder, boards, at)
    for code, package in packages.items():
        import_roster(
            actor=BoardActor(boards[code]),
            package=package,
            dry_run=False,
            accept_removals=True,
            at=at,
        )
    _open_accounts(roster, boards)
    cast = gather(roster, boards)
    publish_messages(cast, daily, at)
    change_homework(cast, daily, at)
    speak_of_absences(cast, daily, at)
    look_at_results(cast, at)
    run_buses(cast, daily, at)
    make_statements(cast, at)
    save_people(people_of(roster.stories), folder)
    (folder / _MARKER).write_text(mark, encoding="ascii")
    return True


def _welcome_former(roster: Roster, folder: Path, boards: dict[str, int], at: datetime) -> None:
    """The account of the mother confirms the pupil while the pupil is there."""
    pupil = bring_former(roster, folder, boards[MARIE_VICTORIN], at)
    story = next(story for story in roster.stories if story.email == MOTHER)
    if pupil is not None:
        _open_account(replace(story, confirmed=(pupil,)), boards)


def _fingerprint(today: date) -> str:
    digest = hashlib.sha256(f"{SEED} {today}".encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _is_loaded(folder: Path, mark: str) -> bool:
    marker = folder / _MARKER
    if not (folder / FILE).exists() or not marker.exists():
        return False
    codes = [body.code for body in BODIES]
    kept = marker.read_text(encoding="ascii") == mark
    return kept and Board.objects.filter(code__in=codes, is_subscribed=True).count() == len(codes)


def _open_accounts(roster: Roster, boards: dict[str, int]) -> None:
    for story in roster.stories:
        known = Account.objects.filter(email=story.email).exists()
        if story.password is not None and not known:
            _open_account(story, boards)


@transaction.atomic
def _open_account(story: Story, boards: dict[str, int]) -> None:
    account = Account.objects.create_user(story.email, story.password, language=story.language)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    actor = FamilyActor(account.pk)
    record(actor=actor, act=Act.ACCOUNT_CREATED)
    for pupil in story.confirmed:
        _confirm(actor, pupil, boards[pupil.body])


class NotConfirmable(Exception):
    """A story says that a child is confirmed, and the rule says no: the story is wrong."""


def _confirm(actor: FamilyActor, pupil: Pupil, board_id: int) -> None:
    """By the rule that parents answer to, without the mail: nobody sat at a keyboard."""
    names = [fold_name(pupil.given_name), fold_name(pupil.family_name)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT student_id, confirmed FROM preau_confirm_child(%s, %s, 'fiche', %s, %s, %s)",
            [actor.account_id, board_id, pupil.fiche, *names],
        )
        student_id, confirmed = cursor.fetchone()
    if not confirmed:
        raise NotConfirmable(f"{pupil.given_name}, {pupil.source_id}")
    record(actor=actor, act=Act.CHILD_CONFIRMED, student_ids=[student_id], board_id=board_id)
