"""Tables: heads, total rows, keys, references, looked-up columns, qualifiers, controls."""

from array import array
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.danish.edtf import parse as edtf
from bilag.danish.units import canonical_unit, known_unit
from bilag.diagnostics.findings import Report
from bilag.inputs.tables import RawTable, cell_span, row_key
from bilag.validate.data.package import read_package
from bilag.validate.data.tables import build_tables

PACKAGE = """
resources:
  - name: poster
    path: poster.csv
    schema:
      fields:
        - {name: post}
        - {name: beløb, type: number, decimalChar: ",", title: Udgift, bilag:unit: mio.kr.,
           bilag:qualifier: ord}
        - {name: ord}
        - {name: sag}
      primaryKey: post
      foreignKeys: [{fields: sag, reference: {resource: sager, fields: id}}]
    bilag:totalRow: {field: post, equals: I alt}
    bilag:rows: 2
    bilag:total: [{field: beløb, equals: "1,8"}]
    bilag:derived: [{name: når, lookup: sag.tid, title: Tidspunkt}]
  - name: sager
    path: sager.csv
    schema:
      fields: [{name: id}, {name: tid, bilag:type: edtf}]
      primaryKey: id
"""
POSTER = [
    ["post", "beløb", "ord", "sag"],
    ["A", "1,30", "", "s1"],
    ["B", "0,5", "ca.", ""],
    ["I alt", "1,8", "", ""],
]
SAGER = [["id", "tid"], ["s1", "2012-06"], ["s2", "2015/2016"]]


def raw(name, rows):
    head, *body = rows
    columns = tuple(list(column) for column in zip(*body, strict=True)) or ([],) * len(head)
    lines = array("l", range(2, len(body) + 2))
    return RawTable(f"{name}.csv", tuple(head), tuple(range(1, len(head) + 1)), columns, lines)


def built(poster=POSTER, sager=SAGER, package=PACKAGE):
    report = Report()
    declared = read_package(package, "datapackage.yaml", report)
    tables = build_tables(
        None, declared, {"poster": raw("poster", poster), "sager": raw("sager", sager)}, report
    )
    return tables, [(f.rule, str(f.span)) for f in report]


def changed(row, column, text, rows=POSTER):
    copy = [list(cells) for cells in rows]
    copy[row][column] = text
    return copy


def test_a_good_table():
    tables, faults = built()
    poster = tables["poster"]
    assert faults == []
    assert poster.columns == {
        "post": ["A", "B"],
        "beløb": [Decimal("1.30"), Decimal("0.5")],
        "ord": [None, "ca."],
        "sag": ["s1", None],
        "når": [edtf("2012-06"), None],
    }
    assert str(poster.columns["beløb"][0]) == "1.30"
    assert [(c.kind, c.field, str(c.expected), str(c.span)) for c in poster.controls] == [
        ("rows", "", "2", "datapackage.yaml:15:17"),
        ("total", "beløb", "1.8", "datapackage.yaml:16:42"),
        ("total", "beløb", "1.8", "poster.csv:4:2"),
    ]
    assert poster.fields[1].unit == "mio. kr."
    assert poster.fields[-1].lookup == ("sag", "tid") and poster.fields[-1].title == "Tidspunkt"
    assert str(cell_span(poster, 0, "når")) == "sager.csv:2:2"
    assert str(cell_span(poster, 1, "beløb")) == "poster.csv:3:2"
    assert row_key(poster, 1) == "B"


@pytest.mark.parametrize(
    ("head", "faults"),
    [
        ("Udgift", []),
        (" beløb ", []),
        ("Udgift (mio. kr.)", []),
        ("beløb, mio.kr.", []),
        ("beløb [mill. kr.]", []),
        ("Udgift (t.kr.)", [("DATA-UNIT-HEAD", "poster.csv:1:2")]),
        ("beløb (pct.)", [("DATA-UNIT-HEAD", "poster.csv:1:2")]),
        (
            "beløb (netto)",
            [("DATA-UNKNOWN-COLUMN", "poster.csv:1:2"), ("DATA-MISSING-COLUMN", "poster.csv:1")],
        ),
    ],
)
def test_heads(head, faults):
    assert sorted(built(changed(0, 1, head))[1]) == sorted(faults)


def test_columns_may_stand_in_any_order():
    turned = [list(reversed(row)) for row in POSTER]
    tables, faults = built(turned)
    assert faults == []
    assert tables["poster"].places == {"post": 4, "beløb": 3, "ord": 2, "sag": 1}
    assert next(iter(tables["poster"].columns)) == "post"


def test_total_rows():
    assert built(POSTER[:-1])[1] == [("DATA-TOTAL-ROW-MISSING", "datapackage.yaml:14:21")]
    assert built([*POSTER, POSTER[-1]])[1] == [("DATA-TOTAL-ROW-TWICE", "poster.csv:5:1")]
    assert built([*POSTER, ["TOTAL:", "1", "", ""]])[1] == [("DATA-TOTAL-ROW", "poster.csv:5:1")]
    assert built(changed(3, 1, ""))[1] == [("DATA-TOTAL-ROW-EMPTY", "poster.csv:4:1")]
    assert built(changed(3, 1, "1.8"))[1] == [("DATA-NUMBER", "poster.csv:4:2")]
    allowed = PACKAGE.replace("bilag:totalRow: {field: post, equals: I alt}", "bilag:noTotalRow: true")
    assert len(built(package=allowed)[0]["poster"]) == 3


def test_keys_and_references():
    assert built(changed(2, 0, "A"))[1] == [("DATA-DUPLICATE-KEY", "poster.csv:3:1")]
    assert built(changed(2, 0, ""))[1] == [("DATA-KEY-EMPTY", "poster.csv:3:1")]
    assert built(changed(2, 3, "s9"))[1] == [("DATA-FOREIGN-KEY", "poster.csv:3:4")]
    faults = built(changed(1, 3, "s1 "))[1]
    assert faults == [("DATA-SPACES", "poster.csv:2:4")]


def test_a_faulty_table_is_not_blamed_for_references_to_it():
    assert built(sager=changed(1, 1, "2012-13", SAGER))[1] == [("DATA-EDTF-RANGE", "sager.csv:2:2")]
    tables, faults = built(sager=changed(0, 0, "x", SAGER))
    assert {place.split(":")[0] for _, place in faults} == {"sager.csv"}
    assert "når" not in tables["poster"].columns


def test_qualifiers():
    assert built(changed(2, 2, "Ca."))[1] == [("DATA-QUALIFIER", "poster.csv:3:3")]
    assert built(changed(2, 1, ""))[1] == [("DATA-QUALIFIER-ALONE", "poster.csv:3:3")]
    assert built(changed(2, 1, "x"))[1] == [("DATA-NO-NUMBER", "poster.csv:3:2")]


def test_an_empty_table_has_typed_columns():
    tables, _ = built(sager=SAGER[:1])
    assert tables["sager"].columns == {"id": [], "tid": []} and len(tables["sager"]) == 0


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("mio.kr.", "mio. kr."),
        ("Mio. kr", "mio. kr."),
        ("1.000 kr.", "t.kr."),
        ("tkr.", "t.kr."),
        ("%", "pct."),
        ("mia.\u00a0kr.", "mia. kr."),
        ("delegationer", "delegationer"),
        ("DKK", "DKK"),
    ],
)
def test_units_are_known_however_they_are_written(text, unit):
    assert canonical_unit(text) == unit
    assert known_unit("delegationer") == ""


@given(
    st.sampled_from(
        ["i alt", "ialt", "total", "totalt", "sum", "samlet", "subtotal", "samlet sum", "hovedtotal"]
    ),
    st.text(" .:\t\u00a0", max_size=3),
    st.text(" .:\t\u00a0", max_size=3),
)
def test_a_total_is_found_however_it_is_written(word: str, before: str, after: str):
    for text in (word, word.upper(), word.title(), word.replace("s", "\u017f")):
        table = [*POSTER, [before + text + after, "1", "", ""], [f"{text}x", "1", "", ""]]
        found = [place for rule, place in built(table)[1] if rule == "DATA-TOTAL-ROW"]
        assert found == ["poster.csv:5:1"] or (before + text + after).strip() == "I alt"
