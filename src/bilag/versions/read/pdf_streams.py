"""A hash of a PDF that does not change where another zlib packs the same streams otherwise."""

from __future__ import annotations

import hashlib
from typing import Any

from bilag.versions.read.pdf_tree import opened

_PACKED = ("/Length", "/Filter", "/DecodeParms")
_STORAGE = ("/XRef", "/ObjStm")


def streams_hash(data: bytes) -> str:
    """The SHA-256 over all objects of a PDF in the order of their numbers, streams as they are unpacked.

    Left out is how the file stores them: lengths, filters, the cross-reference stream with its /ID, and
    the streams that only hold other objects. Raises CannotReadError.
    """
    with opened(data) as (pikepdf, pdf):
        digest = hashlib.sha256()
        for number, thing in enumerate(pdf.objects, 1):
            if isinstance(thing, pikepdf.Stream) and str(thing.get("/Type", "")) in _STORAGE:
                continue
            digest.update(b"%d " % number + _unpacked(pikepdf, thing))
        return digest.hexdigest()


def _unpacked(pikepdf: Any, thing: Any) -> bytes:  # noqa: ANN401
    if not isinstance(thing, pikepdf.Stream):
        return bytes(thing.unparse(resolved=True)) + b"\n"
    entries = pikepdf.Dictionary({key: value for key, value in thing.items() if key not in _PACKED})
    try:
        data = thing.read_bytes()
    except pikepdf.PdfError:  # a picture that only its own filter unpacks
        data = thing.read_raw_bytes()
    return bytes(entries.unparse()) + b"\n%d\n" % len(data) + bytes(data) + b"\n"
