"""A table of the model as a grid: each cell in the look of its part and column."""

from __future__ import annotations

from msgspec.structs import replace

from bilag.document.bound import numbered
from bilag.document.model import Inlines, Row, Table, Text, Value
from bilag.document.theme import Theme
from bilag.write.pdf.file.tree import StructElement
from bilag.write.pdf.layout.grid import ColumnLook, Content, Grid, GridRow, Look, Part, RichCell
from bilag.write.pdf.layout.inline import Inliner


def grid_of(
    table: Table, element: StructElement, theme: Theme, inline: Inliner, width: float, *, keyed: bool
) -> Grid:
    """The rows of a table, not yet laid out, for the Table `element`; `width` is that of the text.

    The id of a figure holds its row's key, which is data: without `keyed` the row's number stands there.
    """
    columns = []
    x = 0.0
    for column in table.columns:
        share = column.width * table.width * width
        columns.append(ColumnLook(x, share, column.align))
        x += share
    looks: dict[Part, tuple[Look, Look]] = {
        "head": (_look("TableHead", theme, inline), _look("TableHeadNumber", theme, inline)),
        "body": (_look("TableText", theme, inline), _look("TableNumber", theme, inline)),
        "foot": (
            _look("TableText", theme, inline, bold=True),
            _look("TableNumber", theme, inline, bold=True),
        ),
    }
    parts: tuple[tuple[Part, tuple[Row, ...]], ...] = (
        ("head", table.head.rows),
        ("body", table.body.rows),
        ("foot", table.foot.rows),
    )
    rows: list[GridRow] = []
    for part, some in parts:
        mine = [looks[part][column.align != "start"] for column in columns]
        for number, row in enumerate(some, 1):
            cells: list[Content] = []
            facts: list[str] = []
            for cell, look in zip(row.cells, mine, strict=True):
                named = keyed or part != "body" or not cell.fact
                content = cell.content if named else numbered(cell, number)
                made, fact = _cell(content, look, inline)
                cells.append(made)
                facts.append(fact)
            rows.append(GridRow(cells, part, facts if any(facts) else ()))
    return Grid(columns, rows, looks, theme.table, element, table.row_heads)


def _look(name: str, theme: Theme, inline: Inliner, *, bold: bool = False) -> Look:
    style = theme.styles[name]
    style = replace(style, bold=style.bold or bold)
    return Look(style, inline.fonts.face(style))


def _cell(content: Inlines, look: Look, inline: Inliner) -> tuple[Content, str]:
    """The cell, and the fact that it prints where it is one and nothing else."""
    if not content:
        return "", ""
    first = content[0]
    if len(content) == 1 and isinstance(first, Text | Value) and "\n" not in first.text:
        inline.check(look.font, first.text)
        return first.text, first.fact if isinstance(first, Value) else ""
    element = StructElement("TD")
    return RichCell(inline.prose(content, look.style, element), element), ""
