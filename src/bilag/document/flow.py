"""The flow of a document: what is printed, in the order of the page, and how each block is set.

Word, PDF, the redline and the normal form must do some things alike; here these are decided, once: the style
of each block, what stays on the page of what follows, and where a space is larger or smaller than the style
says. A writer prints the nodes as they come. The flow is made from the Document alone: its styles are the
names in `theme.PARAGRAPH_STYLES`, and `spaces` takes its spaces from a template's styles.

    "Bilag 1. Evaluering"      StyledText("title", "Title", ...)
    a table with a note        Group(table, (caption, TableRows, note, source))
    "- Rejser"                 Group(list, (Group(item, (StyledText("item", "ListBullet", ...),)),))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, repeat, zip_longest
from typing import Literal, assert_never

from msgspec import Struct

from bilag.document.model import (
    Block,
    BulletList,
    Contents,
    ContentsEntry,
    Document,
    Figure,
    HeadLine,
    Inlines,
    ListItem,
    Note,
    OrderedList,
    Paragraph,
    Picture,
    Section,
    Strong,
    Table,
    Text,
)
from bilag.document.theme import LIST_LEVELS, Style

Role = Literal[
    "head", "title", "contents", "heading", "paragraph", "remark", "item", "caption", "note", "source"
]
"""What a paragraph is. A "remark" is a paragraph of a Note, a "note" belongs to a table."""

SHORT = 12
"""Rows, with those of the head, of a table that is kept whole on one page; with more of them Word and
LibreOffice would be slow."""


class StyledText(Struct, frozen=True):
    """A paragraph. `prefix` is printed before `content` ("Kilde: ").

    `level` is that of a heading or an entry of the contents list, else the depth of the list around it.
    `mark` is the number of a heading or an entry ("2.1"), or of a list's item ("3"). `id` is that of the
    section, paragraph, table or figure that begins with it; `target` is the heading that an entry leads to.
    With `before` "caption" the space before is at least that of a caption, with `after` "title" the space
    after is at least that of a title.
    """

    role: Role
    style: str
    content: Inlines
    level: int = 0
    mark: str = ""
    prefix: str = ""
    id: str = ""
    target: str = ""
    keep_next: bool = False
    before: Literal["own", "caption"] = "own"
    after: Literal["own", "title"] = "own"


class StyledPicture(Struct, frozen=True):
    """A picture in a paragraph of its own; `after` "none" leaves no space to the source line below it."""

    picture: Figure | Picture
    style: str
    keep_next: bool = False
    before: Literal["own"] = "own"
    after: Literal["own", "none"] = "own"


class TableRows(Struct, frozen=True):
    """The rows of a table, without caption and notes.

    `whole`: the table is kept on one page where it fits. `keeps` has for each row of head, body and foot in
    turn whether it stays with what follows, so that two rows at least are on the first and the last page, and
    the totals and the notes are with the last row.
    """

    table: Table
    whole: bool
    keeps: tuple[bool, ...]


class Group(Struct, frozen=True):
    """The nodes of one `node`, in the order of the page: a table's caption, rows, notes and source line; a
    section's heading, blocks and sections; the contents list's title and entries. `level` is that of a list,
    from 1."""

    node: Contents | Section | BulletList | OrderedList | ListItem | Table | Figure | Note | None
    children: tuple[FlowNode, ...]
    level: int = 0


FlowNode = StyledText | StyledPicture | TableRows | Group

CELL_STYLES: Mapping[tuple[str, bool], str] = {
    ("head", False): "TableHead",
    ("head", True): "TableHeadNumber",
    ("body", False): "TableText",
    ("body", True): "TableNumber",
    ("foot", False): "TableText",
    ("foot", True): "TableNumber",
}
"""The style of a table's cells, by their part of it and whether their column is set to the right."""


def flow(document: Document, labels: Mapping[str, str]) -> tuple[FlowNode, ...]:
    """All that is printed in the body of a document. `labels` are the template's words, of which "source" is
    printed here; footnotes are where their marks are, header and footer are no part of it."""
    return tuple(Setting(labels["source"]).document(document))


def spaces(block: StyledText | StyledPicture, styles: Mapping[str, Style]) -> tuple[float, float]:
    """The space before and after a block, in points."""
    style = styles[block.style]
    before, after = style.before, style.after
    if block.before == "caption":
        before = max(before, styles["Caption"].before)
    if block.after == "title":
        after = max(after, styles["Title"].after)
    return before, 0.0 if block.after == "none" else after


def is_list(block: Block | None) -> bool:
    return isinstance(block, BulletList | OrderedList)


def list_style(node: BulletList | OrderedList, level: int) -> str:
    """The style of the paragraphs that bear the marks of a list."""
    return leveled("ListBullet" if isinstance(node, BulletList) else "ListNumber", level)


def ordinals(node: BulletList | OrderedList) -> Iterator[str]:
    """The marks of a list's items as the normal form has them: "" for a bullet, else "1", "2"."""
    return map(str, count(node.start)) if isinstance(node, OrderedList) else repeat("")


def leveled(style: str, level: int) -> str:
    """A style of lists by its level, from 1: "ListBullet", "ListBullet2"."""
    return style if level == 1 else f"{style}{level}"


class Setting:
    """Sets blocks one after another: it knows whether the last one was a table.

    What follows a table, or a figure with a source line, keeps the distance to it that a caption keeps above
    the table.
    """

    def __init__(self, source: str) -> None:
        self.source = f"{source}: "
        self.below_table = False

    def before(self) -> Literal["own", "caption"]:
        """The space before the next paragraph."""
        found, self.below_table = self.below_table, False
        return "caption" if found else "own"

    def document(self, document: Document) -> Iterator[FlowNode]:
        if document.logo:
            yield logo(document.logo)
        for n, line in enumerate(document.head):
            prefix = f"{line.label}: " if line.label else ""
            yield StyledText("head", head_style(line, first=n == 0), line.content, prefix=prefix)
        yield StyledText("title", "Title", document.title)
        if document.contents:
            yield self.contents(document.contents)
        yield from self.blocks(document.blocks)
        yield from map(self.section, document.sections)

    def contents(self, contents: Contents) -> Group:
        """The list keeps the distance to the text that the title keeps to the list."""
        title = StyledText("contents", "ContentsTitle", contents.title, keep_next=True)
        last = len(contents.entries) - 1
        entries = [entry_line(entry, last=n == last) for n, entry in enumerate(contents.entries)]
        return Group(contents, (title, *entries))

    def section(self, section: Section) -> Group:
        heading = self.heading(section)
        blocks = tuple(self.blocks(section.blocks))
        return Group(section, (heading, *blocks, *map(self.section, section.sections)))

    def heading(self, section: Section) -> StyledText:
        return StyledText(
            "heading",
            f"Heading{section.level}",
            section.title,
            section.level,
            section.number,
            id=section.id,
            keep_next=True,
            before=self.before(),
        )

    def blocks(
        self, blocks: Sequence[Block], role: Literal["paragraph", "remark"] = "paragraph", depth: int = 0
    ) -> Iterator[FlowNode]:
        """`depth` is the level of the list around them. A paragraph that leads up to a list keeps with it."""
        for block, following in zip_longest(blocks, blocks[1:]):
            yield self.block(block, role, depth, leads=is_list(following))

    def block(
        self, block: Block, role: Literal["paragraph", "remark"], depth: int, *, leads: bool
    ) -> FlowNode:
        match block:
            case Paragraph():
                return self.paragraph(block, role, depth, leads=leads)
            case BulletList() | OrderedList():
                level = min(depth + 1, LIST_LEVELS)
                style, marks = list_style(block, level), ordinals(block)
                items = [
                    self.item(item, style, level, mark)
                    for item, mark in zip(block.items, marks, strict=False)
                ]
                return Group(block, tuple(items), level)
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block)
            case Note():
                return Group(block, tuple(self.blocks(block.blocks, "remark")))
            case _:
                assert_never(block)

    def paragraph(
        self, block: Paragraph, role: Literal["paragraph", "remark"], depth: int, *, leads: bool
    ) -> StyledText:
        style = "Note" if role == "remark" else leveled("ListContinue", depth) if depth else "Normal"
        return StyledText(
            role, style, block.content, depth, id=block.id, keep_next=leads, before=self.before()
        )

    def item(self, item: ListItem, style: str, level: int, mark: str) -> Group:
        """The first paragraph bears the mark, and keeps with a list that it leads up to; a mark without words
        keeps with whatever follows."""
        first, rest = item.blocks[:1], item.blocks[1:]
        content: Inlines = ()
        if first and isinstance(first[0], Paragraph):
            content, id, keep = first[0].content, first[0].id, bool(rest) and is_list(rest[0])
        else:
            rest, id, keep = item.blocks, "", bool(item.blocks)
        text = StyledText("item", style, content, level, mark, id=id, keep_next=keep, before=self.before())
        return Group(item, (text, *self.blocks(rest, depth=level)))

    def table(self, table: Table) -> Group:
        """The caption is above the rows, the notes and the source line are below them."""
        caption = self.caption(table)
        notes = [StyledText("note", "TableNote", note) for note in table.notes]
        rows = table_rows(table, noted=bool(table.notes or table.source))
        self.below_table = True
        return Group(table, (caption, rows, *notes, *self.source_line(table)))

    def figure(self, figure: Figure) -> Group:
        """A source line is as near as a table's, and what follows is as far off."""
        caption = self.caption(figure)
        self.below_table = bool(figure.source)
        return Group(figure, (caption, figure_picture(figure), *self.source_line(figure)))

    def caption(self, block: Table | Figure) -> StyledText:
        content = (Strong((Text(f"{block.label} {block.number}. "),)), *block.caption)
        return StyledText("caption", "Caption", content, id=block.id, keep_next=True, before=self.before())

    def source_line(self, block: Table | Figure) -> Iterator[StyledText]:
        if block.source:
            yield StyledText("source", "TableSource", block.source, prefix=self.source)


def head_style(line: HeadLine, *, first: bool) -> str:
    """The notathoved begins with the authority's name, which has no label."""
    return "LetterheadName" if first and not line.label else "Letterhead"


def entry_line(entry: ContentsEntry, *, last: bool) -> StyledText:
    return StyledText(
        "contents",
        f"Contents{entry.level}",
        entry.content,
        entry.level,
        entry.number,
        target=entry.target,
        after="title" if last else "own",
    )


def logo(picture: Picture) -> StyledPicture:
    return StyledPicture(picture, "Letterhead")


def figure_picture(figure: Figure) -> StyledPicture:
    noted = bool(figure.source)
    return StyledPicture(figure, "Figure", keep_next=noted, after="none" if noted else "own")


def table_rows(table: Table, *, noted: bool) -> TableRows:
    """The rows of a table; `noted` says that there is a note or a source line below them."""
    head, body, foot = (len(part.rows) for part in (table.head, table.body, table.foot))
    whole = head + body + foot <= SHORT
    keeps = [whole] * body
    if body:
        keeps[0] = keeps[max(0, body - 2)] = True
        keeps[-1] = noted or bool(foot)
    keeps += [True] * (foot - 1) + [noted] * bool(foot)
    return TableRows(table, whole, (*([bool(body or foot)] * head), *keeps))
