"""The file around the pages: fonts, catalog, attachments, and the structure tree after all else.

Sources: ISO 32000-1 7.7.2 (catalog), 7.11.4 (embedded files); ISO 19005-3 6.8; ISO 14289-1 7.1.
"""

from __future__ import annotations

from hashlib import md5
from itertools import chain
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFObject, PDFString, format

from bilag.document.model import Attachment, Document
from bilag.write.pdf.file.fonts import Fonts
from bilag.write.pdf.file.metadata import info_dictionary, moment_of, srgb_profile, xmp
from bilag.write.pdf.file.objects import Raw, closed, serialise, stream
from bilag.write.pdf.file.tree import Element, Leaf, byte_string, text_string, write_tree


class TaggedFile(PDFDocument):
    """ReportLab's document as a PDF 1.7 file of PDF/UA-1 and PDF/A-2a, or 3a where it has attachments."""

    Catalog: Any
    Outlines: Any
    Pages: Any
    idToObject: dict[str, Any]  # noqa: N815

    def prepare(self, document: Document, fonts: Fonts) -> None:
        """What the file is about, before anything is drawn."""
        self.meta = document.meta
        self.content_hash = document.hash
        self.attachments = document.attachments
        self.fonts = fonts
        self.root = Element("Document")
        self.marks: list[list[Element | Leaf]] = []
        self.annotations: list[Element] = []
        self.spanning: dict[Element, None] = {}

    def number(self, thing: PDFObject) -> int:
        """The object number of a thing, which gets one when it has none."""
        return int(self.idToObjectNumberAndVersion[self.reference(thing).name][0])

    def reference(self, thing: PDFObject) -> Any:  # noqa: ANN401
        """ReportLab's reference to a thing, which is thereby part of the file."""
        return self.Reference(thing)  # type: ignore[no-untyped-call]

    def finish(self) -> None:
        """All that can be registered before the numbers of the structure tree are known."""
        embedded = self.idToObject["BasicFonts"].dict
        for name, file in (pair for font in self.fonts.used for pair in font.files()):
            data = Raw(
                b"<</Length1 %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
                % (file.length, len(file.data), closed(file.data))
            )
            descriptor = self.number(Raw(file.descriptor(self.number(data))))
            font = file.font(descriptor, self.number(Raw(file.unicode)))
            embedded[name] = self.reference(Raw(font))
        catalog = self.Catalog
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
        catalog.__Refs__ = [key for key in catalog.__Refs__ if key not in {"StructTreeRoot", "MarkInfo"}]
        catalog.Lang = PDFString(self.meta.language)
        catalog.MarkInfo = Raw(b"<</Marked true/UserProperties true>>")
        catalog.PageLabels = Raw(b"<</Nums[0<</S/D>>]>>")
        catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
        profile = self.number(stream(srgb_profile(), b"/N 3"))
        catalog.OutputIntents = Raw(
            b"[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
            b"/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]" % profile
        )
        part = 3 if self.attachments else 2
        metadata = xmp(self.meta, self.content_hash, part)
        catalog.Metadata = stream(metadata, b"/Type/Metadata/Subtype/XML", packed=False)
        if self.attachments:
            self._attach(catalog)

    def _attach(self, catalog: Any) -> None:  # noqa: ANN401
        """The files that travel inside, each said to be data behind the document (ISO 19005-3 6.8)."""
        names: list[tuple[bytes, int]] = []
        for attachment in self.attachments:
            name = text_string(attachment.name)
            file = self.number(_embedded(attachment, moment_of(self.meta)))
            body = b"<</Type/Filespec/F%s/UF%s/Desc%s/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>"
            spec = body % (name, name, text_string(attachment.description), file, file)
            names.append((name, self.number(Raw(spec))))
        listed = b" ".join([b"%d 0 R" % number for _, number in names])
        pairs = b"".join([b"%s %d 0 R " % pair for pair in sorted(names)])
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF"]
        catalog.AF = Raw(b"[%s]" % listed)
        catalog.Names = Raw(b"<</EmbeddedFiles<</Names[%s]>>>>" % pairs)

    def GetPDFData(self, canvas: object) -> bytes:  # noqa: N802
        """The whole file; ReportLab's own information dictionary and fonts stay out of it."""
        self.Outlines.prepare(self, canvas)
        if self.Outlines.ready < 0:
            self.Catalog.Outlines = None
        return self.format()

    def format(self) -> bytes:
        """All objects, numbered in the order in which they are found, and the structure tree after them."""
        catalog = self.number(self.Catalog)
        info = self.number(Raw(info_dictionary(self.meta)))
        bodies: list[bytes] = []
        while len(bodies) + 1 in self.numberToId:  # formatting one object may register others
            thing = self.idToObject[self.numberToId[len(bodies) + 1]]
            bodies.append(b"" if thing is self.Catalog else format(thing, self, toplevel=1))
            if thing is self.Catalog:
                format(thing, self, toplevel=1)
        start = len(bodies) + 1
        self.Catalog.StructTreeRoot = Raw(b"%d 0 R" % start)
        bodies[catalog - 1] = format(self.Catalog, self, toplevel=1)
        pages = [self.idToObjectNumberAndVersion[f"Page{n + 1}"][0] for n in range(len(self.marks))]
        size, tree = write_tree(
            self.root, self.marks, self.annotations, pages, spanning=self.spanning, start=start
        )
        trimmed = ((number, body.rstrip(b"\n")) for number, body in enumerate(bodies, 1))
        return serialise(chain(trimmed, tree), size, catalog, info)


def _embedded(attachment: Attachment, moment: str) -> Raw:
    """An embedded file stream (ISO 32000-1 7.11.4); its type is a name, so the slash is written as #2F."""
    entries = b"/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/ModDate(%s)/CheckSum%s>>" % (
        attachment.type.replace("/", "#2F").encode(),
        len(attachment.data),
        moment.encode(),
        byte_string(md5(attachment.data, usedforsecurity=False).digest()),
    )
    return stream(attachment.data, entries)
