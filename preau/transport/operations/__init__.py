"""Writes of transport: what a parent saw, what changed, what is late, what goes."""

from preau.transport.operations.changes import Changes, watching_changes
from preau.transport.operations.notices import Announced, announce, end_notice
from preau.transport.operations.reading import SeenTransport, note_seen, see_transport
from preau.transport.operations.retention import Purged, purge_transport

__all__ = [
    "Announced",
    "Changes",
    "Purged",
    "SeenTransport",
    "announce",
    "end_notice",
    "note_seen",
    "purge_transport",
    "see_transport",
    "watching_changes",
]
