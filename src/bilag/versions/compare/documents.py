"""Compares two documents: notathoved, title, contents list, headings and blocks."""

from __future__ import annotations

from collections.abc import Iterator

from bilag.document.model import Contents, ContentsEntry, Document, HeadLine, Inlines, Section, Text
from bilag.document.revisions import (
    BlockRevision,
    ContentsRevision,
    EntryRevision,
    HeadingRevision,
    HeadRevision,
    Revisions,
)
from bilag.document.walks import words
from bilag.versions.alignment import align
from bilag.versions.compare.blocks import HeadingOrBlock, compare_block, elements
from bilag.versions.compare.profiles import ALIKE, bag, likeness, paired
from bilag.versions.compare.words import compare_lines, compare_words


def compare(old: Document, new: Document) -> Revisions:
    """The two versions as one, headers and footers included. Properties, facts, attachments and the look are
    not compared."""
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
    """Lines with the same label are a pair."""
    for was, now in align(old, new, lambda h: (h.label, words(h.content)), _same_label, ALIKE):
        if shown := now or was:
            line = compare_lines(_labelled(was) if was else None, _labelled(now) if now else None)
            yield HeadRevision(shown, line)


def _same_label(old: HeadLine, new: HeadLine) -> float:
    return 1.0 if old.label and old.label == new.label else likeness(bag(old.content), bag(new.content))


def _labelled(line: HeadLine) -> Inlines:
    return (Text(f"{line.label}: "), *line.content) if line.label else line.content


# --- contents --------------------------------------------------------------------------------------------


def _contents(old: Contents | None, new: Contents | None) -> ContentsRevision | None:
    if old is None and new is None:
        return None
    title = compare_lines(old.title if old else None, new.title if new else None)
    entries = align(
        old.entries if old else (),
        new.entries if new else (),
        lambda entry: (entry.level, words(entry.content)),
        lambda one, other: likeness(bag(one.content), bag(other.content)) if one.level == other.level else 0,
        ALIKE,
    )
    return ContentsRevision(title, tuple(_entry(was, now) for was, now in entries))


def _entry(old: ContentsEntry | None, new: ContentsEntry | None) -> EntryRevision:
    line = compare_lines(old.content if old else None, new.content if new else None)
    return EntryRevision(old, new, line)


# --- body ------------------------------------------------------------------------------------------------


def _body(old: Document, new: Document) -> Iterator[HeadingRevision | BlockRevision]:
    for was, now in paired(_row(old), _row(new)):
        if isinstance(was, Section) or isinstance(now, Section):
            yield _heading(was, now)
        else:
            yield compare_block(was, now)


def _row(document: Document) -> Iterator[HeadingOrBlock]:
    yield from document.blocks
    for section in document.sections:
        yield from elements(section)


def _heading(old: HeadingOrBlock | None, new: HeadingOrBlock | None) -> HeadingRevision:
    was = old if isinstance(old, Section) else None
    now = new if isinstance(new, Section) else None
    shown = now or was
    assert shown is not None
    line = compare_lines(was.title if was else None, now.title if now else None)
    return HeadingRevision(shown, was.id if was else "", line)
