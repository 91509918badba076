"""Makes of a template's clean Word file the frame that the Word writer fills (see `wordframe`).

python-docx opens the file and adds missing parts. That takes longer than to write an annex, so it is done
once for a template, and the writer gets bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.rel import Relationships
from lxml import etree

from bilag.document.theme import Theme
from bilag.document.wordframe import FramePart, Numbering, Relation, Surrounds, WordFrame
from bilag.storage.wordfile import Element, R, UnreadableFileError, W, as_document, child, references, value

_HOLE = "bilag-hole"


def frame_of(parts: Mapping[str, bytes], theme: Theme) -> WordFrame:
    """The frame of a Word file, from the parts that `clean_word` returns and the styles of `theme`.

    Page 1 gets a header of its own and every page a footer, also if the template lacks one of them. Raises
    UnreadableFileError.
    """
    try:
        return _Framer(docx.Document(io.BytesIO(as_document(parts))), theme).frame()
    except (LookupError, ValueError) as error:  # what python-docx raises for a faulty part
        raise UnreadableFileError("its parts do not fit together") from error


class _Framer:
    def __init__(self, word: WordDocument, theme: Theme) -> None:
        self.word, self.theme = word, theme
        self.package = word.part.package

    def frame(self) -> WordFrame:
        section = self.word.sections[-1]
        section.different_first_page_header_footer = True
        places = (section.header, section.first_page_header, section.footer, section.first_page_footer)
        for place in places:
            if place.is_linked_to_previous:
                place.is_linked_to_previous = False
        styles = ("Header", "", "Footer", "Footer")  # page 1 has no words of ours above it
        header, first_header, footer, first_footer = map(self.furniture, places, styles)
        etree.cleanup_namespaces(section._sectPr)
        text = etree.tostring(section._sectPr, encoding="unicode", with_tail=False)
        return WordFrame(
            tuple(
                FramePart(str(part.partname), part.content_type, part.blob, _relations(part.rels))
                for part in self.package.iter_parts()
            ),
            _relations(self.package.rels),
            text,
            header,
            first_header,
            footer,
            first_footer,
            self.language(),
            self.numbering(),
        )

    def furniture(self, place: Any, style: str) -> Surrounds:  # noqa: ANN401 - of four kinds in python-docx
        """A header or footer, split where our text goes: in its first paragraph of that style, or else in its
        first paragraph; at its end if `style` is ""."""
        root = _declared(place.part.element)  # a copy: two kinds of pages may share it
        paragraphs = list(root.iter(f"{W}p")) if style else []
        id = self.theme.styles[style].id if style else ""
        named = (p for p in paragraphs if value(child(p, "pPr", "pStyle")) == id)
        ours = next(named, paragraphs[0] if paragraphs else None)
        if ours is not None:
            for inner in list(ours):
                if inner.tag != f"{W}pPr":
                    ours.remove(inner)
        around = root if ours is None else ours
        around.append(etree.ProcessingInstruction(_HOLE))
        root.insert(0, etree.ProcessingInstruction(_HOLE))
        opening, before, after = _parted(root, 3)
        return Surrounds(
            str(place.part.partname), opening, before, after, ours is not None, frozenset(references(root))
        )

    def language(self) -> tuple[str, bytes, bytes] | None:
        part = self.word.part.part_related_by(RT.STYLES)
        root = deepcopy(self.word.styles.element)
        language = child(root, "docDefaults", "rPrDefault", "rPr", "lang")
        if language is None:
            return None
        language.set(f"{W}val", f"?{_HOLE}?")
        before, after = _parted(root, 2, f"?{_HOLE}?")
        return str(part.partname), before, after

    def numbering(self) -> Numbering | None:
        """The definition that the style of numbered lists is linked to (17.9.15)."""
        id = self.theme.styles["ListNumber"].id
        styles = self.word.styles.element.iterfind(f"{W}style")
        style = next((style for style in styles if value(style, "styleId") == id), None)
        linked = child(style, "pPr", "numPr", "numId")
        if linked is None or RT.NUMBERING not in {rel.reltype for rel in self.word.part.rels.values()}:
            return None
        part = self.word.part.numbering_part
        root = _declared(part.element)
        instances = root.findall(f"{W}num")
        abstracts = [child(num, "abstractNumId") for num in instances if value(num, "numId") == value(linked)]
        if not abstracts:
            return None
        last = max(int(value(num, "numId", default="0")) for num in instances)
        instances[-1].addnext(etree.ProcessingInstruction(_HOLE))
        before, after = _parted(root, 2)
        return Numbering(str(part.partname), before, after, value(abstracts[-1]), last + 1)


def _relations(found: Relationships) -> tuple[Relation, ...]:
    return tuple(
        Relation(rel.rId, rel.reltype, rel.target_ref, external=True)
        if rel.is_external
        else Relation(rel.rId, rel.reltype, str(rel.target_part.partname))
        for rel in found.values()
    )


def _declared(element: Element) -> Element:
    """A copy of a part's root that declares the prefixes w and r as our XML uses them."""
    ours = {"w": W[1:-1], "r": R[1:-1]}
    if element.nsmap.get("w") == ours["w"] and element.nsmap.get("r", ours["r"]) == ours["r"]:
        return deepcopy(element)
    declared: dict[Any, str] = {**element.nsmap, **ours}
    root = etree.Element(element.tag, nsmap=declared)
    root.attrib.update(element.attrib)
    root.extend(deepcopy(list(element)))
    return root


def _bytes(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def _parted(root: Element, pieces: int, mark: str = f"<?{_HOLE} ?>") -> list[bytes]:
    found = _bytes(root).split(mark.encode())
    if len(found) != pieces:
        raise UnreadableFileError(f"{mark} stands in the file")
    return found
