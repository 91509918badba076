"""Text on the page: the lines of a paragraph as one block, with its label, fill and rules.

Measures are points.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bilag.document.theme import Style
from bilag.write.pdf.file.canvas import Destination, Rect, TaggingCanvas, artifact, fill, rgb, rule
from bilag.write.pdf.file.fonts import Font
from bilag.write.pdf.file.tree import StructElement
from bilag.write.pdf.layout.lines import SOFT_HYPHEN, Prose, Run, Slice

_TOLERANCE = 0.01
BLACK = "000000"
BREAK_HYPHEN = "BreakHyphen"
"""The mark around a hyphen that only the end of a line put there (ISO 32000-1 14.8.2.2.3)."""
BOX_PAD = 4.0
"""How far the fill of a Note reaches above and below its text."""


class Label(Struct):
    """What hangs before the first line of a list item."""

    prose: Prose


def draw_lines(
    canvas: TaggingCanvas,
    prose: Prose,
    lines: Sequence[Slice],
    places: Sequence[tuple[float, float]],
    furniture: str = "",
) -> None:
    """Show lines with their left ends at `places` (x, y of the baseline), one text object for all.

    With `furniture` ("Header", "Footer") it is an artifact of that kind, and no element gets a mark.
    """
    placed = not furniture and any(run.target or run.place for run in prose.runs)
    pen = _Pen(canvas, tagged=not furniture, placed=placed)
    for (start, end, _), place in zip(lines, places, strict=True):
        pen.move(*place)
        for run, shown in prose.pieces(start, end):
            pen.show(run, shown)
    out = pen.close()
    canvas.code.extend(artifact(out, furniture) if furniture else out)
    if pen.rules:
        canvas.code.extend(artifact(pen.rules))


class _Pen:
    """Writes one text object, keeping the element, font and colour that are set."""

    def __init__(self, canvas: TaggingCanvas, *, tagged: bool, placed: bool) -> None:
        self.canvas = canvas
        self.tagged = tagged
        self.placed = placed  # whether anything depends on where the text is
        self.rules: list[str] = []
        self.out = ["BT"]
        self.element: StructElement | None = None
        self.font: Font | None = None
        self.size, self.rise, self.colour, self.size_text = 0.0, 0.0, BLACK, ""
        self.x = self.y = self.at = 0.0  # the line's left end, and where its next piece begins

    def move(self, x: float, y: float) -> None:
        self.out.append(f"{x - self.x:.2f} {y - self.y:.2f} Td")
        self.x, self.y, self.at = x, y, x

    def show(self, run: Run, shown: str) -> None:
        add = self.out.append
        if self.tagged and run.element is not self.element:
            if self.element is not None:
                add("EMC")
            add(self.canvas.mark(run.element))
            self.element = run.element
        font = run.font
        if font is not self.font or run.size != self.size:
            self.font, self.size = font, run.size
            self.size_text = f"{run.size:g}"
            add(f"/{font.name} {self.size_text} Tf")
        if run.colour != self.colour:
            self.colour = run.colour
            add(f"{rgb(run.colour)} rg")
        if run.rise != self.rise:
            self.rise = run.rise
            add(f"{run.rise:.2f} Ts")
        if shown[-1] == SOFT_HYPHEN:
            add(font.show(shown[:-1], self.size_text))
            add(f"/{BREAK_HYPHEN} BMC {font.show(SOFT_HYPHEN, self.size_text)} EMC")
        elif shown[-2:] == "- ":  # apart, or readers that join a word at its hyphen take the space too
            add(font.show(shown[:-1], self.size_text))
            add(font.show(" ", self.size_text))
        else:
            add(font.show(shown, self.size_text))
        if self.placed:
            self._place(run, shown)
            self.at += font.width(shown) * run.size * 0.001

    def _place(self, run: Run, shown: str) -> None:
        """What depends on where the text is: a link's rectangle, a place to go to."""
        if run.place is not None:
            run.place.set(self.canvas.page, self.at, self.y + run.size)
        if run.target is not None:
            size = run.size
            end = self.at + run.font.width(shown.rstrip(" ")) * size * 0.001
            base = self.y + run.rise
            self.canvas.link(run.target, (self.at, base - 0.25 * size, end, base + 0.8 * size))
            if run.underline:
                low = base - 0.12 * size
                self.rules.append(rule((self.at, low), (end, low), 0.05 * size, run.colour))

    def close(self) -> list[str]:
        if self.element is not None:
            self.out.append("EMC")
        if self.colour != BLACK:
            self.out.append("0 g")
        if self.rise:
            self.out.append("0 Ts")
        self.out.append("ET")
        return self.out


class TextBlock:
    """A paragraph, or the part of one that is on a page: lines `first` to `last` of it.

    The flowable of the house: `pdf_page.Frame` measures, cuts and draws it.
    """

    def __init__(
        self,
        prose: Prose,
        style: Style,
        *,
        label: Label | None = None,
        place: Destination | None = None,
        box: Style | None = None,
    ) -> None:
        self.prose = prose
        self.style = style
        self.label = label
        self.place = place
        self.box = box  # the Note that it is in: its indents are added, its fill and rule drawn
        self.box_above = self.box_below = BOX_PAD if box is not None else 0.0
        self.outline: tuple[str, int] | None = None
        self.before = style.before
        self.after = style.after
        self.keep_next = style.keep_next
        self.tail = 0.0
        self.first = 0
        self.last = -1
        self._all: list[Slice] = []
        self._width = -1.0

    def measure(self, width: float) -> float:
        """Break into lines for the width; the height."""
        if width != self._width:
            style, box = self.style, self.box
            inner = width - style.indent - style.right
            if box is not None:
                inner -= box.indent + box.right
            hang = 0.0 if self.label is not None else style.first
            self._all = self.prose.lines(inner - hang, inner)
            self._width = width
            self.first, self.last = 0, len(self._all)
        return (self.last - self.first) * self.style.leading

    def notes(self) -> list[TextBlock]:
        """The footnotes whose marks are in these lines."""
        found = self.prose.notes
        if not found or self.last <= self.first:
            return []
        start = self._all[self.first][0]
        end = self._all[self.last - 1][1]
        whole = self.last == len(self._all)
        return [note for at, note in found if start <= at and (at < end or whole)]

    def least(self, width: float, page: float) -> float:
        """The height of the least part that may be at a page's foot."""
        height = self.measure(width)
        lines = self.last - self.first
        if (self.style.keep_lines and height <= page) or lines <= 3:
            return height
        return 2 * self.style.leading

    def cut(
        self, width: float, room: float, page: float, note_room: float
    ) -> tuple[TextBlock, TextBlock] | None:
        """The part that fits `room` with its notes, and the rest; None where no break is allowed.

        At least two lines are on either side of the break. `page` is the height of a whole page.
        """
        height = self.measure(width)
        leading = self.style.leading
        count = self.last - self.first
        if self.style.keep_lines and height <= page:
            return None
        fits = min(int((room + _TOLERANCE) / leading), count)
        if self.prose.notes:
            while fits > 0:
                part = self._part(self.first, self.first + fits)
                notes = part.notes()
                need = sum(note.measure(width) for note in notes) + (note_room if notes else 0.0)
                if fits * leading + need <= room + _TOLERANCE:
                    break
                fits -= 1
        if count - fits == 1:
            fits -= 1
        if fits < 2 and not (room >= page and fits == 1):
            return None
        head, rest = self._part(self.first, self.first + fits), self._part(self.first + fits, self.last)
        head.after, head.keep_next = 0.0, False
        if self.box is not None:
            head.box_below = rest.box_above = BOX_PAD
        rest.before, rest.label, rest.place, rest.outline = 0.0, None, None, None
        return head, rest

    def _part(self, first: int, last: int) -> TextBlock:
        part = self.__class__.__new__(self.__class__)
        part.__dict__.update(self.__dict__)
        part.__dict__.pop("_postponed", None)  # ReportLab's mark of what did not fit a page
        part.first, part.last = first, last
        return part

    def draw(self, canvas: TaggingCanvas, x: float, top: float, width: float, furniture: str = "") -> None:
        """Draw with the upper left corner at (x, top)."""
        self.measure(width)
        style = self.style
        height = (self.last - self.first) * style.leading
        self._draw_box(canvas, x, top, width, height)
        if self.place is not None:
            self.place.set(canvas.page, x, top)
        if self.outline is not None:
            canvas.outline(*self.outline, top)
        left, right = x + style.indent, x + width - style.right
        if self.box is not None:
            left, right = left + self.box.indent, right - self.box.right
        base = top - self._baseline()
        if self.label is not None:
            prose = self.label.prose
            draw_lines(canvas, prose, [(0, len(prose.text), 0.0)], [(left + style.first, base)], furniture)
        lines = self._all[self.first : self.last]
        places = []
        for n, (_, _, wide) in enumerate(lines, self.first):
            at = left if n or self.label is not None else left + style.first
            if style.align == "end":
                at = right - wide
            elif style.align == "center":
                at += (right - at - wide) / 2
            places.append((at, base - (n - self.first) * style.leading))
        if self.prose.runs:
            draw_lines(canvas, self.prose, lines, places, furniture)

    def _baseline(self) -> float:
        runs, style = self.prose.runs or (self.label.prose.runs if self.label else []), self.style
        return runs[0].font.baseline(style.size, style.leading) if runs else style.leading

    def _draw_box(self, canvas: TaggingCanvas, x: float, top: float, width: float, height: float) -> None:
        """The fill and rules of the paragraph and of the Note around it, as an artifact."""
        shapes: list[str] = []
        if self.box is not None:
            edges = (x, top - height - self.box_below, x + width, top + self.box_above)
            shapes += _fill_and_bar(self.box, edges)
        style, bottom = self.style, top - height
        left, right = x + style.indent, x + width - style.right
        shapes += _fill_and_bar(style, (left, bottom, right, top))
        if style.rule_above and not self.first:
            shapes.append(rule((left, top + 1), (right, top + 1), *style.rule_above))
        if style.rule_below and self.last == len(self._all):
            shapes.append(rule((left, bottom - 1), (right, bottom - 1), *style.rule_below))
        if shapes:
            canvas.code.extend(artifact(shapes))


def _fill_and_bar(style: Style, edges: Rect) -> list[str]:
    shapes = []
    if style.fill:
        shapes.append(fill(edges, style.fill))
    if style.rule_left:
        width, colour = style.rule_left
        shapes.append(fill((edges[0], edges[1], edges[0] + width, edges[3]), colour))
    return shapes
