"""What the tests of Word files share: parts, judges and a template to break."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator

from bilag.diagnostics import Report
from bilag.load.template import read_template
from bilag.theme import Template
from tests.samples import STANDARD

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


def faults(data: bytes, path: Path) -> list[str]:
    """What openxml-audit and our own rules have to say about a Word file."""
    path.write_bytes(data)
    result = OpenXmlValidator(FileFormat.MICROSOFT_365).validate(path)
    found = [f"{e.part_uri} {e.path} {e.description}" for e in result.errors]
    return found + own_faults(data)


def own_faults(data: bytes) -> list[str]:
    """What that judge misses: ids, bookmark pairs, relationships, references, w:zoom."""
    parts = parts_of(data)
    document = root(data)
    found = []
    for tag, attribute in ((W + "bookmarkStart", W + "id"), (W + "bookmarkStart", W + "name")):
        counts = Counter(e.get(attribute) for e in document.iter(tag))
        found += [f"{attribute} {value} stands {n} times" for value, n in counts.items() if n > 1]
    drawings = Counter(e.get("id") for e in document.iter("{*}docPr"))
    found += [f"docPr id {value} stands {n} times" for value, n in drawings.items() if n > 1]
    starts = {e.get(W + "id") for e in document.iter(W + "bookmarkStart")}
    ends = [e.get(W + "id") for e in document.iter(W + "bookmarkEnd")]
    if sorted(starts) != sorted(ends):
        found.append("bookmarks do not pair")
    names = {e.get(W + "name") for e in document.iter(W + "bookmarkStart")}
    wanted = {re.search(r"REF (\S+)", e.text or "") for e in document.iter(W + "instrText")}
    found += [f"no bookmark {m[1]}" for m in wanted if m and m[1] not in names]
    anchors = {e.get(W + "anchor") for e in document.iter(W + "hyperlink")} - {None}
    found += [f"no bookmark {a}" for a in anchors if a not in names]
    for name in (n for n in parts if n.startswith("word/") and n.endswith(".xml") and n.count("/") == 1):
        rels = f"word/_rels/{name[5:]}.rels"
        ids = {e.get("Id") for e in etree.fromstring(parts[rels])} if rels in parts else set()
        used = {
            v for e in etree.fromstring(parts[name]).iter() for k, v in e.attrib.items() if k.startswith(R)
        }
        found += [f"{name}: no relationship {id}" for id in used - ids]
    depth = Counter(e.get(W + "fldCharType") for e in document.iter(W + "fldChar"))
    if len({depth["begin"], depth["separate"], depth["end"]}) > 1:
        found.append("fields do not pair")
    zoom = root(data, "word/settings.xml").find(W + "zoom")
    if zoom is not None and not zoom.get(W + "percent"):
        found.append("w:zoom without percent")
    tables = document.iter(W + "tbl")
    found += [
        "a table ends the body" for t in tables if t.getnext() is not None and t.getnext().tag == W + "sectPr"
    ]
    return found
