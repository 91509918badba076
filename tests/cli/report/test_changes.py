"""What changed between two versions: from the cells to the figures, their places, the words and the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.cli.report.changepage import changes_as_page
from bilag.cli.report.changes import changes_as_json, changes_as_text, context_of
from bilag.pipeline.prepare import prepare
from bilag.versions import version as versions
from bilag.versions.changes import Changes, anything
from bilag.versions.compare.versions import _LINE, changes_between
from bilag.versions.version import Version
from tests.support import kina
from tests.support.corrections import UDGIFTER, version
from tests.support.paths import GOLDENS
from tests.support.projects import edit

GOLDEN = GOLDENS / "kina.diff.txt"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return kina.copy_project(tmp_path)


Edit = Callable[[str], str]


def changed(project: Path) -> Changes:
    return changes_between(version(kina.prepared(), "gammel"), version(prepare(project, kina.NAME)))


def test_nothing_changed(project):
    found = changed(project)
    assert not anything(found)
    assert found.figures is not None
    assert found.figures.same == found.figures.all > 40
    assert "Intet er ændret." in changes_as_text(found, "da")


def test_a_corrected_amount_is_followed_to_every_place(project, update):
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    text = changes_as_text(changed(project), "da") + "\n"
    if update:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_figures_are_no_words(project):
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    assert changed(project).texts == ()


def test_words_that_changed(project):
    edit(project, f"content/{kina.NAME}/ressourcer.md", "Samlet udgift på", "Udgift i alt på")
    found = changed(project)
    assert found.facts == () == found.cells
    assert found.texts is not None
    (text,) = found.texts
    assert "Samlet udgift på 1,3 mio. kr." in (text.old or "")
    assert "Udgift i alt på 1,3 mio. kr." in (text.new or "")
    assert text.place.heading.startswith("Ressourcer")


def test_a_value_that_is_printed_as_before_is_listed_apart(project):
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,31")
    found = changed(project)
    assert found.facts is not None
    kinds = {change.id: change.kind for change in found.facts}
    assert kinds["udgift_delegationer"] == "hidden"
    text = changes_as_text(found, "da")
    assert "Tal, der skrives som før, selv om værdien er ændret" in text
    assert "1,3 mio. kr. → 1,31 mio. kr." in text


def test_a_row_that_came_and_one_that_went(project):
    path = project / UDGIFTER
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("design_week")]
    path.write_text("\n".join([*kept, "messer;Deltagelse i messer;0,5"]) + "\n", encoding="utf-8")
    edit(project, f"data/{kina.NAME}/facts.yaml", "{id: design_week}", "{id: messer}")
    found = changed(project)
    assert found.cells is not None
    assert [(c.key, c.old is None, c.new is None) for c in found.cells] == [
        ("messer", True, False),
        ("design_week", False, True),
    ]
    kinds = {change.id: change.kind for change in found.facts or ()}
    assert kinds["udgifter/messer/beløb"] == "added"
    assert kinds["udgifter/design_week/beløb"] == "removed"


def test_a_cell_of_a_table_stands_on_itself_or_its_row_alone(project):
    path = project / UDGIFTER
    text = path.read_text(encoding="utf-8").replace("erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    path.write_text(f"{text}messer;Deltagelse i messer;0,5\nrejser;Rejser;0,1\n", encoding="utf-8")
    behind = {c.id: [(cell.key, cell.column) for cell in c.cells] for c in changed(project).facts or ()}
    assert behind["udgifter/delegationer/beløb"] == [("delegationer", "beløb")]
    assert behind["udgifter/messer/beløb"] == [("messer", "")]
    assert behind["forbrug_i_alt"] == [("delegationer", "beløb"), ("messer", ""), ("rejser", "")]


def test_many_cells_are_known_by_their_column():
    """A place without its line is the same for all cells of a column, and another for those of the next."""
    lines = ["data/a.csv:3:4", "data/a.csv:17:4", "data/a.csv:3:14", "a1.xlsx!Ark 2!B7", "a1.xlsx!Ark 2!B17"]
    assert [_LINE.sub("", place) for place in lines] == [
        "data/a.csv::4",
        "data/a.csv::4",
        "data/a.csv::14",
        "a1.xlsx!Ark 2!B",
        "a1.xlsx!Ark 2!B",
    ]


def test_a_definition_that_changed_says_how_the_number_is_made(project):
    edit(project, f"data/{kina.NAME}/facts.yaml", "{sum: udgifter.beløb,", "{max: udgifter.beløb,")
    found = changed(project)
    change = next(c for c in found.facts or () if c.id == "forbrug_i_alt")
    assert (change.old and change.old.made, change.new and change.new.made) == ("sum", "max")
    assert "beregnes anderledes: sum → max" in changes_as_text(found, "da")


def test_a_claim_that_turned(project):
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    found = changed(project)
    assert [(f.came, f.finding.rule) for f in found.findings or ()] == [(True, "CONTROL-TOTAL")]


def test_json_says_it_all(project):
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    said = json.loads(changes_as_json(changed(project), "da"))
    assert said["changed"] is True
    assert [cell["new"] for cell in said["cells"]] == ["1,4"]
    fact = next(f for f in said["facts"] if f["id"] == "udgift_delegationer")
    assert (fact["old"]["value"], fact["new"]["value"], fact["difference"], fact["percent"]) == (
        "1.3",
        "1.4",
        "0.1",
        "7.7",
    )
    assert said["unchanged"]["figures"]["same"] == said["unchanged"]["figures"]["all"] - len(said["facts"])


def test_the_page_is_whole_and_runs_nothing(project):
    edit(project, UDGIFTER, "Politisk ledede", "<script>alert(1)</script>")
    page = changes_as_page("Bilag <1>", changed(project), "da")
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_what_a_file_does_not_say_is_not_compared():
    one = Version("a.docx", lines=())
    found = changes_between(one, one)
    assert found.cells is None
    assert found.facts is None
    assert "Ikke sammenlignet" in changes_as_text(found, "da")


def test_facts_json_alone(project):
    old = versions.of_facts("sidst", kina.output("facts.json"))
    assert old is not None
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    found = changes_between(old, version(prepare(project, kina.NAME)))
    change = next(c for c in found.facts or () if c.id == "udgift_delegationer")
    assert change.difference == "0.1"
    assert versions.of_facts("x", b"[]") is None
    assert versions.of_facts("x", b'{"facts": [{"id": 1}]}') is None


@given(st.text("ab cd", max_size=300), st.text("xy", min_size=1, max_size=5), st.text("ab cd", max_size=300))
def test_words_around_a_number_hold_it_and_are_no_longer_than_asked(before, number, after):
    short = context_of(before + number + after, number, 20)
    assert number in short
    assert len(short) <= 40 + len(number) + 8
