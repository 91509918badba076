"""Whether a correction says of the version that it replaces what the ledger says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from bilag.diagnostics.findings import Finding, finding
from bilag.inputs.annex import Correction
from bilag.storage.ledger import Entry


def faults(correction: Correction, chain: Sequence[Entry]) -> Iterator[Finding]:
    """What does not agree, at the place of the correction in corrections.yaml. `chain` is the ledger, of
    which what follows the correction itself, where it is issued already, has no say."""
    before = [e.issued for e in takewhile(lambda e: e.issued.version != correction.version, chain)]
    replaced = next((issued for issued in before if issued.version == correction.replaces), None)
    if replaced is None:
        known = ", ".join(issued.version for issued in before) or "-"
        yield finding("CORRECTION-UNISSUED", correction.span, version=correction.replaces, known=known)
    elif replaced.date != correction.replaced_date:
        yield finding(
            "CORRECTION-REPLACED-DATE",
            correction.span,
            version=replaced.version,
            date=replaced.date,
            given=correction.replaced_date,
        )
    elif replaced is not before[-1]:
        last = before[-1].version
        yield finding("CORRECTION-NOT-LAST", correction.span, version=replaced.version, last=last)
