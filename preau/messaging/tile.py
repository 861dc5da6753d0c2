"""The tile « Messages de l'école »: the last title and how many are new."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from preau.boards.enums import SwitchKey
from preau.boards.tiles import Rows, Tile, TileFacts, TileSubject, TodoItem
from preau.core.wording import gettext as _
from preau.messaging.enums import Category
from preau.messaging.years import opening_of, year_of

# What awaits: a reading to confirm, or an urgent message that this parent has not opened.
_QUESTION = """
SELECT r.student_id, (array_agg(m.title ORDER BY m.starts_at DESC, m.id DESC))[1] AS title,
       max(m.starts_at) AS last_at, count(*) FILTER (WHERE g.opened_at IS NULL) AS new,
       json_agg(json_build_object('id', m.id, 'title', m.title,
         'confirm', m.needs_confirmation AND g.confirmed_at IS NULL,
         'unread', CASE WHEN g.opened_at IS NULL THEN m.category END,
         'closes', m.category = 'closure' AND m.starts_at > %(week)s) ORDER BY m.starts_at DESC)
       FILTER (WHERE m.needs_confirmation AND g.confirmed_at IS NULL
               OR m.category IN ('urgent', 'closure') AND g.opened_at IS NULL) AS awaits
FROM messaging_messagerecipient r
JOIN messaging_message m ON m.id = r.message_id
LEFT JOIN messaging_messagereading g ON g.message_id = m.id
WHERE r.student_id = ANY (%(students)s) AND m.starts_at >= %(opening)s
  AND (m.ends_at IS NULL OR m.ends_at > %(at)s)
  AND g.archived_at IS NULL
GROUP BY r.student_id
"""
_CANNOT_WAIT = (Category.URGENT, Category.CLOSURE)
# A closure that the agenda shows is told of by a message of the same days.
_WEEK = timedelta(days=7)


def values(subjects: Sequence[TileSubject], at: datetime) -> Mapping[str, Any]:
    ids = [s.student_id for s in subjects]
    return {"students": ids, "opening": opening_of(year_of(at)), "at": at, "week": at - _WEEK}


def answer(subjects: Sequence[TileSubject], at: datetime, rows: Rows) -> Mapping[int, TileFacts]:
    """The last title, how many are new, and what awaits the parent."""
    # Messages are written here: that there is none is known now.
    nothing = TileFacts(answer=_("Aucun message"), as_of=at)
    return {s.student_id: nothing for s in subjects} | {
        row["student_id"]: _facts(row) for row in rows
    }


def _facts(row: Mapping[str, Any]) -> TileFacts:
    new = row["new"]
    return TileFacts(
        answer=row["title"],
        badge=ngettext("%(num)s nouveau", "%(num)s nouveaux", new) % {"num": new} if new else "",
        as_of=datetime.fromisoformat(row["last_at"]),
        todo=tuple(_todo(item) for item in row["awaits"] or ()),
    )


def _todo(item: Mapping[str, Any]) -> TodoItem:
    return TodoItem(
        kind="message",
        key=item["id"],
        title=item["title"],
        detail=_("Lecture à confirmer") if item["confirm"] else "",
        late=str(Category(item["unread"]).label) if item["unread"] in _CANNOT_WAIT else "",
        tells_of="closure" if item["closes"] else "",
    )


TILE = Tile(
    key=SwitchKey.TILE_MESSAGES,
    title=gettext_lazy("Messages de l’école"),
    icon="mail",
    question=_QUESTION,
    values=values,
    answer=answer,
)
