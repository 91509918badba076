"""Files on disk: written beside and renamed, all or none; nothing that a person changed is lost."""

from __future__ import annotations

import contextlib
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
    root: Path, folder: Path, files: Mapping[str, bytes], ours: Mapping[str, str], report: Report
) -> tuple[Written, ...]:
    """Write `files` (name to bytes) into `folder`, which is made if need be.

    `ours` has the SHA-256 of what earlier builds wrote: a file that is none of them was edited or put there
    by a person and is kept under another name. Files that are the same are not touched. Faults (a folder
    that cannot be made, a file that Word holds open) go to the report, at paths relative to `root`, and
    then every file is as it was.
    """
    changes: list[_Change] = []
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            path = folder / name
            if _digest(path) == hashlib.sha256(data).hexdigest():
                continue
            change = _Change(path, folder / f".{name}.{os.getpid()}.tmp", ours.get(name))
            changes.append(change)
            change.beside.write_bytes(data)
        for change in changes:
            path = change.path
            _refuse_open(path)
        for change in changes:
            path = change.path
            change.make()
    except _OpenError:
        report.add("OUT-LOCKED", _span(path, root))
    except OSError as error:
        held = isinstance(error, PermissionError) and path.is_file() and os.access(folder, os.W_OK)
        rule = "OUT-LOCKED" if held else "OUT-FAILED"
        report.add(rule, _span(path, root), reason=error.strerror or type(error).__name__)
    else:
        for change in changes:
            change.forget()
            if change.kept is not None:
                report.add("OUT-EDITED", _span(change.path, root), kept=change.kept.name)
        done = {change.path: change.kept for change in changes}
        return tuple(Written(folder / name, folder / name in done, done.get(folder / name)) for name in files)
    for change in reversed(changes):
        change.undo()
    return ()


class _OpenError(Exception):
    """Another program has the file open."""


class _Change:
    """One file on its way: what is written beside it, and the version that it replaces until all are done."""

    def __init__(self, path: Path, beside: Path, ours: str | None) -> None:
        self.path, self.beside, self.ours = path, beside, ours
        self.before: Path | None = None
        self.kept: Path | None = None
        self.made = False

    def make(self) -> None:
        if self.path.exists():
            kept = _digest(self.path) != self.ours
            aside = _free(self.path) if kept else self.beside.with_suffix(".old")
            self.path.rename(aside)
            self.before = aside
            self.kept = aside if kept else None
        self.beside.replace(self.path)
        self.made = True

    def forget(self) -> None:
        if self.before is not None and self.kept is None:
            with contextlib.suppress(OSError):
                self.before.unlink(missing_ok=True)

    def undo(self) -> None:
        with contextlib.suppress(OSError):
            if self.before is not None:
                self.before.replace(self.path)
            elif self.made:
                self.path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.beside.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def _refuse_open(path: Path) -> None:
    """Word leaves a lock file beside a document that it holds open: `~$` before the name, of which the
    first two letters are left out (one of a stem of seven, none of a shorter one)."""
    dropped = min(max(len(path.stem) - 6, 0), 2)
    if path.suffix == ".docx" and path.with_name(f"~${path.name[dropped:]}").exists():
        raise _OpenError
    if path.is_dir():
        raise IsADirectoryError(21, os.strerror(21), str(path))


def _free(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.stem}.rettet-{number}{path.suffix}")).exists():
        number += 1
    return kept


def _span(path: Path, root: Path) -> Span:
    try:
        return Span(path.resolve().relative_to(root.resolve()).as_posix())
    except ValueError:
        return Span(str(path))
