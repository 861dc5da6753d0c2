"""A mark is never shown before its hour: in the database, a page, feed, paper, mail or search."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preau.agenda.operations import create_feed
from preau.boards.enums import SwitchKey
from preau.boards.models import Switch
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.results.documents.data import to_data
from preau.results.documents.filled import filled
from preau.results.enums import Pace
from preau.results.models import (
    CardNote,
    CompetencyResult,
    GroupAverage,
    PaceChoice,
    ReportCard,
    SubjectResult,
    Work,
    WorkResult,
)
from preau.results.operations import announce_report_cards, open_card
from preau.results.operations.telling import digest_works, due_digests, tell_of_works
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
    make_switch,
)
from tests.homework.giving import enrol
from tests.papers.pdf import text_of
from tests.personas import sign_in
from tests.results.cards import (
    SECRET,
    SHOWN,
    make_average,
    make_card,
    make_course,
    make_terms,
    make_work,
    publish,
)

pytestmark = pytest.mark.django_db
ADDRESS = "claire@courriel.example"
HELD = (ReportCard, SubjectResult, CompetencyResult, CardNote, GroupAverage, WorkResult)


class Town:
    """A pupil whose one étape waits for its hour, with an average, a text and a travail."""

    def __init__(self) -> None:
        self.board = make_board()
        self.school = make_school(self.board)
        self.leo = make_student(self.school)
        make_link(self.leo, ADDRESS)
        self.claire = make_account(ADDRESS)
        confirm(self.claire, self.leo)
        make_switch(self.board, "rule.show_averages", True, self.school)
        self.term = make_terms(self.board)[0]
        self.group = make_course(self.school)
        enrol(self.leo, self.group)
        self.card = make_card(self.leo, self.term, self.group)
        make_average(self.group, self.term, size=20)
        with as_owner():
            CardNote.objects.create(
                board=self.board, card=self.card, kind="general", text=f"Bravo pour {SECRET}"
            )
        actor = FamilyActor(self.claire.id)
        with acting_as(actor):
            self.feed = create_feed(
                actor=actor, student_id=self.leo.id, language="fr", at=timezone.now()
            )
        self.client = sign_in(Client(), self.claire)

    def counts(self) -> list[int]:
        with acting_as(FamilyActor(self.claire.id)):
            return [model.objects.count() for model in HELD]


@pytest.fixture
def town() -> Town:
    return Town()


def everything(town: Town) -> str:
    """Whatever a parent may ask of the portal, put end to end."""
    leo, card = town.leo.id, town.card.id
    pages = [
        "/",
        *(f"/enfants/{leo}/resultats/?vue={view}" for view in ("etape", "matiere", "annee")),
        *("/resultats/archives/", f"/resultats/archives/{leo}/bulletins.zip"),
        *(f"/bulletins/{card}/", f"/bulletins/{card}/pdf/"),
        f"/bulletins/{card}/pris-connaissance/",
        *(f"/messages/?q={SHOWN}", f"/enfants/{leo}/agenda/", f"/enfants/{leo}/devoirs/"),
        *("/agenda/", f"/enfants/{leo}/dossier/", f"/enfants/{leo}/absences/"),
        f"/agenda/flux/{town.feed}.ics",
    ]
    found = [town.client.get(page).getvalue().decode("utf-8", "replace") for page in pages]
    with as_owner():
        mails = OutboxMail.objects.values_list("subject", "text", "html")
        found += ["\n".join(mail) for mail in mails]
    return "\n".join(found)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    minutes=st.integers(1, 60 * 24 * 400),
    level=st.sampled_from(["", "04"]),
    other=st.integers(-60 * 24 * 30, 60 * 24 * 30),
)
def test_before_the_hour_nothing_leaves_the_database(
    town: Town, minutes: int, level: str, other: int
) -> None:
    """Whatever another level's hour is, and a level's own hour before that of all."""
    publish(town.school, town.term, timezone.now() + timedelta(minutes=minutes), level)
    publish(town.school, town.term, timezone.now() + timedelta(minutes=other), "05")
    if level:
        publish(town.school, town.term, timezone.now() - timedelta(days=1), "")
    assert town.counts() == [0] * 6


def test_before_the_hour_no_page_feed_mail_or_search_says_a_mark(town: Town) -> None:
    publication = publish(town.school, town.term, timezone.now() + timedelta(hours=2))
    actor = BoardActor(town.board.id)
    with acting_as(actor):
        sent = announce_report_cards(actor=actor, publication_id=publication.id, at=timezone.now())
    assert sent == 0
    said = everything(town)
    assert SECRET not in said.replace(f"q={SHOWN}", "").replace(f'value="{SHOWN}"', "")
    said = said.replace(f"q={SHOWN}", "").replace(f'value="{SHOWN}"', "")
    assert SHOWN not in said
    assert "Commentaire" not in said
    page = town.client.get(f"/enfants/{town.leo.id}/resultats/").content.decode()
    assert "Étape 1\u00a0: publication le" in page or "Étape 1 : publication le" in page


def test_from_the_hour_on_the_page_says_it_and_the_mail_does_not(town: Town) -> None:
    publication = publish(town.school, town.term)
    assert town.counts()[:3] == [1, 1, 1]
    page = town.client.get(f"/enfants/{town.leo.id}/resultats/").content.decode()
    assert f"{SHOWN}\u00a0%" in page
    actor = BoardActor(town.board.id)
    with acting_as(actor):
        assert (
            announce_report_cards(actor=actor, publication_id=publication.id, at=timezone.now())
            == 1
        )
    with as_owner():
        mail = OutboxMail.objects.get()
    assert SHOWN not in mail.text + mail.html + mail.subject
    assert (mail.right, mail.student_ids, mail.is_paced) == ("results", [town.leo.id], True)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    of_work=st.integers(-60 * 24, -5) | st.integers(1, 60 * 24 * 30),
    of_result=st.integers(-60 * 24, -5) | st.integers(1, 60 * 24 * 30),
    pace=st.sampled_from(Pace.values),
)
def test_a_travail_is_in_no_page_feed_mail_or_search_before_its_hours(
    town: Town, of_work: int, of_result: int, pace: str
) -> None:
    """Both hours, its own and that of its result; its mails say no mark after them either."""
    at = timezone.now()
    with as_owner():
        WorkResult.objects.all().delete()
        Work.objects.all().delete()
        OutboxMail.objects.all().delete()
        PaceChoice.objects.update_or_create(
            account=town.claire, student=town.leo, defaults={"pace": pace}
        )
    result = make_work(
        town.leo, town.group, "Dictée du secret", published_at=at + timedelta(minutes=of_work)
    )
    with as_owner():
        WorkResult.objects.filter(pk=result.pk).update(
            published_at=at + timedelta(minutes=of_result)
        )
    board = BoardActor(town.board.id)
    with acting_as(board):
        while tell_of_works(actor=board, at=at) is not None:
            pass
        for school_id, week_at in due_digests(actor=board, at=at):
            digest_works(actor=board, school_id=school_id, week_at=week_at, at=at)
    is_out = max(of_work, of_result) <= 0
    said = everything(town)
    if not is_out:
        assert "Dictée du secret" not in said
        assert "17,25" not in said
    with as_owner():
        mails = list(OutboxMail.objects.filter(topic="works"))
    if pace == Pace.LIVE:
        assert len(mails) == is_out
    if pace == Pace.REPORT_CARD or not is_out:
        assert mails == []
    for mail in mails:
        for secret in ("17,25", "17.25", "Dictée", "Mathématique"):
            assert secret not in mail.subject + mail.text + mail.html


def test_an_hour_put_off_takes_back_what_showed(town: Town) -> None:
    publish(town.school, town.term)
    assert town.counts()[0] == 1
    publish(town.school, town.term, timezone.now() + timedelta(minutes=1))
    assert town.counts()[0] == 0


def test_a_travail_follows_its_own_hour_and_its_works(town: Town) -> None:
    later = timezone.now() + timedelta(minutes=5)
    with as_owner():
        make_work(town.leo, town.group, "Dictée cachée", published_at=later)
    with acting_as(FamilyActor(town.claire.id)):
        assert not WorkResult.objects.exists()
    make_work(town.leo, town.group, "Dictée sue")
    page = town.client.get(f"/enfants/{town.leo.id}/resultats/").content.decode()
    assert "Dictée sue" in page
    assert "17,25" in page
    assert "Dictée cachée" not in page


def words_of(town: Town, language: str = "fr") -> str:
    """What the paper of the card says, as the data that its template prints."""
    actor = FamilyActor(town.claire.id)
    with acting_as(actor):
        page = open_card(
            actor=actor,
            card_id=town.card.id,
            averages=SwitchKey.AVERAGES_ON_PAPER,
            at=timezone.now(),
        )
        return str(to_data(filled(page, language=language)))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(size=st.integers(0, 8), on_page=st.booleans(), on_paper=st.booleans())
def test_an_average_shows_of_five_or_more_where_its_own_switch_is_on(
    town: Town, size: int, on_page: bool, on_paper: bool
) -> None:
    """The page and the paper, each by its own switch; of fewer than five, neither, ever."""
    publish(town.school, town.term)
    keys = {"rule.show_averages": on_page, "rule.averages_on_paper": on_paper}
    with as_owner():
        GroupAverage.objects.update(size=size)
        for key, is_on in keys.items():
            Switch.objects.update_or_create(
                board=town.board, school=town.school, key=key, defaults={"is_on": is_on}
            )
    enough = size >= 5
    assert (town.counts()[4] == 1) is (enough and (on_page or on_paper))
    for address in (
        *(f"/enfants/{town.leo.id}/resultats/?vue={view}" for view in ("etape", "matiere")),
        f"/bulletins/{town.card.id}/",
    ):
        page = town.client.get(address).content.decode()
        assert ("68,2" in page) is (enough and on_page), address
    glance = town.client.get(f"/enfants/{town.leo.id}/resultats/?vue=annee").content.decode()
    assert ("chart-average" in glance) is (enough and on_page)
    assert ("68,2" in words_of(town)) is (enough and on_paper)


@pytest.mark.parametrize(("size", "on_paper", "shown"), [(4, True, False), (5, True, True),
                                                         (20, False, False)])  # fmt: skip
def test_a_printed_average_is_of_five_or_more_and_by_its_own_switch(
    town: Town, size: int, on_paper: bool, shown: bool
) -> None:
    """As a reader of the PDF finds it; the page's switch is on all along."""
    publish(town.school, town.term)
    make_switch(town.board, "rule.averages_on_paper", on_paper, town.school)
    with as_owner():
        GroupAverage.objects.update(size=size)
    pdf = town.client.get(f"/bulletins/{town.card.id}/pdf/").getvalue()
    assert ("68,2" in text_of(pdf)) is shown


def test_an_average_shows_only_where_the_school_turned_it_on(town: Town) -> None:
    publish(town.school, town.term)
    with as_owner():
        town.school.switches.update(is_on=False)
    assert town.counts()[4] == 0
    make_switch(town.board, "rule.averages_on_paper", True, town.school)
    assert town.counts()[4] == 1
    for address in (f"/enfants/{town.leo.id}/resultats/", f"/bulletins/{town.card.id}/"):
        assert "68,2" not in town.client.get(address).content.decode()


def test_a_school_that_hides_results_hides_them_from_the_database_on(town: Town) -> None:
    publish(town.school, town.term)
    make_switch(town.board, "tile.results", False, town.school)
    assert town.counts()[:3] == [0, 0, 0]
    assert town.client.get(f"/bulletins/{town.card.id}/").status_code == 404


def test_a_mark_changed_after_publication_says_when_and_what_it_was(town: Town) -> None:
    publish(town.school, town.term)
    with as_owner():
        SubjectResult.objects.update(mark=81)
    page = town.client.get(f"/enfants/{town.leo.id}/resultats/").content.decode()
    assert "modifié le" in page
    assert f"auparavant {SHOWN}" in page.replace("\u00a0%", "")


def test_a_mark_changed_before_publication_leaves_no_trace(town: Town) -> None:
    publish(town.school, town.term, timezone.now() + timedelta(days=1))
    with as_owner():
        SubjectResult.objects.update(mark=81)
        assert SubjectResult.objects.get().changed_at is None
