"""Documents of a few printed facts, for the tests of what these are bound to."""

from __future__ import annotations

from msgspec.structs import replace

from bilag.diagnostics.findings import Span
from bilag.document.model import (
    Cell,
    Column,
    Document,
    Meta,
    Paragraph,
    Row,
    Table,
    TableBody,
    TableFoot,
    TableHead,
    Text,
    Value,
)

MIO = "2,8\u00a0mio.\u00a0kr."


def fact(text: str = MIO, id: str = "i_alt", exact: str = "2800000") -> Value:
    return Value(text, id, exact, Span("content/a/bilag.md", 7, 3))


def document(*blocks: object, **changes: object) -> Document:
    made = Document(Meta("a", "A"), (Text("A"),), (), blocks, ())  # type: ignore[arg-type]
    return replace(made, **changes)  # type: ignore[arg-type]


def paragraph(*inlines: object) -> Paragraph:
    return Paragraph("p", inlines)  # type: ignore[arg-type]


def table(rows: int = 2, columns: int = 2, *, id: str = "t", total: bool = True) -> Table:
    """Figures "1", "2" ... with the keys "hemmelig-1" ..., and their total."""

    def cell(key: str, column: int, text: str) -> Cell:
        name = f"tal/{key}/c{column}"
        return Cell((Value(text, name, text),), name, text, Span("data/a/tal.csv", int(text) + 1, column))

    body = [Row(f"hemmelig-{n}", tuple(cell(f"hemmelig-{n}", c, str(n)) for c in range(1, columns + 1)))
            for n in range(1, rows + 1)]  # fmt: skip
    foot = (Row("total", tuple(cell("total", c, "9") for c in range(1, columns + 1))),) if total else ()
    heads = tuple(Cell((Text(f"C{c}"),)) for c in range(1, columns + 1))
    shares = tuple(Column(f"c{c}", 1 / columns, unit="kr.") for c in range(1, columns + 1))
    return Table(
        id, "Tabel", 1, (Text("T"),), shares, TableHead((Row("head", heads),)), TableBody(tuple(body)),
        TableFoot(foot),
    )  # fmt: skip
