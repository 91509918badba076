"""The document model: a small closed set of frozen nodes, between the data and the two writers.

No methods and no markup: what a node prints is in it as text. Spans are left out of equality, so that
two documents are equal when they say the same. Every block has an id; a table's rows carry their primary
key, so that a later version can be compared with an earlier one.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from bilag.diagnostics.findings import Placed, Span

# --- inlines ---------------------------------------------------------------------------------------------


class Text(Struct, frozen=True):
    text: str


class Emphasis(Struct, frozen=True):
    children: tuple[Inline, ...]


class Strong(Struct, frozen=True):
    children: tuple[Inline, ...]


class Value(Placed, frozen=True):
    """A printed fact: its text as formatted once, the fact's id and exact value in canonical text."""

    text: str
    fact: str
    exact: str
    span: Span | None = None


class CrossReference(Placed, frozen=True):
    """A reference to a numbered block; `label` ("Tabel"), `number`, and `text` as printed ("tabel 1")."""

    target: str
    label: str
    number: int
    text: str
    span: Span | None = None


class Link(Struct, frozen=True):
    url: str
    children: tuple[Inline, ...]


class Footnote(Struct, frozen=True):
    """A footnote, at its mark; `number` counts through the document."""

    id: str
    number: int
    content: tuple[Inline, ...]


class Marked(Placed, frozen=True):
    """Words that carry something that is not printed: a language, a claim, a waiver, a term."""

    kind: Literal["lang", "claim", "free", "term"]
    value: str
    children: tuple[Inline, ...]
    span: Span | None = None


class LineBreak(Struct, frozen=True):
    pass


class PageNumber(Struct, frozen=True):
    """In headers and footers only."""


class PageCount(Struct, frozen=True):
    """In headers and footers only."""


Inline = (
    Text
    | Emphasis
    | Strong
    | Value
    | CrossReference
    | Link
    | Footnote
    | Marked
    | LineBreak
    | PageNumber
    | PageCount
)
Inlines = tuple[Inline, ...]

# --- tables ----------------------------------------------------------------------------------------------


class Column(Struct, frozen=True):
    """`width` is a share of the table's width (all shares add up to 1); `decimals` places the comma.

    `align` "decimal" puts the commas of the column under each other, "end" sets figures without decimals
    to the right, "start" is text.
    """

    key: str
    width: float
    align: Literal["start", "end", "decimal"] = "start"
    decimals: int = 0
    unit: str = ""


class Cell(Placed, frozen=True):
    """`fact` is the implicit fact id table/row/column, empty for text; `exact` its canonical value."""

    content: Inlines
    fact: str = ""
    exact: str = ""
    span: Span | None = None


class Row(Struct, frozen=True):
    key: str
    cells: tuple[Cell, ...]


class TableHead(Struct, frozen=True):
    rows: tuple[Row, ...]


class TableBody(Struct, frozen=True):
    rows: tuple[Row, ...]


class TableFoot(Struct, frozen=True):
    """The totals."""

    rows: tuple[Row, ...]


class Table(Placed, frozen=True):
    """A numbered table. The caption is printed above as "<label> <number>. <caption>".

    `width` is the table's share of the width between the margins.
    `row_heads`: the first column names its row. Below the table are the notes, then the source line.
    `description` is for those who cannot see the table.
    """

    id: str
    label: str
    number: int
    caption: Inlines
    columns: tuple[Column, ...]
    head: TableHead
    body: TableBody
    foot: TableFoot
    row_heads: bool = True
    width: float = 1.0
    notes: tuple[Inlines, ...] = ()
    source: Inlines = ()
    description: str = ""
    span: Span | None = None


# --- other blocks ----------------------------------------------------------------------------------------


class Paragraph(Placed, frozen=True):
    id: str
    content: Inlines
    span: Span | None = None


class ListItem(Struct, frozen=True):
    id: str
    blocks: tuple[Block, ...]


class BulletList(Struct, frozen=True):
    id: str
    items: tuple[ListItem, ...]


class OrderedList(Struct, frozen=True):
    id: str
    items: tuple[ListItem, ...]
    start: int = 1


class Figure(Placed, frozen=True):
    """A captioned picture (PNG or JPEG bytes); width and height in points as drawn. Below it the source."""

    id: str
    label: str
    number: int
    caption: Inlines
    alt: str
    data: bytes
    width: float
    height: float
    source: Inlines = ()
    span: Span | None = None


class Note(Struct, frozen=True):
    """A remark set apart from the text."""

    id: str
    blocks: tuple[Block, ...]


Block = Paragraph | BulletList | OrderedList | Table | Figure | Note


class Section(Placed, frozen=True):
    """A heading of `level` 1 to 6 with what is under it; deeper sections follow the blocks.

    `number` ("2.1") is empty where the template numbers no headings.
    """

    id: str
    level: int
    title: Inlines
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()
    number: str = ""
    span: Span | None = None


# --- the whole -------------------------------------------------------------------------------------------


class HeadLine(Struct, frozen=True):
    """A line of the notathoved on page 1, printed as "<label>: <content>", or the content alone."""

    label: str
    content: Inlines


class Picture(Struct, frozen=True):
    """The logo: bytes, alternative text, size in points."""

    alt: str
    data: bytes
    width: float
    height: float


class Meta(Struct, frozen=True):
    """What the files say of themselves. All of it is printed on page 1 or harmless by design.

    `title` begins with the annex's label and `number` where it has them ("Bilag 1. Evaluering ...").
    `language` is a BCP 47 tag; `date` is ISO 8601 or empty, and with SOURCE_DATE_EPOCH decides the
    files' own dates; `author` is an organisation, never a person.
    """

    annex: str
    title: str
    language: str = "da-DK"
    author: str = ""
    subject: str = ""
    case: str = ""
    date: str = ""
    version: str = ""
    status: str = ""
    keywords: tuple[str, ...] = ()
    created: str = "1980-01-01T00:00:00Z"
    number: str = ""


class Printed(Struct, frozen=True):
    """One place where a fact is printed: the block's id, the text, and the placeholder's place in the
    source (a total's is its table)."""

    block: str
    text: str
    place: str


class FactRecord(Struct, frozen=True):
    """A fact as it travels with the document: canonical texts, and the places it came from.

    `step` is the smallest amount the source states, in the unit's base, or empty; `cells` are places such
    as "data/x/udgifter.csv:2:3"; `inputs` are the facts it was computed from.
    """

    id: str
    label: str
    value: str
    unit: str
    step: str
    qualifier: str
    operation: str
    expression: str
    inputs: tuple[str, ...]
    cells: tuple[str, ...]
    printed: tuple[Printed, ...] = ()


class ContentsEntry(Struct, frozen=True):
    """A line of the contents list: the section that it leads to, its level from 1, its words and number."""

    target: str
    level: int
    content: Inlines
    number: str = ""


class Contents(Struct, frozen=True):
    """The contents list under the title, with the headings of the first `levels` levels.

    No model holds page numbers: each file has its own, in the PDF as drawn, in Word as Word finds them.
    """

    title: Inlines
    levels: int
    entries: tuple[ContentsEntry, ...]


Proof = Literal["none", "facts", "data"]
"""What travels inside the files besides what is printed: nothing, the facts, or the published tables too."""


Figures = Literal["control", "bookmark", "none"]
"""What is put around a printed fact in Word: a content control bound to its value, a bookmark, or nothing."""


class Attachment(Struct, frozen=True):
    """A file inside the published files. `name` has no folder, `type` is a MIME type."""

    name: str
    type: str
    description: str
    data: bytes


class WaiverRecord(Struct, frozen=True):
    """A rule that somebody answers for, why, and the block it is about; empty where it is of no block.

    It is not printed, and travels in no file.
    """

    rule: str
    reason: str
    block: str = ""


class Document(Struct, frozen=True):
    """One annex, ready to be printed. `hash` is of its normal form; the writers stamp it.

    `attachments` are what `proof` lets travel inside the files.
    """

    meta: Meta
    title: Inlines
    head: tuple[HeadLine, ...]
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    header: Inlines = ()
    footer: Inlines = ()
    logo: Picture | None = None
    contents: Contents | None = None
    facts: tuple[FactRecord, ...] = ()
    hash: str = ""
    proof: Proof = "none"
    attachments: tuple[Attachment, ...] = ()
    figures: Figures = "control"
    waivers: tuple[WaiverRecord, ...] = ()
