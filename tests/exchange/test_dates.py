"""Which delta is too old: only a date of a file proves it, and an old delta opens nothing again."""

from datetime import UTC, datetime

import pytest

from preau.exchange.report import Diff, ImportReport
from preau.people.models import Student
from tests.exchange.conftest import START, Run, rules
from tests.exchange.packages import PackageFiles
from tests.exchange.test_delta import LATER, OLD, delta, keep
from tests.exchange.test_links import links
from tests.factories import as_owner

# The first import of a test is made on 2 September, of files exported in the night before it.
BETWEEN, EXPORTED = "2026-09-02T05:00:00Z", "2026-09-02T02:00:00Z"


def claire(roster: PackageFiles, at: str, **values: str) -> PackageFiles:
    change = keep(delta(roster, "users"), "users", "claire")
    return change.change("users", "claire", **values).stamped(at)


def dated(roster: PackageFiles, at: str) -> PackageFiles:
    """The whole list, with the dates that its rows last changed."""
    whole = roster.copy()
    for rows in whole.tables.values():
        for values in rows:
            values["dateLastModified"] = at
    return whole


def stale_lines(report: ImportReport) -> list[int | None]:
    return [message.line for message in report.messages if message.rule == "stale"]


def test_a_delta_exported_before_the_bulk_was_imported(run: Run, roster: PackageFiles) -> None:
    """It takes an address off a file: losing it would leave the file open."""
    run(roster)
    report = run(claire(roster, BETWEEN, email=""))
    assert report.applied
    assert "stale" not in rules(report)
    assert report.tables["guardians"] == Diff(0, 1, 0)
    assert {link[2] for link in links() if link[1] == "claire"} == {""}


def test_a_delta_exported_between_two_bulks_that_are_imported_late(
    run: Run, roster: PackageFiles
) -> None:
    """The machine was down: whole lists and deltas of days ago come in by turns, in order."""
    run(dated(roster, OLD), at=datetime(2026, 9, 9, 8, tzinfo=UTC))
    second = roster.copy().change("users", "noe", familyName="Neuf", dateLastModified=EXPORTED)
    run(second, at=datetime(2026, 9, 9, 9, tzinfo=UTC))
    change = keep(delta(roster, "users"), "users", "noe").change("users", "noe", grades="01")
    report = run(change.stamped(BETWEEN), at=datetime(2026, 9, 9, 10, tzinfo=UTC))
    assert stale_lines(report) == []
    with as_owner():
        assert Student.objects.get(source_id="noe").level == "01"


def test_what_nothing_proves_is_told(run: Run, roster: PackageFiles) -> None:
    run(roster)
    (told,) = (m for m in run(claire(roster, BETWEEN)).messages if m.rule == "undated")
    assert (told.file, told.line, told.count) == ("users.csv", 2, 1)
    assert "undated" not in rules(run(claire(roster, BETWEEN)))
    noe = keep(delta(roster, "users"), "users", "noe").stamped(LATER)
    assert "undated" not in rules(run(noe))


def test_a_row_older_than_the_one_held_is_refused_alone(run: Run, roster: PackageFiles) -> None:
    run(dated(roster, EXPORTED))
    change = keep(delta(roster, "users"), "users", "leo", "zoe")
    change.change("users", "leo", familyName="Vieux", dateLastModified=OLD)
    change.change("users", "zoe", familyName="Neuve")
    report = run(change.stamped(LATER))
    assert report.applied
    (message,) = (m for m in report.messages if m.rule == "stale")
    assert (message.file, message.line, message.column) == ("users.csv", 2, "dateLastModified")
    with as_owner():
        assert Student.objects.get(source_id="leo").family_name == "Tremblay-Ngô"
        assert Student.objects.get(source_id="zoe").family_name == "Neuve"
    assert len(links()) == 5


def test_a_row_without_date_is_as_new_as_the_newest_of_its_file(
    run: Run, roster: PackageFiles
) -> None:
    run(roster.change("users", "leo", dateLastModified=EXPORTED))
    assert stale_lines(run(claire(roster, OLD, email="autre@example.org"))) == [2]
    assert stale_lines(run(claire(roster, BETWEEN, email="autre@example.org"))) == []
    assert ("leo", "claire", "autre@example.org") in links()


def test_a_date_in_the_future_dates_no_row_of_a_bulk(run: Run, roster: PackageFiles) -> None:
    run(dated(roster, "2099-01-01T00:00:00Z"))
    report = run(claire(roster, LATER, email=""))
    assert stale_lines(report) == []
    assert ("leo", "claire", "") in links()


@pytest.mark.parametrize("end", ["email", "row"])
def test_an_old_delta_does_not_bring_back_a_guardian(
    run: Run, roster: PackageFiles, end: str
) -> None:
    """Sent again after the bulk that closed the file to her, it must not open it again."""
    run(roster)
    applied = claire(roster, OLD)
    run(applied)
    closed = roster.copy()
    if end == "email":
        closed.change("users", "claire", email="")
    else:
        closed.remove("users", "claire")
        for pupil in ("leo", "zoe"):
            closed.change("users", pupil, agentSourcedIds="")
    run(closed)
    held = links()
    assert stale_lines(run(applied)) == [2]
    assert links() == held


def test_an_old_delta_does_not_bring_back_a_guardian_ended_by_dated_files(
    run: Run, roster: PackageFiles
) -> None:
    run(dated(roster, OLD))
    closed = dated(roster, EXPORTED).remove("users", "claire")
    for pupil in ("leo", "zoe"):
        closed.change("users", pupil, agentSourcedIds="")
    run(closed)
    before = claire(roster, "2026-09-01T12:00:00Z")
    assert stale_lines(run(before)) == [2]
    assert "claire" not in {link[1] for link in links()}


def test_a_bulk_never_makes_a_row_older(run: Run, roster: PackageFiles) -> None:
    run(roster)
    run(claire(roster, LATER, email="autre@example.org"))
    run(dated(roster, EXPORTED))
    assert ("leo", "claire", "Claire@example.org".lower()) in links()
    assert stale_lines(run(claire(roster, BETWEEN, email="vieille@example.org"))) == [2]


def test_dates_alone_change_nothing_twice(run: Run, roster: PackageFiles) -> None:
    run(roster)
    assert run(dated(roster, EXPORTED)).changes == 0
    assert run(roster).changes == 0
    with as_owner():
        assert not Student.objects.filter(source_at__gt=START).exists()
