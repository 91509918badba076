"""The controls that a Data Package declares: row counts, totals, totals by key, the file's own total row.

In: the entries of a resource. Out: what the table is held against; what is wrong is in the report.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, cast

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.facts import unit_named
from bilag.inputs.tables import Control, Field, KeyTotals, Resource, TotalRow, TotalRows
from bilag.inputs.yaml.nodes import Node, Scalar
from bilag.inputs.yaml.shapes import nearest
from bilag.validate.data.package_shapes import ResourceShape, TotalShape, TotalsShape
from bilag.validate.data.patterns import pattern_fault
from bilag.validate.data.schema import TableSchema, exact_value, unknown_field

_NUMBERS = ("number", "integer")


def _find(fields: Sequence[Field], node: Node | None, report: Report) -> Field | None:
    """The field that a scalar names; an unknown one is reported."""
    if not isinstance(node, Scalar):
        return None
    name = unicodedata.normalize("NFC", node.text.strip())
    found = next((field for field in fields if field.name == name), None)
    if found is None:
        unknown_field(node.text, [field.name for field in fields], node.span, report)
    return found


def read_controls(given: ResourceShape, schema: TableSchema, report: Report) -> tuple[Control, ...]:
    """`bilag:rows` and `bilag:total`: how many rows there are, and what columns add up to."""
    controls: list[Control] = []
    rows = given.entries.get("bilag:rows")
    if isinstance(rows, Scalar):
        controls.append(Control("rows", "", Decimal(rows.text), rows.span))
    for inner in given.bilag_total:
        stated = inner.entries.get("equals")
        if not isinstance(stated, Scalar):
            continue
        field = _number(schema.fields, inner, "bilag:total", report)
        if field is None:
            continue
        value, room = exact_value(stated, field, "equals", report), _tolerance(inner, field, report)
        if isinstance(value, Decimal):
            controls.append(Control("total", field.name, value, stated.span, room, inner.source))
    return tuple(controls)


def read_totals(given: ResourceShape, schema: TableSchema, report: Report) -> tuple[KeyTotals, ...]:
    """`bilag:totals`: what a column must add up to for each value of another."""
    found: list[KeyTotals] = []
    derived = {item.name for item in given.bilag_derived}
    for inner in given.bilag_totals:
        field = _number(schema.fields, inner, "bilag:totals", report)
        by = unicodedata.normalize("NFC", inner.by.strip())
        if by not in derived and "by" in inner:
            by = named.name if (named := _find(schema.fields, inner["by"], report)) else ""
        if ("expected" in inner) is ("resource" in inner):
            report.add("PACKAGE-TOTALS", inner.node.span)
        elif field and by:
            resource = inner.resource.strip()
            found.append(
                KeyTotals(
                    field.name,
                    by,
                    inner.node.span,
                    tuple(_expected(inner, field, report)),
                    resource,
                    (inner.key if "key" in inner else by) if resource else "",
                    (inner.value if "value" in inner else field.name) if resource else "",
                    _tolerance(inner, field, report),
                    inner.source,
                )
            )
    return tuple(found)


def _expected(inner: TotalsShape, field: Field, report: Report) -> Iterator[tuple[str, Decimal, Span]]:
    for name, node in inner.expected.items.items():
        value = exact_value(node, field, "expected", report) if isinstance(node, Scalar) else None
        if not isinstance(node, Scalar):
            report.add("SHAPE-KIND", node.span, key=name, expected="text")
        if isinstance(value, Decimal):
            yield unicodedata.normalize("NFC", name.strip()), value, node.span


def leads_somewhere(
    totals: KeyTotals, own: Resource, resources: Mapping[str, Resource], report: Report
) -> bool:
    """Whether the table that has the totals is there, with both columns, in a unit that can be compared."""
    if not totals.resource:
        return True
    target = resources.get(totals.resource)
    if target is None:
        near = nearest(totals.resource, resources) or ", ".join(resources)
        report.add("PACKAGE-UNKNOWN-RESOURCE", totals.span, name=totals.resource, nearest=near)
        return False
    fields = {field.name: field for field in target.fields}
    unknown = [name for name in (totals.key, totals.value) if name not in fields]
    for name in unknown:
        unknown_field(name, list(fields), totals.span, report)
    if unknown:
        return False
    value, ours = fields[totals.value], next(field for field in own.fields if field.name == totals.field)
    if value.type not in _NUMBERS:
        report.add("PACKAGE-NOT-FOR-TYPE", totals.span, key="bilag:totals", type=value.type)
        return False
    one, other = unit_named(ours.unit), unit_named(value.unit)
    if one.dimension != other.dimension:
        units = f"{one.name or '1'} / {other.name or '1'}"
        report.add("FACT-UNIT", totals.span, text=f"{target.name}.{value.name}", units=units)
        return False
    return True


def _number(
    fields: Sequence[Field], inner: TotalShape | TotalsShape, key: str, report: Report
) -> Field | None:
    """The field of numbers that is added up; one that is not there or holds no numbers is reported."""
    node = inner.entries.get("field")
    field = _find(fields, node, report)
    if field is None or node is None or field.type in _NUMBERS:
        return field
    report.add("PACKAGE-NOT-FOR-TYPE", node.span, key=key, type=field.type)
    return None


def _tolerance(inner: TotalShape | TotalsShape, field: Field, report: Report) -> Decimal:
    slack = inner.entries.get("tolerance")
    room = exact_value(slack, field, "tolerance", report) if isinstance(slack, Scalar) else None
    return abs(room) if isinstance(room, Decimal) else Decimal(0)


def read_total_row(given: ResourceShape, schema: TableSchema, report: Report) -> TotalRow | None:
    """`bilag:totalRow`: the row of the file that is its own total."""
    inner = given.bilag_total_row
    if inner is None:
        return None
    field, stated = _find(schema.fields, inner.entries.get("field"), report), inner.equals.strip()
    if "equals" in inner and not stated:
        report.add("PACKAGE-EMPTY", inner["equals"].span, key="equals")
    return TotalRow(field.name, stated, inner.node.span) if field and stated else None


def read_total_rows(given: ResourceShape, schema: TableSchema, report: Report) -> TotalRows | None:
    """`bilag:totalRows`: the rows of the file that are sums of others."""
    inner = given.bilag_total_rows
    if inner is None:
        return None
    field = _find(schema.fields, inner.entries.get("field"), report)
    values = frozenset(unicodedata.normalize("NFC", item.text.strip()) for item in inner.values)
    pattern = inner.pattern
    if pattern and (reason := pattern_fault(pattern)):
        report.add("PACKAGE-PATTERN", inner["pattern"].span, pattern=pattern, reason=reason)
        return None
    if not values and not pattern:
        report.add("PACKAGE-EMPTY", inner.node.span, key="values")
        return None
    of = cast(Literal["above", "prefix", "all"], inner.of)
    return TotalRows(field.name, inner.node.span, values, pattern, of) if field else None
