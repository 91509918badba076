"""What a build depends on, as hashes: the tool and its libraries, and the files that an annex is made from.

A file that was looked for and is not there counts too: it may come.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import bilag
from bilag.storage.cache import Cache, key_of
from bilag.storage.manifest import file_hash
from bilag.storage.project import (
    CORRECTIONS,
    FACTS,
    PACKAGE,
    SETTINGS,
    TERMS,
    ledger_folder,
    template_folder,
)

_SHAPING = ("word.docx", "word.dotx", "theme.toml")
"""What is looked for in a template's folder before anything says what else there is."""
Looked = dict[str, str]
"""Paths with the SHA-256 of the file, or an empty text where there is none."""


def tool_state(store: Cache) -> str:
    """A hash of all that is not the project's and that the bytes depend on: our own code, the version of
    each library that is installed, Python and zlib. `store` keeps that of the code while it is untouched."""
    package = Path(bilag.__file__).parent
    files = sorted(_code(str(package), ""))
    touched = key_of("code", str(package), files)
    try:
        code, _ = store.get(touched)
    except KeyError:
        code = key_of([(name, file_hash(package / name)) for name, *_ in files])
        store.put(touched, code)
    installed = sorted({name for place in sys.path for name in _distributions(place)})
    return key_of(bilag.__version__, code, installed, sys.version, zlib.ZLIB_RUNTIME_VERSION)


def _code(folder: str, below: str) -> Iterator[tuple[str, int, int, int]]:
    """The files that the package is made of, but for the templates, which are inputs: name, size, times."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".mo")):
                state = entry.stat()
                yield below + entry.name, state.st_size, state.st_mtime_ns, state.st_ctime_ns
            elif entry.is_dir() and entry.name not in ("__pycache__", "templates"):
                yield from _code(entry.path, f"{below}{entry.name}/")


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
