"""Waivers: what can be waived, where, with a reason, and that none is left behind."""

from __future__ import annotations

import shutil

import pytest

from bilag.cli import run
from bilag.diagnostics.findings import BuildFailed, Report
from bilag.document.model import WaiverRecord
from bilag.pipeline.deliver import Options
from bilag.pipeline.make import build
from bilag.pipeline.prepare import prepare
from bilag.validate.waivers import take_remarks
from tests.support.hang import no_hang
from tests.support.paths import BASE

WHY = 'tillad HEADING-LEVEL "skabelonen er sådan"'
REMARK = f"<!-- bilag: {WHY} -->"


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "projekt"
    shutil.copytree(BASE, root)
    return root


def outcome(root, prose, front="", name="prove"):
    """The findings as "RULE line", and those that are waived."""
    text = f"---\ntitle: Prøve\n{front}---\n{prose}"
    (root / "content" / name / "bilag.md").write_text(text, encoding="utf-8")
    try:
        report = prepare(root, name).report
    except BuildFailed as failed:
        report = failed.report
    lines = [f"{f.rule} {f.span.line}" for f in report]
    return lines, [f"{each.finding.rule} {each.finding.span.line}" for each in report.waived]


@pytest.mark.parametrize(
    "prose",
    [
        f"# A\n\n{REMARK}\n### B\n",
        f"# A\n\n{REMARK}\n\n### B\n",
        f"# A\n\n### B {REMARK}\n",
        f"# A\n\n### B{REMARK}\n",
        f"# A\n{REMARK}\n### B\n",
        "# A\n\n### B <!--bilag: tillad HEADING-LEVEL »skabelonen« -->\n",
        f"# A\n\nTekst.\n\n   {REMARK}  \n### B\n\nTekst.\n",
    ],
)
def test_beside_the_text(project, prose):
    found, waived = outcome(project, prose)
    assert found == []
    assert [each.partition(" ")[0] for each in waived] == ["HEADING-LEVEL"]


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        (f"# A {REMARK}\n\n### B\n", ["WAIVER-IDLE 4", "HEADING-LEVEL 6"]),  # the block before it
        (f"{REMARK}\n# A\n\n### B\n", ["WAIVER-IDLE 4", "HEADING-LEVEL 7"]),
        (f"# A\n\n### B\n\n{REMARK}\n", ["HEADING-LEVEL 6", "WAIVER-IDLE 8"]),  # nothing comes after it
        (f"# A\n\n{REMARK}\nTekst.\n\n### B\n", ["WAIVER-IDLE 6", "HEADING-LEVEL 9"]),
        ('# A\n\n### B <!-- bilag: tillad HEADING-FIRST "x" -->\n', ["HEADING-LEVEL 6", "WAIVER-IDLE 6"]),
    ],
)
def test_only_the_block_it_stands_before_or_in(project, prose, found):
    assert outcome(project, prose) == (found, [])


def test_two_on_a_line(project):
    other = '<!-- bilag: tillad CONTROL-ROWS "x" -->'
    assert outcome(project, f"# A\n\n### B {REMARK} {other}\n") == (["WAIVER-IDLE 6"], ["HEADING-LEVEL 6"])


def test_an_error_of_a_check(project):
    claim = '[fordoblet]{claim="forbrug = 2 * forbrug"}'
    facts = project / "data" / "prove" / "facts.yaml"
    facts.write_text("forbrug: {sum: udgifter.beløb}\n", encoding="utf-8")
    remark = '<!-- bilag: tillad CLAIM-BROKEN "omtrent" -->'
    assert outcome(project, f"Det er {claim}.\n\nIgen {claim}. {remark}\n") == (
        ["CLAIM-BROKEN 4"],
        ["CLAIM-BROKEN 6"],
    )
    listed = f"- Det er\n  {claim}.\n\n  {remark}\n- Igen {claim}.\n"
    assert outcome(project, listed) == (["CLAIM-BROKEN 5"], ["CLAIM-BROKEN 8"])
    noted = f":::{{note}}\n{remark}\nDet er {claim}.\n:::\n"
    assert outcome(project, noted) == ([], ["CLAIM-BROKEN 6"])
    footnote = f"Ord[^1] og {claim}.\n\n[^1]: Det er {claim}. {remark}\n"
    assert outcome(project, footnote) == (["CLAIM-BROKEN 4"], ["CLAIM-BROKEN 6"])


@pytest.mark.parametrize(
    ("remark", "rule"),
    [
        ("<!-- bilag: tillad HEADING-LEVEL -->", "WAIVER-REASON"),
        ('<!-- bilag: tillad HEADING-LEVEL "" -->', "WAIVER-REASON"),
        ('<!-- bilag: tillad HEADING-LEVEL "  " -->', "WAIVER-REASON"),
        ('<!-- bilag: tillad HEADING-LEVL "x" -->', "WAIVER-RULE"),
        ('<!-- bilag: tilad HEADING-LEVEL "x" -->', "WAIVER-FORM"),
        ("<!-- bilag: tillad HEADING-LEVEL fordi -->", "WAIVER-FORM"),
        ("<!-- bilag: -->", "WAIVER-FORM"),
        ("<!-- skjult -->", "MARKUP-UNSUPPORTED"),
        (f"<!-- {WHY} -->", "MARKUP-UNSUPPORTED"),
        (f"{REMARK} og mere", "MARKUP-UNSUPPORTED"),
        (f"<b>fed</b> {REMARK}", "MARKUP-UNSUPPORTED"),
        (f"\\{REMARK}", None),
    ],
)
def test_no_other_html(project, remark, rule):
    found, waived = outcome(project, f"Tekst {remark}\n")
    assert {each.partition(" ")[0] for each in found} == ({rule} if rule else set())
    assert waived == []


def test_the_nearest_rule_is_named(project, capsys, monkeypatch):
    monkeypatch.chdir(project)
    outcome(project, '<!-- bilag: tillad HEADING-LEVL "x" -->\n# A\n')
    assert run(["check"]) == 1
    assert "Mente du »HEADING-LEVEL«?" in capsys.readouterr().out


def test_what_stops_an_annex_cannot_be_waived(project):
    remark = '<!-- bilag: tillad FACT-UNKNOWN "det kommer" -->'
    assert outcome(project, f"Det er {{{{ ukendt }}}}. {remark}\n") == (
        ["FACT-UNKNOWN 4", "WAIVER-REFUSED 4"],
        [],
    )
    both = f"# A\n\n### B {REMARK}\n\n{{{{ ukendt }}}}\n"
    assert outcome(project, both) == (["FACT-UNKNOWN 8"], ["HEADING-LEVEL 6"])


# --- front matter ----------------------------------------------------------------------------------------


@pytest.fixture
def controlled(project):
    """A package whose declared number of rows is not that of its table."""
    package = project / "data" / "prove" / "datapackage.yaml"
    text = package.read_text(encoding="utf-8")
    assert text.count("\n    name: udgifter\n") + text.count("- name: udgifter\n") == 1
    lines = text.splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if "name: udgifter" in line)
    indent = " " * lines[at].index("name:")
    lines.insert(at + 1, f"{indent}bilag:rows: 99\n")
    package.write_text("".join(lines), encoding="utf-8")
    return project, at + 2


def waivers(*items):
    return "waivers:\n" + "".join(f"  - {{{item}}}\n" for item in items)


def test_in_the_front_matter(controlled):
    root, line = controlled
    assert outcome(root, "Tekst.\n") == ([f"CONTROL-ROWS {line}"], [])
    for place in (
        "",
        ", place: data/prove/datapackage.yaml",
        f', place: "data/prove/datapackage.yaml:{line}"',
    ):
        front = waivers(f"rule: CONTROL-ROWS, reason: rettes i juni{place}")
        assert outcome(root, "Tekst.\n", front) == ([], [f"CONTROL-ROWS {line}"])
    for place in ("data/prove/udgifter.csv", "data/prove/datapackage", '"data/prove/datapackage.yaml:1"'):
        front = waivers(f"rule: CONTROL-ROWS, reason: rettes, place: {place}")
        assert outcome(root, "Tekst.\n", front) == (["WAIVER-IDLE 4", f"CONTROL-ROWS {line}"], [])


def test_the_front_matter_waives_nothing_in_prose_unless_it_names_the_place(project):
    prose = "# A\n\n### B\n"
    front = waivers("rule: HEADING-LEVEL, reason: x")
    assert outcome(project, prose, front) == (["WAIVER-IDLE 4", "HEADING-LEVEL 8"], [])
    front = waivers("rule: HEADING-LEVEL, reason: x, place: content/prove/bilag.md")
    assert outcome(project, prose, front) == ([], ["HEADING-LEVEL 8"])


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ("rule: CONTROL-ROWS", "WAIVER-REASON"),
        ('rule: CONTROL-ROWS, reason: ""', "WAIVER-REASON"),
        ("rule: CONTROL-ROW, reason: x", "WAIVER-RULE"),
        ("reason: x", "SHAPE-MISSING-KEY"),
        ("rule: CONTROL-ROWS, reason: x, sted: y", "SHAPE-UNKNOWN-KEY"),
    ],
)
def test_faults_of_the_list(project, item, rule):
    found, _ = outcome(project, "Tekst.\n", waivers(item))
    assert rule in {each.partition(" ")[0] for each in found}


def test_many_remarks_that_are_none_take_no_time(project):
    parts = ("<!-- bilag: " * 50_000, " " * 200_000 + "x -->", "<!-- bilag: x --> a " * 5_000 + "-->")
    parts += ("<!-- bilag: x -->" * 20_000 + " a-->",)
    with no_hang():
        for part in parts:
            take_remarks(f"Tekst {part}\n", "a.md", 1, Report())


# --- what a waiver does not do ---------------------------------------------------------------------------


def test_a_waived_finding_fails_no_run(controlled, capsys, monkeypatch):
    root, _ = controlled
    monkeypatch.chdir(root)
    outcome(root, "Tekst.\n", waivers("rule: CONTROL-ROWS, reason: rettes i juni"))
    assert run(["check", "--strict"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Begrundede undtagelser:"
    assert said[-1].endswith("1 begrundet undtagelse.")
    assert build(root, "prove", Options(strict=True)).files


def test_nothing_of_it_is_in_the_files(project):
    outcome(project, f"# A\n\n### B {REMARK}\n\nTekst.\n")
    built = build(project, "prove", Options())
    outcome(project, "# A\n\n### B\n\nTekst.\n")
    other = build(project, "prove", Options(out=project / "andet"))
    for file in ("prove.docx", "prove.pdf", "prove.facts.json"):
        assert (project / "out" / "prove" / file).read_bytes() == (
            project / "andet" / "prove" / file
        ).read_bytes()
    assert built.report.waived
    assert other.report.waived == []


def test_the_document_holds_them(controlled):
    root, _ = controlled
    outcome(root, f"# A\n\n{REMARK}\n### B\n", waivers("rule: CONTROL-ROWS, reason: rettes"))
    document = prepare(root, "prove").document
    level = WaiverRecord("HEADING-LEVEL", "skabelonen er sådan", document.sections[0].sections[0].id)
    assert document.waivers == (WaiverRecord("CONTROL-ROWS", "rettes"), level)


# --- several annexes -------------------------------------------------------------------------------------


@pytest.fixture
def two(project, monkeypatch):
    for kind in ("content", "data"):
        shutil.copytree(project / kind / "prove", project / kind / "andet")
    for name, fact in (("andet", "{count: udgifter}"), ("prove", "{calc: 3}")):
        (project / "data" / name / "facts.yaml").write_text(f"antal: {fact}\n", encoding="utf-8")
        write(project, name)
    monkeypatch.chdir(project)
    return project


def write(root, name, front="", prose="Tekst.\n"):
    text = f"---\ntitle: Prøve\n{front}---\n{prose}"
    (root / "content" / name / "bilag.md").write_text(text, encoding="utf-8")


DIFFER = "Advarsel FACTS-DIFFER »antal« er 3 i bilaget prove, men 4 i andet"


@pytest.mark.parametrize("command", ["check", "build"])
def test_facts_of_one_name_that_differ(two, capsys, command):
    assert run([command]) == 0
    said = capsys.readouterr().out
    assert f"data/prove/facts.yaml:1:1: {DIFFER}" in said
    assert run([command, "--fail-on", "warning"]) == 1
    capsys.readouterr()
    assert run([command, "prove"]) == 0
    assert "FACTS-DIFFER" not in capsys.readouterr().out


def test_facts_that_agree(two, capsys):
    (two / "data/prove/facts.yaml").write_text("antal: {calc: 2 + 2}\nandet: {calc: 1}\n", encoding="utf-8")
    assert run(["check"]) == 0
    assert "FACTS-DIFFER" not in capsys.readouterr().out


def test_one_annex_that_fails_does_not_stop_the_others(two, capsys):
    shutil.copytree(two / "content/prove", two / "content/tredje")
    shutil.copytree(two / "data/prove", two / "data/tredje")
    write(two, "prove", prose="}\n")
    assert run(["check"]) == 1
    assert "»antal« er 3 i bilaget tredje, men 4 i andet" in capsys.readouterr().out


def test_a_difference_that_is_waived(two, capsys):
    write(two, "prove", waivers("rule: FACTS-DIFFER, reason: to perioder"))
    assert run(["check", "--strict"]) == 0
    assert "Begrundelse: to perioder" in capsys.readouterr().out
    # One annex alone cannot tell that the waiver is idle, all together can.
    assert run(["check", "--strict", "prove"]) == 0
    (two / "data/prove/facts.yaml").write_text("antal: {calc: 4}\n", encoding="utf-8")
    assert run(["check", "--strict"]) == 1
    assert "WAIVER-IDLE" in capsys.readouterr().out


def test_a_strict_build_compares_before_it_writes(two, capsys):
    """The annex that contradicts the other is not written; the other is."""
    assert run(["build", "--strict", "--to", "facts.json"]) == 1
    assert DIFFER in capsys.readouterr().out
    assert (two / "out/andet/andet.facts.json").is_file()
    assert not (two / "out/prove").exists()
    assert run(["build", "--strict", "--to", "facts.json", "prove"]) == 0
    assert (two / "out/prove/prove.facts.json").is_file()


def test_a_strict_build_of_what_was_waived(two, capsys):
    write(two, "prove", waivers("rule: FACTS-DIFFER, reason: to perioder"))
    assert run(["build", "--strict", "--to", "facts.json"]) == 0
    assert (two / "out/prove/prove.facts.json").is_file()


def test_a_strict_build_with_an_annex_that_cannot_be_composed(two, capsys):
    write(two, "andet", prose="}\n")
    assert run(["build", "--strict", "--to", "facts.json"]) == 1
    assert "FACTS-DIFFER" not in capsys.readouterr().out
    assert not (two / "out/andet").exists()
    assert (two / "out/prove/prove.facts.json").is_file()
