"""The objects of a PDF file as bytes: streams, object streams and a cross-reference stream.

Object streams hold all that is no stream itself; PDF/A-2 and 3 allow them, and they make a large file a
quarter of its size.
Sources: ISO 32000-1 7.3.8 (streams), 7.5.7 (object streams), 7.5.8 (cross-reference streams); ISO 19005-2
6.1.3 (file identifiers), 6.1.7 (streams).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from hashlib import md5

from bilag.write.pdf.file.pdfbase import Raw

_IN_STREAM = 200
_LEVEL = 6
_ENTRY = struct.Struct(">BIH")  # its kind, a place of four bytes, an index of two
_PACKED, _ALONE = 2, 1


def stream(data: bytes, entries: bytes = b"", *, packed: bool = True) -> Raw:
    """A stream object; `packed` deflates it."""
    if packed:
        data, entries = zlib.compress(data, _LEVEL), entries + b"/Filter/FlateDecode"
    return Raw(b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), closed(data)))


def closed(data: bytes) -> bytes:
    """The bytes of a stream as they are written before the end of line and `endstream`.

    Where they end with CR, the LF after them would make one end of line with it, and the stream would be a
    byte shorter than its Length: then the end of line is CR LF (ISO 32000-1 7.3.8.1).
    """
    return data + b"\r" if data.endswith(b"\r") else data


def serialise(objects: Iterable[tuple[int, bytes]], size: int, catalog: int, info: int) -> bytes:
    """A whole file of numbered objects, which are taken one by one.

    `size` is one more than the highest number; `catalog` and `info` are those of the catalog and the
    information dictionary. The /ID comes from the file's own bytes, so that equal objects give equal files.
    """
    return _File(size).of(objects, catalog, info)


class _File:
    def __init__(self, size: int) -> None:
        self.out = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
        self.position = len(self.out[0])
        self.size = size
        self.entries = bytearray(_ENTRY.size * size)
        self.enter(0, 0, 0, 0xFFFF)

    def of(self, objects: Iterable[tuple[int, bytes]], catalog: int, info: int) -> bytes:
        group: list[tuple[int, bytes]] = []
        for number, body in objects:
            if body.endswith(b"endstream"):
                self.add(number, body)
                continue
            group.append((number, body))
            if len(group) == _IN_STREAM:
                self.pack(group)
        if group:
            self.pack(group)
        self.enter(self.size, _ALONE, self.position, 0)
        digest = md5(usedforsecurity=False)
        for chunk in self.out:
            digest.update(chunk)
        name = digest.hexdigest().upper().encode()
        data = zlib.compress(self.entries, _LEVEL)
        self.out.append(
            b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]"
            b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
            % (
                self.size,
                self.size + 1,
                catalog,
                info,
                name,
                name,
                len(data),
                closed(data),
                self.position,
            )
        )
        return b"".join(self.out)

    def enter(self, number: int, kind: int, place: int, index: int) -> None:
        """The entry of an object in the cross-reference stream."""
        at = _ENTRY.size * number
        self.entries[at : at + _ENTRY.size] = _ENTRY.pack(kind, place, index)

    def add(self, number: int, body: bytes) -> None:
        self.enter(number, _ALONE, self.position, 0)
        self.out.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        self.position += len(self.out[-1])

    def pack(self, group: list[tuple[int, bytes]]) -> None:
        """Objects as one stream, which is the next object; the group is empty then."""
        offset, heads = 0, []
        for index, (number, body) in enumerate(group):
            heads.append(b"%d %d" % (number, offset))
            offset += len(body) + 1
            self.enter(number, _PACKED, self.size, index)
        head = b" ".join(heads) + b"\n"
        data = zlib.compress(head + b"\n".join([body for _, body in group]), _LEVEL)
        about = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        self.add(self.size, about % (len(group), len(head), len(data), closed(data)))
        self.size += 1
        group.clear()
