"""Pictures: only what is seen travels, what is seen stays as it is, what cannot be printed is refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from bilag.inputs.pictures import PictureError, clean
from tests.support.photos import SECRET, exif, noise, photo, saved


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def chunks(data: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        found.append(data[at + 4 : at + 8])
        at += 12 + size
    return found


def segments(data: bytes) -> list[int]:
    """The markers of a JPEG up to its first scan."""
    found, at = [], 2
    while data[at + 1] != 0xDA:
        found.append(data[at + 1])
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return found


def fault(data: bytes) -> str:
    with pytest.raises(PictureError) as caught:
        clean(data)
    return caught.value.fault


# --- what travels ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"subsampling": 2}, {"restart_marker_rows": 1}]
)
def test_a_photograph_keeps_its_picture_to_the_bit_and_nothing_else(options: dict[str, object]):
    data = photo(**options)
    assert data.count(SECRET) >= 4
    made = clean(data)
    assert SECRET not in made.data
    assert [m for m in segments(made.data) if m >= 0xE0] == [0xE0], "JFIF alone; no APPn and no comment"
    assert not opened(made.data).getexif()
    assert opened(made.data).tobytes() == opened(data).tobytes()
    assert (made.width, made.height) == (61, 37)
    assert clean(data) == made
    assert clean(made.data) == made


def test_what_follows_a_photograph_does_not_travel():
    """A telephone puts a second picture or a film behind the first."""
    data = saved(noise(), "JPEG") + saved(noise("L"), "JPEG") + SECRET
    made = clean(data)
    assert SECRET not in made.data
    assert made.data.count(b"\xff\xd8\xff") == 1
    both = saved(noise(), "MPO", save_all=True, append_images=[noise("L")], comment=SECRET)
    made = clean(both)
    assert opened(made.data).format == "JPEG"
    assert SECRET not in made.data


def test_the_small_copy_in_a_header_does_not_travel():
    """JFIF itself may hold one (ITU-T T.871, 10.1)."""
    data = saved(noise(), "JPEG")
    small = SECRET + bytes(3 * 4 - len(SECRET))
    header = b"JFIF\0\x01\x02\x00\x00\x01\x00\x01\x02\x02" + small
    held = data[:2] + b"\xff\xe0" + struct.pack(">H", len(header) + 2) + header + data[20:]
    assert opened(held).size == (61, 37)
    assert clean(held) == clean(data)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_keeps_its_picture_and_nothing_else(mode: str):
    info = PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_text("Comment", SECRET.decode(), zip=False)
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    image = noise("L").convert("I;16") if mode == "I;16" else noise().convert(mode)
    data = saved(image, "PNG", pnginfo=info, exif=exif(), dpi=(300, 300)) + SECRET
    assert data.count(SECRET) >= 4
    made = clean(data)
    assert SECRET not in made.data
    assert set(chunks(made.data)) == {b"IHDR", b"IDAT", b"IEND"}
    seen = opened(made.data)
    assert seen.mode in ("L", "RGB")
    if mode != "I;16":
        assert seen.convert("RGB").tobytes() == opened(data).convert("RGB").tobytes()
    assert clean(made.data) == made


def test_what_is_clear_is_white_beneath():
    """A picture program that rubs something out may only make it clear."""
    image = Image.new("RGBA", (4, 1), (10, 20, 30, 255))
    image.putpixel((1, 0), (200, 0, 0, 0))
    image.putpixel((2, 0), (200, 0, 0, 1))
    seen = opened(clean(saved(image, "PNG")).data)
    assert [seen.getpixel((n, 0)) for n in range(4)] == [
        (10, 20, 30, 255),
        (255, 255, 255, 0),
        (200, 0, 0, 1),
        (10, 20, 30, 255),
    ]


def test_a_clear_colour_of_a_palette_or_of_grey_stays_clear():
    palette = Image.new("P", (2, 1), 0)
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.putpixel((1, 0), 1)
    seen = opened(clean(saved(palette, "PNG", transparency=1)).data)
    assert [seen.getpixel((n, 0)) for n in range(2)] == [(255, 0, 0, 255), (255, 255, 255, 0)]
    grey = Image.new("I;16", (2, 1), 513)
    grey.putpixel((1, 0), 512)
    seen = opened(clean(saved(grey, "PNG", transparency=512)).data)
    assert [seen.getpixel((n, 0))[3] for n in range(2)] == [255, 0]


def test_sixteen_bits_are_scaled_to_eight():
    grey = Image.new("I;16", (3, 1), 0)
    grey.putpixel((1, 0), 0x8000)
    grey.putpixel((2, 0), 0xFFFF)
    seen = opened(clean(saved(grey, "PNG")).data)
    assert [seen.getpixel((n, 0)) for n in range(3)] == [0, 128, 255]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("turn", range(2, 9))
def test_a_picture_is_upright(kind: str, turn: int):
    """As the camera was held (EXIF 0x0112): Word would show it so, and a PDF not."""
    image = Image.new("RGB", (64, 32), "white")
    image.paste((200, 0, 0), (0, 0, 16, 16))
    data = saved(image, kind, exif=exif(turn))
    made = clean(data)
    wanted = ImageOps.exif_transpose(opened(data)).convert("RGB")
    assert (made.width, made.height) == wanted.size
    seen = opened(made.data)
    for place in (
        (4, 4),
        (wanted.width - 5, 4),
        (4, wanted.height - 5),
        (wanted.width - 5, wanted.height - 5),
    ):
        pairs = zip(seen.getpixel(place), wanted.getpixel(place), strict=True)
        assert all(abs(one - other) < 8 for one, other in pairs), place
    assert not seen.getexif()
    assert SECRET not in made.data


def adobe(transform: int) -> bytes:
    return b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform])


def test_a_photograph_whose_colours_are_not_those_of_jfif_is_compressed_anew():
    """RGB within a JPEG: PDF readers and Word would take it for YCbCr without its Adobe segment."""
    data = saved(noise(size=(64, 64)), "JPEG", keep_rgb=True, quality=95)
    rgb = data[:2] + adobe(0) + data[2:]
    for given_data in (data, rgb):
        seen, wanted = opened(clean(given_data).data), opened(given_data)
        far = [abs(a - b) for a, b in zip(seen.tobytes(), wanted.tobytes(), strict=True)]
        assert sum(far) / len(far) < 6
    kept = saved(noise(), "JPEG")
    ycc = kept[:2] + adobe(1) + kept[20:]
    assert opened(clean(ycc).data).tobytes() == opened(kept).tobytes()


# --- what is refused -------------------------------------------------------------------------------------


def test_colours_of_print():
    assert fault(saved(Image.new("CMYK", (8, 8)), "JPEG")) == "cmyk"


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "WEBP"])
def test_other_kinds(kind: str):
    assert fault(saved(noise(), kind)) == "kind"


@pytest.mark.parametrize("data", [b"", b"PNG", b"<svg/>", b"%PDF-1.7", b"II*\x00"])
def test_no_pictures(data: bytes):
    assert fault(data) == "kind"


def png_of(width: int, height: int, packed: bytes) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(7100, 7100), (10_000, 10_000), (100_000, 100_000), (2**31 - 1, 1)])
def test_more_pixels_than_a_page_has_use_for(size: tuple[int, int], recwarn: pytest.WarningsRecorder):
    assert fault(png_of(*size, zlib.compress(bytes(1000)))) == "size"
    assert not list(recwarn)


def test_a_picture_that_moves():
    frames = [Image.new("L", (8, 8), level) for level in (0, 255)]
    assert fault(saved(frames[0], "PNG", save_all=True, append_images=frames[1:])) == "moving"


WHOLE = {"JPEG": photo(), "PNG": saved(noise(), "PNG"), "progressive": photo(progressive=True)}


@pytest.mark.parametrize("name", WHOLE)
def test_a_picture_that_was_cut_short(name: str):
    data = WHOLE[name]
    for share in (0.05, 0.3, 0.6, 0.9, 0.99):
        assert fault(data[: int(len(data) * share)]) == "broken"


@given(
    name=st.sampled_from(sorted(WHOLE)),
    places=st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=6),
    cut=st.integers(0, 400),
)
def test_a_damaged_picture_is_refused_or_can_be_read(name: str, places: list[tuple[int, int]], cut: int):
    data = bytearray(WHOLE[name])
    for place, value in places:
        data[place % len(data)] = value
    try:
        made = clean(bytes(data[: len(data) - cut]))
    except PictureError as error:
        assert error.fault in ("kind", "broken", "size", "cmyk", "moving")
    else:
        assert opened(made.data).size == (made.width, made.height)
        assert SECRET not in made.data


@given(
    st.binary(max_size=300),
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0\x10JFIF\0"]),
)
def test_no_bytes_crash_it(tail: bytes, start: bytes):
    assert fault(start + tail) in ("broken", "size")
