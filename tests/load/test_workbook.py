"""Workbooks: numbers as they are stored, places as Excel names them, and what is refused by cell."""

import datetime
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import (
    BOOLEAN,
    COMPUTED,
    DATE,
    NUMBER,
    PERCENT,
    TEXT,
    Dialect,
    Field,
    Resource,
)
from bilag.load.workbook import read_workbook
from tests.support.badmakers import rewrite, workbook

HERE = Span("datapackage.yaml", 1, 1)


def reading(folder, *sheets, **dialect):
    if sheets:
        workbook(folder, "t.xlsx", [{"name": "Ark1", **sheet} for sheet in sheets])
    return again(folder, **dialect)


def again(folder, **dialect):
    report = Report()
    resource = Resource("t", "t.xlsx", "xlsx", (Field("a"),), HERE, HERE, dialect=Dialect(**dialect))
    raw = read_workbook(folder, "", resource, report)
    return raw, [(f.rule, str(f.span)) for f in report]


def shared(folder, *strings):
    """A sheet with the cells A1 and A2 as Excel writes texts: in a part of their own, by number."""
    reading(folder, {"rows": [[1], [2]]})
    package = (folder / "t.xlsx").read_bytes()
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="s" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    changes = {
        "xl/worksheets/sheet1.xml": lambda xml: re.sub(
            rb'<c r="A([12])"[^>]*><v>[12]</v>',
            lambda found: b'<c r="A%s" t="s"><v>%d</v>' % (found[1], int(found[1]) - 1),
            xml,
        ),
        "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b"</Relationships>", relation.encode()),
    }
    rewrite(folder / "t.xlsx", package, changes)
    with zipfile.ZipFile(folder / "t.xlsx", "a") as file:
        file.writestr("xl/sharedStrings.xml", f"<sst {space}>{''.join(strings)}</sst>")


def rows(raw):
    return [list(row) for row in zip(*raw.columns, strict=True)]


def test_cells_as_text_with_their_kinds_and_places(tmp_path):
    values = ["tekst", 1.3, 12, True, datetime.date(2016, 9, 5), "1,5", 0.12]
    raw, faults = reading(
        tmp_path, {"rows": [list("abcdefg"), values], "formats": {"G2": "0.0%", "E2": "dd-mm-yyyy"}}
    )
    assert faults == []
    assert rows(raw) == [["tekst", "1.3", "12", "true", "2016-09-05", "1,5", "0.12"]]
    assert [kinds[0] for kinds in raw.kinds] == [TEXT, NUMBER, NUMBER, BOOLEAN, DATE, TEXT, PERCENT]
    assert str(raw.span(2, 7)) == "t.xlsx!Ark1!G2"
    assert (raw.sheet, raw.header_line, list(raw.lines)) == ("Ark1", 1, [2])


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("1.1000000000000001", "1.1"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("2.7999999999999998", "2.8"),
        ("1E-3", "0.001"),
        ("1.5E3", "1500"),
        ("123456789012345", "123456789012345"),
        ("0.5", "0.5"),
        ("-0.10", "-0.10"),
    ],
)
def test_numbers_as_excel_stores_them(tmp_path, stored, text):
    raw, faults = reading(tmp_path, {"rows": [["a"], [9]], "stored": {"A2": stored}})
    assert (rows(raw), faults) == ([[text]], [])


@pytest.mark.parametrize(
    ("serial", "text"),
    [
        ("1", "1900-01-01"),
        ("59", "1900-02-28"),
        ("60", "60"),
        ("61", "1900-03-01"),
        ("42618", "2016-09-05"),
        ("42618.5", "2016-09-05T12:00:00"),
        ("0", "0"),
        ("9999999", "9999999"),
    ],
)
def test_dates_are_counted_as_excel_counts_them(tmp_path, serial, text):
    raw, _ = reading(
        tmp_path, {"rows": [["a"], [9]], "formats": {"A2": "yyyy-mm-dd"}, "stored": {"A2": serial}}
    )
    assert rows(raw) == [[text]]


def test_dates_from_1904(tmp_path):
    workbook(
        tmp_path,
        "t.xlsx",
        [{"name": "A", "rows": [["a"], [0]], "formats": {"A2": "yyyy-mm-dd"}, "stored": {"A2": "1"}}],
    )
    package = (tmp_path / "t.xlsx").read_bytes()
    change = {"xl/workbook.xml": lambda xml: xml.replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>')}
    rewrite(tmp_path / "t.xlsx", package, change)
    assert rows(again(tmp_path)[0]) == [["1904-01-02"]]


def test_formulas_only_by_declaration(tmp_path):
    sheet = {
        "rows": [["a", "b"], [1, "=A2*2"], ["=1/4", '=""']],
        "stored": {"B2": "2", "A3": "0.25", "B3": "7"},
    }
    raw, faults = reading(tmp_path, sheet)
    assert raw is None
    assert faults == [("XLSX-FORMULA", f"t.xlsx!Ark1!{cell}") for cell in ("B2", "A3", "B3")]
    raw, faults = again(tmp_path, cached=True)
    assert (rows(raw), faults) == ([["1", "2"], ["0.25", "7"]], [])
    assert [list(kinds) for kinds in raw.kinds] == [[NUMBER, COMPUTED], [COMPUTED, COMPUTED]]


def test_a_formula_that_was_never_computed(tmp_path):
    _, faults = reading(tmp_path, {"rows": [["a"], ["=1+1"]]}, cached=True)
    assert faults == [("XLSX-UNCALCULATED", "t.xlsx!Ark1!A2")]


def test_an_array_formula_reaches_all_its_cells(tmp_path):
    workbook(tmp_path, "t.xlsx", [{"name": "A", "rows": [["a"], [1], [2], [3]]}])
    package = (tmp_path / "t.xlsx").read_bytes()
    old, new = b'<c r="A2" t="n"><v>1</v>', b'<c r="A2"><f t="array" ref="A2:A3">B2:B3</f><v>1</v>'

    def change(xml):
        assert old in xml
        return xml.replace(old, new)

    rewrite(tmp_path / "t.xlsx", package, {"xl/worksheets/sheet1.xml": change})
    assert again(tmp_path)[1] == [("XLSX-FORMULA", "t.xlsx!A!A2"), ("XLSX-FORMULA", "t.xlsx!A!A3")]


def test_sheets_are_chosen_by_name(tmp_path):
    data, note = {"name": "Data", "rows": [["a"], [1]]}, {"name": "Noter", "rows": [["x"]]}
    assert reading(tmp_path, data, note)[1] == [("XLSX-CHOOSE-SHEET", "datapackage.yaml:1:1")]
    assert rows(again(tmp_path, sheet="Data")[0]) == [["1"]]
    assert again(tmp_path, sheet="data")[1] == [("XLSX-SHEET", "datapackage.yaml:1:1")]
    hidden = data | {"state": "veryHidden"}
    assert rows(reading(tmp_path, hidden, note | {"rows": [["a"], [2]]})[0]) == [["2"]]
    assert again(tmp_path, sheet="Data")[1] == [("XLSX-HIDDEN-SHEET", "datapackage.yaml:1:1")]
    assert rows(again(tmp_path, sheet="Data", hidden=True)[0]) == [["1"]]


def test_rows_above_the_heads(tmp_path):
    rows_ = [["Udgifter 2016"], [], ["a", "b"], [1, 2]]
    raw, faults = reading(tmp_path, {"rows": rows_, "merge": ["A1:C1"]}, header_row=3)
    assert (rows(raw), list(raw.lines), faults) == ([["1", "2"]], [4], [])


def test_blank_rows_and_what_stands_beside_the_table(tmp_path):
    raw, faults = reading(tmp_path, {"rows": [["a"], [1], [], ["  "], [2], [], []]})
    assert list(raw.lines) == [2, 5]
    assert faults == [("DATA-BLANK-ROW", "t.xlsx!Ark1!3")]
    assert reading(tmp_path, {"rows": [["a", None, "c"], [1, None, 2]]})[0].places == (1, 3)
    assert reading(tmp_path, {"rows": [["a", None, "c"], [1, 9, 2]]})[1] == [
        ("XLSX-HEADER-EMPTY", "t.xlsx!Ark1!B1")
    ]


def test_hidden_rows_and_columns_are_read_and_said(tmp_path):
    raw, faults = reading(
        tmp_path, {"rows": [["a", "b"], [1, 2], [3, 4]], "hide_rows": [3, 9], "hide_columns": ["B", "Z"]}
    )
    assert len(raw) == 2
    assert sorted(faults) == [
        ("XLSX-HIDDEN-COLUMNS", "t.xlsx!Ark1!B1"),
        ("XLSX-HIDDEN-ROWS", "t.xlsx!Ark1!3"),
    ]


def test_merged_cells_beside_the_table_do_no_harm(tmp_path):
    assert reading(tmp_path, {"rows": [["a"], [1]], "merge": ["C1:D2"]})[1] == []
    assert reading(tmp_path, {"rows": [["a"], [1]], "merge": ["A2:B2"]})[1] == [
        ("XLSX-MERGED", "t.xlsx!Ark1!A2")
    ]


def test_many_faults_are_cut_off(tmp_path):
    raw, faults = reading(tmp_path, {"rows": [["a"]] + [["#N/A"]] * 100})
    assert raw is None and len(faults) == 21
    assert faults[0] == ("DATA-MORE", "t.xlsx!Ark1")


def test_rich_texts_and_escapes(tmp_path):
    shared(
        tmp_path,
        "<si><t>a</t></si>",
        "<si><r><t>en </t></r><r><t>to_x000D_</t></r><rPh><t>nej</t></rPh></si>",
    )
    assert rows(again(tmp_path)[0]) == [["en to\r"]]
    shared(tmp_path, "<si><t>a</t></si>")
    assert again(tmp_path)[1] == [("XLSX-UNREADABLE", "t.xlsx")]


def test_any_part_with_a_dtd_is_refused(tmp_path):
    shared(tmp_path, "<si><t>a</t></si>", "<si><t>x</t></si>")
    package = (tmp_path / "t.xlsx").read_bytes()
    dtd = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        names = [n for n in old.namelist() if n.startswith(("xl/w", "xl/s", "xl/_", "_rels"))]
    assert len(names) >= 6
    for name in names:
        rewrite(
            tmp_path / "t.xlsx",
            package,
            {name: lambda xml: dtd + xml.partition(b"?>")[2] if b"?>" in xml[:60] else dtd + xml},
        )
        assert again(tmp_path)[1] == [("XLSX-UNSAFE", "t.xlsx")], name


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_broken_parts_give_a_finding(tmp_path, part):
    shared(tmp_path, "<si><t>a</t></si>", "<si><t>x</t></si>")
    package = (tmp_path / "t.xlsx").read_bytes()
    rewrite(tmp_path / "t.xlsx", package, {part: lambda xml: xml[: len(xml) // 2]})
    assert again(tmp_path)[1] == [("XLSX-UNREADABLE", "t.xlsx")]


@given(st.data())
def test_a_damaged_file_gives_a_table_or_a_finding(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("xlsx")
    reading(folder, {"rows": [["a"], ["x"], [1.5]]})
    package = bytearray((folder / "t.xlsx").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        package[data.draw(st.integers(0, 4000))] = data.draw(st.integers(0, 255))
    (folder / "t.xlsx").write_bytes(package)
    raw, faults = again(folder)
    assert raw is not None or faults


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_numbers_come_out_as_they_went_in(tmp_path_factory, number):
    raw, _ = reading(tmp_path_factory.mktemp("xlsx"), {"rows": [["a"], [float(number)]]})
    assert float(rows(raw)[0][0]) == float(number)
    assert type(number)(rows(raw)[0][0]) == number
