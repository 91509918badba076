"""Keys within a table and between tables: no key twice, no reference to nothing, columns looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from msgspec.structs import replace

from bilag.diagnostics.findings import Report
from bilag.diagnostics.rules import Severity
from bilag.inputs.tables import (
    Derived,
    Exact,
    Field,
    ForeignKey,
    Package,
    Resource,
    Table,
    cell_span,
    has_gaps,
)
from bilag.inputs.yaml.shapes import nearest
from bilag.validate.data.faults import Faults

_MOST_COMPARED = 2000

Key = tuple[Exact | None, ...]


def check_keys(table: Table, resource: Resource, faults: Faults) -> None:
    """Primary key (whole and not empty), unique keys and unique columns; a repeat names both places."""
    for name in table.primary_key:
        if has_gaps(table.columns[name]) and not faults.any_in(name):
            for row, value in enumerate(table.columns[name]):
                if value is None:
                    faults.add("DATA-KEY-EMPTY", cell_span(table, row, name), name)
    uniques = {resource.primary_key, *resource.unique_keys}
    uniques |= {(field.name,) for field in resource.fields if field.constraints.unique}
    for names in sorted(uniques):
        if names:
            _check_unique(table, names, faults)


def _check_unique(table: Table, names: tuple[str, ...], faults: Faults) -> None:
    if len(_distinct(table, names)) == len(table):
        return
    keys = _keys(table, names)
    first: dict[Key, int] = {}
    for row, key in enumerate(keys):
        if None in key:
            continue
        earlier = first.setdefault(key, row)
        if earlier != row:
            span, place = cell_span(table, row, names[0]), cell_span(table, earlier, names[0])
            faults.add("DATA-DUPLICATE-KEY", span, ", ".join(names), key=_printed(key), first=place)


def _distinct(table: Table, names: Sequence[str]) -> Set[Exact | Key | None]:
    """The keys there are, those of one column without the tuple around them."""
    return set(table.columns[names[0]]) if len(names) == 1 else set(_keys(table, names))


def _keys(table: Table, names: Sequence[str]) -> list[Key]:
    return list(zip(*(table.columns[name] for name in names), strict=True))


def _printed(key: Key) -> str:
    return " / ".join(str(value) for value in key)


def link_tables(tables: Mapping[str, Table], package: Package, report: Report) -> dict[str, Table]:
    """The tables with their foreign keys checked and their derived columns added.

    References to a table that is absent or has faults of its own are left unchecked: its faults are in the
    report already, and a row that could not be read would be missed again wherever it is referred to.
    """
    linked = dict(tables)
    faulty = {f.span.path for f in report if f.span and f.severity is Severity.ERROR}
    for resource in package.resources:
        if resource.name in tables:
            faults = Faults(report)
            for foreign in resource.foreign_keys:
                target = tables.get(foreign.resource or resource.name)
                if target is not None and target.path not in faulty:
                    _check_references(tables[resource.name], foreign, target, faults)
            faults.close()
    for resource in package.resources:
        for derived in resource.derived:
            if resource.name in linked:
                linked[resource.name] = _with_derived(linked[resource.name], resource, derived, tables)
    return linked


def _check_references(table: Table, foreign: ForeignKey, target: Table, faults: Faults) -> None:
    if _distinct(table, foreign.fields) - {None} <= _distinct(target, foreign.reference):
        return
    known = set(_keys(target, foreign.reference))
    missed = [(row, key) for row, key in enumerate(_keys(table, foreign.fields)) if key not in known]
    names = list(dict.fromkeys(map(_printed, known))) if len(known) <= _MOST_COMPARED else []
    for row, key in missed:
        if None in key:  # Table Schema: an empty reference refers to nothing
            continue
        column = foreign.fields[0]
        faults.add(
            "DATA-FOREIGN-KEY",
            cell_span(table, row, column),
            column,
            key=_printed(key),
            resource=target.name,
            nearest=nearest(_printed(key), names),
        )


def _with_derived(table: Table, resource: Resource, derived: Derived, tables: Mapping[str, Table]) -> Table:
    """The table with one more column, whose cells have the places that they were looked up at."""
    foreign = next(key for key in resource.foreign_keys if key.fields == (derived.key,))
    target = tables.get(foreign.resource or resource.name)
    if target is None or derived.column not in target.columns:
        return table
    where: dict[Exact | None, int] = {
        value: row for row, value in enumerate(target.columns[foreign.reference[0]]) if value is not None
    }
    rows = list(map(where.get, table.columns[derived.key]))
    values = [None if row is None else target.columns[derived.column][row] for row in rows]
    spans = {row: cell_span(target, row, derived.column) for row in set(rows) if row is not None}
    places = [None if row is None else spans[row] for row in rows]
    origin = next(field for field in target.fields if field.name == derived.column)
    field = Field(
        derived.name,
        origin.type,
        derived.title or origin.title,
        origin.unit,
        markup=origin.markup,
        lookup=(derived.key, derived.column),
        span=derived.span,
    )
    return replace(
        table,
        fields=(*table.fields, field),
        columns={**table.columns, derived.name: values},
        sources={**table.sources, derived.name: places},
    )
