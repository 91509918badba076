"""The structure tree of a tagged PDF: elements, the marks they own, and how both are written.

The tree is built from the document model before anything is drawn; drawing appends marked-content ids
to the leaves, so that a paragraph over two pages is one element by itself.
Sources: ISO 32000-1 14.7 (logical structure), 14.8 (tagged PDF); ISO 14289-1 (PDF/UA-1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from bilag.document.theme import NumberFormat

# A kid that is marked content is one integer: the page (from 0) and the id on it.
PAGE_BITS = 24
_MCID = (1 << PAGE_BITS) - 1
WAITING = -1

LONGEST_STRING = 8_000
"""Characters, each of which may take four bytes."""
SCOPE_COLUMN = b"/A<</O/Table/Scope/Column>>"
SCOPE_ROW = b"/A<</O/Table/Scope/Row>>"
# An array, since PDFium shows only the attributes in one.
LIST_DISC = b"/A[<</O/List/ListNumbering/Disc>>]"
LIST_NUMBERED: dict[NumberFormat, bytes] = {
    "decimal": b"/A[<</O/List/ListNumbering/Decimal>>]",
    "lowerLetter": b"/A[<</O/List/ListNumbering/LowerAlpha>>]",
    "lowerRoman": b"/A[<</O/List/ListNumbering/LowerRoman>>]",
    "upperLetter": b"/A[<</O/List/ListNumbering/UpperAlpha>>]",
    "upperRoman": b"/A[<</O/List/ListNumbering/UpperRoman>>]",
}


class StructElement:
    """A structure element: `tag`, its kids in reading order, and `entries`, more of its dictionary.

    A kid is an element, a mark (an integer, see PAGE_BITS), or an annotation (`ObjectKid`). An inline
    element becomes a kid where its text is drawn, between its parent's own marks: see `later`.
    """

    __slots__ = ("entries", "kids", "number", "page", "parent", "tag")

    def __init__(self, tag: str, parent: StructElement | None = None, entries: bytes = b"") -> None:
        self.tag = tag
        self.parent = parent
        self.kids: list[StructElement | Leaf | ObjectKid | int] = []
        self.entries = entries
        self.number = 0
        self.page = -1  # the last page that it has content on, see `over_pages`
        if parent is not None:
            parent.kids.append(self)


class Leaf:
    """An element with no kids but the one mark `mark`: a plain cell of a large table, kept small."""

    __slots__ = ("entries", "mark", "number", "page", "parent", "tag")

    def __init__(self, tag: str, parent: StructElement, entries: bytes, mark: int) -> None:
        self.tag = tag
        self.parent = parent
        self.entries = entries
        self.mark = mark
        self.number = 0
        self.page = -1


_ELEMENTS = (StructElement, Leaf)


def later(tag: str, parent: StructElement, entries: bytes = b"") -> StructElement:
    """An element that joins its parent's kids when its first content is drawn."""
    element = StructElement(tag, None, entries)
    element.parent, element.number = parent, WAITING
    return element


def join(element: StructElement) -> None:
    """Put a waiting element, and those above it that wait, among the kids of their parents."""
    element.number = 0
    if element.parent is not None:
        if element.parent.number == WAITING:
            join(element.parent)
        element.parent.kids.append(element)


def over_pages(marks: Iterable[StructElement | Leaf], page: int) -> list[StructElement]:
    """The elements with content on this page and on one before it; called once for each page in turn.

    They get an /ID, so that a reader that sees one page at a time can join their parts.
    """
    out = []
    for mark in marks:
        element: StructElement | None = mark.parent if isinstance(mark, Leaf) else mark
        while element is not None and element.page != page:
            if element.page >= 0:
                out.append(element)
            element.page = page
            element = element.parent
    return out


class ObjectKid:
    """An annotation as content of an element (OBJR, ISO 32000-1 14.7.4.3): page from 0, object number."""

    __slots__ = ("number", "page")

    def __init__(self, page: int) -> None:
        self.page = page
        self.number = 0


def text_string(text: str) -> bytes:
    """A PDF text string (ISO 32000-1 7.9.2.2): ASCII as a literal, all else as UTF-16BE in hex.

    A very long one is cut: no string may be longer than 32,767 bytes (ISO 19005-2 6.1.13).
    """
    if len(text) > LONGEST_STRING:
        text = text[: LONGEST_STRING - 1] + "\u2026"
    if text.isascii() and text.isprintable():
        return b"(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode() + b")"
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def byte_string(data: bytes) -> bytes:
    return b"<" + data.hex().upper().encode() + b">"


def titled(title: str) -> bytes:
    """A title of an element (/T), by which a reader tells a source line, say, from a paragraph."""
    return b"/T" + text_string(title)


def alternative(text: str) -> bytes:
    """What is said instead of a picture (ISO 14289-1 7.3)."""
    return b"/Alt" + text_string(text)


def language(tag: str) -> bytes:
    return b"/Lang" + text_string(tag)


def fact_property(fact: str) -> bytes:
    """The id of the fact that an element prints, as its user property (ISO 32000-1 14.7.5.4)."""
    return b"/A<</O/UserProperties/P[<</N(fact)/V%s>>]>>" % text_string(fact)


def box(x0: float, y0: float, x1: float, y1: float) -> bytes:
    """The attributes of a figure that is a block (ISO 32000-1 14.8.5.4.3), in points on its page."""
    return b"/A<</O/Layout/Placement/Block/BBox[%.2f %.2f %.2f %.2f]>>" % (x0, y0, x1, y1)


def write_tree(
    root: StructElement,
    marks: Sequence[Sequence[StructElement | Leaf]],
    annotations: Sequence[StructElement],
    pages: Sequence[int],
    *,
    spanning: Collection[StructElement],
    start: int,
) -> tuple[int, Iterator[tuple[int, bytes]]]:
    """The objects (number, bytes) of the structure tree and its parent tree, numbered from `start` up.

    They are made when they are asked for, since a long table has half a million; the number after the last
    of them comes first. `start` itself is the StructTreeRoot. `marks` holds for each page the element of
    each MCID, `pages` the object numbers of the pages, `spanning` the elements that `over_pages` found;
    annotation n has the StructParent `len(pages) + n`.
    """
    order = _numbered(root, start + 1)
    first = start + 1 + len(order)
    for joined in spanning:
        if b"/ID" not in joined.entries:
            joined.entries += b"/ID" + byte_string(b"p%d" % joined.number)

    def objects() -> Iterator[tuple[int, bytes]]:
        named: list[tuple[bytes, int]] = []
        yield from _elements(order, pages, start, named)
        numbers: list[bytes] = []
        for number, (page, elements) in enumerate(enumerate(marks), first):
            yield number, b"[" + b" ".join([b"%d 0 R" % e.number for e in elements]) + b"]"
            numbers.append(b"%d %d 0 R" % (page, number))
        numbers += [b"%d %d 0 R" % (len(marks) + n, e.number) for n, e in enumerate(annotations)]
        parents = first + len(marks)
        yield parents, b"<</Nums[" + b" ".join(numbers) + b"]>>"
        keys = (root.number, parents, len(marks) + len(annotations))
        head = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d" % keys
        if named:
            named.sort()
            pairs = b" ".join([b"%s %d 0 R" % pair for pair in named])
            limits = b"[%s %s]" % (named[0][0], named[-1][0])
            head += b"/IDTree<</Kids[<</Limits%s/Names[%s]>>]>>" % (limits, pairs)
        yield start, head + b">>"

    return first + len(marks) + 1, objects()


def _elements(
    order: Iterable[StructElement | Leaf], pages: Sequence[int], start: int, named: list[tuple[bytes, int]]
) -> Iterator[tuple[int, bytes]]:
    """The objects of the elements; those with an /ID go to `named` as well."""
    tags: dict[str, bytes] = {}
    for element in order:
        tag = tags.get(element.tag)
        if tag is None:
            tag = tags[element.tag] = b"<</Type/StructElem/S/%s/P " % element.tag.encode()
        if isinstance(element, Leaf):
            mark = element.mark
            place = b"%d 0 R/Pg %d 0 R/K %d" % (element.parent.number, pages[mark >> PAGE_BITS], mark & _MCID)
            yield element.number, tag + place + element.entries + b">>"
            continue
        parent = element.parent
        body = tag + b"%d 0 R" % (start if parent is None else parent.number)
        if element.kids:
            body += _kids(element.kids, pages)
        yield element.number, body + element.entries + b">>"
        if b"/ID" in element.entries:
            named.append((_id_of(element.entries), element.number))


def _numbered(root: StructElement, first: int) -> list[StructElement | Leaf]:
    """All elements in reading order, numbered from `first`."""
    order: list[StructElement | Leaf] = []
    stack: list[StructElement | Leaf] = [root]
    number = first
    while stack:
        element = stack.pop()
        element.number = number
        number += 1
        order.append(element)
        if element.__class__ is not Leaf:
            stack += [kid for kid in reversed(element.kids) if isinstance(kid, _ELEMENTS)]  # type: ignore[union-attr]
    return order


def _kids(kids: Sequence[StructElement | Leaf | ObjectKid | int], pages: Sequence[int]) -> bytes:
    """/Pg and /K: ids on the first page as integers, those on other pages as MCR dictionaries."""
    page = -1
    parts: list[bytes] = []
    for kid in kids:
        if isinstance(kid, _ELEMENTS):
            parts.append(b"%d 0 R" % kid.number)
        elif isinstance(kid, ObjectKid):
            parts.append(b"<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>" % (pages[kid.page], kid.number))
        else:
            here = kid >> PAGE_BITS
            if page < 0:
                page = here
            if here == page:
                parts.append(b"%d" % (kid & _MCID))
            else:
                parts.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (pages[here], kid & _MCID))
    own = b"" if page < 0 else b"/Pg %d 0 R" % pages[page]
    return own + (b"/K " + parts[0] if len(parts) == 1 else b"/K[" + b" ".join(parts) + b"]")


def _id_of(entries: bytes) -> bytes:
    start = entries.index(b"/ID<") + 3
    return entries[start : entries.index(b">", start) + 1]
