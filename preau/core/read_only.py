"""GET reads. A guard refuses any other statement, but for the named few: `with writing("…")`."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

_READS = re.compile(r"\s*(SELECT|WITH|SAVEPOINT|RELEASE|ROLLBACK|DECLARE|FETCH)\b", re.IGNORECASE)
_reason: ContextVar[str] = ContextVar("preau_writing", default="")


class WriteOnRead(Exception):
    """A page that only reads tried to write."""


@contextmanager
def writing(reason: str) -> Iterator[None]:
    """Let the statements inside write although the request reads; `reason` names the exception."""
    token = _reason.set(reason)
    try:
        yield
    finally:
        _reason.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Refuse every statement that writes."""
    with connection.execute_wrapper(_guard):
        yield


def _guard(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    if not _reason.get() and not _READS.match(str(sql)):
        raise WriteOnRead(f"a GET may not write: {str(sql)[:80]}")
    return execute(sql, params, many, context)
