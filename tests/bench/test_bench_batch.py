"""What a row of a batch costs, alone and in a pool, beside a build of the same annex. Nothing asserts a time.

CPU time, of child processes too; a figure is for all rows of the batch (`ROWS`), but for the build's.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import psutil
import pytest

from bilag.pipeline.batch.run import Asked, run_batch
from bilag.pipeline.deliver import Options
from bilag.pipeline.make import build
from tests.support import batches
from tests.support.cputime import cpu

ROWS = 200


def cpu_of_all() -> float:
    """Seconds of this process and of all that it began: the one that workers come from lives on."""
    alive = psutil.Process().children(recursive=True)
    return cpu() + float(sum(sum(each.cpu_times()[:4]) for each in alive))


pytestmark = pytest.mark.benchmark(timer=cpu_of_all, disable_gc=False, group=f"a batch of {ROWS} rows")


@pytest.mark.parametrize("jobs", [1, 2])
def test_batch(benchmark: Any, jobs: int, tmp_path: Path) -> None:
    root, number = batches.lay_out(tmp_path, rows=ROWS), count()

    def batch() -> None:
        out = tmp_path / f"out-{next(number)}"  # a new folder, so that nothing is finished
        assert run_batch(root, Asked(batches.NAME, Options(out=out), jobs=jobs)).made == ROWS

    benchmark.pedantic(batch, rounds=3, warmup_rounds=1)


def test_batch_that_is_finished(benchmark: Any, tmp_path: Path) -> None:
    root = batches.lay_out(tmp_path, rows=ROWS)
    wanted = Asked(batches.NAME, Options())
    run_batch(root, wanted)
    summary = benchmark.pedantic(run_batch, (root, wanted), rounds=5)
    assert summary.unchanged == ROWS


def test_build_of_one_row(benchmark: Any, tmp_path: Path) -> None:
    benchmark.group = "a batch: the build of one row"
    root = batches.lay_out(tmp_path, rows=ROWS)
    options = Options(to=("docx", "pdf"), out=tmp_path / "out")
    made = benchmark.pedantic(build, (root, batches.NAME, options), rounds=20, warmup_rounds=2)
    assert len(made.files) == 3
