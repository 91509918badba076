"""The source line of a finding, with a caret under its place.

Only for prose, YAML and TOML, whose columns count characters. In CSV the column is a field's number, and a
workbook has no lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unicodedata import combining, east_asian_width

from bilag.diagnostics.findings import Finding, Span

_TEXT = (".md", ".yaml", ".yml", ".toml")
_BEFORE, _WIDTH = 50, 90  # a paragraph is often one line: this much of it is shown
_CUT = "... "


class Excerpts:
    """The excerpts of one project; each file is read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, list[str]] = {}

    def of(self, finding: Finding) -> Iterator[str]:
        """The line and a caret under the column; nothing if the place is not a column of a text."""
        span = finding.span
        if span is None or not span.line or not span.column or not span.path.endswith(_TEXT):
            return
        line = self._line(span)
        if line is None or span.column > len(line) + 1:
            return
        at = span.column - 1
        start = max(at - _BEFORE, 0) if len(line) > _WIDTH else 0
        end = start + _WIDTH
        before = "".join(map(_shown, line[start:at]))
        after = "".join(map(_shown, line[at:end]))
        lead, tail = _CUT if start else "", f" {_CUT.strip()}" if end < len(line) else ""
        number = f"{span.line} | "
        yield f"{number}{lead}{before}{after}{tail}".rstrip()
        yield f"{'| ':>{len(number)}}{' ' * (len(lead) + _columns(before))}^"

    def _line(self, span: Span) -> str | None:
        if span.path not in self.files:
            try:
                text = (self.root / span.path).read_text(encoding="utf-8", errors="replace")
                self.files[span.path] = text.split("\n")
            except OSError:  # what cannot be read has no lines
                self.files[span.path] = []
        lines = self.files[span.path]
        return lines[span.line - 1].rstrip("\r") if span.line <= len(lines) else None


def _shown(sign: str) -> str:
    """A character as a terminal may print it: any white space as a space, control characters written out."""
    if sign.isprintable():
        return sign
    return " " if sign.isspace() else sign.encode("unicode_escape").decode()


def _columns(text: str) -> int:
    """The width of a text on a terminal, in columns."""
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)
