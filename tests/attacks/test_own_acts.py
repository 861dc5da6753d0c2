"""What a family writes of absences and feeds, in SQL: its own, of its pupils, as things stand."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from preau.attendance import operations
from preau.attendance.models import Justification
from preau.core.scope import acting_as
from tests.attendance.town import Town, event, make_town, record, set_event
from tests.factories import as_owner, confirm, make_account, make_link, make_school, make_student

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime.now(UTC)


@pytest.fixture
def town() -> Town:
    return make_town()


def submit(town: Town, event_id: int, actor: Any = None) -> int:
    actor = actor or town.as_claire
    with acting_as(actor):
        operations.justify(actor=actor, event_ids=[event_id], why=town.why(), at=NOW)
    with as_owner():
        return Justification.objects.latest("id").id


def run(actor: Any, sql: str, *values: Any) -> int:
    """Rows touched by a statement in the actor's scope; -1 when the database says no."""
    with acting_as(actor):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.rowcount
        except DatabaseError as error:
            if "permission denied" not in str(error) and "row-level security" not in str(error):
                raise
            return -1


def neighbour_of(town: Town) -> tuple[Any, Any]:
    """Another family at the same school: its pupil and its actor."""
    ian = make_student(town.other_school, given="Ian")
    account = make_account("voisine@exemple.ca")
    make_link(ian, account.email)
    confirm(account, ian)
    return ian, type(town.as_claire)(account.id)


ACTS = {
    "justification": (
        "INSERT INTO attendance_justification (board_id, school_id, student_id, batch, account_id,"
        " state, submitted_at) VALUES (%s, %s, %s, %s, %s, 'submitted', now())"
    ),
    "declaration": (
        "INSERT INTO attendance_declaration (board_id, school_id, student_id, batch, account_id,"
        " kind, starts_on, ends_on, state, submitted_at)"
        " VALUES (%s, %s, %s, %s, %s, 'full_day', '2030-01-07', '2030-01-07', 'submitted', now())"
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_a10_an_act_goes_to_a_school_of_the_pupil(town: Town, act: str) -> None:
    third = make_school(town.board, name="École de la Brise")
    mine = (town.leo.id, str(uuid4()), town.claire.id)
    assert run(town.as_claire, ACTS[act], town.board.id, third.id, *mine) == -1
    assert run(town.as_claire, ACTS[act], town.board.id, town.other_school.id, *mine) == 1


def test_a10_an_event_of_a_school_that_the_pupil_left_is_still_justified(town: Town) -> None:
    it = record(town, town.leo)
    with as_owner():
        town.leo.school = town.school
        town.leo.save()
    submit(town, it)
    assert event(it).state == "submitted"


def test_a10_no_event_is_submitted_without_a_reason(town: Town) -> None:
    it = record(town, town.leo)
    sql = "UPDATE attendance_attendanceevent SET state = 'submitted' WHERE id = %s"
    assert run(town.as_claire, sql, it) == -1
    submit(town, it)
    assert event(it).state == "submitted"


TRACE = (
    "INSERT INTO attendance_attendancetrace (board_id, student_id, event_id, justification_id,"
    " act, at, actor_kind, account_id, from_state, to_state, note{more})"
    " VALUES (%s, %s, %s, %s, 'submitted', now(), 'family', %s, '', '', ''{value})"
)


def test_a03_the_database_alone_says_when_the_log_was_written(town: Town) -> None:
    it = record(town, town.leo)
    own = (town.board.id, town.leo.id, it, None, town.claire.id)
    early = TRACE.format(more=", written_at", value=", now() - interval '9 days'")
    assert run(town.as_claire, early, *own) == -1
    assert run(town.as_board, early.replace("'family'", "'board'"), *own[:4], None) == -1
    assert run(town.as_claire, TRACE.format(more="", value=""), *own) == 1


def test_a09_the_log_names_no_reason_of_another_family(town: Town) -> None:
    ian, neighbour = neighbour_of(town)
    theirs = submit(town, record(town, ian), neighbour)
    it = record(town, town.leo)
    own, sql = (town.board.id, town.leo.id, it), TRACE.format(more="", value="")
    assert run(town.as_claire, sql, *own, theirs, town.claire.id) == -1
    assert run(town.as_claire, sql, *own, 10**12, town.claire.id) == -1
    assert run(town.as_claire, sql, *own, submit(town, it), town.claire.id) == 1


def test_a16_nobody_probes_the_events_of_others_by_what_it_says_to_have_seen(town: Town) -> None:
    ian, _ = neighbour_of(town)
    theirs, it = record(town, ian), record(town, town.leo)
    sql = (
        "INSERT INTO attendance_decisionseen (board_id, student_id, account_id, event_id, seen_at)"
        " VALUES (%s, %s, %s, %s, now())"
    )
    own = (town.board.id, town.leo.id, town.claire.id)
    for event_id in (theirs, 10**12, record(town, town.maelle)):
        assert run(town.as_claire, sql, *own, event_id) == -1
    assert run(town.as_claire, sql, *own, it) == 1


def test_a09_before_the_correction_window_is_over_the_log_says_nothing(town: Town) -> None:
    it = record(town, town.leo)
    seen = "SELECT id FROM attendance_attendancetrace WHERE event_id = %s"
    assert run(town.as_claire, seen, it) == 1
    set_event(it, visible_at=NOW.replace(year=NOW.year + 1))
    assert run(town.as_claire, seen, it) == 0


@pytest.mark.parametrize(
    "call",
    [
        "preau_live_links(1)",
        "preau_open_feed('x')",
        "preau_address_words('claire@exemple.ca')",
        "preau_message_readers(1, 0, 10)",
        "preau_attendance_readers(ARRAY[1::bigint])",
        "preau_keys_attendance_attendancepaper(ARRAY['x'])",
        "preau_keys_messaging_messageattachment(ARRAY['x'])",
        "preau_keys_homework_assignmentattachment(ARRAY['x'])",
        "preau_keys_core_keptupload(ARRAY['x'])",
    ],
)
def test_a20_no_function_that_looks_past_the_walls_answers_a_family(town: Town, call: str) -> None:
    assert run(town.as_claire, f"SELECT * FROM {call}") == -1
