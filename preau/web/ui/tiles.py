"""A tile as the page shows it: what ui/tiles.html writes."""

from typing import NamedTuple


class ShownTile(NamedTuple):
    """`answer` is the reason the tile exists; `note` its date or its source.

    `state`: "alert" waits for the parent, "stale" warns that the note is old.
    """

    title: str
    icon_name: str
    answer: str
    badge: str = ""
    note: str = ""
    state: str = ""
    href: str = "#"
