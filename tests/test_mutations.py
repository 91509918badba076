"""Single faults in the China annex, one at a time: each must give a finding that the annex itself does not.

The figure for each kind is printed; it is in step with `SURVIVORS`, which says why the rest gets by.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bilag.diagnostics import Report
from bilag.pipeline import BuildFailed, prepare
from tests import kina
from tests.mutations import Mutation, lay, mutations

ALL = tuple(mutations())
SURVIVORS: dict[str, str] = {}
"""Faults that nothing in the annex can see, with the reason. What the source states only once is held against
its own words, which stand beside it (`bilag:quote`)."""

APART = {
    "name misspelt": 7 / 12,  # short names that stand once are like nothing else
}
"""Kinds that the checks of figures do not answer for, and the least share that is caught all the same."""


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
    ours = [m for m in ALL if m.kind not in APART]
    assert len(ours) >= 200
    assert len({(m.file, m.content) for m in ALL}) == len(ALL)
    assert {m.what for m in ours} >= SURVIVORS.keys()


def test_all_but_the_known_are_caught(project: Path, capsys: pytest.CaptureFixture[str]):
    kinds, survived = judged(ALL, project)
    lost = Counter(m.kind for m in survived)
    ours = sum(count for kind, count in kinds.items() if kind not in APART)
    missed = [m.what for m in survived if m.kind not in APART]
    with capsys.disabled():
        for kind, count in kinds.items():
            print(f"\n{kind}: {count - lost[kind]} of {count}", end="")
        print(f"\nfigures: {ours - len(missed)} of {ours}, {100 * (ours - len(missed)) / ours:.1f} %")
    assert set(missed) == SURVIVORS.keys()
    assert (ours - len(missed)) / ours >= 0.98
    for kind, share in APART.items():
        assert (kinds[kind] - lost[kind]) / kinds[kind] >= share, kind
