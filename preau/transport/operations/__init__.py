"""Writes of transport: what a parent saw, what changed, what is late."""

from preau.transport.operations.changes import Changes, watching_changes
from preau.transport.operations.notices import Announced, announce, end_notice
from preau.transport.operations.reading import SeenTransport, note_seen, see_transport

__all__ = [
    "Announced",
    "Changes",
    "SeenTransport",
    "announce",
    "end_notice",
    "note_seen",
    "see_transport",
    "watching_changes",
]
