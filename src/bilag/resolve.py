"""Resolve: compute every fact and every total from the tables, exactly, each with its cells.

Sums and selections run on pandas over columns of Decimal; arithmetic between facts runs on fractions, so
that nothing is rounded before it is printed. No float anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException, localcontext
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING

from bilag.annex import Inputs, TableRequest
from bilag.diagnostics import Report, Span
from bilag import edtf
from bilag.edtf import Edtf, sort_key, span_years, years
from bilag.expressions import Binary, Expression, ExpressionError, Name, Negation, Number, names, to_text
from bilag.expressions import parse as parse_expression
from bilag.facts import (
    PLAIN,
    Claim,
    Condition,
    Definition,
    Fact,
    Resolved,
    ResolvedTable,
    Selection,
    Unit,
    exact_text,
    unit_named,
)
from bilag.inputs import Exact, Interval, Table, cell_span
from bilag.markup import walk
from bilag.shapes import nearest

if TYPE_CHECKING:
    import pandas as pd

_DIGITS = 60  # of a quotient that does not end; far beyond anything printed
_COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


def resolve(inputs: Inputs, report: Report) -> Resolved:
    """Facts by id, rows and totals of the tables asked for, and the claims of the prose.

    A fact that cannot be computed is left out; the report says why, once, at its definition or cell.
    """
    resolver = _Resolver(inputs, report)
    for name in inputs.definitions:
        resolver.fact(name, inputs.definitions[name].span)
    with localcontext(_exact()):
        tables = {request.id: resolver.table(request) for request in inputs.requests.values()}
    claims = {}
    for element in walk(inputs.body):
        text = element.attribute("claim") if element.kind == "span" else None
        if text is not None and text not in claims and (claim := resolver.claim(text, element.span)):
            claims[text] = claim
    facts = {name: fact for name, fact in resolver.done.items() if fact is not None}
    return Resolved(facts, {key: table for key, table in tables.items() if table is not None}, claims)


def _exact() -> Context:
    """Room enough that a sum is never rounded."""
    return Context(prec=10_000)


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number on its way through an expression: in the base of its dimension, with what limits it."""

    number: Fraction
    dimension: str = ""
    step: Decimal | None = None
    qualifier: str = ""


class _Stop(Exception):
    """A fact cannot be computed and the report knows why."""


class _Resolver:
    def __init__(self, inputs: Inputs, report: Report) -> None:
        self.inputs, self.report = inputs, report
        self.done: dict[str, Fact | None] = {}
        self.path: list[str] = []
        self.frames: dict[str, pd.DataFrame] = {}

    def fail(self, rule: str, span: Span | None, **args: object) -> _Stop:
        self.report.add(rule, span, **args)
        return _Stop()

    # --- facts -------------------------------------------------------------------------------------------

    def fact(self, name: str, asked: Span) -> Fact | None:
        """The fact of that name, computed once; None where it cannot be, which the report then says."""
        if name in self.done:
            return self.done[name]
        definition = self.inputs.definitions.get(name)
        if definition is None:
            hint = nearest(name, self.inputs.definitions)
            self.report.add("FACT-UNKNOWN", asked, id=name, nearest=hint)
            return None
        if name in self.path:
            cycle = " \u2192 ".join([*self.path[self.path.index(name) :], name])
            self.report.add("FACT-CYCLE", definition.span, cycle=cycle)
            return None
        self.path.append(name)
        try:
            with localcontext(_exact()):
                self.done[name] = self._compute(definition)
        except _Stop:
            self.done[name] = None
        finally:
            self.path.pop()
        return self.done[name]

    def _need(self, name: str, asked: Span) -> Fact:
        found = self.fact(name, asked)
        if found is None:
            raise _Stop
        return found

    def _compute(self, d: Definition) -> Fact:
        if d.expression is not None:
            return self._calculated(d, d.expression, to_text(d.expression))
        if d.operation == "span":
            return self._span(d)
        if len(d.operands) == 2:
            return self._pair(d)
        if d.operands and d.table not in self.inputs.tables:
            return self._of_list(d)
        return self._of_column(d)

    def _of_list(self, d: Definition) -> Fact:
        """count or distinct over the items of a list fact."""
        if d.table not in self.inputs.definitions:
            known = [*self.inputs.tables, *self.inputs.definitions]
            raise self.fail("TABLE-UNKNOWN", d.span, table=d.table, nearest=nearest(d.table, known))
        items = self._need(d.table, d.span)
        if not isinstance(items.value, tuple):
            raise self.fail("FACT-NO-LIST", d.span, id=d.id, operand=d.table)
        return Fact(
            d.id,
            Decimal(len(items.value)),
            unit_named(d.unit or ""),
            d.operation,
            inputs=(d.table,),
            label=d.label,
            span=d.span,
        )

    def _of_column(self, d: Definition) -> Fact:
        table = self._table(d.table, d.span)
        rows = self._rows(table, d.where, d.span)
        if not rows and d.operation not in ("count", "distinct"):
            raise self.fail("FACT-EMPTY-SELECTION", d.span, id=d.id, **self._wanted(table, d.where))
        if not d.column:
            selection = Selection(table.name, "", rows)
            count = Decimal(len(rows))
            unit = unit_named(d.unit or "")
            return Fact(
                d.id, count, unit, d.operation, selections=(selection,), label=d.label, span=d.span
            )
        return self._aggregate(d, table, rows)

    def _aggregate(self, d: Definition, table: Table, rows: Sequence[int]) -> Fact:
        column = self._column(table, d.column, d.span)
        filled = [row for row in rows if column[row] is not None]
        if d.operation in ("count", "distinct", "first", "last"):
            rows = filled
        elif len(filled) < len(rows):
            row = next(row for row in rows if column[row] is None)
            raise self.fail("FACT-MISSING-CELL", cell_span(table, row, d.column), id=d.id, column=d.column)
        if not rows and d.operation in ("first", "last"):
            raise self.fail("FACT-EMPTY-SELECTION", d.span, id=d.id, **self._wanted(table, d.where))
        values = [self._value(table, d.column, row) for row in rows]
        unit, step = self._unit(table, d.column), self._step(table, d.column, values)
        match d.operation:
            case "count":
                value: Exact | tuple[Exact, ...] = Decimal(len(values))
                unit, step = PLAIN, None
            case "distinct":
                value = Decimal(len(set(self._per(d, values))))
                unit, step = PLAIN, None
            case "list":
                value = tuple(dict.fromkeys(self._per(d, values)))
            case "value":
                value = self._agreed(d, table, rows, values)
            case "first" | "last":
                rows = rows[:1] if d.operation == "first" else rows[-1:]
                value = values[0] if d.operation == "first" else values[-1]
            case "min" | "max":
                order = [_order(v) for v in values]
                best = order.index(min(order) if d.operation == "min" else max(order))
                value, rows = values[best], rows[best : best + 1]
            case _:
                value = self._sum(d, table, rows)
                if d.operation == "mean":
                    value, step = _decimal(Fraction(value) / len(rows)), None
        if d.per == "year" and d.operation not in ("list", "distinct") and isinstance(value, Edtf):
            value = self._one_year(d, value)
        return Fact(
            d.id,
            value,
            unit_named(d.unit) if d.unit is not None and unit == PLAIN else unit,
            d.operation,
            step,
            self._qualifier(d, table, rows),
            (Selection(table.name, d.column, tuple(rows)),),
            label=d.label,
            span=d.span,
        )

    def _per(self, d: Definition, values: Iterable[Exact]) -> list[Exact]:
        if d.per != "year":
            return list(values)
        found: list[Exact] = []
        for value in values:
            if not isinstance(value, Edtf):
                raise self.fail("FACT-NO-DATE", d.span, id=d.id, text=exact_text(value))
            found += [edtf.parse(f"{year:04d}") for year in years(value)]
        return found

    def _one_year(self, d: Definition, value: Edtf) -> Edtf:
        found = years(value)
        if len(set(found)) != 1:
            raise self.fail("FACT-NO-DATE", d.span, id=d.id, text=str(value))
        return edtf.parse(f"{found[0]:04d}")

    def _agreed(self, d: Definition, table: Table, rows: Sequence[int], values: list[Exact]) -> Exact:
        for row, value in zip(rows, values, strict=True):
            if value != values[0]:
                raise self.fail(
                    "FACT-DISAGREE",
                    cell_span(table, row, d.column),
                    id=d.id,
                    first=exact_text(values[0]),
                    other=exact_text(value),
                    place=cell_span(table, rows[0], d.column),
                )
        return values[0]

    def _sum(self, d: Definition, table: Table, rows: Sequence[int]) -> Decimal:
        column = self._frame(table)[d.column].iloc[list(rows)]
        for row, value in zip(rows, column, strict=True):
            if not isinstance(value, Decimal):
                where = cell_span(table, row, d.column)
                raise self.fail("FACT-NO-NUMBER", where, id=d.id, text=exact_text(value))
        return Decimal(column.sum())

    # --- facts over facts --------------------------------------------------------------------------------

    def _span(self, d: Definition) -> Fact:
        period = self._need(d.operands[0], d.span)
        length = span_years(period.value) if isinstance(period.value, Edtf) else None
        if length is None:
            raise self.fail("FACT-NO-DATE", d.span, id=d.id, text=exact_text(period.value))
        unit = unit_named(d.unit or "\u00e5r")
        return Fact(d.id, Decimal(length), unit, "span", inputs=d.operands, label=d.label, span=d.span)

    def _pair(self, d: Definition) -> Fact:
        a, b = (Name(operand) for operand in d.operands)
        forms: dict[str, Expression] = {
            "difference": Binary("-", a, b),
            "ratio": Binary("/", a, b),
            "share": Binary("/", a, b),
            "change": Binary("/", Binary("-", b, a), a),
        }
        return self._calculated(d, forms[d.operation], to_text(forms[d.operation]))

    def _calculated(self, d: Definition, expression: Expression, text: str) -> Fact:
        quantity = self._evaluate(expression, d.span)
        inputs = tuple(dict.fromkeys(names(expression)))
        units = {self._need(name, d.span).unit for name in inputs}
        unit = next(iter(units)) if len(units) == 1 else unit_named(quantity.dimension)
        if d.unit is not None:
            unit = unit_named(d.unit)
        if unit.dimension != quantity.dimension:
            if d.unit is not None and quantity.dimension:
                raise self.fail("FACT-UNIT", d.span, text=text, units=f"{quantity.dimension} / {d.unit}")
            unit = unit_named(d.unit if d.unit is not None else quantity.dimension)
        value = _decimal(quantity.number / Fraction(unit.scale))
        return Fact(
            d.id,
            value,
            unit,
            d.operation,
            quantity.step,
            quantity.qualifier,
            inputs=inputs,
            expression=text,
            label=d.label,
            span=d.span,
        )

    def _evaluate(self, tree: Expression, asked: Span) -> _Quantity:
        match tree:
            case Number(value):
                return _Quantity(Fraction(value))
            case Name(id):
                fact = self._need(id, asked)
                if not isinstance(fact.value, Decimal):
                    raise self.fail("FACT-NO-NUMBER", asked, id=id, text=exact_text(fact.value))
                return _Quantity(Fraction(fact.base), fact.unit.dimension, fact.step, fact.qualifier)
            case Negation(operand):
                inner = self._evaluate(operand, asked)
                return _Quantity(-inner.number, inner.dimension, inner.step, inner.qualifier)
            case Binary(sign, left, right):
                return self._binary(sign, self._evaluate(left, asked), self._evaluate(right, asked), tree, asked)

    def _binary(self, sign: str, a: _Quantity, b: _Quantity, tree: Expression, asked: Span) -> _Quantity:
        qualifier = a.qualifier or b.qualifier
        if a.qualifier and b.qualifier and (a.qualifier != b.qualifier or sign in "-/"):
            raise self.fail("FACT-QUALIFIER", asked, text=to_text(tree))
        mismatch = {"text": to_text(tree), "units": f"{a.dimension or '1'} {sign} {b.dimension or '1'}"}
        if sign in ("+", "-"):
            if a.dimension != b.dimension:
                raise self.fail("FACT-UNIT", asked, **mismatch)
            steps = [step for step in (a.step, b.step) if step is not None]
            number = a.number + b.number if sign == "+" else a.number - b.number
            return _Quantity(number, a.dimension, max(steps, default=None), qualifier)
        if sign == "*":
            if a.dimension and b.dimension:
                raise self.fail("FACT-UNIT", asked, **mismatch)
            return _Quantity(a.number * b.number, a.dimension or b.dimension, None, qualifier)
        if b.number == 0:
            raise self.fail("FACT-DIVISION", asked, text=to_text(tree))
        if b.dimension not in ("", a.dimension):
            raise self.fail("FACT-UNIT", asked, **mismatch)
        return _Quantity(a.number / b.number, "" if b.dimension else a.dimension, None, qualifier)

    # --- claims ------------------------------------------------------------------------------------------

    def claim(self, text: str, span: Span) -> Claim | None:
        try:
            tree = parse_expression(text)
        except ExpressionError as error:
            self.report.add("EXPRESSION", span, text=text, found=error.found or "...")
            return None
        if not isinstance(tree, Binary) or tree.sign not in _COMPARE:
            self.report.add("CLAIM-COMPARISON", span, text=text)
            return None
        try:
            left, right = self._evaluate(tree.left, span), self._evaluate(tree.right, span)
            if left.dimension != right.dimension and left.dimension and right.dimension:
                raise self.fail("FACT-UNIT", span, text=text, units=f"{left.dimension} / {right.dimension}")
        except _Stop:
            return None
        return Claim(text, _COMPARE[tree.sign](left.number, right.number), tuple(dict.fromkeys(names(tree))))

    # --- tables ------------------------------------------------------------------------------------------

    def table(self, request: TableRequest) -> ResolvedTable | None:
        """The rows that a directive prints, sorted, and a fact for each number in its total row."""
        try:
            table = self._table(request.table, request.span)
            rows = list(self._rows(table, request.where, request.span))
            for column in request.columns:
                self._column(table, column.field, column.span)
            if request.sort:
                keys = self._column(table, request.sort, request.sort_span or request.span)
                rows.sort(key=lambda row: _order(keys[row]))
            totals = {}
            printed = [column.field for column in request.columns] or [f.name for f in table.fields]
            for name in printed if request.total and rows else ():
                if any(isinstance(table.columns[name][row], Decimal) for row in rows):
                    definition = Definition(
                        f"{request.table}/total/{name}", "sum", request.span, request.table, name
                    )
                    totals[name] = self._aggregate(definition, table, rows)
        except _Stop:
            return None
        return ResolvedTable(tuple(rows), totals)

    def _table(self, name: str, asked: Span) -> Table:
        table = self.inputs.tables.get(name)
        if table is None:
            declared = [r.name for r in self.inputs.package.resources] if self.inputs.package else []
            if name in declared:
                raise _Stop  # declared but broken: the report knows
            raise self.fail("TABLE-UNKNOWN", asked, table=name, nearest=nearest(name, declared))
        return table

    def _column(self, table: Table, name: str, asked: Span) -> Sequence[Exact | None]:
        if name not in table.columns:
            hint = nearest(name, table.columns)
            raise self.fail("COLUMN-UNKNOWN", asked, column=name, table=table.name, nearest=hint)
        return table.columns[name]

    def _frame(self, table: Table) -> pd.DataFrame:
        if table.name not in self.frames:
            import pandas as pd  # noqa: PLC0415 - heavy; only where a table is read

            self.frames[table.name] = pd.DataFrame(dict(table.columns), dtype=object)
        return self.frames[table.name]

    def _value(self, table: Table, column: str, row: int) -> Exact:
        value = table.columns[column][row]
        if value is None:
            raise self.fail("FACT-MISSING-CELL", cell_span(table, row, column), id=column, column=column)
        return value

    def _rows(self, table: Table, where: Sequence[Condition], span: Span) -> Sequence[int]:
        if not where:
            return range(len(table))
        frame = self._frame(table)
        chosen = None
        for condition in where:
            self._column(table, condition.field, condition.span or span)
            test = self._test(condition, table, span)
            mask = frame[condition.field].map(test).astype(bool)
            chosen = mask if chosen is None else chosen & mask
        return [int(row) for row in frame.index[chosen]]

    def _test(self, c: Condition, table: Table, span: Span) -> Callable[[object], bool]:
        sample = next((v for v in table.columns[c.field] if v is not None), "")

        def typed(text: str) -> Exact:
            try:
                if isinstance(sample, Decimal):
                    return Decimal(text.replace(",", "."))
                return edtf.parse(text) if isinstance(sample, Edtf) else text
            except (ValueError, DecimalException):
                raise self.fail("FACT-CONDITION", c.span or span, column=c.field, text=text) from None

        wanted = {exact_text(typed(text)) if isinstance(sample, Edtf) else typed(text) for text in c.values}
        low = _order(typed(c.low)) if c.low else None
        high = _order(typed(c.high)) if c.high else None

        def test(value: object) -> bool:
            if c.missing is not None:
                return (value is None) is c.missing
            if value is None:
                return False
            exact = str(value) if isinstance(value, Edtf | Interval) else value
            if c.values and (exact in wanted) is c.negated:
                return False
            order = _order(value)
            return (low is None or order >= low) and (high is None or order <= high)

        return test

    def _wanted(self, table: Table, where: Sequence[Condition]) -> dict[str, str]:
        """For the message of an empty selection: the condition in words and the nearest value there is."""
        for condition in where:
            known = {exact_text(v) for v in table.columns.get(condition.field, ()) if v is not None}
            for text in condition.values:
                if text not in known:
                    return {
                        "condition": f"{condition.field} = {text}",
                        "table": table.name,
                        "nearest": nearest(text, known),
                    }
        return {"condition": ", ".join(c.field for c in where) or "-", "table": table.name, "nearest": ""}

    def _unit(self, table: Table, column: str) -> Unit:
        return unit_named(next((f.unit for f in table.fields if f.name == column), ""))

    def _step(self, table: Table, column: str, values: Sequence[Exact]) -> Decimal | None:
        """The smallest amount the cells state: of "1,3 mio. kr." a tenth of a million."""
        steps = [_last_digit(value) for value in values if isinstance(value, Decimal)]
        return max(steps) * self._unit(table, column).scale if steps else None

    def _qualifier(self, d: Definition, table: Table, rows: Sequence[int]) -> str:
        named = next((f.qualifier for f in table.fields if f.name == d.column), "")
        if not named or d.operation in ("count", "distinct", "list"):
            return ""
        found = dict.fromkeys(str(table.columns[named][row] or "") for row in rows)
        if len(found) > 1 and (d.operation == "value" or len([q for q in found if q]) > 1):
            raise self.fail("FACT-QUALIFIER", d.span, text=d.id)
        return next((qualifier for qualifier in found if qualifier), "")


def _last_digit(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def _order(value: object) -> tuple[object, ...]:
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


def _decimal(number: Fraction) -> Decimal:
    """Exact where the fraction ends; else to more digits than anyone prints."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    precision = _exact().prec if rest == 1 else _DIGITS
    with localcontext(Context(prec=precision)):
        return Decimal(number.numerator) / Decimal(number.denominator)
