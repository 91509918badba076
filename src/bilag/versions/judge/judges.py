"""The list of judges, and the court: files in, what each judge says of each file and standard out.

Every file is judged as PDF/UA-1 and as the part of PDF/A that it names.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bilag.versions.judge.claims import claimed_part, problem
from bilag.versions.judge.pagevalidation import judge_with_page
from bilag.versions.judge.pdfium import judge_with_pdfium
from bilag.versions.judge.verapdf import judge_with_verapdf
from bilag.versions.verdicts import UA, UNREADABLE, Case, Judge, Judged, Opinion, Reason, Verdict

JUDGES = (
    Judge("veraPDF", judge_with_verapdf),
    Judge("page-validation", judge_with_page),
    Judge("PDFium", judge_with_pdfium, frozenset({UA})),
)


def judge_files(paths: Iterable[Path]) -> tuple[Judged, ...]:
    """A result for each path, in their order. A file that cannot be read or is no whole PDF has a `problem`.

    Raises nothing for what is in a file, and nothing where a judge is missing.
    """
    read = [(path, *_read(path)) for path in paths]
    cases = [
        Case(data, profile)
        for _, data, refused in read
        if refused is None
        for profile in (UA, claimed_part(data))
    ]
    verdicts = iter(judge_cases(cases))
    results = []
    for path, _, refused in read:
        if refused is None:
            results.append(_judged(path, (next(verdicts), next(verdicts))))
        else:
            results.append(Judged(path, problem=refused))
    return tuple(results)


def judge_cases(cases: list[Case]) -> list[Verdict]:
    """A verdict for each case, in their order. Each judge is asked once, for all it knows."""
    opinions: dict[Case, list[Opinion]] = {case: [] for case in cases}
    for judge in JUDGES:
        known = [case for case in opinions if not judge.profiles or case.profile in judge.profiles]
        if known:
            for case, opinion in zip(known, judge.judge(known), strict=True):
                opinions[case].append(opinion)
    return [Verdict(case.profile, tuple(opinions[case])) for case in cases]


def _read(path: Path) -> tuple[bytes, Reason | None]:
    if path.is_dir():
        return b"", Reason("this is a folder; name a PDF file in it")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return b"", Reason("there is no such file")
    except (OSError, ValueError) as error:  # a path with a zero byte is a ValueError
        return b"", Reason("the file cannot be read: {detail}", str(error))
    return data, problem(data)


def _judged(path: Path, verdicts: tuple[Verdict, ...]) -> Judged:
    """A file that no judge could read is no PDF that breaks a rule: it is damaged."""
    said = [o for verdict in verdicts for o in verdict.opinions if not o.unchecked]
    if said and all(any(fault.rule == UNREADABLE for fault in o.violations) for o in said):
        return Judged(path, problem=Reason("the PDF file is damaged or not complete"))
    return Judged(path, verdicts)
