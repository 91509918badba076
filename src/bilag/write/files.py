"""Files on disk: written beside and renamed, all or none; nothing that a person changed is lost."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bilag.diagnostics import Report, Span


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a build: `changed` is false where it already held the same bytes; `kept` is where a copy
    of the version that somebody had edited was put."""

    path: Path
    changed: bool
    kept: Path | None = None


def write_files(
    folder: Path, files: Mapping[str, bytes], ours: Mapping[str, str], report: Report
) -> tuple[Written, ...]:
    """Write `files` (name to bytes) into `folder`, which is made if need be.

    `ours` has the SHA-256 of what the last build wrote: a file that differs from it was edited by a person
    and is kept under another name. Files that are the same are not touched. Faults (a folder that cannot
    be made, a file that Word holds open) go to the report, and then no file is replaced.
    """
    pending: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            path = folder / name
            if _digest(path) == hashlib.sha256(data).hexdigest():
                continue
            beside = folder / f".{name}.{os.getpid()}.tmp"
            pending.append((beside, path))
            beside.write_bytes(data)
        for _, path in pending:
            _refuse_open(path)
        done = {path: _replace(beside, path, ours.get(path.name)) for beside, path in pending}
    except OSError as error:
        place = Span(str(error.filename2 or error.filename or folder))
        rule = "OUT-LOCKED" if isinstance(error, PermissionError) else "OUT-FAILED"
        report.add(rule, place, reason=error.strerror or type(error).__name__)
        return ()
    finally:
        for beside, _ in pending:
            beside.unlink(missing_ok=True)
    written = tuple(Written(folder / name, folder / name in done, done.get(folder / name)) for name in files)
    for file in written:
        if file.kept is not None:
            report.add("OUT-EDITED", Span(str(file.path)), kept=file.kept.name)
    return written


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def _refuse_open(path: Path) -> None:
    """Word leaves a lock file `~$name.docx` beside a document that it holds open."""
    if path.suffix == ".docx" and (path.parent / f"~${path.name[2:]}").exists():
        raise PermissionError(13, "~$", str(path))
    if path.is_dir():
        raise IsADirectoryError(21, "folder", str(path))


def _replace(beside: Path, path: Path, ours: str | None) -> Path | None:
    kept = None
    if ours is not None and path.exists() and _digest(path) != ours:
        number = 1
        while (kept := path.with_name(f"{path.stem}.rettet-{number}{path.suffix}")).exists():
            number += 1
        path.rename(kept)
    beside.replace(path)
    return kept
