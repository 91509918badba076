"""Parameters: the row that an annex is made for. Its columns are facts, and conditions can ask for it.

`parameters: kommuner` in the front matter names the table. Within an annex that table is one row, so that a
fact over it ("{value: kommuner.navn}") is that row's, with its cell; a column that no fact of facts.yaml is
named like is a fact of its own name. `where: {kommune: {parameter: kode}}` takes the rows of a table that
have the value of that row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Condition, Definition, exact_text
from bilag.inputs.tables import Index, Resource, Table, cell_span, one_row
from bilag.inputs.yaml.shapes import nearest
from bilag.validate.definitions import ID


def parameters_of(inputs: Inputs, report: Report) -> Resource | None:
    """The resource that the front matter names, with every condition that asks for it looked at.

    TABLE-UNKNOWN, PARAMETER-UNDECLARED and COLUMN-UNKNOWN. None where the annex has no parameters.
    """
    named = inputs.front.parameters if inputs.front else ""
    asked = [c for c in _conditions(inputs) if c.parameter]
    if not named:
        for condition in asked:
            report.add("PARAMETER-UNDECLARED", condition.span, name=condition.parameter)
        return None
    resource = inputs.package.resource(named) if inputs.package else None
    if resource is None:
        where = dict(inputs.front.places).get("parameters") if inputs.front else None
        known = [each.name for each in inputs.package.resources] if inputs.package else []
        report.add("TABLE-UNKNOWN", where, table=named, nearest=nearest(named, known))
        return None
    names = _columns(resource)
    for condition in asked:
        if condition.parameter not in names:
            column, hint = condition.parameter, nearest(condition.parameter, names)
            report.add("COLUMN-UNKNOWN", condition.span, column=column, table=named, nearest=hint)
    return resource


def with_first_row(inputs: Inputs, resource: Resource | None, report: Report) -> Inputs:
    """The annex for the first row of its own table of parameters; unchanged where it has none."""
    if resource is None:
        return inputs
    table = inputs.tables.get(resource.name)
    if table is None:  # broken: the report knows
        return replace(inputs, definitions=_definitions(inputs, resource, None))
    if not len(table):
        report.add("PARAMETER-ROW", resource.path_span, table=table.name)
        return inputs
    return with_row(inputs, resource, one_row(table, 0), {}, report)


def with_row(inputs: Inputs, resource: Resource, row: Table, index: Index, report: Report) -> Inputs:
    """The annex for `row`, a table of one row: its facts, and the conditions that ask for it fulfilled.

    `index` is filled with what is looked up, for the next row of the same inputs. FACT-MISSING-CELL where
    a condition asks for a cell without a value.
    """

    def fulfilled(table: str, where: Sequence[Condition]) -> tuple[Condition, ...]:
        return tuple(_fulfilled(c, inputs.tables.get(table), row, index, report) for c in where)

    facts = _definitions(inputs, resource, row)
    return replace(
        inputs,
        tables={**inputs.tables, resource.name: row},
        definitions={
            name: replace(d, where=fulfilled(d.table, d.where)) if d.where else d for name, d in facts.items()
        },
        requests={
            place: replace(request, where=fulfilled(request.table, request.where))
            for place, request in inputs.requests.items()
        },
    )


def _definitions(inputs: Inputs, resource: Resource, row: Table | None) -> dict[str, Definition]:
    """The facts of the annex, the row's columns among them. A cell without a value is no fact."""
    own = {
        name: Definition(name, "value", span or resource.span, resource.name, name)
        for name, span in _columns(resource).items()
        if ID.fullmatch(name) and (row is None or row.columns.get(name, [None])[0] is not None)
    }
    return own | dict(inputs.definitions)


def _columns(resource: Resource) -> Mapping[str, Span | None]:
    own = {field.name: field.span for field in resource.fields}
    return own | {derived.name: derived.span for derived in resource.derived}


def _conditions(inputs: Inputs) -> Iterable[Condition]:
    for definition in inputs.definitions.values():
        yield from definition.where
    for request in inputs.requests.values():
        yield from request.where


def _fulfilled(c: Condition, table: Table | None, row: Table, index: Index, report: Report) -> Condition:
    if c.parameter not in row.columns:
        return c
    value = row.columns[c.parameter][0]
    if value is None:
        where = cell_span(row, 0, c.parameter)
        report.add("FACT-MISSING-CELL", where, id=c.parameter, column=c.parameter)
        return c
    wanted = replace(c, values=(*c.values, exact_text(value)))
    alone = not (c.values or c.negated or c.low or c.high or c.missing is not None)
    if table is None or c.column not in table.columns or not alone:
        return wanted
    rows = index.get((table.name, c.column))
    if rows is None:
        rows = index[table.name, c.column] = {}
        for number, cell in enumerate(table.columns[c.column]):
            rows.setdefault(cell, []).append(number)
    found = rows.get(value)  # one of another type, or of no row, is left to resolve, which says so
    return wanted if found is None else replace(wanted, rows=found)
