"""The tree of a parsed fragment: prose with placeholders still open.

Between Markdown and the document model. An Element is generic on purpose: which of them a document may
hold, and what becomes of them, is decided once, in `compose`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace

from bilag.diagnostics.findings import Placed, Span

# Signs that XML cannot hold, that hide what is printed, or that mean what only one font knows (private use):
# controls, overrides of direction, half characters, byte order marks (ISO 19005-2 6.2.11.7).
UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)

Kind = Literal[
    # blocks
    "heading",
    "paragraph",
    "bullets",
    "ordered",
    "item",
    "note",
    "directive",
    # inlines
    "text",
    "emphasis",
    "strong",
    "link",
    "span",
    "placeholder",
    "reference",
    "footnote",
    "break",
]


class Element(Placed, frozen=True):
    """`text` is the words of a text, the inside of a placeholder, the target of a reference or link, or
    the body of a directive; `attributes` are those in braces, or a directive's `name` and `argument`;
    `number` is a heading's level or a list's start. `body` is where a directive's body begins. `pieces` are
    the parts of a text that are apart in the file: where each begins, in the text and in the file.
    """

    unsaid = ("body", "pieces")

    kind: Kind
    span: Span
    children: tuple[Element, ...] = ()
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    number: int = 0
    body: Span | None = None
    pieces: tuple[tuple[int, Span], ...] = ()

    def attribute(self, name: str) -> str | None:
        return next((value for key, value in self.attributes if key == name), None)


def walk(elements: tuple[Element, ...]) -> Iterator[Element]:
    """All elements of a tree, in the order of the text."""
    for element in elements:
        yield element
        yield from walk(element.children)


def place(text: Element, offset: int) -> Span:
    """The place of a sign of a text in the file; the text's own place where no more is known (a cell)."""
    if not text.pieces:
        return text.span
    start, span = text.pieces[bisect_right(text.pieces, offset, key=lambda piece: piece[0]) - 1]
    return replace(span, column=span.column + offset - start)


def placeholder_parts(text: str) -> tuple[str, str]:
    """The words before and after the bar: the fact's id and the format (empty: the fact's own)."""
    name, _, form = text.partition("|")
    return name.strip(), " ".join(form.split())
