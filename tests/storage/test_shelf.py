"""What one process read of a file, the next takes from the cache; a change of that file has it read anew."""

from __future__ import annotations

import shutil
from array import array
from pathlib import Path

import pytest
from msgspec import msgpack, to_builtins

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import Field, Package, RawTable, Resource
from bilag.inputs.yaml.nodes import Mapping, Node
from bilag.inputs.yaml.yamltext import parse
from bilag.load.tables import read_tables
from bilag.load.template import reader as templates
from bilag.load.template.reader import read_template
from bilag.storage.cache import Cache, Shelf, key_of
from bilag.storage.memo import from_shelf, shelved, the_shelf
from tests.support import kina
from tests.support.badmakers import workbook


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(Cache(tmp_path), "1", "annex")


def entries(shelf: Shelf) -> list[Path]:
    return [path for path in shelf.cache.folder.iterdir() if path.name != ".gitignore"]


def again(shelf: Shelf, tool: str = "1", annex: str = "annex") -> Shelf:
    """The shelf as the next build finds it."""
    return Shelf(shelf.cache, tool, annex)


def test_a_value_is_found_by_its_question_the_tool_and_the_annex(shelf: Shelf):
    place = Span("a.md", 1)
    shelf.put(place, "a", "b")
    shelf.keep()
    assert again(shelf).get(Span, "a", "b") == shelf.get(Span, "a", "b") == place
    assert again(shelf).get(Span, "a") is None
    assert again(shelf).get(Mapping, "a", "b") is None  # it is one of another kind
    assert again(shelf, tool="2").get(Span, "a", "b") is None
    assert again(shelf, annex="another").get(Span, "a", "b") is None


def test_a_broken_entry_is_none(shelf: Shelf):
    shelf.put(Span("a.md", 1), "a")
    shelf.keep()
    (entry,) = entries(shelf)
    entry.write_bytes(entry.read_bytes()[:-1])
    assert again(shelf).get(Span, "a") is None


def test_all_values_are_one_entry_which_is_written_where_it_changed(shelf: Shelf):
    for number in range(50):
        shelf.put(Span("a.md", number), str(number))
    shelf.keep()
    (entry,) = entries(shelf)
    before = entry.stat().st_ino
    asked = again(shelf)
    assert asked.get(Span, "7") == Span("a.md", 7)
    asked.keep()
    assert entry.stat().st_ino == before
    asked.put(Span("b.md"), "b")
    asked.keep()
    assert again(shelf).get(Span, "8") == Span("a.md", 8)
    assert again(shelf).get(Span, "b") == Span("b.md")
    assert entries(shelf) == [entry]


def test_what_nobody_asks_for_goes_when_it_is_most_of_all(shelf: Shelf):
    for number in range(3):
        next_ = again(shelf)
        next_.put("x" * 700_000, str(number))
        next_.keep()
    assert again(shelf).get(str, "0") is None
    assert again(shelf).get(str, "2") is not None


def test_numbers_that_are_too_large_are_none(shelf: Shelf):
    table = RawTable("a.xlsx", ("A",), (1,), (["x"],), array("l", [2]), kinds=(b"\0",))
    shelf.put(table, "a")
    assert shelf.get(RawTable, "a") == table
    shelf.put(to_builtins(table, enc_hook=lambda lines: [2**63]), "a")
    assert shelf.get(RawTable, "a") is None


@pytest.mark.parametrize("value", ["\ud800", 2**64])
def test_half_a_character_and_a_number_that_is_too_large_are_not_kept(shelf: Shelf, value: object):
    shelf.put(value, "a")
    shelf.keep()
    assert not shelf.cache.folder.exists()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (array, msgpack.encode([2**63])),
        (Node, b"\x82\xa4type\xa8Sequence\xa5items\x91" * 100_000),
        (str, b"\xa1\xff"),
    ],
)
def test_an_entry_that_says_what_cannot_be_is_none(shelf: Shelf, kind: object, data: bytes):
    shelf.cache.put(shelf.key, None, {key_of("a"): data})
    assert again(shelf).get(kind, "a") is None


# --- readers ---


def test_a_text_is_read_once_and_its_findings_are_told_each_time(shelf: Shelf):
    read: list[str] = []

    @shelved(tuple[str, ...])
    def words(text: str, path: str, report: Report) -> tuple[str, ...]:
        read.append(text)
        report.add("FILE-BINARY", Span(path, 1), text=text)
        return tuple(text.split())

    def told(text: str, path: str) -> list[str]:
        report = Report()
        assert words(text, path, report) == tuple(text.split())
        return [f"{finding.span} {dict(finding.args)['text']}" for finding in report]

    with from_shelf(shelf):
        for _ in range(2):
            assert told("a b", "f.md") == ["f.md:1 a b"]
        assert told("a b", "g.md") == ["g.md:1 a b"]
    assert read == ["a b", "a b"]
    assert the_shelf() is None
    told("a b", "f.md")
    assert len(read) == 3


@pytest.mark.parametrize("text", ["a: 1\nb: [x, {c: 'd'}]\n", "a: &x 1\nb: *x\n", "a: [", "", "- - - 1"])
def test_yaml_is_the_same_from_the_shelf(shelf: Shelf, text: str):
    def said() -> tuple[Node | None, list[object]]:
        report = Report()
        return parse(text, "f.yaml", report, line=7), report.findings

    first = said()
    with from_shelf(shelf):
        assert [said(), said()] == [first, first]
    assert len(entries(shelf)) == 1


# --- templates ---


def template(folder: Path, shelf: Shelf) -> object:
    """The template, and what was found in it, as a process that has read none gets them."""
    templates._READ.clear()
    report = Report()
    with from_shelf(shelf):
        return read_template(folder, "templates/x", report), report.findings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(kina.ROOT / "templates" / "standard", tmp_path / "x"))


def test_a_template_is_the_same_from_the_shelf(folder: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    first = template(folder, shelf)
    monkeypatch.setattr(templates, "_anew", None)
    assert template(folder, shelf) == first


def test_a_document_that_comes_to_a_template_for_documents_wins(folder: Path, shelf: Shelf):
    data = (folder / "word.docx").read_bytes()
    (folder / "word.docx").rename(folder / "word.dotx")
    dotx = template(folder, shelf)
    assert template(folder, shelf) == dotx
    (folder / "word.docx").write_bytes(data[:1000])
    assert template(folder, shelf) != dotx


def test_a_template_with_a_fault_is_read_each_time(folder: Path, shelf: Shelf):
    (folder / "theme.toml").write_text("[labels", "utf-8")
    assert template(folder, shelf) == template(folder, shelf)
    assert not shelf.cache.folder.exists()


# --- workbooks ---


def sheet(folder: Path, shelf: Shelf) -> object:
    """The cells of the workbook, and what was found in it."""
    report, span = Report(), Span("datapackage.yaml", 1)
    package = Package("datapackage.yaml", (Resource("t", "t.xlsx", "xlsx", (Field("a"),), span, span),))
    with from_shelf(shelf):
        table = read_tables(folder, "", package, report).get("t")
    return table and table.columns, [f.rule for f in report]


def test_a_workbook_that_is_saved_while_it_is_read_is_known_by_what_was_read(
    tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    for text in ("ny", "gammel"):
        workbook(tmp_path, "t.xlsx", [{"name": "Ark1", "rows": [["a"], [text]]}])
        (tmp_path / text).write_bytes((tmp_path / "t.xlsx").read_bytes())
    look = shelf.get

    def saved(*asked: object) -> object:
        shutil.copyfile(tmp_path / "ny", tmp_path / "t.xlsx")
        return look(*asked)

    monkeypatch.setattr(shelf, "get", saved)
    sheet(tmp_path, shelf)
    monkeypatch.undo()
    for text in ("gammel", "ny"):
        shutil.copyfile(tmp_path / text, tmp_path / "t.xlsx")
        assert sheet(tmp_path, shelf) == (([text],), [])


def test_a_workbook_that_cannot_be_opened_is_a_finding(
    tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    workbook(tmp_path, "t.xlsx", [{"name": "Ark1", "rows": [["a"], ["b"]]}])
    opens = Path.open

    def locked(path: Path, *mode: str) -> object:
        if path.suffix == ".xlsx":  # as Excel has it
            raise PermissionError(13, "Permission denied")
        return opens(path, *mode)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", locked)
        assert sheet(tmp_path, shelf) == (None, ["FILE-UNREADABLE"])
    assert sheet(tmp_path, shelf) == ((["b"],), [])
