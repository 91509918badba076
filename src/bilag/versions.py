"""A version of an annex as the comparison sees it, from whatever is at hand: the annex itself, or a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bilag.delivered import Delivered
from bilag.diagnostics import Finding
from bilag.differences import Place
from bilag.inputs import Table
from bilag.model import Document, FactRecord, Printed
from bilag.normalform import Line, masked_form, normal_form
from bilag.printed import PrintedFact, printed_facts


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two that are compared, as far as is known of it: what is not known is None.

    `name` is for people. `lines` are in the normal form, and `masked` the same lines with a figure's id
    in place of its text (None where no figure is known by its id).
    """

    name: str
    lines: tuple[Line, ...] | None = None
    masked: tuple[Line, ...] | None = None
    printed: tuple[PrintedFact, ...] | None = None
    facts: Mapping[str, FactRecord] | None = None
    tables: Mapping[str, Table] | None = None
    findings: tuple[Finding, ...] | None = None
    files: Mapping[str, str] | None = None


def of_document(
    name: str,
    document: Document,
    labels: Mapping[str, str],
    *,
    tables: Mapping[str, Table] | None = None,
    findings: Iterable[Finding] | None = None,
    files: Mapping[str, str] | None = None,
) -> Version:
    """A version of which the whole document is known; `labels` are the template's words."""
    return Version(
        name,
        tuple(normal_form(document, labels)),
        tuple(masked_form(document, labels)),
        tuple(printed_facts(document)),
        {record.id: record for record in document.facts},
        tables,
        None if findings is None else tuple(findings),
        files,
    )


def of_delivered(name: str, file: Delivered) -> Version:
    """A Word or PDF file alone: its lines."""
    return Version(name, file.lines)


def of_facts(name: str, data: bytes) -> Version | None:
    """A facts.json beside the files of a build: its figures, without their places in the text; None where
    it is no file of ours."""
    try:
        content = json.loads(data)
        records = [_record(row) for row in content["facts"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    printed = [
        PrintedFact(record.id, place.text, Place(), "", record.value, record.unit)
        for record in records
        for place in record.printed
    ]
    return Version(name, printed=tuple(printed), facts={record.id: record for record in records})


def _record(row: Mapping[str, object]) -> FactRecord:
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    printed = tuple(Printed(**place) for place in fields.pop("printed", ()))  # type: ignore[attr-defined]
    return FactRecord(**fields, printed=printed)  # type: ignore[arg-type]
