"""Report cards in a family's scope: what is published, of pupils there and of those who left.

The database shows no card before its hour. Each function is one statement.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection

from preau.boards.enums import SwitchKey
from preau.core.zone import local_day
from preau.results.enums import NoteKind

Mark = Decimal | str


@dataclass(frozen=True)
class Note:
    kind: NoteKind
    title: str
    text: str


@dataclass(frozen=True)
class CardRow:
    """A published report card of one pupil and étape, as of then; the receipt is this account's."""

    id: int
    board_id: int
    student_id: int
    term_id: int
    term_title: str
    starts_on: date
    last_day: date
    year_id: int
    year_title: str
    year_ends_on: date
    school_id: int
    school_name: str
    level_code: str
    group_code: str
    given_name: str
    family_name: str
    fiche: str
    code_permanent: str
    birth_on: date | None
    absence_days: Decimal | None
    lates: int | None
    published_at: datetime
    source_at: datetime
    weight: Decimal | None
    pass_mark: Decimal | None
    opened_at: datetime | None
    acknowledged_at: datetime | None
    is_here: bool
    notes: tuple[Note, ...]

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def is_preschool(self) -> bool:
        return self.level_code in ("PK", "KG")

    def awaits_word(self, today: date) -> bool:
        """Whether the school waits for « J'ai pris connaissance »: until the year is over, and the
        last report card of a year, which comes after it, for some weeks.
        """
        if self.acknowledged_at or not self.is_here:
            return False
        until = local_day(self.published_at) + timedelta(
            days=settings.PREAU_LIMITS.report_card_word_days
        )
        return today < max(self.year_ends_on, until)


# Of a term, the rule in force: that of the pupil's order before that of all, then the latest.
RULE = """
LEFT JOIN LATERAL (
  SELECT r.* FROM results_termrule r
  WHERE r.term_id = t.id AND r.in_force_on <= %(today)s AND r.teaching_order IN ('',
    CASE WHEN {level} IN ('PK', 'KG') THEN 'preschool' WHEN {level} <= '06' THEN 'primary'
         ELSE 'secondary' END)
  ORDER BY r.teaching_order DESC, r.in_force_on DESC LIMIT 1
) r ON true
"""

_CARDS = f"""
SELECT c.id, c.board_id, c.student_id, t.id, t.title, t.starts_on, t.ends_on - 1,
       y.id, y.title, y.ends_on, o.id, o.name, c.level, c.group_code, c.given_name, c.family_name,
       c.fiche, c.code_permanent, c.birth_on, c.absence_days, c.lates,
       results_published_at(c.school_id, c.level, c.term_id), c.source_at, r.weight, r.pass_mark,
       k.opened_at, k.acknowledged_at, c.student_id = ANY (preau_students()),
       coalesce((SELECT json_agg(json_build_array(n.kind, n.title, n.text) ORDER BY n.position)
                 FROM results_cardnote n WHERE n.card_id = c.id), '[]')
FROM results_reportcard c
JOIN boards_term t ON t.id = c.term_id
JOIN boards_schoolyear y ON y.id = t.year_id
JOIN boards_school o ON o.id = c.school_id
{RULE.format(level="c.level")}
LEFT JOIN results_cardreceipt k ON k.card_id = c.id AND k.account_id = preau_account()
WHERE {{condition}}
ORDER BY y.starts_on DESC, c.student_id, t.starts_on, t.id
"""


def cards_of(student_id: int, *, today: date) -> list[CardRow]:
    """Every published card of a pupil, the latest year first, étapes in order."""
    return _cards("c.student_id = %(value)s", student_id, today)


def cards_like(card_id: int, *, today: date) -> list[CardRow]:
    """The published cards of the pupil and year of a card, étapes in order; none when unseen."""
    condition = (
        "(c.student_id, t.year_id) = (SELECT a.student_id, b.year_id FROM results_reportcard a"
        " JOIN boards_term b ON b.id = a.term_id WHERE a.id = %(value)s)"
    )
    return _cards(condition, card_id, today)


def cards_of_family(*, today: date) -> list[CardRow]:
    """Every card that the account may read: of pupils there, and of those who left."""
    return _cards("%(value)s = 0", 0, today)


def _cards(condition: str, value: int, today: date) -> list[CardRow]:
    with connection.cursor() as cursor:
        cursor.execute(_CARDS.format(condition=condition), {"value": value, "today": today})
        return [_card(row) for row in cursor.fetchall()]


def _card(row: Sequence[Any]) -> CardRow:
    notes = json.loads(row[-1]) if isinstance(row[-1], str) else row[-1]
    told = tuple(Note(NoteKind(kind), title, text) for kind, title, text in notes)
    return CardRow(*(*row[:-1], told))


@dataclass(frozen=True)
class ComponentRow:
    """A competency's mark or observation in one card. `previous`: what it was before a change."""

    competency_id: int
    title: str
    weight: Decimal | None
    mark: Mark
    final: Mark
    observation: str
    previous: str
    changed_at: datetime | None


@dataclass(frozen=True)
class SubjectRow:
    """A subject's line in one card. `average` is "" wherever it may not show."""

    card_id: int
    course_id: int
    title: str
    teacher: str
    mark: Mark
    final: Mark
    is_passed: bool | None
    comment: str
    previous: str
    changed_at: datetime | None
    average: Mark
    final_average: Mark
    components: tuple[ComponentRow, ...]


_SUBJECTS = """
SELECT s.card_id, s.course_id, s.title,
       CASE WHEN preau_shows_teachers(c.board_id, c.school_id) THEN s.teacher ELSE '' END,
       coalesce(s.mark::text, s.code), coalesce(s.final_mark::text, s.final_code), s.is_passed,
       s.comment, s.previous_mark, s.changed_at,
       coalesce(a.average::text, ''), coalesce(a.final_average::text, ''),
       coalesce((SELECT json_agg(json_build_array(k.id, k.title, k.weight,
                   coalesce(d.mark::text, d.code), coalesce(d.final_mark::text, d.final_code),
                   d.observation, d.previous_mark, d.changed_at) ORDER BY k.position, k.id)
                 FROM results_competencyresult d JOIN results_competency k ON k.id = d.competency_id
                 WHERE d.subject_id = s.id), '[]')
FROM results_subjectresult s
JOIN results_reportcard c ON c.id = s.card_id
LEFT JOIN results_groupaverage a ON a.group_id = s.group_id AND a.term_id = c.term_id
  AND preau_switched_on(c.board_id, c.school_id, %(switch)s, false)
WHERE s.card_id = ANY (%(cards)s)
ORDER BY s.position, s.id
"""


def subjects_of_cards(card_ids: Sequence[int], *, averages: SwitchKey) -> list[SubjectRow]:
    """The lines of some cards; averages where the school's switch of that name is on."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, {"cards": list(card_ids), "switch": averages.value})
        return [_subject(row) for row in cursor.fetchall()]


def mark_of(text: str) -> Mark:
    """A number as a Decimal, letters as they are."""
    return Decimal(text) if text[:1].isdigit() else text


def _subject(row: Sequence[Any]) -> SubjectRow:
    found = json.loads(row[12]) if isinstance(row[12], str) else row[12]
    marks, averages = (mark_of(row[4]), mark_of(row[5])), (mark_of(row[10]), mark_of(row[11]))
    parts = tuple(_component(one) for one in found)
    return SubjectRow(*(*row[:4], *marks, *row[6:10], *averages, parts))


def _component(row: Sequence[Any]) -> ComponentRow:
    number, title, weight, mark, final, observation, previous, changed = row
    return ComponentRow(
        number,
        title,
        Decimal(str(weight)) if weight is not None else None,
        mark_of(mark),
        mark_of(final),
        observation,
        previous,
        datetime.fromisoformat(changed) if changed else None,
    )


@dataclass(frozen=True)
class TermState:
    """An étape of the year that began last, for one school and level, published or to come."""

    id: int
    title: str
    starts_on: date
    last_day: date
    published_at: datetime | None
    report_by: date | None
    weight: Decimal | None


_TERMS = f"""
SELECT t.id, t.title, t.starts_on, t.ends_on - 1, results_published_at(%(school)s, %(level)s, t.id),
       r.report_by, r.weight
FROM boards_term t
JOIN boards_schoolyear y ON y.id = t.year_id AND y.starts_on = (
  SELECT max(b.starts_on) FROM boards_schoolyear b
  WHERE b.board_id = %(board)s AND b.ended_at IS NULL AND b.starts_on <= %(today)s)
{RULE.format(level="%(level)s")}
WHERE t.board_id = %(board)s AND t.ended_at IS NULL
  AND (r.id IS NOT NULL OR results_published_at(%(school)s, %(level)s, t.id) IS NOT NULL)
ORDER BY t.starts_on, t.id
"""


def terms_of_year(
    board_id: int, school_id: int | None, level: str, *, today: date
) -> list[TermState]:
    """The étapes of the year that began last, as a school publishes them to a level."""
    values = {"board": board_id, "school": school_id, "level": level, "today": today}
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, values)
        return [TermState(*row) for row in cursor.fetchall()]


def signature_key(school_id: int, *, on: date) -> str:
    """The key of the direction's signature in force on a day; "" without one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM results_signature WHERE school_id = %s AND since <= %s"
            " ORDER BY since DESC LIMIT 1",
            [school_id, on],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def archived_guardian(student_id: int) -> tuple[str, str]:
    """This parent's own name and address in the file of a pupil who left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, address FROM preau_archived_guardian(%s)", [student_id])
        row = cursor.fetchone()
    return (str(row[0]), str(row[1])) if row else ("", "")
