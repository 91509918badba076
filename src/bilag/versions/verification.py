"""What `bilag verify FILE` finds out about one delivered file: an answer to each of six questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from bilag.versions.differences import Difference

Question = Literal["issued", "text", "bound", "carried", "project", "rebuilt"]
Reply = Literal["yes", "no", "unknown"]


class Mismatch(Struct, frozen=True):
    """Two texts that should agree, of a printed fact or of a data file, by its `name`. `about` is a message
    id of the catalogue, filled with the name and the two texts."""

    name: str
    about: str
    expected: str = ""
    found: str = ""


class Answer(Struct, frozen=True):
    """The answer to one question. `about` is a message id of the catalogue, filled with `args`; `differences`
    are lines that differ from those issued."""

    question: Question
    outcome: Reply
    about: str
    args: tuple[tuple[str, str], ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    differences: tuple[Difference, ...] = ()


def answer(question: Question, outcome: Reply, about: str, *mismatches: Mismatch, **args: object) -> Answer:
    return Answer(
        question, outcome, about, tuple((name, str(value)) for name, value in args.items()), mismatches
    )


def refuted(answers: Iterable[Answer]) -> bool:
    """Whether any answer is no; "unknown" refutes nothing."""
    return any(each.outcome == "no" for each in answers)
