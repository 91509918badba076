"""The ledger: what was issued of an annex, version by version, as plain files that say it themselves.

`out/<annex>/issued/<version>/` holds the delivered files under their own names, facts.json, manifest.json,
model.json, `inputs/` (a project of its own, from which the version can be made again), and issue.json, which
is `Issued`: who decided, when, and the SHA-256 of all of these. Each issue.json names the SHA-256 of the one
before it, so that a version cannot be taken out or put in unseen. Nothing in the ledger proves that it was
not written anew as a whole: that is what version control is for.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from bilag.diagnostics.findings import Report, Span
from bilag.diagnostics.jsontext import json_file
from bilag.document.forms.factsjson import read_facts_json
from bilag.document.model import Document, FactRecord
from bilag.storage.manifest import file_hash, sha256
from bilag.storage.project import ledger_folder

SCHEMA = 1
ISSUE, FACTS, MANIFEST, MODEL, INPUTS = "issue.json", "facts.json", "manifest.json", "model.json", "inputs"
_VERSION = re.compile(r"[0-9A-Za-z](?:[\w.-]{0,38}\w)?")
_NO_FILE = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')
_IN_PARENTHESES = re.compile(r" \([^()]{1,60}\)$")
_LONGEST = 120  # Windows counts the whole path, and 260 signs are all that it takes
_STRAY = re.compile(r"\.|~\$|Thumbs\.db$|desktop\.ini$")
"""How files begin that file managers and Word leave behind: they are no part of what was issued."""


class Output(Struct, frozen=True):
    """A delivered file: its name and hash; `contents` is a hash that another zlib does not change, of the
    parts of a Word file or the streams of a PDF, empty for what is not packed."""

    name: str
    sha256: str
    contents: str = ""


class Issued(Struct, frozen=True):
    """An issued version. `organisation` is who decided it, never a person; `date` when, in ISO 8601.

    `created` is the time that the files themselves state. `libraries` are those that the bytes of the files
    depend on. `inputs` are paths relative to `inputs/`, `records` the names of the other files; all with
    their SHA-256. `previous` is that of the issue.json before, empty for the first.
    """

    annex: str
    number: str
    title: str
    version: str
    date: str
    organisation: str
    created: str
    hash: str
    tool: str
    libraries: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, Output] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)
    previous: str = ""
    schema: int = SCHEMA


class NoIssueError(ValueError):
    """The bytes are no issue.json of ours, or one of a later version of bilag."""


def issue_json(issued: Issued) -> bytes:
    """The form of issue.json: UTF-8, sorted, one value a line, the same bytes every time."""
    return json_file(issued)


def issued_from_json(data: bytes) -> Issued:
    """What `issue_json` wrote. Raises NoIssueError for anything else."""
    try:
        content = json.loads(data.decode("utf-8"))
        outputs = {kind: Output(**output) for kind, output in content.pop("outputs").items()}
        issued = Issued(**content, outputs=outputs)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NoIssueError(str(error)) from error
    mappings = ("libraries", "inputs", "records", "schema")
    texts = [value for name, value in content.items() if name not in mappings]
    for pairs in (issued.libraries, issued.inputs, issued.records):
        texts += [*pairs.keys(), *pairs.values()] if isinstance(pairs, dict) else [None]
    texts += [text for output in outputs.values() for text in (output.name, output.sha256, output.contents)]
    paths = [*issued.records, *(output.name for output in outputs.values())]
    if issued.schema != SCHEMA or not all(isinstance(text, str) for text in texts):
        raise NoIssueError("no issue.json of this version of bilag")
    if any("/" in name for name in paths) or any(_leads_out(path) for path in (*paths, *issued.inputs)):
        raise NoIssueError("a path leads out of the folder")
    return issued


def _leads_out(path: str) -> bool:
    return any(sign in path for sign in "\\:") or any(part in ("", ".", "..") for part in path.split("/"))


# --- names -----------------------------------------------------------------------------------------------


def is_version(text: str) -> bool:
    """Whether a version can be the name of a folder everywhere: letters, digits, dots and hyphens."""
    return bool(_VERSION.fullmatch(text))


def delivered_name(document: Document, corrected: str = "") -> str:
    """The name of the delivered files, without a suffix: "Bilag 1 - Evaluering af Kina-indsats".

    `corrected` names a correction whose title does not say so, as agenda systems do not notice a document
    replaced under the same name: "... (rettet 12. maj 2026)". What no file system takes becomes a hyphen, and
    a very long title is cut at a word, before the parentheses at its end.
    """
    title, number = document.meta.title, document.meta.number
    label, parted, rest = title.partition(f" {number}. ") if number else ("", "", "")
    if parted and " " not in label:
        title = f"{label} {number} - {rest}"
    name = _plain(title)
    end = f" ({_plain(corrected)})" if corrected else ""
    if not end and len(name) > _LONGEST and (found := _IN_PARENTHESES.search(name)):
        name, end = name[: found.start()], found[0]
    most = _LONGEST - len(end)
    if len(name) > most:
        name = name[: most + 1].rpartition(" ")[0] or name[:most]
    return (name.rstrip(" .,-") or document.meta.annex) + end


def _plain(text: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").split())
    text = re.sub("[\u2010-\u2013\u2212]", "-", re.sub(r" ?: ", " - ", text))
    return " ".join(_NO_FILE.sub("-", text).split())


# --- reading ---------------------------------------------------------------------------------------------


class Entry(Struct, frozen=True):
    """An issued version in its folder; `hash` is that of its issue.json."""

    folder: Path
    issued: Issued
    hash: str


def read_ledger(root: Path, annex: str, report: Report) -> tuple[Entry, ...]:
    """The issued versions of an annex, the last one last; empty where nothing was issued.

    They come in the order of their chain. A folder that is no version, and a version that does not follow
    the one that it names, are errors in the report; the latter comes last.
    """
    entries: list[Entry] = []
    folder = ledger_folder(root, annex)
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if _STRAY.match(place.name):
            continue
        shown = Span(place.relative_to(root).as_posix())
        try:
            data = (place / ISSUE).read_bytes()
            issued = issued_from_json(data)
        except (OSError, NoIssueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            report.add("LEDGER-UNREADABLE", shown, reason=reason or type(error).__name__)
            continue
        if (issued.annex, issued.version) != (annex, place.name):
            report.add("LEDGER-MOVED", shown, annex=issued.annex, version=issued.version)
        entries.append(Entry(place, issued, sha256(data)))
    chain = list(_chained(entries))
    for entry in sorted(entries, key=lambda entry: (entry.issued.date, entry.issued.version)):
        if entry not in chain:
            chain.append(entry)
            report.add("LEDGER-CHAIN", Span(entry.folder.relative_to(root).as_posix()))
    return tuple(chain)


def last_facts(root: Path, annex: str) -> tuple[dict[str, FactRecord], str] | None:
    """The facts of the version that was issued last, by id, and its number; None where there is none that can
    be read: what is wrong with a ledger is said where it is asked about."""
    if not ledger_folder(root, annex).is_dir():
        return None
    chain = read_ledger(root, annex, Report())
    try:
        facts = read_facts_json((chain[-1].folder / FACTS).read_bytes())
    except (OSError, ValueError, IndexError):
        return None
    return {record.id: record for record in facts.facts}, chain[-1].issued.version


def _chained(entries: list[Entry]) -> Iterator[Entry]:
    """From the first version on, each with the one that follows it; where two do, the older is meant."""
    before = ""
    while following := [entry for entry in entries if entry.issued.previous == before]:
        entry = min(following, key=lambda entry: (entry.issued.date, entry.issued.version))
        yield entry
        before = entry.hash


def files_of(issued: Issued) -> dict[str, str]:
    """All files of a version but issue.json, by their paths in its folder, with the hashes they must have."""
    outputs = {output.name: output.sha256 for output in issued.outputs.values()}
    inputs = {f"{INPUTS}/{path}": hash for path, hash in issued.inputs.items()}
    return outputs | dict(issued.records) | inputs


def check_files(root: Path, entry: Entry, report: Report) -> None:
    """Hold the files of a version against the hashes in its issue.json; every fault is an error."""
    known = files_of(entry.issued)
    for path, hash in known.items():
        place = Span((entry.folder / path).relative_to(root).as_posix())
        try:
            found = file_hash(entry.folder / path)
        except OSError:
            report.add("LEDGER-MISSING", place, version=entry.issued.version)
            continue
        if found != hash:
            report.add("LEDGER-CHANGED", place, version=entry.issued.version)
    for file in sorted(entry.folder.rglob("*")):
        path = file.relative_to(entry.folder).as_posix()
        if file.is_file() and path not in known and path != ISSUE and not _STRAY.match(file.name):
            report.add(
                "LEDGER-FOREIGN", Span(file.relative_to(root).as_posix()), version=entry.issued.version
            )
