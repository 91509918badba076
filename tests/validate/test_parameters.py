"""An annex for one row of a table: its columns as facts, conditions that ask for it, what may go wrong."""

from __future__ import annotations

import re

import pytest

from bilag.diagnostics.findings import BuildFailed, Report
from bilag.inputs.tables import one_row
from bilag.pipeline.batch.rows import prepare_row, prepare_shared, rows_over
from bilag.pipeline.prepare import prepare
from tests.support import batches
from tests.support.batches import NAME


@pytest.fixture
def project(tmp_path):
    return batches.lay_out(tmp_path)


def change(root, path, old, new):
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def faults(root):
    with pytest.raises(BuildFailed) as failed:
        prepare(root, NAME)
    return [(f.rule, str(f.span)) for f in failed.value.report]


def rows(root):
    shared = prepare_shared(root, NAME)
    report = Report()
    found = [row for _, row, _ in rows_over(root, f"data/{NAME}", shared, shared.parameters, report)]
    assert list(report) == []
    return shared, found


def test_a_build_is_for_the_first_row(project):
    made = prepare(project, NAME)
    assert list(made.report) == []
    assert made.document.meta.title == "Bilag. Tilskud i Kommune B"
    facts = {fact.id: fact for fact in made.document.facts}
    assert facts["navn"].cells == ("data/tilskud/kommuner.csv:2:2",)
    assert facts["tilskud"].value == "3111000"
    assert facts["tilskud"].cells == tuple(f"data/tilskud/tilskud.csv:{n}:3" for n in (2, 3, 4))


def test_a_row_of_a_batch_is_as_a_build_of_that_row(project):
    """The two ways to an annex agree: the second row, when it is the first of the file."""
    shared, (_, second, *_) = rows(project)
    ours = prepare_row(shared, second)
    change(project, f"data/{NAME}/kommuner.csv", "0001;Kommune B;1000\n", "")
    built = prepare(project, NAME)
    assert ours.document.hash == built.document.hash
    assert ours.document.meta.title == built.document.meta.title == "Bilag. Tilskud i Kommune C"


def test_rows_follow_each_other_without_a_trace(project):
    shared, found = rows(project)
    first = prepare_row(shared, found[0]).document
    for row in found[1:]:
        assert prepare_row(shared, row).document.hash != first.hash
    assert prepare_row(shared, found[0]).document == first


def test_a_cell_without_a_value_is_no_fact(project):
    change(project, f"data/{NAME}/kommuner.csv", "0001;Kommune B;1000", "0001;Kommune B;")
    assert "borgere" not in prepare(project, NAME).resolved.facts
    change(project, f"content/{NAME}/bilag.md", "# Tilskud", "# Tilskud\n\n{{ borgere | tal }}")
    assert [rule for rule, _ in faults(project)] == ["FACT-UNKNOWN"]


def test_facts_yaml_comes_first(project):
    with (project / f"data/{NAME}/facts.yaml").open("a", encoding="utf-8") as out:
        out.write("navn: {value: kommuner.kode}\n")
    assert prepare(project, NAME).document.meta.title == "Bilag. Tilskud i 0001"


@pytest.mark.parametrize(
    "where",
    [
        "{kommune: {parameter: kode}, forening: Forening A}",
        "{forening: Forening A, kommune: {parameter: kode}}",
    ],
)
def test_other_conditions_hold_as_well(project, where):
    change(project, f"data/{NAME}/facts.yaml", "{kommune: {parameter: kode}}", where)
    assert prepare(project, NAME).resolved.facts["tilskud"].value == 1_000_000


def test_all_rows_but_those_of_this_one(project):
    change(project, f"data/{NAME}/facts.yaml", "{parameter: kode}", "{not: [], parameter: kode}")
    assert (
        prepare(project, NAME).resolved.facts["tilskud"].value
        == sum(3 * n for n in (2, 3, 4)) * 10**6 + 333_000
    )


def test_a_number_can_be_asked_for(project):
    package = f"data/{NAME}/datapackage.yaml"
    change(project, package, "name: kommune, type: string", "name: kommune, type: integer")
    change(project, package, "name: kode, type: string", "name: kode, type: integer")
    assert prepare(project, NAME).resolved.facts["tilskud"].value == 3_111_000


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (
            f"content/{NAME}/bilag.md",
            "parameters: kommuner",
            "parameters: komuner",
            [("TABLE-UNKNOWN", "content/tilskud/bilag.md:4:13")],
        ),
        (
            f"data/{NAME}/facts.yaml",
            "parameter: kode",
            "parameter: kodde",
            [("COLUMN-UNKNOWN", "data/tilskud/facts.yaml:3:11")],
        ),
        (
            f"data/{NAME}/kommuner.csv",
            re.compile(r"0001[^$]*"),
            "",
            [("PARAMETER-ROW", "data/tilskud/datapackage.yaml:4:11")],
        ),
    ],
)
def test_faults_have_their_place(project, path, old, new, expected):
    if isinstance(old, re.Pattern):
        file = project / path
        file.write_text(old.sub(new, file.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        change(project, path, old, new)
    assert set(expected) <= set(faults(project))


def test_a_condition_needs_declared_parameters(project):
    change(project, f"content/{NAME}/bilag.md", "parameters: kommuner\n", "")
    assert ("PARAMETER-UNDECLARED", "data/tilskud/facts.yaml:3:11") in faults(project)


def test_controls_hold_for_the_whole_table(project):
    """The table of parameters is one row in the annex; what it should add up to is that of the file."""
    package = f"data/{NAME}/datapackage.yaml"
    change(project, package, "    path: kommuner.csv\n", "    path: kommuner.csv\n    bilag:rows: 4\n")
    assert list(prepare(project, NAME).report) == []
    change(project, package, "bilag:rows: 4", "bilag:rows: 5")
    assert [f.rule for f in prepare(project, NAME).report] == ["CONTROL-ROWS"]


def test_one_row_keeps_its_places(project):
    made = prepare(project, NAME).inputs.tables["tilskud"]
    row = one_row(made, 4)
    assert list(row.lines) == [6]
    assert {name: column[0] for name, column in row.columns.items()} == {
        name: column[4] for name, column in made.columns.items()
    }
