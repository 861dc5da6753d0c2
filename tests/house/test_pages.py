"""The third wall: every declared view, replayed as every persona.

A route that is missing from the table fails the suite. Numbers are statuses of GET (200 shown,
302 sent elsewhere, 404 does not exist for that persona, 405 answers POST only).
"""

import json
import re

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from psycopg.errors import InsufficientPrivilege

from preau.core.models import JournalEntry
from preau.web.declare import declaration
from tests.factories import as_owner
from tests.personas import PERSONAS, World, make_world

pytestmark = pytest.mark.django_db

SIGNED_IN = tuple(p for p in PERSONAS if p != "anonymous")
OF_THE_CHILD = {
    **dict.fromkeys(PERSONAS, 404),
    "parent": 200,
    "other parent": 200,
    "anonymous": 302,
}
# What one guardian submitted: the other sees that it is there, and no more.
OF_THE_AUTHOR = {**OF_THE_CHILD, "other parent": 404}
FOR_ACCOUNTS = {**dict.fromkeys(SIGNED_IN, 200), "anonymous": 302}
FOR_ALL = dict.fromkeys(PERSONAS, 200)
GUESTS_ONLY = {**dict.fromkeys(SIGNED_IN, 302), "anonymous": 200}
GONE = dict.fromkeys(PERSONAS, 410)
POST_ONLY = dict.fromkeys(PERSONAS, 405)

TABLE: dict[str, dict[str, int]] = {
    "home": FOR_ACCOUNTS,
    "confirm-child": FOR_ACCOUNTS,
    "missing-child": FOR_ACCOUNTS,
    "child-file": OF_THE_CHILD,
    "child-photo": {**dict.fromkeys(PERSONAS, 404), "anonymous": 302},
    "child-code": {**dict.fromkeys(SIGNED_IN, 302), "anonymous": 302},
    "disown-child": OF_THE_CHILD,
    "agenda": FOR_ACCOUNTS,
    "child-agenda": OF_THE_CHILD,
    "calendar-feeds": FOR_ACCOUNTS,
    "calendar-feed-renew": {**dict.fromkeys(SIGNED_IN, 302), "anonymous": 302},
    "calendar-feed-revoke": {**dict.fromkeys(SIGNED_IN, 302), "anonymous": 302},
    # An address that nobody gave: the same answer whoever asks.
    "calendar-feed": dict.fromkeys(PERSONAS, 404),
    "child-homework": OF_THE_CHILD,
    "homework-tick": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "homework-attachment": OF_THE_CHILD,
    "messages": FOR_ACCOUNTS,
    "message": OF_THE_CHILD,
    "message-attachment": OF_THE_CHILD,
    "message-confirm": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "message-archive": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "message-reply": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "child-absences": OF_THE_CHILD,
    "absence": OF_THE_CHILD,
    "absence-paper": OF_THE_AUTHOR,
    "justify-absences": FOR_ACCOUNTS,
    "edit-reason": OF_THE_CHILD,
    "withdraw-reason": OF_THE_AUTHOR,
    "declare-absence": FOR_ACCOUNTS,
    "declare-kind": FOR_ACCOUNTS,
    "declaration": OF_THE_CHILD,
    "withdraw-declaration": OF_THE_AUTHOR,
    "child-results": OF_THE_CHILD,
    "results-pace": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "results-archives": FOR_ACCOUNTS,
    "results-archive": OF_THE_CHILD,
    "report-card": OF_THE_CHILD,
    "report-card-paper": OF_THE_CHILD,
    "report-card-acknowledge": OF_THE_CHILD,
    "child-transport": OF_THE_CHILD,
    "transport-seen": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "child-finances": OF_THE_CHILD,
    "payer-account": OF_THE_AUTHOR,
    "statement": OF_THE_AUTHOR,
    "statement-paper": OF_THE_AUTHOR,
    "declare-payment": OF_THE_AUTHOR,
    "retract-payment": OF_THE_AUTHOR,
    "account-slips": OF_THE_AUTHOR,
    "slip-paper": OF_THE_AUTHOR,
    "incident-answer": {**dict.fromkeys(PERSONAS, 404), "parent": 200, "anonymous": 302},
    "contact-us": FOR_ACCOUNTS,
    "contact-bodies": GUESTS_ONLY,
    "help": FOR_ALL,
    "sign-in": GUESTS_ONLY,
    "sign-in-help": FOR_ALL,
    "sign-out": POST_ONLY,
    "signed-out": GUESTS_ONLY,
    "session-extend": {**dict.fromkeys(SIGNED_IN, 200), "anonymous": 401},
    "set-language": POST_ONLY,
    "account": FOR_ACCOUNTS,
    "sign-up": GUESTS_ONLY,
    "forgot": FOR_ALL,
    "verification": GONE,
    "verification-resend": POST_ONLY,
    "choose-password": GONE,
    "add-address": FOR_ACCOUNTS,
    "remove-address": {**POST_ONLY, "anonymous": 302},
    "change-password": FOR_ACCOUNTS,
    "confirm-identity": FOR_ACCOUNTS,
}


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found += patterns(entry)
        else:
            found.append(entry)
    return found


def products() -> list[URLPattern]:
    """Routes of the product: the demo and the gallery exist in no real installation."""
    outside = ("preau.demo", "preau.web.ui.views")
    return [p for p in patterns() if not p.callback.__module__.startswith(outside)]


@pytest.fixture
def world() -> World:
    return make_world()


def address(name: str, world: World) -> str:
    arguments = {
        "student_id": world.student.id,
        "incident_id": world.incident.id,
        "token": "A" * 43,
        "address_id": 1,
        "feed_id": world.feed.id,
        "assignment_id": world.homework.assignment_id,
        "homework_file_id": world.homework.id,
        "event_id": world.absent.event.id,
        "justification_id": world.absent.justification.id,
        "paper_id": world.absent.paper.id,
        "slug": "journee",
        "card_id": world.card.id,
        "payer_id": world.billed.payer.id,
        "statement_id": world.billed.statement.id,
        "declaration_id": (
            world.billed.declared if name == "retract-payment" else world.absent.declaration.id
        ),
        "slip_id": world.billed.slip.id,
        "message_id": world.letter.message_id,
        "message_file_id": world.letter.id,
    }
    pattern = next(p for p in products() if p.name == name)
    wanted = pattern.pattern.converters
    return reverse(name, kwargs={key: arguments[key] for key in wanted})


def test_every_view_is_declared_and_in_the_table() -> None:
    for pattern in patterns():
        assert declaration(pattern.callback), f"{pattern} declares nothing"
    assert {p.name for p in products()} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_each_page_answers_each_persona_as_the_table_says(name: str, world: World) -> None:
    answers = {p: world.clients[p].get(address(name, world)).status_code for p in PERSONAS}
    assert answers == TABLE[name]


# What a POST with nothing in it answers: the strangers' 404 comes before any form is read.
OF_THE_PARENT = {**dict.fromkeys(PERSONAS, 404), "parent": 200, "anonymous": 302}
WRITES: dict[str, dict[str, int]] = {
    "calendar-feeds": FOR_ACCOUNTS,
    "calendar-feed-renew": OF_THE_PARENT,
    "calendar-feed-revoke": {**OF_THE_PARENT, "parent": 302},
    "message-confirm": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "message-archive": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "message-reply": OF_THE_CHILD,
    "homework-tick": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "justify-absences": FOR_ACCOUNTS,
    "edit-reason": OF_THE_CHILD,
    "withdraw-reason": {**OF_THE_AUTHOR, "parent": 302},
    "declare-kind": FOR_ACCOUNTS,
    "withdraw-declaration": {**OF_THE_AUTHOR, "parent": 302},
    "results-pace": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "report-card-acknowledge": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "declare-payment": OF_THE_AUTHOR,
    "retract-payment": {**OF_THE_AUTHOR, "parent": 302},
    "account-slips": {**OF_THE_AUTHOR, "parent": 302},
    "child-code": OF_THE_CHILD,
    "transport-seen": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "disown-child": {**OF_THE_CHILD, "parent": 302, "other parent": 302},
    "incident-answer": {**dict.fromkeys(PERSONAS, 404), "parent": 302, "anonymous": 302},
}


@pytest.mark.parametrize("name", WRITES)
def test_a10_nobody_writes_on_anothers_child(name: str, world: World) -> None:
    answers = {p: world.clients[p].post(address(name, world)).status_code for p in PERSONAS}
    assert answers == WRITES[name]


def test_a09_a_refused_look_is_journalled(world: World) -> None:
    world.clients["other school"].get(address("child-file", world))
    with as_owner():
        entry = JournalEntry.objects.get(act="access.refused")
    assert entry.account_id == world.accounts["other school"].id
    assert entry.address == "127.0.0.1"


@pytest.mark.parametrize("name", TABLE)
def test_a33_posting_without_a_token_changes_nothing(name: str, world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.clients["parent"].cookies
    assert client.post(address(name, world)).status_code in (403, 405)


@pytest.mark.parametrize("name", TABLE)
def test_a34_a35_nothing_personal_is_stored_or_shared(name: str, world: World) -> None:
    for persona in ("parent", "anonymous"):
        response = world.clients[persona].get(address(name, world))
        assert "no-store" in response["Cache-Control"]
        assert "Cookie" in response["Vary"]
        assert response["X-Content-Type-Options"] == "nosniff"
        if response.status_code == 200:
            assert "default-src 'none'" in response["Content-Security-Policy"]
            assert b" onclick=" not in response.getvalue()


def test_without_scope_every_query_of_every_page_sees_no_pupil(world: World) -> None:
    """Each statement that a page runs is run again as the application, scope closed."""
    statements: list[tuple[str, object]] = []

    def remember(execute, sql, params, many, context):
        statements.append((str(sql), params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remember):
        for name in TABLE:
            world.clients["parent"].get(address(name, world))
    reads = [
        (s, p)
        for s, p in statements
        if "people_" in s and s.lstrip().startswith(("SELECT", "WITH"))
    ]
    assert len(reads) > 10
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET ROLE preau_app")
        for name in ("account", "students", "links", "denied", "archived", "board"):
            cursor.execute("SELECT set_config(%s, '', true)", [f"preau.{name}"])
        for sql, params in reads:
            try:
                with transaction.atomic():
                    cursor.execute(sql, params)
                    rows = cursor.fetchall()
            except ProgrammingError as error:
                # A function that only families may call: refused is less than nothing.
                if isinstance(error.__cause__, InsufficientPrivilege):
                    continue
                raise
            assert sees_nobody(rows), sql


def sees_nobody(rows: list[tuple]) -> bool:
    """No row, a count of none, or tiles of which only what a school publishes answers."""
    if rows in ([], [(0,)]):
        return True
    (parts,) = rows[0] if len(rows) == 1 and len(rows[0]) == 1 else (None,)
    found = json.loads(parts) if isinstance(parts, str) else parts
    published = {"id", "address", "principal"}
    return isinstance(found, list) and all(
        row.keys() <= published for part in found for row in part or ()
    )


def test_scripts_carry_the_nonce_of_their_policy(world: World) -> None:
    response = world.clients["parent"].get("/")
    nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])
    assert nonce
    assert f'nonce="{nonce[1]}"' in response.content.decode()
    assert 'nonce=""' not in response.content.decode()
