"""The figures of a Word file: its content controls, what they are bound to, and the data that it carries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from bilag.document.forms.normalform import plain
from bilag.storage.wordfile import LARGEST_DELIVERED, W, child, parse, read_parts, value
from bilag.versions.delivered import Carried, Shown, Stated

_FACTS, _PROOF = "{urn:x-bilag:facts:1}", "{urn:x-bilag:proof:1}"
_ITEM = re.compile(r"customXml/item\d+\.xml")
_PRINTED = re.compile(r"word/(document|footnotes)\.xml")
_PLACE = re.compile(r"/f:facts\[1\]/f:fact\[(\d+)\]/f:text\[1\]")


def carried_docx(data: bytes) -> Carried:
    """Raises UnreadableFileError or UnsafeFileError of `wordfile`."""
    parts = read_parts(data, largest=LARGEST_DELIVERED)
    roots = [parse(parts, name) for name in sorted(parts) if _ITEM.fullmatch(name)]
    stated = tuple(fact for root in roots if root.tag == f"{_FACTS}facts" for fact in _stated(root))
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
        for control in parse(parts, name).iter(W + "sdt")
        if (found := _shown(control, stated))
    )
    return Carried("docx", shown, stated, files)


def _stated(root: etree._Element) -> Iterator[Stated]:
    for fact in root.iterfind(f"{_FACTS}fact"):
        texts = {name: str(fact.findtext(_FACTS + name) or "") for name in ("id", "text", "value", "unit")}
        texts["text"] = plain(texts["text"])
        cells = tuple(str(cell.text or "") for cell in fact.iterfind(f"{_FACTS}cell"))
        yield Stated(**texts, cells=cells)


def _shown(control: etree._Element, stated: tuple[Stated, ...]) -> Shown | None:
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
