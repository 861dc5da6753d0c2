"""Reads of transport, as ready rows; all but the desk's run in a family's scope."""

from preau.transport.queries.desk import CircuitRow, DeskNotice, circuits_named, current_notices
from preau.transport.queries.readers import Reader, readers_of
from preau.transport.queries.rides import (
    ChangeRow,
    NoticeRow,
    PlaceRow,
    RideRow,
    as_of_of,
    changes_of,
    notices_of,
    rides_of,
)

__all__ = [
    "ChangeRow",
    "CircuitRow",
    "DeskNotice",
    "NoticeRow",
    "PlaceRow",
    "Reader",
    "RideRow",
    "as_of_of",
    "changes_of",
    "circuits_named",
    "current_notices",
    "notices_of",
    "readers_of",
    "rides_of",
]
