"""Blank rows, which shift the numbers that people count: said once for each gap, with its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bilag.diagnostics.findings import Report, Span


def report_blank(report: Report, lines: Sequence[int], span: Callable[[int], Span]) -> None:
    """Warn of the blank rows `lines`, which stand between rows of data; they are skipped.

    Nothing else changes: every later row keeps the number that it has in the file.
    """
    first, last = lines[0], lines[-1]
    report.add("DATA-BLANK-ROW", span(first), rows=str(first) if first == last else f"{first}-{last}")
