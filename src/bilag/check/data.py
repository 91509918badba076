"""Data: the control totals and row counts that the data package declares."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal, localcontext

from bilag.annex import Inputs
from bilag.diagnostics import Finding, finding
from bilag.facts import Resolved, stated
from bilag.inputs import Control, cell_span
from bilag.inputs import Table as Data
from bilag.model import Document


def controls_hold(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """Control totals and row counts that the data package declares, as its source states them."""
    for table in inputs.tables.values():
        for control in table.controls:
            if control.kind == "rows" and len(table) != control.expected:
                yield finding(
                    "CONTROL-ROWS",
                    control.span,
                    table=table.name,
                    expected=control.expected,
                    found=len(table),
                )
            elif control.kind == "total" and _apart(total := _total(table, control.field), control):
                yield finding(
                    "CONTROL-SOURCE" if control.source else "CONTROL-TOTAL",
                    control.span,
                    table=table.name,
                    field=control.field,
                    expected=stated(control.expected),
                    found=stated(total),
                    difference=stated(total - control.expected),
                    source=control.source,
                )


def rows_stand_once(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """In a table without a key, two rows alike in everything are one row that was pasted twice, or may be."""
    for table in inputs.tables.values():
        if table.primary_key or not table.places:
            continue
        seen: dict[tuple[object, ...], int] = {}
        again: list[tuple[int, int]] = []
        for row, values in enumerate(zip(*(table.columns[name] for name in table.places), strict=True)):
            first = seen.setdefault(values, row)
            if first != row:
                again.append((row, first))
        if again:
            name, (row, first) = next(iter(table.places)), again[0]
            place, other = cell_span(table, row, name), cell_span(table, first, name)
            yield finding("DATA-ROW-TWICE", place, first=other, count=len(again))


def _apart(total: Decimal, control: Control) -> bool:
    return abs(total - control.expected) > control.tolerance


def _total(table: Data, field: str) -> Decimal:
    with localcontext(Context(prec=10_000)):
        return sum((v for v in table.columns[field] if isinstance(v, Decimal)), Decimal(0))
