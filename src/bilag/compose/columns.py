"""The columns of a table request: which fields, and the format that their cells are printed in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from bilag.compose.printing import Wanted, default_format, wanted_format
from bilag.danish.formats import kinds
from bilag.danish.units import canonical_unit
from bilag.diagnostics.findings import Report
from bilag.inputs.annex import ColumnRequest, TableRequest
from bilag.inputs.facts import unit_named
from bilag.inputs.tables import Field
from bilag.inputs.tables import Table as Data


class PrintedColumn(Struct, frozen=True):
    """A column on its way: what was asked for, its field, its format, and whether it holds numbers."""

    request: ColumnRequest
    field: Field
    form: Wanted | None
    numeric: bool


def printed_columns(
    request: TableRequest, data: Data, rows: Sequence[int], report: Report
) -> list[PrintedColumn]:
    """The columns that a directive asks for, or all but a key named `id`, qualifiers and quotations."""
    return [_column(asked, data, rows, report) for asked in _requests(request, data)]


def _requests(request: TableRequest, data: Data) -> Sequence[ColumnRequest]:
    if request.columns:
        return request.columns
    beside = {name for field in data.fields for name in (field.qualifier, field.quote)}
    hidden = {"id", *beside} if data.primary_key == ("id",) else beside
    return [ColumnRequest(field.name, request.span) for field in data.fields if field.name not in hidden]


def _column(asked: ColumnRequest, data: Data, rows: Sequence[int], report: Report) -> PrintedColumn:
    field = next(f for f in data.fields if f.name == asked.field)
    form = wanted_format(asked.format, asked.span, report) if asked.format else None
    values = [data.columns[field.name][row] for row in rows]
    numbers = [v for v in values if isinstance(v, Decimal)]
    if numbers and form and not form.kind:  # tokens without a name
        own = default_format(numbers[0], unit_named(field.unit), None)
        if own and own.kind in kinds(form.spec):
            form = Wanted(own.kind, form.spec, form.written)
    return PrintedColumn(asked, field, form, bool(numbers))


def printed_unit(column: PrintedColumn) -> str | None:
    """The unit that the numbers of a column are printed in, which its head has to name; None where the cells
    are no numbers, or each chooses its own."""
    field, form = column.field, column.form
    if field.type not in ("number", "integer", "interval"):
        return None
    if form is None or form.kind not in ("amount", "percent"):
        return field.unit
    return None if form.spec.form == "auto" else canonical_unit(form.spec.form) or field.unit
