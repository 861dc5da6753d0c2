"""A failure told to the logs: where it happened and of which kind, without what it was about.

The message of an exception may quote a name, an address or a date of birth: it is kept only for the
kinds that speak of code, and its first line alone, since PostgreSQL puts values on those after.
"""

import traceback
from collections.abc import Iterator
from typing import Any

import jinja2
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError, ProgrammingError

SPEAK_OF_CODE = (
    AttributeError,
    ImportError,
    NameError,
    SyntaxError,
    TypeError,
    ImproperlyConfigured,
    jinja2.TemplateError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    psycopg.IntegrityError,
    psycopg.OperationalError,
    psycopg.ProgrammingError,
)
WITHHELD = "(message withheld)"


def told(exc_info: Any) -> str:
    """The frames of a failure and of those that led to it, the first one first."""
    return "\n".join(part for error in _chain(exc_info[1]) for part in _told(error))


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.insert(0, error)
        quiet = error.__suppress_context__
        error = error.__cause__ or (None if quiet else error.__context__)
    return found


def _told(error: BaseException) -> Iterator[str]:
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else _full_name(kind)
    yield f"{name}: {_message(error)}"


def _full_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _message(error: BaseException) -> str:
    if not isinstance(error, SPEAK_OF_CODE):
        return WITHHELD
    return next(iter(str(error).splitlines()), "")
