"""How the number inventory reads 300 Danish sentences marked by hand: `python -m tests.support.marked`.

`inventory-open.txt` may be read while rules are written, and begins with what is marked and how;
`inventory-closed.txt` is held out. Each sentence is read as a paragraph of an annex that binds nothing, so
each number that `bilag check` would tell of as NUMBER-UNBOUND is a report, held against the marks:

    missed  of 100 figures marked: those that no report touches, as "Hver anden" in "[Hver anden] borger"
    false   of 100 reports: those that touch no figure, as "42" in "Punkt 42 blev udsat"

A report touches a figure if they share a character. Reports of a date marked `<...>` are false too, and
are counted once more by themselves: "2027" in "i <2027>".
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bilag.check.inventory import take_inventory
from bilag.diagnostics.findings import Report
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Resolved
from bilag.validate.markdown import parse_markdown
from tests.support.paths import WORDS

OPEN, CLOSED = WORDS / "inventory-open.txt", WORDS / "inventory-closed.txt"
_MARK = re.compile(r"\[([^][<>]+)\]|<([^][<>]+)>")
_BRACKET = re.compile(r"[][<>]")

Place = tuple[int, int]
"""The first character of some words in a text, and the one after their last."""


@dataclass(frozen=True)
class Sentence:
    """A line of a file without its marks, and where in `text` the words are that were marked."""

    file: str
    line: int
    text: str
    figures: tuple[Place, ...]
    dates: tuple[Place, ...]


@dataclass(frozen=True)
class Reading:
    """A sentence, and what the inventory told of in it."""

    sentence: Sentence
    reports: tuple[Place, ...]

    @property
    def missed(self) -> list[Place]:
        """The figures that no report touches."""
        return [figure for figure in self.sentence.figures if not _touches(figure, self.reports)]

    @property
    def false(self) -> list[Place]:
        """The reports that touch no figure."""
        return [report for report in self.reports if not _touches(report, self.sentence.figures)]

    @property
    def dates(self) -> list[Place]:
        """The false reports that are dates."""
        return [report for report in self.false if _touches(report, self.sentence.dates)]


@dataclass(frozen=True)
class Rates:
    """What some readings come to, in numbers of figures and of reports."""

    sentences: int
    figures: int
    missed: int
    reports: int
    false: int
    dates: int

    @property
    def missed_of_100(self) -> float:
        return 100 * self.missed / self.figures if self.figures else 0.0

    @property
    def false_of_100(self) -> float:
        return 100 * self.false / self.reports if self.reports else 0.0

    @property
    def false_but_dates_of_100(self) -> float:
        """Of 100 reports that are no dates: how many are false."""
        others = self.reports - self.dates
        return 100 * (self.false - self.dates) / others if others else 0.0


def read_sentence(marked: str, file: str, line: int) -> Sentence:
    """`"Godkendt med [14] stemmer."` -> its text, and `(13, 15)` as its one figure.

    Raises ValueError, with file and line, for a bracket without its other half and for a mark in a mark.
    """
    text, end = "", 0
    figures: list[Place] = []
    dates: list[Place] = []
    for mark in _MARK.finditer(marked):
        text += marked[end : mark.start()]
        words = mark[1] or mark[2]
        (figures if mark[1] else dates).append((len(text), len(text) + len(words)))
        text, end = text + words, mark.end()
    text += marked[end:]
    if _BRACKET.search(text):
        raise ValueError(f"{file}:{line}: a bracket has no other half, or is in another mark: {marked}")
    return Sentence(file, line, text, tuple(figures), tuple(dates))


def sentences(path: Path) -> Iterator[Sentence]:
    """The sentences of a file; lines that begin with # are remarks and headings."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            yield read_sentence(line, path.name, number)


def take_reading(sentence: Sentence) -> Reading:
    """What the inventory tells of in a sentence, as in a paragraph of an annex.

    Raises ValueError for a line that Markdown reads as anything but a paragraph of just this text: "1. rate"
    at its beginning makes a list.
    """
    report = Report()
    body = parse_markdown(sentence.text, sentence.file, report)
    plain = [(block.kind, "".join(part.text for part in block.children)) for block in body]
    if plain != [("paragraph", sentence.text)]:
        raise ValueError(f"{sentence.file}:{sentence.line}: not a plain paragraph: {sentence.text}")
    unbound = take_inventory(Inputs("sentence", None, body), Resolved({}, {})).unbound
    starts = [(number.span.column - 1, number.words) for number in unbound]
    return Reading(sentence, tuple((start, start + len(words)) for start, words in starts))


def rates(readings: Sequence[Reading]) -> Rates:
    def count(of: Callable[[Reading], Sequence[Place]]) -> int:
        return sum(len(of(reading)) for reading in readings)

    return Rates(
        sentences=len(readings),
        figures=count(lambda reading: reading.sentence.figures),
        missed=count(lambda reading: reading.missed),
        reports=count(lambda reading: reading.reports),
        false=count(lambda reading: reading.false),
        dates=count(lambda reading: reading.dates),
    )


def _touches(place: Place, others: Iterable[Place]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


def _summary(name: str, found: Rates) -> str:
    return (
        f"{name}: {found.sentences} sentences\n"
        f"  {found.figures} figures marked, {found.missed} missed: {found.missed_of_100:.1f} of 100\n"
        f"  {found.reports} reports, {found.false} false: {found.false_of_100:.1f} of 100"
        f" ({found.dates} of them dates; without dates {found.false_but_dates_of_100:.1f} of 100)"
    )


def _shown(readings: Iterable[Reading]) -> Iterator[str]:
    for reading in readings:
        sentence = reading.sentence
        dates = set(reading.dates)
        kinds = [("missed", place) for place in reading.missed]
        kinds += [("false date" if place in dates else "false", place) for place in reading.false]
        for kind, (start, end) in sorted(kinds, key=lambda each: each[1]):
            words = sentence.text[start:end]
            yield f"  {sentence.file}:{sentence.line}: {kind} »{words}«: {sentence.text}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the rates of both files. Returns 2 for misuse, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.marked", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--show", action="store_true", help="print what is missed or false in the open file")
    parser.add_argument(
        "--open-closed",
        action="store_true",
        help="with --show: in the closed file too, which is then used up",
    )
    asked = parser.parse_args(arguments)
    if asked.open_closed and not asked.show:
        parser.error("--open-closed says nothing without --show")
    for path in (OPEN, CLOSED):
        readings = [take_reading(sentence) for sentence in sentences(path)]
        print(_summary(path.name, rates(readings)))
        if asked.show and (path != CLOSED or asked.open_closed):
            print(*_shown(readings), sep="\n")
        elif asked.show:
            print("  held out: not shown without --open-closed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
