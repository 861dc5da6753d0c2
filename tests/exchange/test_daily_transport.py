"""preau_riders.csv and the network, from our own tables and from GTFS."""

import csv
from datetime import UTC, date, datetime, time

import pytest

from preau.exchange.report import Diff
from preau.transport.models import Circuit, Passage, Ride, RideChange, RidePlace, TransportAsOf
from tests.exchange.conftest import Run, rules
from tests.exchange.daily import daily
from tests.exchange.packages import PackageFiles, Row
from tests.factories import as_owner

NETWORK = {
    "circuits": [
        {"sourcedId": "c118", "name": "118", "vehicle": "Autobus", "phone": "450-555-0199"},
        {"sourcedId": "t7", "name": "T7", "vehicle": "taxi"},
    ],
    "stops": [
        {"sourcedId": "erables", "name": "des Érables", "place": "coin des Érables et Principale"},
        {"sourcedId": "chenes", "name": "des Chênes"},
    ],
}
GTFS = {
    "gtfs/routes.txt": "route_type,route_id,route_short_name,agency_id,route_color\n"
    "3,c42,42,css,FFCC00\n1501,t9,,css,\n".replace("t9,,", "t9,Taxi 9,"),
    "gtfs/stops.txt": "\ufeffstop_id,stop_name,stop_lat,stop_lon\r\n"
    'mairie,"Mairie, rue Principale",45.5,-73.5\r\nplage,Plage,45.6,-73.4\r\n',
    "gtfs/trips.txt": "route_id,service_id,trip_id\nc42,s,c42-m\nc42,s,c42-s\nc42,s,c42-n\n",
    "gtfs/stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "c42-m, 7:05:00,07:06:00,mairie,1\nc42-m,,,plage,2\nc42-s,15:40:00,15:40:00,mairie,1\n"
    "c42-n,25:10:00,25:10:00,plage,1\n",
    "gtfs/agency.txt": "agency_name,agency_url\nAutobus,https://example.org\n",
}


@pytest.fixture(autouse=True)
def imported(run: Run, roster: PackageFiles) -> None:
    assert run(roster).applied


def rider(sid: str, **values: str) -> Row:
    named = {} if "fiche" in values else {"studentSourcedId": "leo"}
    places = {} if "circuitSourcedId" in values else {"circuitSourcedId": "c118"}
    return {
        "sourcedId": sid,
        **named,
        **places,
        "direction": "matin",
        "stopSourcedId": "erables",
        "time": "7 h 42",
        "confirmed": "true",
        **values,
    }


def with_riders(*riders: Row) -> PackageFiles:
    return daily(**NETWORK, riders=list(riders))


def gtfs(**changed: str) -> PackageFiles:
    package = PackageFiles({})
    package.raw = {name: text.encode() for name, text in {**GTFS, **changed}.items()}
    return package


def ride(sid: str) -> Ride:
    with as_owner():
        return Ride.objects.select_related("place", "place__circuit", "place__stop").get(
            source_id=sid
        )


def test_all_its_columns(run: Run) -> None:
    package = with_riders(
        rider(
            "r1", weekdays="Lun; mercredi", beginDate="2026-08-31", endDate="2027-06-24",
            weekOf="2026-09-02", exceptDates="2026-10-07", guardianSourcedIds="marc, claire",
            adultAwaited="true", note="Côté pair",
        ),
        rider("r2", direction="Soir", time="15:40", fiche="1234", confirmed="", vehicle="minibus"),
        rider(
            "r3", direction="midi aller", weekdays="", dates="2026-09-09; 2026-09-08",
            circuitSourcedId="t7", time="11:30",
        ),
    )  # fmt: skip
    report = run(package)
    assert report.applied, report.messages
    assert report.tables["rides"] == Diff(3, 0, 0)
    assert report.tables["circuits"] == Diff(2, 0, 0)
    one, two, three = ride("r1"), ride("r2"), ride("r3")
    assert (one.direction, one.weekdays, one.week_of) == ("morning", [1, 3], date(2026, 9, 2))
    assert (one.starts_on, one.ends_on) == (date(2026, 8, 31), date(2027, 6, 24))
    assert (one.is_confirmed, one.adult_awaited, one.dates) == (True, True, [])
    assert one.except_dates == [date(2026, 10, 7)]
    assert (one.place.leaves_at, one.place.note) == (time(7, 42), "Côté pair")
    assert len(one.place.guardians) == 2
    assert (two.is_confirmed, two.adult_awaited, two.weekdays) == (False, None, [1, 2, 3, 4, 5])
    assert (two.student_id, two.place.vehicle) == (one.student_id, "minibus")
    assert (three.weekdays, len(three.dates), three.place.vehicle) == ([], 2, "taxi")
    assert run(package).changes == 0


def test_a_dry_run_and_an_error_change_nothing(run: Run) -> None:
    assert not run(with_riders(rider("r1")), dry_run=True).applied
    refused = run(with_riders(rider("r1"), rider("r2", studentSourcedId="personne")))
    assert rules(refused) >= {"not_held"}
    with as_owner():
        assert not Ride.objects.exists()
        assert not Circuit.objects.exists()
        assert not TransportAsOf.objects.exists()


WRONG = {
    "pupil_missing": {"studentSourcedId": ""},
    "fiche_unknown": {"fiche": "999"},
    "pupils_differ": {"studentSourcedId": "leo", "fiche": "1235"},
    "circuit_missing": {"circuitSourcedId": ""},
    "not_of_network": {"stopSourcedId": "nulle-part"},
    "guardian_elsewhere": {"guardianSourcedIds": "prof"},
    "time_missing": {"time": ""},
    "dates_order": {"beginDate": "2026-10-01", "endDate": "2026-10-01"},
    "weekday": {"weekdays": "lundi, dredi"},
    "date_list": {"dates": "2026-13-01"},
    "clock": {"time": "25:00"},
    "choice": {"direction": "travers"},
    "far_date": {"beginDate": "2062-09-01"},
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_wrong_is_told_on_its_line(run: Run, rule: str) -> None:
    report = run(with_riders(rider("ok", direction="soir"), rider("r1", **WRONG[rule])))
    told = [m for m in report.messages if m.rule == rule]
    assert report.refused, report.messages
    assert [m.line for m in told] == [3]
    assert told[0].file == "preau_riders.csv"


def test_two_rides_of_one_direction_on_one_day_are_refused(run: Run) -> None:
    same = run(with_riders(rider("r1"), rider("r2", weekdays="5", time="7:50")))
    assert "rides_overlap" in rules(same)
    alternate = [rider("r1", weekOf="2026-08-31"), rider("r2", weekOf="2026-09-07", time="7:50")]
    assert run(with_riders(*alternate)).applied
    named = rider("r3", dates="2026-09-11", time="9:00")
    assert run(with_riders(*alternate, named)).applied
    followed = [rider("r1", endDate="2026-11-20"), rider("r2", beginDate="2026-11-20")]
    assert run(with_riders(*followed)).applied


def test_a_file_is_whole_for_the_schools_of_its_pupils(run: Run) -> None:
    assert run(with_riders(rider("r1"), rider("r2", studentSourcedId="zoe"))).applied
    report = run(daily(riders=[rider("r1")]))
    assert report.tables["rides"] == Diff(0, 0, 1)
    assert ride("r2").ended_at is not None
    delta = daily(riders=[rider("r3", direction="soir", status="active")])
    delta.modes = {"preau_riders": "delta"}
    delta.tables["preau_riders"][0]["dateLastModified"] = "2026-09-20T10:00:00Z"
    assert run(delta).tables["rides"] == Diff(1, 0, 0)
    assert ride("r1").ended_at is None


def test_gtfs_gives_the_network_and_the_hours(run: Run) -> None:
    report = run(gtfs())
    assert report.applied, report.messages
    assert report.tables["passages"] == Diff(3, 0, 0)
    assert not {m.rule for m in report.messages} & {"column_extra", "column_order", "file_unknown"}
    with as_owner():
        kinds = dict(Circuit.objects.values_list("name", "vehicle"))
        assert kinds == {"42": "bus", "Taxi 9": "taxi"}
        assert Passage.objects.get(trip="c42-n").minutes == 25 * 60 + 10
    riders = daily(
        riders=[
            rider("r1", circuitSourcedId="c42", stopSourcedId="mairie", time=""),
            rider("r2", circuitSourcedId="c42", stopSourcedId="mairie", time="", direction="soir"),
            rider(
                "r3", circuitSourcedId="c42", stopSourcedId="plage", time="",
                tripSourcedId="c42-n", direction="midi retour",
            ),
        ]
    )  # fmt: skip
    report = run(riders)
    assert report.applied, report.messages
    hours = [ride(sid).place.leaves_at for sid in ("r1", "r2", "r3")]
    assert hours == [time(7, 6), time(15, 40), time(1, 10)]
    assert ride("r1").place.stop.name == "Mairie, rue Principale"
    assert run(gtfs()).changes == 0


@pytest.mark.parametrize(
    ("name", "text", "rule", "line"),
    [
        ("stop_times", "trip_id,stop_id,stop_sequence\nx,mairie,1\n", "not_of_network", 2),
        ("trips", "route_id,trip_id\nrien,c42-m\n", "not_of_network", 2),
        ("routes", "route_id,route_type\nc42,3\n", "route_unnamed", 2),
        ("routes", "route_id,route_short_name\nc42,42\n", "column_missing", 1),
        (
            "stop_times",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
            "c42-m,7:05,7:05:00,mairie,1\n",
            "gtfs_time",
            2,
        ),
        (
            "stop_times",
            "trip_id,departure_time,stop_id,stop_sequence\n"
            "c42-m,7:05:00,mairie,1\nc42-m,7:06:00,plage,1\n",
            "duplicate_row",
            3,
        ),
    ],
)
def test_what_is_wrong_in_gtfs_is_told(
    run: Run, name: str, text: str, rule: str, line: int
) -> None:
    report = run(gtfs(**{f"gtfs/{name}.txt": text}))
    assert report.refused
    assert (f"gtfs/{name}.txt", line) in [
        (m.file, m.line) for m in report.messages if m.rule == rule
    ]


def test_a22_a_name_that_climbs_out_of_the_timetable_is_refused(run: Run) -> None:
    package = gtfs()
    package.raw["gtfs/..%2f..%2fetc.txt"] = b"x"
    package.raw["gtfs/..\\stops.txt"] = b"x"
    assert "member_name" in rules(run(package))


def test_a28_the_report_of_riders_holds_no_formula(run: Run) -> None:
    formula = '=HYPERLINK("http://mal.example";"x")'
    wrong = {"weekdays": formula, "circuitSourcedId": formula, "time": "+1+1", "dates": "@SUM(1)"}
    report = run(with_riders(rider("r1", **wrong)))
    assert report.refused
    assert report.report_path
    with report.report_path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_as_of_is_of_the_school(run: Run) -> None:
    at = datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert run(with_riders(rider("r1")), at=at).applied
    with as_owner():
        assert TransportAsOf.objects.get().at == at


def changes() -> list[tuple[str, str, bool]]:
    with as_owner():
        rows = RideChange.objects.order_by("id")
        return list(rows.values_list("kind", "direction", "is_told"))


def test_a_first_plan_is_no_change(run: Run) -> None:
    assert run(with_riders(rider("r1"))).applied
    assert changes() == []


def test_what_becomes_different_is_kept_once(run: Run) -> None:
    assert run(with_riders(rider("r1"), rider("e1", direction="soir", time="15:40"))).applied
    moved = with_riders(rider("r1", time="7:48"), rider("e1", direction="soir", time="15:40"))
    assert run(moved).applied
    assert run(moved).applied
    assert changes() == [("changed", "morning", True)]
    with as_owner():
        one = RideChange.objects.get()
    assert (one.before["leaves_at"], one.after["leaves_at"]) == ("07:42:00", "07:48:00")


def test_new_numbers_of_rows_are_no_change(run: Run) -> None:
    assert run(with_riders(rider("r1"))).applied
    assert run(with_riders(rider("other-1"))).applied
    assert changes() == []


def test_a_row_that_takes_over_is_one_change_from_its_day(run: Run) -> None:
    assert run(with_riders(rider("r1"))).applied
    after = [rider("r1", endDate="2026-11-20"), rider("r2", beginDate="2026-11-20", time="7:48")]
    assert run(with_riders(*after)).applied
    assert changes() == [("changed", "morning", True)]
    with as_owner():
        assert RideChange.objects.get().takes_on == date(2026, 11, 20)


def test_the_past_is_not_told(run: Run) -> None:
    over = rider("r1", endDate="2026-09-02", beginDate="2026-08-27")
    assert run(with_riders(over, rider("r2", beginDate="2026-09-02"))).applied
    again = {**over, "time": "6:00"}
    assert run(with_riders(again, rider("r2", beginDate="2026-09-02"))).applied
    assert changes() == []


def test_a_provisional_plan_moves_in_silence_until_its_first_day(run: Run) -> None:
    coming = {"beginDate": "2026-12-01", "confirmed": "false"}
    assert run(with_riders(rider("r1", **coming))).applied
    assert run(with_riders(rider("r1", **coming, time="7:30"))).applied
    assert run(with_riders(rider("r1", beginDate="2026-12-01", time="7:30"))).applied
    assert changes() == [("changed", "morning", False), ("changed", "morning", True)]


def test_added_ended_and_new_days(run: Run) -> None:
    assert run(with_riders(rider("r1"), rider("e1", direction="soir", time="15:40"))).applied
    after = [rider("r1", weekdays="1,2,3,4"), rider("m1", direction="midi aller", time="11:30")]
    assert run(with_riders(*after)).applied
    assert sorted(changes()) == [
        ("added", "midday_home", True),
        ("changed", "morning", True),
        ("ended", "evening", True),
    ]


def test_a_household_of_another_is_kept_with_the_change(run: Run) -> None:
    assert run(with_riders(rider("r1", guardianSourcedIds="claire"))).applied
    assert run(with_riders(rider("r1", guardianSourcedIds="claire", time="7:50"))).applied
    with as_owner():
        assert RideChange.objects.get().guardians == RidePlace.objects.get().guardians
