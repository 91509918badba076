"""Single faults in the China annex, one at a time: each must give a finding that the annex itself does not.

The figure for each kind is printed; it is in step with `SURVIVORS`, which says why the rest gets by.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bilag.diagnostics.findings import BuildFailed, Report
from bilag.pipeline.prepare import prepare
from tests.support import kina
from tests.support.mutations import Mutation, lay, mutations
from tests.support.sampled import sampled, some

ALL = tuple(mutations())
SURVIVORS: dict[str, str] = {}
"""Faults that nothing in the annex can see, with the reason. What the source states only once is held against
its own words, which stand beside it (`bilag:quote`)."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kina.copy_project(tmp_path_factory.mktemp("mutations") / "projekt", templates=False)


def caught(project: Path, mutation: Mutation) -> bool:
    before = lay(project, mutation)
    assert before != mutation.content, mutation.what
    try:
        return bool(len(_report(project)))
    finally:
        (project / mutation.file).write_bytes(before)


def _report(project: Path) -> Report:
    try:
        return prepare(project, kina.NAME).report
    except BuildFailed as failed:
        return failed.report


def judged(some: tuple[Mutation, ...], project: Path) -> tuple[Counter[str], list[Mutation]]:
    """How many there are of each kind, and those that nothing saw."""
    assert len(_report(project)) == 0
    return Counter(m.kind for m in some), [m for m in some if not caught(project, m)]


def test_there_are_enough_and_each_is_another():
    assert len(ALL) >= 200
    assert len({(m.file, m.content) for m in ALL}) == len(ALL)
    assert {m.what for m in ALL} >= SURVIVORS.keys()


@sampled
def test_all_but_the_known_are_caught(project: Path, capsys: pytest.CaptureFixture[str]):
    tried = ALL[:: some(5, 1)]
    kinds, survived = judged(tried, project)
    lost = Counter(m.kind for m in survived)
    caught = len(tried) - len(survived)
    with capsys.disabled():
        for kind, count in kinds.items():
            print(f"\n{kind}: {count - lost[kind]} of {count}", end="")
        print(f"\nall: {caught} of {len(tried)}, {100 * caught / len(tried):.1f} %")
    assert {m.what for m in survived} == SURVIVORS.keys() & {m.what for m in tried}
    assert caught / len(tried) >= 0.98
