"""The facts of an annex, each computed once, in whatever order they need each other."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from bilag.danish.edtf import Edtf, span_years
from bilag.diagnostics.findings import Report, Span
from bilag.inputs.annex import Inputs, TableRequest, all_markup
from bilag.inputs.expressions import Binary, Expression, ExpressionError, Name, names, to_text
from bilag.inputs.expressions import parse as parse_expression
from bilag.inputs.facts import (
    Claim,
    Definition,
    Fact,
    Resolved,
    ResolvedTable,
    exact,
    exact_text,
    unit_named,
)
from bilag.inputs.yaml.shapes import nearest
from bilag.resolve.arithmetic import COMPARE, Evaluator, decimal, holds
from bilag.resolve.columns import aggregate, column_fact
from bilag.resolve.order import in_order
from bilag.resolve.tables import CannotResolve, Tables, order, stop


def resolve(inputs: Inputs, report: Report) -> Resolved:
    """Facts by id, rows and totals of the tables asked for, and the claims of the prose.

    A fact that cannot be computed is left out; the report says why, once, at its definition or cell.
    """
    resolver = _Resolver(inputs, report)
    for name in in_order(inputs.definitions):
        resolver.fact(name, inputs.definitions[name].span)
    with exact():
        tables = {request.id: resolver.table(request) for request in inputs.requests.values()}
    claims = {}
    for element in all_markup(inputs):
        text = element.attribute("claim") if element.kind == "span" else None
        if text is not None and text not in claims and (claim := resolver.claim(text, element.span)):
            claims[text] = claim
    facts = {name: fact for name, fact in resolver.done.items() if fact is not None}
    return Resolved(facts, {key: table for key, table in tables.items() if table is not None}, claims)


class _Resolver:
    def __init__(self, inputs: Inputs, report: Report) -> None:
        self.inputs, self.report = inputs, report
        self.tables = Tables(inputs, report)
        self.evaluator = Evaluator(self.need, report)
        self.done: dict[str, Fact | None] = {}
        self.path: list[str] = []

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
            self._report_cycle(self.path[self.path.index(name) :])
            return None
        self.path.append(name)
        try:
            with exact():
                self.done[name] = self._compute(definition)
        except CannotResolve:
            self.done[name] = None
        finally:
            self.path.pop()
        return self.done[name]

    def _report_cycle(self, circle: list[str]) -> None:
        """Said once, from the fact of the circle that comes first in facts.yaml."""
        first = min(circle, key=[*self.inputs.definitions].index)
        turned = circle[circle.index(first) :] + circle[: circle.index(first)]
        cycle = " \u2192 ".join([*turned, first])
        self.report.add("FACT-CYCLE", self.inputs.definitions[first].span, cycle=cycle)

    def need(self, name: str, asked: Span) -> Fact:
        found = self.fact(name, asked)
        if found is None:
            raise CannotResolve
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
        return column_fact(self._parted(d), self.tables, self.report)

    def _parted(self, d: Definition) -> Definition:
        """The definition with table and column parted where the table's name ends: it may hold full stops."""
        if d.table in self.tables.declared():
            return d
        parts = f"{d.table}.{d.column}".split(".")
        for end in range(len(parts) - 1, 1, -1):
            if (table := ".".join(parts[:end])) in self.tables.declared():
                return replace(d, table=table, column=".".join(parts[end:]))
        return d

    def _of_list(self, d: Definition) -> Fact:
        """count or distinct over the items of a list fact."""
        declared = self.tables.declared()
        if d.table in declared:
            raise CannotResolve  # declared but broken: the report knows
        if d.table not in self.inputs.definitions:
            known = [*declared, *self.inputs.definitions]
            raise stop(self.report, "TABLE-UNKNOWN", d.span, table=d.table, nearest=nearest(d.table, known))
        items = self.need(d.table, d.span)
        if not isinstance(items.value, tuple):
            raise stop(self.report, "FACT-NO-LIST", d.span, id=d.id, operand=d.table)
        return Fact(
            d.id,
            Decimal(len(items.value)),
            unit_named(d.unit or ""),
            d.operation,
            inputs=(d.table,),
            label=d.label,
            span=d.span,
        )

    # --- facts over facts --------------------------------------------------------------------------------

    def _span(self, d: Definition) -> Fact:
        period = self.need(d.operands[0], d.span)
        length = span_years(period.value) if isinstance(period.value, Edtf) else None
        if length is None:
            raise stop(self.report, "FACT-NO-DATE", d.span, id=d.id, text=exact_text(period.value))
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
        quantity = self.evaluator.evaluate(expression, d.span)
        inputs = tuple(dict.fromkeys(names(expression)))
        units = {self.need(name, d.span).unit for name in inputs}
        unit = next(iter(units)) if len(units) == 1 else unit_named(quantity.dimension)
        if d.unit is not None:
            unit = unit_named(d.unit)
        if unit.dimension != quantity.dimension:
            if d.unit is not None and quantity.dimension:
                raise stop(
                    self.report, "FACT-UNIT", d.span, text=text, units=f"{quantity.dimension} / {d.unit}"
                )
            unit = unit_named(d.unit if d.unit is not None else quantity.dimension)
        value = decimal(quantity.number / Fraction(unit.scale))
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

    # --- claims ------------------------------------------------------------------------------------------

    def claim(self, text: str, span: Span) -> Claim | None:
        try:
            tree = parse_expression(text)
        except ExpressionError as error:
            self.report.add("EXPRESSION", span, text=text, found=error.found or "...")
            return None
        if not isinstance(tree, Binary) or tree.sign not in COMPARE:
            self.report.add("CLAIM-COMPARISON", span, text=text)
            return None
        try:
            left, right = self.evaluator.evaluate(tree.left, span), self.evaluator.evaluate(tree.right, span)
            if left.dimension != right.dimension and left.dimension and right.dimension:
                raise stop(
                    self.report, "FACT-UNIT", span, text=text, units=f"{left.dimension} / {right.dimension}"
                )
        except CannotResolve:
            return None
        return Claim(text, holds(tree.sign, left, right), tuple(dict.fromkeys(names(tree))))

    # --- tables ------------------------------------------------------------------------------------------

    def table(self, request: TableRequest) -> ResolvedTable | None:
        """The rows that a directive prints, sorted, and a fact for each number in its total row."""
        try:
            table = self.tables.table(request.table, request.span)
            rows = list(self.tables.rows(table, request.where, request.span))
            for column in request.columns:
                self.tables.column(table, column.field, column.span)
            if request.sort:
                keys = self.tables.column(table, request.sort, request.sort_span or request.span)
                rows.sort(key=lambda row: order(keys[row]))
            totals = {}
            for name, span in request.totals:
                self.tables.column(table, name, span)
            wanted = [name for name, _ in request.totals] or [c.field for c in request.columns]
            for name in wanted or [f.name for f in table.fields] if request.total and rows else ():
                if any(isinstance(table.columns[name][row], Decimal) for row in rows):
                    id = f"{request.id.removeprefix('tbl-')}/total/{name}"
                    asked = Definition(id, "sum", request.span, request.table, name)
                    totals[name] = aggregate(asked, table, rows, self.tables, self.report)
        except CannotResolve:
            return None
        return ResolvedTable(tuple(rows), totals)
