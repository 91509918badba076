"""A process that is stopped, or whose disk is full, at a chosen call to the file system.

Python tells its audit hooks of every call that opens, names or removes a file, before it is made. A hook of
ours counts those that change something below a folder, and acts at the one that was chosen. A write counts
in its middle, where half of it is on the disk.

Run as a program it carries out `bilag` and is killed there by the system: `python -m tests.faults FOLDER
NUMBER COMMAND ...`; with the number 0 it prints how many calls there were.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod"}
_WRITING = os.O_WRONLY | os.O_RDWR


class Killed(BaseException):
    """The end of the process: nothing after it changes a file."""


class _Watch:
    folder = ""
    at = 0
    count = 0
    act: Callable[[], None] | None = None

    def tick(self, path: Any) -> None:
        if self.act is None or not str(path).startswith(self.folder):
            return
        self.count += 1
        if self.count == self.at or (self.count > self.at > 0 and self.act is killed):
            self.act()


WATCH = _Watch()


def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def killed() -> None:
    raise Killed


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if WATCH.act is None or event not in _EVENTS:
        return
    path = arguments[0]
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        if not (flags & _WRITING or (isinstance(mode, str) and set(mode) & set("wxa+"))):
            return
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if isinstance(path, str | os.PathLike):
        WATCH.tick(path)


class _Halfway:
    """A file that is being written, which counts when half of a piece is on the disk."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle

    def __enter__(self) -> _Halfway:
        return self

    def __exit__(self, *_: object) -> None:
        self.handle.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.handle, name)

    def write(self, data: Any) -> int:
        half = len(data) // 2
        self.handle.write(data[:half])
        self.handle.flush()
        WATCH.tick(self.handle.name)
        return half + self.handle.write(data[half:])


@contextmanager
def watching(folder: Path, at: int, act: Callable[[], None]) -> Iterator[_Watch]:
    """Act at the call of that number, from 1; never where it is 0. The watch has the count."""
    real_open, real_sync = Path.open, os.fsync

    def opened(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        handle = real_open(self, mode, *rest, **more)
        return _Halfway(handle) if set(mode) & set("wx") and str(self).startswith(WATCH.folder) else handle

    def synced(number: int) -> None:
        WATCH.tick(WATCH.folder)

    WATCH.folder, WATCH.at, WATCH.count, WATCH.act = str(folder), at, 0, act
    Path.open, os.fsync = opened, synced  # type: ignore[method-assign,assignment]
    try:
        yield WATCH
    finally:
        Path.open, os.fsync = real_open, real_sync  # type: ignore[method-assign]
        WATCH.act = None


sys.addaudithook(_hook)


def _main() -> int:
    from bilag.cli import run

    folder, number = Path(sys.argv[1]), int(sys.argv[2])
    with watching(folder, number, lambda: os.kill(os.getpid(), signal.SIGKILL)) as watch:
        code = run(sys.argv[3:])
    print(watch.count, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(_main())
