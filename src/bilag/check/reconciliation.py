"""Reconciliation: the sums of the tables compared with those that the source, or another system, states.

Gives one line for each control total and each key, also where they agree: otherwise nobody could tell a total
that agrees from one that was not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from bilag.diagnostics.findings import Span
from bilag.inputs.facts import Unit, exact, exact_text, unit_named
from bilag.inputs.tables import KeyTotals, Table, cell_span

_MOST_KEYS = 12  # that agree and are listed one by one in the text


class Reconciled(Struct, frozen=True):
    """One sum of ours and the sum it is compared with. `key` is None for a whole column; a key that one side
    lacks counts as 0 there. `source` is empty where the data package itself states the total."""

    table: str
    field: str
    key: str | None
    ours: Decimal
    theirs: Decimal
    source: str
    tolerance: Decimal
    span: Span

    @property
    def name(self) -> str:
        """ "udgifter.bel\u00f8b", or "udgifter.bel\u00f8b (drift)" for a key."""
        return f"{self.table}.{self.field}" + (f" ({self.key or '-'})" if self.key is not None else "")

    @property
    def difference(self) -> Decimal:
        with exact():
            return self.ours - self.theirs

    @property
    def agrees(self) -> bool:
        return abs(self.difference) <= self.tolerance


def reconcile(tables: Mapping[str, Table]) -> tuple[Reconciled, ...]:
    """Every declared total of every table, in the order of the tables and of their keys."""
    return tuple(line for table in tables.values() for line in _lines(table, tables))


def _lines(table: Table, tables: Mapping[str, Table]) -> Iterator[Reconciled]:
    for control in table.controls:
        if control.kind == "total":
            ours = _total(table, control.field, control.rows)
            yield Reconciled(
                table.name,
                control.field,
                None,
                ours,
                control.expected,
                control.source,
                control.tolerance,
                control.span,
            )
    for totals in table.totals:
        theirs = _theirs(totals, table, tables)
        if theirs is None or totals.by not in table.columns:
            continue
        ours_by = {key: number for key, (number, _) in _by_key(table, totals.by, totals.field).items()}
        source = totals.source or (tables[totals.resource].path if totals.resource else "")
        for key in dict.fromkeys([*theirs, *ours_by]):
            number, span = theirs.get(key, (Decimal(0), totals.span))
            ours = ours_by.get(key, Decimal(0))
            yield Reconciled(table.name, totals.field, key, ours, number, source, totals.tolerance, span)


def _theirs(
    totals: KeyTotals, ours: Table, tables: Mapping[str, Table]
) -> dict[str, tuple[Decimal, Span]] | None:
    """The stated total of each key, in our unit, with its place; None if the table that states it is
    unread."""
    if not totals.resource:
        return {key: (number, span) for key, number, span in totals.expected}
    table = tables.get(totals.resource)
    if table is None:
        return None
    with exact():
        ratio = _unit(table, totals.value).scale / _unit(ours, totals.field).scale
        sums = _by_key(table, totals.key, totals.value)
        return {key: ((number * ratio).normalize(), span) for key, (number, span) in sums.items()}


def _unit(table: Table, name: str) -> Unit:
    return unit_named(next((field.unit for field in table.fields if field.name == name), ""))


def _by_key(table: Table, by: str, field: str) -> dict[str, tuple[Decimal, Span]]:
    """The sums of a column by the values of `by`, each with the place of the first cell of its key."""
    import pandas as pd  # noqa: PLC0415 - heavy; only where totals by key are declared

    keys = ["" if key is None else exact_text(key) for key in table.columns[by]]
    frame = pd.DataFrame({"key": keys, "number": table.columns[field]}, dtype=object)
    frame = frame[[isinstance(number, Decimal) for number in frame["number"]]]
    first = frame.drop_duplicates("key")
    with exact():
        sums = frame.groupby("key", sort=False)["number"].sum()
    return {
        key: (sums[key], cell_span(table, int(row), field))
        for row, key in zip(first.index, first["key"], strict=True)
    }


def _total(table: Table, field: str, rows: Sequence[int] | None) -> Decimal:
    column = table.columns[field]
    cells = column if rows is None else (column[row] for row in rows)
    with exact():
        return sum((v for v in cells if isinstance(v, Decimal)), Decimal(0))


def reconciliation_as_object(line: Reconciled) -> dict[str, object]:
    """The line as JSON keys and values; amounts as exact text."""
    return {
        "table": line.table,
        "field": line.field,
        "key": line.key,
        "ours": exact_text(line.ours),
        "theirs": exact_text(line.theirs),
        "source": line.source or None,
        "difference": exact_text(line.difference),
        "tolerance": exact_text(line.tolerance),
        "agrees": line.agrees,
        "place": str(line.span),
    }
