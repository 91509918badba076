"""Pictures as they may travel: upright, in grey or RGB, and nothing in the file but what is seen.

A camera's file says where, when and with what it was taken, and may hold a small copy of what was cropped
away. Word and PDF would carry all of that along. So a JPEG keeps only what decodes it, to the bit; a PNG is
written anew from its pixels, and what is fully clear becomes white. Only a JPEG that must be turned, or
that Word or PDF would show in other colours, is compressed anew.

Colours are taken as sRGB: a profile goes the way of the rest, so that Word and PDF show the same.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from bilag.diagnostics.findings import Report, Span

if TYPE_CHECKING:
    from PIL import Image

MEGAPIXELS = 50
"""More are no use on paper, and unpacking them takes a machine's memory."""

Fault = Literal["kind", "cmyk", "size", "moving", "broken"]
_RULES: dict[Fault, str] = {
    "kind": "PICTURE-KIND",
    "cmyk": "PICTURE-CMYK",
    "size": "PICTURE-SIZE",
    "moving": "PICTURE-MOVING",
    "broken": "PICTURE-UNUSABLE",
}
_SIGNATURES = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError, TypeError, struct.error)
"""What Pillow raises where a file is not what it should be."""

_ORIENTATION = 0x0112  # of EXIF: 1 is upright

# The segments of a JPEG (ITU-T T.81, table B.1): frames, tables and scans are the picture.
_FRAMES = (0xC0, 0xC1, 0xC2)  # those that PDF readers and Word know: baseline, extended, progressive
_TABLES = (0xC4, 0xDB, 0xDD)
_OTHER_FRAMES = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
_SCAN, _END, _APP0, _APP14 = 0xDA, 0xD9, 0xE0, 0xEE
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_START = b"\xff\xd8" + b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
"""JFIF 1.02: no density and no small copy. It says that the colours are YCbCr, and Word files ask for it."""


class PictureError(ValueError):
    """A picture that cannot be in an annex, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class CleanPicture(Struct, frozen=True):
    """PNG or JPEG bytes that hold nothing but the picture; its size in pixels."""

    data: bytes
    width: int
    height: int


def pixels(data: bytes) -> tuple[int, int]:
    """Width and height of a picture. OSError where the bytes are none that can be read."""
    from PIL import Image  # noqa: PLC0415 - only where there is a picture

    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


def usable(data: bytes, file: str, where: Span, report: Report) -> CleanPicture | None:
    """The picture without what is not seen, or None with the fault in the report."""
    try:
        return clean(data)
    except PictureError as error:
        report.add(_RULES[error.fault], where, file=file, limit=MEGAPIXELS)
        return None


def clean(data: bytes) -> CleanPicture:
    """The picture without what is not seen: the same bytes for the same file. Raises PictureError."""
    from PIL import Image  # noqa: PLC0415

    kind = next((kind for kind, start in _SIGNATURES.items() if data.startswith(start)), None)
    if kind is None:
        raise PictureError("kind")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=(kind,)) as image:
                made = _cleaned(image, kind, data)
                return CleanPicture(made, *pixels(made))
    except PictureError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureError("size") from error
    except _BROKEN as error:
        raise PictureError("broken") from error


def _cleaned(image: Image.Image, kind: str, data: bytes) -> bytes:
    from PIL import ImageOps  # noqa: PLC0415

    if image.width * image.height > MEGAPIXELS * 1_000_000:
        raise PictureError("size")
    if image.mode not in ("1", "L", "LA", "P", "PA", "RGB", "RGBA") and not image.mode.startswith("I"):
        raise PictureError("cmyk")
    if kind == "PNG" and getattr(image, "is_animated", False):
        raise PictureError("moving")
    image.load()
    upright = image
    if image.getexif().get(_ORIENTATION, 1) != 1:
        upright = ImageOps.exif_transpose(image)
    elif kind == "JPEG" and (same := _stripped(data)) is not None:
        return same
    plain = _plain(upright)
    plain.info = {}
    out = io.BytesIO()
    if kind == "PNG":
        plain.save(out, "PNG")
        return out.getvalue()
    plain.save(out, "JPEG", quality=95, subsampling=0)
    return _stripped(out.getvalue()) or out.getvalue()


def _plain(image: Image.Image) -> Image.Image:
    """As grey or RGB in eight bits, with an alpha channel only where something shows through."""
    from PIL import Image as pillow  # noqa: N813, PLC0415

    clear = image.info.get("transparency")
    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off instead of scaling
        grey = image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
        if clear is None:
            return grey
        levels = memoryview(image.convert("I;16").tobytes()).cast("H")
        alpha = pillow.frombytes("L", image.size, bytes(0 if level == clear else 255 for level in levels))
        image = pillow.merge("LA", (grey, alpha))
    elif clear is None and "A" not in image.getbands():
        return image.convert("L" if image.mode in ("1", "L") else "RGB")
    image = image.convert("RGBA")
    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return image.convert("RGB")
    white = pillow.new("RGBA", image.size, (255, 255, 255, 0))
    return pillow.composite(image, white, alpha.point(lambda level: 255 if level else 0))


def _stripped(data: bytes) -> bytes | None:
    """A JPEG without anything but the picture, or None where that would not be shown alike everywhere.

    What follows the end of the picture is left out too: a second picture, a film.
    """
    out, at = [_START], 2
    jfif, adobe, components = False, -1, b""
    try:
        while True:
            if data[at] != 0xFF:
                return None
            while data[at + 1] == 0xFF:
                at += 1
            marker = data[at + 1]
            if marker == _END:
                plain_rgb = components == b"RGB" if adobe < 0 else adobe == 0
                other = len(components) == 3 and not jfif and plain_rgb
                return None if other else b"".join(out) + b"\xff\xd9"
            end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
            content = data[at + 4 : end]
            if marker in _OTHER_FRAMES or end < at + 4 or end > len(data):
                return None
            if marker == _APP0 and content.startswith(b"JFIF\0"):
                jfif = True
            elif marker == _APP14 and content.startswith(b"Adobe"):
                adobe = content[11]
            elif marker in _FRAMES:
                components = content[6 : 6 + 3 * content[5] : 3]
            if marker in (*_FRAMES, *_TABLES, _SCAN):
                out.append(data[at:end])
            if marker == _SCAN:
                found = _AFTER_SCAN.search(data, end)
                if found is None:
                    return None
                out.append(data[end : found.start()])
                end = found.start()
            at = end
    except (IndexError, struct.error):
        return None
