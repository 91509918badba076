"""A printed number held against an exact value by its digits: units and percentages move the comma, so any
power of ten will do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext

_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_EXACT = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_POWERS = range(-9, 16)
LONGEST = 20_000
"""Signs of a value and its text that are held against each other; a file may say anything."""


def agrees(value: str, text: str) -> bool | None:
    """Whether a printed text can be the exact value, by its digits; None where that cannot be said.

    Of a number it must be the digits, rounded as the text is. Of dates, periods and lists the years must be
    there.
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
    """Whether less than one unit of the last printed place lies between them."""
    return bool(candidates(value, text))


def candidates(value: str, text: str) -> dict[int, tuple[Decimal, Decimal, Decimal]]:
    """By the powers of ten at which they are nearly the same: the exact value, the printed one with its sign,
    and one unit of the last place. Empty where either is no single number."""
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
