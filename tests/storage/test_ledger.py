"""The ledger as it is read: names, forms, the chain of versions, and what somebody has done to them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.diagnostics.findings import Report
from bilag.document.model import Document, Meta, Text
from bilag.storage.ledger import (
    Issued,
    NoIssueError,
    Output,
    check_files,
    delivered_name,
    is_version,
    issue_json,
    issued_from_json,
    ledger_folder,
    read_ledger,
)
from bilag.storage.manifest import sha256

ISSUED = Issued(
    annex="prove",
    number="1",
    title="Bilag 1. En prøve",
    version="1.0",
    date="2026-05-12",
    organisation="Region Hovedstaden",
    created="2026-05-12T00:00:00Z",
    hash="ab" * 32,
    tool="bilag 0.1.0",
    libraries={"zlib": "1.3"},
    inputs={"content/prove/bilag.md": sha256(b"tekst")},
    outputs={"docx": Output("Bilag 1 - En prøve.docx", sha256(b"word"), "cd" * 32)},
    records={"model.json": sha256(b"model")},
)


def put(root, issued, *, name=""):
    """A version in the ledger of a project, as an issue leaves it; the hash of its issue.json."""
    folder = ledger_folder(root, "prove") / (name or issued.version)
    (folder / "inputs" / "content" / "prove").mkdir(parents=True)
    (folder / "inputs" / "content" / "prove" / "bilag.md").write_bytes(b"tekst")
    (folder / "Bilag 1 - En prøve.docx").write_bytes(b"word")
    (folder / "model.json").write_bytes(b"model")
    (folder / "issue.json").write_bytes(issue_json(issued))
    return sha256(issue_json(issued))


def read(root):
    report = Report()
    entries = read_ledger(root, "prove", report)
    for entry in entries:
        check_files(root, entry, report)
    return [entry.issued.version for entry in entries], [(f.rule, str(f.span)) for f in report]


def three(root):
    first = put(root, ISSUED)
    second = put(root, replace(ISSUED, version="1.10", previous=first))
    put(root, replace(ISSUED, version="1.2", previous=second))


# --- form ------------------------------------------------------------------------------------------------


def test_what_is_written_is_read():
    assert issued_from_json(issue_json(ISSUED)) == ISSUED


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"version": 1},
        {"more": "x"},
        {"inputs": []},
        {"inputs": {"../x": "ab"}},
        {"inputs": {"/etc/passwd": "ab"}},
        {"inputs": {"C:x": "ab"}},
        {"records": {"a/b": "ab"}},
        {"outputs": {"docx": {"name": "..", "sha256": "", "contents": ""}}},
        {"outputs": {"docx": {"name": "x"}}},
        {"outputs": None},
    ],
)
def test_another_form_is_refused(change):
    content = json.loads(issue_json(ISSUED)) | change
    with pytest.raises(NoIssueError):
        issued_from_json(json.dumps(content).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"null", b"[" * 100_000, b"{}"])
def test_what_is_no_issue_is_refused(data):
    with pytest.raises(NoIssueError):
        issued_from_json(data)


# --- the chain -------------------------------------------------------------------------------------------


def test_nothing_was_issued(tmp_path):
    assert read(tmp_path) == ([], [])


def test_versions_stand_in_the_order_of_their_chain(tmp_path):
    three(tmp_path)
    assert read(tmp_path) == (["1.0", "1.10", "1.2"], [])


def test_a_version_that_was_taken_out_is_missed(tmp_path):
    three(tmp_path)
    (ledger_folder(tmp_path, "prove") / "1.10").rename(tmp_path / "væk")
    assert read(tmp_path) == (["1.0", "1.2"], [("LEDGER-CHAIN", "out/prove/issued/1.2")])


def test_a_version_that_was_written_anew_breaks_the_chain_behind_it(tmp_path):
    three(tmp_path)
    file = ledger_folder(tmp_path, "prove") / "1.10" / "issue.json"
    file.write_bytes(file.read_bytes().replace(b"2026-05-12", b"2026-05-13"))
    assert read(tmp_path) == (["1.0", "1.10", "1.2"], [("LEDGER-CHAIN", "out/prove/issued/1.2")])


def test_two_that_follow_the_same_one(tmp_path):
    """As where two people issue apart and both folders are merged."""
    first = put(tmp_path, ISSUED)
    put(tmp_path, replace(ISSUED, version="1.1", date="2026-06-02", previous=first))
    put(tmp_path, replace(ISSUED, version="1.1b", date="2026-06-01", previous=first))
    assert read(tmp_path) == (["1.0", "1.1b", "1.1"], [("LEDGER-CHAIN", "out/prove/issued/1.1")])


def test_a_folder_under_another_name(tmp_path):
    put(tmp_path, ISSUED, name="2.0")
    assert read(tmp_path) == (["1.0"], [("LEDGER-MOVED", "out/prove/issued/2.0")])


def test_half_a_version_and_a_file_in_its_place(tmp_path):
    put(tmp_path, ISSUED)
    folder = ledger_folder(tmp_path, "prove")
    (folder / "2.0").mkdir()
    (folder / "3.0").write_bytes(b"x")
    (folder / ".issue.tmp").mkdir()
    (folder / ".DS_Store").write_bytes(b"x")
    assert read(tmp_path) == (
        ["1.0"],
        [("LEDGER-UNREADABLE", "out/prove/issued/2.0"), ("LEDGER-UNREADABLE", "out/prove/issued/3.0")],
    )


# --- the files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Bilag 1 - En prøve.docx", "model.json", "inputs/content/prove/bilag.md"])
def test_a_file_that_was_changed_or_is_gone(tmp_path, name):
    put(tmp_path, ISSUED)
    file = ledger_folder(tmp_path, "prove") / "1.0" / name
    file.write_bytes(b"other")
    assert read(tmp_path)[1] == [("LEDGER-CHANGED", f"out/prove/issued/1.0/{name}")]
    file.unlink()
    assert read(tmp_path)[1] == [("LEDGER-MISSING", f"out/prove/issued/1.0/{name}")]


def test_a_file_that_was_put_there(tmp_path):
    put(tmp_path, ISSUED)
    folder = ledger_folder(tmp_path, "prove") / "1.0"
    (folder / "~$lag 1 - En prøve.docx").write_bytes(b"")
    (folder / "Thumbs.db").write_bytes(b"")
    (folder / "inputs" / "noter.txt").write_bytes(b"x")
    assert read(tmp_path)[1] == [("LEDGER-FOREIGN", "out/prove/issued/1.0/inputs/noter.txt")]


# --- names -----------------------------------------------------------------------------------------------


def named(title, number="", corrected=""):
    document = Document(Meta("prove", title, number=number), (Text(title),), (), (), ())
    return delivered_name(document, corrected)


@pytest.mark.parametrize(
    ("title", "number", "corrected", "name"),
    [
        ("Bilag 1. Evaluering af Kina-indsats", "1", "", "Bilag 1 - Evaluering af Kina-indsats"),
        (
            "Bilag 1. Evaluering af Kina-indsats",
            "1",
            "rettet 12. maj 2026",
            "Bilag 1 - Evaluering af Kina-indsats (rettet 12. maj 2026)",
        ),
        ("Notat om bilag 1. Og mere", "1", "", "Notat om bilag 1. Og mere"),
        ("Bilag A.2. Økonomi", "A.2", "", "Bilag A.2 - Økonomi"),
        ("Økonomi 2012\u20132017: drift/anlæg?", "", "", "Økonomi 2012-2017 - drift-anlæg"),
        ("Slut. ", "", "", "Slut"),
        ("Ord " * 40 + "(rettet 12. maj 2026)", "", "", "Ord " * 23 + "Ord (rettet 12. maj 2026)"),
        ("Ord " * 40, "", "rettet", "Ord " * 27 + "Ord (rettet)"),
        ("...", "", "", "prove"),
        ("a\u00adb\u00a0c\td", "", "", "ab c d"),
    ],
)
def test_delivered_names(title, number, corrected, name):
    assert named(title, number, corrected) == name


@given(st.text(max_size=300), st.text(max_size=30))
def test_a_delivered_name_is_one_that_every_file_system_takes(title, corrected):
    name = named(title, corrected=corrected) + ".docx"
    assert not set(name) & set('\\/:*?"<>|\0\n\r\t')
    assert 0 < len(name) <= 130
    assert name == name.strip()


@pytest.mark.parametrize("text", ["1", "1.0", "2.0-rc1", "2026-05-12", "1.0b"])
def test_versions(text):
    assert is_version(text)


@pytest.mark.parametrize("text", ["", ".", "..", "1/2", "1.", "-1", "1 0", "a" * 41, "1\n", ".skjult", "1:2"])
def test_no_versions(text):
    assert not is_version(text)
