"""Every PDF that a test makes is judged: a test of margins must not pass on a file that nobody may publish.

`conftest` starts the guard and asks it at the end of each test. It hears of what the writer returns in the
process of the tests; what a test makes in a process of its own is that test's to judge. page-validation
and PDFium take about 15 ms for six pages, so all files are judged, those of hypothesis as well.
"""

from __future__ import annotations

import re
from hashlib import sha256

import page

from bilag.write import pdf
from tests.pdfkit import tree_faults

# Tables here are longer than its own 1,024 rows, and there are more than 256 headings, each a bookmark.
_LIMITS = page.SafetyLimits(max_table_grid_rows=100_000, max_reference_depth=5_000)
_PART = re.compile(rb"<pdfaid:part>(\d)</pdfaid:part><pdfaid:conformance>(\w)<")


class Guard:
    """Remembers the files that were written, and which it has judged before."""

    def __init__(self) -> None:
        self.listening = True
        self.written: list[bytes] = []
        self.judged: dict[bytes, list[str]] = {}

    def listen(self) -> None:
        """From now on hear of all that the writer returns."""
        write = pdf._Writer.write

        def heard(writer: pdf._Writer) -> bytes:
            data = write(writer)
            if self.listening:
                self.written.append(data)
            return data

        pdf._Writer.write = heard  # type: ignore[method-assign]

    def faults(self) -> list[str]:
        """What is wrong with the files written since this was last asked."""
        found: list[str] = []
        for data in self.written:
            key = sha256(data).digest()
            if key not in self.judged:
                self.judged[key] = faults_of(data)
            found += self.judged[key]
        self.written.clear()
        return list(dict.fromkeys(found))


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
