"""What a tagged PDF says, read through its structure tree: the same lines as the document model gives.

PDFium (Chrome's engine) shows the tree of one page at a time. An element with content on several pages
carries an /ID (see `write.pdf_tree.over_pages`), and its parts are joined by it. Nothing here depends on
where text stands on the page.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal

from bilag.normalform import DEEPEST, Line, footnote_mark, plain
from bilag.ordinals import number_of
from bilag.theme import NumberFormat

_HEADINGS = {f"H{n}": n for n in range(1, 7)}
_GROUPS = frozenset(
    {"Document", "Part", "Sect", "Div", "Art", "NonStruct", "Table", "THead", "TBody", "TFoot"}
)
_Handle = Any  # what PDFium gives out, and its functions
_TEXT = 1  # FPDF_PAGEOBJ_TEXT
BREAK_HYPHEN = "BreakHyphen"
"""The mark of `write.pdf_text` around a hyphen that a line break put into a word."""


class NotTaggedError(ValueError):
    """The file is no PDF, or has no structure tree that says what its text is."""


@dataclass(slots=True)
class _Node:
    """An element with all its parts: text and elements in the order of reading."""

    tag: str
    title: str = ""
    alt: str = ""
    numbering: str = ""
    kids: list[_Node | str] = field(default_factory=list)
    named: dict[str, _Node] = field(default_factory=dict)


def read_pdf(data: bytes) -> list[Line]:
    """The lines of a PDF that bilag wrote, in the order of its structure tree, footnotes last.

    Raises NotTaggedError for a file that PDFium cannot read or that has no tags.
    """
    return list(_lines(_tree(data)))


def _tree(data: bytes) -> _Node:
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415
    from pypdfium2 import raw  # noqa: PLC0415

    root = _Node("Root")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise NotTaggedError(str(error)) from error
    try:
        if not raw.FPDFCatalog_IsTagged(document):
            raise NotTaggedError("the file is not tagged")
        for number in range(len(document)):
            page = document[number]
            tree = raw.FPDF_StructTree_GetForPage(page)
            if tree:
                texts = _marked_text(raw, page)
                for n in range(raw.FPDF_StructTree_CountChildren(tree)):
                    child = raw.FPDF_StructTree_GetChildAtIndex(tree, n)
                    if child:
                        _add(raw, child, root, texts)
                raw.FPDF_StructTree_Close(tree)
            page.close()
    finally:
        document.close()
    return root


def _marked_text(raw: ModuleType, page: _Handle) -> dict[int, str]:
    """The text of each marked-content id of a page."""
    textpage = page.get_textpage()
    parts: dict[int, list[str]] = {}
    for n in range(raw.FPDFPage_CountObjects(page)):
        thing = raw.FPDFPage_GetObject(page, n)
        if raw.FPDFPageObj_GetType(thing) != _TEXT:
            continue
        mark = raw.FPDFPageObj_GetMarkedContentID(thing)
        if mark >= 0 and not (raw.FPDFPageObj_CountMarks(thing) > 1 and _is_break_hyphen(raw, thing)):
            text = _string(raw.FPDFTextObj_GetText, thing, textpage)
            # PDFium gives nothing for white space alone, and U+0002 for a hyphen at the end of a line
            parts.setdefault(mark, []).append(text.replace("\x02", "-") or " ")
    textpage.close()
    return {mark: "".join(texts) for mark, texts in parts.items()}


def _is_break_hyphen(raw: ModuleType, thing: _Handle) -> bool:
    """Whether only the end of a line put this hyphen there: the writer marks it so."""
    size = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(2 * len(BREAK_HYPHEN) + 2)
    kind = raw.FPDFPageObjMark_GetName.argtypes[1]
    for n in range(raw.FPDFPageObj_CountMarks(thing)):
        mark = raw.FPDFPageObj_GetMark(thing, n)
        raw.FPDFPageObjMark_GetName(mark, ctypes.cast(buffer, kind), len(buffer), size)
        if buffer.raw[: size.value - 2].decode("utf-16-le", "replace") == BREAK_HYPHEN:
            return True
    return False


def _string(call: _Handle, *args: _Handle) -> str:
    """A UTF-16 string from one of PDFium's functions that fill a buffer."""
    buffer = ctypes.create_string_buffer(256)
    size = _fill(call, args, buffer)
    if size > len(buffer):
        buffer = ctypes.create_string_buffer(size)
        _fill(call, args, buffer)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


def _fill(call: _Handle, args: tuple[_Handle, ...], buffer: ctypes.Array[ctypes.c_char]) -> int:
    kind = call.argtypes[len(args)]
    return int(call(*args, ctypes.cast(buffer, kind), len(buffer)))


def _add(raw: ModuleType, element: _Handle, parent: _Node, texts: dict[int, str]) -> None:
    """An element of one page under `parent`, joined to the part of it that stands there already."""
    name = _string(raw.FPDF_StructElement_GetID, element)
    node = parent.named.get(name) if name else None
    if node is None:
        node = _Node(_string(raw.FPDF_StructElement_GetType, element))
        node.title = _string(raw.FPDF_StructElement_GetTitle, element)
        if node.tag == "Figure":
            node.alt = _string(raw.FPDF_StructElement_GetAltText, element)
        elif node.tag == "L":
            node.numbering = _string(raw.FPDF_StructElement_GetStringAttribute, element, b"ListNumbering")
        parent.kids.append(node)
        if name:
            parent.named[name] = node
    for n in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, n)
        if child:
            _add(raw, child, node, texts)
        else:
            mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, n)
            if mark in texts:
                node.kids.append(texts[mark])


# --- from the tree to lines ------------------------------------------------------------------------------


def _lines(root: _Node) -> Iterator[Line]:
    notes: list[_Node] = []
    yield from _blocks(root, notes, "paragraph", 0)
    for note in notes:
        mark = "".join(_text(kid) for kid in note.kids if _tag(kid) == "Lbl")
        yield Line("footnote", text=plain(_text(note, skip="Lbl")), mark=plain(mark))


def _blocks(
    parent: _Node, notes: list[_Node], kind: Literal["paragraph", "note"], depth: int
) -> Iterator[Line]:
    """The lines of what stands under an element; `depth` is that of the list around it."""
    for node in parent.kids:
        if isinstance(node, str):
            continue
        tag = node.tag
        if tag in _GROUPS:
            yield from _blocks(node, notes, "note" if node.title == "remark" else kind, depth)
        elif tag == "TR":
            yield Line("row", int(parent.tag == "THead"), cells=tuple(plain(_text(kid)) for kid in node.kids))
            for cell in node.kids:
                if isinstance(cell, _Node):
                    notes += [kid for kid in cell.kids if isinstance(kid, _Node) and kid.tag == "Note"]
        elif tag in _HEADINGS:
            yield Line("heading", _HEADINGS[tag], plain(_text(node)), mark=_number(node))
        elif tag == "L":
            for item in node.kids:
                if isinstance(item, _Node):
                    yield from _item(item, notes, min(depth + 1, DEEPEST), node.numbering)
        elif tag == "TOC":
            yield from _contents(node, 1)
        elif tag == "Figure":
            yield Line("logo" if node.title == "logo" else "figure", text=plain(node.alt))
        elif tag == "Note":
            notes.append(node)
        elif tag == "Caption":
            yield Line("caption", text=plain(_text(node)))
        elif node.title in _TITLED:
            yield Line(_TITLED[node.title], text=plain(_text(node)))
        elif tag == "P":
            yield Line(kind, depth, plain(_text(node)))


_TITLED: dict[str, Literal["title", "head", "note", "source"]] = {
    "title": "title",
    "head": "head",
    "note": "note",
    "source": "source",
}


def _contents(toc: _Node, level: int) -> Iterator[Line]:
    """A contents list: its title, its entries without their page numbers, and the lists in these."""
    for kid in toc.kids:
        if _tag(kid) == "Caption":
            yield Line("contents", text=plain(_text(kid)))
        elif isinstance(kid, _Node) and kid.tag == "TOCI":
            # its Reference leads to a heading, and not to a footnote
            parts = [_text(part) for inner in kid.kids if _tag(inner) == "Reference" for part in _kids(inner)]
            yield Line("contents", level, plain("".join(parts)), mark=_number(kid))
            for inner in kid.kids:
                if isinstance(inner, _Node) and inner.tag == "TOC":
                    yield from _contents(inner, level + 1)


_NUMBERED: dict[str, NumberFormat] = {
    "Decimal": "decimal",
    "LowerAlpha": "lowerLetter",
    "LowerRoman": "lowerRoman",
    "UpperAlpha": "upperLetter",
    "UpperRoman": "upperRoman",
}


def _item(item: _Node, notes: list[_Node], level: int, numbering: str) -> Iterator[Line]:
    """A list item: its first paragraph is the item, what follows stands in it."""
    label = plain("".join(_text(kid) for kid in item.kids if _tag(kid) == "Lbl"))
    found = re.search(r"\w+", label)
    kind = _NUMBERED.get(numbering)
    number = number_of(found[0], kind) if found and kind else None
    mark = "" if number is None else str(number)
    body = _Node("LBody")
    for kid in item.kids:
        if isinstance(kid, _Node) and kid.tag == "LBody":
            body.kids += kid.kids
    first = body.kids[0] if body.kids else ""
    if isinstance(first, _Node) and first.tag == "P":
        yield Line("item", level, plain(_text(first)), mark=mark)
        del body.kids[0]
    else:
        yield Line("item", level, mark=mark)
    yield from _blocks(body, notes, "paragraph", level)


def _number(node: _Node) -> str:
    """The number of a heading, in it or in the entry that leads to it."""
    for kid in node.kids:
        if isinstance(kid, _Node):
            if kid.title == "number":
                return plain("".join(map(_text, kid.kids)))
            if kid.tag in ("Reference", "Link") and (found := _number(kid)):
                return found
    return ""


def _kids(node: _Node | str) -> list[_Node | str]:
    return node.kids if isinstance(node, _Node) else []


def _tag(kid: _Node | str) -> str:
    return kid.tag if isinstance(kid, _Node) else ""


def _text(node: _Node | str, skip: str = "Note") -> str:
    """The text of an element and all in it; the mark of a footnote as the normal form writes it."""
    if isinstance(node, str):
        return node
    if node.tag == "Reference":
        inner = "".join(map(_text, node.kids)).strip()
        return footnote_mark(int(inner)) if inner.isdecimal() else inner
    if node.title in ("page", "number"):  # of another page, which the file has for itself; of a heading
        return ""
    return "".join(_text(kid, skip) for kid in node.kids if _tag(kid) != skip)
