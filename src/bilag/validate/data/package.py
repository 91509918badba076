"""datapackage.yaml as a `Package`: Data Package v2 (Frictionless), with keys of ours under `bilag:`.

In: the text of the file. Out: the resources that can be used; one with a fault that would make its rows mean
something else is left out. Everything wrong is in the report, with its line and column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import Derived, Dialect, ForeignKey, Package, Resource
from bilag.inputs.yaml.nodes import Mapping as MappingNode
from bilag.inputs.yaml.nodes import Scalar
from bilag.inputs.yaml.shapes import Shape, nearest
from bilag.inputs.yaml.yamltext import parse
from bilag.storage.memo import remembered
from bilag.validate.data.controls import (
    leads_somewhere,
    read_controls,
    read_total_row,
    read_total_rows,
    read_totals,
)
from bilag.validate.data.package_shapes import (
    ENCODINGS,
    DialectShape,
    PackageShape,
    ResourceShape,
    SourceShape,
)
from bilag.validate.data.schema import TableSchema, read_schema, unknown_field


@remembered
def read_package(source: str, path: str, report: Report) -> Package | None:
    """The package that the text of `path` declares; None where it is no YAML mapping."""
    before = len(report)
    node = parse(source, path, report)
    if node is None and len(report) > before:
        return None
    given = PackageShape.read(node or MappingNode({}, Span(path, 1, 1)), report)
    _ = given.contributors  # read for its faults alone
    resources: dict[str, Resource] = {}
    listed = given.resources
    if "resources" in given and not listed:
        report.add("PACKAGE-NO-RESOURCES", given["resources"].span)
    for item in listed:
        resource = _resource(item, report)
        if resource is None:
            continue
        if resource.name in resources:
            first = resources[resource.name].span
            report.add("PACKAGE-RESOURCE-TWICE", resource.span, name=resource.name, first=first)
        else:
            resources[resource.name] = resource
    return Package(
        path,
        tuple(_linked(resource, resources, report) for resource in resources.values()),
        given.name,
        given.title,
        given.description,
        given.version,
        _titles(given.sources),
        tuple(found for item in given.licenses if (found := item.title or item.name or item.path)),
    )


def _titles(sources: Iterable[SourceShape]) -> tuple[str, ...]:
    return tuple(found for item in sources if (found := item.title or item.path))


def _resource(given: ResourceShape, report: Report) -> Resource | None:
    name, path = _name(given, "name", report), _name(given, "path", report)
    kind = _kind(given, path, report)
    declared = given.schema
    if declared is None:
        return None
    schema = read_schema(declared, report, workbook=kind == "xlsx")
    dialect = _dialect(given, report)
    if not name or not path or kind is None or schema is None or dialect is None:
        return None
    _refuse_idle_keys(given, kind, report)
    return Resource(
        name,
        path,
        kind,
        schema.fields,
        given["name"].span,
        given["path"].span,
        given.title,
        given.description,
        ", ".join(_titles(given.sources)),
        dialect,
        schema.primary_key,
        schema.unique_keys,
        schema.foreign_keys,
        read_controls(given, schema, report),
        read_totals(given, schema, report),
        read_total_row(given, schema, report),
        read_total_rows(given, schema, report),
        given.bilag_no_total_row,
        _derived(given, schema, report),
        given.bilag_publish,
    )


def _name(given: Shape, key: Literal["name", "path"], report: Report) -> str:
    node = given.entries.get(key)
    found = unicodedata.normalize("NFC", node.text.strip()) if isinstance(node, Scalar) else ""
    if node and not found:
        report.add("PACKAGE-EMPTY", node.span, key=key)
    return found


def _kind(given: ResourceShape, path: str, report: Report) -> Literal["csv", "xlsx"] | None:
    ending = given.format or path.rpartition(".")[2].lower()
    if ending in ("csv", "txt", "tsv"):
        return "csv"
    if ending == "xlsx":
        return "xlsx"
    if path:
        report.add("PACKAGE-FORMAT", given["path"].span, path=path)
    return None


def _refuse_idle_keys(given: ResourceShape, kind: str, report: Report) -> None:
    """Keys that say nothing about a file of this kind."""
    idle = ("bilag:sheet", "bilag:hidden", "bilag:formulas") if kind == "csv" else ("encoding",)
    for key in idle:
        if key in given and not (kind == "xlsx" and given.encoding.lower() == "utf-8"):
            report.add("PACKAGE-NOT-FOR-FORMAT", given[key].span, key=key, format=kind)
    dialect = given.entries.get("dialect")
    for key in ("sheetName",) if kind == "csv" else ("delimiter", "quoteChar"):
        if isinstance(dialect, MappingNode) and key in dialect.keys:
            report.add("PACKAGE-NOT-FOR-FORMAT", dialect.keys[key], key=key, format=kind)


def _dialect(given: ResourceShape, report: Report) -> Dialect | None:
    """How the file is laid out; None where a fault would make its cells mean something else."""
    inner = given.dialect or DialectShape(given.node, {}, report)
    good = True
    for key, mark in (("delimiter", inner.delimiter), ("quoteChar", inner.quote_char)):
        if len(mark) != 1 or mark.isalnum() or mark in "\r\n":
            report.add("PACKAGE-MARK", inner[key].span, key=key, text=mark)
            good = False
    if inner.delimiter == inner.quote_char:
        report.add("PACKAGE-SAME-MARKS", inner.node.span, mark=inner.delimiter)
        good = False
    encoding = given.encoding.lower()
    if encoding not in ENCODINGS:
        near = nearest(encoding, ENCODINGS) or ", ".join(ENCODINGS)
        report.add("PACKAGE-ENCODING", given["encoding"].span, encoding=encoding, nearest=near)
        good = False
    header = given.bilag_header_row or 0
    if not 1 <= header <= 1000:
        report.add("PACKAGE-HEADER-ROW", given["bilag:headerRow"].span, row=header)
        good = False
    sheet, standard = given.bilag_sheet, inner.sheet_name
    if sheet and standard and sheet != standard:
        report.add("PACKAGE-SHEETS", given["bilag:sheet"].span, sheet=sheet, other=standard)
        good = False
    if not good:
        return None
    return Dialect(
        inner.delimiter,
        inner.quote_char,
        "cp1252" if encoding == "windows-1252" else encoding,
        header,
        sheet or standard,
        given.bilag_hidden,
        given.bilag_formulas == "cached",
        _blank_head(given),
    )


def _blank_head(given: ResourceShape) -> str:
    fields = given.schema.fields if given.schema else ()
    return next((field.name for field in fields if field.bilag_blank_head), "")


def _derived(given: ResourceShape, schema: TableSchema, report: Report) -> tuple[Derived, ...]:
    found: dict[str, Derived] = {}
    for inner in given.bilag_derived:
        name = _name(inner, "name", report)
        lookup = unicodedata.normalize("NFC", inner.lookup)
        key, dot, column = lookup.partition(".")
        if not name or "lookup" not in inner:
            continue
        span = inner["lookup"].span
        first = next((field.span for field in schema.fields if field.name == name), None)
        if first or name in found:
            report.add("PACKAGE-FIELD-TWICE", inner["name"].span, name=name, first=first or found[name].span)
        elif not dot or not column:
            report.add("PACKAGE-LOOKUP", span, text=lookup)
        elif not any(foreign.fields == (key,) for foreign in schema.foreign_keys):
            keys = [foreign.fields[0] for foreign in schema.foreign_keys if len(foreign.fields) == 1]
            near = nearest(key, keys) or ", ".join(keys)
            report.add("PACKAGE-LOOKUP-KEY", span, key=key, nearest=near)
        else:
            found[name] = Derived(name, key, column, inner.title, span)
    return tuple(found.values())


def _linked(resource: Resource, resources: dict[str, Resource], report: Report) -> Resource:
    """The resource with the references that lead somewhere; those that do not are reported."""
    foreign = tuple(key for key in resource.foreign_keys if _leads(key, resource, resources, report))
    derived: list[Derived] = []
    for item in resource.derived:
        key = next((key for key in foreign if key.fields == (item.key,)), None)
        target = resources[key.resource or resource.name] if key else None
        if target is None:
            continue
        names = [field.name for field in target.fields]
        if item.column in names:
            derived.append(item)
        else:
            unknown_field(item.column, names, item.span, report)
    totals = tuple(item for item in resource.totals if leads_somewhere(item, resource, resources, report))
    return replace(resource, foreign_keys=foreign, totals=totals, derived=tuple(derived))


def _leads(key: ForeignKey, resource: Resource, resources: dict[str, Resource], report: Report) -> bool:
    target = resources.get(key.resource or resource.name)
    if target is None:
        near = nearest(key.resource, resources) or ", ".join(resources)
        report.add("PACKAGE-UNKNOWN-RESOURCE", key.span, name=key.resource, nearest=near)
        return False
    names = [field.name for field in target.fields]
    unknown = [name for name in key.reference if name not in names]
    for name in unknown:
        unknown_field(name, names, key.span, report)
    return not unknown
