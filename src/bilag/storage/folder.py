"""A folder on disk that is made whole or not at all, and never changed again: an issued version.

It is written beside its place, to the disk, and then renamed. Whoever is stopped on the way, by a kill or a
full disk, leaves at most a folder beside it that the next one clears away.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bilag.storage.lock import alone

_BESIDE = ".issue.tmp"


@contextlib.contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """An empty folder in `folder`, for one process at a time: another waits here until this one is done.

    What is left of one that was stopped is cleared away first, and what was not published afterwards.
    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / _BESIDE
    with alone(folder):
        _clear(made)
        made.mkdir()
        try:
            yield made
        finally:
            with contextlib.suppress(OSError):
                _clear(made)


def put(path: Path, data: bytes) -> None:
    """Write a file to the disk, with the folders above it; nobody is meant to write in it again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    path.chmod(0o444)  # Word opens it as read-only; git and `rm -r` do not mind


def publish(made: Path, place: Path) -> None:
    """Give a folder that is complete its name. Raises OSError, also where there is one of that name."""
    for folder in (*(f for f in sorted(made.rglob("*")) if f.is_dir()), made):
        _sync(folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():  # an empty folder would be replaced
        raise FileExistsError(17, os.strerror(17), str(place))
    made.rename(place)
    _sync(place.parent)


def _sync(folder: Path) -> None:
    """The names in a folder, to the disk; Windows opens no folder, and does it by itself."""
    if sys.platform != "win32":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _clear(made: Path) -> None:
    """Remove the folder; on Windows a file must first be one that may be written."""
    for path in sorted(made.rglob("*")) if made.exists() else ():
        if path.is_file() and not path.is_symlink():
            path.chmod(0o644)
    if made.exists():
        shutil.rmtree(made)
