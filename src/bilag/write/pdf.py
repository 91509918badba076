"""The document model as PDF: a structure tree and blocks for the page, node by node.

The tree comes first; blocks hold the leaves that they draw. How they are drawn and how the file is
written is the business of the modules beside this one; here each node gets its tag and its style.

    pdf -> {pdf_page pdf_inline} -> {pdf_table pdf_figure} -> pdf_text -> pdf_canvas -> pdf_file
        -> {pdf_tree pdf_fonts faults}

Source of the tags: ISO 32000-1 14.8.4, ISO 14289-1 (PDF/UA-1) clause 7.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from itertools import pairwise, zip_longest
from typing import assert_never

from bilag.bound import keys_travel
from bilag.model import (
    Block,
    BulletList,
    Contents,
    Document,
    Figure,
    Inlines,
    ListItem,
    Note,
    OrderedList,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
)
from bilag.normalform import DEEPEST
from bilag.ordinals import ordinal
from bilag.theme import Style, Template
from bilag.walks import words
from bilag.write.faults import BadPicture, CannotWrite, TallHead
from bilag.write.pdf_canvas import Place, TaggingCanvas
from bilag.write.pdf_cells import grid_of
from bilag.write.pdf_figure import PictureBlock
from bilag.write.pdf_fonts import Fonts
from bilag.write.pdf_image import PictureError, bitmap
from bilag.write.pdf_inline import Inliner
from bilag.write.pdf_lines import Prose, Run
from bilag.write.pdf_page import Drawn, Pages
from bilag.write.pdf_table import GridBlock
from bilag.write.pdf_text import BOX_PAD, Label, TextBlock
from bilag.write.pdf_tree import LIST_DISC, LIST_NUMBERED, Element, alternative, text_string, titled

_LOGO_AFTER = 8.0


def write_pdf(document: Document, template: Template) -> bytes:
    """The document as a tagged PDF 1.7 file: the same bytes for the same document and template.

    Raises CannotWrite with all missing glyphs, missing fonts and bad pictures, before anything is drawn.
    """
    with _no_collector():
        return _Writer(document, template).write()


@contextmanager
def _no_collector() -> Iterator[None]:
    """Pause the cyclic collector: all that is made lives to the end, and walking it doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Writer:
    def __init__(self, document: Document, template: Template) -> None:
        self.document = document
        self.theme = template.theme
        self.labels = template.labels
        self.styles = template.theme.styles
        page = template.theme.page
        self.width = page.width - page.left - page.right
        self.after_table = False
        self.height = page.height - page.top - page.bottom
        self.target = BytesIO()
        self.canvas = TaggingCanvas(self.target, page)
        self.fonts = Fonts(template.theme)
        self.canvas.file.prepare(document, self.fonts)
        self.places = {id: Place() for id in _ids(document)}
        self.inline = Inliner(self.fonts, self.theme, self.places)

    def write(self) -> bytes:
        blocks = list(self._document(self.canvas.file.root))
        for style, content in (("Header", self.document.header), ("Footer", self.document.footer)):
            self.inline.prose(content, self.styles[style], Element("P"))  # for the signs it may lack
        if self.inline.faults:
            raise CannotWrite(tuple(self.inline.faults))
        self.canvas.furniture = self._around
        Pages(self.theme.page, self.target).fill(blocks, self.canvas)
        return self.target.getvalue()

    def _document(self, root: Element) -> Iterator[Drawn]:
        document = self.document
        logo = document.logo
        if logo is not None:
            element = Element("Figure", root, titled("logo") + alternative(logo.alt))
            size = (logo.width, logo.height)
            style = replace(self.styles["Letterhead"], after=_LOGO_AFTER)
            yield from self._picture("logo", logo.data, size, style, element, self.height / 4)
        for n, line in enumerate(document.head):
            style = self.styles["LetterheadName" if n == 0 and not line.label else "Letterhead"]
            prefix = f"{line.label}: " if line.label else ""
            yield self._text(line.content, style, Element("P", root, titled("head")), root, prefix)
        title = Element("P", root, titled("title"))
        yield self._text(document.title, self.styles["Title"], title, root)
        if document.contents is not None:
            yield from self._contents(document.contents, root)
        yield from self._blocks(document.blocks, root)
        for section in document.sections:
            yield from self._section(section, root)

    def _contents(self, contents: Contents, root: Element) -> Iterator[Drawn]:
        """A list in a list for each level; what lies deeper stands in the item above it."""
        lists, items = {1: Element("TOC", root)}, dict[int, Element]()
        heading = self._text(contents.title, self.styles["ContentsTitle"], Element("Caption", lists[1]), root)
        heading.keep_next = True
        yield heading
        for number, entry in enumerate(contents.entries, 1):
            lists = {level: toc for level, toc in lists.items() if level <= entry.level}
            items = {level: item for level, item in items.items() if level < entry.level}
            for level in range(2, entry.level + 1):
                if level not in lists:  # in the list itself where the heading above has no words and no item
                    lists[level] = Element("TOC", items.get(level - 1, lists[level - 1]))
            item = items[entry.level] = Element("TOCI", lists[entry.level])
            block = self.inline.entry(entry, self.styles[f"Contents{entry.level}"], item)
            if number == len(contents.entries):
                block.after = max(block.after, self.styles["Title"].after)
            yield block

    def _section(self, section: Section, parent: Element) -> Iterator[Drawn]:
        element = Element("Sect", parent)
        heading = Element(f"H{section.level}", element)
        style = self.styles[f"Heading{section.level}"]
        number = self.inline.number(section.number, style, heading) if section.number else None
        label = Label(number) if number and style.first < 0 else None
        lead = number.runs if number and not label else ()
        block = self._text(section.title, style, heading, element, label=label, lead=lead)
        block.keep_next = True
        block.outline = (words(section.title), section.level)
        block.place = self.places[section.id]
        yield block
        yield from self._blocks(section.blocks, element)
        for inner in section.sections:
            yield from self._section(inner, element)

    # --- text -------------------------------------------------------------------------------------------

    def _text(
        self,
        inlines: Inlines,
        style: Style,
        element: Element,
        parent: Element,
        prefix: str = "",
        *,
        lead: Sequence[Run] = (),
        label: Label | None = None,
        box: Style | None = None,
    ) -> TextBlock:
        """A block of text for `element`, after `lead`; its footnotes follow in `parent`."""
        prose = self.inline.prose(inlines, style, element, prefix)
        if lead:
            prose = Prose([*lead, *prose.runs])
        block = TextBlock(prose, style, label=label, box=box)
        if self.after_table:  # what follows a table keeps the distance to it that a caption keeps above it
            block.before = max(block.before, self.styles["Caption"].before)
            self.after_table = False
        self.inline.take_notes(parent)
        return block

    def _blocks(
        self, blocks: Iterable[Block], parent: Element, depth: int = 0, box: Style | None = None
    ) -> Iterator[Drawn]:
        """`depth` is that of the list around the blocks, `box` the style of the Note around them."""
        every = tuple(blocks)
        for block, following in zip_longest(every, every[1:]):
            match block:
                case Paragraph():
                    style = self.styles[_level("ListContinue", depth) if depth else "Normal"]
                    if box is not None and not depth:
                        style = _inside(box)
                    drawn = self._text(block.content, style, Element("P", parent), parent, box=box)
                    drawn.place = self.places[block.id]
                    if isinstance(following, BulletList | OrderedList):
                        # what leads up to a list keeps with it
                        drawn.keep_next = True
                    yield drawn
                case BulletList():
                    yield from self._list(block, parent, depth + 1, box)
                case OrderedList():
                    yield from self._list(block, parent, depth + 1, box)
                case Table():
                    yield from self._table(block, parent)
                case Figure():
                    yield from self._figure(block, parent)
                case Note():
                    yield from self._note(block, parent)
                case _:
                    assert_never(block)

    def _note(self, note: Note, parent: Element) -> Iterator[Drawn]:
        style = self.styles["Note"]
        blocks = list(self._blocks(note.blocks, Element("Div", parent, titled("remark")), box=style))
        for block, following in pairwise(blocks):
            if isinstance(block, TextBlock) and isinstance(following, TextBlock):
                block.box_below, following.box_above = block.after + following.before, 0.0
        for block in blocks[:1]:
            block.before += BOX_PAD
        for block in blocks[-1:]:
            block.after = style.after + BOX_PAD
        yield from blocks

    def _list(
        self, block: BulletList | OrderedList, parent: Element, depth: int, box: Style | None
    ) -> Iterator[Drawn]:
        level = min(depth, DEEPEST)
        if isinstance(block, BulletList):
            element, name = Element("L", parent, LIST_DISC), "ListBullet"
            bullet = self.theme.bullets[level - 1]
            marks = [bullet] * len(block.items)
        else:
            kind, pattern = self.theme.numbers[level - 1]
            element, name = Element("L", parent, LIST_NUMBERED[kind]), "ListNumber"
            numbers = range(block.start, block.start + len(block.items))
            marks = [pattern.replace("{}", ordinal(n, kind)) for n in numbers]
        style = self.styles[_level(name, level)]
        for item, mark in zip(block.items, marks, strict=True):
            yield from self._item(item, mark, element, style, level, box)

    def _item(
        self, item: ListItem, mark: str, parent: Element, style: Style, level: int, box: Style | None
    ) -> Iterator[Drawn]:
        element = Element("LI", parent)
        label = Label(self.inline.plain(mark, style, Element("Lbl", element)))
        body = Element("LBody", element)
        first, rest = item.blocks[:1], item.blocks[1:]
        if first and isinstance(first[0], Paragraph):
            paragraph = first[0]
            block = self._text(paragraph.content, style, Element("P", body), body, label=label, box=box)
            block.place = self.places[paragraph.id]
        else:
            block, rest = self._text((), style, body, body, label=label, box=box), item.blocks
            block.keep_next = bool(rest)
        yield block
        yield from self._blocks(rest, body, level, box)

    # --- pictures ---------------------------------------------------------------------------------------

    def _figure(self, figure: Figure, parent: Element) -> Iterator[Drawn]:
        element = Element("Div", parent)
        caption = self._caption(figure, element, parent)
        size = (figure.width, figure.height)
        drawn = Element("Figure", element, alternative(figure.alt))
        style = self.styles["Figure"]
        below = [*self._source(figure, element, parent)]
        if below:  # it stands as close as a table's, and what follows as far from it
            style = replace(style, after=0.0, keep_next=True)
            self.after_table = True
        room = self.height - caption.measure(self.width) - caption.after - style.before - style.after
        room -= sum(block.measure(self.width) + block.before for block in below)
        yield caption
        yield from self._picture(figure.id, figure.data, size, style, drawn, room)
        yield from below

    def _caption(self, block: Figure | Table, element: Element, parent: Element) -> TextBlock:
        numbered = (Strong((Text(f"{block.label} {block.number}. "),)), *block.caption)
        caption = self._text(numbered, self.styles["Caption"], Element("Caption", element), parent)
        caption.keep_next = True
        caption.place = self.places[block.id]
        return caption

    def _picture(
        self,
        id: str,
        data: bytes,
        size: tuple[float, float],
        style: Style,
        element: Element,
        room: float,
    ) -> Iterator[Drawn]:
        """`room` is the height of a page with what must stand on it besides the picture."""
        try:
            picture = bitmap(data)
        except PictureError:
            self.inline.faults.append(BadPicture(id))
            return
        yield PictureBlock(picture, size, style, element, (self.width, room))

    # --- tables -----------------------------------------------------------------------------------------

    def _table(self, table: Table, parent: Element) -> Iterator[Drawn]:
        summary = b"/A<</O/Table/Summary%s>>" % text_string(table.description) if table.description else b""
        element = Element("Table", parent, summary)
        caption = self._caption(table, element, parent)
        yield caption
        keyed = keys_travel(self.document)
        grid = grid_of(table, element, self.theme, self.inline, self.width, keyed=keyed)
        grid.lay_out(self.height)
        if grid.head_height > self.height / 2:
            self.inline.faults.append(TallHead(table.id))
        self.inline.take_notes(parent)
        below = [*self._below(table, parent)]
        for block in below[:-1]:
            block.keep_next = True
        tail = sum((block.measure(self.width) + block.before + block.after for block in below), 0.0)
        lead = caption.measure(self.width) + caption.after
        yield GridBlock(grid, lead=lead, after=0.0, tail=tail)
        yield from below
        self.after_table = True

    def _below(self, table: Table, parent: Element) -> Iterator[TextBlock]:
        """The notes and the source line."""
        for note in table.notes:
            element = Element("P", parent, titled("note"))
            yield self._text(note, self.styles["TableNote"], element, parent)
        yield from self._source(table, parent, parent)

    def _source(self, block: Figure | Table, around: Element, parent: Element) -> Iterator[TextBlock]:
        """The source line within `around`; its footnotes follow in `parent`."""
        if block.source:
            prefix = f"{self.labels['source']}: "
            element = Element("P", around, titled("source"))
            yield self._text(block.source, self.styles["TableSource"], element, parent, prefix)

    # --- around the text --------------------------------------------------------------------------------

    def _around(self, number: int, count: int) -> list[str]:
        """Header (from page 2) and footer of a page, as artifacts."""
        page = self.theme.page
        canvas, inline = self.canvas, self.inline
        inline.page, inline.pages = number, count
        code = canvas.code
        nothing = Element("P")
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


def _inside(box: Style) -> Style:
    """The style of a Note's own paragraphs; the box around them has its indents, fill and rules."""
    return replace(box, indent=0.0, right=0.0, fill="", rule_left=None, rule_above=None, rule_below=None)


def _level(style: str, level: int) -> str:
    return style if level == 1 else f"{style}{level}"


def _ids(document: Document) -> Iterator[str]:
    """The ids of all that a reference may go to."""

    def of(blocks: Iterable[Block]) -> Iterator[str]:
        for block in blocks:
            yield block.id
            match block:
                case BulletList() | OrderedList():
                    for item in block.items:
                        yield from of(item.blocks)
                case Note():
                    yield from of(block.blocks)
                case Paragraph() | Table() | Figure():
                    pass
                case _:
                    assert_never(block)

    def under(sections: Iterable[Section]) -> Iterator[str]:
        for section in sections:
            yield section.id
            yield from of(section.blocks)
            yield from under(section.sections)

    yield from of(document.blocks)
    yield from under(document.sections)
