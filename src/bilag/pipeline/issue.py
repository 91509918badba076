"""Conducts `bilag issue`: freezes what an annex was made from, makes it again from that alone, and only then
puts both into the ledger, as a folder that is made whole or not at all."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bilag import __version__
from bilag.diagnostics.findings import BuildFailed, Finding, Report, Span, finding
from bilag.diagnostics.rules import Severity
from bilag.document.forms.modeljson import document_to_json
from bilag.inputs.annex import FrontMatter
from bilag.pipeline import succession
from bilag.pipeline.deliver import Standing
from bilag.pipeline.draw import drawn, read_back
from bilag.pipeline.make import deliver_drawn, hashes_of
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared, Progress
from bilag.storage import ledger
from bilag.storage.files import Written
from bilag.storage.folder import beside, publish, put
from bilag.storage.ledger import Entry, Issued, Output
from bilag.storage.manifest import manifest_of, parts_hash, sha256
from bilag.storage.project import ledger_folder, template_folder

LIBRARIES = (
    "babel",
    "lxml",
    "markdown-it-py",
    "msgspec",
    "pandas",
    "pikepdf",
    "pillow",
    "python-docx",
    "reportlab",
)
"""The libraries that the words, numbers or bytes of the files depend on; zlib packs them."""
_MAY_LEAVE = ("approved", "issued")
_PRINTED = ("number", "case", "journal", "organisation", "center", "date", "meeting", "subject", "version")


class Issue(Struct, frozen=True):
    """What came of it: the findings, the version as it is in the ledger now, and whether it is `new`;
    `files` are the ordinary outputs of the build that goes with it."""

    report: Report
    entry: Entry | None = None
    new: bool = False
    files: tuple[Written, ...] = ()


def issue(root: Path, name: str, by: str = "", date: str = "", progress: Progress | None = None) -> Issue:
    """Issue the version that the front matter names. Who decides and when is `by` and `date` (ISO 8601) where
    the front matter says nothing; where both do, they must agree.

    Refused, with nothing written, are errors, what does not read back, what is left over or personal, a draft
    and a version that was issued with other contents; one that was issued with the same stays as it is.
    """
    try:
        prepared = prepare(root, name, progress=progress)
    except BuildFailed as failed:
        return Issue(failed.report)
    report = prepared.report
    report.findings = [_stricter(each) for each in report.findings]
    report.extend(_refusals(prepared, by, date))
    last = ledger.read_ledger(root, name, report)
    for entry in last:
        ledger.check_files(root, entry, report)
    if correction := prepared.inputs.correction:
        report.extend(succession.faults(correction, last))
    if report.has_errors():
        return Issue(report)
    try:
        with beside(ledger_folder(root, name)) as made:
            return _frozen(root, prepared, made, by, date, progress)
    except OSError as error:
        place = ledger_folder(root, name).relative_to(root).as_posix()
        report.add("OUT-FAILED", Span(place), reason=error.strerror or type(error).__name__)
        return Issue(report)


def _stricter(found: Finding) -> Finding:
    """What must not leave the house is an error here, as nobody can call it back: something unfinished or
    personal, and a control total that does not hold, unless a waiver explains it."""
    stops = found.rule.startswith(("LEAVING-", "CONTROL-"))
    return replace(found, severity=Severity.ERROR) if stops else found


def _refusals(prepared: Prepared, by: str, date: str) -> Iterator[Finding]:
    """What the front matter must say of a version that is issued, and where it says otherwise."""
    front, meta = prepared.inputs.front, prepared.document.meta
    if front is None:  # then nothing was composed
        return
    places = dict(front.places)
    if front.status not in _MAY_LEAVE:
        yield finding("ISSUE-STATUS", places.get("status", front.span), status=front.status)
    for key in _PRINTED:
        if key in places and not str(getattr(front, key)).strip():
            yield finding("ISSUE-EMPTY", places[key], key=key)
    if not meta.version and "version" not in places:
        yield finding("ISSUE-MISSING", front.span, key="version", option="")
    elif meta.version and not ledger.is_version(meta.version):
        yield finding("ISSUE-VERSION", places["version"], version=meta.version)
    yield from _decided(front, "organisation", "--by", by, meta.author)
    yield from _decided(front, "date", "--date", date, meta.date)


def _decided(front: FrontMatter, key: str, option: str, given: str, said: str) -> Iterator[Finding]:
    place = dict(front.places).get(key, front.span)
    if not given and not said and place == front.span:
        yield finding("ISSUE-MISSING", place, key=key, option=option)
    elif given and said and given != said:
        yield finding("ISSUE-OTHER", place, option=option, given=given, text=said)


def _frozen(
    root: Path, prepared: Prepared, made: Path, by: str, date: str, progress: Progress | None
) -> Issue:
    """The issue itself, with nobody else at work in the ledger. Raises OSError."""
    report, name = prepared.report, prepared.inputs.name
    chain = ledger.read_ledger(root, name, Report())  # another may have issued while this one waited
    inputs = made / ledger.INPUTS
    (inputs / "data").mkdir(parents=True)
    for path, source in _sources(root, prepared).items():
        put(inputs / path, source.read_bytes())
    try:
        again = prepare(inputs, name, progress=progress, created=prepared.document.meta.created)
    except BuildFailed:
        report.add("ISSUE-MOVED", Span(f"content/{name}/bilag.md"))
        return Issue(report)
    if again.document != prepared.document:
        report.add("ISSUE-MOVED", Span(f"content/{name}/bilag.md"))
        return Issue(report)
    prepared = replace(again, report=report)
    outputs = drawn(inputs, prepared, (), progress)
    if not report.has_errors():
        read_back(outputs, prepared, progress)
    if report.has_errors():
        return Issue(report)
    issued, files = _version(inputs, prepared, outputs, by, date, chain)
    for entry in chain:
        if entry.issued.version == issued.version:
            if not _same(entry.issued, issued):
                places = dict(prepared.inputs.front.places if prepared.inputs.front else ())
                report.add("ISSUE-AGAIN", places.get("version"), version=issued.version)
                return Issue(report)
            return Issue(report, entry, files=deliver_drawn(root, prepared, outputs).files)
    names = {output.name for output in issued.outputs.values()} - {ledger.FACTS}
    for entry in reversed(chain):
        if names & {output.name for output in entry.issued.outputs.values()}:
            report.add("ISSUE-NAME", Span(f"content/{name}/bilag.md"), version=entry.issued.version)
            break
    written = deliver_drawn(root, prepared, outputs).files
    if report.has_errors():
        return Issue(report)
    for file, data in files.items():
        put(made / file, data)
    place = ledger_folder(root, name) / issued.version
    publish(made, place)
    return Issue(report, Entry(place, issued, sha256(files[ledger.ISSUE])), new=True, files=written)


def _sources(root: Path, prepared: Prepared) -> dict[str, Path]:
    """The files that an annex was made from, by their paths in a project of its own."""
    folder, shown = template_folder(root, prepared.inputs.template)
    return {
        path: folder / path.removeprefix(f"{shown}/") if path in prepared.template.files else root / path
        for path in hashes_of(root, prepared.inputs, prepared.template)
    }


def _version(
    inputs: Path,
    prepared: Prepared,
    outputs: Mapping[str, bytes],
    by: str,
    date: str,
    chain: tuple[Entry, ...],
) -> tuple[Issued, dict[str, bytes]]:
    """The version as issue.json says it, and the files of its folder by name, with issue.json the last."""
    document, meta = prepared.document, prepared.document.meta
    read, title = hashes_of(inputs, prepared.inputs, prepared.template), ledger.delivered_name(document)
    made: dict[str, Output] = {}
    files: dict[str, bytes] = {}
    for file, data in outputs.items():
        kind = file.removeprefix(f"{meta.annex}.")
        own = ledger.FACTS if kind == ledger.FACTS else f"{title}.{kind}"
        made[kind], files[own] = Output(own, sha256(data), contents_hash(kind, data)), data
    hashes = {output.name: output.sha256 for output in made.values()}
    parts = {output.name: output.contents for kind, output in made.items() if kind == "docx"}
    records = {
        ledger.MANIFEST: manifest_of(meta.annex, meta.version, document.hash, read, hashes, parts),
        ledger.MODEL: document_to_json(document),
    }
    issued = Issued(
        annex=meta.annex,
        number=meta.number,
        title=meta.title,
        version=meta.version,
        date=date or meta.date,
        organisation=by or meta.author,
        created=meta.created,
        hash=document.hash,
        tool=f"bilag {__version__}",
        libraries=_libraries(),
        inputs=read,
        outputs=made,
        records={file: sha256(data) for file, data in records.items()},
        previous=chain[-1].hash if chain else "",
    )
    return issued, files | records | {ledger.ISSUE: ledger.issue_json(issued)}


def contents_hash(kind: str, data: bytes) -> str:
    """A hash of a file that another zlib does not change; empty for what is not packed."""
    from bilag.versions.read.pdf_file import streams_hash  # noqa: PLC0415 - pikepdf, only where there is a PDF

    if kind == "docx":
        return parts_hash(data)
    return streams_hash(data) if kind == "pdf" else ""


def _libraries() -> dict[str, str]:
    found = {"zlib": zlib.ZLIB_RUNTIME_VERSION}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # it came another way, and has no number
            found[name] = ""
    return found


def _same(one: Issued, other: Issued) -> bool:
    """Whether two versions deliver the same: the same bytes, or the same contents packed otherwise."""
    decided = (one.hash, one.date, one.organisation) == (other.hash, other.date, other.organisation)
    return decided and one.outputs.keys() == other.outputs.keys() and not differing(one, other.outputs)


def differing(issued: Issued, outputs: Mapping[str, Output]) -> list[str]:
    """The kinds of output, of those there are now, that an issued version has otherwise."""
    return [
        kind
        for kind, now in outputs.items()
        if kind in issued.outputs and not _alike(issued.outputs[kind], now)
    ]


def _alike(one: Output, other: Output) -> bool:
    return one.sha256 == other.sha256 or one.contents == other.contents != ""


def standing(root: Path, annex: str, files: Iterable[Written]) -> Standing | None:
    """Hold the files of a build against the last issued version; None where nothing was issued."""
    chain = ledger.read_ledger(root, annex, Report())
    if not chain:
        return None
    last = chain[-1].issued
    now = {}
    for file in files:
        kind = (file.instead or file.path).name.removeprefix(f"{annex}.")
        if kind in last.outputs:
            data = file.path.read_bytes()
            known = sha256(data) == last.outputs[kind].sha256
            now[kind] = Output(file.path.name, sha256(data), "" if known else contents_hash(kind, data))
    return Standing(last.version, tuple(differing(last, now)))
