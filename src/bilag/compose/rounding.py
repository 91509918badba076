"""The rounding policy of a document: what is done where printed parts do not add up to a printed total.

`half-up` rounds each figure on its own, and a note under the table says where that shows. `largest-remainder`
(Hamilton's method, as seats are shared out) lets the parts of a table's column add up to its total; a figure
that is adjusted so is the same wherever it is printed to that digit. `refuse` makes an error of it. Exact
values are never touched: only what is printed is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from bilag.compose.columns import PrintedColumn, printed_columns
from bilag.compose.printing import Wanted, printed_number, printed_step, rounded, stated_step
from bilag.diagnostics.findings import Report, Span
from bilag.diagnostics.rules import Severity
from bilag.inputs.annex import Inputs, Rounding, TableRequest
from bilag.inputs.facts import Fact, Resolved, Unit, exact, stated, unit_named
from bilag.inputs.tables import Table, cell_span, row_key

ONE_CELL = ("value", "first", "last", "min", "max")  # operations that give the value of a cell
_MOST_PARTS = 8  # that a message lists


def apportioned(values: Sequence[Decimal], step: Decimal) -> tuple[Decimal, ...]:
    """The values as multiples of `step` that add up to their sum, rounded half up.

    As they are rounded one by one where that adds up. Else each is rounded down, and the steps that are left
    over go to those that lost most, the first of equals first (Hamilton): none moves by a whole step.
    """
    with exact():
        total = rounded(sum(values, Decimal(0)), step)
        plain = tuple(rounded(value, step) for value in values)
        if sum(plain, Decimal(0)) == total:
            return plain
        down = [(value / step).quantize(Decimal(1), ROUND_FLOOR) * step for value in values]
        left = int((total - sum(down, Decimal(0))) / step)
        lost = sorted(range(len(values)), key=lambda place: (down[place] - values[place], place))
        for place in lost[:left]:
            down[place] += step
        return tuple(down)


class Shares(Struct, frozen=True):
    """A column under its total: the printed number of each row, and whether some are not the rounded one."""

    printed: Mapping[int, Decimal]
    total: Decimal
    adjusted: bool = False

    @property
    def sum(self) -> Decimal:
        with exact():
            return sum(self.printed.values(), Decimal(0))

    @property
    def adds_up(self) -> bool:
        return self.sum == self.total


class _Pin(Struct, frozen=True):
    """What a table prints of a cell to a given digit, and the table's place."""

    number: Decimal
    span: Span


class Rounder(Struct):
    """What is printed of each figure: made once for a document, before any of it is composed."""

    policy: Rounding = "half-up"
    tables: Mapping[str, Table] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    columns: dict[tuple[str, str], Shares] = field(default_factory=dict)
    pins: dict[tuple[Span, Decimal], _Pin] = field(default_factory=dict)

    def column(self, request: TableRequest, name: str) -> Shares | None:
        """The parts and the total of a column that a table adds up; None for other columns."""
        return self.columns.get((str(request.span), name))

    def cell(
        self, request: TableRequest, data: Table, column: PrintedColumn, row: int, value: Decimal
    ) -> Decimal:
        """The number to print in a cell: the value itself, or what it is adjusted to."""
        if self.policy != "largest-remainder":
            return value
        shares = self.column(request, column.field.name)
        if shares is not None:
            return shares.printed[row] if shares.adjusted else value
        unit = unit_named(column.field.unit)
        step = printed_step(value, unit, stated_step(value, unit), column.form)
        pin = self.pins.get((cell_span(data, row, column.field.name), step)) if step else None
        return pin.number if pin else value

    def fact(self, fact: Fact, form: Wanted | None, span: Span, report: Report) -> Fact:
        """The fact as it is to be printed: with the number that its cell has where a table adds it up."""
        if self.policy != "largest-remainder" or not isinstance(fact.value, Decimal):
            return fact
        origin = self._origin(fact)
        step = printed_step(fact.value, fact.unit, fact.step, form)
        if step is None:
            return fact
        with exact():
            ratio = fact.unit.scale / origin.unit.scale
            pins = {
                pin.number: pin
                for cell in self._cells(origin)
                if (pin := self.pins.get((cell, step * ratio)))
            }
            if len(pins) == 1:
                return replace(fact, value=next(iter(pins)) / ratio)
        if pins:
            one, other = list(pins.values())[:2]
            _differs(fact.id, one.number, other, span, report)
        return fact

    def _origin(self, fact: Fact) -> Fact:
        """The fact itself, or the one that it only gives another name."""
        while fact.operation == "calc" and fact.inputs == (fact.expression,):
            fact = self.facts[fact.expression]
        return fact

    def _cells(self, fact: Fact) -> Iterator[Span]:
        """The cells that say exactly what the fact says."""
        for selection in fact.selections:
            alone = fact.operation in ("sum", "mean") and len(selection.rows) == 1
            if selection.column and (alone or fact.operation in ONE_CELL):
                table = self.tables[selection.table]
                yield from (cell_span(table, row, selection.column) for row in selection.rows)


def rounder(inputs: Inputs, resolved: Resolved, report: Report) -> Rounder:
    """How this document rounds: every column that a table adds up, in the order of the tables.

    Under `refuse` one that does not add up is an error, SUMS-PRINTED; under `largest-remainder` a cell that
    two tables would print differently is a warning, ROUNDING-DIFFERS, and prose follows the first.
    """
    policy = inputs.front.rounding if inputs.front else "half-up"
    made = Rounder(policy, inputs.tables, resolved.facts)
    for request in inputs.requests.values():
        data, wanted = inputs.tables.get(request.table), resolved.tables.get(request.id)
        if data is None or wanted is None or not request.total:
            continue
        columns = printed_columns(request, data, wanted.rows, Report())  # what is wrong is told later
        for column in columns:
            fact = wanted.totals.get(column.field.name)
            if fact is None or not isinstance(fact.value, Decimal):
                continue
            shares = _shares(data, wanted.rows, column, (fact, fact.value), policy)
            made.columns[str(request.span), column.field.name] = shares
            if policy == "refuse" and not shares.adds_up:
                span = column.request.span
                texts = [stated(number) for number in shares.printed.values()]
                said = listed(texts, shares.sum, stated(shares.total))
                report.add("SUMS-PRINTED", span, severity=Severity.ERROR, id=fact.id, **said)
            elif policy == "largest-remainder":
                _pin(made, request, data, column, shares, report)
    return made


def _shares(
    data: Table, rows: Sequence[int], column: PrintedColumn, sum: tuple[Fact, Decimal], policy: Rounding
) -> Shares:
    """The printed parts of a column, adjusted where the policy wants it and it can be done."""
    form, name = column.form, column.field.name
    parts = {row: value for row in rows if isinstance(value := data.columns[name][row], Decimal)}
    fact, exact = sum
    total = printed_number(exact, fact.unit, fact.step, form)
    step = printed_step(exact, fact.unit, fact.step, form)
    shares = Shares({row: _alone(value, fact.unit, step, form) for row, value in parts.items()}, total)
    # what is under or over a figure would not be so of another one
    bound = column.field.qualifier and any(data.columns[column.field.qualifier][row] for row in parts)
    if policy != "largest-remainder" or shares.adds_up or step is None or bound or _auto(form):
        return shares
    printed = apportioned(tuple(parts.values()), step)
    return Shares(dict(zip(parts, printed, strict=True)), total, adjusted=True)


def _alone(value: Decimal, unit: Unit, step: Decimal | None, form: Wanted | None) -> Decimal:
    """A part as it is printed on its own: without a format as its source states it."""
    if form is None or step is None:
        return value
    if _auto(form):
        return printed_number(value, unit, stated_step(value, unit), form)
    return rounded(value, step)


def _auto(form: Wanted | None) -> bool:
    """Whether each figure chooses its own unit, so that there is no step in common."""
    return form is not None and form.spec.form == "auto"


def _pin(
    made: Rounder, request: TableRequest, data: Table, column: PrintedColumn, shares: Shares, report: Report
) -> None:
    """Let the cells of a column be what this table prints of them, but for those that another has taken."""
    name, unit, told = column.field.name, unit_named(column.field.unit), False
    for row, number in shares.printed.items():
        step = printed_step(number, unit, stated_step(number, unit), column.form)
        if step is None:
            continue
        pin = made.pins.setdefault((cell_span(data, row, name), step), _Pin(number, request.span))
        if pin.number != number and not told:
            told = True
            cell = f"{data.name}/{row_key(data, row)}/{name}"
            _differs(cell, number, pin, column.request.span, report)


def _differs(id: str, number: Decimal, other: _Pin, span: Span, report: Report) -> None:
    text, else_ = stated(number), stated(other.number)
    report.add("ROUNDING-DIFFERS", span, id=id, text=text, other=else_, place=other.span)


def listed(texts: Sequence[str], sum: Decimal, total: str) -> dict[str, str]:
    """What a message says of parts that do not add up: the parts, their sum, and the total beside it."""
    more = [f"... ({len(texts)})"] if len(texts) > _MOST_PARTS else []
    return {"parts": ", ".join([*texts[:_MOST_PARTS], *more]), "sum": stated(sum), "total": total}
