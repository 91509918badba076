"""What an annex says, line by line, apart from how it looks: the form in which Word, PDF and model are equal.

The readers of delivered files and `normal_form` make the same lines, in the order of the page:
the logo, the notathoved, the title, the contents list, then blocks and sections, and last the footnotes.

- `logo`, `figure`: text is the alternative text; the caption of a figure stands above it, as a table's does
- `head`: "Label: content", or the content alone
- `contents`: level 0 for the title of the contents list, else that of the entry; the mark is the heading's
  number; without page numbers
- `title`; `heading` with level 1-6, the mark is its number ("2.1"); `caption`: "Tabel 1. Udgifter"
- `paragraph`, never empty: level is the depth of the list that it stands in (a second paragraph of an
  item), else 0
- `item`: the first paragraph of a list item; level 1-3 (deeper counts as 3), mark "" for a bullet, else the
  ordinal in decimal digits
- `row`: the cells of a table's row; level 1 in the head, 0 in body and foot
- `note`: a paragraph of a Note, or a table's note; `source`: "Kilde: ..."
- `footnote`: mark is its number; its place in the text is shown there as "[^1]"

Headers and footers are left out: they are furniture of the page.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, assert_never

from msgspec import Struct

from bilag.document.flow import FlowNode, Group, StyledPicture, StyledText, TableRows, flow
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
from bilag.document.theme import LIST_LEVELS

Kind = Literal[
    "logo",
    "head",
    "title",
    "contents",
    "heading",
    "paragraph",
    "item",
    "caption",
    "figure",
    "row",
    "note",
    "source",
    "footnote",
]
DEEPEST = LIST_LEVELS
"""The level of an item that is in three lists or more."""
DEEPEST_CONTENTS = 3
"""A contents list has three levels in the template, and no more may be asked for."""


class Line(Struct, frozen=True):
    kind: Kind
    level: int = 0
    text: str = ""
    cells: tuple[str, ...] = ()
    mark: str = ""


_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text without soft hyphens, each run of white space (non-breaking too) as one space, trimmed;
    a hyphen that has a sign of its own, or does not break, is a hyphen."""
    plain = text.replace("\u00ad", "").replace("\u2010", "-").replace("\u2011", "-")
    return _SPACE.sub(" ", plain).strip()


def footnote_mark(number: int) -> str:
    return f"[^{number}]"


def digest(lines: Iterable[Line]) -> str:
    """SHA-256 of what an annex says, apart from how it looks: the same for the model and what is read back.

    It is taken over a JSON array, without spaces and in UTF-8, that holds kind, level, text, cells and mark
    of each line in turn.
    """
    rows = [(line.kind, line.level, line.text, line.cells, line.mark) for line in lines]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def normal_form(document: Document, labels: Mapping[str, str]) -> list[Line]:
    """The lines of a document. `labels` are the template's words, of which "source" is printed here."""
    return list(_Lines(labels).lines(document))


def masked_form(document: Document, labels: Mapping[str, str]) -> list[Line]:
    """The same lines with the id of each printed figure, between signs of the private use area, in place of
    its text: what differs between two of these are the words, and which figures stand among them."""
    return list(_Lines(labels, masked=True).lines(document))


def mask(fact: str) -> str:
    """What stands for a figure in `masked_form`."""
    return f"\ue000{fact}\ue001"


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
