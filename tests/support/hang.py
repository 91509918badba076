"""A guard against what never ends: so much processor time and no more.

It is no stop watch. A test gives it work so large that cost growing with the square of it takes many
minutes, and cost growing in step with it a second or two; the limit lies far from both, so that a busy
machine cannot fail the test. What is measured stands in `tests/bench/`.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LIMIT = 60
"""Seconds of processor time of this process."""


@contextmanager
def no_hang(limit: float = LIMIT) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"still running after {limit} seconds of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
