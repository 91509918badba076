"""A document as PDF: a structure tree, blocks for the pages, and what is around the text.

The tree comes first; blocks hold the leaves that they draw (`layout.blocks`). Source of the tags: ISO 32000-1
14.8.4, ISO 14289-1 (PDF/UA-1) clause 7.
"""

from __future__ import annotations

from bilag.document.bound import keys_travel
from bilag.document.faults import CannotWrite
from bilag.document.flow import flow
from bilag.document.model import Document
from bilag.document.theme import Template
from bilag.document.walks import blocks, sections
from bilag.storage.collector import paused
from bilag.write.pdf.file.canvas import Destination, TaggingCanvas
from bilag.write.pdf.file.container import TaggedFile
from bilag.write.pdf.file.fonts import Fonts
from bilag.write.pdf.file.tree import StructElement
from bilag.write.pdf.layout.blocks import Blocks
from bilag.write.pdf.layout.inline import Typesetter
from bilag.write.pdf.layout.page import Pages
from bilag.write.pdf.layout.text import TextBlock


def write_pdf(document: Document, template: Template) -> bytes:
    """The document as a tagged PDF 1.7 file: the same bytes for the same document and template.

    Raises CannotWrite with all missing glyphs, missing fonts and bad pictures, before anything is drawn.
    """
    with paused():
        return _Writer(document, template).write()


class _Writer:
    def __init__(self, document: Document, template: Template) -> None:
        self.document = document
        self.theme = template.theme
        self.styles, self.labels = template.theme.styles, template.labels
        page = template.theme.page
        self.width = page.width - page.left - page.right
        self.height = page.height - page.top - page.bottom
        self.fonts = Fonts(template.theme)
        self.canvas = TaggingCanvas(TaggedFile(document, self.fonts, page))
        targets = [*(block.id for block in blocks(document)), *(s.id for s in sections(document.sections))]
        self.places = {id: Destination() for id in targets}
        self.inline = Typesetter(self.fonts, self.theme, self.places)
        self.blocks = Blocks(template, self.inline, self.places, keyed=keys_travel(document))

    def write(self) -> bytes:
        drawn = list(self.blocks.drawn(flow(self.document, self.labels), self.canvas.file.root))
        for style, content in (("Header", self.document.header), ("Footer", self.document.footer)):
            self.inline.prose(content, self.styles[style], StructElement("P"))  # for the signs it may lack
        if self.inline.faults:
            raise CannotWrite(tuple(self.inline.faults))
        self.canvas.furniture = self._around
        return Pages(self.theme.page, self.canvas).fill(drawn)

    # --- around the text --------------------------------------------------------------------------------

    def _around(self, number: int, count: int) -> list[str]:
        """Header (from page 2) and footer of a page, as artifacts."""
        page = self.theme.page
        canvas, inline = self.canvas, self.inline
        inline.page, inline.pages = number, count
        code = canvas.code
        nothing = StructElement("P")
        if number > 1 and self.document.header:
            style = self.styles["Header"]
            block = TextBlock(inline.prose(self.document.header, style, nothing), style)
            block.measure(self.width)
            block.draw(canvas, page.left, page.height - page.header, self.width, "Header")
        if self.document.footer:
            style = self.styles["Footer"]
            block = TextBlock(inline.prose(self.document.footer, style, nothing), style)
            height = block.measure(self.width)
            block.draw(canvas, page.left, page.footer + height, self.width, "Footer")
        out = list(code)
        code.clear()
        return out
