"""Filling pages with blocks. The canvas is ReportLab's; its document template would not know our footnotes.

The frame places blocks (text, tables, pictures) as Word does: space after and space before add up,
space before falls away at the top of a page, a heading stays with what follows, footnotes are at the
foot of the page that holds their mark. Measures are points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from bilag.document.theme import Page
from bilag.write.pdf.file.canvas import TaggingCanvas, artifact, rule
from bilag.write.pdf.layout.text import TextBlock

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


class TextFrame:
    """The text area of a page. `y` is where the next block may begin, `floor` the upper edge of the
    footnotes."""

    def __init__(self, page: Page) -> None:
        self.left, self.foot = page.left, page.bottom
        self.column = page.width - page.left - page.right
        self.full = page.height - page.top - page.bottom
        self.turn()

    def turn(self) -> None:
        """Begin an empty page."""
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

    def add(self, block: Drawn, canvas: TaggingCanvas) -> bool:
        """Draw the block and say so, or say that it does not fit."""
        height = block.measure(self.column)
        notes = block.notes()
        below = self.notes_height(notes)
        if height + block.tail + below > self.room(block) + _FUZZ and block is not self._forced:
            return False
        top = self.y - (0.0 if self.at_top else block.before)
        block.draw(canvas, self.left, top, self.column)
        self.y = top - height - block.after
        self.at_top = False
        self.floor += below
        self.held += notes
        return True

    def split(self, block: Drawn) -> Sequence[Drawn]:
        """The part that fits and the rest; the whole where no page has more room; or nothing."""
        parts = block.cut(self.column, self.room(block), self.full, self.note_room())
        if parts is not None:
            self._forced = parts[0]  # it was cut to fit; rounding must not throw it out again
            return parts
        if self.at_top:
            self._forced = block
            return (block,)
        return ()

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


class Pages:
    """One annex on its pages, block after block."""

    def __init__(self, page: Page, canvas: TaggingCanvas) -> None:
        self.area, self.canvas = TextFrame(page), canvas

    def fill(self, blocks: Iterable[Drawn]) -> bytes:
        """Place all blocks; the whole file."""
        area, canvas = self.area, self.canvas
        waiting = [*blocks][::-1]  # the next one is last
        while waiting:
            if self.is_parted(waiting):
                self.end()
            block = waiting.pop()
            if area.add(block, canvas):
                continue
            if parts := area.split(block):
                area.add(parts[0], canvas)
                waiting += parts[:0:-1]
            else:
                waiting.append(block)
                self.end()
        self.end()
        return canvas.save()

    def end(self) -> None:
        self.area.draw_notes(self.canvas)
        self.canvas.end_page()
        self.area.turn()

    def is_parted(self, waiting: Sequence[Drawn]) -> bool:
        """Whether a chain of blocks that keep with the next does not fit whole on the rest of this page,
        but would on one of its own."""
        first, area = waiting[-1], self.area
        if not first.keep_next or area.at_top:
            return False
        need, width, after = 0.0, area.column, 0.0
        notes: list[TextBlock] = []
        for block in reversed(waiting):
            if block is not first:
                need += after + block.before
            notes += block.notes()
            if not block.keep_next:
                need += block.least(width, area.full - need)
                break
            need += block.measure(width)
            after = block.after
            if need > area.full:
                return False
        need += area.notes_height(notes)
        return area.room(first) + _FUZZ < need <= area.full + _FUZZ
