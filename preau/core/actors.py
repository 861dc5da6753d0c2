"""Who acts. Every operation takes an actor first; the database scope is opened from it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Where a request comes from, as the journal keeps it. `address` is an IP or ""."""

    address: str = ""
    request_id: str = ""


@dataclass(frozen=True)
class Anonymous:
    """Nobody known: sees no pupil."""

    origin: Origin = Origin()
    kind = "anonymous"
    account_id = None
    board_id = None


@dataclass(frozen=True)
class FamilyActor:
    """A signed-in account, acting as the guardian of the children it confirmed."""

    account_id: int
    origin: Origin = Origin()
    kind = "family"
    board_id = None


@dataclass(frozen=True)
class BoardActor:
    """An import or job that acts for one school body and sees only its rows."""

    board_id: int
    origin: Origin = Origin()
    kind = "board"
    account_id = None


@dataclass(frozen=True)
class SystemActor:
    """The mail worker and the like: no pupil, only the queues."""

    origin: Origin = Origin()
    kind = "system"
    account_id = None
    board_id = None


Actor = Anonymous | FamilyActor | BoardActor | SystemActor
