"""The days that the generator builds: the law's calendar, possible timetables, plausible rates."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from preau.boards.enums import DayKind
from preau.demo.daily.bells import bell_rows, exam_day, periods_of
from preau.demo.daily.build import HEADERS, Daily, build_daily, write_daily
from preau.demo.daily.calendar import CYCLES, Calendar, build_calendar
from preau.demo.daily.events import event_rows
from preau.demo.daily.holidays import easter, legal_holidays
from preau.demo.roster import Roster, build_roster
from preau.demo.school_year import Year, year_of
from preau.demo.schools import BY_KEY, SCHOOLS

TODAY = date(2026, 11, 23)
DAYS = (
    TODAY,
    date(2026, 7, 1),
    date(2026, 8, 27),
    date(2026, 12, 26),
    date(2027, 6, 30),
    date(2028, 2, 29),
    date(2024, 11, 23),
)


@pytest.fixture(scope="module")
def roster() -> Roster:
    return build_roster(today=TODAY)


@pytest.fixture(scope="module")
def daily(roster: Roster) -> Daily:
    return build_daily(roster, today=TODAY)


def calendars(today: date) -> Iterator[Calendar]:
    for school in SCHOOLS:
        yield build_calendar(school, year_of(today), today)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter(year: int, sunday: date) -> None:
    assert easter(year) == sunday


def test_the_holidays_of_the_regulation() -> None:
    assert set(legal_holidays(Year(2026))) == {
        date(2026, 7, 1),
        date(2026, 9, 7),
        date(2026, 10, 12),
        *(date(2026, 12, day) for day in (24, 25, 26, 31)),
        *(date(2027, 1, day) for day in (1, 2)),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 24),
        date(2027, 6, 24),
    }


@pytest.mark.parametrize("today", DAYS)
def test_a_year_is_as_the_regulation_wants_it(today: date) -> None:
    for calendar in calendars(today):
        kinds = Counter(day.kind for day in calendar.days)
        assert 180 <= kinds[DayKind.CLASS] <= 183
        assert kinds[DayKind.CLASS] + kinds[DayKind.CLOSURE] + kinds[DayKind.PEDAGOGICAL] <= 204
        holidays = legal_holidays(year_of(today))
        assert all(day.kind == DayKind.HOLIDAY for day in calendar.days if day.on in holidays)
        assert all(day.on.weekday() < 5 for day in calendar.days)
        assert [day.on for day in calendar.days] == sorted({day.on for day in calendar.days})


@pytest.mark.parametrize("today", DAYS)
def test_only_class_days_have_a_day_of_the_cycle_and_none_is_skipped(today: date) -> None:
    for calendar in calendars(today):
        length = CYCLES[calendar.school.key]
        expected = 0
        for day in calendar.days:
            assert (day.cycle_day is not None) == day.is_class
            if day.is_class:
                assert day.cycle_day == expected % length + 1
            if day.is_class or (day.kind == DayKind.CLOSURE and calendar.school.key != "fleuve"):
                expected += 1


def test_only_primary_schools_have_a_daycare(daily: Daily) -> None:
    for calendar in daily.calendars.values():
        off = [day for day in calendar.days if day.kind == DayKind.PEDAGOGICAL]
        assert {day.has_daycare for day in off} == {None if calendar.school.is_secondary else True}


@pytest.mark.parametrize("today", [TODAY, date(2026, 11, 28), date(2026, 8, 27)])
def test_a_school_is_closed_today_or_on_its_next_class_day(today: date) -> None:
    calendar = build_calendar(BY_KEY["willowbank"], year_of(today), today)
    (closed,) = [day for day in calendar.days if day.kind == DayKind.CLOSURE and day.on >= today]
    assert (closed.on - today).days <= 6
    assert not any(day.is_class for day in calendar.days if today <= day.on <= closed.on)
    assert closed.note


def test_the_past_knows_closures_and_the_future_only_the_near_one() -> None:
    for today in (TODAY, date(2027, 6, 23)):
        closed = [
            (calendar.school.key, day.on)
            for calendar in calendars(today)
            for day in calendar.days
            if day.kind == DayKind.CLOSURE
        ]
        assert any(on < today for _, on in closed)
        assert {key for key, on in closed if on >= today} <= {"willowbank"}


def test_in_summer_nothing_is_closed_yet() -> None:
    for calendar in calendars(date(2026, 7, 15)):
        assert not any(day.kind == DayKind.CLOSURE for day in calendar.days)


def test_each_group_has_one_lesson_at_each_period_and_teachers_are_in_one_room(
    daily: Daily, roster: Roster
) -> None:
    homes = Counter((x.group.homeroom, x.cycle_day, x.period) for x in daily.lessons)
    assert set(homes.values()) == {1}
    teachers = Counter((x.group.teachers[0], x.cycle_day, x.period) for x in daily.lessons)
    assert set(teachers.values()) == {1}
    for group in roster.classes:
        if group.is_homeroom:
            school = BY_KEY[group.school]
            slots = CYCLES[school.key] * len(periods_of(school, group.level))
            assert sum(home == group.source_id for home, _, _ in homes) == slots
    taught = {lesson.group.source_id for lesson in daily.lessons}
    assert taught == {group.source_id for group in roster.classes if not group.is_homeroom}


def test_bells_ring_in_order_and_little_ones_leave_earlier(daily: Daily) -> None:
    for calendar in daily.calendars.values():
        schedules: dict[tuple[object, object], list[tuple[object, ...]]] = {}
        for _, level, on, number, _, begin, end in bell_rows(calendar, TODAY):
            schedules.setdefault((level, on), []).append((number, begin, end))
        for bells in schedules.values():
            hours = [str(hour) for _, begin, end in bells for hour in (begin, end)]
            assert hours == sorted(hours)
            assert all(len(hour) == 5 for hour in hours)
        if ("KG", "") in schedules:
            assert str(schedules["KG", ""][-1][2]) < str(schedules["", ""][-1][2])
        exam = exam_day(calendar, TODAY)
        assert (exam is not None) == calendar.school.is_secondary
        if exam:
            assert TODAY + timedelta(days=7) <= exam <= TODAY + timedelta(days=13)
            assert ("10", exam) in schedules


def test_homework_is_due_when_the_group_meets(daily: Daily) -> None:
    lessons = {(x.group.source_id, x.cycle_day, x.period) for x in daily.lessons}
    cycle = {
        (key, day.on): day.cycle_day for key, c in daily.calendars.items() for day in c.class_days
    }
    assert len({one.source_id for one in daily.assignments}) == len(daily.assignments)
    for one in daily.assignments:
        day = cycle[one.group.school, one.due_on]
        assert (one.group.source_id, day, one.due_period) in lessons
        assert one.given_on <= TODAY
        assert one.given_on < one.due_on
        assert TODAY - timedelta(days=21) <= one.due_on <= TODAY + timedelta(days=14)


def test_every_group_has_homework_and_an_evaluation_next_week(daily: Daily, roster: Roster) -> None:
    evaluated = {
        one.group.homeroom
        for one in daily.assignments
        if one.kind == "evaluation" and one.due_on >= TODAY + timedelta(days=7)
    }
    given = Counter(one.group.homeroom for one in daily.assignments)
    for group in roster.classes:
        if group.is_homeroom and group.level not in ("PK", "KG"):
            assert group.source_id in evaluated
            assert 8 <= given[group.source_id] <= 60


def test_three_to_six_pupils_in_a_hundred_miss_something(daily: Daily, roster: Roster) -> None:
    size = Counter(pupil.school for pupil in roster.pupils)
    past = sum(
        size[key] * sum(day.on < TODAY for day in calendar.class_days)
        for key, calendar in daily.calendars.items()
    )
    assert 0.03 <= len(daily.absences) / past <= 0.06
    assert len({one.source_id for one in daily.absences}) == len(daily.absences)
    for one in daily.absences:
        calendar = daily.calendars[one.pupil.school]
        assert one.on < TODAY
        assert any(day.on == one.on for day in calendar.class_days)


def test_the_past_stays_the_same_on_another_day(daily: Daily, roster: Roster) -> None:
    later = build_daily(roster, today=TODAY + timedelta(days=3))
    told = {child.source_id for story in roster.stories for child in story.children}

    def before(known: Daily) -> set[object]:
        return {one for one in known.absences if one.on < TODAY and one.pupil.source_id not in told}

    assert before(daily) == before(later)
    # The closure of Willowbank moves with the day, and so do its meetings; stories move too.
    kept = {one.source_id: one for one in later.assignments if one.source_id[-1].isdigit()}
    lasting = [one for one in daily.assignments if one.group.school != "willowbank"]
    common = [one for one in lasting if one.source_id in kept]
    assert len(common) > len(lasting) * 0.7
    assert all(kept[one.source_id] == one for one in common)


def test_every_event_is_to_come_and_is_somewhere(daily: Daily, roster: Roster) -> None:
    rows = [
        row
        for body in ("864000", "884000")
        for row in event_rows(
            body,
            [c for c in daily.calendars.values() if c.school.body == body],
            roster.classes,
            TODAY,
        )
    ]
    assert {row[6] for row in rows} == {"meeting", "activity", "outing"}
    assert any(row[3] == "" for row in rows)
    assert any(row[4] for row in rows)
    assert any(row[5] for row in rows)
    assert all(str(row[10])[:10] >= str(TODAY) for row in rows)


@pytest.mark.parametrize("today", DAYS)
def test_any_day_of_any_year_can_be_shown(today: date, tmp_path: Path) -> None:
    roster = build_roster(today=today)
    folders = {code: tmp_path / code for code in ("864000", "884000")}
    for folder in folders.values():
        folder.mkdir()
    write_daily(build_daily(roster, today=today), roster, folders)
    for folder in folders.values():
        assert {path.stem for path in folder.glob("*.csv")} >= set(HEADERS)


def test_the_same_day_writes_the_same_bytes(roster: Roster, tmp_path: Path) -> None:
    written = []
    for take in ("one", "other"):
        folders = {code: tmp_path / take / code for code in ("864000", "884000")}
        for folder in folders.values():
            folder.mkdir(parents=True)
        write_daily(build_daily(roster, today=TODAY), roster, folders)
        written.append(
            {
                p.relative_to(tmp_path / take): p.read_bytes()
                for p in (tmp_path / take).rglob("*.csv")
            }
        )
    assert written[0] == written[1]
