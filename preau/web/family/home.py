"""The home page: what awaits the parent, then one block a child, its tiles answering already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from preau.agenda import tile as agenda_tile
from preau.attendance import tile as attendance_tile
from preau.boards import tile as contact_tile
from preau.boards.tiles import Facts, Tile, TileFacts, TileSubject, TodoItem, ask
from preau.core.clock import now
from preau.core.wording import as_of, datetime_long, join_names, spoken_language
from preau.core.wording import gettext as _
from preau.finances import tile as finances_tile
from preau.homework import tile as homework_tile
from preau.messaging import tile as messages_tile
from preau.people import tile as file_tile
from preau.people.enums import Right
from preau.people.operations import see_home
from preau.people.queries import ChildRow, own_name
from preau.results import tile as results_tile
from preau.transport import tile as transport_tile
from preau.web.declare import FamilyRequest, page
from preau.web.ui.jinja import url
from preau.web.ui.render import render_page
from preau.web.ui.tiles import ShownTile

_LAST = datetime.max.replace(tzinfo=UTC)

# The order of the guide; each domain adds its own (docs/recipes/add-a-tile.md).
TILES: tuple[tuple[Tile, Right | None, str], ...] = (
    (messages_tile.TILE, Right.MESSAGES, "messages"),
    (agenda_tile.TILE, Right.AGENDA, "child-agenda"),
    (homework_tile.TILE, Right.HOMEWORK, "child-homework"),
    (attendance_tile.TILE, Right.ATTENDANCE, "child-absences"),
    (results_tile.TILE, Right.RESULTS, "child-results"),
    (finances_tile.TILE, Right.FINANCES, "child-finances"),
    (transport_tile.TILE, Right.TRANSPORT, "child-transport"),
    (file_tile.TILE, Right.FILE, "child-file"),
    (contact_tile.TILE, None, "contact-us"),
)


@dataclass(frozen=True)
class TodoPage:
    """The page that solves one kind of « À faire »; `takes_key`: its address ends with the key."""

    url_name: str
    action: str | Promise
    icon: str
    takes_key: bool = False


# By `TodoItem.kind`.
TODO_PAGES: dict[str, TodoPage] = {
    "absence": TodoPage("justify-absences", gettext_lazy("Motiver"), "calendar-x-2"),
    "absence_late": TodoPage("child-absences", gettext_lazy("Voir"), "clock-alert", takes_key=True),
    "absence_refused": TodoPage(
        "absence", gettext_lazy("Lire la réponse"), "calendar-x-2", takes_key=True
    ),
    "bus_late": TodoPage("child-transport", gettext_lazy("Voir"), "bus", takes_key=True),
    "closure": TodoPage("agenda", gettext_lazy("Voir l’agenda"), "calendar-off"),
    "report_card": TodoPage(
        "report-card", gettext_lazy("Lire le bulletin"), "chart-line", takes_key=True
    ),
    "message": TodoPage("message", gettext_lazy("Lire"), "mail", takes_key=True),
    "transport_changed": TodoPage(
        "child-transport", gettext_lazy("Voir le changement"), "bus", takes_key=True
    ),
    "statement": TodoPage("payer-account", gettext_lazy("Payer"), "receipt-text", takes_key=True),
}


class TodoLine(NamedTuple):
    """One line of « À faire »; its detail begins with the siblings it is about."""

    item: TodoItem
    href: str
    action: str
    icon: str
    detail: str


class ChildBlock(NamedTuple):
    """One child with its tiles; `hidden` names the tiles that the school does not show."""

    child: ChildRow
    line: str
    tiles: Sequence[ShownTile]
    hidden: Sequence[str]
    opening: Sequence[tuple[str, datetime]]
    todo: Sequence[TodoItem]
    day: str
    day_line: str
    dated: str
    is_stale: bool


@page(audience="family", permission="children")
def home(request: FamilyRequest) -> HttpResponse:
    children, waiting = see_home(actor=request.actor)
    if not children and any(w.kind == "confirm" for w in waiting):
        return redirect("confirm-child")
    if children:
        remember_name(request)
    at = now()
    blocks = blocks_of(children, at)
    lines = todo_of(blocks)
    todo = [w for w in waiting if w.kind in ("confirm", "answer")]
    context = {
        "blocks": blocks,
        "todo": todo,
        "lines": lines,
        "sent": [w for w in waiting if w.kind == "sent"],
        "has_archives": any(w.kind == "archive" for w in waiting),
        "waiting": len(todo) + len(lines),
        "boards": " · ".join(dict.fromkeys(child.board_name for child in children)),
        "today": at,
        "name": request.session.get("name", ""),
    }
    return render_page(request, "family/home.html", context)


def todo_of(blocks: Sequence[ChildBlock]) -> list[TodoLine]:
    """What the tiles say awaits the parent, siblings merged, what is late first."""
    merged: dict[tuple[str, int], _Merged] = {}
    for block in blocks:
        for item, word in _told_once(block.todo):
            one = merged.setdefault((item.kind, item.key), _Merged(item, []))
            one.names.append(block.child.first_name)
            one.word = one.word or word
    lines = [_line(one) for one in merged.values()]
    return sorted(lines, key=lambda line: (not line.item.late, line.item.due or _LAST))


@dataclass
class _Merged:
    """A line of several siblings; `word`: what the school wrote of it, not read yet."""

    item: TodoItem
    names: list[str]
    word: TodoItem | None = None


def _told_once(todo: Sequence[TodoItem]) -> Iterator[tuple[TodoItem, TodoItem | None]]:
    """A closure and the last message about it are one line, which leads to the message."""
    for item in todo:
        words = [other for other in todo if other.tells_of == item.kind]
        if not any(other.kind == item.tells_of for other in todo):
            yield item, words[0] if words else None


def _line(one: _Merged) -> TodoLine:
    own, page_of = TODO_PAGES[one.item.kind], one.word or one.item
    solved_by = TODO_PAGES[page_of.kind]
    href = url(solved_by.url_name, page_of.key) if solved_by.takes_key else url(solved_by.url_name)
    detail = _joined(join_names(one.names), one.item.detail, one.word.detail if one.word else "")
    return TodoLine(one.item, href, str(solved_by.action), own.icon, detail)


def remember_name(request: FamilyRequest) -> None:
    """The parent's name as the file writes it, once a session."""
    if "name" not in request.session:
        request.session["name"] = request.user.display_name = own_name()  # type: ignore[union-attr]


def blocks_of(children: Sequence[ChildRow], at: datetime) -> list[ChildBlock]:
    """One statement, whatever the number of tiles and of children."""
    shown = [_shown(child, at) for child in children]
    subjects = [TileSubject(child.id, child.board_id, child.school_id) for child in children]
    family = list(zip(children, shown, subjects, strict=True))
    asked = [
        (tile, [s for c, on, s in family if tile in on and (right is None or c.allows(right))])
        for tile, right, _name in TILES
    ]
    facts, words = ask(asked, at), _words_in(spoken_language(), TILES)
    return [_block(child, on, facts, words, at) for child, on, _subject in family]


class _Words(NamedTuple):
    """What the tiles of every page say alike."""

    titles: Mapping[Tile, str]
    dated: str


@lru_cache
def _words_in(language: str, tiles: tuple[tuple[Tile, Right | None, str], ...]) -> _Words:
    """Translated once a language, which is the active one."""
    return _Words({tile: str(tile.title) for tile, *_rest in tiles}, _("En date du %(when)s"))


def _shown(child: ChildRow, at: datetime) -> set[Tile]:
    return {tile for tile, *_rest in TILES if child.switches.is_on(tile.key, at=at)}


def _block(
    child: ChildRow,
    shown: set[Tile],
    answers: Mapping[Tile, Facts],
    words: _Words,
    at: datetime,
) -> ChildBlock:
    tiles, hidden, opening = [], [], []
    todo: list[TodoItem] = []
    day, day_line = "", ""
    for tile, _right, url_name in TILES:
        title = words.titles[tile]
        if tile in shown:
            if facts := answers.get(tile, {}).get(child.id):
                tiles.append(_tile(title, tile.icon, facts, words, _href(url_name, child)))
                todo += facts.todo
                day, day_line = (facts.day, facts.day_line) if facts.day else (day, day_line)
        elif opens_at := child.switches.opens_at(tile.key, at=at):
            opening.append((title, opens_at))
        else:
            hidden.append(title)
    dated, is_stale = _dated(child, words, at)
    return ChildBlock(
        child, _line_of(child), tiles, hidden, opening, todo, day, day_line, dated, is_stale
    )


def _tile(title: str, icon: str, facts: TileFacts, words: _Words, href: str) -> ShownTile:
    note = words.dated % {"when": as_of(facts.as_of)} if facts.as_of else ""
    return ShownTile(title, icon, facts.answer, facts.badge, note, facts.state, href)


def _line_of(child: ChildRow) -> str:
    """« 4e année · groupe 402 · École des Deux-Rives »."""
    group = _("groupe %(code)s") % {"code": child.group_code} if child.group_code else ""
    return _joined(child.level, group, child.school_name)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _dated(child: ChildRow, words: _Words, at: datetime) -> tuple[str, bool]:
    """How old the file is, and whether that is too old."""
    if child.roster_at is None:
        return "", False
    when = {"when": datetime_long(child.roster_at)}
    if child.roster_at < at - timedelta(days=settings.PREAU_LIMITS.roster_stale_days):
        return _("Attention, ces renseignements datent du %(when)s") % when, True
    return words.dated % when, False


def _href(url_name: str, child: ChildRow) -> str:
    if url_name == "contact-us":
        return f"{url(url_name)}#ecole-{child.school_id}"
    if url_name == "messages":
        return f"{url(url_name)}?enfant={child.id}"
    return url(url_name, child.id)
