"""The structure tree of a PDF, with the text of each mark in its place, as the file itself states both.

The tree is read once for the whole file, by pikepdf (QPDF). PDFium, Chrome's engine, shows the tree of one
page at a time and reads all of it anew for each, which takes minutes for a thousand pages; from it comes the
text of the marks, which needs the fonts of a page. Nothing here depends on where on the page text is drawn.
Sources: ISO 32000-1 14.7.2-14.7.4 (structure tree, marked content), 14.8.2.2 (artifacts).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from types import ModuleType

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]
from msgspec import Struct, field

from bilag.versions.read.pdf_file import Handle, NotTaggedError, opened_pdf
from bilag.versions.verdicts import Reason

_TEXT = 1  # FPDF_PAGEOBJ_TEXT
_UNMARKED = -1  # the id of text without a mark
_DEEPEST = 100  # elements within elements
HYPHEN_MARK = "BreakHyphen"
"""The mark of `write.pdf.layout.text` around a hyphen that a line break put into a word."""
_IDENTIFIER = "{http://purl.org/dc/elements/1.1/}identifier"


class TagNode(Struct):
    """An element: text and elements in the order of reading; `fact` is the id of the fact that it prints."""

    tag: str
    title: str = ""
    alt: str = ""
    numbering: str = ""
    fact: str = ""
    kids: list[TagNode | str] = field(default_factory=list)


class Tagged(Struct, frozen=True):
    """The tree below its root, the text outside all elements, and dc:identifier."""

    root: TagNode
    outside: tuple[str, ...] = ()
    identifier: str = ""


def read_tree(data: bytes) -> Tagged:
    """The tree of a PDF file. Raises CannotReadError, of it NotTaggedError where there is no tree to read."""
    with opened_pdf(data) as (pikepdf, pdf):
        return _tagged(pikepdf, pdf, data)


def _tagged(pikepdf: ModuleType, pdf: Handle, data: bytes) -> Tagged:
    tree = pdf.Root.get("/StructTreeRoot")
    marked = pdf.Root.get("/MarkInfo")
    if tree is None or marked is None or not marked.get("/Marked", False):
        raise NotTaggedError(Reason("the PDF file is not tagged, so nobody can tell what its text is"))
    texts = _marked_texts(data)
    root = TagNode("Root")
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    _Walk(pikepdf, pages, texts).kids(tree, root, None, 0)
    outside = tuple(text for text in texts.values() if text.strip())
    return Tagged(root, outside, _identifier(pdf))


class _Walk:
    """Down the tree; the text of each mark is taken out of `texts`, so that the rest is outside the tree."""

    def __init__(
        self, pikepdf: ModuleType, pages: dict[tuple[int, int], int], texts: dict[tuple[int, int], str]
    ) -> None:
        self.pages, self.texts = pages, texts
        self.array, self.dictionary = pikepdf.Array, pikepdf.Dictionary
        self.seen: set[tuple[int, int]] = set()

    def kids(self, element: Handle, node: TagNode, page: int | None, depth: int) -> None:
        kids = element.get("/K")
        if kids is None:
            return
        for kid in kids if isinstance(kids, self.array) else (kids,):
            if isinstance(kid, int):
                self.mark(node, page, kid)
            elif isinstance(kid, self.dictionary):
                if "/S" in kid:
                    self.element(kid, node, page, depth + 1)
                elif "/MCID" in kid:
                    self.mark(node, self.page(kid, page), int(kid.MCID))

    def element(self, element: Handle, parent: TagNode, page: int | None, depth: int) -> None:
        """An element under `parent`; none twice, so that a tree that bites its tail has an end."""
        if element.is_indirect:
            if element.objgen in self.seen:
                return
            self.seen.add(element.objgen)
        if depth > _DEEPEST:
            raise ValueError("elements within elements without end")
        node = TagNode(str(element.S)[1:], str(element.get("/T", "")))
        if node.tag == "Figure":
            node.alt = str(element.get("/Alt", ""))
        elif node.tag == "L":
            node.numbering = self.numbering(element.get("/A"))
        elif "/A" in element:
            node.fact = self.fact(element.A)
        parent.kids.append(node)
        self.kids(element, node, self.page(element, page), depth)

    def mark(self, node: TagNode, page: int | None, mark: int) -> None:
        if page is not None and (text := self.texts.pop((page, mark), None)) is not None:
            node.kids.append(text)

    def page(self, holder: Handle, otherwise: int | None) -> int | None:
        page = holder.get("/Pg")
        return otherwise if page is None else self.pages.get(page.objgen)

    def numbering(self, attributes: Handle) -> str:
        """ListNumbering among the attributes of a list (14.8.5.5)."""
        return next((str(a.ListNumbering)[1:] for a in self.each(attributes) if "/ListNumbering" in a), "")

    def fact(self, attributes: Handle) -> str:
        """The user property "fact" (14.7.5.4) of an element that prints one."""
        for some in self.each(attributes):
            for property in some.get("/P", ()) if some.get("/O") == "/UserProperties" else ():
                if str(property.get("/N", "")) == "fact":
                    return str(property.get("/V", ""))
        return ""

    def each(self, attributes: Handle) -> Iterator[Handle]:
        """The dictionaries of attributes, of which there may be one or an array."""
        for some in attributes if isinstance(attributes, self.array) else (attributes,):
            if isinstance(some, self.dictionary):
                yield some


def _identifier(pdf: Handle) -> str:
    """dc:identifier of the XMP, as an element or an attribute; "" where there is none that can be read."""
    metadata = pdf.Root.get("/Metadata")
    if metadata is None:
        return ""
    try:
        root = fromstring(metadata.read_bytes(), forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError):
        return ""
    for element in root.iter():
        if element.tag == _IDENTIFIER:
            return (element.text or "").strip()
        if _IDENTIFIER in element.attrib:
            return str(element.attrib[_IDENTIFIER]).strip()
    return ""


# --- the text of marks -----------------------------------------------------------------------------------


def _marked_texts(data: bytes) -> dict[tuple[int, int], str]:
    """The text of each mark, by its page from 0 and its id; text without any mark under the id -1."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415
    from pypdfium2 import raw  # noqa: PLC0415

    found: dict[tuple[int, int], str] = {}
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise NotTaggedError(Reason("the PDF file is damaged or not complete")) from error
    try:
        for number in range(len(document)):
            page = document[number]
            for mark, text in _of_page(raw, page).items():
                found[number, mark] = text
            page.close()
    except pdfium.PdfiumError as error:
        raise NotTaggedError(Reason("the PDF file is damaged or not complete")) from error
    finally:
        document.close()
    return found


def _of_page(raw: ModuleType, page: Handle) -> dict[int, str]:
    textpage = page.get_textpage()
    parts: dict[int, list[str]] = {}
    for n in range(raw.FPDFPage_CountObjects(page)):
        thing = raw.FPDFPage_GetObject(page, n)
        if raw.FPDFPageObj_GetType(thing) != _TEXT:
            continue
        mark = raw.FPDFPageObj_GetMarkedContentID(thing)
        names = raw.FPDFPageObj_CountMarks(thing)
        if mark < 0 and _has_mark(raw, thing, "Artifact"):
            continue
        if names > 1 and _has_mark(raw, thing, HYPHEN_MARK):
            continue
        text = _string(raw.FPDFTextObj_GetText, thing, textpage)
        # PDFium gives nothing for white space alone, and U+0002 for a hyphen at the end of a line
        parts.setdefault(max(mark, _UNMARKED), []).append(text.replace("\x02", "-") or " ")
    textpage.close()
    return {mark: "".join(texts) for mark, texts in parts.items()}


def _has_mark(raw: ModuleType, thing: Handle, name: str) -> bool:
    """Whether a mark around an object has this name: an artifact, or a hyphen of a line's end alone."""
    size = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(2 * len(HYPHEN_MARK) + 2)
    kind = raw.FPDFPageObjMark_GetName.argtypes[1]
    for n in range(raw.FPDFPageObj_CountMarks(thing)):
        mark = raw.FPDFPageObj_GetMark(thing, n)
        raw.FPDFPageObjMark_GetName(mark, ctypes.cast(buffer, kind), len(buffer), size)
        if buffer.raw[: max(size.value - 2, 0)].decode("utf-16-le", "replace") == name:
            return True
    return False


def _string(call: Handle, *args: Handle) -> str:
    """A UTF-16 string from one of PDFium's functions that fill a buffer."""
    buffer = ctypes.create_string_buffer(256)
    size = _fill(call, args, buffer)
    if size > len(buffer):
        buffer = ctypes.create_string_buffer(size)
        _fill(call, args, buffer)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


def _fill(call: Handle, args: tuple[Handle, ...], buffer: ctypes.Array[ctypes.c_char]) -> int:
    kind = call.argtypes[len(args)]
    return int(call(*args, ctypes.cast(buffer, kind), len(buffer)))
