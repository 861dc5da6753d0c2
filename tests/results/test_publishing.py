"""Publishing to families: the hour, the mails at their rate, reminders that stop, papers ahead."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone

from preau.core.actors import BoardActor
from preau.core.batches import operations as batches
from preau.core.batches.run import run
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.notifications.pace import is_full, take_slots
from preau.results.batch import KIND
from preau.results.models import CardFile, CardReceipt, Publication
from preau.results.operations import (
    announce_report_cards,
    publish_report_cards,
    remind_of_report_cards,
)
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)
from tests.results.cards import make_card, make_course, make_terms, publish

pytestmark = pytest.mark.django_db


class School:
    def __init__(self, families: int = 3) -> None:
        self.board = make_board()
        self.school = make_school(self.board)
        self.term = make_terms(self.board)[0]
        self.group = make_course(self.school)
        self.actor = BoardActor(self.board.id)
        self.accounts = []
        self.cards = []
        for rank in range(families):
            pupil = make_student(self.school, given=f"Élève{rank}")
            email = f"p{rank}@courriel.example"
            make_link(pupil, email)
            account = make_account(email)
            confirm(account, pupil)
            self.accounts.append(account)
            self.cards.append(make_card(pupil, self.term, self.group))

    def announce(self, publication: Publication) -> int:
        with acting_as(self.actor):
            return announce_report_cards(
                actor=self.actor, publication_id=publication.id, at=timezone.now()
            )


@pytest.fixture
def school() -> School:
    return School()


def hours() -> list:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheduled_at FROM procrastinate_jobs"
            " WHERE task_name = 'notifications.send_mail' ORDER BY id"
        )
        return [hour for (hour,) in cursor.fetchall()]


def test_an_operation_publishes_and_says_how_many(school: School) -> None:
    at = timezone.now()
    with acting_as(school.actor):
        published = publish_report_cards(
            actor=school.actor,
            school_id=school.school.id,
            term_id=school.term.id,
            levels=["04"],
            show_at=at + timedelta(hours=3),
            at=at,
        )
    assert (published.cards, len(published.publications)) == (3, 1)
    assert school.announce(published.publications[0]) == 0
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'results.announce'"
        )
        assert cursor.fetchone()[0] == at + timedelta(hours=3)


def test_families_are_told_once(school: School) -> None:
    publication = publish(school.school, school.term)
    assert school.announce(publication) == 3
    assert school.announce(publication) == 0
    with as_owner():
        assert OutboxMail.objects.count() == 3


def test_who_has_no_card_or_no_right_is_told_nothing(school: School) -> None:
    with as_owner():
        school.cards[0].delete()
        school.accounts[1].confirmations.update(disowned_at=timezone.now())
    assert school.announce(publish(school.school, school.term)) == 1


def test_mails_take_slots_and_share_the_rate(school: School, settings) -> None:
    settings.PREAU_LIMITS = configured.PREAU_LIMITS.__class__(mails_per_minute=60)
    school.announce(publish(school.school, school.term))
    spread = hours()
    assert [(b - a).total_seconds() for a, b in pairwise(spread)] == [1, 1]
    with acting_as(school.actor):
        first = take_slots(1, at=timezone.now())[0]
    assert first >= spread[-1] + timedelta(seconds=1)


def test_after_a_pause_the_minute_fills_up(school: School, settings) -> None:
    settings.PREAU_LIMITS = configured.PREAU_LIMITS.__class__(mails_per_minute=2)
    school.announce(publish(school.school, school.term))
    at = timezone.now()
    with acting_as(school.actor):
        assert not is_full(at=at)
    with as_owner():
        OutboxMail.objects.update(claimed_at=at)
    with acting_as(school.actor):
        assert is_full(at=at)
        assert not is_full(at=at + timedelta(minutes=2))


def test_reminders_are_few_and_stop_with_the_acknowledgement(school: School) -> None:
    limits = configured.PREAU_LIMITS
    days = timedelta(days=limits.report_card_reminder_days)
    publication = publish(school.school, school.term, timezone.now() - days * 1.1)
    school.announce(publication)
    with as_owner():
        CardReceipt.objects.create(
            board=school.board, card=school.cards[0], account=school.accounts[0],
            acknowledged_at=timezone.now(),
        )  # fmt: skip
    sent = []
    for wait in (0, 0, 1.0, 2.5):
        at = timezone.now() + days * wait
        with acting_as(school.actor):
            sent.append(remind_of_report_cards(actor=school.actor, at=at))
    assert sent == [2, 0, 2, 0]
    with as_owner():
        assert CardReceipt.objects.filter(reminders=2).count() == 2


def test_papers_are_made_ahead_from_the_hour_on(school: School) -> None:
    publication = publish(school.school, school.term)
    batch = batches.ask(
        actor=school.actor, kind=KIND, parameters={"publication": publication.id}, at=timezone.now()
    )
    assert run(actor=school.actor, batch_id=batch)
    with as_owner():
        made = set(CardFile.objects.values_list("account_id", "card_id"))
    assert made == {
        (account.id, card.id) for account, card in zip(school.accounts, school.cards, strict=True)
    }


def test_no_paper_is_made_before_the_hour(school: School) -> None:
    publication = publish(school.school, school.term, timezone.now() + timedelta(hours=1))
    batch = batches.ask(
        actor=school.actor, kind=KIND, parameters={"publication": publication.id}, at=timezone.now()
    )
    assert run(actor=school.actor, batch_id=batch)
    with as_owner():
        assert not CardFile.objects.exists()
