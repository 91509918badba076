"""A cell beside the words of the source that it was written from."""

from __future__ import annotations

from array import array
from decimal import Decimal

import pytest
from msgspec.structs import replace

from bilag.check.data import cells_are_as_quoted
from bilag.danish import edtf
from bilag.diagnostics.rules import Severity
from bilag.inputs.annex import Inputs
from bilag.inputs.tables import Field, Interval, Table


def found(*rows, quote="kilde"):
    """The findings of a table with these cells and quotations."""
    fields = (Field("antal", "number", quote=quote), Field("kilde"))
    values, quotes = map(list, zip(*rows, strict=True))
    columns = {"antal": values, "kilde": quotes}
    lines = array("l", range(2, 2 + len(rows)))
    table = Table("t", "t.csv", fields, columns, lines, {"antal": 1, "kilde": 2})
    return list(cells_are_as_quoted(Inputs("a", None, (), tables={"t": table})))


def interval(low, high):
    return Interval(Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("value", "quote"),
    [
        (Decimal("1.3"), "Samlet udgift på 1,3 mio. kr."),
        (Decimal("0.10"), "under 0,1 årsværk"),
        (Decimal(12345), "i alt 12.345 kr."),
        (Decimal("1234567.5"), "1.234.567,5"),
        (Decimal(-3), "et fald på 3"),
        (Decimal(6), "i alt seks medarbejdere"),
        (Decimal(24), "til 24."),
        (interval(3, 4), "De første 3 \u2013 4 år"),
        (interval(2, 4), "på 2-4 måneders"),
        (edtf.parse("2012-06"), "Juni 2012"),
        (edtf.parse("2016-09-05"), "den 5. september 2016"),
        (edtf.parse("2015/2016"), "2015-2016"),
        (edtf.parse("{2014,2015,2016}"), "2014, 2015, 2016"),
        (edtf.parse("../.."), "Fortløbende"),
        (edtf.parse("201X"), "i 10'erne"),  # not sure of itself
        ("2016", "i 2016"),
        (None, "ikke oplyst"),
        (Decimal(5), None),  # nothing is quoted
    ],
)
def test_a_cell_as_quoted(value, quote):
    assert found((value, quote)) == []


@pytest.mark.parametrize(
    ("value", "quote", "text"),
    [
        (Decimal("1.4"), "Samlet udgift på 1,3 mio. kr.", "1,4"),
        (interval(4, 4), "De første 3 \u2013 4 år", "4..4"),
        (interval(3, 5), "De første 3 \u2013 4 år", "3..5"),
        (edtf.parse("2012-07"), "Juni 2012", "2012-07"),
        (edtf.parse("2013-06"), "Juni 2012", "2013-06"),
        (edtf.parse("2012"), "Juni 2012", "2012"),
        (Decimal(7), "i alt seks medarbejdere", "7"),
        (Decimal(7), "flere", "7"),
        (None, "i alt 12", ""),
    ],
)
def test_a_cell_that_says_another_thing(value, quote, text):
    (each,) = found((Decimal(1), "1"), (value, quote))
    assert (each.rule, str(each.span), each.severity) == ("DATA-QUOTE", "t.csv:3:1", Severity.WARNING)
    assert dict(each.args) == {"text": text, "column": "antal", "quote": quote, "beside": "kilde"}


def test_a_column_without_quotations():
    assert found((Decimal(7), "12"), quote="") == []


def test_the_column_itself_is_not_printed_unasked():
    from bilag.compose.columns import printed_columns
    from bilag.diagnostics.findings import Report, Span
    from bilag.inputs.annex import TableRequest

    fields = (Field("id"), Field("antal", "number", quote="kilde"), Field("kilde"))
    columns = {"id": ["a"], "antal": [Decimal(1)], "kilde": ["1"]}
    data = Table("t", "t.csv", fields, columns, array("l", [2]), {}, primary_key=("id",))
    request = TableRequest("tbl-t", "t", (), (), Span("a.md", 1))
    assert [c.field.name for c in printed_columns(request, data, [0], Report())] == ["antal"]
    plain = replace(data, fields=(fields[0], replace(fields[1], quote=""), fields[2]))
    assert len(printed_columns(request, plain, [0], Report())) == 2
