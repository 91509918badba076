"""Every file that a writer returns in a test is judged once: a test must not pass on one nobody may publish.

`conftest` starts a guard for each writer and asks it at the end of each test. It hears of what the writer
returns in the process of the tests; what a test makes in a process of its own is that test's to judge.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any


class Guard:
    """Remembers the files that a writer's class has written, and which of them it has judged before."""

    def __init__(self, writer: type[Any], judge: Callable[[bytes], list[str]]) -> None:
        self.writer, self.judge = writer, judge
        self.listening = True
        self.written: list[bytes] = []
        self.judged: dict[bytes, list[str]] = {}

    def listen(self) -> None:
        """From now on hear of all that the writer returns."""
        write = self.writer.write

        def heard(writer: object) -> bytes:
            data: bytes = write(writer)
            if self.listening:
                self.written.append(data)
            return data

        self.writer.write = heard

    def faults(self) -> list[str]:
        """What is wrong with the files written since this was last asked."""
        found: list[str] = []
        for data in self.written:
            key = sha256(data).digest()
            if key not in self.judged:
                self.judged[key] = self.judge(data)
            found += self.judged[key]
        self.written.clear()
        return list(dict.fromkeys(found))
