"""Data: the control totals and row counts that the data package declares."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal, localcontext

from bilag.annex import Inputs
from bilag.diagnostics import Finding, finding
from bilag.facts import Resolved, stated
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
            elif control.kind == "total" and (total := _total(table, control.field)) != control.expected:
                yield finding(
                    "CONTROL-TOTAL",
                    control.span,
                    table=table.name,
                    field=control.field,
                    expected=stated(control.expected),
                    found=stated(total),
                    difference=stated(total - control.expected),
                )


def _total(table: Data, field: str) -> Decimal:
    with localcontext(Context(prec=10_000)):
        return sum((v for v in table.columns[field] if isinstance(v, Decimal)), Decimal(0))
