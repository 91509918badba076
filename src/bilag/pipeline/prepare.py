"""From files to checks: the stages in their order, for an annex and for each row of a batch."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from bilag.check.waivers import refuse, waive
from bilag.diagnostics.findings import BuildFailed, Finding, Report, Span
from bilag.diagnostics.rules import Severity
from bilag.document.model import Document
from bilag.document.theme import Template
from bilag.inputs.annex import FrontMatter, Inputs, let_go
from bilag.inputs.facts import Resolved
from bilag.inputs.tables import Index, Resource, Table
from bilag.inputs.yaml.shapes import nearest
from bilag.pipeline import deliver as delivering
from bilag.pipeline.deliver import Built, Made, Options, Share
from bilag.pipeline.draw import drawn, read_back
from bilag.storage import ledger
from bilag.storage.collector import paused
from bilag.storage.manifest import file_hash, parts_hash, printed_texts
from bilag.storage.project import template_folder, template_names
from bilag.write.writers import WRITERS

if TYPE_CHECKING:
    from bilag.versions.changes import Changes

_ZIP = (315_532_800, 4_354_819_200)  # 1980-01-01 and 2108-01-01 in seconds

Progress = Callable[[str, str], None]
"""Told the annex and the stage or writer that begins."""


class Prepared(Struct, frozen=True):
    """An annex up to and including its checks, before anything is written.

    `spelled`: its spelling was judged, which takes a dictionary where it is in Danish.
    """

    inputs: Inputs
    resolved: Resolved
    document: Document
    template: Template
    report: Report
    spelled: bool = False


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


@paused()
def prepare(
    root: Path,
    name: str,
    *,
    progress: Progress | None = None,
    created: str | None = None,
    spelling: bool = False,
) -> Prepared:
    """Load to check. BuildFailed, with all faults of the run, where the annex cannot be composed.

    `created` is the time that the files state (ISO 8601), where SOURCE_DATE_EPOCH has no say. `spelling`:
    judge it as well, where this machine has a dictionary.
    """
    from bilag.check import check  # noqa: PLC0415
    from bilag.check.issued import figures_are_as_expected  # noqa: PLC0415
    from bilag.validate.parameters import parameters_of, with_first_row  # noqa: PLC0415

    report = Report()
    tell = progress or _say_nothing
    whole, template = _read(root, name, report, tell)
    inputs = with_first_row(whole, parameters_of(whole, report), report)
    resolved, document, template = _composed(inputs, template, report, created, tell)
    tell(name, "check")
    report.extend(check(document, inputs, resolved, whole.tables))
    if last := ledger.last_facts(root, name):
        report.extend(figures_are_as_expected(document, inputs, *last))
    spelled = spelling and _spell(inputs, report)
    waive(report, inputs.waivers, inputs.prose, unseen=() if spelled else ("SPELLING-UNKNOWN",))
    let_go(inputs)
    return Prepared(inputs, resolved, document, template, report, spelled)


def prepare_shared(root: Path, name: str) -> Shared:
    """What the annexes of a batch share. BuildFailed where none of them can be made, BATCH-PARAMETERS where
    the front matter names no table of rows among the faults."""
    from bilag.check import check_tables  # noqa: PLC0415
    from bilag.validate.parameters import parameters_of  # noqa: PLC0415

    report = Report()
    inputs, template = _read(root, name, report, _say_nothing, rows=False)
    resource = parameters_of(inputs, report)
    created = _source_date(report)
    if resource is None and inputs.front is not None and not inputs.front.parameters:
        report.add("BATCH-PARAMETERS", inputs.front.span)
    if resource is None or template is None or report.has_errors():
        raise _stopped(inputs, report)
    report.extend(check_tables(inputs))
    return Shared(inputs, template, resource, created, report)


def prepare_row(shared: Shared, row: Table, found: Sequence[Finding] = ()) -> Prepared:
    """The annex for `row`, a table of one row, as `prepare` makes it for the first. BuildFailed as there.

    `found` is what the cells of the row gave rise to. The report has what was found for this row; what was
    found for all of them is in that of `shared`, and no waiver is idle for what one row lacks.
    """
    from bilag.check import check  # noqa: PLC0415
    from bilag.validate.data.keys import link_tables  # noqa: PLC0415
    from bilag.validate.parameters import with_row  # noqa: PLC0415

    inputs, resource = shared.inputs, shared.parameters
    report = Report([*shared.report.findings, *found])
    if inputs.package is None:
        raise ValueError("a table of parameters without a package")
    alone = replace(inputs.package, resources=(resource,))
    row = link_tables({**inputs.tables, resource.name: row}, alone, report)[resource.name]
    inputs = with_row(inputs, resource, row, shared.index, report)
    try:
        resolved, document, template = _composed(
            inputs, shared.template, report, shared.created, _say_nothing
        )
    except BuildFailed as failed:
        raise BuildFailed(_less(failed.report, shared.report)) from None
    report.extend(check(document, inputs, resolved, {}))
    waive(report, inputs.waivers, inputs.prose, idle=False)
    return Prepared(inputs, resolved, document, template, _less(report, shared.report))


def rows_over(
    root: Path, folder: str, shared: Shared, resource: Resource, report: Report
) -> Iterator[tuple[Span, Table | None, Report]]:
    """The rows that a batch goes over, one at a time: where each stands, the row as a table of one row, and
    what was found for it; no table where it cannot be read.

    `resource` is that of `shared`, or another file in `folder` with the same columns. A head that does not
    fit, and whatever else ends the reading, is in `report`.
    """
    from bilag.load.tables import stream_rows  # noqa: PLC0415
    from bilag.validate.data.tables import type_table  # noqa: PLC0415

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


def _read(
    root: Path, name: str, report: Report, tell: Progress, *, rows: bool = True
) -> tuple[Inputs, Template | None]:
    """Load and validate. BuildFailed where there is no such annex. Without `rows` the table of parameters,
    which may be long, is left unread."""
    # The stages' doors: what they import is heavy, and a command loads only what it uses.
    from bilag.load.pictures import read_pictures  # noqa: PLC0415
    from bilag.load.project import read_defaults, read_fragments, read_sources  # noqa: PLC0415
    from bilag.load.tables import read_tables  # noqa: PLC0415
    from bilag.validate.annex import read_inputs  # noqa: PLC0415
    from bilag.validate.data.package import read_package  # noqa: PLC0415
    from bilag.validate.data.tables import build_tables  # noqa: PLC0415
    from bilag.validate.frontmatter import read_front_matter  # noqa: PLC0415
    from bilag.validate.pictures import with_pictures  # noqa: PLC0415

    tell(name, "load")
    sources = read_sources(root, name, report)
    if sources is None:
        raise BuildFailed(report)
    front, main, first = read_front_matter(
        sources.main, sources.main_path, report, read_defaults(root, report)
    )
    fragments = list(read_fragments(root, name, front.fragments if front else (), report))
    package = read_package(sources.package, sources.package_path, report) if sources.package else None
    folder_of_data = sources.package_path.rpartition("/")[0]
    left = "" if rows or front is None else front.parameters
    raw = read_tables(root, folder_of_data, package, report, but=left) if package else {}
    template = _template(root, front, report) if front else None

    tell(name, "validate")
    tables = build_tables(root, package, raw, report) if package else {}
    prose = [(sources.main_path, main, first), *((path, text, 1) for path, text in fragments)]
    inputs = read_inputs(sources, front, prose, package, tables, report)
    return with_pictures(inputs, read_pictures(root, inputs, report), report), template


def _composed(
    inputs: Inputs, template: Template | None, report: Report, created: str | None, tell: Progress
) -> tuple[Resolved, Document, Template]:
    """Resolve and compose. BuildFailed where a stage so far has found an error."""
    from bilag.compose import compose  # noqa: PLC0415
    from bilag.resolve import resolve  # noqa: PLC0415

    tell(inputs.name, "resolve")
    resolved = resolve(inputs, report)
    if template is None or inputs.front is None:
        raise _stopped(inputs, report)
    tell(inputs.name, "compose")
    if created is None:
        created = _source_date(report)
    document = compose(inputs, resolved, template, report, created=created)
    if report.has_errors():
        raise _stopped(inputs, report)
    return resolved, document, template


def _say_nothing(annex: str, stage: str) -> None:
    """No progress: that of a batch goes by its rows."""


def _template(root: Path, front: FrontMatter, report: Report) -> Template | None:
    from bilag.load.template.reader import read_template  # noqa: PLC0415

    folder, shown = template_folder(root, front.template)
    if folder.is_dir():
        return read_template(folder, shown, report)
    near = nearest(front.template, template_names(root))
    report.add("TEMPLATE-UNKNOWN", front.template_span or front.span, name=front.template, nearest=near)
    return None


def _spell(inputs: Inputs, report: Report) -> bool:
    """Judge the spelling; False where that takes a dictionary that this machine has not."""
    from bilag.check.words.language import is_danish  # noqa: PLC0415
    from bilag.check.words.spelling import danish_dictionary, words_are_known  # noqa: PLC0415 - no build needs it

    if not is_danish(inputs):
        return True
    dictionary = danish_dictionary()
    if dictionary is None:
        return False
    report.extend(words_are_known(inputs, dictionary, report.findings))
    return True


def _stopped(inputs: Inputs, report: Report) -> BuildFailed:
    refuse(report, inputs.waivers, inputs.prose)
    return BuildFailed(report)


def share_of(prepared: Prepared) -> Share:
    """Its named facts, in the order they are defined, and its waivers."""
    inputs, facts = prepared.inputs, prepared.resolved.facts
    named = {name: facts[name] for name in inputs.definitions if name in facts}
    return Share(inputs.name, prepared.report, named, inputs.waivers, inputs.prose, inputs.template)


def across(shares: Sequence[Share], *, whole: bool) -> None:
    """Hold the annexes of a run against each other; what is found goes to the report of the later one.

    `whole`: these are all the annexes of the project, so a waiver that waives nothing here waives nothing.
    """
    from bilag.check.annexes import facts_agree  # noqa: PLC0415

    reports = {share.annex: share.report for share in shares}
    for annex, found in facts_agree({share.annex: share.facts for share in shares}):
        reports[annex].extend([found])
    for share in shares:
        waive(share.report, share.waivers, share.prose, across=True, idle=whole)


@paused()
def build(root: Path, name: str, options: Options, *, progress: Progress | None = None) -> Built:
    """Prepare, write and record one annex. Nothing is written when it cannot be composed or drawn.

    Under `options.strict` a warning stops it as well, and so does a file that does not read back as what the
    annex says. A file that cannot be replaced, as when Word holds
    it open, is a finding.
    """
    prepared = prepared_or_built(root, name, progress)
    if isinstance(prepared, Built):
        return prepared
    made, share = make(root, prepared, options, progress), share_of(prepared)
    if made is None:
        return Built(name, prepared.report, share=share)
    return replace(delivering.deliver(root, made, prepared.report, options.out), share=share)


def prepared_or_built(root: Path, name: str, progress: Progress | None) -> Prepared | Built:
    """The annex up to its checks, or all there is to say of one that cannot be composed."""
    try:
        return prepare(root, name, progress=progress)
    except BuildFailed as failed:
        return Built(name, failed.report)


@paused()
def make(root: Path, prepared: Prepared, options: Options, progress: Progress | None = None) -> Made | None:
    """Draw the files of an annex that has been prepared, and under `options.strict` read them back; None
    where nothing is to be written, and the report says why."""
    report = prepared.report
    worst = report.worst()
    if options.strict and worst is not None and worst >= Severity.WARNING:
        return None
    outputs = drawn(root, prepared, options.to, progress)
    if report.has_errors() and len(outputs) < len(options.to or WRITERS):
        return None
    if options.strict:
        read_back(outputs, prepared, progress)
        if report.has_errors():
            return None
    return made_of(root, prepared, outputs)


def inputs_of(root: Path, prepared: Prepared | Shared) -> dict[str, str]:
    """Whatever an annex was made from, with its SHA-256: paths in the project, those of the template too."""
    settings = ("bilag.toml",) if (root / "bilag.toml").is_file() else ()
    read = {path: file_hash(root / path) for path in (*prepared.inputs.files, *settings)}
    return read | dict(prepared.template.files)


def made_of(root: Path, prepared: Prepared, outputs: Mapping[str, bytes]) -> Made:
    """Files that were drawn, with what the manifest says of them."""
    document = prepared.document
    parts = {file: parts_hash(data) for file, data in outputs.items() if file.endswith(".docx")}
    return Made(
        prepared.inputs.name,
        document.meta.version,
        document.hash,
        inputs_of(root, prepared),
        outputs,
        parts,
        printed_texts(document.facts),
    )


def deliver(root: Path, prepared: Prepared, outputs: Mapping[str, bytes], out: Path | None = None) -> Built:
    """Put the files of an annex, and the manifest that goes with them, where a build puts them."""
    return delivering.deliver(root, made_of(root, prepared, outputs), prepared.report, out)


def correction_sheet(prepared: Prepared, changes: Changes) -> Document:
    """The correction sheet of an annex that is a correction. KeyError for one that is none."""
    from bilag.compose.sheet import compose_sheet  # noqa: PLC0415

    inputs = prepared.inputs
    if inputs.front is None or inputs.correction is None:
        raise KeyError(inputs.name)
    labels = prepared.template.labels
    return compose_sheet(changes, inputs.correction, prepared.document, inputs.front.number, labels)


def _source_date(report: Report) -> str:
    """SOURCE_DATE_EPOCH as ISO 8601, or nothing where it is not set.

    A value that is no number of seconds is an error (reproducible-builds.org, SOURCE_DATE_EPOCH 4); it
    has no place in the project's files. Years before 1980 and after 2107 cannot stand in a zip file.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return ""
    if not text.isascii() or not text.isdigit() or len(text) > 11 or not _ZIP[0] <= int(text) < _ZIP[1]:
        report.add("DATE-EPOCH", None, text=text)
        return ""
    return datetime.fromtimestamp(int(text), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
