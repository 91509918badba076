"""A redline as it is when all changes are accepted, or all rejected: a plain transformation of its XML.

Written from ECMA-376 part 1, 17.13.5, without the writer: what is inserted (`w:ins`) stays when changes are
accepted and goes when they are rejected, with what is deleted (`w:del`) it is the other way round; a row
goes with the mark in its properties; where the mark at the end of a paragraph goes, what is left of it joins
the paragraph that follows, and nothing left is no paragraph.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from lxml import etree

from tests.support.wordkit import PR, R, W, package, parts_of

Element = etree._Element
STORIES = re.compile(r"word/(document|footnotes|header\d*|footer\d*)\.xml")
RESTORED = {f"{W}delText": f"{W}t", f"{W}delInstrText": f"{W}instrText"}
TRACKED = (f"{W}ins", f"{W}del", *RESTORED)
OTHER = [
    f"{W}{name}" for name in ("moveFrom", "moveTo", "rPrChange", "pPrChange", "trPrChange", "tblPrChange")
]


def accepted(data: bytes) -> bytes:
    return _settled(data, goes=f"{W}del", stays=f"{W}ins")


def rejected(data: bytes) -> bytes:
    return _settled(data, goes=f"{W}ins", stays=f"{W}del")


def _settled(data: bytes, goes: str, stays: str) -> bytes:
    parts = parts_of(data)
    for name in parts:
        if STORIES.fullmatch(name):
            root = etree.fromstring(parts[name])
            assert not list(root.iter(*OTHER))
            _settle(root, goes, stays)
            assert not list(root.iter(*TRACKED))
            parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return package(parts)


def _settle(root: Element, goes: str, stays: str) -> None:
    for row in list(root.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{goes}") is not None:
            table = row.getparent()
            table.remove(row)
            if table.find(f"{W}tr") is None:
                table.getparent().remove(table)
    ended = [p for p in root.iter(f"{W}p") if p.find(f"{W}pPr/{W}rPr/{goes}") is not None]
    for properties in list(root.iter(f"{W}trPr", f"{W}rPr")):
        for mark in properties.findall(goes) + properties.findall(stays):
            properties.remove(mark)
    for change in list(root.iter(goes)):
        change.getparent().remove(change)
    for change in list(root.iter(stays)):
        for inner in list(change):
            change.addprevious(inner)
        change.getparent().remove(change)
    for old, new in RESTORED.items():
        for text in root.iter(old):
            text.tag = new
    for paragraph in reversed(ended):
        _join(paragraph)


def _join(paragraph: Element) -> None:
    left = [inner for inner in paragraph if inner.tag != f"{W}pPr"]
    after = paragraph.getnext()
    if any(True for inner in left for _ in inner.iter(f"{W}r")):
        assert after is not None
        assert after.tag == f"{W}p"
        start = 0 if after.find(f"{W}pPr") is None else 1
        for n, inner in enumerate(left, start):
            after.insert(n, inner)
    paragraph.getparent().remove(paragraph)


# --- how it looks ----------------------------------------------------------------------------------------

Run = tuple[str, str, str]
ANCHOR = re.compile(r"(?<=_Ref)\d+")


def looks(data: bytes) -> list[tuple[str, tuple[Run, ...]]]:
    """Each paragraph that is not empty: its style, and its text as runs with their properties and links.

    Field codes count but for the contents list's, pictures count with their bytes. Footnotes come last. What
    a link or a reference inside the file leads to does not count, for a kept one leads to the new place, nor
    does the style of the authority's name, which is the first line's.
    """
    parts = parts_of(data)
    body = _Looks(parts, "document")
    found = [body.paragraph(p) for p in etree.fromstring(parts["word/document.xml"]).iter(f"{W}p")]
    notes = _Looks(parts, "footnotes")
    stored = {n.get(f"{W}id"): n for n in etree.fromstring(parts["word/footnotes.xml"])}
    found += [notes.paragraph(p) for id in body.notes for p in stored[id].iter(f"{W}p")]
    return [(style.removesuffix("Name"), runs) for style, runs in found if runs]


class _Looks:
    def __init__(self, parts: dict[str, bytes], name: str) -> None:
        self.parts = parts
        relations = parts.get(f"word/_rels/{name}.xml.rels")
        found = etree.fromstring(relations).iter(f"{PR}Relationship") if relations else ()
        self.targets = {e.get("Id"): e.get("Target", "") for e in found}
        self.notes: list[str | None] = []

    def paragraph(self, paragraph: Element) -> tuple[str, tuple[Run, ...]]:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        runs: list[Run] = []
        for text, look, link in self.runs(paragraph, ""):
            if runs and runs[-1][1:] == (look, link):
                runs[-1] = (runs[-1][0] + text, look, link)
            elif text:
                runs.append((text, look, link))
        return "" if style is None else style.get(f"{W}val", ""), tuple(runs)

    def runs(self, parent: Element, link: str) -> Iterator[Run]:
        for inner in parent:
            if inner.tag == f"{W}r":
                properties = inner.find(f"{W}rPr")
                look = "" if properties is None else etree.tostring(properties, method="c14n").decode()
                yield "".join(self.texts(inner)), look, link
            elif inner.tag == f"{W}hyperlink":
                target = self.targets.get(inner.get(f"{R}id"), "")
                yield from self.runs(inner, target or ANCHOR.sub("", inner.get(f"{W}anchor", "")))

    def texts(self, run: Element) -> Iterator[str]:
        for inner in run:
            if inner.tag == f"{W}t":
                yield inner.text or ""
            elif inner.tag == f"{W}instrText" and "TOC" not in (inner.text or ""):
                yield f"{{{ANCHOR.sub('', inner.text or '')}}}"
            elif inner.tag == f"{W}footnoteReference":
                self.notes.append(inner.get(f"{W}id"))
                yield "{footnote}"
            elif inner.tag == f"{W}drawing":
                for blip in inner.iter("{*}blip"):
                    picture = self.parts[f"word/{self.targets[blip.get(f'{R}embed')]}"]
                    yield hashlib.sha256(picture).hexdigest()
                yield from (f"{e.get('cx')}x{e.get('cy')}" for e in inner.iter("{*}extent"))
                yield from (e.get("descr", "") for e in inner.iter("{*}docPr"))
            elif inner.tag not in (f"{W}rPr", f"{W}t", f"{W}instrText", f"{W}fldChar"):
                yield f"{{{etree.QName(inner).localname}}}"


# --- as text ---------------------------------------------------------------------------------------------

SIGNS = {f"{W}ins": ("{+", "+}"), f"{W}del": ("[-", "-]")}


def told(data: bytes) -> list[str]:
    """Each paragraph and row as a line: "brugte [-1,3 mio. kr.-]{+1,4 mio. kr.+}".

    A line begins with + or - where its end, or the row, is tracked; rows have " | " between their cells, and
    a footnote's words follow its mark. A field is its result, "<>" a picture.
    """
    parts = parts_of(data)
    notes = {n.get(f"{W}id"): n for n in etree.fromstring(parts["word/footnotes.xml"])}
    found = []
    for block in etree.fromstring(parts["word/document.xml"]).iter(f"{W}p", f"{W}tr"):
        if block.tag == f"{W}tr":
            cells = ("".join(_told(cell, notes)) for cell in block.iter(f"{W}tc"))
            found.append(_signed(block.find(f"{W}trPr"), " | ".join(cells)))
        elif next(block.iterancestors(f"{W}tr"), None) is None:
            found.append(_signed(block.find(f"{W}pPr/{W}rPr"), "".join(_told(block, notes))))
    return [line.replace("+}{+", "").replace("-][-", "") for line in found]


def changed(data: bytes) -> str:
    """The lines of `told` in which something is tracked."""
    return "".join(f"{line}\n" for line in told(data) if re.search(r"^[-+] |\[-|\{\+", line))


def _signed(properties: Element | None, words: str) -> str:
    tracked = [e.tag for e in properties if e.tag in SIGNS] if properties is not None else []
    if not tracked:
        return words
    start, end = SIGNS[tracked[0]]
    return f"{start[1]} {words.replace(start, '').replace(end, '')}"


def _told(parent: Element, notes: dict[str | None, Element]) -> Iterator[str]:
    for inner in parent:
        start, end = SIGNS.get(str(inner.tag), ("", ""))
        if inner.tag in (f"{W}t", f"{W}delText"):
            yield inner.text or ""
        elif inner.tag == f"{W}drawing":
            yield "<>"
        elif inner.tag == f"{W}footnoteReference":
            words = "".join(_told(notes[inner.get(f"{W}id")], notes)).strip()
            yield f"[^{words}]"
        elif inner.tag not in (f"{W}pPr", f"{W}rPr"):
            words = "".join(_told(inner, notes))
            if start:  # the words of a footnote are tracked as its mark is
                words = words.replace(start, "").replace(end, "")
            yield f"{start}{words}{end}" if words else ""
