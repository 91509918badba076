"""Dates and periods as text: rules that hold for any day, with Babel as oracle where CLDR has the rule."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from hypothesis import given
from hypothesis import strategies as st

from bilag.danish.edtf import parse
from bilag.danish.formats import FormatError, render
from bilag.danish.wording import EN_DASH, NBSP, cldr, join_list
from bilag.storage.cache import Cache, Shelf
from bilag.storage.memo import from_shelf

LOCALE = Locale("da")
DAYS = st.dates(date(1583, 1, 1), date(9998, 12, 31))


@given(DAYS)
def test_long_dates_agree_with_cldr(day: date):
    text = render("date", day, "lang")
    assert text.replace(NBSP, " ") == format_date(day, "long", locale="da")
    assert render("edtf", day.isoformat(), "tekst") == text
    assert render("date", parse(day.isoformat()), "lang") == text


@given(DAYS)
def test_weekdays_and_quarters_agree_with_cldr(day: date):
    assert render("date", day, "ugedag").replace(NBSP, " ") == format_date(day, "full", locale="da")
    assert render("quarter", day, "lang").replace(NBSP, " ") == format_date(day, "QQQQ y", locale="da")


def test_names_and_lists_are_those_of_cldr():
    assert dict(enumerate(cldr().months, 1)) == dict(LOCALE.months["format"]["wide"])
    assert dict(enumerate(cldr().weekdays)) == dict(LOCALE.days["format"]["wide"])
    for style in ("standard", "or"):
        for items in (["a"], ["a", "b"], ["a", "b", "c", "d"]):
            assert join_list(items, style) == format_list(items, style, locale=LOCALE)


def test_names_from_the_shelf_need_no_babel(tmp_path, monkeypatch):
    said = []
    for _ in range(2):
        cldr.cache_clear()
        with from_shelf(Shelf(Cache(tmp_path), "tool", "annex")):
            said.append(cldr())
        monkeypatch.setitem(sys.modules, "babel", None)  # to import it would fail
    cldr.cache_clear()
    assert said[0] == said[1]
    assert said[0].months[0] == "januar"


@given(DAYS)
def test_a_week_holds_its_day(day: date):
    """Babel is no oracle here: it puts 1 January 2000 in "uge 1 i 2000"."""
    week, year = re.fullmatch(f"uge{NBSP}([0-9]+) i ([0-9]+)", render("week", day, "lang")).groups()
    assert 0 <= (day - date.fromisocalendar(int(year), int(week), 1)).days < 7


@given(DAYS, st.integers(0, 800), st.sampled_from(["år", "måned", "dag"]))
def test_a_range_says_what_its_ends_share_once(start: date, length: int, unit: str):
    end = start + timedelta(days=length)
    text = f"{start}/{end}"
    hyphen = render("interval", text, unit)
    dash = render("interval", text, f"{unit}, tankestreg")
    words = render("interval", text, f"{unit}, tekst")
    assert hyphen == dash.replace(EN_DASH, "-")
    for shown in (hyphen, dash, words):
        assert "  " not in shown
        assert not re.search(r"\d\. ", shown), "a breaking space after an ordinal stop"
        assert not re.search(r" [-\u2013]|[-\u2013] ", shown), "a range is tight"
    if start.year == end.year:
        assert hyphen.count(str(start.year)) == words.count(str(start.year)) == 1
    if (start.year, start.month) == (end.year, end.month) and unit != "dag":
        assert words == hyphen == dash
    assert hyphen.startswith(words.removeprefix("fra ").split(" til ")[0].split(f"{NBSP}til ")[0])


@given(DAYS, st.integers(1, 5000), st.sampled_from(["år", "måned", "dag", "sæson"]))
def test_a_reversed_range_is_refused(end: date, length: int, unit: str):
    start = end + timedelta(days=length)
    depth = {"år": 4, "sæson": 4, "måned": 7, "dag": 10}[unit]
    text = f"{start.isoformat()[:depth]}/{end.isoformat()[:depth]}"
    if text[:depth] == text[-depth:]:
        assert "/" not in render("interval", text, unit)
        return
    with pytest.raises(FormatError) as caught:
        render("interval", text, unit)
    assert caught.value.code == "order"


@pytest.mark.parametrize(
    ("kind", "value", "spec", "code"),
    [
        ("date", "2012/2017", "lang", "type"),
        ("date", "2016-21", "måned", "range"),
        ("date", "2016", "kort", "type"),
        ("date", "2016-09", "ugedag", "type"),
        ("date", "201X-09-05", "ugedag", "type"),
        ("date", "2016-09", "lang, den", "type"),
        ("date", "2016-09-05", "primo", "type"),
        ("date", 2016, "lang", "type"),
        ("date", datetime(2016, 9, 5, 12, tzinfo=UTC), "lang", "type"),
        ("interval", "{2012,2013}", "år", "type"),
        ("interval", "2012/2017", "måned", "type"),
        ("interval", "2012-05/2012-08", "dag", "type"),
        ("interval", "2017-21/2017-22", "måned", "type"),
        ("interval", "1..2..3", "tal", "range"),
        ("interval", "7", "tal", "range"),
        ("quarter", "2016", "lang", "type"),
        ("quarter", "{2016-Q1,2016-Q3}", "lang", "type"),
        ("quarter", "2016-40", "lang", "type"),
        ("week", "2016-09", "lang", "type"),
        ("week", "2012/2013/2014", "lang", "type"),
        ("week", "2016-W01/2016-W02/2016-W03", "lang", "range"),
        ("week", "2016-W01/..", "lang", "range"),
        ("halfyear", "2017-Q1", "lang", "range"),
    ],
)
def test_refused(kind: str, value: object, spec: str, code: str):
    with pytest.raises(FormatError) as caught:
        render(kind, value, spec)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2XXX", "mellem 2000 og 2999"),
        ("0XXX", "mellem 1 og 999"),
        ("20X6", "2000-tallet"),
        ("201X-21", "forår i 2010\u2019erne"),
        ("XXXX-12-25", f"25.{NBSP}december (ukendt år)"),
        ("2017-32?", "vinter 2017 (den sydlige halvkugle, usikkert)"),
        ("2017-29/2017-31", None),
        ("2016-09~/2016-09~", f"ca.{NBSP}september 2016"),
        ("/..", "fortløbende (startdato ukendt)"),
    ],
)
def test_rare_edtf(value: str, text: str | None):
    if text is None:
        with pytest.raises(FormatError):
            render("edtf", value, "tekst")
    else:
        assert render("edtf", value, "tekst") == text


def test_a_qualified_end_makes_words_of_a_range():
    assert render("interval", "2012/2017~", "år") == f"fra 2012 til ca.{NBSP}2017"
    assert render("interval", "2013?/2014", "sæson") == "fra 2013 (usikkert) til 2014"
    assert render("date", "2016-09-05~", "kort") == f"ca.{NBSP}5.9.2016"
    assert render("quarter", "2016-35~", "lang") == f"ca.{NBSP}3.{NBSP}kvartal 2016"


def test_half_years_in_short_are_the_same():
    assert render("halfyear", "2017-H1", "kort") == render("halfyear", "2017-H1", "lang, cifre")
