"""« Messages de l'école »: the list, one message, its files, its reading and its exchanges.

What a query string says is an allow-list: a value that is not known there is as if it were absent.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages as flash
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from preau.core.clock import now
from preau.core.errors import Refused
from preau.core.text import fold_search
from preau.messaging import operations
from preau.messaging.access import Readers, visible_message, visible_readers
from preau.messaging.enums import Category
from preau.messaging.operations.reading import MessagePage
from preau.messaging.queries.inbox import Filters
from preau.messaging.years import year_of
from preau.web.declare import FamilyRequest, page
from preau.web.downloads import send_file
from preau.web.family.forms import ReplyForm
from preau.web.origin import is_seen_by_a_person
from preau.web.ui.jinja import url
from preau.web.ui.render import render_page

LONGEST_SEARCH = 100
MOST_WORDS = 8
# More years than a child goes to school.
OLDEST = 25


@page(audience="family", permission="messages")
def message_list(request: FamilyRequest) -> HttpResponse:
    """Unread and pinned first; a filter that names another family's child names nobody."""
    at = now()
    asked = request.GET
    readers = visible_readers(request.actor, at=at)
    filters = _filters(asked, readers, this_year=year_of(at))
    number = _number(asked.get("page", ""), most=9999) or 1
    inbox = operations.see_messages(
        actor=request.actor,
        readers=readers,
        filters=filters,
        page=number,
        per_page=settings.PREAU_LIMITS.messages_per_page,
        at=at,
    )
    query = _query(filters, asked.get("q", ""))
    context = {
        "inbox": inbox,
        "children": {child.id: child for child in readers.shown},
        "hidden": _by_school(readers),
        "filters": filters,
        "search": asked.get("q", "")[:LONGEST_SEARCH],
        "categories": Category.choices,
        "labels": dict(Category.choices),
        "page": number,
        "at": at,
        "link": lambda **changes: _link(query, **changes),
        "is_filtered": bool(filters.words or filters.category or filters.unread),
    }
    return render_page(request, "family/messages/list.html", context)


def _by_school(readers: Readers) -> list[tuple[str, list[str]]]:
    """The schools that show no messages, each with the children it is about."""
    found: dict[str, list[str]] = {}
    for child in readers.hidden:
        found.setdefault(child.school_name or child.board_name, []).append(child.first_name)
    return list(found.items())


def _filters(asked: QueryDict, readers: Readers, *, this_year: int) -> Filters:
    child = _number(asked.get("enfant", ""))
    category = asked.get("categorie", "")
    year = _number(asked.get("annee", ""), most=this_year)
    archives = asked.get("vue") == "archives"
    return Filters(
        archives=archives,
        child_id=child if child in readers.ids else None,
        category=category if category in Category.values else "",
        unread=asked.get("nonlus") == "1",
        words=tuple(fold_search(asked.get("q", "")[:LONGEST_SEARCH]).split()[:MOST_WORDS]),
        year=year if archives and year and year > this_year - OLDEST else None,
    )


def _number(text: str, *, most: int = 2**63 - 1) -> int | None:
    """A whole number as a link writes it; anything else is nothing."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return int(text) if 0 < int(text) <= most else None


def _query(filters: Filters, search: str) -> dict[str, str]:
    said = {
        "vue": "archives" if filters.archives else "",
        "annee": str(filters.year or ""),
        "enfant": str(filters.child_id or ""),
        "categorie": filters.category,
        "nonlus": "1" if filters.unread else "",
        "q": search[:LONGEST_SEARCH] if filters.words else "",
    }
    return {name: value for name, value in said.items() if value}


def _link(query: Mapping[str, str], **changes: str | int | None) -> str:
    """The same list with some filters changed; an empty value takes one away."""
    said = {**query, **{name: str(value or "") for name, value in changes.items()}}
    text = urlencode({name: value for name, value in said.items() if value})
    return f"{url('messages')}?{text}" if text else url("messages")


@page(audience="family", permission="messages")
def message(request: FamilyRequest, message_id: int) -> HttpResponse:
    opened = operations.open_message(
        actor=request.actor, message_id=message_id, at=now(), is_read=is_seen_by_a_person(request)
    )
    return _message_page(request, opened, _reply_form(opened))


@page(audience="family", permission="messages", writes=True)
def confirm(request: FamilyRequest, message_id: int) -> HttpResponse:
    """« J'ai lu » : an act, so never by following a link."""
    visible_message(request.actor, message_id, at=now())
    if request.method == "POST":
        operations.confirm_reading(actor=request.actor, message_id=message_id, at=now())
        flash.success(request, _("Lecture confirmée : l’école le sait."))
    return redirect("message", message_id=message_id)


@page(audience="family", permission="messages", writes=True)
def archive(request: FamilyRequest, message_id: int) -> HttpResponse:
    """Put away, or back in front with `remettre`."""
    visible_message(request.actor, message_id, at=now())
    if request.method != "POST":
        return redirect("message", message_id=message_id)
    is_archived = "remettre" not in request.POST
    operations.archive_message(
        actor=request.actor, message_id=message_id, is_archived=is_archived, at=now()
    )
    if is_archived:
        flash.success(request, _("Message archivé. Il reste lisible dans les archives."))
        return redirect("messages")
    flash.success(request, _("Message remis dans la liste."))
    return redirect("message", message_id=message_id)


@page(audience="family", permission="messages", writes=True)
def reply(request: FamilyRequest, message_id: int) -> HttpResponse:
    """The form stands under the message; what was typed survives a refusal."""
    at = now()
    seen, _children = visible_message(request.actor, message_id, at=at)
    if request.method != "POST":
        return redirect("message", message_id=message_id)
    opened = operations.open_message(actor=request.actor, message_id=seen.id, at=at)
    form = _reply_form(opened, request.POST)
    if form.is_valid():
        try:
            operations.reply(
                actor=request.actor,
                message_id=seen.id,
                student_id=form.cleaned_data["student_id"],
                text=form.cleaned_data["text"],
                at=at,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            flash.success(request, _("Votre réponse est transmise."))
            return redirect(f"{url('message', seen.id)}#echanges")
    return _message_page(request, opened, form)


def _reply_form(opened: MessagePage, data: QueryDict | None = None) -> ReplyForm:
    names = [(child.id, child.first_name) for child in opened.children]
    return ReplyForm(data, children=names)


def _message_page(request: FamilyRequest, opened: MessagePage, form: forms.Form) -> HttpResponse:
    at = now()
    seen = opened.message
    context = {
        "opened": opened,
        "message": seen,
        "names": {child.id: child.first_name for child in opened.children},
        "label": dict(Category.choices)[seen.category],
        "form": form,
        "takes_replies": seen.receives and not seen.is_paused and _has_open_thread(opened),
        "is_over": seen.ends_at is not None and seen.ends_at <= at,
    }
    return render_page(request, "family/messages/message.html", context)


def _has_open_thread(opened: MessagePage) -> bool:
    """False when the school has closed the exchange about each of the children."""
    closed = {thread.student_id for thread in opened.threads if thread.closed_at}
    return any(child.id not in closed for child in opened.children)


@page(audience="family", permission="messages")
def attachment(request: FamilyRequest, message_id: int, message_file_id: int) -> FileResponse:
    return send_file(
        operations.download_attachment(
            actor=request.actor, message_id=message_id, attachment_id=message_file_id, at=now()
        )
    )
