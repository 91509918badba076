"""A table against a table with the same columns: rows by their key, then cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from bilag.alignment import align
from bilag.compare.profiles import ALIKE
from bilag.compare.words import compare_lines, compare_words, whole_line, whole_words
from bilag.model import Inlines, Row, Table
from bilag.revisions import Line, RowRevision, State, TableRevision
from bilag.walks import texts

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


def source_lines(old: Inlines, new: Inlines) -> tuple[Line, ...]:
    """The line below a table or a figure, where one of them has it."""
    return _lines((old,) if old else (), (new,) if new else ())


def _lines(old: tuple[Inlines, ...], new: tuple[Inlines, ...]) -> tuple[Line, ...]:
    """A table's few notes: those that say the same stand for each other, then they do in their order."""

    def line(was: Inlines | None, now: Inlines | None) -> Line:
        if was is not None and now is not None:
            return compare_lines(was, now)
        return whole_line("deleted", was) if was is not None else whole_line("inserted", now or ())

    pairs = align(old, new, lambda note: "".join(texts(note)), lambda one, other: 1.0, ALIKE)
    return tuple(line(was, now) for was, now in pairs)


def _rows(old: Rows, new: Rows) -> Iterator[RowRevision]:
    """Rows by the key that the data give them; where keys only count the rows, by what stands in them."""
    signature: Callable[[Row], Hashable] = _said if _counted(old) or _counted(new) else _key
    likeness = _likeness if signature is _said else _never
    for was, now in align(old, new, signature, likeness, ALIKE):
        if was and now:
            pairs = zip(was.cells, now.cells, strict=True)
            cells = tuple(compare_words(one.content, other.content) for one, other in pairs)
            yield RowRevision("kept", now, cells)
        elif now:
            yield _whole("inserted", now)
        elif was:
            yield _whole("deleted", was)


def _whole(state: State, row: Row) -> RowRevision:
    return RowRevision(state, row, tuple(whole_words(state, cell.content) for cell in row.cells))


def _counted(rows: Rows) -> bool:
    return all(row.key == str(n) for n, row in enumerate(rows, 1))


def _key(row: Row) -> str:
    return row.key


def _said(row: Row) -> tuple[str, ...]:
    return tuple("".join(texts(cell.content)) for cell in row.cells)


def _never(_: Row, __: Row) -> float:
    return 0.0


def _likeness(old: Row, new: Row) -> float:
    """The share of cells that say the same; a row of the same first cell is the same row."""
    one, other = _said(old), _said(new)
    same = sum(a == b for a, b in zip(one, other, strict=True)) / len(one) if one else 0.0
    return max(same, ALIKE) if one[:1] == other[:1] != ("",) else same
