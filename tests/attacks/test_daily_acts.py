"""Acts about absences that a parent repeats, dates badly or takes back."""

from importlib import import_module
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from preau.accounts.models import Account
from preau.attendance import operations as attendance
from preau.attendance.errors import TooManyActs
from preau.attendance.models import Declaration, Justification
from preau.attendance.queries import EventRow
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.web.fresh import PROVED_AT
from tests.attendance.town import Town, event, make_town, next_class_day, record
from tests.factories import as_owner, make_switch
from tests.personas import sign_in

pytestmark = pytest.mark.django_db

NOW = timezone.now()
# The module, hidden behind the operation of the same name.
justifying = import_module("preau.attendance.operations.justify")


def proved(account: Account) -> Client:
    client = sign_in(Client(), account)
    session = client.session
    session[PROVED_AT] = int(timezone.now().timestamp())
    session.save()
    return client


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.mark.parametrize(
    ("slug", "days"),
    [
        ("journee", ("0001-01-01", "")),
        ("plusieurs-jours", ("0001-01-01", "9999-12-31")),
        ("plusieurs-jours", ("0001-01-01", None)),
        ("plusieurs-jours", ("1000-01-01", None)),
        ("journee", ("9999-12-31", "")),
    ],
)
def test_a44_a_day_of_another_age_is_refused_in_words(town: Town, slug: str, days) -> None:
    first, last = days
    motives = {f"motive_{m.school_id}": m.id for k, m in town.motives.items() if "sick" in k}
    sent = {
        "children": [town.leo.id],
        "starts_on": first,
        "ends_on": next_class_day().isoformat() if last is None else last,
        **motives,
    }
    response = proved(town.claire).post(f"/absences/declarer/{slug}/", sent)
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    with as_owner():
        assert not Declaration.objects.exists()


def mails() -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.all())


def test_a20_a_school_that_hides_absences_writes_to_nobody_about_them(town: Town) -> None:
    record(town, town.leo)
    make_switch(town.board, "tile.attendance", False, town.other_school)
    with acting_as(town.as_board):
        assert attendance.tell_absences(actor=town.as_board, at=NOW) == 0
    assert mails() == []


def test_a41_one_parent_does_not_flood_the_other_with_mails(town: Town, settings) -> None:
    it = record(town, town.leo)
    settings.PREAU_LIMITS = type(settings.PREAU_LIMITS)(attendance_acts_per_day=3)
    with acting_as(town.as_claire):
        attendance.justify(actor=town.as_claire, event_ids=[it], why=town.why(), at=NOW)
    for _ in range(2):
        with acting_as(town.as_claire):
            attendance.edit_reason(
                actor=town.as_claire,
                justification_id=last(town),
                why=town.why(),
                kept_papers=[],
                at=NOW,
            )
    with pytest.raises(TooManyActs), acting_as(town.as_claire):
        attendance.edit_reason(
            actor=town.as_claire,
            justification_id=last(town),
            why=town.why(),
            kept_papers=[],
            at=NOW,
        )
    with acting_as(town.as_claire):
        attendance.withdraw_reason(actor=town.as_claire, justification_id=last(town), at=NOW)
    with pytest.raises(TooManyActs), acting_as(town.as_claire):
        attendance.justify(actor=town.as_claire, event_ids=[it], why=town.why(), at=NOW)


def last(town: Town) -> int:
    with as_owner():
        return Justification.objects.latest("id").id


def test_a10_what_the_other_took_over_is_not_reopened_by_a_withdrawal(town: Town) -> None:
    """Between looking and holding the rows, the other guardian justified one of two events."""
    first, second = record(town, town.leo), record(town, town.leo, kind="late")
    with acting_as(town.as_claire):
        attendance.justify(actor=town.as_claire, event_ids=[first, second], why=town.why(), at=NOW)
    claires = last(town)
    seen = justifying.events_justified_by

    def then_jean_acts(justification_id: int) -> list[EventRow]:
        rows = seen(justification_id)
        with acting_as(town.as_jean):
            attendance.justify(actor=town.as_jean, event_ids=[first], why=town.why(), at=NOW)
        return rows

    seeing = patch.object(justifying, "events_justified_by", then_jean_acts)
    with seeing, acting_as(town.as_claire):
        attendance.withdraw_reason(actor=town.as_claire, justification_id=claires, at=NOW)
    assert (event(first).state, event(second).state) == ("submitted", "to_justify")
