"""Walks through a document: its pieces of running text in reading order, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from msgspec import Struct

from bilag.diagnostics.findings import Span
from bilag.document.model import (
    Block,
    BulletList,
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
    Note,
    OrderedList,
    PageCount,
    PageNumber,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    Value,
)


class Passage(Struct, frozen=True):
    """A piece of running text: the id of its block (table/row for a cell), its place in the source."""

    id: str
    span: Span | None
    content: Inlines


def blocks(document: Document) -> Iterator[Block]:
    """Every block in reading order; one that holds others comes before them."""
    yield from _inside(document.blocks)
    for section in sections(document.sections):
        yield from _inside(section.blocks)


def sections(some: tuple[Section, ...]) -> Iterator[Section]:
    """Sections with those under them, in reading order."""
    for section in some:
        yield section
        yield from sections(section.sections)


def _inside(some: tuple[Block, ...]) -> Iterator[Block]:
    for block in some:
        yield block
        match block:
            case BulletList() | OrderedList():
                for item in block.items:
                    yield from _inside(item.blocks)
            case Note():
                yield from _inside(block.blocks)
            case Paragraph() | Table() | Figure():
                pass
            case _:
                assert_never(block)


def passages(document: Document) -> Iterator[Passage]:
    """The title, then every heading, paragraph, caption, cell and note, in reading order."""
    for piece in running_text(document):
        if isinstance(piece, Table):
            for row in (*piece.head.rows, *piece.body.rows, *piece.foot.rows):
                for cell in row.cells:
                    yield Passage(f"{piece.id}/{row.key}", cell.span or piece.span, cell.content)
        else:
            yield piece


def running_text(document: Document) -> Iterator[Passage | Table]:
    """The passages, but a table in place of those of its cells."""
    yield Passage("title", None, document.title)
    yield from _of_blocks(document.blocks)
    for section in document.sections:
        yield from _of_section(section)


def _of_section(section: Section) -> Iterator[Passage | Table]:
    yield Passage(section.id, section.span, section.title)
    yield from _of_blocks(section.blocks)
    for inner in section.sections:
        yield from _of_section(inner)


def _of_blocks(blocks: tuple[Block, ...]) -> Iterator[Passage | Table]:
    for block in blocks:
        match block:
            case Paragraph(id, content, span):
                yield Passage(id, span, content)
            case BulletList() | OrderedList():
                for item in block.items:
                    yield from _of_blocks(item.blocks)
            case Note():
                yield from _of_blocks(block.blocks)
            case Figure():
                yield Passage(block.id, block.span, block.caption)
                yield Passage(block.id, block.span, block.source)
            case Table():
                yield Passage(block.id, block.span, block.caption)
                yield block
                for content in (*block.notes, block.source):
                    yield Passage(block.id, block.span, content)
            case _:
                assert_never(block)


def leaves(inlines: Inlines) -> Iterator[Inline]:
    """The inlines that hold no others, footnotes' content included where its mark stands."""
    for inline in inlines:
        match inline:
            case Text() | Value():
                yield inline
            case Emphasis(children) | Strong(children) | Link(_, children) | Marked(_, _, children):
                yield from leaves(children)
            case Footnote():
                yield from leaves(inline.content)
            case _:
                yield inline


def words(inlines: Inlines) -> str:
    """The words of inlines where no markup can stand, as in titles and properties.

    A line break is a space and a no-break space an ordinary one; footnotes stay out.
    """
    out = []
    for inline in inlines:
        match inline:
            case Text() | Value() | CrossReference():
                out.append(inline.text)
            case Emphasis() | Strong() | Link() | Marked():
                out.append(words(inline.children))
            case LineBreak():
                out.append(" ")
            case Footnote() | PageNumber() | PageCount():
                pass
            case _:
                assert_never(inline)
    return "".join(out).replace("\u00a0", " ")


def texts(inlines: Inlines) -> Iterator[str]:
    """Every text that inlines print, that of footnotes too."""
    for leaf in leaves(inlines):
        if isinstance(leaf, Text | Value | CrossReference):
            yield leaf.text
