"""JSON: the text that Python's own encoder writes, whoever writes it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.diagnostics.jsontext import json_file, json_line, json_shown
from bilag.document.model import Printed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_the_bytes_are_those_of_json(value):
    for ordered in (False, True):
        expected = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=not ordered)
        assert json_file(value, ordered=ordered) == f"{expected}\n".encode()


def test_names_are_sorted_in_values_of_ours_too():
    printed = Printed("1,3 mio. kr.", "bilag.md:1", "p1")
    names = [line.split('"')[1] for line in json_file(printed).decode().splitlines() if '"' in line]
    assert names == sorted(Printed.__struct_fields__)


def test_text_that_no_file_holds():
    with pytest.raises(ValueError, match="surrogates"):
        json_file({"navn": "\ud800"})


@given(VALUES)
def test_on_the_terminal_and_on_a_line(value):
    assert json_shown(value) == json.dumps(value, ensure_ascii=False, indent=2)
    assert json_line(value) == json.dumps(value, ensure_ascii=False)
    assert json_line(value, ordered=False) == json.dumps(value, ensure_ascii=False, sort_keys=True)


def test_values_of_ours_are_objects_in_the_order_of_their_fields():
    said = json_line({"printed": (Printed("1,3", "bilag.md:1", "p1"),)})
    assert list(json.loads(said)["printed"][0]) == list(Printed.__struct_fields__)


def test_half_a_character_is_printed_as_the_escape_of_json():
    shown = json_shown({"path": "\udce6.md"}).encode("utf-8", "backslashreplace")
    assert json.loads(shown) == {"path": "\udce6.md"}
