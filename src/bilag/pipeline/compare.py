"""Conducts what follows a correction: two versions found, compared, and told in a report, a redline, a sheet.

A version is today's annex, one that was issued, the folder of either, or a file alone; of each as much is
compared as it says. What is written goes to `out/<annex>/intern` and `out/<annex>/rettelse`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bilag.compose.sheet import compose_sheet
from bilag.danish.formats import render
from bilag.diagnostics.findings import BuildFailed, Report
from bilag.document.forms.documentlines import normal_form
from bilag.document.forms.modeljson import NoDocumentError, document_from_json
from bilag.document.forms.normalform import Line
from bilag.document.model import Document
from bilag.pipeline import succession
from bilag.pipeline.deliver import deliver_aside
from bilag.pipeline.draw import drawn
from bilag.pipeline.make import deliver_drawn, hashes_of
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from bilag.storage import ledger
from bilag.storage.files import Written
from bilag.storage.ledger import Entry
from bilag.storage.manifest import file_hash
from bilag.versions import version as versions
from bilag.versions.changes import Changes
from bilag.versions.compare.versions import changes_between
from bilag.versions.version import Version
from bilag.write.writers import WRITERS

NO_CORRECTION = "{name} is no correction: data/{annex}/corrections.yaml says nothing of its version"


class NoVersionError(Exception):
    """There is no such version; `said` is why, with places for `words`, to be translated for people."""

    def __init__(self, said: str, **words: str) -> None:
        super().__init__(said)
        self.said, self.words = said, words


class Side(Struct, frozen=True):
    """A version with what it was read from, as far as there is any: the document, and what made it."""

    version: Version
    document: Document | None = None
    prepared: Prepared | None = None
    entry: Entry | None = None


Named = Mapping[str, str]
"""How versions are called in the user's language, by what they are: "issued", "today", "folder"."""


def today(root: Path, annex: str, names: Named) -> Side:
    """The annex as it is now, nothing written. Raises BuildFailed where it cannot be composed."""
    prepared = prepare(root, annex)
    version = _of_prepared(names["today"], prepared, hashes_of(root, prepared.inputs, prepared.template))
    return Side(version, prepared.document, prepared)


def _of_prepared(name: str, prepared: Prepared, files: Mapping[str, str]) -> Version:
    return versions.of_document(
        name,
        prepared.document,
        prepared.template.labels,
        tables=prepared.inputs.tables,
        findings=prepared.report,
        files=files,
    )


def issued(entry: Entry, names: Named) -> Side:
    """A version of the ledger: its document as it was frozen, its data and findings as its inputs give them.

    A later bilag may find other things in them, or make them no more: then they are not compared. Raises
    NoVersionError where the document itself cannot be read.
    """
    what = entry.issued
    date = render("date", what.date, "lang").replace("\u00a0", " ")
    name = names["issued"].format(version=what.version, date=date)
    try:
        document = document_from_json((entry.folder / ledger.MODEL).read_bytes())
    except (OSError, NoDocumentError) as error:
        said = "version {version} cannot be read: {reason}"
        raise NoVersionError(said, version=what.version, reason=str(error)) from error
    try:
        prepared = prepare(entry.folder / ledger.INPUTS, what.annex, created=what.created)
    except BuildFailed:
        labels = {"source": "Kilde"}
        return Side(versions.of_document(name, document, labels, files=what.inputs), document, None, entry)
    version = _of_prepared(name, replace(prepared, document=document), what.inputs)
    return Side(version, document, prepared, entry)


def last_issued(root: Path, annex: str, names: Named, report: Report) -> Side | None:
    """The version that was issued last; None where none was, or none that can be read: then the report has
    what is wrong."""
    chain = ledger.read_ledger(root, annex, report)
    return issued(chain[-1], names) if chain else None


def frozen_faults(root: Path, *sides: Side) -> Report:
    """What of these versions is no longer in the ledger as it was issued."""
    report = Report()
    for entry in (side.entry for side in sides):
        if entry is not None:
            inside = entry.folder.is_relative_to(root)
            ledger.check_files(root if inside else entry.folder.parent, entry, report)
    return report


def replaced(root: Path, annex: str, new: Side, names: Named) -> tuple[Side, Report]:
    """The version that `new` says it replaces, and what is wrong with what it says: then the first is `new`.

    NoVersionError where it is no correction.
    """
    prepared, report = new.prepared, Report()
    correction = prepared.inputs.correction if prepared else None
    if correction is None:
        raise NoVersionError(NO_CORRECTION, name=new.version.name, annex=annex)
    chain = ledger.read_ledger(root, annex, report)
    report.extend(succession.faults(correction, chain))
    if report.has_errors():
        return new, report
    return issued(next(e for e in chain if e.issued.version == correction.replaces), names), report


def named(root: Path, annex: str, text: str, names: Named) -> Side:
    """The version that a person means: an issued one by its number, a folder, or a file.

    Raises NoVersionError, and CannotReadError for a file that cannot be read.
    """
    path = Path(text)
    for entry in ledger.read_ledger(root, annex, Report()) if annex else ():
        if entry.issued.version == text or (path.is_dir() and path.resolve() == entry.folder.resolve()):
            return issued(entry, names)
    if path.is_dir():
        return of_folder(path, names)
    if path.exists() or path.suffix.lower() in (".docx", ".pdf"):
        return of_file(path)
    known = ", ".join(entry.issued.version for entry in ledger.read_ledger(root, annex, Report()))
    raise NoVersionError("there is no version {name}; issued are: {known}", name=text, known=known or "-")


def of_file(path: Path) -> Side:
    """A Word or PDF file alone. Raises CannotReadError."""
    # lxml and pikepdf, only where a file is read
    from bilag.versions.read.readers import file_bytes, read_carried, read_delivered  # noqa: PLC0415

    data = file_bytes(path)
    return Side(versions.of_delivered(path.name, read_delivered(data), read_carried(data)))


def of_folder(folder: Path, names: Named) -> Side:
    """A folder with an issued version, or with the files of a build. Raises as `named` does."""
    if (folder / ledger.ISSUE).is_file():
        try:
            what = ledger.issued_from_json((folder / ledger.ISSUE).read_bytes())
        except ledger.NoIssueError as error:
            raise NoVersionError(
                "{name} cannot be read: {reason}", name=str(folder), reason=str(error)
            ) from error
        return issued(Entry(folder, what, file_hash(folder / ledger.ISSUE)), names)
    shown = names["folder"].format(folder=folder.name)
    for file in (*sorted(folder.glob("*.docx")), *sorted(folder.glob("*.pdf"))):
        return Side(replace(of_file(file).version, name=shown))
    for file in sorted(folder.glob(f"*{ledger.FACTS}")):
        if known := versions.of_facts(shown, file.read_bytes()):
            return Side(known)
    raise NoVersionError("there is no annex in the folder {name}", name=str(folder))


def compared(old: Side, new: Side) -> Changes:
    return changes_between(old.version, new.version)


# --- redline and sheet -----------------------------------------------------------------------------------


def redline(
    root: Path,
    annex: str,
    old: Side,
    new: Side,
    *,
    author: str,
    date: str,
    mark: str,
    remarks: Mapping[str, Sequence[str]],
    report: Report,
) -> tuple[Written, ...]:
    """Write the Word file with the changes tracked. `author` and `date` (ISO 8601) are of every change, the
    new version's organisation and date where they are empty; `remarks` as `write_redline` has them."""
    from bilag.versions.compare.documents import compare  # noqa: PLC0415 - heavy, and wanted here only
    from bilag.write.docx.redline import write_redline  # noqa: PLC0415

    if old.document is None or new.document is None:
        side = old if old.document is None else new
        raise NoVersionError("{name} is no whole version, as a redline needs it", name=side.version.name)
    template = next((side.prepared.template for side in (new, old) if side.prepared), None)
    if template is None:
        raise NoVersionError("neither version can be made again, so there is no template for the redline")
    meta = new.document.meta
    data = write_redline(
        compare(old.document, new.document),
        template,
        author=author or meta.author,
        date=f"{date}T00:00:00Z" if date else meta.created,
        mark=mark,
        remarks=remarks,
    )
    return deliver_aside(root, annex, "intern", {f"{annex}.redline.docx": data}, report)


def rebuilt(root: Path, prepared: Prepared) -> tuple[Written, ...]:
    """The annex itself, as `bilag build` writes it: with errors too, as long as it can be drawn."""
    outputs = drawn(root, prepared)
    return deliver_drawn(root, prepared, outputs).files if len(outputs) == len(WRITERS) else ()


def sheet(root: Path, annex: str, changes: Changes, new: Side, report: Report) -> tuple[Written, ...]:
    """Write the correction sheet as Word and PDF, and its words alone, to be pasted into the case.

    NoVersionError where the new version is no correction.
    """
    prepared = new.prepared
    front = prepared.inputs.front if prepared else None
    correction = prepared.inputs.correction if prepared else None
    if prepared is None or front is None or correction is None:
        raise NoVersionError(NO_CORRECTION, name=new.version.name, annex=annex)
    labels = prepared.template.labels
    made = compose_sheet(changes, correction, prepared.document, front.number, labels)
    name = ledger.delivered_name(replace(made, meta=replace(made.meta, title=made.meta.subject, number="")))
    files = {f"{name}.{kind}": WRITERS[kind](made, prepared.template) for kind in ("docx", "pdf")}
    text = "\n".join(_case_text(normal_form(made, labels)))
    files["sagstekst.txt"] = f"{text}\n".encode()
    return deliver_aside(root, annex, "rettelse", files, report)


def _case_text(lines: Iterable[Line]) -> Iterator[str]:
    """The sheet as plain text: its rows as sentences, without the head that the case has already."""
    heads: tuple[str, ...] = ()
    for line in lines:
        if line.kind in ("logo", "head", "caption"):
            continue
        if line.kind == "row" and line.level:
            heads = line.cells
        elif line.kind == "row":
            parts = [f"{head}: {cell}" for head, cell in zip(heads, line.cells, strict=True) if cell]
            yield "- " + "; ".join(parts)
        else:
            yield line.text
