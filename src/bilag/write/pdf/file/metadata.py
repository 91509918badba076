"""What a PDF file says of itself: the information dictionary, the metadata stream and the colour profile.

Nothing of the clock, the machine or the process goes into it: dates come from the document's `created`.
Sources: ISO 19005-2 6.6 (metadata), 6.2.3 (output intent); ISO 14289-1 5 (version identification).
"""

from __future__ import annotations

import zlib
from base64 import b64decode
from functools import partial
from html import escape
from typing import Any

from bilag import __version__
from bilag.document.model import Meta
from bilag.write.pdf.file.tree import text_string

PRODUCER = f"bilag {__version__}"
_text = partial(escape, quote=False)


def moment_of(meta: Meta) -> str:
    """A date as PDF writes it (ISO 32000-1 7.9.4)."""
    return "D:" + "".join(c for c in meta.created[:19] if c.isdigit()) + "+00'00'"


def info_dictionary(meta: Meta) -> bytes:
    """The information dictionary; the metadata stream says the same (ISO 19005-2 6.6.3)."""
    moment = moment_of(meta)
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

    It has the hash of what the document says as dc:identifier, and its version as xmpMM:VersionID.
    """
    moment = meta.created[:19] + "+00:00"
    title, author, subject = _text(meta.title), _text(meta.author), _text(meta.subject)
    keywords = _text(", ".join(meta.keywords))
    creator = f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>" if author else ""
    description = (
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
        if subject
        else ""
    )
    words = f"<pdf:Keywords>{keywords}</pdf:Keywords>" if keywords else ""
    identifier = f"<dc:identifier>sha256:{_text(content_hash)}</dc:identifier>" if content_hash else ""
    version = f"<xmpMM:VersionID>{_text(meta.version)}</xmpMM:VersionID>" if meta.version else ""
    return _XMP.format(
        part=part,
        identifier=identifier,
        version=version,
        title=title,
        creator=creator,
        description=description,
        language=_text(meta.language),
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
