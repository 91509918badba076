"""Our times as ratios to what people would pick instead: `make bench`, or python -m tests.bench.ratios.

BILAG_PEERS_PYTHON names a Python with docxtpl, typst, babel and pandas, BILAG_PEERS_NPM a folder with npm
docx; without them nothing is measured. Same annex, same run, seconds of CPU, medians; of two that share a
row the runs take turns. Writes the curves of growth as a picture to .benchmarks/growth.png.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import annexes
from tests.bench.curves import Curve, draw_curves
from tests.support import kina
from tests.support.longproject import long_project

PEERS = Path(__file__).parent / "peers"
SCALES = (1, 12, 120, 560)
"""How often the annex's text is repeated: about 3, 30, 300 and 1,500 pages."""
ROWS = 1_000_000
OURS = "tests.bench.ours"
BILAG = Path(sys.executable).with_name("bilag")
"""The command, as it is installed."""


@dataclass(frozen=True)
class Run:
    """What a process used: seconds of CPU, megabytes at most, and what it printed."""

    cpu: float
    memory: float
    said: str


def run(command: Sequence[str | Path], where: Path = kina.ROOT, **variables: str) -> Run:
    """A process of its own. Compiled modules are kept, as those of an installed package are."""
    plain = kina.plain_environment()
    plain.pop("PYTHONDONTWRITEBYTECODE", None)
    environment = plain | {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "bilag-bench-pyc")}
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=where, env=environment | variables, stdout=out
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise subprocess.CalledProcessError(process.returncode, command[:3])
        out.seek(0)
        said = out.read().decode()
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


class Bench:
    def __init__(self, work: Path, python: str, npm: str) -> None:
        self.work, self.python, self.npm = work, python, npm
        self.template = work / "word.docx"
        run([python, PEERS / "word_and_typst.py", "template", self.template])

    # --- commands ---

    def pair(self, mode: str, *jobs: Path) -> Run:
        out = self.folder("peer")
        command = [self.python, PEERS / "word_and_typst.py", mode, out, *jobs]
        return run(command, BENCH_TEMPLATE=str(self.template))

    def word(self, *jobs: Path) -> Run:
        command = ["node", PEERS / "word.js", self.folder("npm"), *jobs]
        return run(command, NODE_PATH=str(Path(self.npm) / "node_modules"))

    def ours(self, to: str, *projects: Path) -> Run:
        return run([sys.executable, "-m", OURS, to, self.folder("ours"), *projects])

    def build(self, project: Path) -> Run:
        return run([BILAG, "build", "--quiet"], project)

    def folder(self, name: str) -> Path:
        (self.work / name).mkdir(exist_ok=True)
        return self.work / name

    # --- rows of the table ---

    def warm(self, count: int = 25, rounds: int = 3) -> None:
        """Other words in every document; the first of each process, which pays for the imports, left out.

        In the rows of one sentence that sentence alone is another, as when somebody writes under `watch`.
        """
        marks = [f"x{chr(97 + n)}" for n in range(count)]

        def laid_out(folder: str, *, once: bool) -> tuple[list[Path], list[Path]]:
            root = self.work / folder
            return (
                [annexes.our_project(root / "projects" / mark, mark=mark, once=once) for mark in marks],
                [annexes.peer_job(root / "jobs" / mark, mark=mark, once=once) for mark in marks],
            )

        every, one = laid_out("every", once=False), laid_out("one", once=True)
        peers = {
            "pair": lambda jobs: self.pair("pair", *jobs),
            "typst": lambda jobs: self.pair("pdf", *jobs),
            "npm docx": lambda jobs: self.word(*jobs),
        }
        for work, to, name, limit, (projects, jobs) in (
            ("warm, Word + PDF", "", "pair", 0.4, every),
            ("  one sentence changed", "", "pair", 0.4, one),
            ("warm, PDF alone", "pdf", "typst", 1.0, every),
            ("  one sentence changed", "pdf", "typst", 1.0, one),
            ("  its writer", "write:pdf", "typst", 1.0, every),
            ("warm, Word alone", "docx", "npm docx", 0.5, every),
            ("  one sentence changed", "docx", "npm docx", 0.5, one),
            ("  its writer", "write:docx", "npm docx", 0.5, every),
        ):
            spent: tuple[list[float], list[float]] = ([], [])
            for _ in range(rounds):
                spent[0].extend(json.loads(self.ours(to, *projects).said)[1:])
                spent[1].extend(json.loads(peers[name](jobs).said)[1:])
            row(work, statistics.median(spent[0]), statistics.median(spent[1]), limit, name)

    def cold(self, rounds: int = 7) -> None:
        """A process for each document; what has changed since the last build counts where builds are kept."""
        job = annexes.peer_job(self.work / "cold-job")
        project = annexes.our_project(self.work / "cold")
        self.build(project)
        peer: list[float] = []
        ours: dict[str, list[float]] = {}
        for number in range(rounds):
            peer.append(self.pair("pair", job).cpu)
            for work, change in (
                ("nothing cached", forget),
                ("one amount changed", another_amount),
                ("only prose changed", another_text),
                ("nothing changed", lambda project, number: None),
            ):
                change(project, number)
                ours.setdefault(work, []).append(self.build(project).cpu)
        for (work, spent), limit in zip(ours.items(), (2.5, 2.2, 1.2, 0.3), strict=True):
            row(f"cold, {work}", statistics.median(spent), statistics.median(peer), limit, "pair")

    def growth(self) -> None:
        """A process of its own for each size; the time of a page is that of the build without the imports."""
        ours, peer = Curve("bilag"), Curve("docxtpl + typst")
        page: dict[int, float] = {}
        first = annexes.our_project(self.work / "grown-first", mark="x")
        for scale in SCALES:
            project = annexes.our_project(self.work / f"grown-{scale}", scale)
            job = annexes.peer_job(self.work / f"grown-job-{scale}", scale)
            mine, other = self.build(project), self.pair("pair", job)
            pages = page_count(next(project.glob("out/*/*.pdf")))
            # the second of two builds in a process: the first one, of other words, pays for the imports
            spent = json.loads(self.ours("", first, project).said)[-1]
            page[scale] = spent / pages
            ours.points.append((pages, mine.cpu))
            peer.points.append((pages, other.cpu))
            used = " and ".join(f"{each.cpu:.2f} s, {each.memory:.0f} MB" for each in (mine, other))
            print(f"  {pages:>5} pages: {used}")
        row("growth, a page of 1,500", page[SCALES[-1]], page[SCALES[1]], 1.2, "of 30")
        row("the pair at 1,500 pages", ours.points[-1][1], peer.points[-1][1], 1.0, "pair")
        row("  its memory, in GB", mine.memory / 1000, 0.4, 1.0, "400 MB")
        picture = kina.ROOT / ".benchmarks" / "growth.png"
        picture.parent.mkdir(exist_ok=True)
        picture.write_bytes(draw_curves((ours, peer), "pages", "seconds of CPU"))
        print(f"  {picture.relative_to(kina.ROOT)}")

    def data(self) -> None:
        """A fact over a million rows, with all the checks; pandas sums one column of the same file."""
        root = self.work / "million"
        file = long_project(root, ROWS)
        main = root / "content" / "lang" / "bilag.md"
        main.write_text(main.read_text("utf-8").partition(":::")[0], "utf-8")
        mine = run([BILAG, "build", "--to", "facts.json", "--quiet"], root)
        other = run([self.python, PEERS / "sum_csv.py", file, "a"])
        total = other.said.strip().replace(".0", "")
        assert total in (root / "out" / "lang" / "lang.facts.json").read_text("utf-8")
        row(f"data, {ROWS:,} rows", mine.cpu, other.cpu, 1.5, "pandas")


def forget(project: Path, number: int) -> None:
    shutil.rmtree(project / ".bilag", ignore_errors=True)


def another_amount(project: Path, number: int) -> None:
    """The control of the total then says that it no longer holds."""
    file = project / "data" / kina.NAME / "udgifter.csv"
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"\d+,\d\n", f"{number + 1},7\n", text, count=1), "utf-8")


def another_text(project: Path, number: int) -> None:
    file = project / "content" / kina.NAME / "resultater-0.md"
    text = file.read_text("utf-8")
    file.write_text(f"{text.rstrip()} Udgave {chr(97 + number)}.\n", "utf-8")


def page_count(file: Path) -> int:
    import pikepdf

    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def row(work: str, ours: float, peer: float, limit: float, name: str) -> None:
    met = "" if ours <= limit * peer else "  over"
    times = f"{ours * 1000:>8.1f} | {name:<8} {peer * 1000:>8.1f}"
    print(f"{work:<26} | {times} | {ours / peer:>5.2f} | {limit:.1f}{met}")
    sys.stdout.flush()


def main(*wanted: str) -> None:
    python, npm = (os.environ.get(name, "") for name in ("BILAG_PEERS_PYTHON", "BILAG_PEERS_NPM"))
    if not (python and npm):
        print("The peers are not installed: BILAG_PEERS_PYTHON and BILAG_PEERS_NPM name none.")
        return
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(Path(work), python, npm)
        print(f"{'work':<26} | {'ours, ms':>8} | {'peer, ms':<17} | ratio | limit")
        for part in wanted or ("warm", "cold", "growth", "data"):
            getattr(bench, part)()


if __name__ == "__main__":
    main(*sys.argv[1:])
