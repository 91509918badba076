"""The marks of numbered lists and headings: 4 as "4", "d" or "iv", as Word counts (ECMA-376 17.18.59).

For the writers alone: the readers have marks of their own, so that a fault here is not read back as right.
"""

from __future__ import annotations

from collections.abc import Sequence

from bilag.document.theme import NumberFormat

_LETTERS = 26
_HIGHEST = {"Letter": 780, "Roman": 3999}  # beyond, Word itself writes no more than digits can say better
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def mark_of(number: int, kind: NumberFormat) -> str:
    """The mark of a number from 1; one that has no mark of that kind is written in digits."""
    if number < 1 or kind == "decimal" or number > _HIGHEST[kind.removeprefix("lower").removeprefix("upper")]:
        return str(number)
    if kind == "upperLetter":
        return mark_of(number, "lowerLetter").upper()
    if kind == "upperRoman":
        return mark_of(number, "lowerRoman").upper()
    if kind == "lowerLetter":  # after z come aa, bb, cc
        times, place = divmod(number - 1, _LETTERS)
        return chr(ord("a") + place) * (times + 1)
    out = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        out += letters * times
    return out


def heading_number(formats: Sequence[tuple[NumberFormat, str]], counts: Sequence[int]) -> str:
    """The number of a heading ("2.1") by the counts of its own level and those above (17.9.11 lvlText).

    `formats` are the theme's `headings`; nothing where the level has no number.
    """
    level = len(counts) - 1
    if level >= len(formats):
        return ""
    text = formats[level][1]
    for n, count in enumerate(counts):
        text = text.replace(f"%{n + 1}", mark_of(count, formats[n][0]))
    return text
