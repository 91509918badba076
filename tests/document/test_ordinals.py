"""The marks of numbered lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.document.ordinals import number_of, ordinal


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
    assert ordinal(number, "decimal") == str(number)
    assert ordinal(number, "lowerLetter") == letter
    assert ordinal(number, "lowerRoman") == roman


@given(st.integers(0, 3999), st.sampled_from(["decimal", "lowerLetter", "lowerRoman"]))
def test_a_mark_is_read_back(number: int, kind: str) -> None:
    assert number_of(ordinal(number, kind), kind) == number  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mark", "kind"), [("iiii", "lowerRoman"), ("ab", "lowerLetter"), ("\u2022", "decimal")]
)
def test_what_is_no_mark(mark: str, kind: str) -> None:
    assert number_of(mark, kind) is None  # type: ignore[arg-type]
