"""Tables whose rows hold their own sums: told of, and where they are declared held against what they sum."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bilag.diagnostics.findings import BuildFailed, Finding
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from bilag.validate.data.totals import is_sum
from tests.support.paths import CASES
from tests.support.projects import change, project

DATA = CASES / "data"
PACKAGE, TABLE = "data/x/datapackage.yaml", "data/x/t.csv"


def checked(root: Path) -> tuple[Prepared | None, list[Finding]]:
    try:
        done = prepare(root, "x")
    except BuildFailed as failed:
        return None, list(failed.report)
    return done, list(done.report)


def places(found: list[Finding], rule: str) -> list[str]:
    return [str(each.span).removeprefix("data/x/") for each in found if each.rule == rule]


@pytest.mark.parametrize(
    ("case", "rows"),
    [
        ("subtotals-in-rows", ["t.csv:4:1", "t.csv:7:1"]),
        ("total-not-in-first-column", ["t.csv:4:2"]),
        ("total-hard-space", ["t.csv:3:1"]),
    ],
)
def test_a_row_that_is_called_a_sum_is_refused(case: str, rows: list[str]):
    _, found = checked(DATA / case)
    assert places(found, "DATA-TOTAL-ROW") == rows


def declared(to: Path, total: str, csv: str) -> tuple[Prepared | None, list[Finding]]:
    root = project(to / "p", DATA / "subtotals-in-rows", {TABLE: csv})
    text = (root / PACKAGE).read_text("utf-8")
    change(root, {PACKAGE: f"{text.rstrip()}\n    bilag:totalRows: {total}\n"})
    return checked(root)


GROUPS = (
    "post;beløb\nHospitaler;100\nPraksis;50\nSundhed i alt;150\n"
    "Busser;30\nTog;20\nTrafik i alt;50\nI alt;200\n"
)


def test_declared_sums_leave_the_sums_and_hold(tmp_path: Path):
    done, found = declared(tmp_path, '{field: post, pattern: ".*(I|i) alt"}', GROUPS)
    assert found == []
    assert done is not None
    assert [fact.value for fact in done.resolved.facts.values()] == [Decimal(200)]
    assert len(done.inputs.tables["t"]) == 4


def test_a_declared_sum_that_does_not_hold_is_told_of_with_both_numbers(tmp_path: Path):
    total = "{field: post, values: [Sundhed i alt, Trafik i alt, I alt]}"
    done, found = declared(tmp_path, total, GROUPS.replace("Trafik i alt;50", "Trafik i alt;60"))
    assert done is not None
    (wrong,) = found
    assert (wrong.rule, str(wrong.span)) == ("CONTROL-TOTAL", "data/x/t.csv:7:2")
    assert {dict(wrong.args)["expected"], dict(wrong.args)["found"]} == {"60", "50"}
    assert [fact.value for fact in done.resolved.facts.values()] == [Decimal(200)]


def test_sums_by_the_beginning_of_a_key(tmp_path: Path):
    csv = "post;beløb\n09;150\n09.11;100\n09.12;50\n10;20\n10.01;20\n"
    done, found = declared(tmp_path, '{field: post, pattern: "[0-9]{2}", of: prefix}', csv)
    assert found == []
    assert done is not None
    assert [fact.value for fact in done.resolved.facts.values()] == [Decimal(170)]
    _, found = declared(
        tmp_path / "2", '{field: post, pattern: "[0-9]{2}", of: prefix}', csv.replace("10;20", "10;30")
    )
    assert places(found, "CONTROL-TOTAL") == ["t.csv:5:2"]


def test_a_declared_sum_that_is_not_there(tmp_path: Path):
    _, found = declared(tmp_path, "{field: post, values: [Alle]}", "post;beløb\nA;1\n")
    assert [each.rule for each in found] == ["DATA-TOTAL-ROW-MISSING"]


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        ("A;100\nB;50\nSundhed;150\nC;300\nD;250\nTrafik;550\n", ["t.csv:4:2", "t.csv:7:2"]),
        ("A;1\nB;2\nC;3\n", []),  # chance
        ("A;10\nB;20\nC;30\n", []),
        ("A;100\nB;200\nC;300\n", []),
        ("A;0\nB;50\nC;50\n", []),  # one addend alone
        ("A;1\nB;2\nC;3\nD;6\n", ["t.csv:5:2"]),
        ("A;100\nB;50\nC;151\n", []),
    ],
)
def test_a_row_whose_numbers_are_the_sum_of_the_rows_above(tmp_path: Path, cells: str, rows: list[str]):
    root = project(tmp_path / "p", DATA / "subtotals-in-rows", {TABLE: f"post;beløb\n{cells}"})
    _, found = checked(root)
    assert places(found, "DATA-SUM-ROW") == rows


def test_all_columns_that_add_up_must_agree(tmp_path: Path):
    root = project(tmp_path / "p", DATA / "subtotals-in-rows")
    fields = (root / PACKAGE).read_text("utf-8").rstrip() + "\n        - {name: antal, type: integer}\n"
    change(root, {PACKAGE: fields, TABLE: "post;beløb;antal\nA;100;1\nB;50;2\nC;150;4\n"})
    assert places(checked(root)[1], "DATA-SUM-ROW") == []
    change(root, {TABLE: "post;beløb;antal\nA;100;1\nB;50;2\nC;150;3\n"})
    assert places(checked(root)[1], "DATA-SUM-ROW") == ["t.csv:4:2"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "I alt",
            "i alt:",
            "Ialt",
            "I\u00a0alt",
            "Sundhed i alt",
            "I alt, drift",
            "Total",
            "Total, anlæg",
            "Subtotal",
        ),
        *("Mellemsum", "Drift (netto)", "Netto", "Hele landet", "1-10 I alt", "Samlet", "SUM", "Drift total"),
    ],
)
def test_what_names_a_sum(text: str):
    assert is_sum(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Totalentreprise",
            "Sumobrydning",
            "Samlet set",
            "Nettodriftsudgifter",
            "Alternativ",
            "Landet",
            "",
            "Vialt",
        ),
        *("Der blev i perioden holdt i alt 14 møder, heraf fire i udvalget for sundhed",),
    ],
)
def test_what_names_none(text: str):
    assert not is_sum(text)
