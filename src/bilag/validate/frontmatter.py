"""The front matter of bilag.md: the YAML between two lines of three hyphens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date as calendar_date

from bilag.diagnostics.findings import Report, Span
from bilag.document.forms.normalform import DEEPEST_CONTENTS
from bilag.inputs.annex import FIGURES, PROOFS, ROUNDINGS, STATUSES, FrontMatter, Worded
from bilag.inputs.markup import UNFIT
from bilag.inputs.yaml.nodes import Mapping as MappingNode
from bilag.inputs.yaml.nodes import Node
from bilag.inputs.yaml.shapes import Choice, Count, Parts, Shape, Text, Texts, scalars
from bilag.inputs.yaml.yamltext import parse
from bilag.validate.markdown import parse_inline
from bilag.validate.waivers import WaiverShape, listed_waivers


class FrontMatterShape(Shape, called="bilag.md"):
    title = Text("The annex's title; inline markup, so a placeholder may stand in it.", required=True)
    number = Text("The annex's number at its meeting, printed before the title.")
    case = Text("The case number; printed in the notathoved and in the header.")
    journal = Text("The journal number, where the authority keeps one.")
    organisation = Text("The authority that answers for the annex; the files' author.")
    center = Text("The department, printed under the organisation.")
    date = Text("The annex's date, YYYY-MM-DD.")
    meeting = Text("The meeting that the annex is for, as printed.")
    language = Text("BCP 47 tag of the main language; da-DK when absent.", default="da-DK")
    subject = Text("The subject in the files' properties.")
    keywords = Texts("Keywords in the files' properties.")
    status = Choice("The annex's visible status.", choices=STATUSES, default="draft")
    version = Text("The annex's visible version.")
    header = Text("A short title for the header; the title when absent.")
    contents = Count("Levels of headings in a contents list under the title, 1-3; no list when 0.")
    proof = Choice(
        "What travels inside the files besides what is printed: `none` (when absent), `facts` (exact values"
        " and cells), or `data` (also the tables with `bilag:publish: true`).",
        choices=PROOFS,
        default="none",
    )
    figures = Choice(
        "What each printed fact stands in, in the Word file: `control` (when absent; a hidden content "
        "control that is bound to the fact's id and text), `bookmark`, or `none`. The bodies of large "
        "tables have neither.",
        choices=FIGURES,
        default="control",
    )
    rounding = Choice(
        "What is done where printed parts do not add up to their printed total: `half-up` (when absent; a "
        "note under the table says so), `largest-remainder` (the parts of a table are adjusted until they "
        "do, and a figure is the same wherever it is printed), or `refuse` (an error).",
        choices=ROUNDINGS,
        default="half-up",
    )
    template = Text("The folder under templates/; `standard` when absent.", default="standard")
    fragments = Texts("Markdown files beside bilag.md, in the order they are read.")
    parameters = Text(
        "The table of the data package of whose rows each makes an annex of its own with `bilag batch`; "
        "`bilag build` takes the first. Its columns are facts."
    )
    waivers = Parts("Findings outside the prose that somebody answers for.", of=WaiverShape)


_FENCE = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FOLDER = re.compile(r"[^\W_][\w-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_front_matter(
    source: str, path: str, report: Report, defaults: Mapping[str, Node] | None = None
) -> tuple[FrontMatter | None, str, int]:
    """The front matter, the prose after it and the line on which the prose begins.

    `defaults` are the project's own, for keys that the front matter does not have.
    None where there is no usable title: the report says what is missing.
    """
    found = _FENCE.match(source)
    if found is None:
        report.add("FRONT-MISSING", Span(path, 1, 1))
        return None, source, 1
    body_line = source.count("\n", 0, found.end()) + 1
    faults = len(report)
    node = parse(found[1], path, report, line=2)
    if node is None and len(report) > faults:
        return None, source[found.end() :], body_line
    given = FrontMatterShape.read(node or MappingNode({}, Span(path, 1, 1)), report)
    given.entries = {**(defaults or {}), **given.entries}
    if not given.title.strip():
        if "title" in given:
            report.add("FRONT-EMPTY", given["title"].span, key="title")
        return None, source[found.end() :], body_line
    date, language, template = given.date, given.language, given.template
    if date and not is_date(date):
        report.add("FRONT-DATE", given["date"].span, text=date)
        date = ""
    if not _LANGUAGE.fullmatch(language):
        report.add("FRONT-LANGUAGE", given["language"].span, text=language)
        language = "da-DK"
    contents = given.contents or 0
    if contents > DEEPEST_CONTENTS:
        expected = " | ".join(map(str, range(DEEPEST_CONTENTS + 1)))
        report.add("SHAPE-CHOICE", given["contents"].span, key="contents", expected=expected)
    if not _FOLDER.fullmatch(template):
        report.add("FILE-OUTSIDE", given["template"].span, path=template)
        template = "standard"
    for key, node in given.entries.items():
        if key not in ("title", "header"):  # their markup is read by parse_inline, which says so itself
            for scalar in scalars(node):
                for sign in UNFIT.findall(scalar.text):
                    report.add("TEXT-SIGN", node.span, code=f"U+{ord(sign):04X}")
    front = FrontMatter(
        title=_worded(given.title, given["title"], report),
        span=Span(path, 1, 1),
        number=given.number,
        case=given.case,
        journal=given.journal,
        organisation=given.organisation,
        center=given.center,
        date=date,
        meeting=given.meeting,
        language=language,
        subject=given.subject,
        keywords=tuple(scalar.text for scalar in given.keywords),
        status=given.status,
        version=given.version,
        header=_worded(given.header, given["header"], report) if "header" in given else None,
        contents=contents,
        proof=given.proof,
        figures=given.figures,
        rounding=given.rounding,
        parameters=given.parameters,
        template=template,
        template_span=given["template"].span if "template" in given else None,
        fragments=tuple((scalar.text, scalar.span) for scalar in given.fragments),
        places=tuple((key, node.span) for key, node in given.entries.items()),
        waivers=listed_waivers(given.waivers, report),
    )
    return front, source[found.end() :], body_line


def _worded(text: str, node: Node, report: Report) -> Worded:
    return Worded(parse_inline(text, node.span, report), text, node.span)


def is_date(written: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return False
    try:
        return bool(calendar_date.fromisoformat(written))
    except ValueError:
        return False
