"""Readers that need not read the same text twice: the annexes of a run share most of what they say."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

from bilag.diagnostics import Finding, Report

T = TypeVar("T")
Text = TypeVar("Text", str, bytes)
Given = TypeVarTuple("Given")
MOST, LONGEST = 64, 100_000
"""Texts that each reader remembers, and the characters of those that are worth it."""


def remembered(read: Callable[[Text, *Given, Report], T]) -> Callable[[Text, *Given, Report], T]:
    """A reader of a text or of bytes, and of what else can be hashed, that keeps what it made of the last of
    them and what it found in them.

    What it makes must be a value that nobody changes, and must follow from what it is given alone.
    """

    @lru_cache(maxsize=MOST)
    def kept(text: Text, *given: *Given) -> tuple[T, tuple[Finding, ...]]:
        report = Report()
        return read(text, *given, report), tuple(report.findings)

    @wraps(read)
    def of(text: Text, *given_and_report: object) -> T:
        *given, report = given_and_report
        if len(text) > LONGEST:
            return read(text, *given, report)  # type: ignore[arg-type]
        value, found = kept(text, *given)
        report.extend(found)  # type: ignore[attr-defined]
        return value

    return of
