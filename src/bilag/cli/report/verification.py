"""The answers of `bilag verify FILE`, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bilag.cli.report.differences import difference_lines
from bilag.diagnostics.jsontext import json_shown
from bilag.diagnostics.messages import Language, one_line, quoted, translate
from bilag.versions.verification import Answer, Mismatch, Question, Reply

_MOST_SHOWN = 50
_MARKS: dict[Reply, str] = {"yes": "yes", "no": "NO", "unknown": "not known"}
_QUESTIONS: dict[Question, str] = {
    "issued": "Is this an issued file?",
    "text": "Does it say what it said when it was made?",
    "bound": "Do its figures agree with what they are bound to?",
    "carried": "Do its figures agree with the data inside it?",
    "project": "Do its figures agree with the project's data today?",
    "rebuilt": "Does making it again from the frozen files give the same?",
}


def answers_as_text(path: Path, answers: Iterable[Answer], language: Language) -> str:
    """The file, and a line for each answer with its mismatches and differences below."""
    lines = [one_line(str(path))]
    for each in answers:
        question = translate(_QUESTIONS[each.question], language)
        lines.append(f"  {question} {translate(_MARKS[each.outcome], language)}: {_about(each, language)}")
        lines += [f"      {_mismatch(mismatch, language)}" for mismatch in each.mismatches[:_MOST_SHOWN]]
        for found in each.differences[:_MOST_SHOWN]:
            lines += [f"    {line}" for line in difference_lines(found, language, _names(language))]
        if (more := max(len(each.mismatches), len(each.differences)) - _MOST_SHOWN) > 0:
            lines.append("      " + translate("and {count} more", language).format(count=more))
    return "\n".join(lines)


def _names(language: Language) -> tuple[str, str]:
    return translate("issued", language), translate("now", language)


def _about(each: Answer, language: Language) -> str:
    return translate(each.about, language).format(**{k: one_line(v) for k, v in each.args})


def _mismatch(mismatch: Mismatch, language: Language) -> str:
    texts = {"expected": quoted(mismatch.expected, language), "found": quoted(mismatch.found, language)}
    return translate(mismatch.about, language).format(name=one_line(mismatch.name), **texts)


def answers_as_json(path: Path, answers: Iterable[Answer], language: Language) -> str:
    """An object with stable keys."""
    rows = list(_rows(answers, language))
    return json_shown({"path": str(path), "answers": rows})


def _rows(answers: Iterable[Answer], language: Language) -> Iterator[dict[str, object]]:
    for each in answers:
        yield {
            "question": each.question,
            "outcome": each.outcome,
            "text": _about(each, language),
            **dict(each.args),
            "faults": [
                {"name": f.name, "text": _mismatch(f, language), "expected": f.expected, "found": f.found}
                for f in each.mismatches
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
