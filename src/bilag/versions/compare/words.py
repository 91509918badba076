"""Compares running text token by token: a word, a sign, a run of white space or a printed fact."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from bilag.document.model import (
    CrossReference,
    Emphasis,
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
from bilag.document.revisions import FootnoteRevision, LineRevision, RevisedWords, RevisionState, TextRevision
from bilag.versions.alignment import align

Around = tuple[Emphasis | Strong | Link | Marked, ...]
"""The nodes around a token, outermost first, without their children."""
_TOKEN = re.compile(r"\s+|[\w\u00ad\u2011]+(?:[-./,:'’][\w\u00ad\u2011]+)*|[^\w\s]")
_WORD = re.compile(r"\w")


class Token(Struct, frozen=True):
    """A token is the same in both versions if `key` is; it looks the same if `printed` is."""

    leaf: Inline
    around: Around
    key: Hashable
    printed: Hashable


def compare_lines(old: Inlines | None, new: Inlines | None) -> LineRevision:
    """A line that is in both, or in one: None on the side that lacks it."""
    if old is None:
        return LineRevision("inserted", whole_words("inserted", new or ()))
    if new is None:
        return LineRevision("deleted", whole_words("deleted", old))
    return LineRevision("kept", compare_words(old, new))


def whole_words(state: RevisionState, content: Inlines) -> RevisedWords:
    return (TextRevision(state, content),) if content else ()


def compare_words(old: Inlines, new: Inlines) -> RevisedWords:
    """What was kept, deleted and inserted. At one place what is deleted comes before what is inserted."""
    if old == new:
        return whole_words("kept", new)
    pairs = align(list(_tokens(old)), list(_tokens(new)), lambda t: t.key, _likeness, 1.0)
    return tuple(_spans(_quieted(list(_changes(pairs)))))


# --- tokens ----------------------------------------------------------------------------------------------


def _tokens(inlines: Inlines, around: Around = ()) -> Iterator[Token]:
    look = tuple(each for each in around if not isinstance(each, Marked) or each.kind == "lang")
    for inline in inlines:
        match inline:
            case Text():
                for word in _TOKEN.findall(inline.text):
                    yield Token(Text(word), around, (word, look), (word, look))
            case Value():
                yield Token(inline, around, ("value", inline.fact, look), (inline.text, look))
            case CrossReference():
                place = (inline.text, inline.target, look)
                yield Token(inline, around, ("reference", inline.target, look), place)
            case Footnote():
                words = tuple(token.printed for token in _tokens(inline.content))
                yield Token(inline, around, ("footnote", words), ("footnote", words))
            case LineBreak() | PageNumber() | PageCount():
                yield Token(inline, around, inline, inline)
            case Emphasis() | Strong() | Link() | Marked():
                yield from _tokens(inline.children, (*around, replace(inline, children=())))
            case _:
                assert_never(inline)


def _likeness(old: Token, new: Token) -> float:
    """Footnotes with the same name are a pair, whatever they say."""
    one, other = old.leaf, new.leaf
    return float(isinstance(one, Footnote) and isinstance(other, Footnote) and one.id == other.id)


# --- changes ---------------------------------------------------------------------------------------------

Change = tuple[RevisionState, Token] | FootnoteRevision


def _changes(pairs: Sequence[tuple[Token | None, Token | None]]) -> Iterator[Change]:
    for old, new in pairs:
        if old and new and old.printed == new.printed:
            yield "kept", new
        elif old and new and isinstance(old.leaf, Footnote) and isinstance(new.leaf, Footnote):
            yield FootnoteRevision(old.leaf, new.leaf, compare_words(old.leaf.content, new.leaf.content))
        else:
            if old:
                yield "deleted", old
            if new:
                yield "inserted", new


def _quieted(changes: list[Change]) -> Iterator[Change]:
    """The changes of one place in order: all that is deleted there, then all that is inserted.

    A space or a sign that was kept between two changed words changes with them, or a rewritten sentence would
    be marked word by word; between printed facts it stays. Text that is deleted and inserted with the same
    words and look was kept: a word that became a printed fact, say.
    """
    group: list[tuple[RevisionState, Token]] = []
    for n, change in enumerate(changes):
        if isinstance(change, FootnoteRevision):
            yield from _in_order(group)
            group.clear()
            yield change
        elif change[0] != "kept":
            group.append(change)
        elif group and _between_words(group[-1], changes[n : n + 2]):
            group += [("deleted", change[1]), ("inserted", change[1])]
        else:
            yield from _in_order(group)
            group.clear()
            yield change
    yield from _in_order(group)


def _between_words(before: tuple[RevisionState, Token], rest: list[Change]) -> bool:
    if len(rest) < 2 or isinstance(rest[0], FootnoteRevision) or isinstance(rest[1], FootnoteRevision):
        return False
    here, after = rest[0][1].leaf, rest[1]
    changed = after[0] != "kept" and isinstance(after[1].leaf, Text) and isinstance(before[1].leaf, Text)
    return changed and isinstance(here, Text) and not _WORD.search(here.text)


def _in_order(group: list[tuple[RevisionState, Token]]) -> Iterator[Change]:
    deleted = [token for state, token in group if state == "deleted"]
    inserted = [token for state, token in group if state == "inserted"]
    if _printed(deleted) == _printed(inserted):
        yield from (("kept", token) for token in inserted)
        return
    yield from (("deleted", token) for token in deleted)
    yield from (("inserted", token) for token in inserted)


def _printed(tokens: list[Token]) -> list[tuple[str, Hashable]]:
    """Each character with its look; a token that is more than text as a whole."""
    made: list[tuple[str, Hashable]] = []
    for token in tokens:
        match token.printed:
            case (str(text), look) if not isinstance(token.leaf, Footnote):
                made += [(char, look) for char in text]
            case other:
                made.append(("", other))
    return made


# --- spans -----------------------------------------------------------------------------------------------


def _spans(changes: Iterator[Change]) -> Iterator[TextRevision | FootnoteRevision]:
    for state, group in groupby(changes, lambda c: "" if isinstance(c, FootnoteRevision) else c[0]):
        if not state:
            yield from (change for change in group if isinstance(change, FootnoteRevision))
        else:
            tokens = [change[1] for change in group if not isinstance(change, FootnoteRevision)]
            yield TextRevision(state, tuple(_inlines(tokens, 0)))  # type: ignore[arg-type]


def _inlines(tokens: Sequence[Token], depth: int) -> Iterator[Inline]:
    """Tokens put back into the nodes that they were in, text joined again."""
    for outer, group in groupby(tokens, lambda t: t.around[depth] if depth < len(t.around) else None):
        if outer is not None:
            yield replace(outer, children=tuple(_inlines(list(group), depth + 1)))
            continue
        for plain, some in groupby((token.leaf for token in group), lambda leaf: isinstance(leaf, Text)):
            if plain:
                yield Text("".join(leaf.text for leaf in some if isinstance(leaf, Text)))
            else:
                yield from some
