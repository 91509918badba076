"""Claims: words of the prose that the data must bear out."""

from __future__ import annotations

from collections.abc import Iterator

from bilag.annex import Inputs, all_markup
from bilag.diagnostics import Finding, finding
from bilag.facts import Resolved, stated
from bilag.markup import walk
from bilag.model import Document


def claims_hold(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """`[fordoblede]{claim="..."}`: the words stand in the text, so what they claim must be so."""
    for element in all_markup(inputs):
        claim = resolved.claims.get(element.attribute("claim") or "")
        if claim is None or claim.holds:
            continue
        words = "".join(e.text for e in walk(element.children))
        values = ", ".join(f"{name} = {_amount(resolved, name)}" for name in claim.names)
        yield finding("CLAIM-BROKEN", element.span, words=words, claim=claim.text, values=values)


def _amount(resolved: Resolved, name: str) -> str:
    fact = resolved.facts[name]
    return " ".join(part for part in (fact.qualifier, stated(fact.value), fact.unit.name) if part)
