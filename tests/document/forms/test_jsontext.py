"""JSON in files: the bytes that Python's own encoder writes, whoever writes them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.document.forms.jsontext import json_text
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
        assert json_text(value, ordered=ordered) == f"{expected}\n".encode()


def test_names_are_sorted_in_values_of_ours_too():
    printed = Printed("1,3 mio. kr.", "bilag.md:1", "p1")
    names = [line.split('"')[1] for line in json_text(printed).decode().splitlines() if '"' in line]
    assert names == sorted(Printed.__struct_fields__)


def test_text_that_no_file_holds():
    with pytest.raises(ValueError, match="surrogates"):
        json_text({"navn": "\ud800"})
