"""Tables of every day: calendar, bells, timetable, events, homework.

`DAILY` are all those that bring no roster: they come beside one, or alone.
"""

from preau.agenda.enums import EventKind
from preau.boards.enums import DayKind
from preau.exchange.tables.attendance import ATTENDANCE, MOTIVES, RULES
from preau.exchange.tables.cells import boolean, day, identifier, identifiers, label, number, text
from preau.exchange.tables.columns import Column, Table
from preau.exchange.tables.finances import FINANCES
from preau.exchange.tables.oneroster import ID, VERSION
from preau.exchange.tables.results import GRADEBOOK, REPORT_CARDS
from preau.exchange.tables.transport import TRANSPORT
from preau.exchange.tables.words import (
    clock,
    count,
    level_only,
    moment,
    rich,
    since,
    words,
)
from preau.homework.enums import AssignmentKind

SCHOOL = Column("orgSourcedId", "school", identifier, required=True)
GROUP = Column("classSourcedId", "class", identifier, required=True)
TEACHER = Column("teacherSourcedId", "teacher", identifier, personal=True)

DAY_KINDS = {
    **{kind: kind for kind in DayKind.values},
    "classe": DayKind.CLASS,
    "jour de classe": DayKind.CLASS,
    "pédagogique": DayKind.PEDAGOGICAL,
    "journée pédagogique": DayKind.PEDAGOGICAL,
    "congé": DayKind.BREAK,
    "relâche": DayKind.BREAK,
    "férié": DayKind.HOLIDAY,
    "jour férié": DayKind.HOLIDAY,
    "fermeture": DayKind.CLOSURE,
}
EVENT_KINDS = {
    **{kind: kind for kind in EventKind.values},
    "activité": EventKind.ACTIVITY,
    "rencontre": EventKind.MEETING,
    "sortie": EventKind.OUTING,
    "évaluation": EventKind.EVALUATION,
    "autre": EventKind.OTHER,
}
WORK_KINDS = {
    **{kind: kind for kind in AssignmentKind.values},
    "devoir": AssignmentKind.HOMEWORK,
    "leçon": AssignmentKind.LESSON,
    "évaluation": AssignmentKind.EVALUATION,
}


def _table(file: str, *columns: Column, versioned: bool) -> Table:
    every = (ID, *VERSION, *columns) if versioned else columns
    return Table(file, file, every, tuple(c.name for c in every), versioned=versioned)


CALENDAR = _table(
    "preau_calendar",
    SCHOOL,
    Column("date", "day", day, required=True),
    Column("kind", "kind", words(DAY_KINDS), required=True),
    Column("cycleDay", "cycle", number),
    Column("daycare", "daycare", boolean),
    Column("note", "note", label(255)),
    versioned=False,
)
BELLS = _table(
    "preau_bells",
    SCHOOL,
    Column("level", "level", level_only),
    Column("date", "day", day),
    Column("period", "period", number, required=True),
    Column("title", "title", label(60)),
    Column("begin", "starts", clock, required=True),
    Column("end", "ends", clock, required=True),
    versioned=False,
)
TIMETABLE = _table(
    "preau_timetable",
    GROUP,
    Column("cycleDay", "cycle", number, required=True),
    Column("period", "period", number, required=True),
    Column("room", "room", label(60)),
    TEACHER,
    Column("beginDate", "starts", day),
    Column("endDate", "ends", day),
    versioned=True,
)
EVENTS = _table(
    "preau_events",
    Column("orgSourcedId", "school", identifier),
    Column("level", "level", level_only),
    Column("classSourcedId", "class", identifier),
    Column("kind", "kind", words(EVENT_KINDS)),
    Column("title", "title", text(160), required=True),
    Column("description", "description", text(4000)),
    Column("location", "location", label(160)),
    Column("begin", "starts", moment, required=True),
    Column("end", "ends", moment),
    Column("cancelled", "cancelled", boolean),
    versioned=True,
)
HOMEWORK = _table(
    "preau_homework",
    GROUP,
    Column("kind", "kind", words(WORK_KINDS), required=True),
    Column("title", "title", text(200), required=True),
    Column("text", "text", rich(20_000)),
    Column("givenOn", "given", day, required=True),
    Column("dueOn", "due", day, required=True),
    Column("duePeriod", "period", number),
    Column("minutes", "minutes", count(999)),
    Column("acceptsLate", "late", boolean),
    TEACHER,
    Column("students", "students", identifiers, personal=True),
    Column("publishedAt", "published", since),
    versioned=True,
)
DAILY = (
    *(CALENDAR, BELLS, TIMETABLE, EVENTS, HOMEWORK, MOTIVES, RULES, ATTENDANCE),
    *REPORT_CARDS,
    *GRADEBOOK,
    *TRANSPORT,
    *FINANCES,
)
