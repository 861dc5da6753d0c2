"""The image of a direction's signature, as its school gives it."""

from datetime import date, datetime

from django.db import transaction

from preau.boards.models import School
from preau.core.actors import BoardActor
from preau.core.files.accept import AcceptedFile
from preau.core.files.store import store
from preau.results.models import Signature


@transaction.atomic
def sign_with(
    *, actor: BoardActor, school_id: int, image: AcceptedFile, since: date, at: datetime
) -> Signature:
    """Put an image on the report cards of a school issued from a day on; papers are made anew."""
    school = School.objects.get(id=school_id, board_id=actor.board_id)
    Signature.objects.filter(school=school, since=since).delete()
    owner = {"board_id": actor.board_id, "school": school, "since": since}
    return store(Signature, [image], at=at, **owner)[0]
