"""The lists of a Word file, which stores no number: paragraphs are counted by what numbering.xml defines.

Source: ECMA-376 part 1, 17.9.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from bilag.storage.wordfile import Element, W, child, is_on, value
from bilag.versions.read.numbering import numeral

_UNNUMBERED = ("bullet", "none")
_PLACE = re.compile(r"%([1-9])")


class _Level(Struct):
    """A level of a numbering definition (17.9.6). `text` is its pattern, as "%1.%2"; with `legal` all
    numbers of it are in digits (17.9.4). It begins again after a paragraph of a level below `restart`."""

    form: str
    start: int
    text: str
    legal: bool
    restart: int


class WordList(Struct):
    """A list of numbering.xml (17.9.15), and how far it is counted. Levels are numbered from 0.

    `style_levels` are the levels that belong to a paragraph style, by the style's id (17.9.23).
    """

    levels: dict[int, _Level]
    style_levels: dict[str, int]
    counts: dict[int, int] = field(default_factory=dict)

    def count(self, level: int) -> int | None:
        """Count one more paragraph on a level, and give its number; None where the level has no numbers."""
        known = self.levels.get(level)
        if known is None:
            return None
        self.counts[level] = self.counts.get(level, known.start - 1) + 1
        for deeper in [n for n in self.counts if n > level and level < self.levels[n].restart]:
            del self.counts[deeper]
        return None if known.form in _UNNUMBERED else self.counts[level]

    def shown(self, level: int) -> str:
        """What is printed before the paragraph that was counted last on a level: "2.1" (17.9.11)."""
        known = self.levels[level]

        def number(place: re.Match[str]) -> str:
            of = self.levels.get(int(place[1]) - 1)
            if of is None or of.form in _UNNUMBERED:
                return ""
            count = self.counts.get(int(place[1]) - 1, of.start)
            return numeral(count, "decimal" if known.legal else of.form)

        return _PLACE.sub(number, known.text)


def word_lists(numbering: Element) -> dict[str, WordList]:
    """The lists of numbering.xml by their w:numId, with what each overrides of its definition (17.9.8).

    Raises ValueError for a level or a start that is no number.
    """
    definitions = {value(d, "abstractNumId"): d for d in numbering.iterfind(W + "abstractNum")}
    found = {}
    for num in numbering.iterfind(W + "num"):
        definition = definitions.get(value(child(num, "abstractNumId")))
        made = WordList({}, {})
        for level in definition.iterfind(W + "lvl") if definition is not None else ():
            _add(made, level)
        for override in num.iterfind(W + "lvlOverride"):
            if (own := child(override, "lvl")) is not None:
                _add(made, own)
            n, start = int(value(override, "ilvl", "0")), child(override, "startOverride")
            if n in made.levels and start is not None:
                made.levels[n].start = int(value(start, default="1"))
        found[value(num, "numId")] = made
    return found


def _add(made: WordList, level: Element) -> None:
    n = int(value(level, "ilvl", "0"))
    made.levels[n] = _Level(
        form=value(child(level, "numFmt"), default="decimal"),
        start=int(value(child(level, "start"), default="0")),  # 17.9.25
        text=value(child(level, "lvlText")),
        legal=is_on(child(level, "isLgl")),
        restart=int(value(child(level, "lvlRestart"), default=str(n))),
    )
    if style := value(child(level, "pStyle")):
        made.style_levels[style] = n
