"""The tile « Nous joindre »: whom to call."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.boards.enums import SwitchKey
from preau.boards.tiles import Tile, TileFacts, TileSubject

_FACTS = "SELECT id, phone, email, principal_name FROM boards_school WHERE id = ANY (%s)"


def facts(subjects: Sequence[TileSubject], at: datetime) -> Mapping[int, TileFacts]:
    """The school's telephone, else its address, else its direction; no tile without any."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [[s.school_id for s in subjects if s.school_id]])
        rows = cursor.fetchall()
    answers = {
        school_id: phone or email or _("Direction : %(name)s") % {"name": principal}
        for school_id, phone, email, principal in rows
        if phone or email or principal
    }
    return {
        s.student_id: TileFacts(answer=answers[s.school_id])
        for s in subjects
        if s.school_id in answers
    }


TILE = Tile(
    key=SwitchKey.TILE_CONTACT, title=gettext_lazy("Nous joindre"), icon="phone", facts=facts
)
