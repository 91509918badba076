"""An annex's running text as it was written: each piece with the place of its every sign.

What a check of words looks at. A printed fact, a reference and a line break are one sign each (OBJECT), so
that no pattern reaches over them; what is declared to be another language can be masked, sign by sign. The
cells of a column are one piece, a line each, as a pattern runs over one long text faster than over many.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Literal

from msgspec import Struct

from bilag.annex import Inputs, TableRequest, once
from bilag.diagnostics import Span
from bilag.inputs import Table, cell_span
from bilag.markup import Element, place

OBJECT = "\ufffc"

Where = Literal["text", "data", "property"]


class Piece(Struct, frozen=True):
    """A run of words. `starts` are where its parts begin in `text`; `at` gives the place of a part's sign."""

    where: Where
    text: str
    starts: tuple[int, ...]
    at: Callable[[int, int], Span]
    foreign: tuple[tuple[int, int], ...] = ()
    name: str = ""

    def span(self, position: int) -> Span:
        part = max(bisect_right(self.starts, position) - 1, 0)
        return self.at(part, position - self.starts[part])

    @property
    def own(self) -> str:
        """The text with each sign of another language masked."""
        text = self.text
        for start, end in self.foreign:
            text = text[:start] + OBJECT * (end - start) + text[end:]
        return text


@once
def pieces(inputs: Inputs) -> tuple[Piece, ...]:
    """What a person wrote and what is read aloud, in the order of the text; the title comes first."""
    return tuple(_pieces(inputs))


def _pieces(inputs: Inputs) -> Iterator[Piece]:
    front = inputs.front
    for worded in (front.title, front.header) if front else ():
        if worded:
            yield from _running(worded.markup)
    yield from _blocks(inputs.body, inputs)


def cells(table: Table) -> Iterator[Piece]:
    """The texts of a table's own columns, each text once a column, at its first row; markup is prose."""
    for column in table.fields:
        if column.type != "string" or column.markup or column.name in table.sources:
            continue
        texts = table.columns[column.name]
        rows = dict(zip(reversed(texts), reversed(range(len(texts))), strict=True))  # the first row of each
        first = [text for text in dict.fromkeys(texts) if isinstance(text, str)]
        if first:
            starts = tuple(accumulate([len(text) + 1 for text in first[:-1]], initial=0))
            at = _in_column(table, [rows[text] for text in first], column.name)
            yield Piece("data", "\n".join(first), starts, at, name=column.name)


def published(inputs: Inputs) -> Iterator[Table]:
    """The tables that leave the house: those printed, and those that travel inside the files."""
    printed = {request.table for request in inputs.requests.values()}
    travels = inputs.front is not None and inputs.front.proof == "data"
    for table in inputs.tables.values():
        if table.name in printed or (travels and table.publish):
            yield table


def properties(inputs: Inputs) -> Iterator[Piece]:
    """The plain texts of the front matter: printed in the head, or in the files' properties."""
    front = inputs.front
    if front is None:
        return
    places = dict(front.places)
    for name in ("number", "case", "journal", "organisation", "center", "meeting", "subject", "version"):
        if text := getattr(front, name):
            yield Piece("property", text, (0,), _fixed(places.get(name, front.span)), name=name)
    for word in front.keywords:
        yield Piece("property", word, (0,), _fixed(places.get("keywords", front.span)), name="keywords")


def _blocks(elements: Iterable[Element], inputs: Inputs) -> Iterator[Piece]:
    for element in elements:
        key = str(element.span)
        if element.kind in ("heading", "paragraph"):
            yield from _running(element.children)
        elif element.kind == "directive" and (request := inputs.requests.get(key)):
            yield from _table(request, inputs)
        elif element.kind == "directive" and (figure := inputs.figures.get(key)):
            for markup in (figure.caption, figure.alt, figure.source):
                yield from _running(markup)
        else:
            yield from _blocks(element.children, inputs)


def _table(request: TableRequest, inputs: Inputs) -> Iterator[Piece]:
    yield from _running(request.caption)
    for column in request.columns:
        yield from _running(column.heading)
    wanted = {column.field for column in request.columns}
    for (table, field, _), markup in inputs.cells.items():
        if table == request.table and (field in wanted or not wanted):
            yield from _running(markup)
    for markup in (*request.notes, request.source, request.description, request.total):
        yield from _running(markup)


def _running(markup: tuple[Element, ...]) -> Iterator[Piece]:
    """One piece of the markup, then one for each footnote in it."""
    if not markup:
        return
    run = _Run([], [], [], [], [], 0)
    run.add(markup)
    yield Piece("text", "".join(run.parts), tuple(run.starts), _in_run(run.elements), tuple(run.foreign))
    for note in run.notes:
        yield from _running(note)


class _Run(Struct):
    parts: list[str]
    starts: list[int]
    elements: list[Element]
    foreign: list[tuple[int, int]]
    notes: list[tuple[Element, ...]]
    length: int

    def add(self, markup: tuple[Element, ...]) -> None:
        for element in markup:
            start = self.length
            match element.kind:
                case "text":
                    self._take(element.text, element)
                case "footnote":
                    self.notes.append(element.children)
                case "placeholder" | "reference" | "break":
                    self._take(OBJECT, element)
                case _:
                    self.add(element.children)
            if element.attribute("lang"):
                self.foreign.append((start, self.length))

    def _take(self, text: str, element: Element) -> None:
        self.parts.append(text)
        self.starts.append(self.length)
        self.elements.append(element)
        self.length += len(text)


def _in_run(elements: list[Element]) -> Callable[[int, int], Span]:
    return lambda part, offset: place(elements[part], offset)


def _fixed(span: Span) -> Callable[[int, int], Span]:
    return lambda part, offset: span


def _in_column(table: Table, rows: Sequence[int], column: str) -> Callable[[int, int], Span]:
    return lambda part, offset: cell_span(table, rows[part], column)
