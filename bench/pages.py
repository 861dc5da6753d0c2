"""The home page over a bare Django view; a sign-in over one Argon2id hash. CPU of this process.

Both sides alternate in blocks within one run; the ratio is that of the medians. The home page is
measured twice, each time beside the bare view: as it is, and where the bodies of the family turned
every tile off but those of the file and of contact, as they would for their parents.
"""

import io
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

HOME_GOAL = 4.0
TWO_TILES_GOAL = 3.0
SIGN_IN_GOAL = 1.3
STATEMENTS_GOAL = 12
BLOCKS, PER_BLOCK = 15, 20
EMILY = "emily"
# A browser that came before has its token.
CSRF = "abcdefghijklmnopqrstuvwxyzABCDEF"


@dataclass(frozen=True)
class Pages:
    """Milliseconds of CPU per call, and statements of the home page for one and six children.

    `two_tiles` is the home page with the tiles of the file and of contact alone, `beside` the bare
    view in the same minutes.
    """

    home: float
    bare: float
    two_tiles: float
    beside: float
    tiles: int
    sign_in: float
    hash: float
    statements: dict[int, int]
    bytes: int


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

    page = _answer(home, cookie)
    tiles, size = page.count(b'class="tile-answer"'), len(page)
    home_ms, bare_ms = _alternate(call_home, call_bare, PER_BLOCK)
    with _file_and_contact_alone(email):
        two_ms, beside_ms = _alternate(call_home, call_bare, PER_BLOCK)
    sign_in, one_hash = _sign_in_and_hash(email, password)
    sign_in_ms, hash_ms = _alternate(
        lambda times: _spent(sign_in, times), lambda times: _spent(one_hash, times), 1
    )
    counts = {number: _statements(email, number) for number in (1, 6)}
    return Pages(home_ms, bare_ms, two_ms, beside_ms, tiles, sign_in_ms, hash_ms, counts, size)


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
def _file_and_contact_alone(email: str) -> Iterator[None]:
    """Every other tile turned off by the bodies of the family, and left again as it was."""
    from preau.accounts.models import Account  # noqa: PLC0415
    from preau.boards.enums import SwitchKey  # noqa: PLC0415
    from preau.boards.models import Switch  # noqa: PLC0415
    from preau.core.actors import BoardActor, FamilyActor  # noqa: PLC0415
    from preau.core.scope import acting_as  # noqa: PLC0415
    from preau.people.models import Student  # noqa: PLC0415

    kept = (SwitchKey.TILE_FILE, SwitchKey.TILE_CONTACT)
    keys = [key for key in SwitchKey if key.value.startswith("tile.") and key not in kept]
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
    said = f"{found.tiles} tiles, {found.bytes} bytes"
    print(f"home page, two children       {found.home:>10.2f} ms CPU   {said}")
    print(f"bare signed-in view, 10 kB    {found.bare:>10.2f} ms CPU")
    print(f"home over bare, every tile    {found.home / found.bare:>10.2f}   goal ≤ {HOME_GOAL:g}")
    print(f"home, file and contact alone  {found.two_tiles:>10.2f} ms CPU")
    ratio = found.two_tiles / found.beside
    print(f"the same over the bare view   {ratio:>10.2f}   goal ≤ {TWO_TILES_GOAL:g}")
    print(f"sign-in                       {found.sign_in:>10.1f} ms CPU")
    print(f"one Argon2id hash             {found.hash:>10.1f} ms CPU")
    ratio = found.sign_in / found.hash
    print(f"sign-in over hash             {ratio:>10.2f}   goal ≤ {SIGN_IN_GOAL:g}")
    for number, count in found.statements.items():
        label = f"SQL of the home page, {number} child{'ren' if number > 1 else ''}"
        print(f"{label:<30}{count:>10}   goal ≤ {STATEMENTS_GOAL}")


if __name__ == "__main__":
    main()
