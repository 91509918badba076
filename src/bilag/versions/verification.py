"""What `bilag verify FILE` finds out of one delivered file: separate answers, and their words for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from bilag.diagnostics.messages import Language, one_line, translate
from bilag.versions.agreement import difference_lines
from bilag.versions.differences import Difference
from bilag.versions.placewords import quoted

Question = Literal["issued", "text", "bound", "carried", "project", "rebuilt"]
Outcome = Literal["yes", "no", "unknown"]
_MOST_SHOWN = 50
_MARKS: dict[Outcome, str] = {"yes": "yes", "no": "NO", "unknown": "not known"}
_QUESTIONS: dict[Question, str] = {
    "issued": "Is this an issued file?",
    "text": "Does it say what it said when it was made?",
    "bound": "Do its figures agree with what they are bound to?",
    "carried": "Do its figures agree with the data inside it?",
    "project": "Do its figures agree with the project's data today?",
    "rebuilt": "Does making it again from the frozen files give the same?",
}


class Fault(Struct, frozen=True):
    """What is the matter with a figure, or with a file inside the file. `about` is a text of the catalogue,
    filled with the name and the two texts that do not agree."""

    name: str
    about: str
    expected: str = ""
    found: str = ""


class Answer(Struct, frozen=True):
    """One answer. `about` is a text of the catalogue, filled with `args`; `differences` are lines that are
    otherwise than those issued."""

    question: Question
    outcome: Outcome
    about: str
    args: tuple[tuple[str, str], ...] = ()
    faults: tuple[Fault, ...] = ()
    differences: tuple[Difference, ...] = ()


def answer(question: Question, outcome: Outcome, about: str, *faults: Fault, **args: object) -> Answer:
    return Answer(question, outcome, about, tuple((name, str(value)) for name, value in args.items()), faults)


def refuted(answers: Iterable[Answer]) -> bool:
    """Whether anything is not as it should be. What nobody can know refutes nothing."""
    return any(each.outcome == "no" for each in answers)


def as_text(path: Path, answers: Iterable[Answer], language: Language) -> str:
    """The file, and a line for each answer with what it rests on below."""
    lines = [one_line(str(path))]
    for each in answers:
        question = translate(_QUESTIONS[each.question], language)
        lines.append(f"  {question} {translate(_MARKS[each.outcome], language)}: {_about(each, language)}")
        lines += [f"      {_fault(fault, language)}" for fault in each.faults[:_MOST_SHOWN]]
        for found in each.differences[:_MOST_SHOWN]:
            lines += [f"    {line}" for line in difference_lines(found, language, _names(language))]
        if (more := max(len(each.faults), len(each.differences)) - _MOST_SHOWN) > 0:
            lines.append("      " + translate("and {count} more", language).format(count=more))
    return "\n".join(lines)


def _names(language: Language) -> tuple[str, str]:
    return translate("issued", language), translate("now", language)


def _about(each: Answer, language: Language) -> str:
    return translate(each.about, language).format(**{k: one_line(v) for k, v in each.args})


def _fault(fault: Fault, language: Language) -> str:
    texts = {"expected": quoted(fault.expected, language), "found": quoted(fault.found, language)}
    return translate(fault.about, language).format(name=one_line(fault.name), **texts)


def as_json(path: Path, answers: Iterable[Answer], language: Language) -> str:
    """An object with stable keys."""
    rows = list(_rows(answers, language))
    return json.dumps({"path": str(path), "answers": rows}, ensure_ascii=False, indent=2)


def _rows(answers: Iterable[Answer], language: Language) -> Iterator[dict[str, object]]:
    for each in answers:
        yield {
            "question": each.question,
            "outcome": each.outcome,
            "text": _about(each, language),
            **dict(each.args),
            "faults": [
                {"name": f.name, "text": _fault(f, language), "expected": f.expected, "found": f.found}
                for f in each.faults
            ],
            "differences": [
                {
                    "aspect": found.aspect,
                    "kind": found.kind,
                    "heading": found.place.heading or None,
                    "caption": found.place.caption or None,
                    "row": found.place.row,
                    "column": found.place.column or None,
                    "issued": found.one,
                    "now": found.other,
                }
                for found in each.differences
            ],
        }
