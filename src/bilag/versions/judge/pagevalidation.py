"""page-validation: PDF/UA-1 and PDF/A by a code base of its own, in Rust (package `page-validation`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bilag.versions.verdicts import UNREADABLE, Case, Opinion, Reason, Violation, standard_name

if TYPE_CHECKING:
    from page import ValidationReport

_NAME = "page-validation"
_ROWS = 200_000  # an annex may have a table of 50,000 rows; the judge's own limit is 1,024
_CHAIN = 5_000  # bookmarks follow each other in a chain; the limit of its own is 256 headings


def judge_with_page(cases: Sequence[Case]) -> list[Opinion]:
    """One opinion a case. Not checked without the package, or where it does not know the standard."""
    try:
        import page  # noqa: PLC0415 - the judge's door
    except ImportError:
        missing = Opinion(_NAME, unchecked=Reason("the package {detail} is not installed", _NAME))
        return [missing] * len(cases)
    limits = page.SafetyLimits(
        max_table_grid_rows=_ROWS, max_table_grid_cells=20 * _ROWS, max_reference_depth=_CHAIN
    )
    known = {profile.value for profile in page.ValidationProfile}
    opinions = []
    for case in cases:
        if case.profile not in known:
            reason = Reason("it does not know {detail}", standard_name(case.profile))
            opinions.append(Opinion(_NAME, unchecked=reason))
            continue
        try:
            report = page.validate_pdf_bytes(case.data, profile=case.profile, limits=limits)
        except page.ParseError as error:
            opinions.append(Opinion(_NAME, (Violation(UNREADABLE, str(error)),)))
        except page.PageError as error:  # its limits of size
            opinions.append(Opinion(_NAME, unchecked=Reason("it gave up: {detail}", str(error))))
        else:
            opinions.append(_opinion(report))
    return opinions


def _opinion(report: ValidationReport) -> Opinion:
    """A report over no rules at all has checked nothing, whatever it says."""
    if report.rules.total == 0:
        return Opinion(_NAME, unchecked=Reason("it gave up: {detail}", "0 rules"))
    faults: dict[str, Violation] = {}
    counts: dict[str, int] = {}
    for failure in report.failures:
        where = f"object {failure.object_id.object_number}" if failure.object_id else ""
        faults.setdefault(failure.rule_id, Violation(failure.rule_id, failure.message, where))
        counts[failure.rule_id] = counts.get(failure.rule_id, 0) + 1
    found = tuple(Violation(f.rule, f.message, f.place, f.page, counts[rule]) for rule, f in faults.items())
    if not report.is_compliant and not found:
        found = (Violation("-", "not compliant"),)
    return Opinion(_NAME, found)
