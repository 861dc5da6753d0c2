"""What a borrowed session could send in bulk: mails to a school, codes to strangers."""

import pytest
from django.test import Client

from preau.notifications.models import OutboxMail
from preau.people.models import Incident
from tests.factories import as_owner, make_account, make_board
from tests.personas import sign_in

pytestmark = pytest.mark.django_db


def test_a41_a_borrowed_session_cannot_flood_a_school() -> None:
    make_board(email="info@css.example")
    client = sign_in(Client(), make_account("claire@courriel.example"))
    answers = [
        client.post("/enfants/manquant/", {"body": "864000", "note": "Zoé manque"})
        for _ in range(7)
    ]
    assert [a.status_code for a in answers] == [302] * 5 + [429] * 2
    assert "Attendez la réponse" in answers[-1].content.decode()
    assert "Zoé manque" in answers[-1].content.decode()
    with as_owner():
        assert OutboxMail.objects.filter(recipient="info@css.example").count() == 5
        assert Incident.objects.count() == 5
