"""How long a build takes, beside a naive script that writes the same. Nothing here asserts a time.

`make bench` prints a table a group; the figures in brackets are ratios to the fastest of the group. What is
measured is CPU time, of child processes too, so that other work on the machine counts for little.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bilag.check.checks import check
from bilag.compose.document import compose
from bilag.diagnostics.findings import Report
from bilag.load.project import read_fragments, read_sources
from bilag.load.tables import read_tables
from bilag.load.template.reader import read_template
from bilag.pipeline.deliver import Options
from bilag.pipeline.make import build
from bilag.resolve.resolver import resolve
from bilag.validate.annex import read_inputs
from bilag.validate.data.package import read_package
from bilag.validate.data.tables import build_tables
from bilag.validate.frontmatter import read_front_matter
from bilag.write.writers import WRITERS
from tests.bench import naive
from tests.support import kina, samples
from tests.support.cputime import cpu
from tests.support.longproject import long_project

pytestmark = pytest.mark.benchmark(timer=cpu, disable_gc=False)


# --- the whole annex ---


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, env=kina.plain_environment(), check=True, capture_output=True)


@pytest.mark.benchmark(group="annex, cold (a process of its own)")
def test_cold_bilag(benchmark: Any, tmp_path: Path) -> None:
    command = (sys.executable, "-m", "bilag", "build", "--no-cache", kina.NAME, "-o", str(tmp_path))
    benchmark.pedantic(run, command, {"cwd": kina.ROOT}, rounds=7, warmup_rounds=1)
    assert (tmp_path / kina.NAME / f"{kina.NAME}.pdf").is_file()


@pytest.mark.benchmark(group="annex, cold (a process of its own)")
def test_cold_naive(benchmark: Any, tmp_path: Path) -> None:
    command = (sys.executable, "-m", "tests.bench.naive", str(tmp_path))
    benchmark.pedantic(run, command, {"cwd": kina.ROOT}, rounds=7, warmup_rounds=1)
    assert (tmp_path / "naive.pdf").is_file()


@pytest.mark.benchmark(group="annex, warm (imports done)")
def test_warm_bilag(benchmark: Any, tmp_path: Path) -> None:
    made = benchmark.pedantic(
        build, (kina.ROOT, kina.NAME, Options(out=tmp_path)), rounds=10, warmup_rounds=2
    )
    assert len(made.files) == 4


@pytest.mark.benchmark(group="annex, warm (imports done)")
def test_warm_naive(benchmark: Any, tmp_path: Path) -> None:
    benchmark.pedantic(naive.annex, (tmp_path,), rounds=10, warmup_rounds=2)
    assert (tmp_path / "naive.pdf").is_file()


# --- stage by stage ---


class Stages:
    """The stages of `pipeline.prepare`, each to be called as often as one likes."""

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.name = root, name

    def load(self) -> tuple[Any, ...]:
        report = Report()
        sources = read_sources(self.root, self.name, report)
        assert sources is not None
        front, main, first = read_front_matter(sources.main, sources.main_path, report)
        assert front is not None
        fragments = list(read_fragments(self.root, self.name, front.fragments, report))
        package = read_package(sources.package, sources.package_path, report)
        assert package is not None
        raw = read_tables(self.root, sources.package_path.rpartition("/")[0], package, report)
        template = read_template(samples.STANDARD, "templates/standard", report)
        return (
            sources,
            front,
            [(sources.main_path, main, first), *((p, t, 1) for p, t in fragments)],
            package,
            raw,
            template,
        )

    def validate(self, sources: Any, front: Any, prose: Any, package: Any, raw: Any, template: Any) -> Any:
        report = Report()
        tables = build_tables(self.root, package, raw, report)
        return read_inputs(sources, front, prose, package, tables, report)

    def resolve(self, inputs: Any) -> Any:
        return resolve(inputs, Report())

    def compose(self, inputs: Any, resolved: Any, template: Any) -> Any:
        return compose(inputs, resolved, template, Report(), created="")


@cache
def ready() -> dict[str, tuple[Callable[..., Any], tuple[Any, ...]]]:
    """Each stage with what it is given."""
    stages = Stages(kina.ROOT, kina.NAME)
    loaded = stages.load()
    inputs = stages.validate(*loaded)
    resolved = stages.resolve(inputs)
    document = stages.compose(inputs, resolved, loaded[-1])
    return {
        "load": (stages.load, ()),
        "validate": (stages.validate, loaded),
        "resolve": (stages.resolve, (inputs,)),
        "compose": (stages.compose, (inputs, resolved, loaded[-1])),
        "check": (check, (document, inputs, resolved)),
        **{kind: (write, (document, loaded[-1])) for kind, write in WRITERS.items()},
    }


@pytest.mark.benchmark(group="stages of the annex")
@pytest.mark.parametrize("stage", ["load", "validate", "resolve", "compose", "check", *WRITERS])
def test_stage(benchmark: Any, stage: str) -> None:
    call, arguments = ready()[stage]
    assert benchmark.pedantic(call, arguments, rounds=20, warmup_rounds=2) is not None


# --- long tables ---


@pytest.mark.parametrize("rows", [1_000, 10_000])
def test_table_bilag(benchmark: Any, rows: int, tmp_path: Path) -> None:
    benchmark.group = f"a table of {rows} rows"
    long_project(tmp_path, rows)
    rounds = 5 if rows < 5_000 else 2
    made = benchmark.pedantic(build, (tmp_path, "lang", Options()), rounds=rounds, warmup_rounds=1)
    assert [f.severity for f in made.report] == []
    assert len(made.files) == 4


@pytest.mark.parametrize("rows", [1_000, 10_000])
def test_table_naive(benchmark: Any, rows: int, tmp_path: Path) -> None:
    benchmark.group = f"a table of {rows} rows"
    csv = long_project(tmp_path, rows)
    rounds = 3 if rows < 5_000 else 1
    benchmark.pedantic(naive.rows, (tmp_path, csv), rounds=rounds)
    assert (tmp_path / "naive.docx").is_file()
    assert (tmp_path / "naive.pdf").is_file()


@pytest.mark.parametrize("stage", ["load", "validate", "resolve", "compose", "check", "docx", "pdf"])
def test_stage_of_a_long_table(benchmark: Any, stage: str, tmp_path: Path) -> None:
    """Where the time of 10,000 rows goes."""
    benchmark.group = "stages of a table of 10,000 rows"
    long_project(tmp_path, 10_000)
    stages = Stages(tmp_path, "lang")
    given: dict[str, Any] = {"load": ()}
    order = ["load", "validate", "resolve", "compose", "check"]
    for before in order[: order.index(stage) if stage in order else len(order)]:
        match before:
            case "load":
                given["validate"] = loaded = stages.load()
            case "validate":
                given["resolve"] = (inputs := stages.validate(*loaded),)
            case "resolve":
                given["compose"] = (inputs, resolved := stages.resolve(inputs), loaded[-1])
            case "compose":
                document = stages.compose(inputs, resolved, loaded[-1])
                given["check"] = (document, inputs, resolved)
                given["docx"] = given["pdf"] = (document, loaded[-1])
    call = check if stage == "check" else WRITERS.get(stage) or getattr(stages, stage)
    assert benchmark.pedantic(call, given[stage], rounds=2) is not None
