"""What the body of a clean Word file prints inside its paragraphs: runs, bookmarks, pictures, tables.

`Body` sets paragraphs and asks a hand what is in them. This one writes a document as it is; that of a redline
(`tracked_hand`) marks what changed in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from bilag.document.flow import FlowNode, Group, StyledPicture, StyledText, TableRows
from bilag.document.model import Contents, Figure, Footnote, Picture, Table, Value
from bilag.document.theme import Template
from bilag.write.docx.table import TableXml
from bilag.write.docx.wml import (
    FIELD_END,
    Look,
    Runs,
    anchored_link,
    attribute,
    bookmark,
    field,
    field_start,
    footnote_mark,
    text_run,
)

EMU = 12700
"""English metric units in a point."""
TAB = "<w:r><w:tab/></w:r>"
PrintParagraph = Callable[[StyledText, str], str]
"""Prints a paragraph around its runs, as `Body.paragraph` does."""


class Hand(Protocol):
    runs: Runs
    footnotes: list[Footnote]
    """Those whose marks are printed, in their order."""

    def within(self, node: FlowNode) -> AbstractContextManager[None]:
        """Entered while a node is printed with all that is in it."""

    def words(self, text: StyledText) -> str:
        """The runs of a paragraph, without its prefix."""

    def heading(self, text: StyledText) -> str:
        """The runs of a heading in its bookmark."""

    def caption(self, group: Group, block: Table | Figure) -> tuple[str, str]:
        """The number in its bookmark, and the words."""

    def contents(self, group: Group, contents: Contents, paragraph: PrintParagraph) -> str: ...

    def drawing(self, picture: StyledPicture) -> str: ...

    def table(self, rows: TableRows) -> str: ...

    def paragraph(self, node: StyledText | StyledPicture, opening: str, content: str) -> str:
        """A whole paragraph, of its opening tag with its properties and its content."""

    def end(self) -> str:
        """What the body ends with, when no table ends it."""


class CleanHand:
    """`link` and `picture` give the relationship id of an address and of a picture's bytes; `bind` marks
    printed facts, and `ids` gives the ids of bookmarks. `around` puts something around the content of a
    paragraph."""

    def __init__(
        self,
        template: Template,
        link: Callable[[str], str],
        picture: Callable[[bytes], str],
        targets: set[str],
        bind: Callable[[Value, str], str],
        ids: Iterator[int],
        around: Callable[[StyledText, str], str] | None = None,
    ) -> None:
        self.characters = template.theme.characters
        self.footnotes: list[Footnote] = []
        self.runs = Runs(self.characters, link, self.footnote, targets, bind)
        self.tables = TableXml(template.theme, self.runs)
        self.drawings = Drawings(picture)
        self.ids, self.around = ids, around

    def within(self, node: FlowNode) -> AbstractContextManager[None]:
        return _NOTHING

    def words(self, text: StyledText) -> str:
        return self.runs.inlines(text.content)

    def heading(self, text: StyledText) -> str:
        words = self.runs.inlines(text.content)
        return bookmark(next(self.ids), text.id, words)

    def caption(self, group: Group, block: Table | Figure) -> tuple[str, str]:
        number = bookmark(next(self.ids), block.id, counter(block, self.runs))
        return number, self.runs.inlines(block.caption)

    def contents(self, group: Group, contents: Contents, paragraph: PrintParagraph) -> str:
        """A TOC field (17.16.5.68), filled in but for the page numbers, which are Word's to find, in the
        content control that gives it its menu in Word (17.5.2.12)."""
        texts = [text for text in group.children if isinstance(text, StyledText)]
        runs = self.runs.unbound()  # Word makes the list anew from the headings' words
        lines = [self.runs.inlines(contents.title)]
        begin, last = field_start(f'TOC \\o "1-{contents.levels}" \\h \\z \\u'), len(texts) - 1
        for n, text in enumerate(texts[1:], 1):
            number = text_run(text.mark) + TAB if text.mark else ""  # as Word writes it, see above
            link = anchored_link(text.target, number + runs.inlines(text.content))
            lines.append(f"{begin if n == 1 else ''}{link}{FIELD_END if n == last else ''}")
        gallery = '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        return (
            f"<w:sdt><w:sdtPr><w:docPartObj>{gallery}</w:docPartObj></w:sdtPr>"
            f"<w:sdtContent>{''.join(map(paragraph, texts, lines))}</w:sdtContent></w:sdt>"
        )

    def drawing(self, picture: StyledPicture) -> str:
        return self.drawings.drawing(picture.picture)

    def table(self, rows: TableRows) -> str:
        return self.tables.table(rows)

    def paragraph(self, node: StyledText | StyledPicture, opening: str, content: str) -> str:
        if self.around and isinstance(node, StyledText):
            content = self.around(node, content)
        return f"{opening}{content}</w:p>"

    def end(self) -> str:
        return ""

    def footnote(self, footnote: Footnote) -> str:
        self.footnotes.append(footnote)
        return footnote_mark(self.characters, len(self.footnotes))


_NOTHING = nullcontext()


def counter(block: Table | Figure, runs: Runs) -> str:
    """The number of a table or figure: a SEQ field (17.16.5.56), which a REF field may repeat."""
    series = "".join(c if c.isalnum() else "_" for c in block.label)
    return field(f"SEQ {series} \\* ARABIC", str(block.number), runs.properties(Look(strong=True)))


class Drawings:
    """Prints the pictures of a file and counts them."""

    def __init__(self, picture: Callable[[bytes], str]) -> None:
        self.picture, self.count = picture, 0

    def drawing(self, drawn: Figure | Picture) -> str:
        """An inline picture (20.4.2.8)."""
        self.count += 1
        n, cx, cy = self.count, round(drawn.width * EMU), round(drawn.height * EMU)
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
