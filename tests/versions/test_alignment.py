"""Two sequences in one order: cases a person can check, and what holds for any two."""

from __future__ import annotations

from difflib import SequenceMatcher
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.versions.alignment import align
from tests.support.hang import no_hang


def alike(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new).ratio()


def told(old: list[str], new: list[str], threshold: float = 0.6) -> str:
    """ "a" for what was kept, "-a" and "+a" for what is on one side only, "a>b" for two of a pair."""
    pairs = align(old, new, str, alike, threshold)
    return " ".join(
        f"+{b}" if a is None else f"-{a}" if b is None else a if a == b else f"{a}>{b}" for a, b in pairs
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("a b", "a b", "a b"),
        ("", "a b", "+a +b"),
        ("a b", "", "-a -b"),
        ("a b c", "a c", "a -b c"),
        ("a c", "a b c", "a +b c"),
        ("a b c", "a x c", "a -b +x c"),
        ("a b c d", "c a b d", "+c a b -c d"),
        ("a a a", "a a", "a a -a"),
        ("x a a y", "a a a", "-x a a -y +a"),
        ("year2016 b", "year2017 b", "year2016>year2017 b"),
        ("year2016 other", "new year2017", "+new year2016>year2017 -other"),
        ("year2016 year2017", "year2017 year2018", "-year2016 year2017 +year2018"),
        ("b year2016 a", "a year2017 b", "-b -year2016 a +year2017 +b"),
    ],
)
def test_cases(old: str, new: str, expected: str) -> None:
    assert told(old.split(), new.split()) == expected


def test_nothing_below_the_threshold() -> None:
    assert told(["year2016"], ["year2099"], 0.7) == "year2016>year2099"
    assert told(["year2016"], ["year2099"], 0.8) == "-year2016 +year2099"


FEW = st.lists(st.sampled_from(["a", "b", "ab", "abc", "abd", "x1", "x2"]), max_size=40)


@given(FEW, FEW)
def test_everything_comes_back_in_its_order(old: list[str], new: list[str]) -> None:
    pairs = align(old, new, str, alike, 0.6)
    assert [a for a, _ in pairs if a is not None] == old
    assert [b for _, b in pairs if b is not None] == new
    assert all(a == b or alike(a, b) >= 0.6 for a, b in pairs if a is not None and b is not None)


@given(st.lists(st.integers(), unique=True, max_size=60), st.sets(st.integers(0, 59)))
def test_what_stands_once_and_was_only_left_out_is_found(old: list[int], gone: set[int]) -> None:
    new = [each for n, each in enumerate(old) if n not in gone]
    pairs = align(old, new, lambda n: n, lambda a, b: 1.0, 0.5)
    assert [a for a, b in pairs if b is not None] == new
    assert [a for a, b in pairs if b is None] == [each for n, each in enumerate(old) if n in gone]


SIZE = 50_000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(range(SIZE), range(SIZE, 2 * SIZE), id="nothing in common"),
        pytest.param([1, 2] * SIZE, [2, 1, 1] * SIZE, id="nothing stands once"),
        pytest.param(range(SIZE), Random(1).sample(range(SIZE), SIZE), id="shuffled"),
        pytest.param(range(SIZE), range(SIZE - 1, -1, -1), id="turned round"),
        pytest.param([7], range(10, SIZE), id="one against many"),
    ],
)
def test_long_ones_take_no_square(old: list[int], new: list[int]) -> None:
    with no_hang():
        pairs = align(old, new, lambda n: n, lambda a, b: 0.0, 0.5)
    assert [a for a, _ in pairs if a is not None] == list(old)
    assert [b for _, b in pairs if b is not None] == list(new)
