"""The story of a correction, from the command line as a user would: build, issue, a wrong figure, put right.

Every line that a person reads on the way is in the test; what the files look like was seen once. The story is
told by processes of their own, what may go wrong on the way in this one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bilag.storage.wordfile import read_parts
from bilag.write.docx.parts import zipped
from tests.support import kina
from tests.support.commands import run_here
from tests.support.corrections import FILE, FRONT, UDGIFTER
from tests.support.projects import edit

TITLE = "Bilag 1 - Evaluering af Region Hovedstadens Kina-indsats 2012-2017 (ekskl. miljø-ren jord)"
OUT = f"out/{kina.NAME}"
CORRECTION = """"2.0":
  replaces: "1.0"
  replaced_date: 2026-03-03
  reason: En faktura fra 2016 var ikke bogført.
  reasons:
    forbrug_i_alt: Følger af udgiften til delegationer.
  recommendation: Rettelsen ændrer ikke indstillingen.
"""


Run = Callable[..., subprocess.CompletedProcess[str]]


def said(project: Path, *arguments: str, code: int = 0, run: Run = run_here) -> list[str]:
    done = run(*arguments, cwd=project)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.splitlines()


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_story_of_a_correction(tmp_path: Path) -> None:
    project = kina.copy_project(tmp_path)
    told = partial(said, run=kina.run_bilag)
    edit(project, FRONT, "status: draft", 'status: approved\nnumber: "1"\ndate: 2026-03-03')

    # Built and issued.
    told(project, "build")
    lines = told(project, "issue")
    assert lines[0] == f"{kina.NAME}: version 1.0 er frigivet."
    assert lines[-1] == f"Læg denne mappe i versionsstyring: {OUT}/issued/1.0"
    first = tree(project / OUT / "issued/1.0")
    assert {f"{TITLE}.docx", f"{TITLE}.pdf", "issue.json", "model.json", "facts.json"} <= first.keys()
    assert f"{kina.NAME} svarer til frigivet version 1.0." in told(project, "build")
    assert "Intet er ændret." in told(project, "diff")

    # A figure turns out wrong; what will it touch?
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    edit(project, f"data/{kina.NAME}/datapackage.yaml", 'equals: "2,8"', 'equals: "2,9"')
    before = tree(project / OUT)
    lines = told(project, "diff", "--data")
    assert f"  udgifter, delegationer, beløb: 1,3 → 1,4 ({UDGIFTER}:2:3)" in lines
    assert lines[-1] == "Uændret: 56 af 60 tal."
    assert tree(project / OUT) == before

    # It becomes a version of its own.
    edit(project, FRONT, "date: 2026-03-03", "date: 2026-05-12")
    edit(project, FRONT, 'version: "1.0"', 'version: "2.0"')
    (project / FILE).write_text(CORRECTION, encoding="utf-8")
    lines = told(project, "build")
    assert any(line.startswith("udgift_delegationer: 1,3\u00a0mio.\u00a0kr. → 1,4") for line in lines), lines
    assert f"{kina.NAME} adskiller sig fra frigivet version 1.0: docx, pdf, facts.json." in lines
    lines = told(project, "diff")
    assert lines[:2] == ["Fra: version 1.0, frigivet 3. marts 2026", "Til: bilaget, som det er nu"]
    assert (
        "  udgift_delegationer: 1,3 mio. kr. → 1,4 mio. kr. (+0,1 mio. kr., +7,7 pct.) "
        "(Udgift til delegationer)"
    ) in lines
    assert (
        "      under »Ressourcer og aktiviteter i perioden 2012-2017«, i »Tabel 1. Udgifter til "
        "Kina-indsatsen 2012-2017«, række 5 (»I alt«), kolonne 2 (»Mio. kr.«)"
    ) in lines
    assert "      nu: »Rettet version af 12. maj 2026. Erstatter version 1.0 af 3. marts 2026.«" in lines
    assert lines[-1] == "Uændret: 56 af 60 tal og 59 af 66 linjer."

    # All that goes with it, in one command.
    lines = told(project, "redline", "--sheet")
    assert {
        f"{OUT}/rettelse/Rettelse til bilag 1.docx",
        f"{OUT}/rettelse/Rettelse til bilag 1.pdf",
        f"{OUT}/rettelse/sagstekst.txt",
        f"{OUT}/intern/{kina.NAME}.redline.docx",
        f"{OUT}/{kina.NAME}.docx",
    } <= set(lines)
    case = (project / OUT / "rettelse/sagstekst.txt").read_text(encoding="utf-8")
    assert "Stod: 1,3 mio. kr.; Rettes til: 1,4 mio. kr.; Forskel: +0,1 mio. kr.; Årsag: En faktura" in case
    assert case.endswith("Rettelsen ændrer ikke indstillingen.\nØvrige tal er uændrede (56 af 60).\n")
    sheet = [f"{OUT}/rettelse/Rettelse til bilag 1.{kind}" for kind in ("docx", "pdf")]
    assert told(project, "verify", *sheet)[0] == "Word og PDF stemmer overens"
    with zipfile.ZipFile(project / OUT / f"intern/{kina.NAME}.redline.docx") as redline:
        comments = redline.read("word/comments.xml").decode()
        assert "INTERN - ændringsmarkeret" in redline.read("docProps/core.xml").decode()
    assert "1,3 mio. kr." in comments
    assert f"{UDGIFTER}:2:3" in comments

    # Issued under a name of its own; both versions are what they were.
    lines = told(project, "issue")
    assert lines[0] == f"{kina.NAME}: version 2.0 er frigivet."
    corrected = f"{OUT}/issued/2.0/{TITLE} (rettet 12. maj 2026)"
    assert f"{corrected}.docx" in lines
    assert tree(project / OUT / "issued/1.0") == first
    for file in (f"{corrected}.docx", f"{corrected}.pdf"):
        answers = told(project, "verify", file)
        assert not [line for line in answers if "NEJ" in line]
        assert "version 2.0" in answers[1]
    answers = told(project, "verify", f"{OUT}/issued/1.0/{TITLE}.docx", code=1)
    assert "version 1.0" in answers[1]
    assert "      forbrug_i_alt viser »2,8 mio. kr.«; projektet har »2,9 mio. kr.« i dag" in answers
    assert told(project, "diff", "1.0", "2.0")[-1] == "Uændret: 56 af 60 tal og 59 af 66 linjer."
    traced = told(project, "trace", f"{corrected}.docx", "udgift_delegationer")
    assert any(f"{UDGIFTER}:2:3" in line for line in traced)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = kina.copy_project(tmp_path_factory.mktemp("frigivet"))
    edit(project, FRONT, "status: draft", 'status: approved\nnumber: "1"\ndate: 2026-03-03')
    said(project, "issue")
    edit(project, UDGIFTER, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    return project


def test_two_files_alone(issued: Path) -> None:
    """As far as they know their figures: the Word file of one version against the PDF of the next."""
    folder = f"{OUT}/issued/1.0"
    lines = said(issued, "diff", f"{folder}/{TITLE}.docx", f"{folder}/{TITLE}.pdf")
    assert lines[3] == "Intet er ændret."
    said(issued, "build")
    for kind in ("docx", "pdf"):
        done = said(issued, "diff", f"{folder}/{TITLE}.{kind}", f"{OUT}/{kina.NAME}.docx", "--format", "json")
        found = json.loads("\n".join(done))
        assert {fact["id"] for fact in found["facts"]} == {
            "forbrug_i_alt",
            "udgift_delegationer",
            "udgifter/delegationer/beløb",
            "udgifter/total/beløb",
        }
        assert found["texts"] == []
        assert found["cells"] is None


def test_folders(issued: Path) -> None:
    by_folder = said(issued, "diff", f"{OUT}/issued/1.0")
    assert by_folder == said(issued, "diff", "1.0") == said(issued, "diff")
    assert said(issued, "diff", "1.0", OUT)[0] == "Fra: version 1.0, frigivet 3. marts 2026"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("diff", "3.0"), "Der er ingen version 3.0; frigivet er: 1.0."),
        (("diff", "ingen.docx"), "ingen.docx: filen findes ikke"),
        (("diff", "data"), "Der er intet bilag i mappen data."),
        (("diff", "--annex", "andet"), "Skriv, hvilket bilag: kina-2012-2017."),
        (("redline", "--sheet"), "er ikke en rettelse"),
        (("redline", "--date", "12. maj"), "--date 12. maj"),
        (("issue", "--by", "Region\nHovedstaden"), "--by er navnet på en organisation på én linje."),
    ],
)
def test_what_cannot_be_compared(issued: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run_here(*arguments, cwd=issued)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ""


def test_an_error_stops_no_part_of_a_correction_unseen(issued: Path, tmp_path: Path) -> None:
    """As in a build: what can be written is, and the error is told."""
    project = tmp_path / "projekt"
    shutil.copytree(issued, project)
    edit(project, FRONT, 'version: "1.0"', 'version: "2.0"')
    edit(project, FRONT, "date: 2026-03-03", "date: 2026-05-12")
    (project / FILE).write_text(CORRECTION, encoding="utf-8")
    text = f"content/{kina.NAME}/ressourcer.md"
    edit(
        project, text, "Samlet udgift på", '[Tredoblet]{claim="lejemaal_efter = 3 * lejemaal_foer"} udgift på'
    )
    done = run_here("redline", "--sheet", cwd=project)
    assert done.returncode == 1
    assert "CLAIM-BROKEN" in done.stderr
    assert f"{OUT}/{kina.NAME}.docx" in done.stdout.splitlines()


@pytest.mark.parametrize("file", ["rettelse/sagstekst.txt", f"intern/{kina.NAME}.redline.docx"])
def test_a_file_of_the_correction_that_somebody_wrote_in_is_not_lost(
    issued: Path, tmp_path: Path, file: str
) -> None:
    project = tmp_path / "projekt"
    shutil.copytree(issued, project)
    edit(project, FRONT, 'version: "1.0"', 'version: "2.0"')
    edit(project, FRONT, "date: 2026-03-03", "date: 2026-05-12")
    (project / FILE).write_text(CORRECTION, encoding="utf-8")
    said(project, "redline", "--sheet")
    (project / OUT / file).write_bytes(b"mine")
    stem, _, suffix = file.rpartition(".")
    assert f"{OUT}/{stem}.ny.{suffix}" in said(project, "redline", "--sheet")
    assert (project / OUT / file).read_bytes() == b"mine"


def test_a_sheet_that_somebody_edited_is_not_lost(issued: Path, tmp_path: Path) -> None:
    project = tmp_path / "projekt"
    shutil.copytree(issued, project)
    edit(project, FRONT, 'version: "1.0"', 'version: "2.0"')
    edit(project, FRONT, "date: 2026-03-03", "date: 2026-05-12")
    (project / FILE).write_text(CORRECTION, encoding="utf-8")
    said(project, "redline", "--sheet")
    sheet = project / OUT / "rettelse" / "Rettelse til bilag 1.docx"
    parts = read_parts(sheet.read_bytes())
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"Rettelsen", b"Fejlen")
    edited = zipped(parts)
    sheet.write_bytes(edited)
    for _ in range(2):
        lines = said(project, "redline", "--sheet")
        assert f"{OUT}/rettelse/Rettelse til bilag 1.ny.docx" in lines
        assert sheet.read_bytes() == edited
    sheet.unlink()
    said(project, "redline", "--sheet")
    assert sorted(path.name for path in sheet.parent.iterdir()) == [
        "Rettelse til bilag 1.docx",
        "Rettelse til bilag 1.pdf",
        "sagstekst.txt",
    ]


def test_versions_where_there_are_two_annexes(issued: Path, tmp_path: Path) -> None:
    project = tmp_path / "projekt"
    shutil.copytree(issued, project)
    for folder in ("content", "data"):
        shutil.copytree(project / folder / kina.NAME, project / folder / "andet")
    assert said(project, "diff", "1.0", "1.0", "--annex", kina.NAME)[3] == "Intet er ændret."
    done = run_here("diff", "1.0", "1.0", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Skriv, hvilket bilag: andet, {kina.NAME}.\n"


def test_a_version_that_was_changed_in_the_ledger(issued: Path, tmp_path: Path) -> None:
    """It is compared, and said not to be what was issued; a correction sheet is not made from it."""
    project = tmp_path / "projekt"
    shutil.copytree(issued, project)
    edit(project, FRONT, 'version: "1.0"', 'version: "2.0"')
    edit(project, FRONT, "date: 2026-03-03", "date: 2026-05-12")
    (project / FILE).write_text(CORRECTION, encoding="utf-8")
    model = project / OUT / "issued/1.0/model.json"
    model.chmod(0o644)
    model.write_bytes(model.read_bytes().replace(b"1,3", b"1,2"))
    for arguments in (("diff",), ("redline",), ("redline", "--sheet")):
        done = run_here(*arguments, cwd=project)
        assert done.returncode == 1
        assert f"{OUT}/issued/1.0/model.json: Fejl LEDGER-CHANGED" in done.stdout + done.stderr
    assert not (project / OUT / "rettelse").exists()
    issue = project / OUT / "issued/1.0/issue.json"
    issue.chmod(0o644)
    issue.write_text("{}", encoding="utf-8")
    done = run_here("diff", cwd=project)
    assert done.returncode == 1
    assert "LEDGER-UNREADABLE" in done.stdout + done.stderr
    assert "er ikke frigivet endnu" not in done.stderr


def test_nothing_issued_and_nothing_built(tmp_path: Path) -> None:
    project = kina.copy_project(tmp_path)
    done = run_here("diff", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "hverken frigivet eller dannet" in done.stderr


def test_a_correction_of_what_was_never_issued(tmp_path: Path) -> None:
    project = kina.copy_project(tmp_path)
    edit(project, FRONT, "status: draft", "status: approved\ndate: 2026-05-12")
    edit(project, FRONT, 'version: "1.0"', 'version: "2.0"')
    (project / FILE).write_text(CORRECTION, encoding="utf-8")
    for command in (("issue",), ("redline", "--sheet")):
        done = run_here(*command, cwd=project)
        assert done.returncode == 1
        assert "CORRECTION-UNISSUED Version 1.0 er aldrig blevet frigivet" in done.stdout + done.stderr
    assert not (project / "out").exists() or not list((project / "out").rglob("*.docx"))


def test_a_comma_that_slipped(issued: Path, tmp_path: Path) -> None:
    """Held against the version issued last; a reason of its own settles it."""
    project = tmp_path / "projekt"
    shutil.copytree(issued, project)
    edit(project, UDGIFTER, "erhvervsdelegationer;1,4", "erhvervsdelegationer;7,0")
    found = [line for line in said(project, "check") if "FACT-OUTLIER" in line]
    assert len(found) == 1
    assert "»udgift_delegationer« er 7,0 mio. kr.; i frigivet version 1.0 var det 1,3 mio. kr." in found[0]
    edit(project, FRONT, 'version: "1.0"', 'version: "2.0"')
    corrections = CORRECTION.replace("forbrug_i_alt:", "udgift_delegationer:")
    (project / FILE).write_text(corrections, encoding="utf-8")
    assert not [line for line in said(project, "check") if "FACT-OUTLIER" in line]
