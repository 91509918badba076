"""The flow: nothing of a document is left out, and style, keep and space are decided nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import bilag.write
from bilag.document.flow import (
    FlowNode,
    Group,
    StyledPicture,
    StyledText,
    TableRows,
    flow,
    spaces,
    table_rows,
)
from bilag.document.model import Document, Figure, Inlines, Section, TableFoot
from bilag.document.redlineflow import redline_flow
from bilag.document.theme import PARAGRAPH_STYLES
from bilag.document.walks import blocks, passages
from bilag.versions.compare.documents import compare
from tests.support import samples
from tests.support.randomdocs import Maker, pair

LABELS = {"source": "Kilde"}
DOCUMENTS = st.integers(0, 2**32).map(lambda seed: Maker(Random(seed)).document())


def leaves(nodes: tuple[FlowNode, ...]) -> Iterator[StyledText | StyledPicture | TableRows]:
    for node in nodes:
        if isinstance(node, Group):
            yield from leaves(node.children)
        else:
            yield node


def printed(document: Document) -> Iterator[Inlines]:
    """The content of each paragraph and cell of the flow; a caption without its number."""
    for leaf in leaves(flow(document, LABELS)):
        match leaf:
            case StyledText(role="head" | "contents"):
                pass
            case StyledText(role="caption"):
                yield leaf.content[1:]
            case StyledText():
                yield leaf.content
            case TableRows(table=table):
                for part in (table.head, table.body, table.foot):
                    yield from (cell.content for row in part.rows for cell in row.cells)


def set_as(document: Document) -> list[tuple[str, str, bool, str, str]]:
    texts = [leaf for leaf in leaves(flow(document, LABELS)) if not isinstance(leaf, TableRows)]
    roles = [getattr(text, "role", "picture") for text in texts]
    return [(r, t.style, t.keep_next, t.before, t.after) for r, t in zip(roles, texts, strict=True)]


def document(*some: object, **rest: object) -> Document:
    return replace(samples.small(), blocks=some, sections=(), head=(), contents=None, **rest)


@given(DOCUMENTS)
def test_nothing_is_left_out_or_printed_twice(drawn: Document) -> None:
    assert [c for c in printed(drawn) if c] == [p.content for p in passages(drawn) if p.content]
    pictures = [leaf.picture for leaf in leaves(flow(drawn, LABELS)) if isinstance(leaf, StyledPicture)]
    figures = [block for block in blocks(drawn) if isinstance(block, Figure)]
    assert pictures == ([drawn.logo] if drawn.logo else []) + figures


@given(DOCUMENTS)
def test_every_style_is_one_of_the_template(drawn: Document) -> None:
    assert {style for _, style, *_ in set_as(drawn)} <= set(PARAGRAPH_STYLES)


@given(st.integers(0, 2**32).map(Random))
def test_a_redline_sets_what_is_new_as_the_new_version_does(rng: Random) -> None:
    """Without an old version all of it is new: the same paragraphs, one after another."""
    _, new = pair(rng)
    empty = replace(new, logo=None, head=(), contents=None, blocks=(), sections=())
    nodes = redline_flow(compare(empty, new), LABELS)
    found = [(leaf.style, leaf.keep_next) for leaf in leaves(nodes) if isinstance(leaf, StyledText)]
    assert found == [
        (leaf.style, leaf.keep_next) for leaf in leaves(flow(new, LABELS)) if isinstance(leaf, StyledText)
    ]


def test_what_follows_a_table_keeps_the_space_of_a_caption() -> None:
    table = replace(samples.figures_table(), notes=(samples.text("En note"),), source=())
    after = samples.paragraph("p", "Efter")
    assert set_as(document(table, after, after))[1:] == [
        ("caption", "Caption", True, "own", "own"),
        ("note", "TableNote", False, "own", "own"),
        ("paragraph", "Normal", False, "caption", "own"),
        ("paragraph", "Normal", False, "own", "own"),
    ]
    styles = samples.standard().theme.styles
    texts = [leaf for leaf in leaves(flow(document(table, after), LABELS)) if isinstance(leaf, StyledText)]
    assert spaces(texts[-1], styles) == (styles["Caption"].before, styles["Normal"].after)
    heading = Section("s", 1, samples.text("Under tabellen"), ())
    last = [*leaves(flow(replace(document(table), sections=(heading,)), LABELS))][-1]
    assert isinstance(last, StyledText) and spaces(last, styles)[0] == styles["Heading1"].before


def test_a_figure_keeps_its_source_line() -> None:
    figure = next(block for block in blocks(samples.torture()) if isinstance(block, Figure))
    after = samples.paragraph("p", "Efter")
    assert set_as(document(replace(figure, source=samples.text("Region")), after))[2:] == [
        ("picture", "Figure", True, "own", "none"),
        ("source", "TableSource", False, "own", "own"),
        ("paragraph", "Normal", False, "caption", "own"),
    ]
    assert set_as(document(replace(figure, source=()), after))[2:] == [
        ("picture", "Figure", False, "own", "own"),
        ("paragraph", "Normal", False, "own", "own"),
    ]


@pytest.mark.parametrize(
    ("rows", "total", "noted", "whole", "body", "foot"),
    [
        (1, False, False, True, "-", ""),
        (2, False, True, True, "++", ""),
        (11, False, False, True, "++++++++++-", ""),
        (12, False, False, False, "+---------+-", ""),
        (12, True, False, False, "+---------++", "-"),
        (12, True, True, False, "+---------++", "+"),
        (0, True, False, True, "", "-"),
    ],
)
def test_rows_that_stay_together(
    rows: int, total: bool, noted: bool, whole: bool, body: str, foot: str
) -> None:
    table = samples.numbers_table(rows)
    feet = (samples.row("total", "I alt", "1", "2", "3"),) if total else ()
    found = table_rows(replace(table, foot=TableFoot(feet)), noted=noted)
    assert found.whole is whole
    assert "".join("-+"[keep] for keep in found.keeps) == "+" * len(table.head.rows) + body + foot


WITHOUT_A_CHOICE = {
    "Header", "Footer", "FootnoteText",  # around the pages and under them
    "Normal",  # what is said in a comment
    "Note",  # the box that the PDF draws around a Note
    "TableNumber",  # the size of numbers, for the place of the comma
}  # fmt: skip


def test_writers_choose_no_style() -> None:
    named = set()
    for file in Path(bilag.write.__path__[0]).rglob("*.py"):
        constants = (
            n.value for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.Constant)
        )
        named |= {value for value in constants if isinstance(value, str)} & set(PARAGRAPH_STYLES)
    assert named - {"Title", "Caption", "Figure"} == WITHOUT_A_CHOICE  # these three are tags of PDF as well
