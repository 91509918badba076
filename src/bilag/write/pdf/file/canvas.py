"""A canvas whose every mark belongs to the structure tree or is an artifact.

Blocks add operators straight to `code`; what they show is between `mark(element)` and EMC.
Header and footer are drawn when the number of pages is known, and no second layout is needed.
Sources: ISO 32000-1 14.6 (marked content), 14.8.2.2 (artifacts), 12.5.6.5 (links); ISO 14289-1 7.18.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from bilag.write.pdf.file.container import TaggedFile
from bilag.write.pdf.file.image import Bitmap, image_object
from bilag.write.pdf.file.objects import stream
from bilag.write.pdf.file.pdfbase import FilePage, NumberedObject, Reference
from bilag.write.pdf.file.tree import (
    PAGE_BITS,
    WAITING,
    Leaf,
    ObjectKid,
    StructElement,
    join,
    over_pages,
    text_string,
)

Rect = tuple[float, float, float, float]
HeaderFooter = Callable[[int, int], Iterable[str]]
Later = Callable[[], str]


class LinkTarget:
    """What a link goes to: an address, or a place in the file that is known once it is drawn.

    `element` is the Link, whose text may be in elements below it; `words` is the text, for those who
    cannot see it (ISO 14289-1 7.18.5).
    """

    __slots__ = ("element", "url", "where", "words")

    def __init__(
        self, element: StructElement, words: str, url: str = "", where: Destination | None = None
    ) -> None:
        self.element = element
        self.url = url
        self.where = where
        self.words = words


class Destination:
    """A place to go to: page from 0, and its left top in points. Page -1: not drawn."""

    __slots__ = ("page", "x", "y")

    def __init__(self) -> None:
        self.page, self.x, self.y = -1, 0.0, 0.0

    def set(self, page: int, x: float, y: float) -> None:
        self.page, self.x, self.y = page, x, y


class _Annotation(NumberedObject):
    """One link annotation on one page; a link that runs over lines has one rectangle for each."""

    def __init__(self, target: LinkTarget, parent: int) -> None:
        self.target = target
        self.parent = parent
        self.rects: list[Rect] = []

    def format(self, document: TaggedFile) -> bytes:
        rects, target = self.rects, self.target
        x0, y0 = min(r[0] for r in rects), min(r[1] for r in rects)
        x1, y1 = max(r[2] for r in rects), max(r[3] for r in rects)
        quads = " ".join(
            f"{a:.2f} {d:.2f} {c:.2f} {d:.2f} {a:.2f} {b:.2f} {c:.2f} {b:.2f}" for a, b, c, d in rects
        )
        place = target.where
        if place is None:
            action = b"/A<</S/URI/URI%s>>" % text_string(target.url)
        else:
            page = document.page_number(max(place.page, 0))
            action = b"/Dest[%d 0 R/XYZ %.2f %.2f null]" % (page, place.x, place.y)
        return b"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[%.2f %.2f %.2f %.2f]" % (
            x0,
            y0,
            x1,
            y1,
        ) + (
            b"/QuadPoints[%s]/Contents%s/StructParent %d%s>>"
            % (
                quads.encode(),
                text_string(target.words or target.url),
                len(document.marks) + self.parent,
                action,
            )
        )


class TaggingCanvas:
    """The pages of a tagged file, one after the other. `code` has the operators of the page that is drawn:
    what is added must be balanced and marked. `furniture` gives those of header and footer."""

    def __init__(self, file: TaggedFile) -> None:
        self.file = file
        self.code: list[str] = []
        self.furniture: HeaderFooter | None = None
        self._marks: list[StructElement | Leaf] = []
        self._drawn: list[tuple[FilePage, str, list[Later]]] = []
        self._late: list[Later] = []
        self._pictures: dict[str, None] = {}
        self._annotations: list[Reference] = []
        self._level = -1
        self._images: dict[Bitmap, str] = {}
        self._links: dict[tuple[int, int], _Annotation] = {}

    @property
    def page(self) -> int:
        """The page that is being drawn, from 0."""
        return len(self._drawn)

    def mark(self, element: StructElement) -> str:
        """The operator that begins content of `element`, and the element's new kid."""
        if element.number == WAITING:
            join(element)
        marks = self._marks
        number = len(marks)
        marks.append(element)
        element.kids.append(len(self._drawn) << PAGE_BITS | number)
        return f"/{element.tag} <</MCID {number}>>BDC"

    def leaf(self, tag: str, parent: StructElement, entries: bytes) -> str:
        """The operator that begins the only content of a new kid of `parent`."""
        marks = self._marks
        number = len(marks)
        leaf = Leaf(tag, parent, entries, len(self._drawn) << PAGE_BITS | number)
        marks.append(leaf)
        parent.kids.append(leaf)
        return f"/{tag} <</MCID {number}>>BDC"

    def later(self, draw: Later) -> None:
        """Operators of this page that can be written when all pages are drawn: the number of another page."""
        self._late.append(draw)

    def link(self, target: LinkTarget, rect: Rect) -> None:
        """A piece of a link's text on this page."""
        element = target.element
        key = (id(element), len(self._drawn))
        annotation = self._links.get(key)
        if annotation is None:
            annotation = self._links[key] = _Annotation(target, len(self.file.annotations))
            self.file.annotations.append(element)
            self._annotations.append(self.file.reference(annotation))
            kid = ObjectKid(len(self._drawn))
            kid.number = self.file.number(annotation)
            element.kids.append(kid)
        annotation.rects.append(rect)

    def outline(self, title: str, level: int, top: float) -> None:
        """A bookmark to this place. `level` counts from 1; one that skips is drawn in."""
        self._level = min(level - 1, self._level + 1)
        self.file.bookmark(title, self._level, top)

    def image(self, picture: Bitmap, rect: Rect, element: StructElement) -> None:
        """A picture in its rectangle, as content of `element`. The same picture is in the file once."""
        name = self._images.get(picture)
        if name is None:
            made = image_object(picture, self.file)
            name = self._images[picture] = self.file.picture(f"Image{len(self._images) + 1}", made)
        self._pictures[name] = None
        x0, y0, x1, y1 = rect
        place = f"q {x1 - x0:.2f} 0 0 {y1 - y0:.2f} {x0:.2f} {y0:.2f} cm"
        self.code.append(f"{self.mark(element)} {place} /{name} Do Q EMC")

    def end_page(self) -> None:
        """Put the page aside: header, footer and late operators come when the number of pages is known."""
        number = len(self._drawn)
        page = self.file.page(self._pictures, self._annotations)
        self.file.spanning.update(dict.fromkeys(over_pages(self._marks, number)))
        self.file.marks.append(self._marks)
        self._drawn.append((page, "\n".join(self.code), self._late))
        self.code, self._late, self._marks, self._pictures, self._annotations = [], [], [], {}, []

    def save(self) -> bytes:
        """The whole file."""
        count = len(self._drawn)
        for number, (page, code, late) in enumerate(self._drawn, 1):
            around = self.furniture(number, count) if self.furniture else ()
            known = [draw() for draw in late]
            page.Contents = stream("\n".join([code, *known, *around]).encode("latin-1"))
        self._drawn.clear()
        return self.file.write()


def artifact(lines: Iterable[str], kind: str = "") -> list[str]:
    """Operators as an artifact: `kind` "Header" or "Footer" of a page, or a rule or fill."""
    begin = f"/Artifact <</Type/Pagination/Subtype/{kind}>>BDC" if kind else "/Artifact BMC"
    return [begin, *lines, "EMC"]


@lru_cache(maxsize=256)
def rgb(colour: str) -> str:
    """The three numbers of RRGGBB, 0 to 1."""
    return " ".join(f"{int(colour[n : n + 2], 16) / 255:.3g}" for n in (0, 2, 4))


def fill(rect: Rect, colour: str) -> str:
    x0, y0, x1, y1 = rect
    return f"q {rgb(colour)} rg {x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f Q"


def rule(start: tuple[float, float], end: tuple[float, float], width: float, colour: str) -> str:
    line = f"{start[0]:.2f} {start[1]:.2f} m {end[0]:.2f} {end[1]:.2f} l"
    return f"q {width:.2f} w {rgb(colour)} RG {line} S Q"
