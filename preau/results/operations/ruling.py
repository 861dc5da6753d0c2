"""How a school, or its whole body, tells parents of travaux."""

from datetime import time

from django.db import connection, transaction

from preau.boards.models import School
from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.journal import record
from preau.results.enums import Pace
from preau.results.models import WorkRule


@transaction.atomic
def rule_works(
    *, actor: BoardActor, school_id: int | None, pace: Pace, weekday: int, sent_at: time
) -> WorkRule:
    """Set the pace of parents who chose none, and when the week's travaux show; None: of the body.

    A school's own rule goes before that of its body. What a parent chose stays. Raises
    School.DoesNotExist.
    """
    school = School.objects.get(id=school_id, board_id=actor.board_id) if school_id else None
    rule, _ = WorkRule.objects.update_or_create(
        board_id=actor.board_id,
        school=school,
        defaults={"pace": pace, "weekday": weekday, "sent_at": sent_at},
    )
    details: dict[str, str | int] = {
        "school": school_id or 0,
        "pace": str(pace),
        "weekday": weekday,
    }
    record(actor=actor, act=Act.RESULTS_RULE_CHANGED, board_id=actor.board_id, details=details)
    return rule


def rule_in_force(*, actor: BoardActor, school_id: int | None) -> tuple[Pace, int, time]:
    """The pace, weekday and hour of a school, or those that a school without a rule gets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pace, weekday, sent_at FROM results_work_rule(%s, %s)",
            [actor.board_id, school_id],
        )
        pace, weekday, sent_at = cursor.fetchone()
    return Pace(pace), weekday, sent_at
