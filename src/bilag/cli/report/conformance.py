"""The verdicts of the judges of delivered files, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from bilag.diagnostics.jsontext import json_shown
from bilag.diagnostics.messages import Language, one_line, translate
from bilag.versions.verdicts import (
    Conformance,
    Judged,
    Reason,
    Verdict,
    Violation,
    opinion_outcome,
    standard_name,
    verdict_outcome,
)

_WORDS: dict[Conformance, str] = {
    "conforms": "conforms",
    "fails": "does not conform",
    "unchecked": "not checked",
}
Worst = Conformance | Literal["problem"]
_ORDER: tuple[Worst, ...] = ("conforms", "fails", "unchecked", "problem")


def worst(results: Iterable[Judged]) -> Worst:
    """The worst outcome of all files. Raises ValueError without results, since nothing judged is no pass."""
    found: list[Worst] = []
    for result in results:
        found += [verdict_outcome(verdict) for verdict in result.verdicts] if result.verdicts else ["problem"]
    return max(found, key=_ORDER.index)


def verdicts_as_text(results: Iterable[Judged], language: Language) -> str:
    """A block for each file that could be judged: its standards, the rules it breaks, judges that did not
    check."""
    blocks = []
    for result in results:
        if not result.verdicts:
            continue
        lines = [one_line(str(result.path))]
        for verdict in result.verdicts:
            lines += _standard(verdict, language)
        silent = [
            f"  {opinion.judge}: {translate('not checked', language)}: {_reason(opinion.unchecked, language)}"
            for verdict in result.verdicts
            for opinion in verdict.opinions
            if opinion.unchecked
        ]
        blocks.append("\n".join([*lines, *dict.fromkeys(silent)]))
    return "\n".join(blocks)


def _standard(verdict: Verdict, language: Language) -> Iterator[str]:
    said = verdict_outcome(verdict)
    by = [o.judge for o in verdict.opinions if said == opinion_outcome(o) != "unchecked"]
    names = f" ({', '.join(by)})" if by else ""
    yield f"  {standard_name(verdict.profile)}: {translate(_WORDS[said], language)}{names}"
    for opinion in verdict.opinions:
        for fault in opinion.violations:
            yield f"    {fault.rule} ({opinion.judge}) {one_line(translate(fault.message, language))}"
            if where := _place(fault, language):
                yield f"        {where}"


def _place(fault: Violation, language: Language) -> str:
    page = translate("page {page}", language).format(page=fault.page) if fault.page else ""
    where = ", ".join(part for part in (page, one_line(fault.place)) if part)
    more = translate("{count} places", language).format(count=fault.count) if fault.count > 1 else ""
    return "; ".join(part for part in (where, more) if part)


def _reason(reason: Reason, language: Language) -> str:
    return translate(reason.text, language).format(detail=one_line(reason.detail))


def complaints(results: Iterable[Judged], language: Language) -> Iterator[str]:
    """Lines for stderr: files that could not be judged, and standards that nobody could check, which
    fails."""
    nobody = False
    for result in results:
        path = one_line(str(result.path))
        if result.problem:
            yield f"{path}: {_reason(result.problem, language)}"
        for verdict in result.verdicts:
            if verdict_outcome(verdict) == "unchecked":
                nobody = True
                said = translate("{path}: nobody has checked {standard}; that counts as a fault.", language)
                yield said.format(path=path, standard=standard_name(verdict.profile))
    if nobody:
        yield translate('Install the judges with pip install "bilag[conformance]", and Java.', language)


def verdicts_as_json(results: Iterable[Judged], language: Language) -> str:
    """A list of objects with stable keys; our words are in the language, those of the judges as they are."""
    rows = [
        {
            "path": str(result.path),
            "outcome": worst([result]),
            "problem": _reason(result.problem, language) if result.problem else None,
            "standards": [
                {
                    "standard": standard_name(verdict.profile),
                    "profile": verdict.profile,
                    "outcome": verdict_outcome(verdict),
                    "judges": [
                        {
                            "judge": opinion.judge,
                            "outcome": opinion_outcome(opinion),
                            "reason": _reason(opinion.unchecked, language) if opinion.unchecked else None,
                            "faults": [
                                {
                                    "rule": fault.rule,
                                    "message": translate(fault.message, language),
                                    "place": fault.place or None,
                                    "page": fault.page or None,
                                    "count": fault.count,
                                }
                                for fault in opinion.violations
                            ],
                        }
                        for opinion in verdict.opinions
                    ],
                }
                for verdict in result.verdicts
            ],
        }
        for result in results
    ]
    return json_shown(rows)
