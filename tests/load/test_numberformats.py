"""Number formats of workbooks, held against openpyxl, which knows the same table and the same codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import numbers as theirs

from bilag.load.numberformats import BUILTIN, is_date, is_percent

CODES = st.lists(
    st.sampled_from(
        [*"dmhysDMHYS0#;_\\-/@%", '"kr."', '"dage"', "[Red]", "[h]", "[mm]", "[$-406]", '"', "["]
    ),
    max_size=12,
).map("".join)


def test_the_table_is_openpyxls():
    named = {id: code for id, code in theirs.BUILTIN_FORMATS.items() if id in BUILTIN}
    assert named == BUILTIN


@pytest.mark.parametrize("id", sorted(theirs.BUILTIN_FORMATS.keys() - BUILTIN.keys()))
def test_what_is_left_out_says_no_more_than_no_code(id: int):
    code = theirs.BUILTIN_FORMATS[id]
    assert (is_date(code), is_percent(code)) == (is_date(""), is_percent("")) == (False, False)


@given(CODES)
def test_dates_are_openpyxls(code: str):
    assert is_date(code) == theirs.is_date_format(code)


@pytest.mark.parametrize(
    ("code", "said"), [("0.0%", True), ('0.0" %"', False), (r"0\%", False), ("0", False)]
)
def test_percent(code: str, said: bool):
    assert is_percent(code) is said
