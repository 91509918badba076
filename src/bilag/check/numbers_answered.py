"""Numbers: no digit, date or number word is in the prose that nothing answers for."""

from __future__ import annotations

from collections.abc import Iterator

from bilag.check.inventory import take_inventory
from bilag.diagnostics.findings import Finding, finding
from bilag.document.model import Document
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Resolved


def numbers_are_bound(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """Each number that the prose says is printed from a fact, covered by a claim, or declared free."""
    for number in take_inventory(inputs, resolved).unbound:
        yield finding("NUMBER-UNBOUND", number.span, words=number.words)
