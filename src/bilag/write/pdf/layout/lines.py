"""Text before it is drawn: runs in faces and colours, broken into lines.

A paragraph is one string with runs over it; a line is a slice of the string that keeps the space it
broke at, so that text read back has no words glued together. Breaks come at spaces, after hyphens and
dashes inside a word, and inside a word only when it is wider than the line. Measures are points.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bilag.write.pdf.file.canvas import Destination, LinkTarget
from bilag.write.pdf.file.fonts import Font
from bilag.write.pdf.file.tree import StructElement

if TYPE_CHECKING:
    from bilag.write.pdf.layout.text import TextBlock

SOFT_HYPHEN = "\u00ad"
# After a letter or digit and before a letter; "2012-2017" stays whole (as UAX #14 has it, rule LB25).
_AFTER = re.compile("(?<=[^\\W_])[-\u2010\u2012\u2013\u2014\u00ad](?=[^\\W\\d_])")
_WIDE = re.compile(r"[/\\?&=#.,;:_@+)\]-]")  # in a word wider than the line, as an address
_TOLERANCE = 0.01
_FIGURE = frozenset("0123456789.,")
_LONGEST_FIGURE = 30  # what is longer is no number that anybody reads

Slice = tuple[int, int, float]
"""A line: its start and end in the paragraph's text, and its width."""


class Run(Struct):
    """Text in one face, size and colour that belongs to one structure element."""

    text: str
    font: Font
    size: float
    colour: str
    element: StructElement
    rise: float = 0.0
    target: LinkTarget | None = None
    underline: bool = False
    note: TextBlock | None = None
    place: Destination | None = None


class Prose:
    """The runs of a paragraph as one string; `ends` are the ends of the runs in it."""

    __slots__ = ("ends", "notes", "runs", "text")

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs: list[Run] = []
        for run in runs:
            if self.runs and _alike(self.runs[-1], run):
                self.runs[-1] = replace(self.runs[-1], text=self.runs[-1].text + run.text)
            elif run.text:
                self.runs.append(run)
        self.text = "".join([run.text for run in self.runs])
        self.ends: list[int] = []
        self.notes: list[tuple[int, TextBlock]] = []
        end = 0
        for run in self.runs:
            end += len(run.text)
            self.ends.append(end)
            if run.note is not None:
                self.notes.append((end - 1, run.note))

    def width(self, start: int, end: int) -> float:
        """The width of a slice."""
        runs = self.runs
        if len(runs) == 1:
            return runs[0].font.width(self.text[start:end]) * runs[0].size * 0.001
        ends = self.ends
        n = bisect_right(ends, start)
        total = 0.0
        while start < end:
            stop = min(end, ends[n])
            total += runs[n].font.width(self.text[start:stop]) * runs[n].size * 0.001
            start = stop
            n += 1
        return total

    def lines(self, first: float, rest: float) -> list[Slice]:
        """Slices (start, end, width) that fit the width of the first line and of the others."""
        out: list[Slice] = []
        start = 0
        for part in self.text.split("\n"):
            end = start + len(part)
            self._part(start, end, out, first, rest)
            start = end + 1
        return out

    def _part(self, start: int, end: int, out: list[Slice], first: float, rest: float) -> None:
        text, find, ends, runs = self.text, self.text.find, self.ends, self.runs
        limit = (rest if out else first) + _TOLERANCE
        x, at = 0.0, start
        run_end = -1  # of the run whose widths are at hand
        while True:
            stop = find(" ", at, end)
            if stop < 0:
                stop = end
            if stop >= run_end and runs:
                n = min(bisect_right(ends, at), len(runs) - 1)
                run_end, scale = ends[n], runs[n].size * 0.001
                font = runs[n].font
                width, space = font.width, font.width(" ") * scale
            wide = width(text[at:stop]) * scale if stop <= run_end else self.width(at, stop)
            cut = stop
            if x + wide > limit and stop > at:  # spaces hang over the edge
                cut = self._inside(at, stop, limit - x, alone=at == start)
            if cut == stop:
                x += wide
                if stop == end:
                    out.append((start, end, min(x, limit)))
                    return
                x += space if stop < run_end else self.width(stop, stop + 1)
                at = stop + 1
                continue
            if cut > at:
                out.append((start, cut, x + self.width(at, cut)))
            else:
                cut = at
                out.append((start, at, x - self.width(at - 1, at)))
            start = at = cut
            x = 0.0
            limit = rest + _TOLERANCE

    def _inside(self, start: int, end: int, room: float, *, alone: bool) -> int:
        """Where to break the word [start, end) so that its beginning fits; `start` where it does not.

        A word `alone` on its line must break: at a sign in it if need be, else by characters.
        """
        best = start
        for match in _AFTER.finditer(self.text, start, end):
            hyphen = self.width(start, match.end())
            if match.group() == SOFT_HYPHEN:
                hyphen += self.width_of_hyphen(match.start())
            if hyphen > room:
                break
            best = match.end()
        if best > start or not alone:
            return best
        low, high = start + 1, end  # the longest beginning that fits, at least one character
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(start, middle) <= room:
                low = middle
            else:
                high = middle - 1
        if self._parts_figure(low):
            low = self._beside_figure(start, low, end)
        while low > start + 1 and self._parts_letters(low) and self._with_hyphen(start, low) > room:
            low -= 1
        ends = (match.end() for match in _WIDE.finditer(self.text, start, low))
        signs = [at for at in ends if not self._parts_figure(at)]
        return signs[-1] if signs and signs[-1] - start > (low - start) // 2 else low

    def _parts_letters(self, at: int) -> bool:
        """Whether a break here would be inside a word: then a hyphen says that it goes on."""
        text = self.text
        return 0 < at < len(text) and text[at - 1].isalpha() and text[at].isalpha()

    def _parts_figure(self, at: int) -> bool:
        """Whether a break here would be inside a number: one half of it is another number."""
        text = self.text
        return 0 < at < len(text) and text[at - 1] in _FIGURE and text[at] in _FIGURE

    def _beside_figure(self, start: int, at: int, end: int) -> int:
        """The nearest break that leaves the number whole: before it, or else after it, over the edge."""
        before, after = at, at
        while before > start and self._parts_figure(before):
            before -= 1
        if before > start:
            return before
        while after < end and self._parts_figure(after):
            after += 1
        return after if after - start <= _LONGEST_FIGURE else at

    def _with_hyphen(self, start: int, end: int) -> float:
        return self.width(start, end) + self.width_of_hyphen(end - 1)

    def width_of_hyphen(self, at: int) -> float:
        run = self.runs[bisect_right(self.ends, at)]
        return run.font.width("-") * run.size * 0.001

    def pieces(self, start: int, end: int) -> list[tuple[Run, str]]:
        """What is shown of a slice, run by run: a line break as a space, a soft hyphen at its end only.

        A hyphen of the text itself at the end of a line is shown as U+2010: readers that look at the page
        take U+002D there for one that the line put in, and glue the two parts of the word together.
        """
        text = self.text
        hyphen = end - 1
        while hyphen >= start and text[hyphen] == " ":
            hyphen -= 1
        if hyphen < start or text[hyphen] != "-" or end == len(text):
            hyphen = -1
        if end < len(text) and text[end] == "\n":
            end += 1
        runs, ends = self.runs, self.ends
        out = []
        n = bisect_right(ends, start) if len(runs) > 1 else 0
        last = end
        while start < end:
            stop = min(end, ends[n])
            shown = text[start:stop].replace("\n", " ")
            if start <= hyphen < stop:
                shown = f"{shown[: hyphen - start]}\u2010{shown[hyphen - start + 1 :]}"
            if SOFT_HYPHEN in shown:
                tail = SOFT_HYPHEN if stop == last and shown[-1] == SOFT_HYPHEN else ""
                shown = shown.replace(SOFT_HYPHEN, "") + tail
            if stop == last and self._parts_letters(last):
                shown += SOFT_HYPHEN
            if shown:
                out.append((runs[n], shown))
            start = stop
            n += 1
        return out


def _alike(one: Run, other: Run) -> bool:
    """Whether two runs can be shown as one."""
    return (
        one.element is other.element
        and one.font is other.font
        and one.size == other.size
        and one.colour == other.colour
        and one.target is other.target
        and one.note is other.note is None
        and one.place is other.place is None
        and one.rise == other.rise
    )
