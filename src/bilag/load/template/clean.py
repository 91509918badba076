"""Makes a clean copy of a template's Word file, with its look and without the traces of its makers.

The secretariat edits word.docx as any Word file, with tracked changes, comments, a photograph in the header.
All that Word stores of this would be in every annex. So the package is built anew from the parts,
relationships and settings named here, and each part keeps only what is printed.

All styles are kept, used or not: colleagues who edit the finished file in Word choose from them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from lxml import etree
from msgspec import Struct, field

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.pictures import usable
from bilag.load.template.references import is_cropped, settle_references
from bilag.load.template.revisions import clean_markup, drop_namespaces, hidden_styles, is_public
from bilag.load.template.settings import clean_settings
from bilag.storage.wordfile import Element, R, UnreadableFileError, W, parse_part, references

OFFICE_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CONTENT_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
MAIN_PART = "word/document.xml"
KEPT_PARTS = ("styles", "numbering", "settings", "fontTable", "theme", "header", "footer")
"""The relationships that the main document keeps, by the last word of their types."""
PRINTED = ("header", "footer")
MAY_HOLD = {
    "header": ("image", "hyperlink"),
    "footer": ("image", "hyperlink"),
    "numbering": ("image",),
    "theme": ("image",),
    "fontTable": ("font",),
}
"""The relationships that each part keeps: pictures, also as bullets and fills, links and embedded fonts."""
FIRST_DRAWING = 2**30
"""The template's drawings are numbered from here, those of the annex from 1."""
PICTURES = {b"\x89": ("png", "image/png"), b"\xff": ("jpeg", "image/jpeg")}


class _Relation(Struct, frozen=True):
    id: str
    kind: str
    target: str
    """The name of a part, or an address."""
    external: bool
    element: Element


def clean_word(parts: Mapping[str, bytes], place: Span, report: Report) -> dict[str, bytes] | None:
    """The parts of the clean copy; None if a picture in the file cannot be published.

    Faults: those of a picture, TEMPLATE-CROPPED; TEMPLATE-OBJECT if anything but text and pictures is left
    out. Raises UnreadableFileError.
    """
    return _Cleaner(dict(parts), place, report).package()


class _Cleaner(Struct):
    parts: dict[str, bytes]
    place: Span
    report: Report
    made: dict[str, bytes] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    """The new names of pictures by their old ones; a picture with a fault has none."""
    drawings: int = 0
    lost: bool = False

    def package(self) -> dict[str, bytes] | None:
        document = parse_part(self.parts, MAIN_PART)
        section = self.section(document)
        relations = {r.id: r for r in self.relations(MAIN_PART) if r.kind in KEPT_PARTS and not r.external}
        clean_markup(section, frozenset())
        for reference in section.findall(f"{W}headerReference") + section.findall(f"{W}footerReference"):
            if reference.get(f"{R}id") not in relations:
                section.remove(reference)
        used = references(section)
        kept = [r for r in relations.values() if r.kind not in PRINTED or r.id in used]
        hidden = hidden_styles(parse_part(self.parts, "word/styles.xml"))
        cropped = [self.part(r, hidden) for r in sorted(kept, key=lambda r: r.target)]
        drop_namespaces(document)
        self.made[MAIN_PART] = _text(document)
        self.made[_rels(MAIN_PART)] = self.relationships(MAIN_PART, {r.id: r.target for r in kept})
        main = {r.id: r.target for r in self.relations("") if r.target == MAIN_PART and not r.external}
        self.made[_rels("")] = self.relationships("", main)
        self.made["[Content_Types].xml"] = self.content_types()
        if any(cropped):
            self.report.add("TEMPLATE-CROPPED", self.place)
        if self.lost:
            self.report.add("TEMPLATE-OBJECT", self.place)
        return None if any(cropped) or not all(self.pictures.values()) else self.made

    @staticmethod
    def section(document: Element) -> Element:
        """The section of the annex, after everything else is removed from the document."""
        body = document.find(f"{W}body")
        if body is None:
            raise UnreadableFileError(f"{MAIN_PART} has no body")
        section = body.find(f"{W}sectPr")
        if section is None:
            raise UnreadableFileError(f"{MAIN_PART} has no section")
        for other in list(document):
            if other is not body:
                document.remove(other)
        for other in list(body):
            if other is not section:
                body.remove(other)
        return section

    def part(self, relation: _Relation, hidden: frozenset[str]) -> bool:
        """Cleans one part and what it refers to. Returns whether a picture in it is cropped."""
        name, kind = relation.target, relation.kind
        root = parse_part(self.parts, name)
        own = {r.id: r for r in self.relations(name) if self.may_stay(r, kind)}
        if kind == "settings":
            clean_settings(root)
        clean_markup(root, hidden)
        for drawing in root.iter("{*}docPr"):  # ids are unique in the file, which gets more drawings
            self.drawings += 1
            drawing.set("id", str(FIRST_DRAWING + self.drawings))
            drawing.set("name", f"Object {self.drawings}")
        self.lost |= settle_references(root, own.__contains__)
        drop_namespaces(root)
        targets = {}
        for id in sorted(references(root) & own.keys()):
            found = own[id]
            if found.kind == "image":
                targets[id] = self.picture(found.target)
            else:
                targets[id] = found.target
                if not found.external:
                    self.made[found.target] = self.parts[found.target]
        self.made[name] = _text(root)
        if targets:
            self.made[_rels(name)] = self.relationships(name, targets)
        return is_cropped(root)

    def may_stay(self, relation: _Relation, kind: str) -> bool:
        if relation.kind not in MAY_HOLD.get(kind, ()):
            return False
        if relation.external:
            return relation.kind == "hyperlink" and is_public(relation.target)
        return relation.kind != "hyperlink" and relation.target in self.parts

    def picture(self, name: str) -> str:
        """Cleans a picture once and returns its new, numbered name; "" if it has a fault."""
        if name not in self.pictures:
            clean = usable(self.parts[name], name, self.place, self.report)
            self.pictures[name] = ""
            if clean is not None:
                number = 1 + sum(1 for new in self.pictures.values() if new)
                new = f"word/media/image{number}.{PICTURES[clean.data[:1]][0]}"
                self.pictures[name] = new
                self.made[new] = clean.data
        return self.pictures[name]

    # --- relationships and content types ---

    def relations(self, name: str) -> list[_Relation]:
        """The relationships of a part, with their targets as names of parts."""
        if _rels(name) not in self.parts:
            return []
        found = []
        for element in parse_part(self.parts, _rels(name)).iter(RELATIONSHIP):
            target, external = element.get("Target", ""), element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")
            kind = element.get("Type", "").removeprefix(OFFICE_DOCUMENT)
            found.append(_Relation(element.get("Id", ""), kind, target, external, element))
        return found

    def relationships(self, name: str, targets: Mapping[str, str]) -> bytes:
        """The relationships of a part with these ids, to these parts or addresses."""
        root = etree.Element(f"{RELATIONSHIP}s")
        for relation in self.relations(name):
            if relation.id in targets:
                target = targets[relation.id]
                element = etree.SubElement(root, RELATIONSHIP, Id=relation.id)
                element.set("Type", relation.element.get("Type", ""))
                element.set("Target", target if relation.external else f"/{target}")
                if relation.external:
                    element.set("TargetMode", "External")
        return _text(root)

    def content_types(self) -> bytes:
        root = parse_part(self.parts, "[Content_Types].xml")
        for kind in list(root):
            own = kind.get("PartName", "").lstrip("/")
            picture = kind.get("Extension", "").lower() in {extension for extension, _ in PICTURES.values()}
            if picture or (kind.tag == f"{CONTENT_TYPES}Override" and own not in self.made):
                root.remove(kind)
        for extension, kind_ in PICTURES.values():
            default = etree.Element(f"{CONTENT_TYPES}Default", Extension=extension, ContentType=kind_)
            root.insert(0, default)
        return _text(root)


def _rels(name: str) -> str:
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _text(root: Element) -> bytes:
    declaration = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return declaration + etree.tostring(root, encoding="UTF-8")
