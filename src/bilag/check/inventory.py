"""The number inventory: every number that the prose of an annex says, and whether something answers for it.

Bound are printed facts, the words of a claim, and what is declared free; the rest is listed with its place.
Prose is all that a person writes about the data: text, title, header, captions, headings of columns, notes,
source lines, what is read aloud, and cells with markup. Plain cells are data, and are traced as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from bilag.danish.figurewords import HELD, figures
from bilag.diagnostics.findings import Span
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Resolved
from bilag.inputs.markup import Element, place, placeholder_parts

_THOUSANDS = re.compile(r"1\.000(?:\.000)?(?=\s|$)")
_LETTER = (
    "\u00b7"  # takes the place of a letter of a foreign word: its digits count, its words are not Danish
)


class Unbound(Struct, frozen=True):
    """A number that nothing answers for."""

    words: str
    span: Span


class Inventory(Struct, frozen=True):
    bound: int
    unbound: tuple[Unbound, ...]

    @property
    def total(self) -> int:
        return self.bound + len(self.unbound)


def take_inventory(inputs: Inputs, resolved: Resolved) -> Inventory:
    """All numbers of the annex's prose, in the order of the text."""
    bound, unbound = 0, []
    for markup, heads in _passages(inputs):
        line = _Line(resolved)
        line.add(markup)
        while True:
            bound += line.bound
            text = "".join(line.parts)
            unit = _THOUSANDS.match(text) if heads else None  # "1.000 kr." heads a column: its unit
            unbound += [
                Unbound(words, line.span(position))
                for position, words in figures(text)
                if unit is None or position >= unit.end()
            ]
            if not line.notes:
                break
            notes, line = line.notes, _Line(resolved)
            for note in notes:
                line.add(note)
                line.parts.append("\n")
                line.length += 1
    return Inventory(bound, tuple(unbound))


def _passages(inputs: Inputs) -> Iterator[tuple[tuple[Element, ...], bool]]:
    """Runs of inline markup: what is read in one go, and whether it heads a column."""
    yield from ((markup, False) for markup in _blocks(inputs.body))
    front = inputs.front
    for worded in (front.title, front.header) if front else ():
        if worded:
            yield worded.markup, False
    for request in inputs.requests.values():
        yield request.caption, False
        yield from ((column.heading, True) for column in request.columns)
        others = (*request.notes, request.source, request.total, request.description)
        yield from ((markup, False) for markup in others)
    for figure in inputs.figures.values():
        yield from ((markup, False) for markup in (figure.caption, figure.alt, figure.source))
    yield from ((markup, False) for markup in inputs.cells.values())


def _blocks(elements: tuple[Element, ...]) -> Iterator[tuple[Element, ...]]:
    for element in elements:
        if element.kind in ("heading", "paragraph"):
            yield element.children
        else:
            yield from _blocks(element.children)


class _Line(Struct):
    """A run as one text, so that words are seen beside their neighbours; what is bound is one sign in it."""

    resolved: Resolved
    parts: list[str] = field(default_factory=list)
    length: int = 0
    starts: list[tuple[int, Element]] = field(default_factory=list)
    notes: list[tuple[Element, ...]] = field(default_factory=list)
    bound: int = 0

    def add(self, elements: tuple[Element, ...], *, foreign: bool = False, held: bool = False) -> None:
        for element in elements:
            match element.kind:
                case "text":
                    self._text(element, foreign=foreign, held=held)
                case "placeholder":
                    fact = self.resolved.facts.get(placeholder_parts(element.text)[0])
                    self.bound += fact is not None and not isinstance(fact.value, str)
                    self._put(HELD)
                case "footnote":
                    self.notes.append(element.children)
                case "break":
                    self._put("\n")
                case "span":
                    language = element.attribute("lang")
                    ours = language is None or language.startswith("da")
                    answered = element.attribute("claim") is not None or (
                        language is None and element.attribute("class") == "free"
                    )
                    self.add(element.children, foreign=foreign or not ours, held=held or answered)
                case "reference":
                    self._put(HELD)
                case _:
                    self.add(element.children, foreign=foreign, held=held)

    def _text(self, element: Element, *, foreign: bool, held: bool) -> None:
        text = element.text
        if foreign:
            text = "".join(_LETTER if sign.isalpha() else sign for sign in text)
        if held:
            self.bound += sum(1 for _ in figures(text))
            text = HELD
        else:
            self.starts.append((self.length, element))
        self._put(text)

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def span(self, position: int) -> Span:
        low, high = 0, len(self.starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.starts[middle][0] <= position else (low, middle)
        start, element = self.starts[low]
        return place(element, position - start)
