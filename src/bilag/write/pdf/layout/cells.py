"""A table of the model as a grid: each cell in the look of its part and column."""

from __future__ import annotations

from msgspec.structs import replace

from bilag.document.bound import numbered
from bilag.document.flow import CELL_STYLES
from bilag.document.model import Inlines, Row, Table, Text, Value
from bilag.document.theme import Theme
from bilag.write.pdf.file.tree import StructElement
from bilag.write.pdf.layout.grid import CellLook, ColumnLook, Content, Grid, GridRow, RichCell, TablePart
from bilag.write.pdf.layout.inline import Typesetter

_PARTS: tuple[TablePart, ...] = ("head", "body", "foot")


def grid_of(
    table: Table, element: StructElement, theme: Theme, inline: Typesetter, width: float, *, keyed: bool
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
    looks: dict[TablePart, tuple[CellLook, CellLook]] = {
        part: (_look(part, theme, inline, number=False), _look(part, theme, inline, number=True))
        for part in _PARTS
    }
    parts: tuple[tuple[TablePart, tuple[Row, ...]], ...] = (
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


def _look(part: TablePart, theme: Theme, inline: Typesetter, *, number: bool) -> CellLook:
    """Totals are bold, as the table style of the Word template has it."""
    style = theme.styles[CELL_STYLES[part, number]]
    style = replace(style, bold=style.bold or part == "foot")
    return CellLook(style, inline.fonts.face(style))


def _cell(content: Inlines, look: CellLook, inline: Typesetter) -> tuple[Content, str]:
    """The cell, and the fact that it prints where it is one and nothing else."""
    if not content:
        return "", ""
    first = content[0]
    if len(content) == 1 and isinstance(first, Text | Value) and "\n" not in first.text:
        inline.check(look.font, first.text)
        return first.text, first.fact if isinstance(first, Value) else ""
    element = StructElement("TD")
    return RichCell(inline.prose(content, look.style, element), element), ""
