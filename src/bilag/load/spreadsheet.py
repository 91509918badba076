"""The parts of an .xlsx package (ECMA-376, SpreadsheetML), opened warily: what a workbook stores, as text.

openpyxl would turn every number into a float; we need the digits that stand in the file, so the sheet is
read as XML, part by part, with defusedxml (no DTD, no entities). The package is judged before anything is
unpacked.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse, parse  # type: ignore[import-untyped]
from msgspec import Struct

from bilag.load.numberformats import BUILTIN

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_PARTS = 10_000
_MOST_BYTES = 1024 * 1024 * 1024
_MOST_RATIO = 200
_RATIO_FROM = 10 * 1024 * 1024
_OFFICE = "/officeDocument"
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
"""A sign that XML cannot hold (22.4.2.4, ST_Xstring)."""
# All that zipfile, zlib and expat raise over bytes that are not what they should be.
_BROKEN = (
    ParseError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
    RuntimeError,
)


class UnreadableError(Exception):
    """Not a workbook that can be read; the message names the kind: "ole", "zip", "part"."""


class UnsafeError(Exception):
    """A workbook built to harm; the message says how."""


class SheetEntry(Struct, frozen=True):
    name: str
    part: str
    hidden: bool


def local(element: Element) -> str:
    """The tag without its namespace: transitional and strict files differ in nothing else here."""
    return str(element.tag).rpartition("}")[2]


class Package:
    """An open .xlsx. Raises `UnreadableError` or `UnsafeError`, when made and from every method."""

    def __init__(self, handle: BinaryIO) -> None:
        start = handle.read(8)
        handle.seek(0)
        if start == _OLE:
            raise UnreadableError("ole")
        try:
            self.archive = zipfile.ZipFile(handle)
        except _BROKEN as error:
            raise UnreadableError("zip") from error
        self._judge()
        self.workbook_part = self._office_document()

    def _judge(self) -> None:
        entries = self.archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableError("ole")
        if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
            raise UnreadableError("zip")
        if len(entries) > _MOST_PARTS or len({e.filename for e in entries}) != len(entries):
            raise UnsafeError("parts")
        if sum(entry.file_size for entry in entries) > _MOST_BYTES:
            raise UnsafeError("size")
        for entry in entries:
            if entry.file_size > _RATIO_FROM and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1):
                raise UnsafeError("ratio")

    def open(self, part: str) -> IO[bytes]:
        try:
            return self.archive.open(part)
        except _BROKEN as error:
            raise UnreadableError("part") from error

    def tree(self, part: str) -> Element:
        with self.open(part) as stream:
            try:
                root: Element | None = parse(stream, forbid_dtd=True).getroot()
            except DefusedXmlException as error:
                raise UnsafeError("dtd") from error
            except _BROKEN as error:
                raise UnreadableError("part") from error
        if root is None:
            raise UnreadableError("part")
        return root

    def events(self, part: str, wanted: frozenset[str]) -> Iterator[Element]:
        """Each finished element with one of these local names, in order; emptied once it has been seen."""
        with self.open(part) as stream:
            try:
                for _, element in iterparse(stream, events=("end",), forbid_dtd=True):
                    if local(element) in wanted:
                        yield element
                        element.clear()
            except DefusedXmlException as error:
                raise UnsafeError("dtd") from error
            except _BROKEN as error:
                raise UnreadableError("part") from error

    def _office_document(self) -> str:
        for target, kind in self._relations("_rels/.rels").values():
            if kind.endswith(_OFFICE):
                return posixpath.normpath(target.lstrip("/"))
        raise UnreadableError("part")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        return {
            item.get("Id", ""): (item.get("Target", ""), item.get("Type", ""))
            for item in self.tree(part)
            if item.get("TargetMode") != "External"
        }

    def _beside(self, target: str) -> str:
        if target.startswith("/"):
            return target[1:]
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.workbook_part), target))

    def workbook(self) -> tuple[tuple[SheetEntry, ...], bool]:
        """The worksheets in their order, and whether dates count from 1904 (old Mac files)."""
        folder, name = posixpath.split(self.workbook_part)
        relations = self._relations(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        sheets: list[SheetEntry] = []
        from_1904 = False
        for element in self.tree(self.workbook_part).iter():
            if local(element) == "workbookPr":
                from_1904 = element.get("date1904") in ("1", "true")
            elif local(element) == "sheet":
                key = next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "id"), "")
                target, kind = relations.get(key, ("", ""))
                if kind.endswith("/worksheet"):
                    hidden = element.get("state", "visible") != "visible"
                    sheets.append(SheetEntry(element.get("name", ""), self._beside(target), hidden))
        return tuple(sheets), from_1904

    def _part_of_kind(self, kind: str) -> str | None:
        folder, name = posixpath.split(self.workbook_part)
        relations = self._relations(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        return next((self._beside(t) for t, k in relations.values() if k.endswith(kind)), None)

    def shared_strings(self) -> list[str]:
        part = self._part_of_kind("/sharedStrings")
        return [text_of(item) for item in self.events(part, frozenset({"si"}))] if part else []

    def formats(self) -> list[str]:
        """The number format code of each cell style, by the index that cells name in `s`."""
        part = self._part_of_kind("/styles")
        if part is None:
            return []
        codes = dict(BUILTIN)
        styles: list[str] = []
        for group in self.tree(part):
            if local(group) == "numFmts":
                codes |= {whole_number(f.get("numFmtId")): f.get("formatCode", "") for f in group}
            elif local(group) == "cellXfs":
                styles = [codes.get(whole_number(xf.get("numFmtId")), "") for xf in group]
        return styles


def text_of(item: Element) -> str:
    """The text of a shared or inline string: its runs, without phonetic guides, escapes undone."""
    texts = [child for child in item if local(child) == "t"]
    for run in item:
        if local(run) == "r":
            texts += [child for child in run if local(child) == "t"]
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), "".join(text.text or "" for text in texts))


def whole_number(text: str | None) -> int:
    """The number of an attribute, 0 where it is none: ids, rows and styles count from 0 or 1."""
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else 0
