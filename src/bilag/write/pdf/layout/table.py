"""A table on the page: slices of a grid, each written as one text object.

Rows are never broken over pages, but for one that is taller than a page. The head is drawn again on
each page as an artifact; figures stand with their commas under each other.
Source of the tags: ISO 32000-1 14.8.4.3.4, ISO 14289-1 7.5.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from bilag.write.pdf.file.canvas import TaggingCanvas, artifact, fill, rgb
from bilag.write.pdf.file.fonts import Font
from bilag.write.pdf.file.tree import SCOPE_COLUMN, SCOPE_ROW, StructElement, fact_property
from bilag.write.pdf.layout.grid import (
    TOLERANCE,
    CellLook,
    ColumnLook,
    Content,
    Grid,
    GridRow,
    RichCell,
    Strip,
    TablePart,
    prose_of,
)
from bilag.write.pdf.layout.lines import SOFT_HYPHEN, Slice
from bilag.write.pdf.layout.text import TextBlock, draw_lines

LITTLE = 0.4
"""The share of a page that a table may leave empty to be whole on the next one; a taller table is parted."""
_PARTS: dict[TablePart, str] = {"head": "THead", "body": "TBody", "foot": "TFoot"}


class GridBlock:
    """A slice of a table: strips `first` to `last`. See `pdf_page.Drawn` for what the frame asks of it.

    `whole` says that it is kept on one page where it takes little of one. `lead` is the height of the caption
    above, `tail` that of the notes and source line below.
    """

    def __init__(self, grid: Grid, *, whole: bool, lead: float, after: float, tail: float) -> None:
        self.grid, self.whole = grid, whole
        self.lead = lead
        self.before = 0.0
        self.after = after
        self.tail = tail
        self.keep_next = False
        self.first, self.last = 0, len(grid.strips)

    def measure(self, width: float) -> float:
        grid = self.grid
        return grid.head_height + grid.tops[self.last] - grid.tops[self.first]

    def notes(self) -> list[TextBlock]:
        return [note for strip, note in self.grid.notes if self.first <= strip < self.last]

    def least(self, width: float, page: float) -> float:
        """All of a table that is kept whole; else the head and two rows."""
        height = self.measure(width) + self.tail
        if self.whole and height + self.lead <= LITTLE * page:
            return height
        tops, second = self.grid.tops, min(self.first + 2, self.last)
        return self.grid.head_height + tops[second] - tops[self.first]

    def cut(
        self, width: float, room: float, page: float, note_room: float
    ) -> tuple[GridBlock, GridBlock] | None:
        """The rows that fit, and the rest with the totals and at least one row of the body."""
        grid = self.grid
        first, last, tops = self.first, self.last, grid.tops
        whole = self.measure(width) + self.tail
        if first > 0 and room < page - TOLERANCE:  # what is left of a table goes to the next page, whole
            return None
        if self.whole and first == 0 and whole + self.lead <= LITTLE * page and room < whole:
            return None
        room -= grid.head_height
        at = bisect_right(tops, tops[first] + room + TOLERANCE, first, last + 1) - 1
        if grid.notes:
            at = self._with_notes(at, room, width, note_room)
        latest = max(last - self._together(), first + 1)
        at = min(at, latest)
        if at <= first or at >= last:
            return None
        head, rest = self._part(first, at), self._part(at, last)
        head.after, head.tail = 0.0, 0.0
        return head, rest

    def _part(self, first: int, last: int) -> GridBlock:
        part = GridBlock(self.grid, whole=self.whole, lead=self.lead, after=self.after, tail=self.tail)
        part.first, part.last = first, last
        return part

    def _together(self) -> int:
        """How many of the last strips stay together: the totals with the last two rows of the body."""
        rows, strips = self.grid.rows, self.grid.strips
        feet = 0
        while feet < self.last - self.first and rows[strips[self.last - 1 - feet].row].part == "foot":
            feet += 1
        return feet + 2

    def _with_notes(self, at: int, room: float, width: float, note_room: float) -> int:
        """The last strip before which the slice fits with the footnotes of its cells."""
        tops, first = self.grid.tops, self.first
        while at > first:
            notes = [note for strip, note in self.grid.notes if first <= strip < at]
            need = sum(note.measure(width) for note in notes) + (note_room if notes else 0.0)
            if tops[at] - tops[first] + need <= room + TOLERANCE:
                break
            at -= 1
        return at

    def draw(self, canvas: TaggingCanvas, x: float, top: float, width: float) -> None:
        grid, look = self.grid, self.grid.table
        width = grid.columns[-1].x + grid.columns[-1].width  # a narrow table leaves room to its right
        edge, y = (look.edge, look.edge_colour), top
        rules = [(y, *edge)]
        if look.head_fill and grid.head:
            shape = fill((x, y - grid.head_height, x + width, y), look.head_fill)
            canvas.code.extend(artifact([shape]))
        if grid.head:
            pen = _Pen(canvas, grid, x, tagged=self.first == 0)
            for strip in grid.head:
                pen.strip(strip, y)
                y -= strip.height
            pen.close()
            rules.append((y, look.head_rule, look.edge_colour))
        pen = _Pen(canvas, grid, x, tagged=True)
        before: Strip | None = None
        for strip in grid.strips[self.first : self.last]:
            if before is not None and before.row != strip.row:
                same = grid.rows[before.row].part == grid.rows[strip.row].part
                rules.append((y, look.rule, look.colour) if same else (y, look.total_rule, look.edge_colour))
            pen.strip(strip, y)
            y -= strip.height
            before = strip
        pen.close()
        ended = self.last == len(grid.strips)
        rules.append((y, *edge) if ended else (y, look.rule, look.colour))
        canvas.code.extend(artifact(_rules(rules, x, x + width)))


class _Pen:
    """Writes strips as one text object, keeping the font and colour that are set."""

    def __init__(self, canvas: TaggingCanvas, grid: Grid, x: float, *, tagged: bool) -> None:
        self.canvas, self.grid, self.x, self.tagged = canvas, grid, x, tagged
        self.out = ["BT"]
        self.font: Font | None = None
        self.size, self.colour = 0.0, "000000"
        self.parts: dict[TablePart, StructElement] = {
            part: kid
            for part, tag in _PARTS.items()
            for kid in grid.element.kids
            if isinstance(kid, StructElement) and kid.tag == tag
        }

    def close(self) -> None:
        if self.colour != "000000":
            self.out.append("0 g")
            self.colour = "000000"
        self.out.append("ET")
        if len(self.out) > 2:
            self.canvas.code.extend(self.out if self.tagged else artifact(self.out, "Header"))
        self.out = ["BT"]
        self.font = None

    def strip(self, strip: Strip, top: float) -> None:
        """Write a row, or a piece of one, with its upper edge at `top`."""
        grid, add, leaf = self.grid, self.out.append, self.canvas.leaf
        row = grid.rows[strip.row]
        tr = self._row(strip.row, row) if self.tagged else None
        head, looks, table = row.part == "head", grid.looks[row.part], grid.table
        lines, facts = strip.lines, row.facts
        base = top - strip.pad
        for n, cell in enumerate(row.cells):
            column = grid.columns[n]
            look = looks[column.align != "start"]
            cut = lines[n] if lines else None
            entries = _scope(head=head, row=n == 0 and grid.row_heads)
            fact = facts[n] if facts else ""
            if cut is not None or not isinstance(cell, str):
                if cut:
                    element = self._cell_element(cell, tr, n, entries)
                    if cell:
                        edges = (base, strip.height)
                        self._rich(cell, column, look, cut, element, edges=edges, head=head, fact=fact)
                        add = self.out.append
                    elif tr is not None:  # an empty mark, as below
                        add(f"{self.canvas.mark(element)} EMC")
                continue
            tag, opened = "TH" if entries else "TD", ""
            if tr is not None and fact and cell:
                opened = leaf("Span", StructElement(tag, tr, entries), fact_property(fact))
            elif tr is not None:
                opened = leaf(tag, tr, entries)
            if cell:
                style = look.style
                if look.font is not self.font or style.size != self.size:
                    self.font, self.size = look.font, style.size
                    add(f"/{look.font.name} {look.size_text} Tf")
                if style.colour != self.colour:
                    self.colour = style.colour
                    add(f"{rgb(style.colour)} rg")
                y = base - look.base
                if head:  # heads stand at the foot of their row
                    y -= strip.height - 2 * table.pad_y - style.leading
                left = self.x + column.x + table.pad_x
                if column.align != "start":
                    left += self._indent(cell, column, look, head=head)
                shown = look.font.show(cell.replace(SOFT_HYPHEN, ""), look.size_text)
                add(f"{opened} 1 0 0 1 {left:.2f} {y:.2f} Tm {shown}{' EMC' if opened else ''}")
            elif opened:  # an empty mark, so that the cell is found on its page
                add(opened + " EMC")

    def _row(self, number: int, row: GridRow) -> StructElement:
        """The TR of a row, made when the row is first drawn and kept while its strips go on."""
        opened = self.grid.open_row
        if opened is None or opened[0] != number:
            part = self.parts.get(row.part)
            if part is None:
                part = self.parts[row.part] = StructElement(_PARTS[row.part], self.grid.element)
            opened = self.grid.open_row = (number, StructElement("TR", part), {})
        return opened[1]

    def _indent(self, text: str, column: ColumnLook, look: CellLook, *, head: bool) -> float:
        """Where a figure begins, so that its comma, or its last digit, stands in its place; a sign for
        "nothing" has neither and stands at the edge."""
        room = column.width - 2 * self.grid.table.pad_x
        if column.after and not head and any(map(str.isdigit, text)):
            at = room - column.after - look.font.width(text.partition(",")[0]) * look.scale
            if at >= -TOLERANCE:
                return at
        return room - look.font.width(text) * look.scale

    def _rich(
        self,
        cell: Content,
        column: ColumnLook,
        look: CellLook,
        lines: Sequence[Slice],
        element: StructElement,
        *,
        edges: tuple[float, float],
        head: bool,
        fact: str,
    ) -> None:
        """A cell of several lines or runs; `edges`: the top of its first line, the height of its row."""
        prose = cell.prose if isinstance(cell, RichCell) else prose_of(cell, look, element, fact)
        style, table = look.style, self.grid.table
        y = edges[0] - look.base
        if head:
            y -= edges[1] - 2 * table.pad_y - len(lines) * style.leading
        left = self.x + column.x + table.pad_x
        room = column.width - 2 * table.pad_x
        places = []
        for k, (_, _, wide) in enumerate(lines):
            at = left
            if column.align != "start":
                alone = len(lines) == 1 and not prose.notes
                at += self._indent(prose.text, column, look, head=head) if alone else room - wide
            places.append((at, y - k * style.leading))
        self.close()
        draw_lines(self.canvas, prose, lines, places, "" if self.tagged else "Header")

    def _cell_element(self, cell: Content, tr: StructElement | None, n: int, entries: bytes) -> StructElement:
        """The element of a cell that may go on in the next strip; any element where it is an artifact."""
        if tr is None or self.grid.open_row is None:
            return self.grid.element
        cells = self.grid.open_row[2]
        element = cells.get(n)
        if element is None:
            element = cells[n] = cell.element if isinstance(cell, RichCell) else StructElement("TD")
            element.parent = tr
            tr.kids.append(element)
            if entries:
                element.tag, element.entries = "TH", entries
        return element


def _scope(*, head: bool, row: bool) -> bytes:
    """The scope of a header cell (ISO 14289-1 7.5); nothing for a cell of data."""
    if head:
        return SCOPE_COLUMN
    return SCOPE_ROW if row else b""


def _rules(rules: Sequence[tuple[float, float, str]], left: float, right: float) -> list[str]:
    out, set_to = ["q"], (-1.0, "")
    for y, width, colour in rules:
        if width <= 0:
            continue
        if (width, colour) != set_to:
            set_to = (width, colour)
            out.append(f"{width:.2f} w {rgb(colour)} RG")
        out.append(f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S")
    return [*out, "Q"]
