"""Pictures: how large they are."""

from __future__ import annotations

import io


def pixels(data: bytes) -> tuple[int, int]:
    """Width and height of a picture. OSError where the bytes are none that can be read."""
    from PIL import Image  # noqa: PLC0415 - only where there is a picture

    with Image.open(io.BytesIO(data)) as picture:
        return picture.size
