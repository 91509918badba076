"""Expressions: what is read, what is refused and where, and that one spelling is read back alike."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.inputs.expressions import (
    Binary,
    ExpressionError,
    Name,
    Negation,
    Number,
    is_comparison,
    names,
    parse,
    to_text,
)
from tests.support.hang import no_hang

A, B, C = Name("a"), Name("b"), Name("c")

NUMBERS = st.decimals(min_value=0, max_value=10**12, places=3, allow_nan=False).map(Number)
NAMES = st.sampled_from(["a", "b1", "lejemål_før", "årsværk", "_x", "Å"]).map(Name)


def _wider(inner):
    signs = st.sampled_from("+-*/")
    return st.one_of(
        inner.map(Negation),
        st.builds(Binary, signs, inner, inner),
    )


SUMS = st.recursive(NUMBERS | NAMES, _wider, max_leaves=25)
TREES = SUMS | st.builds(Binary, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), SUMS, SUMS)


def _value(tree, known):
    """What a tree comes to, so that two trees that read alike can be compared by what they mean."""
    from fractions import Fraction

    match tree:
        case Number(value):
            return Fraction(value)
        case Name(id):
            return Fraction(known[id])
        case Negation(operand):
            return -_value(operand, known)
        case Binary(sign, left, right):
            a, b = _value(left, known), _value(right, known)
            return {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "/" else a / b if b else None


@given(TREES)
def test_one_spelling_is_read_back(tree):
    text = to_text(tree)
    again = parse(text)
    assert to_text(again) == text
    assert list(names(again)) == list(names(tree))


@given(SUMS)
def test_read_back_it_means_the_same(tree):
    known = {"a": 2, "b1": 3, "lejemål_før": 5, "årsværk": 7, "_x": 11, "Å": 13}
    try:
        value = _value(tree, known)
    except TypeError:  # a division by zero within
        return
    assert _value(parse(to_text(tree)), known) == value


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_at_a_place(text):
    try:
        parse(text)
    except ExpressionError as error:
        assert 0 <= error.position <= len(text)
        assert error.found == "" or text[error.position :].replace("\u2212", "-").startswith(error.found)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("1.000,5", Number(Decimal("1000.5"))),
        ("1000,50", Number(Decimal("1000.50"))),
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("(a + b) * c", Binary("*", Binary("+", A, B), C)),
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("a - (b - c)", Binary("-", A, Binary("-", B, C))),
        ("a / b / c", Binary("/", Binary("/", A, B), C)),
        ("a \u2212 b", Binary("-", A, B)),
        ("--a", Negation(Negation(A))),
        ("-a * b", Binary("*", Negation(A), B)),
        ("a<=b", Binary("<=", A, B)),
        ("a = 2 * b", Binary("=", A, Binary("*", Number(Decimal(2)), B))),
        ("  a  ", A),
        ("lejemål_før", Name("lejemål_før")),
    ],
)
def test_read(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "position", "found"),
    [
        ("", 0, ""),
        ("   ", 0, ""),
        ("a +", 3, ""),
        ("(a", 2, ""),
        ("a)", 1, ")"),
        ("a b", 2, "b"),
        ("1.3", 1, "."),
        ("1.0000", 5, "0"),
        ("1,2,3", 3, ","),
        ("a == b", 3, "="),
        ("a = b = c", 6, "="),
        ("(a = b)", 3, "="),
        ("a ** 2", 3, "*"),
        ("a % b", 2, "%"),
        ("a.b", 1, "."),
        ("__import__('os')", 11, "'"),
        ("a;b", 1, ";"),
        ("2a", 1, "a"),
        ("a\u00a0$", 2, "$"),
    ],
)
def test_refused_at(text, position, found):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.position, caught.value.found) == (position, found)


def test_comparison():
    assert is_comparison(parse("a = b"))
    assert not is_comparison(parse("a + b"))
    assert not is_comparison(A)


def test_names_in_order_with_repetitions():
    assert list(names(parse("b * (a - b) / -c = 2"))) == ["b", "a", "b", "c"]


@pytest.mark.parametrize(
    "text",
    ["(" * 100_000, "-" * 100_000, "+".join(["a"] * 10_000), "a" + "*a" * 10_000, "((a)+" * 10_000],
    ids=["parentheses", "minuses", "sums", "products", "mixed"],
)
def test_what_is_too_deep_to_walk_is_refused(text):
    with pytest.raises(ExpressionError):
        parse(text)


def test_the_longest_chain_that_is_read_can_be_walked():
    text = " + ".join(["a"] * 201)
    assert to_text(parse(text)) == text
    assert parse(text) == parse(text)


@pytest.mark.parametrize(
    "text", ["1" + ".000" * 250_000, " " * 1_000_000 + "$", "a" * 1_000_000, "1" * 1_000_000 + "x"]
)
def test_a_megabyte_is_read_without_a_hang(text):
    with no_hang(), contextlib.suppress(ExpressionError):
        parse(text)
