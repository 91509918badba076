"""Raw tables as typed ones, under what the Data Package declares of them.

In: the package and the texts of its files. Out: a `Table` for each resource whose head is in order, with
every cell read once and exactly; the faults of its cells are in the report, and such cells are None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import compress
from pathlib import Path

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.facts import QUALIFIERS
from bilag.inputs.tables import (
    Control,
    Package,
    RawTable,
    Resource,
    Table,
    cell_span,
    has_gaps,
)
from bilag.inputs.yaml.shapes import nearest
from bilag.validate.data.cells import shortened
from bilag.validate.data.columns import type_column
from bilag.validate.data.faults import Faults
from bilag.validate.data.headers import match_header
from bilag.validate.data.keys import check_keys, link_tables
from bilag.validate.data.totals import (
    declared_rows,
    refuse_total_rows,
    total_controls,
    without_rows,
    without_total_rows,
)


def build_tables(
    root: Path, package: Package, raws: Mapping[str, RawTable], report: Report
) -> dict[str, Table]:
    """The package's tables by name, typed and linked; `raws` holds the files that could be read."""
    tables: dict[str, Table] = {}
    for resource in package.resources:
        if resource.name in raws:
            table = type_table(raws[resource.name], resource, report, package)
            if table is not None:
                tables[resource.name] = table
    return link_tables(tables, package, report)


def type_table(
    raw: RawTable, resource: Resource, report: Report, package: Package | None = None
) -> Table | None:
    """One table, typed. None where its head does not fit: DATA-UNKNOWN-COLUMN, DATA-MISSING-COLUMN ..."""
    matched = match_header(raw, resource, report)
    if matched is None:
        return None
    faults = Faults(report)
    kept, totals = _without_total_row(raw, resource, matched, faults)
    kept, sums = without_total_rows(kept, resource, matched, faults)
    keys = set(resource.primary_key).union(*resource.unique_keys)
    keys |= {name for foreign in resource.foreign_keys for name in foreign.fields}
    keys |= {field.name for field in resource.fields if field.constraints.enum}
    columns = {}
    for field in resource.fields:
        index = matched[field.name]
        columns[field.name] = type_column(
            kept.columns[index],
            kept.kinds[index] if kept.kinds else b"",
            field,
            key=field.name in keys,
            place=partial(_place, kept, kept.places[index]),
            faults=faults,
        )
    table = Table(
        resource.name,
        raw.path,
        resource.fields,
        columns,
        kept.lines,
        {field.name: raw.places[matched[field.name]] for field in resource.fields},
        raw.sheet,
        resource.primary_key,
        resource.title,
        resource.source or (", ".join(package.sources) if package else ""),
        (*resource.controls, *totals, *sums),
        resource.totals,
        resource.publish,
        span=resource.span,
    )
    check_keys(table, resource, faults)
    _check_qualifiers(table, faults)
    faults.close()
    return table


def _place(raw: RawTable, column: int, row: int) -> Span:
    return raw.span(raw.lines[row], column)


def _without_total_row(
    raw: RawTable, resource: Resource, matched: Mapping[str, int], faults: Faults
) -> tuple[RawTable, list[Control]]:
    """The data without the declared total row, which becomes a control of each number column.

    A row that calls itself a total and is not declared is an error: to add it up with the others would
    double every sum.
    """
    total = resource.total_row
    rows: list[int] = []
    if total is not None:
        texts = raw.columns[matched[total.field]]
        rows = [row for row, text in enumerate(texts) if text.strip() == total.equals]
        if not rows:
            faults.add("DATA-TOTAL-ROW-MISSING", total.span, total.field, text=total.equals)
        for row in rows[1:]:
            place = _place(raw, raw.places[matched[total.field]], row)
            first = _place(raw, raw.places[matched[total.field]], rows[0])
            faults.add("DATA-TOTAL-ROW-TWICE", place, total.field, text=total.equals, first=first)
    if not resource.total_words:
        known = {*rows, *declared_rows(raw, resource, matched)}
        refuse_total_rows(raw, resource, matched, known, faults)
    if not rows or total is None:
        return raw, []
    before = faults.counts.total()
    controls = total_controls(raw, resource, matched, rows[0], faults)
    if not controls and faults.counts.total() == before:
        place = _place(raw, raw.places[matched[total.field]], rows[0])
        faults.add("DATA-TOTAL-ROW-EMPTY", place, total.field, text=total.equals)
    return without_rows(raw, set(rows)), controls


def _check_qualifiers(table: Table, faults: Faults) -> None:
    """Qualifier columns hold "ca.", "under" or "over", and only where there is a value to qualify."""
    for field in table.fields:
        if not field.qualifier:
            continue
        words, values = table.columns[field.qualifier], table.columns[field.name]
        if not {*words}.difference(QUALIFIERS, (None,)) and not has_gaps(compress(values, words)):
            continue
        broken = faults.any_in(field.name)
        for row, word in enumerate(words):
            if word is None:
                continue
            place = cell_span(table, row, field.qualifier)
            if word not in QUALIFIERS:
                near = nearest(str(word), QUALIFIERS) or ", ".join(QUALIFIERS)
                faults.add("DATA-QUALIFIER", place, field.qualifier, text=shortened(str(word)), nearest=near)
            elif values[row] is None and not broken:
                faults.add("DATA-QUALIFIER-ALONE", place, field.qualifier, text=word, value=field.name)


__all__: Sequence[str] = ("build_tables", "link_tables", "type_table")
