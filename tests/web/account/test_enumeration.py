"""Whoever asks about an address learns nothing: not from status, headers, size or time.

Calls of the cases are interleaved and timed in processor time, so that a busy machine weighs on
all of them alike. The statements are compared elsewhere; here the pages are, over many calls.
"""

import gc
import re
from collections import defaultdict
from statistics import median
from time import process_time

import pytest
import time_machine
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD, make_account, make_board, make_link, make_school, make_student

pytestmark = pytest.mark.django_db
CALLS = 60
CASES = ("on file", "has account", "unknown")
VARIES = {"X-Request-ID", "Date"}
Measured = dict[str, dict[str, list[float]]]


def address_of(case: str, number: int) -> str:
    return f"{CASES.index(case)}{number:03d}.parent@exemple.ca"


@pytest.fixture
def _town() -> None:
    student = make_student(make_school(make_board()))
    for number in range(CALLS + 1):
        make_link(student, address_of("on file", number))
        make_link(student, address_of("has account", number))
        make_account(address_of("has account", number))


def shape(response: HttpResponse) -> tuple[object, ...]:
    """All that can be seen from outside, less what is random for everyone."""
    headers = {name: value for name, value in response.items() if name not in VARIES}
    if "Location" in headers:
        headers["Location"] = re.sub(r"[\w-]{43}", "TOKEN", headers["Location"])
    if "Content-Security-Policy" in headers:
        headers["Content-Security-Policy"] = re.sub(
            r"'nonce-[^']+'", "NONCE", headers["Content-Security-Policy"]
        )
    cookies = tuple(sorted((name, len(c.value)) for name, c in response.cookies.items()))
    body = re.sub(rb"nonce=\"[^\"]+\"", b"nonce", response.content)
    return response.status_code, tuple(sorted(headers.items())), cookies, len(body)


def timed(spent: dict[str, list[float]], step: str, call: object) -> HttpResponse:
    start = process_time()
    response = call()  # type: ignore[operator]
    spent[step].append(process_time() - start)
    return response


def walk(case: str, number: int, name: str, spent: dict[str, list[float]]) -> list[object]:
    client = Client(REMOTE_ADDR=f"198.51.{number}.7")
    data = {"address": address_of(case, number)}
    asked = timed(spent, "ask", lambda: client.post(reverse(name), data))
    path = asked["Location"]
    seen = timed(spent, "see", lambda: client.get(path))
    typed = timed(spent, "type", lambda: client.post(path, {"code": "000000"}))
    again = timed(spent, "resend", lambda: client.post(f"{path}renvoyer/"))
    return [shape(response) for response in (asked, seen, typed, again)]


def assert_alike(measured: Measured) -> None:
    """Medians within a quarter of each other, or within three milliseconds."""
    for step in next(iter(measured.values())):
        medians = [median(spent[step]) for spent in measured.values()]
        low, high = min(medians), max(medians)
        assert high - low < max(0.003, low / 4), (step, medians)


@pytest.mark.parametrize(("name", "calls"), [("sign-up", CALLS), ("forgot", 20)])
@pytest.mark.usefixtures("_town")
def test_a38_known_and_unknown_addresses_cannot_be_told_apart(name: str, calls: int) -> None:
    measured: Measured = {case: defaultdict(list) for case in CASES}
    shapes: dict[str, set[str]] = {case: set() for case in CASES}
    with time_machine.travel(timezone.now(), tick=False):
        for case in CASES:
            walk(case, CALLS, name, defaultdict(list))
        gc.disable()
        try:
            for number in range(calls):
                turn = CASES[number % 3 :] + CASES[: number % 3]
                for case in turn:
                    shapes[case].add(repr(walk(case, number, name, measured[case])))
        finally:
            gc.enable()
    assert [len(seen) for seen in shapes.values()] == [1, 1, 1]
    assert len(set.union(*shapes.values())) == 1
    assert_alike(measured)


def test_a38_known_and_unknown_accounts_fail_alike_to_sign_in(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    known, unknown, closed = "vrai@exemple.ca", "faux@exemple.ca", "clos@exemple.ca"
    make_account(known)
    make_account(closed, is_active=False)
    measured: Measured = {address: defaultdict(list) for address in (known, unknown, closed)}
    shapes = set()
    for number in range(8):
        for address in measured:
            client = Client(REMOTE_ADDR=f"198.51.{number}.7")
            data = {"address": address, "password": PASSWORD + "x"}
            post = lambda: client.post(reverse("sign-in"), data)  # noqa: B023, E731
            shapes.add(shape(timed(measured[address], "sign in", post)))
    assert len(shapes) == 1
    assert_alike(measured)
