"""A file whose parts were made to add up carries no fault for it, and one that was tampered with does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.compose.rounding import apportioned
from bilag.document.forms.factsjson import FactsFile, read_facts_json
from bilag.document.model import Cell, Document, Value
from bilag.pipeline.prepared import Prepared
from bilag.versions.compare.adjusted import adjusted_ids
from bilag.versions.compare.carried import carried_mismatches
from bilag.versions.compare.digits import agrees, nearly
from bilag.versions.delivered import Carried, Shown
from bilag.versions.read.readers import read_carried
from bilag.write.docx.writer import write_docx
from bilag.write.pdf.writer import write_pdf
from tests.support import samples
from tests.support.paths import BASE
from tests.support.rounding import directive, prepared

WRITERS = {"docx": write_docx, "pdf": write_pdf}
FACTS = "a: {value: udgifter.beløb, where: {post: A}}\nsamme: {calc: a}\n"
BODY = "{{ a | mio. kr. }} eller {{ samme | mio. kr. }} til A.\n\n" + directive()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "projekt"))


def faults(made: Prepared, document: Document, kind: str) -> list[str]:
    carried = read_carried(WRITERS[kind](document, made.template))
    facts = read_facts_json(carried.files["facts.json"])
    assert facts.cells
    return sorted({fault.name for fault in carried_mismatches(carried, facts)})


def retyped(document: Document, edit: Callable[[Value], str]) -> Document:
    """Another text in every printed cell, and nothing else of the document new."""

    def change(node: Any) -> Any:
        if not isinstance(node, Cell):
            return node
        content = tuple(replace(v, text=edit(v)) if isinstance(v, Value) else v for v in node.content)
        return replace(node, content=content)

    return samples.edited(document, change)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("proof", ["facts", "data"])
def test_parts_that_were_made_to_add_up_are_no_fault(project: Path, kind: str, proof: str):
    made = prepared(project, BODY, rounding=f"largest-remainder\nproof: {proof}", facts=FACTS)
    assert faults(made, made.document, kind) == []


@pytest.mark.parametrize("kind", WRITERS)
def test_one_unit_more_is_a_fault_where_the_parts_no_longer_add_up(project: Path, kind: str):
    made = prepared(project, BODY, rounding="half-up\nproof: data", facts=FACTS)
    wrong = retyped(made.document, lambda v: "2" if v.exact == "1.4" else v.text)
    found = faults(made, wrong, kind)
    assert found
    assert all(id.startswith("udgifter/") and id.endswith("/beløb") for id in found)
    assert faults(made, made.document, kind) == []


# --- by the figures alone --------------------------------------------------------------------------------


def file_of(values: list[Decimal]) -> FactsFile:
    return FactsFile("", "", "", (), {f"t/{n}/k": (str(v), f"t.csv:{n}") for n, v in enumerate(values)})


VALUES = st.lists(st.decimals(min_value=-(10**4), max_value=10**4, places=3), min_size=1, max_size=8)


@given(VALUES, st.integers(0, 2), st.sampled_from((0, 3)))
def test_what_was_apportioned_is_never_called_wrong(values: list[Decimal], places: int, power: int):
    printed = apportioned([v.scaleb(-power) for v in values], Decimal(1).scaleb(-places))
    shown = tuple(
        Shown(f"t/{n}/k", f"{abs(p):.{places}f} kr.".replace(".", ",", places and 1))
        for n, p in enumerate(printed)
    )
    assert list(carried_mismatches(Carried("docx", shown), file_of(values))) == []


def test_a_column_of_which_a_cell_says_nothing_to_hold_on_to_is_not_judged_by_its_sum():
    values = [Decimal("1.4"), Decimal("1.4"), Decimal("0.4")]
    assert len(adjusted_ids(file_of(values), {"t/0/k": {"2"}, "t/1/k": {"1"}, "t/2/k": {"0"}})) == 3
    assert adjusted_ids(file_of(values), {"t/0/k": {"2"}, "t/1/k": {"1"}, "t/2/k": {"nul"}}) == set()
    assert adjusted_ids(file_of(values), {"t/0/k": {"2", "1"}, "t/1/k": {"1"}, "t/2/k": {"0"}}) == set()


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("1.4", "2", True),
        ("1.4", "1", True),
        ("1.4", "3", False),
        ("-1.4", "−2 mio. kr.", True),
        ("1", "2", False),
        ("1400000", "1,5 mio. kr.", False),
        ("1410000", "1,5 mio. kr.", True),
        ("1.4", "2 af 3", False),
        ("maj", "2", False),
    ],
)
def test_less_than_one_unit_of_the_last_place(value: str, text: str, expected: bool):
    assert nearly(value, text) is expected
    assert not (agrees(value, text) and not expected)
