"""The tile « Résultats »: the last marks published, or when the next report card shows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy, ngettext

from preau.boards.enums import SwitchKey
from preau.boards.tiles import Rows, Tile, TileFacts, TileSubject, TodoItem
from preau.core.wording import date_day, number, time_of_day
from preau.core.wording import gettext as _
from preau.core.zone import instant, local_day, local_time
from preau.results.queries.works import SHOWN, monday_before

# What a tile has room for.
_SUBJECTS = 2

_QUESTION = f"""
WITH year AS (
  SELECT DISTINCT ON (y.board_id) y.id, y.board_id, y.ends_on FROM boards_schoolyear y
  WHERE y.ended_at IS NULL AND y.starts_on <= %(today)s ORDER BY y.board_id, y.starts_on DESC, y.id
), pupil AS (
  SELECT s.id, s.board_id, s.school_id, s.level FROM people_student s
  WHERE s.id = ANY (%(students)s)
), card AS MATERIALIZED (
  SELECT c.id, c.student_id, c.school_id, c.term_id, c.level, c.source_at, t.title, t.starts_on,
         y.ends_on,
         row_number() OVER (PARTITION BY c.student_id ORDER BY t.starts_on DESC, t.id) AS place
  FROM results_reportcard c JOIN boards_term t ON t.id = c.term_id JOIN year y ON y.id = t.year_id
  WHERE c.student_id = ANY (%(students)s)
)
SELECT p.id AS student_id, card.title AS term, card.level, card.source_at AS as_of,
       (SELECT json_agg(m) FROM (
          SELECT s.title, coalesce(s.mark::text, s.code) AS mark FROM results_subjectresult s
          WHERE s.card_id = card.id AND (s.mark IS NOT NULL OR s.code <> '')
          ORDER BY s.position LIMIT {_SUBJECTS}) m) AS marks,
       (SELECT json_agg(k ORDER BY k.starts_on) FROM (
          SELECT c.id, c.title, c.starts_on FROM card c
          WHERE c.student_id = p.id AND (c.ends_on > %(today)s
            OR results_published_at(c.school_id, c.level, c.term_id) >= %(waiting)s)
          AND NOT EXISTS (SELECT FROM results_cardreceipt r
            WHERE r.card_id = c.id AND r.account_id = (SELECT preau_account())
              AND r.acknowledged_at IS NOT NULL)) k) AS unread,
       upcoming.at AS next_at, upcoming.title AS next_term, upcoming.report_by AS next_by,
       (SELECT count(*) FROM results_workresult r JOIN results_work w ON w.id = r.work_id
        CROSS JOIN LATERAL (SELECT coalesce((SELECT c.pace FROM results_pacechoice c
            WHERE c.student_id = p.id), u.pace) AS pace,
          results_week_start(u.weekday, u.sent_at, %(at)s) AS week
          FROM results_work_rule(p.board_id, p.school_id) u) h
        LEFT JOIN results_visit v ON v.student_id = p.id
        WHERE r.student_id = p.id AND greatest(r.published_at, w.published_at)
              > coalesce(v.seen_at, %(recent)s)
          AND {SHOWN.replace("%(pace)s", "h.pace").replace("%(week)s", "h.week")}) AS works
FROM pupil p
LEFT JOIN card ON card.student_id = p.id AND card.place = 1
LEFT JOIN LATERAL (
  SELECT t.title, t.at,
         (SELECT min(r.report_by) FROM results_termrule r WHERE r.term_id = t.id) AS report_by
  FROM (SELECT t.id, t.title, t.starts_on,
               results_published_at(p.school_id, p.level, t.id) AS at
        FROM boards_term t JOIN year y ON y.id = t.year_id AND y.board_id = p.board_id
        WHERE t.ended_at IS NULL OFFSET 0) t
  WHERE t.at > now() OR t.at IS NULL AND EXISTS (
    SELECT FROM results_termrule r WHERE r.term_id = t.id AND r.report_by >= %(today)s)
  ORDER BY t.starts_on LIMIT 1
) upcoming ON true
"""


def values(subjects: Sequence[TileSubject], at: datetime) -> Mapping[str, Any]:
    return {
        "students": [s.student_id for s in subjects],
        "today": local_day(at),
        "at": at,
        "recent": monday_before(at),
        "waiting": _waiting_since(at),
    }


def _waiting_since(at: datetime) -> datetime:
    """Since when a report card of a year that is over still waits, as CardRow.awaits_word says."""
    days = settings.PREAU_LIMITS.report_card_word_days - 1
    first = local_day(at) - timedelta(days=days)
    return instant(first, time.min)


def answer(subjects: Sequence[TileSubject], at: datetime, rows: Rows) -> Mapping[int, TileFacts]:
    """A child of whom nothing is published is told when it will be, or that nothing is yet."""
    return {row["student_id"]: _facts(row) for row in rows}


def _facts(row: Mapping[str, Any]) -> TileFacts:
    parts = [part for part in (_marks(row), _next(row)) if part]
    unread, works = row["unread"] or (), row["works"]
    badge = ""
    if unread:
        badge = _("Bulletin à lire")
    elif works:
        badge = ngettext("%(count)s nouveau", "%(count)s nouveaux", works) % {"count": works}
    return TileFacts(
        answer=" · ".join(parts) or _("Rien de publié encore cette année"),
        badge=badge,
        as_of=datetime.fromisoformat(row["as_of"]) if row["as_of"] else None,
        todo=tuple(_todo(card) for card in unread),
    )


def _todo(card: Mapping[str, Any]) -> TodoItem:
    title = _("Bulletin à lire : %(term)s") % {"term": card["title"]}
    return TodoItem("report_card", card["id"], title)


def _marks(row: Mapping[str, Any]) -> str:
    if not row["term"]:
        return ""
    if not row["marks"]:
        return _("%(term)s : bulletin publié") % {"term": row["term"]}
    marks = ", ".join(f"{_short(m['title'])} {_said(m['mark'])}" for m in row["marks"])
    return _("%(term)s : %(marks)s") % {"term": row["term"], "marks": marks}


def _short(title: str) -> str:
    """« Français, langue d’enseignement » is « Français » where there is little room."""
    return title.partition(",")[0]


def _said(mark: str) -> str:
    return number(Decimal(mark)) if mark[:1].isdigit() else mark


def _next(row: Mapping[str, Any]) -> str:
    if row["next_at"]:
        at = datetime.fromisoformat(row["next_at"])
        values = {
            "term": row["next_term"],
            "day": date_day(local_time(at)),
            "time": time_of_day(local_time(at)),
        }
        return _("%(term)s : le %(day)s à %(time)s") % values
    if row["next_by"] and not row["term"]:
        day = date_day(date.fromisoformat(row["next_by"]))
        return _("%(term)s : bulletin au plus tard le %(day)s") % {
            "term": row["next_term"],
            "day": day,
        }
    return ""


TILE = Tile(
    key=SwitchKey.TILE_RESULTS,
    title=gettext_lazy("Résultats"),
    icon="chart-line",
    question=_QUESTION,
    values=values,
    answer=answer,
)
