"""Where the files of a batch go: a folder, or any address that fsspec knows (s3://, sftp://, ...).

Both know a file by its hash. What is there and is not ours is left as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import posixpath
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from bilag.diagnostics.findings import Report, Span
from bilag.storage.files import file_digest, placed, temporary, write_files

WHOLE = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "memory"}
"""Stores that show a file only when all of it is there; elsewhere it is written beside and renamed."""


class Store(Protocol):
    def put(self, files: Mapping[str, bytes], ours: Mapping[str, str], report: Report) -> dict[str, str]:
        """Put the files there; their names with their SHA-256, nothing where one could not be put.

        `ours` has the SHA-256 of what was put there before. Faults go to the report: OUT-FAILED, OUT-LOCKED,
        OUT-EDITED and OUT-FOREIGN.
        """

    def holds(self, outputs: Mapping[str, str]) -> bool:
        """Whether all of the files are there and are still the same."""

    def put_file(self, name: str, source: Path, report: Report) -> None:
        """Put a file of ours there, whatever was there by that name; `source` is taken away."""

    def shown(self, name: str) -> str:
        """How a person calls the file of that name."""


def store_at(address: str, root: Path, folder: Path) -> Store:
    """The store at `address`, or in `folder` where it is empty. Paths in messages are relative to `root`.

    ImportError where the library for the address is not installed, ValueError where there is none.
    """
    return _Address(address) if "://" in address else _Folder(root, folder)


class _Folder:
    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder

    def put(self, files: Mapping[str, bytes], ours: Mapping[str, str], report: Report) -> dict[str, str]:
        names = placed(self.folder, files, ours)
        actual = {names[name]: data for name, data in files.items()}
        if not write_files(self.root, self.folder, actual, ours, report, names):
            return {}
        return {name: hashlib.sha256(data).hexdigest() for name, data in actual.items()}

    def holds(self, outputs: Mapping[str, str]) -> bool:
        return all(file_digest(self.folder / name) == known for name, known in outputs.items())

    def put_file(self, name: str, source: Path, report: Report) -> None:
        beside = temporary(self.folder / name)[0]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, beside)
            beside.replace(self.folder / name)
            source.unlink()
        except OSError as error:
            report.add("OUT-FAILED", Span(self.shown(name)), reason=error.strerror or type(error).__name__)

    def shown(self, name: str) -> str:
        path = self.folder / name
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


class _Address:
    def __init__(self, address: str) -> None:
        import fsspec  # noqa: PLC0415 - an extra

        self.address = address.rstrip("/")
        self.files: Any
        self.files, self.path = fsspec.url_to_fs(self.address)
        self.protocol = self.address.partition("://")[0]

    def put(self, files: Mapping[str, bytes], ours: Mapping[str, str], report: Report) -> dict[str, str]:
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        name = ""
        try:
            missing = []
            for name, known in hashes.items():
                there = self._hash(name)
                if there not in ("", known, ours.get(name)):
                    report.add("OUT-FOREIGN", None, name=self.shown(name))
                if there != known:
                    missing.append(name)
            if report.has_errors():
                return {}
            for name in missing:
                self._write(name, files[name])
        except Exception as error:  # each store has errors of its own, and some are no OSError
            report.add("OUT-FAILED", Span(self.shown(name)), reason=str(error) or type(error).__name__)
            return {}
        return hashes

    def _hash(self, name: str) -> str:
        try:
            return hashlib.sha256(self.files.cat_file(self._at(name))).hexdigest()
        except FileNotFoundError:
            return ""

    def _write(self, name: str, data: bytes) -> None:
        if self.protocol in WHOLE:
            self.files.pipe_file(self._at(name), data)
            return
        beside = self._at(f".{name}.tmp")
        self.files.makedirs(self.path, exist_ok=True)
        self.files.pipe_file(beside, data)
        self.files.mv(beside, self._at(name))

    def holds(self, outputs: Mapping[str, str]) -> bool:
        with contextlib.suppress(Exception):  # then it is not known to be there, and is made anew
            return all(self._hash(name) == known for name, known in outputs.items())
        return False

    def put_file(self, name: str, source: Path, report: Report) -> None:
        try:
            if self.protocol not in WHOLE:
                self.files.makedirs(self.path, exist_ok=True)
            self.files.put_file(str(source), self._at(name))
            source.unlink()
        except Exception as error:
            report.add("OUT-FAILED", Span(self.shown(name)), reason=str(error) or type(error).__name__)

    def _at(self, name: str) -> str:
        return posixpath.join(self.path, name)

    def shown(self, name: str) -> str:
        return f"{self.address}/{name}"
