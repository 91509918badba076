"""Findings as other programs read them: SARIF 2.1.0, JUnit XML and the annotations of GitHub Actions.

Texts come from `messages`, which writes out control characters. A column is given only where it counts
characters: in CSV it is a field's number, and a workbook has cells.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct, to_builtins

from bilag import __version__
from bilag.check.reconciliation import Reconciled
from bilag.cli.report.explanations import explanation, with_names
from bilag.diagnostics.findings import Finding, Report, Span, Waived
from bilag.diagnostics.jsontext import json_shown
from bilag.diagnostics.messages import Language, hint, message, one_line, severity_word, translate
from bilag.diagnostics.rules import RULES, Severity

_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_FIELDS = (".csv", ".tsv", ".txt")  # their columns are fields
_BASE = "PROJECT"


def _column(span: Span) -> int:
    return 0 if span.sheet or span.path.lower().endswith(_FIELDS) else span.column


def _whole(finding: Finding, language: Language) -> str:
    """The message and its hint as sentences."""
    said = (message(finding, language), hint(finding, language))
    return " ".join(text if text.endswith((".", "?", "!")) else f"{text}." for text in said if text)


class Coverage(Struct, frozen=True):
    """How many facts have cells as their source, and how many numbers of the prose are bound."""

    facts: int = 0
    facts_with_source: int = 0
    numbers: int = 0
    numbers_bound: int = 0

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(
            self.facts + other.facts,
            self.facts_with_source + other.facts_with_source,
            self.numbers + other.numbers,
            self.numbers_bound + other.numbers_bound,
        )


# --- SARIF -----------------------------------------------------------------------------------------------


def as_sarif(
    findings: Sequence[Finding],
    waived: Sequence[Waived],
    language: Language,
    coverage: Coverage | None = None,
) -> str:
    """One run (SARIF 2.1.0, 3.14). A waived finding is a result with a suppression (3.27.23, 3.35);
    `coverage` is in the run's property bag (3.14.6, 3.8)."""
    used = sorted({f.rule for f in findings} | {each.finding.rule for each in waived})
    results = [_result(f, used, language) | {"suppressions": []} for f in findings]
    for each in waived:
        why = {
            "kind": "inSource",
            "status": "accepted",
            "justification": one_line(each.reason),
            "location": _location(each.span),
        }
        results.append(_result(each.finding, used, language) | {"suppressions": [why]})
    driver = {
        "name": "bilag",
        "version": __version__,
        "language": language,
        "rules": [_rule(rule, language) for rule in used],
    }
    about = {"text": translate("The project's folder", language)}
    run: dict[str, object] = {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": about}},
        "results": results,
    }
    if coverage is not None:
        run["properties"] = {"bilag/coverage": to_builtins(coverage)}
    log = {
        "$schema": _SARIF,
        "version": "2.1.0",
        "runs": [run],
    }
    return json_shown(log)


def _rule(id: str, language: Language) -> dict[str, object]:
    """A reportingDescriptor (3.49); its help is the rule's page, or else its hint."""
    rule = RULES[id]
    short = with_names(translate(rule.message, language))
    page = explanation(id, language)
    about: dict[str, object] = {
        "id": id,
        "shortDescription": {"text": short},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
    if text := page or with_names(translate(rule.hint, language)):
        about["help"] = {"text": text, "markdown": text} if page else {"text": text}
    return about


def _result(finding: Finding, rules: list[str], language: Language) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": _whole(finding, language)},
    }
    if finding.span:
        result["locations"] = [_location(finding.span)]
    return result


def _location(span: Span) -> dict[str, object]:
    """A file with a region of text, or with the name of a workbook's cell, which has no lines."""
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(span.path), "uriBaseId": _BASE}}
    if span.sheet:
        return {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": str(span)}]}
    if span.line:
        column = _column(span)
        physical["region"] = {"startLine": span.line} | ({"startColumn": column} if column else {})
    return {"physicalLocation": physical}


# --- JUnit -----------------------------------------------------------------------------------------------


def as_junit(
    by_annex: Sequence[tuple[str, Report]],
    language: Language,
    least: Severity,
    reconciled: Mapping[str, Sequence[Reconciled]] | None = None,
) -> str:
    """A suite for each annex and a case for each finding: a failure if it fails the run, skipped if it is
    waived, else passed, with its text. A total that agrees is a passed case. An annex without any has one
    passed case, since programs take an empty suite for one that was not run."""
    agreed = {name: [line for line in lines if line.agrees] for name, lines in (reconciled or {}).items()}
    suites = [_suite(name, report, language, least, agreed.get(name, ())) for name, report in by_annex]
    tests, failures = sum(tests for _, tests, _ in suites), sum(failed for *_, failed in suites)
    head = f'<testsuites name="bilag" tests="{tests}" failures="{failures}" errors="0">'
    inner = "".join(suite[0] for suite in suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{inner}</testsuites>'


def _suite(
    name: str, report: Report, language: Language, least: Severity, agreed: Sequence[Reconciled]
) -> tuple[str, int, int]:
    cases, failures = [], 0
    for finding in report:
        said = _whole(finding, language)
        if finding.severity >= least:
            failures += 1
            at = f"{finding.span}: " if finding.span else ""
            why = _attributes(type=finding.rule, message=said)
            inner = f"<failure {why}>{escape(one_line(at + said))}</failure>"
        else:
            word = severity_word(finding.severity, language)
            inner = f"<system-out>{escape(f'{word}: {said}')}</system-out>"
        cases.append(_case(name, finding, inner))
    for each in report.waived:
        cases.append(_case(name, each.finding, f"<skipped {_attributes(message=one_line(each.reason))}/>"))
    skipped, name = len(report.waived), one_line(name)
    for line in agreed:
        said = one_line(f"{translate('Reconciliation', language)}: {line.name}")
        cases.append(f"  <testcase {_attributes(classname=name, name=said)}/>\n")
    if not cases:
        cases.append(f"  <testcase {_attributes(classname=name, name='bilag check')}/>\n")
    numbers = {"tests": len(cases), "failures": failures, "errors": 0, "skipped": skipped}
    head = _attributes(name=name, **{key: str(number) for key, number in numbers.items()})
    return f" <testsuite {head}>\n{''.join(cases)} </testsuite>\n", len(cases), failures


def _case(annex: str, finding: Finding, inner: str) -> str:
    name = f"{finding.rule} {finding.span or ''}".rstrip()
    return f"  <testcase {_attributes(classname=one_line(annex), name=one_line(name))}>{inner}</testcase>\n"


def _attributes(**values: str) -> str:
    return " ".join(f'{name}="{escape(text)}"' for name, text in values.items())


# --- GitHub ----------------------------------------------------------------------------------------------


def as_github(findings: Iterable[Finding], language: Language, root: Path) -> str:
    """Workflow commands, one a line. Paths start from the repository, of which the project may be a
    folder."""
    lines = []
    for finding in findings:
        span = finding.span
        values = {"title": f"{severity_word(finding.severity, language)} {finding.rule}"}
        if span:
            column = _column(span)
            line = 0 if span.sheet else span.line
            given = {"file": f"{_folder(root)}{span.path}", "line": line, "col": column if line else 0}
            values = {name: str(value) for name, value in given.items() if value} | values
        said = _whole(finding, language)
        if span and span.sheet:
            said = f"{span}: {said}"
        properties = ",".join(f"{name}={_property(value)}" for name, value in values.items())
        lines.append(f"::{_GITHUB[finding.severity]} {properties}::{_data(said)}")
    return "\n".join(lines)


def _folder(root: Path) -> str:
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace:
        return ""
    try:
        inside = root.resolve().relative_to(Path(workspace).resolve()).as_posix()
    except ValueError:
        return ""
    return "" if inside == "." else f"{inside}/"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
