"""The second wall of absences: what a family's role cannot do although no code stops it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from preau.attendance import operations
from preau.attendance.models import (
    AttendanceEvent,
    AttendancePaper,
    AttendanceReason,
    AttendanceTrace,
    Declaration,
    DeclarationNotice,
    Justification,
)
from preau.attendance.operations import Plan
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.people.models import GuardianLink
from tests.attendance.town import Town, event, make_town, next_class_day, record
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)
from tests.personas import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime.now(UTC)


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def submitted(town: Town) -> int:
    it = record(town, town.leo)
    with acting_as(town.as_claire):
        operations.justify(
            actor=town.as_claire, event_ids=[it], why=town.why(text="Fièvre"), at=NOW
        )
    return it


def run(actor: Any, sql: str, *values: Any) -> int:
    """Rows touched by a statement in the actor's scope; -1 when the database refuses it."""
    with acting_as(actor):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.rowcount
        except DatabaseError:
            return -1


REFUSED = (-1, 0)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE attendance_attendanceevent SET state = 'accepted'",
        "UPDATE attendance_attendanceevent SET justify_by = now() + interval '1 year'",
        "UPDATE attendance_attendanceevent SET kind = 'authorized'",
        "DELETE FROM attendance_attendanceevent",
        "UPDATE attendance_justification SET state = 'accepted'",
        "UPDATE attendance_justification SET account_id = preau_account()",
        "UPDATE attendance_attendancereason SET text = 'Autre'",
        "UPDATE attendance_attendancetrace SET at = now()",
        "DELETE FROM attendance_attendancetrace",
        "DELETE FROM attendance_justification",
        "INSERT INTO attendance_declarationnotice (board_id) VALUES (1)",
        "SELECT raw_category FROM attendance_attendanceevent",
        "SELECT is_professional FROM attendance_attendanceevent",
        "SELECT motive_id FROM attendance_attendanceevent",
        "SELECT source_id FROM attendance_attendanceevent",
        "SELECT author FROM attendance_attendancetrace",
        "SELECT * FROM preau_attendance_readers(ARRAY[1::bigint])",
        "UPDATE attendance_attendancerule SET longest_days = 200",
        "UPDATE attendance_attendancemotive SET needs_paper = false",
    ],
)
def test_a10_a_family_decides_nothing_and_reads_nothing_of_the_schools(
    town: Town, submitted: int, sql: str
) -> None:
    assert run(town.as_claire, sql) in REFUSED


def test_a10_the_other_guardian_withdraws_nothing_that_is_not_its_own(
    town: Town, submitted: int
) -> None:
    sql = "UPDATE attendance_justification SET state = 'withdrawn'"
    assert run(town.as_jean, sql) in REFUSED
    assert run(town.as_claire, sql) == 1


def test_a10_nobody_signs_in_anothers_name(town: Town, submitted: int) -> None:
    values = (town.board.id, town.other_school.id, town.leo.id, str(uuid4()))
    sql = (
        "INSERT INTO attendance_justification (board_id, school_id, student_id, batch, account_id,"
        " state, submitted_at) VALUES (%s, %s, %s, %s, %s, %s, now())"
    )
    assert run(town.as_jean, sql, *values, town.claire.id, "submitted") == -1
    assert run(town.as_jean, sql, *values, town.jean.id, "accepted") == -1
    assert run(town.as_jean, sql, *values, town.jean.id, "submitted") == 1


def test_a10_a_family_writes_the_log_in_its_own_name_and_words_only(
    town: Town, submitted: int
) -> None:
    sql = (
        "INSERT INTO attendance_attendancetrace (board_id, student_id, event_id, act, at,"
        " actor_kind, account_id, from_state, to_state, note)"
        " VALUES (%s, %s, %s, %s, now(), %s, %s, '', '', %s)"
    )
    own = (town.board.id, town.leo.id, submitted)
    assert run(town.as_claire, sql, *own, "decided", "family", town.claire.id, "") == -1
    assert run(town.as_claire, sql, *own, "submitted", "board", town.claire.id, "") == -1
    assert run(town.as_claire, sql, *own, "submitted", "family", town.jean.id, "") == -1
    assert run(town.as_claire, sql, *own, "submitted", "family", town.claire.id, "x") == -1
    assert run(town.as_claire, sql, *own, "submitted", "family", town.claire.id, "") == 1


def test_a09_another_family_meets_no_row(town: Town, submitted: int) -> None:
    neighbour = make_student(town.other_school, given="Ian")
    stranger = make_account("voisine@exemple.ca")
    make_link(neighbour, stranger.email)
    confirm(stranger, neighbour)
    with acting_as(FamilyActor(stranger.id)):
        for model in (Justification, AttendanceReason, AttendancePaper, Declaration):
            assert model.objects.count() == 0
        assert AttendanceEvent.objects.values("id").count() == 0
        assert AttendanceTrace.objects.values("id").count() == 0
    sql = "UPDATE attendance_attendanceevent SET state = 'to_justify' WHERE id = %s"
    assert run(FamilyActor(stranger.id), sql, submitted) == 0


def test_a14_another_body_meets_no_row(town: Town, submitted: int) -> None:
    elsewhere = BoardActor(make_board("884000", name="Riverside", short_name="Riverside").id)
    with acting_as(elsewhere):
        for model in (AttendanceEvent, Justification, AttendanceReason, AttendanceTrace):
            assert model.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM preau_attendance_readers(%s)", [[town.leo.id]])
            assert cursor.fetchall() == []


def test_a45_an_event_names_a_pupil_and_a_school_of_its_own_body(town: Town) -> None:
    far = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    far_pupil = make_student(far, given="Ella")
    for student, school in ((far_pupil, town.school), (town.leo, far)):
        with pytest.raises(DatabaseError), transaction.atomic(), as_owner():
            AttendanceEvent.objects.create(
                board=town.board,
                source_id=str(uuid4()),
                student=student,
                school=school,
                on=NOW.date(),
                kind="absence",
                recorded_at=NOW,
            )


def test_a19_a_guardian_who_lost_access_has_nothing_left(town: Town, submitted: int) -> None:
    client = sign_in(Client(), town.claire)
    with as_owner():
        mine = Justification.objects.get().id
    addresses = [
        reverse("child-absences", args=[town.leo.id]),
        reverse("absence", args=[submitted]),
        reverse("edit-reason", args=[mine]),
        reverse("withdraw-reason", args=[mine]),
    ]
    assert {client.get(address).status_code for address in addresses} == {200}
    with as_owner():
        GuardianLink.objects.filter(email=town.claire.email).update(ended_at=NOW)
    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post(addresses[3]).status_code == 404
    assert "events" not in client.get(reverse("justify-absences")).content.decode()


def test_a19_a_judgment_on_attendance_alone_closes_it_alone(town: Town, submitted: int) -> None:
    with as_owner():
        link = GuardianLink.objects.get(email=town.claire.email, student=town.leo)
        link.restrictions.create(
            board=town.board, right="attendance", starts_on=NOW.date() - timedelta(days=1)
        )
    client = sign_in(Client(), town.claire)
    assert client.get(reverse("child-file", args=[town.leo.id])).status_code == 200
    assert client.get(reverse("child-absences", args=[town.leo.id])).status_code == 404
    assert client.get(reverse("absence", args=[submitted])).status_code == 404
    with acting_as(town.as_claire):
        assert Justification.objects.count() == 0
        assert AttendanceReason.objects.count() == 0


def test_a19_a_mail_not_sent_yet_dies_with_the_link(town: Town) -> None:
    record(town, town.leo)
    with acting_as(town.as_board):
        operations.tell_absences(actor=town.as_board, at=NOW)
    with as_owner():
        mail = OutboxMail.objects.get(recipient=town.claire.email)
        assert (mail.student_ids, mail.right) == ([town.leo.id], "attendance")
        assert mail.account_id == town.claire.id


def test_a20_nothing_of_one_guardian_shows_to_the_other(town: Town, submitted: int) -> None:
    with acting_as(town.as_claire):
        operations.declare(
            actor=town.as_claire,
            student_ids=[town.leo.id],
            plan=Plan("early_leave", next_class_day(), next_class_day(), NOW.time(), None),  # type: ignore[arg-type]
            why=town.why(text="Chez tante Jo", picked_up_by="Karim, 450-555-0123"),
            at=NOW - timedelta(days=1),
        )
    with as_owner():
        declared = Declaration.objects.get().id
    client = sign_in(Client(), town.jean)
    for address in (
        reverse("absence", args=[submitted]),
        reverse("declaration", args=[declared]),
        reverse("child-absences", args=[town.leo.id]),
        "/",
    ):
        page = client.get(address).content.decode()
        for secret in ("Claire", "claire@", "Fièvre", "Maladie", "Karim", "tante", "0123"):
            assert secret not in page, (address, secret)
    with as_owner():
        texts = [m.text + m.html + m.subject for m in OutboxMail.objects.all()]
    assert texts
    assert not any("Karim" in text or "tante" in text for text in texts)


def test_a20_no_address_of_the_other_guardian_is_read_in_a_familys_scope(town: Town) -> None:
    assert (
        run(town.as_claire, "SELECT preau_attendance_readers(ARRAY[%s::bigint])", town.leo.id) == -1
    )


def test_a16_what_is_seen_is_noted_in_ones_own_name(town: Town, submitted: int) -> None:
    sql = (
        "INSERT INTO attendance_decisionseen (board_id, student_id, account_id, event_id, seen_at)"
        " VALUES (%s, %s, %s, %s, now())"
    )
    own = (town.board.id, town.leo.id)
    assert run(town.as_jean, sql, *own, town.claire.id, submitted) == -1
    assert run(town.as_jean, sql, *own, town.jean.id, submitted) == 1


def test_jobs_add_to_the_log_and_never_change_it(town: Town, submitted: int) -> None:
    assert run(town.as_board, "UPDATE attendance_attendancetrace SET note = 'x'") == -1
    assert run(town.as_board, "DELETE FROM attendance_attendancetrace") == -1


def test_a_family_writes_no_notice_and_no_reason_for_a_hidden_motive(town: Town) -> None:
    assert event(record(town, town.leo)).state == "to_justify"
    with acting_as(town.as_claire):
        assert DeclarationNotice.objects.count() == 0
    sql = (
        "INSERT INTO attendance_attendancereason (board_id, student_id, account_id,"
        " justification_id, motive_id, text, picked_up_by) SELECT j.board_id, j.student_id,"
        " j.account_id, j.id, %s, '', '' FROM attendance_justification j"
    )
    with acting_as(town.as_claire):
        Justification.objects.create(
            board=town.board,
            school=town.other_school,
            student=town.leo,
            batch=uuid4(),
            account=town.claire,
            submitted_at=NOW,
        )
    trip = town.motives[f"trip {town.other_school.id}"].id
    sick = town.motives[f"sick {town.other_school.id}"].id
    assert run(town.as_claire, sql, trip) == -1
    assert run(town.as_claire, sql, sick) == 1
