"""What the logs tell of a failure, and what they keep to themselves."""

import json
import logging
import logging.config
import sys
from typing import Any

import jinja2
import pytest
import structlog
from django.db import IntegrityError
from django.urls import reverse

from preau.accounts.codes import new_token
from preau.config.logs import logging_settings
from preau.config.tracebacks import WITHHELD, told


def line(message: str, *args: object, **more: Any) -> dict[str, Any]:
    """What one record becomes, as the console writes it."""
    given = dict(logging_settings("INFO")["formatters"]["json"])
    formatter = given.pop("()")(**given)
    record = logging.LogRecord(
        more.pop("name", "django.request"), 40, "f", 1, message, args, more.pop("exc_info", None)
    )
    found: dict[str, Any] = json.loads(formatter.format(record))
    return found


def caught(error: Exception) -> Any:
    try:
        raise error
    except Exception:
        return sys.exc_info()


@pytest.mark.parametrize("name", ["django.request", "granian.access", "_granian", "preau"])
def test_a_token_of_a_proof_stays_out_whoever_writes(name) -> None:
    token = new_token()
    for page in ("verification", "verification-resend", "choose-password"):
        path = reverse(page, args=[token])
        said = line("Gone: %s", path, name=name)["event"]
        assert token not in said
        assert said == f"Gone: {path.replace(token, '[…]')}"
    hidden = line("/connexion/?suite=%s", f"%2Fcompte%2Fverification%2F{token}%2F", name=name)
    assert token not in hidden["event"]


def test_an_address_stays_out() -> None:
    assert line("no mail for <%s>", "claire@courriel.example")["event"] == "no mail for <[…]>"


def test_a_failure_says_where_and_what_and_under_which_request() -> None:
    structlog.contextvars.bind_contextvars(request_id="abc")
    try:
        said = line("boom", exc_info=caught(jinja2.UndefinedError("'tile' is undefined")))
    finally:
        structlog.contextvars.clear_contextvars()
    assert said["request_id"] == "abc"
    assert "test_logs.py" in said["exception"]
    assert said["exception"].endswith("jinja2.exceptions.UndefinedError: 'tile' is undefined")


@pytest.mark.parametrize(
    ("error", "last"),
    [
        (ValueError("Zoé Tremblay"), f"ValueError: {WITHHELD}"),
        (KeyError("Zoé"), f"KeyError: {WITHHELD}"),
        (
            IntegrityError('violates "account_once"\nDETAIL:  Key (name)=(Zoé) already exists.'),
            'django.db.utils.IntegrityError: violates "account_once"',
        ),
        (NameError("name 'x' is not defined"), "NameError: name 'x' is not defined"),
    ],
)
def test_a_failure_does_not_say_whom_it_was_about(error, last) -> None:
    said = told(caught(error))
    assert said.endswith(last)
    assert "Zoé" not in said.splitlines()[-1]


def test_what_led_to_a_failure_is_told_before_it() -> None:
    def fail() -> None:
        try:
            raise KeyError("Zoé")
        except KeyError as first:
            raise AttributeError("no page") from first

    with pytest.raises(AttributeError) as failure:
        fail()
    said = told((failure.type, failure.value, failure.tb))
    assert said.index("KeyError: ") < said.index("AttributeError: no page")


def test_a_reader_of_logs_meets_the_web_server_there_too() -> None:
    """Granian sets its loggers up first, on standard output."""
    before = logging.getLogger("granian.access")
    kept = before.handlers[:], before.propagate
    before.addHandler(logging.NullHandler())
    before.propagate = False
    loggers = {"granian.access": logging_settings("INFO")["loggers"]["granian.access"]}
    try:
        logging.config.dictConfig(
            {"version": 1, "disable_existing_loggers": False, "loggers": loggers}
        )
        assert (before.handlers, before.propagate) == ([], True)
    finally:
        before.handlers[:], before.propagate = kept
