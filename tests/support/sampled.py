"""Proofs of which some cases are tried every day, and all of them by `make test-long`.

`@examples(25, 100)` beside `@given(...)`; elsewhere `@sampled` on the test, and in it `some(25, 100)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import settings

Test = TypeVar("Test", bound=Callable[..., Any])
Some = TypeVar("Some")

sampled = pytest.mark.sampled
_whole: list[bool] = []


def configure(expression: str) -> None:
    """Of `pytest -m EXPRESSION`: all cases are tried where it asks for the sampled tests by name."""
    _whole[:] = [True] if "sampled" in expression else []


def some(everyday: Some, whole: Some) -> Some:
    return whole if _whole else everyday


def examples(everyday: int, whole: int, **more: Any) -> Callable[[Test], Test]:
    """So many examples of hypothesis; `more` goes to its `settings`."""
    return lambda test: sampled(settings(max_examples=some(everyday, whole), **more)(test))
