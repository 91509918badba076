"""Which heads name a unit: a table of heads that do and of heads that do not."""

from __future__ import annotations

import time

import pytest

from bilag.danish.units import Named, price_level, right_unit, said_in, unit_fits, without_unit
from tests.support.paths import CASES

LINES = (CASES / "words" / "units.txt").read_text(encoding="utf-8").splitlines()
HEADS = [line.partition("\t-> ") for line in LINES if line and not line.startswith("# ")]


@pytest.mark.parametrize(("head", "expected"), [(head, said) for head, _, said in HEADS])
def test_a_head(head, expected):
    said = said_in(head)
    units = "|".join(each.unit for each in said.units)
    assert " ".join(part for part in (units, said.level and f"pl {said.level}") if part) == expected


def test_there_are_enough_of_both():
    fires = [head for head, _, said in HEADS if said]
    assert len(fires) >= 40 and len(HEADS) - len(fires) >= 40
    assert len({head for head, _, _ in HEADS}) == len(HEADS)


@pytest.mark.parametrize(
    ("said", "declared", "fits", "right"),
    [
        (Named("kr.", "amount"), "DKK", True, "kr."),
        (Named("kr.", "amount"), "kr. pr. elev", True, "kr."),
        (Named("kr.", "amount"), "mio. kr.", False, "kr."),
        (Named("mio. kr.", "amount"), "kr.", False, "mio. kr."),
        (Named("mio.", "scale"), "mio. EUR", True, "mio. EUR"),
        (Named("mio.", "scale"), "EUR", False, "mio. EUR"),
        (Named("t.", "scale"), "kr.", False, "t.kr."),
        (Named("t.", "scale"), "t.kr.", True, "t.kr."),
        (Named("t.", "scale"), "indbyggere", False, "1.000 indbyggere"),
        (Named("t.", "scale"), "1.000 indbyggere", True, ""),
        (Named("pct.", "rate"), "procentpoint", False, "pct."),
        (Named("antal", "count"), "", True, "stk."),
        (Named("antal", "count"), "delegationer", True, "stk."),
        (Named("antal", "count"), "kr.", False, "stk."),
        (Named("årsværk", "measure"), "", False, "årsværk"),
    ],
)
def test_what_fits_a_declaration(said, declared, fits, right):
    assert unit_fits(said, declared) is fits
    assert not right or right_unit(said, declared) == right


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("2025", "2025"),
        ("2025-pl", "2025"),
        ("25-pl", "2025"),
        ("2025-priser", "2025"),
        ("løbende priser", "løbende"),
        ("faste priser", None),
        ("dyrt", None),
        ("", None),
    ],
)
def test_price_levels(text, level):
    assert price_level(text) == level


@pytest.mark.parametrize(
    "head",
    ["Beløb (mio. kr.)", "Beløb, 1.000 kr. 2025-pl", "Beløb i %", "Beløb (kr./år)", "Beløb [kr., 25-pl]"],
)
def test_a_head_without_its_unit(head):
    assert without_unit(head) == "Beløb"


@pytest.mark.parametrize("text", ["1,", " i", "kr. ", "1.000 ", "(", "t.", "antal ", "-pl 2025"])
def test_a_long_head_takes_no_time(text):
    begun = time.process_time()
    said_in(text * 60_000)
    without_unit(text * 400)
    assert time.process_time() - begun < 2
