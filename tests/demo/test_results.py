"""What the people to try are told of results: two published, one tonight, and an archive."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from preau.accounts.models import Account
from preau.core.actors import FamilyActor
from preau.core.scope import acting_as
from preau.demo.results.former import MOTHER
from preau.people.models import Student
from preau.results.models import CompetencyResult, ReportCard
from preau.results.queries.cards import cards_of, terms_of_year
from tests.demo import test_acts
from tests.demo.test_acts import AT, SYLVIE, loaded
from tests.factories import as_owner

__all__ = ["loaded"]
# The same weeks of the year as there.
pytestmark = test_acts.pytestmark
TODAY = timezone.localdate(AT)


@pytest.fixture(autouse=True)
def _loaded(loaded: Path, db: None) -> None:
    """The demonstration, as it stands."""


def actor_of(email: str) -> FamilyActor:
    with as_owner():
        return FamilyActor(Account.objects.get(email=email).id)


def test_two_report_cards_of_this_year_are_published_and_one_is_for_tonight() -> None:
    shown, tonight = {}, {}
    with acting_as(actor_of(SYLVIE)):
        for child in Student.objects.order_by("id"):
            terms = terms_of_year(child.board_id, child.school_id, child.level, today=TODAY)
            ids = {term.id for term in terms}
            shown[child.given_name] = [
                card for card in cards_of(child.id, today=TODAY) if card.term_id in ids
            ]
            tonight[child.given_name] = [
                t.published_at for t in terms if t.published_at and t.published_at > AT
            ]
    assert [bool(shown[name]) for name in ("Éloïse", "Juliette", "Samuel")] == [True, True, False]
    (hour,) = tonight["Samuel"]
    assert hour - AT < timedelta(hours=36)
    assert tonight["Éloïse"] == tonight["Juliette"] == []
    with as_owner():
        assert ReportCard.objects.filter(student__given_name="Samuel").exists()


def test_the_archive_of_a_former_pupil_holds_competencies() -> None:
    with acting_as(actor_of(MOTHER)):
        assert not Student.objects.exists()
        assert ReportCard.objects.count() == 3
        marks = CompetencyResult.objects.exclude(mark=None)
        assert marks.values("subject__card").distinct().count() == 3
        assert marks.count() >= 18
