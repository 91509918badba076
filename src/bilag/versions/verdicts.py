"""What validators ("judges") say of a delivered file: a verdict on each standard, with each judge's opinion.

A standard is named by the short id of its profile, as veraPDF and page-validation write it: "ua1" is
PDF/UA-1 (ISO 14289-1), "2a" is PDF/A-2a (ISO 19005-2, level A).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

Conformance = Literal["conforms", "fails", "unchecked"]

UA = "ua1"
DEFAULT_A = "2a"  # what bilag writes; a file that names no part of PDF/A is judged against it
PARTS_OF_A = frozenset({"1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u", "4", "4e", "4f"})
UNREADABLE = "unreadable"
"""The rule of the violation that says: this judge could not read the file at all."""


class Reason(Struct, frozen=True):
    """Why something could not be done: a message id of the catalogue, and what fills its `{detail}`."""

    text: str
    detail: str = ""


class Violation(Struct, frozen=True):
    """A rule that a file breaks: the judge's own id and words, and the first of `count` places."""

    rule: str
    message: str
    place: str = ""
    page: int = 0
    count: int = 1


class Opinion(Struct, frozen=True):
    """What one judge says of one file and standard; `unchecked` is why it says nothing.

    A judge that checks only a part of the standard, not the `whole`, can fail a file but not pass it alone.
    """

    judge: str
    violations: tuple[Violation, ...] = ()
    unchecked: Reason | None = None
    whole: bool = True


class Verdict(Struct, frozen=True):
    """What all judges say of one file and standard."""

    profile: str
    opinions: tuple[Opinion, ...]


class Judged(Struct, frozen=True):
    """A file with its verdicts, or the reason why it cannot be judged."""

    path: Path
    verdicts: tuple[Verdict, ...] = ()
    problem: Reason | None = None


class Case(Struct, frozen=True):
    """What a judge is asked: a whole file, and the standard that it should meet."""

    data: bytes
    profile: str


class Judge(Struct, frozen=True):
    """A judge by name. `judge` gives one opinion a case, in their order; no `profiles` means all profiles."""

    name: str
    judge: Callable[[Sequence[Case]], list[Opinion]]
    profiles: frozenset[str] = frozenset()


def opinion_outcome(opinion: Opinion) -> Conformance:
    if opinion.unchecked:
        return "unchecked"
    return "fails" if opinion.violations else "conforms"


def verdict_outcome(verdict: Verdict) -> Conformance:
    """One violation of any judge fails a file; to pass, a judge of the whole standard must find none."""
    if any(opinion_outcome(opinion) == "fails" for opinion in verdict.opinions):
        return "fails"
    passed = any(opinion_outcome(opinion) == "conforms" and opinion.whole for opinion in verdict.opinions)
    return "conforms" if passed else "unchecked"


def standard_name(profile: str) -> str:
    """The name that people use: "PDF/UA-1", "PDF/A-2a"."""
    return f"PDF/UA-{profile[2:]}" if profile.startswith("ua") else f"PDF/A-{profile}"
