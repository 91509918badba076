"""The printed facts of a document, each with the place where a reader finds it."""

from __future__ import annotations

from collections.abc import Iterator

from bilag.diagnostics.findings import Placed
from bilag.document.forms.documentlines import line_text
from bilag.document.model import (
    Document,
    Emphasis,
    Figure,
    Footnote,
    Inlines,
    Link,
    Marked,
    Row,
    Strong,
    Table,
    Value,
)
from bilag.document.walks import blocks, leaves, running_text, sections
from bilag.versions.differences import Place


class PrintedFact(Placed, frozen=True):
    """A fact at one place where it is printed. `exact` and `unit` are empty where a file does not say them.

    `said` is the paragraph, footnote or table row around it, the cells of a row parted by bars. `source` is
    the place of the cell whose number a table prints as it is.
    """

    unsaid = ("source",)

    id: str
    text: str
    place: Place
    said: str
    exact: str = ""
    unit: str = ""
    source: str = ""


def printed_facts(document: Document) -> Iterator[PrintedFact]:
    """Every printed fact in the order of the page, those of headings, captions and notes too.

    Headers, footers, the notathoved and the contents list are left out: they repeat the text.
    """
    units = {record.id: record.unit for record in document.facts}
    headings = {section.id for section in sections(document.sections)} | {"title"}
    captions = {block.id: _caption(block) for block in blocks(document) if isinstance(block, Table | Figure)}
    heading = ""
    for piece in running_text(document):
        if isinstance(piece, Table):
            yield from _of_table(piece, Place(heading, captions[piece.id]), units)
            continue
        said = line_text(piece.content)
        heading = said if piece.id in headings else heading
        place = Place(heading, captions.get(piece.id, ""))
        for value, around in _values(piece.content, said):
            yield PrintedFact(value.fact, value.text, place, around, value.exact, units.get(value.fact, ""))


def _values(content: Inlines, said: str) -> Iterator[tuple[Value, str]]:
    """The printed facts of running text, each with the text around it: in a footnote, the footnote's."""
    for inline in content:
        match inline:
            case Value():
                yield inline, said
            case Emphasis(children) | Strong(children) | Link(_, children) | Marked(_, _, children):
                yield from _values(children, said)
            case Footnote():
                yield from _values(inline.content, line_text(inline.content))


def _of_table(table: Table, place: Place, units: dict[str, str]) -> Iterator[PrintedFact]:
    heads = table.head.rows[-1].cells if table.head.rows else ()
    words = [line_text(cell.content) for cell in heads]
    for row in table.head.rows:
        yield from _of_row(table, row, 0, place, words, units)
    for number, row in enumerate((*table.body.rows, *table.foot.rows), 1):
        yield from _of_row(table, row, number, place, words, units)


def _of_row(
    table: Table, row: Row, number: int, place: Place, heads: list[str], units: dict[str, str]
) -> Iterator[PrintedFact]:
    said = [line_text(cell.content) for cell in row.cells]
    for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        for value in leaves(cell.content):
            if not isinstance(value, Value):
                continue
            head = heads[index] if index < len(heads) else ""
            here = Place(place.heading, place.caption, number, said[0] if said else "", index + 1, head)
            unit = units.get(value.fact, column.unit)
            source = str(cell.span) if cell.span and value.fact == cell.fact else ""
            yield PrintedFact(value.fact, value.text, here, " | ".join(said), value.exact, unit, source)


def _caption(block: Table | Figure) -> str:
    return line_text(block.caption) and f"{block.label} {block.number}. {line_text(block.caption)}"
