"""The home page over a bare Django view; a sign-in over one Argon2id hash. CPU of this process.

Both sides alternate in blocks within one run; the ratio is that of the medians. The home page is
measured with every tile, and where the bodies of the family turned some off, as they would for
their parents: each time beside the bare view of the same minutes.
"""

import io
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

HOME_GOAL = 4.0
_DAILY = ("messages", "agenda", "homework", "attendance")
_PAPERS = ("results", "finances", "transport")
# Home pages: the tiles turned off, and what the rest may cost over the bare view.
SETS = {
    "every tile": ((), HOME_GOAL),
    "the six of every day": (_PAPERS, HOME_GOAL),
    "file and contact alone": ((*_DAILY, *_PAPERS), 3.0),
}
SIGN_IN_GOAL = 1.3
STATEMENTS_GOAL = 12
BLOCKS, PER_BLOCK = 15, 20
EMILY = "emily"
# A browser that came before has its token.
CSRF = "abcdefghijklmnopqrstuvwxyzABCDEF"


@dataclass(frozen=True)
class Home:
    """Milliseconds of CPU per call of a home page and, in the same minutes, of the bare view."""

    home: float
    bare: float
    tiles: int
    bytes: int

    @property
    def ratio(self) -> float:
        return self.home / self.bare


@dataclass(frozen=True)
class Pages:
    """The home page by its tiles, as SETS names them; milliseconds of CPU of a sign-in and a hash;
    and statements of the home page for one and six children.
    """

    homes: dict[str, Home]
    sign_in: float
    hash: float
    statements: dict[int, int]


def measure() -> Pages:
    """Needs the demonstration of bench.server."""
    from django.test import override_settings  # noqa: PLC0415

    from bench.bare import BACKEND, SETTINGS  # noqa: PLC0415

    email, password = _person()
    cookie = _signed_in(email)
    home = _handler()
    with override_settings(**SETTINGS):
        bare, plain_cookie = _handler(), _signed_in(email, BACKEND)

    def call_home(times: int) -> float:
        # Outside the clock, as below: leaving the bare view's settings cleared the same caches.
        _answer(home, cookie)
        return _spent(lambda: _answer(home, cookie), times)

    def call_bare(times: int) -> float:
        # Entered once a block and outside the clock: it clears caches that a server keeps.
        with override_settings(**SETTINGS):
            _answer(bare, plain_cookie)
            return _spent(lambda: _answer(bare, plain_cookie), times)

    homes = {}
    for name, (off, _goal) in SETS.items():
        with _turned_off(email, off):
            page = _answer(home, cookie)
            spent = _alternate(call_home, call_bare, PER_BLOCK)
        homes[name] = Home(*spent, page.count(b'class="tile-answer"'), len(page))
    sign_in, one_hash = _sign_in_and_hash(email, password)
    sign_in_ms, hash_ms = _alternate(
        lambda times: _spent(sign_in, times), lambda times: _spent(one_hash, times), 1
    )
    counts = {number: _statements(email, number) for number in (1, 6)}
    return Pages(homes, sign_in_ms, hash_ms, counts)


def _person() -> tuple[str, str]:
    from preau.demo.people import demo_folder, read_people  # noqa: PLC0415

    person = next(p for p in read_people(demo_folder()) if p.email.startswith(EMILY))
    return person.email, person.password or ""


def _signed_in(email: str, backend: str | None = None) -> str:
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from preau.accounts.models import Account  # noqa: PLC0415

    client = Client()
    client.force_login(Account.objects.get(email=email), backend)
    session = client.session
    stamp = int(timezone.now().timestamp())
    session["signed_in_at"] = session["seen_at"] = stamp
    session["name"] = "Emily"
    session.save()
    return (
        f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    )


def _handler() -> Any:
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415

    return WSGIHandler()


def _answer(handler: Any, cookie: str) -> bytes:
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_COOKIE": cookie,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
    }
    response = handler(environ, lambda line, headers: status.append(line))
    body = b"".join(response)
    response.close()
    if status != ["200 OK"]:
        raise RuntimeError(f"the page answered {status}")
    return body


def _spent(call: Callable[[], object], times: int) -> float:
    """Milliseconds of CPU per call."""
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) / times * 1000


def _alternate(
    one: Callable[[int], float], other: Callable[[int], float], times: int
) -> tuple[float, float]:
    """Median milliseconds of CPU per call of both, after one block that is not counted."""
    spent = [(one(times), other(times)) for _ in range(BLOCKS + 1)][1:]
    return statistics.median(a for a, _ in spent), statistics.median(b for _, b in spent)


@contextmanager
def _turned_off(email: str, tiles: Sequence[str]) -> Iterator[None]:
    """These tiles turned off by the bodies of the family, and left again as they were."""
    from preau.accounts.models import Account  # noqa: PLC0415
    from preau.boards.enums import SwitchKey  # noqa: PLC0415
    from preau.boards.models import Switch  # noqa: PLC0415
    from preau.core.actors import BoardActor, FamilyActor  # noqa: PLC0415
    from preau.core.scope import acting_as  # noqa: PLC0415
    from preau.people.models import Student  # noqa: PLC0415

    keys = [SwitchKey(f"tile.{name}") for name in tiles]
    with acting_as(FamilyActor(Account.objects.get(email=email).id)):
        boards = set(Student.objects.values_list("board_id", flat=True))
    before = {}
    for board_id in boards:
        with acting_as(BoardActor(board_id)):
            own = Switch.objects.filter(board_id=board_id, school=None, key__in=keys)
            before[board_id] = list(own)
            own.delete()
            Switch.objects.bulk_create(
                Switch(board_id=board_id, key=key, is_on=False) for key in keys
            )
    yield
    for board_id, rows in before.items():
        with acting_as(BoardActor(board_id)):
            Switch.objects.filter(board_id=board_id, school=None, key__in=keys).delete()
            Switch.objects.bulk_create(rows)


def _sign_in_and_hash(email: str, password: str) -> tuple[Callable[[], None], Callable[[], None]]:
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    def sign_in() -> None:
        response = Client(SERVER_NAME="127.0.0.1").post(
            "/connexion/", {"address": email, "password": password}
        )
        if response.status_code != 302:
            raise RuntimeError(f"the sign-in answered {response.status_code}")

    def one_hash() -> None:
        make_password(password)

    return sign_in, one_hash


def _statements(email: str, number: int) -> int:
    """Statements of the home page with that many children in scope."""
    from django.db import connection  # noqa: PLC0415

    from preau.accounts.models import Account  # noqa: PLC0415

    account = Account.objects.get(email=email)
    _give_children(account.id, email, number)
    cookie, handler, sent = _signed_in(email), _handler(), []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not str(sql).startswith(("SAVEPOINT", "RELEASE")):
            sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        _answer(handler, cookie)
    return len(sent)


def _give_children(account_id: int, email: str, number: int) -> None:
    """Exactly that many children, through the file and the confirmation, in one body."""
    from django.db import connection, transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from preau.boards.models import Board  # noqa: PLC0415
    from preau.core.actors import BoardActor, FamilyActor  # noqa: PLC0415
    from preau.core.scope import acting_as  # noqa: PLC0415
    from preau.people.models import ChildConfirmation, GuardianLink, Student  # noqa: PLC0415

    with acting_as(FamilyActor(account_id)):
        ChildConfirmation.objects.update(disowned_at=timezone.now())
    board = Board.objects.get(code="884000")
    with acting_as(BoardActor(board.id)):
        link = GuardianLink.objects.filter(email=email, ended_at=None)[0]
        pupils = list(Student.objects.filter(ended_at=None).order_by("id")[:number])
        for pupil in pupils:
            GuardianLink.objects.get_or_create(
                student=pupil,
                guardian_id=link.guardian_id,
                defaults={"board": board, "email": email},
            )
    with transaction.atomic(), connection.cursor() as cursor:
        for pupil in pupils:
            values = [account_id, board.id, "fiche", pupil.fiche, pupil.given_key, pupil.family_key]
            cursor.execute("SELECT * FROM preau_confirm_child(%s, %s, %s, %s, %s, %s)", values)


def main() -> None:
    from bench.server import demonstration  # noqa: PLC0415

    with demonstration():
        found = measure()
    for name, one in found.homes.items():
        print(f"home, {name:<24}{one.home:>10.2f} ms CPU   {one.tiles} tiles, {one.bytes} bytes")
        print(f"bare signed-in view, 10 kB    {one.bare:>10.2f} ms CPU")
        print(f"home over bare                {one.ratio:>10.2f}   goal ≤ {SETS[name][1]:g}")
    print(f"sign-in                       {found.sign_in:>10.1f} ms CPU")
    print(f"one Argon2id hash             {found.hash:>10.1f} ms CPU")
    ratio = found.sign_in / found.hash
    print(f"sign-in over hash             {ratio:>10.2f}   goal ≤ {SIGN_IN_GOAL:g}")
    for number, count in found.statements.items():
        label = f"SQL of the home page, {number} child{'ren' if number > 1 else ''}"
        print(f"{label:<30}{count:>10}   goal ≤ {STATEMENTS_GOAL}")


if __name__ == "__main__":
    main()
