"""The second wall of the agenda: whose timetable, whose events, whose addresses."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.utils import timezone

from preau.agenda.models import CalendarFeed, Event, TimetableEntry
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.people.models import Enrolment
from tests.agenda.rows import Town, make_event, make_feed, make_group
from tests.factories import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def town() -> Town:
    return Town()


def titles(account) -> set[str]:
    with acting_as(FamilyActor(account.id)):
        return set(Event.objects.values_list("title", flat=True))


def test_a_family_sees_the_timetable_of_its_groups_only(town) -> None:
    with acting_as(FamilyActor(town.parent.id)):
        assert {e.group_id for e in TimetableEntry.objects.all()} == {town.group.id}
    with acting_as(FamilyActor(town.stranger.id)):
        assert {e.group_id for e in TimetableEntry.objects.all()} == {town.other_group.id}


def test_an_enrolment_that_ended_closes_the_timetable(town) -> None:
    with as_owner():
        Enrolment.objects.filter(student=town.student).update(ended_at=timezone.now())
    with acting_as(FamilyActor(town.parent.id)):
        assert not TimetableEntry.objects.exists()


def test_events_open_through_body_school_level_and_group(town) -> None:
    board, school = town.board, town.school
    make_event(board, "organisme")
    make_event(board, "école", school=school)
    make_event(board, "niveau", school=school, level="04")
    make_event(board, "niveau de l’organisme", level="04")
    make_event(board, "groupe", school=school, group=town.group)
    make_event(board, "autre niveau", school=school, level="05")
    make_event(board, "autre groupe", school=school, group=make_group(school))
    make_event(board, "autre école", school=town.other_school)
    make_event(town.far_board, "autre organisme")
    assert titles(town.parent) == {
        *("organisme", "école", "niveau", "niveau de l’organisme", "groupe"),
    }
    assert titles(town.stranger) == {"organisme", "autre école"}


def test_a_judgment_on_the_agenda_closes_it_and_nothing_else(town) -> None:
    make_event(town.board, "organisme")
    town.restrict("agenda")
    assert titles(town.parent) == set()
    with acting_as(FamilyActor(town.parent.id)):
        assert not TimetableEntry.objects.exists()
        assert Enrolment.objects.exists()


def test_without_scope_and_for_another_body_nothing_shows(town) -> None:
    make_event(town.board, "organisme")
    assert not Event.objects.exists()
    assert not TimetableEntry.objects.exists()
    with acting_as(BoardActor(town.far_board.id)):
        assert not Event.objects.exists()
        assert not TimetableEntry.objects.exists()


def test_a_body_cannot_write_into_another_nor_name_its_rows(town) -> None:
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        acting_as(BoardActor(town.far_board.id)),
    ):
        Event.objects.create(
            board=town.board,
            source_id="x",
            title="x",
            starts_on=date(2026, 11, 23),
            ends_on=date(2026, 11, 24),
        )
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        acting_as(BoardActor(town.far_board.id)),
    ):
        TimetableEntry.objects.create(
            board=town.far_board, source_id="x", group_id=town.group.id, cycle_day=1, period=1
        )


def test_a_feed_is_its_account_s_and_its_hash_is_nobody_s(town) -> None:
    make_feed(town.parent)
    with acting_as(FamilyActor(town.parent.id)):
        assert CalendarFeed.objects.values_list("account_id", flat=True).get() == town.parent.id
        with pytest.raises(DatabaseError), transaction.atomic():
            CalendarFeed.objects.values_list("token_hash", flat=True).first()
    with acting_as(FamilyActor(town.stranger.id)):
        assert not CalendarFeed.objects.values("id").exists()
    assert not CalendarFeed.objects.values("id").exists()


@pytest.mark.parametrize("whose", ["account", "student"])
def test_no_family_makes_a_feed_for_another_account_or_child(town, whose) -> None:
    values = {
        "account_id": town.stranger.id if whose == "account" else town.parent.id,
        "student_id": town.other_student.id if whose == "student" else None,
        "token_hash": "0" * 64,
        "language": "fr-ca",
    }
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        acting_as(FamilyActor(town.parent.id)),
    ):
        CalendarFeed.objects.create(**values)


def test_a_family_changes_nothing_of_a_feed_but_its_end(town) -> None:
    make_feed(town.parent)
    with acting_as(FamilyActor(town.parent.id)):
        for change in ({"student_id": town.student.id}, {"token_hash": "1" * 64}):
            with pytest.raises(DatabaseError), transaction.atomic():
                CalendarFeed.objects.update(**change)
        assert CalendarFeed.objects.update(revoked_at=timezone.now()) == 1


def test_a46_an_address_that_was_revoked_does_not_come_back(town) -> None:
    make_feed(town.parent)
    with acting_as(FamilyActor(town.parent.id)):
        assert CalendarFeed.objects.update(revoked_at=timezone.now()) == 1
        assert CalendarFeed.objects.update(revoked_at=None) == 0


def opened(token_hash: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM preau_open_feed(%s)", [token_hash])
        return cursor.fetchall()


def test_a_live_address_tells_its_account_and_is_stamped(town) -> None:
    feed, _ = make_feed(town.parent)
    assert opened(feed.token_hash) == [(feed.id, town.parent.id)]
    with as_owner():
        feed.refresh_from_db()
    assert feed.last_used_at is not None


@pytest.mark.parametrize("end", ["revoked", "inactive", "unknown"])
def test_a_dead_address_tells_nothing(town, end) -> None:
    feed, _ = make_feed(town.parent)
    with as_owner():
        if end == "revoked":
            CalendarFeed.objects.update(revoked_at=timezone.now())
        if end == "inactive":
            type(town.parent).objects.filter(id=town.parent.id).update(is_active=False)
    assert opened("f" * 64 if end == "unknown" else feed.token_hash) == []


def test_a_change_that_shows_raises_the_sequence_and_no_other(town) -> None:
    event = make_event(town.board, "Pièce de théâtre")
    with as_owner():
        event.source_at = timezone.now()
        event.save()
        event.refresh_from_db()
        assert event.sequence == 0
        event.title, event.ends_on = "Concert", event.ends_on + timedelta(days=1)
        event.save()
        event.refresh_from_db()
        assert event.sequence == 1
        Event.objects.update(is_cancelled=True)
        event.refresh_from_db()
    assert event.sequence == 2
