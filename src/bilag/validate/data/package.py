"""datapackage.yaml as a `Package`: Data Package v2 (Frictionless), with keys of ours under `bilag:`.

In: the text of the file. Out: the resources that can be used; one with a fault that would make its rows mean
something else is left out. Everything wrong is in the report, with the line and column it stands on.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from msgspec.structs import replace

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import Derived, Dialect, ForeignKey, Package, Resource
from bilag.inputs.yaml.nodes import Node
from bilag.inputs.yaml.shapes import flag, mapping, mappings, nearest, read, text
from bilag.inputs.yaml.yamltext import parse
from bilag.storage.memo import remembered
from bilag.validate.data.controls import leads_somewhere, read_controls, read_total_row, read_totals
from bilag.validate.data.package_shapes import (
    CONTRIBUTOR,
    DERIVED,
    DIALECT,
    ENCODINGS,
    LICENSE,
    PACKAGE,
    RESOURCE,
    SOURCE,
)
from bilag.validate.data.schema import TableSchema, read_schema, unknown_field


@remembered
def read_package(source: str, path: str, report: Report) -> Package | None:
    """The package that the text of `path` declares; None where it is no YAML mapping."""
    before = len(report)
    node = parse(source, path, report)
    if node is None and len(report) > before:
        return None
    entries = read(node, PACKAGE, report, Span(path, 1, 1))
    for item in mappings(entries, "contributors"):
        read(item, CONTRIBUTOR, report, item.span)
    resources: dict[str, Resource] = {}
    listed = mappings(entries, "resources")
    if "resources" in entries and not listed:
        report.add("PACKAGE-NO-RESOURCES", entries["resources"].span)
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
        text(entries, "name"),
        text(entries, "title"),
        text(entries, "description"),
        text(entries, "version"),
        _titles(entries, "sources", report),
        _titles(entries, "licenses", report),
    )


def _titles(entries: dict[str, Node], key: Literal["sources", "licenses"], report: Report) -> tuple[str, ...]:
    shape = SOURCE if key == "sources" else LICENSE
    read_items = [read(item, shape, report, item.span) for item in mappings(entries, key)]
    titles = (text(item, "title") or text(item, "name") or text(item, "path") for item in read_items)
    return tuple(title for title in titles if title)


def _resource(node: Node, report: Report) -> Resource | None:
    entries = read(node, RESOURCE, report, node.span)
    name, path = _name(entries, "name", report), _name(entries, "path", report)
    kind = _kind(entries, path, report)
    declared = mapping(entries, "schema")
    if declared is None:
        return None
    schema = read_schema(declared, report, workbook=kind == "xlsx")
    dialect = _dialect(entries, report)
    if not name or not path or kind is None or schema is None or dialect is None:
        return None
    _refuse_idle_keys(entries, kind, report)
    return Resource(
        name,
        path,
        kind,
        schema.fields,
        entries["name"].span,
        entries["path"].span,
        text(entries, "title"),
        text(entries, "description"),
        ", ".join(_titles(entries, "sources", report)),
        dialect,
        schema.primary_key,
        schema.unique_keys,
        schema.foreign_keys,
        read_controls(entries, schema, report),
        read_totals(entries, schema, report),
        read_total_row(entries, schema, report),
        flag(entries, "bilag:noTotalRow"),
        _derived(entries, schema, report),
        flag(entries, "bilag:publish"),
    )


def _name(entries: dict[str, Node], key: str, report: Report) -> str:
    found = unicodedata.normalize("NFC", text(entries, key).strip())
    if key in entries and not found:
        report.add("PACKAGE-EMPTY", entries[key].span, key=key)
    return found


def _kind(entries: dict[str, Node], path: str, report: Report) -> Literal["csv", "xlsx"] | None:
    ending = text(entries, "format") or path.rpartition(".")[2].lower()
    if ending == "csv":
        return "csv"
    if ending == "xlsx":
        return "xlsx"
    if path and ("format" in entries or "path" in entries):
        report.add("PACKAGE-FORMAT", entries["path"].span, path=path)
    return None


def _refuse_idle_keys(entries: dict[str, Node], kind: str, report: Report) -> None:
    """Keys that say nothing about a file of this kind."""
    idle = ("bilag:sheet", "bilag:hidden", "bilag:formulas") if kind == "csv" else ("encoding",)
    for key in idle:
        if key in entries and not (kind == "xlsx" and text(entries, key).lower() == "utf-8"):
            report.add("PACKAGE-NOT-FOR-FORMAT", entries[key].span, key=key, format=kind)
    dialect = mapping(entries, "dialect")
    for key in ("sheetName",) if kind == "csv" else ("delimiter", "quoteChar"):
        if dialect and key in dialect.keys:
            report.add("PACKAGE-NOT-FOR-FORMAT", dialect.keys[key], key=key, format=kind)


def _dialect(entries: dict[str, Node], report: Report) -> Dialect | None:
    """How the file is laid out; None where a fault would make its cells mean something else."""
    node = mapping(entries, "dialect")
    inner = read(node, DIALECT, report, node.span) if node else {}
    good = True
    marks = {"delimiter": ",", "quoteChar": '"'}
    for key in marks.keys() & inner.keys():
        marks[key] = mark = text(inner, key)
        if len(mark) != 1 or mark.isalnum() or mark in "\r\n":
            report.add("PACKAGE-MARK", inner[key].span, key=key, text=mark)
            good = False
    if marks["delimiter"] == marks["quoteChar"]:
        report.add("PACKAGE-SAME-MARKS", node.span if node else None, mark=marks["delimiter"])
        good = False
    encoding = text(entries, "encoding", "utf-8").lower()
    if encoding not in ENCODINGS:
        near = nearest(encoding, ENCODINGS) or ", ".join(ENCODINGS)
        report.add("PACKAGE-ENCODING", entries["encoding"].span, encoding=encoding, nearest=near)
        good = False
    header = int(text(entries, "bilag:headerRow", "1"))
    if not 1 <= header <= 1000:
        report.add("PACKAGE-HEADER-ROW", entries["bilag:headerRow"].span, row=header)
        good = False
    sheet, standard = text(entries, "bilag:sheet"), text(inner, "sheetName")
    if sheet and standard and sheet != standard:
        report.add("PACKAGE-SHEETS", entries["bilag:sheet"].span, sheet=sheet, other=standard)
        good = False
    if not good:
        return None
    return Dialect(
        marks["delimiter"],
        marks["quoteChar"],
        "cp1252" if encoding == "windows-1252" else encoding,
        header,
        sheet or standard,
        flag(entries, "bilag:hidden"),
        text(entries, "bilag:formulas") == "cached",
    )


def _derived(entries: dict[str, Node], schema: TableSchema, report: Report) -> tuple[Derived, ...]:
    found: dict[str, Derived] = {}
    for item in mappings(entries, "bilag:derived"):
        inner = read(item, DERIVED, report, item.span)
        name = _name(inner, "name", report)
        lookup = unicodedata.normalize("NFC", text(inner, "lookup"))
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
            found[name] = Derived(name, key, column, text(inner, "title"), span)
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
