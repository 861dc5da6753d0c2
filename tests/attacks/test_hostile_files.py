"""Files of the bus and of the ledger made to hurt: told, refused whole, and nothing is written."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from preau.exchange.report import ImportReport
from preau.finances.models import Entry, PayerAccount, Posting
from preau.transport.models import Circuit, Passage, Ride, Stop, Trip
from tests.exchange.conftest import Run, board, roster, rules, run
from tests.exchange.daily import daily
from tests.exchange.packages import PackageFiles
from tests.exchange.test_daily_finances import entry, payer, payment
from tests.exchange.test_daily_transport import gtfs, rider, with_riders
from tests.exchange.test_daily_trips import network, trip
from tests.factories import as_owner

__all__ = ["board", "roster", "run"]
HELD = (Circuit, Stop, Passage, Trip, Ride, Entry, Posting, PayerAccount)
LONG = "9" * 5_000
STOPS = "stop_id,stop_name\n"
TIMES = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"


@pytest.fixture(autouse=True)
def imported(run: Run, roster: PackageFiles) -> None:
    assert run(roster).applied


def refused(report: ImportReport, *said: str) -> None:
    assert not report.applied
    assert set(said) <= rules(report), report.messages
    with as_owner():
        for model in HELD:
            assert not model.objects.exists(), model


@pytest.mark.parametrize(
    ("file", "text", "rule"),
    [
        ("routes", f"route_id,route_type,route_short_name\nc42,{LONG},42\n", "count"),
        ("routes", "route_id,route_type,route_short_name\nc42,NaN,42\n", "count"),
        ("routes", "route_id,route_type,route_short_name\nc42,٣,42\n", "count"),
        ("routes", "route_id,route_type,route_short_name\nc42,1e3,42\n", "count"),
        ("stop_times", f"{TIMES}c42-m,7:05:00,7:06:00,mairie,{LONG}\n", "count"),
        ("stop_times", f"{TIMES}c42-m,7:05:00,7:06:00,mairie,-1\n", "count"),
        ("stop_times", f"{TIMES}c42-m,{LONG}:05:00,7:06:00,mairie,1\n", "gtfs_time"),
        ("stop_times", f"{TIMES}c42-m,49:05:00,7:06:00,mairie,1\n", "gtfs_time"),
        ("stop_times", f"{TIMES}c42-m,NaN,Infinity,mairie,1\n", "gtfs_time"),
        ("stops", f"{STOPS}mairie,\0\n", "nul"),
        ("stops", f"{STOPS}mairie,{'x' * 100_000}\n", ""),
        ("stops", f"{STOPS}mairie,{'x' * 2_000_000}\n", "line_long"),
        ("stops", f'{STOPS}mairie,"Mairie\n', "quotes"),
        ("stops", "", "empty_file"),
    ],
)
def test_a45_a_timetable_made_to_hurt_is_refused(run: Run, file: str, text: str, rule: str) -> None:
    refused(run(gtfs(**{f"gtfs/{file}.txt": text})), *([rule] if rule else []))


def test_a45_a_timetable_in_utf_16_is_refused(run: Run) -> None:
    package = gtfs()
    package.raw["gtfs/stops.txt"] = f"{STOPS}mairie,Mairie\n".encode("utf-16")
    refused(run(package), "utf16")


def test_a44_ten_thousand_columns_are_let_pass_or_refused_and_never_break(run: Run) -> None:
    more = ",".join(f"c{number}" for number in range(10_000))
    report = run(gtfs(**{"gtfs/stops.txt": f"stop_id,stop_name,{more}\nmairie,Mairie,{more}\n"}))
    assert report.applied or report.messages
    if not report.applied:
        refused(report)
    assert len(report.messages) < 1_000


def test_a44_a_service_of_another_century_costs_none_of_its_days(run: Run) -> None:
    """An added day widens a service: what the widening brings is listed day by day."""
    calendar = "week,1,1,1,1,1,1,1,21990101,21991231\nfriday,1,1,1,1,1,1,1,19000101,19000102\n"
    dates = "week,20261002,1\nfriday,20261009,1\nweek,21990505,1\nweek,21990506,2\n"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5s'")
    assert run(network(calendar, dates)).applied
    for name, on in (("c42-w", date(2026, 10, 2)), ("c42-f", date(2026, 10, 9))):
        one = trip(name)
        assert (one.dates, one.except_dates) == ([on], [])
        assert (one.weekdays, one.starts_on, one.ends_on) == ([], None, None)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"time": "99:99"}, "clock"),
        ({"weekdays": "1,2,9"}, "weekday"),
        ({"weekdays": LONG}, "weekday"),
        ({"dates": "2026-02-30"}, "date_list"),
        ({"beginDate": "99999-01-01"}, "date"),
        ({"direction": "nulle part"}, "choice"),
        ({"circuitSourcedId": "../../etc"}, ""),
        ({"note": "x" * 5_000}, "too_long"),
    ],
)
def test_a45_riders_made_to_hurt_are_refused(run: Run, values: dict[str, str], rule: str) -> None:
    refused(run(with_riders(rider("r1", **values))), *([rule] if rule else []))


@pytest.mark.parametrize(
    "amount",
    ["NaN", "Infinity", "1e9", "9" * 12, LONG, "=1+1", "1,234.50", "--5", "5-", "٣", "0x10", "1__0",
     "12,345"],
)  # fmt: skip
def test_a45_an_amount_that_is_none_is_refused(run: Run, amount: str) -> None:
    package = daily(
        payers=[payer("p1", "claire", "R-1")], entries=[entry("e1", amount)],
    )  # fmt: skip
    refused(run(package), "amount")
    refused(run(daily(payers=[payer("p1", "claire", "R-1")], payments=[payment("y1", amount)])))


@pytest.mark.parametrize("quantity", ["NaN", "1e3", "-1", "1234567", "1,234", LONG])
def test_a45_a_quantity_that_is_none_is_refused(run: Run, quantity: str) -> None:
    refused(run(daily(entries=[entry("e1", "5", quantity=quantity)])), "decimal")


@pytest.mark.parametrize(
    "name", ["../gtfs/stops.txt", "gtfs/../../stops.txt", "/gtfs/stops.txt", "gtfs\\..\\stops.txt",
             "C:/gtfs/stops.txt", "gtfs/sto\x1bps.txt"],
)  # fmt: skip
def test_a24_a_name_that_leads_out_of_a_package_is_refused(
    run: Run, tmp_path: Path, name: str
) -> None:
    path = gtfs().zip(tmp_path / "network.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, f"{STOPS}mairie,Mairie\n")
    refused(run(path), "member_name")
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".txt") == []


def test_a28_formulas_of_a_ledger_stay_words(run: Run) -> None:
    formula = "=HYPERLINK(0)"
    package = daily(
        issuers=[{"orgSourcedId": "ecole-1", "accountKind": "garde", "name": formula}],
        payers=[payer("p1", "claire", "R-1")],
        entries=[entry("e1", "5", label=formula, guardianSourcedId="claire")],
    )
    report = run(package)
    with as_owner():
        labels = list(Entry.objects.values_list("label", flat=True))
    assert (report.applied, labels) in ((True, [formula]), (False, []))
