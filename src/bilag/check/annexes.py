"""Annexes of one project against each other: the same name must not say two things to the same council."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from bilag.diagnostics.findings import Finding, finding
from bilag.inputs.facts import Fact, amount_words


def facts_agree(annexes: Mapping[str, Mapping[str, Fact]]) -> Iterator[tuple[str, Finding]]:
    """Facts of one name in several annexes have one value; each annex with a finding about its own.

    An annex is held against the first in order that has the name, so that one that differs is said once.
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
    """Equal in the base of their units, or as near as the less exact of the two sources can tell."""
    if one.unit.dimension != other.unit.dimension or one.qualifier != other.qualifier:
        return False
    if not isinstance(one.value, Decimal) or not isinstance(other.value, Decimal):
        return one.value == other.value
    exactness = max(one.step or Decimal(0), other.step or Decimal(0))
    return one.base == other.base or abs(one.base - other.base) * 2 <= exactness
