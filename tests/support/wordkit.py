"""What the tests of Word files share: parts, judges and a template to break."""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator

from bilag.diagnostics.findings import Report
from bilag.document.theme import Template
from bilag.load.template.reader import read_template
from tests.support.samples import STANDARD
from tests.support.wordrules import own_faults
from tests.support.wordschema import schema_faults

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PR = "{http://schemas.openxmlformats.org/package/2006/relationships}"
Parts = dict[str, bytes]


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def edited(data: bytes, name: str, edit: Callable[[str], str]) -> bytes:
    """A Word file with one part changed as text; the change must change something."""
    parts = parts_of(data)
    old = parts[name].decode()
    new = edit(old)
    assert new != old
    return package(parts | {name: new.encode()})


def root(data: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(parts_of(data)[name])


def folder(tmp_path: Path) -> Path:
    """A copy of the standard template, to be broken."""
    made = tmp_path / "mine"
    shutil.copytree(STANDARD, made)
    return made


def read(made: Path) -> tuple[Template | None, list[str]]:
    """The template in a folder, and its findings as "place RULE arguments"."""
    report = Report()
    template = read_template(made, "templates/mine", report)
    return template, [f"{f.span} {f.rule} {' '.join(v for _, v in f.args)}".strip() for f in report]


def edit_word(made: Path, name: str, edit: Callable[[str], str]) -> None:
    word = made / "word.docx"
    word.write_bytes(edited(word.read_bytes(), name, edit))


def without_style(id: str) -> Callable[[str], str]:
    return lambda text: re.sub(rf'<w:style [^>]*w:styleId="{id}".*?</w:style>', "", text)


def faults(data: bytes) -> list[str]:
    """What openxml-audit, the schemas and our own rules have to say about a Word file, however long it is."""
    parts = parts_of(data)
    return own_faults(parts) + schema_faults(parts) + audit_faults(data)


def audit_faults(data: bytes) -> list[str]:
    """What openxml-audit says; it reads files only."""
    handle, name = tempfile.mkstemp(suffix=".docx")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        result = OpenXmlValidator(FileFormat.MICROSOFT_365).validate(name)
        found = [f"openxml-audit: {e.part_uri} {e.path} {e.description}" for e in result.errors]
        return found or ([] if result.is_valid else ["openxml-audit: not valid"])
    finally:
        Path(name).unlink()
