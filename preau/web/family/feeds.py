"""Calendar subscriptions: the parent's secret addresses, and what a calendar application reads."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.utils.http import http_date, parse_etags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from preau.agenda.access import children_with_agenda, shows_agenda
from preau.agenda.errors import TooManyFeeds, TooManyReads
from preau.agenda.feed import FeedItem, day_items, event_items
from preau.agenda.ical import calendar_text
from preau.agenda.operations import create_feed, open_feed, renew_feed, revoke_feed, tell_feed_read
from preau.agenda.queries import FeedRow, events_between, live_feeds
from preau.boards.calendar import days_between
from preau.boards.cycle import school_year_of
from preau.core.clock import now, today
from preau.core.elision import filled
from preau.core.wording import join_names, speaking
from preau.homework.enums import AssignmentKind
from preau.homework.queries import DueRow
from preau.people.queries import ChildRow
from preau.web.declare import FamilyRequest, PublicRequest, page
from preau.web.family.agenda_days import due_of
from preau.web.ui import errors
from preau.web.ui.jinja import url
from preau.web.ui.render import render_page

# Raised when the same agenda is written otherwise: what applications hold is then out of date.
EDITION = 1
NOBODY = 0
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class FeedLine:
    """An address in the list; `whose`: a child's first name, or ""."""

    feed: FeedRow
    whose: str
    hue: int = 0


@page(audience="family", permission="agenda", writes=True)
def calendar_feeds(request: FamilyRequest) -> HttpResponse:
    """The list; a POST makes a new address and shows it, once."""
    children = children_with_agenda(request.actor)
    if request.method != "POST":
        return _list_page(request, children)
    wanted = request.POST.get("enfant", "")
    # A number that no child of theirs has is nobody's, and refused as a stranger's.
    mine = {str(child.id): child.id for child in children}
    student_id = mine.get(wanted, NOBODY) if wanted else None
    try:
        token = create_feed(
            actor=request.actor, student_id=student_id, language=_language(), at=now()
        )
    except TooManyFeeds as refusal:
        return _list_page(request, children, refusal=refusal.message, status=422)
    return _list_page(request, children, token=token)


@page(audience="family", permission="agenda", writes=True)
def renew_calendar_feed(request: FamilyRequest, feed_id: int) -> HttpResponse:
    if request.method != "POST":
        return redirect("calendar-feeds")
    token = renew_feed(actor=request.actor, feed_id=feed_id, language=_language(), at=now())
    return _list_page(request, children_with_agenda(request.actor), token=token, is_renewed=True)


@page(audience="family", permission="agenda", writes=True)
def revoke_calendar_feed(request: FamilyRequest, feed_id: int) -> HttpResponse:
    if request.method == "POST":
        revoke_feed(actor=request.actor, feed_id=feed_id, at=now())
        messages.success(request, _("L’abonnement est révoqué : son adresse ne donne plus rien."))
    return redirect("calendar-feeds")


def _language() -> str:
    return get_language() or "fr-ca"


def _list_page(
    request: FamilyRequest,
    children: Sequence[ChildRow],
    *,
    token: str = "",
    is_renewed: bool = False,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = {child.id: child for child in children}
    address = request.build_absolute_uri(url("calendar-feed", token)) if token else ""
    context = {
        "children": children,
        "lines": [_line(feed, shown) for feed in live_feeds()],
        "address": address,
        "webcal": "webcal" + address.removeprefix("https").removeprefix("http") if token else "",
        "is_renewed": is_renewed,
        "refusal": refusal,
    }
    return render_page(request, "family/agenda/feeds.html", context, status=status)


def _line(feed: FeedRow, children: dict[int, ChildRow]) -> FeedLine:
    if feed.student_id is None:
        return FeedLine(feed, "")
    child = children.get(feed.student_id)
    return FeedLine(feed, child.first_name if child else _("un enfant retiré"), 0)


@page(audience="public")
def calendar_feed(request: PublicRequest, token: str) -> HttpResponse:
    """What a calendar application reads, without cookie nor password: the address is the secret.

    A refused address is not journalled: the path holds it.
    """
    try:
        opened = open_feed(token=token, origin=request.origin, at=now())
    except TooManyReads:
        return errors.too_many_requests(request, minutes=60)
    if opened is None:
        return errors.not_found(request)
    actor, feed = opened
    with speaking(feed.language):
        children = [
            child
            for child in children_with_agenda(actor)
            if shows_agenda(child, at=now()) and feed.student_id in {None, child.id}
        ]
        items = items_of(children, is_named=feed.student_id is None)
        response = _answer(request, feed, children, items)
    if response.status_code == 200:
        tell_feed_read(actor=actor, children=children)
    return response


def items_of(children: Sequence[ChildRow], *, is_named: bool) -> list[FeedItem]:
    """The school year of today and the next: bounds that do not move from day to day."""
    first, end = school_year_of(today())
    last = end + YEAR
    students = [child.id for child in children]
    schools = {child.school_id for child in children if child.school_id}
    named = is_named and len(children) > 1
    return [
        *day_items(days_between(schools, first, last), children, is_named=named),
        *event_items(events_between(students, first, last), children, is_named=named),
        *_due_items(due_of(children, first, last), children, is_named=named),
    ]


def _due_items(
    due: Sequence[DueRow], children: Sequence[ChildRow], *, is_named: bool
) -> list[FeedItem]:
    """Titles of homework and evaluations alone: no text, no mark, no « fait »."""
    names = {child.id: child.first_name for child in children}
    return [
        FeedItem(
            uid=f"devoir-{row.id}-{row.student_id}",
            sequence=_sequence(row),
            changed_at=row.changed_at or row.published_at,
            starts=row.due_on,
            ends=row.due_on + timedelta(days=1),
            title=" · ".join(
                part
                for part in (
                    names[row.student_id] if is_named else "",
                    str(AssignmentKind(row.kind).label),
                    row.subject,
                    row.title,
                )
                if part
            ),
        )
        for row in due
    ]


def _sequence(row: DueRow) -> int:
    """Grows with each change: the seconds between publication and the last one."""
    return int((row.changed_at - row.published_at).total_seconds()) if row.changed_at else 0


def _answer(
    request: PublicRequest,
    feed: FeedRow,
    children: Sequence[ChildRow],
    items: Sequence[FeedItem],
) -> HttpResponse:
    """The calendar, or 304 by its ETag alone: a date says nothing of what was taken away."""
    name, description = _named(feed, children)
    about = repr((EDITION, name, description, request.get_host(), items))
    etag = f'"{hashlib.sha256(about.encode()).hexdigest()[:32]}"'
    held = request.headers.get("If-None-Match", "").replace("W/", "")
    if etag in parse_etags(held):
        response: HttpResponse = HttpResponseNotModified()
    else:
        text = calendar_text(items, name=name, description=description, domain=request.get_host())
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="agenda.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Last-Modified"] = http_date(_last_change(feed, items).timestamp())
    return response


def _last_change(feed: FeedRow, items: Sequence[FeedItem]) -> datetime:
    return max((item.changed_at for item in items), default=feed.created_at)


def _named(feed: FeedRow, children: Sequence[ChildRow]) -> tuple[str, str]:
    """A name that says whose agenda it is only while it may be seen."""
    if not children:
        return _("Agenda de l’école"), _("Aucun agenda à afficher : voyez votre compte Préau.")
    names = join_names(child.first_name for child in children)
    schools = join_names(dict.fromkeys(child.school_name for child in children))
    described = filled(_("Agenda de %(schools)s, par Préau"), {"schools": schools})
    return _("École · %(names)s") % {"names": names}, described
