"""Large files: every node on 300 pages before all judges, size beside the plain script, memory."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from msgspec.structs import replace

from bilag.document import model as m
from bilag.document.forms.documentlines import normal_form
from bilag.versions.judge.verapdf import judge_with_verapdf
from bilag.versions.read.pdf import read_pdf
from bilag.versions.verdicts import UA, Case, Opinion
from bilag.write.pdf.writer import write_pdf
from tests.bench.untagged import write_untagged
from tests.support import kina, samples
from tests.support.documents import differences
from tests.support.pdfguard import faults_of
from tests.support.pdftree import hold
from tests.support.samples import standard
from tests.support.tools import require_tool

pytestmark = pytest.mark.long
FACTS = (m.Attachment("facts.json", "application/json", "Tal", b"{}"),)


@cache
def torture(proof: str) -> tuple[m.Document, bytes]:
    document = samples.long_torture()
    if proof != "none":
        document = replace(document, proof="facts", attachments=FACTS)
    return document, write_pdf(document, standard())


@pytest.mark.parametrize("proof", ["none", "facts"])
def test_every_node_on_300_pages(proof: str) -> None:
    """page-validation, PDFium, the tree node by node, and the text line by line."""
    document, data = torture(proof)
    with pdfium.PdfDocument(data) as file:
        assert len(file) >= 300
    assert faults_of(data) == []
    hold(document, data)
    assert differences(normal_form(document, standard().labels), read_pdf(data)) == []


def test_verapdf_on_every_node_and_on_the_annex() -> None:
    """Both documents as UA-1 with 2a and as UA-1 with 3a."""
    require_tool("java")
    plain = replace(kina.prepared().document, proof="none", attachments=())
    files = {
        "2a": [torture("none")[1], write_pdf(plain, kina.prepared().template)],
        "3a": [torture("facts")[1], kina.output("pdf")],
    }
    cases = [Case(data, profile) for part, some in files.items() for data in some for profile in (UA, part)]
    assert judge_with_verapdf(cases) == [Opinion("veraPDF")] * 8


def test_300_pages_take_at_most_three_times_the_untagged_bytes() -> None:
    document = samples.repeated(samples.three_pages(), 100)
    tagged, untagged = write_pdf(document, standard()), write_untagged(document)
    with pdfium.PdfDocument(tagged) as file:
        assert len(file) >= 250
    assert len(tagged) <= 3 * len(untagged)


SCRIPT = """
import json, re, sys
from pathlib import Path
from bilag.pipeline.deliver import Options
from bilag.pipeline.make import build
from tests.support.longproject import long_project

root = Path(sys.argv[1])
long_project(root, int(sys.argv[2]))
built = build(root, "lang", Options())
print(json.dumps({
    "findings": len(built.report),
    "files": [str(file.path) for file in built.files],
    # not ru_maxrss: that of a child counts what its parent had when it was started
    "megabytes": int(re.search("VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024,
}))
"""


def test_a_table_of_50000_rows(tmp_path: Path) -> None:
    """The whole build in a process of its own, under 500 MB; the first and last rows are there."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path), "50000"],
        cwd=kina.ROOT,
        env=kina.plain_environment() | {"PYTHONPATH": str(kina.ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["findings"] == 0
    assert len(said["files"]) == 4
    assert said["megabytes"] < 500
    data = next(Path(f) for f in said["files"] if f.endswith(".pdf")).read_bytes()
    with pdfium.PdfDocument(data) as file:
        texts = [file[n].get_textpage().get_text_range() for n in (0, len(file) - 1)]
        assert len(file) > 1000
    assert "R\u00e6kke nummer 0" in texts[0]
    assert "R\u00e6kke nummer 49999" in texts[1]
