"""`bilag issue`: what is frozen, what is refused, and that nothing issued is ever changed."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from bilag.cli import run
from bilag.diagnostics.findings import Report
from bilag.document.forms.modeljson import document_from_json
from bilag.pipeline import issue as issuing
from bilag.pipeline.deliver import Options
from bilag.pipeline.issue import issue
from bilag.pipeline.make import build
from bilag.pipeline.prepare import prepare
from bilag.storage import folder as folders
from bilag.storage.ledger import check_files, files_of, read_ledger
from bilag.storage.manifest import file_hash
from tests.support import kina
from tests.support.commands import call
from tests.support.issuing import BODY, LEDGER, correct, write
from tests.support.projects import annex, tree

NAME = "Bilag 1 - En prøve"


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = tmp_path / "projekt"
    annex(root, "prove")
    write(root)
    monkeypatch.chdir(root)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return root


def rules(root: Path, **wishes: str) -> list[str]:
    """What an issue is refused for; nothing may have been written."""
    done = issue(root, "prove", **wishes)
    assert done.entry is None
    assert not (root / LEDGER / "1.0").exists()
    assert not (root / "out" / "prove" / "prove.docx").exists()
    return sorted({f.rule for f in done.report if f.severity.name == "ERROR"})


# --- what is frozen --------------------------------------------------------------------------------------


def test_issue(project, capsys):
    code, out, err = call(capsys, "issue")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "prove: version 1.0 er frigivet.",
        f"out/prove/issued/1.0/{NAME}.docx",
        "out/prove/issued/1.0/facts.json",
        f"out/prove/issued/1.0/{NAME}.pdf",
        "Læg denne mappe i versionsstyring: out/prove/issued/1.0",
    ]
    assert sorted(tree(project / LEDGER / "1.0")) == [
        f"{NAME}.docx",
        f"{NAME}.pdf",
        "facts.json",
        "inputs/content/prove/bilag.md",
        "inputs/data/prove/aftaler.csv",
        "inputs/data/prove/datapackage.yaml",
        "inputs/data/prove/facts.yaml",
        "inputs/data/prove/udgifter.csv",
        *(f"inputs/templates/standard/fonts/Carlito-{face}.ttf" for face in ("Bold", "BoldItalic")),
        *(f"inputs/templates/standard/fonts/Carlito-{face}.ttf" for face in ("Italic", "Regular")),
        "inputs/templates/standard/theme.toml",
        "inputs/templates/standard/word.docx",
        "issue.json",
        "manifest.json",
        "model.json",
    ]
    (entry,) = read_ledger(project, "prove", Report())
    issued = entry.issued
    assert (issued.version, issued.date, issued.organisation, issued.number) == (
        "1.0",
        "2026-05-12",
        "Region Hovedstaden",
        "1",
    )
    assert {path: file_hash(entry.folder / path) for path in files_of(issued)} == files_of(issued)
    assert issued.libraries["zlib"] and issued.libraries["reportlab"]


def test_the_outputs_are_those_of_a_build(project):
    build(project, "prove", Options())
    before = tree(project / "out" / "prove")
    issue(project, "prove")
    out, issued = project / "out" / "prove", project / LEDGER / "1.0"
    assert {name: (out / name).read_bytes() for name in before} == before
    for kind in ("docx", "pdf"):
        assert (issued / f"{NAME}.{kind}").read_bytes() == before[f"prove.{kind}"]
    assert (issued / "facts.json").read_bytes() == before["prove.facts.json"]


def test_the_version_can_be_made_again_from_its_inputs_alone(project, tmp_path):
    """Whatever becomes of the project; on another machine, too."""
    issue(project, "prove")
    alone = tmp_path / "andetsteds"
    shutil.copytree(project / LEDGER / "1.0", alone)
    shutil.rmtree(project)
    again = prepare(alone / "inputs", "prove")
    assert again.document == document_from_json((alone / "model.json").read_bytes())
    made = build(alone / "inputs", "prove", Options(out=tmp_path / "ud"))
    assert not made.report.has_errors()
    for kind in ("docx", "pdf"):
        assert (tmp_path / "ud" / "prove" / f"prove.{kind}").read_bytes() == (
            alone / f"{NAME}.{kind}"
        ).read_bytes()


def test_the_whole_annex_with_its_own_template_settings_and_terms(tmp_path):
    root = kina.copy_project(tmp_path / "projekt")
    (root / "bilag.toml").write_text('center = "Center for Prøver"\n', encoding="utf-8")
    main = root / "content" / kina.NAME / "bilag.md"
    text = main.read_text("utf-8").replace("status: draft", "status: issued\ndate: 2018-01-15")
    main.write_text(text, "utf-8")
    done = issue(root, kina.NAME)
    assert done.entry and done.new, list(done.report)
    assert {"bilag.toml", "content/terms.yaml"} <= done.entry.issued.inputs.keys()
    again = prepare(done.entry.folder / "inputs", kina.NAME)
    assert again.document.hash == done.entry.issued.hash
    assert again.document.attachments


def test_a_time_that_was_set_is_kept(project, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1508803200")
    done = issue(project, "prove")
    assert done.entry and done.entry.issued.created == "2017-10-24T00:00:00Z"


def test_files_are_for_reading_only(project):
    issue(project, "prove")
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (project / LEDGER).rglob("*") if p.is_file()}
    assert modes == {0o444}


def test_versions_follow_each_other(project):
    first = issue(project, "prove").entry
    correct(project)
    write(project, version='"1.1"')
    done = issue(project, "prove")
    second = done.entry
    assert first and second
    assert [(f.rule, dict(f.args)) for f in done.report] == [("ISSUE-NAME", {"version": "1.0"})]
    assert (first.issued.previous, second.issued.previous) == ("", first.hash)
    report = Report()
    chain = read_ledger(project, "prove", report)
    for entry in chain:
        check_files(project, entry, report)
    assert ([e.issued.version for e in chain], list(report)) == (["1.0", "1.1"], [])


def test_a_correction_is_delivered_under_a_name_of_its_own(project):
    issue(project, "prove")
    correct(project)
    write(project, version='"1.1"', date="2026-06-01")
    reasons = '"1.1":\n  replaces: "1.0"\n  replaced_date: 2026-05-12\n  reason: Tallet var forkert.\n'
    (project / "data" / "prove" / "corrections.yaml").write_text(reasons, encoding="utf-8")
    done = issue(project, "prove")
    assert list(done.report) == []
    assert done.entry and "data/prove/corrections.yaml" in done.entry.issued.inputs
    assert done.entry.issued.outputs["pdf"].name == f"{NAME} (rettet 1. juni 2026).pdf"
    write(project, version='"1.2"', date="2026-06-02")
    done = issue(project, "prove")
    assert [(found.rule, dict(found.args)["version"]) for found in done.report] == [("ISSUE-NAME", "1.0")]


# --- who and when ----------------------------------------------------------------------------------------


def test_who_and_when_may_be_given(project):
    write(project, organisation=None, date=None)
    done = issue(project, "prove", by="Sønderby Kommune", date="2026-06-01")
    assert done.entry
    assert (done.entry.issued.organisation, done.entry.issued.date) == ("Sønderby Kommune", "2026-06-01")


def test_who_and_when_must_be_known(project):
    write(project, organisation=None, date=None)
    assert rules(project) == ["ISSUE-MISSING"]


def test_what_is_given_must_be_what_is_printed(project):
    assert rules(project, by="En anden") == ["ISSUE-OTHER"]
    assert rules(project, date="2026-05-13") == ["ISSUE-OTHER"]
    assert issue(project, "prove", by="Region Hovedstaden", date="2026-05-12").new


@pytest.mark.parametrize("text", ["12. maj 2026", "20260512", "2026-02-30"])
def test_a_date_that_is_none(project, capsys, text):
    assert call(capsys, "issue", "--date", text) == (
        2,
        "",
        f"--date {text} er ikke en dato; skriv den som 2026-05-12.\n",
    )


# --- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "in_review", "superseded", "withdrawn"])
def test_a_draft_is_refused(project, status):
    write(project, status=status)
    assert rules(project) == ["ISSUE-STATUS"]


def test_a_version_is_needed_that_can_be_a_folder(project):
    write(project, version=None)
    assert rules(project) == ["ISSUE-MISSING"]
    write(project, version='"1/0"')
    assert rules(project) == ["ISSUE-VERSION"]


@pytest.mark.parametrize("key", ["case", "meeting", "date", "organisation", "version"])
def test_a_field_that_is_empty(project, key):
    write(project, **{key: '""'})
    assert rules(project) == ["ISSUE-EMPTY"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("TODO: skriv resten.", "LEAVING-DRAFT"),
        ("Ring på tlf. 2012 3456.", "LEAVING-PHONE"),
        ("Skriv til jens.hansen@gmail.com.", "LEAVING-EMAIL"),
        ("<!-- en bemærkning -->", "MARKUP-UNSUPPORTED"),
        ("{{ forbrg }}", "FACT-UNKNOWN"),
    ],
)
def test_what_must_not_leave_the_house(project, text, rule):
    write(project, f"{BODY}\n{text}\n")
    assert rule in rules(project)


def test_what_somebody_answers_for_is_let_through(project):
    write(
        project, f'{BODY}\n<!-- bilag: tillad LEAVING-EMAIL "efter aftale" -->\nTil jens.hansen@gmail.com.\n'
    )
    assert issue(project, "prove").new


def test_a_warning_alone_does_not_stop_it(project):
    write(project, f"{BODY}\nI alt 17 møder.\n")
    done = issue(project, "prove")
    assert done.new and {f.rule for f in done.report} == {"NUMBER-UNBOUND"}


def test_what_does_not_read_back_is_refused(project, monkeypatch):
    real = issuing.read_back

    def another(outputs, prepared, progress=None):
        word = {name: data for name, data in outputs.items() if name.endswith("docx")}
        real({"prove.pdf": word["prove.docx"][:200]}, prepared, progress)

    monkeypatch.setattr(issuing, "read_back", another)
    assert rules(project) == ["READ-BACK-UNREADABLE"]


def test_the_file_changes_while_it_is_issued(project, monkeypatch):
    real = issuing.put

    def slow(path, data):
        real(path, data.replace(b"1,3", b"1,4") if path.name == "udgifter.csv" else data)

    monkeypatch.setattr(issuing, "put", slow)
    assert rules(project) == ["ISSUE-MOVED"]


def test_a_version_is_issued_once(project, capsys):
    issue(project, "prove")
    before = tree(project / LEDGER)
    code, out, _ = call(capsys, "issue", "prove")
    assert code == 0
    assert out.startswith("prove: version 1.0 er allerede frigivet med samme indhold.")
    assert tree(project / LEDGER) == before
    correct(project)
    code, out, err = call(capsys, "issue", "prove")
    assert code == 1
    assert "content/prove/bilag.md:7:" in out
    assert "ISSUE-AGAIN Version 1.0 er allerede frigivet med et andet indhold" in out
    assert err == "prove: intet er frigivet.\n"
    assert tree(project / LEDGER) == before


def test_nothing_is_issued_on_a_ledger_that_was_tampered_with(project):
    issue(project, "prove")
    file = project / LEDGER / "1.0" / "facts.json"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b" ")
    write(project, version='"1.1"')
    done = issue(project, "prove")
    assert [(f.rule, str(f.span)) for f in done.report] == [
        ("LEDGER-CHANGED", "out/prove/issued/1.0/facts.json")
    ]
    assert not (project / LEDGER / "1.1").exists()


def test_json(project, capsys):
    code, out, _ = call(capsys, "issue", "--format", "json")
    said = json.loads(out)
    assert code == 0
    assert said["issued"]["new"] is True
    assert said["issued"]["files"][0] == f"out/prove/issued/1.0/{NAME}.docx"
    write(project, status="draft", version='"2"')
    code, out, _ = call(capsys, "issue", "--format", "json")
    said = json.loads(out)
    assert (code, said["issued"], [f["rule"] for f in said["findings"]]) == (1, None, ["ISSUE-STATUS"])


def test_one_annex_at_a_time(project, capsys):
    annex(project, "anden")
    assert call(capsys, "issue") == (2, "", "Skriv, hvilket bilag: anden, prove.\n")


# --- a build afterwards ----------------------------------------------------------------------------------


def test_a_build_says_how_it_stands_to_the_last_version(project, capsys):
    _, out, _ = call(capsys, "build")
    assert "frigivet version" not in out
    run(["issue"])
    capsys.readouterr()
    _, out, _ = call(capsys, "build")
    assert out.splitlines()[-1] == "prove svarer til frigivet version 1.0."
    correct(project)
    _, out, _ = call(capsys, "build")
    assert out.splitlines()[-1] == "prove adskiller sig fra frigivet version 1.0: docx, pdf, facts.json."
    _, out, _ = call(capsys, "build", "--format", "json")
    assert json.loads(out)[0]["issued"] == {"version": "1.0", "differing": ["docx", "pdf", "facts.json"]}


def test_a_build_that_only_packs_otherwise_is_the_issued_version(project, monkeypatch):
    import zlib

    issue(project, "prove")
    packed = zlib.compress
    monkeypatch.setattr("bilag.write.pdf.file.objects.zlib.compress", lambda data, *_: packed(data, 1))
    built = build(project, "prove", Options())
    monkeypatch.undo()
    assert (project / "out/prove/prove.pdf").read_bytes() != (
        project / LEDGER / f"1.0/{NAME}.pdf"
    ).read_bytes()
    assert issuing.standing(project, "prove", built.files) == issuing.Standing("1.0")


def test_the_ledger_outlives_make_clean_and_git_sees_it(tmp_path):
    """The project's own Makefile and .gitignore, in a repository of their own."""
    root = kina.copy_project(tmp_path / "projekt")
    for name in ("Makefile", ".gitignore"):
        shutil.copy(kina.ROOT / name, root)
    folder = root / "out" / "prove" / "issued" / "1.0"
    (folder / "inputs" / "out").mkdir(parents=True)
    (folder.parent / ".issue.tmp").mkdir()
    kept = [folder / "issue.json", folder / f"{NAME}.docx", folder / "inputs" / "out" / "x.csv"]
    ignored = [
        root / "out/prove/prove.docx",
        root / "out/prove/intern/a.docx",
        folder.parent / ".issue.tmp/x",
    ]
    for file in (*kept, *ignored):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    for file in (*kept, *ignored):
        found = subprocess.run(["git", "check-ignore", "-q", str(file)], cwd=root, check=False)
        assert found.returncode == (0 if file in ignored else 1), file
    subprocess.run(["make", "-s", "clean"], cwd=root, check=True)
    assert all(file.exists() for file in kept)
    assert not ignored[0].exists()


# --- two at a time, and disks that fail ------------------------------------------------------------------


def test_two_people_issue_at_the_same_time(project):
    """One after the other: the first issues, the second finds that it was issued. Never two, never half."""
    start, found = threading.Barrier(2), []

    def person():
        start.wait()
        found.append(issue(project, "prove"))

    people = [threading.Thread(target=person) for _ in range(2)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert sorted(done.new for done in found) == [False, True]
    assert {done.entry.issued.version for done in found if done.entry} == {"1.0"}


def test_two_people_issue_two_versions_at_the_same_time(project, tmp_path):
    """From two copies of the project with one ledger: the chain does not fork."""
    (project / "out" / "prove").mkdir(parents=True)
    other = tmp_path / "kopi"
    shutil.copytree(project, other)
    shutil.rmtree(other / "out")
    (other / "out").symlink_to(project / "out")
    write(other, version='"1.1"')
    people = [threading.Thread(target=issue, args=(root, "prove")) for root in (project, other)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    report = Report()
    assert len(read_ledger(project, "prove", report)) == 2
    assert list(report) == []


def test_a_folder_that_is_there_already_is_never_replaced(tmp_path):
    """Where locks do not work, the rename alone decides, for an empty folder too."""
    with folders.beside(tmp_path / "issued") as made:
        folders.put(made / "x", b"1")
        (tmp_path / "issued" / "1.0").mkdir()
        with pytest.raises(FileExistsError):
            folders.publish(made, tmp_path / "issued" / "1.0")
    assert not list((tmp_path / "issued").glob(".issue*"))


def test_a_disk_that_is_full(project, monkeypatch):
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (_ for _ in ()).throw(OSError(errno.ENOSPC, "Fuld")))
    done = issue(project, "prove")
    monkeypatch.setattr(os, "fsync", real)
    assert [f.rule for f in done.report] == ["OUT-FAILED"]
    assert list((project / LEDGER).iterdir()) == []


def test_a_control_total_that_does_not_hold_is_refused_unless_somebody_explains_it(project):
    package = project / "data" / "prove" / "datapackage.yaml"
    text = package.read_text("utf-8").replace(
        "    schema:\n", '    bilag:total: [{field: beløb, equals: "9,9"}]\n    schema:\n', 1
    )
    package.write_text(text, "utf-8")
    assert rules(project) == ["CONTROL-TOTAL"]
