"""The checks, in one visible list."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bilag.annex import Inputs
from bilag.check.claims import claims_hold, claims_say_what_they_claim
from bilag.check.data import controls_hold, rows_stand_once
from bilag.check.numbers import numbers_are_bound
from bilag.check.structure import header_cells_say, headings_say, ids_fit_word, texts_are_not_endless
from bilag.diagnostics import Finding
from bilag.facts import Resolved
from bilag.model import Document

Check = Callable[[Document, Inputs, Resolved], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    claims_hold,
    claims_say_what_they_claim,
    numbers_are_bound,
    controls_hold,
    rows_stand_once,
    headings_say,
    header_cells_say,
    texts_are_not_endless,
    ids_fit_word,
)


def check(document: Document, inputs: Inputs, resolved: Resolved) -> list[Finding]:
    """All findings of all checks."""
    return [found for run in CHECKS for found in run(document, inputs, resolved)]
