"""Confirming a child on the page, its file, its photo, « Ce n'est pas mon enfant »."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from preau.core.models import JournalEntry
from preau.notifications.models import OutboxMail
from preau.people.models import (
    Enrolment,
    Group,
    Guardian,
    GuardianLink,
    Incident,
    StaffMember,
    TeachingAssignment,
)
from tests.factories import (
    as_owner,
    make_board,
    make_link,
    make_school,
    make_student,
    make_switch,
)
from tests.web.family.conftest import ADDRESS

pytestmark = pytest.mark.django_db
ADD = "/enfants/ajouter/"


@pytest.fixture
def waiting_child(school):
    child = make_student(
        school,
        given="Maëlle",
        family="Tremblay-Ngô",
        fiche="1234567",
        code_permanent="TREM64531298",
    )
    make_link(child, ADDRESS, given="Claire", family="Tremblay")
    return child


def test_without_scripts_bodies_that_do_not_subscribe_stand_apart(client, school) -> None:
    with as_owner():
        make_board("864001", name="Organisme absent", is_subscribed=False)
    listed = client.get(ADD).content.decode()
    subscribed, others = listed.split('<optgroup label="N’utilise pas encore Préau">')
    assert 'value="864000"' in subscribed
    assert 'value="864001"' not in subscribed
    assert 'value="864001"' in others.split("</optgroup>")[0]


def answer(client, **changes):
    values = {
        "body": "864000",
        "family_name": "tremblay ngo",
        "given_name": "MAELLE",
        "number": "123 45 67",
        **changes,
    }
    return client.post(ADD, values)


def test_a_parent_confirms_a_child_then_another(client, waiting_child) -> None:
    response = answer(client)
    assert response.status_code == 302
    html = client.get(response.url).content.decode()
    assert "Maëlle Tremblay-Ngô est confirmé à votre compte" in html
    assert "Répéter pour un autre enfant" in html
    again = client.get(ADD).content.decode()
    assert 'value="864000" selected' in again
    assert "Maëlle" in client.get("/").content.decode()


def test_a37_the_session_is_renewed_by_a_confirmation(client, waiting_child) -> None:
    before = client.session.session_key
    answer(client)
    assert client.session.session_key != before


REFUSED = [
    {"number": "7654321"},
    {"given_name": "Maé"},
    {"family_name": "Ngô-Tremblay"},
    {"number": "TREM64531299"},
]


def test_every_refusal_is_the_same_page_and_keeps_what_was_typed(client, waiting_child) -> None:
    pages = []
    for wrong in REFUSED:
        response = answer(client, **wrong)
        assert response.status_code == 422
        html = response.content.decode()
        assert "Nous n’avons pas pu confirmer cet enfant" in html
        notice = html[html.index('class="notice refusal"') : html.index('class="sheet"')]
        pages.append(notice)
        assert next(iter(wrong.values())) in html
    assert len(set(pages)) == 1


def test_the_sixth_try_in_an_hour_waits(client, waiting_child) -> None:
    for _ in range(5):
        answer(client, given_name="Personne")
    response = answer(client)
    assert response.status_code == 429
    assert "Réessayez dans une heure" in response.content.decode()


def test_a_health_number_is_guessed_at(client, waiting_child) -> None:
    html = answer(client, number="TREM14030512").content.decode()
    assert "assurance maladie" in html


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("body", "", "Choisissez l’organisme"),
        ("body", "000000", "Choisissez un organisme dans la liste"),
        ("body", "712000", "n’utilise pas encore Préau"),
        ("number", "12345678", "au plus 7 chiffres"),
        ("given_name", "12", "en lettres"),
        ("family_name", "", "Inscrivez le nom de famille"),
    ],
)
def test_a_faulty_field_says_what_to_do(client, waiting_child, field, value, said) -> None:
    response = answer(client, **{field: value})
    html = response.content.decode()
    assert said in html
    assert f'id="id_{field}-error"' in html


def test_without_javascript_a_search_shortens_the_list(client) -> None:
    html = client.get(ADD, {"organisme": "Commission scolaire Marie-Victorin"}).content.decode()
    assert html.count("<option") == 2
    assert "Aucun organisme" in client.get(ADD, {"organisme": "zzz"}).content.decode()


def test_the_file_shows_the_child_and_nothing_of_the_other_parent(client, child_at, school) -> None:
    child = child_at(
        school, given="Léo", family="D’Amours", preferred_name="Léon", code_permanent="DAML67031412"
    )
    make_link(child, "autre@courriel.example", given="Marc", family="Roy")
    with as_owner():
        Guardian.objects.filter(given_name="Claire").update(
            phone="450-555-0111", address="12, rue des Érables"
        )
        Guardian.objects.filter(given_name="Marc").update(
            phone="450-555-0122", address="9, rue Cachée"
        )
        GuardianLink.objects.filter(guardian__given_name="Marc").update(relationship="father")
    html = client.get(f"/enfants/{child.id}/dossier/").content.decode()
    for text in (
        "Léo",
        "D’Amours",
        "Léon",
        child.fiche,
        "DAML •••• ••••",
        "450\u00a0555-0111",
        "12, rue des Érables",
        ADDRESS,
    ):
        assert text in html
    for secret in ("Marc", "Roy", "0122", "Cachée", "autre@", "Père", "DAML67031412", "6703"):
        assert secret not in html


def test_the_code_permanent_is_shown_when_asked_and_journalled(client, child_at, school) -> None:
    child = child_at(school, code_permanent="DAML67031412")
    html = client.post(f"/enfants/{child.id}/code-permanent/").content.decode()
    assert "DAML 6703 1412" in html
    with as_owner():
        assert JournalEntry.objects.get(act="file.code_permanent_seen").student_ids == [child.id]


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "navy").save(out, "JPEG")
    return out.getvalue()


def test_a17_a_photo_is_served_to_its_family_only(client, child_at, school) -> None:
    child = child_at(school)
    name = default_storage.save("photos/abc.jpg", ContentFile(picture()))
    with as_owner():
        type(child).objects.filter(id=child.id).update(photo=name)
    response = client.get(f"/enfants/{child.id}/photo/")
    assert response["Content-Type"] == "image/jpeg"
    assert b"".join(response.streaming_content) == picture()
    assert "no-store" in response["Cache-Control"]
    neighbour = make_student(school, photo=name)
    assert client.get(f"/enfants/{neighbour.id}/photo/").status_code == 404
    assert client.get(f"/statique/{name}").status_code == 404


def test_what_the_school_hides_is_said(client, child_at, school) -> None:
    child = child_at(school)
    assert (
        "n’affiche pas les matières" in client.get(f"/enfants/{child.id}/dossier/").content.decode()
    )
    make_switch(school.board, "rule.show_teachers", True, school)
    assert (
        "n’affiche pas les matières"
        not in client.get(f"/enfants/{child.id}/dossier/").content.decode()
    )


def taught(student, title: str, *teachers, kind: str = "scheduled") -> None:
    """Put the pupil in a group of that title; its teachers are (staff, is_primary)."""
    board = student.board
    with as_owner():
        group = Group.objects.create(
            board=board, school=student.school, source_id=title, title=title, kind=kind
        )
        Enrolment.objects.create(board=board, student=student, group=group, source_id=title)
        for staff, is_primary in teachers:
            TeachingAssignment.objects.create(
                board=board,
                group=group,
                staff=staff,
                is_primary=is_primary,
                source_id=f"{title}-{staff.id}",
            )


def teacher(school, family: str, title: str) -> StaffMember:
    with as_owner():
        return StaffMember.objects.create(
            board=school.board,
            given_name="Ève",
            family_name=family,
            title=title,
            role="teacher",
            public_email=f"{family.lower()}@css.example",
            source_id=family,
        )


def test_the_home_room_is_a_teacher_and_no_subject(client, child_at, school) -> None:
    child = child_at(school)
    make_switch(school.board, "rule.show_teachers", True, school)
    head, other = teacher(school, "Gagnon", "Titulaire"), teacher(school, "Roy", "Spécialiste")
    taught(child, "Groupe-repère 401", (head, True), (other, False), kind="homeroom")
    taught(child, "Français", (head, True))
    taught(child, "Anglais", (other, True))
    html = client.get(f"/enfants/{child.id}/dossier/").content.decode()
    sheet = re.sub(r"<[^>]+>|\s+", " ", html[html.index('id="matieres"') :]).split("sait de vous")[
        0
    ]
    said = " ".join(sheet.split())
    assert "Titulaire Ève Gagnon · gagnon@css.example Groupe-repère Ève Roy · Spécialiste" in said
    assert "Groupe-repère 401" not in said
    assert said.count("itulaire") == 1
    assert "Anglais Ève Roy · Spécialiste · roy@css.example" in said
    assert "Français Ève Gagnon · gagnon@css.example" in said


def test_a_home_room_alone_is_no_missing_subject(client, child_at, school) -> None:
    child = child_at(school)
    make_switch(school.board, "rule.show_teachers", True, school)
    heads = [(teacher(school, name, "Titulaire"), False) for name in ("Gagnon", "Roy")]
    taught(child, "Groupe-repère 401", *heads, kind="homeroom")
    html = client.get(f"/enfants/{child.id}/dossier/").content.decode()
    assert "<dt>Titulaires</dt>" in html
    assert "gagnon@css.example</a>, Ève Roy" in html
    assert "pas encore inscrit" not in html


def test_disowning_closes_the_file_opens_an_incident_and_tells_the_school(
    client, child_at, school
) -> None:
    child = child_at(school, given="Inconnu", family="Étranger")
    page = f"/enfants/{child.id}/pas-mon-enfant/"
    assert "n’est pas votre enfant" in client.get(page).content.decode()
    assert client.post(page, {"note": "Jamais vu."}).status_code == 302
    assert client.get(f"/enfants/{child.id}/dossier/").status_code == 404
    with as_owner():
        incident = Incident.objects.get()
        mail = OutboxMail.objects.get(recipient="info@css.example")
    assert (incident.kind, incident.student_id, incident.note) == (
        "not_my_child",
        child.id,
        "Jamais vu.",
    )
    assert str(incident.id) in mail.subject + mail.text
    for secret in ("Étranger", "Inconnu", child.fiche, child.code_permanent):
        assert secret not in mail.subject + mail.text + mail.html


def test_a_missing_child_is_asked_for_with_the_addresses_proved(client, school) -> None:
    html = client.get("/enfants/manquant/").content.decode()
    assert ADDRESS in html
    response = client.post("/enfants/manquant/", {"body": "864000", "note": "Zoé manque"})
    assert response.status_code == 302
    with as_owner():
        mail = OutboxMail.objects.get(recipient="info@css.example")
    assert ADDRESS in mail.text


def test_contact_shows_each_school_once(client, child_at, school) -> None:
    child_at(school, given="Ian")
    child_at(school, given="Zoé")
    other = make_school(
        make_board("884000", name="Riverside", short_name="Riverside"),
        name="Willowbank",
        principal_name="Anne Roy",
    )
    child_at(other, given="Max")
    html = client.get("/nous-joindre/").content.decode()
    assert html.count("École des Deux-Rives") == 1
    assert "Ian et Zoé" in html
    assert "Anne Roy" in html
    assert 'href="tel:+14505550100"' in html


@pytest.mark.parametrize("page", ["/", ADD, "/enfants/manquant/", "/nous-joindre/", "/aide/"])
def test_english_is_complete(client, child_at, school, page) -> None:
    child_at(school)
    client.cookies["preau_langue"] = "en"
    html = client.get(page).content.decode()
    assert '<html lang="en-CA"' in html
    for french in ("Nous joindre", "Enregistrer", "Ajouter un enfant", "Aide<", "Se déconnecter"):
        assert french not in html
