"""A Word file that somebody sent, as its parts: a zip of XML that may be broken or hostile.

Nothing is unpacked to disk; sizes are bounded before and while reading, and a document type declaration
is refused, so that no entity can grow or fetch anything.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

LARGEST_PART = 32 * 2**20
LARGEST_DELIVERED = 64 * 2**20
"""Of a part of a file that bilag made: the body of a table of 50,000 rows is 45 MiB."""
LARGEST_UNPACKED = 96 * 2**20
MOST_PARTS = 2000
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_MACROS = b"macroEnabled"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
Element = etree._Element


class UnreadableFileError(Exception):
    """No Word file: the message says why."""


class UnsafeFileError(Exception):
    """A file that must not be opened: the message names the part, too large, double or with a DTD."""


class MacrosError(UnsafeFileError):
    """A file with macros."""


def read_parts(data: bytes, *, largest: int = LARGEST_PART) -> dict[str, bytes]:
    """The parts of a package by name. Raises UnreadableFileError, or UnsafeFileError as for one that is
    larger than `largest`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _parts(archive, largest)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as e:
        raise UnreadableFileError(str(e)) from e


def _parts(archive: zipfile.ZipFile, largest: int) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_PARTS:
        raise UnsafeFileError(entries[MOST_PARTS].filename)
    if len({entry.filename for entry in entries}) != len(entries):
        names = [entry.filename for entry in entries]
        raise UnsafeFileError(next(name for name in names if names.count(name) > 1))
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        with archive.open(entry) as stream:
            part = stream.read(largest + 1)
        total += len(part)
        if len(part) > largest or total > LARGEST_UNPACKED:
            raise UnsafeFileError(entry.filename)
        if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in part[:4096].replace(b"\0", b""):
            raise UnsafeFileError(entry.filename)
        parts[entry.filename] = part
    if _MACROS in parts.get("[Content_Types].xml", b"") or any(n.endswith("vbaProject.bin") for n in parts):
        raise MacrosError("vbaProject.bin")
    return parts


def parse_part(parts: dict[str, bytes], name: str) -> Element:
    """The root of an XML part. Raises UnreadableFileError, also where the part is missing."""
    if name not in parts:
        raise UnreadableFileError(f"{name} is missing")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(parts[name], parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise UnreadableFileError(f"{name}: {e}") from e
    docinfo = root.getroottree().docinfo
    if getattr(docinfo, "doctype", ""):
        raise UnsafeFileError(name)
    return root


def as_document(parts: Mapping[str, bytes]) -> bytes:
    """The package of a .dotx as one of a .docx: python-docx refuses the main part of a template."""
    types = parts["[Content_Types].xml"].replace(_TEMPLATE, _DOCUMENT)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in {**parts, "[Content_Types].xml": types}.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part)
    return out.getvalue()


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names in the WordprocessingML namespace."""
    for name in path:
        element = element.find(W + name) if element is not None else None
    return element


def value(element: Element | None, name: str = "val", default: str = "") -> str:
    return default if element is None else element.get(W + name, default)


def is_on(element: Element | None) -> bool:
    """An on-off property (17.17.4): present, and not "0", "false" or "off"."""
    return element is not None and value(element) not in ("0", "false", "off")


def own_references(element: Element) -> dict[str, str]:
    """The attributes by which an element refers to relationships, with their ids."""
    found = ((str(name), str(id)) for name, id in element.attrib.items())
    return {name: id for name, id in found if name.startswith(R)}


def references(root: Element) -> set[str]:
    """The ids of the relationships that an element and what is in it refer to."""
    return {id for element in root.iter() for id in own_references(element).values()}
