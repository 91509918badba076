"""The corpus of broken projects under cases/bad: each gives just the findings it expects, at their places.

The whole build is run on each; what it finds is compared in full, in the order of the report.

A case is a folder with case.yaml and the files that differ from `_base`. In case.yaml: `expect`, a list of
{rule, place}; `edit`, a list of {file, from, to} applied to the base's texts; `remove`, files taken out;
`make`, a list of {maker, ...} from badmakers.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from bilag.diagnostics.findings import Finding, Report
from bilag.diagnostics.messages import hint, message
from bilag.diagnostics.rules import Severity
from bilag.inputs.tables import Table
from bilag.load.files import read_text
from bilag.load.tables import read_tables
from bilag.pipeline.deliver import Options
from bilag.pipeline.make import build
from bilag.validate.data.package import read_package
from bilag.validate.data.tables import build_tables
from tests.support.badmakers import MAKERS
from tests.support.paths import BAD

BASE = BAD / "_base"
CASES = sorted(folder.name for folder in BAD.iterdir() if (folder / "case.yaml").is_file())
VAGUE = pytest.mark.nonconforming("a figure's text says nothing, which is a warning")
FOLDER = "data/prove"
WRITTEN = (
    *("prose-claim-broken", "prose-claim-empty", "prose-claim-words"),
    *("prose-heading-empty", "prose-heading-wordless", "prose-endless-texts"),
    *("terms-used", "prose-leaving"),
)
"""Errors that checks find: the files are written, so that a person can read what is wrong in its place."""


def lay_out(case: str, root: Path) -> dict:
    """The base with the case laid over it, and the case's declaration."""
    shutil.copytree(BASE, root)
    own = BAD / case
    declared = yaml.safe_load((own / "case.yaml").read_text(encoding="utf-8"))
    unknown = declared.keys() - {"title", "expect", "edit", "remove", "make"}
    assert not unknown, unknown
    shutil.copytree(own, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("case.yaml"))
    for edit in declared.get("edit", ()):
        file = root / edit["file"]
        text = file.read_text(encoding="utf-8")
        assert text.count(edit["from"]) == 1, edit
        file.write_text(text.replace(edit["from"], edit["to"]), encoding="utf-8")
    for path in declared.get("remove", ()):
        (root / path).unlink()
    for make in declared.get("make", ()):
        arguments = dict(make)
        MAKERS[arguments.pop("maker")](root, **arguments)
    return declared


def read_data(root: Path) -> tuple[Report, dict[str, Table]]:
    """What the data stages say about the project's package."""
    report = Report()
    path = f"{FOLDER}/datapackage.yaml"
    text = read_text(root, path, report)
    package = read_package(text, path, report) if text is not None else None
    if package is None:
        return report, {}
    raw = read_tables(root, FOLDER, package, report)
    return report, build_tables(root, package, raw, report)


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=VAGUE) if c == "figure-alt-vague" else c for c in CASES]
)
def test_bad(case, tmp_path):
    """A whole build: all the findings of the run, in the order of their places, and nothing written."""
    root = tmp_path / "projekt"
    declared = lay_out(case, root)
    built = build(root, "prove", Options())
    found = [{"rule": finding.rule, "place": str(finding.span)} for finding in built.report]
    assert sorted(found, key=str) == sorted(declared["expect"], key=str)
    assert list(built.report) == sorted(built.report, key=Finding.sort_key)
    for finding in built.report:
        assert message(finding, "da")
        hint(finding, "da")
    if built.report.has_errors() and case not in WRITTEN:
        assert built.files == ()
        assert not list((root / "out").rglob("*"))
    if built.report.worst() is Severity.WARNING:
        assert built.files
        assert build(root, "prove", Options(out=root / "strict", strict=True)).files == ()
        assert not (root / "strict").exists()
    assert not list(root.rglob("*.tmp"))


def test_base_is_good(tmp_path):
    shutil.copytree(BASE, tmp_path / "projekt")
    report, tables = read_data(tmp_path / "projekt")
    assert list(report) == []
    assert {name: len(table) for name, table in tables.items()} == {"udgifter": 4, "aftaler": 2}


def test_corpus_is_there():
    assert len(CASES) >= 60
