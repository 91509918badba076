"""The size of a change, as Danish writes it: "+0,1 mio. kr., +7,7 pct.".

These texts are document content: the correction sheet prints them, and so do the reports of changes.
"""

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
"""As many as an amount in millions of kroner has. A number with more is a quotient, as 1/3, and is cut."""


def difference_words(change: FactChange) -> str:
    """The absolute change and the per cent of the old value; "" where there is no difference.

    Of percentages the absolute change alone: people would mix up a percentage of a percentage with it.
    """
    size = absolute_change(change)
    return (
        f"{size}, {signed(change.percent)} pct." if size and change.percent and not _scale(change) else size
    )


def absolute_change(change: FactChange) -> str:
    """The difference with its sign and unit, "+0,1 mio. kr.", or of percentages "+2,8 procentpoint"; "" where
    there is none."""
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
    """The exact value of the "old" or "new" `side` with its unit; a quotient as far as the two differ."""
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
    """A decimal in canonical text as a change: "-1234.5" -> "\u22121.234,5"."""
    return render("number", number, "alle decimaler, fortegn").replace("\u00a0", " ")


def _cut(number: Decimal, size: Decimal) -> Decimal:
    """A quotient cut to two decimals, or to as many as show two digits of `size`; other numbers as they
    are."""
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
    """The factor from the value to the printed percentage: 100 for a share (0.68, "68 pct."), 1 for a value
    that is a percentage already, 0 where no percentage is printed."""
    printed = list(_percentages(change))
    if not printed or change.new is None or not _NUMBER.fullmatch(change.new.value):
        return 0
    value = Decimal(change.new.value)
    return 100 if abs(value * 100 - printed[-1]) < abs(value - printed[-1]) else 1


def _percentages(change: FactChange) -> Iterator[Decimal]:
    """The printed percentages, the new version's last; none where one printed form is no percentage."""
    states: tuple[FactState | None, ...] = (change.old, change.new)
    texts = [text.replace("\u2212", "-") for state in states if state for text in state.texts]
    found = [_PERCENTAGE.search(text) for text in texts]
    if all(found):
        yield from (Decimal(match[1].replace(".", "").replace(",", ".")) for match in found if match)
