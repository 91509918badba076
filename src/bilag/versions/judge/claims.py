"""What a PDF file says of itself before anybody judges it: whether it is whole, and its part of PDF/A.

Sources: ISO 32000-1 7.5.2 (header), 7.5.5 (trailer), 7.5.8 (cross-reference streams), 7.6 (encryption);
ISO 19005-2 6.6.4 and ISO 19005-4 6.7.3 (identification); XMP part 1, 7.3 (packets).
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from bilag.versions.verdicts import DEFAULT_A, PARTS_OF_A, Reason

_ENDS = 1024  # readers look for the header and the end of file within as many bytes (ISO 32000-1, Annex H)
_START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_SECTION = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_PACKET = re.compile(rb"<\?xpacket begin=.*?\?>(.*?)<\?xpacket end=", re.DOTALL)
_NAMESPACE = "{http://www.aiim.org/pdfa/ns/id/}"


def problem(data: bytes) -> Reason | None:
    """Why the bytes cannot be judged as a PDF, or None. What only a full reader sees, the judges see."""
    if b"%PDF-" not in data[:_ENDS]:
        return Reason("this is no PDF file")
    starts = list(_START.finditer(data, max(0, len(data) - _ENDS)))
    if not starts:
        return Reason("the PDF file is damaged or not complete")
    # Offsets count from the header, which may have bytes before it; some writers count those as well.
    offset = int(starts[-1][1])
    trailer = _trailer(data, data.index(b"%PDF-") + offset) or _trailer(data, offset)
    if trailer is None:
        return Reason("the PDF file is damaged or not complete")
    if _ENCRYPTED.search(trailer):
        return Reason("the PDF file is encrypted, so it cannot be checked; PDF/A allows no encryption")
    return None


def _trailer(data: bytes, offset: int) -> bytes | None:
    """The dictionary of the last cross-reference section, with what may come before it; None without one."""
    if not _SECTION.match(data, offset):
        return None
    stream = not data[offset : offset + 12].lstrip().startswith(b"xref")
    end = data.find(b"stream" if stream else b"startxref", offset)
    begin = offset if stream else data.find(b"trailer", offset)
    return data[begin:end] if 0 <= begin < end else None


def claimed_part(data: bytes) -> str:
    """The part and level of PDF/A that the XMP names, such as "2a"; "2a" where it names none that exists.

    XMP that is compressed is not looked into. Of several packets, as in a file that was added to, the last
    one that names a part counts.
    """
    for packet in reversed(_PACKET.findall(data)):
        try:
            root: Element = fromstring(packet.strip(), forbid_dtd=True)
        except (DefusedXmlException, ParseError, ValueError, LookupError):
            continue
        part, level = _value(root, "part"), _value(root, "conformance")
        if part:
            found = f"{part}{level.lower()}"
            return found if found in PARTS_OF_A else DEFAULT_A
    return DEFAULT_A


def _value(root: Element, name: str) -> str:
    """A property of the identification schema, which XMP allows as an element or as an attribute."""
    key = _NAMESPACE + name
    for element in root.iter():
        if element.tag == key:
            return (element.text or "").strip()
        if key in element.attrib:
            return element.attrib[key].strip()
    return ""
