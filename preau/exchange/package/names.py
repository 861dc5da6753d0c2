"""Names inside a package: what may stand there, and which file each name is."""

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from preau.exchange.errors import Stop

_MOST_MEMBERS = 200_000
_NOISE = ("__MACOSX", "Thumbs.db", "desktop.ini")


def checked_name(name: str) -> PurePosixPath:
    """The name as a relative path. Raises Stop on traversal, absolute paths and odd signs."""
    path = PurePosixPath(name)
    bad = (
        "\\" in name
        or ":" in name
        or path.is_absolute()
        or ".." in path.parts
        or any(unicodedata.category(c) in ("Cc", "Cs") for c in name)
    )
    if bad:
        raise Stop("member_name", file=printable(name))
    return path


def printable(name: str) -> str:
    """A name of a stranger as it may stand in a report."""
    return "".join(c if c.isprintable() else "?" for c in name)[:120]


def is_noise(path: PurePosixPath) -> bool:
    """Traces that systems leave in folders and archives."""
    return any(part.startswith(".") or part in _NOISE for part in path.parts)


def check_members(paths: Iterable[PurePosixPath]) -> None:
    """Raises Stop when two names differ only by case or form, or when there are too many."""
    seen: set[str] = set()
    for count, path in enumerate(paths, start=1):
        key = unicodedata.normalize("NFC", str(path)).casefold()
        if key in seen:
            raise Stop("member_twice", file=printable(str(path)))
        if count > _MOST_MEMBERS:
            raise Stop("member_count", values={"limit": _MOST_MEMBERS})
        seen.add(key)


def is_timetable(path: PurePosixPath) -> bool:
    """A file of GTFS, in the folder of that name."""
    return len(path.parts) == 2 and path.parts[0] == "gtfs" and path.suffix.lower() == ".txt"


def common_folder(paths: Iterable[PurePosixPath]) -> PurePosixPath:
    """ "." when tables are at the root, else the one folder that holds all of them."""
    tables = [path for path in paths if path.suffix.lower() == ".csv"]
    if not tables:
        # A timetable alone: what holds its folder.
        roots = {p.parents[1] for p in paths if is_timetable(PurePosixPath(*p.parts[-2:]))}
        if len(roots) != 1:
            raise Stop("no_table")
        return roots.pop()
    parents = {path.parent for path in tables}
    if PurePosixPath() in parents:
        return PurePosixPath()
    if len(parents) == 1 and len(next(iter(parents)).parts) == 1:
        return parents.pop()
    raise Stop("member_depth", file=printable(str(tables[0])))
