"""Outside programs that some tests need."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

from bilag.check.words.spelling import Dictionary, danish_dictionary


def require_tool(name: str) -> str:
    """The path of a program. Where it is missing the test is skipped, or fails if BILAG_REQUIRE_TOOLS=1."""
    return shutil.which(name) or _missing(name)


def require_dictionary() -> Dictionary:
    """The Danish dictionary, in the same way."""
    return danish_dictionary() or _missing("a Danish dictionary with enchant to read it")


def _missing(name: str) -> NoReturn:
    message = f"{name} is not installed"
    if os.environ.get("BILAG_REQUIRE_TOOLS") == "1":
        pytest.fail(message)
    pytest.skip(message)
