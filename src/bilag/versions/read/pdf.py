"""Reads a delivered, tagged PDF through its structure tree: its lines in the normal form, and its facts.

Text outside all elements is given as paragraphs at the end: nobody who listens to the file hears it,
everybody who looks at it sees it, and bilag writes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import md5
from typing import Literal

from bilag.document.forms.normalform import DEEPEST, Line, footnote_mark, plain
from bilag.versions.delivered import Carried, Delivered, Shown
from bilag.versions.read.numbering import number_of
from bilag.versions.read.pdf_file import opened_pdf
from bilag.versions.read.pdf_tree import TagNode, read_tree

_HEADINGS = {f"H{n}": n for n in range(1, 7)}
_GROUPS = frozenset(
    {"Document", "Part", "Sect", "Div", "Art", "NonStruct", "Table", "THead", "TBody", "TFoot"}
)
HASH = "sha256:"
"""What dc:identifier begins with where it states the hash of the content."""


def read_pdf(data: bytes) -> list[Line]:
    """The lines of a PDF that bilag wrote, in the order of its structure tree, footnotes last.

    Raises NotTaggedError for a file that cannot be read or that has no tags, CannotReadError for one that
    must not be opened.
    """
    return list(delivered_pdf(data).lines)


def delivered_pdf(data: bytes) -> Delivered:
    """A PDF with the hash that its metadata state. Raises as `read_pdf` does."""
    tagged = read_tree(data)
    outside = [Line("paragraph", text=text) for said in tagged.outside if (text := plain(said))]
    hash = tagged.identifier.removeprefix(HASH) if tagged.identifier.startswith(HASH) else ""
    return Delivered("pdf", (*_lines(tagged.root), *outside), hash)


def _lines(root: TagNode) -> Iterator[Line]:
    notes: list[TagNode] = []
    yield from _blocks(root, notes, "paragraph", 0)
    for note in notes:
        mark = "".join(_text(kid) for kid in note.kids if _tag(kid) == "Lbl")
        yield Line("footnote", text=plain(_text(note, skip="Lbl")), mark=plain(mark))


def _blocks(
    parent: TagNode, notes: list[TagNode], kind: Literal["paragraph", "note"], depth: int
) -> Iterator[Line]:
    """The lines of what is in an element; `depth` is that of the list around it."""
    for node in parent.kids:
        if isinstance(node, str):
            continue
        tag = node.tag
        if tag in _GROUPS:
            remark = node.title == "remark"  # its lists begin anew
            yield from _blocks(node, notes, "note" if remark else kind, 0 if remark else depth)
        elif tag == "TR":
            yield Line("row", int(parent.tag == "THead"), cells=tuple(plain(_text(kid)) for kid in node.kids))
            for cell in node.kids:
                if isinstance(cell, TagNode):
                    notes += [kid for kid in cell.kids if isinstance(kid, TagNode) and kid.tag == "Note"]
        elif tag in _HEADINGS:
            yield Line("heading", _HEADINGS[tag], plain(_text(node)), mark=_number(node))
        elif tag == "L":
            for item in node.kids:
                if isinstance(item, TagNode):
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


def _contents(toc: TagNode, level: int) -> Iterator[Line]:
    """A contents list: its title, its entries without their page numbers, and the lists in these."""
    for kid in toc.kids:
        if _tag(kid) == "Caption":
            yield Line("contents", text=plain(_text(kid)))
        elif isinstance(kid, TagNode) and kid.tag == "TOCI":
            # its Reference leads to a heading, and not to a footnote
            parts = [_text(part) for inner in kid.kids if _tag(inner) == "Reference" for part in _kids(inner)]
            yield Line("contents", level, plain("".join(parts)), mark=_number(kid))
            for inner in kid.kids:
                if isinstance(inner, TagNode) and inner.tag == "TOC":
                    yield from _contents(inner, level + 1)
        elif isinstance(kid, TagNode) and kid.tag == "TOC":
            yield from _contents(kid, level + 1)


_NUMBERED: dict[str, str] = {  # ListNumbering (ISO 32000-1 14.8.5.5): the w:numFmt that counts alike
    "Decimal": "decimal",
    "LowerAlpha": "lowerLetter",
    "LowerRoman": "lowerRoman",
    "UpperAlpha": "upperLetter",
    "UpperRoman": "upperRoman",
}


def _item(item: TagNode, notes: list[TagNode], level: int, numbering: str) -> Iterator[Line]:
    """A list item: its first paragraph is the line "item", and the rest are lines of that depth."""
    label = plain("".join(_text(kid) for kid in item.kids if _tag(kid) == "Lbl"))
    found = re.search(r"\w+", label)
    form = _NUMBERED.get(numbering)
    number = number_of(found[0], form) if found and form else None
    mark = "" if number is None else str(number)
    body = TagNode("LBody")
    for kid in item.kids:
        if isinstance(kid, TagNode) and kid.tag == "LBody":
            body.kids += kid.kids
    first = body.kids[0] if body.kids else ""
    if isinstance(first, TagNode) and first.tag == "P":
        yield Line("item", level, plain(_text(first)), mark=mark)
        del body.kids[0]
    else:
        yield Line("item", level, mark=mark)
    yield from _blocks(body, notes, "paragraph", level)


def _number(node: TagNode) -> str:
    """The number of a heading, in it or in the entry that leads to it."""
    for kid in node.kids:
        if isinstance(kid, TagNode):
            if kid.title == "number":
                return plain("".join(map(_text, kid.kids)))
            if kid.tag in ("Reference", "Link") and (found := _number(kid)):
                return found
    return ""


def _kids(node: TagNode | str) -> list[TagNode | str]:
    return node.kids if isinstance(node, TagNode) else []


def _tag(kid: TagNode | str) -> str:
    return kid.tag if isinstance(kid, TagNode) else ""


def _text(node: TagNode | str, skip: str = "Note") -> str:
    """The text of an element and all in it; the mark of a footnote as the normal form writes it."""
    if isinstance(node, str):
        return node
    if node.tag == "Reference":
        inner = "".join(map(_text, node.kids)).strip()
        return footnote_mark(int(inner)) if inner.isdecimal() and len(inner) < 10 else inner
    if node.title in ("page", "number"):  # of another page, which the file has for itself; of a heading
        return ""
    return "".join(_text(kid, skip) for kid in node.kids if _tag(kid) != skip)


# --- facts and data ---


def carried_pdf(data: bytes) -> Carried:
    """The facts that a PDF prints, by a user property of its elements, and the files inside it.

    Raises CannotReadError.
    """
    files: dict[str, bytes] = {}
    broken: list[str] = []
    with opened_pdf(data) as (_, pdf):
        for name, spec in sorted(pdf.attachments.items()):
            file = spec.get_file()
            files[name] = bytes(file.read_bytes())
            if file.md5 and file.md5 != md5(files[name], usedforsecurity=False).digest():
                broken.append(name)
    asides: list[TagNode] = []
    shown = list(_shown(read_tree(data).root, asides))
    for aside in asides:  # the list grows where a note has notes
        if aside.tag == "Note":
            shown += _shown(aside, asides)
    shown += [each for aside in asides if aside.tag == "TOC" for each in _shown(aside, [])]
    return Carried("pdf", tuple(shown), (), files, tuple(broken))


def _shown(node: TagNode, asides: list[TagNode]) -> Iterator[Shown]:
    """The printed facts below a node, in the order of the lines. Footnotes, which have their lines last, and
    contents lists, which repeat headings, go to `asides`."""
    for kid in node.kids:
        if not isinstance(kid, TagNode):
            continue
        if kid.tag in ("Note", "TOC"):
            asides.append(kid)
            continue
        if kid.fact:
            yield Shown(kid.fact, plain(_whole_text(kid)))
        yield from _shown(kid, asides)


def _whole_text(node: TagNode) -> str:
    return "".join(kid if isinstance(kid, str) else _whole_text(kid) for kid in node.kids)
