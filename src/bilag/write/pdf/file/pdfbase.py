"""What a file takes from ReportLab: numbered objects, the tree of pages, and bookmarks.

ReportLab's guide describes its canvas, which cannot write tagged PDF. This module builds on the layer below,
`reportlab.pdfbase.pdfdoc`, whose names any release may change: all that depends on them is here, and
pyproject.toml admits the releases that `tests/write/pdf/file/test_pdfbase.py` was run with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reportlab.pdfbase import pdfdoc

Reference = pdfdoc.PDFObjectReference
_INLINE = ("StructTreeRoot", "MarkInfo")


class NumberedObject(pdfdoc.PDFObject):
    """An object with a number; `format` gives its bytes when the file is written."""

    __RefOnly__ = 1  # other objects have a reference to it, and not the bytes themselves


class Raw(NumberedObject):
    """Finished bytes as an object."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        return self.data


class Repeated(pdfdoc.PDFObject):
    """A value that each page has alike, and that is formatted once."""

    def __init__(self, value: pdfdoc.PDFObject) -> None:
        self.value = value
        self.data = b""

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        self.data = self.data or pdfdoc.format(self.value, document)
        return self.data


class _Catalog(pdfdoc.PDFCatalog):
    """The catalog with the keys of tagged PDF/A: all that are written, and those whose value is a reference,
    in the order in which these get their numbers."""

    __NoDefault__ = [*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents", "AF"]  # noqa: RUF012
    __Refs__ = [key for key in pdfdoc.PDFCatalog.__Refs__ if key not in _INLINE]  # noqa: RUF012


class FilePage(pdfdoc.PDFPage):
    """A page; its `Contents` are set when all pages are drawn."""

    __NoDefault__ = [*pdfdoc.PDFPage.__NoDefault__, "StructParents", "Tabs"]  # noqa: RUF012
    Contents: Raw
    Rotate: int
    StructParents: int
    Tabs: str


class NumberedFile(pdfdoc.PDFDocument):
    """A file whose objects are numbered in the order in which they are first referred to."""

    Catalog: Any
    Outlines: Any
    Pages: Any
    idToObject: dict[str, Any]  # noqa: N815

    def __init__(self, language: str, width: float, height: float) -> None:
        super().__init__(compression=0, invariant=1, pdfVersion=(1, 7))
        self.Catalog = _Catalog()
        self.Catalog.Pages, self.Catalog.Outlines = self.Pages, self.Outlines
        self.Catalog.Lang = pdfdoc.PDFString(language)
        self.Catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
        self._size = Repeated(pdfdoc.PDFArray([0, 0, width, height]))
        self._nothing = Repeated(pdfdoc.PDFDictionary())
        self._plain = Repeated(_resources(()))
        self._bookmarks: dict[str, pdfdoc.Destination] = {}

    def reference(self, thing: pdfdoc.PDFObject, name: str | None = None) -> Reference:
        """A reference to an object, which gets the next number when it has none. `name` is ReportLab's."""
        return self.Reference(thing, name)  # type: ignore[no-any-return, no-untyped-call]

    def number(self, thing: pdfdoc.PDFObject) -> int:
        """The object number of an object, which gets the next one when it has none."""
        return self.idToObjectNumberAndVersion[self.reference(thing).name][0]

    def page_number(self, page: int) -> int:
        """The object number of a page that was added, by its place from 0."""
        return self.idToObjectNumberAndVersion[f"Page{page + 1}"][0]

    def picture(self, name: str, picture: Raw) -> str:
        """Add a picture; the name that pages draw it by."""
        name = pdfdoc.xObjectName(name)
        self.reference(picture, name)
        return name

    def font(self, name: str, font: Raw) -> None:
        """Add a font that any page may name."""
        self.idToObject[pdfdoc.BasicFonts].dict[name] = self.reference(font)

    def page(self, pictures: Iterable[str], annotations: list[Reference]) -> FilePage:
        """Add the next page, with the pictures that it draws by their names, and its annotations."""
        page = FilePage()
        page.StructParents, page.Tabs = len(self.Pages.pages), "/S"
        page.MediaBox, page.Trans, page.Rotate = self._size, self._nothing, 0
        page.Resources = _resources(pictures) if pictures else self._plain
        page.Annots = annotations
        self.addPage(page)
        return page

    def bookmark(self, title: str, level: int, top: float) -> None:
        """A bookmark to this height of the page that is added next. Levels count from 0 and skip none."""
        key = f"heading{len(self._bookmarks)}"
        place = self._bookmarks[key] = pdfdoc.Destination(key)
        place.xyz(0, top, 0)
        place.setPage(self.thisPageRef())
        self.Outlines.addOutlineEntry(key, level, title)

    def _bookmarkReference(self, key: str) -> pdfdoc.Destination:  # noqa: N802
        """What ReportLab's outline asks of the canvas."""
        return self._bookmarks[key]

    def close_bookmarks(self) -> None:
        """Number the bookmarks: after this, none can be added."""
        self.Outlines.prepare(self, self)
        if not self._bookmarks:
            self.Catalog.Outlines = None

    def bodies(self) -> Iterator[bytes]:
        """The objects in the order of their numbers. To format one may number others, which then follow."""
        number = 1
        while number in self.numberToId:
            yield self.body(self.idToObject[self.numberToId[number]])
            number += 1

    def body(self, thing: pdfdoc.PDFObject) -> bytes:
        return bytes(pdfdoc.format(thing, self, toplevel=1))


def _resources(pictures: Iterable[str]) -> pdfdoc.PDFResourceDictionary:
    resources = pdfdoc.PDFResourceDictionary(XObject={name: Reference(name) for name in pictures})
    resources.basicFonts()
    resources.allProcs()
    return resources
