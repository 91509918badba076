"""Data: the control totals and row counts that the data package declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bilag.check.reconciliation import Reconciled, reconcile
from bilag.diagnostics.findings import Finding, finding
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import stated
from bilag.inputs.tables import cell_span


def controls_hold(inputs: Inputs) -> Iterator[Finding]:
    """Row counts, control totals and totals by key that the data package declares, as the source says."""
    for table in inputs.tables.values():
        for control in table.controls:
            if control.kind == "rows" and len(table) != control.expected:
                expected, rows = control.expected, len(table)
                yield finding("CONTROL-ROWS", control.span, table=table.name, expected=expected, found=rows)
    for line in reconcile(inputs.tables):
        if not line.agrees:
            yield _apart(line)


def _apart(line: Reconciled) -> Finding:
    rule = "CONTROL-KEY" if line.key is not None else "CONTROL-SOURCE" if line.source else "CONTROL-TOTAL"
    return finding(
        rule,
        line.span,
        table=line.table,
        field=line.field,
        key=line.key or "-",
        expected=stated(line.theirs),
        found=stated(line.ours),
        difference=stated(line.difference),
        source=line.source or line.span.path,
    )


def rows_stand_once(inputs: Inputs) -> Iterator[Finding]:
    """In a table without a key, two rows alike in everything are one row that was pasted twice, or may be."""
    for table in inputs.tables.values():
        if table.primary_key or not table.places:
            continue
        columns = [table.columns[name] for name in table.places]
        again = len(columns[0]) - len(set(zip(*columns, strict=True)))
        if again:
            name, (row, first) = next(iter(table.places)), _first_again(zip(*columns, strict=True))
            place, other = cell_span(table, row, name), cell_span(table, first, name)
            yield finding("DATA-ROW-TWICE", place, first=other, count=again)


def _first_again(rows: Iterable[tuple[object, ...]]) -> tuple[int, int]:
    """The first row that is as an earlier one, and that one."""
    seen: dict[tuple[object, ...], int] = {}
    return next(
        (row, first) for row, values in enumerate(rows) if (first := seen.setdefault(values, row)) != row
    )
