"""Messages under attack: other families, ended links, judgments, and the database alone."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from preau.core.actors import BoardActor, FamilyActor, SystemActor
from preau.core.scope import acting_as
from preau.messaging.models import MessageAttachment, MessageReading
from tests.factories import as_owner, make_board, make_school, make_student
from tests.messaging.conftest import Family, family  # noqa: F401
from tests.messaging.writing import letter_about, withdraw, write_to

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TABLES = ("message", "messagerecipient", "messageattachment", "messagereading", "thread")


def run(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def is_refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic():
            run(sql, *values)
    except DatabaseError as error:
        if "permission denied" not in str(error) and "row-level security" not in str(error):
            raise
        return True
    return False


def counts(actor: FamilyActor | BoardActor) -> dict[str, int]:
    with acting_as(actor):
        return {name: run(f"SELECT count(id) FROM messaging_{name}")[0][0] for name in TABLES}


def everything_about(family: Family) -> MessageAttachment:  # noqa: F811
    """A message about Léo that Claire opened, confirmed and answered."""
    file = letter_about(family.leo)
    client, number = family.clients["claire"], file.message_id
    client.get(f"/messages/{number}/")
    client.post(f"/messages/{number}/confirmer/")
    client.post(f"/messages/{number}/repondre/", {"student_id": family.leo.id, "text": "Oui"})
    return file


def every_verb(client, file: MessageAttachment) -> set[int]:
    number = file.message_id
    reads = (f"/messages/{number}/", f"/messages/{number}/pieces/{file.id}/")
    writes = [f"/messages/{number}/{verb}/" for verb in ("confirmer", "archiver", "repondre")]
    return {client.get(path).status_code for path in (*reads, *writes)} | {
        client.post(path, {"text": "x", "student_id": "1"}).status_code for path in writes
    }


def test_a11_every_verb_of_a_message_is_closed_to_another_family(family: Family) -> None:  # noqa: F811
    stranger = make_student(family.school, given="Ian")
    file = letter_about(stranger)
    assert every_verb(family.clients["claire"], file) == {404}
    assert counts(FamilyActor(family.claire.id)) == dict.fromkeys(TABLES, 0)


def test_a19_when_a_link_ends_nothing_is_left(family: Family) -> None:  # noqa: F811
    file = everything_about(family)
    assert counts(FamilyActor(family.claire.id)) == dict.fromkeys(TABLES, 1)
    with as_owner():
        link = family.links["claire", family.leo.id]
        link.ended_at = timezone.now()
        link.save()
    assert every_verb(family.clients["claire"], file) == {404}
    assert counts(FamilyActor(family.claire.id)) == dict.fromkeys(TABLES, 0)
    assert "planétarium" not in family.get("/messages/") + family.get("/")


@pytest.mark.parametrize("right", ["messages", "everything"])
def test_a20_a_judgment_closes_messages_and_says_nothing(family: Family, right: str) -> None:  # noqa: F811
    file = everything_about(family)
    with as_owner():
        family.links["claire", family.leo.id].restrictions.create(
            board=family.leo.board, right=right, starts_on=date(2020, 1, 1)
        )
    assert every_verb(family.clients["claire"], file) == {404}
    assert counts(FamilyActor(family.claire.id)) == dict.fromkeys(TABLES, 0)
    page = family.get("/messages/")
    assert "Léo" not in page
    assert "n’affiche pas" not in page
    assert every_verb(family.clients["marc"], file) <= {200, 302}


def test_a20_a_judgment_about_one_child_leaves_the_others(family: Family) -> None:  # noqa: F811
    number = write_to(*family.children)
    with as_owner():
        family.links["claire", family.leo.id].restrictions.create(
            board=family.leo.board, right="messages", starts_on=date(2020, 1, 1)
        )
    page = family.get(f"/messages/{number}/")
    assert "Maëlle" in page
    assert "Léo" not in page


def test_a16_a_parent_marks_and_sees_no_other_parent_s_receipt(family: Family) -> None:  # noqa: F811
    file = everything_about(family)
    board, number = family.school.board_id, file.message_id
    insert = (
        "INSERT INTO messaging_messagereading (board_id, message_id, account_id, confirmed_at)"
        " VALUES (%s, %s, %s, now())"
    )
    with acting_as(FamilyActor(family.marc.id)):
        assert run("SELECT count(*) FROM messaging_messagereading") == [(0,)]
        assert run("UPDATE messaging_messagereading SET confirmed_at = NULL") == [(0,)]
        assert is_refused(insert, board, number, family.claire.id)
        assert is_refused("UPDATE messaging_messagereading SET account_id = 1")
        assert is_refused("DELETE FROM messaging_messagereading")
    unseen = write_to(make_student(family.school, given="Ian"))
    with acting_as(FamilyActor(family.claire.id)):
        assert is_refused(insert, board, unseen, family.claire.id)
    with as_owner():
        assert MessageReading.objects.get().account_id == family.claire.id


def test_a14_a_body_s_job_sees_and_writes_its_own_alone(family: Family) -> None:  # noqa: F811
    everything_about(family)
    far = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    assert counts(BoardActor(far.board_id)) == dict.fromkeys(TABLES, 0)
    assert counts(BoardActor(family.school.board_id)) == dict.fromkeys(TABLES, 1)
    for actor in (BoardActor(far.board_id), SystemActor()):
        with acting_as(actor):
            assert run("UPDATE messaging_message SET title = 'x'") == [(0,)]
            assert run("DELETE FROM messaging_messagerecipient") == [(0,)]
            assert is_refused("UPDATE messaging_messagereading SET confirmed_at = now()")
            assert run("SELECT * FROM preau_message_readers(1, 0, 10)") == []


def test_a11_what_is_taken_back_is_gone_with_all_that_hung_on_it(family: Family) -> None:  # noqa: F811
    file = everything_about(family)
    withdraw(file.message_id)
    assert every_verb(family.clients["claire"], file) == {404}
    gone = {**dict.fromkeys(TABLES, 0), "messagerecipient": 1}
    assert counts(FamilyActor(family.claire.id)) == gone


def test_a14_a_family_reads_no_audience_and_no_staff_column(family: Family) -> None:  # noqa: F811
    everything_about(family)
    with acting_as(FamilyActor(family.claire.id)):
        assert is_refused("SELECT * FROM messaging_messageaudience")
        assert is_refused("SELECT staff_id FROM messaging_message")
        assert is_refused("SELECT announced_to FROM messaging_message")
        assert is_refused("SELECT preau_message_readers(1, 0, 10)")


def test_a42_a_scope_that_is_not_open_sees_nothing(family: Family) -> None:  # noqa: F811
    everything_about(family)
    # In a test all requests share one transaction, and the last one's scope with it.
    for name in ("account", "students", "links", "denied", "board"):
        run("SELECT set_config(%s, '', true)", f"preau.{name}")
    for name in TABLES:
        assert run(f"SELECT count(id) FROM messaging_{name}") == [(0,)]
