"""Compares blocks: two of one sort inside; of two sorts, the old one is deleted and the new one inserted."""

from __future__ import annotations

from collections.abc import Iterator

from bilag.document.model import (
    Block,
    BulletList,
    Figure,
    Inlines,
    ListItem,
    Note,
    OrderedList,
    Paragraph,
    Section,
    Table,
)
from bilag.document.revisions import (
    BlockRevision,
    FigureRevision,
    ItemRevision,
    ListRevision,
    NoteRevision,
    ParagraphRevision,
    Whole,
)
from bilag.versions.compare.profiles import paired
from bilag.versions.compare.tables import compare_table, source_lines
from bilag.versions.compare.words import compare_words

HeadingOrBlock = Section | Block
"""What follows one another in the text."""


def elements(section: Section) -> Iterator[HeadingOrBlock]:
    """The heading, its blocks, and the sections under it, in reading order."""
    yield section
    yield from section.blocks
    for inner in section.sections:
        yield from elements(inner)


def compare_block(old: Block | None, new: Block | None) -> BlockRevision:
    """The revision of a pair of blocks, of which one may be None."""
    if old == new and new is not None:
        return Whole("kept", new)
    match old, new:
        case Paragraph(), Paragraph():
            return ParagraphRevision(old, new, compare_words(old.content, new.content))
        case BulletList() | OrderedList(), BulletList() | OrderedList():
            return ListRevision(old, new, tuple(_items(old.items, new.items)))
        case Table(), Table():
            return compare_table(old, new)
        case Figure(), Figure():
            caption = compare_words(old.caption, new.caption)
            return FigureRevision(old, new, caption, source_lines(old.source, new.source))
        case Note(), Note():
            return NoteRevision(old, new, compare_blocks(old.blocks, new.blocks))
        case None, block if block is not None:
            return Whole("inserted", block)
        case block, None if block is not None:
            return Whole("deleted", block)
        case _:
            raise TypeError("two blocks of different sorts were paired")


def compare_blocks(old: tuple[Block, ...], new: tuple[Block, ...]) -> tuple[BlockRevision, ...]:
    return tuple(compare_block(was, now) for was, now in paired(old, new))


# --- lists -----------------------------------------------------------------------------------------------


def _items(old: tuple[ListItem, ...], new: tuple[ListItem, ...]) -> Iterator[ItemRevision]:
    for was, now in paired(old, new):
        if was and now:
            yield _item(was, now)
        elif now:
            yield ItemRevision("inserted", now)
        elif was:
            yield ItemRevision("deleted", was)


def _item(old: ListItem, new: ListItem) -> ItemRevision:
    (words, rest), (new_words, new_rest) = _parts(old), _parts(new)
    return ItemRevision("kept", new, compare_words(words, new_words), compare_blocks(rest, new_rest))


def _parts(item: ListItem) -> tuple[Inlines, tuple[Block, ...]]:
    """The words beside the bullet, that is the first paragraph's, and the blocks that follow."""
    match item.blocks:
        case (Paragraph(content=content), *_):
            return content, item.blocks[1:]
        case blocks:
            return (), blocks
