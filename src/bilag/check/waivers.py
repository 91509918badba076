"""Waivers: a finding that a person accepts is taken out of the findings and listed with the reason.

All findings of checks can be waived, and every warning; an error that stops an annex before it is composed
cannot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from bilag.diagnostics.findings import Finding, Report, Waived
from bilag.diagnostics.rules import Severity

if TYPE_CHECKING:
    from bilag.inputs.annex import Waiver

ACROSS = ("FACTS-DIFFER",)
"""Rules that compare annexes: their waivers are applied when all annexes have been read."""


def waive(
    report: Report,
    waivers: Iterable[Waiver],
    prose: Mapping[str, int],
    *,
    across: bool = False,
    idle: bool = True,
    unseen: Collection[str] = (),
) -> None:
    """Take the waived findings out of the report. A waiver that waives nothing is a finding itself.

    `prose` is the line on which running text begins, by file. `across`: apply the waivers of the ACROSS rules
    and no others. Not `idle`: do not report idle waivers, since not all checks have run; nor those of the
    `unseen` rules, which were not checked.
    """
    mine = [waiver for waiver in waivers if (waiver.rule in ACROSS) is across]
    used = _take(report, mine, prose, Severity.ERROR)
    for waiver in mine if idle else ():
        if waiver not in used and waiver.rule not in unseen:
            report.add("WAIVER-IDLE", waiver.span, name=waiver.rule)


def refuse(report: Report, waivers: Iterable[Waiver], prose: Mapping[str, int]) -> None:
    """The same for an annex that its errors stop: a waiver of one of these errors is an error as well."""
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
    """Whether a waiver covers a finding by its rule and place."""
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
    """Whether a place is the one asked for or inside it: "a.csv:3" is in "a.csv", "a.xlsx!Ark!B7" in
    "a.xlsx"."""
    return place == asked or place.startswith((f"{asked}:", f"{asked}!"))
