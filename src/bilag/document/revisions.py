"""Two versions of a document as one: what was kept, put in and left out, at the grain of figure and word.

"Revision" is Word's term for a tracked change (ECMA-376 part 1, 17.13.5). Read without what is inserted this
is the old version; without what is deleted, the new one. What is kept is given as the new version has it, for
ids, footnote numbers and what is not printed may differ. Formatting is not compared beyond bold, italic,
links and language of running text, and what was moved is deleted at one place and inserted at the other.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from bilag.document.model import (
    Block,
    BulletList,
    ContentsEntry,
    Document,
    Figure,
    Footnote,
    HeadLine,
    Inlines,
    ListItem,
    Note,
    OrderedList,
    Paragraph,
    Row,
    Section,
    Table,
)

RevisionState = Literal["kept", "inserted", "deleted"]


class TextRevision(Struct, frozen=True):
    """Running text of one state. A printed fact is never cut: it is one token, as a word is."""

    state: RevisionState
    content: Inlines


class FootnoteRevision(Struct, frozen=True):
    """A footnote whose mark was kept and whose words were not."""

    old: Footnote
    new: Footnote
    words: RevisedWords


RevisedWords = tuple[TextRevision | FootnoteRevision, ...]


class LineRevision(Struct, frozen=True):
    """A paragraph, a caption, a heading ...: its end is kept, inserted or deleted, as are its words.

    In one that is not kept every word has the line's own state.
    """

    state: RevisionState
    words: RevisedWords


# --- tables ----------------------------------------------------------------------------------------------


class RowRevision(Struct, frozen=True):
    """A row of one state; `row` as the new version has it, or as the old one had it where it is deleted."""

    state: RevisionState
    row: Row
    cells: tuple[RevisedWords, ...]


class TableRevision(Struct, frozen=True):
    """A table with the same columns in both. With other columns the whole table is deleted and inserted."""

    old: Table
    new: Table
    caption: RevisedWords
    head: tuple[RowRevision, ...]
    body: tuple[RowRevision, ...]
    foot: tuple[RowRevision, ...]
    notes: tuple[LineRevision, ...]
    source: tuple[LineRevision, ...]


# --- other blocks ----------------------------------------------------------------------------------------


class Whole(Struct, frozen=True):
    """A block that is kept, inserted or deleted with all that is in it."""

    state: RevisionState
    block: Block


class ParagraphRevision(Struct, frozen=True):
    old: Paragraph
    new: Paragraph
    words: RevisedWords


class ItemRevision(Struct, frozen=True):
    """An item of a list. `words` are those of the paragraph that bears its mark, `blocks` what follows it;
    both are empty where the item is not kept, and all of `item` has the state."""

    state: RevisionState
    item: ListItem
    words: RevisedWords = ()
    blocks: tuple[BlockRevision, ...] = ()


class ListRevision(Struct, frozen=True):
    """A list of the same kind in both, numbered from the same number."""

    old: BulletList | OrderedList
    new: BulletList | OrderedList
    items: tuple[ItemRevision, ...]


class FigureRevision(Struct, frozen=True):
    """A figure; whether its picture or the text for it changed is seen by `old` and `new`."""

    old: Figure
    new: Figure
    caption: RevisedWords
    source: tuple[LineRevision, ...]


class NoteRevision(Struct, frozen=True):
    old: Note
    new: Note
    blocks: tuple[BlockRevision, ...]


BlockRevision = Whole | ParagraphRevision | ListRevision | TableRevision | FigureRevision | NoteRevision


class HeadingRevision(Struct, frozen=True):
    """A heading, of the same level in both. What stands under it follows it: sections are not nested here.

    `section` is the new version's, or the old one's where it is deleted; `old_id` is "" where it is inserted.
    """

    section: Section
    old_id: str
    line: LineRevision


# --- the whole -------------------------------------------------------------------------------------------


class HeadRevision(Struct, frozen=True):
    """A line of the notathoved, its label among its words; `head` is the old one's where it is deleted."""

    head: HeadLine
    line: LineRevision


class EntryRevision(Struct, frozen=True):
    """A line of the contents list. `old` or `new` is None where the other version has no such line."""

    old: ContentsEntry | None
    new: ContentsEntry | None
    line: LineRevision


class ContentsRevision(Struct, frozen=True):
    title: LineRevision
    entries: tuple[EntryRevision, ...]


class Revisions(Struct, frozen=True):
    """Two versions of one annex. The logo, if it changed, is seen by `old` and `new`."""

    old: Document
    new: Document
    head: tuple[HeadRevision, ...]
    title: RevisedWords
    contents: ContentsRevision | None
    body: tuple[HeadingRevision | BlockRevision, ...]
    header: RevisedWords
    footer: RevisedWords
