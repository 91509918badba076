"""The normal form of a document: what it says, line by line, as the readers of its files find it there.

It is made of the same flow as the files, so that it says what they should say, and in which order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from bilag.document.flow import FlowNode, Group, StyledPicture, StyledText, TableRows, flow
from bilag.document.forms.normalform import Kind, Line, footnote_mark, mask, plain
from bilag.document.model import (
    CrossReference,
    Document,
    Emphasis,
    Figure,
    Footnote,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Marked,
    PageCount,
    PageNumber,
    Strong,
    Text,
    Value,
)


def normal_form(document: Document, labels: Mapping[str, str]) -> list[Line]:
    """The lines of a document. `labels` are the template's words, of which "source" is printed here."""
    return list(_Lines(labels).lines(document))


def masked_form(document: Document, labels: Mapping[str, str]) -> list[Line]:
    """The same lines with the id of each printed figure, between signs of the private use area, in place of
    its text: what differs between two of these are the words, and which figures stand among them."""
    return list(_Lines(labels, masked=True).lines(document))


def line_text(content: Inlines) -> str:
    """What a piece of running text says as a line of the normal form."""
    return _Lines({}).line(content)


class _Lines:
    def __init__(self, labels: Mapping[str, str], *, masked: bool = False) -> None:
        self.labels, self.masked = labels, masked
        self.footnotes: list[Footnote] = []

    def lines(self, document: Document) -> Iterator[Line]:
        yield from self.of_nodes(flow(document, self.labels))
        for note in self.footnotes:
            yield Line("footnote", text=self.line(note.content), mark=str(note.number))

    def of_nodes(self, nodes: Iterable[FlowNode]) -> Iterator[Line]:
        for node in nodes:
            match node:
                case StyledText():
                    text = plain(node.prefix + self.text(node.content))
                    if text or node.role not in ("paragraph", "remark"):
                        kind: Kind = "note" if node.role == "remark" else node.role
                        yield Line(kind, node.level, text, mark=node.mark)
                case Group():
                    yield from self.of_nodes(node.children)
                case TableRows():
                    table = node.table
                    for level, part in ((1, table.head), (0, table.body), (0, table.foot)):
                        for row in part.rows:
                            yield Line(
                                "row", level, cells=tuple([self.line(cell.content) for cell in row.cells])
                            )
                case StyledPicture(picture=picture):
                    yield Line("figure" if isinstance(picture, Figure) else "logo", text=plain(picture.alt))
                case _:
                    assert_never(node)

    def line(self, inlines: Inlines) -> str:
        return plain(self.text(inlines))

    def text(self, inlines: Inlines) -> str:
        return "".join(map(self.inline, inlines))

    def inline(self, inline: Inline) -> str:
        match inline:
            case Value() if self.masked:
                return mask(inline.fact)
            case Text() | Value() | CrossReference():
                return inline.text
            case Emphasis() | Strong() | Link() | Marked():
                return self.text(inline.children)
            case Footnote():
                self.footnotes.append(inline)
                return footnote_mark(inline.number)
            case LineBreak():
                return "\n"
            case PageNumber() | PageCount():
                return ""
            case _:
                assert_never(inline)
