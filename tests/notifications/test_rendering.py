"""What mails say: each in both languages, the same in text and HTML, and nothing injected."""

import re
from datetime import UTC, datetime, time
from html import unescape
from typing import Any

import jinja2
import pytest
from pytest_django import Settings

from preau.config.settings import base
from preau.notifications.rendering import RenderedMail, render

AT = datetime(2026, 11, 19, 13, 5, tzinfo=UTC)
LINK = "https://portail.example/compte/verification/jeton/"
CODE = {"code": "482913", "link": LINK, "minutes": 10}
SCHOOL = "École des Deux-Rives"
INCIDENT = {"incident": 4207, "school": SCHOOL}
LETTER = {
    **{"message_id": 7, "title": "Photo scolaire", "category": "information", "sender": SCHOOL},
    **{"author": "Anne Gagnon", "role": "direction", "children": ["Léo", "Maëlle"]},
    **{"confirms": True, "note": ""},
}
CHILD = {"given_name": "Léo", "board": "CSS Marie-Victorin", "at": AT}
DECLARED = {
    "what": "declared",
    "school": "École des Deux-Rives",
    "pupils": ["Léo T. (402)"],
    "kind": "full_day",
    "starts_on": AT.date(),
    "ends_on": AT.date(),
    "leave_at": None,
    "return_at": None,
}
BULLETIN = {"children": ["Léo"], "school": SCHOOL, "term": "Étape 1", "card_id": 7}
NOTE = "Ma fille n’y est pas.\nMerci."

MAILS: dict[str, dict[str, object]] = {
    "code_on_file": CODE,
    "code_has_account": CODE,
    "code_add_address": CODE,
    "code_identity": {"code": "482913", "minutes": 10},
    "address_unknown": {},
    "address_taken": {},
    "password_changed": {"at": AT},
    "address_added": {"added": "papa@exemple.ca", "at": AT},
    "child_confirmed": CHILD,
    "message_published": LETTER,
    "message_answered": {"message_id": 7, "sender": SCHOOL, "author": "Anne Gagnon, direction"},
    "message_replied": {"child": "Léo", "sender": SCHOOL, "title": "Photo scolaire", "thread": 7},
    "absence_waiting": {"school": SCHOOL, "number": 3},
    "absence_to_justify": {"children": ["Léo", "Maëlle"], "by": AT},
    "absence_act": {"children": ["Léo"], "what": "justified"},
    "absence_decided": {"children": ["Léo"]},
    "absence_service": DECLARED,
    "report_card_published": BULLETIN,
    "report_card_reminder": BULLETIN,
    "statement_published": {"is_daycare": True, "school": SCHOOL, "payer_id": 7},
    "slip_delivered": {"is_daycare": True, "school": SCHOOL, "payer_id": 7, "kinds": ["rl24"]},
    "works_published": {"children": ["Léo", "Maëlle"], "student_id": 0, "is_weekly": True},
    "transport_changed": {"children": ["Léo", "Maëlle"]},
    "bus_late": {"children": ["Léo"]},
    "bus_cancelled": {"children": ["Léo"]},
    "school_guessing": INCIDENT | {"attempts": 10},
    "school_not_my_child": INCIDENT,
    "school_missing_child": INCIDENT | {"addresses": ["a@b.ca", "c@d.ca"], "note": NOTE},
}
TO_SCHOOLS = [name for name in MAILS if name.startswith("school_")]


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.PREAU_URL = "https://portail.example"


def rendered(template: str, language: str = "fr-ca", **changes: object) -> RenderedMail:
    context = MAILS[template] | changes
    return render(
        template, recipient="claire@exemple.ca", language=language, context=context, at=AT
    )


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def words_of_page(html: str) -> str:
    body = html.partition("<main")[2]
    return " ".join(
        words(unescape(re.sub(r"<a [^>]*href=\"([^\"]*)\"[^>]*>|<[^>]+>", r" \1 ", body)))
    )


def test_every_template_is_tested_here() -> None:
    folder = base.PACKAGE / "notifications/templates/mail"
    assert {path.stem for path in folder.iterdir()} == {*MAILS, "foot"}


@pytest.mark.parametrize("template", MAILS)
@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_a_mail_says_which_site_why_and_to_whom_it_answers(template: str, language: str) -> None:
    mail = rendered(template, language)
    assert 10 < len(mail.subject) < 90
    assert "\n" not in mail.subject
    assert mail.language == language
    for body in (mail.text, mail.html):
        assert "portail.example" in body
        assert (
            "You are receiving this" if language == "en" else "Vous recevez ce courriel"
        ) in body
    assert f'lang="{"en-CA" if language == "en" else "fr-CA"}"' in mail.html


@pytest.mark.parametrize("template", MAILS)
def test_no_french_is_left_in_english(template: str) -> None:
    french = rendered(template).text.splitlines()
    english = rendered(template, "en").text.splitlines()
    same = {line for line in french if re.search(r"[a-z]{3}", line)} & set(english)
    assert {line for line in same if "://" not in line} <= {
        "> Merci.",
        "> Ma fille n’y est pas.",
        "- a@b.ca",
        "- Léo T. (402)",
        "- c@d.ca",
        "    Photo scolaire",
        "    Anne Gagnon, direction",
    }


@pytest.mark.parametrize("template", MAILS)
@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_the_html_says_what_the_text_says(template: str, language: str) -> None:
    mail = rendered(template, language)
    page = words_of_page(mail.html)
    paragraphs = mail.text.partition("\n—\n")[0].splitlines()
    missing = [p for p in paragraphs if " ".join(words(re.sub(r"^\d\. ", "", p))) not in page]
    assert missing == []


@pytest.mark.parametrize("template", ["code_on_file", "code_has_account", "code_add_address"])
@pytest.mark.parametrize("code", ["482913", "482 913", "482\u00a0913"])
def test_a_code_is_spaced_once_and_its_end_is_told_by_the_clock(template: str, code: str) -> None:
    mail = rendered(template, code=code)
    assert "482" not in mail.subject
    for body in (mail.text, unescape(mail.html)):
        assert body.count("482\u00a0913") == 1
        assert "10 minutes, jusqu’à 8\u00a0h\u00a015" in body
        assert LINK in body


def test_a_reset_without_account_says_that_the_code_creates_one() -> None:
    assert "Aucun compte n’existe encore" in rendered("code_on_file", purpose="reset").text
    assert "Aucun compte n’existe encore" not in rendered("code_on_file", purpose="sign_up").text


def test_an_unknown_address_gets_no_code_and_what_to_tell_the_school() -> None:
    text = rendered("address_unknown", **CODE).text
    assert "482" not in text
    assert LINK not in text
    assert "secrétariat" in text
    assert "claire@exemple.ca" in text
    assert "https://portail.example/connexion/aide/" in text


def test_the_mail_of_a_confirmed_child_offers_to_disown_when_it_can() -> None:
    assert "→ Ce n’est pas mon enfant" not in rendered("child_confirmed").text
    link = "https://portail.example/enfants/7/pas-mon-enfant/"
    mail = rendered("child_confirmed", disown_link=link)
    assert link in mail.text
    assert f'href="{link}"' in mail.html


@pytest.mark.parametrize("template", TO_SCHOOLS)
def test_a_mail_to_a_school_names_an_incident_and_no_pupil(template: str) -> None:
    mail = rendered(template, student="Léo Tremblay-Ngô", fiche="1234567", given_name="Léo")
    for body in (mail.subject, mail.text, mail.html):
        assert "4207" in body
        assert "Léo" not in body
        assert "1234567" not in body


@pytest.mark.parametrize(
    "number",
    ["TREL67031412", "trel 6703 1412", "TREL-6703 14 12", "TREL670314", "1234567", "12345"],
)
def test_a_number_in_a_parents_note_does_not_reach_the_schools_mailbox(number: str) -> None:
    mail = rendered("school_missing_child", note=f"Son numéro: {number}, merci")
    for body in (mail.text, mail.html):
        assert "Son numéro: •••, merci" in body
        assert number not in body


def test_a_telephone_in_a_parents_note_is_kept() -> None:
    text = rendered("school_missing_child", note="Au 450-555-0199 ou 4505550199").text
    assert "> Au 450-555-0199 ou 4505550199" in text


def test_each_line_of_a_note_is_quoted() -> None:
    text = rendered("school_missing_child", note="un\r\nÀ faire :\rpayez").text
    assert "> un\n> À faire :\n> payez\n" in text


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85", "\x1c", "\x00"])
def test_a38_a_value_adds_no_line_anywhere(end: str) -> None:
    mail = rendered("child_confirmed", given_name=f"Léo{end}Bcc: autre@exemple.ca{end}{end}Salut")
    assert mail.subject == (
        "Léo Bcc: autre@exemple.ca Salut est maintenant dans votre compte Préau"
    )
    assert not re.search(r"^(Bcc|Salut)", mail.text, re.MULTILINE)


def test_a_value_is_text_in_html_and_as_it_is_in_the_text() -> None:
    mail = rendered("child_confirmed", given_name="<b>L'Écuyer & fils</b>")
    assert "<b>L'Écuyer & fils</b>" in mail.text
    assert "<b>" not in mail.html
    assert "&lt;b&gt;L&#39;Écuyer &amp; fils&lt;/b&gt;" in mail.html


def test_a30_a_name_keeps_its_percent_and_braces() -> None:
    name = "100 % {{ code }} %(site)s"
    assert name in rendered("child_confirmed", given_name=name).text


def test_a_missing_value_stops_the_mail() -> None:
    with pytest.raises(jinja2.UndefinedError, match="given_name"):
        render("child_confirmed", recipient="a@b.ca", language="fr", context={}, at=AT)


def test_an_unknown_mail_is_refused() -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        render("nothing", recipient="a@b.ca", language="fr", context={}, at=AT)


@pytest.mark.parametrize(("asked", "given"), [("fr", "fr-ca"), ("en-ca", "en"), ("", "fr-ca")])
def test_any_language_is_one_of_the_two(asked: str, given: str) -> None:
    values: dict[str, Any] = {"context": {}, "at": AT}
    assert render("address_taken", recipient="a@b.ca", language=asked, **values).language == given


@pytest.mark.parametrize(
    ("category", "subject"),
    [
        ("information", "Photo scolaire"),
        ("urgent", "URGENT · Photo scolaire"),
        ("closure", "FERMETURE · Photo scolaire"),
        ("monthly", "École des Deux-Rives vous a écrit"),
    ],
)
def test_a_message_s_mail_says_in_its_subject_what_cannot_wait(category: str, subject: str) -> None:
    mail = rendered("message_published", category=category)
    assert mail.subject == subject
    assert "Léo et Maëlle" in mail.text
    assert ("Photo" in mail.text + mail.html) is (category != "monthly")


@pytest.mark.parametrize("what", ["justified", "changed", "withdrawn", "declared"])
def test_the_other_guardian_learns_that_something_was_said(what: str) -> None:
    mail = rendered("absence_act", what=what)
    assert "une autre personne responsable" in mail.text.lower()
    assert "Léo" in mail.subject


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("full_day", "toute la journée"),
        ("several_days", "Du jeudi 19 novembre au"),
        ("late_arrival", "arrivée à 10\u00a0h\u00a015"),
        ("early_leave", "départ à 13\u00a0h\u00a030"),
        ("leave_and_return", "sortie à 13\u00a0h\u00a030 et retour à 10\u00a0h\u00a015"),
    ],
)
def test_a_service_of_the_school_reads_the_day_and_the_hours(kind: str, said: str) -> None:
    hours = {"leave_at": time(13, 30), "return_at": time(10, 15)}
    mail = rendered("absence_service", kind=kind, **hours)
    assert said in mail.text
    assert "n’aura pas lieu" in rendered("absence_service", what="withdrawn").subject
