"""Where things stand and what is wrong with them: spans, findings and the report of a run.

The floor of the house: imports nothing of ours but the list of rules. A finding is a value; it holds the
rule's id and the arguments of its message, and becomes text only when somebody prints it, in the language
asked for (see `messages`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar

from msgspec import Struct, field

from bilag.diagnostics.rules import RULES, Severity


class Span(Struct, frozen=True, order=True):
    """A place in a source: a path relative to the project, and a line and column or a workbook cell.

    Lines and columns count from 1; 0 means unknown. In CSV the column is the field's number, as Excel
    counts it. `cell` is an A1 reference, with `sheet` naming its worksheet.
    """

    path: str
    line: int = 0
    column: int = 0
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        if self.sheet:
            return "!".join(part for part in (self.path, self.sheet, self.cell) if part)
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"


class Placed(Struct, frozen=True, eq=False):
    """What stands somewhere. Two of them are equal where they say the same, wherever they stand: fields that
    are no part of what one says are `unsaid`."""

    unsaid: ClassVar[tuple[str, ...]] = ("span",)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        said = _said(type(self))
        return bool(said(self) == said(other))

    def __ne__(self, other: object) -> bool:  # a Struct has one of its own
        return not self == other

    def __hash__(self) -> int:
        return hash(_said(type(self))(self))


@cache
def _said(kind: type[Placed]) -> attrgetter[Any]:
    return attrgetter(*(name for name in kind.__struct_fields__ if name not in kind.unsaid))


class Finding(Struct, frozen=True):
    """One thing that a rule has to say about one place.

    `args` fill the placeholders of the rule's message and hint; `severity` is the rule's own unless a
    declaration softens it.
    """

    rule: str
    span: Span | None
    args: tuple[tuple[str, str], ...] = ()
    severity: Severity = Severity.ERROR

    def sort_key(self) -> tuple[bool, Span, str, tuple[tuple[str, str], ...]]:
        return (self.span is None, self.span or Span(""), self.rule, self.args)


def finding(rule: str, span: Span | None, *, severity: Severity | None = None, **args: object) -> Finding:
    """Make a finding of a known rule. KeyError where the rule is not in the list: a fault of ours."""
    known = RULES[rule]
    texts = tuple((name, str(value)) for name, value in args.items())
    return Finding(rule, span, texts, known.severity if severity is None else severity)


class Waived(Struct, frozen=True):
    """A finding that a person has waived in writing: why, and where that is written."""

    finding: Finding
    reason: str
    span: Span


class Report(Struct):
    """What a run has found so far; every stage adds to it and goes on as far as it can.

    What is waived stands apart: it is listed, and counts for nothing.
    """

    findings: list[Finding] = field(default_factory=list)
    waived: list[Waived] = field(default_factory=list)

    def add(self, rule: str, span: Span | None, *, severity: Severity | None = None, **args: object) -> None:
        self.findings.append(finding(rule, span, severity=severity, **args))

    def extend(self, findings: Iterable[Finding]) -> None:
        self.findings.extend(findings)

    def blames(self, span: Span) -> bool:
        """Whether an error stands at exactly this place: what follows from it need not be said again."""
        return any(f.span == span and f.severity is Severity.ERROR for f in self.findings)

    def __iter__(self) -> Iterator[Finding]:
        """In the order of the places, each finding once."""
        return iter(sorted(set(self.findings), key=Finding.sort_key))

    def __len__(self) -> int:
        return len(set(self.findings))

    def worst(self) -> Severity | None:
        return max((f.severity for f in self.findings), default=None)

    def has_errors(self) -> bool:
        return self.worst() is Severity.ERROR


class BuildFailed(Exception):  # noqa: N818 - the one word for it in the house
    """Faults from load to compose: nothing is written. Carries the report."""

    def __init__(self, report: Report) -> None:
        super().__init__("; ".join(f"{f.span}: {f.rule}" for f in report))
        self.report = report
