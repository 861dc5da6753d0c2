"""What stays readable after a pupil has left, to whom, and that nothing else of the pupil does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from preau.core.actors import BoardActor, FamilyActor
from preau.core.errors import NotVisible
from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.people.models import GuardianLink, LinkRestriction, Student
from preau.people.operations import close_archive, open_archive
from preau.results.models import CardFile, ReportCard, WorkResult
from preau.results.queries.cards import archived_guardian
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)
from tests.homework.giving import enrol
from tests.personas import sign_in
from tests.results.cards import SHOWN, make_card, make_course, make_terms, make_work, publish

pytestmark = pytest.mark.django_db
ADDRESS, OTHER = "claire@courriel.example", "minh@courriel.example"


class Gone:
    """Léo, with two parents who had confirmed him, and a card of last year."""

    def __init__(self) -> None:
        self.board = make_board()
        self.school = make_school(self.board)
        self.leo = make_student(self.school)
        self.link = make_link(self.leo, ADDRESS)
        self.claire, self.minh = make_account(ADDRESS), make_account(OTHER)
        make_link(self.leo, OTHER, given="Minh")
        confirm(self.claire, self.leo)
        confirm(self.minh, self.leo)
        self.term = make_terms(self.board, years_ago=1)[2]
        self.group = make_course(self.school)
        enrol(self.leo, self.group)
        publish(self.school, self.term)
        self.card = make_card(self.leo, self.term, self.group)
        make_work(self.leo, self.group)

    def leave(self) -> None:
        """As an import does: the pupil and its links end at one instant."""
        at = timezone.now()
        with as_owner():
            GuardianLink.objects.filter(student=self.leo, ended_at=None).update(ended_at=at)
            Student.objects.filter(pk=self.leo.pk).update(ended_at=at)

    def cards(self, account=None) -> int:
        with acting_as(FamilyActor((account or self.claire).id)):
            assert not Student.objects.exists()
            assert not WorkResult.objects.exists()
            assert not GuardianLink.objects.exists()
            return ReportCard.objects.count()


@pytest.fixture
def gone() -> Gone:
    return Gone()


def test_report_cards_stay_and_nothing_else_does(gone: Gone) -> None:
    gone.leave()
    assert (gone.cards(), gone.cards(gone.minh)) == (1, 1)
    client = sign_in(Client(), gone.claire)
    archives = client.get("/resultats/archives/").content.decode()
    assert "Léo" in archives
    page = client.get(f"/bulletins/{gone.card.id}/").content.decode()
    assert f"{SHOWN}" in page
    assert "Claire Tremblay" in page
    assert "Minh" not in page
    for path in ("resultats", "dossier", "agenda", "devoirs", "absences", "photo"):
        assert client.get(f"/enfants/{gone.leo.id}/{path}/").status_code == 404
    assert "/resultats/archives/" in client.get("/").content.decode()


def test_a19_an_address_taken_off_while_the_pupil_was_there_opens_no_archive(gone: Gone) -> None:
    with as_owner():
        GuardianLink.objects.filter(pk=gone.link.pk).update(
            ended_at=timezone.now() - timedelta(days=3)
        )
    gone.leave()
    assert (gone.cards(), gone.cards(gone.minh)) == (0, 1)
    client = sign_in(Client(), gone.claire)
    for path in (
        *(f"bulletins/{gone.card.id}/", f"bulletins/{gone.card.id}/pdf/"),
        f"resultats/archives/{gone.leo.id}/bulletins.zip",
    ):
        assert client.get(f"/{path}").status_code == 404


def test_a19_an_address_changed_before_the_departure_opens_no_archive(gone: Gone) -> None:
    with as_owner():
        GuardianLink.objects.filter(pk=gone.link.pk).update(email="autre@courriel.example")
    gone.leave()
    assert gone.cards() == 0


@pytest.mark.parametrize("right", ["everything", "results"])
def test_a20_a_judgment_bars_the_archive_of_its_own_parent(gone: Gone, right: str) -> None:
    with as_owner():
        LinkRestriction.objects.create(
            board=gone.board, link=gone.link, right=right, starts_on=timezone.localdate()
        )
    gone.leave()
    assert (gone.cards(), gone.cards(gone.minh)) == (0, 1)


def test_disowned_unverified_without_authority_or_of_age_opens_nothing(gone: Gone) -> None:
    gone.leave()
    birth = timezone.localdate() - timedelta(days=365 * 19)
    for change, back in (
        (lambda: gone.claire.confirmations.update(disowned_at=timezone.now()),
         lambda: gone.claire.confirmations.update(disowned_at=None)),
        (lambda: gone.claire.emailaddress_set.update(verified=False),
         lambda: gone.claire.emailaddress_set.update(verified=True)),
        (lambda: GuardianLink.objects.update(has_authority=False),
         lambda: GuardianLink.objects.update(has_authority=True)),
        (lambda: Student.objects.update(birth_on=birth),
         lambda: Student.objects.update(birth_on=None)),
        (lambda: type(gone.board).objects.update(is_subscribed=False),
         lambda: type(gone.board).objects.update(is_subscribed=True)),
    ):  # fmt: skip
        with as_owner():
            change()
        assert gone.cards() == 0
        with as_owner():
            back()
        assert gone.cards() == 1


def test_a19_an_archive_closed_to_one_address_is_dead_to_it_alone(gone: Gone) -> None:
    """In the database, pages, papers made before and the download; the other parent's stay."""
    gone.leave()
    clients = {who: sign_in(Client(), who) for who in (gone.claire, gone.minh)}
    paths = (
        *(f"/bulletins/{gone.card.id}/", f"/bulletins/{gone.card.id}/pdf/"),
        f"/resultats/archives/{gone.leo.id}/bulletins.zip",
    )
    for client in clients.values():
        assert [client.get(path).status_code for path in paths] == [200] * 3
    actor = BoardActor(gone.board.id)
    with acting_as(actor):
        assert close_archive(
            actor=actor, student_id=gone.leo.id, address=ADDRESS, at=timezone.now()
        )
    assert (gone.cards(), gone.cards(gone.minh)) == (0, 1)
    assert [clients[gone.claire].get(path).status_code for path in paths] == [404] * 3
    assert [clients[gone.minh].get(path).status_code for path in paths] == [200] * 3
    with acting_as(FamilyActor(gone.claire.id)):
        assert not CardFile.objects.exists()
        assert archived_guardian(gone.leo.id) == ("", "")
    assert "Léo" not in clients[gone.claire].get("/resultats/archives/").content.decode()
    assert "/resultats/archives/" not in clients[gone.claire].get("/").content.decode()
    with as_owner():
        entry = JournalEntry.objects.get(act="results.archive_closed")
    assert (entry.student_ids, entry.board_id) == ([gone.leo.id], gone.board.id)


def test_a_closed_archive_stays_closed_when_the_pupil_comes_back_and_leaves(gone: Gone) -> None:
    gone.leave()
    actor = BoardActor(gone.board.id)
    with acting_as(actor):
        close_archive(actor=actor, student_id=gone.leo.id, address=ADDRESS, at=timezone.now())
    with as_owner():
        GuardianLink.objects.update(ended_at=None)
        Student.objects.filter(pk=gone.leo.pk).update(ended_at=None)
    with acting_as(FamilyActor(gone.claire.id)):
        assert ReportCard.objects.exists()
    gone.leave()
    assert (gone.cards(), gone.cards(gone.minh)) == (0, 1)


def test_a14_a_body_closes_no_archive_of_another(gone: Gone) -> None:
    gone.leave()
    other = BoardActor(make_board("755000").id)
    with acting_as(other), pytest.raises(NotVisible):
        close_archive(actor=other, student_id=gone.leo.id, address=ADDRESS, at=timezone.now())
    assert gone.cards() == 1


def test_an_archive_closed_by_mistake_opens_again(gone: Gone) -> None:
    gone.leave()
    actor = BoardActor(gone.board.id)
    with acting_as(actor):
        close_archive(actor=actor, student_id=gone.leo.id, address=ADDRESS, at=timezone.now())
        assert open_archive(actor=actor, student_id=gone.leo.id, address=ADDRESS)
        assert not open_archive(actor=actor, student_id=gone.leo.id, address=ADDRESS)
    assert gone.cards() == 1


def test_who_had_not_confirmed_the_child_finds_no_archive(gone: Gone) -> None:
    stranger = make_account("oncle@courriel.example")
    make_link(gone.leo, "oncle@courriel.example", given="Oncle")
    gone.leave()
    assert gone.cards(stranger) == 0


def test_a_pupil_who_comes_back_is_no_archive(gone: Gone) -> None:
    gone.leave()
    with as_owner():
        Student.objects.filter(pk=gone.leo.pk).update(ended_at=None)
    with acting_as(FamilyActor(gone.claire.id)):
        assert not ReportCard.objects.exists()
