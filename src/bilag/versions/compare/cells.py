"""The cells of the data that changed, table by table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bilag.inputs.facts import stated
from bilag.inputs.tables import Exact, Table, cell_span, row_key
from bilag.versions.changes import CellChange


def changed_cells(old: Mapping[str, Table], new: Mapping[str, Table]) -> Iterator[CellChange]:
    """In the order of the new tables, then of the removed ones; the time grows with the number of cells.

    Rows are paired by their primary keys; several rows with one key, and rows of a table without a key, in
    their order. Columns that are looked up in another table are left out: that table has their cells.
    """
    empty: dict[str, Table] = {}
    for name in (*new, *(name for name in old if name not in new)):
        was, now = (old or empty).get(name), (new or empty).get(name)
        rows = _rows(was), _rows(now)
        for key in (*rows[1], *(key for key in rows[0] if key not in rows[1])):
            if key not in rows[0] or key not in rows[1]:
                yield _row(name, key, was, now, rows[0].get(key), rows[1].get(key))
            elif was is not None and now is not None:
                yield from _cells(name, key, was, now, rows[0][key], rows[1][key])


RowKey = tuple[str, int]


def _rows(table: Table | None) -> dict[RowKey, int]:
    rows: dict[RowKey, int] = {}
    times: dict[str, int] = {}
    for row in range(len(table) if table else 0):
        key = row_key(table, row) if table else ""
        times[key] = times.get(key, -1) + 1
        rows[key, times[key]] = row
    return rows


def _cells(name: str, key: RowKey, was: Table, now: Table, i: int, j: int) -> Iterator[CellChange]:
    for column in (*_own(now), *(column for column in _own(was) if column not in now.columns)):
        before = was.columns[column][i] if column in was.columns else None
        after = now.columns[column][j] if column in now.columns else None
        if before != after:
            places = (_place(was, column, i), _place(now, column, j))
            yield CellChange(name, key[0], column, _text(before), _text(after), places)


def _row(
    name: str, key: RowKey, was: Table | None, now: Table | None, i: int | None, j: int | None
) -> CellChange:
    gone = "" if was is None or i is None else str(cell_span(was, i, _first(was)))
    come = "" if now is None or j is None else str(cell_span(now, j, _first(now)))
    old, new = _whole(was, i), _whole(now, j)
    return CellChange(name, key[0], "", old, new, (gone, come))


def _whole(table: Table | None, row: int | None) -> str | None:
    if table is None or row is None:
        return None
    return " | ".join(_text(table.columns[column][row]) or "" for column in _own(table))


def _own(table: Table) -> list[str]:
    return [field.name for field in table.fields if field.lookup is None and field.name in table.columns]


def _first(table: Table) -> str:
    return next(iter(_own(table)), "")


def _place(table: Table, column: str, row: int) -> str:
    return str(cell_span(table, row, column)) if column in table.columns else ""


def _text(value: Exact | None) -> str | None:
    return None if value is None else stated(value)
