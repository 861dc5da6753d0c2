"""The tile « Nous joindre »: whom to call."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from preau.boards.enums import SwitchKey
from preau.boards.tiles import Rows, Tile, TileFacts, TileSubject
from preau.core.wording import gettext as _

_QUESTION = """
SELECT id, coalesce(nullif(phone, ''), email) AS address, principal_name AS principal
FROM boards_school WHERE id = ANY (%(schools)s)
"""


def values(subjects: Sequence[TileSubject], at: datetime) -> Mapping[str, Any]:
    return {"schools": [s.school_id for s in subjects if s.school_id]}


def answer(subjects: Sequence[TileSubject], at: datetime, rows: Rows) -> Mapping[int, TileFacts]:
    """The school's telephone, else its address, else its direction; no tile without any."""
    said = {
        row["id"]: row["address"] or _("Direction : %(name)s") % {"name": row["principal"]}
        for row in rows
        if row["address"] or row["principal"]
    }
    return {
        s.student_id: TileFacts(answer=said[s.school_id]) for s in subjects if s.school_id in said
    }


TILE = Tile(
    key=SwitchKey.TILE_CONTACT,
    title=gettext_lazy("Nous joindre"),
    icon="phone",
    question=_QUESTION,
    values=values,
    answer=answer,
)
