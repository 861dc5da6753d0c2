"""Tables of results: report cards as our own tables, travaux as OneRoster's gradebook.

The gradebook is that of OneRoster 1.1 and 1.2, with a few columns beside for what it cannot say.
"""

import re

from preau.boards.enums import TeachingOrder
from preau.exchange.tables.cells import (
    Cell,
    Read,
    boolean,
    day,
    identifier,
    label,
    number,
    text,
)
from preau.exchange.tables.columns import Column, Table
from preau.exchange.tables.oneroster import ID, VERSION
from preau.exchange.tables.words import count, level_only, since, words
from preau.results.enums import NoteKind

_NUMBER = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,4})?", re.ASCII)
_LETTERS = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ+\-/. ]{0,11}")

ORDERS = {
    **{order: order for order in TeachingOrder.values},
    "préscolaire": TeachingOrder.PRESCHOOL,
    "primaire": TeachingOrder.PRIMARY,
    "secondaire": TeachingOrder.SECONDARY,
}
NOTES = {
    **{kind: kind for kind in NoteKind.values},
    "autre compétence": NoteKind.OTHER_COMPETENCY,
    "commentaire": NoteKind.GENERAL,
    "décision": NoteKind.NEXT_STEP,
}
STATUSES = {
    "fully graded": "graded",
    "partially graded": "graded",
    "submitted": "handed_in",
    "not submitted": "not_submitted",
    "exempt": "exempt",
    "ext:absent": "absent",
}


def decimal(most: int, rule: str) -> Cell:
    """A number from 0 to `most`; a decimal comma is understood."""

    def read(given: str) -> Read | None:
        value = given.strip().removesuffix("%").strip()
        if value and not _NUMBER.fullmatch(value):
            return Read("", "decimal")
        written = value.replace(",", ".")
        if written and float(written) > most:
            return Read("", rule)
        return None if written == given else Read(written)

    return read


percent = decimal(100, "mark_above")


def mark(given: str) -> Read | None:
    """A percentage, or the letters that a school gives in its place."""
    value = given.strip()
    if value and _LETTERS.fullmatch(value):
        return None if value == given else Read(value)
    return percent(given)


def _own(file: str, *columns: Column) -> Table:
    return Table(file, file, columns, tuple(c.name for c in columns), versioned=False)


_STUDENT = Column("studentSourcedId", "student", identifier, required=True, personal=True)
_TERM = Column("termSourcedId", "term", identifier, required=True)
_SCHOOL = Column("orgSourcedId", "school", identifier, required=True)

TERM_RULES = _own(
    "preau_term_rules",
    _TERM,
    Column("teachingOrder", "teaching_order", words(ORDERS)),
    Column("inForceOn", "in_force", day),
    Column("number", "number", number, required=True),
    Column("weight", "weight", percent),
    Column("reportBy", "report_by", day),
    Column("passMark", "pass_mark", percent),
)
COMPETENCIES = _own(
    "preau_competencies",
    Column("courseSourcedId", "course", identifier, required=True),
    Column("code", "code", text(40), required=True),
    Column("title", "title", text(), required=True),
    Column("weight", "weight", percent),
    Column("position", "position", number),
)
PUBLICATIONS = _own(
    "preau_publications",
    _SCHOOL,
    _TERM,
    Column("level", "level", level_only),
    Column("publishedAt", "published", since, required=True),
)
CARDS = _own(
    "preau_report_cards",
    _STUDENT,
    _TERM,
    Column("orgSourcedId", "school", identifier),
    Column("level", "level", level_only),
    Column("group", "group", label(60)),
    Column("absenceDays", "absences", decimal(300, "count")),
    Column("lates", "lates", count(999)),
)
RESULTS = _own(
    "preau_results",
    _STUDENT,
    _TERM,
    Column("courseSourcedId", "course", identifier),
    Column("classSourcedId", "class", identifier),
    Column("competency", "competency", text(40)),
    Column("mark", "mark", mark, personal=True),
    Column("finalMark", "final", mark, personal=True),
    Column("observation", "observation", text(4000), personal=True),
    Column("passed", "passed", boolean, personal=True),
    Column("comment", "comment", text(4000), personal=True),
)
COMMENTS = _own(
    "preau_comments",
    _STUDENT,
    _TERM,
    Column("kind", "kind", words(NOTES), required=True),
    Column("title", "title", text()),
    Column("text", "text", text(4000), required=True, personal=True),
)
AVERAGES = _own(
    "preau_averages",
    Column("classSourcedId", "class", identifier, required=True),
    _TERM,
    Column("average", "average", percent),
    Column("finalAverage", "final", percent),
    Column("groupSize", "size", count(9999)),
)

_START = ("sourcedId", "status", "dateLastModified")


def _gradebook(file: str, raw: str, header: str, *columns: Column, beside: str = "") -> Table:
    named = {column.name: column for column in columns}
    apart = tuple(named[name] for name in beside.split())
    within = tuple(column for column in columns if column not in apart)
    return Table(file, raw, (ID, *VERSION, *within), (*_START, *header.split()), beside=apart)


CATEGORIES = _gradebook(
    "categories", "category", "title",
    Column("title", "title", label(100), required=True),
    Column("weight", "weight", percent),
    beside="weight",
)  # fmt: skip
LINE_ITEMS = _gradebook(
    "lineItems", "lineitem",
    "title description assignDate dueDate classSourcedId categorySourcedId",
    Column("title", "title", text(), required=True),
    Column("description", "description", label(4000)),
    Column("assignDate", "assigned", day),
    Column("dueDate", "due", day, required=True),
    Column("classSourcedId", "class", identifier, required=True),
    Column("categorySourcedId", "category", identifier),
    Column("gradingPeriodSourcedId", "period", identifier),
    Column("academicSessionSourcedId", "session", identifier),
    Column("resultValueMin", "least", decimal(99_999, "decimal")),
    Column("resultValueMax", "most", decimal(99_999, "decimal")),
    Column("schoolSourcedId", "school", identifier),
    Column("metadata.weight", "weight", percent),
    Column("metadata.publishedAt", "published", since),
    beside="gradingPeriodSourcedId academicSessionSourcedId resultValueMin resultValueMax"
    " schoolSourcedId metadata.weight metadata.publishedAt",
)  # fmt: skip
GRADES = _gradebook(
    "results", "result",
    "lineItemSourcedId studentSourcedId scoreStatus score scoreDate comment",
    Column("lineItemSourcedId", "item", identifier, required=True),
    Column("studentSourcedId", "student", identifier, required=True, personal=True),
    Column("scoreStatus", "state", words(STATUSES), required=True),
    Column("score", "score", decimal(99_999, "decimal"), personal=True),
    Column("scoreDate", "scored", day),
    Column("comment", "comment", label(1000), personal=True),
    Column("textScore", "letters", label(40), personal=True),
    Column("classSourcedId", "class", identifier),
    Column("inProgress", "progress", boolean),
    Column("incomplete", "incomplete", boolean),
    Column("late", "late", boolean),
    Column("missing", "missing", boolean),
    Column("metadata.absent", "absent", boolean),
    Column("metadata.publishedAt", "published", since),
    beside="textScore classSourcedId inProgress incomplete late missing metadata.absent"
    " metadata.publishedAt",
)  # fmt: skip

REPORT_CARDS = (TERM_RULES, COMPETENCIES, PUBLICATIONS, CARDS, RESULTS, COMMENTS, AVERAGES)
GRADEBOOK = (CATEGORIES, LINE_ITEMS, GRADES)
