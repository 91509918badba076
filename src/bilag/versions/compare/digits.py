"""Compares a printed number with an exact value by its digits: "1,2 mio. kr." agrees with 1234567, as units
and percentages only move the comma."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext

_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_EXACT = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_POWERS = range(-9, 16)
LONGEST = 20_000
"""The most characters of a value and its text that are compared: a delivered file may say anything."""


def agrees(value: str, text: str) -> bool | None:
    """Whether a printed text can be the exact value; None where that cannot be said.

    The text of a number must have its digits, rounded; in that of a date, period or list every year must be
    one of the value's.
    """
    if not _EXACT.fullmatch(value):
        years = _YEAR.findall(text)
        return all(year in value for year in years) if years and _YEAR.search(value) else None
    read = _read(text)
    if read is None or len(value) + len(text) > LONGEST:
        return None
    with localcontext(prec=2 * LONGEST):
        return any(_rounds(abs(exact), *read) for exact in _scaled(value))


def nearly(value: str, text: str) -> bool:
    """Whether the two are less than one unit of the last printed place apart."""
    return bool(candidates(value, text))


def candidates(value: str, text: str) -> dict[int, tuple[Decimal, Decimal, Decimal]]:
    """By each power of ten at which they are nearly equal: the exact value, the printed one with its sign,
    and one unit of the last place. Empty where either is not one number."""
    read = _read(text)
    if read is None or not _EXACT.fullmatch(value) or len(value) + len(text) > LONGEST:
        return {}
    printed, step = read
    with localcontext(prec=2 * LONGEST):
        return {
            power: (exact, printed.copy_sign(exact), step)
            for power, exact in zip(_POWERS, _scaled(value), strict=True)
            if abs(abs(exact) - printed) < step
        }


def _scaled(value: str) -> Iterator[Decimal]:
    return (Decimal(value).scaleb(-power) for power in _POWERS)


def _read(text: str) -> tuple[Decimal, Decimal] | None:
    """The one number in a text, without its sign, and one unit of its last place."""
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1:
        return None
    digits = numbers[0].replace(".", "").replace(",", ".")
    return Decimal(digits), Decimal(1).scaleb(-len(digits.partition(".")[2]))


def _rounds(exact: Decimal, printed: Decimal, step: Decimal) -> bool:
    """Equal, or half a unit of the last decimal away where the exact number has more decimals."""
    return exact == printed or (exact % step != 0 and abs(exact - printed) * 2 <= step)
