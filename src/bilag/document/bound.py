"""The printed facts as the delivered files know them: their ids without data, and what Word binds them to.

In Word each printed fact stands in a content control that is bound to a node of its own, one for each fact
and printed form, since a control shows its node's text. What a node says follows `proof`: the id and the
printed text, and more only where the front matter lets it travel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from bilag.diagnostics.findings import Placed, Span
from bilag.document.model import (
    Cell,
    Document,
    Emphasis,
    FactRecord,
    Footnote,
    Inlines,
    Marked,
    Strong,
    Table,
    Value,
)
from bilag.document.walks import running_text

LONGEST_TAG = 64
"""Characters, in UTF-16, that Word allows in the tag and the title of a content control."""
MOST_CELLS = 400
"""Cells in the body of a table whose figures are bound one by one; see `binds_body`."""
_DIGEST = 12

FactForm = tuple[str, str, str]
"""A printed fact in one of its forms: its id in the model, its exact value and its text."""


class BoundFact(Placed, frozen=True):
    """A printed fact in one form; `number` counts from 1 in the order of first appearance.

    `value`, `unit` and `cells` are empty where `proof` lets nothing travel that is not printed.
    """

    number: int
    id: str
    text: str
    value: str = ""
    unit: str = ""
    cells: tuple[str, ...] = ()
    span: Span | None = None


# --- names -----------------------------------------------------------------------------------------------


def keys_travel(document: Document) -> bool:
    """Whether the files may hold the keys of rows, which are data, in the ids of the tables' figures."""
    return document.proof != "none"


def numbered(cell: Cell, row: int) -> Inlines:
    """The content of a cell, its own fact named after the row's number in its table instead of its key."""
    if not cell.fact:
        return cell.content
    name = numbered_id(cell.fact, row)
    return tuple(
        Value(i.text, name, i.exact, i.span) if isinstance(i, Value) and i.fact == cell.fact else i
        for i in cell.content
    )


def numbered_id(id: str, row: int) -> str:
    """The id of a cell's own fact, by the number of its row from 1."""
    return f"{id.partition('/')[0]}/{row}/{id.rpartition('/')[2]}"


def tag(id: str) -> str:
    """The id as Word's tag: itself, or where it is too long its beginning and a digest of all of it."""
    if 2 * len(id) <= LONGEST_TAG or _length(id) <= LONGEST_TAG:
        return id
    head = id[: LONGEST_TAG - _DIGEST - 1]
    while _length(head) > LONGEST_TAG - _DIGEST - 1:
        head = head[:-1]
    return f"{head}~{hashlib.sha256(id.encode()).hexdigest()[:_DIGEST]}"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# --- nodes -----------------------------------------------------------------------------------------------


def binds_body(table: Table) -> bool:
    """Whether the figures in a table's body are bound: not where there are many of them.

    A control is some 500 characters around a figure of four, and a program that opens the file keeps each
    of them alive; a figure of a long table is found by its row and column. Its totals are bound all the same.
    """
    return len(table.body.rows) * len(table.columns) <= MOST_CELLS


def bound_facts(document: Document) -> dict[FactForm, BoundFact]:
    """The facts that Word marks, by `key`, in reading order; none where the front matter says `none`.

    Headers, footers and the contents list are no part of it: they repeat what stands in the text. Nor are
    the words of links, in which a content control is not safe (see `wml.Runs.hyperlink`).
    """
    found: dict[FactForm, BoundFact] = {}
    if document.figures == "none":
        return found
    open_ = keys_travel(document)
    records = {record.id: record for record in document.facts} if open_ else {}
    places: dict[str, tuple[str, ...]] = {}
    for value, id, unit, place in _values(document, keyed=open_):
        if (key_ := key(value)) in found:
            continue
        number, span = len(found) + 1, value.span or place
        if not open_:
            found[key_] = BoundFact(number, id, value.text, span=span)
        elif record := records.get(value.fact):
            if value.fact not in places:
                places[value.fact] = tuple(_cells(value.fact, records))
            cells = places[value.fact]
            found[key_] = BoundFact(number, id, value.text, value.exact, record.unit, cells, span)
        else:
            here = (str(place),) if place else ()
            found[key_] = BoundFact(number, id, value.text, value.exact, unit, here, span)
    return found


def bound_ids(document: Document) -> Iterator[tuple[str, Span | None]]:
    """The ids of `bound_facts` with their places, in reading order, and as often as they are printed."""
    if document.figures != "none":
        for value, id, _, place in _values(document, keyed=keys_travel(document)):
            yield id, value.span or place


def key(value: Value) -> FactForm:
    return value.fact, value.exact, value.text


def _values(document: Document, *, keyed: bool) -> Iterator[tuple[Value, str, str, Span | None]]:
    """Every printed fact that is to be bound, with its id in the files; a cell's own figure also with the
    unit of its column and the place it came from."""
    for piece in running_text(document):
        if not isinstance(piece, Table):
            yield from ((value, value.fact, "", None) for value in _printed(piece.content))
            continue
        body = piece.body.rows if binds_body(piece) else ()
        for part, rows in (("head", piece.head.rows), ("body", body), ("foot", piece.foot.rows)):
            for number, row in enumerate(rows, 1):
                for column, cell in zip(piece.columns, row.cells, strict=True):
                    for value in _printed(cell.content):
                        if not cell.fact or value.fact != cell.fact:
                            yield value, value.fact, "", None
                            continue
                        hidden = part == "body" and not keyed
                        id = numbered_id(cell.fact, number) if hidden else cell.fact
                        yield value, id, column.unit, cell.span


def _printed(content: Inlines) -> Iterator[Value]:
    """The facts among inlines, footnotes' too, but not those in links."""
    for inline in content:
        match inline:
            case Value():
                if inline.text:
                    yield inline
            case Emphasis() | Strong() | Marked():
                yield from _printed(inline.children)
            case Footnote():
                yield from _printed(inline.content)
            case _:
                pass  # words, breaks, and links


def _cells(id: str, records: Mapping[str, FactRecord]) -> dict[str, None]:
    """The places of all cells that a fact comes from, those of the facts it was made from too, each once."""
    cells: dict[str, None] = {}
    wanted, seen = [id], {id}
    for name in wanted:
        record = records.get(name)
        if record is None:
            continue
        cells.update(dict.fromkeys(record.cells))
        new = [other for other in record.inputs if other not in seen]
        seen.update(new)
        wanted += new
    return cells
