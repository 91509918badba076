"""Which block of a document a finding is about: by the place it names in the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import itemgetter

from bilag.diagnostics.findings import Finding
from bilag.document.model import Document
from bilag.document.walks import passages

TITLE = "title"


def blocks_of(document: Document, findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with the id of its block: the last that begins at or before its line of prose, or the
    table that prints its cell; the title where it is about neither."""
    cells: dict[str, str] = {}
    starts: dict[str, list[tuple[int, str]]] = {}
    for passage in passages(document):
        span, id = passage.span, passage.id.partition("/")[0]
        if span is None:
            continue
        cells.setdefault(str(span), id)
        if span.path.endswith(".md"):
            starts.setdefault(span.path, []).append((span.line, id))
    for path, found in starts.items():
        first = dict(reversed(found))  # of two on a line, the one that comes first
        starts[path] = sorted(first.items())
    for finding in findings:
        span = finding.span
        known = starts.get(span.path, []) if span else []
        at = bisect_right(known, span.line, key=itemgetter(0)) if span else 0
        yield finding, known[at - 1][1] if at else cells.get(str(span), TITLE)
