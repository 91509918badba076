"""What waivers do: findings that a person answers for leave the findings, and are listed with the reason.

A rule that stops an annex before it is whole cannot be waived: there is nothing to answer for yet. All that
checks find can, and every warning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from bilag.diagnostics.findings import Finding, Report, Waived
from bilag.diagnostics.rules import Severity

if TYPE_CHECKING:
    from bilag.inputs.annex import Waiver

ACROSS = ("FACTS-DIFFER",)
"""Rules over several annexes: their waivers are looked at when all annexes have been read."""


def waive(
    report: Report,
    waivers: Iterable[Waiver],
    prose: Mapping[str, int],
    *,
    across: bool = False,
    idle: bool = True,
    unseen: Collection[str] = (),
) -> None:
    """Take what is waived out of the findings. A waiver that waives nothing is a finding itself.

    `prose` are the lines on which running text begins, by file. `across`: look at the waivers of the ACROSS
    rules, and at no others. Not `idle`: what there is to be waived has not all been found; `unseen` are
    the rules that were not looked for.
    """
    mine = [waiver for waiver in waivers if (waiver.rule in ACROSS) is across]
    used = _take(report, mine, prose, Severity.ERROR)
    for waiver in mine if idle else ():
        if waiver not in used and waiver.rule not in unseen:
            report.add("WAIVER-IDLE", waiver.span, name=waiver.rule)


def refuse(report: Report, waivers: Iterable[Waiver], prose: Mapping[str, int]) -> None:
    """The same for an annex that its errors stop: a waiver of one of these is an error as well."""
    mine = tuple(waivers)
    _take(report, mine, prose, Severity.WARNING)
    for waiver in mine:
        if any(f.severity is Severity.ERROR and covers(waiver, f, prose) for f in list(report)):
            report.add("WAIVER-REFUSED", waiver.span, name=waiver.rule)


def _take(
    report: Report, waivers: Iterable[Waiver], prose: Mapping[str, int], worst: Severity
) -> set[Waiver]:
    used: set[Waiver] = set()
    kept: list[Finding] = []
    mine = tuple(waivers)
    for found in dict.fromkeys(report.findings):
        by = [waiver for waiver in mine if found.severity <= worst and covers(waiver, found, prose)]
        used.update(by)
        if by:
            report.waived.append(Waived(found, by[0].reason, by[0].span))
        else:
            kept.append(found)
    report.findings = kept
    return used


def covers(waiver: Waiver, found: Finding, prose: Mapping[str, int]) -> bool:
    """Whether this waiver is of that finding: rule and place."""
    if waiver.rule != found.rule:
        return False
    span = found.span
    if waiver.lines is not None:
        return bool(
            span and span.path == waiver.span.path and waiver.lines[0] <= span.line <= waiver.lines[1]
        )
    if waiver.place:
        return span is not None and _within(str(span), waiver.place)
    return span is None or span.path not in prose or span.line < prose[span.path]


def _within(place: str, asked: str) -> bool:
    """A place as asked for, or inside it: the file of a line, the sheet of a cell."""
    return place == asked or place.startswith((f"{asked}:", f"{asked}!"))
