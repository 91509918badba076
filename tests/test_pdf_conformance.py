"""PDF/UA-1 and PDF/A-2a, judged by programs that are not ours.

page-validation and PDFium's tree run always; veraPDF is a long test. That the judges see what is wrong is
proved in `test_broken_pdfs`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import page
import pytest

from bilag.judge.verapdf import judge_with_verapdf
from bilag.model import Document
from bilag.verdicts import UA, Case, Opinion
from bilag.write.pdf import write_pdf
from tests import kina, samples
from tests.pdfkit import tree_faults
from tests.samples import standard
from tests.tools import require_tool

NAMES = ("kina", "torture", "small", "three_pages", "table")


@cache
def made(name: str) -> bytes:
    if name == "kina":
        return kina.output("pdf")
    document: Document = samples.long_table(120) if name == "table" else getattr(samples, name)()
    return write_pdf(document, standard())


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize("name", NAMES)
def test_page_validation(name: str, profile: str, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(made(name))
    result = page.validate_pdf(str(file), profile=profile)
    assert result.rules.total > 0
    assert not [(fault.rule_id, fault.message) for fault in result.failures]
    assert result.is_compliant


@pytest.mark.parametrize("name", NAMES)
def test_pdfium_reaches_all_content(name: str) -> None:
    assert tree_faults(made(name)) == []


@pytest.mark.long
def test_verapdf() -> None:
    require_tool("java")
    cases = [Case(made(name), profile) for name in NAMES for profile in (UA, "2a")]
    assert judge_with_verapdf(cases) == [Opinion("veraPDF")] * (2 * len(NAMES))
