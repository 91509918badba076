"""What a mark before a heading or list item says: 4 as "4", "d" or "IV", and back.

The writers count in `document.ordinals`. The readers, which judge what was written, share no code with them:
a fault in one is seen by the other.
Source: ECMA-376 part 1, 17.18.59.
"""

from __future__ import annotations

from functools import cache

_ROMAN = (
    ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"),
    ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"),
    ("", "c", "cc", "ccc", "cd", "d", "dc", "dcc", "dccc", "cm"),
    ("", "m", "mm", "mmm"),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MOST = {"lowerLetter": 30 * len(_LETTERS), "lowerRoman": 3999}
"""A higher number is written in digits, as the annex has it: a file could ask for a million letters."""
_LOWER = {"upperLetter": "lowerLetter", "upperRoman": "lowerRoman"}


def numeral(number: int, form: str) -> str:
    """A number in a format of w:numFmt: 4 is "4", "d", "IV"; in one that is not known, "4" (17.18.59)."""
    if form in _LOWER:
        return numeral(number, _LOWER[form]).upper()
    if not 1 <= number <= _MOST.get(form, 0):
        return str(number)
    if form == "lowerLetter":  # after z come aa, bb, cc
        rounds, place = divmod(number - 1, len(_LETTERS))
        return _LETTERS[place] * (rounds + 1)
    digits = map(int, reversed(str(number)))
    return "".join(reversed([_ROMAN[place][digit] for place, digit in enumerate(digits)]))


def number_of(mark: str, form: str) -> int | None:
    """The number that a mark says in a format of w:numFmt ("iv" -> 4), or None where it says none."""
    if mark.isascii() and mark.isdecimal():
        return int(mark) if len(mark) < 10 else None
    return _numbers(form).get(mark)


@cache
def _numbers(form: str) -> dict[str, int]:
    most = _MOST.get(_LOWER.get(form, form), 0)
    return {numeral(number, form): number for number in range(1, most + 1)}
