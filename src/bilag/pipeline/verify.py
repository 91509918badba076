"""Conducts `bilag verify FILE`: reads one delivered file, and holds it against itself, the data inside it,
the ledger, the project today, and what its frozen inputs give when they are made again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from bilag import __version__
from bilag.diagnostics.findings import BuildFailed, Report
from bilag.document.bound import bound_facts, numbered_id
from bilag.document.forms.factsjson import FactsFile, read_facts_json
from bilag.document.forms.modeljson import NoDocumentError, document_from_json
from bilag.document.forms.normalform import normal_form, plain
from bilag.document.model import Document, Table, Value
from bilag.document.walks import leaves, passages, pieces
from bilag.load.template.reader import read_template
from bilag.pipeline.draw import drawn
from bilag.pipeline.issue import contents_hash
from bilag.pipeline.prepare import prepare
from bilag.storage import ledger
from bilag.storage.ledger import Entry
from bilag.storage.manifest import sha256
from bilag.storage.project import annex_names
from bilag.storage.wordfile import read_parts
from bilag.versions.compare.carried import (
    bound_mismatches,
    carried_mismatches,
    current_mismatches,
    frozen_mismatches,
    texts_of,
)
from bilag.versions.delivered import Carried, Delivered, FileKind, hash_state
from bilag.versions.differences import Difference, differences
from bilag.versions.read.readers import file_bytes, read_carried, read_delivered
from bilag.versions.verification import Answer, Mismatch, answer


class File(Struct, frozen=True):
    """A delivered file as it was read; `facts` is the facts.json inside it, and `entry` the issued version
    that it is, or that its stamp names: `whole` where its bytes are those that were issued."""

    path: Path
    data: bytes
    said: Delivered
    carried: Carried
    facts: FactsFile | None = None
    entry: Entry | None = None
    whole: bool = False

    @property
    def kind(self) -> FileKind:
        return self.said.kind


def read(path: Path, root: Path | None) -> File:
    """A delivered file, with what the ledgers of the project know of it. Raises CannotReadError."""
    data = file_bytes(path)
    said, carried = read_delivered(data), read_carried(data)
    entries = (
        [entry for name in _annexes(root) for entry in ledger.read_ledger(root, name, Report())]
        if root
        else []
    )
    kind, own = said.kind, sha256(data)
    whole = [e for e in entries if kind in e.issued.outputs and e.issued.outputs[kind].sha256 == own]
    named = [entry for entry in entries if said.hash and entry.issued.hash == said.hash]
    entry = next(reversed(whole or named), None)
    return File(path, data, said, carried, _facts(carried.files), entry, bool(whole))


def _annexes(root: Path) -> list[str]:
    """Those that were ever issued; their texts may be gone."""
    return sorted(folder.parent.name for folder in root.glob("out/*/issued"))


def _facts(files: Mapping[str, bytes]) -> FactsFile | None:
    try:
        return read_facts_json(files["facts.json"]) if "facts.json" in files else None
    except ValueError:
        return None


def verify(file: File, root: Path | None) -> Iterator[Answer]:
    """The answers, each apart, in the order of the questions."""
    frozen = _model(file.entry) if file.entry else None
    yield _issued(file, root)
    yield _text(file, frozen)
    yield _bound(file)
    yield _data(file, frozen)
    yield _project(file, root)
    yield _rebuilt(file)


# --- each answer -----------------------------------------------------------------------------------------


def _issued(file: File, root: Path | None) -> Answer:
    if root is None:
        return answer("issued", "unknown", "there is no project here to look it up in")
    entry = file.entry
    if entry is None:
        if not _annexes(root):
            return answer("issued", "unknown", "nothing has been issued in this project")
        return answer("issued", "no", "no issued version is this file")
    args = {
        "annex": entry.issued.annex,
        "version": entry.issued.version,
        "date": entry.issued.date,
        "organisation": entry.issued.organisation,
    }
    if not file.whole:
        said = "its checksum names version {version} of {annex}, but the file is another than the one issued"
        return answer("issued", "no", said, **args)
    report = Report()
    ledger.check_files(root, entry, report)
    if report.has_errors():
        changed = [Mismatch(str(found.span), "{name} is changed or gone") for found in report]
        said = "it is version {version} of {annex}, but the ledger itself has been changed"
        return answer("issued", "no", said, *changed, **args)
    said = "version {version} of {annex}, {date}, {organisation}"
    return answer("issued", "yes", said, **args)


def _text(file: File, frozen: Document | None) -> Answer:
    """The stamp, and the lines that differ from the model that was issued."""
    state = hash_state(file.said)
    about = {
        "kept": "the content's checksum is right",
        "changed": "the content's checksum differs",
        "absent": "the file has no checksum",
    }[state]
    found: tuple[Difference, ...] = ()
    if frozen is not None and file.entry is not None:
        lines = normal_form(frozen, _labels(file.entry))
        found = tuple(differences(lines, file.said.lines))
    outcome = {"kept": "yes", "changed": "no", "absent": "unknown"}[state]
    if found:
        return Answer("text", "no", "the text is not the one that was issued", differences=found)
    return answer("text", outcome, about)  # type: ignore[arg-type]


def _bound(file: File) -> Answer:
    if file.kind == "pdf":
        count = len(file.carried.shown)
        return answer(
            "bound", "unknown", "a PDF names its {count} figures, but binds them to nothing", count=count
        )
    if not file.carried.shown:
        return answer("bound", "unknown", "no figure in this file is bound")
    mismatches = list(bound_mismatches(file.carried))
    said = "{count} figures, of which {wrong} do not" if mismatches else "all {count} figures do"
    return answer(
        "bound",
        "no" if mismatches else "yes",
        said,
        *mismatches,
        count=len(file.carried.shown),
        wrong=len(mismatches),
    )


def _data(file: File, frozen: Document | None) -> Answer:
    """What the file carries, against what it prints, and against what was issued inside it."""
    carried = file.carried
    mismatches = list(carried_mismatches(carried, file.facts))
    if frozen is not None:
        files = {attached.name: attached.data for attached in frozen.attachments}
        mismatches += frozen_mismatches(carried, files, file.facts, _facts(files))
        mismatches += _stated_mismatches(file, frozen)
    if mismatches:
        return answer("carried", "no", "the data and the text do not agree", *mismatches)
    if not carried.files:
        return answer("carried", "unknown", "the file carries no data")
    if file.facts is None:
        return answer("carried", "unknown", "the file carries data, but no figures that can be read")
    count = len(file.facts.facts) + len(file.facts.cells)
    return answer("carried", "yes", "{count} figures in facts.json agree with the text", count=count)


def _stated_mismatches(file: File, frozen: Document) -> Iterator[Mismatch]:
    """Word's own list of bound facts against the one that was issued."""
    if file.kind != "docx":
        return
    issued = [(fact.id, plain(fact.text), fact.value) for fact in bound_facts(frozen).values()]
    now = [(fact.id, fact.text, fact.value) for fact in file.carried.stated]
    for before, after in zip(issued, now, strict=False):
        if before != after:
            said = "{name} is bound to {found} in the file, and was issued as {expected}"
            yield Mismatch(
                before[0], said, " = ".join(filter(None, before[1:])), " = ".join(filter(None, after[1:]))
            )
    if len(issued) != len(now):
        said = "{name}: the file binds {found} figures, and was issued with {expected}"
        yield Mismatch("customXml", said, str(len(issued)), str(len(now)))


def _project(file: File, root: Path | None) -> Answer:
    if root is None:
        return answer("project", "unknown", "there is no project here")
    if not file.carried.shown:
        return answer("project", "unknown", "the file does not name its figures")
    name = _annex(file, root)
    if name is None:
        return answer("project", "unknown", "nobody can tell which annex of the project this is")
    try:
        document = prepare(root, name).document
    except BuildFailed:
        return answer("project", "unknown", "{annex} has faults and cannot be made today", annex=name)
    mismatches = list(current_mismatches(file.carried.shown, _today(document)))
    count = len(texts_of(file.carried.shown))
    said = (
        "{wrong} of {count} figures differ in {annex}"
        if mismatches
        else "all {count} figures are as in {annex}"
    )
    return answer(
        "project",
        "no" if mismatches else "yes",
        said,
        *mismatches,
        annex=name,
        count=count,
        wrong=len(mismatches),
    )


def _annex(file: File, root: Path) -> str | None:
    known = annex_names(root)
    for name in (
        file.entry.issued.annex if file.entry else "",
        file.facts.annex if file.facts else "",
        file.path.name.partition(".")[0],
    ):
        if name in known:
            return name
    return known[0] if len(known) == 1 else None


def _today(document: Document) -> dict[str, set[str]]:
    """The printed forms of each fact, by its id and by that in which a row has its number for its key."""
    found: dict[str, set[str]] = {}
    for passage in passages(document):
        for value in leaves(passage.content):
            if isinstance(value, Value):
                found.setdefault(value.fact, set()).add(plain(value.text))
    for piece in pieces(document):
        for number, row in enumerate(piece.body.rows, 1) if isinstance(piece, Table) else ():
            for cell in row.cells:
                if cell.fact in found:
                    found.setdefault(numbered_id(cell.fact, number), set()).update(found[cell.fact])
    return found


def _rebuilt(file: File) -> Answer:
    entry = file.entry
    if entry is None:
        return answer("rebuilt", "unknown", "only an issued file can be made again")
    try:
        prepared = prepare(entry.folder / ledger.INPUTS, entry.issued.annex, created=entry.issued.created)
        again = drawn(entry.folder / ledger.INPUTS, prepared, [file.kind])
    except BuildFailed:
        again = {}
    data = again.get(f"{entry.issued.annex}.{file.kind}")
    versions = {"issued": entry.issued.tool, "now": f"bilag {__version__}"}
    if data is None:
        return answer(
            "rebuilt", "unknown", "the frozen files cannot be made by this version of bilag", **versions
        )
    if data == file.data:
        return answer("rebuilt", "yes", "the same contents, and the same bytes", **versions)
    if contents_hash(file.kind, data) == contents_hash(file.kind, file.data):
        said = "the same contents; only the bytes differ, as they are packed otherwise"
        return answer("rebuilt", "yes", said, **versions)
    said = "other contents (issued by {issued}, made again by {now})"
    mismatches = [Mismatch(name, "{name} is another") for name in _other_parts(file, data)]
    return answer("rebuilt", "no", said, *mismatches, **versions)


def _other_parts(file: File, again: bytes) -> list[str]:
    """The parts of a Word file that differ; of a PDF only the files inside it have names."""
    if file.kind == "docx":
        one, other = read_parts(again), read_parts(file.data)
        return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    inside = read_carried(again).files
    names = inside.keys() | file.carried.files.keys()
    return sorted(name for name in names if inside.get(name) != file.carried.files.get(name))


# --- the frozen version ----------------------------------------------------------------------------------


def _model(entry: Entry) -> Document | None:
    """The model that was issued; None where it cannot be read, which the first answer says."""
    try:
        return document_from_json((entry.folder / ledger.MODEL).read_bytes())
    except (OSError, NoDocumentError):
        return None


def _labels(entry: Entry) -> Mapping[str, str]:
    """The words of the frozen template."""
    inputs = entry.folder / ledger.INPUTS
    for folder in sorted((inputs / "templates").glob("*")):
        template = read_template(folder, f"templates/{folder.name}", Report())
        if template is not None:
            return template.labels
    return {"source": ""}
