"""The facts as they travel with the document: canonical texts, cells, and where each is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bilag.document.model import Document, FactRecord, Printed, Value
from bilag.document.walks import leaves, passages
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Fact, Resolved, exact_text
from bilag.inputs.tables import cell_span

_MANY = 1000  # cells of one fact that are listed one by one; beyond, a record names the first and the last


def fact_records(document: Document, inputs: Inputs, resolved: Resolved) -> tuple[FactRecord, ...]:
    """A record for every named fact and every total, in the order of their ids."""
    printed: dict[str, list[Printed]] = {}
    for passage in passages(document):
        for value in leaves(passage.content):
            if isinstance(value, Value):
                printed.setdefault(value.fact, []).append(Printed(passage.id, value.text, str(value.span)))
    facts = dict(resolved.facts)
    for table in resolved.tables.values():
        facts.update({fact.id: fact for fact in table.totals.values()})
    return tuple(
        FactRecord(
            id=fact.id,
            label=fact.label,
            value=exact_text(fact.value),
            unit=fact.unit.name,
            step="" if fact.step is None else format(fact.step, "f"),
            qualifier=fact.qualifier,
            operation=fact.operation,
            expression=fact.expression,
            inputs=fact.inputs,
            cells=tuple(cell_places(fact, inputs)),
            printed=tuple(printed.get(fact.id, ())),
        )
        for _, fact in sorted(facts.items())
    )


def cell_places(fact: Fact, inputs: Inputs) -> Iterator[str]:
    """The places of the cells that a fact is read from itself (not those of the facts it was made from)."""
    for selection in fact.selections:
        table = inputs.tables[selection.table]
        if not selection.column:
            yield table.path
            continue
        rows: Sequence[int] = selection.rows
        if len(rows) > _MANY:
            rows = (rows[0], rows[-1])
        for row in rows:
            yield str(cell_span(table, row, selection.column))
