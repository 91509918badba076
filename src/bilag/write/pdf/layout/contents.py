"""A line of the contents list: a link to its heading, a leader, and the page where that is.

Which page is known when all are drawn; then the number goes into the room that was left for it.
Source of the tags: ISO 32000-1 14.8.4.2 (TOC, TOCI), 14.8.4.4 (Reference, Link).
"""

from __future__ import annotations

from msgspec.structs import replace

from bilag.document.theme import Style
from bilag.write.pdf.file.canvas import Destination, LinkTarget, TaggingCanvas, artifact, rgb
from bilag.write.pdf.file.fonts import Font
from bilag.write.pdf.file.tree import later, titled
from bilag.write.pdf.layout.lines import Prose
from bilag.write.pdf.layout.text import TextBlock

_ROOM = 28.0  # for the number, at the right edge: that of Word's right indent in the standard template
_GAP = 4.0  # between the words and the leader, and the leader and the number
_DOT = 0.9


class EntryBlock(TextBlock):
    """The words of an entry, and the number of the page that `target` leads to."""

    def __init__(self, prose: Prose, style: Style, target: LinkTarget, font: Font) -> None:
        super().__init__(prose, replace(style, right=max(style.right, _ROOM)))
        self.target, self.font = target, font

    def draw(self, canvas: TaggingCanvas, x: float, top: float, width: float, furniture: str = "") -> None:
        super().draw(canvas, x, top, width, furniture)
        if self.last < len(self._all) or self.target.where is None:  # the number is on the last line
            return
        style = self.style
        base = top - (self.last - self.first - 1) * style.leading - self._baseline()
        used = style.indent + self._all[-1][2] + (0.0 if len(self._all) > 1 else style.first)
        start, end = x + used + _GAP, x + width - _ROOM + _GAP
        if end - start > _GAP:
            dots = f"q {_DOT} w 1 J [0 {_GAP:.1f}] 0 d {rgb(style.colour)} RG"
            canvas.code.extend(artifact([f"{dots} {end:.2f} {base:.2f} m {start:.2f} {base:.2f} l S Q"]))
        canvas.link(self.target, (end, base - 0.25 * style.size, x + width, base + 0.8 * style.size))
        begin = canvas.mark(later("Span", self.target.element, titled("page")))
        place = self.target.where
        canvas.later(lambda: self._number(begin, place, x + width, base))

    def _number(self, begin: str, place: Destination, right: float, base: float) -> str:
        """The number with its right end at `right`."""
        style, number = self.style, str(place.page + 1)
        left = right - self.font.width(number) * style.size * 0.001
        size = f"{style.size:g}"
        colour = f"{rgb(style.colour)} rg"
        shown = self.font.show(number, size)
        return f"{begin} q {colour} BT /{self.font.name} {size} Tf {left:.2f} {base:.2f} Td {shown} ET Q EMC"
