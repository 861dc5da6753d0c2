"""The tile « Messages de l'école »: the last title and how many are new."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.boards.enums import SwitchKey
from preau.boards.tiles import Tile, TileFacts, TileSubject, TodoItem
from preau.messaging.enums import Category
from preau.messaging.years import opening_of, year_of

# What awaits: a reading to confirm, or an urgent message that this parent has not opened.
_FACTS = """
SELECT r.student_id, (array_agg(m.title ORDER BY m.starts_at DESC, m.id DESC))[1],
       max(m.starts_at), count(*) FILTER (WHERE g.opened_at IS NULL),
       json_agg(json_build_object('id', m.id, 'title', m.title, 'at', m.starts_at,
         'confirm', m.needs_confirmation AND g.confirmed_at IS NULL,
         'unread', CASE WHEN g.opened_at IS NULL THEN m.category END))
       FILTER (WHERE m.needs_confirmation AND g.confirmed_at IS NULL
               OR m.category IN ('urgent', 'closure') AND g.opened_at IS NULL)
FROM messaging_messagerecipient r
JOIN messaging_message m ON m.id = r.message_id
LEFT JOIN messaging_messagereading g ON g.message_id = m.id
WHERE r.student_id = ANY (%s) AND m.starts_at >= %s AND (m.ends_at IS NULL OR m.ends_at > %s)
  AND g.archived_at IS NULL
GROUP BY r.student_id
"""
_CANNOT_WAIT = (Category.URGENT, Category.CLOSURE)


def facts(subjects: Sequence[TileSubject], at: datetime) -> Mapping[int, TileFacts]:
    """One statement for all the children, with what awaits their parent."""
    ids = [s.student_id for s in subjects]
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [ids, opening_of(year_of(at)), at])
        rows = cursor.fetchall()
    nothing = dict.fromkeys(ids, TileFacts(answer=_("Aucun message")))
    return nothing | {student_id: _facts(*rest) for student_id, *rest in rows}


def _facts(title: str, last_at: datetime, new: int, awaits: Any) -> TileFacts:
    items = json.loads(awaits) if isinstance(awaits, str) else awaits or ()
    badge = ngettext("%(num)s nouveau", "%(num)s nouveaux", new) % {"num": new} if new else ""
    todo = tuple(_todo(item) for item in items)
    return TileFacts(answer=title, badge=badge, as_of=last_at, todo=todo)


def _todo(item: Mapping[str, Any]) -> TodoItem:
    return TodoItem(
        kind="message",
        key=item["id"],
        title=item["title"],
        detail=_("Lecture à confirmer") if item["confirm"] else "",
        late=str(Category(item["unread"]).label) if item["unread"] in _CANNOT_WAIT else "",
        due=datetime.fromisoformat(item["at"]),
    )


TILE = Tile(
    key=SwitchKey.TILE_MESSAGES,
    title=gettext_lazy("Messages de l’école"),
    icon="mail",
    facts=facts,
)
