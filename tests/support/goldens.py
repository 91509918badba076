"""Golden cases: a value, what is asked of it, and the exact text, one per line of a CSV.

`python -m tests.support.goldens FILE.csv [...]` runs such files through the project's formats (their columns
are in `tests/cases/goldens/README.md`). It prints each difference with its code points and a count. Exit
code 0: all agree; 1: a difference; 2: a file that cannot be read or holds no cases, or no file given.
"""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from bilag.danish.formats import FormatError, render

COLUMNS = ("id", "kind", "value", "spec", "expected", "source")


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    kind: str
    value: str
    spec: str
    expected: str
    source: str

    def actual(self) -> str:
        """What the project prints: the text, or `!` and the code of its refusal."""
        value = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda m: chr(int(m[1], 16)), self.value)
        try:
            return render(self.kind, value or None, self.spec)
        except FormatError as error:
            return f"!{error.code}"


def read_cases(path: Path) -> list[Case]:
    """The cases of a file. ValueError: not of this form, or no case; OSError: unreadable."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: the header must be {','.join(COLUMNS)}")
        rows = list(reader)
    if not rows or any(None in row or None in row.values() for row in rows):
        raise ValueError(f"{path}: no cases, or a line without its {len(COLUMNS)} columns")
    return [Case(**row) for row in rows]


def visible(text: str) -> str:
    """The text, then each character outside ASCII by its code point."""
    shown = "".join(char if " " <= char <= "~" else f"<U+{ord(char):04X}>" for char in text)
    return f'"{shown}"'


def main(names: list[str]) -> int:
    if not names:
        print("usage: python -m tests.support.goldens FILE.csv [...]", file=sys.stderr)
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
