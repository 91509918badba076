"""Operations over a column: value, sum, count, distinct, list, first, last, min, max, mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from bilag.danish import edtf
from bilag.danish.edtf import Edtf, years
from bilag.diagnostics.findings import Report
from bilag.inputs.facts import PLAIN, Definition, Fact, Selection, exact_text, stated, unit_named
from bilag.inputs.tables import Exact, Table, cell_span
from bilag.resolve.arithmetic import decimal
from bilag.resolve.tables import Tables, numbers_among, order, stop


def column_fact(d: Definition, tables: Tables, report: Report) -> Fact:
    """The fact of a definition over a table's column, or over its rows where it names no column."""
    table = tables.table(d.table, d.span)
    rows = tables.rows(table, d.where, d.span)
    if not rows and d.operation not in ("count", "distinct"):
        raise stop(report, "FACT-EMPTY-SELECTION", d.span, id=d.id, **tables.wanted(table, d.where))
    if d.column:
        return aggregate(d, table, rows, tables, report)
    selection = Selection(table.name, "", rows)
    count, unit = Decimal(len(rows)), unit_named(d.unit or "")
    return Fact(d.id, count, unit, d.operation, selections=(selection,), label=d.label, span=d.span)


def aggregate(d: Definition, table: Table, rows: Sequence[int], tables: Tables, report: Report) -> Fact:
    """One operation over the cells of `rows`. A cell without a value is refused, or left out of a count."""
    return _Aggregate(d, table, tables, report).fact(rows)


class _Aggregate:
    def __init__(self, d: Definition, table: Table, tables: Tables, report: Report) -> None:
        self.d, self.table, self.tables, self.report = d, table, tables, report

    def fact(self, rows: Sequence[int]) -> Fact:
        d, table, tables = self.d, self.table, self.tables
        column = tables.column(table, d.column, d.span)
        cells = column if rows == range(len(column)) else [column[row] for row in rows]
        values = [cell for cell in cells if cell is not None]
        if len(values) < len(rows):
            if d.operation not in ("count", "distinct", "first", "last"):
                place = cell_span(table, rows[cells.index(None)], d.column)
                raise stop(self.report, "FACT-MISSING-CELL", place, id=d.id, column=d.column)
            rows = [row for row, cell in zip(rows, cells, strict=True) if cell is not None]
        if not rows and d.operation in ("first", "last"):
            raise stop(self.report, "FACT-EMPTY-SELECTION", d.span, id=d.id, **tables.wanted(table, d.where))
        unit, step = tables.unit(table, d.column), tables.step(table, d.column, values)
        if d.unit is not None and unit != PLAIN and d.unit != unit.name:
            units = f"{unit.name} / {d.unit}"
            raise stop(self.report, "FACT-UNIT", d.span, text=f"{d.table}.{d.column}", units=units)
        match d.operation:
            case "count":
                value: Exact | tuple[Exact, ...] = Decimal(len(values))
                unit, step = PLAIN, None
            case "distinct":
                value = Decimal(len(set(self.per(values))))
                unit, step = PLAIN, None
            case "list":
                value = tuple(dict.fromkeys(self.per(values)))
            case "value":
                value = self.agreed(rows, values)
            case "first" | "last":
                rows = rows[:1] if d.operation == "first" else rows[-1:]
                value = values[0] if d.operation == "first" else values[-1]
            case "min" | "max":
                places = [order(v) for v in values]
                best = places.index(min(places) if d.operation == "min" else max(places))
                value, rows = values[best], rows[best : best + 1]
            case _:
                value = self.sum(rows, values)
                if d.operation == "mean":
                    value, step = decimal(Fraction(value) / len(rows)), None
        if d.per == "year" and d.operation not in ("list", "distinct") and isinstance(value, Edtf):
            value = self.one_year(value)
        return Fact(
            d.id,
            value,
            unit_named(d.unit) if d.unit is not None and unit == PLAIN else unit,
            d.operation,
            step,
            tables.qualifier(d, table, rows),
            (Selection(table.name, d.column, rows if isinstance(rows, range) else tuple(rows)),),
            label=d.label,
            span=d.span,
        )

    def per(self, values: Iterable[Exact]) -> list[Exact]:
        if self.d.per != "year":
            return list(values)
        found: list[Exact] = []
        for value in values:
            if not isinstance(value, Edtf):
                raise stop(self.report, "FACT-NO-DATE", self.d.span, id=self.d.id, text=exact_text(value))
            found += [edtf.parse(f"{year:04d}") for year in years(value)]
        return found

    def one_year(self, value: Edtf) -> Edtf:
        found = years(value)
        if len(set(found)) != 1:
            raise stop(self.report, "FACT-NO-DATE", self.d.span, id=self.d.id, text=str(value))
        return edtf.parse(f"{found[0]:04d}")

    def agreed(self, rows: Sequence[int], values: list[Exact]) -> Exact:
        d, table = self.d, self.table
        for row, value in zip(rows, values, strict=True):
            if value != values[0]:
                raise stop(
                    self.report,
                    "FACT-DISAGREE",
                    cell_span(table, row, d.column),
                    id=d.id,
                    first=stated(values[0]),
                    other=stated(value),
                    place=cell_span(table, rows[0], d.column),
                )
        return values[0]

    def sum(self, rows: Sequence[int], values: list[Exact]) -> Decimal:
        d = self.d
        numbers = numbers_among(values)
        if len(numbers) < len(values):
            at = next(at for at, value in enumerate(values) if not isinstance(value, Decimal))
            place, text = cell_span(self.table, rows[at], d.column), exact_text(values[at])
            raise stop(self.report, "FACT-NO-NUMBER", place, id=d.id, text=text)
        return sum(numbers, Decimal(0))
