"""The parts of a Word package beside the body: properties, footnotes, content types, and the zip itself."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterable, Mapping

from bilag.document.model import Attachment, Document
from bilag.write.docx.wml import XML, attribute, escape

PROOF = "urn:x-bilag:proof:1"
"""The namespace of the custom XML that carries what `proof` lets travel inside the file."""
CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
CUSTOM_XML_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
VARIANT_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
CUSTOM_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
EXTENDED_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
CORE = "application/vnd.openxmlformats-package.core-properties+xml"
EXTENDED = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
DEFAULTS = {
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
}


def core_properties(document: Document) -> bytes:
    """docProps/core.xml (ECMA-376 part 2, 11): what the document says of itself, and nothing of a person."""
    meta = document.meta
    dated = ' xsi:type="dcterms:W3CDTF"'
    values = (
        ("dc:title", meta.title, ""),
        ("dc:subject", meta.subject, ""),
        ("dc:creator", meta.author, ""),
        ("cp:keywords", ", ".join(meta.keywords), ""),
        ("cp:lastModifiedBy", meta.author, ""),
        ("dcterms:created", meta.created, dated),
        ("dcterms:modified", meta.created, dated),
        ("dc:identifier", meta.case, ""),
        ("dc:language", meta.language, ""),
        ("cp:version", meta.version, ""),
        ("cp:contentStatus", meta.status, ""),
    )
    inner = "".join(f"<{name}{extra}>{escape(text)}</{name}>" for name, text, extra in values if text)
    return (
        f"{XML}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inner}</cp:coreProperties>'
    ).encode()


def app_properties(document: Document) -> bytes:
    """docProps/app.xml without counts of pages or words: these would be Word's to know."""
    company = f"<Company>{escape(document.meta.author)}</Company>" if document.meta.author else ""
    inner = f"<Application>bilag</Application>{company}"
    return f'{XML}<Properties xmlns="{EXTENDED_PROPERTIES}">{inner}</Properties>'.encode()


def custom_properties(values: Mapping[str, str]) -> bytes:
    """docProps/custom.xml; property ids count from 2 (22.3.2.2)."""
    inner = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name="{attribute(name)}">'
        f"<vt:lpwstr>{escape(text)}</vt:lpwstr></property>"
        for n, (name, text) in enumerate(values.items(), 2)
    )
    return (
        f'{XML}<Properties xmlns="{CUSTOM_PROPERTIES}" xmlns:vt="{VARIANT_TYPES}">{inner}</Properties>'
    ).encode()


def proof_xml(attachments: Iterable[Attachment]) -> bytes:
    """A custom XML part (22.5) with the attachments as text: what the PDF carries as embedded files."""
    inner = "".join(
        f'<file name="{attribute(a.name)}" type="{attribute(a.type)}" title="{attribute(a.description)}">'
        f"{escape(a.data.decode())}</file>"
        for a in attachments
    )
    return f'{XML}<proof xmlns="{PROOF}">{inner}</proof>'.encode()


def custom_xml_id(namespace: str) -> str:
    """The id of a custom XML part (22.5.2.1): the same for the same namespace."""
    return f"{{{str(uuid.uuid5(uuid.NAMESPACE_URL, namespace)).upper()}}}"


def custom_xml_properties(namespace: str) -> bytes:
    """The properties of a custom XML part (22.5.2.1)."""
    return (
        f'{XML}<ds:datastoreItem xmlns:ds="{CUSTOM_XML}" ds:itemID="{custom_xml_id(namespace)}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()


def footnotes(notes: list[str], separator_style: str, declarations: str) -> bytes:
    """footnotes.xml: the two separators that Word asks for (17.11.23), then the notes, numbered from 1."""
    style = f'<w:pPr><w:pStyle w:val="{attribute(separator_style)}"/></w:pPr>'
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{n}"><w:p>{style}<w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for n, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    inner = "".join(f'<w:footnote w:id="{n}">{note}</w:footnote>' for n, note in enumerate(notes, 1))
    return f"{XML}<w:footnotes{declarations}>{separators}{inner}</w:footnotes>".encode()


def content_types(types: Mapping[str, str]) -> bytes:
    """[Content_Types].xml (part 2, 10.1.2.2) of part names and their types."""
    used = {"rels", "xml"} | {name.rpartition(".")[2].lower() for name in types}
    defaults = {ext: kind for ext, kind in DEFAULTS.items() if ext in used}
    inner = "".join(f'<Default Extension="{ext}" ContentType="{kind}"/>' for ext, kind in defaults.items())
    inner += "".join(
        f'<Override PartName="{attribute(name)}" ContentType="{attribute(kind)}"/>'
        for name, kind in sorted(types.items())
        if defaults.get(name.rpartition(".")[2].lower()) != kind
    )
    return (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{inner}</Types>'
    ).encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on the members alone: their order is given, no clock and no platform."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, data)
            entry.external_attr = 0  # zipfile has set the rights of a Unix file
    return out.getvalue()
