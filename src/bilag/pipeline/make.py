"""From a prepared annex to its files: drawn, read back where that is asked for, and delivered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from bilag.check.comparisons import facts_agree
from bilag.check.waivers import waive
from bilag.diagnostics.findings import BuildFailed
from bilag.diagnostics.rules import Severity
from bilag.document.theme import Template
from bilag.inputs.annex import Inputs
from bilag.pipeline.deliver import Built, Made, Options, Share, deliver
from bilag.pipeline.draw import drawn, read_back
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared, Progress
from bilag.storage.collector import paused
from bilag.storage.manifest import file_hash, parts_hash, printed_texts
from bilag.write.writers import WRITERS


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
    return replace(deliver(root, made, prepared.report, options.out), share=share)


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


def deliver_drawn(root: Path, prepared: Prepared, outputs: Mapping[str, bytes]) -> Built:
    """Put the files of an annex, and the manifest that goes with them, where a build puts them."""
    return deliver(root, made_of(root, prepared, outputs), prepared.report)


def made_of(root: Path, prepared: Prepared, outputs: Mapping[str, bytes]) -> Made:
    """Files that were drawn, with what the manifest says of them."""
    document = prepared.document
    parts = {file: parts_hash(data) for file, data in outputs.items() if file.endswith(".docx")}
    return Made(
        prepared.inputs.name,
        document.meta.version,
        document.hash,
        hashes_of(root, prepared.inputs, prepared.template),
        outputs,
        parts,
        printed_texts(document.facts),
    )


def hashes_of(root: Path, inputs: Inputs, template: Template) -> dict[str, str]:
    """Whatever an annex was made from, with its SHA-256: paths in the project, those of the template too."""
    settings = ("bilag.toml",) if (root / "bilag.toml").is_file() else ()
    return {path: file_hash(root / path) for path in (*inputs.files, *settings)} | dict(template.files)


def share_of(prepared: Prepared) -> Share:
    """Its named facts, in the order they are defined, and its waivers."""
    inputs, facts = prepared.inputs, prepared.resolved.facts
    named = {name: facts[name] for name in inputs.definitions if name in facts}
    return Share(inputs.name, prepared.report, named, inputs.waivers, inputs.prose, inputs.template)


def across(shares: Sequence[Share], *, whole: bool) -> None:
    """Hold the annexes of a run against each other; what is found goes to the report of the later one.

    `whole`: these are all the annexes of the project, so a waiver that waives nothing here waives nothing.
    """
    reports = {share.annex: share.report for share in shares}
    for annex, found in facts_agree({share.annex: share.facts for share in shares}):
        reports[annex].extend([found])
    for share in shares:
        waive(share.report, share.waivers, share.prose, across=True, idle=whole)
