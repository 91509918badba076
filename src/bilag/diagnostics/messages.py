"""Findings as text, in Danish or English, through gettext catalogues.

The texts in the source are English; `locale/da` has the Danish. The locale of the process changes nothing.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Literal

import bilag
from bilag.diagnostics.findings import Finding, Waived
from bilag.diagnostics.rules import RULES, Severity

Language = Literal["da", "en"]
_LONGEST = 300
_WORDED = ("expected", "reason", "problem", "code")  # these arguments are translated too
_WORDS = {
    "text": "one text",
    "texts": "one text or a list of texts",
    "flag": "true or false",
    "count": "a whole number",
    "decimal": "a number with a point, such as 0.5",
    "mapping": "keys with values",
    "table": "keys with values",
    "list": "a list, each item after a hyphen",
    "missing": "the value is missing",
    "nan": "it is no number",
    "range": "it is outside what can be written so",
    "order": "it ends before it begins",
    "empty": "there is nothing in it",
    "type": "it is of another kind",
    "token": "two parts of the format contradict each other",
}
LOCALE = Path(bilag.__file__).parent / "locale"
_SEVERITIES = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.NOTE: "Note"}


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The catalogue of a language; English is the source and needs none."""
    if language == "en":
        return gettext.NullTranslations()
    with (LOCALE / language / "LC_MESSAGES" / "bilag.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def translate(text: str, language: Language) -> str:
    return catalogue(language).gettext(text) if text else ""


def message(finding: Finding, language: Language) -> str:
    """What is wrong and what was expected, in one line."""
    return _filled(translate(RULES[finding.rule].message, language), finding, language)


def hint(finding: Finding, language: Language) -> str:
    """What to do about it; empty where one of its arguments is: `is it "{nearest}"?` without a near name."""
    template = RULES[finding.rule].hint
    args = dict(finding.args)
    wanted = [name for _, name, _, _ in Formatter().parse(template) if name]
    if any(not args.get(name, "") for name in wanted):
        return ""
    return _filled(translate(template, language), finding, language)


def _filled(template: str, finding: Finding, language: Language) -> str:
    """The template with its names filled. Braces in an argument are text: a person may have written them."""
    args = dict(finding.args)
    parts = []
    for text, name, _, _ in Formatter().parse(template):
        parts.append(text)
        if name:
            value = args.get(name, "")
            words = _WORDS.get(value, value) if name in _WORDED else value
            parts.append(one_line(translate(words, language) if name in _WORDED else words))
    return "".join(parts)


def one_line(text: str) -> str:
    """A person's text in one line, cut if very long; what steers a terminal is escaped: ESC as `\\x1b`."""
    line = " ".join(text[: 2 * _LONGEST].split())
    line = line if len(line) <= _LONGEST else line[:_LONGEST] + " ..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


def quoted(text: str, language: Language) -> str:
    """The text as the language quotes it, on one line."""
    return translate('"{text}"', language).format(text=one_line(text))


def severity_word(severity: Severity, language: Language) -> str:
    return translate(_SEVERITIES[severity], language)


def as_text(
    findings: Iterable[Finding],
    language: Language,
    excerpt: Callable[[Finding], Iterable[str]] = lambda _: (),
) -> str:
    """`file:line:col: Fejl RULE-ID text`, the lines of an excerpt, and a hint on a line of its own."""
    lines = []
    for finding in findings:
        place = f"{one_line(str(finding.span))}: " if finding.span else ""
        severity = severity_word(finding.severity, language)
        lines.append(f"{place}{severity} {finding.rule} {message(finding, language)}")
        lines += [f"    {line}" for line in excerpt(finding)]
        if advice := hint(finding, language):
            lines.append(f"    {advice}")
    return "\n".join(lines)


def finding_rows(
    findings: Iterable[Finding], language: Language, waived: Iterable[Waived] = ()
) -> list[dict[str, object]]:
    """Findings for other programs, an object with stable keys each; what is waived comes last, with its
    reason."""
    whole: list[tuple[Finding, Waived | None]] = [(f, None) for f in findings]
    whole += [(each.finding, each) for each in waived]
    return [
        {
            "rule": f.rule,
            "severity": f.severity.name.lower(),
            "place": str(f.span) if f.span else None,
            "path": f.span.path if f.span else None,
            "line": f.span.line or None if f.span else None,
            "column": f.span.column or None if f.span else None,
            "sheet": f.span.sheet or None if f.span else None,
            "cell": f.span.cell or None if f.span else None,
            "message": message(f, language),
            "hint": hint(f, language) or None,
            "waived": {"reason": waiver.reason, "place": str(waiver.span)} if waiver else None,
        }
        for f, waiver in whole
    ]
