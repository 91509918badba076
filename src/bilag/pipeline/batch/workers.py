"""Workers: the same call for many tasks, on one core, on a pool of processes, or on a Dask cluster.

Tasks are drawn as they are needed and results given as they come, so that neither is ever held; a few tasks
for each worker are on their way at a time. A worker that dies takes no task with it: its tasks are given to
another, and only one that keeps losing its worker is given up.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
AHEAD = 4
"""Tasks on their way for each worker: enough that none waits for the next, and few to do again."""
TOGETHER = 8
"""Tasks that go to a Dask worker as one: the scheduler takes as long over one as over many."""
NEEDED = tuple(
    f"bilag.{name}"
    for name in (
        "compose.document",
        "check.checks",
        "resolve.resolver",
        "validate.annex",
        "load.template.reader",
        "write.docx.writer",
        "write.pdf.writer",
    )
)
"""The stages that a row goes through, with their libraries."""
MOST_LOST = 3
"""How many workers a task may lose before it is taken to be what kills them."""


class LostError(Exception):
    """A task whose workers died, every time."""


def spread(
    call: Callable[[T], R], tasks: Iterable[T], *, jobs: int = 1, scheduler: str = ""
) -> Iterator[tuple[T, R | LostError]]:
    """Each task with its result, in the order they are done.

    `scheduler` is the address of a Dask scheduler, whose workers are used where it is given; else `jobs`
    processes. `call` must be a function of a module, tasks and results must survive pickling between
    processes of one version of this program, and `call` must raise nothing. ImportError where Dask is not
    installed, OSError where there is no scheduler at that address.
    """
    if scheduler:
        return _on_dask(call, tasks, scheduler)
    if jobs > 1:
        return _in_pool(call, tasks, jobs)
    return ((task, call(task)) for task in tasks)


# --- processes -------------------------------------------------------------------------------------------


def _in_pool(call: Callable[[T], R], tasks: Iterable[T], jobs: int) -> Iterator[tuple[T, R | LostError]]:
    left = iter(tasks)
    lost: dict[int, int] = {}  # how often each task of those on their way has lost its worker
    again: list[tuple[int, T]] = []
    number = 0
    while True:
        pool = ProcessPoolExecutor(jobs, _context(call), _begin, (dict(os.environ),))
        running: dict[Future[R], tuple[int, T]] = {}
        try:
            while True:
                # One that may be what kills its workers runs alone, so that it takes no other with it.
                room = 1 if lost else jobs * AHEAD
                while len(running) < room:
                    if not again:
                        if (task := next(left, None)) is None:
                            break
                        number += 1
                        again.append((number, task))
                    future = pool.submit(call, again[0][1])
                    running[future] = again.pop(0)
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    result = future.result()
                    one = running.pop(future)
                    lost.pop(one[0], None)
                    yield one[1], result
        except BrokenProcessPool:
            # Those that are done are done; the others begin again in a new pool, in the order they came.
            for future, one in sorted(running.items(), key=lambda item: item[1][0]):
                if future.done() and future.exception() is None:
                    lost.pop(one[0], None)
                    yield one[1], future.result()
                    continue
                lost[one[0]] = lost.get(one[0], 0) + 1
                if lost[one[0]] >= MOST_LOST:
                    del lost[one[0]]
                    yield one[1], LostError(f"its worker died {MOST_LOST} times")
                else:
                    again.append(one)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _context(call: Callable[[T], R]) -> BaseContext:
    """How processes begin: from one that has imported what they need, where the system can do that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415 - not everywhere

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([call.__module__, *NEEDED])
    # It leaves Ctrl-C to us, from its first import on. What it begins first would let Ctrl-C through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def _begin(environment: dict[str, str]) -> None:
    """A worker leaves Ctrl-C to the process that it works for, and does not outlive that process. It has the
    environment of now: the process that it came from may have begun under another."""
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: Any) -> None:  # noqa: ANN401 - a class that multiprocessing keeps to itself
    parent.join()
    os._exit(1)


# --- Dask ------------------------------------------------------------------------------------------------


def _on_dask(call: Callable[[T], R], tasks: Iterable[T], address: str) -> Iterator[tuple[T, R | LostError]]:
    from distributed import Client, as_completed  # noqa: PLC0415 - an extra
    from distributed.scheduler import KilledWorker  # noqa: PLC0415

    left = iter(tasks)
    with Client(address, timeout=10, set_as_default=False) as client:
        running: dict[Any, list[T]] = {}
        done = as_completed(loop=client.loop)

        def send() -> bool:
            some = list(islice(left, TOGETHER))
            if not some:
                return False
            future = client.submit(_alone, call, some, pure=False)
            running[future.key] = some
            done.add(future)
            return True

        client.wait_for_workers(1, timeout=60)
        for _ in range(AHEAD * sum(client.nthreads().values())):
            if not send():
                break
        for future in done:
            some = running.pop(future.key)
            try:
                yield from zip(some, future.result(), strict=True)
            except KilledWorker:
                yield from ((task, LostError("its worker died again and again")) for task in some)
            send()


_ONE = threading.Lock()


def _alone(call: Callable[[T], R], tasks: list[T]) -> list[R]:
    """A Dask worker may have several threads; what makes an annex may not."""
    with _ONE:
        return [call(task) for task in tasks]
