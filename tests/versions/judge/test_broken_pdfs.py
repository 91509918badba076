"""The judges see what is wrong: each file of `brokenpdfs` fails for its own fault, and the good one passes.

veraPDF judges all of them in one run of Java, in `make test-long`.
"""

from __future__ import annotations

import pytest

from bilag.versions.judge.pagevalidation import judge_with_page
from bilag.versions.judge.pdfium import judge_with_pdfium
from bilag.versions.judge.verapdf import judge_with_verapdf
from bilag.versions.verdicts import UA, Case, Opinion
from tests.support.brokenpdfs import BROKEN, PAGE, PDFIUM, VERA, Broken, made
from tests.support.tools import require_tool

JUDGES = {PAGE: judge_with_page, PDFIUM: judge_with_pdfium}


def named(broken: Broken) -> str:
    return f"{broken.name} {broken.profile}"


def seen_by(judge: str) -> list[Broken]:
    return [broken for broken in BROKEN if judge in broken.seen]


def untouched(_: object) -> None:
    """Through pikepdf and out again, and nothing else."""


@pytest.mark.parametrize("broken", seen_by(PAGE), ids=named)
def test_page_validation_sees(broken: Broken) -> None:
    (opinion,) = judge_with_page([Case(made(broken.mutate), broken.profile)])
    assert broken.seen[PAGE] in [each.rule for each in opinion.violations]


@pytest.mark.parametrize("broken", seen_by(PDFIUM), ids=named)
def test_pdfium_sees(broken: Broken) -> None:
    (opinion,) = judge_with_pdfium([Case(made(broken.mutate), broken.profile)])
    assert broken.seen[PDFIUM] in [each.rule for each in opinion.violations]


@pytest.mark.parametrize("profile", [UA, "2a"])
def test_what_is_broken_is_the_fault_and_not_the_tool(profile: str) -> None:
    case = Case(made(untouched), profile)
    assert judge_with_page([case]) == [Opinion(PAGE)]
    if profile == UA:
        assert judge_with_pdfium([case]) == [Opinion(PDFIUM, whole=False)]


def test_there_is_enough_to_see() -> None:
    assert len({named(broken) for broken in BROKEN}) == len(BROKEN)
    assert len(seen_by(VERA)) >= 12
    assert len(seen_by(PAGE)) >= 12
    assert len(seen_by(PDFIUM)) >= 5
    assert all(broken.seen for broken in BROKEN)


@pytest.fixture(scope="module")
def verapdf() -> dict[str, Opinion]:
    require_tool("java")
    cases = {named(broken): Case(made(broken.mutate), broken.profile) for broken in seen_by(VERA)}
    cases |= {profile: Case(made(untouched), profile) for profile in (UA, "2a")}
    return dict(zip(cases, judge_with_verapdf(list(cases.values())), strict=True))


@pytest.mark.long
@pytest.mark.parametrize("broken", seen_by(VERA), ids=named)
def test_verapdf_sees(broken: Broken, verapdf: dict[str, Opinion]) -> None:
    opinion = verapdf[named(broken)]
    assert opinion.unchecked is None
    assert broken.seen[VERA] in [each.rule for each in opinion.violations]


@pytest.mark.long
@pytest.mark.parametrize("profile", [UA, "2a"])
def test_verapdf_passes_the_good_file(profile: str, verapdf: dict[str, Opinion]) -> None:
    assert verapdf[profile] == Opinion(VERA)
