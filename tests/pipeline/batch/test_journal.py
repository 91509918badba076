"""The journal of a batch: what it remembers, and what becomes of it when it is spoiled or taken."""

from __future__ import annotations

from contextlib import closing

import pytest

from bilag.pipeline.batch.journal import BusyError, Finished, Journal, RowEntry


@pytest.fixture
def path(tmp_path):
    return tmp_path / "batch" / "a.sqlite"


def done(name: str) -> RowEntry:
    return RowEntry(f"{name}.csv:2", name, name, "done", {f"{name}.pdf": "1234"}, [{"rule": "X"}])


def test_what_is_finished_is_known_in_the_next_run(path):
    with closing(Journal(path)) as journal:
        assert journal.begin(1, "a.csv:2", "a", "a") == ""
        journal.end(1, done("a"), "inputs")
        assert list(journal.entries()) == [done("a")]
    with closing(Journal(path)) as journal:
        assert journal.finished("a") == Finished("inputs", {"a.pdf": "1234"}, [{"rule": "X"}])
        assert journal.finished("b") == Finished()
        assert list(journal.entries()) == []


def test_rows_come_in_their_own_order(path):
    with closing(Journal(path)) as journal:
        for number, name in ((1, "a"), (2, "b"), (3, "c")):
            journal.begin(number, f"{name}.csv:2", name, name)
        journal.end(3, done("c"), "x")
        journal.end(1, done("a"), "x")
        journal.end(4, RowEntry("d.csv:2", "d", "", "failed"))
        found = [(entry.key, entry.state) for entry in journal.entries()]
    assert found == [("a", "done"), ("b", "waiting"), ("c", "done"), ("d", "failed")]


def test_a_name_stands_once_whatever_its_capitals(path):
    with closing(Journal(path)) as journal:
        assert journal.begin(1, "k.csv:2", "Å", "x-Å") == ""
        assert journal.begin(2, "k.csv:3", "å", "x-å") == "k.csv:2"


def test_a_spoiled_journal_is_begun_anew(path):
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    with closing(Journal(path)) as journal:
        assert journal.finished("a") == Finished()
        journal.end(1, done("a"), "inputs")
        assert journal.finished("a").inputs == "inputs"


def test_a_journal_of_another_version_is_begun_anew(path):
    with closing(Journal(path)) as journal:
        journal.end(1, done("a"), "inputs")
        journal._base.execute("PRAGMA user_version=99")
    with closing(Journal(path)) as journal:
        assert journal.finished("a") == Finished()


def test_one_run_at_a_time(path):
    with closing(Journal(path)), pytest.raises(BusyError):
        Journal(path)
