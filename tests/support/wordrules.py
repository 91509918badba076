"""Our own rules for a Word file: what the judges miss, and what makes it accessible.

Each fault begins with the name of its rule. Sources: ECMA-376 part 1, 17.13.6 (bookmarks), 17.16 (fields),
17.4.78 (tblHeader), 17.4.56 (tblLook), 20.4.2.5 (docPr), part 2, 9-10 (relationships, content types);
WCAG 2.1 1.1.1 (alternative texts), 1.3.1 (headings, tables), 2.4.2 (title), 3.1.1 (language).
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DC = "{http://purl.org/dc/elements/1.1/}"
Parts = dict[str, bytes]
_FILE_NAME = re.compile(r"\.(png|jpe?g|gif|svg|tiff?|bmp)$", re.IGNORECASE)


class Word:
    """The parsed parts of a file."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.trees = {n: etree.fromstring(p) for n, p in parts.items() if n.endswith((".xml", ".rels"))}
        self.document = self.trees["word/document.xml"]
        empty = etree.Element(W + "none")
        self.styles = self.trees.get("word/styles.xml", empty)
        self.settings = self.trees.get("word/settings.xml", empty)
        self.footnotes = self.trees.get("word/footnotes.xml", empty)
        self.numbering = self.trees.get("word/numbering.xml", empty)
        self.core = self.trees.get("docProps/core.xml", empty)

    def stories(self) -> Iterator[tuple[str, etree._Element]]:
        """The parts with text: the body, headers, footers and footnotes."""
        for name, tree in self.trees.items():
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes)\.xml", name):
                yield name, tree


def own_faults(parts: Parts) -> list[str]:
    """What our rules say. A part that is no XML is a fault of its own."""
    try:
        word = Word(parts)
    except (etree.XMLSyntaxError, KeyError) as error:
        return [f"xml: {error}"]
    return [f"{name}: {fault}" for name, rule in RULES.items() for fault in rule(word)]


def twice(values: Iterable[object]) -> Iterator[str]:
    counts = Counter(values)
    return (f"{value} stands {n} times" for value, n in counts.items() if n > 1)


# --- whole ---


def _bookmark_ids(word: Word) -> Iterator[str]:
    for attribute in ("id", "name"):
        yield from twice(e.get(W + attribute) for e in word.document.iter(W + "bookmarkStart"))


def _bookmark_pairs(word: Word) -> Iterator[str]:
    """Each is closed once, and after it was opened."""
    opened: list[str | None] = []
    for element in word.document.iter(W + "bookmarkStart", W + "bookmarkEnd"):
        id = element.get(W + "id")
        if element.tag == W + "bookmarkStart":
            opened.append(id)
        elif id in opened:
            opened.remove(id)
        else:
            yield f"{id} is closed and not open"
    yield from (f"{id} is not closed" for id in opened)


def _drawing_ids(word: Word) -> Iterator[str]:
    yield from twice(e.get("id") for _, story in word.stories() for e in story.iter("{*}docPr"))


def _control_ids(word: Word) -> Iterator[str]:
    paths = (story.iterfind(f".//{W}sdtPr/{W}id") for _, story in word.stories())
    yield from twice(e.get(W + "val") for found in paths for e in found)


def _footnote_ids(word: Word) -> Iterator[str]:
    yield from twice(e.get(W + "id") for e in word.footnotes.iter(W + "footnote"))
    known = {e.get(W + "id") for e in word.footnotes.iter(W + "footnote")}
    for reference in word.document.iter(W + "footnoteReference"):
        if reference.get(W + "id") not in known:
            yield f"there is no footnote {reference.get(W + 'id')}"


def _targets(word: Word) -> Iterator[str]:
    """What fields and links point to is there."""
    names = {e.get(W + "name") for e in word.document.iter(W + "bookmarkStart")}
    for _, story in word.stories():
        wanted = [re.search(r"REF (\S+)", e.text or "") for e in story.iter(W + "instrText")]
        found = {m[1] for m in wanted if m} | {e.get(W + "anchor") for e in story.iter(W + "hyperlink")}
        yield from (f"there is no bookmark {name}" for name in found - names - {None})


def _fields(word: Word) -> Iterator[str]:
    for name, story in word.stories():
        depth = 0
        for mark in story.iter(W + "fldChar"):
            depth += {"begin": 1, "end": -1}.get(mark.get(W + "fldCharType", ""), 0)
            if depth < 0:
                yield f"{name}: a field ends that did not begin"
        if depth > 0:
            yield f"{name}: a field does not end"


def _relationships(word: Word) -> Iterator[str]:
    for name, tree in word.trees.items():
        if name.endswith(".rels"):
            folder, _, file = name.rpartition("_rels/")
            yield from (f"{name}: {fault}" for fault in twice(e.get("Id") for e in tree))
            for relation in tree:
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:]
                if relation.get("TargetMode") != "External" and target not in word.parts:
                    yield f"{name}: there is no part {target}"
            continue
        folder, _, file = name.rpartition("/")
        ids = {e.get("Id") for e in word.trees.get(f"{folder}/_rels/{file}.rels", ())}
        used = {v for e in tree.iter(etree.Element) for k, v in e.attrib.items() if k.startswith(R)}
        yield from (f"{name}: there is no relationship {id}" for id in used - ids)


def _content_types(word: Word) -> Iterator[str]:
    types = word.trees["[Content_Types].xml"]
    defaults = {e.get("Extension", "").lower() for e in types.iter("{*}Default")}
    overrides = {e.get("PartName", "") for e in types.iter("{*}Override")}
    for name in word.parts:
        if name != "[Content_Types].xml" and f"/{name}" not in overrides:
            if name.rpartition(".")[2].lower() not in defaults:
                yield f"{name} has none"
            elif name == "word/document.xml":
                yield f"{name} has that of any XML"
    yield from (f"there is no part {name}" for name in overrides if name[1:] not in word.parts)


def _styles(word: Word) -> Iterator[str]:
    known = {e.get(W + "styleId") for e in word.styles.iter(W + "style")}
    yield from twice(e.get(W + "styleId") for e in word.styles.iter(W + "style"))
    used = {
        e.get(W + "val")
        for _, story in word.stories()
        for e in story.iter(W + "pStyle", W + "rStyle", W + "tblStyle")
    }
    yield from (f"there is no style {id}" for id in sorted(filter(None, used - known)))


def _numbering(word: Word) -> Iterator[str]:
    known = {e.get(W + "numId") for e in word.numbering.iter(W + "num")} | {"0"}
    used = {e.get(W + "val") for _, story in word.stories() for e in story.iter(W + "numId")}
    yield from (f"there is no list {id}" for id in used - known)


def _zoom(word: Word) -> Iterator[str]:
    zoom = word.settings.find(W + "zoom")
    if zoom is not None and not zoom.get(W + "percent"):
        yield "without percent"


def _last_block(word: Word) -> Iterator[str]:
    """Word asks for a paragraph after a table that ends the body, a cell or a note."""
    for table in word.document.iter(W + "tbl"):
        after = table.getnext()
        if after is None or after.tag == W + "sectPr":
            yield "a table has no paragraph after it"


# --- accessible ---


def _title(word: Word) -> Iterator[str]:
    if not word.core.findtext(f"{DC}title", "").strip():
        yield "there is none"


def _language(word: Word) -> Iterator[str]:
    path = f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang"
    language = word.styles.find(path)
    said = "" if language is None else language.get(W + "val", "")
    if not said:
        yield "the styles name none"
    elif said != word.core.findtext(f"{DC}language", ""):
        yield f"the styles say {said} and the properties something else"


@cache
def _level(name: str) -> int:
    found = re.fullmatch(r"heading ([1-9])", name.lower())
    return int(found[1]) if found else 0


def _headings(word: Word) -> Iterator[str]:
    levels = {
        style.get(W + "styleId"): _level(style.find(W + "name").get(W + "val", ""))  # type: ignore[union-attr]
        for style in word.styles.iter(W + "style")
        if style.find(W + "name") is not None
    }
    above = 0
    for style in word.document.iter(W + "pStyle"):
        level = levels.get(style.get(W + "val"), 0)
        if level > above + 1:
            yield f"level {level} follows level {above}"
        above = level or above


def _table_heads(word: Word) -> Iterator[str]:
    for number, table in enumerate(word.document.iter(W + "tbl"), 1):
        rows = table.findall(W + "tr")
        header = rows[0].find(f"{W}trPr/{W}tblHeader") if rows else None
        if header is None or header.get(W + "val") in ("0", "false", "off"):
            yield f"table {number} has no row of column heads"
        look = table.find(f"{W}tblPr/{W}tblLook")
        first = "0" if look is None else look.get(W + "firstRow", "0")
        if first not in ("1", "true", "on"):
            yield f"table {number} does not say that its first row holds the heads"


def _alternatives(word: Word) -> Iterator[str]:
    """In the text; what stands in headers and footers is furniture, which is not read aloud."""
    for name, story in word.stories():
        if "header" in name or "footer" in name:
            continue
        for drawn in story.iter("{*}docPr"):
            said = drawn.get("descr", "").strip()
            if not any(map(str.isalnum, said)) or _FILE_NAME.search(said):
                yield f"drawing {drawn.get('id')} says {said!r}"


RULES: dict[str, Callable[[Word], Iterator[str]]] = {
    "bookmark ids": _bookmark_ids,
    "bookmark pairs": _bookmark_pairs,
    "drawing ids": _drawing_ids,
    "control ids": _control_ids,
    "footnote ids": _footnote_ids,
    "targets": _targets,
    "fields": _fields,
    "relationships": _relationships,
    "content types": _content_types,
    "styles": _styles,
    "numbering": _numbering,
    "zoom": _zoom,
    "last block": _last_block,
    "title": _title,
    "language": _language,
    "headings": _headings,
    "table heads": _table_heads,
    "alternatives": _alternatives,
}
