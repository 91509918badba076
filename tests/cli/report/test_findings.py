"""Reports of findings: the line with its place marked, the counts, and what other programs are given."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from lxml import etree
from msgspec.structs import replace

from bilag.check.reconciliation import Reconciled
from bilag.cli.report.excerpts import Excerpts
from bilag.cli.report.exchange import Coverage
from bilag.cli.report.findings import FORMATS, Reports, counted, report_as
from bilag.diagnostics.findings import Report, Span, Waived, finding
from bilag.diagnostics.rules import RULES, Severity
from tests.support.paths import TESTS

SCHEMAS = TESTS / "support" / "schemas"
SARIF = jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8")))
JUNIT = etree.XMLSchema(etree.parse(str(SCHEMAS / "junit-10.xsd")))

PROSE = finding("FACT-UNKNOWN", Span("content/a/æ b.md", 3, 5), id='x<&">%\x1b', nearest="y")
CELL = finding("DATA-REQUIRED", Span("data/a/a.xlsx", 7, 2, "Ark", "B7"), column="x", table="t")
FIELD = finding("DATA-REQUIRED", Span("data/a/a.csv", 7, 2), column="x", table="t")
WARNED = finding("HEADING-LEVEL", Span("content/a/b.md", 9), level=3, above=1, printed=2)
NOWHERE = finding("DATE-EPOCH", None, text="x")
WAIVED = Waived(WARNED, "skabelonen, som\x07 den er", Span("content/a/b.md", 8, 1))


def reports(*findings, waived=(), root=Path(), least=Severity.ERROR, language="da"):
    return Reports(root, [("a", Report(list(findings), list(waived))), ("b", Report())], language, least)


# --- the line and the place in it ------------------------------------------------------------------------


def excerpt(tmp_path, text, line, column, name="a.md"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return list(Excerpts(tmp_path).of(finding("HEADING-EMPTY", Span(name, line, column))))


def test_the_place_is_marked(tmp_path):
    assert excerpt(tmp_path, "a\nFå {{ x }}.\n", 2, 4) == ["2 | Få {{ x }}.", "  |    ^"]
    assert excerpt(tmp_path, "12345\n" * 12, 12, 6) == ["12 | 12345", "   |      ^"]


def test_a_long_line_is_cut(tmp_path):
    line, mark = excerpt(tmp_path, "a" * 500 + "X" + "b" * 500, 1, 501)
    assert line == "1 | ... " + "a" * 50 + "X" + "b" * 39 + " ..."
    assert line[mark.index("^")] == "X"
    line, mark = excerpt(tmp_path, "X" + "b" * 500, 1, 1)
    assert line[mark.index("^")] == "X"


def test_no_sign_steers_the_terminal(tmp_path):
    line, mark = excerpt(tmp_path, "\x1b[2J\u202e\u00a0\tX", 1, 8)
    assert line.isprintable()
    assert line[mark.index("^")] == "X"
    assert "\\x1b" in line


def test_wide_and_combining_signs_keep_the_mark_in_place(tmp_path):
    assert excerpt(tmp_path, "中e\u0301X", 1, 4)[1] == "  |    ^"


@pytest.mark.parametrize(
    ("name", "line", "column"),
    [("a.csv", 1, 1), ("a.md", 1, 0), ("a.md", 0, 0), ("a.md", 9, 1), ("a.md", 1, 9), ("a.xlsx", 1, 1)],
)
def test_no_line_where_there_is_no_column_of_a_text(tmp_path, name, line, column):
    assert excerpt(tmp_path, "text", line, column, name) == []


def test_a_file_that_is_gone(tmp_path):
    assert list(Excerpts(tmp_path).of(finding("HEADING-EMPTY", Span("no.md", 1, 1)))) == []


# --- text and counts -------------------------------------------------------------------------------------


def test_text(tmp_path):
    (tmp_path / "b.md").write_text("en {{ x }}\n", encoding="utf-8")
    unknown = finding("FACT-UNKNOWN", Span("b.md", 1, 4), id="x", nearest="y")
    assert report_as(reports(unknown, waived=[WAIVED], root=tmp_path), "text").splitlines() == [
        "b.md:1:4: Fejl FACT-UNKNOWN Der er intet tal med navnet »x«",
        "    1 | en {{ x }}",
        "      |    ^",
        "    Mente du »y«?",
        "Begrundede undtagelser:",
        "content/a/b.md:9: Advarsel HEADING-LEVEL En overskrift på niveau 3 står under niveau 1; den"
        " udskrives som niveau 2",
        "    Begrundelse: skabelonen, som\\x07 den er (content/a/b.md:8:1)",
    ]
    assert report_as(reports(), "text") == ""


@pytest.mark.parametrize(
    ("findings", "waived", "said"),
    [
        ((), (), "0 fund"),
        ((PROSE, CELL, WARNED), (WAIVED,), "2 fejl, 1 advarsel, 1 begrundet undtagelse"),
        ((PROSE, WARNED, WARNED), (WAIVED, WAIVED), "1 fejl, 2 advarsler, 2 begrundede undtagelser"),
    ],
)
def test_counted(findings, waived, said):
    assert counted(findings, waived, "da") == said


def test_notes_are_counted():
    note = finding("HEADING-EMPTY", None, severity=Severity.NOTE)
    assert counted([note], (), "da") == "1 oplysning"
    assert counted([note, note], (), "en") == "2 notes"


def test_json_names_the_waiver():
    rows = json.loads(report_as(reports(PROSE, waived=[WAIVED]), "json"))["findings"]
    assert [row["waived"] for row in rows] == [
        None,
        {"reason": "skabelonen, som\x07 den er", "place": "content/a/b.md:8:1"},
    ]


# --- SARIF -----------------------------------------------------------------------------------------------


def sarif(*findings, **more):
    log = json.loads(report_as(reports(*findings, **more), "sarif"))
    assert [error.message for error in SARIF.iter_errors(log)] == []
    return log["runs"][0]


def test_sarif():
    run = sarif(PROSE, CELL, FIELD, NOWHERE, waived=[WAIVED])
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert ids == ["DATA-REQUIRED", "DATE-EPOCH", "FACT-UNKNOWN", "HEADING-LEVEL"]
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
    by_uri = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: r for r in run["results"][:3]}
    prose = by_uri["content/a/%C3%A6%20b.md"]["locations"][0]["physicalLocation"]
    assert prose["region"] == {"startLine": 3, "startColumn": 5}
    assert by_uri["data/a/a.csv"]["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}
    cell = by_uri["data/a/a.xlsx"]["locations"][0]
    assert "region" not in cell["physicalLocation"]
    assert cell["logicalLocations"] == [{"fullyQualifiedName": "data/a/a.xlsx!Ark!B7"}]
    assert "locations" not in run["results"][3]
    assert [r["level"] for r in run["results"]] == ["error"] * 4 + ["warning"]
    assert [len(r["suppressions"]) for r in run["results"]] == [0, 0, 0, 0, 1]
    assert run["results"][4]["suppressions"][0]["kind"] == "inSource"


def test_sarif_of_nothing_and_of_every_rule():
    assert sarif()["results"] == []
    run = sarif(*(finding(rule, Span("a.md", 1, 1)) for rule in RULES), language="en")
    assert len(run["tool"]["driver"]["rules"]) == len(RULES)


def checked(*findings, **more):
    """A report with what a check has counted."""
    lines = {"a": [line(Decimal("2.8"), Decimal("2.8")), line(Decimal(3), Decimal(4))]}
    return replace(reports(*findings, **more), coverage=Coverage(29, 28, 34, 33), reconciled=lines)


def line(ours, theirs):
    return Reconciled("t", "f", None, ours, theirs, "", Decimal(0), Span("p.yaml", 2))


def test_what_is_counted_in_json_and_sarif():
    counts = {"facts": 29, "facts_with_source": 28, "numbers": 34, "numbers_bound": 33}
    said = json.loads(report_as(checked(PROSE), "json"))
    assert said["coverage"] == counts
    assert [each["agrees"] for each in said["reconciliation"]] == [True, False]
    log = json.loads(report_as(checked(PROSE), "sarif"))
    assert [error.message for error in SARIF.iter_errors(log)] == []
    assert log["runs"][0]["properties"] == {"bilag/coverage": counts}
    assert "properties" not in sarif(PROSE)


def test_the_schema_refuses_what_is_no_sarif():
    log = json.loads(report_as(reports(PROSE), "sarif"))
    log["runs"][0]["results"][0]["level"] = "fejl"
    assert not SARIF.is_valid(log)


# --- JUnit -----------------------------------------------------------------------------------------------


def junit(*findings, **more):
    tree = etree.fromstring(report_as(reports(*findings, **more), "junit").encode())
    JUNIT.assertValid(tree)
    return tree


def test_junit():
    tree = junit(PROSE, CELL, FIELD, NOWHERE, waived=[WAIVED])
    assert dict(tree.attrib) == {"name": "bilag", "tests": "6", "failures": "4", "errors": "0"}
    first, second = tree
    assert dict(first.attrib) == {"name": "a", "tests": "5", "failures": "4", "errors": "0", "skipped": "1"}
    assert [case.get("name") for case in second] == ["bilag check"]
    assert first[0][0].get("message") == 'Der er intet tal med navnet »x<&">%\\x1b«. Mente du »y«?'
    assert first[-1][0].tag == "skipped"


def test_a_total_that_agrees_is_a_case_of_junit():
    tree = etree.fromstring(report_as(checked(), "junit").encode())
    JUNIT.assertValid(tree)
    assert [case.get("name") for case in tree[0]] == ["Afstemning: t.f"]
    assert (tree[0].get("tests"), tree[0].get("failures")) == ("1", "0")


def test_what_does_not_fail_the_run_is_no_failure():
    assert junit(WARNED).get("failures") == "0"
    assert junit(WARNED).findtext(".//system-out").startswith("Advarsel: ")
    assert junit(WARNED, least=Severity.WARNING).get("failures") == "1"


def test_a_name_that_no_xml_can_hold():
    text = report_as(Reports(Path(), [("a\x00\x1b", Report([PROSE])), ("\x07", Report())], "da"), "junit")
    JUNIT.assertValid(etree.fromstring(text.encode()))


def test_the_schema_refuses_what_is_no_junit():
    tree = junit(PROSE)
    del tree[0].attrib["tests"]
    assert not JUNIT.validate(tree)


# --- GitHub ----------------------------------------------------------------------------------------------


def test_github(monkeypatch):
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    comma = finding("FACT-UNKNOWN", Span("a,b:c.md", 3), id="50 %", nearest="")
    lines = report_as(reports(PROSE, CELL, FIELD, NOWHERE, WARNED, comma), "github").splitlines()
    assert len(lines) == 6
    assert lines[0] == (
        "::error file=a%2Cb%3Ac.md,line=3,title=Fejl FACT-UNKNOWN::Der er intet tal med navnet »50 %25«."
    )
    assert "::error file=content/a/æ b.md,line=3,col=5,title=Fejl FACT-UNKNOWN::" in "\n".join(lines)
    assert "::warning file=content/a/b.md,line=9,title=Advarsel HEADING-LEVEL::" in "\n".join(lines)
    assert "::error file=data/a/a.csv,line=7,title=" in "\n".join(lines)
    assert "::error file=data/a/a.xlsx,title=Fejl DATA-REQUIRED::data/a/a.xlsx!Ark!B7: " in "\n".join(lines)
    assert lines[-1].startswith("::error title=Fejl DATE-EPOCH::")


def test_github_in_a_repository_that_holds_the_project(monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    inside = reports(WARNED, root=tmp_path / "min" / "mappe")
    assert "file=min/mappe/content/a/b.md" in report_as(inside, "github")
    assert "file=content/a/b.md" in report_as(reports(WARNED, root=tmp_path), "github")
    assert "file=content/a/b.md" in report_as(reports(WARNED, root=tmp_path.parent), "github")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_findings_give_the_same_text(form):
    one, other = (
        report_as(reports(*order), form) for order in ((PROSE, CELL, WARNED), (WARNED, CELL, PROSE))
    )
    assert one == other
