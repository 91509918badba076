"""Do two versions of bilag write the same bytes? The gate of a change that must not change any output.

    python -m tests.support.same_outputs OLD        where OLD is a checkout of the last landing

runs the code of OLD and of this checkout over the same inputs (`same_inputs`): each command by the same
Python, in a copy of the same project at the same path, one version after the other. After each command it
compares stdout, stderr, the exit code, every file that the command wrote, and the names and modes of all
files that are there then. It prints the first difference of each scenario; the exit code is 1 where there is
any, or where nothing was compared.

Each version has a server, which has read the code once; it does the steps of a scenario in a child of its own
(`fork`), so that no scenario sees what another left behind. A "cold" step is `python -m bilag` itself.
Not covered: `watch`, which ends with Ctrl-C and prints seconds, and stores at an address (s3://).
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.same_inputs import Scenario

MAY_DIFFER = (
    (".bilag/cache/*", "the memory of builds: its names are hashes of our code; it can be made again"),
    (
        ".bilag/batch/*.sqlite*",
        "the journal of a batch: the hash that it keeps of each row has our code in it",
    ),
)
"""All that is not compared: files of a project, and why. (What a batch made of the rows is in batch.json.)"""
Main = Callable[[list[str]], int]
LANES = 2
SECONDS = 300
"""The most that the steps of a scenario may take."""
SURROUNDINGS = {
    **{"SOURCE_DATE_EPOCH": "1772496000", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "COLUMNS": "80"},
    **{"TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
}


# --- the server: runs steps, and lays what came of each in a folder of its own ---------------------------


def serve(source: Path) -> None:
    """Read requests, lines of JSON, and answer each with a line when its steps are done."""
    import bilag.__main__

    assert Path(bilag.__file__).is_relative_to(source), bilag.__file__
    _read_all(Path(bilag.__file__).parent)
    for line in sys.stdin:
        project, results, steps, good = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.alarm(SECONDS)
            try:
                _carry_out(Path(project), Path(results), steps, bilag.__main__.main, good=good)
            except BaseException:
                (Path(results) / "fault").write_text(traceback.format_exc(), "utf-8")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(status, flush=True)


def _read_all(package: Path) -> None:
    """Import all modules, so that no child has to; but for those that need a library that is absent."""
    from importlib import import_module

    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package.parent).with_suffix("").parts
        try:
            import_module(".".join(parts).removesuffix(".__init__"))
        except ImportError as error:
            if (error.name or "").startswith("bilag"):
                raise


def _carry_out(project: Path, results: Path, steps: list[list[str]], main: Main, *, good: bool) -> None:
    os.chdir(project)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    before = _states(project)
    for number, (kind, *words) in enumerate(steps):
        if kind in ("edit", "write"):
            _edit(project / words[0], *words[1:])
            before = _states(project)
            continue
        folder = results / f"{number:03} bilag {' '.join(words)}".replace("/", "|")
        code = _run(folder, [each for word in words for each in _meant(project, word)], kind, main)
        if good and number == 0 and code:
            said = "".join((folder / stream).read_text("utf-8") for stream in ("stdout", "stderr"))
            raise RuntimeError(f"the first command did not end well: {said}")
        after = _states(project)
        listed = [f"{path} {mode:o}\n" for path, (mode, *_) in sorted(after.items())]
        (folder / "listing").write_text("".join(listed), "utf-8")
        for path, state in after.items():
            if before.get(path) != state and not (project / path).is_dir():
                to = folder / "project" / path
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(project / path, to)
        before = after


def _edit(file: Path, *texts: str) -> None:
    """Write a text, or put one text in the place of another."""
    text = texts[-1]
    if len(texts) > 1:
        whole = file.read_text("utf-8")
        assert whole.count(texts[0]) == 1, (file, texts)
        text = whole.replace(texts[0], text)
    file.unlink(missing_ok=True)  # nothing can be written into a file that was issued
    file.write_text(text, "utf-8")


def _run(folder: Path, arguments: list[str], kind: str, main: Main) -> int:
    folder.mkdir(parents=True)
    for stream, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT), stream)
    if kind == "cold":
        code = subprocess.run([sys.executable, "-P", "-m", "bilag", *arguments], check=False).returncode
    else:
        code = main(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    (folder / "exit").write_text(str(code), "utf-8")
    return code


def _meant(project: Path, argument: str) -> list[str]:
    """The files that a pattern means, or the fact that @3 means, or the argument as it is."""
    if "*" in argument:
        return sorted(path.relative_to(project).as_posix() for path in project.glob(argument))
    if re.fullmatch(r"@\d", argument):
        listed = next((project / "out").glob("*/*.facts.json")).read_text("utf-8")
        facts = json.loads(listed)["facts"]
        return [facts[int(argument[1]) * len(facts) // 10]["id"]]
    return [argument]


def _states(project: Path) -> dict[str, tuple[int, ...]]:
    """Mode, size, time and number of all files and folders, but for what may differ."""
    found = {}
    for path in project.rglob("*"):
        name = path.relative_to(project).as_posix()
        if not any(fnmatch.fnmatch(name, pattern) for pattern, _ in MAY_DIFFER):
            state = path.lstat()
            is_file = not path.is_dir()
            found[name] = (
                state.st_mode,
                *((state.st_size, state.st_mtime_ns, state.st_ino) if is_file else ()),
            )
    return found


# --- the comparison --------------------------------------------------------------------------------------


def difference(old: Path, new: Path, counts: Counter[str]) -> str:
    """The files that differ in two folders, at most five, and how the first does; "" where there is none."""
    told, more = "", []
    ours, theirs = ({p.relative_to(f).as_posix() for p in f.rglob("*") if p.is_file()} for f in (new, old))
    for name in sorted(ours | theirs):
        if name not in ours or name not in theirs:
            differs = f"only in the {'new' if name in ours else 'old'}"
        else:
            before, now = (old / name).read_bytes(), (new / name).read_bytes()
            counts["files"] += 1
            counts["bytes"] += len(before)
            differs = where(before, now) if before != now else ""
        if differs and told:
            more.append(name)
        elif differs:
            told = f"{name}: {differs}"
    others = [*more[:4], *([f"{len(more) - 4} more"] if len(more) > 4 else [])]
    return "\n    ".join([told, *others])


def where(before: bytes, now: bytes) -> str:
    """The place of the first difference, in the part of a zip file, and what is written there."""
    old, new = _parts(before), _parts(now)
    for part in sorted(old.keys() | new.keys()) if old and new else ():
        if old.get(part) != new.get(part):
            return f"{part}: {where(old.get(part, b''), new.get(part, b''))}"
    pairs = enumerate(zip(before, now, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(before), len(now)))
    line = before.count(b"\n", 0, at) + 1
    near = slice(max(0, at - 20), at + 60)
    return f"line {line}, byte {at}: {before[near]!r} is now {now[near]!r}"


def _parts(data: bytes) -> dict[str, bytes]:
    if not zipfile.is_zipfile(BytesIO(data)):
        return {}
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


class Server:
    """The process that runs a version."""

    def __init__(self, checkout: Path) -> None:
        source = checkout / "src"
        mine = {k: v for k, v in os.environ.items() if not k.startswith(("BILAG_", "PYTHON", "LC_", "LANG"))}
        self.process = subprocess.Popen(
            [sys.executable, "-P", __file__, "--serve", str(source)],
            env=mine | SURROUNDINGS | {"PYTHONPATH": str(source)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def carry_out(self, project: Path, results: Path, scenario: Scenario) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(
            json.dumps([str(project), str(results), scenario.steps, scenario.good]) + "\n"
        )
        self.process.stdin.flush()
        status = self.process.stdout.readline().strip()
        if status != "0":  # a signal, such as that of the alarm
            raise RuntimeError(f"the steps were not carried out to their end: {status or 'no server'}")
        if (results / "fault").is_file():
            raise RuntimeError((results / "fault").read_text("utf-8"))

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def lane(
    folder: Path,
    checkouts: Sequence[Path],
    waiting: queue.Queue[Scenario],
    counts: Counter[str],
    found: list[str],
) -> None:
    """Carry out scenarios, in both versions, until none waits; `found` gets a line for each that differs."""
    servers = [Server(checkout) for checkout in checkouts]
    project, results = folder / "projekt", [folder / "old", folder / "new"]
    while True:
        try:
            scenario = waiting.get_nowait()
        except queue.Empty:
            break
        try:
            for server, result in zip(servers, results, strict=True):
                shutil.copytree(scenario.project, project, symlinks=True)
                result.mkdir()
                server.carry_out(project, result, scenario)
                shutil.rmtree(project)
            commands = sorted(results[0].iterdir())
            counts["commands"] += len(commands)
            differs = difference(results[0], results[1], counts)
        except Exception as fault:
            differs = f"{type(fault).__name__}: {fault}"
        if differs:
            found.append(f"{scenario.name}: {differs}")
            print(found[-1], flush=True)
        for each in (project, *results):
            shutil.rmtree(each, ignore_errors=True)
    for server in servers:
        server.end()


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare all outputs of two versions of bilag.")
    parser.add_argument("old", type=Path, help="a checkout of the last landing")
    parser.add_argument("--only", default="", help="the scenarios that have this in their names")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.old)
        return 0
    from tests.support.same_inputs import scenarios

    old, new = options.old.resolve(), Path(__file__).resolve().parents[2]
    if old == new:
        parser.error("that is this checkout")
    counts: list[Counter[str]] = [Counter() for _ in range(LANES)]
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="same-") as name:
        folder = Path(name)
        waiting: queue.Queue[Scenario] = queue.Queue()
        for scenario in scenarios(old, folder / "inputs"):
            if options.only in scenario.name:
                waiting.put(scenario)
        lanes = []
        for number, counted in enumerate(counts):
            own = folder / f"lane{number}"
            own.mkdir()
            lanes.append(threading.Thread(target=lane, args=(own, (old, new), waiting, counted, found)))
        for each in lanes:
            each.start()
        for each in lanes:
            each.join()
    for pattern, reason in MAY_DIFFER:
        print(f"not compared: {pattern} ({reason})")
    if found:
        print(f"{len(found)} scenarios differ.")
    total = sum(counts, Counter())
    print(f"{total['commands']} commands, {total['files']} files compared, {total['bytes']} bytes.")
    return 1 if found or not total["files"] else 0


if __name__ == "__main__":
    sys.exit(main())
