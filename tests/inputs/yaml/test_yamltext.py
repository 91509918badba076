"""YAML as text with places, and what is refused in it."""

import tracemalloc

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.yaml.nodes import Mapping, Scalar, Sequence
from bilag.inputs.yaml.yamltext import parse


def parsed(text, line=1):
    report = Report()
    return parse(text, "f.yaml", report, line=line), [(f.rule, str(f.span)) for f in report]


def plain(node):
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node]
        case Mapping():
            return {key: plain(value) for key, value in node.items.items()}
    return None


def test_scalars_stay_what_was_written():
    node, faults = parsed("a: 12,3\nb: nej\nc: 2016-09\nd: 0x10\ne: '2,8'\nf:\n")
    assert plain(node) == {"a": "12,3", "b": "nej", "c": "2016-09", "d": "0x10", "e": "2,8", "f": ""}
    assert [node.get(key).plain for key in "abcdef"] == [True, True, True, True, False, True]
    assert faults == []


def test_places_count_characters_from_the_given_line():
    node, _ = parsed("nøgle: [å, b]\n", line=7)
    assert node.keys["nøgle"] == Span("f.yaml", 7, 1)
    assert node.get("nøgle").span == Span("f.yaml", 7, 8)
    assert [item.span.column for item in node.get("nøgle")] == [9, 12]
    assert node.get("nøgle").flow


def test_nothing_in_the_file():
    assert parsed("") == (None, [])
    assert parsed("# kun en bemærkning\n") == (None, [])


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a: &x 1\nb: *x\n", [("YAML-ALIAS", "f.yaml:2:4")]),
        ("a: !!int 3\n", [("YAML-TAG", "f.yaml:1:4")]),
        ("a: !eget 3\n", [("YAML-TAG", "f.yaml:1:4")]),
        ("<<: {a: 1}\n", [("YAML-KEY", "f.yaml:1:1")]),
        ("? [a, b]\n: 1\n", [("YAML-KEY", "f.yaml:1:3")]),
        ("a: 1\nb: 2\na: 3\n", [("YAML-DUPLICATE", "f.yaml:3:1")]),
        ("a: 1\n---\nb: 2\n", [("YAML-DOCUMENTS", "f.yaml:2:1")]),
        ("a: 1\n\tb: 2\n", [("YAML-SYNTAX", "f.yaml:2:1")]),
        ("a: b: c\n", [("YAML-SYNTAX", "f.yaml:1:5")]),
        ("ab: 1\nc: \x07\n", [("YAML-SYNTAX", "f.yaml:2:4")]),
        ("a: [1, 2\n", [("YAML-SYNTAX", "f.yaml:2:1")]),
        ("[" * 60, [("YAML-DEPTH", "f.yaml:1:52")]),
    ],
)
def test_refused(text, faults):
    assert parsed(text)[1] == faults


def test_a_broken_value_leaves_the_others():
    node, _ = parsed("a: 1\nb: !!set {x}\nc: 3\n")
    assert plain(node) == {"a": "1", "c": "3"}
    assert list(node.keys) == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["[" * 200_000, "{a: " * 200_000, "- " * 200_000])
def test_endless_nesting_is_stopped_before_the_stack_is_used_up(text):
    assert [rule for rule, _ in parsed(text)[1]] == ["YAML-DEPTH"]


def test_an_alias_bomb_costs_nothing():
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    tracemalloc.start()
    _, faults = parsed(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert {rule for rule, _ in faults} == {"YAML-ALIAS"}
    assert peak < 5_000_000


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=8)
trees = st.recursive(
    words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@given(trees)
def test_reads_what_yaml_writes(tree):
    text = yaml.safe_dump(tree, allow_unicode=True, default_style="'")
    node, faults = parsed(text)
    assert faults == []
    assert plain(node) == tree


@given(st.text(max_size=60))
def test_any_text_gives_a_tree_or_a_finding(text):
    report = Report()
    parse(text, "f.yaml", report)


@given(st.text("[]{}:,-&*!? \n\"'|>#ab", max_size=40))
def test_any_yaml_like_text_gives_a_tree_or_a_finding(text):
    report = Report()
    parse(text, "f.yaml", report)
    assert all(finding.span.path == "f.yaml" for finding in report)
