"""datapackage.yaml: what it declares, what is refused in it, and that the standard's own tool agrees."""

import shutil

import pytest
from frictionless import Package as Frictionless

from bilag.danish.edtf import parse as edtf
from bilag.diagnostics.findings import Report
from bilag.diagnostics.messages import catalogue, message
from bilag.diagnostics.rules import RULES
from bilag.validate.data.package import read_package
from bilag.validate.data.patterns import pattern_fault
from tests.support.paths import BASE

START = "resources:\n  - name: t\n    path: t.csv\n"


def reading(text):
    report = Report()
    package = read_package(text, "p.yaml", report)
    return package, [(f.rule, str(f.span)) for f in report]


def one_field(text):
    package, faults = reading(f"{START}    schema:\n      fields:\n        - {text}\n")
    return (package.resources[0].fields[0] if package.resources else None), faults


def test_an_empty_file_is_said_to_be_empty_whatever_went_wrong_before():
    report = Report()
    report.add("PACKAGE-NO-FIELDS", None)
    package = read_package("", "p.yaml", report)
    assert package.resources == ()
    assert [f.rule for f in report] == ["SHAPE-MISSING-KEY", "PACKAGE-NO-FIELDS"]
    assert reading("a: [")[0] is None


def test_all_that_is_declared():
    field, faults = one_field(
        "{name: b, type: number, decimalChar: ',', groupChar: '.', missingValues: ['', '..'], "
        "bilag:decimals: 2, constraints: {minimum: 0.5, maximum: '1.000,5', required: true}}"
    )
    assert faults == []
    assert (field.reading.decimal, field.reading.group, field.reading.decimals) == (",", ".", 2)
    assert field.reading.missing == {"", ".."}
    assert str(field.constraints.minimum) == "0.5" and str(field.constraints.maximum) == "1000.5"
    field, _ = one_field("{name: d, type: date, format: '%d-%m-%Y', constraints: {minimum: 01-02-2016}}")
    assert field.constraints.minimum == edtf("2016-02-01")
    field, _ = one_field("{name: e, bilag:type: edtf, constraints: {enum: ['2016', 2016-05]}}")
    assert field.constraints.enum == (edtf("2016"), edtf("2016-05"))


def test_defaults_are_the_standards_own_and_danish_only_in_workbooks():
    text = f"{START}    schema: {{fields: [{{name: a, type: number}}]}}\n"
    assert reading(text)[0].resources[0].fields[0].reading.decimal == "."
    assert reading(text.replace("csv", "xlsx"))[0].resources[0].fields[0].reading.decimal == ","
    dialect = reading(text)[0].resources[0].dialect
    assert (dialect.delimiter, dialect.encoding, dialect.header_row, dialect.cached) == (
        ",",
        "utf-8",
        1,
        False,
    )


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("{name: ''}", ["PACKAGE-EMPTY", "PACKAGE-NO-FIELDS"]),
        ("{name: a, type: number, bilag:type: edtf}", ["PACKAGE-NOT-FOR-TYPE"]),
        ("{name: a, decimalChar: ','}", ["PACKAGE-NOT-FOR-TYPE"]),
        ("{name: a, constraints: {minimum: 3}}", ["PACKAGE-NOT-FOR-TYPE"]),
        ("{name: a, type: integer, constraints: {minimum: x}}", ["PACKAGE-VALUE"]),
        ("{name: a, type: number, decimalChar: ''}", ["PACKAGE-MARK"]),
        ("{name: a, type: number, decimalChar: '0'}", ["PACKAGE-MARK"]),
        ("{name: a, type: number, decimalChar: '.', groupChar: '.'}", ["PACKAGE-SAME-MARKS"]),
        ("{name: a, type: number, bareNumber: false}", ["SHAPE-CHOICE"]),
        ("{name: a, type: date, format: any}", ["PACKAGE-DATE-FORMAT"]),
        ("{name: a, type: string, format: email}", ["PACKAGE-DATE-FORMAT"]),
        ("{name: a, constraints: {pattern: '('}}", ["PACKAGE-PATTERN"]),
        ("{name: a, constraints: {requierd: true}}", ["SHAPE-UNKNOWN-KEY"]),
        ("{name: a, bilag:qualifier: b}", ["PACKAGE-NOT-FOR-TYPE", "PACKAGE-UNKNOWN-FIELD"]),
    ],
)
def test_field_faults(text, faults):
    assert sorted(rule for rule, _ in one_field(text)[1]) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("dialect: {delimiter: ''}", ["PACKAGE-MARK"]),
        ("dialect: {delimiter: '\"'}", ["PACKAGE-SAME-MARKS"]),
        ("dialect: {header: false}", ["SHAPE-CHOICE"]),
        ("dialect: {sheetName: A}", ["PACKAGE-NOT-FOR-FORMAT"]),
        ("bilag:sheet: A", ["PACKAGE-NOT-FOR-FORMAT"]),
        ("bilag:headerRow: 0", ["PACKAGE-HEADER-ROW"]),
        ("bilag:total: [{field: b, equals: 1}]", ["PACKAGE-UNKNOWN-FIELD"]),
        ("bilag:total: [{field: a, equals: 1}]", ["PACKAGE-NOT-FOR-TYPE"]),
        ("bilag:total: [{field: a}]", ["SHAPE-MISSING-KEY"]),
        ("bilag:totalRow: {field: a, equals: ''}", ["PACKAGE-EMPTY"]),
        ("bilag:derived: [{name: a, lookup: a.b}]", ["PACKAGE-FIELD-TWICE"]),
        ("bilag:derived: [{name: c, lookup: a}]", ["PACKAGE-LOOKUP"]),
        ("bilag:derived: [{name: c, lookup: a.b}]", ["PACKAGE-LOOKUP-KEY"]),
    ],
)
def test_resource_faults(text, faults):
    found = reading(f"{START}    {text}\n    schema: {{fields: [{{name: a}}]}}\n")[1]
    assert sorted(rule for rule, _ in found) == faults


def test_looked_up_columns_must_be_there():
    other = "  - {name: u, path: u.csv, schema: {fields: [{name: k}]}}\n"
    key = "foreignKeys: [{fields: a, reference: {resource: u, fields: k}}]"
    derived = "    bilag:derived: [{name: c, lookup: a.kk}]\n"
    text = f"{START}    schema: {{fields: [{{name: a}}], {key}}}\n{derived}{other}"
    package, faults = reading(text)
    assert faults == [("PACKAGE-UNKNOWN-FIELD", "p.yaml:5:39")]
    assert package.resources[0].derived == ()
    package, faults = reading(text.replace("a.kk", "a.k"))
    assert (faults, len(package.resources[0].derived)) == ([], 1)
    assert reading(text.replace("fields: k}}]", "fields: [k, k]}}]"))[1][0][0] == "PACKAGE-KEY-LENGTH"
    lost = text.replace("resource: u", "resource: v")
    column = lost.splitlines()[3].index("{resource") + 1
    assert reading(lost)[1] == [("PACKAGE-UNKNOWN-RESOURCE", f"p.yaml:4:{column}")]


def test_frictionless_agrees_that_the_base_is_valid(tmp_path):
    shutil.copytree(BASE, tmp_path / "projekt")
    report = Frictionless(str(tmp_path / "projekt" / "data/prove/datapackage.yaml")).validate()
    assert report.valid, report.flatten(["message"])
    assert report.stats["tasks"] == 2


@pytest.mark.parametrize(
    "pattern", ["a[0-9]{3}", "[A-Z]+-[0-9]+", "(ab|cd)", "(?:ab)+", "a{2,3}", r"\(+", "[(+]+"]
)
def test_patterns_that_end(pattern):
    assert pattern_fault(pattern) == ""


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(a*)*b",
        "((a+)b)+",
        "(a|a)*",
        "(?:a+){5}",
        "(a",
        "(?=a)b",
        ".*.*.*.*.*x",
        "(a+){2,}",
        "[z-a]",
    ],
)
def test_patterns_that_may_not(pattern):
    assert pattern_fault(pattern) != ""


DATA = sorted(
    r for r in RULES if r.startswith(("FILE-", "YAML-", "SHAPE-", "PACKAGE-", "CSV-", "XLSX-", "DATA-"))
)


@pytest.mark.parametrize("rule", DATA)
def test_every_data_rule_speaks_danish(rule):
    for text in (RULES[rule].message, RULES[rule].hint):
        assert text
        assert catalogue("da").gettext(text) != text


def test_messages_are_filled():
    report = Report()
    read_package(START + "    schema: {fields: [{name: a, type: numbr}]}\n", "p.yaml", report)
    for finding in report:
        for language in ("da", "en"):
            assert "{" not in message(finding, language)
