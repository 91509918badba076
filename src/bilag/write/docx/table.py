"""A table as w:tbl: one string, whose parts that repeat from row to row are made once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate

from bilag.document.bound import binds_body
from bilag.document.flow import CELL_STYLES, TableRows
from bilag.document.model import Cell, Column, Row, Table, Text, Value
from bilag.document.theme import Theme
from bilag.document.walks import words
from bilag.write.docx.wml import NO_LOOK, Look, Runs, attribute, text_run

PrintRow = Callable[..., str]
"""Prints a row as `TableXml.row` does."""
PrintCell = Callable[[Cell, Runs, Look], tuple[str, bool]]
"""The runs of a cell, and whether there is a figure in it that belongs on the comma."""
_DIGIT = re.compile(r"\d")


def column_widths(columns: tuple[Column, ...], width: int) -> tuple[int, ...]:
    """Whole twips by the shares of the columns, which add up to `width`."""
    edges = [round(share * width) for share in accumulate(column.width for column in columns)]
    edges[-1] = width
    return tuple(right - left for left, right in zip([0, *edges], edges, strict=False))


def uneven_columns(table: Table) -> set[int]:
    """The columns of amounts whose cells do not all have the column's number of decimals.

    These need a decimal tab stop. The others are set to the right, which puts the commas under each other
    as well, since digits are of one width: a decimal tab goes by the decimal symbol of the reader's own
    system (17.18.84), and where that is a point, "1.234,5" would be torn out of its column.
    """
    uneven = set()
    rows = (*table.body.rows, *table.foot.rows)
    for n, column in enumerate(table.columns):
        if column.align == "decimal":
            ending = re.compile(rf",\d{{{column.decimals}}}$" if column.decimals else r"(?:^|[^,\d])\d+$")
            texts = (words(row.cells[n].content) for row in rows)
            if not all(ending.search(text) for text in texts if has_figure(text)):
                uneven.add(n)
    return uneven


class TableXml:
    """Prints the tables of one document. `uneven` are the columns of the table at hand with decimal tabs."""

    uneven: set[int]

    def __init__(self, theme: Theme, runs: Runs) -> None:
        self.theme, self.runs, self.unbound = theme, runs, runs.unbound()
        page = theme.page
        self.width = round((page.width - page.left - page.right) * 20)
        self.style = {name: attribute(style.id) for name, style in theme.styles.items()}

    def table(self, rows: TableRows, print_row: PrintRow | None = None) -> str:
        """All rows; `print_row` prints one in place of `row`."""
        table, keeps, printed = rows.table, iter(rows.keeps), print_row or self.row
        widths = column_widths(table.columns, round(self.width * table.width))
        self.uneven = uneven_columns(table)
        free, tied = (self.cells(table, widths, "body", keep) for keep in (False, True))
        runs = self.runs if binds_body(table) else self.unbound
        parts = [self.opening(table, widths)]
        for row in table.head.rows:
            header = self.cells(table, widths, "head", next(keeps))
            parts.append(printed(row, header, "<w:cantSplit/><w:tblHeader/>", self.runs))
        for row in table.body.rows:
            parts.append(printed(row, tied if next(keeps) else free, "<w:cantSplit/>", runs))
        for n, row in enumerate(table.foot.rows, 1):
            openings, look = self.total(table, widths, n, next(keeps))
            parts.append(printed(row, openings, "<w:cantSplit/>", self.runs, look))
        parts.append("</w:tbl>")
        return "".join(parts)

    def opening(self, table: Table, widths: tuple[int, ...]) -> str:
        """Properties in the order of CT_TblPr (17.4.59), then the grid."""
        look = {"firstRow": bool(table.head.rows), "lastRow": bool(table.foot.rows)}
        look |= {"firstColumn": table.row_heads, "lastColumn": False, "noHBand": True, "noVBand": True}
        bits = {"firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "noHBand": 0x200, "noVBand": 0x400}
        value = sum(bits.get(name, 0) for name, on in look.items() if on)
        flags = "".join(f' w:{name}="{on:d}"' for name, on in look.items())
        style = f'<w:tblStyle w:val="{attribute(self.theme.table.id)}"/>' if self.theme.table.id else ""
        title = attribute(f"{table.label} {table.number}. {words(table.caption)}")
        description = (
            f'<w:tblDescription w:val="{attribute(table.description)}"/>' if table.description else ""
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr>{style}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="{value:04X}"{flags}/><w:tblCaption w:val="{title}"/>{description}</w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>"
        )

    # --- rows and cells ---

    def cells(
        self, table: Table, widths: tuple[int, ...], part: str, keep: bool, borders: str = ""
    ) -> list[tuple[str, str]]:
        """For each column the opening of its cells: with a figure, and with other text."""
        made = []
        keep_next = "<w:keepNext/>" if keep else ""
        for n, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
            start = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}</w:tcPr><w:p><w:pPr>'
            style = CELL_STYLES[part, column.align != "start"]
            plain = f'{start}<w:pStyle w:val="{self.style[style]}"/>{keep_next}</w:pPr>'
            figure = plain
            if part != "head" and n in self.uneven:
                tab = f'<w:tabs><w:tab w:val="decimal" w:pos="{self.comma(column, width)}"/></w:tabs>'
                figure = plain.replace("</w:pPr>", f'{tab}<w:jc w:val="left"/></w:pPr>')
            made.append((figure, plain))
        return made

    def comma(self, column: Column, width: int) -> int:
        """Where the comma stands, in twips from the text's left edge, so that the last digit ends at the
        right one. A cell's text goes to a decimal tab stop without a tab character (17.3.1.37)."""
        look, size = self.theme.table, self.theme.styles["TableNumber"].size
        figures = (look.comma + column.decimals * look.digit) * size
        return max(0, round(width - 2 * look.pad_x * 20 - figures * 20))

    def row(
        self,
        row: Row,
        openings: Sequence[tuple[str, str]],
        properties: str,
        runs: Runs,
        look: Look = NO_LOOK,
        content: PrintCell | None = None,
    ) -> str:
        """A row between the openings of its cells; `content` prints that of one in place of `content`."""
        printed = content or self.content
        parts = [f"<w:tr><w:trPr>{properties}</w:trPr>"]
        for (figure, plain), cell in zip(openings, row.cells, strict=True):
            words, is_figure = printed(cell, runs, look)
            parts.append(f"{figure if is_figure else plain}{words}</w:p></w:tc>")
        parts.append("</w:tr>")
        return "".join(parts)

    def content(self, cell: Cell, runs: Runs, look: Look) -> tuple[str, bool]:
        """The runs of a cell, and whether there is a figure in it that belongs on the comma."""
        match cell.content:
            case ():
                return "", False
            case (Text(text=text),):
                return text_run(text, runs.properties(look)) if text else "", has_figure(text)
            case (Value(text=text) as value,):
                return runs.value(value, look), has_figure(text)
            case content:
                return runs.inlines(content, look), has_figure(words(content))

    def total(
        self, table: Table, widths: tuple[int, ...], n: int, keep: bool
    ) -> tuple[list[tuple[str, str]], Look]:
        """The openings and the look of the `n`th row of totals. The table style knows the last row alone, so
        the rows before it carry their bold themselves, and of several the first has the rule above it."""
        count = len(table.foot.rows)
        borders = ""
        if count > 1:
            look = self.theme.table
            rule = (
                f'w:val="single" w:sz="{round(look.total_rule * 8)}" w:space="0" w:color="{look.edge_colour}"'
            )
            top = f"<w:top {rule}/>" if n == 1 else '<w:top w:val="nil"/>' if n == count else ""
            borders = f"<w:tcBorders>{top}</w:tcBorders>" if top else ""
        openings = self.cells(table, widths, "foot", keep, borders)
        return openings, Look(strong=True) if n < count else NO_LOOK


def has_figure(text: str) -> bool:
    return _DIGIT.search(text) is not None
