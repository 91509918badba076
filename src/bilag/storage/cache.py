"""The cache of a project, `.bilag/cache`: results by a key that says all that they depend on.

Nothing in it is needed: an entry that is missing, broken, cut short or another's is no entry, and what
cannot be written, as on a full disk, is not kept. An entry is one file, written beside and renamed, so that
two builds at once do each other no harm: a line with the SHA-256 of the rest, a line of JSON, and the bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import MsgspecError, msgpack

FORM = 1
LIMIT = 512 * 1024 * 1024
_IDLE = 1024 * 1024
_IGNORE = "# made by bilag; all of it can be made again\n*\n"


def key_of(*parts: object) -> str:
    """A key: the SHA-256 of its parts, which are what JSON can hold."""
    return hashlib.sha256(json.dumps([FORM, *parts], sort_keys=True).encode()).hexdigest()


class Cache:
    """The entries of the project at `root`, at most `limit` bytes of them: the oldest go first."""

    def __init__(self, root: Path, limit: int = LIMIT) -> None:
        self.folder, self.limit = root / ".bilag" / "cache", limit

    def get(self, key: str) -> tuple[Any, dict[str, bytes]]:
        """What `put` kept under the key: the value and the bytes by name. KeyError where there is nothing."""
        path = self.folder / key
        try:
            digest, _, rest = path.read_bytes().partition(b"\n")
            if digest.decode("ascii") != hashlib.sha256(rest).hexdigest():
                raise KeyError(key)
            line, _, data = rest.partition(b"\n")
            head = json.loads(line)
            if head["key"] != key:
                raise KeyError(key)
            found, start = {}, 0
            for name, size in head["files"]:
                found[name] = data[start : start + size]
                start += size
            value = head["value"]
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise KeyError(key) from error
        with contextlib.suppress(OSError):
            os.utime(path)
        return value, found

    def put(self, key: str, value: object, files: Mapping[str, bytes] | None = None) -> None:
        """Keep a value of JSON, and bytes by name. What does not fit, or cannot be written, is not kept."""
        named = files or {}
        head = {"key": key, "value": value, "files": [[name, len(data)] for name, data in named.items()]}
        rest = b"".join([json.dumps(head).encode(), b"\n", *named.values()])
        if len(rest) > self.limit:
            return
        beside = self.folder / f"{key}.{os.urandom(8).hex()}.tmp"
        try:
            self._made()
            beside.write_bytes(hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest)
            beside.replace(self.folder / key)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            return
        self._shrink()

    def _made(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / ".gitignore").write_text(_IGNORE, encoding="ascii")

    def _shrink(self) -> None:
        """Away with the oldest until the rest fits; what a stopped build left beside is one."""
        entries = sorted(self._entries(), reverse=True)
        total = 0
        for _, size, path in entries:
            total += size
            if total > self.limit:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    def _entries(self) -> Iterator[tuple[int, int, Path]]:
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                with contextlib.suppress(OSError):
                    if path.name != ".gitignore":
                        state = path.stat()
                        yield state.st_mtime_ns, state.st_size, path


class Shelf:
    """Values that follow from what they are asked for by, and from the tool, whose state is `tool`.

    They are small and many, so those of an annex are one entry of the cache: what a build asked for, and what
    earlier ones did, as long as that does not outweigh it.
    """

    def __init__(self, cache: Cache, tool: str, annex: str) -> None:
        self.cache, self.key = cache, key_of("shelf", tool, annex)
        try:
            self.found = cache.get(self.key)[1]
        except KeyError:
            self.found = {}
        self.used: dict[str, bytes] = {}

    def get(self, kind: Any, *question: str) -> Any:  # noqa: ANN401
        """The value that `put` kept, where it is one of that kind: a type that msgspec knows."""
        key = key_of(*question)
        data = self.used.get(key) or self.found.get(key)
        if data is None:
            return None
        try:
            value = msgpack.decode(data, type=kind, dec_hook=_array)
        except (MsgspecError, UnicodeDecodeError, OverflowError, RecursionError):
            return None
        self.used[key] = data
        return value

    def put(self, value: object, *question: str) -> None:
        # half a character, or a number of more than 64 bits: a file may spell them
        with contextlib.suppress(UnicodeEncodeError, OverflowError):
            self.used[key_of(*question)] = msgpack.encode(value, enc_hook=list)

    def keep(self) -> None:
        """Write the entry, where it has come to hold something else."""
        idle = sum(len(data) for key, data in self.found.items() if key not in self.used)
        if idle > max(_IDLE, sum(map(len, self.used.values()))):
            self.found = {}
        elif self.used.items() <= self.found.items():
            return
        self.found |= self.used
        self.cache.put(self.key, None, self.found)


def _array(kind: object, value: Any) -> array[int]:  # noqa: ANN401
    """Arrays of whole numbers are the one thing on the shelf that msgspec does not know."""
    return array("l", value)
