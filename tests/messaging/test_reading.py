"""One message: read, confirmed, put away, its files; each for one parent alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from preau.core.actors import BoardActor
from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.messaging.models import Message, MessageAttachment, MessageReading
from preau.messaging.queries.receipts import Receipts, children_unopened, receipts_of
from tests.factories import as_owner, make_switch
from tests.files import PDF
from tests.messaging.conftest import Family
from tests.messaging.writing import write_to

pytestmark = pytest.mark.django_db


def readings() -> list[tuple[str, bool, bool, bool]]:
    with as_owner():
        rows = MessageReading.objects.select_related("account").order_by("account__email")
        return [
            (r.account.email[:5], bool(r.opened_at), bool(r.confirmed_at), bool(r.archived_at))
            for r in rows
        ]


def acts() -> list[str]:
    with as_owner():
        found = JournalEntry.objects.filter(act__startswith="message.", actor_kind="family")
        return list(found.order_by("id").values_list("act", flat=True))


def test_opening_leaves_a_receipt_of_this_parent_alone(family: Family) -> None:
    number = write_to(family.leo)
    family.clients["claire"].head(f"/messages/{number}/")
    family.get(f"/messages/{number}/")
    family.get(f"/messages/{number}/")
    assert readings() == [("clair", True, False, False)]
    assert "Non lu" in family.get("/messages/", "marc")
    assert "Non lu<" not in family.get("/messages/")
    assert acts()[-1] == "message.opened"


def test_a_confirmation_is_an_act_with_its_instant(family: Family) -> None:
    number = write_to(*family.children, needs_confirmation=True)
    assert "J’ai lu ce message" in family.get(f"/messages/{number}/")
    assert family.clients["claire"].get(f"/messages/{number}/confirmer/").status_code == 302
    assert readings() == [("clair", True, False, False)]
    family.clients["claire"].post(f"/messages/{number}/confirmer/")
    with as_owner():
        first = MessageReading.objects.get().confirmed_at
    family.clients["claire"].post(f"/messages/{number}/confirmer/")
    with as_owner():
        assert MessageReading.objects.get().confirmed_at == first
    assert acts().count("message.confirmed") == 1
    page = family.get(f"/messages/{number}/")
    assert "Vous avez confirmé votre lecture le" in page
    assert "J’ai lu ce message" not in page
    assert "Lecture à confirmer" not in family.get("/")
    assert "Lecture à confirmer" in family.get("/", "marc")


def test_a_message_that_asks_for_nothing_cannot_be_confirmed(family: Family) -> None:
    number = write_to(family.leo)
    assert family.clients["claire"].post(f"/messages/{number}/confirmer/").status_code == 404
    assert readings() == []


def test_putting_away_and_back(family: Family) -> None:
    number = write_to(family.leo, title="Rangé")
    client = family.clients["claire"]
    assert client.post(f"/messages/{number}/archiver/").status_code == 302
    assert "Rangé</a>" not in family.get("/messages/")
    assert "Rangé</a>" in family.get("/messages/?vue=archives")
    assert "Rangé</a>" in family.get("/messages/", "marc")
    client.post(f"/messages/{number}/archiver/", {"remettre": "1"})
    assert "Rangé</a>" in family.get("/messages/")


def test_the_school_knows_which_children_nobody_read_for(family: Family) -> None:
    _, maelle, zoe = family.children
    number = write_to(*family.children, needs_confirmation=True)
    actor = BoardActor(family.school.board_id)
    with acting_as(actor):
        assert receipts_of(number) == Receipts(3, 0, 0)
        names = [name for _, name in children_unopened(number, most=10)]
        assert names == ["Léo Tremblay-Ngô", "Maëlle Tremblay-Ngô", "Zoé Tremblay-Ngô"]
    with as_owner():
        for child in (maelle, zoe):
            link = family.links["marc", child.id]
            link.ended_at = timezone.now()
            link.save()
    family.get(f"/messages/{number}/", "marc")
    with acting_as(actor):
        assert [child for child, _ in children_unopened(number, most=10)] == [maelle.id, zoe.id]
        assert receipts_of(number) == Receipts(3, 1, 0)
    family.clients["claire"].post(f"/messages/{number}/confirmer/")
    with acting_as(actor):
        assert children_unopened(number, most=10) == []
        assert receipts_of(number) == Receipts(3, 3, 3)


def test_a_page_runs_as_many_statements_with_one_file_as_with_three(family: Family) -> None:
    one = write_to(family.leo, files=[("a.pdf", PDF)])
    three = write_to(*family.children, files=[(f"{n}.pdf", PDF) for n in "abc"])
    family.get(f"/messages/{one}/")
    with CaptureQueriesContext(connection) as few:
        family.get(f"/messages/{one}/")
    with CaptureQueriesContext(connection) as many:
        family.get(f"/messages/{three}/")
    assert len(few) == len(many)


def test_a25_a_file_is_saved_never_run(family: Family) -> None:
    number = write_to(family.leo, files=[("Été à l’école.pdf", PDF)])
    with as_owner():
        file = MessageAttachment.objects.get()
    response = family.clients["claire"].get(f"/messages/{number}/pieces/{file.id}/")
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment;")
    assert "%C3%89t%C3%A9" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    with as_owner():
        assert JournalEntry.objects.filter(act="file.downloaded").count() == 1


def test_a17_a22_a_file_answers_under_its_own_message_and_number_alone(family: Family) -> None:
    mine = write_to(family.leo, files=[("a.pdf", PDF)])
    other = write_to(family.leo)
    with as_owner():
        file = MessageAttachment.objects.get()
    client = family.clients["claire"]
    for path in (
        f"/messages/{other}/pieces/{file.id}/",
        f"/messages/{mine}/pieces/{file.id + 1}/",
        f"/messages/{mine}/pieces/{file.key}/",
        f"/messages/{mine}/pieces/..%2f..%2f{file.key}/",
        f"/messages/{mine}/pieces/%252e%252e%252f{file.key}/",
        f"/media/{file.key}",
        f"/static/{file.key}",
    ):
        assert client.get(path).status_code == 404, path


def test_a31_rich_text_is_cleaned_when_written_and_when_shown(family: Family) -> None:
    hostile = (
        '<p onclick="alert(1)">Bonjour <a href="javascript:alert(2)">ici</a>'
        "<script>alert(3)</script><img src=x onerror=alert(4)><svg onload=alert(5)>"
        '<iframe src="https://mal.example"></iframe><b>fort</b></p>'
    )
    number = write_to(family.leo, body=hostile, title="<script>alert(6)</script>")
    with as_owner():
        stored = Message.objects.get(id=number).body
        assert "<script" not in stored
        assert "javascript" not in stored
        assert "onclick" not in stored
        Message.objects.filter(id=number).update(body=hostile)
    page = family.get(f"/messages/{number}/")
    letter = page[page.index('class="prose"') : page.index("</article>")]
    for trap in ("<script", "onclick", "onerror", "javascript:", "<svg onload", "<iframe", "<img"):
        assert trap not in letter, trap
    assert "<strong>fort</strong>" in letter
    assert "&lt;script&gt;alert(6)" in page
    assert "<script>alert(6)" not in page


def test_a_hidden_tile_closes_every_page_of_a_message(family: Family) -> None:
    number = write_to(family.leo, needs_confirmation=True, allows_replies=True)
    make_switch(family.school.board, "tile.messages", False, family.school)
    client = family.clients["claire"]
    for verb in ("confirmer", "archiver", "repondre"):
        assert client.post(f"/messages/{number}/{verb}/").status_code == 404
    assert readings() == []


def test_the_read_receipt_is_not_taken_twice_by_two_tabs(family: Family) -> None:
    number = write_to(family.leo, at=timezone.now() - timedelta(hours=2))
    family.get(f"/messages/{number}/")
    with as_owner():
        first = MessageReading.objects.get().opened_at
    family.get(f"/messages/{number}/")
    with as_owner():
        assert MessageReading.objects.get().opened_at == first
