"""Small projects whose heads name a unit that is not declared: refused at the head, with what would be right.

The folders of cases/data are whole projects, as they failed in an office. Each is built here.
"""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from bilag.diagnostics.findings import BuildFailed, Finding
from bilag.diagnostics.messages import hint, message
from bilag.document.model import Table
from bilag.pipeline.prepare import prepare
from tests.support.paths import CASES
from tests.support.projects import change, project

DATA = CASES / "data"
UNIT, LEVEL = "DATA-UNIT-HEAD", "DATA-PRICE-LEVEL-UNDECLARED"
HEADS = {
    "head0": [(UNIT, "t.kr.")],
    "head10": [],
    "head12": [(UNIT, "pct.")],
    "head14": [(UNIT, "antal")],
    "head16": [(UNIT, "EUR")],
    "head18": [(UNIT, "mio. kr.")],
    "head2": [(UNIT, "t.kr.")],
    "head3": [(UNIT, "t.kr."), (LEVEL, "2025-pl")],
    "head5": [(UNIT, "mio. kr.")],
    "head7": [(UNIT, "t.kr.")],
    "head9": [(UNIT, "t.kr.")],
    "headb1": [(UNIT, "t.kr.")],
    "headb11": [(UNIT, "mio. kr."), (LEVEL, "2025-pl")],
    "headb13": [(UNIT, "EUR")],
    "headb15": [(UNIT, "mio. kr.")],
    "headb3": [(UNIT, "mio. kr.")],
    "headb5": [(UNIT, "pct.")],
    "headb7": [(UNIT, "mio. kr.")],
    "headb9": [(UNIT, "mio. kr.")],
}
FIELDS = "        - {name: post}\n        - {name: beløb, type: number, decimalChar: ',', groupChar: '.'%s}\n"


def findings(root: Path) -> list[Finding]:
    try:
        return list(prepare(root, "x").report)
    except BuildFailed as failed:
        return list(failed.report)


def said(found: list[Finding]) -> list[tuple[str, str]]:
    return sorted((each.rule, str(each.span)) for each in found)


def one_table(to: Path, csv: str, fields: str, *, more: str = "", columns: str = "") -> Path:
    """A project with a table of that file, printed whole."""
    package = (
        'name: x\nresources:\n  - name: t\n    path: t.csv\n    dialect: {delimiter: ";"}\n'
        f"{more}    schema:\n      fields:\n{fields}"
    )
    text = (DATA / "unit-heads/head0/content/x/bilag.md").read_text(encoding="utf-8")
    text = text.replace("caption:", f"{columns}caption:")
    edits = {"data/x/t.csv": csv, "data/x/datapackage.yaml": package, "content/x/bilag.md": text}
    return project(to, DATA / "unit-heads/head0", edits)


def test_each_case_is_here():
    assert {folder.name for folder in (DATA / "unit-heads").iterdir()} == HEADS.keys()


@pytest.mark.parametrize("case", HEADS)
def test_the_unit_of_a_head(case, tmp_path):
    found = findings(project(tmp_path / "p", DATA / "unit-heads" / case))
    assert [(each.rule, str(each.span)) for each in found] == [
        (rule, "data/x/t.csv:1:2") for rule, _ in sorted(HEADS[case])
    ]
    for each in found:
        assert dict(HEADS[case])[each.rule] in message(each, "da")


def test_the_message_says_what_to_declare(tmp_path):
    (found,) = findings(project(tmp_path / "p", DATA / "unit-heads/head0"))
    assert message(found, "da") == "Overskriften på »Beløb i 1.000 kr.« siger t.kr., men kr. er angivet"
    assert hint(found, "da") == (
        "Kontrollér beløbene: Er overskriften rigtig, så skriv bilag:unit: t.kr. for kolonnen; "
        "ellers ret overskriften"
    )


def test_a_unit_over_the_labels_is_that_of_the_table(tmp_path):
    root = project(tmp_path / "p", DATA / "unit-over-the-labels")
    csv = root / "data/x/t.csv"
    csv.write_text(
        csv.read_text(encoding="utf-8").replace("%\n", "\n").replace("i \n", "i %\n", 1), encoding="utf-8"
    )
    assert not [each for each in findings(root) if "UNIT" in each.rule]
    package = root / "data/x/datapackage.yaml"
    text = package.read_text(encoding="utf-8")
    package.write_text(text.replace("mio. kr.}", "t.kr.}", 1), encoding="utf-8")
    found = [each for each in findings(root) if "UNIT" in each.rule]
    assert said(found) == [("DATA-UNIT-TABLE", "data/x/t.csv:1:1")]
    assert message(found[0], "da") == (
        "»Resultatopgørelse (mio. kr.)« angiver mio. kr. som tabellens enhed, "
        "men for »Oprindeligt budget 2025« er t.kr. angivet"
    )
    package.write_text(text.replace(', "bilag:unit": mio. kr.}', "}", 1), encoding="utf-8")
    found = [each for each in findings(root) if "UNIT" in each.rule]
    assert said(found) == [("DATA-UNIT-TABLE-UNDECLARED", "data/x/t.csv:1:1")]


@pytest.mark.parametrize(
    ("csv", "fields", "more", "expected"),
    [
        # a title line and a unit line over the head, kept apart by their columns
        (
            "Beløb i 1.000 kr.;\npost;beløb\nA;1\n",
            ', "bilag:unit": kr.',
            2,
            [("DATA-UNIT-TABLE", "data/x/t.csv:1:1")],
        ),
        ("Beløb i 1.000 kr.;\npost;beløb\nA;1\n", ', "bilag:unit": t.kr.', 2, []),
        ("Tilskud over 5 mio. kr.;\npost;beløb\nA;1\n", ', "bilag:unit": kr.', 2, []),
        ("x;y\npost;beløb\nA;1\n", ', "bilag:unit": kr.', 2, []),
        ("navn;Pct.\npost;beløb\nA;1\n", ', "bilag:unit": kr.', 2, [(UNIT, "data/x/t.csv:1:2")]),
        # an amount nobody has declared; a measure; a line feed; what is no unit of the column
        ("post;beløb (kr.)\nA;1\n", "", 1, [("DATA-UNIT-UNDECLARED", "data/x/t.csv:1:2")]),
        ("post;beløb (årsværk)\nA;1\n", "", 1, [("DATA-UNIT-UNDECLARED", "data/x/t.csv:1:2")]),
        ('post;"beløb\n(mio. kr.)"\nA;1\n', ', "bilag:unit": t.kr.', 1, [(UNIT, "data/x/t.csv:1:2")]),
        ('post;"beløb\n(mio. kr.)"\nA;1\n', ', "bilag:unit": mio. kr.', 1, []),
        # price levels
        ("post;beløb (2025-pl)\nA;1\n", ', "bilag:unit": kr.', 1, [(LEVEL, "data/x/t.csv:1:2")]),
        ("post;beløb (2025-pl)\nA;1\n", ', "bilag:unit": kr., "bilag:pl": 2025-priser', 1, []),
        (
            "post;beløb (2025-pl)\nA;1\n",
            ', "bilag:unit": kr., "bilag:pl": 2024-pl',
            1,
            [("DATA-PRICE-LEVEL-HEAD", "data/x/t.csv:1:2")],
        ),
    ],
)
def test_heads_title_lines_and_levels(csv, fields, more, expected, tmp_path):
    root = one_table(tmp_path / "p", csv, FIELDS % fields, more=f"    bilag:headerRow: {more}\n")
    assert said(findings(root)) == expected


def test_a_price_level_over_the_labels_is_that_of_the_table(tmp_path):
    fields = (FIELDS % ', "bilag:unit": kr.').replace("name: post", "name: post (2025-pl)")
    root = one_table(tmp_path / "p", "post (2025-pl);beløb\nA;1\n", fields)
    assert said(findings(root)) == [(LEVEL, "data/x/t.csv:1:1")]


def test_a_level_that_is_none(tmp_path):
    root = one_table(tmp_path / "p", "post;beløb\nA;1\n", FIELDS % ', "bilag:unit": kr., "bilag:pl": dyrt')
    assert [each.rule for each in findings(root)] == ["PACKAGE-PRICE-LEVEL"]


def test_a_title_line_of_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Tabel 1. Beløb i mio. kr."], ["post", "beløb"], ["A", 1]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    root = one_table(
        tmp_path / "p",
        "",
        '        - {name: post}\n        - {name: beløb, type: number, "bilag:unit": kr.}\n',
    )
    package = root / "data/x/datapackage.yaml"
    text = package.read_text(encoding="utf-8").replace(
        't.csv\n    dialect: {delimiter: ";"}', "t.xlsx\n    bilag:headerRow: 2"
    )
    change(root, {"data/x/t.xlsx": file.getvalue(), "data/x/datapackage.yaml": text})
    assert said(findings(root)) == [("DATA-UNIT-TABLE", "data/x/t.xlsx!Sheet!A1")]


PRINTED = "columns: [{field: post}, {field: beløb, %s}]\n"


@pytest.mark.parametrize(
    ("title", "column", "rule", "head"),
    [
        ("", "format: mio_kr", "", "Beløb"),
        (", title: Beløb (t.kr.)", "format: mio_kr", "TABLE-HEAD-UNIT", ""),
        (", title: Beløb (t.kr.)", "format: tkr", "", "Beløb (t.kr.)"),
        (", title: Beløb (t.kr.)", "format: mio_kr, heading: Beløb (mio. kr.)", "", "Beløb (mio. kr.)"),
        ("", "format: mio_kr, heading: 1.000 kr.", "TABLE-HEAD-UNIT", ""),
        ("", "heading: Mio. kr.", "TABLE-HEAD-UNIT", ""),
        ("", "heading: 1.000 kr.", "", "1.000 kr."),
        ("", "heading: Pct.", "TABLE-HEAD-UNIT", ""),
    ],
)
def test_a_printed_head_never_names_the_unit_of_its_source(title, column, rule, head, tmp_path):
    root = one_table(
        tmp_path / "p",
        "post;beløb\nA;38.500\n",
        FIELDS % f', "bilag:unit": t.kr.{title}',
        columns=PRINTED % column,
    )
    if not title and "heading" not in column:  # the head that the field gives names t.kr.
        rule = "TABLE-HEAD-UNIT"
    found = findings(root)
    assert [each.rule for each in found] == [rule] * bool(rule)
    if rule:
        assert found[0].span.path == "content/x/bilag.md"
    else:
        (table,) = [b for s in prepare(root, "x").document.sections for b in s.blocks if isinstance(b, Table)]
        assert table.head.rows[0].cells[1].content[0].text == head


def test_a_printed_head_of_a_number_without_a_unit(tmp_path):
    root = one_table(tmp_path / "p", "post;beløb\nA;1\n", FIELDS % "", columns=PRINTED % "heading: Kr.")
    (found,) = findings(root)
    assert hint(found, "da") == "Skriv bilag:unit: kr. for kolonnen i datapakken"
