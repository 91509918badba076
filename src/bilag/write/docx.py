"""Word: the template carries the look, this module the words.

python-docx opens the template, which holds what makes the look and nothing else (see `load.wordclean`), and
keeps its parts and relationships. The body is one string (see `wml`), never a tree.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import count

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.section import Section as PageSection
from lxml import etree

from bilag.bound import bound_facts
from bilag.model import Document, Footnote, Inlines, Value
from bilag.theme import Template
from bilag.wordfile import references
from bilag.write import docx_parts as parts
from bilag.write.docx_body import Body, targets
from bilag.write.docx_bound import CONTROLS, FACTS, Binder, facts_xml
from bilag.write.wml import DECLARATIONS, NAMESPACES, XML, Runs, attribute

_DECLARED = {f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items()}


def write_docx(document: Document, template: Template) -> bytes:
    """The document as a Word file: bytes that depend on the two arguments alone."""
    return Package(document, template).write()


class Package:
    body_class: type[Body] = Body

    def __init__(self, document: Document, template: Template) -> None:
        self.document, self.template = document, template
        self.targets = targets(document)
        self.facts = bound_facts(document)
        self.declarations = DECLARATIONS
        if self.facts and document.figures == "control":
            self.declarations += CONTROLS
        self.word: WordDocument = docx.Document(io.BytesIO(template.word))
        self.part = self.word.part
        self.package = self.part.package
        self.section = self.word.sections[-1]
        self.set_pages(self.section)
        self.numbers = _Numbers(self.word, template)

    def write(self) -> bytes:
        ids = count(1)
        bind = self.binder(ids)
        body = self.body_class(
            self.template,
            lambda url: self.part.relate_to(url, RT.HYPERLINK, is_external=True),
            lambda data: self.part.get_or_add_image(io.BytesIO(data))[0],
            self.numbers.new,
            self.targets,
            bind,
            ids,
        )
        text = self.fill_body(body)
        self.add_footnotes(body.footnotes, bind)
        self.fill_header_and_footer()
        self.set_language()
        self.add_properties()
        self.add_proof()
        self.add_facts()
        main = f"{XML}<w:document{self.declarations}><w:body>{text}{self.page()}</w:body></w:document>"
        return self.zip({str(self.part.partname): main.encode()})

    def binder(self, ids: Iterator[int]) -> Callable[[Value, str], str]:
        return Binder(self.document.figures, self.facts, ids)

    def fill_body(self, body: Body) -> str:
        return body.document(self.document)

    # --- what stays of the template ---

    def set_pages(self, section: PageSection) -> None:
        """Page 1 has no header and every page its footer, also where the template lacks one of them."""
        section.different_first_page_header_footer = True
        for furniture in (
            section.header,
            section.first_page_header,
            section.footer,
            section.first_page_footer,
        ):
            if furniture.is_linked_to_previous:
                furniture.is_linked_to_previous = False

    def page(self) -> str:
        """The template's w:sectPr; the namespaces of the document's root need not be declared again."""
        section = self.section._sectPr
        etree.cleanup_namespaces(section)
        text = etree.tostring(section, encoding="unicode", with_tail=False)
        for declaration in _DECLARED:
            text = text.replace(declaration, "")
        return text

    def set_language(self) -> None:
        path = "/".join(map(qn, ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang")))
        language = self.word.styles.element.find(path)
        if language is not None:
            language.set(qn("w:val"), self.document.meta.language)

    # --- what comes from the document ---

    def runs(self, part: Part, bind: Callable[[Value, str], str] | None = None) -> Runs:
        """For a part without footnotes of its own."""

        def footnote(_: Footnote) -> int:
            raise ValueError("a footnote stands in a header, a footer or a footnote")

        return Runs(
            self.template.theme.characters,
            lambda url: part.relate_to(url, RT.HYPERLINK, is_external=True),
            footnote,
            self.targets,
            bind,
        )

    def fill_header_and_footer(self) -> None:
        """The first paragraph in the style of headers is ours; the rest is the template's own. Facts are
        plain text here, as in the contents list: they repeat what stands in the document."""
        section = self.section
        self.fill(section.header.part, "Header", self.document.header)
        for furniture in (section.footer, section.first_page_footer):
            self.fill(furniture.part, "Footer", self.document.footer)

    def fill(self, part: Part, style: str, content: Inlines) -> None:
        self.fill_with(part, style, self.runs(part).inlines(content))

    def fill_with(self, part: Part, style: str, words: str) -> None:
        root = part._element  # type: ignore[attr-defined]
        id = self.template.theme.styles[style].id
        paragraphs = list(root.iter(qn("w:p")))
        ours = next((p for p in paragraphs if p.style == id), paragraphs[0] if paragraphs else None)
        if ours is None:
            return
        for child in list(ours):
            if child.tag != qn("w:pPr"):
                ours.remove(child)
        new = parse_xml(f"<w:p{DECLARATIONS}>{words}</w:p>")
        ours.extend(list(new))
        used = references(root)
        for rel in list(part.rels):  # also of what stood in our paragraph: nothing shows it any more
            if rel not in used:
                del part.rels[rel]

    def add_footnotes(self, notes: list[Footnote], bind: Callable[[Value, str], str]) -> None:
        """The part stands there without footnotes too: the settings name its separators."""
        part = Part(PackURI("/word/footnotes.xml"), CT.WML_FOOTNOTES, b"", self.package)
        runs = self.runs(part, bind)
        style = attribute(self.template.theme.styles["FootnoteText"].id)
        start = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs.footnote_mark(None)}'
        space = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        texts = [f"{start}{space}{self.footnote(runs, n, note)}</w:p>" for n, note in enumerate(notes)]
        part._blob = parts.footnotes(texts, style, self.declarations)
        self.part.relate_to(part, RT.FOOTNOTES)

    def footnote(self, runs: Runs, n: int, note: Footnote) -> str:
        """The words of a footnote, `n` of the body's from 0."""
        return runs.inlines(note.content)

    def add_properties(self) -> None:
        core, app = parts.core_properties(self.document), parts.app_properties(self.document)
        self.add("/docProps/core.xml", CT.OPC_CORE_PROPERTIES, RT.CORE_PROPERTIES, core)
        self.add("/docProps/app.xml", CT.OFC_EXTENDED_PROPERTIES, RT.EXTENDED_PROPERTIES, app)
        if self.document.hash:
            custom = parts.custom_properties({"bilag-hash": self.document.hash})
            self.add("/docProps/custom.xml", CT.OFC_CUSTOM_PROPERTIES, RT.CUSTOM_PROPERTIES, custom)

    def add_proof(self) -> None:
        """What `proof` lets travel inside the file, as a custom XML part of the main document (15.2.5)."""
        attachments = self.document.attachments
        if not attachments:
            return
        self.add_custom_xml(1, parts.PROOF, parts.proof_xml(attachments))

    def add_facts(self) -> None:
        """What the content controls are bound to; it has a number of its own, whatever else travels."""
        if self.facts and self.document.figures == "control":
            self.add_custom_xml(2, FACTS, facts_xml(self.facts.values()))

    def add_custom_xml(self, n: int, namespace: str, data: bytes) -> None:
        item = Part(PackURI(f"/customXml/item{n}.xml"), CT.XML, data, self.package)
        about = parts.custom_xml_properties(namespace)
        properties = Part(PackURI(f"/customXml/itemProps{n}.xml"), parts.CUSTOM_XML_TYPE, about, self.package)
        item.relate_to(properties, RT.CUSTOM_XML_PROPS)
        self.part.relate_to(item, RT.CUSTOM_XML)

    def add(self, name: str, content_type: str, reltype: str, data: bytes) -> None:
        self.package.relate_to(Part(PackURI(name), content_type, data, self.package), reltype)

    # --- the file ---

    def zip(self, made: dict[str, bytes]) -> bytes:
        """The package: content types first, as Word writes it, then relationships and parts by name.

        `made` are the bytes of parts that python-docx holds in an older form.
        """
        found = sorted(self.package.iter_parts(), key=lambda part: str(part.partname))
        members = {
            "[Content_Types].xml": parts.content_types({str(p.partname): p.content_type for p in found}),
            "_rels/.rels": self.package.rels.xml,
        }
        for part in found:
            name = part.partname
            members[name.membername] = made[str(name)] if str(name) in made else part.blob  # noqa: SIM401
            if part.rels:
                members[name.rels_uri.membername] = part.rels.xml
        return parts.zipped(members)


class _Numbers:
    """Numbering instances: each ordered list is one of its own, so that it begins where it should.

    Its w:num points to the definition that the style of numbered lists is linked to (17.9.15).
    """

    def __init__(self, word: WordDocument, template: Template) -> None:
        self.root: etree._Element | None = None
        self.abstract = ""
        style = template.theme.styles["ListNumber"].id
        path = "/".join(map(qn, ("w:pPr", "w:numPr", "w:numId")))
        linked = word.styles.element.xpath(f"w:style[@w:styleId='{style}']") if "'" not in style else []
        id = linked[0].find(path) if linked else None
        if id is None:
            return
        root = word.part.numbering_part.element
        for num in root.findall(qn("w:num")):
            if num.get(qn("w:numId")) == id.get(qn("w:val")):
                abstract = num.find(qn("w:abstractNumId"))
                self.root, self.abstract = root, abstract.get(qn("w:val"), "")
        self.next = (
            max((int(num.get(qn("w:numId"), "0")) for num in root.findall(qn("w:num"))), default=0) + 1
        )

    def new(self, level: int, start: int) -> int:
        """The id of a new instance that begins with `start` on `level` (0-2); 0 where there is none."""
        if self.root is None:
            return 0
        num = etree.Element(qn("w:num"), {qn("w:numId"): str(self.next)})
        etree.SubElement(num, qn("w:abstractNumId"), {qn("w:val"): self.abstract})
        override = etree.SubElement(num, qn("w:lvlOverride"), {qn("w:ilvl"): str(level)})
        etree.SubElement(override, qn("w:startOverride"), {qn("w:val"): str(start)})
        self.root.findall(qn("w:num"))[-1].addnext(num)
        self.next += 1
        return self.next - 1
