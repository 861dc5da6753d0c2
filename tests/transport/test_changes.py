"""For any two plans: what is compared, kept and told, and to which household."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from preau.accounts.models import Account
from preau.core.actors import FamilyActor
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.transport.enums import Direction
from preau.transport.models import Ride, RideChange, RidePlace
from preau.transport.operations import Changes, watching_changes
from preau.transport.queries import ChangeRow, changes_of
from tests.factories import as_owner
from tests.transport.town import MONDAY, Town, at, make_town, ride

pytestmark = pytest.mark.django_db

HOMES = ("both", "mother", "father")
EVERY = settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class Wanted:
    """A ride of a plan. Its circuit and its stop bear the name of the household that it serves."""

    hour: int
    place: int
    weekdays: tuple[int, ...]
    is_confirmed: bool
    starts_on: date | None


Plan = Mapping[tuple[Direction, str], Wanted]

wanted = st.builds(
    Wanted,
    hour=st.integers(6, 17),
    place=st.integers(1, 3),
    weekdays=st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days))),
    is_confirmed=st.booleans(),
    starts_on=st.sampled_from([None, MONDAY - timedelta(days=60), MONDAY + timedelta(days=9)]),
)
# A pupil's rides: at most one a direction and household.
plans = st.dictionaries(
    st.tuples(st.sampled_from(Direction), st.sampled_from(HOMES)), wanted, max_size=5
)


@pytest.fixture
def town() -> Town:
    return make_town()


@contextmanager
def undone() -> Iterator[None]:
    """What an example writes, it takes away."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def apply(town: Town, plan: Plan, day: int) -> Changes:
    """As a nightly file does: every row anew, under new identifiers."""
    moment = at(5, on=MONDAY) + timedelta(days=day) / 24
    homes = {"both": (), "mother": (town.mother,), "father": (town.father,)}
    with acting_as(town.desk), watching_changes(actor=town.desk, at=moment) as found:
        with as_owner():
            RidePlace.objects.all().delete()
            Ride.objects.all().delete()
        for (direction, home), one in plan.items():
            ride(
                town.leo, direction, time(one.hour), weekdays=list(one.weekdays),
                household=homes[home], on=f"{home}-circuit-{one.place}",
                by=f"{home}-stop-{one.place}", is_confirmed=one.is_confirmed,
                starts_on=one.starts_on,
            )  # fmt: skip
    return found


def read_by(town: Town, account: Account) -> list[ChangeRow]:
    since: datetime = at(0) - timedelta(days=400)
    with acting_as(FamilyActor(account.pk)):
        return changes_of(town.leo.id, since=since)


@EVERY
@given(first=plans, plan=plans)
def test_the_same_file_twice_makes_no_change(town: Town, first: Plan, plan: Plan) -> None:
    with undone():
        apply(town, first, 0)
        apply(town, plan, 1)
        again = apply(town, plan, 2)
        assert (again.kept, again.mails) == (0, 0)


@EVERY
@given(one=wanted, other=wanted, direction=st.sampled_from(Direction), home=st.sampled_from(HOMES))
def test_there_and_back_are_two_changes(
    town: Town, one: Wanted, other: Wanted, direction: Direction, home: str
) -> None:
    """What a family reads is not the first day: a plan that starts otherwise says the same."""
    assume((one.hour, one.place, one.weekdays, one.is_confirmed)
           != (other.hour, other.place, other.weekdays, other.is_confirmed))  # fmt: skip
    key = (direction, home)
    with undone():
        apply(town, {key: one}, 0)
        with as_owner():
            RideChange.objects.all().delete()
        there, back = (apply(town, {key: plan}, n) for n, plan in ((1, other), (2, one)))
        assert (there.kept, back.kept) == (1, 1)
        with as_owner():
            first, last = RideChange.objects.order_by("id")
    assert (first.kind, last.kind) == ("changed", "changed")
    assert first.before == last.after
    assert first.after == last.before
    assert first.before != first.after


@EVERY
@given(first=plans, plan=plans)
def test_any_plan_and_back_leads_where_it_came_from(town: Town, first: Plan, plan: Plan) -> None:
    """As many changes there as back, and each undoes one: before and after trade places."""
    with undone():
        apply(town, first, 0)
        with as_owner():
            RideChange.objects.all().delete()
        there, back = apply(town, plan, 1), apply(town, first, 2)
        with as_owner():
            rows = list(RideChange.objects.order_by("id"))
    assert there.kept == back.kept == len(rows) / 2
    sides = [(r.direction, r.guardians, r.before, r.after) for r in rows[: there.kept]]
    turned = [(r.direction, r.guardians, r.after, r.before) for r in rows[there.kept :]]
    assert sorted(map(repr, sides)) == sorted(map(repr, turned))


@EVERY
@given(first=plans, plan=plans)
def test_a20_a_change_never_reaches_the_other_household(
    town: Town, first: Plan, plan: Plan
) -> None:
    with undone():
        apply(town, first, 0)
        apply(town, plan, 1)
        with as_owner():
            kept = list(RideChange.objects.all())
            mails = list(OutboxMail.objects.all())
        for account, own, other in (
            (town.claire, town.mother, "father"),
            (town.marc, town.father, "mother"),
        ):
            rows = read_by(town, account)
            assert other not in repr([(row.before, row.after) for row in rows])
            mine = [c for c in kept if not c.guardians or own.guardian_id in c.guardians]
            assert {row.id for row in rows} == {c.id for c in mine}
            told = {c.at for c in mine if c.is_told}
            sent = [m for m in mails if m.recipient == account.email]
            assert len(sent) == len(told), "one mail a file that told something"
        for mail in mails:
            for secret in ("circuit", "stop", "mother", "father", " h "):
                assert secret not in mail.subject + mail.text, secret
