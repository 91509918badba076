"""Compares two normal forms line by line: what differs, and where.

Lines are paired by `alignment`: equal lines first, then the most alike, so that a changed digit is reported
as one cell of one row, and a lost row as that row.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bilag.document.forms.normalform import Kind, Line
from bilag.versions.alignment import align
from bilag.versions.delivered import Delivered, HashState, hash_state

Aspect = Literal["missing", "kind", "level", "mark", "text", "cell", "head"]
AgreementOutcome = Literal["equal", "different", "nothing"]

_ALIKE = 0.4
_SHORT = 40  # characters
_COUNTED: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("headings", ("title", "heading")),
    ("paragraphs", ("head", "paragraph")),
    ("items", ("item",)),
    ("contents", ("contents",)),
    ("captions", ("caption",)),
    ("rows", ("row",)),
    ("notes", ("note", "source", "footnote")),
    ("pictures", ("logo", "figure")),
)


class Place(Struct, frozen=True):
    """Where a line is: under which heading; in a table also under which caption, in which row and column.

    `row` counts the rows below the table's head from 1, and is 0 in the head. What is not known is empty.
    """

    heading: str = ""
    caption: str = ""
    row: int | None = None
    row_head: str = ""
    column: int = 0
    column_head: str = ""


class Difference(Struct, frozen=True):
    """What one file says and the other does not; None where it lacks the line or the cell.

    `text` is the whole line and `number` its number from 0, in the first of the files that has the line.
    """

    aspect: Aspect
    kind: Kind
    place: Place
    text: str
    one: str | None
    other: str | None
    number: int


class Agreement(Struct, frozen=True):
    """How a Word file and a PDF agree: how many lines of each kind were compared, what differs, the
    hashes."""

    counts: tuple[tuple[str, int], ...]
    differences: tuple[Difference, ...]
    word_hash: HashState
    pdf_hash: HashState
    same_hash: bool


def agreement_outcome(found: Agreement) -> AgreementOutcome:
    """Files without text do not agree, and neither do two that were changed alike: their hashes are wrong."""
    if not found.differences and not any(count for _, count in found.counts):
        return "nothing"
    kept = found.word_hash == found.pdf_hash == "kept" and found.same_hash
    return "equal" if kept and not found.differences else "different"


def agreement(word: Delivered, pdf: Delivered) -> Agreement:
    """Compare a Word file with a PDF, and each with the hash that it carries."""
    return Agreement(
        _counts(word.lines),
        tuple(differences(word.lines, pdf.lines)),
        hash_state(word),
        hash_state(pdf),
        word.hash == pdf.hash,
    )


def _counts(lines: Sequence[Line]) -> tuple[tuple[str, int], ...]:
    kinds = Counter(line.kind for line in lines)
    counts = [(name, sum(kinds[kind] for kind in some)) for name, some in _COUNTED]
    counts.insert(1 + [name for name, _ in counts].index("rows"), ("cells", sum(len(x.cells) for x in lines)))
    return tuple(counts)


def differences(one: Sequence[Line], other: Sequence[Line]) -> Iterator[Difference]:
    """All differences in the order of the lines."""
    if tuple(one) == tuple(other):
        return
    places = places_of(one), places_of(other)
    for left, right in pairs(one, other):
        if left is None and right is not None:
            line, text = other[right], _said(other[right])
            yield Difference("missing", line.kind, places[1][right][0], text, None, text, right)
        elif right is None and left is not None:
            line, text = one[left], _said(one[left])
            yield Difference("missing", line.kind, places[0][left][0], text, text, None, left)
        elif left is not None and right is not None:
            yield from _between(one[left], other[right], *places[0][left], left)


def _between(
    one: Line, other: Line, place: Place, heads: tuple[str, ...], number: int
) -> Iterator[Difference]:
    """What differs between two lines of a pair."""

    def found(aspect: Aspect, was: str | None, now: str | None, where: Place = place) -> Difference:
        return Difference(aspect, one.kind, where, _said(one), was, now, number)

    if one.kind != other.kind:
        yield found("kind", one.kind, other.kind)
    elif one.level != other.level:
        yield found("head" if one.kind == "row" else "level", str(one.level), str(other.level))
    if one.mark != other.mark:
        yield found("mark", one.mark, other.mark)
    if one.text != other.text:
        yield found("text", one.text, other.text)
    for column in range(max(len(one.cells), len(other.cells))):
        was, now = _nth(one.cells, column), _nth(other.cells, column)
        if was != now:
            head = _nth(heads, column) or ""
            yield found("cell", was, now, replace(place, column=column + 1, column_head=head))


def _nth(cells: tuple[str, ...], column: int) -> str | None:
    return cells[column] if column < len(cells) else None


def _said(line: Line) -> str:
    return " | ".join(line.cells) if line.kind == "row" else line.text


def places_of(lines: Sequence[Line]) -> list[tuple[Place, tuple[str, ...]]]:
    """The place of each line, with the column heads of its table."""
    found: list[tuple[Place, tuple[str, ...]]] = []
    heading = caption = ""
    heads: tuple[str, ...] = ()
    row = 0
    for line in lines:
        if line.kind in ("title", "heading"):
            heading = line.text
        elif line.kind == "caption":
            caption, row, heads = line.text, 0, ()
        elif line.kind == "row":
            heads = line.cells if line.level else heads
            row = 0 if line.level else row + 1
        elif line.kind not in ("note", "source", "figure"):
            caption = ""
        if line.kind == "row":
            found.append((Place(heading, caption, row, "".join(line.cells[:1])), heads))
        else:
            found.append((Place(heading, caption), ()))
    return found


# --- alignment -------------------------------------------------------------------------------------------

Pair = tuple[int | None, int | None]


def pairs(one: Sequence[Line], other: Sequence[Line]) -> Iterator[Pair]:
    """The numbers of paired lines that are not equal; None on the side that lacks the line."""
    i = j = 0
    for left, right in align(one, other, lambda line: line, _likeness, sys.float_info.min):
        here, there = left is not None, right is not None
        if left != right:
            yield i if here else None, j if there else None
        i, j = i + here, j + there


def _likeness(one: Line, other: Line) -> float:
    """From 0, nothing in common, to 1, equal lines."""
    if (one.kind == "row") != (other.kind == "row"):
        return 0.0
    if one.kind == "row":
        longest = max(len(one.cells), len(other.cells), 1)
        same = sum(a == b for a, b in zip(one.cells, other.cells, strict=False)) / longest
        alike = same or _ratio(_said(one), _said(other))
    else:
        alike = _ratio(one.text, other.text)
    weight = 1.0 if one.kind == other.kind else 0.8
    return alike * weight if alike >= _ALIKE or _same_first(one, other) else 0.0


def _same_first(one: Line, other: Line) -> bool:
    """Rows whose first cells agree are a pair, whatever has happened to the rest."""
    return one.kind == other.kind == "row" and one.cells[:1] == other.cells[:1] != ("",)


def _ratio(one: str, other: str) -> float:
    """The likeness of short texts by their letters, of long ones by their words: letters would take minutes
    where a report of hundreds of pages was written anew."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) > _SHORT:
        words, others = _words(one), _words(other)
        alike = 2 * len(words & others) / (len(words) + len(others))
        return alike if alike >= _ALIKE else 0.0
    matcher = SequenceMatcher(None, one[:400], other[:400], autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE <= matcher.quick_ratio() else 0.0


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())
