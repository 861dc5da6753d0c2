"""Acts on absences. The parent submits, the school decides.

Parents' acts run in a family's scope, whose walls let them sign their own rows and move the state
of an open event; telling others is done as a job of the body, which alone reads their addresses.
The school's acts run in the scope of its body. Every act leaves a trace and a line of the journal.
"""

from preau.attendance.operations.decide import decide_declaration, decide_justification
from preau.attendance.operations.declare import Plan, declare, withdraw_declaration
from preau.attendance.operations.desk import hand_over_paper, remind_desks, see_waiting
from preau.attendance.operations.justify import edit_reason, justify, withdraw_reason
from preau.attendance.operations.reading import (
    see_attendance,
    see_declaration,
    see_event,
    see_open_events,
    see_reason,
    take_paper,
)
from preau.attendance.operations.record import Recorded, correct_event, record_event
from preau.attendance.operations.settle import extend_deadlines, settle_events
from preau.attendance.operations.tell import follow_notices, tell_absences
from preau.attendance.operations.words import Why

__all__ = [
    "Plan",
    "Recorded",
    "Why",
    "correct_event",
    "decide_declaration",
    "decide_justification",
    "declare",
    "edit_reason",
    "extend_deadlines",
    "follow_notices",
    "hand_over_paper",
    "justify",
    "record_event",
    "remind_desks",
    "see_attendance",
    "see_declaration",
    "see_event",
    "see_open_events",
    "see_reason",
    "see_waiting",
    "settle_events",
    "take_paper",
    "tell_absences",
    "withdraw_declaration",
    "withdraw_reason",
]
