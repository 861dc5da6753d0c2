"""Exchanges between one parent and the school."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from preau.core.actors import BoardActor, FamilyActor
from preau.core.errors import NotVisible
from preau.core.scope import acting_as
from preau.messaging import operations
from preau.messaging.enums import Category
from preau.messaging.models import Thread, ThreadPost
from preau.notifications.models import OutboxMail
from preau.people.models import StaffMember
from tests.factories import as_owner, make_board, make_school, make_switch
from tests.messaging.conftest import Family
from tests.messaging.writing import AUTHOR, answer, make_staff, withdraw, write_to

pytestmark = pytest.mark.django_db
TEXT = "Léo viendra à pied."


@pytest.fixture
def letter(family: Family) -> int:
    author = replace(AUTHOR, staff_id=make_staff(family.school.board).id)
    return write_to(*family.children, author=author, allows_replies=True)


def send(family: Family, letter: int, text: str = TEXT, parent: str = "claire", **fields: object):
    data = {"student_id": family.leo.id, "text": text, **fields}
    return family.clients[parent].post(f"/messages/{letter}/repondre/", data)


def thread_of(parent: str = "claire") -> Thread:
    with as_owner():
        return Thread.objects.get(account__email__startswith=parent)


def test_a_reply_goes_to_the_author_and_comes_back_answered(family: Family, letter: int) -> None:
    response = send(family, letter)
    assert response.status_code == 302
    assert response["Location"].endswith("#echanges")
    with as_owner():
        post = ThreadPost.objects.get()
    assert (post.text, post.author_label, post.author_kind) == (TEXT, "Claire Tremblay", "parent")
    staff = make_colleague(family)
    thread = thread_of()
    with acting_as(BoardActor(thread.board_id)), pytest.raises(NotVisible):
        operations.reply_as_staff(
            actor=BoardActor(thread.board_id),
            thread_id=thread.id,
            staff_id=staff.id,
            text="Non",
            at=timezone.now(),
        )
    with as_owner():
        author = thread.message.staff
    answer(thread, author)
    assert "Réponse reçue" in family.get("/messages/")
    page = family.get(f"/messages/{letter}/")
    assert "Oui, à midi." in page
    assert "Anne Gagnon, enseignante" in page
    assert "Réponse reçue" not in family.get("/messages/")


def make_colleague(family: Family):
    return make_staff(family.school.board, "Luc", "Roy")


def test_the_answer_s_mail_holds_no_word_of_it(family: Family, letter: int) -> None:
    send(family, letter)
    thread = thread_of()
    with as_owner():
        author = thread.message.staff
    answer(thread, author, "Il a eu une note de 32 %")
    with as_owner():
        mail = OutboxMail.objects.get()
    assert mail.recipient == "claire@courriel.example"
    assert mail.topic == f"message:{letter}"
    assert "32" not in mail.text.replace(str(letter), "")
    assert TEXT not in mail.text
    assert f"/messages/{letter}/#echanges" in mail.text


def mail_to(recipient: str) -> OutboxMail:
    with as_owner():
        return OutboxMail.objects.get(recipient=recipient)


def set_staff(**fields: object) -> None:
    with as_owner():
        StaffMember.objects.update(**fields)


def test_a_reply_is_told_to_its_author_without_a_word_of_it(family: Family, letter: int) -> None:
    set_staff(email="anne@css.example")
    send(family, letter)
    mail = mail_to("anne@css.example")
    assert "Une réponse vous attend" in mail.subject
    assert "Un parent de Léo" in mail.text
    assert "Photo scolaire" in mail.text
    assert mail.topic == f"message:{letter}"
    for secret in (TEXT, "Tremblay", "Claire", "claire@", "Maëlle"):
        assert secret not in mail.subject + mail.text + mail.html


def test_who_was_added_to_an_exchange_is_told_too(family: Family, letter: int) -> None:
    send(family, letter)
    colleague = make_colleague(family)
    with as_owner():
        StaffMember.objects.filter(id=colleague.id).update(email="luc@css.example")
    thread = thread_of()
    actor = BoardActor(thread.board_id)
    with acting_as(actor):
        operations.add_staff(
            actor=actor, thread_id=thread.id, staff_id=colleague.id, at=timezone.now()
        )
    send(family, letter, "Encore")
    assert mail_to("luc@css.example")


def test_without_an_author_s_address_the_school_is_told(family: Family, letter: int) -> None:
    set_staff(email="anne@css.example", ended_at=timezone.now())
    with as_owner():
        type(family.school).objects.update(email="ecole@css.example")
    send(family, letter)
    assert mail_to("ecole@css.example")
    with as_owner():
        assert not OutboxMail.objects.filter(recipient="anne@css.example").exists()


def test_a_monthly_follow_up_is_not_named_in_the_mail(family: Family) -> None:
    author = replace(AUTHOR, staff_id=make_staff(family.school.board).id)
    set_staff(email="anne@css.example")
    quiet = write_to(
        family.leo, author=author, allows_replies=True, title="Lecture", category=Category.MONTHLY
    )
    send(family, quiet)
    mail = mail_to("anne@css.example")
    assert "Lecture" not in mail.subject + mail.text + mail.html


def test_a_message_taken_back_takes_the_mail_of_its_reply(family: Family, letter: int) -> None:
    set_staff(email="anne@css.example")
    send(family, letter)
    withdraw(letter)
    assert mail_to("anne@css.example").state == "cancelled"


def test_a20_no_parent_sees_another_parent_s_exchange(family: Family, letter: int) -> None:
    send(family, letter, "Je déménage au 12, rue des Saules")
    page = family.get(f"/messages/{letter}/", "marc")
    for secret in ("Saules", "Claire", "claire@"):
        assert secret not in page
    send(family, letter, "Réponse de Marc", parent="marc")
    assert "Réponse de Marc" not in family.get(f"/messages/{letter}/")
    with as_owner():
        assert Thread.objects.count() == 2


def test_a_colleague_is_added_in_sight_of_the_parent(family: Family, letter: int) -> None:
    send(family, letter)
    thread, staff = thread_of(), make_colleague(family)
    actor = BoardActor(thread.board_id)
    with acting_as(actor):
        for _ in range(2):
            operations.add_staff(
                actor=actor, thread_id=thread.id, staff_id=staff.id, at=timezone.now()
            )
    assert "Lu aussi par\u00a0: Luc Roy, enseignante" in family.get(f"/messages/{letter}/")
    answer(thread, staff, "Bien reçu.")
    assert "Bien reçu." in family.get(f"/messages/{letter}/")


def test_a_school_that_paused_replies_says_what_to_do_instead(family: Family, letter: int) -> None:
    make_switch(family.school.board, "rule.replies", False, family.school)
    page = family.get(f"/messages/{letter}/")
    assert "ne reçoit pas de réponses aux messages en ce moment" in page
    assert "Les absences et les retards se transmettent comme d’habitude" in page
    assert "Envoyer la réponse" not in page
    response = send(family, letter)
    assert "ne reçoit pas de réponses" in response.content.decode()
    with as_owner():
        assert not ThreadPost.objects.exists()


def test_without_the_author_s_leave_there_is_no_reply(family: Family) -> None:
    quiet = write_to(family.leo)
    assert "Échanges avec l’école" not in family.get(f"/messages/{quiet}/")
    assert "ne reçoit pas de réponse" in send(family, quiet).content.decode()
    with as_owner():
        assert not Thread.objects.exists()


def test_a_closed_exchange_stays_readable_and_takes_no_more(family: Family, letter: int) -> None:
    send(family, letter)
    thread = thread_of()
    actor = BoardActor(thread.board_id)
    with acting_as(actor):
        operations.close_thread(actor=actor, thread_id=thread.id, at=timezone.now())
    page = family.get(f"/messages/{letter}/")
    assert TEXT in page
    assert "L’école a fermé cet échange" in page
    assert "fermé cet échange" in send(family, letter, "Encore").content.decode()
    with as_owner():
        assert ThreadPost.objects.count() == 1


def test_what_was_typed_survives_a_refusal(family: Family, letter: int, settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, replies_per_day=1)
    send(family, letter)
    page = send(family, letter, "Un long texte").content.decode()
    assert "Vous avez beaucoup écrit" in page
    assert "Un long texte</textarea>" in page
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, reply_characters=10)
    assert (
        "Un texte trop long</textarea>"
        in send(family, letter, "Un texte trop long").content.decode()
    )


def test_a31_a_reply_is_text(family: Family, letter: int) -> None:
    send(family, letter, "<img src=x onerror=alert(1)>\n2e ligne")
    page = family.get(f"/messages/{letter}/")
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("student_id", ["0", "x", "", "999999"])
def test_a09_a_reply_is_about_a_child_of_the_message(
    family: Family, letter: int, student_id: str
) -> None:
    assert send(family, letter, student_id=student_id).status_code == 200
    with as_owner():
        assert not Thread.objects.exists()


def test_another_body_s_job_reaches_no_exchange(family: Family, letter: int) -> None:
    send(family, letter)
    far = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    staff = make_staff(far.board, "Spy")
    actor = BoardActor(far.board_id)
    thread = thread_of()
    with acting_as(actor):
        for act in (
            lambda: operations.add_staff(
                actor=actor, thread_id=thread.id, staff_id=staff.id, at=timezone.now()
            ),
            lambda: operations.close_thread(actor=actor, thread_id=thread.id, at=timezone.now()),
        ):
            with pytest.raises(NotVisible):
                act()


def is_refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError as error:
        return "permission denied" in str(error) or "row-level security" in str(error)
    return False


POST = (
    "INSERT INTO messaging_threadpost"
    " (board_id, thread_id, author_kind, account_id, author_label, text, sent_at)"
    " VALUES (%s, %s, %s, %s, '', '', now())"
)


def test_a10_the_database_takes_no_post_in_another_s_name(family: Family, letter: int) -> None:
    send(family, letter)
    thread, board = thread_of(), family.school.board_id
    claire, marc = family.claire.id, family.marc.id
    with acting_as(FamilyActor(marc)):
        assert is_refused(POST, board, thread.id, "parent", marc)
    with acting_as(FamilyActor(claire)):
        assert is_refused(POST, board, thread.id, "staff", claire)
        assert is_refused(POST, board, thread.id, "parent", marc)
        assert is_refused("UPDATE messaging_thread SET closed_at = NULL")
        assert is_refused("UPDATE messaging_threadpost SET text = 'autre'")
        assert is_refused("DELETE FROM messaging_threadpost")
        assert is_refused("UPDATE messaging_message SET title = 'autre'")
        assert is_refused("INSERT INTO messaging_threadstaff DEFAULT VALUES")
        assert not is_refused(POST, board, thread.id, "parent", claire)
