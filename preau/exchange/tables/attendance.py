"""Attendance tables. The events have the names of Ed-Fi's StudentSchoolAttendanceEvent, and
`classPeriodName` of its StudentSectionAttendanceEvent; what Ed-Fi has no name for stands after.

A category is one word of ours behind any of the spellings of CATEGORIES: the kind, then `+` when
it says that the event is justified, `-` when it says that it is not.
"""

import itertools
from functools import lru_cache

from preau.attendance.enums import DayPart, EventKind
from preau.boards.enums import TeachingOrder
from preau.core.text import fold_search
from preau.exchange.tables.cells import (
    Read,
    address,
    boolean,
    day,
    identifier,
    label,
    number,
    text,
)
from preau.exchange.tables.columns import Column, Derived, Table
from preau.exchange.tables.oneroster import ID, VERSION
from preau.exchange.tables.words import clock, count, duration, periods, since, words

PROFESSIONAL = "professional"
_SPELLED = {
    EventKind.ABSENCE: ("absence", "absent", "absente", "partial", "absence partielle"),
    EventKind.LATE: ("tardy", "late", "retard", "en retard"),
    EventKind.EARLY_LEAVE: (
        *("early departure", "early leave", "early_leave", "départ hâtif"),
        *("sortie hâtive", "départ anticipé"),
    ),
    EventKind.SUSPENSION: (
        *("suspension", "suspension interne", "suspension externe"),
        *("in school suspension", "out of school suspension"),
    ),
    EventKind.AUTHORIZED: (
        *("authorized", "authorized activity", "activité autorisée", "activité scolaire"),
        *("sortie éducative", "school activity", "field trip"),
    ),
    EventKind.PRESENT: ("in attendance", "present", "présence", "présent", "présente"),
    PROFESSIONAL: (
        *(PROFESSIONAL, "rencontre professionnelle", "rencontre avec un professionnel"),
        *("rencontre avec une professionnelle", "meeting with a professional"),
    ),
}
_JUSTIFIED = ("motivé", "motivée", "justifié", "justifiée", "excused")
_UNJUSTIFIED = ("non motivé", "non motivée", "non justifié", "non justifiée", "unexcused")
ASKED = (EventKind.ABSENCE, EventKind.LATE, EventKind.EARLY_LEAVE)


def _categories() -> dict[str, str]:
    found = {fold_search(word): str(kind) for kind, said in _SPELLED.items() for word in said}
    for kind in ASKED:
        judged = ((_JUSTIFIED, "+"), (_UNJUSTIFIED, "-"))
        for word, (adjectives, sign) in itertools.product(_SPELLED[kind], judged):
            for adjective in adjectives:
                found[fold_search(f"{word} {adjective}")] = f"{kind}{sign}"
                found[fold_search(f"{adjective} {word}")] = f"{kind}{sign}"
    return found


CATEGORIES = _categories()


@lru_cache(maxsize=1 << 10)
def category_of(descriptor: str) -> str:
    """Our word for a descriptor, a whole Ed-Fi address or its last part; "" when it is none."""
    return CATEGORIES.get(fold_search(descriptor.rpartition("#")[2]), "")


def category(given: str) -> Read | None:
    """A category of attendance as its file writes it; an unknown one is refused."""
    if given.strip() and not category_of(given):
        return Read("", "category")
    return label(120)(given)


def _table(file: str, *columns: Column, **options: object) -> Table:
    return Table(file, file, columns, tuple(c.name for c in columns), **options)  # type: ignore[arg-type]


_SCHOOL = Column("orgSourcedId", "school", identifier, required=True)
MOTIVES = _table(
    "preau_motives",
    _SCHOOL,
    Column("code", "code", text(40), required=True),
    Column("label", "label", text(120), required=True),
    Column("labelEn", "label_en", text(120)),
    Column("openToParents", "open", boolean),
    Column("needsPaper", "paper", boolean),
    Column("confidential", "confidential", boolean),
    Column("position", "position", number),
    versioned=False,
)
RULES = _table(
    "preau_attendance_rules",
    _SCHOOL,
    Column(
        "teachingOrder",
        "teaching_order",
        words(
            {
                "préscolaire": TeachingOrder.PRESCHOOL,
                "primaire": TeachingOrder.PRIMARY,
                "secondaire": TeachingOrder.SECONDARY,
            }
        ),
    ),
    Column("justifyHours", "hours", count(999)),
    Column("justifySchoolDays", "days", count(99)),
    Column("justifyCutoff", "cutoff", clock),
    Column("declareCutoff", "declare", clock),
    Column("longestDays", "longest", count(999)),
    Column("quotaPerYear", "quota", count(999)),
    Column("paperBeyondDays", "paper", count(999)),
    Column("tellDelayMinutes", "delay", count(10_080)),
    Column("phone", "phone", text(40)),
    Column("email", "email", address),
    Column("daycareEmail", "daycare_email", address),
    Column("daycarePhone", "daycare_phone", text(40)),
    Column("transportEmail", "transport_email", address),
    Column("transportPhone", "transport_phone", text(40)),
    versioned=False,
)
ATTENDANCE = _table(
    "preau_attendance",
    ID,
    *VERSION,
    Column("studentUniqueId", "student", identifier, required=True, personal=True),
    Column("schoolId", "school", identifier, required=True),
    Column("eventDate", "day", day, required=True),
    Column("attendanceEventCategoryDescriptor", "raw", category, required=True),
    Column("attendanceEventReason", "reason", text(), personal=True),
    Column("classPeriodName", "periods", periods),
    Column(
        "dayPart",
        "part",
        words({"avant-midi": DayPart.AM, "après-midi": DayPart.PM, "journée": DayPart.DAY}),
    ),
    Column("arrivalTime", "arrival", clock),
    Column("departureTime", "departure", clock),
    Column("eventDuration", "duration", duration),
    Column("schoolAttendanceDuration", "minutes", count(1439)),
    Column("justified", "justified", boolean),
    Column("professional", "professional", boolean),
    Column("recordedAt", "recorded", since),
    derived=(Derived("category", ("raw",), category_of),),
)
