from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from tests.committed import committed  # noqa: F401
from tests.notifications.servers import Mailbox, serving


@pytest.fixture(autouse=True)
def _patience(settings: Settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, mail_timeout_seconds=1)
    settings.DEFAULT_FROM_EMAIL = "Préau – école <preau@ecoles.example>"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    with serving(box) as port:
        settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
        yield box
