"""The keys of all that bilag writes as JSON: other programs read them, so none goes or is renamed unseen.

`tests/cases/json-keys.txt` has a paragraph for each form, made of real outputs. A list is `[]`, a key that is
somebody's name (a file, a fact, a library) `*`. In model.json a path begins at the class of its node. After a
change that is meant: `REWRITE=1 python -m pytest tests/story/test_json_keys.py`, and read the difference.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilag.cli import run
from bilag.cli import watch as watching
from bilag.document.forms.modeljson import document_to_json
from bilag.pipeline.deliver import Options
from bilag.pipeline.watch.watch import Watch
from tests.support import batches, brokenpdfs, kina, samples
from tests.support.paths import TESTS

CELL = "udgifter/delegationer/beløb"
UNBOUND = '\n\nDer var 7 møder. <!-- bilag: tillad NUMBER-UNBOUND "Skøn" -->\n\nDer var 9 ture.\n'
LIST = TESTS / "cases" / "json-keys.txt"
NAMED = {
    "batch.json": ("inputs", "entries[].outputs"),
    "facts.json, attached": ("cells",),
    "issue.json": ("inputs", "libraries", "outputs", "records"),
    "manifest.json": ("inputs", "outputs", "parts"),
    "verify WORD PDF": ("compared",),
}
"""The objects whose keys are names, by form."""


def keys(value: object, named: tuple[str, ...], path: str = "") -> Iterator[str]:
    """The path of each key in a value of JSON."""
    if isinstance(value, dict):
        any_name = path in named
        path = value.get("node", path)
        for name, inner in value.items():
            key = "*" if any_name else name
            here = re.sub(r"^(inputs\[\]\.)+", r"inputs[].", f"{path}.{key}".lstrip("."))
            yield here
            yield from keys(inner, named, here)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, named, f"{path}[]")


class Forms:
    """What was written, by form: the paths of all keys seen in it."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys, self.paths = capsys, dict[str, set[str]]()

    def add(self, form: str, text: str) -> None:
        assert text, form
        for each in text.splitlines() if form == "watch" else [text]:
            self.paths.setdefault(form, set()).update(keys(json.loads(each), NAMED.get(form, ())))

    def printed(self, form: str, *arguments: str) -> None:
        run((*arguments, "--format", "sarif" if form == "check --format sarif" else "json"))
        self.add(form, self.capsys.readouterr().out)

    def told(self) -> str:
        return "\n".join(
            f"{form}\n" + "".join(f"    {p}\n" for p in sorted(self.paths[form]))
            for form in sorted(self.paths)
        )


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def edited(word: bytes) -> bytes:
    """The Word file, in which somebody made 1,3 million kroner 1,8."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.infolist():
            data = before.read(part)
            after.writestr(
                part, data.replace(b"1,3", b"1,8") if part.filename == "word/document.xml" else data
            )
    return out.getvalue()


def test_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    forms = Forms(capsys)
    annex(forms, tmp_path / "annex", monkeypatch)
    rows(forms, tmp_path / "rows", monkeypatch)
    if os.environ.get("REWRITE"):
        LIST.write_text(forms.told(), encoding="utf-8")
    assert forms.told() == LIST.read_text(encoding="utf-8")


def annex(forms: Forms, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An annex that is built, issued, changed and looked at."""
    kina.copy_project(root, templates=False)
    monkeypatch.chdir(root)
    out, data, content = (root / top / kina.NAME for top in ("out", "data", "content"))
    main, prose = content / "bilag.md", content / "ressourcer.md"
    edit(main, "status: draft", "status: issued\nnumber: '1'\ndate: 2018-01-15")
    forms.printed("build", "build")
    for form in ("facts.json", "manifest.json"):
        forms.add(form, (out / f"{kina.NAME}.{form}").read_text("utf-8"))
    forms.printed("issue", "issue", kina.NAME)
    (issued,) = (out / "issued").iterdir()
    for form in ("issue.json", "model.json"):
        forms.add(form, (issued / form).read_text("utf-8"))
    forms.add("model.json", document_to_json(samples.torture()).decode())
    for attached in kina.prepared().document.attachments:
        if attached.name.endswith(".json"):
            forms.add(f"{attached.name}, attached", attached.data.decode())
    word = next(issued.glob("*.docx"))
    forms.printed("facts", "facts")
    forms.printed("formats", "formats")
    forms.printed("trace FACT", "trace", "forbrug_i_alt")
    forms.printed("trace CELL", "trace", CELL)
    forms.printed("trace FILE FACT", "trace", str(word), "forbrug_i_alt")
    forms.printed("verify FILE", "verify", str(word))
    (root / "x.docx").write_bytes(edited(word.read_bytes()))
    forms.printed("verify FILE", "verify", str(root / "x.docx"))
    (root / "x.pdf").write_bytes(brokenpdfs.made(brokenpdfs._no_language))
    forms.printed("verify --conformance", "verify", "--conformance", str(root / "x.pdf"))
    edit(data / "udgifter.csv", "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4")
    edit(data / "datapackage.yaml", 'equals: "2,8"', 'equals: "2,9"')
    edit(prose, "Samlet udgift på", "Udgift i alt på")
    prose.write_text(prose.read_text("utf-8") + UNBOUND, "utf-8")
    forms.printed("build", "build")
    forms.printed("diff", "diff")
    forms.printed("verify WORD PDF", "verify", str(word), str(out / f"{kina.NAME}.pdf"))
    forms.printed("verify WORD PDF", "verify", str(word), str(main))
    (root / "y.docx").write_bytes(b"")
    forms.printed("verify FILE, refused", "verify", str(root / "y.docx"))
    for form in ("check", "check --format sarif"):
        forms.printed(form, "check")
    watch = Watch(root, Options(), ())
    for path, old, new in (
        (prose, "", ""),
        (prose, "9 ture", "{{ forbrug_i_alt }}"),
        (data / "udgifter.csv", "erhvervsdelegationer;1,4", "erhvervsdelegationer;1,3"),
    ):
        edit(path, old, new)
        for each in watch.round({f"{top}/{kina.NAME}" for top in ("content", "data")}, lambda *_: None):
            watching._tell(each, Namespace(format="json", lang="da"))
            forms.add("watch", forms.capsys.readouterr().out)


def rows(forms: Forms, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An annex for each row of a table."""
    batches.lay_out(root)
    monkeypatch.chdir(root)
    with (root / "data" / batches.NAME / "kommuner.csv").open("a", encoding="utf-8") as file:
        file.write("0009;;mange\n")
    forms.printed("batch", "batch", batches.NAME, "--to", "pdf")
    forms.add("batch.json", (root / "out" / batches.NAME / "batch.json").read_text("utf-8"))
