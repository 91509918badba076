"""A corrected version: what the annex says of itself, and the sheet that goes with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilag.compose.sheet import compose_sheet
from bilag.document.forms.documentlines import normal_form
from bilag.document.forms.normalform import Line
from bilag.document.model import Document, Value
from bilag.document.walks import leaves, passages
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from bilag.versions.compare.versions import changes_between
from bilag.write.writers import WRITERS
from tests.support import kina
from tests.support.corrections import CORRECTIONS, FILE, FRONT, UDGIFTER, version
from tests.support.projects import edit


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
    assert "4 tal har fået en ny værdi, men skrives som før." in str(sheet.blocks)


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


RESSOURCER = f"content/{kina.NAME}/ressourcer.md"
TWICE = """Delegationerne: {{ udgift_delegationer | tkr }}.

I alt {{ udgift_delegationer | mio_kr, 2 decimaler }}.
"""


def written_twice(tmp_path: Path, end: str, amount: str) -> list[tuple[str, ...]]:
    """The rows for the running text of a sheet on an annex that has an amount in kroner in three forms."""
    old = kina.copy_project(tmp_path / "old")
    edit(old, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,304")
    path = old / RESSOURCER
    start = path.read_text(encoding="utf-8")
    path.write_text(f"{start}\n{TWICE}", encoding="utf-8")
    before = prepare(old, kina.NAME)
    edit(old, FRONT, "status: draft", "status: approved\ndate: 2026-05-12")
    edit(old, FRONT, 'version: "1.0"', 'version: "1.1"')
    (old / FILE).write_text(CORRECTIONS, encoding="utf-8")
    edit(old, UDGIFTER, "erhvervsdelegationer;1,304", f"erhvervsdelegationer;{amount}")
    path.write_text(f"{start}\n{end}", encoding="utf-8")
    new = prepare(old, kina.NAME)
    assert not new.report.has_errors()
    found = [line.cells for line in rows(sheet_of(new, before), new.template.labels)]
    return [cells[1:3] for cells in found if "Delegationerne: " in cells[0] or "I alt " in cells[0]]


def test_a_form_that_did_not_change_is_no_correction(tmp_path):
    assert written_twice(tmp_path, TWICE, "1,301") == [
        ("1.304 t.kr.", "1.301 t.kr."),
    ]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (TWICE, [("1.304 t.kr.", "1.401 t.kr."), ("1,30 mio. kr.", "1,40 mio. kr.")]),
        # The paragraphs change places: each is known by its words.
        (
            "\n\n".join(reversed(TWICE.strip().split("\n\n"))) + "\n",
            [("1,30 mio. kr.", "1,40 mio. kr."), ("1.304 t.kr.", "1.401 t.kr.")],
        ),
        # Other forms in the same words: known by their order.
        (
            TWICE.replace("| mio_kr, 2 decimaler", "| tkr").replace("| tkr", "| mio_kr, 2 decimaler", 1),
            [("1.304 t.kr.", "1,40 mio. kr."), ("1,30 mio. kr.", "1.401 t.kr.")],
        ),
        # One more place, where nothing stood.
        (
            f"{TWICE}\nI alt i kroner {{{{ udgift_delegationer | tkr }}}}.\n",
            [
                ("1.304 t.kr.", "1.401 t.kr."),
                ("1,30 mio. kr.", "1,40 mio. kr."),
                ("intet", "1.401 t.kr."),
            ],
        ),
    ],
)
def test_what_stood_is_said_of_each_place(tmp_path, end, expected):
    assert written_twice(tmp_path, end, "1,401") == expected


def test_a_row_that_came_is_told_once(project):
    text = (project / UDGIFTER).read_text(encoding="utf-8")
    (project / UDGIFTER).write_text(f"{text}messer;Deltagelse i messer;0,5\n", encoding="utf-8")
    new = prepare(project, kina.NAME)
    found = [line.cells[:3] for line in rows(sheet_of(new), new.template.labels)]
    assert [cells for cells in found if "Deltagelse i messer" in cells[0]] == [
        ("Tabel 1, Deltagelse i messer", "intet", "Deltagelse i messer | 0,5")
    ]


def test_a_figure_in_a_footnote_is_found_there(tmp_path):
    noted = "I alt et beløb.[^1]\n\n[^1]: Delegationerne: {{ udgift_delegationer | tkr }}.\n"
    assert written_twice(tmp_path, noted, "1,401") == [("1.304 t.kr.", "1.401 t.kr.")]
