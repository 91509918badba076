"""A copy of the Word file with remarks in its margin, for those who never see a terminal.

It is for the house alone: it says so in its title, carries no proof, no ids of facts and no checksum, and is
never put beside the clean file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from bilag.document.model import Block, Document, Figure, ListItem, Paragraph, Section, Table, Text
from bilag.document.theme import Template
from bilag.write.docx import parts
from bilag.write.docx.body import Body
from bilag.write.docx.package import OFFICE
from bilag.write.docx.wml import DECLARATIONS, XML, attribute, text_run
from bilag.write.docx.writer import Writer


class Remark(Struct, frozen=True):
    """What is said, a paragraph each, of the block with that id; of the title where there is none such."""

    block: str
    lines: tuple[str, ...]


def write_commented(document: Document, template: Template, remarks: Sequence[Remark], mark: str) -> bytes:
    """The document as a Word file with the remarks as comments; `mark` stands before its title."""
    meta = replace(document.meta, title=f"{mark}: {document.meta.title}")
    title = (Text(f"{mark}: "), *document.title)
    inner = replace(
        document, meta=meta, title=title, hash="", proof="none", attachments=(), figures="none", facts=()
    )
    return _Commented(inner, template, remarks).write()


class _Body(Body):
    """Sets the comments of a block around the words of its first paragraph: of a table its caption."""

    def __init__(self, *given: Any) -> None:  # noqa: ANN401 - what a Body takes
        super().__init__(*given)
        self.numbers: dict[str, list[int]] = {}
        self.pending = ""

    def section(self, section: Section) -> str:
        self.pending = section.id
        return super().section(section)

    def block(self, block: Block, style: str, depth: int, leads: bool) -> str:
        if isinstance(block, Paragraph | Table | Figure):
            self.pending = block.id
        return super().block(block, style, depth, leads)

    def item(self, item: ListItem, kind: Literal["Bullet", "Number"], depth: int, numbering: int = 0) -> str:
        if item.blocks and isinstance(item.blocks[0], Paragraph):
            self.pending = item.blocks[0].id
        return super().item(item, kind, depth, numbering)

    def paragraph(self, style: str, content: str, *, properties: str = "") -> str:
        block = "title" if style == "Title" else self.pending
        self.pending = ""
        for number in self.numbers.pop(block, ()):
            content = anchored(number, content)
        return super().paragraph(style, content, properties=properties)


class _Commented(Writer):
    body_class = _Body

    def __init__(self, document: Document, template: Template, remarks: Sequence[Remark]) -> None:
        super().__init__(document, template)
        self.remarks = remarks

    def fill_body(self, body: Body) -> Iterable[str]:
        if isinstance(body, _Body):
            for number, remark in enumerate(self.remarks):
                body.numbers.setdefault(remark.block, []).append(number)
        return super().fill_body(body)

    def finish(self) -> None:
        """Each comment is by the authority, at the time that the file itself was made (17.13.4.2)."""
        meta = self.document.meta
        add_comments(self, [remark.lines for remark in self.remarks], meta.author or "bilag", meta.created)


def anchored(number: int, content: str) -> str:
    """Runs with a comment at them (17.13.4.4), by its number from 0."""
    return (
        f'<w:commentRangeStart w:id="{number}"/>{content}<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    )


def add_comments(file: Writer, said: Sequence[Sequence[str]], author: str, date: str) -> None:
    """The part of the comments (17.13.4.6), a paragraph for each line of each; none where nothing is said."""
    if not said:
        return
    by = f'w:author="{attribute(author)}" w:date="{attribute(date)}"'
    style = f'<w:pPr><w:pStyle w:val="{attribute(file.template.theme.styles["Normal"].id)}"/></w:pPr>'
    inner = []
    for number, comment in enumerate(said):
        mark = "<w:r><w:annotationRef/></w:r>"
        lines = [f"{'' if n else mark}{text_run(line)}" for n, line in enumerate(comment)]
        paragraphs = "".join(f"<w:p>{style}{line}</w:p>" for line in lines)
        inner.append(f'<w:comment w:id="{number}" {by}>{paragraphs}</w:comment>')
    data = f"{XML}<w:comments{DECLARATIONS}>{''.join(inner)}</w:comments>".encode()
    file.package.add(file.main, f"{OFFICE}comments", "/word/comments.xml", parts.COMMENTS, data)
