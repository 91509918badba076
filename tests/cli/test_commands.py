"""The command line: exit codes, languages, forms of output, and what each command leaves on the disk."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from bilag import __version__
from bilag.cli import COMMANDS, run
from tests.support.commands import call
from tests.support.projects import FACTS, TEXT, annex


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = tmp_path / "projekt"
    annex(root, "prove")
    monkeypatch.chdir(root)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return root


def write(root, text, name="prove"):
    (root / "content" / name / "bilag.md").write_text(text, encoding="utf-8")


# --- build -----------------------------------------------------------------------------------------------


def test_build(project, capsys):
    code, out, err = call(capsys, "build")
    assert code == 0
    names = ["prove.docx", "prove.pdf", "prove.facts.json", "prove.manifest.json"]
    assert out.splitlines() == [f"out/prove/{name}" for name in names]
    assert err == ""
    assert sorted(p.name for p in (project / "out" / "prove").iterdir()) == sorted(names)


def test_build_again_touches_nothing(project, capsys):
    run(["build"])
    capsys.readouterr()
    code, out, _ = call(capsys, "build")
    assert code == 0
    assert all(line.endswith("(uændret)") for line in out.splitlines())
    assert call(capsys, "build", "--quiet")[1] == ""


def test_what_changed_is_said(project, capsys):
    run(["build"])
    capsys.readouterr()
    data = project / "data" / "prove" / "udgifter.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("Rejser;1,3", "Rejser;1,4"), encoding="utf-8")
    _, out, _ = call(capsys, "build")
    assert (
        "forbrug: ca.\u00a02,8\u00a0mio.\u00a0kr. \u2192 ca.\u00a02,9\u00a0mio.\u00a0kr." in out.splitlines()
        or ("2,9" in out)
    )


def test_build_in_a_folder_below(project, capsys, monkeypatch):
    monkeypatch.chdir(project / "content" / "prove")
    assert call(capsys, "build")[0] == 0
    assert (project / "out" / "prove" / "prove.pdf").is_file()


def test_only_one_format(project, capsys):
    assert call(capsys, "build", "--to", "facts.json")[0] == 0
    assert {p.name for p in (project / "out" / "prove").iterdir()} == {
        "prove.facts.json",
        "prove.manifest.json",
    }


def test_a_build_of_one_format_does_not_forget_the_others(project, capsys):
    run(["build"])
    word = project / "out" / "prove" / "prove.docx"
    run(["build", "--to", "facts.json"])
    word.write_bytes(b"edited by hand")
    code, out, _ = call(capsys, "build")
    assert code == 0
    assert "OUT-EDITED" in out
    assert "den nye hedder prove.ny.docx" in out
    assert word.read_bytes() == b"edited by hand"
    new = word.with_name("prove.ny.docx").read_bytes()
    assert new.startswith(b"PK")
    word.unlink()
    code, out, _ = call(capsys, "build")
    assert (code, "OUT-EDITED" in out) == (0, False)
    assert word.read_bytes() == new
    assert not word.with_name("prove.ny.docx").exists()


def test_the_same_format_twice_is_once(project, capsys):
    assert call(capsys, "build", "--to", "facts.json,facts.json, ")[0] == 0


def test_another_folder(project, capsys, tmp_path):
    assert call(capsys, "build", "-o", str(tmp_path / "andet"), "--to", "facts.json")[0] == 0
    assert (tmp_path / "andet" / "prove" / "prove.facts.json").is_file()
    assert not (project / "out").exists()


def test_a_folder_that_cannot_be_made(project, capsys):
    (project / "fil").write_text("x", encoding="utf-8")
    code, out, err = call(capsys, "build", "-o", "fil", "--to", "facts.json")
    assert code == 1
    assert "OUT-FAILED" in out
    assert "intet er skrevet" in err


def test_faults_give_1_and_nothing_is_written(project, capsys):
    write(project, TEXT + "\n{{ forbrg }}\n")
    code, out, err = call(capsys, "build")
    assert code == 1
    assert out.splitlines()[0] == (
        "content/prove/bilag.md:7:1: Fejl FACT-UNKNOWN Der er intet tal med navnet »forbrg«"
    )
    assert err.splitlines() == ["prove: intet er skrevet."]
    assert not (project / "out").exists()


def test_one_broken_annex_does_not_stop_another(project, capsys):
    annex(project, "andet", TEXT + "\n}\n")
    code, out, err = call(capsys, "build")
    assert code == 1
    assert "content/andet/bilag.md:7:1" in out
    assert "andet: intet er skrevet." in err
    assert (project / "out" / "prove" / "prove.pdf").is_file()
    assert not (project / "out" / "andet").exists()


def test_one_annex_of_two(project, capsys):
    annex(project, "andet", "}")
    assert call(capsys, "build", "prove", "prove")[0] == 0


@pytest.mark.parametrize(
    "name", ["prov", "../projekt/content/prove", ".", "", "content/prove", "/", "prove\n"]
)
def test_an_unknown_annex(project, capsys, name):
    code, out, _ = call(capsys, "build", name)
    assert code == 1
    assert "ANNEX-UNKNOWN" in out
    assert not (project / "out").exists()


WARNS = "---\ntitle: Prøve\n---\n\n# Et\n\n### Tre\n"


@pytest.mark.parametrize(
    ("arguments", "code", "written"),
    [
        ((), 0, True),
        (("--fail-on", "error"), 0, True),
        (("--fail-on", "warning"), 1, True),
        (("--strict",), 1, False),
    ],
)
def test_warnings(project, capsys, arguments, code, written):
    write(project, WARNS)
    found, out, _ = call(capsys, "build", *arguments)
    assert found == code
    assert "Advarsel HEADING-LEVEL" in out
    assert (project / "out").exists() is written


def test_build_as_json(project, capsys):
    annex(project, "andet", TEXT + "\n}\n")
    code, out, _ = call(capsys, "build", "--format", "json")
    rows = json.loads(out)
    assert code == 1
    assert [row["annex"] for row in rows] == ["andet", "prove"]
    assert rows[0]["files"] == []
    assert [f["rule"] for f in rows[0]["findings"]] == ["MARKUP-BRACE"]
    assert all(f["changed"] for f in rows[1]["files"])


# --- check, facts, trace, formats ------------------------------------------------------------------------


def test_check(project, capsys):
    code, out, _ = call(capsys, "check")
    assert (code, out) == (0, "2 af 2 tal har kilde; 1 af 1 tal i teksten er bundet; 0 fund.\n")
    assert not (project / "out").exists()


def test_check_quiet_and_json(project, capsys):
    assert call(capsys, "check", "--quiet") == (0, "", "")
    code, out, _ = call(capsys, "check", "--format", "json")
    said = json.loads(out)
    assert (code, said["findings"], said["reconciliation"]) == (0, [], [])
    assert said["coverage"] == {"facts": 2, "facts_with_source": 2, "numbers": 1, "numbers_bound": 1}
    write(project, "}")
    code, out, _ = call(capsys, "check", "--format", "json")
    assert code == 1
    assert {row["rule"] for row in json.loads(out)["findings"]} == {"FRONT-MISSING", "MARKUP-BRACE"}


def test_facts(project, capsys):
    code, out, _ = call(capsys, "facts")
    assert code == 0
    assert "forbrug" in out
    assert "content/prove/bilag.md:5:14" in out
    code, out, _ = call(capsys, "facts", "--format", "json")
    assert [row["id"] for row in json.loads(out)] == ["antal", "forbrug"]


def test_trace(project, capsys):
    code, out, _ = call(capsys, "trace", "forbrug")
    assert code == 0
    assert "data/prove/udgifter.csv:2:2" in out
    code, out, _ = call(capsys, "trace", "forbrug", "prove", "--format", "json")
    assert len(json.loads(out)["cells"]) == 4


def test_trace_of_what_is_not_there(project, capsys):
    code, out, err = call(capsys, "trace", "forbrg")
    assert (code, out) == (2, "")
    assert "forbrug" in err


@pytest.mark.parametrize("command", [("facts",), ("trace", "forbrug")])
def test_listings_of_a_broken_annex(project, capsys, command):
    write(project, "}")
    code, out, err = call(capsys, *command)
    assert (code, out) == (1, "")
    assert "FRONT-MISSING" in err


@pytest.mark.parametrize("command", [("facts",), ("trace", "forbrug")])
def test_which_of_several(project, capsys, command):
    annex(project, "andet")
    code, _, err = call(capsys, *command)
    assert code == 2
    assert "andet, prove" in err


def test_formats(project, capsys):
    code, out, _ = call(capsys, "formats")
    assert code == 0
    assert "mio_kr" in out
    assert "whole kroner" not in out
    assert "whole kroner" in call(capsys, "formats", "--lang", "en")[1]
    assert {"name", "kind", "tokens", "example"} <= json.loads(
        call(capsys, "formats", "--format", "json")[1]
    )[0].keys()


# --- the command line itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("bygg",),
        ("build", "--strikt"),
        ("build", "--stri"),
        ("build", "--to", "odt"),
        ("build", "--to"),
        ("build", "--format", "xml"),
        ("build", "--lang", "sv"),
        ("build", "--fail-on", "note"),
        ("trace",),
    ],
)
def test_misuse_is_2(project, capsys, arguments):
    code, out, err = call(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err
    assert not (project / "out").exists()


@pytest.mark.parametrize("command", ["build", "check", "facts"])
def test_no_project_is_2(tmp_path, capsys, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(capsys, command)
    assert (code, out) == (2, "")
    assert err.startswith("Her er intet projekt")


def test_no_annex_is_2(tmp_path, capsys, monkeypatch):
    (tmp_path / "content").mkdir()
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    assert call(capsys, "build")[0] == 2


def test_version_and_help(capsys):
    assert call(capsys, "--version") == (0, f"bilag {__version__}\n", "")
    code, out, _ = call(capsys, "build", "--help")
    assert code == 0
    assert "brug: bilag build" in out
    assert "usage: bilag build" in call(capsys, "build", "--help", "--lang", "en")[1]


@pytest.mark.parametrize(
    "arguments", [("--lang", "en", "check"), ("check", "--lang", "en"), ("check", "--lang=en")]
)
def test_english(project, capsys, arguments):
    write(project, "---\ntitle: Prøve\n---\n}\n")
    code, out, _ = call(capsys, *arguments)
    assert code == 1
    assert "Error MARKUP-BRACE a brace is left over" in out


def test_a_fault_of_ours_is_3(project, capsys, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("x")

    monkeypatch.setattr("bilag.pipeline.make.prepare", broken)
    code, out, err = call(capsys, "build")
    assert (code, out) == (3, "")
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err
    monkeypatch.setenv("BILAG_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(["build"])


# --- as a process ----------------------------------------------------------------------------------------


def bilag(*arguments, cwd, **environment):
    return subprocess.run(
        [sys.executable, "-m", "bilag", *arguments],
        cwd=cwd,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_no_progress_in_a_pipe(project):
    ran = bilag("build", "--to", "facts.json", cwd=project)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_terminal_without_danish_letters(project):
    write(project, "---\ntitle: Prøve\n---\n{{ æøå }}\n")
    ran = bilag("check", cwd=project, PYTHONIOENCODING="ascii")
    assert ran.returncode == 1
    assert b"FACT-UNKNOWN" in ran.stdout
    assert ran.stderr == b""


def test_a_reader_that_has_seen_enough(project):
    script = f"{sys.executable} -m bilag formats | head -1; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", script], cwd=project, capture_output=True, check=False)
    assert ran.stderr == b""
    assert ran.stdout.splitlines()[-1] == b"0"


def test_a_closed_pipe(project):
    facts = "".join(f"f{n}: {{count: udgifter}}\n" for n in range(3000)) + FACTS
    (project / "data" / "prove" / "facts.yaml").write_text(facts, encoding="utf-8")
    script = f"{sys.executable} -m bilag facts | head -1; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", script], cwd=project, capture_output=True, check=False)
    assert ran.stderr == b""
    assert ran.stdout.splitlines()[-1] == b"0"


def test_a_facts_file_that_is_not_ours(project, capsys):
    run(["build"])
    for content in (
        "[]",
        "{",
        '{"facts": [1]}',
        '{"facts": [{"id": "forbrug", "printed": 3}]}',
        "[" * 100_000,
    ):
        (project / "out" / "prove" / "prove.facts.json").write_text(content, encoding="utf-8")
        assert run(["build"]) == 0
    capsys.readouterr()


def test_each_command_is_found_alone_and_among_all(capsys):
    """A command line that names a command has no other in its parser; `--help` has all, in their order."""
    assert run(["--help"]) == 0
    helped = capsys.readouterr().out
    names = list(COMMANDS)
    listed = [line.split()[0] for line in helped.splitlines() if re.match(r" {4}[a-z]", line)]
    assert listed == names
    for name in names:
        assert run(["--lang", "en", name, "--help"]) == 0
        assert f"bilag {name} " in capsys.readouterr().out
    assert run(["--lang=en", "nothing", "build"]) == 2
    said = capsys.readouterr().err
    assert all(name in said for name in names)


# --- what is printed, traced; what a build would refuse, checked -------------------------------------------


def test_check_finds_the_sign_that_a_build_cannot_print(project, capsys):
    write(project, TEXT + "\nRejsen gik til \u4e2d\u570b.\n")
    code, checked, _ = call(capsys, "check")
    assert code == 1
    assert "GLYPH-MISSING" in checked
    assert not (project / "out").exists()
    assert [line for line in call(capsys, "build")[1].splitlines() if "GLYPH-MISSING" in line] == [
        line for line in checked.splitlines() if "GLYPH-MISSING" in line
    ]


TABLE = """
:::{table} udgifter
caption: Udgifter
columns:
  - {field: post, heading: Post}
  - {field: beløb, heading: Regnskab}
:::
"""


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("forbrug", ["forbrug"]),
        ("1,3", ["udgifter/Rejser/beløb"]),
        ("1,3 mio. kr.", []),
        ("2,8 mio. kr.", ["forbrug"]),
        ("2,8\u00a0mio.\u00a0kr.", ["forbrug"]),
        ("1/Rejser/Regnskab", ["udgifter/Rejser/beløb"]),
        ("2/Regnskab", []),
        ("1/Budget", []),
    ],
)
def test_a_number_is_traced_by_what_is_printed(project, capsys, asked, ids):
    write(project, TEXT + TABLE)
    code, out, err = call(capsys, "trace", asked, "--format", "json")
    assert code == (0 if ids else 2)
    assert ([json.loads(out)["id"]] if ids else []) == ids
    assert ids or asked in err


def test_a_column_is_traced_whole(project, capsys):
    write(project, TEXT + TABLE)
    _, out, _ = call(capsys, "trace", "1/Regnskab", "--format", "json")
    named = [each["id"] for each in json.loads(out)]
    assert named[0] == "udgifter/Rejser/beløb"
    assert len(named) == len(set(named)) > 2
    assert len(call(capsys, "trace", "1/Regnskab")[1].splitlines()) >= 2 * len(named)
