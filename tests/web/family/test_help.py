"""« Aide »: every answer that a page can carry out leads there, and tells the limits in force."""

import dataclasses
import re

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


def help_page() -> str:
    response = Client().get("/aide/")
    assert response.status_code == 200
    return response.content.decode()


def test_answers_lead_to_pages_that_exist() -> None:
    targets = set(re.findall(r'<details.*?<a href="([^"]+)"', help_page(), re.DOTALL))
    assert {
        "/compte/creer/",
        "/enfants/ajouter/",
        "/enfants/manquant/",
        "/nous-joindre/",
        "/resultats/archives/",
    } <= targets
    for target in targets:
        assert Client().get(target).status_code in (200, 302), target


def test_the_limits_told_are_those_in_force(monkeypatch) -> None:
    limits = dataclasses.replace(settings.PREAU_LIMITS, idle_minutes=47, code_minutes=13)
    monkeypatch.setattr(settings, "PREAU_LIMITS", limits)
    html = help_page()
    assert "après 47 minutes sans activité" in html
    assert "Le code vaut 13 minutes" in html
