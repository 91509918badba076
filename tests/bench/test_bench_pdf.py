"""How long the PDF writer and reader take, the writer beside a plain script. Nothing here asserts a time.

`make bench` prints a table a group; the figures in brackets are ratios to the fastest of the group.
"""

from __future__ import annotations

from typing import Any

import pytest

from bilag.versions.read.pdf import read_pdf
from bilag.write.pdf.writer import write_pdf
from tests.bench.untagged import write_untagged
from tests.support import kina, samples
from tests.support.cputime import cpu
from tests.support.samples import standard

pytestmark = pytest.mark.benchmark(timer=cpu, disable_gc=False)


DOCUMENTS = {
    "the annex": lambda: kina.prepared().document,
    "3 pages": samples.three_pages,
    "300 pages": lambda: samples.repeated(samples.three_pages(), 100),
    "a table of 1,000 rows": lambda: samples.long_table(1_000),
}
ROUNDS = {"the annex": 20, "3 pages": 20}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_tagged(benchmark: Any, name: str) -> None:
    """Tagged, accessible, with embedded fonts: at most 1.35 times the plain script beside it."""
    benchmark.group = f"PDF, warm: {name}"
    made = benchmark.pedantic(
        write_pdf, (DOCUMENTS[name](), standard()), rounds=ROUNDS.get(name, 3), warmup_rounds=2
    )
    benchmark.extra_info["bytes"] = len(made)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_untagged_script(benchmark: Any, name: str) -> None:
    benchmark.group = f"PDF, warm: {name}"
    made = benchmark.pedantic(
        write_untagged, (DOCUMENTS[name](),), rounds=ROUNDS.get(name, 3), warmup_rounds=2
    )
    benchmark.extra_info["bytes"] = len(made)


@pytest.mark.parametrize("rows", [1_000, 10_000, 50_000])
def test_table(benchmark: Any, rows: int) -> None:
    """Each is at most so many times the first as its rows are, and a little."""
    document, template = samples.long_table(rows), standard()
    assert benchmark.pedantic(
        write_pdf, (document, template), rounds=3 if rows < 50_000 else 1, warmup_rounds=1
    )


def test_read_three_pages(benchmark: Any) -> None:
    data = write_pdf(samples.three_pages(), standard())
    assert benchmark(read_pdf, data)
