"""« de » before the names that families bear."""

import pytest
from markupsafe import Markup

from preau.core.elision import filled


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Léo", "Dossier de Léo"),
        ("Éloïse", "Dossier d’Éloïse"),
        ("Œdipe", "Dossier d’Œdipe"),
        ("Hélène", "Dossier d’Hélène"),
        ("Hugo et Léa", "Dossier d’Hugo et Léa"),
        ("Hassan", "Dossier de Hassan"),
        ("Yves", "Dossier d’Yves"),
        ("Yasmine", "Dossier de Yasmine"),
        ("École des Deux-Rives", "Dossier d’École des Deux-Rives"),
        ("12", "Dossier de 12"),
        ("", "Dossier de "),
    ],
)
def test_a_vowel_elides(name: str, said: str) -> None:
    assert filled("Dossier de %(name)s", {"name": name}) == said


def test_the_rest_of_a_text_is_as_it_was() -> None:
    text = "Aide %(one)s. De %(name)s, 5\u00a0%% de %(count)s"
    values = {"one": "Émile", "name": "Anne", "count": 3}
    assert filled(text, values) == "Aide Émile. D’Anne, 5\u00a0% de 3"
    assert filled("of %(name)s", {"name": "Anne"}) == "of Anne"


def test_what_is_put_in_stays_text() -> None:
    said = filled(Markup("<b>de %(name)s</b>"), {"name": "A<script>"})
    assert said == "<b>d’A&lt;script&gt;</b>"
