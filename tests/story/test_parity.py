"""Word = PDF = model: what each delivered file says, read back, is what the document says, line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, given
from msgspec.structs import replace

from bilag.document import model as m
from bilag.document.forms.documentlines import normal_form
from bilag.versions.read.docx import read_docx
from bilag.versions.read.pdf import read_pdf
from bilag.write.docx.writer import write_docx
from bilag.write.pdf.writer import write_pdf
from tests.support import kina, samples
from tests.support.documents import FOUND, differences, documents
from tests.support.sampled import examples

DOCUMENTS: Mapping[str, Callable[[], m.Document]] = {
    "china": lambda: kina.prepared().document,
    "torture": samples.torture,
    "small": samples.small,
    "three_pages": samples.three_pages,
    "long_table": lambda: samples.long_table(300),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_word_pdf_and_model_say_the_same(name: str):
    template = kina.prepared().template if name == "china" else samples.standard()
    document = DOCUMENTS[name]()
    model = normal_form(document, template.labels)
    assert len(model) > 10
    assert differences(model, read_docx(write_docx(document, template))) == []
    assert differences(model, read_pdf(write_pdf(document, template))) == []


def test_the_annex_as_it_is_built_has_all_its_kinds_of_lines():
    """What parity is about is there: a reader that saw nothing would agree with another that saw nothing."""
    lines = read_pdf(kina.output("pdf"))
    counts = {kind: sum(line.kind == kind for line in lines) for kind in {line.kind for line in lines}}
    heads, bodies, totals = 4, 4 + 3 + 6 + 12, 1
    assert counts["row"] == heads + bodies + totals
    assert (counts["heading"], counts["caption"], counts["title"]) == (4, 4, 1)
    assert counts["item"] == 4 + 3 + 4
    assert counts["source"] == 4


@pytest.mark.parametrize("name", ["china", "torture"])
def test_a_difference_is_seen(name: str):
    """One letter in a cell or a paragraph of the file, and the two are no longer the same."""
    document = DOCUMENTS[name]()
    lines = normal_form(document, samples.standard().labels)
    old = next(cell for line in lines if line.kind == "row" for cell in line.cells if len(cell) > 5)
    changed = write_docx(retyped(document, old, old + "x"), samples.standard())
    found = differences(lines, read_docx(changed))
    shown_new = [line for line in found[2:] if line.startswith("+")]
    assert shown_new
    assert all(old + "x" in line for line in shown_new)


def retyped(document: m.Document, old: str, new: str) -> m.Document:
    texts = (m.Text, m.Value)
    return samples.edited(
        document, lambda v: replace(v, text=new) if isinstance(v, texts) and v.text == old else v
    )


@pytest.mark.parametrize("cells", [("", "ord " * 900), ("ord " * 900, "")])
def test_a_row_longer_than_a_page_keeps_its_empty_cells(cells: tuple[str, str]):
    table = replace(samples.text_table(), body=m.TableBody((samples.row("1", *cells),)))
    agree(replace(samples.small(), sections=(), blocks=(table,)))


@pytest.mark.parametrize("text", ["Kina-", "Kina- ", "Kina\u00ad", "Kina – "])
def test_a_line_break_after_a_hyphen_is_a_space(text: str):
    said = samples.paragraph("p", text, m.LineBreak(), "og Jiangsu-fokus")
    agree(replace(samples.small(), sections=(), blocks=(said,)))


def test_a_heading_that_is_a_number_is_no_footnote_in_the_contents():
    year = m.Section("s", 1, samples.text("2015"), (samples.paragraph("p", "Tekst."),))
    agree(samples.contents_of(replace(samples.small(), sections=(year,)), 1))


# --- documents that nobody wrote ---


def agree(document: m.Document) -> None:
    template = samples.standard()
    model = normal_form(document, template.labels)
    for read in (read_docx(write_docx(document, template)), read_pdf(write_pdf(document, template))):
        found = differences(model, read)
        assert not found, "\n".join(found)


"""Without shrinking, which takes minutes here: the differences say enough."""


@examples(3, 200, phases=FOUND, suppress_health_check=list(HealthCheck))
@given(document=documents())
def test_documents_that_nobody_wrote(document: m.Document):
    agree(document)
