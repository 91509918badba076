"""The layout of a table: how wide its columns are, where its commas stand, how high each row is.

All rows are laid out once, in time linear in the cells; pages take slices of the strips. Measures are
points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct, field

from bilag.document.theme import Style, TableLook
from bilag.write.pdf.file.fonts import Font
from bilag.write.pdf.file.tree import StructElement, fact_property, later
from bilag.write.pdf.layout.lines import Prose, Run, Slice
from bilag.write.pdf.layout.text import TextBlock

TOLERANCE = 0.01
_TOGETHER = 3  # lines of a row taller than a page that stay together

TablePart = Literal["head", "body", "foot"]


class CellLook(Struct):
    """How the cells of one part of the table are set; `base` is from a line's top to its baseline."""

    style: Style
    font: Font
    size_text: str = ""
    base: float = 0.0
    scale: float = 0.0

    def __post_init__(self) -> None:
        self.size_text = f"{self.style.size:g}"
        self.scale = self.style.size * 0.001
        self.base = self.font.baseline(self.style.size, self.style.leading)


class ColumnLook(Struct):
    """Where a column stands and how it is aligned; `after` is the room its figures need from the comma."""

    x: float
    width: float
    align: Literal["start", "end", "decimal"]
    after: float = 0.0


class RichCell(Struct):
    """A cell that is more than plain text; the elements of its runs stand under `element`."""

    prose: Prose
    element: StructElement


Content = str | RichCell


class GridRow(Struct):
    """`facts` are the ids of the facts that plain cells print, empty for a cell that is none; it is empty
    itself where no cell is one."""

    cells: Sequence[Content]
    part: TablePart
    facts: Sequence[str] = ()


class Strip(Struct):
    """A row as laid out, or a piece of one taller than a page.

    `pad` is the room above its first line. `lines` holds the lines of each cell, None for a plain cell of
    one line; it is empty where all cells are such.
    """

    row: int
    height: float
    lines: Sequence[Sequence[Slice] | None]
    pad: float


class Grid(Struct):
    """A table's rows, columns and looks, shared by all its slices.

    `looks` gives for each part the look of text and of figures; `element` is the Table. `tops` are the
    distances of the strips from the first one's top, with the end of the last.
    """

    columns: list[ColumnLook]
    rows: list[GridRow]
    looks: dict[TablePart, tuple[CellLook, CellLook]]
    table: TableLook
    element: StructElement
    row_heads: bool
    head: list[Strip] = field(default_factory=list)
    head_height: float = 0.0
    strips: list[Strip] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    notes: list[tuple[int, TextBlock]] = field(default_factory=list)
    open_row: tuple[int, StructElement, dict[int, StructElement]] | None = None
    """The row that was drawn last: its number, its TR, and its cells of several lines."""

    def lay_out(self, page: float) -> None:
        """Lay out all rows for pages of this height."""
        for n, column in enumerate(self.columns):
            if column.align == "decimal":
                column.after = self._after_comma(n, column)
        for number, row in enumerate(self.rows):
            if row.part == "head":
                self.head.append(self._strip(number, row))
        self.head_height = sum(strip.height for strip in self.head)
        top = 0.0
        self.tops.append(top)
        room = page - self.head_height
        for number, row in enumerate(self.rows):
            if row.part == "head":
                continue
            strip = self._strip(number, row)
            for piece in (strip,) if strip.height <= room else self._pieces(strip, row):
                top += piece.height
                self.strips.append(piece)
                self.tops.append(top)
            if strip.lines:
                for cell in row.cells:
                    if isinstance(cell, RichCell):
                        self.notes += [(len(self.strips) - 1, note) for _, note in cell.prose.notes]

    def _after_comma(self, n: int, column: ColumnLook) -> float:
        """The room from the comma's left edge on: the widest of what stands there in the column."""
        after = 0.0
        for part in ("body", "foot"):
            look = self.looks[part][1]
            tails = {cell_text(row.cells[n]).partition(",")[2] for row in self.rows if row.part == part}
            tails.discard("")
            after = max([after, *(look.font.width("," + tail) * look.scale for tail in tails)])
        return after if after < column.width / 2 else 0.0

    def _strip(self, number: int, row: GridRow) -> Strip:
        text_look, number_look = self.looks[row.part]
        pad = 2 * self.table.pad_x
        lines: list[Sequence[Slice] | None] = []
        most, simple = 1, True
        for cell, column in zip(row.cells, self.columns, strict=True):
            look = text_look if column.align == "start" else number_look
            room = column.width - pad + TOLERANCE
            if isinstance(cell, str):
                if look.font.width(cell) * look.scale <= room:
                    lines.append(None)
                    continue
                prose = prose_of(cell, look, self.element)
            else:
                prose = cell.prose
            simple = False
            cut = prose.lines(room, room)
            most = max(most, len(cut))
            lines.append(cut)
        leading = max(text_look.style.leading, number_look.style.leading)
        return Strip(number, most * leading + 2 * self.table.pad_y, () if simple else lines, self.table.pad_y)

    def _pieces(self, strip: Strip, row: GridRow) -> list[Strip]:
        """A row taller than a page in strips of a few lines each."""
        leading = max(look.style.leading for look in self.looks[row.part])
        lines = [
            ((0, len(cell_text(cell)), 0.0),) if cut is None else cut
            for cell, cut in zip(row.cells, strip.lines or [None] * len(row.cells), strict=True)
        ]
        most = max(map(len, lines))
        pieces = []
        for start in range(0, most, _TOGETHER):
            end = min(start + _TOGETHER, most)
            above = self.table.pad_y if start == 0 else 0.0
            below = self.table.pad_y if end == most else 0.0
            cut = [some[start:end] for some in lines]
            pieces.append(Strip(strip.row, (end - start) * leading + above + below, cut, above))
        return pieces


def cell_text(cell: Content) -> str:
    return cell if isinstance(cell, str) else cell.prose.text


def prose_of(text: str, look: CellLook, element: StructElement, fact: str = "") -> Prose:
    """A plain cell's text; one that prints a fact stands in an element of its own."""
    if fact:
        element = later("Span", element, fact_property(fact))
    return Prose([Run(text, look.font, look.style.size, look.style.colour, element)])
