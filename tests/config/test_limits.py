from dataclasses import fields
from pathlib import Path

import pytest

from preau.config.env import SettingError
from preau.config.limits import Limits, limits_from
from scripts.limits_page import PAGE, page


def test_nothing_given_is_the_defaults() -> None:
    assert limits_from({}) == Limits()


def test_one_given_leaves_the_others() -> None:
    limits = limits_from({"idle_minutes": "45"})
    assert limits.idle_minutes == 45
    assert limits.session_hours == Limits().session_hours


def test_an_unknown_limit_is_named() -> None:
    with pytest.raises(SettingError, match="PREAU_LIMIT_IDLE_MINUTE "):
        limits_from({"idle_minute": "45"})


@pytest.mark.parametrize("value", ["0", "-5", "ten", "1.5", "", "٣"])
def test_a_limit_is_a_positive_whole_number(value: str) -> None:
    with pytest.raises(SettingError, match="PREAU_LIMIT_CODE_TRIES doit être un entier positif"):
        limits_from({"code_tries": value})


def test_the_page_of_the_limits_is_current() -> None:
    assert Path(PAGE).read_text("utf-8") == page(), "run: make docs"


def test_the_page_names_every_limit_and_its_reason() -> None:
    rows = {line.split("`")[1]: line for line in page().splitlines() if line.startswith("| `")}
    assert set(rows) == {f"PREAU_LIMIT_{field.name.upper()}" for field in fields(Limits)}
    assert all(len(row.split("|")[3].strip()) > 10 for row in rows.values())
