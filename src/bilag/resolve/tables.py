"""The tables as the facts see them: rows that fulfil a filter, columns, cells, units and precision."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal, DecimalException
from itertools import filterfalse
from typing import cast

from bilag.danish import edtf
from bilag.danish.edtf import Edtf, sort_key
from bilag.diagnostics.findings import Report, Span, finding
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Condition, Definition, Unit, exact_text, unit_named
from bilag.inputs.tables import Exact, Interval, Table
from bilag.inputs.yaml.shapes import nearest

_HARD_SPACES = re.compile("[\u00a0\u2007\u202f]")


class CannotResolve(Exception):  # noqa: N818 - raised and caught inside this stage only
    """A fact cannot be computed and the report knows why."""


def stop(report: Report, rule: str, span: Span | None, **args: object) -> CannotResolve:
    """Report a fault and give what is to be raised. A cell that a fault is known of is not blamed twice."""
    if rule == "FACT-MISSING-CELL" and span is not None and report.blames(span):
        return CannotResolve()
    report.findings.append(finding(rule, span, severity=None, **args))
    return CannotResolve()


def numbers_among(values: Sequence[Exact]) -> list[Decimal]:
    """Those that are numbers, as all values of most columns are."""
    if {*map(type, values)} == {Decimal}:
        return cast(list[Decimal], [*values])
    return [value for value in values if isinstance(value, Decimal)]


class Tables:
    """The inputs' tables, as far as they could be read."""

    def __init__(self, inputs: Inputs, report: Report) -> None:
        self.inputs, self.report = inputs, report

    def declared(self) -> tuple[str, ...]:
        """The names of the data package's tables, broken ones too."""
        resources = self.inputs.package.resources if self.inputs.package else ()
        return tuple(dict.fromkeys((*(r.name for r in resources), *self.inputs.tables)))

    def table(self, name: str, asked: Span) -> Table:
        table = self.inputs.tables.get(name)
        if table is None:
            if name in self.declared():
                raise CannotResolve  # declared but broken: the report knows
            raise stop(
                self.report, "TABLE-UNKNOWN", asked, table=name, nearest=nearest(name, self.declared())
            )
        return table

    def column(self, table: Table, name: str, asked: Span) -> Sequence[Exact | None]:
        if name not in table.columns:
            hint = nearest(name, table.columns)
            raise stop(self.report, "COLUMN-UNKNOWN", asked, column=name, table=table.name, nearest=hint)
        return table.columns[name]

    def rows(self, table: Table, where: Sequence[Condition], span: Span) -> Sequence[int]:
        if not where:
            return range(len(table))
        rows: Sequence[int] = range(len(table))
        for condition in sorted(where, key=lambda c: c.rows is None):  # what is looked up already comes first
            column = self.column(table, condition.column, condition.span or span)
            if condition.rows is not None:
                known = set(condition.rows)
                rows = condition.rows if len(rows) == len(table) else [row for row in rows if row in known]
                continue
            test = self._test(condition, table, span)
            cells = set(column) if len(rows) == len(table) else {column[row] for row in rows}
            kept = {cell: test(cell) for cell in cells}
            rows = [row for row in rows if kept[column[row]]]
        return rows

    def _test(self, c: Condition, table: Table, span: Span) -> Callable[[object], bool]:
        sample = next((v for v in table.columns[c.column] if v is not None), "")

        def typed(text: str) -> Exact:
            try:
                if isinstance(sample, Decimal):
                    return Decimal(text.replace(",", "."))
                return edtf.parse(text) if isinstance(sample, Edtf) else text
            except (ValueError, DecimalException):
                raise stop(
                    self.report, "FACT-CONDITION", c.span or span, column=c.column, text=text
                ) from None

        wanted = {exact_text(typed(text)) if isinstance(sample, Edtf) else typed(text) for text in c.values}
        alike = {_plain(value) for value in wanted}
        low = order(typed(c.low)) if c.low else None
        high = order(typed(c.high)) if c.high else None

        def test(value: object) -> bool:
            if c.missing is not None:
                return (value is None) is c.missing
            if value is None:
                return False
            exact = str(value) if isinstance(value, Edtf | Interval) else _plain(value)
            if c.values and (exact in alike) is c.negated:
                return False
            place = order(value)
            return (low is None or place >= low) and (high is None or place <= high)

        return test

    def wanted(self, table: Table, where: Sequence[Condition]) -> dict[str, str]:
        """For the message of an empty selection: the condition in words and the nearest value there is."""
        for condition in where:
            known = {exact_text(v) for v in table.columns.get(condition.column, ()) if v is not None}
            for text in condition.values:
                if _plain(text) not in map(_plain, known):
                    return {
                        "condition": f"{condition.column} = {text}",
                        "table": table.name,
                        "nearest": nearest(text, known),
                    }
        return {"condition": ", ".join(c.column for c in where) or "-", "table": table.name, "nearest": ""}

    def unit(self, table: Table, column: str) -> Unit:
        return unit_named(next((f.unit for f in table.fields if f.name == column), ""))

    def step(self, table: Table, column: str, values: Sequence[Exact]) -> Decimal | None:
        """The smallest amount the cells state: of "1,3 mio. kr." a tenth of a million."""
        if any(f.name == column and f.type == "integer" for f in table.fields):
            return None  # a count is exact
        steps: list[Decimal] = []
        numbers = numbers_among(values)
        while numbers:  # once for each number of decimals there is
            one = numbers[0]
            steps.append(_last_digit(one))
            numbers = list(filterfalse(one.same_quantum, numbers))
        return max(steps) * self.unit(table, column).scale if steps else None

    def qualifier(self, d: Definition, table: Table, rows: Sequence[int]) -> str:
        named = next((f.qualifier for f in table.fields if f.name == d.column), "")
        if not named or d.operation in ("count", "distinct", "list"):
            return ""
        found = dict.fromkeys(str(table.columns[named][row] or "") for row in rows)
        if len(found) > 1 and (d.operation == "value" or len([q for q in found if q]) > 1):
            raise stop(self.report, "FACT-QUALIFIER", d.span, text=d.id)
        return next((qualifier for qualifier in found if qualifier), "")


def _last_digit(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def order(value: object) -> tuple[object, ...]:
    """A key to sort cells by: numbers, dates in EDTF order, text; what is missing comes last."""
    match value:
        case None:
            return (2,)
        case Decimal():
            return (0, value)
        case Interval(low, high):
            return (0, low, high)
        case edtf.Date() | edtf.Interval() | edtf.Members():
            return (0, sort_key(value))
        case _:
            return (1, str(value))


def _plain(value: object) -> object:
    """A text with ordinary spaces for hard ones, which look the same; any other value as it is."""
    return _HARD_SPACES.sub(" ", value) if isinstance(value, str) else value
