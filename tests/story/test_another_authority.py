"""A second template: another authority's look, logo, words and numbered headings, and nothing of the first.

What the writers print and how it looks comes from the template alone, or a trace of the standard one would
be found here.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest

from bilag.diagnostics.findings import Report
from bilag.document.forms.documentlines import normal_form
from bilag.document.forms.normalform import Line
from bilag.load.template.reader import read_template
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from bilag.versions.read.docx import read_docx
from bilag.versions.read.pdf import read_pdf
from bilag.write.docx.writer import write_docx
from bilag.write.pdf.writer import write_pdf
from tests.support import kina
from tests.support.pdftree import dump, tree_of_file, tree_of_model
from tests.support.wordkit import faults

FOLDER = kina.ROOT / "templates" / "oestdanmark"
STANDARD = ("Carlito", "Calibri", "1F3864", "F1F4F8", "Side 1 af", "Kilde:", "Status:", "Udkast", ">Indhold<")
OWN = ("Datagrundlag:", "Udgave: Kladde", "Indholdsfortegnelse")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The annex as the other authority would make it: its template, a contents list, levels of headings."""
    root = kina.copy_project(tmp_path_factory.mktemp("andre") / "p")
    main = root / "content" / kina.NAME / "bilag.md"
    text = main.read_text("utf-8").replace("organisation: Region Hovedstaden\n", "")
    main.write_text(text.replace("version:", "template: oestdanmark\ncontents: 2\nversion:"), "utf-8")
    results = root / "content" / kina.NAME / "resultater.md"
    below = (
        "\n\n## Virksomheder\n\nTekst.\n\n### Danske\n\nTekst.\n\n#### Uden nummer\n\nTekst.\n\n## Andre\n"
    )
    results.write_text(results.read_text("utf-8") + below, "utf-8")
    return root


def prepared(root: Path) -> Prepared:
    return prepare(root, kina.NAME)


@pytest.fixture(scope="module")
def files(root: Path) -> tuple[bytes, bytes]:
    done = prepared(root)
    assert list(done.report) == []
    return write_docx(done.document, done.template), write_pdf(done.document, done.template)


def numbered(lines: list[Line], kind: str) -> list[tuple[str, int]]:
    return [(line.mark, line.level) for line in lines if line.kind == kind]


def test_the_template_has_no_faults() -> None:
    report = Report()
    template = read_template(FOLDER, "templates/oestdanmark", report)
    assert template is not None
    assert list(report) == []
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "fonts" / "OFL.txt").read_text("utf-8")
    assert template.logo_alt == template.labels["organisation"]


def test_nothing_of_the_standard_template_is_left(files: tuple[bytes, bytes]) -> None:
    docx, pdf = files
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        names = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
        word = "\n".join(package.read(name).decode() for name in names if "customXml" not in name)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        fonts = {
            str(o.BaseFont) for o in file.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o
        }
        assert all("LiberationSans" in font for font in fonts)
        assert len(fonts) >= 2
        code = "\n".join(page.Contents.read_bytes().decode("latin-1") for page in file.pages)
    assert [trace for trace in STANDARD if trace in word] == []
    assert not re.search(r"0\.122 0\.22 0\.392", code)  # the standard's blue
    assert re.search(r"0\.0549 0\.325 0\.271", code)
    lines = read_pdf(pdf)
    said = "\n".join(line.text for line in lines)
    assert [words for words in OWN if words not in said] == []
    assert not [line for line in lines if line.kind == "source" and line.text.startswith("Kilde")]
    assert lines[0] == Line("logo", text="Region \u00d8stdanmark")


def test_word_pdf_and_model_say_the_same_numbers_too(root: Path, files: tuple[bytes, bytes]) -> None:
    done = prepared(root)
    model = normal_form(done.document, done.template.labels)
    word, pdf = read_docx(files[0]), read_pdf(files[1])
    assert model == word == pdf
    headings = [("1", 1), ("2", 1), ("3", 1), ("4", 1), ("4.1", 2), ("4.1.1", 3), ("", 4), ("4.2", 2)]
    assert numbered(pdf, "heading") == headings
    listed = [(mark, level) for mark, level in headings if level <= 2]
    assert numbered(word, "contents") == [("", 0), *listed]


def test_the_tree_of_the_pdf_is_the_model(root: Path, files: tuple[bytes, bytes]) -> None:
    done = prepared(root)
    found = tree_of_file(files[1])
    for node in found.walk():
        if node.says.get("title") == "page":
            node.kids = ["#"]
    assert dump(found) == dump(tree_of_model(done.document, done.template))


def test_the_word_file_is_valid(files: tuple[bytes, bytes]) -> None:
    assert faults(files[0]) == []


def test_the_reader_takes_a_contents_list_that_word_has_made_anew(files: tuple[bytes, bytes]) -> None:
    """Word writes a tab and the page number after each entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(files[0])) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                tail = b"<w:r><w:tab/></w:r><w:r><w:t>7</w:t></w:r></w:hyperlink>"
                start, toc, rest = data.partition(b"Table of Contents")
                inside, end, after = rest.partition(b"</w:sdtContent>")
                data = start + toc + inside.replace(b"</w:hyperlink>", tail) + end + after
            new.writestr(name, data)
    assert inside.count(b"</w:hyperlink>") == 6
    assert read_docx(out.getvalue()) == read_docx(files[0])
