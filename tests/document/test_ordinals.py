"""The marks of numbered lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.document.ordinals import mark_of
from bilag.versions.read.numbering import number_of


@pytest.mark.parametrize(
    ("number", "letter", "roman"),
    [
        (1, "a", "i"),
        (4, "d", "iv"),
        (9, "i", "ix"),
        (26, "z", "xxvi"),
        (27, "aa", "xxvii"),
        (49, "ww", "xlix"),
        (53, "aaa", "liii"),
        (780, "z" * 30, "dcclxxx"),
        (1994, "1994", "mcmxciv"),
        (4000, "4000", "4000"),
        (0, "0", "0"),
    ],
)
def test_marks(number: int, letter: str, roman: str) -> None:
    assert mark_of(number, "decimal") == str(number)
    assert mark_of(number, "lowerLetter") == letter
    assert mark_of(number, "lowerRoman") == roman


@given(
    st.integers(0, 4100),
    st.sampled_from(["decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman"]),
)
def test_the_readers_who_share_no_code_with_it_read_a_mark_back(number: int, kind: str) -> None:
    assert number_of(mark_of(number, kind), kind) == number  # type: ignore[arg-type]
