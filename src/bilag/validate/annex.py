"""One annex's texts to inputs: prose to markup, definitions, directives, and the markup inside cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.annex import AnnexSources, FigureRequest, FrontMatter, Inputs, TableRequest
from bilag.inputs.markup import Element
from bilag.inputs.tables import Package, Table, cell_span
from bilag.validate.corrections import read_corrections
from bilag.validate.definitions import read_definitions
from bilag.validate.directives import read_request
from bilag.validate.markdown import parse_inline, parse_markdown
from bilag.validate.terms import read_terms
from bilag.validate.waivers import scoped, take_remarks


def read_inputs(
    sources: AnnexSources,
    front: FrontMatter | None,
    prose: Sequence[tuple[str, str, int]],
    package: Package | None,
    tables: Mapping[str, Table],
    report: Report,
) -> Inputs:
    """All typed inputs. `prose` are the parts of the text: path, Markdown and first line of each."""
    body: list[Element] = []
    waivers = list(front.waivers if front else ())
    for path, written, line in prose:
        text, remarks = take_remarks(written, path, line, report)
        elements = parse_markdown(text, path, report, line=line)
        waivers += scoped(remarks, text, line, elements)
        body += elements
    requests, figures = _requests(body, report)
    definitions = read_definitions(sources.facts, sources.facts_path, report)
    corrections = read_corrections(sources.corrections, sources.corrections_path, front, definitions, report)
    return Inputs(
        name=sources.name,
        front=front,
        body=tuple(body),
        definitions=definitions,
        requests=requests,
        figures=figures,
        tables=tables,
        package=package,
        cells=_cells(requests.values(), tables, report),
        terms=read_terms(sources.terms, sources.terms_path, report),
        files=_files(sources, prose, tables),
        prose={path: line for path, _, line in prose},
        waivers=tuple(waivers),
        corrections=corrections,
    )


def _files(
    sources: AnnexSources, prose: Sequence[tuple[str, str, int]], tables: Mapping[str, Table]
) -> tuple[str, ...]:
    read = [path for path, _, _ in prose] + [table.path for table in tables.values()]
    read += [sources.facts_path] if sources.facts else []
    read += [sources.package_path] if sources.package else []
    read += [sources.terms_path] if sources.terms else []
    read += [sources.corrections_path] if sources.corrections else []
    return tuple(sorted(set(read)))


def _directives(elements: Iterable[Element]) -> Iterator[Element]:
    """In the order of the text; the words of a paragraph hold none."""
    for element in elements:
        if element.kind == "directive":
            yield element
        elif element.kind not in ("paragraph", "heading"):
            yield from _directives(element.children)


def _requests(
    body: Sequence[Element], report: Report
) -> tuple[dict[str, TableRequest], dict[str, FigureRequest]]:
    """The directives by their place, in the order of the text. No two have the same id."""
    tables: dict[str, TableRequest] = {}
    figures: dict[str, FigureRequest] = {}
    ids: dict[str, Span] = {}
    for element in _directives(body):
        request = read_request(element, report)
        if request is None:
            continue
        if request.id in ids:
            report.add("ID-DUPLICATE", request.span, id=request.id, first=str(ids[request.id]))
            continue
        ids[request.id] = request.span
        if isinstance(request, FigureRequest):
            figures[str(element.span)] = request
        else:
            tables[str(element.span)] = request
    return tables, figures


def _cells(
    requests: Iterable[TableRequest], tables: Mapping[str, Table], report: Report
) -> dict[tuple[str, str, int], tuple[Element, ...]]:
    """The cells that hold inline markup, of the tables that are printed."""
    cells: dict[tuple[str, str, int], tuple[Element, ...]] = {}
    for name in dict.fromkeys(request.table for request in requests):
        table = tables.get(name)
        for field in table.fields if table else ():
            if not table or not field.markup:
                continue
            for row, value in enumerate(table.columns[field.name]):
                if isinstance(value, str):
                    span = cell_span(table, row, field.name)
                    cells[name, field.name, row] = parse_inline(value, span, report)
    return cells
