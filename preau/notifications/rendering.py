"""From a template's name and its context to a subject, a text and an HTML body.

`mail/<name>.txt` begins with the subject's line; `mail/<name>.html` says the same with buttons.
Both are written in French and rendered in the reader's language. Values may come from anyone: none
can add a line to a header, mark-up to the HTML, or (outside a note) a paragraph to the text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

import jinja2
from django.conf import settings
from django.template import engines

from preau.core.wording import site_language, speaking

NBSP = "\u00a0"
# The only value that may hold several lines.
NOTE = "note"
_BREAKS = re.compile(r"[^\S\u00a0]+|[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CODE_PERMANENT = re.compile(r"\b[A-Z]{4}[ -]?\d{4} ?\d{2}(?: ?\d{2})?\b", re.IGNORECASE)
_FICHE = re.compile(r"(?<![\d-])\d{5,9}(?![\d-])")


@dataclass(frozen=True)
class RenderedMail:
    """A mail ready to be queued. `language` is one of the site's."""

    subject: str
    text: str
    html: str
    language: str


def render(
    template: str, *, recipient: str, language: str, context: Mapping[str, object], at: datetime
) -> RenderedMail:
    """The mail in the reader's language; a template may use `recipient`, `site` and `until`.

    Raises jinja2.TemplateNotFound for an unknown name, UndefinedError for a missing value.
    """
    spoken = site_language(language)
    with speaking(spoken):
        values = _values(context, recipient, spoken, at)
        text = _environment().get_template(f"mail/{template}.txt").render(values)
        first, _, rest = text.partition("\n")
        subject = _one_line(first)
        page = _environment().get_template(f"mail/{template}.html")
        html = page.render(values | {"subject": subject})
    return RenderedMail(subject, rest.strip() + "\n", html, spoken)


@cache
def _environment() -> jinja2.Environment:
    """The templates' own environment, but that a text is written as it is and not as mark-up."""
    environment = cast(Any, engines["jinja"]).env
    return cast(
        jinja2.Environment, environment.overlay(autoescape=lambda name: name[-4:] != ".txt")
    )


def _values(
    context: Mapping[str, object], recipient: str, language: str, at: datetime
) -> dict[str, object]:
    values = {name: _clean(name, value) for name, value in context.items()}
    if isinstance(minutes := values.get("minutes"), int):
        values["until"] = at + timedelta(minutes=minutes)
    if isinstance(code := values.get("code"), str):
        digits = re.sub(r"\D", "", code)
        values["code"] = digits[:3] + NBSP + digits[3:]
    return values | {
        "language": language[:2],
        "recipient": recipient,
        "site": settings.PREAU_URL.partition("://")[2],
        "site_url": settings.PREAU_URL,
    }


def _clean(name: str, value: object) -> object:
    if isinstance(value, str):
        return _without_numbers(value) if name == NOTE else _one_line(value)
    if isinstance(value, list | tuple):
        return [_clean("", item) for item in value]
    return value


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()


def _without_numbers(note: str) -> str:
    """A parent's note as it may leave for a school's mailbox: no code permanent, no fiche."""
    lines = _UNSEEN.sub("", note.replace("\r\n", "\n").replace("\r", "\n"))
    return _FICHE.sub("•••", _CODE_PERMANENT.sub("•••", lines)).strip()
