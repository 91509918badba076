"""`build --strict` reads the files back before they lie on the disk; what the manifest says of them."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bilag.cli import run
from bilag.document.forms.documentlines import normal_form
from bilag.document.forms.linespans import line_spans
from bilag.document.forms.normalform import digest
from bilag.storage.manifest import parts_hash
from bilag.versions.read.readers import read_delivered
from bilag.write.writers import WRITERS
from tests.support import kina, samples
from tests.support.commands import call
from tests.support.projects import annex
from tests.support.wordkit import edited, package, parts_of

ANNEX = """---
title: Prøve
---

Forbruget er {{ forbrug | mio_kr }}.

# Udgifter

- Et punkt

Et afsnit.

:::{table} udgifter
caption: Udgifter
columns:
  - {field: post, heading: Post, width: 2}
  - {field: beløb, heading: Mio. kr., format: mio_kr, width: 1}
source: Regnskabet
description: Beløb for hver post.
:::
"""
OUT = Path("out") / "prove"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    annex(tmp_path, "prove", ANNEX)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tmp_path


def wrong(monkeypatch: pytest.MonkeyPatch, kind: str, spoil: Callable[[bytes], bytes]) -> None:
    """A writer that says something else than the annex."""
    write = WRITERS[kind]
    monkeypatch.setitem(WRITERS, kind, lambda document, template: spoil(write(document, template)))


def in_word(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda data: edited(data, "word/document.xml", lambda text: text.replace(old, new, 1))


def test_a_strict_build_that_reads_back(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "build", "--strict")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "out/prove/prove.docx"
    assert call(capsys, "verify", "out/prove/prove.docx", "out/prove/prove.pdf")[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "place", "expected", "found"),
    [
        (">Et afsnit.<", ">Et Afsnit.<", "content/prove/bilag.md:11", "Et afsnit.", "Et Afsnit."),
        (">1,3<", ">1,4<", "data/prove/udgifter.csv:2:2", "1,3", "1,4"),
        (">Regnskabet<", ">Regnskab<", "content/prove/bilag.md:13", "Kilde: Regnskabet", "Kilde: Regnskab"),
        (">Udgifter<", ">Udgift<", "content/prove/bilag.md:7", "Udgifter", "Udgift"),
    ],
)
def test_what_a_writer_says_otherwise_stops_a_strict_build(
    old: str,
    new: str,
    place: str,
    expected: str,
    found: str,
    project: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong(monkeypatch, "docx", in_word(old, new))
    code, out, err = call(capsys, "build", "--strict")
    assert code == 1
    (line,) = [line for line in out.splitlines() if "READ-BACK" in line]
    said = f"prove.docx siger »{found}«, hvor bilaget siger »{expected}«: "
    assert line.startswith(f"{place}: Fejl READ-BACK-DIFFERENT {said}")
    assert "Intet er skrevet" in out
    assert err == "prove: intet er skrevet.\n"
    assert not OUT.exists()


def test_a_pdf_that_says_otherwise_stops_it_too(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = samples.small()
    wrong(monkeypatch, "pdf", lambda data: WRITERS["docx"](other, samples.standard()))
    code, out, _ = call(capsys, "build", "--strict", "--to", "pdf")
    assert code == 1
    assert "READ-BACK-HASH prove.pdf bærer ikke kontrolsummen af bilagets indhold" in out
    assert "READ-BACK-DIFFERENT" in out
    assert not OUT.exists()


def test_a_file_that_cannot_be_read_back(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(monkeypatch, "pdf", lambda data: data[:400])
    code, out, _ = call(capsys, "build", "--strict")
    assert code == 1
    assert "bilag.md:1: Fejl READ-BACK-UNREADABLE prove.pdf kan ikke læses tilbage: " in out
    assert not OUT.exists()


def test_a_plain_build_does_not_read_back(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(monkeypatch, "docx", in_word(">1,3<", ">1,4<"))
    assert call(capsys, "build")[0] == 0


def test_a_plain_build_loads_no_reader(project: Path) -> None:
    script = (
        "import sys; from bilag.cli import run; assert run(['build']) == 0; "
        "print(sorted({'pikepdf', 'pypdfium2', 'bilag.versions.differences', "
        "'bilag.document.forms.linespans', 'bilag.versions.read.docx', "
        "'bilag.versions.read.readers', 'bilag.versions.read.pdf'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True, cwd=project
    )
    assert done.stdout.splitlines()[-1] == "[]"


# --- the hash and the manifest ---------------------------------------------------------------------------


def test_word_pdf_and_manifest_carry_one_hash(project: Path) -> None:
    assert run(["build"]) == 0
    manifest = json.loads((OUT / "prove.manifest.json").read_text("utf-8"))
    word, pdf = (read_delivered((OUT / f"prove.{kind}").read_bytes()) for kind in ("docx", "pdf"))
    assert len(manifest["hash"]) == 64
    assert word.hash == pdf.hash == manifest["hash"] == digest(word.lines) == digest(pdf.lines)


def test_the_hash_of_the_real_annex_is_that_of_what_is_read_back() -> None:
    for kind in ("docx", "pdf"):
        assert digest(read_delivered(kina.output(kind)).lines) == kina.prepared().document.hash


def test_the_hash_over_the_parts_can_be_had_without_bilag(project: Path) -> None:
    """By unzip and sha256sum, say."""
    assert run(["build"]) == 0
    with zipfile.ZipFile(OUT / "prove.docx") as word:
        listed = "".join(f"{hashlib.sha256(word.read(n)).hexdigest()}  {n}\n" for n in word.namelist())
    manifest = json.loads((OUT / "prove.manifest.json").read_text("utf-8"))
    assert manifest["parts"] == {"prove.docx": hashlib.sha256(listed.encode()).hexdigest()}


def test_the_hash_over_the_parts_is_of_what_is_packed() -> None:
    data = kina.output("docx")
    parts = parts_of(data)
    again = package(parts)
    assert again != data
    assert parts_hash(again) == parts_hash(data)
    changed = package(parts | {"word/styles.xml": parts["word/styles.xml"] + b" "})
    renamed = package({name.replace("app", "apq"): part for name, part in parts.items()})
    turned = package(dict(reversed(parts.items())))
    assert len({parts_hash(each) for each in (data, changed, renamed, turned)}) == 4


def test_a_build_of_one_format_keeps_the_hash_of_the_other(project: Path) -> None:
    assert run(["build"]) == 0
    before = json.loads((OUT / "prove.manifest.json").read_text("utf-8"))["parts"]
    assert run(["build", "--to", "pdf"]) == 0
    assert json.loads((OUT / "prove.manifest.json").read_text("utf-8"))["parts"] == before
    (OUT / "prove.docx").unlink()
    assert run(["build", "--to", "pdf"]) == 0
    assert json.loads((OUT / "prove.manifest.json").read_text("utf-8"))["parts"] == {}


def test_every_line_of_a_document_has_its_place() -> None:
    prepared = kina.prepared()
    lines = normal_form(prepared.document, prepared.template.labels)
    spans = line_spans(prepared.document, lines)
    assert len(spans) == len(lines)
    without = {line.kind for line, here in zip(lines, spans, strict=True) if None in here}
    assert without <= {"title", "head", "logo", "contents", "footnote"}
    rows = [(line, here) for line, here in zip(lines, spans, strict=True) if line.kind == "row"]
    assert len(rows) == 30
    assert all(len(here) == len(line.cells) for line, here in rows)
    assert {span.path.partition("/")[0] for _, here in rows for span in here if span} == {"data", "content"}
