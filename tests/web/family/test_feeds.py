"""Calendar feeds: given, read by calendar applications, renewed, revoked, dead with the link."""

import json
import re
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from preau.agenda.models import CalendarFeed, Event
from preau.boards.models import SchoolDay
from preau.config.logs import redact
from preau.core.models import JournalEntry
from preau.people.models import GuardianLink, LinkRestriction
from tests.agenda.rows import MONDAY, enrol, make_day, make_event, make_group
from tests.factories import as_owner, make_board, make_school, make_switch

pytestmark = pytest.mark.django_db
TORONTO = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
ICAL_JS = Path(__file__).parents[2] / "agenda" / "ical"
LONG = "Éà" * 60 + ", « théâtre » ; \\ et\nau revoir"


@pytest.fixture(autouse=True)
def _november(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def family(client, child_at, school, time_machine):
    """Léo and Zoé at one school; a week of days, an event of each shape."""
    children = [child_at(school, given="Léo"), child_at(school, given="Zoé")]
    for step, kind in enumerate(("class", "class", "pedagogical", "closure", "class")):
        make_day(
            school,
            MONDAY + timedelta(days=step),
            kind,
            cycle_day=step + 1 if kind == "class" else None,
            has_daycare=False if kind == "pedagogical" else None,
            note="Bris d’aqueduc" if kind == "closure" else "",
        )
    make_event(school.board, LONG, school=school, description=LONG, location="Gymnase")
    make_event(
        school.board,
        "Rencontre",
        school=school,
        starts_at=datetime(2026, 11, 24, 19, tzinfo=TORONTO),
        ends_at=datetime(2026, 11, 24, 20, tzinfo=TORONTO),
    )
    return children


def address_in(response) -> str:
    found = re.search(r"<code>https?://testserver([^<]+)</code>", response.content.decode())
    assert found
    return found[1]


def subscribe(client, student=None) -> str:
    wanted = {"enfant": student.id if student else ""}
    return address_in(client.post("/agenda/abonnements/", wanted))


def read(address: str, **headers) -> object:
    return Client().get(address, headers=headers)


def events_of(address: str) -> list:
    return Calendar.from_ical(read(address).content).walk("VEVENT")


def summaries(address: str) -> list[str]:
    return [str(event["summary"]) for event in events_of(address)]


def test_a_calendar_application_reads_it_without_cookie(client, family) -> None:
    response = read(subscribe(client))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response["Cache-Control"]
    assert not response.cookies
    calendar = Calendar.from_ical(response.content)
    assert calendar["version"] == "2.0"
    assert calendar["name"] == "École · Léo et Zoé"
    assert calendar["refresh-interval"].to_ical() == b"PT1H"
    assert calendar["refresh-interval"].params["VALUE"] == "DURATION"
    assert "source" not in calendar


def test_days_are_whole_transparent_and_end_excluded(client, family) -> None:
    events = {e["uid"].split("@")[0]: e for e in events_of(subscribe(client))}
    day = events[f"jour-{family[0].school_id}-20261123"]
    assert day["dtstart"].dt == date(2026, 11, 23)
    assert day["dtend"].dt == date(2026, 11, 24)
    assert day["dtstart"].params["VALUE"] == "DATE"
    assert (day["transp"], day["summary"]) == ("TRANSPARENT", "Léo et Zoé · Jour 1")
    assert "rrule" not in day
    off = events[f"jour-{family[0].school_id}-20261125"]
    assert off["summary"] == "Léo et Zoé · Journée pédagogique"
    assert off["description"] == "Service de garde fermé"
    closed = events[f"jour-{family[0].school_id}-20261126"]
    assert closed["summary"] == "Léo et Zoé · École fermée"
    assert closed["description"] == "Bris d’aqueduc"


def test_of_one_child_no_name_is_needed(client, family) -> None:
    assert "Jour 1" in summaries(subscribe(client, family[0]))


def test_lines_end_fold_and_escape_as_the_rfc_says(client, family) -> None:
    content = read(subscribe(client)).content
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")
    text = [e for e in Calendar.from_ical(content).walk("VEVENT") if "description" in e]
    assert LONG in {str(e["description"]) for e in text}
    assert b"\\, \xc2\xab" in content.replace(b"\r\n ", b"")


def test_another_reader_finds_the_same_week(client, family) -> None:
    calendar = Calendar.from_ical(read(subscribe(client)).content)
    found = recurring_ical_events.of(calendar).between(MONDAY, MONDAY + timedelta(days=7))
    assert len(found) == 7
    meeting = next(e for e in found if str(e["summary"]).endswith("Rencontre"))
    assert meeting["dtstart"].dt == datetime(2026, 11, 24, 19, tzinfo=TORONTO)
    assert meeting["dtstart"].params["TZID"] == "America/Toronto"


def test_the_zone_it_carries_is_that_of_quebec(client, family) -> None:
    zone = Calendar.from_ical(read(subscribe(client)).content).walk("VTIMEZONE")[0].to_tz()
    for step in range(0, 4000, 13):
        at = datetime(2026, 1, 1, 3, 30) + timedelta(days=step)
        assert at.replace(tzinfo=zone).utcoffset() == at.replace(tzinfo=TORONTO).utcoffset()


@pytest.fixture(scope="module")
def ical_js(tmp_path_factory) -> Path:
    """ical.js of its exact version, installed beside its reader."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not on this machine")
    folder = tmp_path_factory.mktemp("ical")
    shutil.copytree(ICAL_JS, folder, dirs_exist_ok=True)
    done = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"],
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        pytest.skip("npm reaches no registry")
    return folder


def test_ical_js_reads_it_too(client, family, ical_js) -> None:
    content = read(subscribe(client)).content
    done = subprocess.run(
        ["node", "read.mjs"],
        cwd=ical_js,
        input=content,
        capture_output=True,
        timeout=60,
        check=True,
    )
    seen = json.loads(done.stdout)
    assert seen["name"] == "École · Léo et Zoé"
    ours = {str(e["uid"]): str(e["summary"]) for e in Calendar.from_ical(content).walk("VEVENT")}
    assert {e["uid"]: e["summary"] for e in seen["events"]} == ours
    meeting = next(e for e in seen["events"] if not e["allDay"])
    assert meeting["starts"] == datetime(2026, 11, 24, 19, tzinfo=TORONTO).timestamp()
    first = next(e for e in seen["events"] if e["uid"].startswith("jour-"))
    assert (first["starts"], first["ends"]) == ("2026-11-23", "2026-11-24")


def test_an_unchanged_agenda_is_not_sent_again(client, family, time_machine) -> None:
    address = subscribe(client)
    first = read(address)
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    again = read(address)
    assert again.content == first.content
    unchanged = read(address, if_none_match=first["ETag"])
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["ETag"] == first["ETag"]
    assert read(address, if_none_match=f"W/{first['ETag']}").status_code == 304
    head = Client().head(address)
    assert (head.status_code, head["ETag"], head.content) == (200, first["ETag"], b"")
    assert first["Last-Modified"].endswith("GMT")


def test_a_change_raises_the_sequence_and_keeps_the_name(client, family) -> None:
    address = subscribe(client)
    before = {str(e["uid"]): int(e["sequence"]) for e in events_of(address)}
    etag = read(address)["ETag"]
    with as_owner():
        Event.objects.filter(title="Rencontre").update(is_cancelled=True)
        SchoolDay.objects.filter(on=MONDAY).update(cycle_day=9)
    changed = {str(e["uid"]): e for e in events_of(address)}
    assert set(changed) == set(before)
    raised = {uid for uid in before if int(changed[uid]["sequence"]) > before[uid]}
    assert {str(changed[uid]["summary"]) for uid in raised} == {
        "Léo et Zoé · Rencontre",
        "Léo et Zoé · Jour 9",
    }
    assert "CANCELLED" in {str(e["status"]) for e in changed.values()}
    assert read(address, if_none_match=etag).status_code == 200


def test_the_page_lists_the_last_use(client, family) -> None:
    address = subscribe(client)
    assert "jamais lu" in client.get("/agenda/abonnements/").content.decode()
    read(address)
    html = client.get("/agenda/abonnements/").content.decode()
    assert "dernière lecture le" in html
    assert address.split("/")[-1] not in html


def test_renewing_gives_another_address_and_ends_the_first(client, family) -> None:
    first = subscribe(client, family[0])
    with as_owner():
        feed = CalendarFeed.objects.get()
    second = address_in(client.post(f"/agenda/abonnements/{feed.id}/renouveler/"))
    assert first != second
    assert read(first).status_code == 404
    assert "Jour 1" in summaries(second)
    with as_owner():
        acts = list(JournalEntry.objects.values_list("act", flat=True).order_by("id"))
    assert [a for a in acts if a.startswith("agenda.feed")] == [
        *("agenda.feed_created", "agenda.feed_revoked", "agenda.feed_created"),
    ]


def test_revoking_ends_it(client, family) -> None:
    address = subscribe(client)
    with as_owner():
        feed = CalendarFeed.objects.get()
    assert client.post(f"/agenda/abonnements/{feed.id}/revoquer/").status_code == 302
    assert read(address).status_code == 404


def test_a_reading_is_journalled_when_it_gave_something(client, family) -> None:
    address = subscribe(client)
    etag = read(address)["ETag"]
    read(address, if_none_match=etag)
    with as_owner():
        seen = [e for e in JournalEntry.objects.filter(act="agenda.seen") if e.details]
    assert len(seen) == 1
    assert set(seen[0].student_ids) == {child.id for child in family}


def test_too_many_addresses_are_refused(client, family, settings) -> None:
    settings.PREAU_LIMITS = settings.PREAU_LIMITS.__class__(calendar_feeds=1)
    subscribe(client)
    response = client.post("/agenda/abonnements/", {"enfant": ""})
    assert response.status_code == 422
    assert "Révoquez celui qui ne sert plus" in response.content.decode()


def test_an_address_asked_without_end_must_wait(client, family, settings) -> None:
    settings.PREAU_LIMITS = settings.PREAU_LIMITS.__class__(feed_reads_per_hour=2)
    address = subscribe(client)
    assert [read(address).status_code for _ in range(3)] == [200, 200, 429]
    assert read(address)["Retry-After"]


def test_a_tile_turned_off_leaves_the_feed(client, family, school) -> None:
    address = subscribe(client)
    make_switch(school.board, "tile.agenda", False, school)
    assert summaries(address) == []


def test_a09_no_address_of_a_child_who_is_not_yours(client, family, school, child_at) -> None:
    other = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    stranger = child_at(other, given="Ella")
    with as_owner():
        GuardianLink.objects.filter(student=stranger).update(ended_at=timezone.now())
    response = client.post("/agenda/abonnements/", {"enfant": stranger.id})
    assert response.status_code == 404
    with as_owner():
        assert not CalendarFeed.objects.exists()


def test_a14_nothing_of_another_school_level_or_group(client, family, school) -> None:
    address = subscribe(client)
    far = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    make_day(far, MONDAY, "holiday", note="Far away")
    make_event(far.board, "Far away")
    make_event(school.board, "Autre niveau", school=school, level="06")
    make_event(school.board, "Autre groupe", school=school, group=make_group(school))
    group = make_group(school)
    enrol(family[0], group)
    make_event(school.board, "Mon groupe", school=school, group=group)
    text = read(address).content.decode()
    for other in ("Far away", "Autre niveau", "Autre groupe"):
        assert other not in text
    assert "Léo · Mon groupe" in summaries(address)


@pytest.mark.parametrize("how", ["ended", "no authority", "everything", "agenda", "unverified"])
def test_a19_the_feed_empties_with_the_link_at_once(client, account, family, how) -> None:
    address = subscribe(client)
    held = read(address)
    links = GuardianLink.objects.filter(student__in=family)
    with as_owner():
        if how == "ended":
            links.update(ended_at=timezone.now())
        elif how == "no authority":
            links.update(has_authority=False)
        elif how == "unverified":
            account.emailaddress_set.update(verified=False)
        else:
            for link in links:
                LinkRestriction.objects.create(
                    board=link.board, link=link, right=how, starts_on=date(2026, 11, 1)
                )
    after = read(address, if_none_match=held["ETag"], if_modified_since=held["Last-Modified"])
    assert after.status_code == 200
    assert Calendar.from_ical(after.content).walk("VEVENT") == []
    assert "Léo" not in after.content.decode()


def test_a19_a_closed_account_has_no_feed(client, account, family) -> None:
    address = subscribe(client)
    with as_owner():
        type(account).objects.filter(id=account.id).update(is_active=False)
    assert read(address).status_code == 404


def test_a20_no_place_or_address_of_a_person_is_told(client, family) -> None:
    with as_owner():
        GuardianLink.objects.first().guardian.__class__.objects.update(
            address="12, rue de la Paix", phone="450-555-0199"
        )
    events = events_of(subscribe(client))
    assert {str(e["location"]) for e in events if "location" in e} == {"Gymnase"}
    for event in events:
        assert not {"attendee", "organizer", "contact", "geo", "url"} & set(map(str.lower, event))
    text = read(subscribe(client)).content.decode()
    for secret in ("rue de la Paix", "450-555-0199", "courriel.example", family[0].code_permanent):
        assert secret not in text


def test_a46_the_secret_is_kept_nowhere(client, family, settings) -> None:
    address = subscribe(client)
    token = address.split("/")[-1].removesuffix(".ics")
    assert len(token) == 43
    read(address)
    read(address.replace(token, "B" * 43))
    with as_owner():
        assert not CalendarFeed.objects.filter(token_hash__contains=token).exists()
        entries = str(list(JournalEntry.objects.values()))
    assert token not in entries
    assert "B" * 43 not in entries
    said = redact(None, "info", {"event": f'"GET {address} HTTP/1.1" 200'})
    assert token not in said["event"]
    assert token not in read(address).content.decode()


def test_a46_a_feed_has_no_cookie_to_take_and_no_page_to_frame(client, family) -> None:
    response = client.get(subscribe(client))
    assert not response.cookies
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_each_addresses_language_is_its_own(client, family) -> None:
    address = subscribe(client)
    with as_owner():
        CalendarFeed.objects.update(language="en")
    assert any("Day 1" in summary for summary in summaries(address))
