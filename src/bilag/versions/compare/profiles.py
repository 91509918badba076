"""Pairs the blocks and headings of two versions by their sort and their words.

Of ids only those of tables and figures count, which people give. The id of a paragraph is its number, which
changes for every paragraph after an insertion.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property
from typing import Generic, TypeVar

from msgspec import Struct

from bilag.document.model import (
    Block,
    BulletList,
    Figure,
    Inline,
    Inlines,
    ListItem,
    Note,
    OrderedList,
    Paragraph,
    Section,
    Table,
    Value,
)
from bilag.document.walks import leaves, texts
from bilag.versions.alignment import align

ALIKE = 0.4
"""The least likeness of two versions of one paragraph; below it, one was deleted and the other inserted."""

Bag = Counter[str]
_Node = TypeVar("_Node", Section | Block, Block, ListItem)
_WORD = re.compile(r"\w+")


def bag(*contents: Inlines) -> Bag:
    """The words of running text, and for a printed fact its id: "=beloeb"."""
    return Counter(word for content in contents for leaf in leaves(content) for word in _words(leaf))


def _words(leaf: Inline) -> Iterable[str]:
    if isinstance(leaf, Value):
        return (f"={leaf.fact}",)
    return _WORD.findall("".join(texts((leaf,))))


def likeness(one: Bag, other: Bag) -> float:
    """Twice the words in common as a share of all words (Dice), from 0 to 1."""
    every = one.total() + other.total()
    return 2 * sum(min(n, other[word]) for word, n in one.items() if word in other) / every if every else 0.0


def paired(old: Iterable[_Node], new: Iterable[_Node]) -> Iterator[tuple[_Node | None, _Node | None]]:
    """The nodes of two versions as pairs, in order; None on the side that lacks one."""
    left, right = [_Profile(node) for node in old], [_Profile(node) for node in new]
    for was, now in align(left, right, lambda p: p.signature, _Profile[_Node].likeness, ALIKE):
        yield was.node if was else None, now.node if now else None


class _Profile(Struct, Generic[_Node], frozen=True, dict=True):
    """Two nodes of one `sort` can be compared inside; tables with different columns, and lists of different
    kinds, are of different sorts. Two nodes with one `signature` are the same."""

    node: _Node

    @cached_property
    def sort(self) -> Hashable:
        match self.node:
            case Section(level=level):
                return "heading", level
            case Table(label=label, columns=columns):
                return "table", label, tuple(column.key for column in columns)
            case Figure(label=label):
                return "figure", label
            case OrderedList(start=start):
                return "numbers", start
            case ListItem() | Paragraph() | BulletList() | Note():
                return type(self.node).__name__

    @cached_property
    def signature(self) -> Hashable:
        match self.node:
            case Table(id=id) | Figure(id=id):
                return self.sort, id
            case node:
                return self.sort, tuple("".join(texts(content)) for content in _contents(node))

    @cached_property
    def bag(self) -> Bag:
        return bag(*_contents(self.node))

    def likeness(self, other: _Profile[_Node]) -> float:
        return likeness(self.bag, other.bag) if self.sort == other.sort else 0.0


def _contents(node: Section | Block | ListItem) -> Iterator[Inlines]:
    """The running text of a node; of a section its title, of a table its caption and first column."""
    match node:
        case Section(title=title):
            yield title
        case Paragraph(content=content):
            yield content
        case BulletList(items=items) | OrderedList(items=items):
            for item in items:
                yield from _contents(item)
        case ListItem(blocks=blocks) | Note(blocks=blocks):
            for block in blocks:
                yield from _contents(block)
        case Figure(caption=caption):
            yield caption
        case Table(caption=caption):
            yield caption
            yield from (row.cells[0].content for row in node.body.rows if row.cells)
