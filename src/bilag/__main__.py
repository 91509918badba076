"""The command line: arguments in, exit code out. All work is in the conductor."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
from typing import NoReturn


def main(arguments: list[str] | None = None) -> int:
    """Run `bilag`. Exit codes: 0 fine, 1 findings, 2 misuse or no project here, 3 a fault of ours."""
    gc.set_threshold(200_000)  # a small build ends before there is anything to collect
    from bilag.commands import run  # noqa: PLC0415 - so that --version costs nothing

    return run(sys.argv[1:] if arguments is None else arguments)


def command() -> NoReturn:
    """`main` as a process of its own, which then ends at once.

    The system takes back all memory in no time; Python would let go of it object by object, which takes a
    seventh of a small build. What asked to be called at the end is called.
    """
    code = main()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # nobody reads it any more
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    command()
