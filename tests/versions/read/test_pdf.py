"""The PDF reader: a written document reads back as its normal form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.document.forms.documentlines import normal_form
from bilag.document.model import Document, Footnote, LineBreak, Link, Meta, Strong, Text
from bilag.versions.read import pdf_tree
from bilag.versions.read.pdf import read_pdf
from bilag.versions.read.pdf_file import NotTaggedError
from bilag.write.pdf.layout import text as pdf_text
from bilag.write.pdf.writer import write_pdf
from tests.support import samples
from tests.support.hang import no_hang
from tests.support.samples import item, paragraph, standard, text


def back(document: Document) -> None:
    template = standard()
    assert read_pdf(write_pdf(document, template)) == normal_form(document, template.labels)


@pytest.mark.parametrize("name", ["torture", "small", "three_pages"])
def test_samples(name: str) -> None:
    back(getattr(samples, name)())


def test_a_table_over_pages() -> None:
    back(samples.long_table(200))


@pytest.mark.long
def test_a_table_of_many_hundred_pages() -> None:
    """In step with its pages, and not with the square, as when the tree is read anew for each page."""
    data = write_pdf(samples.long_table(24_000), standard())
    with no_hang(240):
        assert len(read_pdf(data)) == 24_004


def document(*blocks: object) -> Document:
    return Document(Meta("proeve", "Prøve"), text("Prøve"), (), blocks, ())  # type: ignore[arg-type]


def test_paragraphs_and_items_over_pages_are_one_line_each() -> None:
    words = "Erhvervs- og investeringsforhold i 2012-2017, sundheds-healthtech og miljø/jord. " * 9
    back(document(*(paragraph(f"p{n}", words) for n in range(14))))
    bullets = tuple(item(f"i{n}", words, words) for n in range(9))
    back(document(samples.BulletList("b", bullets), samples.OrderedList("o", bullets, 3)))


def test_notes_and_links_over_lines() -> None:
    words = "Et længere stykke tekst med bindestreger- og så videre "
    back(
        document(
            paragraph("p", words * 2, Link("https://x.dk", text(words * 3)), Text(" "), Strong(text(words))),
            paragraph(
                "q",
                "Se",
                Footnote("f1", 1, text(words * 4)),
                LineBreak(),
                "slut",
                Footnote("f2", 2, text("x")),
            ),
        )
    )


@given(st.lists(st.text("abæøå -,.1(\u2013\u00a0", min_size=1, max_size=200), min_size=1, max_size=5))
def test_any_text(parts: list[str]) -> None:
    kept = [f"x{part}x" for part in parts]
    back(document(*(paragraph(f"p{n}", part) for n, part in enumerate(kept))))


def test_writer_and_reader_agree_on_the_break_hyphen() -> None:
    assert pdf_tree.HYPHEN_MARK == pdf_text.BREAK_HYPHEN


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no pdf"])
def test_no_pdf(data: bytes) -> None:
    with pytest.raises(NotTaggedError):
        read_pdf(data)


def test_an_untagged_pdf() -> None:
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawString(100, 100, "x")
    canvas.save()
    with pytest.raises(NotTaggedError):
        read_pdf(out.getvalue())
