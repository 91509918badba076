"""Files on disk: all or none, beside and renamed, and nothing that a person wrote is lost."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest

from bilag.diagnostics.findings import Report
from bilag.storage.files import placed, temporary, write_files


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
    """As the conductor does it: each file under its own name, or beside one that was edited."""
    report, ours = Report(), ours or {}
    names = placed(out, files, ours)
    renamed = {names[name]: data for name, data in files.items()}
    written = write_files(out.parent.parent, out, renamed, ours, report, names)
    return written, [(f.rule, str(f.span)) for f in report], report


def test_the_folder_is_made(out):
    written, found, _ = write(out, OLD)
    assert found == []
    assert tree(out) == OLD
    assert [(f.path.name, f.changed, f.instead) for f in written] == [
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


def test_an_edited_file_is_left_and_the_new_one_stands_beside_it(out):
    write(out, OLD)
    (out / "prove.docx").write_bytes(b"edited")
    written, found, report = write(out, NEW, hashes(OLD))
    assert found == [("OUT-EDITED", "out/prove/prove.docx")]
    assert dict(next(iter(report)).args) == {"beside": "prove.ny.docx"}
    assert [(f.path.name, f.instead) for f in written] == [
        ("prove.ny.docx", out / "prove.docx"),
        ("prove.pdf", None),
    ]
    assert tree(out) == {"prove.docx": b"edited", "prove.ny.docx": b"new word", "prove.pdf": b"new pdf"}


def test_a_later_build_replaces_its_own_file_beside(out):
    beside = {"prove.ny.docx": b"new word", "prove.docx": b"old word"}
    write(out, {"prove.docx": b"edited", "prove.ny.docx": b"new word"})
    _, found, _ = write(out, {"prove.docx": b"newer"}, hashes(beside))
    assert found == [("OUT-EDITED", "out/prove/prove.docx")]
    assert tree(out) == {"prove.docx": b"edited", "prove.ny.docx": b"newer"}


def test_but_never_one_that_was_edited_too(out):
    write(out, {"prove.docx": b"edited", "prove.ny.docx": b"edited too"})
    _, _, report = write(out, {"prove.docx": b"newer"}, {"prove.ny.docx": sha(b"new word")})
    assert dict(next(iter(report)).args) == {"beside": "prove.ny-2.docx"}
    assert tree(out) == {
        "prove.docx": b"edited",
        "prove.ny.docx": b"edited too",
        "prove.ny-2.docx": b"newer",
    }


def test_when_the_edited_file_is_gone_so_is_the_one_beside_it(out):
    """It would say what was new once."""
    ours = {"prove.docx": sha(b"old word"), "prove.ny.docx": sha(b"new word")}
    write(out, {"prove.ny.docx": b"new word", "prove.ny.pdf": b"somebody's own"})
    _, found, _ = write(out, {"prove.docx": b"newer", "prove.pdf": b"pdf"}, ours)
    assert found == []
    assert tree(out) == {"prove.docx": b"newer", "prove.pdf": b"pdf", "prove.ny.pdf": b"somebody's own"}


def test_but_not_where_somebody_has_worked_in_it(out):
    write(out, {"prove.ny.docx": b"edited"})
    write(out, {"prove.docx": b"newer"}, {"prove.ny.docx": sha(b"new word")})
    assert tree(out) == {"prove.docx": b"newer", "prove.ny.docx": b"edited"}


def test_an_edit_that_was_taken_back_is_none(out):
    write(out, OLD)
    _, found, _ = write(
        out, NEW, hashes(NEW) | {"prove.docx": sha(b"old word"), "prove.pdf": sha(b"old pdf")}
    )
    assert (found, tree(out)) == ([], NEW)


def test_a_file_that_nobody_knows_is_left(out):
    out.mkdir(parents=True)
    (out / "prove.pdf").write_bytes(b"somebody's own")
    write(out, NEW)
    assert tree(out) == {
        "prove.docx": b"new word",
        "prove.ny.pdf": b"new pdf",
        "prove.pdf": b"somebody's own",
    }


def test_a_file_that_is_saved_meanwhile_is_not_replaced(out):
    write(out, OLD)
    ours = hashes(OLD)
    names = placed(out, NEW, ours)
    (out / "prove.pdf").write_bytes(b"saved just now")
    report = Report()
    assert write_files(out.parent.parent, out, NEW, ours, report, names) == ()
    assert [(f.rule, str(f.span)) for f in report] == [("OUT-LOCKED", "out/prove/prove.pdf")]
    assert tree(out) == {**OLD, "prove.pdf": b"saved just now"}


def test_what_a_stopped_build_left_is_cleared_away(out):
    write(out, OLD)
    for left in temporary(out / "prove.docx"):
        left.write_bytes(b"half")
    write(out, OLD, hashes(OLD))
    assert tree(out) == OLD


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


@pytest.mark.parametrize("links", [True, False])
def test_all_is_as_it_was_with_hard_links_and_without(out, monkeypatch, links):
    write(out, OLD)
    if not links:
        failing(monkeypatch, "hardlink_to", lambda p: True, errno.EPERM)
    failing(monkeypatch, "replace", lambda p: p.name == ".prove.pdf.tmp", errno.ENOSPC)
    assert write(out, NEW, hashes(OLD))[1] == [("OUT-FAILED", "out/prove/prove.pdf")]
    assert tree(out) == OLD


def test_a_second_name_that_a_stopped_build_left_is_no_obstacle(out):
    beside = {"prove.ny.docx": b"new word"}
    write(out, OLD | beside)
    temporary(out / "prove.ny.docx")[1].hardlink_to(out / "prove.ny.docx")
    assert write(out, NEW, hashes(OLD | beside))[1] == []
    assert tree(out) == NEW


def test_a_failing_disk_leaves_no_first_version(out, monkeypatch):
    failing(monkeypatch, "replace", lambda p: "pdf" in p.name, errno.EIO)
    write(out, NEW)
    monkeypatch.undo()
    assert tree(out) == {}


def test_windows_says_that_a_file_is_held(out, monkeypatch):
    write(out, OLD)
    failing(monkeypatch, "replace", lambda p: p.name == ".prove.pdf.tmp", errno.EACCES)
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
