"""Notices of what changes in the files that annexes are made from, as soon as they are quiet.

Only the folders with sources are watched, so that what is written to out/ is never heard of. Programs save in
their own ways: they empty a file and fill it again, move it aside and write a new one, lay lock files and
copies beside it. A notice therefore waits until nothing has changed for a moment, and longer while a file
looks half saved.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from watchfiles._rust_notify import RustNotify

from bilag.storage.project import SETTINGS

FOLDERS = ("content", "data", "templates")
_QUIET, _LONGEST, _PATIENCE = 50, 1600, 500
"""In ms: without a change; of changes without a pause; without a change to a file that looks half saved."""
_POLL = 300  # milliseconds between two looks where the system tells of nothing
_PASSING = re.compile(
    r"[.~].*|\#.*\#|.*(~|\.(tmp|bak|sw[a-z]|part|partial|crdownload|download))|[0-9A-F]{8}|4913",
    re.IGNORECASE,
)
"""What no annex is made from: hidden files, the lock files and copies of Excel and Word ("~$x.xlsx",
"~WRL1.tmp", "8D5A1F00"), LibreOffice (".~lock.x#"), Emacs and Vim, and downloads that have not arrived."""
_ENDS = {
    **dict.fromkeys((".csv", ".md", ".yaml", ".toml"), b"\n"),
    **dict.fromkeys((".xlsx", ".docx"), b"PK\x05\x06"),
    **dict.fromkeys((".jpg", ".jpeg"), b"\xff\xd9"),
    ".png": b"IEND\xaeB`\x82",
}
_TAIL = 22  # bytes: the end record of a zip file is the longest of the ends


def notices(root: Path, *, poll: bool = False) -> Iterator[frozenset[str]]:
    """Paths in the project that have changed, a set whenever they are quiet; it ends with KeyboardInterrupt.

    The first set is all FOLDERS and comes once they are watched, so that nothing is missed after it. A folder
    of FOLDERS means whatever is in it. `poll`: look again and again, as on a drive that tells nothing.
    """
    root = root.resolve()
    changed, folders, settings = set(FOLDERS), _folders(root), _stamp(root / SETTINGS)
    while True:
        try:
            watch = RustNotify([str(root / name) for name in folders], False, poll, _POLL, True, True)
        except FileNotFoundError:  # it went this very moment
            folders = _folders(root)
            continue
        with watch as watcher:
            while True:
                if changed >= set(FOLDERS) or (changed and all(_whole(root / path) for path in changed)):
                    yield frozenset(changed)
                    changed.clear()
                heard = watcher.watch(_LONGEST, _QUIET, _PATIENCE, None)
                if heard == "signal":
                    raise KeyboardInterrupt
                if isinstance(heard, set):
                    paths = (Path(path).relative_to(root) for _, path in heard)
                    changed |= {path.as_posix() for path in paths if not _passes(path)}
                if (now := _stamp(root / SETTINGS)) != settings:
                    settings = now
                    changed.add(SETTINGS)
                elif heard == "timeout" and changed:
                    yield frozenset(changed)
                    changed.clear()
                if (found := _folders(root)) != folders:  # one has come, gone or been put back
                    changed |= {name for name in FOLDERS if found.get(name) != folders.get(name)}
                    folders = found
                    break


def _passes(path: Path) -> bool:
    """A folder right below those of FOLDERS is an annex or a template, and may be called what it likes."""
    hidden = any(part.startswith(".") for part in path.parts)
    return hidden or any(_PASSING.fullmatch(part) for part in path.parts[2:])


def _folders(root: Path) -> dict[str, int]:
    """The folders that there are, each with what tells it from another of its name."""
    return {name: _stamp(root / name)[2] for name in FOLDERS if (root / name).is_dir()}


def _stamp(path: Path) -> tuple[int, int, int]:
    """When it was written, its size and its number on the drive; zeros where there is none."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _whole(file: Path) -> bool:
    """False of a file that is gone, empty or cannot be opened yet, or that does not end as its kind does.

    It may be meant so: this says only how long to wait.
    """
    try:
        if not file.is_file():
            return file.is_dir()
        with file.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _TAIL))
            tail = stream.read()
    except OSError:
        return False
    end = _ENDS.get(file.suffix.lower(), b"")
    return tail.startswith(end) if end[:2] == b"PK" else bool(tail) and tail.endswith(end)
