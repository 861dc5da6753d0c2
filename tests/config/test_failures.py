"""A page that fails under the real server: in words for the parent, in full for the operator."""

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.config.commands import Running, free_port
from tests.config.test_cli import SOUND, address

pytestmark = pytest.mark.database

# The server of a demonstration, once something that every page needs is broken.
BROKEN = """
import os
from preau.config.env import apply
apply(PREAU_AS_OWNER="0")
from preau.config.start import start_django
start_django()
def broken(*args):
    raise ValueError("Zoé Tremblay")
{how}
from preau.config.serve import Listening, serve
serve(Listening("127.0.0.1", {port}, 1, 2), parent=os.getppid())
"""
URL = """
from preau.web.ui.render import jinja_environment
jinja_environment().globals["url"] = broken
"""
LAYOUT = """
from preau.web.ui.render import jinja_environment
read = jinja_environment().loader.get_source
def source(env, name):
    return broken() if name == "ui/layout.html" else read(env, name)
jinja_environment().loader.get_source = source
"""
ENGINE = """
import preau.web.ui.render as render
render.jinja_environment = broken
"""
DOOR = """
from django.core.handlers.wsgi import WSGIHandler
WSGIHandler.get_response = broken
"""

Served = Callable[[str], tuple[Running, str]]


@pytest.fixture
def served(django_db_setup: None, tmp_path: Path) -> Iterator[Served]:
    started: list[Running] = []

    def serve(how: str) -> tuple[Running, str]:
        port = free_port()
        url = address("preau_app", settings.DATABASES["default"]["NAME"])
        given = {**SOUND, "DATABASE_URL": url, "PREAU_DATA": str(tmp_path)}
        script = BROKEN.format(how=how, port=port)
        started.append(Running(sys.executable, "-P", "-c", script, **given))
        return started[-1], f"http://127.0.0.1:{port}/connexion/"

    yield serve
    for running in started:
        running.end()


def failure_at(address: str) -> urllib.error.HTTPError:
    """The answer, once the server listens."""
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=10)
        except urllib.error.HTTPError as answer:
            return answer
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)
        else:
            pytest.fail("the page did not fail")


@pytest.mark.parametrize(
    ("how", "words", "lasts"),
    [
        pytest.param(URL, "vient d’être notée", False, id="url"),
        pytest.param(LAYOUT, "vient d’être notée", False, id="layout"),
        pytest.param(ENGINE, "Préau stumbled", True, id="engine"),
        pytest.param(DOOR, "Préau stumbled", True, id="door"),
    ],
)
def test_a_broken_page_is_words_for_the_parent_and_a_line_for_the_operator(
    served: Served, how: str, words: str, lasts: bool
) -> None:
    server, page = served(how)
    answer = failure_at(page)
    html = answer.read().decode()
    assert answer.code == 500
    assert words in html
    assert ('lang="en-CA"' in html) == lasts
    assert "no-store" in answer.headers["Cache-Control"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    server.wait_for(r"ValueError: \(message withheld\)")
    server.end()
    said = [json.loads(text) for text in server.said.splitlines() if text.startswith("{")]
    told = [entry for entry in said if "in broken" in entry.get("exception", "")]
    assert told, server.said
    assert "Zoé" not in str([entry["exception"].splitlines()[-1] for entry in told])
    if how is not DOOR:
        assert {entry["request_id"] for entry in told} == {answer.headers["X-Request-ID"]}
