"""Makes of a template's clean Word file the frame that the Word writer fills (see `wordframe`)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from copy import deepcopy
from itertools import count

from lxml import etree
from msgspec.structs import replace

from bilag.theme import Theme
from bilag.wordfile import DOCUMENT, TEMPLATE, R, UnreadableFileError, W, child, references, value
from bilag.wordframe import MAIN, FramePart, Furniture, Numbering, Relation, WordFrame

Element = etree._Element

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TREES = ("styles", "numbering", "settings", "header", "footer", "document.main")
"""The parts that are read as trees and written anew, without the blanks between elements."""
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_AFTER_TITLE_PAGE = {
    f"{W}{name}" for name in ("textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings")
}
"""What follows w:titlePg in a w:sectPr (17.6.17)."""
_HOLE = "bilag-hole"


def frame_of(parts: Mapping[str, bytes], theme: Theme) -> WordFrame:
    """The frame of a Word file, with parts as `clean_word` leaves them and styles as in `theme`.

    Page 1 has a header of its own and every page its footer, also where the template lacks one of them.
    Raises UnreadableFileError.
    """
    return _Framer(parts, theme).frame()


class _Framer:
    def __init__(self, parts: Mapping[str, bytes], theme: Theme) -> None:
        self.given, self.theme = parts, theme
        self.types = _content_types(_tree(parts["[Content_Types].xml"]))
        self.relations = self.related("/")
        self.parts: dict[str, FramePart] = {}
        self.trees: dict[str, Element] = {}
        self.take(self.relations)

    def take(self, relations: Iterable[Relation]) -> None:
        """The parts that are referred to, and those that they refer to."""
        for relation in relations:
            name = relation.target
            if relation.external or name in self.parts:
                continue
            part = FramePart(name, self.type_of(name), self.given[name[1:]], self.related(name))
            if part.type in {f"{WORDS}{kind}+xml" for kind in _TREES}:
                self.trees[name] = _tree(part.data)
            self.parts[name] = part
            self.take(part.relations)

    def related(self, name: str) -> tuple[Relation, ...]:
        folder, file = posixpath.split(name)
        data = self.given.get(posixpath.join(folder, "_rels", f"{file}.rels")[1:])
        found = () if data is None else _tree(data).iter(_RELATION)
        return tuple(
            Relation(e.get("Id", ""), e.get("Type", ""), e.get("Target", ""), "TargetMode" in e.attrib)
            for e in found
        )

    def type_of(self, name: str) -> str:
        """The content type of a part; that of a document for the main part of a template."""
        known = self.types.get(name.lower()) or self.types.get(name.rpartition(".")[2].lower())
        if known is None:
            raise UnreadableFileError(f"{name} has no content type")
        return DOCUMENT.decode() if known == TEMPLATE.decode() else known

    def frame(self) -> WordFrame:
        section = self.trees[MAIN].find(f"{W}body/{W}sectPr")
        if section is None:
            raise UnreadableFileError(f"{MAIN} has no section")
        _set_title_page(section)
        places = (("header", "default"), ("header", "first"), ("footer", "default"), ("footer", "first"))
        names = [self.referred(section, *place) for place in places]
        styles = ("Header", "", "Footer", "Footer")  # page 1 has no words of ours above it
        header, first_header, footer, first_footer = map(self.furniture, names, styles)
        etree.cleanup_namespaces(section)
        text = etree.tostring(section, encoding="unicode", with_tail=False)
        written = {name: _bytes(root) for name, root in self.trees.items()}
        return WordFrame(
            tuple(replace(part, data=written.get(part.name, part.data)) for part in self.parts.values()),
            self.relations,
            text,
            header,
            first_header,
            footer,
            first_footer,
            self.language(),
            self.numbering(),
        )

    # --- headers and footers ---

    def referred(self, section: Element, kind: str, page: str) -> str:
        """The name of the header or footer of such pages; of an empty one that is added where there is none
        (17.10.2, 17.10.5)."""
        main = self.parts[MAIN]
        there = section.findall(f"{W}{kind}Reference")
        for reference in there:
            if value(reference, "type") == page:
                return next(r.target for r in main.relations if r.id == reference.get(f"{R}id"))
        name = next(name for n in count(1) if (name := f"/word/{kind}{n}.xml") not in self.parts)
        id = next(id for n in count(1) if (id := f"rId{n}") not in {r.id for r in main.relations})
        root = etree.Element(f"{W}{'hdr' if kind == 'header' else 'ftr'}", nsmap={"w": W[1:-1]})
        style = etree.SubElement(etree.SubElement(etree.SubElement(root, f"{W}p"), f"{W}pPr"), f"{W}pStyle")
        style.set(f"{W}val", self.theme.styles[kind.title()].id)
        self.trees[name] = root
        self.parts[name] = FramePart(name, f"{WORDS}{kind}+xml", b"")
        added = Relation(id, f"{OFFICE}{kind}", name)
        self.parts[MAIN] = replace(main, relations=(*main.relations, added))
        reference = etree.Element(f"{W}{kind}Reference", {f"{W}type": page, f"{R}id": id})
        section.insert(len([e for e in section if e.tag.endswith("Reference")]), reference)
        return name

    def furniture(self, name: str, style: str) -> Furniture:
        """A header or footer around its first paragraph in that style; around the first of all where none
        has it; after all where no style is named."""
        root = deepcopy(self.trees[name])  # two kinds of pages may share it
        paragraphs = list(root.iter(f"{W}p")) if style else []
        id = self.theme.styles[style].id if style else ""
        named = (p for p in paragraphs if value(child(p, "pPr", "pStyle")) == id)
        ours = next(named, paragraphs[0] if paragraphs else None)
        if ours is not None:
            for inner in list(ours):
                if inner.tag != f"{W}pPr":
                    ours.remove(inner)
        place = root if ours is None else ours
        place.append(etree.ProcessingInstruction(_HOLE))
        root.insert(0, etree.ProcessingInstruction(_HOLE))
        opening, before, after = _parted(root, 3)
        return Furniture(name, opening, before, after, ours is not None, frozenset(references(root)))

    # --- styles and lists ---

    def of_kind(self, kind: str) -> str:
        """The name of the part of the main document that is of this kind; "" where there is none."""
        return next((r.target for r in self.parts[MAIN].relations if r.type == f"{OFFICE}{kind}"), "")

    def language(self) -> tuple[str, bytes, bytes] | None:
        name = self.of_kind("styles")
        root = deepcopy(self.trees[name])
        language = child(root, "docDefaults", "rPrDefault", "rPr", "lang")
        if language is None:
            return None
        language.set(f"{W}val", f"?{_HOLE}?")
        before, after = _parted(root, 2, f"?{_HOLE}?")
        return name, before, after

    def numbering(self) -> Numbering | None:
        """The definition that the style of numbered lists is linked to (17.9.15)."""
        id = self.theme.styles["ListNumber"].id
        styles = self.trees[self.of_kind("styles")].iterfind(f"{W}style")
        style = next((style for style in styles if value(style, "styleId") == id), None)
        linked = child(style, "pPr", "numPr", "numId")
        name = self.of_kind("numbering")
        if linked is None or not name:
            return None
        root = deepcopy(self.trees[name])
        instances = root.findall(f"{W}num")
        abstracts = [child(num, "abstractNumId") for num in instances if value(num, "numId") == value(linked)]
        if not abstracts:
            return None
        last = max(int(value(num, "numId", default="0")) for num in instances)
        instances[-1].addnext(etree.ProcessingInstruction(_HOLE))
        before, after = _parted(root, 2)
        return Numbering(name, before, after, value(abstracts[-1]), last + 1)


def _set_title_page(section: Element) -> None:
    """Page 1 has a header and a footer of its own (17.10.6)."""
    title_page = section.find(f"{W}titlePg")
    if title_page is None:
        title_page = etree.Element(f"{W}titlePg")
        follows = [n for n, element in enumerate(section) if element.tag in _AFTER_TITLE_PAGE]
        section.insert(follows[0] if follows else len(section), title_page)
    title_page.attrib.clear()


def _content_types(root: Element) -> dict[str, str]:
    """Content types by the name of a part or by an extension, in small letters (part 2, 7.2.3)."""
    return {
        kind.get("PartName", kind.get("Extension", "")).lower(): kind.get("ContentType", "") for kind in root
    }


def _tree(data: bytes) -> Element:
    return etree.fromstring(data, etree.XMLParser(remove_blank_text=True, resolve_entities=False))


def _bytes(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def _parted(root: Element, pieces: int, mark: str = f"<?{_HOLE} ?>") -> list[bytes]:
    found = _bytes(root).split(mark.encode())
    if len(found) != pieces:
        raise UnreadableFileError(f"{mark} stands in the file")
    return found
