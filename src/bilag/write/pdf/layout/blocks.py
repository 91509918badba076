"""The flow of a document on the page: each node gets its tag and what it is drawn by.

Source of the tags: ISO 32000-1 14.8.4, ISO 14289-1 (PDF/UA-1) clause 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import assert_never

from msgspec.structs import replace

from bilag.document.faults import BadPicture, TallHead
from bilag.document.flow import FlowNode, Group, StyledPicture, StyledText, TableRows, spaces
from bilag.document.model import (
    BulletList,
    Contents,
    Figure,
    ListItem,
    Note,
    OrderedList,
    Section,
    Table,
)
from bilag.document.ordinals import mark_of
from bilag.document.theme import Style, Template
from bilag.document.walks import words
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
from bilag.write.pdf.layout.inline import Typesetter
from bilag.write.pdf.layout.lines import Prose, Run
from bilag.write.pdf.layout.page import Drawn
from bilag.write.pdf.layout.table import GridBlock
from bilag.write.pdf.layout.text import BOX_PAD, Label, TextBlock

_LOGO_AFTER = 8.0
_TITLES = {
    "head": titled("head"),
    "title": titled("title"),
    "note": titled("note"),
    "source": titled("source"),
}
"""What tells paragraphs of the same tag apart, for a reader of the file."""


class Blocks:
    """Makes what is drawn of a flow, for elements of its tree.

    `places` are where references may go; `keyed` says that the ids of figures may hold their rows' keys.
    """

    def __init__(
        self, template: Template, inline: Typesetter, places: Mapping[str, Destination], *, keyed: bool
    ) -> None:
        self.theme, self.styles = template.theme, template.theme.styles
        page = template.theme.page
        self.width = page.width - page.left - page.right
        self.height = page.height - page.top - page.bottom
        self.inline, self.places, self.keyed = inline, places, keyed

    def drawn(
        self, nodes: Iterable[FlowNode], parent: StructElement, box: Style | None = None
    ) -> Iterator[Drawn]:
        """`box` is the style of the Note around the nodes."""
        for node in nodes:
            match node:
                case StyledText():
                    element = StructElement("P", parent, _TITLES.get(node.role, b""))
                    yield self.text(node, element, parent, box=box)
                case StyledPicture():
                    element = StructElement("Figure", parent, titled("logo") + alternative(node.picture.alt))
                    style = replace(self.styles[node.style], after=_LOGO_AFTER)
                    yield from self._picture(node, "logo", style, element, self.height / 4)
                case Group():
                    yield from self._group(node, parent, box)
                case TableRows():
                    raise AssertionError("rows are within a table")
                case _:
                    assert_never(node)

    def _group(self, group: Group, parent: StructElement, box: Style | None) -> Iterator[Drawn]:
        match group.node:
            case Section():
                yield from self._section(group, group.node, parent)
            case BulletList() | OrderedList():
                yield from self._list(group, group.node, parent, box)
            case Table():
                yield from self._table(group, group.node, parent)
            case Figure():
                yield from self._figure(group, group.node, parent)
            case Note():
                yield from self._note(group, parent)
            case Contents():
                yield from self._contents(group, parent)
            case ListItem() | None:
                raise AssertionError("an item is within a list")
            case _:
                assert_never(group.node)

    def text(
        self,
        node: StyledText,
        element: StructElement,
        parent: StructElement,
        *,
        lead: Sequence[Run] = (),
        label: Label | None = None,
        box: Style | None = None,
    ) -> TextBlock:
        """A paragraph for `element`, after `lead`; its footnotes follow in `parent`."""
        style = self.styles[node.style]
        if box is not None and node.role == "remark":
            style = _inside(box)
        prose = self.inline.prose(node.content, style, element, node.prefix)
        if lead:
            prose = Prose([*lead, *prose.runs])
        block = TextBlock(prose, style, label=label, box=box, place=self.places.get(node.id))
        block.before, block.after = spaces(node, self.styles)
        block.keep_next = node.keep_next or style.keep_next
        self.inline.take_notes(parent)
        return block

    # --- sections and the contents list -----------------------------------------------------------------

    def _section(self, group: Group, section: Section, parent: StructElement) -> Iterator[Drawn]:
        element = StructElement("Sect", parent)
        heading, *rest = group.children
        assert isinstance(heading, StyledText)
        tag = StructElement(f"H{section.level}", element)
        style = self.styles[heading.style]
        number = self.inline.number(heading.mark, style, tag) if heading.mark else None
        label = Label(number) if number and style.first < 0 else None
        lead = number.runs if number and not label else ()
        block = self.text(heading, tag, element, label=label, lead=lead)
        block.outline = (words(section.title), section.level)
        yield block
        yield from self.drawn(rest, element)

    def _contents(self, group: Group, root: StructElement) -> Iterator[Drawn]:
        """A list in a list for each level; what is deeper is in the item above it."""
        lists, items = {1: StructElement("TOC", root)}, dict[int, StructElement]()
        for entry in group.children:
            assert isinstance(entry, StyledText)
            if not entry.target:
                yield self.text(entry, StructElement("Caption", lists[1]), root)
                continue
            lists = {level: toc for level, toc in lists.items() if level <= entry.level}
            items = {level: item for level, item in items.items() if level < entry.level}
            for level in range(2, entry.level + 1):
                if level not in lists:  # in the list itself where the heading above has no words and no item
                    lists[level] = StructElement("TOC", items.get(level - 1, lists[level - 1]))
            item = items[entry.level] = StructElement("TOCI", lists[entry.level])
            block = self.inline.entry(entry, self.styles[entry.style], item)
            block.before, block.after = spaces(entry, self.styles)
            yield block

    # --- notes and lists --------------------------------------------------------------------------------

    def _note(self, group: Group, parent: StructElement) -> Iterator[Drawn]:
        style = self.styles["Note"]
        blocks = list(self.drawn(group.children, StructElement("Div", parent, titled("remark")), style))
        for block, following in pairwise(blocks):
            if isinstance(block, TextBlock) and isinstance(following, TextBlock):
                block.box_below, following.box_above = block.after + following.before, 0.0
        for block in blocks[:1]:
            block.before += BOX_PAD
        for block in blocks[-1:]:
            block.after = style.after + BOX_PAD
        yield from blocks

    def _list(
        self, group: Group, block: BulletList | OrderedList, parent: StructElement, box: Style | None
    ) -> Iterator[Drawn]:
        kind, pattern = self.theme.numbers[group.level - 1]
        ordered = isinstance(block, OrderedList)
        element = StructElement("L", parent, LIST_NUMBERED[kind] if ordered else LIST_DISC)
        for item in group.children:
            assert isinstance(item, Group)
            text, *rest = item.children
            assert isinstance(text, StyledText)
            mark = self.theme.bullets[group.level - 1]
            if text.mark:
                mark = pattern.replace("{}", mark_of(int(text.mark), kind))
            yield from self._item(text, rest, mark, StructElement("LI", element), box)

    def _item(
        self, text: StyledText, rest: Sequence[FlowNode], mark: str, element: StructElement, box: Style | None
    ) -> Iterator[Drawn]:
        label = Label(self.inline.plain(mark, self.styles[text.style], StructElement("Lbl", element)))
        body = StructElement("LBody", element)
        tag = StructElement("P", body) if text.id else body  # a mark without words has no paragraph
        block = self.text(text, tag, body, label=label, box=box)
        if text.id:  # Word keeps an item with the list that it leads up to; a page of the PDF may end there
            block.keep_next = self.styles[text.style].keep_next
        yield block
        yield from self.drawn(rest, body, box)

    # --- pictures and tables ----------------------------------------------------------------------------

    def _figure(self, group: Group, figure: Figure, parent: StructElement) -> Iterator[Drawn]:
        element = StructElement("Div", parent)
        first, picture, *source = group.children
        assert isinstance(first, StyledText) and isinstance(picture, StyledPicture)
        caption = self.text(first, StructElement("Caption", element), parent)
        drawn = StructElement("Figure", element, alternative(figure.alt))
        below = [*self._below(source, element, parent)]
        before, after = spaces(picture, self.styles)
        style = self.styles[picture.style]
        style = replace(style, before=before, after=after, keep_next=picture.keep_next or style.keep_next)
        room = self.height - caption.measure(self.width) - caption.after - before - after
        room -= sum(block.measure(self.width) + block.before for block in below)
        yield caption
        yield from self._picture(picture, figure.id, style, drawn, room)
        yield from below

    def _picture(
        self, node: StyledPicture, id: str, style: Style, element: StructElement, room: float
    ) -> Iterator[Drawn]:
        """`room` is the height of a page with what must be on it besides the picture."""
        picture = node.picture
        try:
            pixels = bitmap(picture.data)
        except UnfitPictureError:
            self.inline.faults.append(BadPicture(id))
            return
        yield PictureBlock(pixels, (picture.width, picture.height), style, element, (self.width, room))

    def _table(self, group: Group, table: Table, parent: StructElement) -> Iterator[Drawn]:
        summary = b"/A<</O/Table/Summary%s>>" % text_string(table.description) if table.description else b""
        element = StructElement("Table", parent, summary)
        first, rows, *notes = group.children
        assert isinstance(first, StyledText) and isinstance(rows, TableRows)
        caption = self.text(first, StructElement("Caption", element), parent)
        yield caption
        grid = grid_of(table, element, self.theme, self.inline, self.width, keyed=self.keyed)
        grid.lay_out(self.height)
        if grid.head_height > self.height / 2:
            self.inline.faults.append(TallHead(table.id))
        self.inline.take_notes(parent)
        below = [*self._below(notes, parent, parent)]
        tail = sum((block.measure(self.width) + block.before + block.after for block in below), 0.0)
        lead = caption.measure(self.width) + caption.after
        yield GridBlock(grid, whole=rows.whole, lead=lead, after=0.0, tail=tail)
        yield from below

    def _below(
        self, nodes: Sequence[FlowNode], around: StructElement, parent: StructElement
    ) -> Iterator[TextBlock]:
        """Notes and a source line within `around`; their footnotes follow in `parent`."""
        for node in nodes:
            assert isinstance(node, StyledText)
            yield self.text(node, StructElement("P", around, _TITLES[node.role]), parent)


def _inside(box: Style) -> Style:
    """The style of a Note's own paragraphs; the box around them has its indents, fill and rules."""
    return replace(box, indent=0.0, right=0.0, fill="", rule_left=None, rule_above=None, rule_below=None)
