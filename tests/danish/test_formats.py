"""The grammar of tokens, the named formats, and what holds for every kind."""

from __future__ import annotations

import subprocess
import sys
import timeit
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.danish import wording
from bilag.danish.formats import (
    FORMATS,
    FormatError,
    Spec,
    alphabetical,
    genitive,
    kinds,
    parse_spec,
    render,
    resolve_format,
)
from bilag.danish.tokens import KINDS

PRINTED = {
    "kr": "1.300.000~kr.",
    "tkr": "1.300~t.kr.",
    "mio_kr": "2,8~mio.~kr.",
    "mia_kr": "132,3~mia.~kr.",
    "auto_kr": "2,8~mio.~kr.",
    "mio_kroner": "2,8~millioner kroner",
    "dkk": "1.234,50~DKK",
    "heltal": "1.234.567",
    "tal": "1.234,50",
    "årstal": "2016",
    "årsværk": "0,5~årsværk",
    "pct": "12,5~pct.",
    "procent": "12,5~procent",
    "procentpoint": "2,4~procentpoint",
    "andel_pct": "12,5~pct.",
    "lang_dato": "5.~september 2016",
    "den_dato": "den 5.~september 2016",
    "kort_dato": "5.9.2016",
    "ugedag": "mandag den 5.~september 2016",
    "iso_dato": "2016-09-05",
    "måned": "september 2016",
    "primo": "primo 2017",
    "medio": "medio juni 2017",
    "ultimo": "ultimo 2017",
    "periode": "2012-2017",
    "sæson": "2013/14",
    "interval": "3-4",
    "tidspunkt": "ca.~september 2016",
    "liste": "2013, 2015 og 2016",
    "liste_komma": "2013, 2015, 2016",
    "liste_eller": "Jiangsu, Wuxi eller Suzhou",
    "talord": "en",
    "talord_intet": "et",
    "årig": "seksårig",
    "ordenstal": "4.",
    "ordenstal_ord": "anden",
    "kvartal": "3.~kvartal 2016",
    "halvår": "1.~halvår 2017",
    "uge": "uge~38 i 2016",
}


def test_every_named_format_prints_its_example():
    assert {name: entry.printed.replace(wording.NBSP, "~") for name, entry in FORMATS.items()} == PRINTED
    assert all(entry.description.isascii() for entry in FORMATS.values())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("aarstal", "årstal"),
        ("AARSVAERK", "årsværk"),
        ("saeson", "sæson"),
        ("maaned", "måned"),
        ("mio-kr", "mio_kr"),
    ],
)
def test_names_without_danish_letters(written: str, name: str):
    assert resolve_format(written)[0] is FORMATS[name]


def test_added_tokens_replace_those_of_their_group():
    entry, spec = resolve_format("mio_kr, 2 decimaler, fortegn")
    assert entry is FORMATS["mio_kr"]
    assert spec == parse_spec("fortegn, 2 decimaler, mio. kr.")
    assert render("amount", "2800000", spec) == "+2,80\u00a0mio.\u00a0kr."
    assert render("count_word", 6, resolve_format("årig, bøjet")[1]) == "seksårige"
    assert resolve_format("mio_kr,kr.")[1] == parse_spec("kr., 1 decimal")


def test_tokens_alone_have_no_name_but_kinds():
    entry, spec = resolve_format("mio. kr., 1 decimal")
    assert entry is None
    assert kinds(spec) == ("amount",)
    assert kinds(parse_spec("år")) == ("number", "interval")
    assert kinds(parse_spec("1 decimal")) == ("number", "count_word")
    assert kinds(parse_spec("lang")) == ("date", "quarter", "week", "halfyear")


@pytest.mark.parametrize(
    ("text", "code", "nearest"),
    [
        ("mio_kkr", "unknown", "mio_kr"),
        ("lang_dat", "unknown", "lang_dato"),
        ("saesn", "unknown", "sæson"),
        ("mio_kr, 1 decimaal", "token", "decimal"),
        ("mio kr., 1 decimal", "unknown", "mio_kr"),
        ("mio. kr., tabl", "token", "tabel"),
        ("heltal, 1 decimal", "token", None),
        ("mio_kr, andel", "token", None),
    ],
)
def test_unknown_names_point_to_the_nearest(text: str, code: str, nearest: str | None):
    with pytest.raises(FormatError) as caught:
        resolve_format(text)
    assert caught.value.code == code
    assert nearest is None or nearest in caught.value.nearest
    assert nearest is None or nearest in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        *("kr., kr.", "kr., mio. kr.", "fk, intk", "1 decimal, 2 decimaler", "1 decimal, 1 decimal", "kr.,"),
        *(
            "pl=17",
            "grænse=",
            "grænse=-1",
            "enhed=",
            "enhed=a/b/c",
            "enhed=/b",
            "minus=unicode",
            "nul=x",
            "KR.",
        ),
        *(
            "101 decimaler",
            "-1 decimal",
            "højst",
            "-årig, enhed=a/b",
            "-årig, tryk",
            "primo, den",
            "årsværk, enhed=a/b",
            ",",
        ),
    ],
)
def test_specs_refused(text: str):
    with pytest.raises(FormatError) as caught:
        parse_spec(text)
    assert caught.value.code == "token"


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        *(
            ("amount", ""),
            ("amount", "heltal"),
            ("percent", "andel"),
            ("date", "den"),
            ("interval", "tankestreg"),
        ),
        *(
            ("list", "sorteret"),
            ("edtf", "den"),
            ("count_word", "tabel, kr."),
            ("week", "ord"),
            ("penge", "kr."),
        ),
        *(
            ("interval", "år, tankestreg, tekst"),
            ("week", "lang, tankestreg, tekst"),
            ("date", "lang, tekst"),
        ),
    ],
)
def test_specs_that_do_not_fit_the_kind(kind: str, spec: str):
    with pytest.raises(FormatError) as caught:
        render(kind, "1", spec)
    assert caught.value.code in {"token", "type"}


def test_specs_are_equal_whatever_the_order():
    assert parse_spec("tabel,  mio. kr. , højst 1 decimal") == parse_spec(
        "mio. kr., højst 1 decimaler, tabel"
    )
    assert hash(parse_spec("tabel, kr.")) == hash(parse_spec("kr., tabel"))
    assert parse_spec("") == Spec()


@given(st.sets(st.sampled_from([*wording.TOKENS, "1 decimal", "pl=2017", "grænse=12", "enhed=dag/dage"])))
def test_a_spec_is_read_from_its_own_text(tokens: set[str]):
    try:
        spec = parse_spec(", ".join(sorted(tokens)))
    except FormatError:
        return
    assert parse_spec(str(spec)) == spec
    assert spec.replaced(spec) == spec
    for kind in set(kinds(spec)) - {"list"}:
        for value in ("1", "2016", "2016-09-05", "2016-Q1", "3..4", None):
            try:
                text = render(kind, value, spec)
            except FormatError:
                continue
            assert text
            assert "  " not in text
            assert ".." not in text or text == ".."


@pytest.mark.parametrize("kind", KINDS)
def test_missing_is_refused_in_prose_and_two_stops_in_a_table(kind: str):
    entry = next(entry for entry in FORMATS.values() if entry.kind == kind)
    with pytest.raises(FormatError) as caught:
        render(kind, None, entry.spec)
    assert caught.value.code == ("empty" if kind == "list" else "missing")
    assert render(kind, None, f"{entry.spec}, tabel, slutpunktum, genitiv") == ".."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("2017", "2017’s"), ("20 %", "20 %’s"), ("20 pct.", "20 pct.s"), ("4.", "4.s"), ("DSB", "DSB’s")),
        *(
            ("Mads", "Mads’"),
            ("Marx", "Marx’"),
            ("SAS", "SAS’"),
            ("kroner", "kroners"),
            ("2010’erne", "2010’ernes"),
        ),
        *(("punkt A", "punkt A’s"), ("9 kr. (2017-pl)", "9 kr.s (2017-pl)"), ("Å", "Å’s"), ("by", "bys")),
    ],
)
def test_genitive(text: str, expected: str):
    assert genitive(text) == expected


def test_danish_alphabet():
    words = ["å", "Aa", "ø", "Ö", "æ", "z", "ü", "y", "é", "ez", "e", "10", "a b", "ab", "-"]
    assert sorted(words, key=alphabetical) == [
        *("-", "10", "a b", "ab", "e", "é", "ez", "y", "ü", "z", "æ", "Ö", "ø", "Aa", "å"),
    ]


def test_lists_of_values():
    assert render("list", ["A", "B"], "og") == "A og B"
    assert render("list", [Decimal("1234.5"), 2], "eller") == "1.234,5 eller 2"
    assert render("list", ["{0}", "{1}", "C"], "og") == "{0}, {1} og C"
    assert render("count_word", [3, 5], "fk") == "tre og fem"
    assert render("interval", (3, Decimal("4.5")), "tal") == "3-4,5"
    for kind, spec in (("list", "og"), ("count_word", "fk")):
        with pytest.raises(FormatError) as caught:
            render(kind, [], spec)
        assert caught.value.code == "empty"


def test_figures_need_no_babel():
    code = (
        "import sys; from bilag.danish.formats import render; "
        "render('amount', '2800000', 'mio. kr., 1 decimal');"
        "render('percent', '1.5', 'pct.'); render('interval', '2012/2017', 'år');"
        "print('babel' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_an_amount_takes_microseconds():
    value, spec = Decimal("2850000.55"), parse_spec("mio. kr., 1 decimal")
    best = min(timeit.repeat(lambda: render("amount", value, spec), number=2000, repeat=5)) / 2000
    assert best < 50e-6
