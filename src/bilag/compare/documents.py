"""The frame of a document: notathoved, title, contents list, and the headings in one row with the blocks."""

from __future__ import annotations

from collections.abc import Iterator

from bilag.alignment import align
from bilag.compare.blocks import Element, compare_block, elements
from bilag.compare.profiles import ALIKE, bag, likeness, paired
from bilag.compare.words import compare_lines, compare_words, whole_line
from bilag.model import Contents, ContentsEntry, Document, HeadLine, Inlines, Section, Text
from bilag.revisions import (
    BlockRevision,
    ContentsRevision,
    EntryRevision,
    HeadingRevision,
    HeadRevision,
    Revisions,
)
from bilag.walks import words


def compare(old: Document, new: Document) -> Revisions:
    """The two versions as one. What is not printed in the text (properties, facts, attachments) is not
    compared, nor is how it looks; headers and footers are."""
    return Revisions(
        old,
        new,
        tuple(_head(old.head, new.head)),
        compare_words(old.title, new.title),
        _contents(old.contents, new.contents),
        tuple(_body(old, new)),
        compare_words(old.header, new.header),
        compare_words(old.footer, new.footer),
    )


def _head(old: tuple[HeadLine, ...], new: tuple[HeadLine, ...]) -> Iterator[HeadRevision]:
    """Lines of one label stand for each other."""
    for was, now in align(old, new, lambda h: (h.label, words(h.content)), _same_label, ALIKE):
        if was and now:
            yield HeadRevision(now, compare_lines(_labelled(was), _labelled(now)))
        elif now:
            yield HeadRevision(now, whole_line("inserted", _labelled(now)))
        elif was:
            yield HeadRevision(was, whole_line("deleted", _labelled(was)))


def _same_label(old: HeadLine, new: HeadLine) -> float:
    return 1.0 if old.label and old.label == new.label else likeness(bag(old.content), bag(new.content))


def _labelled(line: HeadLine) -> Inlines:
    return (Text(f"{line.label}: "), *line.content) if line.label else line.content


# --- contents --------------------------------------------------------------------------------------------


def _contents(old: Contents | None, new: Contents | None) -> ContentsRevision | None:
    if old and new:
        title = compare_lines(old.title, new.title)
    elif new:
        title = whole_line("inserted", new.title)
    elif old:
        title = whole_line("deleted", old.title)
    else:
        return None
    entries = align(
        old.entries if old else (),
        new.entries if new else (),
        lambda entry: (entry.level, words(entry.content)),
        lambda one, other: likeness(bag(one.content), bag(other.content)) if one.level == other.level else 0,
        ALIKE,
    )
    return ContentsRevision(title, tuple(_entry(*pair) for pair in entries))


def _entry(old: ContentsEntry | None, new: ContentsEntry | None) -> EntryRevision:
    if old and new:
        line = compare_lines(old.content, new.content)
    elif new:
        line = whole_line("inserted", new.content)
    else:
        line = whole_line("deleted", old.content if old else ())
    return EntryRevision(old, new, line)


# --- body ------------------------------------------------------------------------------------------------


def _body(old: Document, new: Document) -> Iterator[HeadingRevision | BlockRevision]:
    for was, now in paired(_row(old), _row(new)):
        yield _revision(was, now)


def _row(document: Document) -> Iterator[Element]:
    yield from document.blocks
    for section in document.sections:
        yield from elements(section)


def _revision(old: Element | None, new: Element | None) -> HeadingRevision | BlockRevision:
    match old, new:
        case Section(), Section():
            return HeadingRevision(new, old.id, compare_lines(old.title, new.title))
        case None, Section():
            return HeadingRevision(new, "", whole_line("inserted", new.title))
        case Section(), None:
            return HeadingRevision(old, old.id, whole_line("deleted", old.title))
        case _:
            assert not isinstance(old, Section)
            assert not isinstance(new, Section)
            return compare_block(old, new)
