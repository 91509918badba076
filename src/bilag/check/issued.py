"""Checks against the version that was issued last: figures that are not what anybody would expect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from bilag.diagnostics.findings import Finding, Span, finding
from bilag.document.model import Document, FactRecord, Table
from bilag.document.walks import blocks
from bilag.inputs.annex import Inputs

FACTOR = 5
"""How many times larger or smaller a figure may have become: a comma that slipped is ten, and thousands for
kroner are a thousand."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def figures_are_as_expected(
    document: Document, inputs: Inputs, issued: Mapping[str, FactRecord], version: str
) -> Iterator[Finding]:
    """Named facts and totals that are `FACTOR` times as large or as small as in the issued version, or have
    another sign; not those for which corrections.yaml gives a reason of their own."""
    reasons = inputs.correction.reasons if inputs.correction else {}
    tables = {block.id: block.span for block in blocks(document) if isinstance(block, Table)}
    for record in document.facts:
        before = issued.get(record.id)
        if before is None or before.unit != record.unit or record.id in reasons:
            continue
        if _NUMBER.fullmatch(before.value) and _NUMBER.fullmatch(record.value):
            old, new = Decimal(before.value), Decimal(record.value)
            if old and new and not Decimal(1) / FACTOR < new / old < FACTOR:
                yield finding(
                    "FACT-OUTLIER",
                    _place(record.id, inputs, tables),
                    id=record.id,
                    new=_words(record),
                    old=_words(before),
                    version=version,
                )


def _place(id: str, inputs: Inputs, tables: Mapping[str, Span | None]) -> Span | None:
    """Where the fact is defined; of a total, where its table is asked for."""
    definition = inputs.definitions.get(id)
    return definition.span if definition else tables.get(id.partition("/")[0])


def _words(record: FactRecord) -> str:
    return f"{record.value.replace('.', ',')} {record.unit}".strip()
