"""`python -m tests.goldens FILE.csv [...]`: run golden files through the project's formats.

Prints each difference with its code points and a count. Exit code 0: all agree; 1: a difference; 2: a file
that cannot be read or holds no cases, or no file given.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from . import read_cases, visible


def main(names: list[str]) -> int:
    if not names:
        print("usage: python -m tests.goldens FILE.csv [...]", file=sys.stderr)
        return 2
    total = different = 0
    for name in names:
        try:
            cases = read_cases(Path(name))
        except (OSError, ValueError, csv.Error) as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 2
        for case in cases:
            total += 1
            actual = case.actual()
            if actual != case.expected:
                different += 1
                print(f"{name}: {case.id}: {case.kind} {visible(case.value)} as {visible(case.spec)}")
                print(f"  expected {visible(case.expected)}\n  actual   {visible(actual)}")
    print(f"{total} cases, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
