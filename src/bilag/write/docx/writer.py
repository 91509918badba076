"""Word: the template carries the look, this module the words.

The template was made into a frame when it was read (see `wordframe`): its parts as bytes, which hold what
makes the look and nothing else. The body is one string (see `wml`), never a tree.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, count

from bilag.document.bound import bound_facts
from bilag.document.flow import FlowNode, StyledText, flow
from bilag.document.model import Document, Footnote, Value
from bilag.document.theme import Template
from bilag.document.wordframe import Numbering, Surrounds
from bilag.write.docx import parts
from bilag.write.docx.body import Body, targets
from bilag.write.docx.bound import CONTROLS, FACTS_NAMESPACE, Binder, facts_xml
from bilag.write.docx.hand import CleanHand, Hand
from bilag.write.docx.package import METADATA, RELATION, WordPackage, WordPart
from bilag.write.docx.wml import DECLARATIONS, NAMESPACES, XML, Runs, attribute, footnote_mark

_DECLARED = {f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items()}


def write_docx(document: Document, template: Template) -> bytes:
    """The document as a Word file: bytes that depend on the two arguments alone."""
    return Writer(document, template).write()


class Writer:
    """Fills the template's parts. A copy of another kind has another hand, flow, or finish."""

    def __init__(self, document: Document, template: Template) -> None:
        self.document, self.template, self.frame = document, template, template.word
        self.targets = targets(document)
        self.facts = bound_facts(document)
        self.declarations = DECLARATIONS
        if self.facts and document.figures == "control":
            self.declarations += CONTROLS
        self.package = WordPackage(self.frame)
        self.main = self.package.main
        self.numbers = _Numbers(self.frame.numbering)
        self.ids = count(1)
        self.bind = Binder(document.figures, self.facts, self.ids)

    def write(self) -> bytes:
        hand = self.hand()
        body = Body(self.template, hand, self.numbers.new)
        start, end = f"{XML}<w:document{self.declarations}><w:body>", f"{self.page()}</w:body></w:document>"
        self.main.data = b"".join(
            [piece.encode() for piece in chain((start,), body.printed(self.flow()), (end,))]
        )
        self.add_footnotes(hand.footnotes)
        self.fill_header_and_footer()
        self.set_language()
        self.number_lists()
        self.add_properties()
        self.add_proof()
        self.add_facts()
        self.finish()
        return self.package.zipped()

    def hand(self, around: Callable[[StyledText, str], str] | None = None) -> Hand:
        """`around` puts something around the content of each paragraph."""
        link, picture = self.main.link, self.package.picture
        return CleanHand(self.template, link, picture, self.targets, self.bind, self.ids, around)

    def flow(self) -> tuple[FlowNode, ...]:
        return flow(self.document, self.template.labels)

    def finish(self) -> None:
        """What a kind of copy adds when all else is in place."""

    # --- what stays of the template ---

    def page(self) -> str:
        """The template's w:sectPr; the namespaces of the document's root need not be declared again."""
        text = self.frame.section
        for declaration in _DECLARED:
            text = text.replace(declaration, "")
        return text

    def set_language(self) -> None:
        if self.frame.language:
            name, before, after = self.frame.language
            language = attribute(self.document.meta.language).encode()
            self.package.parts[name].data = before + language + after

    def number_lists(self) -> None:
        """Each ordered list is an instance of its own (17.9.15), so that it begins where it should."""
        numbering = self.frame.numbering
        if numbering and self.numbers.made:
            inner = "".join(self.numbers.made).encode()
            self.package.parts[numbering.part].data = numbering.before + inner + numbering.after

    # --- what comes from the document ---

    def runs(self, part: WordPart, bind: Callable[[Value, str], str] | None = None) -> Runs:
        """For a part without footnotes of its own."""

        def footnote(_: Footnote) -> str:
            raise ValueError("a footnote stands in a header, a footer or a footnote")

        return Runs(self.template.theme.characters, part.link, footnote, self.targets, bind)

    def fill_header_and_footer(self) -> None:
        """The first paragraph in the style of headers is ours; the rest is the template's own. Facts are
        plain text here, as in the contents list: they repeat what stands in the document."""
        frame = self.frame
        for furniture, content in (
            (frame.header, self.document.header),
            (frame.footer, self.document.footer),
            (frame.first_footer, self.document.footer),
        ):
            self.fill(furniture, lambda runs, content=content: runs.inlines(content))  # type: ignore[misc]

    def fill(self, furniture: Surrounds, words: Callable[[Runs], str], above: str = "") -> None:
        """Set words into the paragraph that is ours, and a paragraph above all else."""
        part = self.package.parts[furniture.part]
        inner = words(self.runs(part)) if furniture.ours else ""
        if furniture.ours:  # nothing shows what stood in our paragraph any more
            part.relations = [r for r in part.relations if r.id in furniture.kept or f'"{r.id}"' in inner]
        if b" xmlns:r=" not in furniture.opening:
            inner = inner.replace("<w:hyperlink r:id", f'<w:hyperlink xmlns:r="{NAMESPACES["r"]}" r:id')
        part.data = b"".join(
            (furniture.opening, above.encode(), furniture.before, inner.encode(), furniture.after)
        )

    def add_footnotes(self, notes: list[Footnote]) -> None:
        """The part stands there without footnotes too: the settings name its separators."""
        part = self.package.add(self.main, f"{RELATION}footnotes", "/word/footnotes.xml", parts.FOOTNOTES)
        runs = self.runs(part, self.bind)
        style = attribute(self.template.theme.styles["FootnoteText"].id)
        start = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{footnote_mark(runs.characters, None)}'
        space = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        texts = [f"{start}{space}{self.footnote(runs, n, note)}</w:p>" for n, note in enumerate(notes)]
        part.data = parts.footnotes(texts, style, self.declarations)

    def footnote(self, runs: Runs, n: int, note: Footnote) -> str:
        """The words of a footnote, `n` of the body's from 0."""
        return runs.inlines(note.content)

    def add_properties(self) -> None:
        core, app = parts.core_properties(self.document), parts.app_properties(self.document)
        add, root = self.package.add, self.package.root
        add(root, f"{METADATA}core-properties", "/docProps/core.xml", parts.CORE, core)
        add(root, f"{RELATION}extended-properties", "/docProps/app.xml", parts.EXTENDED, app)
        if self.document.hash:
            custom = parts.custom_properties({"bilag-hash": self.document.hash})
            add(root, f"{RELATION}custom-properties", "/docProps/custom.xml", parts.CUSTOM, custom)

    def add_proof(self) -> None:
        """What `proof` lets travel inside the file, as a custom XML part of the main document (15.2.5)."""
        attachments = self.document.attachments
        if not attachments:
            return
        self.add_custom_xml(1, parts.PROOF, parts.proof_xml(attachments))

    def add_facts(self) -> None:
        """What the content controls are bound to; it has a number of its own, whatever else travels."""
        if self.facts and self.document.figures == "control":
            self.add_custom_xml(2, FACTS_NAMESPACE, facts_xml(self.facts.values()))

    def add_custom_xml(self, n: int, namespace: str, data: bytes) -> None:
        add = self.package.add
        item = add(self.main, f"{RELATION}customXml", f"/customXml/item{n}.xml", "application/xml", data)
        about = parts.custom_xml_properties(namespace)
        name = f"/customXml/itemProps{n}.xml"
        add(item, f"{RELATION}customXmlProps", name, parts.CUSTOM_XML_TYPE, about)


class _Numbers:
    """Instances of numbered lists, as the XML that is added to the template's."""

    def __init__(self, numbering: Numbering | None) -> None:
        self.numbering, self.made = numbering, list[str]()

    def new(self, level: int, start: int) -> int:
        """The id of a new instance that begins with `start` on `level` (0-2); 0 where there is none."""
        if self.numbering is None:
            return 0
        id = self.numbering.next + len(self.made)
        self.made.append(
            f'<w:num w:numId="{id}"><w:abstractNumId w:val="{attribute(self.numbering.abstract)}"/>'
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        )
        return id
