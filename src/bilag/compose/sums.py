"""Sums in the text: where a sum and all of its parts are printed, a reader can add them up, and will."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from bilag.compose.rounding import ONE_CELL, listed
from bilag.diagnostics.findings import Report, Span
from bilag.diagnostics.rules import Severity
from bilag.inputs.annex import Inputs, Rounding
from bilag.inputs.expressions import Binary, Expression, Name
from bilag.inputs.facts import Fact, exact


class Said(Struct, frozen=True):
    """A number that a placeholder printed: its fact, text and place, and the number to its last digit."""

    fact: Fact
    text: str
    number: Decimal
    step: Decimal | None
    span: Span


def sums_add_up(said: Sequence[Said], inputs: Inputs, policy: Rounding, report: Report) -> None:
    """Where the text prints a sum and all of its parts to the same digit, they must add up as printed.

    A sum is `calc: a + b + c`, or a `sum` over rows that other printed facts share out among them.
    """
    numbers: dict[tuple[str, Decimal], Said] = {}
    for each in said:
        if each.step is not None:
            with exact():
                numbers.setdefault((each.fact.id, each.step * each.fact.unit.scale), each)
    facts = {each.fact.id: each.fact for each in said}
    for (name, step), total in numbers.items():
        for names in _parts(facts[name], facts, inputs):
            parts = [part for name in names if (part := numbers.get((name, step)))]
            if len(parts) < len(names):
                continue
            with exact():
                scale = total.fact.unit.scale
                sum_ = sum((part.number * part.fact.unit.scale / scale for part in parts), Decimal(0))
            if sum_ != total.number:
                severity = Severity.ERROR if policy == "refuse" else None
                found = listed([part.text for part in parts], sum_, total.text)
                report.add("SUMS-PRINTED", total.span, severity=severity, id=name, **found)


def _parts(total: Fact, facts: Mapping[str, Fact], inputs: Inputs) -> Iterator[list[str]]:
    """The names of the facts that together are this one, as far as one can tell from where they come from."""
    definition = inputs.definitions.get(total.id)
    if definition is not None and definition.expression is not None:
        names = _summands(definition.expression)
        if len(names) > 1:
            yield names
        return
    if total.operation != "sum" or len(total.selections) != 1:
        return
    whole = total.selections[0]
    groups: dict[tuple[str, ...], dict[tuple[int, ...], str]] = {}  # by what their rows are chosen by
    for name, fact in facts.items():
        of = fact.selections[0] if len(fact.selections) == 1 else None
        if of is None or (of.table, of.column) != (whole.table, whole.column):
            continue
        chosen = fact.operation == "sum" or (fact.operation in ONE_CELL and len(of.rows) == 1)
        if chosen and len(of.rows) < len(whole.rows):
            by = tuple(sorted({condition.column for condition in inputs.definitions[name].where}))
            groups.setdefault(by, {}).setdefault(tuple(of.rows), name)
    for group in groups.values():
        rows = [row for rows in group for row in rows]
        if len(rows) == len(whole.rows) and sorted(rows) == sorted(whole.rows):
            yield list(group.values())


def _summands(tree: Expression) -> list[str]:
    """The names that an expression adds up; none where it does anything else."""
    match tree:
        case Name(id):
            return [id]
        case Binary("+", left, right) if (one := _summands(left)) and (other := _summands(right)):
            return [*one, *other]
    return []
