"""The readers' marks, held against those by which PDFium, Chrome's engine, labels the pages of a file."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from bilag.versions.read.numbering import number_of, numeral

STYLES = {
    "decimal": "/D",
    "lowerLetter": "/a",
    "upperLetter": "/A",
    "lowerRoman": "/r",
    "upperRoman": "/R",
}
"""The styles of page labels (ISO 32000-1 12.4.2), which count as w:numFmt does: after z come aa, bb, cc."""
MOST = {"decimal": 4000, "lowerLetter": 780, "upperLetter": 780, "lowerRoman": 3999, "upperRoman": 3999}


def labels(style: str, most: int) -> list[str]:
    """The labels of a file with so many pages, which are one blank page again and again."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        tree = pdf.Root.Pages
        tree.Kids, tree.Count = pikepdf.Array([tree.Kids[0]] * most), most
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name(style))])
        pdf.save(out)
    file = pypdfium2.PdfDocument(out.getvalue())
    assert len(file) == most
    found = [file.get_page_label(page) for page in range(most)]
    file.close()
    return found


@pytest.mark.parametrize("form", STYLES)
def test_every_mark_is_that_of_pdfium_and_is_read_back(form: str):
    for number, label in enumerate(labels(STYLES[form], MOST[form]), 1):
        assert numeral(number, form) == label
        assert number_of(label, form) == number


@pytest.mark.parametrize(
    ("number", "form", "mark"),
    [
        (0, "lowerRoman", "0"),
        (-1, "lowerLetter", "-1"),
        (781, "upperLetter", "781"),
        (4000, "lowerRoman", "4000"),
        (7, "chicago", "7"),
    ],
)
def test_what_has_no_mark_is_in_digits(number: int, form: str, mark: str):
    assert numeral(number, form) == mark


@pytest.mark.parametrize(
    ("mark", "form"),
    [
        ("iiii", "lowerRoman"),
        ("IV", "lowerRoman"),
        ("ab", "lowerLetter"),
        ("a" * 31, "lowerLetter"),
        ("x", "decimal"),
        ("\u2022", "decimal"),
        ("9" * 5000, "decimal"),
        ("", "lowerLetter"),
    ],
)
def test_what_is_no_mark(mark: str, form: str):
    assert number_of(mark, form) is None
