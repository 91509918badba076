"""One cell: what is read, what is refused, and what the refusal offers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.danish.edtf import parse as edtf
from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import (
    BOOLEAN,
    COMPUTED,
    DATE,
    NUMBER,
    PERCENT,
    Constraints,
    Field,
    Interval,
    Reading,
)
from bilag.validate.data.cells import CellError, parse_cell
from bilag.validate.data.columns import _by_distinct, _plain_numbers, _plain_texts, type_column
from bilag.validate.data.faults import Faults

DANISH = Reading(decimal=",", group=".")
COMMA = Reading(decimal=",")


def field(kind, reading=COMMA, **more):
    return Field("f", kind, reading=reading, **more)


def refused(text, declared, kind=0):
    with pytest.raises(CellError) as caught:
        parse_cell(text, declared, kind)
    return caught.value.rule, caught.value.args_of_rule.get("nearest", "")


@pytest.mark.parametrize(
    ("text", "reading", "value"),
    [
        ("0,50", COMMA, "0.50"),
        ("-2,8", COMMA, "-2.8"),
        ("\u22122,8", COMMA, "-2.8"),
        ("+2,8", COMMA, "2.8"),
        (" 2,8 ", COMMA, "2.8"),
        ("1.234.567,80", DANISH, "1234567.80"),
        ("1234567,8", DANISH, "1234567.8"),
        ("2.8", Reading(), "2.8"),
        ("1" * 60, COMMA, "1" * 60),
    ],
)
def test_numbers(text, reading, value):
    assert str(parse_cell(text, field("number", reading))) == value


@pytest.mark.parametrize(
    ("text", "reading", "rule", "near"),
    [
        ("2.8", COMMA, "DATA-NUMBER", "2,8"),
        ("2,8", Reading(), "DATA-NUMBER", "2.8"),
        ("2.8", DANISH, "DATA-NUMBER", "2,8"),
        ("1,234.5", DANISH, "DATA-NUMBER", "1234,5"),
        ("1.234", COMMA, "DATA-NUMBER-GROUP", "."),
        ("1.234,5", COMMA, "DATA-NUMBER-GROUP", "."),
        ("1.23.456", DANISH, "DATA-NO-NUMBER", ""),
        ("1\u00a0234", COMMA, "DATA-NUMBER-SPACE", "1234"),
        ("1 234,5", COMMA, "DATA-NUMBER-SPACE", "1234,5"),
        ("NaN", COMMA, "DATA-NO-NUMBER", ""),
        ("-INF", COMMA, "DATA-NO-NUMBER", ""),
        ("1e3", COMMA, "DATA-NUMBER-EXPONENT", "1000"),
        ("12 %", COMMA, "DATA-NUMBER-UNIT", ""),
        ("1,3 mio. kr.", COMMA, "DATA-NUMBER-UNIT", ""),
        ("ca. 0,5", COMMA, "DATA-NUMBER-QUALIFIER", ""),
        ("under 0,1", COMMA, "DATA-NUMBER-QUALIFIER", ""),
        ("<5", COMMA, "DATA-NUMBER-QUALIFIER", ""),
        ("\u0661", COMMA, "DATA-NO-NUMBER", ""),
        ("#####", COMMA, "DATA-HASHES", ""),
        ("tre", COMMA, "DATA-NO-NUMBER", ""),
        ("-", COMMA, "DATA-NUMBER-DASH", ""),
        ("3-4", COMMA, "DATA-NO-NUMBER", ""),
    ],
)
def test_no_numbers(text, reading, rule, near):
    assert refused(text, field("number", reading)) == (rule, near)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "24", Decimal(24)),
        ("year", "2016", edtf("2016")),
        ("date", "2016-02-29", edtf("2016-02-29")),
        ("edtf", "{2014,2015,2016}", edtf("{2014,2015,2016}")),
        ("edtf", "../..", edtf("../..")),
        ("interval", "3..4", Interval(Decimal(3), Decimal(4))),
        ("interval", "0,5..0,5", Interval(Decimal("0.5"), Decimal("0.5"))),
        ("boolean", "true", True),
        ("boolean", "0", False),
        ("string", "a\r\nb", "a\nb"),
    ],
)
def test_other_types(kind, text, value):
    assert parse_cell(text, field(kind)) == value


@pytest.mark.parametrize(
    ("kind", "text", "rule", "near"),
    [
        ("integer", "2,0", "DATA-INTEGER", ""),
        ("year", "16", "DATA-YEAR", ""),
        ("year", "0000", "DATA-YEAR", ""),
        ("date", "5. september 2016", "DATA-DATE", ""),
        ("date", "05-09-2016", "DATA-DATE-DANISH", "2016-09-05"),
        ("date", "2015-02-29", "DATA-NO-SUCH-DAY", ""),
        ("date", "2016-09", "DATA-DATE", ""),
        ("edtf", "2015\u20132016", "DATA-EDTF", "2015/2016"),
        ("edtf", "2014, 2015 og 2016", "DATA-EDTF", "{2014,2015,2016}"),
        ("edtf", "2016-13", "DATA-EDTF-RANGE", "2016, 2016-09, 2016-09-05, 2015/2016, {2014,2016}"),
        ("edtf", "2016/2015", "DATA-EDTF-ORDER", "2016, 2016-09, 2016-09-05, 2015/2016, {2014,2016}"),
        ("interval", "3-4", "DATA-INTERVAL", "3..4"),
        ("interval", "4..3", "DATA-INTERVAL-ORDER", ""),
        ("interval", "3", "DATA-INTERVAL", ""),
        ("boolean", "ja", "DATA-BOOLEAN", ""),
    ],
)
def test_other_refusals(kind, text, rule, near):
    assert refused(text, field(kind)) == (rule, near)


def test_dates_in_a_declared_pattern():
    declared = field("date", Reading(pattern="%d.%m.%Y"))
    assert parse_cell("5.9.2016", declared) == edtf("2016-09-05")
    assert refused("2016-09-05", declared)[0] == "DATA-DATE"
    assert refused("31.9.2016", declared)[0] == "DATA-NO-SUCH-DAY"


@pytest.mark.parametrize(
    ("text", "kind", "decimals", "value"),
    [
        ("0.5", NUMBER, None, "0.5"),
        ("0.30000000000000004", NUMBER, 2, "0.30"),
        ("1.3333333333333333", COMPUTED, 1, "1.3"),
        ("1.25", COMPUTED, 1, "1.3"),
        ("1.5", NUMBER, 2, "1.5"),
        ("9" * 300, COMPUTED, 1, "9" * 300 + ".0"),
        ("0.12", PERCENT, None, "0.12"),
    ],
)
def test_numbers_of_a_workbook(text, kind, decimals, value):
    declared = field("number", replace(DANISH, decimals=decimals))
    assert str(parse_cell(text, declared, kind)) == value


def test_what_a_workbook_stores_is_not_always_the_number_meant():
    assert refused("0.30000000000000004", field("number"), NUMBER)[0] == "XLSX-INEXACT"
    assert refused("1.25", field("number", replace(COMMA, decimals=1)), NUMBER)[0] == "DATA-DECIMALS"
    assert refused("0.12", field("number", unit="pct."), PERCENT)[0] == "XLSX-PERCENT"
    assert refused("2016-09-05", field("number"), DATE)[0] == "XLSX-KIND"
    assert refused("true", field("integer"), BOOLEAN)[0] == "XLSX-KIND"
    assert refused("1.5", field("integer"), NUMBER)[0] == "DATA-INTEGER"
    assert parse_cell("2013", field("year"), NUMBER) == edtf("2013")


numbers = st.decimals(allow_nan=False, allow_infinity=False, places=3)
texts = st.text("0123456789.,-+ \u2212x", max_size=9)
likely = st.from_regex(r"-?[0-9]{1,4}([., ][0-9]{1,3}){0,2}", fullmatch=True, alphabet="0123456789., -")
readings = st.sampled_from(
    [
        *(COMMA, DANISH, Reading(), Reading(group=","), Reading(",", " ")),
        *(replace(COMMA, missing=frozenset({"", "0"})), *(replace(DANISH, decimals=most) for most in (0, 2))),
    ]
)


@given(numbers)
def test_a_number_comes_back_with_its_decimals(number):
    text = f"{number:,f}".translate(str.maketrans(",.", ".,"))
    assert str(parse_cell(text, field("number", DANISH))) == f"{number:f}"


@given(texts, readings)
def test_any_text_is_a_number_or_a_finding_that_can_be_made(text, reading):
    try:
        value = parse_cell(text, field("number", reading))
    except CellError as error:
        Report().add(error.rule, None, severity=None, column="f", **error.args_of_rule)
        near = error.args_of_rule.get("nearest", "")
        if near and error.rule == "DATA-NUMBER":
            assert parse_cell(str(near), field("number", reading)).is_finite()
    else:
        assert value.is_finite()


@given(
    st.lists(st.one_of(likely, st.just("0"), st.just("")), max_size=6).flatmap(
        lambda cells: st.sampled_from([cells, cells * 3])
    )
    | st.lists(texts, max_size=6),
    readings,
    st.sampled_from(["number", "integer"]),
    st.sampled_from([Constraints(), Constraints(minimum=Decimal(0), maximum=Decimal(50))]),
)
def test_a_whole_column_at_once_is_the_same_as_cell_by_cell(column, reading, kind, constraints):
    declared = field(kind, reading, constraints=constraints)
    fast = _plain_numbers(column, declared)
    report = Report()
    place = lambda row: Span("f.csv", row + 2, 1)  # noqa: E731
    slow = _by_distinct(column, b"", declared, key=False, place=place, faults=Faults(report))
    if fast is not None:
        assert [str(value) for value in fast] == [str(value) for value in slow]
        assert not len(report)


signs = st.text(st.sampled_from([*"ab1 .=@#-\t\r\n", "\u00a0", "\x1c", "\x85", "\u2028"]), max_size=5)


@given(
    st.lists(st.one_of(signs, st.sampled_from(["ab", "#####", "n/a"])), max_size=5),
    st.sampled_from([Reading(), Reading(missing=frozenset({"", "n/a"}))]),
    st.sampled_from([Constraints(), Constraints(required=True), Constraints(pattern="[a-z]*")]),
    st.booleans(),
)
def test_a_whole_column_of_texts_is_the_same_as_cell_by_cell(column, reading, constraints, key):
    declared = field("string", reading, constraints=constraints)
    report = Report()
    place = lambda row: Span("f.csv", row + 2, 1)  # noqa: E731
    slow = _by_distinct(column, b"", declared, key=key, place=place, faults=Faults(report))
    if (fast := _plain_texts(column, declared)) is not None:
        assert fast == slow
        assert not len(report)
        assert not constraints.pattern


def test_plain_numbers_are_read_at_once():
    declared = field("number", Reading(",", ".", frozenset({"-"}), decimals=2))
    found = [None, Decimal("1234.5"), None, Decimal("-0.10")]
    assert _plain_numbers(["-", "1.234,5", "", "-0,10"] * 3, declared) == found * 3
    assert _plain_numbers(["7", "8,0"], declared) == [Decimal(7), Decimal("8.0")]
    assert _plain_numbers(["7", "0.123"], declared) is _plain_numbers(["7", "1,234"], declared) is None
    assert parse_cell("1 234", field("number", Reading(",", " "))) == 1234


def test_plain_texts_are_read_at_once():
    declared = field("string", Reading(missing=frozenset({"", "n/a"})))
    assert _plain_texts(["a b", "", "n/a", "\u00e5"], declared) == ["a b", None, None, "\u00e5"]


def test_many_faults_are_named_first_and_then_counted():
    report = Report()
    faults = Faults(report)
    place = lambda row: Span("f.csv", row + 2, 1)  # noqa: E731
    column = type_column(["x", "1"] * 500, b"", field("number"), key=False, place=place, faults=faults)
    faults.close()
    assert column[:2] == [None, Decimal(1)]
    found = list(report)
    assert [f.rule for f in found] == ["DATA-NO-NUMBER"] * 20 + ["DATA-MORE"]
    assert dict(found[-1].args)["count"] == "480"
    assert found[-1].span.line == 42
