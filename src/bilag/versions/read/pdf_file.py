"""A PDF file that somebody sent, opened within bounds by pikepdf (QPDF), and a hash of what it holds."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from types import ModuleType
from typing import Any

from bilag.versions.delivered import CannotReadError
from bilag.versions.verdicts import Reason

Handle = Any
"""What pikepdf and PDFium give out, and their functions: neither has types."""
LARGEST_DECODED = 512 * 2**20
"""Of all compressed streams of a file together: that of a table of 50,000 rows has about 100 MiB."""
_STREAM = re.compile(rb"stream\r?\n")
_PIECE = 2**16
_PACKED = ("/Length", "/Filter", "/DecodeParms")
_STORAGE = ("/XRef", "/ObjStm")


class NotTaggedError(CannotReadError):
    """The file is no PDF, or has no structure tree that says what its text is."""


@contextmanager
def opened_pdf(data: bytes) -> Iterator[tuple[ModuleType, Handle]]:
    """The module pikepdf and the file as it opens it, within bounds, for as long as the block lasts.

    Raises CannotReadError, also for a fault that shows inside the block only.
    """
    import pikepdf  # noqa: PLC0415 - heavy, and only wanted here

    if b"%PDF-" not in data[:1024]:
        raise NotTaggedError(Reason("this is no PDF file"))
    _refuse_bombs(data)
    try:
        with _limits(pikepdf), pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise CannotReadError(Reason("the PDF file is encrypted, so it cannot be read"))
            yield pikepdf, pdf
    except pikepdf.PasswordError as error:
        raise CannotReadError(Reason("the PDF file is encrypted, so it cannot be read")) from error
    # What is damaged shows as a wrong type or a missing key as often as an error of QPDF's.
    except (pikepdf.PdfError, AttributeError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise NotTaggedError(Reason("the PDF file is damaged or not complete")) from error


def streams_hash(data: bytes) -> str:
    """The SHA-256 over all objects of a PDF in the order of their numbers, streams as they are unpacked.

    Left out is how the file stores them: lengths, filters, the cross-reference stream with its /ID, and
    the streams that only hold other objects. Raises CannotReadError.
    """
    with opened_pdf(data) as (pikepdf, pdf):
        digest = hashlib.sha256()
        for number, thing in enumerate(pdf.objects, 1):
            if isinstance(thing, pikepdf.Stream) and str(thing.get("/Type", "")) in _STORAGE:
                continue
            digest.update(b"%d " % number + _without_storage(pikepdf, thing))
        return digest.hexdigest()


def _without_storage(pikepdf: ModuleType, thing: Handle) -> bytes:
    if not isinstance(thing, pikepdf.Stream):
        return bytes(thing.unparse(resolved=True)) + b"\n"
    entries = pikepdf.Dictionary({key: value for key, value in thing.items() if key not in _PACKED})
    try:
        data = thing.read_bytes()
    except pikepdf.PdfError:  # a picture that only its own filter unpacks
        data = thing.read_raw_bytes()
    return bytes(entries.unparse()) + b"\n%d\n" % len(data) + bytes(data) + b"\n"


# --- bounds ---


def _refuse_bombs(data: bytes) -> None:
    """Unpack what lies behind each `stream`, a piece at a time, and refuse the file where it grows too large.

    PDFium has no bound of its own below a gigabyte a stream. What is packed in what is packed counts as well.
    """
    total = 0
    for start in _STREAM.finditer(data):
        total += _unpacked_size(data, start.end(), LARGEST_DECODED - total)


def _unpacked_size(data: bytes, at: int, most: int) -> int:
    """How long a stream that begins at `at` is when unpacked; 0 for one that is not deflated."""
    inflate, total = zlib.decompressobj(), 0
    inner: list[bytes] = []
    try:
        while not inflate.eof and at < len(data):
            piece = data[at : at + _PIECE]
            while piece and not inflate.eof:
                out = inflate.decompress(piece, _PIECE)
                if inner or (not total and _is_packed(out)):
                    inner.append(out)
                total += len(out)
                if total > most:
                    raise CannotReadError(Reason("the file is refused: unpacked it is too large"))
                piece = inflate.unconsumed_tail
            at += _PIECE
    except zlib.error:  # not deflated, or broken
        pass
    return total + (_unpacked_size(b"".join(inner), 0, most - total) if inner else 0)


def _is_packed(data: bytes) -> bool:
    """Whether this is a header of zlib (RFC 1950, 2.2)."""
    return len(data) > 1 and data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0


@contextmanager
def _limits(pikepdf: ModuleType) -> Iterator[None]:
    """QPDF's own bounds, which are the process's, while a file is read: for streams packed twice, too."""
    before = pikepdf.settings.set_qpdf_limits(flate_max_memory=LARGEST_DECODED, max_stream_filters=3)
    try:
        yield
    finally:
        pikepdf.settings.set_qpdf_limits(**before)
