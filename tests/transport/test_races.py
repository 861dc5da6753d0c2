"""Two people at the desk at the same instant: really committed rows, two connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.transport.enums import Cause, Direction
from preau.transport.models import BusNotice
from preau.transport.operations import Announced, announce
from preau.transport.queries import notices_of
from tests.factories import as_owner
from tests.transport.town import Town, circuit, make_town, ride

pytestmark = pytest.mark.usefixtures("committed")

NOW = datetime.now(UTC)
TODAY = timezone.localdate(NOW)
DELAYS = (15, 25)


@pytest.fixture
def town(committed: None) -> Town:
    return make_town()


def both(town: Town, wanted: list[Announced]) -> list[BusNotice]:
    """All at once; each in a transaction of its own. In the order in which they were written."""
    gate = Barrier(len(wanted))

    def one(announced: Announced) -> BusNotice:
        try:
            gate.wait(timeout=10)
            with acting_as(town.desk):
                return announce(actor=town.desk, announced=announced, at=NOW)[0]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(wanted)) as pool:
        made = [future.result(timeout=30) for future in [pool.submit(one, a) for a in wanted]]
    return sorted(made, key=lambda notice: notice.id)


def wanted(town: Town, minutes: int | None, direction: Direction | None) -> Announced:
    return Announced(
        circuit_id=circuit(town.board).id,
        on=TODAY,
        direction=direction,
        minutes=minutes,
        ends_at=NOW + timedelta(hours=2),
        cause=Cause.TRAFFIC,
        author=f"pupitre {minutes}",
    )


def read_by(town: Town) -> list[tuple[int, int | None]]:
    with acting_as(town.as_claire):
        return [(n.id, n.minutes) for n in notices_of(town.leo.id, at=NOW)]


def test_of_two_notices_at_once_the_latest_stands_and_the_earlier_is_kept(town: Town) -> None:
    ride(town.leo, weekdays=[1, 2, 3, 4, 5, 6, 7])
    first, last = both(town, [wanted(town, m, Direction.MORNING) for m in DELAYS])
    assert {first.minutes, last.minutes} == set(DELAYS)
    assert read_by(town) == [(last.id, last.minutes)]
    with as_owner():
        kept = dict(BusNotice.objects.values_list("id", "withdrawn_at"))
        mails = set(OutboxMail.objects.values_list("topic", "state"))
        acts = list(
            JournalEntry.objects.filter(act__startswith="transport.notice")
            .order_by("id")
            .values_list("act", flat=True)
        )
    assert kept == {first.id: NOW, last.id: None}
    assert mails == {(f"bus {first.id}", "cancelled"), (f"bus {last.id}", "queued")}
    assert acts == [
        "transport.notice_published", "transport.notice_ended", "transport.notice_published",
    ]  # fmt: skip


def test_a_whole_day_and_a_morning_at_once_both_stand(town: Town) -> None:
    """They are said of different rides: the page shows both, and neither writer is refused."""
    ride(town.leo, weekdays=[1, 2, 3, 4, 5, 6, 7])
    made = both(town, [wanted(town, None, None), wanted(town, 15, Direction.MORNING)])
    assert sorted(read_by(town)) == [(one.id, one.minutes) for one in made]
