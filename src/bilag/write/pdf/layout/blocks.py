"""The blocks of a document on the page: each node gets its tag, its style and what it is drawn by.

Source of the tags: ISO 32000-1 14.8.4, ISO 14289-1 (PDF/UA-1) clause 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import assert_never

from msgspec.structs import replace

from bilag.document.faults import BadPicture, TallHead
from bilag.document.forms.normalform import DEEPEST
from bilag.document.model import (
    Block,
    BulletList,
    Figure,
    Inlines,
    ListItem,
    Note,
    OrderedList,
    Paragraph,
    Strong,
    Table,
    Text,
)
from bilag.document.ordinals import mark_of
from bilag.document.theme import Style, Template
from bilag.write.pdf.file.canvas import Destination
from bilag.write.pdf.file.image import UnfitPictureError, bitmap
from bilag.write.pdf.file.tree import (
    LIST_DISC,
    LIST_NUMBERED,
    StructElement,
    alternative,
    text_string,
    titled,
)
from bilag.write.pdf.layout.cells import grid_of
from bilag.write.pdf.layout.figure import PictureBlock
from bilag.write.pdf.layout.inline import Inliner
from bilag.write.pdf.layout.lines import Prose, Run
from bilag.write.pdf.layout.page import Drawn
from bilag.write.pdf.layout.table import GridBlock
from bilag.write.pdf.layout.text import BOX_PAD, Label, TextBlock


class Blocks:
    """Makes what is drawn of a document's blocks, for elements of its tree.

    `places` are where references may go; `keyed` says that the ids of figures may hold their rows' keys.
    """

    def __init__(
        self, template: Template, inline: Inliner, places: Mapping[str, Destination], *, keyed: bool
    ) -> None:
        self.theme, self.styles, self.labels = template.theme, template.theme.styles, template.labels
        page = template.theme.page
        self.width = page.width - page.left - page.right
        self.height = page.height - page.top - page.bottom
        self.inline, self.places, self.keyed = inline, places, keyed
        self.after_table = False

    def text(
        self,
        inlines: Inlines,
        style: Style,
        element: StructElement,
        parent: StructElement,
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

    def blocks(
        self, blocks: Iterable[Block], parent: StructElement, depth: int = 0, box: Style | None = None
    ) -> Iterator[Drawn]:
        """`depth` is that of the list around the blocks, `box` the style of the Note around them."""
        every = tuple(blocks)
        for block, following in zip_longest(every, every[1:]):
            match block:
                case Paragraph():
                    style = self.styles[_level("ListContinue", depth) if depth else "Normal"]
                    if box is not None and not depth:
                        style = _inside(box)
                    drawn = self.text(block.content, style, StructElement("P", parent), parent, box=box)
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

    def _note(self, note: Note, parent: StructElement) -> Iterator[Drawn]:
        style = self.styles["Note"]
        blocks = list(self.blocks(note.blocks, StructElement("Div", parent, titled("remark")), box=style))
        for block, following in pairwise(blocks):
            if isinstance(block, TextBlock) and isinstance(following, TextBlock):
                block.box_below, following.box_above = block.after + following.before, 0.0
        for block in blocks[:1]:
            block.before += BOX_PAD
        for block in blocks[-1:]:
            block.after = style.after + BOX_PAD
        yield from blocks

    def _list(
        self, block: BulletList | OrderedList, parent: StructElement, depth: int, box: Style | None
    ) -> Iterator[Drawn]:
        level = min(depth, DEEPEST)
        if isinstance(block, BulletList):
            element, name = StructElement("L", parent, LIST_DISC), "ListBullet"
            bullet = self.theme.bullets[level - 1]
            marks = [bullet] * len(block.items)
        else:
            kind, pattern = self.theme.numbers[level - 1]
            element, name = StructElement("L", parent, LIST_NUMBERED[kind]), "ListNumber"
            numbers = range(block.start, block.start + len(block.items))
            marks = [pattern.replace("{}", mark_of(n, kind)) for n in numbers]
        style = self.styles[_level(name, level)]
        for item, mark in zip(block.items, marks, strict=True):
            yield from self._item(item, mark, element, style, level, box)

    def _item(
        self, item: ListItem, mark: str, parent: StructElement, style: Style, level: int, box: Style | None
    ) -> Iterator[Drawn]:
        element = StructElement("LI", parent)
        label = Label(self.inline.plain(mark, style, StructElement("Lbl", element)))
        body = StructElement("LBody", element)
        first, rest = item.blocks[:1], item.blocks[1:]
        if first and isinstance(first[0], Paragraph):
            paragraph = first[0]
            block = self.text(paragraph.content, style, StructElement("P", body), body, label=label, box=box)
            block.place = self.places[paragraph.id]
        else:
            block, rest = self.text((), style, body, body, label=label, box=box), item.blocks
            block.keep_next = bool(rest)
        yield block
        yield from self.blocks(rest, body, level, box)

    # --- pictures ---------------------------------------------------------------------------------------

    def _figure(self, figure: Figure, parent: StructElement) -> Iterator[Drawn]:
        element = StructElement("Div", parent)
        caption = self._caption(figure, element, parent)
        size = (figure.width, figure.height)
        drawn = StructElement("Figure", element, alternative(figure.alt))
        style = self.styles["Figure"]
        below = [*self._source(figure, element, parent)]
        if below:  # it stands as close as a table's, and what follows as far from it
            style = replace(style, after=0.0, keep_next=True)
            self.after_table = True
        room = self.height - caption.measure(self.width) - caption.after - style.before - style.after
        room -= sum(block.measure(self.width) + block.before for block in below)
        yield caption
        yield from self.picture(figure.id, figure.data, size, style, drawn, room)
        yield from below

    def _caption(self, block: Figure | Table, element: StructElement, parent: StructElement) -> TextBlock:
        numbered = (Strong((Text(f"{block.label} {block.number}. "),)), *block.caption)
        caption = self.text(numbered, self.styles["Caption"], StructElement("Caption", element), parent)
        caption.keep_next = True
        caption.place = self.places[block.id]
        return caption

    def picture(
        self,
        id: str,
        data: bytes,
        size: tuple[float, float],
        style: Style,
        element: StructElement,
        room: float,
    ) -> Iterator[Drawn]:
        """`room` is the height of a page with what must stand on it besides the picture."""
        try:
            picture = bitmap(data)
        except UnfitPictureError:
            self.inline.faults.append(BadPicture(id))
            return
        yield PictureBlock(picture, size, style, element, (self.width, room))

    # --- tables -----------------------------------------------------------------------------------------

    def _table(self, table: Table, parent: StructElement) -> Iterator[Drawn]:
        summary = b"/A<</O/Table/Summary%s>>" % text_string(table.description) if table.description else b""
        element = StructElement("Table", parent, summary)
        caption = self._caption(table, element, parent)
        yield caption
        grid = grid_of(table, element, self.theme, self.inline, self.width, keyed=self.keyed)
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

    def _below(self, table: Table, parent: StructElement) -> Iterator[TextBlock]:
        """The notes and the source line."""
        for note in table.notes:
            element = StructElement("P", parent, titled("note"))
            yield self.text(note, self.styles["TableNote"], element, parent)
        yield from self._source(table, parent, parent)

    def _source(
        self, block: Figure | Table, around: StructElement, parent: StructElement
    ) -> Iterator[TextBlock]:
        """The source line within `around`; its footnotes follow in `parent`."""
        if block.source:
            prefix = f"{self.labels['source']}: "
            element = StructElement("P", around, titled("source"))
            yield self.text(block.source, self.styles["TableSource"], element, parent, prefix)


def _inside(box: Style) -> Style:
    """The style of a Note's own paragraphs; the box around them has its indents, fill and rules."""
    return replace(box, indent=0.0, right=0.0, fill="", rule_left=None, rule_above=None, rule_below=None)


def _level(style: str, level: int) -> str:
    return style if level == 1 else f"{style}{level}"
