"""Journeys: a real browser, the real product and its worker, and families that nobody prepared."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import browser
from tests.journeys.office import Office, Town, open_office
from tests.journeys.site import Site, running_demo
from tests.journeys.steps import sign_in

__all__ = ["browser"]

PATIENCE = 10_000
expect.set_options(timeout=PATIENCE)
# Each visitor comes from a network of its own, so that limits count one family at a time.
PROXY = {"PREAU_TRUSTED_PROXIES": "127.0.0.1"}
_networks = count(1)

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_demo(tmp_path_factory.mktemp("journeys") / "data", **PROXY) as started:
        yield started


@pytest.fixture(scope="session")
def office(site: Site) -> Iterator[Office]:
    with open_office(site.data) as opened:
        yield opened


@pytest.fixture
def town(office: Office) -> Town:
    """A family that nobody else meets."""
    return office.new_family()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def enter(request: pytest.FixtureRequest, visit: "Visit", town: Town) -> Callable[..., Page]:
    """The parent of the town signs in, in a browser with scripts, then in one without."""

    def enter_(email: str = "", **options: object) -> Page:
        page = visit(java_script_enabled=request.param, **options)
        sign_in(page, town.person(email))
        return page

    return enter_


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """A visitor with a browser of its own, and no script that fails unseen."""
    contexts = []
    problems: list[str] = []

    def visit_(at: Site | None = None, **options: object) -> Page:
        number = next(_networks)
        options.setdefault("locale", "fr-CA")
        headers = {"X-Forwarded-For": f"198.18.{number}.7"}
        context = browser.new_context(
            base_url=(at or site).url, extra_http_headers=headers, **options
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on("console", lambda said: problems.extend(_worth_telling(said)))
        return context.new_page()

    yield visit_
    for context in contexts:
        context.close()
    assert problems == []


def _worth_telling(said: object) -> list[str]:
    """A refused form answers 422 and the console says so: that is no failure of the page."""
    text = said.text
    if said.type != "error" or text.startswith("Failed to load resource"):
        return []
    return [f"{said.page.url if said.page else ''}: {text}"]
