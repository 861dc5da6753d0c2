"""A form with files, from the browser to the storage and back; and what may not get so far."""

import re
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import path

from preau.config.urls import urlpatterns as product
from preau.core.clock import now
from preau.core.errors import NotVisible
from preau.core.files.store import store
from preau.core.models import KeptUpload
from preau.web.declare import page
from preau.web.downloads import send_file
from preau.web.uploads import FilesField, PrivateFolder, UploadForm
from tests import files
from tests.factories import as_owner, make_account
from tests.personas import sign_in

pytestmark = pytest.mark.django_db
SENT = "sent"

PAGE = """
{% import "ui/fields.html" as fields %}{% import "ui/form.html" as parts %}
{% call parts.form(csrf_input, uploads=True) %}{{ fields.files(form['papers']) }}{% endcall %}
"""


class PaperForm(UploadForm):
    text = forms.CharField()
    papers = FilesField(label="Pièces jointes", required=False)


@page(audience="family", permission="x", writes=True, uploads=True)
def justify(request):
    sent = request.method == "POST"
    form = PaperForm(
        request.POST if sent else None, request.FILES if sent else None, actor=request.actor
    )
    if sent and form.is_valid():
        for number, file in enumerate(form.cleaned_data["papers"]):
            token = f"{SENT}-{number}"
            store(KeptUpload, [file], at=now(), account_id=request.actor.account_id, token=token)
        return redirect("home")
    form.keep_files(at=now())
    html = engines["jinja"].from_string(PAGE).render({"form": form}, request)
    return HttpResponse(html, status=422 if sent else 200)


@page(audience="family", permission="x", writes=True)
def small(request):
    return HttpResponse(str(len(request.POST)))


@page(audience="family", permission="x")
def paper(request, number):
    row = KeptUpload.objects.filter(pk=number, account_id=request.actor.account_id).first()
    if row is None:
        raise NotVisible
    return send_file(row, inline="montrer" in request.GET)


urlpatterns = [
    *product,
    path("t/motiver/", justify),
    path("t/petit/", small),
    path("t/pieces/<int:number>/", paper),
]


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.ROOT_URLCONF = __name__
    settings.PREAU_DATA = tmp_path
    storage = {
        "BACKEND": "preau.core.files.storage.FolderStorage",
        "OPTIONS": {"location": str(tmp_path / "attachments")},
    }
    settings.STORAGES = {**settings.STORAGES, "attachments": storage}
    return tmp_path


@pytest.fixture
def client() -> Client:
    return sign_in(Client(), make_account("claire@courriel.example"))


def post(client: Client, *papers: UploadedFile, text: str = "Malade", **more: object):
    return client.post("/t/motiver/", {"text": text, "papers": list(papers), **more})


def stored(kind: str = SENT) -> list[KeptUpload]:
    with as_owner():
        rows = KeptUpload.objects.order_by("pk")
        return [row for row in rows if row.token.startswith(SENT) == (kind == SENT)]


def tokens(html: str) -> list[str]:
    return re.findall(r'name="papers-garde" value="([^"]+)"', html)


def test_files_are_stored_under_their_own_names(client: Client) -> None:
    answer = post(client, files.upload(), files.upload(files.DOCX, "Résumé d’Élyse.docx"))
    assert answer.status_code == 302
    assert [row.name for row in stored()] == ["billet.pdf", "Résumé d’Élyse.docx"]


def test_a_large_file_never_has_a_name_on_the_disk(client: Client, home: Path) -> None:
    assert post(client, files.upload(files.PDF + b" " * 3_000_000)).status_code == 302
    assert stored()[0].size > 3_000_000
    assert stat.S_IMODE((home / "uploads").stat().st_mode) == 0o700
    assert list((home / "uploads").iterdir()) == []


def test_an_upload_cut_short_leaves_nothing(home: Path) -> None:
    handler = PrivateFolder()
    handler.new_file("papers", "a.pdf", "application/pdf", None)
    handler.receive_data_chunk(b"x" * 100, 0)
    handler.upload_interrupted()
    assert handler.written.closed
    assert list((home / "uploads").iterdir()) == []


def test_what_was_uploaded_is_kept_when_the_form_comes_back(client: Client) -> None:
    answer = post(client, files.upload(), files.upload(files.PNG, "photo.png"), text="")
    html = answer.content.decode()
    assert "billet.pdf" in html
    assert "photo.png" in html
    first, second = tokens(html)
    answer = post(client, **{"papers-garde": [first, second]})
    assert answer.status_code == 302
    assert [row.name for row in stored()] == ["billet.pdf", "photo.png"]
    assert stored("kept") == []


def test_a_kept_file_is_removed_and_another_added(client: Client) -> None:
    first, second = tokens(
        post(
            client, files.upload(name="un.pdf"), files.upload(name="deux.pdf"), text=""
        ).content.decode()
    )
    kept = {"papers-garde": [first, second], "papers-retirer": [first]}
    html = post(client, files.upload(name="trois.pdf"), text="", **kept).content.decode()
    assert "un.pdf" not in html
    assert len(tokens(html)) == 2
    post(client, **{"papers-garde": tokens(html)})
    assert [row.name for row in stored()] == ["deux.pdf", "trois.pdf"]


def test_good_files_stay_when_one_is_refused(client: Client) -> None:
    html = post(client, files.upload(), files.upload(b"<svg/>", "dessin.svg")).content.decode()
    assert "«\u00a0dessin.svg\u00a0» n’est pas d’un type accepté" in html
    assert len(tokens(html)) == 1
    assert stored() == []


def test_too_many_files_are_told_and_the_first_are_kept(client: Client) -> None:
    html = post(client, *(files.upload(name=f"{n}.pdf") for n in range(12))).content.decode()
    assert "au plus 10 fichiers" in html
    assert len(tokens(html)) == 10


def test_a_token_of_somebody_else_brings_nothing(client: Client) -> None:
    (token,) = tokens(post(client, files.upload(), text="").content.decode())
    other = sign_in(Client(), make_account("marc@courriel.example"))
    assert tokens(post(other, text="", **{"papers-garde": [token]}).content.decode()) == []
    assert post(other, **{"papers-garde": [token]}).status_code == 302
    assert stored() == []


def test_a_parents_photo_is_stored_without_its_place(client: Client, home: Path) -> None:
    post(client, files.upload(files.JPEG, "photo.jpg"))
    (written,) = (home / "attachments").glob("*/*")
    assert files.SECRET not in written.read_bytes()


def test_the_field_says_what_it_takes(client: Client) -> None:
    html = client.get("/t/motiver/").content.decode()
    assert 'enctype="multipart/form-data"' in html
    assert "Au plus 10 fichiers, de 15\u00a0Mo chacun" in html
    accepted = re.search(r'accept="([^"]+)"', html)
    assert accepted
    assert ".pdf" in accepted[1]
    assert ".heic" not in accepted[1]
    assert ".svg" not in accepted[1]


def test_a25_a_name_is_text_in_the_page(client: Client) -> None:
    html = post(client, files.upload(name="<img src=x onerror=alert(1)>.pdf"), text="").content
    assert b"<img" not in html


MIB = 2**20


@pytest.mark.parametrize(
    ("address", "size", "status"),
    [
        ("/t/petit/", MIB, 200),
        ("/t/petit/", MIB + 1, 413),
        ("/t/motiver/", 152 * MIB, 422),
        ("/t/motiver/", 152 * MIB + 1, 413),
        ("/connexion/", MIB + 1, 413),
    ],
)
def test_a44_only_a_page_that_takes_files_takes_more(client, address, size, status) -> None:
    answer = client.generic("POST", address, b"", CONTENT_LENGTH=str(size))
    assert answer.status_code == status


def test_a21_nobody_unknown_sends_a_byte_to_the_disk(home: Path) -> None:
    large = files.upload(files.PDF + b" " * 3_000_000)
    answer = Client().post("/t/motiver/", {"papers": large})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/connexion/")
    assert not (home / "uploads").exists()
    assert not (home / "attachments").exists()


def test_a33_a_large_form_without_its_token_is_refused(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert post(strict, files.upload()).status_code == 403
    assert stored() == []


def kept_by(client: Client, data: bytes, name: str) -> KeptUpload:
    post(client, files.upload(data, name))
    return stored()[-1]


def test_a25_a_file_comes_back_as_a_file_that_nothing_runs(client: Client) -> None:
    row = kept_by(client, files.PDF, "Billet du médecin, Zoé.pdf")
    answer = client.get(f"/t/pieces/{row.pk}/")
    assert b"".join(answer.streaming_content) == files.PDF
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Billet%20du%20m%C3%A9decin%2C%20Zo%C3%A9.pdf"
    )
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(files.PDF))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("data", "name", "way"),
    [
        (files.PNG, "a.png", "inline"),
        (files.PDF, "a.pdf", "attachment"),
        (b"a", "a.txt", "attachment"),
    ],
)
def test_a25_only_a_picture_is_shown_in_a_page(client, data, name, way) -> None:
    row = kept_by(client, data, name)
    answer = client.get(f"/t/pieces/{row.pk}/?montrer")
    assert answer["Content-Disposition"].startswith(way)


def test_a11_a_file_of_somebody_else_does_not_exist(client: Client) -> None:
    row = kept_by(client, files.PDF, "a.pdf")
    other = sign_in(Client(), make_account("marc@courriel.example"))
    assert other.get(f"/t/pieces/{row.pk}/").status_code == 404
    assert Client().get(f"/t/pieces/{row.pk}/").status_code == 302


def test_a_file_whose_object_is_gone_does_not_exist(client: Client, home: Path) -> None:
    row = kept_by(client, files.PDF, "a.pdf")
    for written in (home / "attachments").glob("*/*"):
        written.unlink()
    assert client.get(f"/t/pieces/{row.pk}/").status_code == 404


@pytest.mark.parametrize("key", ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd"])
def test_a22_a_row_with_a_strange_key_leads_nowhere(key: str) -> None:
    row = KeptUpload(key=key, name="a.pdf", media_type="application/pdf", size=1)
    with pytest.raises(NotVisible):
        send_file(row)


def test_a_header_cannot_be_split_by_a_name(client: Client) -> None:
    row = KeptUpload(name='a"\r\nSet-Cookie: x=1.pdf', media_type="application/pdf", size=1)
    row.key = kept_by(client, files.PDF, "a.pdf").key
    answer = send_file(row)
    answer.close()
    assert "\n" not in answer["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers


def test_a_share_of_kept_files_that_is_full_does_not_break_the_form(client, settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, kept_uploads=1)
    html = post(client, files.upload(), files.upload(), text="").content.decode()
    assert len(tokens(html)) == 1


def test_a_field_may_be_required_or_take_one(client: Client, rf: RequestFactory) -> None:
    class One(UploadForm):
        papers = FilesField(label="Billet", most=1)

    request = rf.post("/", {"papers": [files.upload(), files.upload()]})
    form = One(request.POST, request.FILES, actor=None)
    assert form.errors["papers"] == ["Joignez un seul fichier."]
    form = One(rf.post("/").POST, {}, actor=None)
    assert form.has_error("papers", "required")
    form.keep_files(at=datetime.now(UTC))
    assert form.kept_tokens("papers") == []
