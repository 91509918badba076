"""What a build depends on, as hashes: the tool and its libraries, and the files that an annex is made from.

A file that was looked for and is not there counts too: it may come.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import bilag
from bilag.manifest import file_hash, sha256
from bilag.project import CORRECTIONS, FACTS, PACKAGE, SETTINGS, TERMS, ledger_folder, template_folder

_SHAPING = ("word.docx", "word.dotx", "theme.toml")
"""What is looked for in a template's folder before anything says what else there is."""
Looked = dict[str, str]
"""Paths with the SHA-256 of the file, or an empty text where there is none."""


@cache
def tool_state() -> str:
    """A hash of all that is not the project's and that the bytes depend on: our own code, the version of
    each library that is installed, Python and zlib."""
    package = Path(bilag.__file__).parent
    code = [(path.as_posix(), file_hash(package / path)) for path in _code(package)]
    installed = sorted({name for place in sys.path for name in _distributions(place)})
    return sha256(repr((bilag.__version__, code, installed, sys.version, zlib.ZLIB_RUNTIME_VERSION)).encode())


def _code(package: Path) -> Iterator[Path]:
    """The files of the package that are read while it runs, but for the templates, which are inputs."""
    for folder, below, files in os.walk(package):
        below[:] = sorted(name for name in below if name not in ("__pycache__", "templates", "rules"))
        for name in sorted(files):
            if name.endswith((".py", ".mo")):
                yield Path(folder, name).relative_to(package)


def _distributions(place: str) -> list[str]:
    """The libraries installed in a folder of sys.path, with their versions, as installers name them."""
    try:
        with os.scandir(place or ".") as entries:
            return [entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
    except OSError:  # a zip file, or nothing
        return []


def looked_for(annex: str, read: Iterable[str]) -> list[str]:
    """The paths that a build of an annex looks at: those that were `read`, and those that it always tries."""
    data = f"data/{annex}"
    always = (SETTINGS, TERMS, *(f"{data}/{file}" for file in (PACKAGE, FACTS, CORRECTIONS)))
    return sorted({*read, *always})


def looked_at(root: Path, annex: str, paths: Iterable[str], template: str, parts: Iterable[str]) -> Looked:
    """The files of the project at `paths`, the `parts` of the template and the ledger as they are now.

    Raises OSError for what is there and cannot be read.
    """
    base = os.path.realpath(root)
    found: Looked = {}
    for path in paths:
        real = os.path.realpath(root / path)
        # A link is allowed or not by where it leads, whatever it holds.
        link = "" if Path(real) == Path(base, path) else f" {os.path.relpath(real, base)}"
        found[path] = _hash(root / path) + link
    folder, shown = template_folder(root, template)
    for part in {*_SHAPING, *parts}:
        found[f"{shown}/{part}"] = _hash(folder / part)
    found |= ledger_state(root, annex)
    return found


def ledger_state(root: Path, annex: str) -> Looked:
    """What was issued of an annex: the record and the facts of each version."""
    try:
        versions = sorted(ledger_folder(root, annex).iterdir())
    except FileNotFoundError:
        return {}
    return {
        f"issued/{version.name}/{file}": _hash(version / file)
        for version in versions
        for file in ("issue.json", "facts.json")
    }


def signatures(root: Path, annex: str) -> dict[str, tuple[int, ...]]:
    """Size, times and number of each file that an annex may be made from: they differ after a change."""
    tops = (root / "content" / annex, root / "data" / annex, root / "templates", ledger_folder(root, annex))
    files = [Path(folder, f) for top in tops for folder, _, here in os.walk(top) for f in here]
    return {str(path): _signature(path) for path in (root / SETTINGS, root / TERMS, *files)}


def _signature(path: Path) -> tuple[int, ...]:
    try:
        state = path.stat()
    except OSError:
        return ()
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


def _hash(path: Path) -> str:
    try:
        return file_hash(path)
    except (FileNotFoundError, NotADirectoryError):
        return ""
