"""Reads files of the project safely: none outside its root, none too large, only text as text.

A path is what a person wrote in YAML: relative, with `/` between its parts, as Data Package v2 asks of a
resource ("MUST NOT be absolute or include relative parent paths"). Every fault is a finding; nothing raises.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.yaml.shapes import nearest

MEGABYTE = 1024 * 1024
TEXT_LIMIT = 64 * MEGABYTE
TABLE_LIMIT = 2048 * MEGABYTE
TEMPLATE_LIMIT = 32 * MEGABYTE

# Names that Windows gives to devices, whatever follows the first full stop.
_DEVICES = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])"
)
_BAD_CHARACTERS = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 65536
_SMALL = 16_384


class Source(Struct, frozen=True):
    """A file that may be read: its place on disk, and its path in the project as messages name it."""

    file: Path
    path: str


def locate(
    root: Path, relative: str, report: Report, *, within: str = "", where: Span | None = None
) -> Source | None:
    """The regular file that `relative` names inside `root`, or None with the fault in the report.

    `within` is a folder of the project that the path starts from and may not leave. A fault is reported at
    `where`, the place that names the file (a line of datapackage.yaml), or else at the file itself.
    """
    path = f"{within}/{relative}" if within else relative
    place = where or Span(path)
    if not _is_plain(relative):
        report.add("FILE-OUTSIDE", place, path=relative)
        return None
    if straight := _straight(root, path):
        return Source(straight, path)
    base = (root / within).resolve()
    file = base.joinpath(*relative.split("/"))
    try:
        real = file.resolve(strict=True)
        mode = real.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        report.add("FILE-MISSING", place, path=path, nearest=_nearest_file(file, base))
        return None
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links, before Python 3.13
        report.add("FILE-UNREADABLE", place, path=path, reason=_reason(error))
        return None
    if not real.is_relative_to(base) or not base.is_relative_to(root.resolve()):
        report.add("FILE-OUTSIDE", place, path=relative)
    elif stat.S_ISDIR(mode):
        report.add("FILE-DIRECTORY", place, path=path)
    elif not stat.S_ISREG(mode):
        report.add("FILE-UNREADABLE", place, path=path, reason="no regular file")
    else:
        return Source(real, path)
    return None


def _straight(root: Path, path: str) -> Path | None:
    """The regular file, if no part of its path below the root is a link: then nothing needs to be
    resolved."""
    place, mode = os.fspath(root), 0
    for part in path.split("/"):
        place = f"{place}/{part}"
        try:
            status = os.lstat(place)
        except OSError:
            return None
        mode = status.st_mode
        if stat.S_ISLNK(mode) or getattr(status, "st_reparse_tag", None):  # the tag: a junction of Windows
            return None
    return Path(place) if stat.S_ISREG(mode) else None


def read_bytes(
    root: Path,
    relative: str,
    report: Report,
    *,
    limit: int = TEXT_LIMIT,
    within: str = "",
    where: Span | None = None,
) -> bytes | None:
    """The bytes of a file of the project, at most `limit` of them; None with the fault in the report."""
    source = locate(root, relative, report, within=within, where=where)
    if source is None:
        return None
    with opened(source, report, limit) as handle:
        if handle is not None:
            return handle.read(limit)
    return None


def small(handle: BinaryIO) -> bytes | None:
    """The bytes of a data file that is small enough to be remembered (its table takes ten times as many), or
    None."""
    data = handle.read(_SMALL + 1)
    handle.seek(0)
    return data if len(data) <= _SMALL else None


def still_holds(root: Path, relative: str, data: bytes, *, within: str = "") -> bool:
    """Whether a file of the project has just these bytes. It is read in pieces, which stay in the processor's
    cache: that takes a sixth of the time of `read_bytes` for a large file."""
    source = locate(root, relative, unheard := Report(), within=within)
    if source is None:
        return False
    with opened(source, unheard, len(data)) as handle:
        if handle is None:
            return False
        at = 0
        while piece := handle.read(_CHUNK):
            if not data.startswith(piece, at):
                return False
            at += len(piece)
        return at == len(data)
    return False


def read_text(
    root: Path,
    relative: str,
    report: Report,
    *,
    encoding: str = "utf-8",
    limit: int = TEXT_LIMIT,
    within: str = "",
    where: Span | None = None,
) -> str | None:
    """The text of a file, without a byte order mark and with its line ends as they are.

    Faults: those of `locate`, FILE-TOO-LARGE, FILE-BINARY (a NUL byte), FILE-ENCODING.
    """
    data = read_bytes(root, relative, report, limit=limit, within=within, where=where)
    if data is None:
        return None
    path = f"{within}/{relative}" if within else relative
    if not check_start(data[:_CHUNK], path, encoding, report):
        return None
    if encoding == "utf-8" and data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        skipped = len(codecs.BOM_UTF8)
    else:
        skipped = 0
    if (nul := data.find(b"\0")) >= 0:
        report.add("FILE-BINARY", Span(path, data.count(b"\n", 0, nul) + 1))
        return None
    try:
        return composed(data.decode(encoding))
    except UnicodeDecodeError as error:
        begin = data.rfind(b"\n", 0, error.start) + 1
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[begin : error.start].decode(encoding, "replace")) + 1
        add_encoding_fault(
            report, Span(path, line, column), encoding, data[error.start], error.start + skipped
        )
        return None


def composed(text: str) -> str:
    """The text with each letter as one character (NFC): an "a" and a ring above it become "å"."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@contextmanager
def opened(source: Source, report: Report, limit: int) -> Iterator[BinaryIO | None]:
    """The file, open for reading, or None where it cannot be opened or is larger than `limit`.

    An OSError while it is read ends the block and becomes a finding too.
    """
    place = Span(source.path)
    try:
        handle = source.file.open("rb")
    except OSError as error:
        report.add("FILE-UNREADABLE", place, path=source.path, reason=_reason(error))
        yield None
        return
    with handle:
        if os.fstat(handle.fileno()).st_size > limit:
            report.add("FILE-TOO-LARGE", place, limit=limit // MEGABYTE)
            yield None
            return
        try:
            yield handle
        except OSError as error:
            report.add("FILE-UNREADABLE", place, path=source.path, reason=_reason(error))


def check_start(start: bytes, path: str, encoding: str, report: Report) -> bool:
    """Whether a file's first bytes may be text of that encoding, not UTF-16 or (under cp1252) UTF-8."""
    if encoding == "utf-16":
        if not start.startswith(_UTF16):
            report.add("FILE-ENCODING-OTHER", Span(path, 1), encoding=encoding, seen="?")
        return start.startswith(_UTF16)
    if start.startswith(_UTF16):
        report.add("FILE-ENCODING-OTHER", Span(path, 1), encoding=encoding, seen="UTF-16")
        return False
    if (nul := start.find(b"\0")) >= 0:
        report.add("FILE-BINARY", Span(path, start.count(b"\n", 0, nul) + 1))
        return False
    if encoding != "utf-8" and not start.isascii() and _is_utf8(start):
        report.add("FILE-ENCODING-OTHER", Span(path, 1), encoding=encoding, seen="utf-8")
        return False
    return True


def add_encoding_fault(report: Report, span: Span, encoding: str, byte: int, offset: int) -> None:
    """Report a byte that the encoding does not know; the hint is cp1252, which Danish Windows programs
    write."""
    guess = "cp1252" if encoding == "utf-8" and byte not in b"\x81\x8d\x8f\x90\x9d" else ""
    report.add("FILE-ENCODING", span, encoding=encoding, byte=f"0x{byte:02X}", offset=offset, nearest=guess)


def add_blank_rows(report: Report, lines: Sequence[int], span: Callable[[int], Span]) -> None:
    """Warn of a gap of blank rows, the file's `lines`, between rows of data. They are skipped, and shift the
    numbers that people count; every later row keeps the number that it has in the file."""
    first, last = lines[0], lines[-1]
    report.add("DATA-BLANK-ROW", span(first), rows=str(first) if first == last else f"{first}-{last}")


def _is_utf8(start: bytes) -> bool:
    """Whether the bytes are UTF-8 with a letter beyond ASCII; the last letter may be cut off."""
    try:
        return not codecs.getincrementaldecoder("utf-8")().decode(start).isascii()
    except UnicodeDecodeError:
        return False


def _is_plain(relative: str) -> bool:
    parts = relative.split("/")
    return not _BAD_CHARACTERS.search(relative) and all(
        part not in ("", ".", "..")
        and part == part.strip(" ")
        and not _DEVICES.fullmatch(part.split(".")[0].strip().lower())
        for part in parts
    )


def _nearest_file(file: Path, base: Path) -> str:
    """The name in the same folder that is most like the one asked for."""
    folder = file.parent
    if not folder.is_dir() or not folder.resolve().is_relative_to(base):
        return ""
    return nearest(file.name, sorted(entry.name for entry in folder.iterdir() if entry.is_file())[:2000])


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
