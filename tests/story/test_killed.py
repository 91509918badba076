"""`issue` and `build` stopped anywhere: the ledger is as before or complete, and no output is half written.

Calls to the file system are stopped once each, in this process, by a full disk and by a kill, with the annex
drawn beforehand: every sixth call of `issue` every day, each of them in `make test-long`. That also kills
processes with SIGKILL at 200 calls chosen by a seed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from bilag.diagnostics.findings import Report
from bilag.pipeline import issue as issuing
from bilag.pipeline import make
from bilag.pipeline.deliver import Options
from bilag.pipeline.draw import drawn
from bilag.pipeline.issue import issue
from bilag.pipeline.make import build
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from bilag.storage.ledger import check_files, read_ledger
from tests.support import faults, kina
from tests.support.issuing import LEDGER, correct, write
from tests.support.projects import annex, tree
from tests.support.sampled import sampled, some

OUT = Path("out") / "prove"
FILES = ("prove.docx", "prove.facts.json", "prove.manifest.json", "prove.pdf")


def shown(root: Path) -> dict[str, bytes]:
    """The files of the build, and nothing that is hidden."""
    return {p.name: p.read_bytes() for p in (root / OUT).iterdir() if p.is_file() and p.name[0] != "."}


def versions(root: Path) -> list[str]:
    """The issued versions, all of them whole."""
    report = Report()
    chain = read_ledger(root, "prove", report)
    for entry in chain:
        check_files(root, entry, report)
    assert list(report) == []
    return [entry.issued.version for entry in chain]


@dataclass(frozen=True)
class Goal:
    """What a command leaves where nothing stops it: the build's files, and those of version 1.1 if any."""

    files: dict[str, bytes]
    second: dict[str, bytes]

    @classmethod
    def of(cls, root: Path) -> Goal:
        return cls(shown(root), tree(root / LEDGER / "1.1"))

    @property
    def versions(self) -> list[str]:
        return ["1.0", "1.1"] if self.second else ["1.0"]


class Scene:
    """A project with version 1.0 issued and its data corrected since."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "projekt"
        annex(self.root, "prove")
        write(self.root)
        assert issue(self.root, "prove").new
        self.old, self.first = shown(self.root), tree(self.root / LEDGER / "1.0")
        correct(self.root)
        write(self.root, title="En rettet prøve", version='"1.1"')

    def copy(self, to: Path) -> Path:
        """By links: whoever writes in a file instead of replacing it spoils the scene for all that follow."""
        return Path(shutil.copytree(self.root, to, copy_function=os.link))

    def check(self, root: Path, goal: Goal) -> None:
        """Each file is the old or the new one; each version is whole or not there."""
        files = shown(root)
        assert set(files) == set(FILES)
        assert all(data in (self.old[name], goal.files[name]) for name, data in files.items())
        assert tree(root / LEDGER / "1.0") == self.first
        assert versions(root) in (["1.0"], goal.versions)

    def finish(self, root: Path, command: Callable[[Path], Report], goal: Goal) -> None:
        """The next run does what the stopped one did not, and clears away what it left."""
        with faults.watching(root, 0, faults.full):  # nothing is stopped, and no disk waited for
            report = command(root)
        assert list(report) == []
        assert versions(root) == goal.versions
        assert Goal.of(root) == goal
        assert not list((root / OUT).rglob(".*"))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("dræbt"))


# --- every call, in this process -------------------------------------------------------------------------


class Quick:
    """The two commands with the annex composed and drawn beforehand, and no fonts to freeze, which are most
    of the bytes and take part in the same calls as every other input."""

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        made = prepare(scene.root, "prove")
        outputs = drawn(scene.root, made)
        small = {path: hash for path, hash in made.template.files.items() if not path.endswith(".ttf")}
        made = replace(made, template=replace(made.template, files=small))

        def again(*_: object, **__: object) -> Prepared:
            return replace(made, report=Report())

        for module in (issuing, make):
            monkeypatch.setattr(module, "prepare", again)
            monkeypatch.setattr(module, "drawn", lambda *_: dict(outputs))
        monkeypatch.setattr(issuing, "read_back", lambda *_: None)

    def issue(self, root: Path) -> Report:
        return issue(root, "prove").report

    def build(self, root: Path) -> Report:
        return build(root, "prove", Options()).report


@sampled
@pytest.mark.parametrize("command", ["issue", "build"])
@pytest.mark.parametrize("act", [faults.full, faults.killed])
def test_stopped_at_every_call(
    scene: Scene,
    command: str,
    act: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    run = getattr(Quick(scene, monkeypatch), command)
    root = scene.copy(tmp_path / "0")
    with faults.watching(root / "out", 0, act) as watch:
        run(root)
    calls, goal = watch.count, Goal.of(root)
    assert calls > (100 if command == "issue" else 12)
    assert len(goal.second) == (13 if command == "issue" else 0)
    for number in range(1, calls + 1, some(6, 1) if command == "issue" else 1):
        root = scene.copy(tmp_path / str(number))
        report = Report()
        with faults.watching(root / "out", number, act):
            try:
                report = run(root)
            except faults.Killed:
                assert act is faults.killed
        assert {f.rule for f in report} <= {"OUT-FAILED"}, number
        scene.check(root, goal)
        if report.has_errors():
            assert shown(root) in (scene.old, goal.files), number
        scene.finish(root, run, goal)
        shutil.rmtree(root)


# --- killed by the system --------------------------------------------------------------------------------


def killed(root: Path, command: str, number: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.support.faults", str(root / "out"), str(number), command, "prove"],
        cwd=root,
        env=kina.plain_environment() | {"PYTHONPATH": str(kina.ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


COMMANDS: dict[str, Callable[[Path], Report]] = {
    "issue": lambda root: issue(root, "prove").report,
    "build": lambda root: build(root, "prove", Options()).report,
}


def kill(scene: Scene, command: str, times: int, folder: Path) -> None:
    root = scene.copy(folder / "0")
    calls, goal = int(killed(root, command, 0).stderr.split()[-1]), Goal.of(root)
    for turn, number in enumerate(random.Random(6).choices(range(1, calls + 1), k=times), 1):
        root = scene.copy(folder / str(turn))
        done = killed(root, command, number)
        assert done.returncode == -9, (number, done.stderr)
        assert "Traceback" not in done.stdout + done.stderr
        scene.check(root, goal)
        scene.finish(root, COMMANDS[command], goal)
        shutil.rmtree(root)


@pytest.mark.parametrize("command", ["issue", "build"])
def test_killed_by_the_system(scene: Scene, command: str, tmp_path: Path):
    kill(scene, command, 1, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("command", ["issue", "build"])
def test_killed_by_the_system_a_hundred_times(scene: Scene, command: str, tmp_path: Path):
    kill(scene, command, 100, tmp_path)
