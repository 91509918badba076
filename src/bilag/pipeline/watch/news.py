"""What came and what went between two reports of the same annex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from bilag.diagnostics.findings import Finding


class News(Struct, frozen=True):
    """Findings in the order of their places. `stayed` counts those that are in both reports."""

    new: tuple[Finding, ...] = ()
    resolved: tuple[Finding, ...] = ()
    stayed: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.resolved)


def news(before: Iterable[Finding], after: Iterable[Finding]) -> News:
    """A finding that has only moved, as when a line came in above it, is not news.

    Findings are the same where they say the same of one file. Of several that do, those at their old place
    stay; of the rest as many as there were before.
    """
    old, now = set(before), set(after)
    waiting: dict[Hashable, list[Finding]] = defaultdict(list)
    for finding in sorted(old - now, key=Finding.sort_key):
        waiting[_same(finding)].append(finding)
    new = []
    for finding in sorted(now - old, key=Finding.sort_key):
        if moved := waiting[_same(finding)]:
            moved.pop(0)
        else:
            new.append(finding)
    gone = sorted((each for rest in waiting.values() for each in rest), key=Finding.sort_key)
    return News(tuple(new), tuple(gone), len(now) - len(new))


def _same(finding: Finding) -> Hashable:
    """The finding without its line and column; the sheet of a workbook stays."""
    where = replace(finding.span, line=0, column=0, cell="") if finding.span else None
    return replace(finding, span=where)
