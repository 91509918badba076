"""A batch on Dask: a real scheduler and two workers, processes of their own; one of them is killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilag.pipeline.batch.run import Asked, run_batch
from bilag.pipeline.deliver import Options
from tests.support import batches, kina
from tests.support.batches import NAME, listed

pytest.importorskip("distributed")


class Cluster:
    def __init__(self, folder: Path) -> None:
        self.folder, self.processes = folder, []
        self.address = ""
        log = self.start("distributed.cli.dask_scheduler", "--port", "0", "--host", "127.0.0.1")
        limit = time.monotonic() + 60
        while not (found := re.search(r"Scheduler at:\s+(tcp://\S+)", log.read_text())):
            assert time.monotonic() < limit, log.read_text()
            time.sleep(0.05)
        self.address = found[1]
        for _ in range(2):
            self.start("distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny")

    def start(self, module: str, *arguments: str) -> Path:
        log = self.folder / f"{len(self.processes)}.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", module, "--no-dashboard", *arguments],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=kina.plain_environment(),
            )
        self.processes.append(process)
        return log

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path) -> Iterator[Cluster]:
    folder = tmp_path / "dask"
    folder.mkdir()
    cluster = Cluster(folder)
    yield cluster
    cluster.stop()


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def one_worker_killed(cluster: Cluster, root: Path, rows: int) -> None:
    """Kill one of two workers in the midst of a batch: every annex arrives, once, and no other file."""
    worker = cluster.processes[1]

    def progress(done: int, total: int) -> None:
        assert total == rows
        if done >= rows // 2 and worker.poll() is None:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()

    summary = run_batch(root, Asked(NAME, Options(), scheduler=cluster.address), progress)
    assert worker.poll() is not None
    assert (summary.made, summary.unchanged, summary.failed, summary.complete) == (rows, 0, 0, True)
    told = listed(root / "out" / NAME)
    assert [e["key"] for e in told["entries"]] == [f"{n:04}" for n in range(1, rows + 1)]
    assert len(files(root / "out" / NAME)) == 2 * rows + 1


def test_one_of_two_workers_is_killed(cluster, tmp_path):
    root = batches.lay_out(tmp_path / "projekt", rows=20)
    run_batch(root, Asked(NAME, Options(out=tmp_path / "ro")))
    one_worker_killed(cluster, root, 20)
    assert files(root / "out" / NAME) == files(tmp_path / "ro" / NAME)


@pytest.mark.long
def test_one_of_two_workers_is_killed_in_the_midst_of_two_thousand(cluster, tmp_path):
    root = batches.lay_out(tmp_path / "projekt", rows=2000)
    one_worker_killed(cluster, root, 2000)
    again = run_batch(root, Asked(NAME, Options()))
    assert (again.made, again.unchanged) == (0, 2000)
