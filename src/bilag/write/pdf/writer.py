"""The document model as PDF: a structure tree and blocks for the page, node by node.

The tree comes first; blocks hold the leaves that they draw. How they are drawn and how the file is
written is the business of the modules beside this one; here each node gets its tag and its style.

Source of the tags: ISO 32000-1 14.8.4, ISO 14289-1 (PDF/UA-1) clause 7.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from bilag.document.bound import keys_travel
from bilag.document.faults import CannotWrite
from bilag.document.model import Contents, Document, Section
from bilag.document.theme import Template
from bilag.document.walks import blocks, sections, words
from bilag.storage.collector import paused
from bilag.write.pdf.file.canvas import Destination, TaggingCanvas
from bilag.write.pdf.file.container import TaggedFile
from bilag.write.pdf.file.fonts import Fonts
from bilag.write.pdf.file.tree import StructElement, alternative, titled
from bilag.write.pdf.layout.blocks import Blocks
from bilag.write.pdf.layout.inline import Inliner
from bilag.write.pdf.layout.page import Drawn, Pages
from bilag.write.pdf.layout.text import Label, TextBlock

_LOGO_AFTER = 8.0


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
        self.styles = template.theme.styles
        page = template.theme.page
        self.width = page.width - page.left - page.right
        self.height = page.height - page.top - page.bottom
        self.fonts = Fonts(template.theme)
        self.canvas = TaggingCanvas(TaggedFile(document, self.fonts, page))
        targets = [*(block.id for block in blocks(document)), *(s.id for s in sections(document.sections))]
        self.places = {id: Destination() for id in targets}
        self.inline = Inliner(self.fonts, self.theme, self.places)
        self.blocks = Blocks(template, self.inline, self.places, keyed=keys_travel(document))

    def write(self) -> bytes:
        drawn = list(self._document(self.canvas.file.root))
        for style, content in (("Header", self.document.header), ("Footer", self.document.footer)):
            self.inline.prose(content, self.styles[style], StructElement("P"))  # for the signs it may lack
        if self.inline.faults:
            raise CannotWrite(tuple(self.inline.faults))
        self.canvas.furniture = self._around
        return Pages(self.theme.page, self.canvas).fill(drawn)

    def _document(self, root: StructElement) -> Iterator[Drawn]:
        document = self.document
        logo = document.logo
        if logo is not None:
            element = StructElement("Figure", root, titled("logo") + alternative(logo.alt))
            size = (logo.width, logo.height)
            style = replace(self.styles["Letterhead"], after=_LOGO_AFTER)
            yield from self.blocks.picture("logo", logo.data, size, style, element, self.height / 4)
        for n, line in enumerate(document.head):
            style = self.styles["LetterheadName" if n == 0 and not line.label else "Letterhead"]
            prefix = f"{line.label}: " if line.label else ""
            yield self.blocks.text(
                line.content, style, StructElement("P", root, titled("head")), root, prefix
            )
        title = StructElement("P", root, titled("title"))
        yield self.blocks.text(document.title, self.styles["Title"], title, root)
        if document.contents is not None:
            yield from self._contents(document.contents, root)
        yield from self.blocks.blocks(document.blocks, root)
        for section in document.sections:
            yield from self._section(section, root)

    def _contents(self, contents: Contents, root: StructElement) -> Iterator[Drawn]:
        """A list in a list for each level; what lies deeper stands in the item above it."""
        lists, items = {1: StructElement("TOC", root)}, dict[int, StructElement]()
        heading = self.blocks.text(
            contents.title, self.styles["ContentsTitle"], StructElement("Caption", lists[1]), root
        )
        heading.keep_next = True
        yield heading
        for number, entry in enumerate(contents.entries, 1):
            lists = {level: toc for level, toc in lists.items() if level <= entry.level}
            items = {level: item for level, item in items.items() if level < entry.level}
            for level in range(2, entry.level + 1):
                if level not in lists:  # in the list itself where the heading above has no words and no item
                    lists[level] = StructElement("TOC", items.get(level - 1, lists[level - 1]))
            item = items[entry.level] = StructElement("TOCI", lists[entry.level])
            block = self.inline.entry(entry, self.styles[f"Contents{entry.level}"], item)
            if number == len(contents.entries):
                block.after = max(block.after, self.styles["Title"].after)
            yield block

    def _section(self, section: Section, parent: StructElement) -> Iterator[Drawn]:
        element = StructElement("Sect", parent)
        heading = StructElement(f"H{section.level}", element)
        style = self.styles[f"Heading{section.level}"]
        number = self.inline.number(section.number, style, heading) if section.number else None
        label = Label(number) if number and style.first < 0 else None
        lead = number.runs if number and not label else ()
        block = self.blocks.text(section.title, style, heading, element, label=label, lead=lead)
        block.keep_next = True
        block.outline = (words(section.title), section.level)
        block.place = self.places[section.id]
        yield block
        yield from self.blocks.blocks(section.blocks, element)
        for inner in section.sections:
            yield from self._section(inner, element)

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
