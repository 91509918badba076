"""How long the Word writer takes, beside docxtpl with the same words and tables. Nothing asserts a time.

CPU time, warm; the figures in brackets are ratios to the fastest of the group.
"""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from msgspec.structs import replace

from bilag.document.model import Cell, Document, Table, TableBody, Value
from bilag.document.walks import words
from bilag.write.docx.writer import write_docx
from tests.bench import docxtpl_peer
from tests.support import kina, samples
from tests.support.cputime import cpu

pytestmark = pytest.mark.benchmark(timer=cpu, disable_gc=False)
WRITE = {"rounds": 20, "iterations": 5, "warmup_rounds": 2}


def shape(data: bytes) -> tuple[int, list[tuple[int, int]]]:
    """Headings, and rows and columns of tables: that both write the same annex."""
    word = docx.Document(io.BytesIO(data))
    headings = sum(paragraph.style.name.startswith("Heading") for paragraph in word.paragraphs)
    return headings, [(len(table.rows), len(table.columns)) for table in word.tables]


@pytest.mark.benchmark(group="annex as Word, warm")
@pytest.mark.parametrize("marks", ["control", "bookmark", "none"])
def test_word_bilag(benchmark: Any, marks: Any) -> None:
    prepared = kina.prepared()
    document = replace(prepared.document, figures=marks)
    data = benchmark.pedantic(write_docx, (document, prepared.template), **WRITE)
    assert shape(data)[0] == 4


@pytest.mark.benchmark(group="annex as Word, warm")
def test_word_docxtpl(benchmark: Any) -> None:
    data = benchmark.pedantic(docxtpl_peer.write, **WRITE)
    ours = shape(kina.output("docx"))
    headings, tables = shape(data)
    assert headings == ours[0]
    assert sorted(tables) == sorted(ours[1])


def figures(rows: int) -> Document:
    """A table of `rows` x 6, each cell a printed fact."""
    document = samples.long_table(rows)
    (table,) = document.blocks
    assert isinstance(table, Table)
    body = tuple(
        replace(row, cells=tuple(figure(f"t/{row.key}/{n}", cell) for n, cell in enumerate(row.cells)))
        for row in table.body.rows
    )
    return replace(document, blocks=(replace(table, body=TableBody(body)),))


def figure(name: str, cell: Cell) -> Cell:
    text = words(cell.content)
    return Cell((Value(text, name, text),), name, text)


@pytest.mark.benchmark(group="a table x 6 as Word")
@pytest.mark.parametrize("rows", [1_000, 10_000])
def test_word_table(benchmark: Any, rows: int) -> None:
    document, template = figures(rows), samples.standard()
    assert benchmark.pedantic(write_docx, (document, template), rounds=5, warmup_rounds=1)
