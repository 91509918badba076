"""The cases of tests/cases/words: a text a line, and what the checks of words say of it."""

from __future__ import annotations

import pytest

from tests.support.paths import WORDS

_OWN = ("inventory-open", "inventory-closed", "units")
"""Files with cases of another form, which tests of their own read."""


def cases():
    for file in sorted(f for f in WORDS.glob("*.txt") if f.stem not in _OWN):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line and not line.startswith("#"):
                text, _, wanted = line.partition("\t-> ")
                yield pytest.param(text, wanted, id=f"{file.stem}:{number}")
