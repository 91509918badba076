"""Figures through the whole build: from a picture beside the prose to both files, and what those say."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from msgspec.structs import replace
from PIL import Image
from pypdfium2 import raw

from bilag.document.forms.documentlines import normal_form
from bilag.document.forms.normalform import Line
from bilag.document.model import CrossReference, Document, Figure, Note, Table
from bilag.document.walks import leaves, passages, words
from bilag.pipeline.deliver import Options
from bilag.pipeline.make import build
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from bilag.storage.manifest import sha256
from bilag.versions.read.docx import read_docx
from bilag.versions.read.pdf import read_pdf
from bilag.write.docx.writer import write_docx
from bilag.write.pdf.writer import write_pdf
from tests.support import samples
from tests.support.paths import BASE
from tests.support.pdfkit import dump, tree_faults
from tests.support.photos import SECRET, exif, photo, saved
from tests.support.wordkit import W, faults, parts_of, root

TEXT_WIDTH, TEXT_HEIGHT = 595.3 - 2 * 70.9, 841.9 - 85.05 - 70.9

PROSE = """---
title: Besøg
---

@fig-foto viser huset, og @tbl-udgifter hvad det kostede. Se også @fig-Besøg-2017, jf. @fig-foto.

:::{figure} billeder/Besøg 2017.png
caption: "Antal *besøg* i {{ antal }} byer"
alt: "Søjler: antallet af besøg stiger [fra 3 til 9]{.free} i {{ antal }} byer."
width: 0.6
source: Regionens *egen* optælling
:::

:::{table} udgifter
caption: Udgifter
:::

:::{note}
Huset blev solgt.

:::{figure} foto.jpg
caption: Huset set fra haven
alt: Et rødt hus med [syv]{.free} vinduer og en lav hæk.
:::
:::

Mere tekst.
"""


def project(tmp_path: Path, prose: str = PROSE) -> Path:
    made = tmp_path / "projekt"
    shutil.copytree(BASE, made)
    folder = made / "content" / "prove"
    (folder / "billeder").mkdir()
    (folder / "bilag.md").write_text(
        prose.replace(":::{note}", "::::{note}").replace(":::\n:::", ":::\n::::")
    )
    (folder / "billeder" / "Besøg 2017.png").write_bytes(samples.picture())
    (folder / "foto.jpg").write_bytes(photo())
    facts = made / "data" / "prove" / "facts.yaml"
    facts.write_text("antal: {count: udgifter}\n", "utf-8")
    return made


@pytest.fixture(scope="module")
def root_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = project(tmp_path_factory.mktemp("figurer"))
    built = build(made, "prove", Options())
    assert [str(finding) for finding in built.report] == []
    return made


@pytest.fixture(scope="module")
def prepared(root_folder: Path) -> Prepared:
    return prepare(root_folder, "prove")


def output(made: Path, kind: str) -> bytes:
    return (made / "out" / "prove" / f"prove.{kind}").read_bytes()


def figures(document: Document) -> list[Figure]:
    blocks = [*document.blocks, *(b for n in document.blocks if isinstance(n, Note) for b in n.blocks)]
    return [block for block in blocks if isinstance(block, Figure)]


# --- the document ----------------------------------------------------------------------------------------


def test_figures_are_numbered_apart_from_tables(prepared: Prepared):
    one, two = figures(prepared.document)
    assert [(f.id, f.label, f.number) for f in (one, two)] == [
        ("fig-Besøg-2017", "Figur", 1),
        ("fig-foto", "Figur", 2),
    ]
    (table,) = [block for block in prepared.document.blocks if isinstance(block, Table)]
    assert table.number == 1
    assert words(one.caption) == "Antal besøg i 4 byer"
    assert words(one.source) == "Regionens egen optælling"
    assert one.alt == "Søjler: antallet af besøg stiger fra 3 til 9 i 4 byer."
    assert two.source == ()


def test_references_to_figures(prepared: Prepared):
    found = [
        inline.text.replace("\u00a0", " ")
        for passage in passages(prepared.document)
        for inline in leaves(passage.content)
        if isinstance(inline, CrossReference)
    ]
    assert found == ["Figur 2", "tabel 1", "figur 1", "figur 2"]


def test_a_figure_has_the_width_asked_for_and_its_own_proportions(prepared: Prepared):
    one, two = figures(prepared.document)
    assert one.width == pytest.approx(0.6 * TEXT_WIDTH)
    assert one.height == pytest.approx(one.width * 200 / 480)
    assert two.width == pytest.approx(TEXT_WIDTH)
    assert two.height == pytest.approx(TEXT_WIDTH * 37 / 61)


def test_a_tall_picture_leaves_room_for_caption_and_source(tmp_path: Path):
    made = project(tmp_path)
    (made / "content/prove/foto.jpg").write_bytes(saved(Image.new("L", (100, 900), 99), "JPEG"))
    found = prepare(made, "prove")
    _, tall = figures(found.document)
    assert tall.height == pytest.approx(0.8 * TEXT_HEIGHT)
    assert tall.width == pytest.approx(tall.height / 9)


@pytest.mark.parametrize(("written", "share"), [("0.1", 0.1), ("1", 1.0), ("0.05", 0.1), ("60", 1.0)])
def test_the_share_of_the_width(written: str, share: float, tmp_path: Path):
    found = prepare(project(tmp_path, PROSE.replace("width: 0.6", f"width: {written}")), "prove")
    assert figures(found.document)[0].width == pytest.approx(share * TEXT_WIDTH)


# --- the files -------------------------------------------------------------------------------------------


def test_word_pdf_and_model_say_the_same(root_folder: Path, prepared: Prepared):
    model = normal_form(prepared.document, prepared.template.labels)
    assert model == read_docx(output(root_folder, "docx")) == read_pdf(output(root_folder, "pdf"))
    at = model.index(Line("caption", text="Figur 1. Antal besøg i 4 byer"))
    assert model[at + 1 : at + 3] == [
        Line("figure", text="Søjler: antallet af besøg stiger fra 3 til 9 i 4 byer."),
        Line("source", text="Kilde: Regionens egen optælling"),
    ]


def test_a_figure_in_word(root_folder: Path, tmp_path: Path):
    data = output(root_folder, "docx")
    assert faults(data) == []
    fields = [(e.text or "").strip() for e in root(data).iter(W + "instrText")]
    assert [text for text in fields if text.startswith("SEQ")] == [
        "SEQ Figur \\* ARABIC",
        "SEQ Tabel \\* ARABIC",
        "SEQ Figur \\* ARABIC",
    ]
    assert sum(text.startswith("REF") for text in fields) == 4
    alts = [e.get("descr") for e in root(data).iter("{*}docPr")]
    assert alts == [
        "Søjler: antallet af besøg stiger fra 3 til 9 i 4 byer.",
        "Et rødt hus med syv vinduer og en lav hæk.",
    ]


def test_a_figure_in_a_pdf(root_folder: Path):
    data = output(root_folder, "pdf")
    assert tree_faults(data) == []
    lines = dump(data).splitlines()
    at = next(n for n, line in enumerate(lines) if "Figure alt='S\u00f8jler" in line)
    depth = len(lines[at]) - len(lines[at].lstrip())
    div = max(n for n, line in enumerate(lines[:at]) if line == " " * (depth - 2) + "Div")
    inside = [line.split()[0] for line in lines[div + 1 : at + 2] if line[depth : depth + 1].strip()]
    assert inside == ["Caption", "Figure", "P"]
    assert "P [source]" in lines[at + 1]


def test_nothing_of_the_camera_travels(root_folder: Path):
    """Not in the parts of the Word file, and not in any object of the PDF, packed or not."""
    assert SECRET in (root_folder / "content/prove/foto.jpg").read_bytes()
    for name, part in parts_of(output(root_folder, "docx")).items():
        assert SECRET not in part, name
        assert b"Exif" not in part, name
    data = output(root_folder, "pdf")
    assert SECRET not in data
    with pikepdf.open(io.BytesIO(data)) as file:
        streams = [thing for thing in file.objects if isinstance(thing, pikepdf.Stream)]
        images = [thing for thing in streams if thing.get("/Subtype") == "/Image"]
        assert len(images) == 2
        for thing in streams:
            assert SECRET not in thing.read_raw_bytes()
            assert b"Exif" not in thing.read_raw_bytes()
            if thing.get("/Filter") != "/DCTDecode":
                assert SECRET not in thing.read_bytes()


def test_word_and_pdf_hold_the_same_photograph(root_folder: Path, prepared: Prepared):
    held = figures(prepared.document)[1].data
    assert held in parts_of(output(root_folder, "docx")).values()
    assert held in output(root_folder, "pdf")


def test_the_logo_is_cleaned_too(tmp_path: Path):
    made = project(tmp_path, PROSE.replace("title: Besøg", "title: Besøg\ntemplate: egen"))
    shutil.copytree(samples.STANDARD, made / "templates" / "egen")
    (made / "templates/egen/logo.jpg").write_bytes(photo())
    toml = made / "templates/egen/theme.toml"
    logo = '[logo]\nfile = "logo.jpg"\nalt = "Region Hovedstaden"\nwidth_mm = 45\n\n[fonts.Calibri]'
    toml.write_text(toml.read_text("utf-8").replace("[fonts.Calibri]", logo), "utf-8")
    assert [str(f) for f in build(made, "prove", Options()).report] == []
    assert SECRET not in output(made, "pdf")
    assert all(SECRET not in part for part in parts_of(output(made, "docx")).values())


def test_the_manifest_lists_the_pictures(root_folder: Path):
    inputs = json.loads(output(root_folder, "manifest.json"))["inputs"]
    for name in ("billeder/Besøg 2017.png", "foto.jpg"):
        path = f"content/prove/{name}"
        assert inputs[path] == sha256((root_folder / path).read_bytes())


def test_the_same_bytes_twice(root_folder: Path, tmp_path: Path):
    """And the same again where only what is not seen has changed."""
    made = project(tmp_path)
    other = photo(comment=b"en anden bem\xe6rkning")
    assert other != (root_folder / "content/prove/foto.jpg").read_bytes()
    (made / "content/prove/foto.jpg").write_bytes(other)
    build(made, "prove", Options())
    for kind in ("docx", "pdf", "facts.json"):
        assert output(made, kind) == output(root_folder, kind), kind


def test_a_picture_that_was_held_sideways_is_shown_upright_in_both_files(tmp_path: Path):
    made = project(tmp_path)
    image = Image.new("RGB", (96, 48), (0, 0, 200))
    image.paste((200, 0, 0), (0, 0, 48, 48))
    (made / "content/prove/foto.jpg").write_bytes(saved(image, "JPEG", exif=exif(6), quality=95))
    build(made, "prove", Options())
    media = [part for name, part in parts_of(output(made, "docx")).items() if name.endswith("jpg")]
    seen = Image.open(io.BytesIO(media[0]))
    assert seen.size == (48, 96)
    red, blue = seen.getpixel((24, 8)), seen.getpixel((24, 88))
    assert red[0] > 150 > red[2]
    assert blue[2] > 150 > blue[0]
    assert media[0] in output(made, "pdf")


# --- on the page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", range(20, 44, 3))
def test_a_picture_stays_with_its_caption_and_its_source(lines: int):
    figure = replace(
        next(b for b in samples.torture().sections[1].blocks if isinstance(b, Figure)),
        height=220.0,
        width=200.0,
    )
    before = tuple(samples.paragraph(f"p{n}", f"Linje {n}") for n in range(lines))
    document = replace(samples.small(), sections=(), blocks=(*before, figure))
    pages = []
    with pypdfium2.PdfDocument(write_pdf(document, samples.standard())) as file:
        for page in file:
            text = page.get_textpage().get_text_range()
            drawn = len(list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])))
            pages.append(("Figur 1." in text, drawn, "Kilde: Region Hovedstaden" in text))
    assert [page for page in pages if any(page)] == [(True, 1, True)]


def test_the_source_of_a_figure_stands_as_close_as_that_of_a_table():
    """And what follows as far from it; a picture without a source keeps the distance of its style."""
    (figure,) = [b for b in samples.torture().sections[1].blocks if isinstance(b, Figure)]
    after = samples.paragraph("p", "efter")
    for source, expected in ((figure.source, ("0", "240")), ((), (None, None))):
        blocks = (replace(figure, source=source), after)
        data = write_docx(replace(samples.small(), sections=(), blocks=blocks), samples.standard())
        xpath = root(data).xpath
        spaces = {"namespaces": {"w": W[1:-1]}}
        (drawing,) = xpath("//w:p[.//w:drawing]/w:pPr", **spaces)
        (following,) = xpath("//w:p[w:r/w:t='efter']/w:pPr", **spaces)
        gaps = [p.find(W + "spacing") for p in (drawing, following)]
        names = (W + "after", W + "before")
        assert tuple(g if g is None else g.get(n) for g, n in zip(gaps, names, strict=True)) == expected
        assert (drawing.find(W + "keepNext") is not None) == bool(source)
