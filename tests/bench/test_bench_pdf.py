"""How long the PDF writer and reader take. Run by `pytest tests/bench --benchmark-only`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bilag.model import Document, Section
from bilag.read.pdf import read_pdf
from bilag.write.pdf import write_pdf
from tests import samples
from tests.samples import standard


def many_pages(times: int) -> Document:
    """The three-page sample over and over; 100 times is about 300 pages."""
    once = samples.three_pages()

    def again(section: Section, n: int) -> Section:
        return replace(section, id=f"{section.id}-{n}")

    return replace(once, sections=tuple(again(s, n) for n in range(times) for s in once.sections))


def test_three_pages(benchmark: Any) -> None:
    document, template = samples.three_pages(), standard()
    assert benchmark(write_pdf, document, template)


def test_three_hundred_pages(benchmark: Any) -> None:
    document, template = many_pages(100), standard()
    assert benchmark.pedantic(write_pdf, (document, template), rounds=3, warmup_rounds=1)


@pytest.mark.parametrize("rows", [1_000, 10_000])
def test_table(benchmark: Any, rows: int) -> None:
    document, template = samples.long_table(rows), standard()
    assert benchmark.pedantic(write_pdf, (document, template), rounds=3, warmup_rounds=1)


def test_read_three_pages(benchmark: Any) -> None:
    data = write_pdf(samples.three_pages(), standard())
    assert benchmark(read_pdf, data)
