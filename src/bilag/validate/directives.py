"""The bodies of directives: YAML that says which table or picture is printed and how."""

from __future__ import annotations

import re
from decimal import Decimal

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.annex import ColumnRequest, FigureRequest, TableRequest
from bilag.inputs.markup import Element
from bilag.inputs.yaml.nodes import Node
from bilag.inputs.yaml.shapes import Key, Shape, flag, mappings, read, text, texts
from bilag.inputs.yaml.yamltext import parse
from bilag.storage.memo import remembered
from bilag.validate.definitions import read_conditions
from bilag.validate.markdown import parse_inline

_ID = re.compile(r"[a-z]+-[\w-]*\w")
_WORDS = re.compile(r"\w+")
COLUMN = Shape(
    "column",
    (
        Key("field", "text", "The column of the table.", True),
        Key("heading", "text", "The heading; the field's title when absent. A unit belongs here."),
        Key("format", "text", "The named format of the cells; the field's own when absent."),
        Key("width", "decimal", "The column's share of the width; shared out by content when absent."),
    ),
)
TABLE = Shape(
    "table",
    (
        Key("id", "text", "What `@id` refers to; `tbl-<table>` when absent."),
        Key("caption", "text", "The caption, after its number; inline markup.", True),
        Key(
            "columns",
            "list",
            "The columns to print, in order; when absent all but an `id`, qualifiers and quotations.",
            of=COLUMN,
        ),
        Key("where", "table", "Filters on the rows, as in facts.yaml."),
        Key("sort", "text", "The column to sort by; the table's own order when absent."),
        Key(
            "total",
            "text",
            "The label of a total row under the amounts; inline markup. No such row when absent.",
        ),
        Key("totals", "texts", "The columns to add up in the total row; all columns of numbers when absent."),
        Key("notes", "texts", "Notes under the table; inline markup."),
        Key("source", "text", "The source line under the table; inline markup."),
        Key(
            "description",
            "text",
            "What the table shows, for those who cannot see it; placeholders may stand in it.",
        ),
        Key("width", "decimal", "The table's share of the width of the text, from 0.1; 1 when absent."),
        Key("row_heads", "flag", "Whether the first column names its row; true when absent."),
    ),
)
FIGURE = Shape(
    "figure",
    (
        Key("id", "text", "What `@id` refers to; `fig-<name of the file>` when absent."),
        Key("caption", "text", "The caption, after its number; inline markup.", True),
        Key("alt", "text", "What the picture shows, for those who cannot see it. Always there."),
        Key("width", "decimal", "The picture's share of the width of the text, from 0.1; 1 when absent."),
        Key("source", "text", "The source line under the picture; inline markup."),
    ),
)
# Words that say no more than that there is a picture; a number after them says no more either.
_EMPTY_WORDS = (
    *("billede", "billedet", "figur", "figuren", "foto", "fotografi", "graf", "grafen", "diagram"),
    *("illustration", "tegning", "image", "img", "picture", "figure", "photo", "chart", "graph", "drawing"),
)


def read_request(directive: Element, report: Report) -> TableRequest | FigureRequest | None:
    """What a directive asks for, or None where it is unusable, which the report then says."""
    return _request(directive.text, directive, report)


@remembered
def _request(written: str, directive: Element, report: Report) -> TableRequest | FigureRequest | None:
    is_figure = directive.attribute("name") == "figure"
    return _figure_request(directive, report) if is_figure else _table_request(directive, report)


def _table_request(directive: Element, report: Report) -> TableRequest | None:
    """The request of a `:::{table} name` directive, or None where it is unusable."""
    table = directive.attribute("argument") or ""
    body = directive.body or directive.span
    faults = len(report)
    node = parse(directive.text, body.path, report, line=body.line)
    if node is None and len(report) > faults:
        return None
    entries = read(node, TABLE, report, directive.span)
    if not table:
        report.add("TABLE-NAME", directive.span)
    if not table or "caption" not in entries:
        return None
    identity = text(entries, "id") or f"tbl-{table}"
    if not _ID.fullmatch(identity) and "id" in entries:
        report.add("ID-FORM", entries["id"].span, id=identity)
    columns = [_column(item, report) for item in mappings(entries, "columns")]
    return TableRequest(
        id=identity,
        table=table,
        caption=_markup(entries, "caption", report),
        columns=tuple(column for column in columns if column is not None),
        span=directive.span,
        where=read_conditions(entries.get("where"), report),
        sort=text(entries, "sort"),
        sort_span=entries["sort"].span if "sort" in entries else None,
        total=_markup(entries, "total", report),
        totals=tuple((scalar.text, scalar.span) for scalar in texts(entries, "totals")),
        notes=tuple(parse_inline(note.text, note.span, report) for note in texts(entries, "notes")),
        source=_markup(entries, "source", report),
        description=_markup(entries, "description", report),
        row_heads=flag(entries, "row_heads", True),
        width=_share(text(entries, "width")),
    )


def _figure_request(directive: Element, report: Report) -> FigureRequest | None:
    """The request of a `:::{figure} file` directive, or None where it is unusable."""
    file = directive.attribute("argument") or ""
    body = directive.body or directive.span
    faults = len(report)
    node = parse(directive.text, body.path, report, line=body.line)
    if node is None and len(report) > faults:
        return None
    entries = read(node, FIGURE, report, directive.span)
    if not file:
        report.add("FIGURE-FILE", directive.span)
    _check_alt(entries, file, node.span if node else directive.span, report)
    if not file or "caption" not in entries:
        return None
    stem = file.rpartition("/")[2].rpartition(".")[0] or file
    identity = text(entries, "id") or f"fig-{'-'.join(_WORDS.findall(stem))}"
    if not _ID.fullmatch(identity):
        report.add("ID-FORM", entries["id"].span if "id" in entries else directive.span, id=identity)
    return FigureRequest(
        id=identity,
        file=file,
        caption=_markup(entries, "caption", report),
        alt=_markup(entries, "alt", report),
        span=directive.span,
        source=_markup(entries, "source", report),
        width=_share(text(entries, "width")),
    )


def _check_alt(entries: dict[str, Node], file: str, where: Span, report: Report) -> None:
    """A picture needs a text (PDF/UA-1 7.3), and one that says more than name and caption do."""
    alt = text(entries, "alt")
    said = _bare(alt)
    if not said:
        report.add("FIGURE-ALT", entries["alt"].span if "alt" in entries else where)
        return
    name = file.rpartition("/")[2]
    others = {_bare(other) for other in (name, name.rpartition(".")[0], file, text(entries, "caption"))}
    words = [word for word in _WORDS.findall(alt.casefold()) if not word.isdigit()]
    if said in others or all(word in _EMPTY_WORDS for word in words):
        report.add("FIGURE-ALT-VAGUE", entries["alt"].span, alt=alt)


def _bare(words: str) -> str:
    """Letters and digits alone, in small letters: what two texts have in common that say the same."""
    return "".join(c for c in words.casefold() if c.isalnum())


def _share(written: str) -> float:
    return float(min(max(Decimal(written), Decimal("0.1")), Decimal(1))) if written else 1.0


def _markup(entries: dict[str, Node], key: str, report: Report) -> tuple[Element, ...]:
    return parse_inline(text(entries, key), entries[key].span, report) if key in entries else ()


def _column(node: Node, report: Report) -> ColumnRequest | None:
    entries = read(node, COLUMN, report, node.span)
    if "field" not in entries:
        return None
    width = text(entries, "width")
    return ColumnRequest(
        field=text(entries, "field"),
        span=entries["field"].span,
        heading=_markup(entries, "heading", report),
        format=text(entries, "format"),
        width=Decimal(width) if width and Decimal(width) > 0 else None,
    )
