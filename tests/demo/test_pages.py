"""The pages of the demonstration: people, their numbers, their mail; nowhere else than there."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client

from preau.config.env import child_environment
from preau.demo.people import people_of, save_people
from preau.demo.roster import build_roster
from preau.notifications.enums import MailState
from preau.notifications.models import OutboxMail
from tests.factories import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def people_on_file(settings, tmp_path: Path) -> None:
    settings.PREAU_DATA = tmp_path
    (tmp_path / "demo").mkdir()
    save_people(people_of(build_roster(today=date(2026, 11, 23)).stories), tmp_path / "demo")


def keep_mail(to: str, subject: str, minute: int, state: str = MailState.SENT) -> UUID:
    at = datetime(2026, 11, 23, 8, minute, tzinfo=UTC)
    with as_owner():
        mail = OutboxMail.objects.create(
            id=uuid4(),
            recipient=to,
            subject=subject,
            text=f"Votre code : 123 456\nhttp://127.0.0.1/compte/{minute}",
            html=f'<p style="color:red">{subject}</p><script>alert(1)</script>',
            message_id=f"<{subject}-{minute}@préau>",
            state=state,
            created_at=at,
            sent_at=at if state == MailState.SENT else None,
        )
        return mail.id


def test_people_are_listed_with_all_that_a_visitor_needs(client: Client, people_on_file) -> None:
    body = client.get("/demo/").content.decode()
    for text in ("Claire Tremblay", "marelle et ballon chasseur", "42063", "Sans compte"):
        assert text in body
    assert "L&#39;Écuyer" in body


def test_people_json(client: Client, people_on_file) -> None:
    response = client.get("/demo/personnes.json")
    assert response["Content-Type"] == "application/json"
    people = response.json()
    assert len(people) == 17
    for person in people:
        assert set(person) == {"email", "password", "role", "story", "children"}
        for child in person["children"]:
            assert set(child) == {"board", "given_name", "family_name", "fiche", "code_permanent"}
    assert people[0]["password"] is None
    assert people[1]["password"]


def test_before_the_load_the_page_says_so(client: Client, settings, tmp_path: Path) -> None:
    settings.PREAU_DATA = tmp_path
    assert "make demo" in client.get("/demo/").content.decode()
    assert client.get("/demo/personnes.json").json() == []


def test_mails_are_oldest_first_in_json_and_newest_first_on_the_page(client: Client) -> None:
    keep_mail("a@courriel.example", "Premier", 1)
    keep_mail("b@courriel.example", "Second", 2)
    keep_mail("c@courriel.example", "En attente", 3, MailState.QUEUED)
    told = client.get("/demo/courriels.json").json()
    assert [(mail["to"], mail["subject"]) for mail in told] == [
        ("a@courriel.example", "Premier"),
        ("b@courriel.example", "Second"),
    ]
    assert set(told[0]) == {"to", "subject", "text", "html", "sent_at"}
    assert datetime.fromisoformat(told[0]["sent_at"]) == datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
    body = client.get("/demo/courriels/").content.decode()
    assert body.index("Second") < body.index("Premier")
    assert "En attente" not in body


def test_the_mail_of_one_person(client: Client) -> None:
    keep_mail("a@courriel.example", "Pour elle", 1)
    keep_mail("b@courriel.example", "Pour un autre", 2)
    body = client.get("/demo/courriels/", {"a": "A@Courriel.example"}).content.decode()
    assert "Pour elle" in body
    assert "Pour un autre" not in body


def test_no_mail_yet(client: Client) -> None:
    assert "Aucun courriel" in client.get("/demo/courriels/").content.decode()
    assert client.get("/demo/courriels.json").json() == []


def test_one_mail_is_shown_as_text_with_its_link(client: Client) -> None:
    mail_id = keep_mail("a@courriel.example", "Votre code", 1)
    body = client.get(f"/demo/courriels/{mail_id}/").content.decode()
    assert "123 456" in body
    assert '<a href="http://127.0.0.1/compte/1"' in body
    assert "alert(1)" not in body


def test_the_html_of_a_mail_runs_nothing(client: Client) -> None:
    mail_id = keep_mail("a@courriel.example", "Votre code", 1)
    response = client.get(f"/demo/courriels/{mail_id}/html/")
    assert "color:red" in response.content.decode()
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    assert "allow-" not in policy


@pytest.mark.parametrize("tail", ["", "html/"])
def test_an_unknown_or_unsent_mail_is_not_found(client: Client, tail: str) -> None:
    waiting = keep_mail("a@courriel.example", "En attente", 3, MailState.QUEUED)
    assert client.get(f"/demo/courriels/{uuid4()}/{tail}").status_code == 404
    assert client.get(f"/demo/courriels/{waiting}/{tail}").status_code == 404


@pytest.mark.parametrize("address", ["/demo/", "/demo/courriels/", "/demo/courriels.json"])
def test_nothing_is_written_through_these_pages(client: Client, address: str) -> None:
    assert client.post(address).status_code in (403, 405)


def test_outside_the_demonstration_the_pages_do_not_exist() -> None:
    script = (
        "import django, json; django.setup();"
        "from django.urls import Resolver404, resolve\n"
        "found = []\n"
        "for path in ('/demo/', '/demo/personnes.json', '/demo/courriels.json'):\n"
        "    try: resolve(path); found.append(path)\n"
        "    except Resolver404: pass\n"
        "print(json.dumps(found))"
    )
    environment = child_environment(
        PREAU_MODE="production",
        DJANGO_SETTINGS_MODULE="preau.config.settings.production",
        PREAU_SECRET_KEY=os.urandom(32).hex(),
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
