"""The data package through a second reader, and the same table from CSV and from a workbook."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import frictionless
import openpyxl
import pytest
import yaml

from bilag.danish import edtf
from bilag.diagnostics.findings import Report
from bilag.inputs.tables import Exact, Interval, Table
from bilag.load.tables import read_tables
from bilag.validate.data.package import read_package
from bilag.validate.data.tables import build_tables
from tests.support import kina

PACKAGE = kina.DATA / "datapackage.yaml"
DESCRIPTOR = yaml.safe_load(PACKAGE.read_text(encoding="utf-8"))
NAMES = [resource["name"] for resource in DESCRIPTOR["resources"]]


def ours(root: Path, folder: str) -> dict[str, Table]:
    """The typed tables of a package as the pipeline reads them, without findings."""
    report = Report()
    path = f"{folder}/datapackage.yaml"
    package = read_package((root / path).read_text(encoding="utf-8"), path, report)
    assert package is not None, list(report)
    tables = build_tables(root, package, read_tables(root, folder, package, report), report)
    assert list(report) == []
    return tables


def theirs(value: object, kind: str) -> Exact | None:
    """A value as frictionless reads it, as the same value of ours. EDTF and intervals are text to it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return edtf.parse(str(value)) if kind == "year" else Decimal(value)
    assert isinstance(value, str), value
    if kind == "edtf":
        return edtf.parse(value)
    if kind == "interval":
        low, high = value.split("..")
        return Interval(Decimal(low), Decimal(high))
    return value


def test_the_package_is_valid_to_a_second_reader():
    result = frictionless.validate(str(PACKAGE))
    assert result.valid, result.flatten(["name", "rowNumber", "fieldName", "type", "message"])
    assert [task.name for task in result.tasks] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_second_reader_reads_the_same_values(name: str):
    table = kina.prepared().inputs.tables[name]
    rows = frictionless.Package(str(PACKAGE)).get_resource(name).read_rows()
    declared = [field for field in table.fields if field.lookup is None]
    assert len(rows) == len(table) > 0
    for field in declared:
        read = [theirs(row[field.name], field.type) for row in rows]
        assert read == list(table.columns[field.name]), field.name
        assert [type(a) for a in read] == [type(b) for b in table.columns[field.name]], field.name
    assert {field.name for field in declared} == set(rows[0].to_dict())


def test_the_second_reader_sees_a_fault(tmp_path: Path):
    root = kina.copy_project(tmp_path / "p", templates=False)
    path = root / "data" / kina.NAME / "udgifter.csv"
    path.write_text(path.read_text("utf-8").replace("1,3", "1.3.x"), "utf-8")
    assert not frictionless.validate(str(path.parent / "datapackage.yaml")).valid


# --- the same table twice ---

HEAD = ("id", "navn", "beløb", "antal", "år", "tid", "spænd", "dag", "ja")
ROWS: tuple[tuple[object, ...], ...] = (
    ("a", "Kontor i Beijing", "1234567,89", 12, 2012, "2012-06", "3..4", "2017-10-24", True),
    ("b", 'Æblegrød; »citat« og "gåseøjne"', "-0,10", -3, 2013, "2015/2016", "5..6", "2016-02-29", False),
    ("c", "Ingen tal", None, None, None, "{2014,2015,2016}", None, None, None),
    ("007", "0012", "0,0", 0, 1999, "../..", "1..1", "1980-01-01", True),
)
FIELDS = [
    {"name": "id", "type": "string", "constraints": {"required": True}},
    {"name": "navn", "type": "string"},
    {"name": "beløb", "type": "number", "decimalChar": ",", "groupChar": ".", "bilag:unit": "mio. kr."},
    {"name": "antal", "type": "integer"},
    {"name": "år", "type": "year"},
    {"name": "tid", "type": "string", "bilag:type": "edtf"},
    {"name": "spænd", "type": "string", "bilag:type": "interval"},
    {"name": "dag", "type": "date"},
    {"name": "ja", "type": "boolean", "trueValues": ["SAND", "true"], "falseValues": ["FALSK", "false"]},
]


def as_csv(value: object) -> str:
    """As Danish Excel saves it."""
    if isinstance(value, bool):
        return "SAND" if value else "FALSK"
    text = "" if value is None else str(value)
    return '"{}"'.format(text.replace('"', '""')) if set(text) & set(';"\n') else text


def as_cell(value: object, kind: str) -> object:
    """What a person would have in Excel: numbers as numbers, dates as dates, years as whole numbers."""
    if value is None or kind in ("id", "navn", "tid", "spænd"):
        return value
    if kind == "beløb":
        return float(str(value).replace(",", "."))
    if kind == "dag":
        return date.fromisoformat(str(value))
    return value


@pytest.fixture
def twins(tmp_path: Path) -> dict[str, Table]:
    folder = tmp_path / "data" / "prove"
    folder.mkdir(parents=True)
    lines = [";".join(HEAD), *(";".join(as_csv(value) for value in row) for row in ROWS)]
    (folder / "utf8.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "dansk.csv").write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))
    (folder / "bom.csv").write_bytes(("\ufeff" + "\r\n".join(lines)).encode("utf-8"))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tal"
    sheet.append(HEAD)
    for row in ROWS:
        sheet.append([as_cell(value, kind) for value, kind in zip(row, HEAD, strict=True)])
    book.create_sheet("Andet").append(["her står noget andet"])
    book.save(folder / "bog.xlsx")
    schema = {"fields": FIELDS, "primaryKey": ["id"]}
    files = {
        name: {
            "path": f"{name}.csv",
            "format": "csv",
            "encoding": "windows-1252" if name == "dansk" else "utf-8",
            "dialect": {"delimiter": ";"},
        }
        for name in ("utf8", "dansk", "bom")
    }
    files["bog"] = {"path": "bog.xlsx", "format": "xlsx", "bilag:sheet": "Tal"}
    resources = [{"name": name, "type": "table", "schema": schema, **file} for name, file in files.items()]
    text = json.dumps({"name": "prove", "resources": resources}, ensure_ascii=False)  # JSON is YAML
    (folder / "datapackage.yaml").write_text(text, "utf-8")
    return ours(tmp_path, "data/prove")


def test_csv_and_workbook_give_equal_typed_tables(twins: dict[str, Table]):
    first, *others = twins.values()
    assert len(twins) == 4
    assert (len(first), tuple(first.columns)) == (len(ROWS), HEAD)
    for other in others:
        assert other.columns == first.columns, other.name
        kinds = [[type(v) for v in column] for column in other.columns.values()]
        assert kinds == [[type(v) for v in column] for column in first.columns.values()], other.name
        # Exact means the same digits too, except that a workbook does not keep a last zero.
        if other.name != "bog":
            assert list(map(str, other.columns["beløb"])) == list(map(str, first.columns["beløb"]))


def test_what_the_twins_hold(twins: dict[str, Table]):
    columns = twins["bog"].columns
    assert columns["beløb"] == [Decimal("1234567.89"), Decimal("-0.10"), None, Decimal("0")]
    assert columns["antal"] == [12, -3, None, 0]
    assert columns["id"][3] == "007"
    assert columns["navn"][3] == "0012"
    assert columns["tid"] == [edtf.parse(str(row[5])) for row in ROWS]
    assert columns["ja"] == [True, False, None, True]
    floats = [
        v
        for table in twins.values()
        for column in table.columns.values()
        for v in column
        if isinstance(v, float)
    ]
    assert floats == []
