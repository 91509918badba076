"""Reading files: nothing outside the project, nothing that is no text, every fault a finding."""

import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.diagnostics.findings import Report, Span
from bilag.load.files import _straight, locate, read_bytes, read_text
from tests.support.paths import GOLDENS


@pytest.fixture
def root(tmp_path):
    project = tmp_path / "projekt"
    (project / "data" / "a").mkdir(parents=True)
    (project / "data" / "a" / "fil.txt").write_text("æøå\r\nto\n", encoding="utf-8", newline="")
    (tmp_path / "hemmelig.txt").write_text("hemmelig", encoding="utf-8")
    return project


def rules(report):
    return [(f.rule, str(f.span)) for f in report]


def args(report):
    return dict(next(iter(report)).args)


def test_text_is_read_as_it_stands(root):
    report = Report()
    assert read_text(root, "data/a/fil.txt", report) == "æøå\r\nto\n"
    assert read_text(root, "fil.txt", report, within="data/a") == "æøå\r\nto\n"
    assert read_bytes(root, "data/a/fil.txt", report) == "æøå\r\nto\n".encode()
    assert not len(report)


def test_a_byte_order_mark_is_no_text(root):
    (root / "bom.txt").write_bytes(b"\xef\xbb\xbfhej")
    assert read_text(root, "bom.txt", Report()) == "hej"


@pytest.mark.parametrize(
    "path",
    [
        "../hemmelig.txt",
        "data/../../hemmelig.txt",
        "data/a/../a/fil.txt",
        "/etc/passwd",
        "C:/x.txt",
        "c:fil.txt",
        "data\\a\\fil.txt",
        "..\\hemmelig.txt",
        "",
        ".",
        "data//fil.txt",
        "data/",
        "con",
        "NUL.txt",
        "data/aux.csv",
        "lpt1",
        "COM\u00b9.txt",
        "fil\0.txt",
        "fil\n.txt",
        "https://example.org/fil.txt",
        " fil.txt",
        "~/fil.txt ",
    ],
)
def test_paths_that_are_refused(root, path):
    report = Report()
    assert read_text(root, path, report) is None
    assert [rule for rule, _ in rules(report)] == ["FILE-OUTSIDE"]


@given(st.text(st.sampled_from("./\\~a:\0"), max_size=12))
def test_no_path_leads_out(path):
    root = GOLDENS
    source = locate(root, path, Report())
    assert source is None or source.file.is_relative_to(root.resolve())


def test_links_may_lead_about_the_project_but_not_out_of_it(root):
    (root / "ind").symlink_to(root / "data")
    (root / "ud").symlink_to(root.parent)
    (root / "ring").symlink_to(root / "ring")
    report = Report()
    assert read_text(root, "ind/a/fil.txt", report) is not None
    assert _straight(root, "data/a/fil.txt") and not _straight(root, "ind/a/fil.txt")
    assert read_text(root, "ud/hemmelig.txt", report) is None
    assert read_text(root, "ring", report) is None
    assert rules(report)[0][0] in ("FILE-UNREADABLE", "FILE-MISSING")
    assert rules(report)[-1] == ("FILE-OUTSIDE", "ud/hemmelig.txt")


def test_a_package_may_not_leave_its_own_folder(root):
    (root / "data" / "b").mkdir()
    (root / "data" / "b" / "link.txt").symlink_to(root / "data" / "a" / "fil.txt")
    report = Report()
    assert read_text(root, "link.txt", report, within="data/b") is None
    assert [rule for rule, _ in rules(report)] == ["FILE-OUTSIDE"]


def test_missing_files_name_the_nearest(root):
    report = Report()
    where = Span("data/datapackage.yaml", 3, 7)
    assert read_text(root, "data/a/fill.txt", report, where=where) is None
    assert rules(report) == [("FILE-MISSING", "data/datapackage.yaml:3:7")]
    assert args(report) == {"path": "data/a/fill.txt", "nearest": "fil.txt"}
    report = Report()
    assert read_text(root, "nix/fil.txt", report) is None
    assert args(report)["nearest"] == ""
    report = Report()
    assert read_text(root, "data/a/fil.txt/x", report) is None
    assert [rule for rule, _ in rules(report)] == ["FILE-MISSING"]


def test_folders_and_pipes_are_no_files(root):
    report = Report()
    assert read_text(root, "data/a", report) is None
    os.mkfifo(root / "rør")
    assert read_text(root, "rør", report) is None
    assert sorted(rules(report)) == [("FILE-DIRECTORY", "data/a"), ("FILE-UNREADABLE", "rør")]


def test_encodings(root):
    (root / "w.txt").write_bytes("ab\ncæ".encode("cp1252"))
    report = Report()
    assert read_text(root, "w.txt", report) is None
    assert rules(report) == [("FILE-ENCODING", "w.txt:2:2")]
    assert args(report) == {"encoding": "utf-8", "byte": "0xE6", "offset": "4", "nearest": "cp1252"}
    assert read_text(root, "w.txt", Report(), encoding="cp1252") == "ab\ncæ"
    (root / "b.txt").write_bytes(b"\xef\xbb\xbfa\xff")
    report = Report()
    assert read_text(root, "b.txt", report) is None
    assert args(report)["offset"] == "4"
    for data, encoding in (("å".encode(), "cp1252"), ("å".encode("utf-16"), "utf-8")):
        (root / "x.txt").write_bytes(data)
        report = Report()
        assert read_text(root, "x.txt", report, encoding=encoding) is None
        assert [rule for rule, _ in rules(report)] == ["FILE-ENCODING-OTHER"]


def test_nul_bytes_and_size(root):
    (root / "n.txt").write_bytes(b"a\nb\n" + b"x" * 100_000 + b"\0")
    report = Report()
    assert read_text(root, "n.txt", report) is None
    assert rules(report) == [("FILE-BINARY", "n.txt:3")]
    report = Report()
    assert read_text(root, "n.txt", report, limit=10) is None
    assert rules(report) == [("FILE-TOO-LARGE", "n.txt")]


def test_a_file_that_may_not_be_opened(root, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    report = Report()
    assert read_text(root, "data/a/fil.txt", report) is None
    assert [rule for rule, _ in rules(report)] == ["FILE-UNREADABLE"]


def test_a_composed_name_finds_its_decomposed_file(root):
    name = unicodedata.normalize("NFD", "målinger.csv")
    (root / name).write_text("x", encoding="utf-8")
    report = Report()
    if read_text(root, "målinger.csv", report) is None:
        assert args(report)["nearest"] == name
