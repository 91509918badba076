"""Figures, letters, and numbers read: rules that hold for any value."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bilag.danish import wording
from bilag.danish.formats import FormatError, parse_spec, render
from bilag.danish.numerals import NumberError, as_decimal, cardinal, ordinal_word, parse_number, resolution
from bilag.danish.wording import is_singular

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40)
WIDE = Context(prec=500, rounding=ROUND_HALF_UP)
UNITS = st.sampled_from([*wording.UNITS, "auto"])


@given(DECIMALS, st.integers(0, 12))
def test_what_is_printed_is_the_value_rounded_once(value: Decimal, places: int):
    printed = render("number", value, f"{places} decimaler")
    assert parse_number(printed) == WIDE.quantize(value, Decimal(1).scaleb(-places))


@given(DECIMALS)
def test_as_given_loses_nothing(value: Decimal):
    assert parse_number(render("number", value, "alle decimaler")) == value


@given(
    DECIMALS,
    UNITS,
    st.sampled_from(["0 decimaler", "1 decimal", "højst 2 decimaler", "alle decimaler"]),
    st.sets(st.sampled_from(["fortegn", "under", "slutpunktum", "ca.", "genitiv", "minus=cldr"])),
)
def test_no_amount_breaks_the_rules_of_print(value: Decimal, unit: str, places: str, tokens: set[str]):
    text = render("amount", value, ", ".join([unit, places, *sorted(tokens)]))
    assert not re.search(r"[-+\u2212]0(?:,0+)?(?![0-9,])", text), "a sign on zero"
    assert ".." not in text
    assert "  " not in text
    assert not re.search(r"\d ", text), "a breaking space after figures"
    whole = text.partition(",")[0]
    assert not re.search(r"\.\d{1,2}(?!\d)|\.\d{4}", whole), "groups of three"
    assert text.endswith(".") or "slutpunktum" not in tokens


@given(DECIMALS)
def test_auto_picks_the_unit_after_rounding(value: Decimal):
    text = render("amount", value, "auto, 1 decimal, minus=cldr")
    number = abs(parse_number(text.split("\u00a0")[0]))
    if "mio." in text:
        assert 1 <= number < 1000
    elif "mia." in text:
        assert number >= 1
    else:
        assert number < 10**6


@given(DECIMALS, st.integers(1, 50))
def test_the_decimal_context_of_others_is_not_ours(value: Decimal, precision: int):
    expected = render("amount", value, "mio. kr., 2 decimaler")
    with localcontext(Context(prec=precision, rounding="ROUND_DOWN")):
        assert render("amount", value, "mio. kr., 2 decimaler") == expected


@given(st.text("0123456789.,-+ \u2212e", max_size=12))
def test_what_is_read_is_a_danish_number(text: str):
    try:
        value = parse_number(text)
    except NumberError as error:
        assert error.code in {"empty", "space", "english_decimal", "grouping", "syntax"}
        return
    assert re.fullmatch(r"[-\u2212]?(\d+|[1-9]\d{0,2}(\.\d{3})+)(,\d+)?", text)
    assert abs(value) == Decimal(text.lstrip("-\u2212").replace(".", "").replace(",", "."))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("1.234,5", "1234.5"), ("\u22122,8", "-2.8"), ("-2,8", "-2.8"), ("1234", "1234"), ("007", "7")),
        *(("1.234", "1234"), ("0,125", "0.125"), ("1.234.567.890.123.456.789.012", "1234567890123456789012")),
    ],
)
def test_numbers_read(text: str, value: str):
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("2.8", "english_decimal"), ("0.125", "english_decimal"), ("1,234.5", "english_decimal")),
        *(("1.2345", "english_decimal"), ("1.23.456", "grouping"), ("1234.567", "english_decimal")),
        *(("1,234,5", "syntax"), ("1 234", "space"), ("1\u00a0234", "space"), (" 1", "space"), ("", "empty")),
        *(("-", "syntax"), ("+1", "syntax"), (",5", "syntax"), ("5,", "syntax"), ("1e3", "syntax")),
        *(("\u0661", "syntax"), ("--1", "syntax"), ("NaN", "syntax"), ("1.234.56", "grouping")),
    ],
)
def test_numbers_refused(text: str, code: str):
    with pytest.raises(NumberError) as caught:
        parse_number(text)
    assert caught.value.code == code


def test_numbers_read_with_other_marks():
    assert parse_number("1,234.5", decimal=".", group=",") == Decimal("1234.5")
    assert parse_number("1234.5", decimal=".", group="") == Decimal("1234.5")
    with pytest.raises(NumberError) as caught:
        parse_number("2,8", decimal=".", group=",")
    assert caught.value.code == "danish_decimal"


def test_a_float_is_refused_and_a_bool_is_no_number():
    with pytest.raises(TypeError):
        render("amount", 2.8, "kr.")
    with pytest.raises(TypeError):
        render("interval", [1.0, 2.0], "tal")
    with pytest.raises(TypeError):
        as_decimal(float("nan"))
    with pytest.raises(FormatError, match="not a number"):
        render("amount", True, "kr.")


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"), "1_000", "0x1", "1 "]
)
def test_not_finite(value: object):
    with pytest.raises(FormatError) as caught:
        render("amount", value, "kr.")
    assert caught.value.code == "nan"


@pytest.mark.parametrize("value", ["1e999999", Decimal("1e-999999")])
def test_beyond_all_reason(value: object):
    with pytest.raises(FormatError) as caught:
        render("amount", value, "kr.")
    assert caught.value.code == "range"


def test_plural_follows_cldr():
    singular = ["0.1", "0.5", "1", "1.0", "1.5", "1.9", "-1.5"]
    plural = ["0", "0.0", "2", "2.1", "10", "21", "-2"]
    assert all(is_singular(Decimal(value)) for value in singular)
    assert not any(is_singular(Decimal(value)) for value in plural)


@given(st.decimals("-3", "3", places=3))
def test_and_says_the_same_of_any_number(value: Decimal):
    assert is_singular(value) == (Locale("da").plural_form(value) == "one")


def test_letters_differ_for_every_number():
    seen = {cardinal(count) for count in range(2001)}
    assert len(seen) == 2001
    assert len({ordinal_word(place) for place in range(1, 2001)}) == 2000


@given(st.integers(1, 10**12))
def test_letters_are_words_of_letters(count: int):
    for word in (cardinal(count), cardinal(count, "neuter"), ordinal_word(count)):
        assert re.fullmatch("[a-zæøå]+( [a-zæøå]+)*", word)
    assert not cardinal(count).startswith("et ")


@pytest.mark.parametrize(
    ("count", "word"),
    [
        *((31, "enogtredive"), (68, "otteogtres"), (200, "to hundrede"), (1000, "tusind")),
        *((1100, "tusind et hundrede"), (2005, "to tusind og fem"), (100_000, "hundrede tusind")),
        *((2_000_000, "to millioner"), (1_000_000_000, "en milliard"), (10**12, "en billion")),
    ],
)
def test_letters(count: int, word: str):
    assert cardinal(count) == word


@pytest.mark.parametrize(
    ("spec", "step"),
    [
        *(("mio. kr., 1 decimal", "100000"), ("kr.", "1"), ("kr., 2 decimaler", "0.01"), ("t.kr.", "1000")),
        *(("mia. kr., højst 1 decimal", "100000000"), ("auto, 1 decimal", "1"), ("heltal", "1"), ("år", "1")),
        *(("pct., 1 decimal", "0.1"), ("pct., andel", "0.01"), ("årsværk, 1 decimal", "0.1")),
        *(("2 decimaler", "0.01"), ("alle decimaler", None), ("lang", None), ("og", None), ("fk", None)),
    ],
)
def test_resolution(spec: str, step: str | None):
    assert resolution(parse_spec(spec)) == (None if step is None else Decimal(step))
