"""A copy of the Word file with remarks in its margin, for those who never see a terminal.

It is for the house alone: it says so in its title, carries no proof, no ids of facts and no checksum, and is
never put beside the clean file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bilag.document.flow import StyledText
from bilag.document.model import Document, Text
from bilag.document.theme import Template
from bilag.write.docx import parts
from bilag.write.docx.hand import Hand
from bilag.write.docx.package import RELATION
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


class _Commented(Writer):
    """Sets the comments of a block around the words of its first paragraph: of a table its caption."""

    def __init__(self, document: Document, template: Template, remarks: Sequence[Remark]) -> None:
        super().__init__(document, template)
        self.remarks = remarks
        self.waiting: dict[str, list[int]] = {}
        """The numbers of the remarks that are not set yet, by their blocks."""
        for number, remark in enumerate(remarks):
            self.waiting.setdefault(remark.block, []).append(number)

    def hand(self, around: Callable[[StyledText, str], str] | None = None) -> Hand:
        return super().hand(self.remarked)

    def remarked(self, text: StyledText, content: str) -> str:
        for number in self.waiting.pop("title" if text.role == "title" else text.id, ()):
            content = anchored(number, content)
        return content

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
    file.package.add(file.main, f"{RELATION}comments", "/word/comments.xml", parts.COMMENTS, data)
