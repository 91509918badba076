"""What travels inside the published files, as the front matter's `proof` chose: nothing unless somebody did.

With `facts`: the facts that are printed, and those that they were computed from or that a claim names, each
with its exact value and cells. With `data`: also the tables that say `bilag:publish: true`, as a data package
that any reader of one can open. A table is written anew, with its declared columns only: the file that
it came from may hold more than was declared, such as a workbook's other sheets and the names of its authors.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from zlib import crc32

from bilag.diagnostics.findings import Report
from bilag.diagnostics.jsontext import json_file
from bilag.document.forms.factsjson import facts_json
from bilag.document.model import Attachment, Document, FactRecord
from bilag.document.model import Table as Printed
from bilag.document.walks import blocks
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Resolved, exact_text
from bilag.inputs.markup import UNFIT
from bilag.inputs.tables import Exact, Field, Package, Resource, Table, cell_span

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {"edtf": "string", "interval": "string"}  # the standard has no such types; `bilag:type` names them
_DELIMITER, _DECIMAL = ";", ","
_NO_NAME = re.compile(r"^\.|[^\w.-]")


def attachments(
    document: Document, inputs: Inputs, resolved: Resolved, labels: Mapping[str, str], report: Report
) -> tuple[Attachment, ...]:
    """The files that `document.proof` asks for. `labels` are the template's words, which describe them.

    Signs that Word's form of them cannot hold are errors at their cells (TEXT-SIGN), printed or not.
    """
    if document.proof == "none":
        return ()
    facts = facts_json(document, _needed(document.facts, resolved), _cells(document))
    made = [Attachment("facts.json", "application/json", labels["facts_file"], facts)]
    package = inputs.package
    published = package.resources if document.proof == "data" and package is not None else ()
    tables = {_file(r.name): r for r in published if r.publish and r.name in inputs.tables}
    if package is not None and tables:
        described = _package(package, tables, inputs.tables)
        made.append(Attachment("datapackage.json", "application/json", labels["data_file"], described))
    for name, resource in tables.items():
        _refuse_unfit(inputs.tables[resource.name], report)
        data = _csv(inputs.tables[resource.name])
        made.append(Attachment(name, "text/csv", resource.title or resource.name, data))
    return tuple(made)


def _file(resource: str) -> str:
    """A file's name from the resource's: one that no file system takes for a path."""
    plain = _NO_NAME.sub("_", resource)
    return f"{plain}.csv" if plain == resource else f"{plain}-{crc32(resource.encode()):08x}.csv"


def _needed(facts: Iterable[FactRecord], resolved: Resolved) -> list[FactRecord]:
    """The facts that are printed or claimed, and all that they were computed from."""
    by_id = {fact.id: fact for fact in facts}
    wanted = [fact.id for fact in by_id.values() if fact.printed]
    wanted += [name for claim in resolved.claims.values() for name in claim.names]
    found: set[str] = set()
    while wanted:
        id = wanted.pop()
        if id in by_id and id not in found:
            found.add(id)
            wanted += by_id[id].inputs
    return [fact for fact in by_id.values() if fact.id in found]


def _cells(document: Document) -> dict[str, Mapping[str, str]]:
    """The figures of the printed tables' bodies: their exact values and places."""
    return {
        cell.fact: {"value": cell.exact, "place": str(cell.span)}
        for table in blocks(document)
        if isinstance(table, Printed)
        for row in table.body.rows
        for cell in row.cells
        if cell.fact
    }


# --- tables ----------------------------------------------------------------------------------------------


def _own(table: Table) -> list[Field]:
    """The columns of the table itself; those looked up in another table are there."""
    return [field for field in table.fields if field.name in table.places]


def _refuse_unfit(table: Table, report: Report) -> None:
    for field in _own(table):
        for row, value in enumerate(table.columns[field.name]):
            if isinstance(value, str) and (found := UNFIT.search(value)):
                span = cell_span(table, row, field.name)
                report.add("TEXT-SIGN", span, code=f"U+{ord(found[0]):04X}")


def _csv(table: Table) -> bytes:
    """A table as Danish Excel opens it: UTF-8 with its mark, semicolons, decimal commas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=_DELIMITER, lineterminator="\n")
    fields = _own(table)
    writer.writerow([field.name for field in fields])
    writer.writerows(zip(*([_text(v) for v in table.columns[f.name]] for f in fields), strict=True))
    return out.getvalue().encode("utf-8-sig")


def _text(value: Exact | None) -> str:
    if value is None:
        return ""
    text = exact_text(value)
    return text.replace(".", _DECIMAL) if isinstance(value, Decimal) else text


def _package(package: Package, published: Mapping[str, Resource], tables: Mapping[str, Table]) -> bytes:
    """datapackage.json (Data Package 2.0) for the published tables by their files, and for no others."""
    names = {resource.name for resource in published.values()}
    head = {
        "$schema": _PROFILE,
        "name": package.name,
        "title": package.title,
        "description": package.description,
        "version": package.version,
        "sources": [{"title": source} for source in package.sources],
    }
    content = {key: value for key, value in head.items() if value} | {
        "resources": [
            _resource(resource, path, tables[resource.name], names) for path, resource in published.items()
        ]
    }
    return json_file(content, ordered=True)


def _resource(resource: Resource, path: str, table: Table, published: set[str]) -> dict[str, object]:
    fields = _own(table)
    own = {field.name for field in fields}
    keys = [
        {"fields": list(k.fields), "reference": {"resource": k.resource, "fields": list(k.reference)}}
        for k in resource.foreign_keys
        if (not k.resource or k.resource in published) and own.issuperset(k.fields)
    ]
    schema: dict[str, object] = {"fields": [_field(field) for field in fields]}
    if resource.primary_key:
        schema["primaryKey"] = list(resource.primary_key)
    if keys:
        schema["foreignKeys"] = keys
    said = {"name": resource.name, "title": resource.title, "description": resource.description}
    return {key: value for key, value in said.items() if value} | {
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": _DELIMITER},
        "schema": schema,
    }


def _field(field: Field) -> dict[str, object]:
    said: dict[str, object] = {"name": field.name, "type": _TYPES.get(field.type, field.type)}
    if field.title:
        said["title"] = field.title
    if field.type == "number":
        said["decimalChar"] = _DECIMAL
    if field.type in _TYPES:
        said["bilag:type"] = field.type
    if field.unit:
        said["bilag:unit"] = field.unit
    if field.quote:
        said["bilag:quote"] = field.quote
    if field.qualifier:
        said["bilag:qualifier"] = field.qualifier
    return said
