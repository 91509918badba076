"""PDFium, Chrome's engine, as a reader of PDF/UA-1: what a screen reader gets hold of through the tags.

It walks and judges a part of the standard only: the file is tagged, all content of a page is in its
structure tree or an artifact, and figures have alternative text. So it can fail a file and not pass it
alone. Its faults are named by the clauses of ISO 14289-1.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

from bilag.versions.verdicts import UNREADABLE, Case, Opinion, Reason, Violation

_NAME = "PDFium"
_Handle = Any  # what PDFium gives out
_FORM = 5  # FPDF_PAGEOBJ_FORM
_MOST_PAGES = 500  # PDFium reads the tree anew for each page: 1,100 pages take minutes, 500 about 20 seconds
_DEEPEST = 100  # of forms within forms, and of elements within elements


def judge_with_pdfium(cases: Sequence[Case]) -> list[Opinion]:
    """One opinion a case, all of them of PDF/UA-1. Not checked without the package pypdfium2."""
    try:
        import pypdfium2 as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415 - the judge's door
        from pypdfium2 import raw  # noqa: PLC0415
    except ImportError:
        missing = Opinion(_NAME, unchecked=Reason("the package {detail} is not installed", "pypdfium2"))
        return [missing] * len(cases)
    opinions = []
    for case in cases:
        try:
            document = pdfium.PdfDocument(case.data)
            try:
                if len(document) > _MOST_PAGES:
                    reason = Reason("it looks at no more than {detail} pages", str(_MOST_PAGES))
                    opinions.append(Opinion(_NAME, unchecked=reason, whole=False))
                else:
                    opinions.append(Opinion(_NAME, _counted(_faults(raw, document)), whole=False))
            finally:
                document.close()
        except pdfium.PdfiumError as error:
            opinions.append(Opinion(_NAME, (Violation(UNREADABLE, str(error)),)))
    return opinions


def _counted(faults: Iterator[Violation]) -> tuple[Violation, ...]:
    """The first fault of each kind, with how many there are."""
    found: dict[str, list[Violation]] = {}
    for fault in faults:
        found.setdefault(fault.message, []).append(fault)
    return tuple(Violation(f[0].rule, f[0].message, f[0].place, f[0].page, len(f)) for f in found.values())


def _faults(raw: ModuleType, document: _Handle) -> Iterator[Violation]:
    if not raw.FPDFCatalog_IsTagged(document):
        yield Violation("7.1", "the file is not tagged")
    if len(document) == 0:
        yield Violation("7.1", "the file has no page")
    for number in range(len(document)):
        page = document[number]
        reached: set[int] = set()
        tree = raw.FPDF_StructTree_GetForPage(page)
        try:
            for n in range(raw.FPDF_StructTree_CountChildren(tree) if tree else 0):
                child = raw.FPDF_StructTree_GetChildAtIndex(tree, n)
                for _ in range(_walk(raw, child, reached, 0)):
                    yield Violation("7.3", "a figure has no alternative text", page=number + 1)
            for n in range(raw.FPDFPage_CountObjects(page)):
                thing = raw.FPDFPage_GetObject(page, n)
                mark = raw.FPDFPageObj_GetMarkedContentID(thing)
                if mark >= 0 and mark not in reached:
                    where = f"MCID {mark}"
                    yield Violation(
                        "7.1", "content that the structure tree does not reach", where, number + 1
                    )
                elif mark < 0 and not _marked(raw, thing, 0):
                    yield Violation("7.1", "content that is neither tagged nor an artifact", page=number + 1)
        finally:
            if tree:
                raw.FPDF_StructTree_Close(tree)
            page.close()


def _walk(raw: ModuleType, element: _Handle, reached: set[int], depth: int) -> int:
    """Add the marked content under an element to `reached`; give the number of figures without a text."""
    if not element or depth > _DEEPEST:
        return 0
    kind = _string(raw.FPDF_StructElement_GetType, element)
    texts = (raw.FPDF_StructElement_GetAltText, raw.FPDF_StructElement_GetActualText)
    bare = int(kind == "Figure" and not any(_string(text, element).strip() for text in texts))
    for n in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, n)
        if child:
            bare += _walk(raw, child, reached, depth + 1)
        elif (mark := raw.FPDF_StructElement_GetChildMarkedContentID(element, n)) >= 0:
            reached.add(mark)
    return bare


def _marked(raw: ModuleType, thing: _Handle, depth: int) -> bool:
    """Whether an object is tagged or an artifact; so is a form when all that it draws is."""
    if raw.FPDFPageObj_GetMarkedContentID(thing) >= 0:
        return True
    for n in range(raw.FPDFPageObj_CountMarks(thing)):
        if _mark_name(raw, raw.FPDFPageObj_GetMark(thing, n)) == "Artifact":
            return True
    if raw.FPDFPageObj_GetType(thing) != _FORM or depth > _DEEPEST:
        return False
    inner = range(raw.FPDFFormObj_CountObjects(thing))
    return all(_marked(raw, raw.FPDFFormObj_GetObject(thing, n), depth + 1) for n in inner)


def _mark_name(raw: ModuleType, mark: _Handle) -> str:
    size = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(64)
    kind = raw.FPDFPageObjMark_GetName.argtypes[1]
    raw.FPDFPageObjMark_GetName(mark, ctypes.cast(buffer, kind), len(buffer), size)
    return buffer.raw[: max(size.value - 2, 0)].decode("utf-16-le", "replace")


def _string(call: _Handle, element: _Handle) -> str:
    """A UTF-16 string of a structure element; empty where it has none."""
    size = int(call(element, None, 0))
    buffer = ctypes.create_string_buffer(max(size, 2))
    call(element, buffer, size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")
