"""How long it takes to say what changed between two versions of 300 pages, and to write the redline, beside
building them.

CPU time; the figures in brackets are ratios to the fastest of the group. Nothing asserts a time.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from bilag.cli.report.changes import changes_as_text
from bilag.document.model import Document, Paragraph, Row, Text
from bilag.versions.compare.documents import compare
from bilag.versions.compare.versions import changes_between
from bilag.versions.version import of_document
from bilag.write.docx.redline import write_redline
from bilag.write.docx.writer import write_docx
from bilag.write.pdf.writer import write_pdf
from tests.support import samples
from tests.support.cputime import cpu
from tests.support.redlineview import changed

pytestmark = pytest.mark.benchmark(timer=cpu, disable_gc=False)
ONCE = {"rounds": 3, "iterations": 1, "warmup_rounds": 0}


@cache
def old() -> Document:
    return samples.long_torture()


@cache
def corrected() -> Document:
    """A word in every tenth paragraph and a figure in every hundredth row."""
    count = 0

    def edit(node: Any) -> Any:
        nonlocal count
        if not isinstance(node, Paragraph | Row):
            return node
        count += 1
        if isinstance(node, Paragraph) and count % 10 == 0:
            return replace(node, content=(*node.content, Text(" Rettet.")))
        if isinstance(node, Row) and count % 100 == 0:
            return replace(node, cells=(*node.cells[:-1], replace(node.cells[-1], content=(Text("9,99"),))))
        return node

    return samples.edited(old(), edit)


@cache
def rewritten() -> Document:
    """No text is what it was: the most there is to compare."""
    return samples.edited(
        old(), lambda node: replace(node, text=node.text[::-1]) if isinstance(node, Text) else node
    )


def redline(new: Document) -> bytes:
    return write_redline(
        compare(old(), new), samples.standard(), author="A", date="2026-05-12T00:00:00Z", mark="I", remarks={}
    )


@pytest.mark.benchmark(group="300 pages")
def test_redline_of_a_correction(benchmark: Any) -> None:
    corrected()
    data = benchmark.pedantic(redline, (corrected(),), **ONCE)
    assert changed(data).count("Rettet.") > 50


@pytest.mark.benchmark(group="300 pages")
def test_redline_of_nothing(benchmark: Any) -> None:
    old()
    assert changed(benchmark.pedantic(redline, (old(),), **ONCE)) == ""


@pytest.mark.benchmark(group="300 pages")
def test_redline_of_another_text(benchmark: Any) -> None:
    rewritten()
    assert len(changed(benchmark.pedantic(redline, (rewritten(),), **ONCE))) > 100_000


@pytest.mark.benchmark(group="300 pages")
def test_compare_only(benchmark: Any) -> None:
    assert benchmark.pedantic(compare, (old(), corrected()), **ONCE).body


def report(new: Document) -> str:
    """What `bilag diff` prints, from the composed documents on."""
    labels = samples.standard().labels
    changes = changes_between(of_document("A", old(), labels), of_document("B", new, labels))
    return changes_as_text(changes, "da")


@pytest.mark.benchmark(group="300 pages")
def test_report_of_a_correction(benchmark: Any) -> None:
    corrected()
    assert "Rettet." in benchmark.pedantic(report, (corrected(),), **ONCE)


@pytest.mark.benchmark(group="300 pages")
def test_report_of_nothing(benchmark: Any) -> None:
    old()
    assert "Intet er ændret." in benchmark.pedantic(report, (old(),), **ONCE)


@pytest.mark.benchmark(group="300 pages")
def test_report_of_another_text(benchmark: Any) -> None:
    rewritten()
    assert len(benchmark.pedantic(report, (rewritten(),), **ONCE)) > 10_000


@pytest.mark.benchmark(group="300 pages")
def test_word(benchmark: Any) -> None:
    old()
    assert benchmark.pedantic(write_docx, (old(), samples.standard()), **ONCE)


@pytest.mark.benchmark(group="300 pages")
def test_pdf(benchmark: Any) -> None:
    old()
    assert benchmark.pedantic(write_pdf, (old(), samples.standard()), **ONCE)
