"""The guard over all tests: it hears of every PDF, and a test that makes one that does not conform fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bilag.write.pdf.writer import write_pdf
from tests.conftest import PDF_GUARD
from tests.support import samples
from tests.support.brokenpdfs import BROKEN, good, made
from tests.support.paths import ROOT
from tests.support.pdfguard import faults_of

INNER = """
import pytest
from msgspec.structs import replace
from bilag.write.pdf.writer import write_pdf
from tests.support import samples
from tests.support.samples import Section, standard, text

SKIPS = Section("a", 1, text("A"), (), (Section("b", 3, text("B"), ()),))
DOCUMENT = replace(samples.small(), sections=(SKIPS,))


def test_good():
    write_pdf(samples.small(), standard())


def test_bad():
    write_pdf(DOCUMENT, standard())


@pytest.fixture
def file():
    return write_pdf(DOCUMENT, standard())


def test_bad_in_a_fixture(file):
    pass


@pytest.mark.nonconforming("on purpose")
def test_bad_on_purpose(file):
    pass


def test_good_after_that():
    write_pdf(samples.small(), standard())
"""


def test_it_hears_of_what_is_written() -> None:
    data = write_pdf(samples.small(), samples.standard())
    assert PDF_GUARD.written[-1] == data


def test_it_passes_what_is_good() -> None:
    assert faults_of(good()) == []


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: f"{broken.name} {broken.profile}")
def test_it_sees_what_is_broken(broken) -> None:
    assert faults_of(made(broken.mutate))


def test_it_fails_the_test_that_made_the_file(tmp_path: Path) -> None:
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
    assert "2 failed, 3 passed" in done.stdout, done.stdout
    assert "PDFUA1-HEADING-NESTING-001" in done.stdout
    failed = [line.split()[1].rpartition("::")[2] for line in done.stdout.splitlines() if "FAILED " in line]
    assert failed == ["test_bad", "test_bad_in_a_fixture"]
