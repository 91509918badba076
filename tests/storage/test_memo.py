"""What a reader remembers: the same text gives the same value and the same findings, each time."""

from __future__ import annotations

from bilag.diagnostics.findings import Report, Span
from bilag.storage.memo import LONGEST, MOST, remembered
from tests.support import kina


def reader():
    read: list[tuple[str, str]] = []

    @remembered
    def words(text: str, path: str, report: Report) -> tuple[str, ...]:
        read.append((text, path))
        if "x" in text:
            report.add("FILE-BINARY", Span(path, 1))
        return tuple(text.split())

    return words, read


def test_a_text_is_read_once_and_its_findings_are_told_each_time():
    words, read = reader()
    for _ in range(2):
        report = Report()
        assert words("a x", "f.md", report) == ("a", "x")
        assert [f.rule for f in report] == ["FILE-BINARY"]
    assert read == [("a x", "f.md")]


def test_the_same_text_of_another_file_is_another():
    words, _ = reader()
    one, other = Report(), Report()
    words("x", "a.md", one)
    words("x", "b.md", other)
    assert [str(f.span) for f in (*one, *other)] == ["a.md:1", "b.md:1"]


def test_only_the_last_and_the_short_are_kept():
    words, read = reader()
    for n in range(MOST + 1):
        words(str(n), "f.md", Report())
    words("0", "f.md", Report())
    for _ in range(2):
        words("y" * (LONGEST + 1), "f.md", Report())
    assert len(read) == MOST + 4


def test_a_build_changes_nothing_that_is_remembered(tmp_path):
    """Two builds in one process, with another annex's between them, are the same to the byte."""
    from bilag.pipeline.deliver import Options
    from bilag.pipeline.make import build

    made = []
    for name in ("one", "other", "one"):
        root = tmp_path / name
        if not root.exists():
            kina.copy_project(root, templates=False)
            if name == "other":
                facts = root / "data" / kina.NAME / "facts.yaml"
                facts.write_text(facts.read_text("utf-8").replace("label: ", "label: X "), "utf-8")
        files = build(root, kina.NAME, Options(out=tmp_path / "out" / str(len(made)))).files
        made.append({file.path.name: file.path.read_bytes() for file in files})
    assert made[0] == made[2]
    assert made[0] != made[1]
