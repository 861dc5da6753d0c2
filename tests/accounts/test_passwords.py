"""What a password is refused for, and what it is not."""

import pytest

from preau.accounts.passwords import PasswordContext, normalised, reasons_against

CLAIRE = PasswordContext(
    email="claire.ngo@exemple.ca",
    words=(
        "Claire",
        "Tremblay",
        "Léo",
        "Tremblay-Ngô",
        "CSS Marie-Victorin",
        "École des Deux-Rives",
    ),
)
GOOD = (
    "corde-à-linge-du-voisin-42",
    "quatre chats sous la pluie",
    "aaaa bbbb cccc dddd vent",
    "小さな池に月が落ちて静かな夜",
    "x" * 3 + "kd9$Lq2!vT",
    "Trombone!Fjord7Radis",
    "🐈🚲🌧🥔🪣🎺🧦🪴🦆🧀🛶🪁",
)


@pytest.mark.parametrize("password", GOOD)
def test_long_and_unlikely_passwords_pass_whatever_they_are_made_of(password: str) -> None:
    assert reasons_against(password, CLAIRE) == []


@pytest.mark.parametrize(
    ("password", "missing"),
    [("", 12), ("court", 7), ("é" * 5 + "abcdef", 1), ("🐈🚲🌧🥔🪣🎺🧦🪴🦆🧀🛶", 1)],
)
def test_length_is_counted_in_code_points_and_what_is_missing_is_told(
    password: str, missing: int
) -> None:
    assert f"manque {missing} caractère" in reasons_against(password, PasswordContext())[0]


def test_at_most_128() -> None:
    sentence = "le vent du nord ne dit rien aux outardes "
    assert reasons_against((sentence * 4)[:128], PasswordContext()) == []
    assert "128" in reasons_against((sentence * 4)[:129], PasswordContext())[0]


@pytest.mark.parametrize(
    "password",
    [
        "motdepasse1234",
        "Motdepasse2026!",
        "M0tDeP4sse2026",
        "password123456",
        "P@ssw0rd!!!!2026",
        "!!!bienvenue!!!",
        "drowssap123456",
        "qwertyuiop1234",
        "azertyuiop1234",
        "Mot de passe 1",
    ],
)
def test_common_passwords_and_their_ornaments_are_refused_with_the_reason(password: str) -> None:
    assert reasons_against(password, PasswordContext())


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaaaa", "121212121212", "abcabcabcabc", "soleilsoleil", "123456789012", "987654321098",
     "abcdefghijklmn", "nmlkjihgfedcba", "1qaz2wsx3edc", "azertyuiopqs"],
)  # fmt: skip
def test_repetition_and_runs_of_the_keyboard_are_refused(password: str) -> None:
    assert reasons_against(password, PasswordContext())


@pytest.mark.parametrize(
    "password",
    [
        "claire.ngo@exemple.ca",
        "Claire-Ngo-2026",
        "LeoTremblay2015!",
        "léo tremblay-ngô",
        "Tr3mbl4y-2026-a",
        "EcoleDesDeuxRives",
        "deux-rives-2026!",
        "Marie-Victorin-26",
        "preau-preau-2026",
        "Mozaïk-Portail-1",
    ],
)
def test_what_people_around_would_guess_is_refused(password: str) -> None:
    reasons = reasons_against(password, CLAIRE)
    assert any("repose" in reason for reason in reasons)


def test_the_refusal_never_repeats_a_name_that_the_school_holds() -> None:
    text = " ".join(reasons_against("LeoTremblay2015!", CLAIRE)).casefold()
    assert "tremblay" not in text
    assert "léo" not in text


def test_a_name_within_a_long_passphrase_is_no_obstacle() -> None:
    assert reasons_against("les outardes de léo volent au nord", CLAIRE) == []


def test_the_same_password_from_two_keyboards_is_the_same() -> None:
    assert normalised("cafe\u0301") == normalised("café")
    assert normalised("ｃａｆé") == "café"


def test_case_and_spaces_are_kept() -> None:
    assert normalised(" Corde à linge ") == " Corde à linge "
