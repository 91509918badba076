"""The file around the pages: catalog, metadata, object streams and a cross-reference stream.

Nothing of the clock, the machine or the process goes into it: dates come from the document's `created`,
the file's /ID from its own bytes, so that equal documents give equal files.
Sources: ISO 32000-1 7.5.7, 7.5.8; ISO 19005-2 6.1.7, 6.6 (metadata), 6.2.3 (output intent); ISO 14289-1 7.1.
"""

from __future__ import annotations

import zlib
from base64 import b64decode
from collections.abc import Sequence
from hashlib import md5
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFObject, PDFString, format

from bilag import __version__
from bilag.model import Attachment, Document, Meta
from bilag.write.pdf_fonts import Fonts
from bilag.write.pdf_tree import Element, Leaf, byte_string, text_string, write_tree

_IN_STREAM = 200
_LEVEL = 6
PRODUCER = f"bilag {__version__}"


class Raw(PDFObject):
    """Finished bytes as an object of ReportLab's."""

    __RefOnly__ = 1

    def __init__(self, data: bytes) -> None:
        self.data = data

    def format(self, document: PDFDocument) -> bytes:
        return self.data


def stream(data: bytes, entries: bytes = b"", *, packed: bool = True) -> Raw:
    """A stream object; `packed` deflates it."""
    if packed:
        data, entries = zlib.compress(data, _LEVEL), entries + b"/Filter/FlateDecode"
    return Raw(b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), closed(data)))


def closed(data: bytes) -> bytes:
    """The bytes of a stream as they stand before the end of line and `endstream`.

    Where they end with CR, the LF after them would make one end of line with it, and the stream would be a
    byte shorter than its Length: then the end of line is CR LF (ISO 32000-1 7.3.8.1).
    """
    return data + b"\r" if data.endswith(b"\r") else data


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
            font = file.font(descriptor, self.number(stream(file.to_unicode())))
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
            file = self.number(_embedded(attachment, _moment(self.meta)))
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
        tree = write_tree(self.root, self.marks, self.annotations, pages, spanning=self.spanning, start=start)
        return _serialise([*enumerate(bodies, 1), *tree], catalog, info)


def _serialise(objects: Sequence[tuple[int, bytes]], catalog: int, info: int) -> bytes:
    """Streams as they are, all else packed into object streams, and a cross-reference stream."""
    out = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
    position = len(out[0])
    size = max(number for number, _ in objects) + 1
    entries = [b""] * size
    entries[0] = b"\x00\x00\x00\x00\x00\xff\xff"
    packed: list[tuple[int, bytes]] = []

    def add(number: int, body: bytes) -> bytes:
        nonlocal position
        out.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        entry = b"\x01" + position.to_bytes(4, "big") + b"\0\0"
        position += len(out[-1])
        return entry

    for number, body in objects:
        trimmed = body.rstrip(b"\n")
        if trimmed.endswith(b"endstream"):
            entries[number] = add(number, trimmed)
        else:
            packed.append((number, trimmed))
    for start in range(0, len(packed), _IN_STREAM):
        group = packed[start : start + _IN_STREAM]
        offset, heads = 0, []
        for place, (number, body) in enumerate(group):
            heads.append(b"%d %d" % (number, offset))
            offset += len(body) + 1
            entries[number] = b"\x02" + len(entries).to_bytes(4, "big") + place.to_bytes(2, "big")
        head = b" ".join(heads) + b"\n"
        data = zlib.compress(head + b"\n".join([body for _, body in group]), _LEVEL)
        entry = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        entries.append(add(len(entries), entry % (len(group), len(head), len(data), closed(data))))
    entries.append(b"\x01" + position.to_bytes(4, "big") + b"\0\0")
    digest = md5(usedforsecurity=False)
    for chunk in out:
        digest.update(chunk)
    name = digest.hexdigest().upper().encode()
    data = zlib.compress(b"".join(entries), _LEVEL)
    out.append(
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]/Filter/FlateDecode"
        b"/Length %d>>stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (len(entries) - 1, len(entries), catalog, info, name, name, len(data), closed(data), position)
    )
    return b"".join(out)


def _embedded(attachment: Attachment, moment: str) -> Raw:
    """An embedded file stream (ISO 32000-1 7.11.4); its type is a name, so the slash is written as #2F."""
    entries = b"/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/ModDate(%s)/CheckSum%s>>" % (
        attachment.type.replace("/", "#2F").encode(),
        len(attachment.data),
        moment.encode(),
        byte_string(md5(attachment.data, usedforsecurity=False).digest()),
    )
    return stream(attachment.data, entries)


def _moment(meta: Meta) -> str:
    """A date as PDF writes it (ISO 32000-1 7.9.4)."""
    return "D:" + "".join(c for c in meta.created[:19] if c.isdigit()) + "+00'00'"


def info_dictionary(meta: Meta) -> bytes:
    """The information dictionary; the metadata stream says the same (ISO 19005-2 6.6.3)."""
    moment = _moment(meta)
    values: dict[str, Any] = {
        "Title": meta.title,
        "Author": meta.author,
        "Subject": meta.subject,
        "Keywords": ", ".join(meta.keywords),
        "Creator": PRODUCER,
        "Producer": PRODUCER,
        "CreationDate": moment,
        "ModDate": moment,
    }
    pairs = [b"/%s%s" % (key.encode(), text_string(value)) for key, value in values.items() if value]
    return b"<<" + b"".join(pairs) + b">>"


def xmp(meta: Meta, content_hash: str, part: int) -> bytes:
    """The metadata stream: PDF/A-2a or 3a (`part`) and PDF/UA-1, with the extension schema of pdfuaid.

    The hash of what the document says stands in it as dc:identifier, its version as xmpMM:VersionID.
    """
    moment = meta.created[:19] + "+00:00"
    title, author, subject = escape(meta.title), escape(meta.author), escape(meta.subject)
    keywords = escape(", ".join(meta.keywords))
    creator = f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>" if author else ""
    description = (
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
        if subject
        else ""
    )
    words = f"<pdf:Keywords>{keywords}</pdf:Keywords>" if keywords else ""
    identifier = f"<dc:identifier>sha256:{escape(content_hash)}</dc:identifier>" if content_hash else ""
    version = f"<xmpMM:VersionID>{escape(meta.version)}</xmpMM:VersionID>" if meta.version else ""
    return _XMP.format(
        part=part,
        identifier=identifier,
        version=version,
        title=title,
        creator=creator,
        description=description,
        language=escape(meta.language),
        moment=moment,
        producer=PRODUCER,
        keywords=words,
    ).encode()


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{creator}{description}{identifier}
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool></rdf:Description>
<rdf:Description rdf:about=""
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">{version}</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer>{keywords}</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""

# The sRGB profile that LittleCMS makes (588 bytes, free to use), its date and profile id set to nothing.
_SRGB = (
    "eNqVkb1Lw1AUxU9bRdFKBx1EHDJUcWhBFMRR69ClSKkVrLo0r0krJGlIUqS4Ci4OBQfRxa/B/0BXwVWhICiCiH+DX4uUeNIU"
    "WkQH7+Pl/jh553LffUAwpQnd7poDdMOxMsmEtJJblXrqCHA1Iy9scz6dTuHP+Lz3z97FvVr4X/QXFFsAgV7yjDAth8xukNp0"
    "TI93yUOilC+Qj8kxiw2Sbzxd9vnF46LP7x5b2cwCEPRqSsUOljtYlCydPEGO6lpFtPrxbhJWjOUl5hHuUdjIIIkEJMioYAMa"
    "HMSZDc7sd99k07eIMj2CXxNVWHQUUaI3RrXCqgqzSl3h0lD15v5znrY6PeVXDyeA7mfXfRsDevaARs11v05ct3EKhJ6AK6Pt"
    "L3NOsx/Ua20tegREtoGL67Ym7wOXO8Dwo5m38k0pxB1UVeD1HBjIAYN1oG/Nn1XrP84egOwWn+gWODgExnk+sv4NBP1nlg=="
)


def srgb_profile() -> bytes:
    """The ICC profile of the output intent."""
    return zlib.decompress(b64decode(_SRGB))
