"""One call for many tasks: on one core and in a pool alike, in spite of workers that die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilag.pipeline.batch.workers import AHEAD, MOST_LOST, LostError, spread


def double(n: int) -> int:
    return 2 * n


def die_once(task: tuple[str, int]) -> int:
    """The task 5 kills its worker the first time."""
    mark, n = task
    if n == 5 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def die_always(n: int) -> int:
    if n == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_task_has_its_result_once(jobs):
    assert sorted(spread(double, range(50), jobs=jobs)) == [(n, 2 * n) for n in range(50)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_tasks_are_drawn_as_they_are_needed(jobs):
    drawn = 0

    def tasks() -> Iterator[int]:
        nonlocal drawn
        for n in range(1000):
            drawn += 1
            yield n

    for done, _ in enumerate(spread(double, tasks(), jobs=jobs), 1):
        assert drawn <= done + jobs * AHEAD
    assert drawn == 1000


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="there is none")
def test_ctrl_c_while_the_process_that_workers_come_from_imports(tmp_path):
    """The module interrupts the process that is the second to import it."""
    (tmp_path / "late.py").write_text(
        "import os, signal\nfrom pathlib import Path\n"
        "begun = Path(__file__).with_name('begun')\n"
        "os.kill(os.getpid(), signal.SIGINT) if begun.exists() else begun.touch()\n"
        "def double(n):\n    return 2 * n\n"
    )
    code = (
        "import late; from bilag.pipeline.batch.workers import spread; "
        "print(sorted(spread(late.double, [1, 2], jobs=2)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[(1, 2), (2, 4)]\n", "")


def test_no_task_at_all():
    assert list(spread(double, [], jobs=2)) == []


def test_a_worker_that_dies_takes_no_task_with_it(tmp_path):
    tasks = [(str(tmp_path / "once"), n) for n in range(20)]
    assert sorted(result for _, result in spread(die_once, tasks, jobs=2)) == list(range(20))


def test_a_task_that_kills_its_workers_is_given_up(tmp_path):
    found = dict(spread(die_always, range(20), jobs=2))
    assert sorted(found) == list(range(20))
    lost = found.pop(5)
    assert isinstance(lost, LostError)
    assert str(MOST_LOST) in str(lost)
    assert all(n == result for n, result in found.items())


def test_there_is_no_scheduler():
    pytest.importorskip("distributed")
    with pytest.raises(OSError):
        list(spread(double, [1], scheduler="tcp://127.0.0.1:1"))
