"""Reads a delivered Word file: its lines in the normal form, and the facts and data that it carries.

Lines are told by styles, numbering and table rows. Text in content controls, hyperlinks and inserted runs
counts, field results too; field codes and deleted text do not. Nothing is shared with the writer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bilag.document.forms.normalform import DEEPEST, Line, footnote_mark, plain
from bilag.document.theme import STYLE_NAMES
from bilag.storage.wordfile import LARGEST_DELIVERED, Element, W, child, is_on, parse_part, read_parts, value
from bilag.versions.delivered import Carried, Delivered, Shown, Stated
from bilag.versions.read.docx_lists import WordList, word_lists

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
_FACTS, _PROOF = "{urn:x-bilag:facts:1}", "{urn:x-bilag:proof:1}"
_ITEM = re.compile(r"customXml/item\d+\.xml")
_PRINTED = re.compile(r"word/(document|footnotes)\.xml")
_PLACE = re.compile(r"/f:facts\[1\]/f:fact\[(\d+)\]/f:text\[1\]")
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
    for stated in parse_part(parts, CUSTOM):
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


class _Reader:
    def __init__(self, parts: dict[str, bytes]) -> None:
        self.body = child(parse_part(parts, "word/document.xml"), "body")
        self.styles: dict[str, Element] = {}
        self.keys: dict[str, str] = {}
        self.default = ""
        for style in parse_part(parts, "word/styles.xml").iterfind(W + "style"):
            id, name = value(style, "styleId"), value(child(style, "name"))
            self.styles[id] = style
            self.keys[id] = _KEYS.get(name.lower(), id)
            if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true", "on"):
                self.default = id
        numbering = "word/numbering.xml"
        self.lists = word_lists(parse_part(parts, numbering)) if numbering in parts else {}
        notes = parse_part(parts, "word/footnotes.xml") if "word/footnotes.xml" in parts else ()
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
            mark = found.shown(place) if found and found.count(place) is not None else ""
            yield Line("heading", level, text, mark=mark)
        elif numbered is not None:
            items, place = numbered
            count = items.count(place)
            yield Line("item", min(place + 1, DEEPEST), text, mark="" if count is None else str(count))
        elif text and kind == "contents":
            yield _entry(self.text(paragraph), level)
        elif text:
            yield Line(kind, level, text)  # type: ignore[arg-type]

    def numbering(self, paragraph: Element, style: str) -> tuple[WordList, int] | None:
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
            head = is_on(child(properties, "tblHeader"))
            cells = tuple(plain(self.text(cell)) for cell in _inside(row) if cell.tag == W + "tc")
            yield Line("row", int(head), cells=cells)


def _entry(text: str, level: int) -> Line:
    """A line of the contents list, whose number and page, which Word adds, are set off by tabs."""
    parts = text.split("\t")
    if len(parts) > 1 and plain(parts[-1]).isdecimal():
        del parts[-1]
    mark = plain(parts.pop(0)) if len(parts) > 1 else ""
    return Line("contents", level, plain(" ".join(parts)), mark=mark)


# --- facts and data ---


def carried_docx(data: bytes) -> Carried:
    """The facts that a Word file prints and states, and the files inside it. Raises as `read_docx` does."""
    parts = read_parts(data, largest=LARGEST_DELIVERED)
    roots = [parse_part(parts, name) for name in sorted(parts) if _ITEM.fullmatch(name)]
    stated = tuple(fact for root in roots if root.tag == f"{_FACTS}facts" for fact in _facts(root))
    files = {
        str(file.get("name", "")): "".join(map(str, file.itertext())).encode()
        for root in roots
        if root.tag == f"{_PROOF}proof"
        for file in root.iterfind(f"{_PROOF}file")
    }
    shown = tuple(
        found
        for name in sorted(parts)
        if _PRINTED.fullmatch(name)
        for control in parse_part(parts, name).iter(W + "sdt")
        if (found := _shown(control, stated))
    )
    return Carried("docx", shown, stated, files)


def _facts(root: Element) -> Iterator[Stated]:
    for fact in root.iterfind(f"{_FACTS}fact"):
        texts = {name: str(fact.findtext(_FACTS + name) or "") for name in ("id", "text", "value", "unit")}
        texts["text"] = plain(texts["text"])
        cells = tuple(str(cell.text or "") for cell in fact.iterfind(f"{_FACTS}cell"))
        yield Stated(**texts, cells=cells)


def _shown(control: Element, stated: tuple[Stated, ...]) -> Shown | None:
    """A control that is bound to a node of ours; None for any other."""
    place = _PLACE.fullmatch(value(child(control, "sdtPr", "dataBinding"), "xpath"))
    content = child(control, "sdtContent")
    if place is None or content is None:
        return None
    text = "".join(str(piece.text or "") for piece in content.iter(W + "t"))
    number = int(place[1][:9]) - 1
    if not 0 <= number < len(stated):
        return Shown(value(child(control, "sdtPr", "tag")), plain(text))
    return Shown(stated[number].id, plain(text), stated[number].text)
