"""The annexes of a batch up to their checks: what all rows share is read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from bilag.check.checks import check, check_tables
from bilag.check.waivers import waive
from bilag.diagnostics.findings import BuildFailed, Finding, Report, Span
from bilag.document.theme import Template
from bilag.inputs.annex import Inputs
from bilag.inputs.tables import Index, Resource, Table
from bilag.load.tables import stream_rows
from bilag.pipeline.prepare import composed, read, source_date, stopped
from bilag.pipeline.prepared import Prepared, silent
from bilag.validate.data.keys import link_tables
from bilag.validate.data.tables import type_table
from bilag.validate.parameters import parameters_of, with_row


class Shared(Struct, frozen=True):
    """What the annexes of a batch share: all that is read and typed but the rows they are made for.

    `parameters` declares these rows, `created` is as in `prepare`, `report` what was found so far. `index`
    is filled as rows are looked up.
    """

    inputs: Inputs
    template: Template
    parameters: Resource
    created: str
    report: Report
    index: Index = field(default_factory=dict)


def prepare_shared(root: Path, name: str) -> Shared:
    """What the annexes of a batch share. BuildFailed where none of them can be made, BATCH-PARAMETERS where
    the front matter names no table of rows among the faults."""
    report = Report()
    inputs, template = read(root, name, report, silent, rows=False)
    resource = parameters_of(inputs, report)
    created = source_date(report)
    if resource is None and inputs.front is not None and not inputs.front.parameters:
        report.add("BATCH-PARAMETERS", inputs.front.span)
    if resource is None or template is None or report.has_errors():
        raise stopped(inputs, report)
    report.extend(check_tables(inputs))
    return Shared(inputs, template, resource, created, report)


def prepare_row(shared: Shared, row: Table, found: Sequence[Finding] = ()) -> Prepared:
    """The annex for `row`, a table of one row, as `prepare` makes it for the first. BuildFailed as there.

    `found` is what the cells of the row gave rise to. The report has what was found for this row; what was
    found for all of them is in that of `shared`, and no waiver is idle for what one row lacks.
    """
    inputs, resource = shared.inputs, shared.parameters
    report = Report([*shared.report.findings, *found])
    if inputs.package is None:
        raise ValueError("a table of parameters without a package")
    alone = replace(inputs.package, resources=(resource,))
    row = link_tables({**inputs.tables, resource.name: row}, alone, report)[resource.name]
    inputs = with_row(inputs, resource, row, shared.index, report)
    try:
        resolved, document, template = composed(inputs, shared.template, report, shared.created, silent)
    except BuildFailed as failed:
        raise BuildFailed(_less(failed.report, shared.report)) from None
    report.extend(check(document, inputs, resolved, {}))
    waive(report, inputs.waivers, inputs.prose, idle=False)
    return Prepared(inputs, resolved, document, template, _less(report, shared.report))


def rows_over(
    root: Path, folder: str, shared: Shared, resource: Resource, report: Report
) -> Iterator[tuple[Span, Table | None, Report]]:
    """The rows that a batch goes over, one at a time: the place of each, the row as a table of one row, and
    what was found for it; no table where it cannot be read.

    `resource` is that of `shared`, or another file in `folder` with the same columns. A head that does not
    fit, and whatever else ends the reading, is in `report`.
    """
    for raw in stream_rows(root, folder, resource, report):
        found = Report(report.findings[:])
        report.findings.clear()
        table = type_table(raw, resource, found, shared.inputs.package) if raw.columns else None
        if table is None and raw.columns:
            report.extend(found.findings)
            return
        yield raw.span(raw.lines[0]), None if found.has_errors() else table, found


def _less(report: Report, known: Report) -> Report:
    """The report without what is known already."""
    said = set(known.findings)
    return Report([f for f in report.findings if f not in said], report.waived)
