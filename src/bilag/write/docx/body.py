"""The blocks of a document as the body of document.xml."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Literal, assert_never

from bilag.document.forms.normalform import DEEPEST
from bilag.document.model import (
    Block,
    BulletList,
    Contents,
    Document,
    Figure,
    Footnote,
    HeadLine,
    ListItem,
    Note,
    OrderedList,
    Paragraph,
    Picture,
    Section,
    Table,
    Value,
)
from bilag.document.theme import Template
from bilag.document.walks import blocks, sections
from bilag.write.docx.table import TableXml
from bilag.write.docx.wml import (
    FIELD_END,
    Look,
    Runs,
    attribute,
    bookmark_name,
    field,
    field_start,
    text_run,
)

EMU = 12700
"""English metric units in a point."""


def targets(document: Document) -> set[str]:
    """The ids of the blocks that references and links may lead to: headings, tables and figures."""
    found = {block.id for block in blocks(document) if isinstance(block, Table | Figure)}
    return found | {section.id for section in sections(document.sections)}


def continued(depth: int) -> str:
    """The style of what follows the first paragraph of a list item."""
    return f"ListContinue{_suffix(depth)}"


def _suffix(depth: int) -> str:
    level = min(depth, DEEPEST - 1)
    return str(level + 1) if level else ""


class Body:
    """Prints a document. After `document`, `footnotes` holds the footnotes in the order of their marks.

    `link` and `picture` give the relationship id of an address and of a picture's bytes; `numbering` a new
    numbering instance that begins at a number on a level (0-2), or 0 where the template has none; `bind`
    marks printed facts, and `ids` gives the ids of bookmarks.
    """

    def __init__(
        self,
        template: Template,
        link: Callable[[str], str],
        picture: Callable[[bytes], str],
        numbering: Callable[[int, int], int],
        targets: set[str],
        bind: Callable[[Value, str], str],
        ids: Iterator[int],
    ) -> None:
        self.styles = template.theme.styles
        self.labels = template.labels
        self.picture, self.numbering = picture, numbering
        self.footnotes: list[Footnote] = []
        self.runs = Runs(template.theme.characters, link, self.footnote, targets, bind)
        self.tables = TableXml(template.theme, self.runs)
        self.ids = ids
        self.drawings = 0
        self.after_table = False

    def document(self, document: Document) -> Iterator[str]:
        """The content of the body, piece by piece: the whole is large."""
        yield self.letterhead(document.head, document.logo)
        yield self.paragraph("Title", self.runs.inlines(document.title))
        if document.contents:
            yield self.contents(document.contents)
        yield self.blocks(document.blocks)
        yield from map(self.section, document.sections)
        if self.after_table:  # Word asks for a paragraph after a table at the end of the body
            yield "<w:p/>"

    # --- paragraphs ---

    def paragraph(self, style: str, content: str, *, properties: str = "") -> str:
        """A paragraph of a named style. `properties` stand in the order of CT_PPrBase (17.3.1.26).

        What follows a table keeps the distance to it that a caption keeps above it.
        """
        look = self.styles[style]
        id, spacing = attribute(look.id), ""
        if self.after_table:
            gap = self.styles["Caption"].before
            spacing = f'<w:spacing w:before="{round(gap * 20)}"/>' if look.before < gap else ""
            self.after_table = False
        return f'<w:p><w:pPr><w:pStyle w:val="{id}"/>{properties}{spacing}</w:pPr>{content}</w:p>'

    def bookmark(self, id: str, content: str) -> str:
        n = next(self.ids)
        return (
            f'<w:bookmarkStart w:id="{n}" w:name="{bookmark_name(id)}"/>{content}<w:bookmarkEnd w:id="{n}"/>'
        )

    def letterhead(self, lines: tuple[HeadLine, ...], logo: Picture | None) -> str:
        parts = []
        if logo:
            parts.append(self.paragraph("Letterhead", self.drawing(logo)))
        for n, line in enumerate(lines):
            style = "LetterheadName" if n == 0 and not line.label else "Letterhead"
            label = text_run(f"{line.label}: ") if line.label else ""
            parts.append(self.paragraph(style, label + self.runs.inlines(line.content)))
        return "".join(parts)

    def contents(self, contents: Contents) -> str:
        """A TOC field (17.16.5.68), filled in but for the page numbers, which are Word's to find, in the
        content control that gives it its menu in Word (17.5.2.12)."""
        begin = field_start(f'TOC \\o "1-{contents.levels}" \\h \\z \\u')
        runs = self.runs.unbound()  # Word makes the list anew from the headings' words
        lines, last = [], len(contents.entries) - 1
        for n, entry in enumerate(contents.entries):
            words = runs.inlines(entry.content)
            if entry.number:  # as Word writes it when it makes the list anew
                words = f"{text_run(entry.number)}<w:r><w:tab/></w:r>{words}"
            link = (
                f'<w:hyperlink w:anchor="{bookmark_name(entry.target)}" w:history="1">{words}</w:hyperlink>'
            )
            line, style, after = f"{'' if n else begin}{link}", f"Contents{entry.level}", ""
            if n == last:  # the list keeps the distance to the text that the title keeps to the list
                line += FIELD_END
                after = f'<w:spacing w:after="{round(self.styles["Title"].after * 20)}"/>'
            lines.append(self.paragraph(style, line, properties=after))
        title = self.paragraph("ContentsTitle", self.runs.inlines(contents.title))
        gallery = '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        return (
            f"<w:sdt><w:sdtPr><w:docPartObj>{gallery}</w:docPartObj></w:sdtPr>"
            f"<w:sdtContent>{title}{''.join(lines)}</w:sdtContent></w:sdt>"
        )

    def section(self, section: Section) -> str:
        title = self.bookmark(section.id, self.runs.inlines(section.title))
        heading = self.paragraph(f"Heading{section.level}", title)
        return heading + self.blocks(section.blocks) + "".join(map(self.section, section.sections))

    # --- blocks ---

    def blocks(self, blocks: tuple[Block, ...], style: str = "Normal", depth: int = 0) -> str:
        """Blocks one after another; a paragraph that leads up to a list stays on its page."""
        return "".join(
            [
                self.block(block, style, depth, isinstance(after, BulletList | OrderedList))
                for block, after in zip_longest(blocks, blocks[1:])
            ]
        )

    def block(self, block: Block, style: str, depth: int, leads: bool) -> str:
        match block:
            case Paragraph():
                keep = "<w:keepNext/>" if leads else ""
                return self.paragraph(style, self.runs.inlines(block.content), properties=keep)
            case BulletList():
                return "".join([self.item(item, "Bullet", depth) for item in block.items])
            case OrderedList():
                numbers = self.numbering(min(depth, DEEPEST - 1), block.start)
                return "".join([self.item(item, "Number", depth, numbers) for item in block.items])
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block)
            case Note():
                return self.blocks(block.blocks, "Note")
            case _:
                assert_never(block)

    def item(self, item: ListItem, kind: Literal["Bullet", "Number"], depth: int, numbering: int = 0) -> str:
        """The first paragraph bears the mark; what follows is aligned with its text."""
        first = item.blocks[0] if item.blocks else None
        words = self.runs.inlines(first.content) if isinstance(first, Paragraph) else ""
        rest = item.blocks[1:] if isinstance(first, Paragraph) else item.blocks
        leads = bool(rest) and isinstance(rest[0], BulletList | OrderedList)
        return self.item_head(kind, depth, numbering, words, leads) + self.blocks(
            rest, continued(depth), depth + 1
        )

    def item_head(
        self, kind: Literal["Bullet", "Number"], depth: int, numbering: int, words: str, leads: bool
    ) -> str:
        """The paragraph that bears the mark; one that leads up to a list stays on its page."""
        level = min(depth, DEEPEST - 1)
        number = (
            f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>' if numbering else ""
        )
        keep = "<w:keepNext/>" if leads else ""
        return self.paragraph(f"List{kind}{_suffix(depth)}", words, properties=keep + number)

    def table(self, table: Table) -> str:
        parts = [self.caption(table), self.tables.table(table)]
        parts.append(self.notes(table))
        parts.append(self.source(table))
        self.after_table = True
        return "".join(parts)

    def notes(self, table: Table) -> str:
        return "".join([self.paragraph("TableNote", self.runs.inlines(note)) for note in table.notes])

    def figure(self, figure: Figure) -> str:
        """A source line stands as close as a table's, and what follows as far from it."""
        parts = [self.caption(figure)]
        drawing = self.drawing(figure)
        with_source = '<w:keepNext/><w:spacing w:after="0"/>' if figure.source else ""
        parts.append(self.paragraph("Figure", drawing, properties=with_source))
        parts.append(self.source(figure))
        self.after_table = bool(figure.source)
        return "".join(parts)

    def source(self, block: Table | Figure) -> str:
        if not block.source:
            return ""
        words = text_run(f"{self.labels['source']}: ") + self.runs.inlines(block.source)
        return self.paragraph("TableSource", words)

    def caption(self, block: Table | Figure) -> str:
        """A bold label with a SEQ field (17.16.5.56) whose number is bookmarked for REF fields."""
        number = self.bookmark(block.id, self.counter(block))
        return self.captioned(block.label, number, self.runs.inlines(block.caption))

    def counter(self, block: Table | Figure) -> str:
        series = "".join(c if c.isalnum() else "_" for c in block.label)
        return field(f"SEQ {series} \\* ARABIC", str(block.number), self.runs.properties(Look(strong=True)))

    def captioned(self, label: str, number: str, words: str) -> str:
        bold = self.runs.properties(Look(strong=True))
        return self.paragraph("Caption", text_run(f"{label} ", bold) + number + text_run(". ", bold) + words)

    def drawing(self, drawn: Figure | Picture) -> str:
        """An inline picture (20.4.2.8)."""
        self.drawings += 1
        n, cx, cy = self.drawings, round(drawn.width * EMU), round(drawn.height * EMU)
        embedded = self.picture(drawn.data)
        picture_uri = "http://schemas.openxmlformats.org/drawingml/2006/picture"
        name = f'id="{n}" name="Billede {n}" descr="{attribute(drawn.alt)}"'
        return (
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{cx}" cy="{cy}"/><wp:docPr {name}/><wp:cNvGraphicFramePr>'
            '<a:graphicFrameLocks noChangeAspect="1"/>'
            f'</wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="{picture_uri}"><pic:pic><pic:nvPicPr>'
            f"<pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
            f'<a:blip r:embed="{embedded}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
            "</a:graphic></wp:inline></w:drawing></w:r>"
        )

    def footnote(self, footnote: Footnote) -> int:
        self.footnotes.append(footnote)
        return len(self.footnotes)
