"""Readers that need not read the same text twice: the annexes of a run share most of what they say, and so
do the builds of an annex.

What is read of a text follows from it alone, so it is kept by the text: in this process, and on the shelf of
a build that has one (see `cache`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from hashlib import sha256
from types import GenericAlias
from typing import TypeVar, TypeVarTuple

from bilag.diagnostics.findings import Finding, Report
from bilag.storage.cache import Shelf

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


_SHELF: ContextVar[Shelf | None] = ContextVar("shelf", default=None)


@contextmanager
def from_shelf(shelf: Shelf | None) -> Iterator[None]:
    """Within, what was read in an earlier process is taken from the shelf, and what is read is put there."""
    before = _SHELF.set(shelf)
    try:
        yield
    finally:
        _SHELF.reset(before)
        if shelf:
            shelf.keep()


def the_shelf() -> Shelf | None:
    return _SHELF.get()


def on_shelf(
    kind: object,
    question: tuple[str, ...],
    read: Callable[[Report], T],
    report: Report,
) -> T:
    """What `read` makes, and what it finds, from the shelf where they are there: they must follow from the
    question and the tool alone. `kind` is the type of what it makes, one that msgspec knows."""
    shelf = _SHELF.get()
    if shelf is None:
        return read(report)
    kept_as = GenericAlias(tuple, (kind, tuple[Finding, ...]))
    known: tuple[T, tuple[Finding, ...]] | None = shelf.get(kept_as, *question)
    if known is None:
        local = Report()
        known = read(local), tuple(local.findings)
        shelf.put(known, *question)
    report.extend(known[1])
    return known[0]


Reader = Callable[[str, *Given, Report], T]


def shelved(kind: object) -> Callable[[Reader[*Given, T]], Reader[*Given, T]]:
    """For a reader as `remembered` takes it: what it made of a text is kept on the shelf."""

    def kept(read: Reader[*Given, T]) -> Reader[*Given, T]:
        name = f"{read.__module__}.{read.__qualname__}"

        @wraps(read)
        def of(text: str, *given_and_report: object) -> T:
            *given, report = given_and_report
            digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            question = (name, digest, *map(str, given))
            return on_shelf(kind, question, lambda report: read(text, *given, report), report)  # type: ignore[arg-type]

        return of

    return kept
