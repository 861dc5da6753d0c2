"""Who of the staff a command speaks for, by identifier, address or name."""

from django.db.models import F, Value
from django.db.models.functions import Concat

from preau.config.errors import Refused
from preau.core.actors import BoardActor
from preau.people.models import StaffMember


def author_of(actor: BoardActor, word: str) -> StaffMember:
    """The one member of the body's staff that the word names. Raises Refused."""
    staff = StaffMember.objects.filter(board_id=actor.board_id, ended_at=None)
    named = staff.annotate(name=Concat(F("given_name"), Value(" "), F("family_name")))
    for found in (
        staff.filter(source_id=word),
        staff.filter(email__iexact=word),
        named.filter(name__iexact=word),
    ):
        members = list(found.order_by("source_id")[:20])
        if len(members) > 1:
            ids = ", ".join(member.source_id for member in members)
            raise Refused(
                f"Plusieurs membres du personnel répondent à «\u00a0{word}\u00a0»\u00a0: {ids}."
            )
        if members:
            return members[0]
    raise Refused(f"Aucun membre du personnel ne répond à «\u00a0{word}\u00a0».")
