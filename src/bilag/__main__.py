"""The command line: arguments in, exit code out. All work is in the conductor."""

from __future__ import annotations

import atexit
import gc
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run `bilag`. Exit codes: 0 fine, 1 findings, 2 misuse or no project here, 3 a fault of ours."""
    gc.set_threshold(200_000)  # a small build ends before there is anything to collect
    atexit.register(gc.freeze)  # nor is there at the end, when Python would look through all that is left
    from bilag.cli import run  # noqa: PLC0415 - so that --version costs nothing

    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
