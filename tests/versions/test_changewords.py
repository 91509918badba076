"""The size of a change in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.versions.changes import FactChange, FactState
from bilag.versions.changewords import absolute_change, difference_words, value_words
from bilag.versions.compare.versions import _difference

LONG = "0.680087051142546245919477693144722524483133841131664853101197"
LONGER = "0.707814269535673839184597961494903737259343148357870894677237"


def change(old: tuple[str, str, str], new: tuple[str, str, str]) -> FactChange:
    """Of a figure with its value, unit and printed form before and after."""
    was, now = (FactState(value, unit, (text,)) for value, unit, text in (old, new))
    return FactChange("x", "", "changed", was, now, *_difference(was, now))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            ("1.3", "mio. kr.", "1,3 mio. kr."),
            ("1.4", "mio. kr.", "1,4 mio. kr."),
            "+0,1 mio. kr., +7,7 pct.",
        ),
        (("1.234567", "mio. kr.", "1,2"), ("1.234568", "mio. kr.", "1,2"), "+0,000001 mio. kr., 0,0 pct."),
        # Shares and percentages differ in percentage points, with the decimals that are printed.
        ((LONG, "", "68 pct."), (LONGER, "", "70,8 pct."), "+2,8 procentpoint"),
        ((LONG, "", "68,01 %"), (LONGER, "", "70,78 %"), "+2,77 procentpoint"),
        (("12.5", "pct.", "12,5 pct."), ("11", "pct.", "11 pct."), "−1,5 procentpoint"),
        (("0.125", "", "12,5\u00a0procent"), ("1.5", "", "150 procent"), "+137,5 procentpoint"),
        (("0.1250000001", "", "12,5 pct."), ("0.125", "", "12,5 pct."), "−0,000000010 procentpoint"),
        # A quotient has no end.
        (("33." + "3" * 60, "", "33,3"), ("34", "", "34"), "+0,67, +2,0 pct."),
        (("0.000" + "3" * 60, "", "0"), ("0.0004", "", "0"), "+0,000067, +20,0 pct."),
        # What is no percentage in one of its forms is none.
        (("0.5", "", "halvdelen"), ("0.25", "", "25 pct."), "−0,25, −50,0 pct."),
        (("2016", "", "2016"), ("2017-05", "", "maj 2017"), ""),
    ],
)
def test_a_difference_as_people_read_it(old, new, said):
    assert difference_words(change(old, new)).replace("\u00a0", " ") == said


def test_a_value_as_people_read_it():
    hidden = change(("1838.0", "t.kr.", "1,8 mio. kr."), ("1838000", "kr.", "1,8 mio. kr."))
    assert (value_words(hidden, "old"), value_words(hidden, "new")) == ("1.838,0 t.kr.", "1.838.000 kr.")
    hidden = change((LONG, "", "68 pct."), (LONG.replace("0.68008", "0.68018"), "", "68 pct."))
    assert (value_words(hidden, "old"), value_words(hidden, "new")) == ("0,68009", "0,68019")
    dates = change(("2016|2017", "", "2016 og 2017"), ("2016", "", "2016"))
    assert (value_words(dates, "old"), value_words(dates, "new")) == ("2016, 2017", "2016")


@given(st.decimals(allow_nan=False, allow_infinity=False), st.text("0123456789.,- pct%"))
def test_a_delivered_file_may_state_anything(value, text):
    stated = format(value, "f")
    absolute_change(change(("1", "", text), (stated, "", text)))
    value_words(change((stated, "", text), ("1", "", text)), "old")
