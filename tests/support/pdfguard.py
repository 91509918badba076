"""Every PDF that a test makes is judged, by page-validation and PDFium: see `guard`.

They take about 15 ms for six pages, so all files are judged, those of hypothesis as well.
"""

from __future__ import annotations

import re

import page

from tests.support.pdfkit import tree_faults

# Tables here are longer than its own 1,024 rows, and there are more than 256 headings, each a bookmark.
_LIMITS = page.SafetyLimits(max_table_grid_rows=100_000, max_reference_depth=5_000)
_PART = re.compile(rb"<pdfaid:part>(\d)</pdfaid:part><pdfaid:conformance>(\w)<")


def faults_of(data: bytes) -> list[str]:
    """By page-validation against PDF/UA-1 and the part of PDF/A that the file names, and by PDFium's tree."""
    named = _PART.search(data)
    if named is None:
        return ["the file names no part of PDF/A"]
    found = [f"PDFium: {fault}" for fault in tree_faults(data)]
    for profile in ("ua1", (named[1] + named[2]).decode().lower()):
        try:
            report = page.validate_pdf_bytes(data, profile=profile, limits=_LIMITS)
        except (page.PageError, ValueError) as error:  # ValueError: there is no such part of PDF/A
            found.append(f"{profile}: {error}")
            continue
        found += [f"{profile} {failure.rule_id}: {failure.message}" for failure in report.failures]
        if not report.rules.total or not report.is_compliant:
            found.append(f"{profile}: not compliant, {report.rules.total} rules")
    return found
