from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from preau.core.telephone import phone
from preau.web.ui import filters

NOV_19 = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("name", "value", "french", "english"),
    [
        ("date_long", NOV_19, "19 novembre 2026", "November 19, 2026"),
        ("date_long", date(2026, 8, 1), "1er août 2026", "August 1, 2026"),
        ("date_day", NOV_19, "19 novembre", "November 19"),
        ("date_short", date(2027, 2, 3), "3 févr.", "Feb. 3"),
        ("date_weekday", NOV_19, "jeudi 19 novembre", "Thursday, November 19"),
        ("time_of_day", time(8, 5), "8\u00a0h\u00a005", "8:05\u00a0a.m."),
        ("time_of_day", time(13), "13\u00a0h", "1:00\u00a0p.m."),
        ("time_of_day", time(0, 30), "0\u00a0h\u00a030", "12:30\u00a0a.m."),
        ("time_of_day", time(12), "12\u00a0h", "12:00\u00a0p.m."),
        ("sentence", "friday, November 20", "Friday, November 20", "Friday, November 20"),
        ("duration", 1, "1\u00a0minute", "1\u00a0minute"),
        ("duration", 45, "45\u00a0minutes", "45\u00a0minutes"),
        ("duration", 60, "1\u00a0h", "1\u00a0h"),
        ("duration", 105, "1\u00a0h\u00a045", "1\u00a0h\u00a045\u00a0min"),
        ("of_name", "Éloïse", "d’Éloïse", "Éloïse"),
        ("of_name", "Samuel", "de Samuel", "Samuel"),
        ("of_name", "Hélène", "d’Hélène", "Hélène"),
        ("of_name", "Hamza", "de Hamza", "Hamza"),
        ("of_name", "Yves", "d’Yves", "Yves"),
        ("of_name", "Yasmine", "de Yasmine", "Yasmine"),
        ("of_name", "Œdipe", "d’Œdipe", "Œdipe"),
        ("join_names", [], "", ""),
        ("join_names", ["Léo"], "Léo", "Léo"),
        ("join_names", ["Léo", "Zoé"], "Léo et Zoé", "Léo and Zoé"),
        ("join_names", ["Léo", "Maëlle", "Zoé"], "Léo, Maëlle et Zoé", "Léo, Maëlle and Zoé"),
        ("phone", "4505550199", "450\u00a0555-0199", "450-555-0199"),
        ("phone", "+1 (450) 555-0199", "450\u00a0555-0199", "450-555-0199"),
        (
            "phone",
            "450-555-0199 poste 223",
            "450\u00a0555-0199, poste\u00a0223",
            "450-555-0199, ext.\u00a0223",
        ),
        ("phone", "+33 1 23 45 67 89", "+33 1 23 45 67 89", "+33 1 23 45 67 89"),
        ("phone", "811", "811", "811"),
    ],
)
def test_said_in_both_languages(name, value, french, english):
    said = phone if name == "phone" else filters.FILTERS[name]
    with translation.override("fr-ca"):
        assert said(value) == french
    with translation.override("en"):
        assert said(value) == english


def test_a_telephone_is_one_piece_and_what_is_not_one_is_text():
    said = filters.FILTERS["phone"]
    with translation.override("fr-ca"):
        assert said("450-555-0199") == '<span class="phone">450\u00a0555-0199</span>'
        for text in ("811", "<b>Titulaire : Ève Gagnon</b>"):
            assert said(text) == text
            assert not hasattr(said(text), "__html__")


def test_an_instant_is_shown_in_the_time_of_quebec():
    just_after_midnight_in_utc = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
    with translation.override("fr-ca"):
        assert filters.datetime_long(just_after_midnight_in_utc) == (
            "19 novembre 2026 à 21\u00a0h\u00a005"
        )
        assert filters.date_weekday(just_after_midnight_in_utc) == "jeudi 19 novembre"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Marie-Ève Létourneau-Deschênes de la Bruère", "ML"),
        ("élodie D’Amours", "ÉA"),
        ("Léo de la Durantaye", "LD"),
        ("Maëlle", "M"),
        ("claire@exemple.ca", "C"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_initials(name, letters):
    assert filters.initials(name) == letters


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("450 555-0199", "tel:+14505550199"),
        ("450 555-0199 poste 223", "tel:+14505550199,223"),
        ("811", "tel:811"),
    ],
)
def test_a_number_can_be_called(number, link):
    assert filters.tel_link(number) == link
