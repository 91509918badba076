"""`bilag watch`: what it hears, which annexes that concerns, and the command as a process."""

from __future__ import annotations

import json
import queue
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bilag.load.project import SETTINGS
from bilag.pipeline.deliver import Options
from bilag.pipeline.watch.notices import notices
from bilag.pipeline.watch.watch import Round, Watch, concerned
from tests.support import samples
from tests.support.commands import call
from tests.support.projects import annex

LIMIT = 60  # seconds after which a test gives up: none takes one where all is well
UDGIFTER = Path("data") / "prove" / "udgifter.csv"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    annex(tmp_path / "projekt", "prove")
    return tmp_path / "projekt"


# --- what is heard ---------------------------------------------------------------------------------------


class Ear:
    """The notices of a project. A file that comes last says that all before it has been heard."""

    def __init__(self, root: Path, *, poll: bool = False) -> None:
        self.root, self.notices, self.count = root, notices(root, poll=poll), 0
        assert next(self.notices) == {"content", "data", "templates"}

    def hear(self) -> set[str]:
        self.count += 1
        bell = f"content/bell-{self.count}.md"
        (self.root / bell).write_text("ring\n")
        heard: set[str] = set()
        while bell not in heard:
            heard |= next(self.notices)
        return heard - {bell, "content/bell-1.md"}


@pytest.mark.parametrize("poll", [False, True])
def test_a_change_is_heard(root: Path, poll: bool):
    ear = Ear(root, poll=poll)
    (root / UDGIFTER).write_text("a;b\n")
    assert ear.hear() == {UDGIFTER.as_posix()}


@pytest.mark.parametrize(
    "name",
    [
        "~$x.xlsx",
        ".~lock.x.csv#",
        "x.csv.tmp",
        "x.csv~",
        "#x.md#",
        ".x.md.swp",
        "4913",
        "8D5A1F00",
        "~WRL0001.tmp",
    ],
)
def test_lock_files_and_copies_are_not_heard(root: Path, name: str):
    ear = Ear(root)
    (root / "data" / "prove" / name).write_bytes(b"x")
    assert ear.hear() == set()


def test_an_annex_may_be_called_as_a_copy_of_excel_is(root: Path):
    annex(root, "20250101")
    ear = Ear(root)
    (root / "content" / "20250101" / "bilag.md").write_text("x\n")
    assert ear.hear() == {"content/20250101/bilag.md"}


def test_what_a_build_writes_is_not_heard(root: Path):
    ear = Ear(root)
    (root / "out" / "prove").mkdir(parents=True)
    (root / "out" / "prove" / "prove.docx").write_bytes(b"x")
    (root / ".bilag" / "cache").mkdir(parents=True)
    assert ear.hear() == set()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half saved for as long as a slow machine takes."""
    monkeypatch.setattr("bilag.pipeline.watch.notices._PATIENCE", 30_000)


@pytest.mark.usefixtures("patient")
def test_a_file_that_is_saved_in_pieces_is_heard_once_when_it_is_whole(root: Path):
    """Emptied, half filled and filled: three writes with pauses that are longer than a quiet moment."""
    ear = Ear(root)
    file, text = root / UDGIFTER, (root / UDGIFTER).read_bytes()

    def save() -> None:
        with file.open("wb", buffering=0) as stream:
            for piece in (text[:10], text[10:]):
                pause.wait(0.15)
                stream.write(piece)

    pause = threading.Event()
    saving = threading.Thread(target=save)
    saving.start()
    assert next(ear.notices) == {UDGIFTER.as_posix()}
    assert file.read_bytes() == text
    saving.join()


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2", None])
def test_a_file_that_stays_half_saved_is_heard_too(root: Path, data: bytes | None):
    ear = Ear(root)
    if data is None:
        (root / UDGIFTER).unlink()
    else:
        (root / UDGIFTER).write_bytes(data)
    assert next(ear.notices) == {UDGIFTER.as_posix()}


@pytest.mark.usefixtures("patient")
def test_a_workbook_without_its_end_is_waited_for(root: Path):
    ear = Ear(root)
    file = root / "data" / "prove" / "x.xlsx"
    whole = root / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a", "a" * 1000)
    data = whole.read_bytes()
    timer = threading.Timer(0.2, lambda: file.write_bytes(data))
    file.write_bytes(data[:-30])
    timer.start()
    assert next(ear.notices) == {"data/prove/x.xlsx"}
    assert file.read_bytes() == data


def test_settings_that_come_change_and_go(root: Path):
    ear = Ear(root)
    (root / SETTINGS).write_text('center = "A"\n')
    assert next(ear.notices) == {SETTINGS}
    (root / SETTINGS).write_text('center = "AB"\n')
    assert next(ear.notices) == {SETTINGS}
    (root / SETTINGS).unlink()
    assert next(ear.notices) == {SETTINGS}


def test_a_folder_that_goes_and_comes_back_is_watched_again(root: Path):
    ear = Ear(root)
    (root / "data").rename(root / "væk")
    while "data" not in next(ear.notices):
        pass
    (root / "væk").rename(root / "data")
    while "data" not in next(ear.notices):
        pass
    (root / UDGIFTER).write_text("a;b\n")
    assert UDGIFTER.as_posix() in ear.hear()


# --- which annexes it concerns ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/a/del.md", "a"),
        ("data/b/x.csv", "b"),
        ("content/b", "b"),
        ("content/ab/bilag.md", ""),
        ("content/README.md", ""),
        ("data/fælles.csv", ""),
        ("content/terms.yaml", "abc"),
        ("bilag.toml", "abc"),
        ("data", "abc"),
        ("templates/standard/word.docx", "ac"),
        ("templates/anden/fonts/x.ttf", "bc"),
        ("templates/ny/theme.toml", "c"),
    ],
)
def test_which_annexes_a_change_concerns(path: str, expected: str):
    templates = {"a": "standard", "b": "anden"}
    assert concerned([path], ["a", "b", "c"], templates) == list(expected)


# --- rounds ----------------------------------------------------------------------------------------------


def rounds(watch: Watch, *paths: str) -> dict[str, Round]:
    return {each.annex: each for each in watch.round(paths)}


def test_facts_that_come_to_differ_are_news_of_an_annex_that_was_not_built(root: Path):
    annex(root, "anden")
    watch = Watch(root, Options(("facts.json",)))
    first = rounds(watch, "content", "data", "templates")
    assert [each.news.new for each in first.values()] == [(), ()]
    file = root / "data" / "anden" / "udgifter.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")
    found = rounds(watch, "data/anden/udgifter.csv")
    assert found["anden"].built
    assert found["prove"].built is None
    assert {f.rule for f in found["prove"].news.new} == {"FACTS-DIFFER"}
    assert rounds(watch, "data/anden/udgifter.csv").keys() == {"anden"}
    file.write_text("".join(lines), encoding="utf-8")
    found = rounds(watch, "data/anden/udgifter.csv")
    assert {f.rule for f in found["prove"].news.resolved} == {"FACTS-DIFFER"}


def test_what_the_checks_found_is_not_resolved_by_an_annex_that_breaks(root: Path):
    main = root / "content" / "prove" / "bilag.md"
    text = main.read_text(encoding="utf-8")
    main.write_text(text + "\nDer var 7 sager.\n", encoding="utf-8")
    watch = Watch(root, Options(("facts.json",)))
    warned = rounds(watch, "data")["prove"].news.new
    assert [f.rule for f in warned] == ["NUMBER-UNBOUND"]
    main.write_text(text + "\nDer var 7 {{ ukendt }} sager.\n", encoding="utf-8")
    broken = rounds(watch, "content/prove/bilag.md")["prove"]
    assert broken.news.new
    assert broken.news.resolved == ()
    main.write_text(text, encoding="utf-8")
    mended = rounds(watch, "content/prove/bilag.md")["prove"]
    assert set(mended.news.resolved) == {*broken.news.new, *warned}


def test_a_template_of_the_project_is_followed_as_it_changes(root: Path):
    """It comes and hides the package's, says another word, breaks and is mended."""
    annex(root, "anden", text="---\ntitle: Anden\ntemplate: egen\n---\n\nTekst.\n", facts="")
    for name in ("standard", "egen"):
        shutil.copytree(samples.STANDARD, root / "templates" / name)
    watch = Watch(root, Options(("docx",)))
    assert all(each.built and each.built.files for each in rounds(watch, "data").values())
    theme = root / "templates" / "standard" / "theme.toml"
    good = theme.read_text(encoding="utf-8")
    theme.write_text(good.replace('version = "Version"', 'version = "Udgave"'), encoding="utf-8")
    found = rounds(watch, "templates/standard/theme.toml")
    assert found.keys() == {"prove"}
    theme.write_text(good.replace("[labels]", "[labels"), encoding="utf-8")
    broken = rounds(watch, "templates/standard/theme.toml")["prove"]
    assert broken.built
    assert not broken.built.files
    assert broken.news.new
    theme.write_text(good, encoding="utf-8")
    assert rounds(watch, "templates/standard/theme.toml")["prove"].news.resolved == broken.news.new


def test_a_fault_of_ours_ends_nothing(root: Path, monkeypatch: pytest.MonkeyPatch):
    watch = Watch(root, Options(("facts.json",)))
    with monkeypatch.context() as patch:
        patch.setattr("bilag.pipeline.watch.watch.build", lambda *_, **__: 1 / 0)
        assert isinstance(rounds(watch, "data")["prove"].fault, ZeroDivisionError)
    assert rounds(watch, "data")["prove"].built


# --- the command -----------------------------------------------------------------------------------------


class Process:
    """`bilag watch` in a project, and the lines that it has printed."""

    def __init__(self, root: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "bilag", "watch", *arguments]
        self.process = subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, last: Callable[[str], bool]) -> list[str]:
        """The lines up to and with the first that is the last."""
        said = [self.lines.get(timeout=LIMIT)]
        while not last(said[-1]):
            said.append(self.lines.get(timeout=LIMIT))
        return said

    def built(self, annex: str = "prove") -> list[str]:
        return self.until(lambda line: line.startswith(f"{annex}: "))

    def stop(self) -> str:
        """What is on stderr after Ctrl+C, and that it ended well."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=LIMIT)
        assert self.process.returncode == 0
        return errors


@pytest.fixture
def watching(root: Path) -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def start(*arguments: str) -> Process:
        started.append(Process(root, *arguments))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()


def test_from_a_change_to_a_fault_and_back(root: Path, watching: Callable[..., Process]):
    watch = watching()
    said = watch.built()
    assert said[0] == f"Holder øje med {root}. Tryk Ctrl+C for at stoppe."
    assert said[-1].startswith("prove: docx, pdf, facts.json, manifest.json i out/prove (")
    assert said[-1].endswith(" s). 0 fund.")
    out = root / "out" / "prove"
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    good = (root / UDGIFTER).read_text(encoding="utf-8")
    amount = good.splitlines()[1].split(";")[1]
    (root / UDGIFTER).write_text(good.replace(f";{amount}", ";1,9", 1), encoding="utf-8")
    said = watch.built()
    assert any(line.startswith("forbrug: ") and " → " in line for line in said)
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    assert all(after[name] != before[name] for name in before)

    (root / UDGIFTER).write_text(good.replace(f";{amount}", ";9x9", 1), encoding="utf-8")
    said = watch.built()
    assert said[0].startswith("Ny: data/prove/udgifter.csv:2:2: Fejl ")
    assert said[-1] == "prove: ikke dannet; filerne fra sidste gang er der stadig. 1 fejl."
    assert {path.name: path.read_bytes() for path in out.iterdir()} == after

    (root / UDGIFTER).write_text(good, encoding="utf-8")
    said = watch.built()
    assert said[0].startswith("Løst: data/prove/udgifter.csv:2:2: Fejl ")
    assert said[-1].endswith("0 fund.")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before

    assert watch.stop() == ""
    assert watch.lines.empty()


def test_annexes_that_come_and_go_as_json(root: Path, watching: Callable[..., Process]):
    watch = watching("--format", "json", "--to", "facts.json")

    def event() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(watch.lines.get(timeout=LIMIT))
        return found

    first = event()
    assert (first["event"], first["annex"], first["new"]) == ("built", "prove", [])
    assert {"path": "out/prove/prove.facts.json", "changed": True} in first["files"]
    annex(root, "ny", text="---\ntitle: Ny\n---\n\nDer var 7 sager.\n")
    came = event()
    while not came["files"]:  # it came in pieces: a round in between has seen half of it
        came = event()
    assert (came["event"], came["annex"]) == ("built", "ny")
    shutil.rmtree(root / "content" / "ny")
    gone = event()
    while gone["event"] != "gone":
        gone = event()
    assert (gone["annex"], gone["resolved"][0]["rule"]) == ("ny", "NUMBER-UNBOUND")
    assert (root / "out" / "ny" / "ny.facts.json").is_file()
    assert watch.stop() == ""


@pytest.mark.parametrize("folder", ["data", "content/prove", "templates/x"])
def test_the_result_cannot_be_put_among_the_sources(
    root: Path, folder: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(root)
    code, out, err = call(capsys, "watch", "-o", folder)
    assert (code, out) == (2, "")
    assert err.startswith("Resultatet kan ikke lægges i ")


def test_without_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    assert call(capsys, "watch")[0] == 2
