"""The front matter of bilag.md: the YAML between two lines of three hyphens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date as calendar_date

from bilag.diagnostics.findings import Report, Span
from bilag.document.forms.normalform import DEEPEST_CONTENTS
from bilag.inputs.annex import FIGURES, PROOFS, ROUNDINGS, STATUSES, FrontMatter, Worded
from bilag.inputs.markup import UNFIT
from bilag.inputs.yaml.nodes import Node
from bilag.inputs.yaml.shapes import Key, Shape, read, text, texts
from bilag.inputs.yaml.yamltext import parse
from bilag.validate.markdown import parse_inline
from bilag.validate.waivers import WAIVER, listed

FRONT_MATTER = Shape(
    "bilag.md",
    (
        Key("title", "text", "The annex's title; inline markup, so a placeholder may stand in it.", True),
        Key("number", "text", "The annex's number at its meeting, printed before the title."),
        Key("case", "text", "The case number; printed in the notathoved and in the header."),
        Key("journal", "text", "The journal number, where the authority keeps one."),
        Key("organisation", "text", "The authority that answers for the annex; the files' author."),
        Key("center", "text", "The department, printed under the organisation."),
        Key("date", "text", "The annex's date, YYYY-MM-DD."),
        Key("meeting", "text", "The meeting that the annex is for, as printed."),
        Key("language", "text", "BCP 47 tag of the main language; da-DK when absent."),
        Key("subject", "text", "The subject in the files' properties."),
        Key("keywords", "texts", "Keywords in the files' properties."),
        Key("status", "choice", "The annex's visible status.", choices=STATUSES),
        Key("version", "text", "The annex's visible version."),
        Key("header", "text", "A short title for the header; the title when absent."),
        Key(
            "contents", "count", "Levels of headings in a contents list under the title, 1-3; no list when 0."
        ),
        Key(
            "proof",
            "choice",
            "What travels inside the files besides what is printed: `none` (when absent), `facts` (exact "
            "values and cells), or `data` (also the tables with `bilag:publish: true`).",
            choices=PROOFS,
        ),
        Key(
            "figures",
            "choice",
            "What each printed fact stands in, in the Word file: `control` (when absent; a hidden content "
            "control that is bound to the fact's id and text), `bookmark`, or `none`. The bodies of large "
            "tables have neither.",
            choices=FIGURES,
        ),
        Key(
            "rounding",
            "choice",
            "What is done where printed parts do not add up to their printed total: `half-up` (when absent; "
            "a note under the table says so), `largest-remainder` (the parts of a table are adjusted until "
            "they do, and a figure is the same wherever it is printed), or `refuse` (an error).",
            choices=ROUNDINGS,
        ),
        Key("template", "text", "The folder under templates/; `standard` when absent."),
        Key("fragments", "texts", "Markdown files beside bilag.md, in the order they are read."),
        Key(
            "parameters",
            "text",
            "The table of the data package of whose rows each makes an annex of its own with `bilag batch`; "
            "`bilag build` takes the first. Its columns are facts.",
        ),
        Key("waivers", "list", "Findings outside the prose that somebody answers for.", of=WAIVER),
    ),
)
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
    entries = dict(defaults or {}) | read(node, FRONT_MATTER, report, Span(path, 1, 1))
    title = text(entries, "title")
    if not title.strip():
        if "title" in entries:
            report.add("FRONT-EMPTY", entries["title"].span, key="title")
        return None, source[found.end() :], body_line
    if (date := text(entries, "date")) and not is_date(date):
        report.add("FRONT-DATE", entries["date"].span, text=date)
        date = ""
    language = text(entries, "language", "da-DK")
    if not _LANGUAGE.fullmatch(language):
        report.add("FRONT-LANGUAGE", entries["language"].span, text=language)
        language = "da-DK"
    contents = int(text(entries, "contents", "0"))
    if contents > DEEPEST_CONTENTS:
        expected = " | ".join(map(str, range(DEEPEST_CONTENTS + 1)))
        report.add("SHAPE-CHOICE", entries["contents"].span, key="contents", expected=expected)
    template = text(entries, "template", "standard")
    if not _FOLDER.fullmatch(template):
        report.add("FILE-OUTSIDE", entries["template"].span, path=template)
        template = "standard"
    for key, node in entries.items():
        if key not in ("title", "header"):  # their markup is read below, and says so itself
            for scalar in texts(entries, key):
                for sign in UNFIT.findall(scalar.text):
                    report.add("TEXT-SIGN", node.span, code=f"U+{ord(sign):04X}")
    where = entries["title"].span
    front = FrontMatter(
        title=Worded(parse_inline(title, where, report), title, where),
        span=Span(path, 1, 1),
        number=text(entries, "number"),
        case=text(entries, "case"),
        journal=text(entries, "journal"),
        organisation=text(entries, "organisation"),
        center=text(entries, "center"),
        date=date,
        meeting=text(entries, "meeting"),
        language=language,
        subject=text(entries, "subject"),
        keywords=tuple(scalar.text for scalar in texts(entries, "keywords")),
        status=text(entries, "status", "draft"),
        version=text(entries, "version"),
        header=_worded(entries, "header", report),
        contents=contents,
        proof=next((proof for proof in PROOFS if proof == text(entries, "proof")), "none"),
        figures=next((kind for kind in FIGURES if kind == text(entries, "figures")), "control"),
        rounding=next((kind for kind in ROUNDINGS if kind == text(entries, "rounding")), "half-up"),
        parameters=text(entries, "parameters"),
        template=template,
        template_span=entries["template"].span if "template" in entries else None,
        fragments=tuple((scalar.text, scalar.span) for scalar in texts(entries, "fragments")),
        places=tuple((key, node.span) for key, node in entries.items()),
        waivers=listed(entries.get("waivers"), report),
    )
    return front, source[found.end() :], body_line


def _worded(entries: dict[str, Node], key: str, report: Report) -> Worded | None:
    if key not in entries:
        return None
    written, where = text(entries, key), entries[key].span
    return Worded(parse_inline(written, where, report), written, where)


def is_date(written: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return False
    try:
        return bool(calendar_date.fromisoformat(written))
    except ValueError:
        return False
