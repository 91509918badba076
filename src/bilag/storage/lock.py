"""One process at a time in a folder."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":

    @contextlib.contextmanager
    def alone(folder: Path) -> Iterator[None]:
        """Windows locks no folder: there, two at a time are told apart by the renames that fail."""
        yield
else:
    import fcntl

    @contextlib.contextmanager
    def alone(folder: Path) -> Iterator[None]:
        """Another process waits here until this one is done. The lock is the system's own, on the folder
        itself: it goes with the process that holds it, and leaves no file behind. Raises OSError."""
        number = os.open(folder, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):  # a file system without locks
                fcntl.flock(number, fcntl.LOCK_EX)
            yield
        finally:
            os.close(number)
