"""The copy of the Word file with the findings in its margin: at their places, for the house alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from bilag.cli import run
from tests.support.paths import BASE
from tests.support.tools import require_tool
from tests.support.wordkit import W, faults, parts_of

PROSE = """# Et

### Titel

Det er [fordoblet]{claim="tal = 2 * tal"}, ja [tredoblet]{claim="tal = 3 * tal"}.

- Et punkt.
- Det er [halveret]{claim="tal = tal / 2"}.

:::{table} udgifter
caption: Udgifter
columns:
  - {field: art, heading: "–"}
  - {field: beløb}
:::
"""
FRONT = "title: Prøve\norganisation: Region & Søn\ndate: 2026-05-12\n"
COPY = Path("out/prove/intern/prove.kommentarer.docx")


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = tmp_path / "projekt"
    shutil.copytree(BASE, root)
    (root / "data/prove/facts.yaml").write_text("tal: {calc: 3}\n", encoding="utf-8")
    package = root / "data/prove/datapackage.yaml"
    text = package.read_text(encoding="utf-8")
    package.write_text(
        text.replace("- name: udgifter", "- bilag:rows: 9\n    name: udgifter"), encoding="utf-8"
    )
    write(root, PROSE)
    monkeypatch.chdir(root)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return root


def write(root, prose):
    (root / "content/prove/bilag.md").write_text(f"---\n{FRONT}---\n{prose}", encoding="utf-8")


def anchored(data):
    """Each comment's rule by the words that it is set around."""
    parts = parts_of(data)
    comments = etree.fromstring(parts["word/comments.xml"])
    rules = {}
    for comment in comments:
        last = comment.findall(f"{W}p")[-1]
        rules[comment.get(f"{W}id")] = "".join(last.itertext()).partition(",")[0]
    found = []
    for paragraph in etree.fromstring(parts["word/document.xml"]).iter(f"{W}p"):
        starts = [e.get(f"{W}id") for e in paragraph.iter(f"{W}commentRangeStart")]
        for mark in ("commentRangeEnd", "commentReference"):
            assert sorted(starts) == sorted(e.get(f"{W}id") for e in paragraph.iter(f"{W}{mark}"))
        words = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
        found += [(rules.pop(id), words) for id in sorted(starts, key=int)]
    assert rules == {}
    return found


def test_each_finding_at_its_place(project, capsys):
    assert run(["check", "--comments"]) == 1
    assert f"\n{COPY.as_posix()}\n" in capsys.readouterr().out
    data = COPY.read_bytes()
    assert faults(data) == []
    words = "Det er fordoblet, ja tredoblet."
    assert anchored(data) == [
        ("CONTROL-ROWS", "Intern kopi med kommentarer: Bilag. Prøve"),
        ("HEADING-LEVEL", "Titel"),
        ("CLAIM-BROKEN", words),
        ("CLAIM-BROKEN", words),
        ("CLAIM-BROKEN", "Det er halveret."),
        ("TABLE-HEAD-EMPTY", "Tabel 1. Udgifter"),
    ]


def test_by_the_authority_and_for_the_house(project):
    run(["check", "--comments", "--quiet"])
    parts = parts_of(COPY.read_bytes())
    comments = parts["word/comments.xml"].decode()
    assert comments.count('w:author="Region &amp; Søn" w:date="2026-05-12T00:00:00Z"') == 6
    assert (
        "<dc:title>Intern kopi med kommentarer: Bilag. Prøve</dc:title>"
        in parts["docProps/core.xml"].decode()
    )
    assert "docProps/custom.xml" not in parts
    assert [path.name for path in COPY.parents[1].iterdir()] == ["intern"]


def test_the_same_bytes_again_and_an_older_copy_gives_way(project):
    run(["check", "--comments"])
    first = COPY.read_bytes()
    main = Path("content/prove/bilag.md")
    text = main.read_text(encoding="utf-8")
    main.write_text(f"{text}\nEt nyt afsnit.\n", encoding="utf-8")
    run(["check", "--comments"])
    assert COPY.read_bytes() != first
    main.write_text(text, encoding="utf-8")
    run(["check", "--comments"])
    assert COPY.read_bytes() == first
    assert [path.name for path in COPY.parent.iterdir()] == [COPY.name]


def test_a_copy_that_somebody_answered_in_is_not_lost(project, capsys):
    run(["check", "--comments"])
    first = COPY.read_bytes()
    COPY.write_bytes(b"answered")
    for _ in range(2):
        run(["check", "--comments"])
        beside = COPY.with_suffix(".ny.docx")
        assert (COPY.read_bytes(), beside.read_bytes()) == (b"answered", first)
        assert "OUT-EDITED" in capsys.readouterr().out


def test_a_clean_annex_and_one_that_cannot_be_composed(project):
    write(project, "Tekst.\n")
    package = Path("data/prove/datapackage.yaml")
    package.write_text(package.read_text(encoding="utf-8").replace("bilag:rows: 9", "bilag:rows: 4"), "utf-8")
    assert run(["check", "--comments", "--strict"]) == 0
    assert "word/comments.xml" not in parts_of(COPY.read_bytes())
    shutil.rmtree("out")
    write(project, "}\n")
    assert run(["check", "--comments"]) == 1
    assert not Path("out").exists()


def test_the_clean_file_has_no_comments(project):
    run(["build"])
    assert "word/comments.xml" not in parts_of(Path("out/prove/prove.docx").read_bytes())


@pytest.mark.long
def test_libreoffice_opens_it(project, tmp_path):
    """What LibreOffice reads is written out again with the comments in it."""
    run(["check", "--comments"])
    program = require_tool("soffice")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [program, profile, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path), str(COPY)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    content = parts_of((tmp_path / f"{COPY.stem}.odt").read_bytes())["content.xml"].decode()
    assert content.count("<office:annotation ") == 6
    assert "<dc:creator>Region &amp; Søn</dc:creator>" in content
