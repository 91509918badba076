"""The list of readers, and the one door through which a delivered file is read, whatever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bilag.storage.wordfile import MacrosError, UnreadableFileError, UnsafeFileError
from bilag.versions.delivered import CannotReadError, Carried, Delivered, FileKind
from bilag.versions.verdicts import Reason

LARGEST_FILE = 96 * 2**20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@contextmanager
def _word(data: bytes) -> Iterator[None]:
    """Around a reader of Word files: what it refuses, in words for people."""
    if b"word/document.xml" not in data:
        raise CannotReadError(Reason("this is a packed file, but no Word file"))
    try:
        yield
    except MacrosError as error:
        raise CannotReadError(Reason("the Word file has macros and is not opened")) from error
    except UnsafeFileError as error:
        raise CannotReadError(
            Reason("the Word file is refused: {detail} is too large, stands twice or is unsafe", str(error))
        ) from error
    except (UnreadableFileError, ValueError) as error:  # ValueError: a level of a list that is no number
        raise CannotReadError(Reason("the Word file is damaged or not complete")) from error


def _docx(data: bytes) -> Delivered:
    from bilag.versions.read.docx import delivered_docx  # noqa: PLC0415 - a reader loads what only it needs

    with _word(data):
        return delivered_docx(data)


def _docx_facts(data: bytes) -> Carried:
    from bilag.versions.read.docx import carried_docx  # noqa: PLC0415

    with _word(data):
        return carried_docx(data)


def _pdf(data: bytes) -> Delivered:
    from bilag.versions.read.pdf import delivered_pdf  # noqa: PLC0415

    return delivered_pdf(data)


def _pdf_facts(data: bytes) -> Carried:
    from bilag.versions.read.pdf import carried_pdf  # noqa: PLC0415

    return carried_pdf(data)


READERS: Mapping[FileKind, Callable[[bytes], Delivered]] = {"docx": _docx, "pdf": _pdf}
CARRIERS: Mapping[FileKind, Callable[[bytes], Carried]] = {"docx": _docx_facts, "pdf": _pdf_facts}


def read_delivered(data: bytes) -> Delivered:
    """What a Word or PDF file says. Raises CannotReadError, which says why, in words for people."""
    return READERS[_kind(data)](data)


def read_carried(data: bytes) -> Carried:
    """The facts of a Word or PDF file, and the data inside it. Raises CannotReadError."""
    return CARRIERS[_kind(data)](data)


def read_file(path: Path) -> Delivered:
    """A file on disk. Raises CannotReadError also where there is none."""
    return read_delivered(file_bytes(path))


def file_bytes(path: Path) -> bytes:
    """The bytes of a file that somebody named. Raises CannotReadError where it cannot be read at all."""
    try:
        if path.is_dir():
            raise CannotReadError(Reason("this is a folder; name a file in it"))
        if path.stat().st_size > LARGEST_FILE:
            raise CannotReadError(Reason("the file is refused: it is too large"))
        if not path.is_file():  # a device or a pipe may have no end
            raise CannotReadError(Reason("this is no ordinary file"))
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CannotReadError(Reason("there is no such file")) from error
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        raise CannotReadError(Reason("the file cannot be read: {detail}", str(error))) from error


def _kind(data: bytes) -> FileKind:
    """By its first bytes, never by its name."""
    if data.startswith(_ZIP):
        return "docx"
    if b"%PDF-" in data[:1024]:  # readers look for the header there (ISO 32000-1, Annex H)
        return "pdf"
    if data.startswith(_OLE):
        raise CannotReadError(Reason("the Word file is protected by a password or has the old format .doc"))
    raise CannotReadError(Reason("this is neither a Word file nor a PDF file"))
