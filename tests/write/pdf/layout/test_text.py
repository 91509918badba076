"""Text copied out of the PDF: no word is broken, glued to the next or lost, with and without soft hyphens.

Read by programs that look at the page and not at the tags: poppler's pdftotext and PDFium's plain text. A
hyphen that only the end of a line put there reads as U+00AD (PDFium: U+FFFE), one of the text's own that
stands there as U+2010: these readers join the two parts of a word at a U+002D, and the hyphen is gone.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilag.document import model as m
from bilag.document.forms.documentlines import normal_form
from bilag.write.pdf.writer import write_pdf
from tests.support import kina
from tests.support.samples import paragraph, row, standard, text
from tests.support.tools import require_tool

SOFT = "\u00ad"
WORDS = (
    f"arbejds{SOFT}markeds{SOFT}uddannelses{SOFT}institution", "og", "speciallægepraksisplanlægning", "i",
    "Kina-indsatsen", "2012-2017", f"bevillings{SOFT}oversigt", "2,8\u00a0mio.\u00a0kr.", "år.", "100.000",
)  # fmt: skip


def by_poppler(data: bytes, folder: Path) -> str:
    file = folder / "a.pdf"
    file.write_bytes(data)
    command = [require_tool("pdftotext"), "-enc", "UTF-8", str(file), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def by_pdfium(data: bytes) -> str:
    with pdfium.PdfDocument(data) as file:
        return "\n".join(page.get_textpage().get_text_range() for page in file)


def words(read: str) -> list[str]:
    """The words as a person would have them: a soft hyphen joins, a hard one at a line's end stays."""
    joined = re.sub(r"[\u00ad\ufffe]\s*", "", read)
    return re.sub(r"(?<=\w)\u2010\s*(?=\w)", "-", joined).split()


def document(*blocks: m.Block) -> m.Document:
    return m.Document(m.Meta("p", "Prøve"), text("Prøve"), (), blocks, ())


PROSE = st.lists(st.sampled_from(WORDS), min_size=20, max_size=120).map(" ".join)


@settings(max_examples=15)
@given(PROSE)
def test_pdfium_reads_the_words_of_a_paragraph(prose: str) -> None:
    data = write_pdf(document(paragraph("p", prose)), standard())
    assert words(by_pdfium(data)) == ["Prøve", *words(prose)]


def test_poppler_reads_the_words_of_paragraphs(tmp_path: Path) -> None:
    seen = set()
    for turn in range(12):
        prose = " ".join(WORDS[turn % 7 :] * 4 + WORDS[: turn + 1] * 3)
        read = by_poppler(write_pdf(document(paragraph("p", prose)), standard()), tmp_path)
        assert words(read) == ["Prøve", *words(prose)]
        seen |= {sign for sign in (SOFT + "\n", "\u2010\n") if sign in read}
    assert seen == {SOFT + "\n", "\u2010\n"}  # lines did break at both


@pytest.mark.parametrize("soft", ["", SOFT])
def test_narrow_columns(soft: str) -> None:
    """Words wider than the column they stand in, also where nobody said how they may break."""
    long = f"uddannelses{soft}institutionernes bevillings{soft}oversigter"
    table = m.Table(
        "t", "Tabel", 1, text("Smal"), (m.Column("a", 0.16), m.Column("b", 0.84)),
        m.TableHead((row("h", "Emne", "Tekst"),)), m.TableBody((row("1", long, "Kort"),)), m.TableFoot(()),
    )  # fmt: skip
    found = words(by_pdfium(write_pdf(document(table), standard())))
    assert found == ["Prøve", "Tabel", "1.", "Smal", "Emne", "Tekst", *words(long), "Kort"]


def test_all_words_of_the_annex(tmp_path: Path) -> None:
    """Each as often as it is printed; the furniture of the pages is counted off."""
    prepared = kina.prepared()
    lines = normal_form(prepared.document, prepared.template.labels)
    printed = Counter(w for line in lines for t in (line.text, *line.cells) for w in t.split())
    read = Counter(w for w in words(by_poppler(kina.output("pdf"), tmp_path)) if w != "•")
    extra = read - printed
    assert not printed - read
    header = ["Evaluering", "af", "Kina-indsatsen", "2012-2017"]
    assert not set(extra) - {*header, *["Udkast", "·", "Side", "af", "1", "2", "3"]}, extra
