"""The file that is built on ReportLab: the releases it was tested with, and that they have what it needs."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from packaging.specifiers import SpecifierSet
from reportlab.pdfbase import pdfdoc, ttfonts

from bilag.write.pdf.file import pdfbase
from bilag.write.pdf.file.objects import serialise, stream
from bilag.write.pdf.file.pdfbase import NumberedFile, Raw
from tests.support.paths import ROOT

TESTED = ("5.0.0", "5.0.1", "5.1.0")
"""The releases with which `tests/support/samples.py` gave the same bytes. To admit another: install it, run
the tests of `write/pdf`, compare those bytes, and add it here and to the range."""
RANGE = SpecifierSet(">=5.0,<5.2")


def requirement(lines: list[str]) -> str:
    (found,) = [line for line in lines if re.match(r"reportlab\b", line)]
    return found.removeprefix("reportlab")


def test_the_range_is_what_was_tested():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert SpecifierSet(requirement(wanted)) == RANGE
    assert SpecifierSet(requirement((ROOT / "requirements/run.in").read_text("utf-8").splitlines())) == RANGE
    pinned = requirement((ROOT / "requirements/run.txt").read_text("utf-8").splitlines())
    assert pinned.removeprefix("==").removesuffix(" \\") in TESTED
    assert all(RANGE.contains(release) for release in TESTED)
    assert not RANGE.contains("5.2") and not RANGE.contains("4.5.1")
    assert version("reportlab") in TESTED


def asked_of_pdfdoc() -> set[str]:
    tree = ast.parse(Path(pdfbase.__file__).read_text(encoding="utf-8"))
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "pdfdoc"
    }


@pytest.mark.parametrize("name", sorted(asked_of_pdfdoc()))
def test_pdfdoc_has_the_name(name: str):
    assert hasattr(pdfdoc, name)


@pytest.mark.parametrize(
    ("owner", "names"),
    [
        (
            pdfdoc.PDFDocument(),
            "Catalog Outlines Pages idToObject idToObjectNumberAndVersion numberToId Reference addPage"
            " thisPageRef",
        ),
        (pdfdoc.PDFDocument().Pages, "pages"),
        (pdfdoc.PDFDocument().idToObject[pdfdoc.BasicFonts], "dict"),
        (pdfdoc.PDFCatalog, "__NoDefault__ __Refs__ __RefOnly__"),
        (pdfdoc.PDFPage, "__NoDefault__ __Refs__ __RefOnly__"),
        (pdfdoc.PDFOutlines, "addOutlineEntry prepare"),
        (pdfdoc.Destination, "xyz setPage"),
        (pdfdoc.PDFObjectReference("Page1"), "name"),
        (pdfdoc.PDFResourceDictionary(), "XObject basicFonts allProcs"),
        (ttfonts.TTFontFace, "makeSubset"),
    ],
    ids=lambda of: of if isinstance(of, str) else getattr(of, "__name__", type(of).__name__),
)
def test_reportlab_has_the_members(owner: object, names: str):
    assert [name for name in names.split() if not hasattr(owner, name)] == []


def test_an_object_is_of_the_class_that_it_was_made_with():
    assert type(NumberedFile("da-DK", 100, 200).Catalog).__mro__[1] is pdfdoc.PDFCatalog
    sources = (ROOT / "src/bilag").rglob("*.py")
    assert [path.name for path in sources if re.search(r"__class__ = ", path.read_text("utf-8"))] == []


def written(file: NumberedFile) -> pikepdf.Pdf:
    file.close_bookmarks()
    catalog, info = file.number(file.Catalog), file.number(Raw(b"<<>>"))
    bodies = [*file.bodies()]
    return pikepdf.open(BytesIO(serialise(enumerate(bodies, 1), len(bodies) + 1, catalog, info)))


def test_pages_pictures_and_bookmarks():
    file = NumberedFile("da-DK", 100, 200)
    name = file.picture("Image1", stream(b"\x00", b"/Subtype/Image"))
    file.bookmark("Første", 0, 190.5)
    file.bookmark("Anden", 1, 20)
    for pictures in ([], [name]):
        file.page(pictures, []).Contents = stream(b"q Q")
    with written(file) as pdf:
        first, second = pdf.pages
        assert pdf.Root.Lang == "da-DK" and pdf.Root.ViewerPreferences.DisplayDocTitle
        assert [page.MediaBox[3] for page in pdf.pages] == [200, 200]
        assert [page.StructParents for page in pdf.pages] == [0, 1] and first.Tabs == "/S"
        assert "/XObject" not in first.Resources and second.Resources.XObject[f"/{name}"].read_raw_bytes()
        assert first.Contents.read_bytes() == b"q Q"
        (top,) = pdf.open_outline().root
        assert top.title == "Første" and [below.title for below in top.children] == ["Anden"]
        assert top.destination[0].objgen == first.obj.objgen and top.destination[3] == 190.5


def test_a_file_without_bookmarks_has_no_outline():
    file = NumberedFile("da-DK", 100, 200)
    file.page([], []).Contents = stream(b"")
    with written(file) as pdf:
        assert "/Outlines" not in pdf.Root and "/Annots" not in pdf.pages[0]


def test_a_number_is_kept():
    file = NumberedFile("da-DK", 100, 200)
    thing = Raw(b"null")
    number = file.number(thing)
    assert file.number(Raw(b"null")) == number + 1
    assert file.number(thing) == number and [*file.bodies()][number - 1].strip() == b"null"
