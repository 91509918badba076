"""The manifest of a build: hashes of all that went in and all that came out."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bilag import __version__
from bilag.diagnostics.jsontext import json_file

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

    from bilag.document.model import FactRecord

SCHEMA = 1
_PIECE = 1024 * 1024


def manifest_of(
    annex: str,
    version: str,
    hash: str,
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    parts: Mapping[str, str],
) -> bytes:
    """The manifest as JSON. `inputs` are paths relative to the project, those of the template too;
    `outputs` are names of files, those of an earlier build that are still beside them too; both with
    their SHA-256. `parts` are the Word files among the outputs with their `parts_hash`, and `hash` is that
    of the content, which Word and PDF carry as well.

    No time and no path of the machine: the same input gives the same bytes.
    """
    content = {
        "schema": SCHEMA,
        "tool": f"bilag {__version__}",
        "annex": annex,
        "version": version,
        "hash": hash,
        "inputs": dict(sorted(inputs.items())),
        "outputs": dict(sorted(outputs.items())),
        "parts": dict(sorted(parts.items())),
    }
    return json_file(content)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def parts_hash(data: bytes) -> str:
    """A hash of a Word file that does not change where another zlib packs the same parts otherwise.

    It is the SHA-256 of a list with a line for each part, in the order of the package: the part's SHA-256
    in hex, two spaces, its name and a line feed, as `sha256sum` prints it; in UTF-8. Of a PDF there is none:
    its cross-reference table and its /ID follow from how long the packed streams are.
    """
    import zipfile  # noqa: PLC0415 - a build of which nothing changed packs nothing

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        lines = [f"{_part_hash(package, part)}  {part.filename}\n" for part in package.infolist()]
    return sha256("".join(lines).encode())


def _part_hash(package: ZipFile, part: ZipInfo) -> str:
    """Piece by piece: the text of a long annex is ten times what it takes in the zip."""
    digest = hashlib.sha256()
    with package.open(part) as handle:
        while piece := handle.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def last_outputs(path: Path) -> dict[str, str]:
    """The output hashes of the last build's manifest; nothing where it is absent or not ours."""
    return _texts_under(path, "outputs")


def last_parts(path: Path) -> dict[str, str]:
    """The same for the hashes over the parts of Word files."""
    return _texts_under(path, "parts")


def _texts_under(path: Path, key: str) -> dict[str, str]:
    found = _read(path).get(key)
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def printed_texts(facts: Iterable[FactRecord]) -> dict[str, str]:
    """Each fact by its id, as it is printed, in all its forms."""
    return {fact.id: " / ".join(dict.fromkeys(p.text for p in fact.printed)) for fact in facts}


def changed_facts(path: Path, now: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Of `printed_texts`, those that the facts.json at `path` prints otherwise: id, text then, text now."""
    rows = _read(path).get("facts")
    if not isinstance(rows, list):
        return ()
    try:
        before = {str(row["id"]): _texts(row["printed"]) for row in rows}
    except (KeyError, TypeError, AttributeError):  # no file of ours
        return ()
    return tuple(
        (id, before[id], text) for id, text in now.items() if text and before.get(id, text) not in ("", text)
    )


def _texts(printed: list[dict[str, str]]) -> str:
    return " / ".join(dict.fromkeys(place.get("text", "") for place in printed))


def _read(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
