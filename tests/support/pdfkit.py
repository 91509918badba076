"""What the tests of PDF files share: a view of the structure tree that is not the reader's, and the ink."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw


def _string(call: Callable[..., int], element: Any) -> str:
    size = call(element, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(element, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le")


@dataclass
class Element:
    tag: str
    title: str
    alt: str
    language: str
    marks: list[int]
    kids: list[Element]

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.walk()


def _element(handle: Any) -> Element:
    made = Element(
        _string(raw.FPDF_StructElement_GetType, handle),
        _string(raw.FPDF_StructElement_GetTitle, handle),
        _string(raw.FPDF_StructElement_GetAltText, handle),
        _string(raw.FPDF_StructElement_GetLang, handle),
        [],
        [],
    )
    for n in range(raw.FPDF_StructElement_CountChildren(handle)):
        child = raw.FPDF_StructElement_GetChildAtIndex(handle, n)
        if child:
            made.kids.append(_element(child))
        elif (mark := raw.FPDF_StructElement_GetChildMarkedContentID(handle, n)) >= 0:
            made.marks.append(mark)
    return made


def tree(page: Any) -> list[Element]:
    """The roots of a page's structure tree, as PDFium reaches it through the parent tree."""
    handle = raw.FPDF_StructTree_GetForPage(page)
    if not handle:
        return []
    try:
        count = raw.FPDF_StructTree_CountChildren(handle)
        return [_element(raw.FPDF_StructTree_GetChildAtIndex(handle, n)) for n in range(count)]
    finally:
        raw.FPDF_StructTree_Close(handle)


def dump(data: bytes) -> str:
    """The trees of all pages as text."""
    out: list[str] = []

    def write(element: Element, depth: int) -> None:
        words = [element.tag]
        words += [f"[{element.title}]"] if element.title else []
        words += [f"lang={element.language}"] if element.language else []
        words += [f"alt={element.alt!r}"] if element.alt else []
        words += ["#" * len(element.marks)] if element.marks else []
        out.append("  " * depth + " ".join(words))
        for kid in element.kids:
            write(kid, depth + 1)

    with pdfium.PdfDocument(data) as document:
        for number, page in enumerate(document, 1):
            out.append(f"page {number}")
            for root in tree(page):
                write(root, 1)
    return "\n".join(out) + "\n"


def tree_faults(data: bytes) -> list[str]:
    """What a reader of the structure tree would miss: content out of the tree, bare objects, no alt text."""
    faults = []
    with pdfium.PdfDocument(data) as document:
        if not raw.FPDFCatalog_IsTagged(document):
            faults.append("not tagged")
        for number, page in enumerate(document, 1):
            elements = [element for root in tree(page) for element in root.walk()]
            reached = {mark for element in elements for mark in element.marks}
            for thing in page.get_objects(max_depth=1):
                mark = raw.FPDFPageObj_GetMarkedContentID(thing)
                if mark >= 0 and mark not in reached:
                    faults.append(f"page {number}: content {mark} is not in the tree")
                if mark < 0 and not raw.FPDFPageObj_CountMarks(thing):
                    faults.append(f"page {number}: an object is neither tagged nor an artifact")
            faults += [
                f"page {number}: a figure without alt" for e in elements if e.tag == "Figure" and not e.alt
            ]
    return faults


@dataclass(frozen=True)
class Ink:
    """A text object: its box in points from the lower left, and whether it is content or an artifact."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    content: bool

    def overlaps(self, other: Ink, slack: float = 0.8) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > slack and down > slack


def ink(data: bytes) -> list[list[Ink]]:
    """The text objects of each page."""
    pages = []
    with pdfium.PdfDocument(data) as document:
        for page in document:
            words = page.get_textpage()
            found = []
            for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1):
                size = raw.FPDFTextObj_GetText(thing, words, None, 0)
                buffer = ctypes.create_string_buffer(size * 2)
                raw.FPDFTextObj_GetText(
                    thing, words, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size
                )
                text = buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")
                if text.strip():
                    tagged = raw.FPDFPageObj_GetMarkedContentID(thing) >= 0
                    found.append(Ink(*thing.get_bounds(), text, tagged))
            pages.append(found)
    return pages
