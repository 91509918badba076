"""Why a writer cannot write: faults of a document or a template that only drawing shows.

The conductor turns each fault into a finding; nothing is written.
"""

from __future__ import annotations

from msgspec import Struct


class MissingGlyph(Struct, frozen=True):
    """No face of the theme can draw `char`, which stands in `text`; `font` is the face that was asked.

    PDF/A-2 (ISO 19005-2, 6.2.11.8) and PDF/UA-1 (ISO 14289-1, 7.21.8) forbid the .notdef glyph.
    """

    char: str
    text: str
    font: str

    def __str__(self) -> str:
        return f"{self.font} lacks U+{ord(self.char):04X} in {self.text!r}"


class BadPicture(Struct, frozen=True):
    """The bytes of a picture cannot be drawn in a lasting file; `block` is its id."""

    block: str

    def __str__(self) -> str:
        return f"{self.block}: no picture that can be drawn"


class MissingFont(Struct, frozen=True):
    """A style names a font that the template has no files for."""

    style: str
    font: str

    def __str__(self) -> str:
        return f"style {self.style}: no font files for {self.font}"


class TallHead(Struct, frozen=True):
    """The head of a table leaves no room for its rows on a page; `block` is the table's id."""

    block: str

    def __str__(self) -> str:
        return f"{self.block}: the head is taller than half a page"


DrawingFault = MissingGlyph | BadPicture | MissingFont | TallHead


class CannotWrite(Exception):  # noqa: N818
    """All the faults that were found before anything was drawn."""

    def __init__(self, faults: tuple[DrawingFault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults
