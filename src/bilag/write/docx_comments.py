"""A copy of the Word file with remarks in its margin, for those who never see a terminal.

It is for the house alone: it says so in its title, carries no proof, no ids of facts and no checksum, and is
never put beside the clean file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from bilag.model import Block, Document, Figure, ListItem, Paragraph, Section, Table, Text
from bilag.theme import Template
from bilag.write.docx import Package
from bilag.write.docx_body import Body
from bilag.write.wml import DECLARATIONS, XML, attribute, text_run


@dataclass(frozen=True, slots=True)
class Remark:
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
            content = (
                f'<w:commentRangeStart w:id="{number}"/>{content}<w:commentRangeEnd w:id="{number}"/>'
                f'<w:r><w:commentReference w:id="{number}"/></w:r>'
            )
        return super().paragraph(style, content, properties=properties)


class _Commented(Package):
    body_class = _Body

    def __init__(self, document: Document, template: Template, remarks: Sequence[Remark]) -> None:
        super().__init__(document, template)
        self.remarks = remarks

    def fill_body(self, body: Body) -> str:
        if isinstance(body, _Body):
            for number, remark in enumerate(self.remarks):
                body.numbers.setdefault(remark.block, []).append(number)
        return super().fill_body(body)

    def zip(self, made: dict[str, bytes]) -> bytes:
        """With the part of the comments (17.13.4.6), where there are any."""
        if self.remarks:
            part = Part(PackURI("/word/comments.xml"), CT.WML_COMMENTS, self.comments(), self.package)
            self.part.relate_to(part, RT.COMMENTS)
        return super().zip(made)

    def comments(self) -> bytes:
        """Each is by the authority, at the time that the file itself was made (17.13.4.2)."""
        meta = self.document.meta
        by = f'w:author="{attribute(meta.author or "bilag")}" w:date="{attribute(meta.created)}"'
        style = f'<w:pPr><w:pStyle w:val="{attribute(self.template.theme.styles["Normal"].id)}"/></w:pPr>'
        inner = []
        for number, remark in enumerate(self.remarks):
            mark = "<w:r><w:annotationRef/></w:r>"
            lines = [f"{'' if n else mark}{text_run(line)}" for n, line in enumerate(remark.lines)]
            paragraphs = "".join(f"<w:p>{style}{line}</w:p>" for line in lines)
            inner.append(f'<w:comment w:id="{number}" {by}>{paragraphs}</w:comment>')
        return f"{XML}<w:comments{DECLARATIONS}>{''.join(inner)}</w:comments>".encode()
