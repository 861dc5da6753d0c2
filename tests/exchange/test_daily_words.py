"""Cells of daily tables: what is understood, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.exchange.tables.attendance import CATEGORIES, category_of
from preau.exchange.tables.cells import Cell
from preau.exchange.tables.words import clock, count, duration, moment, periods, since, words

up_to_999 = count(999)
kinds = words({"journée pédagogique": "pedagogical"})


@pytest.mark.parametrize(
    ("cell", "given_text", "value"),
    [
        (clock, "8:05", "08:05"),
        (clock, "08:05:00", "08:05"),
        (clock, " 13 h 30 ", "13:30"),
        (moment, "2026-11-25", "2026-11-25"),
        (moment, "2026-07-01T08:00", "2026-07-01T12:00:00+00:00"),
        (moment, "2026-12-01 08:00:30", "2026-12-01T13:00:30+00:00"),
        (moment, "2026-12-01T08:00-0400", "2026-12-01T12:00:00+00:00"),
        (since, "2026-12-01", "2026-12-01T00:00:00-05:00"),
        (up_to_999, "007", "7"),
        (kinds, "JOURNEE  PEDAGOGIQUE", "pedagogical"),
        (kinds, "Pedagogical", "pedagogical"),
        (periods, "P3; 1,1", "1,3"),
        (duration, "0,25", "0.25"),
    ],
)
def test_understood(cell: Cell, given_text: str, value: str) -> None:
    read = cell(given_text)
    assert (given_text if read is None else read.value) == value
    assert read is None or not read.rule


@pytest.mark.parametrize(
    ("cell", "given_text", "rule"),
    [
        (clock, "24:00", "clock"),
        (clock, "8:5", "clock"),
        (clock, "٠٨:٠٥", "clock"),
        (moment, "2026-02-29T08:00", "moment"),
        (moment, "2026-11-25T8:00", "moment"),
        (moment, "2027-03-14T02:59", "hour_skipped"),
        (up_to_999, "1000", "count"),
        (up_to_999, "0000000000000005", "count"),
        (up_to_999, "-1", "count"),
        (kinds, "congé", "choice"),
        (periods, "0", "period_name"),
        (duration, "1.01", "duration"),
        (duration, "0", "duration"),
    ],
)
def test_refused(cell: Cell, given_text: str, rule: str) -> None:
    read = cell(given_text)
    assert read is not None
    assert (read.value, read.rule) == ("", rule)


@given(st.text(max_size=30))
def test_no_text_stops_a_cell_and_what_is_read_is_read_again(text: str) -> None:
    for cell in (clock, moment, since, up_to_999, kinds, periods, duration):
        read = cell(text)
        if read is not None and not read.rule:
            again = cell(read.value)
            assert again is None or again.value == read.value or cell in (moment, since)


@given(st.sampled_from(sorted(CATEGORIES)), st.sampled_from(["", "uri://ed-fi.org/X#"]))
def test_a_category_is_known_however_it_is_written(word: str, before: str) -> None:
    assert category_of(before + word.upper()) == CATEGORIES[word]
