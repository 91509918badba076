"""The journal of a batch: what is finished, by name and hash, and what this run did with each row.

A file of SQLite in `.bilag/`, so that a million rows are looked up without being held, and a process that is
killed at any point leaves it whole. It can be lost: then everything is made again.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field

SCHEMA = 1
RowState = Literal["waiting", "done", "failed"]
_TABLES = """
CREATE TABLE IF NOT EXISTS finished (
    name TEXT PRIMARY KEY, inputs TEXT, outputs TEXT, findings TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows (
    number INTEGER PRIMARY KEY, place TEXT, key TEXT, name TEXT, folded TEXT UNIQUE, state TEXT,
    outputs TEXT, findings TEXT
);
"""


JournalError = sqlite3.Error
"""What any use of the journal may raise, as when the disk is full."""


class BusyError(Exception):
    """Another process has the journal."""


class RowEntry(Struct, frozen=True):
    """What became of a row. `outputs` are names of files with their SHA-256, `findings` objects for JSON."""

    place: str
    key: str
    name: str
    state: RowState
    outputs: Mapping[str, str] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)


class Finished(Struct, frozen=True):
    """The hash of what files were last made from, their own by name, and what was found then."""

    inputs: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)


class Journal:
    """One run at a time. Use `with closing(Journal(path))`. BusyError where another run has it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._open(path)
        except sqlite3.OperationalError as error:
            raise BusyError(str(error)) from error
        except sqlite3.DatabaseError:  # no journal of ours, or one that a disk has spoiled
            self.close()
            for left in path.parent.glob(f"{path.name}*"):
                left.unlink()
            self._open(path)

    def _open(self, path: Path) -> None:
        self._base = sqlite3.connect(path, timeout=0, isolation_level=None)
        # No lock is let go of before the end, and each change is on the disk, if not through a power cut.
        for setting in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=NORMAL"):
            self._base.execute(f"PRAGMA {setting}").fetchall()
        if self._base.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:
            self._base.executescript("DROP TABLE IF EXISTS finished; DROP TABLE IF EXISTS rows;")
            self._base.execute(f"PRAGMA user_version={SCHEMA}")
        self._base.executescript(_TABLES)
        self._base.execute("DELETE FROM rows")

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._base.close()

    def begin(self, number: int, place: str, key: str, name: str) -> str:
        """Note the row that comes as `number`; gives the place of another of the same name, else nothing."""
        folded = name.casefold()
        found = self._base.execute("SELECT place FROM rows WHERE folded = ?", [folded]).fetchone()
        if found:
            return str(found[0])
        values = [number, place, key, name, folded]
        self._base.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?, 'waiting', '{}', '[]')", values)
        return ""

    def finished(self, name: str) -> Finished:
        """What is known of the files of that name."""
        query = "SELECT inputs, outputs, findings FROM finished WHERE name = ?"
        found = self._base.execute(query, [name]).fetchone()
        return Finished(found[0], json.loads(found[1]), json.loads(found[2])) if found else Finished()

    def end(self, number: int, entry: RowEntry, inputs: str = "") -> None:
        """Note what became of a row. `inputs` is the hash of what its files were made from, if they were."""
        outputs = json.dumps(entry.outputs, sort_keys=True)
        findings = json.dumps(entry.findings, ensure_ascii=False, sort_keys=True)
        self._base.execute("BEGIN")
        if inputs:
            self._base.execute(
                "REPLACE INTO finished VALUES (?, ?, ?, ?)", [entry.name, inputs, outputs, findings]
            )
        self._base.execute(
            "INSERT INTO rows VALUES (?, ?, ?, ?, NULL, ?, ?, ?) ON CONFLICT (number) DO UPDATE"
            " SET state = excluded.state, outputs = excluded.outputs, findings = excluded.findings",
            [number, entry.place, entry.key, entry.name, entry.state, outputs, findings],
        )
        self._base.execute("COMMIT")

    def entries(self) -> Iterator[RowEntry]:
        """The rows of this run in their order, those that were not reached as "waiting"."""
        columns = "place, key, name, state, outputs, findings"
        for *texts, outputs, findings in self._base.execute(f"SELECT {columns} FROM rows ORDER BY number"):  # noqa: S608
            place, key, name, state = texts
            yield RowEntry(place, key, name, state, json.loads(outputs), json.loads(findings))
