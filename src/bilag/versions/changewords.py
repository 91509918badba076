"""The size of a change in words: the difference of a figure and its exact values, as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext

from bilag.danish import wording
from bilag.danish.formats import render
from bilag.versions.changes import FactChange, FactState

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_MARKS = "|".join(map(re.escape, wording.MARKS))
_PERCENTAGE = re.compile(rf"(-?[0-9]+(?:\.[0-9]{{3}})*(?:,[0-9]+)?)\s?(?:{_MARKS})")
_MOST_DECIMALS = 6
"""As many as kroner have in millions. What has more has no end, as a quotient, and is cut."""


def difference_words(change: FactChange) -> str:
    """The difference with its sign and unit, and in per cent of the old value; "" where there is none.

    Of percentages the difference alone: a percentage of a percentage would be taken for it.
    """
    size = absolute_change(change)
    return (
        f"{size}, {signed(change.percent)} pct." if size and change.percent and not _scale(change) else size
    )


def absolute_change(change: FactChange) -> str:
    """The difference alone, such as "+0,1 mio. kr.", of percentages "+2,8 procentpoint"; "" where there is
    none."""
    if not change.difference or change.new is None:
        return ""
    size = Decimal(change.difference)
    if scale := _scale(change):
        decimals = max(-_exponent(number) for number in (Decimal("0.0"), *_percentages(change)))
        with localcontext(prec=len(change.difference) + 10):
            size *= scale
            size = _rounded(size, decimals) or _cut(size, size)
        return f"{signed(format(size, 'f'))} procentpoint"
    return f"{signed(format(_cut(size, size), 'f'))} {change.new.unit}".strip()


def value_words(change: FactChange, side: str) -> str:
    """The exact value of the old or the new version with its unit; one without end as far as it differs."""
    state = change.old if side == "old" else change.new
    if state is None:
        return ""
    if not _NUMBER.fullmatch(state.value):
        return f"{state.value.replace('|', ', ')} {state.unit}".strip()
    value = format(_cut(Decimal(state.value), Decimal(change.difference or "1")), "f")
    if not state.unit:  # it may be a year
        return value.replace(".", ",")
    return f"{render('number', value, 'alle decimaler')} {state.unit}"


def signed(number: str) -> str:
    """A decimal in canonical text as Danish writes a change."""
    return render("number", number, "alle decimaler, fortegn").replace("\u00a0", " ")


def _cut(number: Decimal, size: Decimal) -> Decimal:
    """A number with more decimals than any source has, with two, or as many as show two digits of `size`."""
    if -_exponent(number) <= _MOST_DECIMALS:
        return number
    with localcontext(prec=max(number.adjusted(), 0) + 10 - _exponent(number)):
        return _rounded(number, max(2, 1 - size.adjusted()))


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _scale(change: FactChange) -> int:
    """What the value is multiplied by where it is printed as a percentage: 100 of a share, 1 of a number that
    is a percentage already; 0 where it is not printed so."""
    printed = list(_percentages(change))
    if not printed or change.new is None or not _NUMBER.fullmatch(change.new.value):
        return 0
    value = Decimal(change.new.value)
    return 100 if abs(value * 100 - printed[-1]) < abs(value - printed[-1]) else 1


def _percentages(change: FactChange) -> Iterator[Decimal]:
    """What the figure is printed as, where all its forms are percentages; the new version's last."""
    states: tuple[FactState | None, ...] = (change.old, change.new)
    texts = [text.replace("\u2212", "-") for state in states if state for text in state.texts]
    found = [_PERCENTAGE.search(text) for text in texts]
    if all(found):
        yield from (Decimal(match[1].replace(".", "").replace(",", ".")) for match in found if match)
