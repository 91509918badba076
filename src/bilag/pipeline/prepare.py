"""From files to checks: the stages of one annex in their order.

A batch takes the same two halves, `read` and `composed`: what `read` gives is the same for all of its rows.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from bilag.check.checks import check
from bilag.check.comparisons import facts_are_as_expected
from bilag.check.waivers import refuse, waive
from bilag.compose.document import compose
from bilag.diagnostics.findings import BuildFailed, Report
from bilag.document.model import Document
from bilag.document.theme import Template
from bilag.inputs.annex import FrontMatter, Inputs, let_go
from bilag.inputs.facts import Resolved
from bilag.inputs.yaml.shapes import nearest
from bilag.load.project import read_defaults, read_fragments, read_pictures, read_sources
from bilag.load.tables import read_tables
from bilag.load.template.reader import read_template
from bilag.pipeline.prepared import Prepared, Progress, silent
from bilag.resolve.resolver import resolve
from bilag.storage import ledger
from bilag.storage.collector import paused
from bilag.storage.project import template_folder, template_names
from bilag.validate.annex import read_inputs
from bilag.validate.data.package import read_package
from bilag.validate.data.tables import build_tables
from bilag.validate.frontmatter import read_front_matter
from bilag.validate.parameters import parameters_of, with_first_row
from bilag.validate.pictures import with_pictures

_ZIP = (315_532_800, 4_354_819_200)
"""1980-01-01 and 2108-01-01 in seconds: no other date can be stored in a zip file."""


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

    `created` is the time that the files state (ISO 8601); None asks SOURCE_DATE_EPOCH. `spelling`: judge it
    as well, where this machine has a dictionary.
    """
    report, tell = Report(), progress or silent
    inputs, template = read(root, name, report, tell)
    inputs, tables = with_first_row(inputs, parameters_of(inputs, report), report), inputs.tables
    resolved, document, template = composed(inputs, template, report, created, tell)
    tell(name, "check")
    report.extend(check(document, inputs, resolved, tables))
    if last := ledger.last_facts(root, name):
        report.extend(facts_are_as_expected(document, inputs, *last))
    spelled = spelling and _spell(inputs, report)
    waive(report, inputs.waivers, inputs.prose, unseen=() if spelled else ("SPELLING-UNKNOWN",))
    let_go(inputs)
    return Prepared(inputs, resolved, document, template, report, spelled)


def read(
    root: Path, name: str, report: Report, tell: Progress, *, rows: bool = True
) -> tuple[Inputs, Template | None]:
    """Load and validate. BuildFailed where there is no such annex. Without `rows` the table of parameters,
    which may be long, is left unread."""
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


def composed(
    inputs: Inputs, template: Template | None, report: Report, created: str | None, tell: Progress
) -> tuple[Resolved, Document, Template]:
    """Resolve and compose. BuildFailed where a stage so far has found an error."""
    tell(inputs.name, "resolve")
    resolved = resolve(inputs, report)
    if template is None or inputs.front is None:
        raise stopped(inputs, report)
    tell(inputs.name, "compose")
    if created is None:
        created = source_date(report)
    document = compose(inputs, resolved, template, report, created=created)
    if report.has_errors():
        raise stopped(inputs, report)
    return resolved, document, template


def _template(root: Path, front: FrontMatter, report: Report) -> Template | None:

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


def stopped(inputs: Inputs, report: Report) -> BuildFailed:
    """The failure that carries the report, once waivers of what stops an annex are refused in it."""
    refuse(report, inputs.waivers, inputs.prose)
    return BuildFailed(report)


def source_date(report: Report) -> str:
    """SOURCE_DATE_EPOCH as ISO 8601, or nothing where it is not set.

    A value that is no number of seconds is an error (reproducible-builds.org, SOURCE_DATE_EPOCH 4); it
    has no place in the project's files. Years before 1980 and after 2107 cannot be stored in a zip file.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return ""
    if not text.isascii() or not text.isdigit() or len(text) > 11 or not _ZIP[0] <= int(text) < _ZIP[1]:
        report.add("DATE-EPOCH", None, text=text)
        return ""
    return datetime.fromtimestamp(int(text), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
