"""Small projects of data as offices have them: what cannot be read with certainty is refused at its cell,
and no hint leads to another value.

The folders of cases/data are whole projects, as they were read wrongly or not at all. Each is checked here.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from bilag.diagnostics.findings import BuildFailed, Finding
from bilag.diagnostics.messages import hint, message
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from tests.support.paths import CASES
from tests.support.projects import change, project

DATA = CASES / "data"
PACKAGE = "data/x/datapackage.yaml"


def checked(root: Path) -> tuple[Prepared | None, list[Finding]]:
    try:
        done = prepare(root, "x")
    except BuildFailed as failed:
        return None, list(failed.report)
    return done, list(done.report)


def declared(to: Path, case: str, old: str, new: str) -> Path:
    """The case with another declaration in its data package."""

    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return project(to / "p", DATA / case, {PACKAGE: edit})


REFUSED = {
    "kroner-thousand-points": [
        ("t.csv:2:2", "DATA-NUMBER-MARKS", "310 eller 310000"),
        ("t.csv:3:2", "DATA-NUMBER-MARKS", "95 eller 95000"),
    ],
    "kroner-thousand-points-integer-hint": [("t.csv:2:2", "DATA-NUMBER-MARKS", "1,25 eller 1250")],
    "csv-error-values": [
        (f"t.csv:{line}:2", "DATA-ERROR-VALUE", "når en formel fejler") for line in range(2, 8)
    ],
    "csv-utf8-twice": [
        ("t.csv:2:1", "DATA-DECODED-TWICE", "Der menes Ærø"),
        ("t.csv:3:1", "DATA-DECODED-TWICE", "Der menes Bøgård"),
    ],
    "csv-utf8-twice-b": [
        ("t.csv:2:1", "DATA-DECODED-TWICE", "Der menes Ærø"),
        ("t.csv:3:1", "DATA-DECODED-TWICE", "Der menes Bøgård"),
        ("t.csv:4:1", "DATA-LOST-SIGN", "har mistet et bogstav"),
    ],
    "dash-as-zero": [("t.csv:3:2", "DATA-NUMBER-DASH", "nul eller intet tal")],
    "statbank-head": [("t.csv:4:1", "CSV-HEADER-EMPTY", "ingen overskrift")],
    "utf16": [("t.csv:1", "FILE-ENCODING-OTHER", "UTF-16")],
    "decomposed-letter": [("t.csv:3:1", "DATA-DUPLICATE-KEY", "Åby")],
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_cell_with_two_readings_or_none_is_refused(case: str):
    _, found = checked(DATA / case)
    said = [(str(each.span).removeprefix("data/x/"), each.rule, message(each, "da")) for each in found]
    assert [(place, rule) for place, rule, _ in said] == [(place, rule) for place, rule, _ in REFUSED[case]]
    for (_, _, words), (_, _, expected) in zip(said, REFUSED[case], strict=True):
        assert expected in words


@pytest.mark.parametrize(
    ("case", "old", "new", "total"),
    [
        ("kroner-thousand-points", "type: number,", 'type: number, groupChar: ".",', "405000"),
        ("kroner-thousand-points", "type: number,", 'type: number, decimalChar: ".",', "405.000"),
        ("dash-as-zero", 'decimalChar: ",",', 'decimalChar: ",", "bilag:zero": dash,', "234.50"),
        ("sep-line", "name: x", "name: x", "100"),
        ("tab-separated", "name: x", "name: x", None),
        ("utf16", "    dialect:", "    encoding: utf-16\n    dialect:", "100"),
        ("hard-space-against-where", "name: x", "name: x", None),
    ],
)
def test_what_is_declared_is_read(tmp_path: Path, case: str, old: str, new: str, total: str | None):
    done, found = checked(declared(tmp_path, case, old, new))
    assert [each for each in found if each.severity > 1] == []
    assert done is not None
    values = [fact.value for fact in done.resolved.facts.values()]
    assert total is None or values == [Decimal(total)]


def test_a_file_of_statistics_denmark_is_read_as_declared(tmp_path: Path):
    root = declared(tmp_path, "statbank-head", "{name: post}", '{name: post, "bilag:blankHead": true}')
    package = (root / PACKAGE).read_text("utf-8").rstrip()
    change(root, {PACKAGE: f"{package}\n    bilag:noTotalRow: true\n"})  # its first row is "1-10 I alt"
    done, found = checked(root)
    assert [each.rule for each in found if each.severity > 1] == []
    assert done is not None
    assert done.inputs.tables["t"].columns["post"][0] == "1-10 I alt"


def test_the_line_of_excel_that_names_another_delimiter_is_refused(tmp_path: Path):
    root = project(tmp_path / "p", DATA / "sep-line", {"data/x/t.csv": "sep=,\npost,beløb\nA,100\n"})
    first, *_ = checked(root)[1]
    assert (first.rule, str(first.span)) == ("CSV-DELIMITER", "data/x/t.csv:1")


CASE = DATA / "hints-that-change-the-value"
SAME = {
    **{
        "100-": "-100",
        "(100)": "-100",
        "\u2013100": "-100",
        "1.000,-": "1000",
        "1.000.-": "1000",
        "500,-": "500",
    },
    **{"5,7E+12": "5700000000000", "1,23E+05": "123000", "1\u00bd": "1.5", "\u00bd": "0.5", "500*": "500"},
    **{
        "500 1)": "500",
        "500\u00b9": "500",
        "\u2265500": "500",
        "- 500": "-500",
        "-  500": "-500",
        "1'000": "1000",
    },
    **{"1 000": "1000", "1\u00a0000": "1000", "1\u202f000": "1000", "500 kr.": "500", "500 t.kr.": "500000"},
    **{"1.00": "1.00", "1.0000": "1.0000", "1,000.50": "1000.50", "1000,": "1000", "500 ca.": "500"},
    **{"1.2 mio. kr.": "1200000", "500\u200b": "500", "500\u00ad": "500"},
}
"""What a number is worth that a hint may offer, by its cell: a column in kr. with comma and point."""


def test_no_hint_leads_to_another_value():
    """Of 60 cells in a column of kroner: every number that a hint offers is the number that the cell has."""
    with (CASE / "data/x/t.csv").open(encoding="utf-8", newline="") as lines:
        cells = [row[1] for row in csv.reader(lines, delimiter=";")]
    _, found = checked(CASE)
    offered = 0
    for each in found:
        args = dict(each.args)
        number = args.get("nearest") or args.get("number", "")
        if each.span is None or each.span.column != 2 or not re.fullmatch(r"-?[\d.,]+", number):
            continue
        cell = cells[each.span.line - 1]
        unit = str(args.get("unit", ""))
        if unit in ("mio.", "pct.", "%"):  # another unit, which the message names and asks for
            continue
        offered += 1
        assert Decimal(number.replace(".", "").replace(",", ".")) == Decimal(SAME[cell]), (cell, number)
        assert number in hint(each, "da")
    assert offered >= 20


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("(1.234,50)", '"bilag:negative": parentheses', "-1234.50"),
        ("1.234,50-", '"bilag:negative": trailing', "-1234.50"),
        ("\u2013", '"bilag:zero": dash', "0"),
        ("-", '"bilag:zero": dash', "0"),
    ],
)
def test_signs_are_read_as_declared(tmp_path: Path, text: str, key: str, value: str):
    root = declared(tmp_path, "dash-as-zero", 'decimalChar: ",",', f'decimalChar: ",", {key},')
    change(root, {"data/x/t.csv": f"post;beløb\nA;{text}\n"})
    done, _ = checked(root)
    assert done is not None
    assert [fact.value for fact in done.resolved.facts.values()] == [Decimal(value)]


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        (["1200", "226,340", "85"], [3]),
        (["1200", "226,340", "85,5"], []),
        (["226,340", "12,500"], []),
        (["1200", "0,340"], []),
    ],
)
def test_three_decimals_among_whole_numbers_are_told_of(tmp_path: Path, cells: list[str], rows: list[int]):
    fields = 'type: number, decimalChar: ",",'
    root = declared(tmp_path, "kroner-thousand-points", "type: number,", fields)
    text = "".join(f"P{number};{cell}\n" for number, cell in enumerate(cells))
    change(root, {"data/x/t.csv": f"post;beløb\n{text}"})
    _, found = checked(root)
    assert [each.span.line for each in found if each.rule == "DATA-NUMBER-ODD" and each.span] == rows


def test_a_name_with_a_sign_that_nobody_sees_is_told_of(tmp_path: Path):
    root = declared(tmp_path, "kroner-thousand-points", "type: number,", 'type: number, decimalChar: ",",')
    change(root, {"data/x/t.csv": "post;beløb\nPsykia\u00adtri;1\nPsykiatri;2\n\ufb01nans;3\n"})
    _, found = checked(root)
    assert [
        (str(each.span), dict(each.args)["text"]) for each in found if each.rule == "DATA-HIDDEN-SIGN"
    ] == [
        ("data/x/t.csv:2:1", "Psykiatri"),
        ("data/x/t.csv:4:1", "finans"),
    ]


def test_a_danish_date_names_the_key_that_reads_it(tmp_path: Path):
    root = declared(tmp_path, "kroner-thousand-points", "type: number,", "type: date,")
    change(root, {"data/x/t.csv": "post;beløb\nA;05-09-2016\n", "data/x/facts.yaml": "a: {count: t}\n"})
    package = (root / PACKAGE).read_text("utf-8").replace(', "bilag:unit": kr.', "")
    change(root, {PACKAGE: package})
    (found,) = [each for each in checked(root)[1] if each.rule.startswith("DATA-DATE")]
    assert "dd-mm-åååå" in message(found, "da")
    assert 'format: "%d-%m-%Y"' in hint(found, "da")
