"""Results of every pupil for the étape that is over, of the people to try for those before it.

At most schools the étape is published; at the secondary school it will be tonight. One school hides
group averages, one group has marks for four pupils alone, and a pupil left last June.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from preau.core.zone import local_day
from preau.demo.results.marks import Place, Sheet, Stage, add_marks
from preau.demo.results.texts import components
from preau.demo.results.works import works_of
from preau.demo.roster import Roster
from preau.demo.rows import Body, ClassRow, Pupil, SchoolPlan
from preau.demo.school_year import Year
from preau.demo.schools import BODIES, BY_KEY, SCHOOLS
from preau.demo.stories import Story
from preau.demo.tables import Row, write_table
from preau.demo.teaching import homeroom_code

QUEBEC = ZoneInfo("America/Toronto")
TONIGHT = "fleuve"
SMALL_GROUP = 4
WEIGHTS = (20, 20, 60)
# The manifest announces them.
_GRADEBOOK = ("categories", "lineItems", "results")
# From the end of an étape to its report card.
_AFTER = timedelta(days=11)
_LEVELS = ("PK", "KG", *(f"{number:02}" for number in range(1, 12)))

HEADERS = {
    "preau_term_rules": "termSourcedId teachingOrder inForceOn number weight reportBy passMark",
    "preau_competencies": "courseSourcedId code title weight position",
    "preau_publications": "orgSourcedId termSourcedId level publishedAt",
    "preau_report_cards": "studentSourcedId termSourcedId orgSourcedId level group absenceDays"
    " lates",
    "preau_results": "studentSourcedId termSourcedId courseSourcedId classSourcedId competency"
    " mark finalMark observation passed comment",
    "preau_comments": "studentSourcedId termSourcedId kind title text",
    "preau_averages": "classSourcedId termSourcedId average finalAverage groupSize",
    "categories": "sourcedId status dateLastModified title weight",
    "lineItems": "sourcedId status dateLastModified title description assignDate dueDate"
    " classSourcedId categorySourcedId academicSessionSourcedId resultValueMin resultValueMax"
    " schoolSourcedId metadata.publishedAt",
    "results": "sourcedId status dateLastModified lineItemSourcedId studentSourcedId scoreStatus"
    " score scoreDate comment late missing metadata.absent metadata.publishedAt",
}


def term_id(year: Year, rank: int, *, years_ago: int = 0) -> str:
    """« etape-1 » this year, « etape-2025-1 » of the year that began in 2025."""
    return f"etape-{year.first}-{rank}" if years_ago else f"etape-{rank}"


def stages(year: Year, today: date) -> list[Stage]:
    """The étapes that are over, of last year and of this one, in order."""
    before = [
        Stage(term_id(Year(year.first - 1), rank, years_ago=1), rank, 1) for rank in (1, 2, 3)
    ]
    over = [t for t in year.terms if t.ends_on + timedelta(days=3) <= today]
    return before + [Stage(term_id(year, t.number), t.number) for t in over]


def write_results(roster: Roster, folders: Mapping[str, Path], at: datetime) -> None:
    """The files of results beside each body's roster."""
    for body in BODIES:
        for name, rows in _tables(roster, body, at).items():
            path = folders[body.code] / f"{name}.csv"
            # Before the first étape is over there is no average: no file says nothing.
            if (found := list(rows)) or name in _GRADEBOOK:
                write_table(path, HEADERS[name].split(), found)
            else:
                path.unlink(missing_ok=True)


def _category(schools: Iterable[SchoolPlan]) -> str:
    return "Evaluations" if any(s.language == "en" for s in schools) else "Évaluations"


def _tables(roster: Roster, body: Body, at: datetime) -> dict[str, Iterable[Row]]:
    today = local_day(at)
    schools = [school for school in SCHOOLS if school.body == body.code]
    every = stages(roster.year, today)
    sheet = _sheet(roster, body, every)
    items, grades = works_of(_groups_of_stories(roster, body), roster, at)
    return {
        "preau_term_rules": rule_rows(roster.year),
        "preau_competencies": competency_rows(_courses(roster, body)),
        "preau_publications": publication_rows(schools, every, roster.year, at),
        "preau_report_cards": sheet.cards,
        "preau_results": sheet.results,
        "preau_comments": sheet.comments,
        "preau_averages": _averages(sheet),
        "categories": [("evaluations", "", "", _category(schools), "")],
        "lineItems": items,
        "results": grades,
    }


def rule_rows(year: Year) -> Iterator[Row]:
    """The weights and deadlines of the régime pédagogique, for last year and this one."""
    for years_ago in (1, 0):
        first = Year(year.first - years_ago)
        due = (
            date(first.first, 11, 20),
            date(first.first + 1, 3, 15),
            date(first.first + 1, 7, 10),
        )
        for rank in (1, 2, 3):
            term = term_id(first, rank, years_ago=years_ago)
            yield (term, "", "", rank, WEIGHTS[rank - 1], due[rank - 1], 60)
            yield (term, "preschool", "", rank, "", due[rank - 1], "")


def publication_rows(
    schools: Iterable[SchoolPlan], every: Sequence[Stage], year: Year, at: datetime
) -> Iterator[Row]:
    """Each étape on its day at 16:00; the last one, at one school, later today."""
    today = local_day(at)
    for school in schools:
        for stage in every:
            first = Year(year.first - stage.years_ago)
            on = min(first.terms[stage.rank - 1].ends_on + _AFTER, today - timedelta(days=1))
            hour = datetime.combine(on, time(16), QUEBEC)
            if school.key == TONIGHT and stage is every[-1]:
                hour = tonight(at)
            yield (school.key, stage.term, "", hour.strftime("%Y-%m-%dT%H:%M:%S%z"))


def tonight(at: datetime) -> datetime:
    """18:00, or a later hour that is still to come."""
    now = at.astimezone(QUEBEC)
    for hour in (time(18), time(22), time(23, 59)):
        if (found := datetime.combine(now.date(), hour, QUEBEC)) > now + timedelta(minutes=20):
            return found
    return datetime.combine(now.date() + timedelta(days=1), time(18), QUEBEC)


def _courses(roster: Roster, body: Body) -> Iterator[tuple[str, str, str]]:
    for course in roster.courses:
        if course.body == body.code:
            yield course.source_id, course.code.partition("-")[0], BY_KEY[course.school].language


def competency_rows(courses: Iterable[tuple[str, str, str]]) -> Iterator[Row]:
    """Those of courses, each by its identifier, its subject and its school's language."""
    for course, code, language in courses:
        for rank, (number, title, weight) in enumerate(components(code, language), start=1):
            yield (course, number, title, weight or "", rank)


def _sheet(roster: Roster, body: Body, every: Sequence[Stage]) -> Sheet:
    sheet = Sheet()
    told = {child.source_id for story in roster.stories for child in story.children}
    small = _small_group(roster.stories)
    counted = 0
    for pupil in roster.pupils:
        if pupil.body != body.code:
            continue
        for stage in every if pupil.source_id in told else every[-1:]:
            place = _place(pupil, stage)
            if place is None:
                continue
            exempt = ""
            if stage is every[-1] and small and pupil.homeroom == small.homeroom:
                counted += pupil.source_id != small.source_id
                is_marked = pupil.source_id == small.source_id or counted < SMALL_GROUP
                exempt = "" if is_marked else "MUS"
            add_marks(sheet, pupil, place, stage, exempt)
    return sheet


def _small_group(stories: Iterable[Story]) -> Pupil | None:
    """Éloïse: of her group, four pupils alone have a mark in music."""
    children = (child for story in stories for child in story.children)
    return next((child for child in children if child.given_name == "Éloïse"), None)


def _place(pupil: Pupil, stage: Stage) -> Place | None:
    """Where a pupil was: last year, one level below, in a school of the same body that has it."""
    if not stage.years_ago:
        school = BY_KEY[pupil.school]
        group = pupil.homeroom.rpartition("-")[2]
        return Place(school.key, pupil.level, school.language, pupil.homeroom, group)
    rank = _LEVELS.index(pupil.level)
    before = _LEVELS[rank - 1] if rank else ""
    for school in (BY_KEY[pupil.school], *SCHOOLS):
        levels = {level for level, *_rest in school.levels}
        if school.body == pupil.body and before in levels:
            return Place(school.key, before, school.language, group=homeroom_code(before, 1))
    return None


def _averages(sheet: Sheet) -> Iterator[Row]:
    for (group, term), marks in sheet.of_class.items():
        yield (group, term, f"{sum(marks) / len(marks):.1f}", "", len(marks))


def _groups_of_stories(roster: Roster, body: Body) -> list[ClassRow]:
    homes = {
        child.homeroom
        for story in roster.stories
        for child in story.children
        if child.body == body.code
    }
    return [group for group in roster.classes if group.homeroom in homes]
