"""Removes from a part of a Word file what is not printed: tracked changes, authors, dates and hidden text.

Changes are accepted as Word does it. Of a content control, smart tag or custom element the text is kept; of
bookmarks, comments and permissions nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from bilag.load.template.fields import settle_fields
from bilag.storage.wordfile import Element, W, child, is_on, value

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VML_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_KNOWN = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/office/",
    "urn:schemas-microsoft-com:",
    "http://www.w3.org/XML/",
)
"""The namespaces that Word prints from; the markup of add-ins is removed."""
_UNWRAPPED = {f"{W}{name}" for name in ("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml")}
_DROPPED = re.compile(
    r"del|moveFrom|\w+Change|cell(Ins|Del|Merge)|\w+Range(Start|End)|commentReference|annotationRef"
    r"|perm(Start|End)|bookmark(Start|End)|proofErr|rsid|divId|ffData|fldData|printerSettings"
    r"|(sdt|sdtEnd|smartTag|customXml)Pr|(foot|end)noteReference|personal(Compose|Reply)?"
)
"""Elements of changes, comments, permissions, bookmarks and sessions, and references to parts that are not
kept."""
_IDS = {"paraId", "textId", "anchorId", "editId", "durableId"}
_PICTURE_TRACES = {f"{VML_OFFICE}{name}" for name in ("title", "gfxdata", "href", "althref")} | {
    "src",
    "althref",
}
"""Attributes in which VML stores the file name of a picture, or the whole drawing a second time."""
_FILE_NAME = re.compile(r"\\|^\w+:/|\.(png|jpe?g|gif|emf|wmf|tiff?|bmp|svg)\s*$", re.I)
_DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
_SHAPE_IDS = ("_x0000_", "PowerPlusWaterMark")
"""Beginnings of ids that Word needs: of a shape's type, and of a watermark that somebody may remove."""


def clean_markup(root: Element, hidden: frozenset[str]) -> None:
    """Removes from a part what is not printed; `hidden` are the ids of styles whose text is hidden."""
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in list(root.iter()):
        if not element.tag.startswith(tuple(f"{{{known}" for known in _KNOWN)):
            drop(element)
    _accept_changes(root)
    _drop_hidden(root, hidden)
    settle_fields(root)
    _drop_traces(root)


def hidden_styles(styles: Element) -> frozenset[str]:
    """The ids of styles whose text is hidden, by the style itself or by one it is based on."""
    by_id = {value(style, "styleId"): style for style in styles.iterfind(f"{W}style")}

    def is_hidden(id: str) -> bool:
        seen: set[str] = set()
        while id in by_id and id not in seen:
            seen.add(id)
            vanish = child(by_id[id], "rPr", "vanish")
            if vanish is not None:
                return is_on(vanish)
            id = value(child(by_id[id], "basedOn"))
        return False

    return frozenset(id for id in by_id if is_hidden(id))


def drop(element: Element) -> None:
    """Removes an element from its parent, if it still has one."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: Element) -> None:
    """Puts an element's children in its place."""
    for inner in list(element):
        element.addprevious(inner)
    drop(element)


# --- changes ---


def _accept_changes(root: Element) -> None:
    for row in list(root.iter(f"{W}tr")):
        properties = child(row, "trPr")
        if child(properties, "del") is not None or is_on(child(properties, "hidden")):
            drop(row)
    for cell in list(root.iter(f"{W}tc")):
        if child(cell, "tcPr", "cellDel") is not None:
            drop(cell)
    _drop_empty_tables(root)
    joined = [
        p for p in root.iter(f"{W}p") if any(_mark(p, name) is not None for name in ("del", "moveFrom"))
    ]
    for element in list(root.iter()):
        name = element.tag.removeprefix(W)
        if element.tag in _UNWRAPPED:
            unwrap(element)
        elif element.tag.startswith(W) and (_DROPPED.fullmatch(name) or element.get(f"{W}author")):
            drop(element)
    for paragraph in joined:
        _join_with_next(paragraph)


def _mark(paragraph: Element, name: str) -> Element | None:
    """A property of the paragraph's mark."""
    return child(paragraph, "pPr", "rPr", name)


def _join_with_next(paragraph: Element) -> None:
    """Moves the text before a deleted paragraph mark to the beginning of the next paragraph."""
    after = paragraph.getnext()
    if after is None or after.tag != f"{W}p":
        return
    at = 0 if child(after, "pPr") is None else 1
    for inner in reversed([e for e in paragraph if e.tag != f"{W}pPr"]):
        after.insert(at, inner)
    drop(paragraph)


def _drop_empty_tables(root: Element) -> None:
    for row in list(root.iter(f"{W}tr")):
        if next(row.iter(f"{W}tc"), None) is None:
            drop(row)
    for table in list(root.iter(f"{W}tbl")):
        if next(table.iter(f"{W}tr"), None) is None:
            drop(table)


# --- what is hidden ---


def _drop_hidden(root: Element, hidden: frozenset[str]) -> None:
    math = "{http://schemas.openxmlformats.org/officeDocument/2006/math}r"
    for run in list(root.iter(f"{W}r", math)):
        paragraph = next(run.iterancestors(f"{W}p"), None)
        vanish = child(run, "rPr", "vanish")
        styles = {value(child(run, "rPr", "rStyle")), value(child(paragraph, "pPr", "pStyle"))}
        if is_on(vanish) or (vanish is None and styles & hidden):
            drop(run)
    for paragraph in list(root.iter(f"{W}p")):
        style = value(child(paragraph, "pPr", "pStyle"))
        unseen = is_on(_mark(paragraph, "vanish")) or style in hidden
        if unseen and all(e.tag == f"{W}pPr" for e in paragraph) and _has_neighbour(paragraph):
            drop(paragraph)
    for element in list(root.iter("{*}docPr", "{*}cNvPr")):
        if element.get("hidden") in ("1", "true"):
            _drop_shape(element)
    for shape in list(root.iter("{urn:schemas-microsoft-com:vml}*")):
        if re.search(r"visibility\s*:\s*hidden", shape.get("style", "")):
            drop(shape)


def _has_neighbour(paragraph: Element) -> bool:
    """Whether a header, cell or text box still ends with a paragraph without this one."""
    after, before = paragraph.getnext(), paragraph.getprevious()
    return after is not None or (before is not None and before.tag == f"{W}p")


def _drop_shape(properties: Element) -> None:
    """Removes one shape of a group, or the whole drawing if the shape is all of it."""
    drawing = next(properties.iterancestors(f"{W}drawing"), None)
    shape = properties.getparent()
    if shape is not None and etree.QName(shape).localname.startswith("nv"):
        shape = shape.getparent()
    group = None if shape is None else shape.getparent()
    whole = group is None or etree.QName(group).localname in ("graphicData", "drawing")
    found = drawing if whole else shape
    if found is not None:
        drop(found)


# --- names and ids ---


def _drop_traces(root: Element) -> None:
    for list_ in list(root.iter("{*}extLst")):
        for extension in list(list_):
            if extension.get("uri") != _DECORATIVE:
                drop(extension)
        if not len(list_):
            drop(list_)
    for element in root.iter():
        for key in list(element.attrib):
            name = etree.QName(key)
            known = not name.namespace or name.namespace.startswith(_KNOWN)
            session = name.namespace and (name.localname.startswith("rsid") or name.localname in _IDS)
            if not known or session or key in _PICTURE_TRACES:
                del element.attrib[key]
        _rename_shape(element, etree.QName(element))


def _rename_shape(element: Element, name: etree.QName) -> None:
    """Names a shape by its number instead of its file; its alternative text is kept."""
    if name.localname in ("docPr", "cNvPr"):
        element.set("name", f"Object {element.get('id', '')}".strip())
        texts = ("descr", "title")
    elif name.namespace == "urn:schemas-microsoft-com:vml":
        texts = ("alt", "title")
        if not element.get("id", "").startswith(_SHAPE_IDS):
            element.attrib.pop("id", "")
        if not is_public(element.get("href", "https:")):
            del element.attrib["href"]
    else:
        return
    for text in texts:
        if _FILE_NAME.search(element.get(text, "")):
            del element.attrib[text]


def is_public(address: str) -> bool:
    """Whether a link leads to an address on the web or by mail, not to a file on somebody's machine."""
    return address.lower().startswith(("https:", "http:", "mailto:"))


def drop_namespaces(root: Element) -> None:
    """Removes unused namespaces, which tell the add-ins of the template's makers; those that Word needs
    stay."""
    ignorable = root.get(f"{MC}Ignorable", "").split()
    if ignorable:
        used = set(_namespaces(root))
        kept = [prefix for prefix in ignorable if root.nsmap.get(prefix) in used]
        root.attrib.pop(f"{MC}Ignorable")
        if kept:
            root.set(f"{MC}Ignorable", " ".join(kept))
        ignorable = kept
    required = [p for choice in root.iter(f"{MC}Choice") for p in choice.get("Requires", "").split()]
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r", *ignorable, *required])


def _namespaces(root: Element) -> Iterable[str | None]:
    for element in root.iter():
        yield etree.QName(element).namespace
        for key in element.attrib:
            yield etree.QName(key).namespace
