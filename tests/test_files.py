"""Files on disk: all or none, beside and renamed, and nothing that a person wrote is lost."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest

from bilag.diagnostics import Report
from bilag.write.files import write_files


def sha(data):
    return hashlib.sha256(data).hexdigest()


def hashes(files):
    return {name: sha(data) for name, data in files.items()}


def tree(folder):
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out" / "prove"


OLD = {"prove.docx": b"old word", "prove.pdf": b"old pdf"}
NEW = {"prove.docx": b"new word", "prove.pdf": b"new pdf"}


def write(out, files, ours=None):
    report = Report()
    written = write_files(out.parent.parent, out, files, ours or {}, report)
    return written, [(f.rule, str(f.span)) for f in report], report


def test_the_folder_is_made(out):
    written, found, _ = write(out, OLD)
    assert found == []
    assert tree(out) == OLD
    assert [(f.path.name, f.changed, f.kept) for f in written] == [
        ("prove.docx", True, None),
        ("prove.pdf", True, None),
    ]


def test_unchanged_files_are_not_touched(out):
    write(out, OLD)
    before = {p.name: p.stat() for p in out.iterdir()}
    written, _, _ = write(out, {**OLD, "prove.pdf": b"new pdf"}, hashes(OLD))
    assert [f.changed for f in written] == [False, True]
    after = (out / "prove.docx").stat()
    assert (after.st_ino, after.st_mtime_ns) == (
        before["prove.docx"].st_ino,
        before["prove.docx"].st_mtime_ns,
    )


def test_replaced_where_it_is_ours(out):
    write(out, OLD)
    _, found, _ = write(out, NEW, hashes(OLD))
    assert found == []
    assert tree(out) == NEW


def test_an_edited_file_is_kept(out):
    write(out, OLD)
    (out / "prove.docx").write_bytes(b"edited")
    written, found, report = write(out, NEW, hashes(OLD))
    assert found == [("OUT-EDITED", "out/prove/prove.docx")]
    assert dict(next(iter(report)).args) == {"kept": "prove.rettet-1.docx"}
    assert written[0].kept == out / "prove.rettet-1.docx"
    assert tree(out) == {**NEW, "prove.rettet-1.docx": b"edited"}


def test_every_edited_version_is_kept(out):
    for number, text in enumerate((b"one", b"two"), 1):
        out.mkdir(parents=True, exist_ok=True)
        (out / "prove.docx").write_bytes(text)
        write(out, {"prove.docx": b"new %d" % number}, {})
    assert (out / "prove.rettet-1.docx").read_bytes() == b"one"
    assert (out / "prove.rettet-2.docx").read_bytes() == b"two"


def test_a_file_that_nobody_knows_is_kept(out):
    out.mkdir(parents=True)
    (out / "prove.pdf").write_bytes(b"somebody's own")
    write(out, NEW)
    assert (out / "prove.rettet-1.pdf").read_bytes() == b"somebody's own"


@pytest.mark.parametrize(
    ("name", "lock"),
    [
        ("kina-2012-2017.docx", "~$na-2012-2017.docx"),
        ("bilag12.docx", "~$ilag12.docx"),
        ("bilag1.docx", "~$bilag1.docx"),
        ("b.docx", "~$b.docx"),
    ],
)
def test_words_lock_file(out, name, lock):
    files = {name: b"old", "x.pdf": b"old"}
    write(out, files)
    (out / lock).write_bytes(b"")
    written, found, _ = write(out, {name: b"new", "x.pdf": b"new"}, hashes(files))
    assert written == ()
    assert found == [("OUT-LOCKED", f"out/prove/{name}")]
    assert tree(out) == {**files, lock: b""}


def test_a_lock_file_matters_only_where_the_file_changes(out):
    write(out, OLD)
    (out / "~$prove.docx").write_bytes(b"")
    _, found, _ = write(out, {**OLD, "prove.pdf": b"new"}, hashes(OLD))
    assert found == []


def failing(monkeypatch, method, when, error):
    """Lets `Path.method` fail where `when(path)` holds."""
    original = getattr(Path, method)

    def fails(self, *args, **kwargs):
        if when(self):
            raise OSError(error, "the disk", str(self))
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Path, method, fails)


@pytest.mark.parametrize(
    ("method", "when"),
    [
        ("write_bytes", lambda p: "pdf" in p.name),
        ("replace", lambda p: "pdf" in p.name and p.suffix == ".tmp"),
        ("rename", lambda p: p.name == "prove.pdf"),
        ("mkdir", lambda p: True),
    ],
)
@pytest.mark.parametrize("edited", [False, True])
def test_a_failing_disk_leaves_all_as_it_was(out, monkeypatch, method, when, edited):
    write(out, OLD)
    if edited:
        (out / "prove.docx").write_bytes(b"edited")
    before = tree(out)
    failing(monkeypatch, method, when, errno.ENOSPC)
    written, found, _ = write(out, NEW, hashes(OLD))
    monkeypatch.undo()
    assert written == ()
    assert [rule for rule, _ in found] == ["OUT-FAILED"]
    assert ".tmp" not in found[0][1]
    assert tree(out) == before


def test_a_failing_disk_leaves_no_first_version(out, monkeypatch):
    failing(monkeypatch, "replace", lambda p: "pdf" in p.name, errno.EIO)
    write(out, NEW)
    monkeypatch.undo()
    assert tree(out) == {}


def test_windows_says_that_a_file_is_held(out, monkeypatch):
    write(out, OLD)
    failing(monkeypatch, "rename", lambda p: p.name == "prove.pdf", errno.EACCES)
    _, found, _ = write(out, NEW, hashes(OLD))
    monkeypatch.undo()
    assert found == [("OUT-LOCKED", "out/prove/prove.pdf")]
    assert tree(out) == OLD


def test_a_read_only_folder_is_not_called_open_in_word(out, monkeypatch):
    write(out, OLD)
    failing(monkeypatch, "write_bytes", lambda p: True, errno.EACCES)
    monkeypatch.setattr("os.access", lambda path, mode: False)
    _, found, _ = write(out, NEW, hashes(OLD))
    monkeypatch.undo()
    assert found == [("OUT-FAILED", "out/prove/prove.docx")]
    assert tree(out) == OLD


def test_a_folder_in_the_files_place(out):
    (out / "prove.pdf").mkdir(parents=True)
    written, found, _ = write(out, NEW)
    assert written == ()
    assert found == [("OUT-FAILED", "out/prove/prove.pdf")]
    assert not (out / "prove.docx").exists()


def test_a_file_in_the_folders_place(out):
    out.parent.mkdir()
    out.write_bytes(b"x")
    _, found, _ = write(out, NEW)
    assert found == [("OUT-FAILED", "out/prove")]


def test_outside_the_project_the_place_is_in_full(tmp_path):
    elsewhere = tmp_path / "andet"
    elsewhere.write_bytes(b"")
    report = Report()
    write_files(tmp_path / "projekt", elsewhere, NEW, {}, report)
    assert [str(f.span) for f in report] == [str(elsewhere)]
