"""The bodies of directives: YAML that says which table or picture is printed and how."""

from __future__ import annotations

import re
from decimal import Decimal

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.annex import ColumnRequest, FigureRequest, TableRequest
from bilag.inputs.markup import Element
from bilag.inputs.yaml.nodes import Mapping as MappingNode
from bilag.inputs.yaml.nodes import Scalar
from bilag.inputs.yaml.shapes import Flag, Number, Parts, Shape, Table, Text, Texts
from bilag.inputs.yaml.yamltext import parse
from bilag.storage.memo import remembered
from bilag.validate.definitions import read_conditions
from bilag.validate.markdown import parse_inline

_ID = re.compile(r"[a-z]+-[\w-]*\w")
_WORDS = re.compile(r"\w+")


class ColumnShape(Shape, called="column"):
    field = Text("The column of the table.", required=True)
    heading = Text("The heading; the field's title when absent. A unit belongs here.")
    format = Text("The named format of the cells; the field's own when absent.")
    width = Number("The column's share of the width; shared out by content when absent.")


class TableShape(Shape, called="table"):
    id = Text("What `@id` refers to; `tbl-<table>` when absent.")
    caption = Text("The caption, after its number; inline markup.", required=True)
    columns = Parts(
        "The columns to print, in order; when absent all but an `id`, qualifiers and quotations.",
        of=ColumnShape,
    )
    where = Table("Filters on the rows, as in facts.yaml.")
    sort = Text("The column to sort by; the table's own order when absent.")
    total = Text("The label of a total row under the amounts; inline markup. No such row when absent.")
    totals = Texts("The columns to add up in the total row; all columns of numbers when absent.")
    notes = Texts("Notes under the table; inline markup.")
    source = Text("The source line under the table; inline markup.")
    description = Text("What the table shows, for those who cannot see it; placeholders may stand in it.")
    width = Number("The table's share of the width of the text, from 0.1; 1 when absent.")
    row_heads = Flag("Whether the first column names its row; true when absent.", default=True)


class FigureShape(Shape, called="figure"):
    id = Text("What `@id` refers to; `fig-<name of the file>` when absent.")
    caption = Text("The caption, after its number; inline markup.", required=True)
    alt = Text("What the picture shows, for those who cannot see it. Always there.")
    width = Number("The picture's share of the width of the text, from 0.1; 1 when absent.")
    source = Text("The source line under the picture; inline markup.")


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
    given = TableShape.read(node or MappingNode({}, directive.span), report)
    if not table:
        report.add("TABLE-NAME", directive.span)
    if not table or "caption" not in given:
        return None
    identity = given.id or f"tbl-{table}"
    if not _ID.fullmatch(identity) and "id" in given:
        report.add("ID-FORM", given["id"].span, id=identity)
    columns = [_column(item, report) for item in given.columns]
    return TableRequest(
        id=identity,
        table=table,
        caption=_markup(given, "caption", report),
        columns=tuple(column for column in columns if column is not None),
        span=directive.span,
        where=read_conditions(given.where, report),
        sort=given.sort,
        sort_span=given["sort"].span if "sort" in given else None,
        total=_markup(given, "total", report),
        totals=tuple((scalar.text, scalar.span) for scalar in given.totals),
        notes=tuple(parse_inline(note.text, note.span, report) for note in given.notes),
        source=_markup(given, "source", report),
        description=_markup(given, "description", report),
        row_heads=given.row_heads,
        width=_share(given.width),
    )


def _figure_request(directive: Element, report: Report) -> FigureRequest | None:
    """The request of a `:::{figure} file` directive, or None where it is unusable."""
    file = directive.attribute("argument") or ""
    body = directive.body or directive.span
    faults = len(report)
    node = parse(directive.text, body.path, report, line=body.line)
    if node is None and len(report) > faults:
        return None
    given = FigureShape.read(node or MappingNode({}, directive.span), report)
    if not file:
        report.add("FIGURE-FILE", directive.span)
    _check_alt(given, file, node.span if node else directive.span, report)
    if not file or "caption" not in given:
        return None
    stem = file.rpartition("/")[2].rpartition(".")[0] or file
    identity = given.id or f"fig-{'-'.join(_WORDS.findall(stem))}"
    if not _ID.fullmatch(identity):
        report.add("ID-FORM", given["id"].span if "id" in given else directive.span, id=identity)
    return FigureRequest(
        id=identity,
        file=file,
        caption=_markup(given, "caption", report),
        alt=_markup(given, "alt", report),
        span=directive.span,
        source=_markup(given, "source", report),
        width=_share(given.width),
    )


def _check_alt(given: FigureShape, file: str, where: Span, report: Report) -> None:
    """A picture needs a text (PDF/UA-1 7.3), and one that says more than name and caption do."""
    alt = given.alt
    said = _bare(alt)
    if not said:
        report.add("FIGURE-ALT", given["alt"].span if "alt" in given else where)
        return
    name = file.rpartition("/")[2]
    others = {_bare(other) for other in (name, name.rpartition(".")[0], file, given.caption)}
    words = [word for word in _WORDS.findall(alt.casefold()) if not word.isdigit()]
    if said in others or all(word in _EMPTY_WORDS for word in words):
        report.add("FIGURE-ALT-VAGUE", given["alt"].span, alt=alt)


def _bare(words: str) -> str:
    """Letters and digits alone, in small letters: what two texts have in common that say the same."""
    return "".join(c for c in words.casefold() if c.isalnum())


def _share(width: Decimal | None) -> float:
    return 1.0 if width is None else float(min(max(width, Decimal("0.1")), Decimal(1)))


def _markup(given: Shape, key: str, report: Report) -> tuple[Element, ...]:
    node = given.entries.get(key)
    return parse_inline(node.text, node.span, report) if isinstance(node, Scalar) else ()


def _column(given: ColumnShape, report: Report) -> ColumnRequest | None:
    if "field" not in given:
        return None
    return ColumnRequest(
        field=given.field,
        span=given["field"].span,
        heading=_markup(given, "heading", report),
        format=given.format,
        width=given.width if given.width and given.width > 0 else None,
    )
