"""A reporter for columns: the first faults of a kind by cell, then how many more there are."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct, field

from bilag.diagnostics.findings import Report, Span

MOST_NAMED = 20


class Faults(Struct):
    """Collects the faults of one table; `close` reports what was too many to name."""

    report: Report
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    last: dict[tuple[str, str], Span] = field(default_factory=dict)

    def add(self, rule: str, span: Span, column: str, **args: object) -> None:
        key = (rule, column)
        self.counts[key] += 1
        if self.counts[key] <= MOST_NAMED:
            self.report.add(rule, span, severity=None, column=column, **args)
        else:
            self.last.setdefault(key, span)

    def any_in(self, column: str) -> bool:
        return any(name == column for _, name in self.counts)

    def close(self) -> None:
        for (rule, column), count in self.counts.items():
            if count > MOST_NAMED:
                span = self.last[rule, column]
                self.report.add("DATA-MORE", span, of=rule, column=column, count=count - MOST_NAMED)
