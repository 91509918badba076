"""How the pages look: the Word file through LibreOffice and the PDF, both drawn as pictures.

No blank page, nothing outside the margins, nothing on top of something else, no heading alone at a page's
foot, no row broken over pages, the head of a table on each of its pages.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from bilag.document.forms.documentlines import normal_form
from bilag.document.model import Document, Section, Table
from bilag.document.theme import Page
from bilag.write.docx.writer import write_docx
from bilag.write.pdf.writer import write_pdf
from tests.support import kina, samples
from tests.support.tools import require_tool

pytestmark = pytest.mark.long

DPI = 144
POINTS = 72 / DPI
STAMP = 15 * 72 / 25.4
"""The agenda system prints its stamp on the topmost 15 mm."""
PAGES = {"kina": range(2, 5), "torture": range(5, 10)}
EDGE = 2.0
"""Points by which a rule or a letter may hang over."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Word:
    """A run of text on a page; the origin is the top left corner."""

    text: str
    box: Box


@dataclass(frozen=True)
class Sheet:
    number: int
    text: str
    words: tuple[Word, ...]
    picture: Image.Image


@dataclass(frozen=True)
class Drawn:
    document: Document
    page: Page
    sheets: tuple[Sheet, ...]
    fonts: frozenset[str]


# --- drawing ---


def word_to_pdf(data: bytes, folder: Path) -> bytes:
    """What LibreOffice makes of it, with a profile of its own and no fonts but the repository's."""
    soffice = require_tool("soffice")
    fonts, source = folder / "fonts.conf", folder / "bilag.docx"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{samples.STANDARD / 'fonts'}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>"
    )
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    done = subprocess.run(
        [*command, "--outdir", str(folder / "ud"), str(source)],
        env=kina.plain_environment() | {"FONTCONFIG_FILE": str(fonts), "HOME": str(folder)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )
    made = folder / "ud" / "bilag.pdf"
    assert made.is_file(), f"LibreOffice made nothing: {done.stdout}{done.stderr}"
    return made.read_bytes()


def pictures(data: bytes, folder: Path) -> list[Image.Image]:
    pdftoppm = require_tool("pdftoppm")
    (folder / "x.pdf").write_bytes(data)
    command = [pdftoppm, "-r", str(DPI), "-gray", str(folder / "x.pdf"), str(folder / "side")]
    subprocess.run(command, check=True, timeout=120)
    return [Image.open(path).convert("L") for path in sorted(folder.glob("side-*.pgm"))]


def sheets(data: bytes, folder: Path) -> tuple[tuple[Sheet, ...], frozenset[str]]:
    drawn = pictures(data, folder)
    document = pypdfium2.PdfDocument(data)
    assert len(document) == len(drawn)
    found, fonts = [], set()
    for number, (page, picture) in enumerate(zip(document, drawn, strict=True), 1):
        textpage, height = page.get_textpage(), page.get_height()
        words = []
        for n in range(textpage.count_rects()):
            left, bottom, right, top = textpage.get_rect(n)
            text = textpage.get_text_bounded(left, bottom, right, top).strip()
            words.append(Word(text, (left, height - top, right, height - bottom)))
        found.append(Sheet(number, textpage.get_text_range(), tuple(words), picture))
        fonts |= {o.get_font().get_base_name() for o in page.get_objects(filter=[1])}
    document.close()
    return tuple(found), frozenset(name.partition("+")[2] or name for name in fonts)


@cache
def document(name: str) -> Document:
    return kina.prepared().document if name == "kina" else samples.torture()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory):
    made: dict[tuple[str, str], Drawn] = {}

    def draw(name: str, kind: str) -> Drawn:
        if (name, kind) not in made:
            template = kina.prepared().template if name == "kina" else samples.standard()
            folder = tmp_path_factory.mktemp(f"{name}-{kind}")
            if kind == "word":
                data = word_to_pdf(write_docx(document(name), template), folder)
            else:
                data = write_pdf(document(name), template)
            made[name, kind] = Drawn(document(name), template.theme.page, *sheets(data, folder))
        return made[name, kind]

    return draw


@pytest.fixture(params=["kina-word", "kina-pdf", "torture-word", "torture-pdf"])
def look(request: pytest.FixtureRequest, drawn) -> Drawn:
    return drawn(*request.param.split("-"))


# --- the faults that a page may have ---


def ink(picture: Image.Image, box: Box | None = None) -> Box | None:
    """The box in points around all that is not white."""
    if box:
        scaled = tuple(round(edge / POINTS) for edge in box)
        blank = Image.new("L", picture.size, 255)
        blank.paste(picture.crop(scaled), scaled[:2])
        picture = blank
    found = picture.point(lambda value: 255 if value < 250 else 0).getbbox()
    return tuple(edge * POINTS for edge in found) if found else None  # type: ignore[return-value]


def body(page: Page) -> Box:
    return page.left, page.top, page.width - page.right, page.height - page.bottom


def outside(found: Box, allowed: Box) -> bool:
    (l1, t1, r1, b1), (l2, t2, r2, b2) = found, allowed
    return l1 < l2 - EDGE or t1 < t2 - EDGE or r1 > r2 + EDGE or b1 > b2 + EDGE


def ink_faults(sheet: Sheet, page: Page) -> list[str]:
    """Blank pages; ink on the stamp's place, beside the columns of text or below the footer."""
    left, top, right, bottom = body(page)
    if ink(sheet.picture, (left, top, right, bottom)) is None:
        return [f"page {sheet.number} is blank"]
    found = ink(sheet.picture)
    allowed = (left, STAMP, right, page.height - page.footer)
    return [f"page {sheet.number}: ink at {found}"] if found and outside(found, allowed) else []


def text_faults(sheet: Sheet, page: Page) -> list[str]:
    """Text that is neither in the text area nor a line of the header or footer."""
    left, top, right, bottom = body(page)
    head = (left, page.header, right, top)
    foot = (left, bottom, right, page.height - page.footer)
    found = []
    for word in sheet.words:
        wanted = head if word.box[3] <= top else foot if word.box[1] >= bottom else (left, top, right, bottom)
        if outside(word.box, wanted):
            found.append(f"page {sheet.number}: {word.text!r} at {[round(v) for v in word.box]}")
    lines = {round(w.box[1]) for w in sheet.words if w.box[1] >= bottom}
    if lines and max(lines) - min(lines) > 6:
        found.append(f"page {sheet.number}: more than a line below the text area")
    return found


def overlaps(sheet: Sheet) -> list[str]:
    """Runs of text that share more than a hair of their middle."""

    def core(box: Box) -> Box:
        left, top, right, bottom = box
        return left + 0.5, top + (bottom - top) * 0.2, right - 0.5, bottom - (bottom - top) * 0.2

    words = [word for word in sheet.words if word.text]
    return [
        f"page {sheet.number}: {one.text!r} on {other.text!r}"
        for (one, a), (other, b) in combinations([(w, core(w.box)) for w in words], 2)
        if min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])
    ]


def last_line(sheet: Sheet, page: Page) -> str:
    """The lowest line of the text area."""
    inside = [w for w in sheet.words if w.box[1] < page.height - page.bottom and w.text]
    lowest = max((w.box[3] for w in inside), default=0.0)
    line = sorted((w for w in inside if w.box[3] > lowest - 4), key=lambda w: w.box[0])
    return " ".join(w.text for w in line)


def squeezed(text: str) -> str:
    """Without all that a line break may put in or take away."""
    return re.sub(r"[\s\ufffe\u00ad\u2010\-•]+", "", re.sub(r"\[\^(\d+)\]", r"\1", text))


def lonely(look: Drawn) -> list[str]:
    """Headings and captions that end a page."""
    lines = normal_form(look.document, samples.standard().labels)
    titles = [squeezed(line.text) for line in lines if line.kind in ("heading", "caption")]
    ends = [(sheet.number, squeezed(last_line(sheet, look.page))) for sheet in look.sheets]
    return [
        f"page {n} ends with {end!r}"
        for n, end in ends
        if len(end) > 3 and any(t.endswith(end) for t in titles)
    ]


def tables(part: Document | Section) -> Iterator[Table]:
    yield from (block for block in part.blocks if isinstance(block, Table))
    for section in part.sections:
        yield from tables(section)


def rows(table: Table) -> tuple[list[str], list[str]]:
    """The rows of the head and those below it, as text."""
    alone = Document(samples.small().meta, (), (), (table,), ())
    lines = [line for line in normal_form(alone, samples.standard().labels) if line.kind == "row"]
    parts: tuple[list[str], list[str]] = ([], [])
    for line in lines:
        parts[0 if line.level else 1].append(squeezed("".join(line.cells)))
    return parts


def row_faults(look: Drawn) -> list[str]:
    """Rows that do not stand on one page, and pages with rows of a table but not its head."""
    pages = [squeezed(sheet.text) for sheet in look.sheets]
    found = []
    for table in tables(look.document):
        heads, below = rows(table)
        for row in below:
            places = [page for page in pages if row in page]
            if not places:
                found.append(f"{table.id}: the row {row!r} stands on no page in one piece")
            elif not any(all(head in page for head in heads) for page in places):
                found.append(f"{table.id}: the row {row!r} stands on a page without the table's head")
    return found


# --- the proofs ---


def test_no_page_is_blank_and_no_ink_is_outside_the_margins(look: Drawn):
    assert [fault for sheet in look.sheets for fault in ink_faults(sheet, look.page)] == []


def test_text_stands_in_its_place(look: Drawn):
    assert all(len(sheet.words) > 5 for sheet in look.sheets)
    assert [fault for sheet in look.sheets for fault in text_faults(sheet, look.page)] == []


def test_no_text_stands_on_another(look: Drawn):
    assert [fault for sheet in look.sheets for fault in overlaps(sheet)] == []


def test_no_heading_ends_a_page(look: Drawn):
    assert lonely(look) == []


def test_each_row_stands_on_one_page_with_the_head_of_its_table(look: Drawn):
    assert row_faults(look) == []


def test_only_the_fonts_of_the_repository_are_used(look: Drawn):
    assert {name.partition("-")[0] for name in look.fonts} == {"Carlito"}


@pytest.mark.parametrize("name", PAGES)
def test_the_number_of_pages(name: str, drawn):
    word, pdf = (len(drawn(name, kind).sheets) for kind in ("word", "pdf"))
    assert word in PAGES[name]
    assert pdf in PAGES[name]
    assert abs(word - pdf) <= 1


# --- the proofs can fail ---


def test_the_faults_are_seen(drawn):
    look: Drawn = drawn("kina", "pdf")
    sheet, page = look.sheets[0], look.page
    white = Image.new("L", sheet.picture.size, 255)
    assert ink_faults(Sheet(1, "", (), white), page) == ["page 1 is blank"]
    for x, y in ((30, 400), (560, 400), (300, 30), (300, 830)):
        spotted = sheet.picture.copy()
        spotted.paste(0, tuple(round(v / POINTS) for v in (x, y, x + 5, y + 5)))
        assert ink_faults(Sheet(1, "", (), spotted), page), (x, y)
    low = Word("Brødtekst", (100, page.height - page.bottom - 5, 200, page.height - page.bottom + 8))
    wide = Word("Bred", (500, 300, 540, 312))
    for word in (low, wide):
        assert text_faults(Sheet(1, "", (word,), white), page), word
    first = next(w for w in sheet.words if len(w.text) > 20)
    moved = Word("oven i", (first.box[0], first.box[1] + 3, first.box[2], first.box[3] + 3))
    assert overlaps(Sheet(1, "", (first, moved), white))
    below = Word("under", (first.box[0], first.box[1] + 14, first.box[2], first.box[3] + 14))
    assert not overlaps(Sheet(1, "", (first, below), white))
    heading = next(w for s in look.sheets for w in s.words if w.text == "Opnåede resultater")
    assert lonely(Drawn(look.document, page, (Sheet(1, "", (heading,), white),), look.fonts))
    torn = [Sheet(s.number, s.text.replace("underskrives", "", 1), s.words, s.picture) for s in look.sheets]
    assert len(row_faults(Drawn(look.document, page, tuple(torn), look.fonts))) >= 1
    headless = [Sheet(s.number, s.text.replace("Milepæl\r", "\r"), s.words, s.picture) for s in look.sheets]
    assert len(row_faults(Drawn(look.document, page, tuple(headless), look.fonts))) >= 12
