"""A batch and what becomes of it: tasks that travel to workers, their outcomes, the summary, batch.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from bilag import __version__
from bilag.diagnostics.findings import Finding, Report, Span
from bilag.diagnostics.jsontext import json_line
from bilag.diagnostics.messages import Language, message
from bilag.diagnostics.rules import Severity
from bilag.inputs.tables import Table
from bilag.pipeline.batch.journal import RowEntry

SCHEMA = 1
MOST_TOLD = 20
"""Rows whose findings are told on the terminal; batch.json has them all."""


class Batch(Struct, frozen=True):
    """What all tasks of a batch say alike; `inputs` is the hash of all that its rows share."""

    root: Path
    annex: str
    kinds: tuple[str, ...]
    strict: bool
    address: str
    folder: Path
    inputs: str


class Task(Struct, frozen=True):
    """One row to be made; `found` is what its cells gave rise to, `ours` are the hashes of what was put under
    its names before."""

    batch: Batch
    number: int
    entry: RowEntry
    row: Table
    found: tuple[Finding, ...]
    inputs: str
    ours: Mapping[str, str]


class Summary(Struct):
    """What became of a batch.

    `listed` is where batch.json is; `told` are the findings of the first rows that have any, by
    the row's number: workers finish in any order, and what is printed follows the rows.
    """

    annex: str
    over: str = ""
    rows: int = 0
    made: int = 0
    unchanged: int = 0
    failed: int = 0
    complete: bool = False
    stopped: bool = False
    listed: str = ""
    worst: Severity | None = None
    report: Report = field(default_factory=Report)
    told: dict[int, Report] = field(default_factory=dict)

    def count(self, number: int, found: Report) -> None:
        """Take in what was found for the row `number`."""
        worst = found.worst()
        if worst is not None:
            self.worst = worst if self.worst is None else max(worst, self.worst)
            self.told[number] = found
            if len(self.told) > MOST_TOLD:
                del self.told[max(self.told)]


class RowOutcome(Struct, frozen=True):
    """What a worker did: the files that are there now by name with their SHA-256, none where it failed."""

    outputs: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


def row_span(row: Table) -> Span:
    """The line of a table of one row."""
    return Span(row.path, row.lines[0], sheet=row.sheet)


def as_object(found: Finding) -> dict[str, Any]:
    place = str(found.span) if found.span else None
    return {"rule": found.rule, "severity": found.severity.name, "place": place, "args": dict(found.args)}


def as_finding(told: Mapping[str, Any]) -> Finding:
    """Of what `as_object` made; its place is a text."""
    place = Span(told["place"]) if told["place"] else None
    return Finding(told["rule"], place, tuple(told["args"].items()), Severity[told["severity"]])


def write_list(
    path: Path,
    summary: Summary,
    entries: Iterable[RowEntry],
    inputs: Mapping[str, str],
    language: Language,
) -> None:
    """batch.json: a head, and an object on a line of its own for each row, in the order of the rows.

    What was made in this run and what was there already look alike: a batch that was stopped and completed
    has the same list as one that was not.
    """
    head = {
        "schema": SCHEMA,
        "tool": f"bilag {__version__}",
        "annex": summary.annex,
        "over": summary.over,
        "complete": summary.complete,
        "rows": summary.rows,
        "done": summary.made + summary.unchanged,
        "failed": summary.failed,
        "inputs": inputs,
    }
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(json_line(head)[:-1] + ', "entries": [')
        for number, entry in enumerate(entries):
            findings = [
                {
                    "rule": each["rule"],
                    "severity": each["severity"].lower(),
                    "place": each["place"],
                    "message": message(as_finding(each), language),
                }
                for each in entry.findings
            ]
            told = {
                "place": entry.place,
                "key": entry.key,
                "state": entry.state,
                "outputs": entry.outputs,
                "findings": findings,
            }
            out.write(",\n" if number else "\n")
            out.write(json_line(told, ordered=False))
        out.write("\n]}\n")
