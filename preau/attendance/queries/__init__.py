"""Reads of attendance, as ready rows. Each function is one statement.

All but `readers_of` run in a family's scope: the database shows the events of its pupils once the
school's correction window is over, and of what families wrote only what this account may read.
"""

from preau.attendance.queries.declarations import (
    DeclarationRow,
    NoticeRow,
    declaration_of_family,
    declarations_of,
    declared_together,
    spans_declared,
)
from preau.attendance.queries.events import (
    EventRow,
    TraceRow,
    event_of_family,
    events_justified_by,
    events_of,
    open_events_of,
    traces_of_declaration,
    traces_of_event,
)
from preau.attendance.queries.published import MotiveRow, as_of_of, motives_of, rules_of
from preau.attendance.queries.reasons import (
    PaperRow,
    Reader,
    ReasonRow,
    readers_of,
    reason_of,
    reasons_of,
)

__all__ = [
    "DeclarationRow",
    "EventRow",
    "MotiveRow",
    "NoticeRow",
    "PaperRow",
    "Reader",
    "ReasonRow",
    "TraceRow",
    "as_of_of",
    "declaration_of_family",
    "declarations_of",
    "declared_together",
    "event_of_family",
    "events_justified_by",
    "events_of",
    "motives_of",
    "open_events_of",
    "readers_of",
    "reason_of",
    "reasons_of",
    "rules_of",
    "spans_declared",
    "traces_of_declaration",
    "traces_of_event",
]
