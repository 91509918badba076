"""PDF/UA-1 and PDF/A-2a, judged by programs that are not ours.

page-validation and PDFium's tree run always; veraPDF is a long test. That the judges see what is wrong is
proved in `test_broken_pdfs`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import page
import pytest
from msgspec.structs import replace

from bilag.document.model import Document, Inline, Link, Marked, Text, Value
from bilag.versions.judge.verapdf import judge_with_verapdf
from bilag.versions.verdicts import UA, Case, Opinion
from bilag.write.pdf.file.objects import stream
from bilag.write.pdf.writer import write_pdf
from tests.support import kina, samples
from tests.support.pdfkit import tree_faults
from tests.support.samples import standard
from tests.support.tools import require_tool

NAMES = ("kina", "torture", "small", "three_pages", "table")


@cache
def made(name: str) -> bytes:
    if name == "kina":
        return kina.output("pdf")
    document: Document = samples.long_table(120) if name == "table" else getattr(samples, name)()
    return write_pdf(document, standard())


def named(name: str, profile: str) -> str:
    """The annex carries its data, so it is a PDF/A-3a."""
    return "3a" if (name, profile) == ("kina", "2a") else profile


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize("name", NAMES)
def test_page_validation(name: str, profile: str, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(made(name))
    result = page.validate_pdf(str(file), profile=named(name, profile))
    assert result.rules.total > 0
    assert not [(fault.rule_id, fault.message) for fault in result.failures]
    assert result.is_compliant


@pytest.mark.parametrize("name", NAMES)
def test_pdfium_reaches_all_content(name: str) -> None:
    assert tree_faults(made(name)) == []


@pytest.mark.long
def test_verapdf() -> None:
    require_tool("java")
    cases = [Case(made(name), named(name, profile)) for name in NAMES for profile in (UA, "2a")]
    assert judge_with_verapdf(cases) == [Opinion("veraPDF")] * (2 * len(NAMES))


# --- what the guard over all tests has found --------------------------------------------------------------


@pytest.mark.parametrize(
    "inside",
    [Value("2,8", "forbrug", "2.8"), Marked("lang", "en", (Text("annual report"),)), Text("")],
    ids=["a fact", "another language", "nothing"],
)
def test_the_link_element_owns_the_link(inside: Inline) -> None:
    """Also where its text stands in an element of its own, a Span."""
    words = (Text("se "), inside, Text(" her"))
    block = samples.paragraph("p", "Læs, ", Link("https://www.regionh.dk/", words), ".")
    document = replace(samples.small(), blocks=(block,))
    report = page.validate_pdf_bytes(write_pdf(document, standard()), profile=UA)
    assert [failure.rule_id for failure in report.failures] == []


@pytest.mark.parametrize("last", [b"\r", b"\n", b"x", b"\r\r", b"\r\n"])
def test_the_end_of_a_stream_is_not_part_of_it(last: bytes) -> None:
    """A reader takes one end of line off, CR LF or LF, and must be left with /Length bytes."""
    data = b"0 g" + last
    written = stream(data, packed=False).data
    inner = written[written.index(b"stream\n") + 7 : -len(b"endstream")]
    taken = inner.removesuffix(b"\r\n") if inner.endswith(b"\r\n") else inner.removesuffix(b"\n")
    assert taken == data
