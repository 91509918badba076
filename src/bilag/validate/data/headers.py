"""Which column of a file is which field: by the field's name or its title, and never by position.

A head may name the unit too: "Beløb (mio. kr.)" is the field "beløb" if nothing else has that name.
"""

from __future__ import annotations

from bilag.danish.units import clean_head, said_in, without_unit
from bilag.diagnostics.findings import Report
from bilag.inputs.tables import Field, RawTable, Resource
from bilag.inputs.yaml.shapes import nearest
from bilag.validate.data.units import heads_fit


def match_header(raw: RawTable, resource: Resource, report: Report) -> dict[str, int] | None:
    """The index in `raw.columns` of each field; None where a column is unknown or missing."""
    found: dict[str, int] = {}
    good = True
    heads = {clean_head(f.name): f for f in resource.fields}
    heads |= {clean_head(f.title): f for f in resource.fields if f.title and clean_head(f.title) not in heads}
    for index, (text, place) in enumerate(zip(raw.header, raw.places, strict=True)):
        span = raw.span(raw.header_line, place)
        field = _field_of(text, heads)
        if field is None:
            missing = [f.name for f in resource.fields if f.name not in found]
            near = nearest(clean_head(text), [*heads]) or (missing[0] if len(missing) == 1 else "")
            report.add(
                "DATA-UNKNOWN-COLUMN", span, column=clean_head(text), resource=resource.name, nearest=near
            )
            good = False
        elif field.name in found:
            first = raw.places[found[field.name]]
            report.add("CSV-HEADER-DUPLICATE", span, name=clean_head(text), first=first)
            good = False
        else:
            found[field.name] = index
    good = heads_fit(raw, resource, found, report) and good
    for field in resource.fields:
        if field.name not in found:
            unknown = [clean_head(text) for text in raw.header if _field_of(text, heads) is None]
            near = nearest(field.name, unknown)
            span = raw.span(raw.header_line)
            report.add("DATA-MISSING-COLUMN", span, column=field.name, resource=resource.name, nearest=near)
            good = False
    return found if good else None


def _field_of(text: str, heads: dict[str, Field]) -> Field | None:
    """The field that a head means, the unit in either of them aside."""
    clean = clean_head(text)
    if clean in heads:
        return heads[clean]
    said = said_in(text)
    if not (said.units or said.level):
        return None
    bare = without_unit(text)
    return heads.get(bare) or next((field for key, field in heads.items() if without_unit(key) == bare), None)
