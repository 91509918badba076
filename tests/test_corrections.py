"""A corrected version: what the annex says of itself, and the sheet that goes with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilag.compare.versions import changes_between
from bilag.compose.sheet import compose_sheet
from bilag.model import Document, Value
from bilag.normalform import Line, normal_form
from bilag.pipeline import Prepared, prepare
from bilag.walks import leaves, passages
from bilag.write.writers import WRITERS
from tests import kina
from tests.test_changes import UDGIFTER, edit, version

CORRECTIONS = """"1.1":
  replaces: "1.0"
  replaced_date: 2026-03-03
  reason: En faktura fra 2016 var ikke bogført.
  reasons:
    forbrug_i_alt: Følger af udgiften til delegationer.
  recommendation: Rettelsen ændrer ikke indstillingen.
"""
FRONT = f"content/{kina.NAME}/bilag.md"
FILE = f"data/{kina.NAME}/corrections.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    kina.copy_project(tmp_path)
    edit(tmp_path, FRONT, "status: draft", 'status: approved\nnumber: "1"\ndate: 2026-05-12')
    edit(tmp_path, FRONT, 'version: "1.0"', 'version: "1.1"')
    (tmp_path / FILE).write_text(CORRECTIONS, encoding="utf-8")
    return tmp_path


def sheet_of(new: Prepared, old: Prepared | None = None) -> Document:
    changes = changes_between(version(old or kina.prepared(), "1.0"), version(new, "1.1"))
    assert new.inputs.correction is not None
    return compose_sheet(changes, new.inputs.correction, new.document, "1", new.template.labels)


def rows(document: Document, labels: dict[str, str]) -> list[Line]:
    return [line for line in normal_form(document, labels) if line.kind == "row" and not line.level]


def test_the_annex_says_that_it_is_corrected(project):
    done = prepare(project, kina.NAME)
    lines = [line.text for line in normal_form(done.document, done.template.labels) if line.kind == "head"]
    assert lines[-1] == "Rettet version af 12. maj 2026. Erstatter version 1.0 af 3. marts 2026."
    assert done.document.meta.title.endswith("(rettet 12. maj 2026)")


def test_a_version_without_a_correction_says_nothing(project):
    edit(project, FRONT, 'version: "1.1"', 'version: "1.2"')
    done = prepare(project, kina.NAME)
    assert "Rettet" not in str(done.document.head)
    assert "rettet" not in done.document.meta.title


def test_the_sheet_has_a_row_for_each_place(project):
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    new = prepare(project, kina.NAME)
    sheet = sheet_of(new)
    found = [line.cells for line in rows(sheet, new.template.labels)]
    assert [(cells[1], cells[2], cells[3]) for cells in found] == [
        ("2,8 mio. kr.", "2,9 mio. kr.", "+0,1 mio. kr."),
        ("1,3 mio. kr.", "1,4 mio. kr.", "+0,1 mio. kr."),
        ("1,3", "1,4", "+0,1 mio. kr."),
        ("2,8", "2,9", "+0,1 mio. kr."),
    ]
    assert [cells[4] for cells in found] == [
        "Følger af udgiften til delegationer.",
        "En faktura fra 2016 var ikke bogført.",
        "En faktura fra 2016 var ikke bogført.",
        "Følger af udgiften til delegationer.",
    ]
    assert found[2][0] == "Tabel 1, Politisk ledede erhvervsdelegationer, Mio. kr."
    text = "\n".join(line.text for line in normal_form(sheet, new.template.labels))
    assert "Rettelse til bilag 1" in text
    assert "Rettelsen ændrer ikke indstillingen." in text
    assert "Øvrige tal er uændrede (56 af 60)." in text
    facts = {v.fact: v.text for p in passages(sheet) for v in leaves(p.content) if isinstance(v, Value)}
    assert facts["udgift_delegationer"] == "1,4\u00a0mio.\u00a0kr."


def test_words_and_rounding(project):
    edit(project, f"content/{kina.NAME}/ressourcer.md", "Samlet udgift på", "Udgift i alt på")
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,31")
    new = prepare(project, kina.NAME)
    sheet = sheet_of(new)
    (row,) = rows(sheet, new.template.labels)
    assert "Samlet udgift på 1,3 mio. kr." in row.cells[1]
    assert "Udgift i alt på 1,3 mio. kr." in row.cells[2]
    assert "4 tal er ændret så lidt, at de skrives som før." in str(sheet.blocks)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_sheet_can_be_written(project, kind):
    """The guards of Word and PDF judge what comes of it."""
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    new = prepare(project, kina.NAME)
    sheet = sheet_of(new)
    assert WRITERS[kind](sheet, new.template) == WRITERS[kind](sheet_of(new), new.template)


def test_an_annex_without_changes_has_a_sheet_without_a_table(project):
    new = prepare(project, kina.NAME)
    sheet = sheet_of(new, new)
    assert rows(sheet, new.template.labels) == []
    assert "Øvrige tal er uændrede (60 af 60)." in str(sheet.sections)
