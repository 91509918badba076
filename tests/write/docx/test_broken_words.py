"""The judges of Word files see what is wrong: each file of `brokenwords` for its own fault.

The Open XML SDK judges them in `make test-long`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bilag.write.docx.writer import write_docx
from tests.conftest import WORD_GUARD
from tests.support import samples, wordguard
from tests.support.brokenwords import AUDIT, BROKEN, OWN, SCHEMA, SDK, BrokenWord, good, made
from tests.support.openxmlsdk import sdk
from tests.support.paths import ROOT
from tests.support.tools import require_tool
from tests.support.wordkit import audit_faults, package, parts_of
from tests.support.wordrules import RULES, own_faults
from tests.support.wordschema import SCHEMAS, schema_faults

JUDGES: dict[str, Callable[[bytes], list[str]]] = {
    OWN: lambda data: own_faults(parts_of(data)),
    SCHEMA: lambda data: schema_faults(parts_of(data)),
    AUDIT: audit_faults,
}
INNER = """
from msgspec.structs import replace
import pytest
from bilag.write.docx.writer import write_docx
from tests.support import samples
from tests.support.samples import Section, standard, text

SKIPS = Section("a", 1, text("A"), (), (Section("b", 3, text("B"), ()),))
DOCUMENT = replace(samples.small(), sections=(SKIPS,))


def test_good():
    write_docx(samples.small(), standard())


def test_bad():
    write_docx(DOCUMENT, standard())


@pytest.mark.nonconforming("on purpose")
def test_bad_on_purpose():
    write_docx(DOCUMENT, standard())
"""


def named(broken: BrokenWord) -> str:
    return broken.name


@pytest.mark.parametrize("broken", BROKEN, ids=named)
def test_what_each_judge_sees(broken: BrokenWord, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what it does not see, so that nobody leans on it. The guard sees what one of its judges sees."""
    data = made(broken)
    found = {judge: faults(data) for judge, faults in JUDGES.items()}
    for judge, faults in found.items():
        if judge in broken.seen:
            assert any(broken.seen[judge] in fault for fault in faults), faults
        else:
            assert faults == [], judge
    monkeypatch.setattr(wordguard, "audit_faults", lambda _: found[AUDIT])  # it takes long, and says the same
    assert wordguard.faults_of(data)


@pytest.mark.parametrize("judge", JUDGES)
def test_the_good_file_has_no_fault(judge: str) -> None:
    assert JUDGES[judge](good()) == []
    assert JUDGES[judge](package(parts_of(good()))) == []


def test_there_is_enough_to_see() -> None:
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 12
    assert all(broken.seen for broken in BROKEN)
    for judge, least in ((OWN, 24), (SCHEMA, 5), (AUDIT, 12), (SDK, 12)):
        assert sum(judge in broken.seen for broken in BROKEN) >= least, judge
    assert {broken.seen[OWN] for broken in BROKEN if OWN in broken.seen} == {*RULES, "xml"}


def test_the_guard_hears_of_what_is_written() -> None:
    data = write_docx(samples.small(), samples.standard())
    assert WORD_GUARD.written[-1] == data


def test_the_guard_fails_the_test_that_made_the_file(tmp_path: Path) -> None:
    file = tmp_path / "test_inner.py"
    file.write_text(INNER, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.conftest",
        "-c",
        "pyproject.toml",
        str(file),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "1 failed, 2 passed" in done.stdout, done.stdout
    assert "headings: level 3 follows level 1" in done.stdout
    assert "test_bad " in done.stdout.partition("FAILED ")[2]


def test_a_long_body_is_left_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    long = write_docx(samples.long_table(300), samples.standard())
    with monkeypatch.context() as patch:  # undone before the guard itself looks at what this test has made
        patch.setattr(wordguard, "audit_faults", lambda data: ["asked"])
        assert wordguard.faults_of(good()) == ["asked"]
        assert wordguard.faults_of(long) == []


def test_the_schemas_are_those_of_the_parts() -> None:
    """None is there for nothing, and a package without parts is no good one."""
    text = b"".join(parts_of(good()).values()).decode("utf-8", "replace")
    assert all(f'"{namespace}"' in text for namespace in SCHEMAS if "customXml" not in namespace)
    assert schema_faults({}) == ["xsd: there is hardly a part to judge"]


def test_ignorable_names_are_not_asked_of_the_schema() -> None:
    parts = parts_of(good())
    old = parts["word/document.xml"].decode()
    assert ' mc:Ignorable="w15"' in old  # what the content controls of facts need
    odd = old.replace("<w:body>", '<w:body w15:a="1"><w15:b/>', 1)
    assert schema_faults(parts | {"word/document.xml": odd.encode()}) == []
    said = odd.replace(' mc:Ignorable="w15"', "")
    assert schema_faults(parts | {"word/document.xml": said.encode()})


@pytest.mark.long
def test_what_the_open_xml_sdk_sees(tmp_path: Path) -> None:
    require_tool("node")
    for number, broken in enumerate(BROKEN):
        found = str(sdk(made(broken), tmp_path / f"{number}.docx"))
        if SDK in broken.seen:
            assert broken.seen[SDK] in found, broken.name
        else:
            assert found == "[]", broken.name
    assert sdk(good(), tmp_path / "good.docx") == []
