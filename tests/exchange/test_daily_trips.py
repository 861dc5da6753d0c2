"""The calendars of GTFS, and what leaves a whole network: days, hours, and what ended."""

from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preau.boards.models import School, SchoolDay
from preau.exchange.report import Diff, ImportReport
from preau.transport.models import Circuit, Ride, RideChange, RidePlace, Stop, Trip
from tests.exchange.conftest import Run, rules
from tests.exchange.daily import daily
from tests.exchange.packages import PackageFiles, Row
from tests.exchange.test_daily_transport import NETWORK, gtfs, ride, rider
from tests.factories import as_owner

WEEK = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
CALENDAR = f"service_id,{WEEK},start_date,end_date\n"
DATES = "service_id,date,exception_type\n"
TIMES = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
USUAL = "week,1,1,1,1,0,0,0,20260831,20270624\nfriday,0,0,0,0,1,0,0,20260831,20270624\n"
ON_GTFS = {"circuitSourcedId": "c42", "stopSourcedId": "mairie", "time": ""}


@pytest.fixture(autouse=True)
def imported(run: Run, roster: PackageFiles) -> None:
    assert run(roster).applied


def network(calendar: str = "", dates: str = "", **changed: str) -> PackageFiles:
    """Two morning trips at the same stop: on Mondays to Thursdays at 7:06, on Fridays at 7:20."""
    files = {
        "gtfs/trips.txt": "route_id,service_id,trip_id\nc42,week,c42-w\nc42,friday,c42-f\n",
        "gtfs/stop_times.txt": (
            f"{TIMES}c42-w,7:06:00,7:06:00,mairie,1\nc42-f,7:20:00,7:20:00,mairie,1\n"
        ),
        "gtfs/calendar.txt": CALENDAR + (calendar or USUAL),
        **changed,
    }  # fmt: skip
    return gtfs(**files, **({"gtfs/calendar_dates.txt": DATES + dates} if dates else {}))


def trip(name: str) -> Trip:
    with as_owner():
        return Trip.objects.get(trip=name)


def riding(run: Run, **values: str) -> ImportReport:
    return run(daily(riders=[rider("r1", **ON_GTFS, **values)]))


def test_a_trip_has_the_days_of_its_service(run: Run) -> None:
    report = run(network(dates="week,20261012,2\nweek,20261016,1\nfriday,20261016,2\n"))
    assert report.applied, report.messages
    assert report.tables["trips"] == Diff(2, 0, 0)
    assert "file_not_read" not in {m.rule for m in report.messages if "calendar" in m.file}
    week = trip("c42-w")
    assert (week.weekdays, week.starts_on) == ([1, 2, 3, 4], date(2026, 8, 31))
    assert week.ends_on == date(2027, 6, 25), "the last day of GTFS is included"
    assert (week.dates, week.except_dates) == ([date(2026, 10, 16)], [date(2026, 10, 12)])
    assert trip("c42-f").except_dates == [date(2026, 10, 16)]
    again = network(dates="week,20261012,2\nweek,20261016,1\nfriday,20261016,2\n")
    assert run(again).changes == 0


def test_only_trips_that_run_on_these_days_give_the_hour(run: Run) -> None:
    assert run(network()).applied
    assert "time_missing" in rules(riding(run))
    assert riding(run, weekdays="lundi,jeudi").applied
    assert ride("r1").place.leaves_at == time(7, 6)
    assert riding(run, weekdays="vendredi").applied
    assert ride("r1").place.leaves_at == time(7, 20)
    assert riding(run, dates="2026-10-02").applied
    assert ride("r1").place.leaves_at == time(7, 20)


def test_a_timetable_that_is_over_gives_no_hour(run: Run) -> None:
    old = "week,1,1,1,1,1,0,0,20260801,20260831\nfriday,1,1,1,1,1,0,0,20260901,20270624\n"
    assert run(network(old)).applied
    assert riding(run).applied
    assert ride("r1").place.leaves_at == time(7, 20)


def test_a_rider_of_a_trip_without_days_has_those_of_the_trip(run: Run) -> None:
    with as_owner():
        school = School.objects.select_related("board").get(source_id="ecole-1")
        SchoolDay.objects.create(
            board=school.board, school=school, on=date(2026, 10, 12), kind="holiday"
        )
    assert run(network(dates="week,20261012,2\nweek,20261013,2\nweek,20261016,1\n")).applied
    report = riding(run, tripSourcedId="c42-w")
    assert report.applied, report.messages
    one = ride("r1")
    assert (one.weekdays, one.dates) == ([1, 2, 3, 4], [date(2026, 10, 16)])
    assert one.except_dates == [date(2026, 10, 13)], "on the 12th nobody has class"
    assert (one.starts_on, one.ends_on) == (date(2026, 8, 31), date(2027, 6, 25))
    assert one.place.leaves_at == time(7, 6)
    assert riding(run, tripSourcedId="c42-w").changes == 0
    assert riding(run, tripSourcedId="c42-w", weekdays="1", endDate="2026-12-19").applied
    own = ride("r1")
    assert (own.weekdays, own.dates, own.starts_on) == ([1], [], None)
    assert own.ends_on == date(2026, 12, 19)


def later(**changed: str) -> PackageFiles:
    """The network by whose new timetable the trip of Mondays to Thursdays passes at 7:12."""
    times = f"{TIMES}c42-w,7:12:00,7:12:00,mairie,1\nc42-f,7:20:00,7:20:00,mairie,1\n"
    return network(**{"gtfs/stop_times.txt": times, **changed})


def changes() -> list[tuple[str | None, str | None, bool]]:
    with as_owner():
        return [
            (row.before["leaves_at"], row.after["leaves_at"], row.is_told)
            for row in RideChange.objects.order_by("id")
        ]


def test_rides_follow_the_hours_of_a_network_that_comes_alone(run: Run) -> None:
    assert run(network()).applied
    own = {"circuitSourcedId": "c42", "stopSourcedId": "mairie", "time": "7:06"}
    rows = [
        rider("r1", **ON_GTFS, weekdays="lundi"),
        rider("r2", **ON_GTFS, weekdays="vendredi"),
        rider("r3", **own, weekdays="mardi"),
    ]
    assert run(daily(riders=rows)).applied
    dry = run(later(), dry_run=True)
    assert dry.tables["ride_places"].changed == 1
    assert ride("r1").place.leaves_at == time(7, 6)
    report = run(later())
    assert report.applied, report.messages
    assert [ride(sid).place.leaves_at for sid in ("r1", "r2", "r3")] == [
        time(7, 12), time(7, 20), time(7, 6),
    ]  # fmt: skip
    assert changes() == [("07:06:00", "07:12:00", True)]
    assert run(later()).changes == 0
    assert run(daily(riders=rows)).changes == 0


def test_rides_follow_the_days_of_their_trip(run: Run) -> None:
    assert run(network()).applied
    assert riding(run, tripSourcedId="c42-w").applied
    less = USUAL.replace("week,1,1,1,1,", "week,1,1,1,0,")
    report = run(network(less, dates="week,20261020,2\n"))
    assert report.applied, report.messages
    one = ride("r1")
    assert (one.weekdays, one.except_dates) == ([1, 2, 3], [date(2026, 10, 20)])
    assert (one.place.leaves_at, one.starts_on) == (time(7, 6), date(2026, 8, 31))
    assert run(network(less, dates="week,20261020,2\n")).changes == 0
    assert riding(run, tripSourcedId="c42-w").changes == 0


@pytest.mark.parametrize(
    "times",
    [
        pytest.param("c42-w,7:06:00,7:06:00,plage,1\n", id="the trip no longer stops there"),
        pytest.param(
            "c42-w,7:06:00,7:06:00,mairie,1\nc42-w,7:40:00,7:40:00,mairie,2\n", id="it does twice"
        ),
    ],
)
def test_an_hour_that_the_network_no_longer_gives_stays_and_is_told(run: Run, times: str) -> None:
    assert run(network()).applied
    assert riding(run, tripSourcedId="c42-w").applied
    report = run(later(**{"gtfs/stop_times.txt": TIMES + times}))
    assert report.applied, report.messages
    assert ride("r1").place.leaves_at == time(7, 6)
    assert [m.text for m in report.messages if m.rule == "hour_kept"]
    assert changes() == []


def test_days_that_would_give_a_pupil_two_rides_are_refused(run: Run) -> None:
    assert run(network()).applied
    rows = [
        rider("r1", **ON_GTFS, tripSourcedId="c42-w"),
        rider("r2", **ON_GTFS, tripSourcedId="c42-f"),
    ]
    assert run(daily(riders=rows)).applied
    report = run(network(USUAL.replace("week,1,1,1,1,0", "week,1,1,1,1,1")))
    assert "rides_overlap" in rules(report)
    assert ride("r1").weekdays == [1, 2, 3, 4]


def test_the_ride_of_a_pupil_who_left_follows_nothing(run: Run) -> None:
    assert run(network()).applied
    assert riding(run, weekdays="lundi").applied
    with as_owner():
        Ride.objects.update(ended_at=timezone.now())
    assert run(later()).tables.get("ride_places", Diff()).changed == 0
    assert ride("r1").place.leaves_at == time(7, 6)


def test_a_trip_that_never_runs_on_these_days_is_told(run: Run) -> None:
    assert run(network()).applied
    report = riding(run, tripSourcedId="c42-f", weekdays="lundi")
    assert report.applied
    assert [m.line for m in report.messages if m.rule == "trip_days"] == [2]
    assert ride("r1").weekdays == [1]
    late = riding(run, tripSourcedId="c42-f", beginDate="2027-09-01")
    assert late.applied, "the row says other dates than the trip: its own are held"
    assert ride("r1").weekdays == [1, 2, 3, 4, 5]


def test_a_service_of_dates_alone_and_a_distant_end(run: Run) -> None:
    endless = "week,1,1,1,1,1,0,0,20260831,20991231\n"
    assert run(network(endless, dates="friday,20261002,1\nfriday,20261009,1\n")).applied
    assert trip("c42-w").ends_on is None
    only = trip("c42-f")
    assert (only.weekdays, only.starts_on) == ([], None)
    assert only.dates == [date(2026, 10, 2), date(2026, 10, 9)]


def test_a_service_of_no_calendar_is_told_and_its_days_are_not_known(run: Run) -> None:
    report = run(network("week,1,1,1,1,0,0,0,20260831,20270624\n"))
    assert report.applied
    told = [m for m in report.messages if m.rule == "service_unknown"]
    assert [(m.file, m.line, m.count) for m in told] == [("gtfs/trips.txt", 3, 1)]
    with as_owner():
        assert list(Trip.objects.values_list("trip", flat=True)) == ["c42-w"]


WRONG = {
    "gtfs_day": ("week,1,1,1,1,1,0,0,2026-08-31,20270624\n", "", "calendar", 2),
    "choice": ("week,1,1,1,1,1,0,oui,20260831,20270624\n", "", "calendar", 2),
    "dates_order": ("week,1,1,1,1,1,0,0,20260831,20260830\n", "", "calendar", 2),
    "duplicate_id": ("week,1,1,1,1,1,0,0,20260831,20270624\n" * 2, "", "calendar", 3),
    "duplicate_row": ("", "week,20261012,2\nweek,20261012,1\n", "calendar_dates", 3),
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_wrong_in_a_calendar_is_told(run: Run, rule: str) -> None:
    calendar, dates, file, line = WRONG[rule]
    report = run(network(calendar, dates))
    assert report.refused, report.messages
    found = [(m.file, m.line) for m in report.messages if m.rule == rule]
    assert (f"gtfs/{file}.txt", line) in found, report.messages


def test_a_calendar_without_trips_is_refused(run: Run) -> None:
    package = network()
    for name in ("gtfs/trips.txt", "gtfs/stop_times.txt"):
        del package.raw[name]
    assert "trips_missing" in rules(run(package))


SPAN = st.dates(min_value=date(2026, 9, 7), max_value=date(2026, 11, 1))


@st.composite
def services(draw: st.DrawFn) -> tuple[list[bool], date, date, Mapping[date, bool]]:
    first, last = sorted((draw(SPAN), draw(SPAN)))
    week = draw(st.lists(st.booleans(), min_size=7, max_size=7))
    return week, first, last, draw(st.dictionaries(SPAN, st.booleans(), max_size=6))


@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(found=st.lists(services(), min_size=1, max_size=8))
def test_for_any_calendar_a_trip_runs_when_gtfs_says(run: Run, found: list) -> None:
    calendar, dates, trips, times = CALENDAR, DATES, "route_id,service_id,trip_id\n", TIMES
    for n, (week, first, last, changed) in enumerate(found):
        flags = ",".join(str(int(on)) for on in week)
        calendar += f"s{n},{flags},{first:%Y%m%d},{last:%Y%m%d}\n"
        trips += f"c42,s{n},t{n}\n"
        times += f"t{n},7:06:00,7:06:00,mairie,1\n"
        dates += "".join(f"s{n},{d:%Y%m%d},{1 if on else 2}\n" for d, on in changed.items())
    files = {"trips": trips, "stop_times": times, "calendar": calendar, "calendar_dates": dates}
    package = gtfs(**{f"gtfs/{name}.txt": text for name, text in files.items()})
    every = [date(2026, 8, 24) + timedelta(days=step) for step in range(90)]
    # Undone: the locks of many imports would not fit into one transaction.
    with transaction.atomic():
        assert run(package).applied
        assert run(package).changes == 0
        said = [set(running(f"t{n}", every)) for n in range(len(found))]
        transaction.set_rollback(True)
    for days, (week, first, last, changed) in zip(said, found, strict=True):
        usual = {d for d in every if first <= d <= last and week[d.weekday()]}
        assert days == {d for d in every if changed.get(d, d in usual)}


def running(name: str, every: list[date]) -> list[date]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT d FROM transport_trip t, unnest(%s::date[]) d WHERE t.trip = %s AND"
            " preau_ride_runs(d, t.weekdays, t.starts_on, t.ends_on, NULL, t.dates,"
            " t.except_dates)",
            [every, name],
        )
        return [day for (day,) in cursor.fetchall()]


# ---- what leaves a whole network ----------------------------------------------------------------


def live() -> tuple[list[str], list[str]]:
    with as_owner():
        return tuple(
            sorted(model.objects.filter(ended_at=None).values_list("source_id", flat=True))
            for model in (Circuit, Stop)
        )


def own(*circuits: str) -> dict[str, list[Row]]:
    kept = [row for row in NETWORK["circuits"] if row["sourcedId"] in circuits]
    return {"circuits": kept, "stops": NETWORK["stops"][:1]}


def test_what_a_whole_table_lacks_ends_and_comes_back(run: Run) -> None:
    assert run(daily(**NETWORK)).applied
    assert live() == (["c118", "t7"], ["chenes", "erables"])
    dry = run(daily(**own("c118")), dry_run=True)
    assert (dry.tables["circuits"], dry.tables["stops"]) == (Diff(0, 0, 1), Diff(0, 0, 1))
    assert live() == (["c118", "t7"], ["chenes", "erables"])
    report = run(daily(**own("c118")))
    assert (report.tables["circuits"], report.tables["stops"]) == (Diff(0, 0, 1), Diff(0, 0, 1))
    assert live() == (["c118"], ["erables"])
    assert run(daily(**own("c118"))).changes == 0
    assert run(daily(**NETWORK)).tables["circuits"] == Diff(0, 1, 0)
    assert live() == (["c118", "t7"], ["chenes", "erables"])


def test_what_is_ridden_ends_stays_and_is_told(run: Run) -> None:
    assert run(daily(**NETWORK, riders=[rider("r1")])).applied
    report = run(daily(circuits=NETWORK["circuits"][1:], stops=NETWORK["stops"][1:]))
    assert report.applied
    told = {(m.file, m.text) for m in report.messages if m.rule == "still_ridden"}
    assert {file for file, _text in told} == {"preau_circuits.csv", "preau_stops.csv"}
    assert all(text.endswith("1.") for _file, text in told)
    assert live() == (["t7"], ["chenes"])
    place = ride("r1").place
    assert (place.circuit.source_id, place.stop.source_id) == ("c118", "erables")
    with as_owner():
        assert not RideChange.objects.exists(), "nothing changed for the family"
    assert "still_ridden" in rules(run(daily(riders=[rider("r1")])))
    moved = rider("r1", circuitSourcedId="t7", stopSourcedId="chenes")
    assert "still_ridden" not in rules(run(daily(riders=[moved])))
    with as_owner():
        assert RidePlace.objects.get().circuit.source_id == "t7"
        assert Circuit.objects.filter(source_id="c118").exists()


def test_our_tables_and_gtfs_do_not_end_each_other(run: Run) -> None:
    assert run(daily(**NETWORK)).applied
    assert run(network()).applied
    assert live() == (["c118", "c42", "t7", "t9"], ["chenes", "erables", "mairie", "plage"])
    for package in (daily(**NETWORK), network()):
        assert run(package).changes == 0
    routes = "route_type,route_id,route_short_name\n3,c42,42\n"
    report = run(network(**{"gtfs/routes.txt": routes}))
    assert report.tables["circuits"] == Diff(0, 0, 1)
    assert live()[0] == ["c118", "c42", "t7"]


def test_a_table_of_changes_ends_what_it_says_alone(run: Run) -> None:
    assert run(daily(**NETWORK)).applied
    delta = daily(
        circuits=[
            {
                **NETWORK["circuits"][1],
                "status": "tobedeleted",
                "dateLastModified": "2026-09-20T10:00:00Z",
            }
        ]
    )
    delta.modes = {"preau_circuits": "delta"}
    assert run(delta).tables["circuits"] == Diff(0, 0, 1)
    assert live() == (["c118"], ["chenes", "erables"])
