"""Reads the line height of a TrueType font, and the widths of its digits and comma.

OpenType 1.9: tables head, hhea, OS/2, hmtx and cmap (format 4).
"""

from __future__ import annotations

import struct

from msgspec import Struct


class BrokenFontError(Exception):
    """The file is not a TrueType font that can be read."""


class Metrics(Struct, frozen=True):
    """In ems. `line` is the distance of baselines that Word's "single" line spacing gives."""

    line: float = 1.2207
    digit: float = 0.507
    comma: float = 0.25


def read_metrics(font: bytes) -> Metrics:
    """Measures of a TrueType font. Raises BrokenFontError."""
    try:
        return _metrics(font, _tables(font))
    except (struct.error, KeyError, IndexError, ZeroDivisionError) as e:
        raise BrokenFontError(str(e)) from e


def _tables(font: bytes) -> dict[bytes, int]:
    version, count = struct.unpack_from(">4sH", font)
    if version not in (b"\0\1\0\0", b"true"):
        raise BrokenFontError("not a TrueType font")
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(count))
    return {tag: offset for tag, _, offset, _ in entries}


def _metrics(font: bytes, at: dict[bytes, int]) -> Metrics:
    (em,) = struct.unpack_from(">H", font, at[b"head"] + 18)
    ascender, descender, gap = struct.unpack_from(">hhh", font, at[b"hhea"] + 4)
    win_ascent, win_descent = struct.unpack_from(">HH", font, at[b"OS/2"] + 74)
    # The external leading of Windows GDI: how much the line gap exceeds the window metrics.
    extra = max(0, gap - (win_ascent + win_descent - (ascender - descender)))
    (wide,) = struct.unpack_from(">H", font, at[b"hhea"] + 34)

    def width(char: str) -> float:
        glyph = min(_glyph(font, at[b"cmap"], ord(char)), wide - 1)
        (advance,) = struct.unpack_from(">H", font, at[b"hmtx"] + 4 * glyph)
        return float(advance / em)

    return Metrics((win_ascent + win_descent + extra) / em, width("0"), width(","))


def _glyph(font: bytes, cmap: int, code: int) -> int:
    """The glyph of a code point of the basic plane by the font's Unicode table (platform 3, encoding 1)."""
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    records = [struct.unpack_from(">HHI", font, cmap + 4 + 8 * n) for n in range(count)]
    table = cmap + next(
        (offset for platform, encoding, offset in records if (platform, encoding) == (3, 1)), 0
    )
    form, _, _, doubled = struct.unpack_from(">HHHH", font, table)
    if form != 4:
        raise BrokenFontError("no Unicode table of format 4")
    for n in range(doubled // 2):
        (end,) = struct.unpack_from(">H", font, table + 14 + 2 * n)
        if code <= end:
            start_at = table + 16 + doubled + 2 * n
            (start,) = struct.unpack_from(">H", font, start_at)
            (delta,) = struct.unpack_from(">H", font, start_at + doubled)
            range_at = start_at + 2 * doubled
            (offset,) = struct.unpack_from(">H", font, range_at)
            if code < start:
                return 0
            if not offset:
                return int(code + delta) % 65536
            (glyph,) = struct.unpack_from(">H", font, range_at + offset + 2 * (code - start))
            return int(glyph + delta) % 65536 if glyph else 0
    return 0
