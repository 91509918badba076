"""Files on disk: written beside and renamed, all or none; what a person changed is left where it is."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from msgspec import Struct

from bilag.diagnostics.findings import Report, Span
from bilag.storage.lock import alone
from bilag.storage.manifest import file_hash


class Written(Struct, frozen=True):
    """A file of a build: `changed` is false where it already held the same bytes; `instead` is the file
    that somebody had edited, beside which this one was written."""

    path: Path
    changed: bool
    instead: Path | None = None


def placed(folder: Path, files: Mapping[str, bytes], ours: Mapping[str, str]) -> dict[str, str]:
    """The name that each of `files` gets in `folder`: its own, or where a person edited the file of that
    name one beside it, `kina.ny.docx`.

    `ours` has the SHA-256 of what earlier builds wrote: a file that is none of them was edited or put there
    by a person.
    """
    return {
        name: next(n for n in _names(name) if _is_ours(folder / n, data, ours.get(n)))
        for name, data in files.items()
    }


def _names(name: str) -> Iterator[str]:
    stem, suffix = Path(name).stem, Path(name).suffix
    yield name
    yield f"{stem}.ny{suffix}"
    for number in count(2):
        yield f"{stem}.ny-{number}{suffix}"


def _is_ours(path: Path, data: bytes, known: str | None) -> bool:
    """Whether nothing is lost where the file is replaced by `data`. What cannot be read is not replaced
    either: `write_files` says why."""
    try:
        return file_digest(path) in ("", known, hashlib.sha256(data).hexdigest())
    except OSError:
        return True


def write_files(
    root: Path,
    folder: Path,
    files: Mapping[str, bytes],
    ours: Mapping[str, str],
    report: Report,
    instead: Mapping[str, str] | None = None,
) -> tuple[Written, ...]:
    """Write `files` (name to bytes) into `folder`, which is made if need be, one process at a time.

    `ours` as in `placed`; `instead` is what that gave, so that the report can say which edited file each
    new one is put beside. A file beside one that is no longer edited is taken away. Files that are the same
    are not touched, and at no time is a file half written. Faults (a folder that cannot be made, a file that
    Word holds open) go to the report, at paths relative to `root`, and then every file is as it was.
    """
    changes: list[_Change] = []
    path = folder
    wanted = {actual: name for name, actual in (instead or {}).items() if actual != name}
    idle = [folder / other for name in files for other in left_beside(name, ours) if other not in files]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            try:
                for name, data in files.items():
                    path = folder / name
                    _clear(path)
                    if file_digest(path) != hashlib.sha256(data).hexdigest():
                        changes.append(_Change(path, ours.get(name), data))
                        changes[-1].beside.write_bytes(data)
                changes += [
                    _Change(path, ours[path.name]) for path in idle if file_digest(path) == ours[path.name]
                ]
                for change in changes:
                    path = change.path
                    _refuse_open(path)
                for change in changes:
                    path = change.path
                    change.make()
            except (_OpenError, OSError):
                for change in reversed(changes):
                    change.undo()
                raise
            for change in changes:
                change.forget()
    except _OpenError:
        report.add("OUT-LOCKED", _span(path, root))
        return ()
    except OSError as error:
        held = isinstance(error, PermissionError) and path.is_file() and os.access(folder, os.W_OK)
        rule = "OUT-LOCKED" if held else "OUT-FAILED"
        report.add(rule, _span(path, root), reason=error.strerror or type(error).__name__)
        return ()
    for actual, name in wanted.items():
        report.add("OUT-EDITED", _span(folder / name, root), beside=actual)
    done = {change.path for change in changes}
    edited = {actual: folder / name for actual, name in wanted.items()}
    return tuple(Written(folder / name, folder / name in done, edited.get(name)) for name in files)


def left_beside(name: str, ours: Mapping[str, str]) -> list[str]:
    """The files of earlier builds beside this one, which were written while it was edited: name.ny.docx,
    name.ny-2.docx."""
    begin, end = f"{Path(name).stem}.ny", Path(name).suffix
    numbers = ((other, other.removeprefix(begin).removesuffix(end)) for other in ours)
    return [
        other
        for other, number in numbers
        if other == f"{begin}{number}{end}" and (not number or (number[0] == "-" and number[1:].isdecimal()))
    ]


class _OpenError(Exception):
    """Another program has the file open, or has just saved it."""


class _Change:
    """One file on its way: what is written beside it, and a copy of what it replaces until all are done.

    Without `data` the file, which is ours, is taken away.
    """

    def __init__(self, path: Path, ours: str | None, data: bytes | None = None) -> None:
        self.path, self.ours, self.data = path, ours, data
        self.beside, self.before = temporary(path)
        self.existed = self.made = False

    def make(self) -> None:
        if self.path.exists():
            if file_digest(self.path) != self.ours:
                raise _OpenError
            _keep(self.path, self.before)
            self.existed = True
        self.made = True
        if self.data is None:
            self.path.unlink()
        else:
            self.beside.replace(self.path)

    def forget(self) -> None:
        _clear(self.path)

    def undo(self) -> None:
        with contextlib.suppress(OSError):
            if self.existed:
                self.before.replace(self.path)
            elif self.made:
                self.path.unlink(missing_ok=True)
        _clear(self.path)


def temporary(path: Path) -> tuple[Path, Path]:
    """Where a file is written before it gets its name, and where its older version waits meanwhile."""
    return path.with_name(f".{path.name}.tmp"), path.with_name(f".{path.name}.old")


def _keep(path: Path, before: Path) -> None:
    """Give a file that is to be replaced a second name, or where the disk knows no such thing, a copy."""
    before.unlink(missing_ok=True)  # of a build that was stopped here
    try:
        before.hardlink_to(path)
    except (OSError, NotImplementedError):
        from shutil import copyfile  # noqa: PLC0415 - only where it must

        copyfile(path, before)


def _clear(path: Path) -> None:
    """Take away what was written beside a file, by a build that was stopped too."""
    for left in temporary(path):
        with contextlib.suppress(OSError):
            left.unlink(missing_ok=True)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, "" where there is none."""
    try:
        return file_hash(path)
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


def _span(path: Path, root: Path) -> Span:
    try:
        return Span(path.resolve().relative_to(root.resolve()).as_posix())
    except ValueError:
        return Span(str(path))
