"""The columns of a resource, as Table Schema (Data Package v2) and our own keys declare them.

In: the `schema` mapping of one resource. Out: fields and keys. A key that means nothing for a field's type
is an error (PACKAGE-NOT-FOR-TYPE), so that no declaration is passed over in silence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import Constraints, Exact, Field, FieldType, ForeignKey, Reading
from bilag.inputs.yaml.nodes import Mapping, Node, Scalar
from bilag.inputs.yaml.shapes import flag, mapping, mappings, nearest, read, text, texts
from bilag.validate.data.cells import CellError, date_pattern, parse_cell
from bilag.validate.data.headers import canonical_unit
from bilag.validate.data.package_shapes import CONSTRAINTS, FIELD, FOREIGN_KEY, REFERENCE, SCHEMA
from bilag.validate.data.patterns import pattern_fault

_NUMBERS = ("number", "integer")
_ORDERED = ("number", "integer", "date", "year", "edtf")
_TEXTS = ("string", "edtf")
# For each key the types of field that it says something about.
_MEANT_FOR: dict[str, tuple[str, ...]] = {
    "decimalChar": ("number", "interval"),
    "groupChar": (*_NUMBERS, "interval"),
    "bareNumber": _NUMBERS,
    "trueValues": ("boolean",),
    "falseValues": ("boolean",),
    "bilag:unit": (*_NUMBERS, "interval"),
    "bilag:quote": (*_NUMBERS, "interval", "date", "year", "edtf"),
    "bilag:qualifier": (*_NUMBERS, "interval", "date", "year", "edtf"),
    "bilag:decimals": ("number",),
    "bilag:markup": ("string",),
    "minimum": _ORDERED,
    "maximum": _ORDERED,
    "pattern": _TEXTS,
    "minLength": _TEXTS,
    "maxLength": _TEXTS,
}
_STORED = Reading()
MINUS = "-\u2212"


class TableSchema(Struct, frozen=True):
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()


def read_schema(node: Mapping, report: Report, *, workbook: bool) -> TableSchema | None:
    """The schema, or None where it declares no column that can be used."""
    entries = read(node, SCHEMA, report, node.span)
    missing = _missing(entries)
    fields: dict[str, Field] = {}
    for item in mappings(entries, "fields"):
        field = _field(item, missing, report, workbook=workbook)
        if field is None:
            continue
        if field.name in fields:
            first = fields[field.name].span
            report.add("PACKAGE-FIELD-TWICE", field.span, name=field.name, first=first)
        else:
            fields[field.name] = field
    if not fields:
        report.add("PACKAGE-NO-FIELDS", node.span)
        return None
    for field in fields.values():
        if field.qualifier and field.qualifier not in fields:
            unknown_field(field.qualifier, [*fields], field.span, report)
            fields[field.name] = replace(field, qualifier="")
        if field.quote and field.quote not in fields:
            unknown_field(field.quote, [*fields], field.span, report)
            fields[field.name] = replace(fields[field.name], quote="")
    foreign = [_foreign_key(item, [*fields], report) for item in mappings(entries, "foreignKeys")]
    return TableSchema(
        tuple(fields.values()),
        _known(texts(entries, "primaryKey"), [*fields], report),
        _unique_keys(entries, [*fields], report),
        tuple(key for key in foreign if key is not None),
    )


def unknown_field(name: str, known: Sequence[str], span: Span | None, report: Report) -> None:
    report.add("PACKAGE-UNKNOWN-FIELD", span, name=name, nearest=nearest(name, known) or ", ".join(known))


def _known(names: Sequence[Scalar], known: Sequence[str], report: Report) -> tuple[str, ...]:
    """The names that are fields; all or none, since half a key is another key."""
    for name in names:
        if _nfc(name.text) not in known:
            unknown_field(name.text, known, name.span, report)
    found = tuple(_nfc(name.text) for name in names)
    return found if all(name in known for name in found) else ()


def _unique_keys(
    entries: dict[str, Node], known: Sequence[str], report: Report
) -> tuple[tuple[str, ...], ...]:
    keys = [_known(texts({"key": item}, "key"), known, report) for item in mappings(entries, "uniqueKeys")]
    return tuple(key for key in keys if key)


def _foreign_key(node: Node, known: Sequence[str], report: Report) -> ForeignKey | None:
    entries = read(node, FOREIGN_KEY, report, node.span)
    names = _known(texts(entries, "fields"), known, report)
    inner = mapping(entries, "reference")
    if not names or inner is None:
        return None
    reference = read(inner, REFERENCE, report, inner.span)
    targets = tuple(_nfc(name.text) for name in texts(reference, "fields"))
    if len(targets) != len(names):
        report.add("PACKAGE-KEY-LENGTH", inner.span, fields=len(names), reference=len(targets))
        return None
    return ForeignKey(names, _nfc(text(reference, "resource")), targets, inner.span)


def _missing(entries: dict[str, Node]) -> frozenset[str]:
    return frozenset({"", *(item.text for item in texts(entries, "missingValues"))})


def _field(node: Node, missing: frozenset[str], report: Report, *, workbook: bool) -> Field | None:
    entries = read(node, FIELD, report, node.span)
    name = _nfc(text(entries, "name"))
    if not name:
        if "name" in entries:
            report.add("PACKAGE-EMPTY", entries["name"].span, key="name")
        return None
    kind = text(entries, "type", "string")
    if "bilag:type" in entries:
        if kind != "string":
            report.add("PACKAGE-NOT-FOR-TYPE", entries["bilag:type"].span, key="bilag:type", type=kind)
        else:
            kind = text(entries, "bilag:type")
    _refuse_idle_keys(entries, kind, report)
    reading = Reading(
        decimal=_mark(entries, "decimalChar", "," if workbook else ".", report),
        group=_mark(entries, "groupChar", "", report),
        missing=_missing(entries) if "missingValues" in entries else missing,
        pattern=_date_format(entries, kind, report),
        true=_words(entries, "trueValues", _STORED.true),
        false=_words(entries, "falseValues", _STORED.false),
        decimals=int(text(entries, "bilag:decimals")) if "bilag:decimals" in entries else None,
    )
    if reading.decimal == reading.group:
        key = "groupChar" if "groupChar" in entries else "decimalChar"
        report.add("PACKAGE-SAME-MARKS", entries[key].span, mark=reading.group)
        reading = replace(reading, group="")
    field = Field(
        name,
        cast(FieldType, kind),
        text(entries, "title"),
        canonical_unit(text(entries, "bilag:unit")),
        _nfc(text(entries, "bilag:qualifier")),
        _nfc(text(entries, "bilag:quote")),
        flag(entries, "bilag:markup"),
        reading=reading,
        span=entries["name"].span,
    )
    declared = mapping(entries, "constraints")
    return replace(field, constraints=_constraints(declared, field, report)) if declared else field


def _refuse_idle_keys(entries: dict[str, Node], kind: str, report: Report) -> None:
    for key, node in entries.items():
        if kind not in _MEANT_FOR.get(key, (kind,)):
            report.add("PACKAGE-NOT-FOR-TYPE", node.span, key=key, type=kind)


def _mark(entries: dict[str, Node], key: str, default: str, report: Report) -> str:
    mark = text(entries, key, default)
    if key in entries and (len(mark) != 1 or mark.isalnum() or mark in MINUS):
        report.add("PACKAGE-MARK", entries[key].span, key=key, text=mark)
        return default
    return mark


def _words(entries: dict[str, Node], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item.text for item in texts(entries, key)) if key in entries else default


def _date_format(entries: dict[str, Node], kind: str, report: Report) -> str:
    pattern = text(entries, "format", "default")
    if pattern == "default":
        return ""
    if kind != "date" or date_pattern(pattern) is None:
        report.add("PACKAGE-DATE-FORMAT", entries["format"].span, format=pattern)
        return ""
    return pattern


def _constraints(node: Mapping, field: Field, report: Report) -> Constraints:
    entries = read(node, CONSTRAINTS, report, node.span)
    _refuse_idle_keys(entries, field.type, report)
    pattern = text(entries, "pattern")
    if pattern and (reason := pattern_fault(pattern)):
        report.add("PACKAGE-PATTERN", entries["pattern"].span, pattern=pattern, reason=reason)
        pattern = ""
    enum = [_exact(item, field, "enum", report) for item in texts(entries, "enum")]
    return Constraints(
        required=flag(entries, "required"),
        unique=flag(entries, "unique"),
        minimum=_exact(entries.get("minimum"), field, "minimum", report),
        maximum=_exact(entries.get("maximum"), field, "maximum", report),
        enum=tuple(value for value in enum if value is not None),
        pattern=pattern,
        min_length=int(text(entries, "minLength")) if "minLength" in entries else None,
        max_length=int(text(entries, "maxLength")) if "maxLength" in entries else None,
        span=node.span,
    )


def _exact(node: Node | None, field: Field, key: str, report: Report) -> Exact | None:
    """A constraint's value: a number without quotes is YAML's own, with a point; other texts are as data."""
    if not isinstance(node, Scalar):
        return None
    plain = node.plain and field.type in _NUMBERS
    return exact_value(node, replace(field, reading=_STORED) if plain else field, key, report)


def exact_value(node: Scalar, field: Field, key: str, report: Report) -> Exact | None:
    """A value that the package states, read as the data is; reported where it is none."""
    try:
        return parse_cell(node.text, field)
    except CellError as fault:
        args = dict(fault.args_of_rule)
        near = args.get("nearest", "") or args.get("number", "")
        report.add("PACKAGE-VALUE", node.span, key=key, text=node.text, type=field.type, nearest=near)
        return None


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())
