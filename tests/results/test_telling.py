"""Mails about travaux: at the pace each parent chose, from their hour on, without a mark."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from preau.core import clock
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.core.zone import instant
from preau.notifications.models import OutboxMail
from preau.people.models import GuardianLink, LinkRestriction
from preau.results.enums import Pace
from preau.results.models import PaceChoice, WorkResult
from preau.results.operations.ruling import rule_works
from preau.results.operations.telling import digest_works, due_digests, tell_of_works
from preau.results.queries.works import habits_of, works_of
from preau.results.tasks import tell_works
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
from tests.results.cards import make_course, make_work

pytestmark = pytest.mark.django_db
CLAIRE, MINH = "claire@courriel.example", "minh@courriel.example"
WEEK = timedelta(days=7)


class Town:
    """Éloïse and Léo, with two parents; and Zoé, of another family in the same group."""

    def __init__(self) -> None:
        self.board = make_board()
        self.school = make_school(self.board)
        self.actor = BoardActor(self.board.id)
        self.group = make_course(self.school, "Mathématique")
        self.eloise, self.leo, self.zoe = (
            make_student(self.school, given=given) for given in ("Éloïse", "Léo", "Zoé")
        )
        self.accounts = {}
        self.family(CLAIRE, self.eloise, self.leo)
        self.family(MINH, self.eloise)
        self.family("zoe@courriel.example", self.zoe)
        for pupil in (self.eloise, self.leo, self.zoe):
            enrol(pupil, self.group)

    def family(self, address, *pupils) -> None:
        self.accounts[address] = make_account(address)
        for pupil in pupils:
            make_link(pupil, address, given=address.partition("@")[0])
            confirm(self.accounts[address], pupil)

    def choose(self, pace: str, address: str = CLAIRE, pupil=None) -> None:
        with as_owner():
            PaceChoice.objects.create(
                account=self.accounts[address], student=pupil or self.eloise, pace=pace
            )

    def tell(self, at: datetime | None = None) -> list[int]:
        """How many mails each slice queued."""
        sent = []
        with acting_as(self.actor):
            while (number := tell_of_works(actor=self.actor, at=at or timezone.now())) is not None:
                sent.append(number)
        return sent

    def digest(self, at: datetime | None = None) -> int:
        at = at or timezone.now()
        with acting_as(self.actor):
            return sum(
                digest_works(actor=self.actor, school_id=school, week_at=week, at=at)
                for school, week in due_digests(actor=self.actor, at=at)
            )

    def mails(self) -> dict[str, list[OutboxMail]]:
        found: dict[str, list[OutboxMail]] = {}
        with as_owner():
            for mail in OutboxMail.objects.order_by("created_at", "id"):
                found.setdefault(mail.recipient, []).append(mail)
        return found


@pytest.fixture
def town() -> Town:
    return Town()


def said(mail: OutboxMail) -> str:
    return f"{mail.subject}\n{mail.text}\n{mail.html}"


def test_what_an_import_brought_of_a_child_is_one_mail_without_a_word_of_it(town: Town) -> None:
    for rank in range(3):
        make_work(town.eloise, town.group, f"Dictée {rank}", score="17.25")
    assert town.tell() == [2]
    assert town.tell() == []
    mail = town.mails()[CLAIRE][0]
    assert "De nouveaux résultats de travaux sont arrivés pour Éloïse." in mail.text
    assert f"/enfants/{town.eloise.id}/resultats/#travaux" in mail.text
    assert (mail.right, mail.student_ids, mail.is_paced) == ("results", [town.eloise.id], True)
    for secret in ("17,25", "17.25", "Dictée", "Mathématique", "Léo", "Zoé"):
        assert secret not in said(mail)


def test_two_children_are_two_mails_and_another_family_gets_its_own(town: Town) -> None:
    for pupil in (town.eloise, town.leo, town.zoe):
        make_work(pupil, town.group)
    assert sum(town.tell()) == 4
    assert {who: len(mails) for who, mails in town.mails().items()} == {
        CLAIRE: 2,
        MINH: 1,
        "zoe@courriel.example": 1,
    }


def test_a_later_import_is_another_mail_and_a_mark_that_changes_is_none(town: Town) -> None:
    first = make_work(town.leo, town.group)
    assert town.tell() == [1]
    with as_owner():
        WorkResult.objects.filter(pk=first.pk).update(score=12)
    assert town.tell() == []
    make_work(town.leo, town.group, "Dictée 2")
    assert town.tell() == [1]


def test_what_was_handed_in_is_news_once_it_is_marked(town: Town) -> None:
    result = make_work(town.leo, town.group, status="handed_in")
    assert town.tell() == [0]
    with as_owner():
        WorkResult.objects.filter(pk=result.pk).update(status="graded", score=12)
    assert town.tell() == [1]


def test_before_its_hour_a_travail_is_told_to_nobody(town: Town) -> None:
    later = timezone.now() + timedelta(hours=2)
    make_work(town.eloise, town.group, "Dictée", published_at=later)
    result = make_work(town.leo, town.group, "Récit")
    with as_owner():
        WorkResult.objects.filter(pk=result.pk).update(published_at=later)
    town.choose("weekly", pupil=town.leo)
    assert town.tell() == []
    assert town.digest() == 0
    assert town.mails() == {}
    with as_owner():
        assert WorkResult.objects.filter(told_at=None, digested_at=None).count() == 2


def test_history_that_a_first_import_brings_is_no_news(town: Town) -> None:
    make_work(town.leo, town.group, published_at=timezone.now() - timedelta(days=30))
    with as_owner():
        WorkResult.objects.update(published_at=timezone.now() - timedelta(days=30))
    assert town.tell() == [0]
    assert town.tell() == []


def test_each_parent_has_the_pace_it_chose(town: Town) -> None:
    town.choose("report_card")
    town.choose("weekly", MINH)
    make_work(town.eloise, town.group)
    assert town.tell() == [0]
    assert town.digest(timezone.now() + WEEK) == 1
    assert list(town.mails()) == [MINH]


def test_the_week_is_one_mail_for_all_children_once_and_none_when_nothing_is_new(
    town: Town,
) -> None:
    for pupil in (town.eloise, town.leo):
        town.choose("weekly", pupil=pupil)
        make_work(pupil, town.group)
        make_work(pupil, town.group, "Récit")
    town.choose("weekly", MINH)
    town.tell()
    assert town.mails() == {}
    soon = timezone.now() + WEEK
    assert town.digest(soon) == 2
    assert town.digest(soon) == 0
    assert town.digest(soon + WEEK) == 0
    mail = town.mails()[CLAIRE][0]
    assert "sont arrivés pour Éloïse et Léo." in mail.text
    for secret in ("Dictée", "Récit", "17", "Mathématique"):
        assert secret not in mail.text.replace("17\u00a0h", "")
    assert mail.student_ids == [town.eloise.id, town.leo.id]


def test_the_week_begins_at_the_schools_weekday_and_hour(town: Town) -> None:
    with acting_as(town.actor):
        rule_works(
            actor=town.actor, school_id=town.school.id, pace=Pace.WEEKLY, weekday=5,
            sent_at=time(16, 30),
        )  # fmt: skip
    friday = timezone.make_aware(datetime(2026, 11, 20, 16, 30))
    with acting_as(town.actor):
        for at, week in (
            (friday, friday),
            (friday + timedelta(minutes=-1), friday - WEEK),
            (friday + timedelta(days=6, hours=23), friday),
        ):
            assert due_digests(actor=town.actor, at=at) == [(town.school.id, week)]
    claire = FamilyActor(town.accounts[CLAIRE].id)
    with acting_as(claire):
        habits = habits_of(town.eloise.id, at=friday)
    assert (habits.pace, habits.week_at, habits.weekday) == (Pace.WEEKLY, friday, 5)


def test_a_mail_of_the_week_says_what_the_page_shows(town: Town) -> None:
    town.choose("weekly")
    make_work(town.eloise, town.group, published_at=timezone.now() - timedelta(minutes=1))
    claire, soon = FamilyActor(town.accounts[CLAIRE].id), timezone.now() + WEEK
    for at in (timezone.now(), soon):
        with acting_as(claire):
            shown = works_of(town.eloise.id, habits=habits_of(town.eloise.id, at=at), at=at)
        assert bool(town.digest(at)) is bool(shown)


def test_a_rule_of_the_school_goes_before_that_of_its_body(town: Town) -> None:
    with acting_as(town.actor):
        for school, pace in ((None, Pace.REPORT_CARD), (town.school.id, Pace.WEEKLY)):
            rule_works(actor=town.actor, school_id=school, pace=pace, weekday=1, sent_at=time(7))
    make_work(town.leo, town.group)
    assert town.tell() == [0]
    assert town.digest(timezone.now() + WEEK) == 1


@pytest.mark.parametrize("ending", ["link", "results", "everything", "disowned", "tile"])
def test_a19_a20_who_may_no_longer_read_is_told_nothing(town: Town, ending: str) -> None:
    make_work(town.leo, town.group)
    with as_owner():
        link = GuardianLink.objects.get(student=town.leo)
        if ending == "link":
            GuardianLink.objects.filter(pk=link.pk).update(ended_at=timezone.now())
        elif ending == "disowned":
            town.accounts[CLAIRE].confirmations.update(disowned_at=timezone.now())
        elif ending != "tile":
            LinkRestriction.objects.create(
                board=town.board, link=link, right=ending, starts_on=timezone.localdate()
            )
    if ending == "tile":
        make_switch(town.board, "tile.results", False, town.school)
    assert town.tell() == [0]


def test_a14_a_body_tells_of_its_own_pupils_alone(town: Town) -> None:
    other = BoardActor(make_board("755000").id)
    result = make_work(town.leo, town.group)
    with acting_as(other):
        assert tell_of_works(actor=other, at=timezone.now()) is None
        assert due_digests(actor=other, at=timezone.now()) == []
    with as_owner():
        assert WorkResult.objects.get(pk=result.pk).told_at is None


def test_an_english_parent_reads_english(town: Town) -> None:
    with as_owner():
        type(town.accounts[MINH]).objects.filter(pk=town.accounts[MINH].pk).update(language="en")
    make_work(town.eloise, town.group)
    town.tell()
    mail = town.mails()[MINH][0]
    assert "New assignment results have arrived for Éloïse." in mail.text
    assert "arrivés" not in said(mail)


def test_what_is_imported_by_night_is_one_mail_per_child_in_the_morning(monkeypatch) -> None:
    town, today = Town(), timezone.localdate()
    make_work(town.eloise, town.group)
    make_work(town.eloise, town.group, "Récit")
    for hour, mails in ((time(23, 0), 0), (time(6, 59), 0), (time(7, 0), 2)):
        at = instant(today + timedelta(days=1 if hour < time(12) else 0), hour)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        tell_works(0)
        with as_owner():
            assert OutboxMail.objects.count() == mails
