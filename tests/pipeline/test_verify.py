"""`bilag verify FILE` and `bilag trace FILE FACT`: one delivered file, alone, with the ledger, with today.

The China annex is issued once; each case works on copies of what was delivered.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from hashlib import md5
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.cli import run
from bilag.document.forms.factsjson import read_facts_json
from bilag.pipeline.deliver import Options
from bilag.pipeline.issue import issue
from bilag.pipeline.make import build
from bilag.pipeline.verify import read, verify
from bilag.versions.compare.digits import agrees
from bilag.versions.read.pdf_file import streams_hash
from bilag.versions.verification import Answer
from tests.support import kina
from tests.support.commands import call

WORD, PDF = "word.docx", "fil.pdf"
Tamper = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the annex has been issued; the two delivered files stand in its root, too."""
    root = kina.copy_project(tmp_path_factory.mktemp("udgivet") / "projekt", templates=False)
    main = root / "content" / kina.NAME / "bilag.md"
    main.write_text(
        main.read_text("utf-8").replace("status: draft", "status: issued\ndate: 2018-01-15"), "utf-8"
    )
    entry = issue(root, kina.NAME).entry
    assert entry is not None
    for kind, name in (("docx", WORD), ("pdf", PDF)):
        shutil.copyfile(entry.folder / entry.issued.outputs[kind].name, root / name)
    return root


@pytest.fixture
def project(issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "projekt"
    shutil.copytree(issued, root)
    monkeypatch.chdir(root)
    return root


def answers(path: Path, root: Path | None) -> dict[str, Answer]:
    return {each.question: each for each in verify(read(path, root), root)}


def outcomes(path: Path, root: Path | None) -> str:
    """Of the six answers in their order: y, n or -."""
    marks = {"yes": "y", "no": "n", "unknown": "-"}
    return "".join(marks[each.outcome] for each in answers(path, root).values())


def faults(found: dict[str, Answer], question: str) -> list[tuple[str, str, str]]:
    return [(f.name, f.expected, f.found) for f in found[question].mismatches]


def texts(found: dict[str, Answer]) -> list[tuple[str | None, str | None]]:
    """What was issued and what is said now, where the lines differ."""
    return [(d.one, d.other) for d in found["text"].differences]


# --- tampering -------------------------------------------------------------------------------------------


def in_part(holds: bytes, old: bytes, new: bytes) -> Tamper:
    """Another text in the part of a Word file that holds `holds`."""

    def tamper(data: bytes) -> bytes:
        out, done = io.BytesIO(), 0
        with (
            zipfile.ZipFile(io.BytesIO(data)) as before,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
        ):
            for part in before.infolist():
                body = before.read(part)
                if holds in body:
                    assert old in body
                    body, done = body.replace(old, new, 1), done + 1
                after.writestr(part, body)
        assert done == 1
        return out.getvalue()

    return tamper


def in_pdf(edit: Callable[[pikepdf.Pdf], None]) -> Tamper:
    def tamper(data: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as file:
            edit(file)
            file.save(out)
        return out.getvalue()

    return tamper


def on_the_page(old: bytes, new: bytes) -> Tamper:
    def edit(file: pikepdf.Pdf) -> None:
        for page in file.pages:
            body = page.Contents.read_bytes()
            if old in body:
                page.Contents.write(body.replace(old, new, 1))
                return
        raise AssertionError(old)

    return in_pdf(edit)


def in_attachment(name: str, old: bytes, new: bytes, *, checksum: bool) -> Tamper:
    """In a file inside a PDF; with a checksum that fits, as somebody who knows PDF would leave it."""

    def edit(file: pikepdf.Pdf) -> None:
        stream = file.attachments[name].obj.EF.F
        body = stream.read_bytes()
        assert old in body
        body = body.replace(old, new, 1)
        stream.write(body)
        if checksum:
            stream.Params.CheckSum = pikepdf.String(md5(body).digest())

    return in_pdf(edit)


def tampered(root: Path, name: str, tamper: Tamper) -> Path:
    path = root / f"rettet-{name}"
    path.write_bytes(tamper((root / name).read_bytes()))
    return path


VALUE = b'"id": "forbrug_i_alt"'
"""Facts are sorted by key: the value stands behind the id."""


def other_value(body: bytes) -> tuple[bytes, bytes]:
    """The whole of the fact's value in a facts.json, and another in its place."""
    start = body.index(VALUE)
    value = body[body.index(b'"value": "', start) :].partition(b"\n")[0]
    whole = body[start : body.index(value, start)] + value
    return whole, whole.replace(value, value.replace(b"2.8", b"2.9"))


# --- as it was issued ------------------------------------------------------------------------------------


def test_an_issued_file_in_its_project(project, capsys):
    code, out, err = call(capsys, "verify", WORD)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "word.docx",
        "  Er det en frigivet fil? ja: version 1.0 af kina-2012-2017, 2018-01-15, Region Hovedstaden",
        "  Siger den det, den sagde, da den blev dannet? ja: indholdets kontrolsum passer",
        "  Stemmer tallene med det, de er bundet til? ja: alle 65 tal gør",
        "  Stemmer tallene med de data, der ligger i filen? ja: 61 tal i facts.json stemmer med teksten",
        "  Stemmer tallene med projektets data i dag? ja: alle 60 tal er som i kina-2012-2017",
        "  Giver de gemte kilder det samme, når filen dannes igen? ja: samme indhold og samme bytes",
    ]
    code, out, _ = call(capsys, "verify", PDF)
    assert code == 0
    assert "vides ikke: en PDF navngiver sine 65 tal, men binder dem ikke" in out


def test_an_issued_file_alone(issued, tmp_path, monkeypatch, capsys):
    """Somebody got it by mail, and has no project: what can be known of it is known."""
    monkeypatch.chdir(tmp_path)
    for name, expected in ((WORD, "-yyy--"), (PDF, "-y-y--")):
        shutil.copy(issued / name, tmp_path)
        assert outcomes(Path(name), None) == expected
        assert call(capsys, "verify", name)[0] == 0


def test_a_build_that_was_never_issued(project, capsys):
    main = project / "content" / kina.NAME / "bilag.md"
    main.write_text(main.read_text("utf-8").replace('version: "1.0"', 'version: "1.1"'), "utf-8")
    build(project, kina.NAME, Options())
    assert outcomes(project / "out" / kina.NAME / f"{kina.NAME}.docx", project) == "nyyyy-"
    shutil.rmtree(project / "out" / kina.NAME / "issued")
    assert outcomes(project / "out" / kina.NAME / f"{kina.NAME}.pdf", project) == "-y-yy-"


def test_the_data_were_corrected_since(project):
    data = project / "data" / kina.NAME / "udgifter.csv"
    data.write_text(data.read_text("utf-8").replace("1,3", "1,4", 1), "utf-8")
    for name in (WORD, PDF):
        found = answers(project / name, project)
        assert found["project"].outcome == "no"
        assert ("forbrug_i_alt", "2,9 mio. kr.", "2,8 mio. kr.") in faults(found, "project")
        assert dict(found["project"].args)["wrong"] == str(len(found["project"].mismatches))
        assert {found[q].outcome for q in ("issued", "text", "carried", "rebuilt")} == {"yes"}


def test_a_correct_file_of_a_ledger_that_was_changed(project):
    file = next((project / "out" / kina.NAME / "issued" / "1.0" / "inputs" / "data").rglob("udgifter.csv"))
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"1,3", b"1,4", 1))
    found = answers(project / WORD, project)
    assert found["issued"].outcome == found["rebuilt"].outcome == "no"
    assert [name for name, *_ in faults(found, "issued")] == [file.relative_to(project).as_posix()]


def test_another_zlib_packs_the_same_contents_otherwise(project):
    """The bytes are another file's, so it is not the issued one; its contents are."""
    word = tampered(project, WORD, in_part(b"<w:document", b"", b""))
    found = answers(word, project)
    assert (found["issued"].outcome, found["rebuilt"].outcome) == ("no", "yes")
    assert "only the bytes differ" in found["rebuilt"].about


def test_streams_that_were_packed_otherwise_have_the_same_hash(issued):
    data = (issued / PDF).read_bytes()

    def save(**options):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as file:
            file.save(out, **options)
        return streams_hash(out.getvalue())

    assert save(compress_streams=False, preserve_pdfa=False) == save(recompress_flate=True)
    assert streams_hash(on_the_page(b"1,3", b"1,4")(data)) != save()


# --- a tampered digit ------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False], ids=["with the ledger", "alone"])
def test_in_the_text_of_word(project, known):
    """In the prose, where no control stands."""
    path = tampered(project, WORD, in_part(b"<w:document", b"Det samlede forbrug", b"Det samlede 7 forbrug"))
    found = answers(path, project if known else None)
    assert found["text"].outcome == "no"
    assert found["bound"].outcome == "yes"
    if known:
        ((one, other),) = texts(found)
        assert other == one.replace("samlede", "samlede 7")
        assert faults(found, "rebuilt") == [("word/document.xml", "", "")]


@pytest.mark.parametrize("known", [True, False], ids=["with the ledger", "alone"])
def test_in_a_printed_figure_of_word(project, known):
    path = tampered(project, WORD, in_part(b"<w:document", b">2,8\xc2\xa0mio.", b">2,9\xc2\xa0mio."))
    found = answers(path, project if known else None)
    assert found["text"].outcome == "no"
    assert faults(found, "bound") == [("forbrug_i_alt", "2,8 mio. kr.", "2,9 mio. kr.")]
    assert ("forbrug_i_alt", "2,8 mio. kr.", "2,9 mio. kr.") in faults(found, "carried")
    if known:
        assert ("forbrug_i_alt", "2,8 mio. kr.", "2,9 mio. kr.") in faults(found, "project")
        assert next(other for _, other in texts(found)).count("2,9 mio. kr.") == 1


@pytest.mark.parametrize("known", [True, False], ids=["with the ledger", "alone"])
def test_in_what_a_figure_is_bound_to(project, known):
    tamper = in_part(b"<facts xmlns", b"<text>2,8", b"<text>2,9")
    found = answers(tampered(project, WORD, tamper), project if known else None)
    assert found["text"].outcome == "yes"  # the page says what it said
    assert faults(found, "bound") == [("forbrug_i_alt", "2,9 mio. kr.", "2,8 mio. kr.")]
    if known:
        assert faults(found, "rebuilt") == [("customXml/item2.xml", "", "")]
        assert "forbrug_i_alt" in {name for name, *_ in faults(found, "carried")}


@pytest.mark.parametrize("known", [True, False], ids=["with the ledger", "alone"])
def test_in_the_exact_value_beside_it(project, known):
    tamper = in_part(b"<facts xmlns", b"<value>2.8<", b"<value>2.9<")
    found = answers(tampered(project, WORD, tamper), project if known else None)
    assert (found["text"].outcome, found["bound"].outcome) == ("yes", "yes")
    assert ("forbrug_i_alt", "2.9", "2,8 mio. kr.") in faults(found, "carried")
    assert ("forbrug_i_alt", "2.9", "2.8") in faults(found, "carried")  # facts.json says otherwise


@pytest.mark.parametrize("known", [True, False], ids=["with the ledger", "alone"])
def test_in_the_facts_that_word_carries(project, known):
    def tamper(data):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            old, new = other_value(file.read("customXml/item1.xml"))
        return in_part(b"<proof xmlns", old, new)(data)

    found = answers(tampered(project, WORD, tamper), project if known else None)
    assert (found["text"].outcome, found["bound"].outcome) == ("yes", "yes")
    assert ("forbrug_i_alt", "2.9", "2,8 mio. kr.") in faults(found, "carried")
    assert ("forbrug_i_alt", "2.8", "2.9") in faults(found, "carried")


@pytest.mark.parametrize("known", [True, False], ids=["with the ledger", "alone"])
def test_on_the_page_of_a_pdf(project, known):
    path = tampered(project, PDF, on_the_page(b"(2,8", b"(2,9"))
    found = answers(path, project if known else None)
    assert found["text"].outcome == "no"
    assert ("forbrug_i_alt", "2,8 mio. kr.", "2,9 mio. kr.") in faults(found, "carried")
    if known:
        assert ("forbrug_i_alt", "2,8 mio. kr.", "2,9 mio. kr.") in faults(found, "project")
        ((one, other),) = texts(found)
        assert other == one.replace("2,8", "2,9")
        assert found["rebuilt"].outcome == found["issued"].outcome == "no"


@pytest.mark.parametrize("checksum", [True, False], ids=["its checksum too", "only the digit"])
@pytest.mark.parametrize("known", [True, False], ids=["with the ledger", "alone"])
def test_in_the_facts_that_a_pdf_carries(project, known, checksum):
    with pikepdf.open(project / PDF) as file:
        old, new = other_value(file.attachments["facts.json"].obj.EF.F.read_bytes())
    path = tampered(project, PDF, in_attachment("facts.json", old, new, checksum=checksum))
    found = answers(path, project if known else None)
    assert found["text"].outcome == "yes"
    assert ("forbrug_i_alt", "2.9", "2,8 mio. kr.") in faults(found, "carried")
    assert (("facts.json", "", "") in faults(found, "carried")) is not checksum
    if known:
        assert ("forbrug_i_alt", "2.8", "2.9") in faults(found, "carried")
        assert faults(found, "rebuilt") == [("facts.json", "", "")]


def test_in_a_table_that_a_pdf_carries(project):
    """Alone it is seen by its checksum; one who mends that is seen by the ledger."""
    for checksum in (False, True):
        tamper = in_attachment("udgifter.csv", b"1,3", b"1,4", checksum=checksum)
        path = tampered(project, PDF, tamper)
        assert faults(answers(path, None), "carried") == ([] if checksum else [("udgifter.csv", "", "")])
        assert ("udgifter.csv", "", "") in faults(answers(path, project), "carried")


def test_a_file_without_its_stamp(project):
    path = tampered(project, WORD, in_part(b"bilag-hash", b"bilag-hash", b"andet-hash"))
    assert outcomes(path, project) == "n-yyy-"


def test_exit_code_and_json(project, capsys):
    tampered(project, WORD, in_part(b"<w:document", b">2,8\xc2\xa0mio.", b">2,9\xc2\xa0mio."))
    code, out, _ = call(capsys, "verify", f"rettet-{WORD}", "--format", "json")
    said = json.loads(out)
    assert (code, said["path"]) == (1, f"rettet-{WORD}")
    assert [(a["question"], a["outcome"]) for a in said["answers"]] == [
        ("issued", "no"),
        ("text", "no"),
        ("bound", "no"),
        ("carried", "no"),
        ("project", "no"),
        ("rebuilt", "no"),
    ]
    assert said["answers"][2]["faults"] == [
        {
            "name": "forbrug_i_alt",
            "text": "forbrug_i_alt viser »2,9 mio. kr.«, men er bundet til »2,8 mio. kr.«",
            "expected": "2,8 mio. kr.",
            "found": "2,9 mio. kr.",
        }
    ]
    code, out, _ = call(capsys, "verify", f"rettet-{WORD}")
    assert "frigivet: »" in out and "nu: »" in out


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", b"PK\x03\x04"), ("a.pdf", b"%PDF-1.7"), ("a.pdf", b"%PDF-" + b"x" * 9), ("a", b"")],
)
def test_what_cannot_be_read(project, capsys, name, data):
    Path(name).write_bytes(data)
    code, out, err = call(capsys, "verify", name)
    assert (code, out) == (2, "")
    assert err.startswith(f"{name}: ")


def test_what_has_no_end_is_not_read(project, capsys):
    os.mkfifo("a.docx")
    code, out, err = call(capsys, "verify", "a.docx")
    assert (code, out, err) == (2, "", "a.docx: det er ikke en almindelig fil\n")


# --- a value and what is printed of it -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("2.8", "2,8 mio. kr.", True),
        ("2.9", "2,8 mio. kr.", False),
        ("2800000", "2,8 mio. kr.", True),
        ("2849999", "2,8 mio. kr.", True),
        ("2850001", "2,8 mio. kr.", False),
        ("1024", "1.024", True),
        ("0.46153", "46,2 pct.", True),
        ("0.46153", "46,3 pct.", False),
        ("-10.5", "\u221210,5", True),
        ("20", "over 20", True),
        ("3", "Tre", None),
        ("6", "7", False),
        ("2012/2017", "2012-2017", True),
        ("2012/2018", "2012-2017", False),
        ("2013|2015|2016", "2013, 2015, 2016", True),
        ("2013-05", "maj 2013", True),
        ("Simcere", "Simcere", None),
        ("5", "5 af 7", None),
        ("0", "0", True),
        ("0." + "3" * 200, "33,3 pct.", True),
        ("0." + "3" * 200, "33,4 pct.", False),
        ("9" * 500, "1", False),
        ("1E999999999", "1", None),
        ("NaN", "1", None),
        ("Infinity", "1", None),
        ("1" * 30_000, "1", None),
        ("1", "1" * 30_000, None),
    ],
)
def test_a_printed_text_can_be_the_value(value, text, expected):
    assert agrees(value, text) is expected


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.integers(0, 3), st.sampled_from((0, 3, 6))
)
def test_what_was_rounded_is_never_called_wrong(value, places, power):
    rounded = f"{abs(value.scaleb(-power)):.{places}f}".replace(".", ",")
    assert agrees(str(value), f"ca. {rounded} kr.") is not False


# --- trace -----------------------------------------------------------------------------------------------


def test_trace_with_the_ledger(project, capsys):
    code, out, _ = call(capsys, "trace", PDF, "forbrug_i_alt")
    assert code == 0
    assert out.splitlines() == [
        "»2,8 mio. kr.«",
        "»2,8 mio. kr.«  content/kina-2012-2017/ressourcer.md:4:1",
        "forbrug_i_alt = 2,8 mio. kr.  [sum]",
        "    data/kina-2012-2017/udgifter.csv:2:3  beløb = 1,3 (delegationer)",
        "    data/kina-2012-2017/udgifter.csv:3:3  beløb = 0,5 (innovation_house)",
        "    data/kina-2012-2017/udgifter.csv:4:3  beløb = 0,5 (design_week)",
        "    data/kina-2012-2017/udgifter.csv:5:3  beløb = 0,5 (administration)",
        "efter det frigivne: version 1.0, 2018-01-15, Region Hovedstaden",
        f"sha256 {read(project / PDF, project).said.hash}",
    ]


def test_trace_says_that_the_ledger_was_changed(project, capsys):
    file = next((project / "out" / kina.NAME / "issued" / "1.0" / "inputs" / "data").rglob("udgifter.csv"))
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"1,3", b"1,4", 1))
    code, out, err = call(capsys, "trace", WORD, "forbrug_i_alt")
    assert code == 1
    assert "beløb = 1,4 (delegationer)" in out
    assert f"{file.relative_to(project).as_posix()}: Fejl LEDGER-CHANGED" in err


def test_trace_says_what_was_issued_whatever_the_data_say_today(project, capsys):
    _, before, _ = call(capsys, "trace", WORD, "forbrug_i_alt")
    data = project / "data" / kina.NAME / "udgifter.csv"
    data.write_text(data.read_text("utf-8").replace("1,3", "1,4", 1), "utf-8")
    _, after, _ = call(capsys, "trace", WORD, "forbrug_i_alt")
    assert before == after


@pytest.mark.parametrize("name", [WORD, PDF])
def test_trace_of_a_file_alone(issued, tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    shutil.copy(issued / name, tmp_path)
    code, out, _ = call(capsys, "trace", name, "forbrug_i_alt")
    assert code == 0
    assert "forbrug_i_alt = 2,8 mio. kr.  [sum]" in out
    assert "    data/kina-2012-2017/udgifter.csv:2:3\n" in out
    assert "efter de data, der ligger i filen" in out
    code, out, _ = call(capsys, "trace", name, "forbrug_i_alt", "--format", "json")
    said = json.loads(out)
    assert (said["value"], said["cells"][0], said["version"]) == (
        "2.8 mio. kr.",
        "data/kina-2012-2017/udgifter.csv:2:3",
        None,
    )


@pytest.mark.parametrize("name", [WORD, PDF])
def test_trace_of_a_cell(issued, tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    shutil.copy(issued / name, tmp_path)
    _, out, _ = call(capsys, "trace", name, "delegationer/delegation_2013/deltagere")
    assert out.splitlines()[:3] == [
        "»over 20«",
        "delegationer/delegation_2013/deltagere = 20",
        "    data/kina-2012-2017/delegationer.csv:2:5",
    ]


def test_trace_of_a_file_that_carries_nothing(tmp_path, monkeypatch, capsys):
    root = kina.copy_project(tmp_path / "projekt", templates=False)
    main = root / "content" / kina.NAME / "bilag.md"
    main.write_text(main.read_text("utf-8").replace("proof: data", "proof: none"), "utf-8")
    build(root, kina.NAME, Options())
    shutil.copytree(root / "out" / kina.NAME, tmp_path / "alene")
    monkeypatch.chdir(tmp_path / "alene")
    for kind in ("docx", "pdf"):
        _, out, _ = call(capsys, "trace", f"{kina.NAME}.{kind}", "forbrug_i_alt")
        assert out.splitlines()[:2] == [
            "»2,8 mio. kr.«",
            "filen ved ikke mere end det; resten står i det projekt, den kommer fra",
        ]
        assert outcomes(Path(f"{kina.NAME}.{kind}"), None) == ("-yy---" if kind == "docx" else "-y----")
        monkeypatch.chdir(root)
        assert outcomes(root / "out" / kina.NAME / f"{kina.NAME}.{kind}", root)[4] == "y"
        monkeypatch.chdir(tmp_path / "alene")


def test_trace_of_a_fact_or_file_that_is_not_there(project, capsys):
    code, _, err = call(capsys, "trace", PDF, "forbrug_ialt")
    assert (code, err) == (2, "Der er intet tal med navnet forbrug_ialt. Mente du forbrug_i_alt?\n")
    assert run(["trace", "nix.pdf", "forbrug_i_alt"]) == 2
    assert capsys.readouterr().err == "nix.pdf: filen findes ikke\n"


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"schema": 2}', b"\xff", b'{"schema": 1, "facts": [1]}']
)
def test_a_facts_json_that_is_none(data):
    with pytest.raises(ValueError):
        read_facts_json(data)


def test_a_facts_json_comes_back():
    found = read_facts_json(kina.output("facts.json"))
    assert found.facts == kina.prepared().document.facts
    assert found.hash == kina.prepared().document.hash
