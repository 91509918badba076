"""Pictures as cameras write them, with all that must not travel."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageCms, ImageFilter

SECRET = b"HEMMELIGT"
GPS = {1: "N", 2: (55.0, 41.0, 3.0), 3: "E", 4: (12.0, 34.0, 9.0)}


def noise(mode: str = "RGB", size: tuple[int, int] = (61, 37)) -> Image.Image:
    """The same each time, and different at every pixel."""
    made = Image.frombytes("RGB", size, Random(7).randbytes(3 * size[0] * size[1]))
    return made.filter(ImageFilter.GaussianBlur(1)).convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """What a camera writes: its make, the person, where it stood, and which way up it was held."""
    made = Image.Exif()
    made[0x010F], made[0x013B], made[0x0112] = SECRET.decode(), f"{SECRET.decode()} Jensen", orientation
    made.get_ifd(0x8825).update(GPS)
    return made


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(**options: object) -> bytes:
    """A JPEG as it comes out of a telephone: EXIF, XMP, a comment, a profile."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    whole = {"exif": exif(), "xmp": xmp, "comment": SECRET, "icc_profile": profile, "quality": 90}
    return saved(noise(), "JPEG", **whole | options)
