"""The faces of a theme: widths for line breaking, and the subsets that a document embeds.

ReportLab parses a TrueType file and cuts its subsets; codes, widths and ToUnicode are ours. A simple
font has 256 codes; those that a string literal would have to escape stay unused, so that shown text
needs no escaping. Characters that find no code in the first subset go to the next.
Sources: ISO 32000-1 9.6 and 9.10; ISO 19005-2 6.2.11 (embedding, ToUnicode, no .notdef).
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import md5
from io import BytesIO

from msgspec import Struct
from reportlab.pdfbase.ttfonts import FF_NONSYMBOLIC, FF_SYMBOLIC, TTFontFace

from bilag.document.faults import CannotWrite, MissingFont
from bilag.document.theme import FontFiles, Style, Theme
from bilag.write.pdf.file.objects import stream

# Characters that look like another one where a face lacks them; text read back is still the character.
LOOKS_LIKE = {0xA0: 0x20, 0x202F: 0x20, 0xAD: 0x2D, 0x2010: 0x2D, 0x2011: 0x2D, 0x2212: 0x2013, 0x2044: 0x2F}
_ESCAPED = frozenset(b"\n\r()\\")
_OWN = frozenset(range(32, 127)) - _ESCAPED  # ASCII keeps its own codes, so that people can read a page
_OTHER = tuple(code for code in (*range(1, 32), *range(127, 256)) if code not in _ESCAPED)
_CACHED_WORDS = 100_000


class _Widths(dict[str, int]):
    """The widths of texts in one face, each measured once."""

    def __init__(self, chars: Mapping[int, int], default: int) -> None:
        self._chars, self._default = chars, default

    def __missing__(self, text: str) -> int:
        get, default = self._chars.get, self._default
        shown = text.replace("\u00ad", "")  # inside a line a soft hyphen shows nothing
        width = sum([get(ord(char), default) for char in shown])
        if len(self) > _CACHED_WORDS:
            self.clear()
        self[text] = width
        return width


class Face(TTFontFace):
    """One parsed TrueType file, shared by all documents that use it.

    `width` gives the width of a text in thousandths of the size.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))
        glyphs, widths = self.charToGlyph, self.charWidths
        for char, double in LOOKS_LIKE.items():
            if char not in glyphs and double in glyphs:
                glyphs[char] = glyphs[double]
                widths[char] = widths[double]
        self.postscript = self.name.decode("ascii", "replace")
        self.width = _Widths(widths, self.defaultWidth).__getitem__


@lru_cache(maxsize=64)
def face_of(data: bytes) -> Face:
    """The face of a font file's bytes, parsed once in a process."""
    return Face(data)


@lru_cache(maxsize=256)
def _file_of(data: bytes, codes: tuple[int, ...]) -> FontFile:
    """A subset of a font file's bytes. Kept for the next document like it."""
    face = face_of(data)
    file = face.makeSubset(list(codes))
    packed = zlib.compress(file, 6)
    tag = "".join(chr(65 + byte % 26) for byte in md5(packed, usedforsecurity=False).digest()[:6])
    get, default = face.charWidths.get, face.defaultWidth
    widths = " ".join([str(get(char, default)) if char else "0" for char in codes])
    unicode = stream(_to_unicode(codes)).data
    return FontFile(f"{tag}+{face.postscript}", face, len(file), packed, widths, len(codes) - 1, unicode)


class Font:
    """A face in one document: hands out codes as text is shown, and is written when all is drawn.

    `name` is the resource name of its first subset ("F1"); the next ones are "F1.1" and so on.
    """

    __slots__ = ("_codes", "_data", "_known", "_others", "_subset", "face", "name", "subsets", "width")

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.face = face_of(data)
        self.width = self.face.width
        self._known = {"\n"}
        self.subsets: list[list[int]] = []
        self._data = data
        self._codes: dict[int, int] = {}
        self._subset: dict[str, tuple[int, int]] = {}
        self._others = 0  # how many characters have a code that is not their own

    def show(self, text: str, size: str) -> str:
        """The operators that show `text`, when this font's first subset is set at `size`."""
        try:
            return self._show_first(text)
        except UnicodeEncodeError:
            for char in dict.fromkeys(text):
                if char not in self._subset:
                    self._assign(char)
        return self._show_first(text) if len(self.subsets) == 1 else self._show_any(text, size)

    def _show_first(self, text: str) -> str:
        """The operator for text whose characters all have codes in the first subset."""
        return "(" + codecs.charmap_encode(text, "strict", self._codes)[0].decode("latin-1") + ")Tj"

    def _show_any(self, text: str, size: str) -> str:
        out: list[str] = []
        current, begun = 0, ""
        for char in text:
            subset, code = self._subset[char]
            if subset != current:
                if begun:
                    out.append(f"({begun})Tj")
                out.append(f"/{self._resource(subset)} {size} Tf")
                current, begun = subset, ""
            begun += chr(code)
        out.append(f"({begun})Tj")
        if current:
            out.append(f"/{self.name} {size} Tf")
        return " ".join(out)

    def _resource(self, subset: int) -> str:
        return f"{self.name}.{subset}" if subset else self.name

    def _assign(self, char: str) -> None:
        code = ord(char)
        if code in _OWN:
            place = (0, code)
        else:
            number, n = divmod(self._others, len(_OTHER))
            place = (number, _OTHER[n])
            self._others += 1
        while place[0] >= len(self.subsets):
            self.subsets.append([0] * 256)
        self.subsets[place[0]][place[1]] = code
        self._subset[char] = place
        if not place[0]:
            self._codes[code] = place[1]

    def baseline(self, size: float, leading: float) -> float:
        """From the top of a line to its baseline: the face's height centred in the leading."""
        return float(leading / 2 + size * (self.face.ascent + self.face.descent) / 2000)

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of `text` that the face does not have, each of them told once."""
        if self._known.issuperset(text):
            return ()
        new = set(text) - self._known
        self._known |= new
        glyphs = self.face.charToGlyph
        return tuple(sorted(char for char in new if ord(char) not in glyphs))

    def files(self) -> list[tuple[str, FontFile]]:
        """Each subset that was used, by resource name."""
        out = []
        for number, subset in enumerate(self.subsets):
            codes = subset[: max(n for n, char in enumerate(subset) if char) + 1]
            out.append((self._resource(number), _file_of(self._data, tuple(codes))))
        return out


class FontFile(Struct, frozen=True):
    """A subset to embed.

    `data` is the deflated file and `length` its length before; `widths` are those of the codes up to
    `last`; `unicode` is the stream that leads from codes back to characters.
    """

    base: str
    face: Face
    length: int
    data: bytes
    widths: str
    last: int
    unicode: bytes

    def font(self, descriptor: int, unicode: int) -> bytes:
        return (
            f"<</Type/Font/Subtype/TrueType/BaseFont/{self.base}/FirstChar 0/LastChar {self.last}"
            f"/Widths[{self.widths}]/FontDescriptor {descriptor} 0 R/ToUnicode {unicode} 0 R>>"
        ).encode()

    def descriptor(self, file: int) -> bytes:
        face = self.face
        flags = (face.flags & ~FF_NONSYMBOLIC) | FF_SYMBOLIC
        bounds = " ".join(f"{edge:.0f}" for edge in face.bbox)
        return (
            f"<</Type/FontDescriptor/FontName/{self.base}/Flags {flags}/FontBBox[{bounds}]"
            f"/ItalicAngle {face.italicAngle:g}/Ascent {face.ascent:.0f}/Descent {face.descent:.0f}"
            f"/CapHeight {face.capHeight:.0f}/StemV {face.stemV:.0f}/FontFile2 {file} 0 R>>"
        ).encode()


def _to_unicode(codes: Sequence[int]) -> bytes:
    """The CMap back to text: used codes only, at most 100 a block (Adobe Technical Note 5014)."""
    pairs = [(code, char) for code, char in enumerate(codes) if char]
    out = [
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
        "<< /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange"
    ]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        out.append(f"{len(block)} beginbfchar")
        out += [f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>" for code, char in block]
        out.append("endbfchar")
    out.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
    return "\n".join(out).encode()


class Fonts:
    """The fonts of one document, by the theme's names for them."""

    def __init__(self, theme: Theme) -> None:
        self.used: list[Font] = []
        self._files: dict[str, FontFiles] = {}
        for files in theme.fonts:
            self._files.setdefault(files.family, files)
            self._files[files.name] = files
        self._faces: dict[tuple[str, bool, bool], Font] = {}

    def face(self, style: Style, *, bold: bool = False, italic: bool = False) -> Font:
        """The font of a style, with what emphasis adds. Raises CannotWrite for a font without files."""
        key = (style.font, style.bold or bold, style.italic or italic)
        font = self._faces.get(key)
        if font is None:
            files = self._files.get(style.font)
            if files is None:
                raise CannotWrite((MissingFont(style.id, style.font),))
            data = (files.regular, files.bold, files.italic, files.bold_italic)[key[1] + 2 * key[2]]
            font = self._faces[key] = Font(f"F{len(self.used) + 1}", data)
            self.used.append(font)
        return font
