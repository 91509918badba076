"""A build with a cache gives what one without it gives, and makes nothing twice.

Most tests work on the project of `tests/support/scene.py`.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bilag.cli import run
from bilag.pipeline import build as remembering
from bilag.pipeline.build import build_all
from bilag.pipeline.deliver import Built, Options
from bilag.pipeline.prepare import prepare
from bilag.storage import fingerprints
from bilag.storage.cache import Cache
from bilag.write.writers import WRITERS
from tests.support import faults, kina
from tests.support.corrections import CORRECTIONS
from tests.support.projects import annex, tree
from tests.support.scene import CHANGES, CONTENT, DATA, NAME, OUT, TEMPLATE, edit, lay_out

ALL = ["load", "validate", "resolve", "compose", "check", *WRITERS]


def built(root: Path, *, cached: bool = True, **options: Any) -> tuple[Built, list[str]]:
    """The annex, and the stages that ran."""
    stages: list[str] = []
    cache = Cache(root) if cached else None
    (result,) = build_all(
        root, [NAME], Options(**options), progress=lambda _, stage: stages.append(stage), cache=cache
    )
    return result, stages


def said(result: Built, root: Path) -> tuple[Any, ...]:
    """All that a person or a program is told of a build, with paths in the project."""
    files = [(file.path.relative_to(root), file.changed, file.instead is None) for file in result.files]
    return list(result.report), set(result.report.waived), files, result.changes


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lay_out(tmp_path_factory.mktemp("huske") / "projekt")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        first, stages = built(root)
    assert stages == ALL
    assert len(first.files) == 4
    return root


@pytest.fixture
def root(scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return Path(shutil.copytree(scene, tmp_path / "projekt"))


def prove(root: Path, stages: list[str], **options: Any) -> None:
    """A cached build runs just these stages, gives what one without a cache gives, and then nothing runs."""
    other = Path(shutil.copytree(root, root.with_name("uden")))
    shutil.rmtree(other / ".bilag")
    expected, whole = built(other, cached=False, **options)
    result, ran = built(root, **options)
    assert whole == ALL or options
    assert ran == stages
    assert said(result, root) == said(expected, other)
    assert tree(root / "out") == tree(other / "out")
    again, ran = built(root, **options)
    assert ran == []
    assert not any(file.changed for file in again.files)
    assert said(again, root)[:2] == said(expected, other)[:2]
    assert tree(root / "out") == tree(other / "out")


def test_nothing_changed(root: Path):
    prove(root, [])


@pytest.mark.parametrize("change", CHANGES)
def test_each_kind_of_input_counts(root: Path, change: str):
    CHANGES[change](root)
    prove(root, ALL)


def test_what_is_new_counts(root: Path):
    """Files that were looked for in vain: they are found once they come."""
    (root / "bilag.toml").unlink()
    (root / "content" / "terms.yaml").unlink()
    (root / DATA / "corrections.yaml").unlink()
    edit(root, f"{CONTENT}/bilag.md", 'version: "1.1"', 'version: "1.0"')
    built(root)
    (root / "bilag.toml").write_text('center = "Et andet center"\n', "utf-8")
    prove(root, ALL)
    shutil.rmtree(root.with_name("uden"))
    (root / "content" / "terms.yaml").write_text("names: [Danmark]\n", "utf-8")
    prove(root, ALL)
    shutil.rmtree(root.with_name("uden"))
    (root / DATA / "corrections.yaml").write_text(CORRECTIONS, "utf-8")
    prove(root, ALL)


def test_a_template_of_the_projects_own_wins(root: Path):
    edit(root, f"{CONTENT}/bilag.md", "template: oestdanmark\n", "template: standard\n")
    shutil.rmtree(root / "templates" / "standard")
    built(root)
    own = shutil.copytree(kina.ROOT / "templates" / "standard", root / "templates" / "standard")
    assert built(root)[1] == []  # it is the same
    edit(root, "templates/standard/theme.toml", "I alt", "Sum")
    prove(root, ALL)
    shutil.rmtree(own)
    assert built(root)[1] == []  # the package's again, of which the result is still there


def test_back_to_what_it_was_is_found_again(root: Path):
    before = (root / CONTENT / "mere.md").read_bytes()
    edit(root, f"{CONTENT}/mere.md", "Mere", "Mindre")
    assert built(root)[1] == ALL
    (root / CONTENT / "mere.md").write_bytes(before)
    prove(root, [])


def test_the_time_that_the_files_state_counts(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1500000000")
    prove(root, ALL)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert built(root)[1] == []


def test_options_count(root: Path):
    prove(root, [*ALL[:5], "docx"], to=("docx",))
    shutil.rmtree(root.with_name("uden"))
    prove(root, [*ALL[:5], "pdf", "docx"], to=("pdf", "docx"))


@pytest.mark.parametrize("value", ["9.9.9"])
def test_the_version_of_the_tool_counts(root: Path, monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setattr("bilag.__version__", value)
    assert built(root)[1] == ALL


def test_our_code_and_the_libraries_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package, libraries = tmp_path / "bilag", tmp_path / "libraries"
    (package / "load").mkdir(parents=True)
    (package / "__init__.py").write_text("", "utf-8")
    (package / "load" / "files.py").write_text("a = 1\n", "utf-8")
    (libraries / "lxml-6.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr("bilag.__file__", str(package / "__init__.py"))
    monkeypatch.setattr(sys, "path", [str(libraries), str(tmp_path / "intet")])
    cache = Cache(tmp_path)

    def state() -> str:
        kept = fingerprints.tool_state(cache)
        assert kept == fingerprints.tool_state(Cache(tmp_path / "tom"))
        return kept

    states = [state()]
    (package / "load" / "files.py").write_text("a = 2\n", "utf-8")
    states.append(state())
    (package / "ny.py").write_text("", "utf-8")
    states.append(state())
    (libraries / "lxml-6.0.dist-info").rename(libraries / "lxml-6.1.dist-info")
    states.append(state())
    monkeypatch.setattr(sys, "version", "4.0")
    states.append(state())
    assert len(set(states)) == len(states)
    os.utime(package / "ny.py")  # touched, and the same
    assert state() == states[-1]


def test_strict_gives_the_same(root: Path):
    prove(root, [*ALL, "read"], strict=True)


def test_strict_writes_nothing_with_a_cache_either(root: Path):
    """Nor is it remembered: what is not written is made anew, with the same findings."""
    edit(root, f"{CONTENT}/mere.md", "# Mere", "# Mere\n\nDer var 17 af dem.")
    assert built(root)[1] == ALL
    before = tree(root / "out")
    result, _ = built(root, strict=True)
    assert ([f.rule for f in result.report], result.files) == (["NUMBER-UNBOUND"], ())
    assert tree(root / "out") == before
    assert said(built(root)[0], root)[0] == list(result.report)


def test_all_that_is_read_is_looked_at(root: Path):
    """What Python itself tells of every file that is opened and every folder that is listed."""
    seen: set[str] = set()
    watching = [True]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if (
            watching
            and event in ("open", "os.listdir", "os.scandir")
            and isinstance(arguments[0], str | Path)
        ):
            seen.add(str(arguments[0]))

    sys.addaudithook(hook)
    shutil.rmtree(root / ".bilag")
    before = remembering.signatures
    with pytest.MonkeyPatch.context() as patch:  # its own look at the files is none of the build's
        patch.setattr(remembering, "signatures", lambda *_: {})
        patch.setattr(remembering, "looked_at", lambda *_: {})
        built(root)
    watching.clear()
    assert remembering.signatures is before
    template = [p.relative_to(root / TEMPLATE).as_posix() for p in (root / TEMPLATE).rglob("*.*")]
    paths = fingerprints.looked_for(NAME, prepare(root, NAME).inputs.files)
    looked = fingerprints.looked_at(root, NAME, paths, "oestdanmark", template).keys()
    read = {Path(path).relative_to(root).as_posix() for path in seen if path.startswith(f"{root}/")}
    inputs = {path for path in read if not path.startswith((".bilag", OUT))}
    assert len(inputs) > 15
    assert inputs - looked == {"content"}  # to know the annexes there are
    issued = {path.removeprefix(f"{OUT}/") for path in read if path.startswith(f"{OUT}/issued/")}
    assert {path for path in issued if "." in path.rpartition("/")[2] and path.endswith(".json")} <= looked


# --- the files that are there already --------------------------------------------------------------------


def test_a_file_that_is_missing_or_older_is_put_there(root: Path):
    whole = tree(root / OUT)
    word = root / OUT / f"{NAME}.docx"
    word.unlink()
    result, ran = built(root)
    assert (ran, [file.path.name for file in result.files if file.changed]) == ([], [word.name])
    assert tree(root / OUT) == whole
    assert built(root, out=root / "andet")[1] == []
    assert (root / "andet" / NAME / word.name).read_bytes() == word.read_bytes()


def test_a_file_that_a_person_edited_stays(root: Path):
    word = root / OUT / f"{NAME}.docx"
    word.write_bytes(b"rettet i Word")
    prove(root, [])
    assert word.read_bytes() == b"rettet i Word"
    result, _ = built(root)
    assert "OUT-EDITED" in [found.rule for found in result.report]
    word.unlink()
    assert "OUT-EDITED" not in [found.rule for found in built(root)[0].report]
    assert sorted(p.name for p in (root / OUT).glob("*.docx")) == [word.name]


def test_what_is_printed_otherwise_than_before_is_told(root: Path):
    """Going back to older data: the cache gives the files, and the change is told as ever."""
    data = root / DATA / "udgifter.csv"
    before = data.read_bytes()
    edit(root, f"{DATA}/udgifter.csv", "1,3", "1,4")
    there, _ = built(root)
    data.write_bytes(before)
    back, ran = built(root)
    assert ran == []
    assert {id: (old, new) for id, old, new in back.changes} == {
        id: (new, old) for id, old, new in there.changes
    }
    assert back.changes


# --- what is read anew --------------------------------------------------------------------------------

READERS = {"YAML": "yaml", "TOML": "tomllib", "Word": "lxml"}
NEEDS = {
    "prose": set(),
    "facts": {"YAML"},
    "the template's words": {"TOML", "Word"},
    "word.docx": {"TOML", "Word"},
    "a font": {"TOML", "Word"},
}
"""What a build in a process of its own has to import, by what changed since the last."""
EVERYDAY = ("facts", "the template's words")
BUILD = """
import sys
from bilag.cli import run
code = run(["build", "--quiet", *sys.argv[1:]])
print("imported", *sorted(sys.modules))
sys.exit(code)
"""


def commanded(project: Path, *options: str) -> tuple[str, set[str]]:
    """What the command says, and the modules that it took."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, *options],
        cwd=project,
        env=kina.plain_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    said, _, modules = done.stdout.rpartition("imported ")
    return said, set(modules.split())


@pytest.mark.parametrize(
    "change", [c if c in EVERYDAY else pytest.param(c, marks=pytest.mark.long) for c in NEEDS]
)
def test_only_what_changed_is_read(root: Path, change: str):
    (root / "bilag.toml").unlink()  # it is read each time
    commanded(root)
    CHANGES[change](root)
    other = Path(shutil.copytree(root, root.with_name("uden")))
    said, modules = commanded(root)
    expected, every = commanded(other, "--no-cache")
    assert {name for name, module in READERS.items() if module in modules} == NEEDS[change]
    assert {*READERS.values()} <= every
    assert said == expected
    assert tree(root / "out") == tree(other / "out")


# --- the cache itself ------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", range(0, 100, 10))
def test_a_broken_cache_is_made_anew(root: Path, share: int):
    before = tree(root / "out")
    for path in (root / ".bilag" / "cache").iterdir():
        data = path.read_bytes()
        at = len(data) * share // 100
        path.write_bytes(data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :])
    assert built(root)[1] == ALL
    assert built(root)[1] == []
    assert tree(root / "out") == before


def test_an_entry_with_files_of_other_names_is_none(root: Path):
    """A folder that came with a project from elsewhere does not say where files are put."""
    cache = Cache(root)
    for path in list(cache.folder.iterdir()):
        if len(path.name) == 64 and (found := cache.get(path.name))[1]:
            cache.put(path.name, found[0], {f"../{name}": data for name, data in found[1].items()})
    assert built(root)[1] == ALL


def test_a_cache_that_cannot_be_written_is_no_fault(root: Path):
    shutil.rmtree(root / ".bilag")
    (root / ".bilag").write_text("ikke en mappe", "utf-8")
    result, ran = built(root)
    assert (ran, len(result.files), list(result.report)) == (ALL, 4, [])
    assert built(root)[1] == ALL


@pytest.mark.parametrize("act", [faults.full, faults.killed])
def test_stopped_anywhere(tmp_path: Path, act: Callable[[], None]):
    """At each call that writes into the cache in turn: the next build gives the same as ever."""
    root = tmp_path / "projekt"
    annex(root, "prove")

    def build() -> Built:
        (result,) = build_all(root, ["prove"], Options(), cache=Cache(root))
        return result

    with faults.watching(root / ".bilag", 0, act) as watch:
        build()
    count, goal = watch.count, tree(root / "out")
    assert count >= 8
    for number in range(1, count + 1):
        shutil.rmtree(root / ".bilag")
        try:
            with faults.watching(root / ".bilag", number, act):
                assert len(build().files) == 4
        except faults.Killed:
            assert act is faults.killed
        assert len(build().files) == 4
        assert tree(root / "out") == goal


def test_a_file_that_changes_while_it_is_read_is_not_remembered(root: Path):
    shutil.rmtree(root / ".bilag")

    def progress(_: str, stage: str) -> None:
        if stage == "compose":  # it has been read
            edit(root, f"{CONTENT}/mere.md", "# Mere", "# Meget mere")

    build_all(root, [NAME], Options(), progress=progress, cache=Cache(root))
    prove(root, ALL)


# --- several annexes -------------------------------------------------------------------------------------

FRONT = """---
title: Prøve
{more}---
I alt {{{{ i_alt | tal }}}}.
"""
WAIVER = "waivers:\n  - {rule: FACTS-DIFFER, reason: Opgjort på hver sin dato.}\n"
ONE, OTHER = "i_alt: {calc: 1 + 1}\n", "i_alt: {calc: 1 + 2}\n"


def several(root: Path, more: str = "") -> None:
    """Two annexes of which one fact has two values."""
    annex(root, "en", FRONT.format(more=""), ONE)
    annex(root, "to", FRONT.format(more=more), OTHER)


def together(root: Path, *, cached: bool = True, strict: bool = False) -> tuple[list[Any], list[str]]:
    stages: list[str] = []
    cache = Cache(root) if cached else None
    results = build_all(
        root,
        ["en", "to"],
        Options(strict=strict),
        progress=lambda annex, stage: stages.append(f"{annex} {stage}"),
        cache=cache,
    )
    return [said(result, root)[:2] for result in results], stages


@pytest.mark.parametrize("more", ["", WAIVER])
@pytest.mark.parametrize("strict", [False, True])
def test_annexes_are_held_against_each_other_all_the_same(tmp_path: Path, more: str, strict: bool):
    root = tmp_path / "projekt"
    several(root, more)
    expected, _ = together(root, cached=False, strict=strict)
    rules = [found.rule for findings, _ in expected for found in findings]
    waived = [found.finding.rule for _, each in expected for found in each]
    assert ("FACTS-DIFFER" in waived) is bool(more)
    assert ("FACTS-DIFFER" in rules) is not bool(more)
    assert together(root, strict=strict)[0] == expected
    again, ran = together(root, strict=strict)
    assert again == expected
    assert not any(stage.startswith("en ") for stage in ran)
    (root / "content" / "en" / "bilag.md").write_text(FRONT.format(more="") + "\nMere.\n", "utf-8")
    mixed, ran = together(root, strict=strict)
    assert mixed == together(root, cached=False, strict=strict)[0]
    assert {stage.partition(" ")[0] for stage in ran} == ({"en", "to"} if strict and not more else {"en"})


# --- random edits ----------------------------------------------------------------------------------------


def test_random_edits_give_what_a_build_without_a_cache_gives(tmp_path: Path):
    """Of two annexes, back and forth, with files that come and go; some builds fail."""
    root = tmp_path / "projekt"
    several(root)
    plain = tmp_path / "uden"
    chance = random.Random(7)  # a seed, so that a failure can be made again
    texts = {
        "content/en/bilag.md": [FRONT.format(more="") + more for more in ("", "\nMere.\n", "\n{{ x }}\n")],
        "content/to/bilag.md": [
            FRONT.format(more=more) for more in ("", WAIVER, "status: draft\n", "x: 1\n")
        ],
        "data/en/facts.yaml": [ONE, OTHER, "i_alt: {\n"],
        "data/to/facts.yaml": [OTHER, ONE, "i_alt: {sum: udgifter.beløb}\n"],
        "bilag.toml": [None, 'center = "Center"\n', 'rounding = "refuse"\n'],
        "content/terms.yaml": [None, "names: [Danmark]\n"],
    }
    ran_in_all = 0
    for _ in range(60):
        path = chance.choice(sorted(texts))
        text = chance.choice(texts[path])
        (root / path).unlink(missing_ok=True)
        if text is not None:
            (root / path).write_text(text, "utf-8")
        shutil.rmtree(plain, ignore_errors=True)
        shutil.copytree(root, plain)
        strict = chance.random() < 0.3
        expected, whole = together(plain, cached=False, strict=strict)
        found, ran = together(root, strict=strict)
        assert found == expected
        assert tree(root / "out") == tree(plain / "out")
        ran_in_all += len(whole) - len(ran)
    assert ran_in_all > 100  # the cache had its part in it


# --- the command -----------------------------------------------------------------------------------------


def test_the_command_prints_the_same_and_runs_nothing(root: Path, capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(root)
    edit(root, f"{CONTENT}/mere.md", "# Mere", "# Mere\n\nDer var 17 af dem.")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(["build", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    run(["build"])
    capsys.readouterr()
    forms = [
        (),
        ("--quiet",),
        ("--lang", "en"),
        *(("--format", f) for f in ("json", "sarif", "junit", "github")),
    ]
    plain = {form: call("--no-cache", *form) for form in forms}
    assert "NUMBER-UNBOUND" in plain[()][1]
    assert "uændret" in plain[()][1]
    assert "adskiller sig" in plain[()][1]  # from the version in the ledger
    monkeypatch.setattr("bilag.pipeline.make.prepare", None)
    monkeypatch.setattr("bilag.pipeline.issue.standing", None)
    assert {form: call(*form) for form in forms} == plain
    monkeypatch.undo()
