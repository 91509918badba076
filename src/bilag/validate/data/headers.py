"""Which column of a file is which field: by the field's name or its title, and never by position.

A head may say the unit too ("Beløb (mio. kr.)"); a unit that is not the declared one is an error, because
every figure of the column would be wrong by a factor.
"""

from __future__ import annotations

import re
import unicodedata

from bilag.diagnostics.findings import Report
from bilag.inputs.tables import Field, RawTable, Resource
from bilag.inputs.yaml.shapes import nearest

# How people write the units that we know, in the forms of `canonical_unit`'s key.
_ALIASES = {
    "kr.": ("kr", "kroner"),
    "DKK": ("dkk",),
    "t.kr.": ("t.kr", "tkr", "1.000kr", "1000kr", "tusindekr", "tusindekroner"),
    "mio. kr.": ("mio.kr", "miokr", "mill.kr", "millionerkr", "millionerkroner", "mkr"),
    "mia. kr.": ("mia.kr", "miakr", "mrd.kr", "milliarderkroner"),
    "pct.": ("pct", "%", "procent"),
    "procentpoint": ("procentpoint", "pct.point", "pct.-point"),
    "årsværk": ("årsværk", "aarsvaerk", "åv"),
    "år": ("år",),
    "måneder": ("måneder", "mdr"),
    "uger": ("uger",),
    "dage": ("dage",),
}
_CANONICAL = {alias: unit for unit, aliases in _ALIASES.items() for alias in aliases}
_UNIT_IN_HEAD = re.compile(
    r"(?P<name>.*?)\s*(?:\((?P<a>[^()]*)\)|\[(?P<b>[^\[\]]*)\]|[,/]\s*(?P<c>[^,/]*))\s*"
)


def canonical_unit(text: str) -> str:
    """The unit's own name however it is written ("mio.kr." -> "mio. kr."); other nouns as they are."""
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    return known_unit(clean) or clean


def known_unit(text: str) -> str:
    """The name of a unit in our list, or nothing."""
    key = re.sub(r"\s", "", unicodedata.normalize("NFC", text)).lower().rstrip(".")
    return _CANONICAL.get(key, "")


def match_header(raw: RawTable, resource: Resource, report: Report) -> dict[str, int] | None:
    """The index in `raw.columns` of each field; None where a column is unknown or missing."""
    found: dict[str, int] = {}
    good = True
    heads = {_clean(f.name): f for f in resource.fields}
    heads |= {_clean(f.title): f for f in resource.fields if f.title and _clean(f.title) not in heads}
    for index, (text, place) in enumerate(zip(raw.header, raw.places, strict=True)):
        span = raw.span(raw.header_line, place)
        field, unit = _field_of(text, heads)
        if field is None:
            missing = [f.name for f in resource.fields if f.name not in found]
            near = nearest(_clean(text), [*heads]) or (missing[0] if len(missing) == 1 else "")
            report.add("DATA-UNKNOWN-COLUMN", span, column=_clean(text), resource=resource.name, nearest=near)
            good = False
        elif field.name in found:
            first = raw.places[found[field.name]]
            report.add("CSV-HEADER-DUPLICATE", span, name=_clean(text), first=first)
            good = False
        else:
            found[field.name] = index
            if unit and unit != field.unit and {unit, field.unit} != {"kr.", "DKK"}:
                rule = "DATA-UNIT-HEAD" if field.unit else "DATA-UNIT-UNDECLARED"
                report.add(rule, span, column=field.name, unit=unit, declared=field.unit)
                good = False
    for field in resource.fields:
        if field.name not in found:
            unknown = [_clean(text) for text in raw.header if _field_of(text, heads)[0] is None]
            near = nearest(field.name, unknown)
            span = raw.span(raw.header_line)
            report.add("DATA-MISSING-COLUMN", span, column=field.name, resource=resource.name, nearest=near)
            good = False
    return found if good else None


def _field_of(text: str, heads: dict[str, Field]) -> tuple[Field | None, str]:
    """The field that a head means, and the known unit that stands in it."""
    clean = _clean(text)
    parts = _UNIT_IN_HEAD.fullmatch(clean)
    unit = known_unit(parts["a"] or parts["b"] or parts["c"] or "") if parts else ""
    if clean in heads:
        return heads[clean], unit
    if parts and unit:
        bare = {key: field for key, field in heads.items() if key == parts["name"]}
        for key, field in heads.items():
            inner = _UNIT_IN_HEAD.fullmatch(key)
            if inner and known_unit(inner["a"] or inner["b"] or inner["c"] or ""):
                bare.setdefault(inner["name"], field)
        return bare.get(parts["name"]), unit
    return None, ""


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
