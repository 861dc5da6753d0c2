"""The whole demonstration through the real importer, in the application's role."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from preau.accounts.models import Account
from preau.boards.models import Board, School, SchoolContact, Switch
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.demo.daily.build import build_daily, write_daily
from preau.demo.load import load_demo
from preau.demo.packages import write_packages
from preau.demo.people import read_people
from preau.demo.roster import Roster, build_roster
from preau.demo.schools import SCHOOLS
from preau.demo.stories import TEACHER, Story
from preau.exchange.operations import import_roster
from preau.people.models import (
    ChildConfirmation,
    Guardian,
    GuardianLink,
    LinkRestriction,
    StaffMember,
    Student,
)
from tests.factories import as_owner

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 9, 1, 14, 0, tzinfo=UTC)
BODIES = ("864000", "884000")


@pytest.fixture(scope="module")
def roster() -> Roster:
    return build_roster(today=AT.date())


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    assert load_demo(at=AT, folder=tmp_path)
    return tmp_path


def numbers_seen_by(account: Account) -> set[str | None]:
    with acting_as(FamilyActor(account.pk)):
        return set(Student.objects.values_list("fiche", flat=True))


def account_of(story: Story) -> Account:
    return Account.objects.get(email=story.email)


def test_the_packages_pass_without_a_remark_and_a_second_time_change_nothing(
    roster: Roster, tmp_path: Path
) -> None:
    packages = write_packages(roster, tmp_path)
    write_daily(build_daily(roster, today=AT.date()), roster, packages)
    for code in BODIES:
        actor = BoardActor(Board.objects.get(code=code).pk)
        for changes_anything in (True, False):
            report = import_roster(
                actor=actor,
                package=packages[code],
                dry_run=False,
                accept_removals=False,
                at=AT,
            )
            assert [message.text for message in report.messages] == []
            assert (report.applied, report.errors, report.warnings) == (True, 0, 0)
            assert bool(report.changes) is changes_anything


def test_everybody_is_there(loaded: Path, roster: Roster) -> None:
    with as_owner():
        assert Student.objects.filter(ended_at=None).count() == len(roster.pupils)
        ties = sum(len(pupil.ties) for pupil in roster.pupils)
        assert GuardianLink.objects.filter(ended_at=None).count() == ties
        assert School.objects.filter(ended_at=None).count() == 5
        assert SchoolContact.objects.count() == sum(len(s.contacts) for s in SCHOOLS)
        assert Student.objects.filter(home_group=None, ended_at=None).count() == 0
        assert 0 < Student.objects.exclude(photo="").count() < 60
        hidden = Switch.objects.filter(is_on=False).values_list("school__name", "key")
        assert set(hidden) == {
            ("École de la Brise", "rule.show_teachers"),
            ("École de la Brise", "tile.homework"),
            ("École de la Brise", "rule.replies"),
            ("École secondaire du Fleuve", "rule.show_averages"),
        }
        assert LinkRestriction.objects.count() == 1


def test_a_teacher_who_is_a_parent_is_on_both_sides(loaded: Path) -> None:
    with as_owner():
        staff = StaffMember.objects.get(email=TEACHER.email)
        guardian = Guardian.objects.get(email=TEACHER.email)
    assert staff.source_id == guardian.source_id
    assert staff.public_email == TEACHER.email


def test_accounts_open_what_their_stories_say_and_no_more(loaded: Path, roster: Roster) -> None:
    for story in roster.stories:
        if story.password is None:
            assert not Account.objects.filter(email=story.email).exists()
            continue
        account = account_of(story)
        assert account.check_password(story.password)
        assert numbers_seen_by(account) == {child.fiche for child in story.confirmed}


def test_the_people_on_the_page_are_those_in_the_database(loaded: Path) -> None:
    for person in read_people(loaded):
        for child in person.children:
            with as_owner():
                held = Student.objects.get(fiche=child.fiche, board__name=child.board)
            assert (held.given_name, held.family_name) == (child.given_name, child.family_name)
            assert held.code_permanent == child.code_permanent


def test_a_second_load_is_quick_and_changes_nothing(loaded: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in loaded.rglob("*")}
    began = time.perf_counter()
    assert not load_demo(at=AT, folder=loaded)
    assert time.perf_counter() - began < 0.5
    assert {path: path.stat().st_mtime_ns for path in loaded.rglob("*")} == before


def test_what_a_visitor_did_outlives_a_load(loaded: Path, roster: Roster) -> None:
    martin = next(story for story in roster.stories if story.name == "Martin Cloutier")
    account = account_of(martin)
    account.set_password("un autre mot de passe")
    account.save()
    with as_owner():
        wrong = ChildConfirmation.objects.filter(
            account=account, student__fiche=martin.children[1].fiche
        )
        assert wrong.update(disowned_at=AT) == 1
    (loaded / "loaded").unlink()
    assert load_demo(at=AT, folder=loaded)
    assert account_of(martin).check_password("un autre mot de passe")
    assert numbers_seen_by(account) == {martin.children[0].fiche}


def test_a_new_school_year_moves_dates_and_keeps_accounts(loaded: Path, roster: Roster) -> None:
    assert load_demo(at=NEXT_YEAR, folder=loaded)
    sylvie = next(story for story in roster.stories if story.name == "Sylvie D'Amours")
    assert numbers_seen_by(account_of(sylvie)) == {child.fiche for child in sylvie.children}
    with as_owner():
        child = Student.objects.get(fiche=sylvie.children[0].fiche, board__code="864000")
    assert child.birth_on is not None
    assert child.birth_on.year == sylvie.children[0].birth_on.year + 1
    assert child.level == sylvie.children[0].level
