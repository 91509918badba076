"""Compares an annex with the other annexes of the project, and with the version of it that was issued
last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from bilag.diagnostics.findings import Finding, Span, finding
from bilag.document.model import Document, FactRecord, Table
from bilag.document.walks import blocks
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Fact, amount_words

FACTOR = 5
"""How many times larger or smaller a fact may become: a misplaced comma makes it 10 times, thousands for
kroner 1000 times."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def facts_agree(annexes: Mapping[str, Mapping[str, Fact]]) -> Iterator[tuple[str, Finding]]:
    """A fact with the same name in several annexes has the same value. Gives annexes with their findings.

    Each annex is compared with the first one that has the name, so one that differs has one finding.
    """
    first: dict[str, tuple[str, Fact]] = {}
    for annex, facts in annexes.items():
        for name, fact in facts.items():
            other, known = first.setdefault(name, (annex, fact))
            if not _agree(known, fact):
                yield (
                    annex,
                    finding(
                        "FACTS-DIFFER",
                        fact.span,
                        id=name,
                        annex=annex,
                        value=amount_words(fact),
                        other=other,
                        other_value=amount_words(known),
                    ),
                )


def _agree(one: Fact, other: Fact) -> bool:
    """Equal in the base unit, or at most half a step of the less exact source apart."""
    if one.unit.dimension != other.unit.dimension or one.qualifier != other.qualifier:
        return False
    if not isinstance(one.value, Decimal) or not isinstance(other.value, Decimal):
        return one.value == other.value
    exactness = max(one.step or Decimal(0), other.step or Decimal(0))
    return one.base == other.base or abs(one.base - other.base) * 2 <= exactness


def facts_are_as_expected(
    document: Document, inputs: Inputs, issued: Mapping[str, FactRecord], version: str
) -> Iterator[Finding]:
    """No named fact or total is `FACTOR` times as large or as small as in the issued version, or has another
    sign, unless corrections.yaml gives a reason for it."""
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
    """The place of the fact's definition; of a total, the directive of its table."""
    definition = inputs.definitions.get(id)
    return definition.span if definition else tables.get(id.partition("/")[0])


def _words(record: FactRecord) -> str:
    return f"{record.value.replace('.', ',')} {record.unit}".strip()
