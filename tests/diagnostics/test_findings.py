"""Values with places: two of them are equal whatever their places are."""

from __future__ import annotations

import operator
import pickle

import pytest
from msgspec.structs import replace

from bilag.diagnostics.findings import Placed, Span
from bilag.document.model import Cell, Text, Value
from bilag.inputs.annex import once
from bilag.inputs.facts import Condition
from bilag.inputs.markup import Element
from tests.support import kina, samples

HERE, THERE = Span("a.md", 1), Span("b.md", 2, 3)


@pytest.mark.parametrize(
    ("one", "elsewhere", "other"),
    [
        (Value("1", "f", "1", HERE), {"span": THERE}, {"text": "2"}),
        (Cell((Text("x"),), span=HERE), {"span": None}, {"content": (Text("y"),)}),
        (Condition("a", ("b",), span=HERE), {"rows": (1, 2)}, {"negated": True}),
        (Element("text", HERE, text="x"), {"body": THERE, "pieces": ((0, THERE),)}, {"span": THERE}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_place_is_no_part_of_what_is_said(one: Placed, elsewhere: dict, other: dict):
    assert replace(one, **elsewhere) == one
    assert not operator.ne(replace(one, **elsewhere), one)
    assert hash(replace(one, **elsewhere)) == hash(one)
    assert replace(one, **other) != one
    assert not operator.eq(replace(one, **other), one)


def test_what_is_of_another_kind_says_something_else():
    assert Value("1", "f", "1") != Cell((), "f", "1")
    assert Value("1", "f", "1").__eq__("1") is NotImplemented


def test_nothing_that_is_placed_can_be_changed():
    with pytest.raises(AttributeError):
        Value("1", "f", "1").text = "2"  # type: ignore[misc]


def test_a_document_goes_to_another_process_with_its_places():
    document = samples.torture()
    again = pickle.loads(pickle.dumps(document))
    assert again == document
    assert repr(again) == repr(document)


def test_what_was_worked_out_of_inputs_does_not_hold_for_others():
    inputs = kina.prepared().inputs
    names = once(lambda inputs: inputs.name.upper())
    assert names(inputs) == kina.NAME.upper()
    assert names(replace(inputs, name="b")) == "B"
    assert names(pickle.loads(pickle.dumps(replace(inputs, name="c")))) == "C"
