"""Filling pages: ReportLab's document template with a frame of the house.

The frame places blocks (text, tables, pictures) as Word does: space after and space before add up,
space before falls away at the top of a page, a heading stays with what follows, footnotes stand at the
foot of the page that holds their mark. Measures are points.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Protocol

from reportlab.platypus.doctemplate import BaseDocTemplate, PageTemplate
from reportlab.platypus.flowables import Flowable, PageBreak
from reportlab.platypus.frames import Frame

from bilag.theme import Page
from bilag.write.pdf_canvas import TaggingCanvas, artifact, rule
from bilag.write.pdf_text import TextBlock

_NOTE_ROOM = 10.0  # from the text to the first footnote, with the rule between
_NOTE_RULE = "808080"
_FUZZ = 0.01


class Drawn(Protocol):
    """What the frame places. `tail` is room that must be left below for the blocks that follow."""

    before: float
    after: float
    tail: float
    keep_next: bool

    def measure(self, width: float) -> float: ...

    def notes(self) -> list[TextBlock]: ...

    def least(self, width: float, page: float) -> float: ...

    def cut(
        self, width: float, room: float, page: float, note_room: float
    ) -> tuple[Drawn, Drawn] | tuple[TextBlock, TextBlock] | None: ...

    def draw(self, canvas: TaggingCanvas, x: float, top: float, width: float) -> None: ...


class TextFrame(Frame):
    """The text area of a page. ReportLab's document template calls `_reset`, `add` and `split`.

    `y` is where the next block may begin, `floor` the upper edge of the footnotes.
    """

    def __init__(self, page: Page) -> None:
        self.left, self.foot = page.left, page.bottom
        self.column = page.width - page.left - page.right
        self.full = page.height - page.top - page.bottom
        super().__init__(self.left, self.foot, self.column, self.full, 0, 0, 0, 0)

    def _reset(self) -> None:
        super()._reset()  # type: ignore[misc]
        self.y = self.foot + self.full
        self.floor = self.foot
        self.at_top = True
        self.held: list[TextBlock] = []
        self._forced: Drawn | None = None

    def room(self, block: Drawn) -> float:
        """The height that is left for a block, below the space before it."""
        return self.y - self.floor - (0.0 if self.at_top else block.before)

    def note_room(self) -> float:
        """What the page's first footnote takes besides its own height."""
        return 0.0 if self.held else _NOTE_ROOM

    def notes_height(self, notes: list[TextBlock]) -> float:
        return sum(note.measure(self.column) for note in notes) + self.note_room() if notes else 0.0

    def add(  # type: ignore[override]
        self,
        block: Drawn,
        canv: TaggingCanvas,
        trySplit: int = 0,  # noqa: N803
    ) -> bool:
        """Draw the block and say so, or say that it does not fit."""
        height = block.measure(self.column)
        notes = block.notes()
        below = self.notes_height(notes)
        if height + block.tail + below > self.room(block) + _FUZZ and block is not self._forced:
            return False
        top = self.y - (0.0 if self.at_top else block.before)
        block.draw(canv, self.left, top, self.column)
        self.y = top - height - block.after
        self.at_top = False
        self.floor += below
        self.held += notes
        return True

    def split(self, block: Drawn, canv: TaggingCanvas) -> list[Drawn]:  # type: ignore[override]
        """The part that fits and the rest; the whole where no page has more room; or nothing."""
        parts = block.cut(self.column, self.room(block), self.full, self.note_room())
        if parts is not None:
            self._forced = parts[0]  # it was cut to fit; rounding must not throw it out again
            return [*parts]
        if self.at_top:
            self._forced = block
            return [block]
        return []

    def draw_notes(self, canvas: TaggingCanvas) -> None:
        """The footnotes of the page, under a short rule."""
        if not self.held:
            return
        y = self.floor - _NOTE_ROOM
        line = rule((self.left, y + 4), (self.left + self.column / 3, y + 4), 0.5, _NOTE_RULE)
        canvas.code.extend(artifact([line]))
        for note in self.held:
            height = note.measure(self.column)
            note.draw(canvas, self.left, y, self.column)
            y -= height


class _Template(PageTemplate):
    def __init__(self, area: TextFrame, size: tuple[float, float]) -> None:
        super().__init__(frames=[area], pagesize=size)
        self.area = area

    def afterDrawPage(self, canv: Any, doc: Any) -> None:  # noqa: N802, ANN401
        self.area.draw_notes(canv)


class Pages(BaseDocTemplate):
    """One annex on its pages, with ReportLab's way of going from block to block."""

    def __init__(self, page: Page, target: BytesIO) -> None:
        size = (page.width, page.height)
        super().__init__(target, pagesize=size, pageCompression=0, invariant=1)
        self.area = TextFrame(page)
        self.addPageTemplates(_Template(self.area, size))

    def fill(self, blocks: list[Drawn], canvas: TaggingCanvas) -> None:
        """Place all blocks and save the canvas."""
        self.build(blocks, canvasmaker=lambda *args, **kwargs: canvas)  # type: ignore[arg-type]

    def handle_breakBefore(self, flowables: list[Any]) -> None:  # noqa: N802
        """No style of ours breaks a page."""

    def handle_keepWithNext(self, flowables: list[Any]) -> None:  # noqa: N802
        """Break the page before a chain of blocks that keep with the next, where it cannot stand whole."""
        first = flowables[0]
        area = self.area
        if not getattr(first, "keep_next", False) or area.at_top:
            return
        need, width, after = 0.0, area.column, 0.0
        notes: list[TextBlock] = []
        for block in flowables:
            if isinstance(block, Flowable):  # one of ReportLab's own, a page break
                return
            if block is not first:
                need += after + block.before
            notes += block.notes()
            if not block.keep_next:
                need += block.least(width, area.full - need)
                break
            need += block.measure(width)
            after = block.after
            if need > area.full:
                return
        need += area.notes_height(notes)
        if area.room(first) + _FUZZ < need <= area.full + _FUZZ:
            flowables.insert(0, PageBreak())
