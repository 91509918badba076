"""Compares two tables with the same columns: rows paired by their keys, then cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from bilag.document.model import Inlines, Row, Table
from bilag.document.revisions import LineRevision, RevisionState, RowRevision, TableRevision
from bilag.document.walks import texts
from bilag.versions.alignment import align
from bilag.versions.compare.profiles import ALIKE
from bilag.versions.compare.words import compare_lines, compare_words, whole_words

Rows = tuple[Row, ...]


def compare_table(old: Table, new: Table) -> TableRevision:
    return TableRevision(
        old,
        new,
        compare_words(old.caption, new.caption),
        tuple(_rows(old.head.rows, new.head.rows)),
        tuple(_rows(old.body.rows, new.body.rows)),
        tuple(_rows(old.foot.rows, new.foot.rows)),
        _lines(old.notes, new.notes),
        source_lines(old.source, new.source),
    )


def source_lines(old: Inlines, new: Inlines) -> tuple[LineRevision, ...]:
    """The line below a table or a figure, where one of them has it."""
    return _lines((old,) if old else (), (new,) if new else ())


def _lines(old: tuple[Inlines, ...], new: tuple[Inlines, ...]) -> tuple[LineRevision, ...]:
    """A table's few notes: those that say the same are paired, the others in their order."""
    pairs = align(old, new, lambda note: "".join(texts(note)), lambda one, other: 1.0, ALIKE)
    return tuple(compare_lines(was, now) for was, now in pairs)


def _rows(old: Rows, new: Rows) -> Iterator[RowRevision]:
    """Rows are paired by the key from the data; where keys only count the rows, by their cells."""
    known_by = _said if _counted(old) or _counted(new) else _key
    left, right = ([(row, known_by(row)) for row in rows] for rows in (old, new))
    pairs = align(left, right, lambda each: each[1], lambda one, other: _likeness(one[1], other[1]), ALIKE)
    for was, now in pairs:
        if was and now:
            cells = zip(was[0].cells, now[0].cells, strict=True)
            yield RowRevision("kept", now[0], tuple(compare_words(a.content, b.content) for a, b in cells))
        elif now:
            yield _whole("inserted", now[0])
        elif was:
            yield _whole("deleted", was[0])


def _whole(state: RevisionState, row: Row) -> RowRevision:
    return RowRevision(state, row, tuple(whole_words(state, cell.content) for cell in row.cells))


def _counted(rows: Rows) -> bool:
    return all(row.key == str(n) for n, row in enumerate(rows, 1))


def _key(row: Row) -> tuple[str, ...]:
    return (row.key,)


def _said(row: Row) -> tuple[str, ...]:
    return tuple("".join(texts(cell.content)) for cell in row.cells)


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The share of cells that say the same; rows with the same first cell are always alike."""
    same = sum(a == b for a, b in zip(one, other, strict=True)) / len(one) if one else 0.0
    return max(same, ALIKE) if one[:1] == other[:1] != ("",) else same
