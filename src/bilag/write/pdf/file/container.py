"""The file around the pages: fonts, catalog, attachments, and the structure tree after all else.

Sources: ISO 32000-1 7.7.2 (catalog), 7.11.4 (embedded files); ISO 19005-3 6.8; ISO 14289-1 7.1.
"""

from __future__ import annotations

from hashlib import md5
from itertools import chain
from typing import Any

from bilag.document.model import Attachment, Document
from bilag.document.theme import Page
from bilag.write.pdf.file.fonts import Fonts
from bilag.write.pdf.file.metadata import info_dictionary, moment_of, srgb_profile, xmp
from bilag.write.pdf.file.objects import closed, serialise, stream
from bilag.write.pdf.file.pdfbase import NumberedFile, Raw
from bilag.write.pdf.file.tree import Leaf, StructElement, byte_string, text_string, write_tree


class TaggedFile(NumberedFile):
    """A PDF 1.7 file of PDF/UA-1 and PDF/A-2a, or 3a where it has attachments.

    `marks` has for each page the element of each MCID, `annotations` the element of each link's annotation,
    and `spanning` the elements with content on several pages.
    """

    def __init__(self, document: Document, fonts: Fonts, page: Page) -> None:
        super().__init__(document.meta.language, page.width, page.height)
        self.meta = document.meta
        self.content_hash = document.hash
        self.attachments = document.attachments
        self.fonts = fonts
        self.root = StructElement("Document")
        self.marks: list[list[StructElement | Leaf]] = []
        self.annotations: list[StructElement] = []
        self.spanning: dict[StructElement, None] = {}

    def write(self) -> bytes:
        """The whole file, once all is drawn. The objects of the structure tree come last."""
        self._embed_fonts()
        self._describe()
        self.close_bookmarks()
        catalog = self.number(self.Catalog)
        info = self.number(Raw(info_dictionary(self.meta)))
        bodies = list(self.bodies())
        start = len(bodies) + 1
        self.Catalog.StructTreeRoot = Raw(b"%d 0 R" % start)
        bodies[catalog - 1] = self.body(self.Catalog)
        pages = [self.page_number(page) for page in range(len(self.marks))]
        size, tree = write_tree(
            self.root, self.marks, self.annotations, pages, spanning=self.spanning, start=start
        )
        trimmed = ((number, body.rstrip(b"\n")) for number, body in enumerate(bodies, 1))
        return serialise(chain(trimmed, tree), size, catalog, info)

    def _embed_fonts(self) -> None:
        for name, file in (pair for font in self.fonts.used for pair in font.files()):
            data = Raw(
                b"<</Length1 %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
                % (file.length, len(file.data), closed(file.data))
            )
            descriptor = self.number(Raw(file.descriptor(self.number(data))))
            self.font(name, Raw(file.font(descriptor, self.number(Raw(file.unicode)))))

    def _describe(self) -> None:
        """What the catalog says of the file."""
        catalog = self.Catalog
        catalog.MarkInfo = Raw(b"<</Marked true/UserProperties true>>")
        catalog.PageLabels = Raw(b"<</Nums[0<</S/D>>]>>")
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
        catalog.AF = Raw(b"[%s]" % listed)
        catalog.Names = Raw(b"<</EmbeddedFiles<</Names[%s]>>>>" % pairs)


def _embedded(attachment: Attachment, moment: str) -> Raw:
    """An embedded file stream (ISO 32000-1 7.11.4); its type is a name, so the slash is written as #2F."""
    entries = b"/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/ModDate(%s)/CheckSum%s>>" % (
        attachment.type.replace("/", "#2F").encode(),
        len(attachment.data),
        moment.encode(),
        byte_string(md5(attachment.data, usedforsecurity=False).digest()),
    )
    return stream(attachment.data, entries)
