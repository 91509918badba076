"""Waivers: the remarks in prose and the list in the front matter by which a person waives a finding.

    <!-- bilag: tillad HEADING-LEVEL "why" -->

The remark is on a line of its own before a block, or at the end of a line of it. It is the only HTML that
an annex may hold, and prints nothing; each that is taken out leaves its line, so that no place moves. All
other HTML stays in the text, where it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from bilag.diagnostics.findings import Report, Span
from bilag.diagnostics.rules import RULES
from bilag.inputs.annex import Waiver
from bilag.inputs.markup import Element, walk
from bilag.inputs.yaml.shapes import Shape, Text, nearest


class WaiverShape(Shape, called="waivers"):
    rule = Text("The rule that is waived, such as `CONTROL-TOTAL`.", required=True)
    reason = Text("Why; a waiver without a reason is an error.")
    place = Text(
        "Where: a file, or the place of the finding as printed. When absent, wherever the rule speaks of "
        "data or template; in prose the remark stands beside the text."
    )


_REMARK = re.compile(r"<!--\s*bilag:(?:(?!-->).)*-->")
_WAIVER = re.compile(
    r"<!--\s*bilag:\s*tillad\s+([A-Za-z0-9-]+?)\s*(?:\"([^\"]*)\"|\u00bb([^\u00ab]*)\u00ab)?\s*-->"
)
_FOOTNOTE_TEXT = re.compile(r"\s*\[\^[^\s\]]+\]:")


def take_remarks(text: str, path: str, line: int, report: Report) -> tuple[str, list[Waiver]]:
    """The text without its waivers, and these. `line` is the line of the file on which `text` begins.

    The `lines` of a waiver are for now its own line, once or twice: 0 before it where it is alone.
    """
    if "<!--" not in text:
        return text, []
    lines, found = text.split("\n"), []
    for number, written in enumerate(lines):
        remarks = _at_end(written)
        if not remarks:
            continue
        kept = written[: remarks[0].start()].rstrip()
        lines[number] = kept
        here = line + number
        for remark in remarks:
            span = Span(path, here, remark.start() + 1)
            waiver = _waiver(remark[0], span, report)
            if waiver:
                found.append(replace(waiver, lines=(here if kept else 0, here)))
    return "\n".join(lines), found


def _at_end(line: str) -> list[re.Match[str]]:
    """The remarks that a line ends with; one after a backslash is text."""
    if not line.rstrip().endswith("-->"):
        return []
    found: list[re.Match[str]] = []
    end = len(line)
    for remark in reversed(list(_REMARK.finditer(line))):
        if line[remark.end() : end].strip() or line[max(remark.start() - 1, 0) : remark.start()] == "\\":
            break
        found.append(remark)
        end = remark.start()
    return found[::-1]


def _waiver(remark: str, span: Span, report: Report) -> Waiver | None:
    read = _WAIVER.fullmatch(remark)
    if read is None:
        report.add("WAIVER-FORM", span, text=remark)
        return None
    return _checked(read[1], read[2] or read[3] or "", span, report)


def _checked(rule: str, reason: str, span: Span, report: Report) -> Waiver | None:
    if rule not in RULES:
        report.add("WAIVER-RULE", span, name=rule, nearest=nearest(rule, RULES))
        return None
    if not reason.strip():
        report.add("WAIVER-REASON", span, name=rule)
        return None
    return Waiver(rule, " ".join(reason.split()), span)


def scoped(waivers: Sequence[Waiver], text: str, line: int, body: Iterable[Element]) -> Iterator[Waiver]:
    """The waivers of a text with the lines of the block that each is before or in.

    A block reaches to where the next begins; one that holds others, as a list does, is not meant, but the
    paragraph in it. The text of a footnote is a block of its own.
    """
    if not waivers:
        return
    leaves = ("paragraph", "heading", "directive")
    starts = {element.span.line for element in walk(tuple(body)) if element.kind in leaves}
    starts |= {n for n, each in enumerate(text.split("\n"), line) if _FOOTNOTE_TEXT.match(each)}
    ordered = sorted(starts)
    for waiver in waivers:
        within, here = waiver.lines or (0, 0)
        before = [start for start in ordered if start <= here]
        after = [start for start in ordered if start > here]
        first = (before[-1] if before else 0) if within else (after[0] if after else 0)
        last = next((start - 1 for start in ordered if start > first), 10**9) if first else 0
        yield replace(waiver, lines=(first, last))


def listed_waivers(listed: Iterable[WaiverShape], report: Report) -> tuple[Waiver, ...]:
    """The waivers of the front matter."""
    found = []
    for given in listed:
        if "rule" in given and (waiver := _checked(given.rule, given.reason, given.node.span, report)):
            found.append(replace(waiver, place=given.place))
    return tuple(found)
