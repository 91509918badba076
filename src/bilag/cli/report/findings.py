"""The findings of `check` and `build` in one of FORMATS: text, JSON, and the formats of `exchange`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field, to_builtins

from bilag.cli.report.excerpts import Excerpts
from bilag.diagnostics.findings import Finding, Report, Waived
from bilag.diagnostics.jsontext import json_shown
from bilag.diagnostics.messages import (
    Language,
    as_text,
    finding_rows,
    hint,
    message,
    one_line,
    severity_word,
    translate,
)
from bilag.diagnostics.rules import Severity

if TYPE_CHECKING:
    from bilag.check.reconciliation import Reconciled
    from bilag.cli.report.exchange import Coverage

FORMATS = ("text", "json", "junit", "sarif", "github")
_COUNTED = (
    (Severity.ERROR, "{count} error", "{count} errors"),
    (Severity.WARNING, "{count} warning", "{count} warnings"),
    (Severity.NOTE, "{count} note", "{count} notes"),
)


class Reports(Struct, frozen=True):
    """The reports of a run by annex, and the project's folder. Findings from `least` on fail the run.

    `coverage` and `reconciled` (by annex) come from `check` only.
    """

    root: Path
    by_annex: Sequence[tuple[str, Report]]
    language: Language
    least: Severity = Severity.ERROR
    coverage: Coverage | None = None
    reconciled: Mapping[str, Sequence[Reconciled]] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """The findings of all annexes in the order of their places."""
        return sorted({f for _, report in self.by_annex for f in report}, key=Finding.sort_key)

    @property
    def waived(self) -> list[Waived]:
        each = {waived for _, report in self.by_annex for waived in report.waived}
        return sorted(each, key=lambda waived: (waived.finding.sort_key(), waived.span, waived.reason))


def report_as(reports: Reports, form: str) -> str:
    """The whole report in one of the FORMATS; "" if there is nothing to say."""
    if form == "text":
        return _text(reports)
    if form == "json":
        return _json(reports)
    from bilag.cli.report.exchange import as_github, as_junit, as_sarif  # noqa: PLC0415 - only for other programs

    match form:
        case "sarif":
            return as_sarif(reports.findings, reports.waived, reports.language, reports.coverage)
        case "junit":
            return as_junit(reports.by_annex, reports.language, reports.least, reports.reconciled)
        case "github":
            return as_github(reports.findings, reports.language, reports.root)
    raise KeyError(form)


def _text(reports: Reports) -> str:
    """The findings, each with its source line and a hint; then the waived ones with their reasons."""
    excerpts = Excerpts(reports.root)
    parts = [as_text(reports.findings, reports.language, excerpts.of)]
    if reports.waived:
        parts.append(translate("Waived with a reason:", reports.language))
    for waived in reports.waived:
        why = translate("Reason: {reason} ({place})", reports.language)
        reason = why.format(reason=one_line(waived.reason), place=one_line(str(waived.span)))
        # Without the hint: whoever waived the finding has read it.
        parts.append(as_text([waived.finding], reports.language).partition("\n    ")[0] + f"\n    {reason}")
    if reports.reconciled:
        from bilag.cli.report.reconciliation import reconciliation_as_text  # noqa: PLC0415
    for annex, lines in reports.reconciled.items():
        named = one_line(annex) if len(reports.reconciled) > 1 else ""
        parts += reconciliation_as_text(lines, reports.language, named)
    return "\n".join(part for part in parts if part)


def _json(reports: Reports) -> str:
    """The findings, and the coverage and reconciliation of `check`."""
    findings = finding_rows(reports.findings, reports.language, reports.waived)
    said: dict[str, object] = {"findings": findings}
    if reports.coverage is not None:
        from bilag.check.reconciliation import reconciliation_as_object  # noqa: PLC0415

        said["coverage"] = to_builtins(reports.coverage)
        said["reconciliation"] = [
            {"annex": annex, **reconciliation_as_object(line)}
            for annex, lines in reports.reconciled.items()
            for line in lines
        ]
    return json_shown(said)


def remark(finding: Finding, language: Language) -> tuple[str, ...]:
    """The paragraphs of a finding as a comment in a document: severity and message, hint, rule and place."""
    word = severity_word(finding.severity, language)
    where = one_line(f"{finding.rule}, {finding.span}" if finding.span else finding.rule)
    said = (f"{word}: {message(finding, language)}", hint(finding, language), where)
    return tuple(line for line in said if line)


def counted(findings: Iterable[Finding], waived: Sequence[Waived], language: Language) -> str:
    """ "2 fejl, 1 advarsel, 1 begrundet undtagelse", or that there are none."""
    numbers = [finding.severity for finding in findings]
    parts = [(numbers.count(severity), one, many) for severity, one, many in _COUNTED]
    parts.append((len(waived), "{count} waived with a reason", "{count} waived with reasons"))
    said = [translate(one if n == 1 else many, language).format(count=n) for n, one, many in parts if n]
    return ", ".join(said) or translate("{count} findings", language).format(count=0)
