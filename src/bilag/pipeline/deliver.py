"""Puts the files of an annex where a build puts them, with the manifest that goes with them.

What is put there has been drawn just now or is remembered from an earlier build: from here on it is all one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from bilag.diagnostics.findings import Report
from bilag.diagnostics.jsontext import json_file
from bilag.storage.files import Written, file_digest, left_beside, placed, temporary, write_files
from bilag.storage.manifest import (
    changed_facts,
    file_hash,
    last_outputs,
    last_parts,
    manifest_of,
    sha256,
)

if TYPE_CHECKING:
    from bilag.inputs.annex import Waiver
    from bilag.inputs.facts import Fact

_ASIDE = Path(".bilag", "aside")


class Options(Struct, frozen=True):
    """What the command line asks for: which writers (all of ours when empty), where to, how strictly."""

    to: tuple[str, ...] = ()
    out: Path | None = None
    strict: bool = False


class Share(Struct, frozen=True):
    """What a run keeps of an annex: what is held against the other annexes, the report that hears of it,
    and the name of its template."""

    annex: str
    report: Report
    facts: Mapping[str, Fact]
    waivers: tuple[Waiver, ...]
    prose: Mapping[str, int]
    template: str = ""


class Built(Struct, frozen=True):
    """What a build did: the findings, the files, and the facts printed otherwise than in the last build.

    `share` is None where the annex could not be composed, or is remembered and differs from no other.
    """

    annex: str
    report: Report
    files: tuple[Written, ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    share: Share | None = None


class Standing(Struct, frozen=True):
    """How a build differs from the last issued version: the kinds of file that do; none if it is the same."""

    version: str
    differing: tuple[str, ...] = ()


class Made(Struct, frozen=True):
    """The files of an annex by name, nothing written yet, and what the manifest says of them.

    `inputs` are whatever it was made from, with the SHA-256: paths in the project, those of the template too.
    `parts` are the Word files with their `parts_hash`; `printed` the facts with the text they are printed as.
    """

    annex: str
    version: str
    hash: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, bytes]
    parts: Mapping[str, str]
    printed: Mapping[str, str]


def deliver(root: Path, made: Made, report: Report, out: Path | None = None) -> Built:
    """Put the files of an annex, and their manifest, into `out` (the project's own when None)."""
    outputs, name = made.outputs, made.annex
    folder = (out or root / "out") / name
    manifest = folder / f"{name}.manifest.json"
    changes = changed_facts(folder / f"{name}.facts.json", made.printed)
    ours = last_outputs(manifest)
    stopped = last_outputs(temporary(manifest)[0])  # of a build that was killed between two of its files
    ours |= {f: known for f, known in stopped.items() if file_digest(folder / f) == known}
    names = placed(folder, outputs, ours)
    files = {names[file]: data for file, data in outputs.items()}
    idle = {other for file in files for other in left_beside(file, ours)} - files.keys()
    hashes = {f: known for f, known in ours.items() if f not in idle and (folder / f).is_file()}
    hashes |= {file: sha256(data) for file, data in files.items()}
    parts = {file: known for file, known in last_parts(manifest).items() if file in hashes}
    parts |= {names[file]: known for file, known in made.parts.items()}
    files[manifest.name] = manifest_of(name, made.version, made.hash, made.inputs, hashes, parts)
    if manifest.is_file():
        ours[manifest.name] = file_hash(manifest)
    return Built(name, report, write_files(root, folder, files, ours, report, names), changes)


def deliver_aside(
    root: Path, annex: str, folder: str, files: Mapping[str, bytes], report: Report
) -> tuple[Written, ...]:
    """Put files by name into a folder of the annex's own beside the annex, such as `intern`.

    What was put there before is known by its hash, which is kept elsewhere, as the folder may be sent on. Any
    other file, and one that says something else by now, is a person's: it stays, and ours is put beside it.
    """
    place, notes = root / "out" / annex / folder, root / _ASIDE / annex
    note = notes / f"{folder}.json"
    ours = last_outputs(note)
    names = placed(place, files, ours)
    named = {names[file]: data for file, data in files.items()}
    written = write_files(root, place, named, ours, report, names)
    if written:
        hashes = {f: known for f, known in ours.items() if (place / f).is_file()}
        hashes |= {file: sha256(data) for file, data in named.items()}
        before = {note.name: file_hash(note)} if note.is_file() else {}
        write_files(root, notes, {note.name: json_file({"outputs": hashes})}, before, report)
    return written
