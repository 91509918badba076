"""EDTF: what is taken, what is refused, order, years, and `edtf` as an independent reader."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.danish.edtf import (
    Date,
    EdtfError,
    Members,
    earliest,
    first_day,
    last_day,
    latest,
    parse,
    sort_key,
    span_years,
    years,
)

DATES = [
    *("2016", "2016-09", "2016-09-05", "2016~", "2016-09?", "2016-09-05%", "201X", "20XX", "XXXX", "2016-XX"),
    *("2016-XX-XX", "2016-09-XX", "XXXX-12-25", "2016-21", "2017-41", "2016-~09", "~2016-09-05", "2016-1X"),
]
VALID = [
    *(*DATES, "2012/2017", "2012/..", "../2017", "2012/", "/2017", "../..", "/..", "2012~/2017?"),
    *("{2014,2015..2017}", "[..2014,2016]", "{2016..}", "[2016-09~,2017]", "2012-XX/2017-XX", "2016/2016"),
]


@pytest.mark.parametrize("text", VALID)
def test_text_comes_back(text: str):
    assert str(parse(text)) == text
    assert parse(str(parse(text))) == parse(text)


def test_spaces_in_a_set_are_left_out():
    assert str(parse("{2014, 2015}")) == "{2014,2015}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("2016-13", "range"), ("2016-00", "range"), ("2016-02-30", "range"), ("2017-02-29", "range")),
        *(("2016-20", "range"), ("2016-42", "range"), ("2016-21-05", "range"), ("0000", "range")),
        *(
            ("2016-2X", "range"),
            ("2016-02-3X", "range"),
            ("2017-06/2012-01", "order"),
        ),
        ("{2017..2015}", "order"),
        *(("", "syntax"), ("16", "syntax"), ("2016-9", "syntax"), ("2016-09-05T12:00", "syntax")),
        *(("2016 ", "syntax"), ("/", "syntax"), ("2012/2014/2016", "syntax"), ("{2016", "syntax")),
        *(("{2016,}", "syntax"), ("{..}", "syntax"), ("2012..2017", "syntax"), ("201x", "syntax")),
        *(("\u0662016", "syntax"), ("{}", "empty"), ("[ ]", "empty"), ("2016??", "syntax")),
    ],
)
def test_refused(text: str, code: str):
    with pytest.raises(EdtfError) as caught:
        parse(text)
    assert caught.value.code == code
    assert text in str(caught.value) or text[:1] == "{"  # the message names the member


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("201X", date(2010, 1, 1), date(2019, 12, 31)),
        ("XXXX", date(1, 1, 1), date(9999, 12, 31)),
        ("XXXX-02-29", date(1, 2, 28), date(9999, 2, 28)),
        ("2016-XX-05", date(2016, 1, 5), date(2016, 12, 5)),
        ("2016-35", date(2016, 7, 1), date(2016, 9, 30)),
        ("2016-41", date(2016, 7, 1), date(2016, 12, 31)),
        ("2016-38", date(2016, 5, 1), date(2016, 8, 31)),
        ("2016-22", date(2016, 6, 1), date(2016, 8, 31)),
    ],
)
def test_bounds(text: str, first: date, last: date):
    value = parse(text)
    assert isinstance(value, Date)
    assert (earliest(value), latest(value)) == (first, last)


def test_time_order_then_sets_then_what_goes_on():
    texts = [
        "../..",
        "{2001,2002}",
        "2017-09-01",
        "2012/2017",
        "2016-35",
        "../2010",
        "2016",
        "2012/..",
        "/..",
    ]
    ordered = sorted(texts, key=lambda text: sort_key(parse(text)))
    assert ordered == [
        *("../2010", "2012/2017", "2012/..", "2016", "2016-35", "2017-09-01", "{2001,2002}", "../..", "/.."),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2016-09-05", (2016,)),
        ("2012/2015", (2012, 2013, 2014, 2015)),
        ("2015-11/2016-01", (2015, 2016)),
        ("{2013,2015..2017}", (2013, 2015, 2016, 2017)),
        ("{2012-06,2012-11,2013-05}", (2012, 2013)),
        ("201X", tuple(range(2010, 2020))),
        *(("2012/..", (2012,)), ("/2017", (2017,)), ("../..", ()), ("XXXX", ())),
    ],
)
def test_years(text: str, named: tuple[int, ...]):
    assert years(parse(text)) == named


@pytest.mark.parametrize(
    ("text", "length"),
    [
        *(("2012/2017", 6), ("2016", 1), ("2012-06/2017-05", 5), ("2012-09-01/2013-08-31", 1), ("201X", 10)),
        *(
            ("2012-09/2017-06", None),
            ("2016-09", None),
            ("2012/..", None),
            ("{2012,2013}", None),
            ("XXXX", None),
        ),
        *(("2012-06/2012-12", None), ("2016-09-05", None), ("9999", 1)),
    ],
)
def test_span_years(text: str, length: int | None):
    assert span_years(parse(text)) == length


def test_sets_know_their_sort():
    one, all_of = parse("[2014,2015]"), parse("{2014,2015}")
    assert isinstance(one, Members)
    assert one.one_of
    assert one != all_of


@given(st.dates())
def test_every_day_is_its_own_bounds(day: date):
    value = parse(day.isoformat())
    assert isinstance(value, Date)
    assert earliest(value) == latest(value) == day


@given(st.text("0123456789X-/.~?%{}[],", max_size=14))
def test_any_text_is_read_or_refused(text: str):
    try:
        value = parse(text)
    except EdtfError as error:
        assert error.code in {"syntax", "range", "order", "empty"}
        return
    assert str(value) == text
    assert parse(str(value)) == value
    assert sort_key(value)[0] in (0, 1, 2)


@pytest.mark.parametrize("text", [*DATES[:-1], "2012/2017", "2012/..", "../2017", "{2014,2015..2017}"])
def test_another_reader_takes_it_too(text: str):
    """`edtf` 5 as oracle, where it follows the standard (it crashes on 2016-1X and 2012-XX/2017-XX)."""
    from edtf import parse_edtf

    assert parse_edtf(text) is not None


@pytest.mark.parametrize("text", ["16", "2016-9", "{2016", "2012/2014/2016", "201x", "2016??"])
def test_another_reader_refuses_it_too(text: str):
    from edtf import EDTFParseException, parse_edtf

    with pytest.raises(EDTFParseException):
        parse_edtf(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016-09", "2016-09-01", "2016-09-30"),
        ("2012/2017-06", "2012-01-01", "2017-06-30"),
        ("{2014,2015,2016}", "2014-01-01", "2016-12-31"),
        ("2012/..", "2012-01-01", "None"),
        ("../2017", "None", "2017-12-31"),
        ("../..", "None", "None"),
    ],
)
def test_first_and_last_day(text, first, last):
    value = parse(text)
    assert (str(first_day(value)), str(last_day(value))) == (first, last)
