"""Pictures as image objects that PDF/A-2 allows: grey or RGB, eight bits, with a soft mask where needed.

Source: ISO 32000-1 8.9, ISO 19005-2 6.2.4 (colour) and 6.2.8 (images).
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from io import BytesIO

from msgspec import Struct
from PIL import Image

from bilag.write.pdf.file.objects import stream
from bilag.write.pdf.file.pdfbase import NumberedFile, Raw


class UnfitPictureError(ValueError):
    """The bytes are no picture, or one that no lasting file may hold."""


class Bitmap(Struct, frozen=True):
    """A picture taken apart: size in pixels, colour space, deflated samples (or a JPEG), and its mask's."""

    width: int
    height: int
    space: str
    samples: bytes
    jpeg: bool = False
    mask: bytes = b""


@lru_cache(maxsize=32)
def bitmap(data: bytes) -> Bitmap:
    """Decode PNG or JPEG bytes. Raises UnfitPictureError; a CMYK picture is refused beside an RGB profile."""
    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
            kind, mode, (width, height) = image.format, image.mode, image.size
            if mode in {"CMYK", "YCCK"}:
                raise UnfitPictureError(mode)
            if kind == "JPEG" and mode in {"L", "RGB"}:
                return Bitmap(width, height, _SPACES[mode], data, jpeg=True)
            clear = "A" in image.getbands() or "transparency" in image.info
            mask = _deflated(image.convert("RGBA").getchannel("A")) if clear else b""
            plain = image.convert("L" if mode in {"1", "L", "LA", "I", "I;16", "F"} else "RGB")
            return Bitmap(width, height, _SPACES[plain.mode], _deflated(plain), mask=mask)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnfitPictureError(str(error)) from error


def _deflated(image: Image.Image) -> bytes:
    return zlib.compress(image.tobytes(), 6)


_SPACES = {"L": "DeviceGray", "RGB": "DeviceRGB"}


def image_object(picture: Bitmap, file: NumberedFile) -> Raw:
    """The image as an object; its mask is registered in the file."""
    size = f"/Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.height}/BitsPerComponent 8"
    entries = f"{size}/ColorSpace/{picture.space}"
    if picture.mask:
        mask = stream(picture.mask, f"{size}/ColorSpace/DeviceGray/Filter/FlateDecode".encode(), packed=False)
        entries += f"/SMask {file.number(mask)} 0 R"
    entries += f"/Filter/{'DCTDecode' if picture.jpeg else 'FlateDecode'}"
    return stream(picture.samples, entries.encode(), packed=False)
