"""Places in sources, findings about them, and the report of a run.

A finding holds the id of its rule and the arguments of the message; `messages` makes it text, in the language
asked for, when it is printed.
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
    """A value with its place. Two are equal whatever their places are: a cell "x" of line 1 equals a cell "x"
    of line 9. The fields in `unsaid` are not compared."""

    unsaid: ClassVar[tuple[str, ...]] = ("span",)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        said = _said(type(self))
        return bool(said(self) == said(other))

    def __ne__(self, other: object) -> bool:  # Struct's own compares the places too
        return not self == other

    def __hash__(self) -> int:
        return hash(_said(type(self))(self))


@cache
def _said(kind: type[Placed]) -> attrgetter[Any]:
    return attrgetter(*(name for name in kind.__struct_fields__ if name not in kind.unsaid))


class Finding(Struct, frozen=True):
    """A rule's message about one place, or about none in particular (`span` is None).

    `args` fill the placeholders of the message and the hint, such as ("nearest", "udgifter") for `{nearest}`.
    """

    rule: str
    span: Span | None
    args: tuple[tuple[str, str], ...] = ()
    severity: Severity = Severity.ERROR

    def sort_key(self) -> tuple[bool, Span, str, tuple[tuple[str, str], ...]]:
        return (self.span is None, self.span or Span(""), self.rule, self.args)


def finding(rule: str, span: Span | None, *, severity: Severity | None = None, **args: object) -> Finding:
    """A finding by the rule's id, of the rule's severity unless another is given. KeyError: no such rule."""
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

    Waived findings are in a list of their own: they are printed, and fail no run.
    """

    findings: list[Finding] = field(default_factory=list)
    waived: list[Waived] = field(default_factory=list)

    def add(self, rule: str, span: Span | None, *, severity: Severity | None = None, **args: object) -> None:
        self.findings.append(finding(rule, span, severity=severity, **args))

    def extend(self, findings: Iterable[Finding]) -> None:
        self.findings.extend(findings)

    def blames(self, span: Span) -> bool:
        """Whether an error has exactly this place: what follows from that error needs no message."""
        return any(f.span == span and f.severity is Severity.ERROR for f in self.findings)

    def __iter__(self) -> Iterator[Finding]:
        """Each finding once, in the order of their places."""
        return iter(sorted(set(self.findings), key=Finding.sort_key))

    def __len__(self) -> int:
        return len(set(self.findings))

    def worst(self) -> Severity | None:
        return max((f.severity for f in self.findings), default=None)

    def has_errors(self) -> bool:
        return self.worst() is Severity.ERROR


class BuildFailed(Exception):  # noqa: N818
    """A stage from load to compose found errors, which `report` holds; nothing is written."""

    def __init__(self, report: Report) -> None:
        super().__init__("; ".join(f"{f.span}: {f.rule}" for f in report))
        self.report = report
