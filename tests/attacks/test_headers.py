"""What every answer carries, whoever makes it: a page, a middleware, or the server of files."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.test.utils import override_settings

from tests.factories import make_account
from tests.personas import sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "claire@courriel.example"
POLICY = "Content-Security-Policy"


def test_a34_a_missing_static_file_is_a_page_that_is_not_kept() -> None:
    """It is answered by the page of errors, which names its reader."""
    client = sign_in(Client(), make_account(ADDRESS))
    response = client.get("/statique/gone.css")
    assert response.status_code == 404
    assert ADDRESS in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert "Cookie" in response["Vary"]


def test_a25_a_static_file_is_what_it_says_and_stays_cacheable() -> None:
    folder = Path(settings.STATIC_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "probe.css").write_text("p{}", "utf-8")
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        response = Client().get("/statique/probe.css")
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in response.get("Vary", "")


def broken_database(*args: object, **kwargs: object) -> None:
    raise OperationalError


@pytest.mark.parametrize(
    ("status", "path", "more"),
    [
        (400, "/connexion/", {"HTTP_HOST": "evil.example"}),
        (404, "/nulle-part/", {}),
        (405, "/deconnexion/", {}),
        (410, "/compte/verification/x/", {}),
        (413, "/connexion/", {"CONTENT_LENGTH": str(2**30)}),
    ],
)
def test_a31_the_pages_of_what_went_wrong_have_their_policy(status, path, more) -> None:
    response = Client().get(path, **more)
    assert response.status_code == status
    assert "default-src 'none'" in response[POLICY]
    assert "no-store" in response["Cache-Control"]


def test_a31_the_page_of_a_database_that_is_down_has_its_policy(monkeypatch) -> None:
    monkeypatch.setattr("preau.web.middleware.transaction.atomic", broken_database)
    response = Client().get("/connexion/")
    assert response.status_code == 503
    assert "default-src 'none'" in response[POLICY]


@pytest.mark.parametrize("size", ["1073741824", "-1", "1_0", "٣", "9" * 5000])
def test_a44_a_body_too_large_is_refused_unread(size: str) -> None:
    """Its first byte would already be on its way to the disk."""
    response = Client().generic("POST", "/connexion/", b"x", CONTENT_LENGTH=size)
    assert response.status_code == 413


def test_a44_a_file_nobody_asked_for_is_not_written_down(tmp_path, settings) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    large = SimpleUploadedFile("a.bin", b"x" * 3_000_000)
    assert Client().post("/connexion/", {"file": large}).status_code == 413
    assert not list(tmp_path.iterdir())
