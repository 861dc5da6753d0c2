"""preau_homework.csv: what is given, to whom, and what stays with it."""

from datetime import UTC, date, datetime

import pytest

from preau.exchange.report import Diff
from preau.homework.models import Assignment, AssignmentPupil
from tests.exchange.conftest import START, Run, rules
from tests.exchange.daily import daily, work
from tests.exchange.packages import PackageFiles, Row
from tests.factories import as_owner


@pytest.fixture(autouse=True)
def imported(run: Run, roster: PackageFiles) -> None:
    assert run(roster).applied


def found(sid: str) -> Assignment:
    with as_owner():
        return Assignment.objects.select_related("group", "staff").get(source_id=sid)


def named() -> set[tuple[str, str]]:
    with as_owner():
        rows = AssignmentPupil.objects.values_list("assignment__source_id", "student__source_id")
        return set(rows)


def full() -> Row:
    return work(
        "d1", "2026-08-28", "2026-09-04",
        kind="Leçon", title="Les mots de la semaine", duePeriod="2", minutes="20",
        text='<b>Apprendre</b><script>x()</script> <a href="https://ex.org/mots">ici</a>',
        acceptsLate="true", teacherSourcedId="prof", students="leo, zoe",
        publishedAt="2026-08-28T15:00",
    )  # fmt: skip


def test_all_its_columns(run: Run) -> None:
    report = run(daily(homework=[full()]))
    assert report.applied, report.messages
    assert report.tables["homework"] == Diff(1, 0, 0)
    assert report.tables["homework_pupils"] == Diff(2, 0, 0)
    one = found("d1")
    assert (one.kind, one.title, one.due_period, one.minutes) == (
        *("lesson", "Les mots de la semaine", 2, 20),
    )
    assert (one.accepts_late, one.is_named) == (True, True)
    assert one.staff is not None
    assert (one.group.source_id, one.staff.source_id) == ("fra-401", "prof")
    assert one.published_at == datetime(2026, 8, 28, 19, 0, tzinfo=UTC)
    assert one.text.startswith("<strong>Apprendre</strong>")
    assert "script" not in one.text
    assert "(https://ex.org/mots)" in one.text
    assert named() == {("d1", "leo"), ("d1", "zoe")}
    assert run(daily(homework=[full()])).changes == 0


def test_when_it_is_published_without_a_moment(run: Run) -> None:
    rows = [work("d1", "2026-08-28", "2026-09-04"), work("d2", "2026-11-02", "2026-11-04")]
    run(daily(homework=rows))
    assert found("d1").published_at > START
    assert found("d2").published_at == datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
    assert run(daily(homework=rows)).changes == 0


def test_a_change_after_publication_is_dated(run: Run) -> None:
    run(daily(homework=[full()]))
    assert found("d1").changed_at is None
    change = full()
    change.update(dueOn="2026-09-07", students="leo")
    report = run(daily(homework=[change]))
    assert report.tables["homework"] == Diff(0, 1, 0)
    assert report.tables["homework_pupils"] == Diff(0, 0, 1)
    assert found("d1").due_on == date(2026, 9, 7)
    assert found("d1").changed_at is not None


def test_whole_between_the_first_and_last_due_dates(run: Run) -> None:
    rows = [work(f"d{n}", "2026-09-01", f"2026-09-0{n}") for n in range(1, 6)]
    run(daily(homework=rows))
    assert run(daily(homework=[rows[1], rows[3]])).tables["homework"] == Diff(0, 0, 1)
    with as_owner():
        live = set(Assignment.objects.filter(ended_at=None).values_list("source_id", flat=True))
    assert live == {"d1", "d2", "d4", "d5"}


def test_a_pupil_of_another_group_is_told(run: Run) -> None:
    report = run(daily(homework=[work("d1", "2026-09-01", "2026-09-04", students="noe")]))
    assert report.applied
    assert "not_in_group" in rules(report)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"classSourcedId": "autre"}, "not_held"),
        ({"students": "leo,inconnu"}, "not_held"),
        ({"students": "claire"}, "not_held"),
        ({"dueOn": "2026-08-31"}, "dates_order"),
        ({"minutes": "une heure"}, "count"),
        ({"kind": "punition"}, "choice"),
        ({"publishedAt": "demain"}, "date"),
    ],
)
def test_homework_refused(run: Run, values: dict[str, str], rule: str) -> None:
    report = run(daily(homework=[work("d1", "2026-09-01", "2026-09-04") | values]))
    assert report.refused
    assert rules(report) >= {rule}
