"""Control totals, totals by key, and the table that says how they were reconciled."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.check.reconciliation import Reconciled, reconcile
from bilag.cli.report.reconciliation import reconciliation_as_text
from bilag.diagnostics.findings import BuildFailed, Span
from bilag.diagnostics.rules import Severity
from bilag.pipeline.prepare import prepare
from tests.support.paths import BASE

ROWS = ("A;1,3;;drift", "B;0,5;;drift", "C;0,4;;anlæg")
LEDGER = """
  - name: prisme
    path: prisme.csv
    dialect: {delimiter: ";"}
    schema:
      fields:
        - {name: konto, type: string}
        - {name: saldo, type: number, "bilag:unit": kr.}
"""


@pytest.fixture
def project(tmp_path):
    shutil.copytree(BASE, tmp_path / "projekt")
    return tmp_path / "projekt"


def prepared(root, controls, *, rows=ROWS, ledger=None):
    """The base annex with controls of its table `udgifter`, and perhaps a ledger beside it."""
    data = root / "data/prove"
    (data / "facts.yaml").write_text("", encoding="utf-8")
    (root / "content/prove/bilag.md").write_text("---\ntitle: Prøve\n---\n\nTekst.\n", encoding="utf-8")
    lines = ["post;beløb;forbehold;art;tidspunkt;dato;aftale", *(f"{row};2012;2016-09-05;a1" for row in rows)]
    (data / "udgifter.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    package = (data / "datapackage.yaml").read_text(encoding="utf-8")
    package = package.replace("    title: Udgifter\n", f"    title: Udgifter\n    {controls}\n")
    if ledger is not None:
        (data / "prisme.csv").write_text("\n".join(["konto;saldo", *ledger]) + "\n", encoding="utf-8")
        package = package.rstrip() + LEDGER
    (data / "datapackage.yaml").write_text(package, encoding="utf-8")
    return prepare(root, "prove")


def found(report):
    return [(f.rule, dict(f.args)) for f in report]


TOTALS = "bilag:totals: [{field: beløb, by: art, %s}]"


@pytest.mark.parametrize(
    ("totals", "told"),
    [
        ('expected: {drift: "1,8", anlæg: "0,4"}', []),
        ('expected: {drift: "1,9", anlæg: "0,4"}', [("drift", "1,8", "1,9", "-0,1")]),
        ('expected: {drift: "1,9", anlæg: "0,4"}, tolerance: "0,1"', []),
        (
            'expected: {drift: "1,9", anlæg: "0,3"}',
            [("drift", "1,8", "1,9", "-0,1"), ("anlæg", "0,4", "0,3", "0,1")],
        ),
        ('expected: {drift: "1,8"}', [("anlæg", "0,4", "0", "0,4")]),  # a key that is not stated
        ('expected: {drift: "1,8", anlæg: "0,4", andet: "0,2"}', [("andet", "0", "0,2", "-0,2")]),
        ('expected: {drift: "1,8", anlæg: "0,4", andet: "0"}', []),
    ],
)
def test_totals_by_key(project, totals, told):
    done = prepared(project, TOTALS % totals)
    assert [
        (rule, args["key"], args["found"], args["expected"], args["difference"])
        for rule, args in sorted(found(done.report), key=lambda f: f[1]["key"] != "drift")
    ] == [("CONTROL-KEY", *each) for each in told]
    assert {f.severity for f in done.report} <= {Severity.WARNING}


def test_the_place_and_the_source_of_a_total_by_key(project):
    done = prepared(project, TOTALS % 'expected: {drift: "1,9", anlæg: "0,4"}, source: Prisme')
    (each,) = done.report
    assert str(each.span) == "data/prove/datapackage.yaml:9:62"
    assert dict(each.args)["source"] == "Prisme"
    (each,) = prepared_again(project).report
    assert dict(each.args)["source"] == "data/prove/datapackage.yaml"


def prepared_again(root):
    path = root / "data/prove/datapackage.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(", source: Prisme", ""), encoding="utf-8")
    return prepare(root, "prove")


FROM = TOTALS % "resource: prisme, key: konto, value: saldo"


def test_totals_from_another_table_in_another_unit(project):
    """The ledger counts in kroner, and has two lines for an account."""
    ledger = ("drift;1000000", "drift;800000", "anlæg;400000")
    assert found(prepared(project, FROM, ledger=ledger).report) == []


def test_totals_from_another_table_that_differ(project):
    done = prepared(project, FROM, ledger=("drift;1800000", "anlæg;500000"))
    (each,) = done.report
    assert (each.rule, str(each.span)) == ("CONTROL-KEY", "data/prove/prisme.csv:3:2")
    args = dict(each.args)
    assert (args["key"], args["found"], args["expected"]) == ("anlæg", "0,4", "0,5")
    assert args["source"] == "data/prove/prisme.csv"


@pytest.mark.parametrize(
    ("totals", "rule"),
    [
        ("by: art", "SHAPE-MISSING-KEY"),
        ("field: beløb, by: art", "PACKAGE-TOTALS"),
        ("field: beløb, by: art, expected: {drift: 1}, resource: aftaler", "PACKAGE-TOTALS"),
        ("field: beløb, by: arten, expected: {drift: 1}", "PACKAGE-UNKNOWN-FIELD"),
        ("field: art, by: post, expected: {A: 1}", "PACKAGE-NOT-FOR-TYPE"),
        ("field: beløb, by: art, expected: {drift: en}", "PACKAGE-VALUE"),
        ("field: beløb, by: art, expected: {drift: [1]}", "SHAPE-KIND"),
        ("field: beløb, by: art, resource: prisma", "PACKAGE-UNKNOWN-RESOURCE"),
        ("field: beløb, by: art, resource: aftaler, key: kode", "PACKAGE-UNKNOWN-FIELD"),
        ("field: beløb, by: art, resource: aftaler, key: kode, value: møder", "PACKAGE-NOT-FOR-TYPE"),
        ("field: beløb, by: art, resource: aftaler, key: kode, value: deltagere", "FACT-UNIT"),
    ],
)
def test_what_is_wrong_with_totals_by_key(project, totals, rule):
    with pytest.raises(BuildFailed) as failed:
        prepared(project, f"bilag:totals: [{{{totals}}}]")
    assert rule in {f.rule for f in failed.value.report}
    assert all(f.span and f.span.line for f in failed.value.report)


def test_a_table_that_cannot_be_read_is_told_of_once(project):
    with pytest.raises(BuildFailed) as failed:
        prepared(project, FROM, ledger=("drift;mange",))
    assert [f.rule for f in failed.value.report] == ["DATA-NO-NUMBER"]


# --- the table -------------------------------------------------------------------------------------------


def line(key=None, ours="1", theirs="1", source="", tolerance="0"):
    numbers = map(Decimal, (ours, theirs))
    return Reconciled("udgifter", "beløb", key, *numbers, source, Decimal(tolerance), Span("p.yaml", 3))


def test_the_table(project):
    whole = 'bilag:total: [{field: beløb, equals: "2,3", source: Prisme, tolerance: "0,1"}]'
    by_key = TOTALS % 'expected: {drift: "1800,5"}'
    done = prepared(project, f"{whole}\n    {by_key}")
    assert reconciliation_as_text(reconcile(done.inputs.tables), "da") == [
        "Afstemning:",
        "    tabel.felt              vores   oplyst   forskel  tolerance  kilde",
        "    udgifter.beløb            2,2      2,3      −0,1        0,1  Prisme        OK",
        "    udgifter.beløb (drift)    1,8  1.800,5  −1.798,7          0  kontroltotal  afviger",
        "    udgifter.beløb (anlæg)    0,4        0       0,4          0  kontroltotal  afviger",
    ]


def test_nothing_to_reconcile():
    assert reconciliation_as_text([], "da") == []


def test_many_keys_that_agree_are_one_line():
    lines = [line(key=f"k{n}", ours="2", theirs="2") for n in range(40)]
    lines.insert(7, line(key="skæv", ours="2", theirs="3"))
    text = reconciliation_as_text(lines, "da")
    assert len(text) == 4
    assert text[2].split() == ["udgifter.beløb", "(40", "nøgler)", "80", "80", "0", "0", "kontroltotal", "OK"]
    assert text[3].split()[1] == "(skæv)"


def test_a_text_of_a_person_steers_no_terminal():
    text = "\n".join(reconciliation_as_text([line(key="\x1b[2J", source="\x07")], "en", "a"))
    assert text.startswith("Reconciliation (a):")
    assert all(sign.isprintable() or sign == "\n" for sign in text)


AMOUNT = st.decimals(-1000, 1000, places=2)


@given(AMOUNT, AMOUNT, st.decimals(0, 10, places=2))
def test_within_the_tolerance(ours, theirs, tolerance):
    found = line(ours=str(ours), theirs=str(theirs), tolerance=str(tolerance))
    assert found.difference == ours - theirs
    assert found.agrees is (-tolerance <= ours - theirs <= tolerance)
