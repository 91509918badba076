"""A picture on the page. Measures are points."""

from __future__ import annotations

from bilag.document.theme import Style
from bilag.write.pdf.file.canvas import Destination, TaggingCanvas
from bilag.write.pdf.file.image import Bitmap
from bilag.write.pdf.file.tree import StructElement, box
from bilag.write.pdf.layout.text import TextBlock


class PictureBlock:
    """A picture, made smaller where the page is; see `pdf_page.Drawn` for what the frame asks of it."""

    def __init__(
        self,
        picture: Bitmap,
        size: tuple[float, float],
        style: Style,
        element: StructElement,
        page: tuple[float, float],
    ) -> None:
        self.picture = picture
        self.style = style
        self.element = element
        self.before, self.after, self.tail = style.before, style.after, 0.0
        self.keep_next = style.keep_next
        self.place: Destination | None = None
        scale = min(1.0, (page[0] - style.indent - style.right) / size[0], page[1] / size[1])
        self.width, self.height = size[0] * scale, size[1] * scale

    def measure(self, width: float) -> float:
        return self.height

    def notes(self) -> list[TextBlock]:
        return []

    def least(self, width: float, page: float) -> float:
        return self.height

    def cut(self, width: float, room: float, page: float, note_room: float) -> None:
        """A picture is never cut."""

    def draw(self, canvas: TaggingCanvas, x: float, top: float, width: float) -> None:
        style = self.style
        left = x + style.indent
        if style.align == "end":
            left = x + width - style.right - self.width
        elif style.align == "center":
            left += (width - style.indent - style.right - self.width) / 2
        rect = (left, top - self.height, left + self.width, top)
        self.element.entries += box(*rect)
        canvas.image(self.picture, rect, self.element)
