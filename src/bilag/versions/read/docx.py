"""Reads a delivered Word file back to the normal form, by styles, numbering and table rows.

A reader of its own, which shares nothing with the writer: text in content controls, hyperlinks and inserted
runs counts, field results too; field codes and deleted text do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from lxml import etree
from msgspec import Struct, field

from bilag.document.forms.normalform import DEEPEST, Line, footnote_mark, plain
from bilag.document.ordinals import ordinal
from bilag.document.theme import STYLE_NAMES, NumberFormat
from bilag.storage.wordfile import LARGEST_DELIVERED, W, child, parse, read_parts, value
from bilag.versions.delivered import Delivered

Element = etree._Element

CUSTOM, HASH = "docProps/custom.xml", "bilag-hash"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
CONTAINERS = {
    W + name
    for name in ("sdt", "sdtContent", "ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple")
} | {ALTERNATE, CHOICE}
"""Elements whose content is read as if they were not there."""

MARKS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
_FORMATS: dict[str, NumberFormat] = {name: name for name in get_args(NumberFormat)}
_KEYS = {name.lower(): key for key, name in STYLE_NAMES.items()}
_STYLED: dict[str, tuple[str, int]] = {
    "Title": ("title", 0),
    "ContentsTitle": ("contents", 0),
    **{f"Contents{n}": ("contents", n) for n in range(1, 4)},
    "Caption": ("caption", 0),
    "Note": ("note", 0),
    "TableNote": ("note", 0),
    "TableSource": ("source", 0),
    "Letterhead": ("head", 0),
    "LetterheadName": ("head", 0),
    **{f"Heading{n}": ("heading", n) for n in range(1, 7)},
    **{f"ListContinue{suffix}": ("paragraph", n) for n, suffix in enumerate(("", "2", "3"), 1)},
}


def read_docx(data: bytes) -> list[Line]:
    """The lines of a Word file. Raises `UnreadableFileError` or `UnsafeFileError` of `wordfile`."""
    return list(delivered_docx(data).lines)


def delivered_docx(data: bytes) -> Delivered:
    """A Word file with the hash that its custom properties state. Raises as `read_docx` does."""
    parts = read_parts(data, largest=LARGEST_DELIVERED)
    return Delivered("docx", tuple(_Reader(parts).lines()), _stated(parts))


def _stated(parts: dict[str, bytes]) -> str:
    """The property `HASH` of docProps/custom.xml (22.3.2.2)."""
    if CUSTOM not in parts:
        return ""
    for stated in parse(parts, CUSTOM):
        if stated.get("name") == HASH:
            return "".join(map(str, stated.itertext())).strip()
    return ""


def _inside(element: Element) -> Iterator[Element]:
    """The children, with those of containers in their place."""
    for inner in element:
        if inner.tag in CONTAINERS:
            yield from _inside(inner)
        else:
            yield inner


class _Level(Struct):
    """A level of a numbering definition: bullet or number, and where it starts."""

    bullet: bool
    start: int
    form: NumberFormat
    text: str


class _List(Struct):
    levels: dict[int, _Level]
    style_levels: dict[str, int]
    counts: dict[int, int] = field(default_factory=dict)

    def mark(self, level: int) -> str:
        """The ordinal of the next paragraph on a level; deeper levels begin again (17.9.10)."""
        known = self.levels.get(level)
        if known is None or known.bullet:
            return ""
        self.counts[level] = self.counts.get(level, known.start - 1) + 1
        for deeper in [n for n in self.counts if n > level]:
            del self.counts[deeper]
        return str(self.counts[level])

    def whole(self, level: int) -> str:
        """The mark as it is shown ("2.1"), after `mark` has counted it (17.9.11)."""
        text = self.levels[level].text
        for n, known in self.levels.items():
            text = text.replace(f"%{n + 1}", ordinal(self.counts.get(n, known.start), known.form))
        return text


class _Reader:
    def __init__(self, parts: dict[str, bytes]) -> None:
        self.body = child(parse(parts, "word/document.xml"), "body")
        self.styles: dict[str, Element] = {}
        self.keys: dict[str, str] = {}
        self.default = ""
        for style in parse(parts, "word/styles.xml").iterfind(W + "style"):
            id, name = value(style, "styleId"), value(child(style, "name"))
            self.styles[id] = style
            self.keys[id] = _KEYS.get(name.lower(), id)
            if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true", "on"):
                self.default = id
        self.lists = _lists(parse(parts, "word/numbering.xml")) if "word/numbering.xml" in parts else {}
        notes = parse(parts, "word/footnotes.xml") if "word/footnotes.xml" in parts else ()
        self.notes = {value(note, "id"): note for note in notes}
        self.marks: list[str] = []

    def lines(self) -> Iterator[Line]:
        for block in _inside(self.body) if self.body is not None else ():
            if block.tag == W + "p":
                yield from self.paragraph(block)
            elif block.tag == W + "tbl":
                yield from self.rows(block)
        for number, id in enumerate(self.marks, 1):  # grows where a footnote has a footnote
            text = self.text(self.notes[id]) if id in self.notes else ""
            yield Line("footnote", text=plain(text), mark=str(number))

    # --- paragraphs ---

    def paragraph(self, paragraph: Element) -> Iterator[Line]:
        style = value(child(paragraph, "pPr", "pStyle"), default=self.default)
        key = self.keys.get(style, style)
        text = plain(self.text(paragraph))
        kind, level = _STYLED.get(key, ("paragraph", 0))
        for drawn in paragraph.iter(DRAWN):
            yield Line("logo" if kind == "head" else "figure", text=plain(drawn.get("descr", "")))
        numbered = self.numbering(paragraph, style)
        if kind == "heading":
            found, place = numbered or (None, 0)
            mark = found.whole(place) if found and found.mark(place) else ""
            yield Line("heading", level, text, mark=mark)
        elif numbered is not None:
            items, place = numbered
            yield Line("item", min(place + 1, DEEPEST), text, mark=items.mark(place))
        elif text and kind == "contents":
            yield _entry(self.text(paragraph), level)
        elif text:
            yield Line(kind, level, text)  # type: ignore[arg-type]

    def numbering(self, paragraph: Element, style: str) -> tuple[_List, int] | None:
        """The list and level of a paragraph that has a mark, else None. Its own w:numPr wins over that
        of its style, and a w:numId of 0 takes the paragraph out of the list (17.9.18)."""
        found, owner = child(paragraph, "pPr", "numPr"), ""
        seen = set()
        while found is None and style in self.styles and style not in seen:
            seen.add(style)
            found, owner = child(self.styles[style], "pPr", "numPr"), style
            style = value(child(self.styles[style], "basedOn"))
        known = self.lists.get(value(child(found, "numId")))
        if found is None or known is None:
            return None
        level = known.style_levels.get(owner)
        if level is None:
            text = value(child(found, "ilvl"), default="0")
            level = int(text) if text.isdecimal() else 0
        return known, level

    def text(self, element: Element) -> str:
        return "".join(self.pieces(element))

    def pieces(self, element: Element) -> Iterator[str]:
        """The text below a paragraph, a cell or a footnote; paragraphs are set apart by a line break."""
        for inner in _inside(element):
            match inner.tag:
                case t if t == W + "r":
                    yield from self.run(inner)
                case t if t in (W + "p", W + "tbl", W + "tr", W + "tc"):
                    yield from self.pieces(inner)
                    yield "\n"

    def run(self, run: Element) -> Iterator[str]:
        for inner in _inside(run):
            if inner.tag == W + "t":
                yield inner.text or ""
            elif inner.tag in MARKS:
                yield MARKS[inner.tag]
            elif inner.tag == W + "footnoteReference":
                self.marks.append(value(inner, "id"))
                yield footnote_mark(len(self.marks))

    # --- tables ---

    def rows(self, table: Element) -> Iterator[Line]:
        for row in _inside(table):
            properties = child(row, "trPr")
            if row.tag != W + "tr" or child(properties, "del") is not None:
                continue
            header = child(properties, "tblHeader")
            head = header is not None and value(header) not in ("0", "false", "off")
            cells = tuple(plain(self.text(cell)) for cell in _inside(row) if cell.tag == W + "tc")
            yield Line("row", int(head), cells=cells)


def _entry(text: str, level: int) -> Line:
    """A line of the contents list, whose number and page, which Word adds, are set off by tabs."""
    parts = text.split("\t")
    if len(parts) > 1 and plain(parts[-1]).isdecimal():
        del parts[-1]
    mark = plain(parts.pop(0)) if len(parts) > 1 else ""
    return Line("contents", level, plain(" ".join(parts)), mark=mark)


def _lists(numbering: Element) -> dict[str, _List]:
    """The lists of numbering.xml by w:numId (17.9.15), with the starts that each overrides."""
    abstract = {value(a, "abstractNumId"): a for a in numbering.iterfind(W + "abstractNum")}
    found = {}
    for num in numbering.iterfind(W + "num"):
        definition = abstract.get(value(child(num, "abstractNumId")))
        levels: dict[int, _Level] = {}
        styles: dict[str, int] = {}
        for level in definition.iterfind(W + "lvl") if definition is not None else ():
            n = int(value(level, "ilvl", "0"))
            kind = value(child(level, "numFmt"), default="decimal")
            start = int(value(child(level, "start"), default="1"))
            text = value(child(level, "lvlText"))
            levels[n] = _Level(kind in ("bullet", "none"), start, _FORMATS.get(kind, "decimal"), text)
            if style := value(child(level, "pStyle")):
                styles[style] = n
        for override in num.iterfind(W + "lvlOverride"):
            n, other = int(value(override, "ilvl", "0")), child(override, "startOverride")
            if n in levels and other is not None:
                levels[n].start = int(value(other, default="1"))
        found[value(num, "numId")] = _List(levels, styles)
    return found
