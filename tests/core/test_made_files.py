"""Papers that we made: stored like what people send, and opened or saved."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from preau.core.errors import NotVisible
from preau.core.files.made import made_pdf
from preau.core.files.storage import attachments, path_of
from preau.core.files.store import store
from preau.core.models import KeptUpload
from preau.web.downloads import send_file, send_paper

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 a paper"


@pytest.fixture
def stored(settings: Settings, tmp_path: Path) -> KeptUpload:
    home = {
        "BACKEND": "preau.core.files.storage.FolderStorage",
        "OPTIONS": {"location": str(tmp_path / "attachments")},
    }
    settings.STORAGES = {**settings.STORAGES, "attachments": home}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE preau_owner")
    name = "Bulletin, 1re étape : Éléonore.pdf"
    at = datetime(2026, 11, 25, tzinfo=UTC)
    [row] = store(KeptUpload, [made_pdf(CONTENT, name)], at=at, account_id=1, token="a")
    return row


def test_its_row_says_what_it_is(stored: KeptUpload) -> None:
    assert stored.name == "Bulletin, 1re étape Éléonore.pdf"
    assert (stored.media_type, stored.size) == ("application/pdf", len(CONTENT))
    assert stored.sha256 == hashlib.sha256(CONTENT).hexdigest()
    with attachments().open(path_of(stored.key)) as written:
        assert written.read() == CONTENT


def test_what_is_no_pdf_is_not_stored() -> None:
    with pytest.raises(ValueError, match="PDF"):
        made_pdf(b"<html>", "a.pdf")


def test_a_paper_is_saved_or_opened_in_a_closed_page(stored: KeptUpload) -> None:
    saved, opened = send_paper(stored), send_paper(stored, inline=True)
    assert saved["Content-Disposition"].startswith("attachment; filename*=utf-8''Bulletin")
    assert opened["Content-Disposition"].startswith("inline; ")
    for answer in (saved, opened):
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store, private"
        answer.close()


def test_a_pdf_that_somebody_sent_is_never_opened(stored: KeptUpload) -> None:
    answer = send_file(stored, inline=True)
    assert answer["Content-Disposition"].startswith("attachment")
    answer.close()


def test_only_a_pdf_is_opened_as_a_paper(stored: KeptUpload) -> None:
    stored.media_type = "text/html"
    answer = send_paper(stored, inline=True)
    assert answer["Content-Disposition"].startswith("attachment")
    answer.close()


def test_an_object_that_is_gone_is_not_there(stored: KeptUpload) -> None:
    attachments().delete(path_of(stored.key))
    with pytest.raises(NotVisible):
        send_paper(stored)
