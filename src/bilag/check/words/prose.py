"""The text of an annex in pieces for the checks of words, each with the source place of every character.

A printed fact, a reference and a line break are one sign each (OBJECT), so that no pattern matches across
them. Words in another language can be masked, character by character. The cells of a column are one piece, a
line each: a pattern searches one long text faster than many short ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Literal, cast

from msgspec import Struct

from bilag.diagnostics.findings import Span
from bilag.inputs.annex import Inputs, TableRequest, once
from bilag.inputs.markup import Element, place
from bilag.inputs.tables import Table, cell_span

OBJECT = "\ufffc"
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+|%")

Where = Literal["text", "data", "property"]


class Piece(Struct, frozen=True):
    """A run of words; `span` gives the place of a character by its position in `text`."""

    where: Where
    text: str
    span: Callable[[int], Span]
    foreign: tuple[tuple[int, int], ...] = ()
    name: str = ""

    @property
    def own(self) -> str:
        """The text with each character in another language masked."""
        text = self.text
        for start, end in self.foreign:
            text = text[:start] + OBJECT * (end - start) + text[end:]
        return text


class Spoken(Struct, frozen=True):
    """A piece with what decides whether a rule's patterns are tried on it: whether it contains a digit
    (`numeric`), its text without other languages, the words of that in lower case, and the same as a set.

    A word is a run of letters, or the sign %, which is read aloud as a word.
    """

    piece: Piece
    numeric: bool
    text: str
    words: list[str]
    unlike: frozenset[str]


@once
def spoken(inputs: Inputs) -> tuple[Spoken, ...]:
    """The pieces of the prose with their words."""
    return tuple(map(_spoken, prose_pieces(inputs)))


@once
def spoken_cells(inputs: Inputs) -> tuple[Spoken, ...]:
    """The published cells with their words."""
    return tuple(map(_spoken, published(inputs)))


def words_of(text: str) -> list[str]:
    """The words of a text as they are in `Spoken`."""
    return _WORD.findall(text.lower())


def _spoken(piece: Piece) -> Spoken:
    text = piece.own
    words = words_of(text)
    return Spoken(piece, _DIGIT.search(piece.text) is not None, text, words, frozenset(words))


@once
def prose_pieces(inputs: Inputs) -> tuple[Piece, ...]:
    """All that is printed or read aloud of what a person wrote, in the order of the text, the title first."""
    return tuple(_pieces(inputs))


def _pieces(inputs: Inputs) -> Iterator[Piece]:
    front = inputs.front
    for worded in (front.title, front.header) if front else ():
        if worded:
            yield from _running(worded.markup)
    yield from _blocks(inputs.body, inputs)


@once
def data(inputs: Inputs) -> Mapping[str, tuple[Piece, ...]]:
    """By table the texts of its own columns, each text once a column, at its first row; without markup."""
    return {table.name: tuple(_columns(table)) for table in inputs.tables.values()}


def _columns(table: Table) -> Iterator[Piece]:
    for column in table.fields:
        if column.type != "string" or column.markup or column.name in table.sources:
            continue
        if texts := _unlike(table, column.name):
            yield Piece("data", "\n".join(texts), _in_column(table, column.name), name=column.name)


def _unlike(table: Table, column: str) -> Sequence[str]:
    """The texts of a column, each once; a primary key is known to have no text twice."""
    cells = table.columns[column]
    if table.primary_key != (column,) and len(set(cells)) < len(cells):
        cells = [*dict.fromkeys(cells)]
    if {*map(type, cells)} == {str}:
        return cast(list[str], cells)
    return [text for text in cells if isinstance(text, str)]


@once
def published(inputs: Inputs) -> tuple[Piece, ...]:
    """The cells of tables that are printed, or are inside the delivered files."""
    printed = {request.table for request in inputs.requests.values()}
    travels = inputs.front is not None and inputs.front.proof == "data"
    return tuple(
        piece
        for table in inputs.tables.values()
        if table.name in printed or (travels and table.publish)
        for piece in data(inputs)[table.name]
    )


def properties(inputs: Inputs) -> Iterator[Piece]:
    """The plain texts of the front matter, which are printed in the head or in the files' properties."""
    front = inputs.front
    if front is None:
        return
    places = dict(front.places)
    for name in ("number", "case", "journal", "organisation", "center", "meeting", "subject", "version"):
        if text := getattr(front, name):
            yield Piece("property", text, _fixed(places.get(name, front.span)), name=name)
    for word in front.keywords:
        yield Piece("property", word, _fixed(places.get("keywords", front.span)), name="keywords")


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
    yield Piece("text", "".join(run.parts), _in_run(run.starts, run.elements), tuple(run.foreign))
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
            if element.attributes and element.attribute("lang"):
                self.foreign.append((start, self.length))

    def _take(self, text: str, element: Element) -> None:
        self.parts.append(text)
        self.starts.append(self.length)
        self.elements.append(element)
        self.length += len(text)


def _in_run(starts: list[int], elements: list[Element]) -> Callable[[int], Span]:
    def span(position: int) -> Span:
        part = max(bisect_right(starts, position) - 1, 0)
        return place(elements[part], position - starts[part])

    return span


def _fixed(span: Span) -> Callable[[int], Span]:
    return lambda position: span


def _in_column(table: Table, column: str) -> Callable[[int], Span]:
    """The place of a character in the piece of a column; built when the first place is asked for."""
    starts: list[int] = []
    rows: list[int] = []

    def span(position: int) -> Span:
        if not starts:
            cells = table.columns[column]
            first = dict(zip(reversed(cells), reversed(range(len(cells))), strict=True))
            texts = _unlike(table, column)
            starts.extend(accumulate([len(text) + 1 for text in texts[:-1]], initial=0))
            rows.extend([first[text] for text in texts])
        return cell_span(table, rows[bisect_right(starts, position) - 1], column)

    return span
