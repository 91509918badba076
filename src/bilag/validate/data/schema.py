"""The columns of a resource, as Table Schema (Data Package v2) and our own keys declare them.

In: the `schema` mapping of one resource. Out: fields and keys. A key that means nothing for a field's type
is an error (PACKAGE-NOT-FOR-TYPE), so that no declaration is passed over in silence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Literal, cast

from msgspec import Struct
from msgspec.structs import replace

from bilag.danish.units import canonical_unit, price_level
from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import Constraints, Exact, Field, FieldType, ForeignKey, Reading
from bilag.inputs.yaml.nodes import Node, Scalar
from bilag.inputs.yaml.shapes import Shape, nearest, scalars
from bilag.validate.data.cells import CellError, date_pattern, parse_cell
from bilag.validate.data.package_shapes import ConstraintsShape, FieldShape, ForeignKeyShape, SchemaShape
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
    "bilag:pl": _NUMBERS,
    "bilag:quote": (*_NUMBERS, "interval", "date", "year", "edtf"),
    "bilag:qualifier": (*_NUMBERS, "interval", "date", "year", "edtf"),
    "bilag:decimals": ("number",),
    "bilag:negative": _NUMBERS,
    "bilag:zero": _NUMBERS,
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


def read_schema(given: SchemaShape, report: Report, *, workbook: bool) -> TableSchema | None:
    """The schema, or None where it declares no column that can be used."""
    missing = _missing(given.missing_values)
    fields: dict[str, Field] = {}
    for item in given.fields:
        field = _field(item, missing, report, workbook=workbook)
        if field is None:
            continue
        if field.name in fields:
            first = fields[field.name].span
            report.add("PACKAGE-FIELD-TWICE", field.span, name=field.name, first=first)
        else:
            fields[field.name] = field
    if not fields:
        report.add("PACKAGE-NO-FIELDS", given.node.span)
        return None
    for field in fields.values():
        if field.qualifier and field.qualifier not in fields:
            unknown_field(field.qualifier, [*fields], field.span, report)
            fields[field.name] = replace(field, qualifier="")
        if field.quote and field.quote not in fields:
            unknown_field(field.quote, [*fields], field.span, report)
            fields[field.name] = replace(fields[field.name], quote="")
    foreign = [_foreign_key(item, [*fields], report) for item in given.foreign_keys]
    return TableSchema(
        tuple(fields.values()),
        _known(given.primary_key, [*fields], report),
        tuple(key for item in given.unique_keys if (key := _known(scalars(item), [*fields], report))),
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


def _foreign_key(given: ForeignKeyShape, known: Sequence[str], report: Report) -> ForeignKey | None:
    names = _known(given.fields, known, report)
    if not names or (reference := given.reference) is None:
        return None
    targets, span = tuple(_nfc(name.text) for name in reference.fields), reference.node.span
    if len(targets) != len(names):
        report.add("PACKAGE-KEY-LENGTH", span, fields=len(names), reference=len(targets))
        return None
    return ForeignKey(names, _nfc(reference.resource), targets, span)


def _missing(words: Sequence[Scalar]) -> frozenset[str]:
    return frozenset({"", *(item.text for item in words)})


def _field(given: FieldShape, missing: frozenset[str], report: Report, *, workbook: bool) -> Field | None:
    name = _nfc(given.name)
    if not name:
        if "name" in given:
            report.add("PACKAGE-EMPTY", given["name"].span, key="name")
        return None
    kind = given.type
    if given.bilag_type:
        if kind != "string":
            report.add("PACKAGE-NOT-FOR-TYPE", given["bilag:type"].span, key="bilag:type", type=kind)
        else:
            kind = given.bilag_type
    _refuse_idle_keys(given, kind, report)
    reading = Reading(
        decimal=_mark(given, "decimalChar", "," if workbook or given.group_char == "." else ".", report),
        group=_mark(given, "groupChar", "", report),
        marked="decimalChar" in given or "groupChar" in given,
        negative=cast(Literal["", "parentheses", "trailing"], given.bilag_negative),
        zero=cast(Literal["", "dash"], given.bilag_zero),
        missing=_missing(given.missing_values) if "missingValues" in given else missing,
        pattern=_date_format(given, kind, report),
        true=_words(given, "trueValues", _STORED.true),
        false=_words(given, "falseValues", _STORED.false),
        decimals=given.bilag_decimals,
    )
    if reading.decimal == reading.group:
        key = "groupChar" if "groupChar" in given else "decimalChar"
        report.add("PACKAGE-SAME-MARKS", given[key].span, mark=reading.group)
        reading = replace(reading, group="")
    field = Field(
        name,
        cast(FieldType, kind),
        given.title,
        canonical_unit(given.bilag_unit),
        _nfc(given.bilag_qualifier),
        _nfc(given.bilag_quote),
        given.bilag_markup,
        reading=reading,
        span=given["name"].span,
        price_level=_price_level(given, report),
    )
    declared = given.constraints
    return replace(field, constraints=_constraints(declared, field, report)) if declared else field


def _price_level(given: FieldShape, report: Report) -> str:
    level = price_level(given.bilag_pl) if "bilag:pl" in given else ""
    if level is None:
        report.add("PACKAGE-PRICE-LEVEL", given["bilag:pl"].span, text=given.bilag_pl)
    return level or ""


def _refuse_idle_keys(given: Shape, kind: str, report: Report) -> None:
    for key, node in given.entries.items():
        if kind not in _MEANT_FOR.get(key, (kind,)):
            report.add("PACKAGE-NOT-FOR-TYPE", node.span, key=key, type=kind)


def _mark(given: FieldShape, key: str, default: str, report: Report) -> str:
    node = given.entries.get(key)
    if not isinstance(node, Scalar):
        return default
    mark = node.text
    if len(mark) != 1 or mark.isalnum() or mark in MINUS:
        report.add("PACKAGE-MARK", node.span, key=key, text=mark)
        return default
    return mark


def _words(given: FieldShape, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item.text for item in scalars(given[key])) if key in given else default


def _date_format(given: FieldShape, kind: str, report: Report) -> str:
    pattern = given.format
    if pattern == "default":
        return ""
    if kind != "date" or date_pattern(pattern) is None:
        report.add("PACKAGE-DATE-FORMAT", given["format"].span, format=pattern)
        return ""
    return pattern


def _constraints(given: ConstraintsShape, field: Field, report: Report) -> Constraints:
    _refuse_idle_keys(given, field.type, report)
    pattern = given.pattern
    if pattern and (reason := pattern_fault(pattern)):
        report.add("PACKAGE-PATTERN", given["pattern"].span, pattern=pattern, reason=reason)
        pattern = ""
    enum = [_exact(item, field, "enum", report) for item in given.enum]
    return Constraints(
        required=given.required,
        unique=given.unique,
        minimum=_exact(given.entries.get("minimum"), field, "minimum", report),
        maximum=_exact(given.entries.get("maximum"), field, "maximum", report),
        enum=tuple(value for value in enum if value is not None),
        pattern=pattern,
        min_length=given.min_length,
        max_length=given.max_length,
        span=given.node.span,
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
