"""A batch: one pair of files for each row of the table of parameters, however many rows there are.

    parent    rows of the table, one at a time -> typed, named, looked up in the journal -> tasks
    workers   task -> Prepared -> files -> store           (what all rows share is read once a worker)
    parent    results as they come -> journal -> batch.json, in the order of the rows

Nothing is held but the rows on their way. A row that cannot be made is a finding of its own. What is finished
is known by the hash of all that it was made from and by its own, and is not made again; files are there whole
or not at all. So a run that was stopped anywhere is completed by the next.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bilag.check.waivers import waive
from bilag.diagnostics.findings import BuildFailed, Report, Span
from bilag.diagnostics.messages import Language
from bilag.diagnostics.rules import Severity
from bilag.inputs.facts import exact_text
from bilag.inputs.tables import Resource, Table, row_key
from bilag.load.tables import stream_rows
from bilag.pipeline.batch.journal import BusyError, Journal, JournalError, RowEntry
from bilag.pipeline.batch.rows import Shared, prepare_row, prepare_shared, rows_over
from bilag.pipeline.batch.stores import Store, store_at
from bilag.pipeline.batch.summary import (
    Batch,
    RowOutcome,
    Summary,
    Task,
    as_finding,
    as_object,
    row_span,
    write_list,
)
from bilag.pipeline.batch.workers import LostError, spread
from bilag.pipeline.deliver import Options
from bilag.pipeline.draw import drawn, read_back
from bilag.pipeline.make import hashes_of
from bilag.pipeline.prepared import Prepared
from bilag.storage.cache import Cache, key_of
from bilag.storage.collector import paused
from bilag.storage.fingerprints import tool_state

KINDS = ("docx", "pdf")
LONGEST_KEY = 100
_UNSAFE = re.compile(r"[^\w.-]+")


class Asked(Struct, frozen=True):
    """What the command line asks for. `over` is a file with the columns of the table of parameters, its own
    when None; `address` is where the files go, a folder as of `options` when empty."""

    annex: str
    options: Options
    over: Path | None = None
    address: str = ""
    jobs: int = 1
    scheduler: str = ""
    language: Language = "da"


def run_batch(root: Path, wanted: Asked, progress: Callable[[int, int], None] | None = None) -> Summary:
    """Make a batch. BuildFailed where no row of it can be made; ImportError and OSError as of `spread`.

    `progress` is told how many rows are done of how many. Ctrl-C ends the run with what is done listed.
    """
    shared = prepare_shared(root, wanted.annex)
    resource = shared.parameters
    if not resource.primary_key:
        shared.report.add("BATCH-KEY", resource.span, table=resource.name)
        raise BuildFailed(shared.report)
    options = wanted.options
    folder = (options.out or root / "out").resolve() / wanted.annex
    kinds = options.to or KINDS
    batch = Batch(
        root, wanted.annex, kinds, options.strict, wanted.address, folder, _hash(root, shared, kinds)
    )
    _SHARED.clear()
    _SHARED[batch] = shared
    name = hashlib.sha256((wanted.address or str(folder)).encode()).hexdigest()[:12]
    path = root / ".bilag" / "batch" / f"{wanted.annex}-{name}.sqlite"
    summary = Summary(wanted.annex, report=Report(list(shared.report.findings)))
    waive(summary.report, shared.inputs.waivers, shared.inputs.prose, idle=False)
    worst = summary.report.worst()
    if options.strict and worst is not None and worst >= Severity.WARNING:
        raise BuildFailed(summary.report)
    try:
        with closing(Journal(path)) as journal:
            rows = _Rows(root, batch, shared, wanted.over, journal, summary)
            rows.make(wanted, progress)
            source = path.with_suffix(".json")
            read = hashes_of(root, shared.inputs, shared.template)
            write_list(source, summary, journal.entries(), read, wanted.language)
            rows.store.put_file("batch.json", source, summary.report)
            summary.listed = rows.store.shown("batch.json")
    except BusyError:
        shared.report.add("BATCH-BUSY", resource.span)
        raise BuildFailed(shared.report) from None
    except JournalError as error:  # a full disk; what is in the journal so far is not made again
        summary.report.add("OUT-FAILED", Span(f".bilag/batch/{path.name}"), reason=str(error))
    return summary


def _hash(root: Path, shared: Shared, kinds: tuple[str, ...]) -> str:
    """A hash of all that the rows share: files, choices, this program and the libraries it uses."""
    read = hashes_of(root, shared.inputs, shared.template)
    return key_of(read, kinds, shared.created, tool_state(Cache(root)))


def _store(batch: Batch) -> Store:
    return store_at(batch.address, batch.root, batch.folder)


# --- the parent ------------------------------------------------------------------------------------------


class _Rows:
    """The rows of a batch on their way from the file to the journal."""

    def __init__(
        self, root: Path, batch: Batch, shared: Shared, over: Path | None, journal: Journal, summary: Summary
    ) -> None:
        self.batch, self.shared, self.journal, self.summary = batch, shared, journal, summary
        self.root, self.store = root, _store(batch)
        package = shared.inputs.package
        self.folder = package.path.rpartition("/")[0] if package else ""
        self.resource = shared.parameters
        if over is not None:
            self.root, self.folder, self.resource = _elsewhere(root, over.resolve(), self.resource)
        summary.over = f"{self.folder}/{self.resource.path}".lstrip("/")
        self.done = 0

    def make(self, wanted: Asked, progress: Callable[[int, int], None] | None) -> None:
        total = (
            sum(1 for _ in stream_rows(self.root, self.folder, self.resource, Report())) if progress else 0
        )
        try:
            for task, result in spread(make_row, self.tasks(), jobs=wanted.jobs, scheduler=wanted.scheduler):
                self.finish(task, result)
                if progress:
                    progress(self.done, total)
            self.summary.complete = not self.summary.report.has_errors()
        except KeyboardInterrupt:
            self.summary.stopped = True  # whatever is done is in the journal

    def tasks(self) -> Iterator[Task]:
        """The rows that are to be made. The others, broken or finished before, are noted on the way."""
        report = Report()
        for span, row, found in rows_over(self.root, self.folder, self.shared, self.resource, report):
            self.summary.rows += 1
            entry = RowEntry(str(span), "", "", "failed")
            if row is None:
                self.note(self.summary.rows, entry, span, found)
            elif task := self.task(self.summary.rows, entry, row, found):
                yield task
        self.summary.report.extend(report.findings)

    def task(self, number: int, entry: RowEntry, row: Table, found: Report) -> Task | None:
        """The task of a row that can be read; None where there is nothing to do for it any more."""
        key = row_key(row, 0)
        span = row_span(row)
        safe = _UNSAFE.sub("-", unicodedata.normalize("NFC", key)).strip("-.")
        entry = replace(entry, key=key)
        if not safe or len(safe) > LONGEST_KEY:
            found.add("BATCH-NAME", span, key=key, most=LONGEST_KEY)
            self.note(number, entry, span, found)
            return None
        name = f"{self.batch.annex}-{safe}"
        if first := self.journal.begin(number, entry.place, key, name):
            found.add("BATCH-COLLISION", span, name=name, first=first)
            self.note(number, entry, span, found)
            return None
        entry = replace(entry, name=name)
        inputs = _row_hash(self.batch, row, entry.place)
        before = self.journal.finished(name)
        if before.inputs == inputs and self.store.holds(before.outputs):
            kept = [as_finding(each) for each in before.findings]
            self.summary.unchanged += 1
            self.summary.count(number, Report(kept))
            self.journal.end(
                number, replace(entry, state="done", outputs=before.outputs, findings=before.findings)
            )
            self.done += 1
            return None
        return Task(self.batch, number, entry, row, tuple(found.findings), inputs, before.outputs)

    def note(self, number: int, entry: RowEntry, span: Span, found: Report) -> None:
        """A row that was not made. The finding that says so comes first: others may be elsewhere."""
        whole = Report()
        whole.add("BATCH-ROW", span, key=entry.key)
        whole.extend(found)
        self.summary.failed += 1
        self.done += 1
        self.summary.count(number, whole)
        findings = [as_object(each) for each in whole.findings]
        self.journal.end(number, replace(entry, state="failed", findings=findings))

    def finish(self, task: Task, result: RowOutcome | LostError) -> None:
        found = Report()
        if isinstance(result, LostError):
            found.add("BATCH-FAILED", row_span(task.row), reason=str(result))
            result = RowOutcome({}, tuple(found.findings))
        found = Report(list(result.findings))
        if not result.outputs:
            self.note(task.number, task.entry, row_span(task.row), found)
            return
        self.summary.made += 1
        self.done += 1
        self.summary.count(task.number, found)
        findings = [as_object(each) for each in found]
        entry = replace(task.entry, state="done", outputs=result.outputs, findings=findings)
        self.journal.end(task.number, entry, task.inputs)


def _elsewhere(root: Path, over: Path, resource: Resource) -> tuple[Path, str, Resource]:
    """The root, the folder and the resource of another file with the same columns."""
    inside = over.is_relative_to(root.resolve())
    folder = over.parent.relative_to(root.resolve()).as_posix() if inside else ""
    kind: Literal["csv", "xlsx"] = "xlsx" if over.suffix.lower() == ".xlsx" else "csv"
    there = root if inside else over.parent
    where = Span(f"{folder}/{over.name}".lstrip("/."))
    return there, folder.strip("."), replace(resource, path=over.name, kind=kind, path_span=where)


def _row_hash(batch: Batch, row: Table, place: str) -> str:
    """A hash of all that one annex is made from; its place too, which facts.json and `proof` tell of."""
    cells = {
        name: None if (v := column[0]) is None else exact_text(v) for name, column in row.columns.items()
    }
    return key_of(batch.inputs, batch.strict, place, cells)


# --- the workers -----------------------------------------------------------------------------------------


_SHARED: dict[Batch, Shared] = {}
"""What the batch that this process works on shares."""


@paused()
def make_row(task: Task) -> RowOutcome:
    """One row, from its cells to its files in the store. Raises nothing: what goes wrong is a finding."""
    report = Report()
    try:
        shared = _shared(task.batch)
        if shared is None:
            report.add("BATCH-CHANGED", row_span(task.row))
            return RowOutcome({}, tuple(report.findings))
        prepared = prepare_row(shared, task.row, task.found)
        report = prepared.report
        return RowOutcome(_files(task, prepared), tuple(report))
    except BuildFailed as failed:
        return RowOutcome({}, tuple(failed.report))
    except Exception as error:  # a fault of ours, which must not stop the other rows
        if os.environ.get("BILAG_DEBUG"):
            raise
        report.add("BATCH-FAILED", row_span(task.row), reason=f"{type(error).__name__}: {error}")
        return RowOutcome({}, tuple(report))


def _files(task: Task, prepared: Prepared) -> dict[str, str]:
    """Draw and put the files; nothing where that failed, which the report then says."""
    batch, report = task.batch, prepared.report
    worst = report.worst()
    if batch.strict and worst is not None and worst >= Severity.WARNING:
        return {}
    outputs = drawn(batch.root, prepared, batch.kinds)
    if batch.strict:
        read_back(outputs, prepared)
    if report.has_errors() and (batch.strict or len(outputs) < len(batch.kinds)):
        return {}
    named = {task.entry.name + file.removeprefix(batch.annex): data for file, data in outputs.items()}
    return _store(batch).put(named, task.ours, report)


def _shared(batch: Batch) -> Shared | None:
    """What the rows share, read once a process; None where it is no longer what the batch began with."""
    if batch not in _SHARED:
        try:
            shared = prepare_shared(batch.root, batch.annex)
        except BuildFailed:
            return None
        if _hash(batch.root, shared, batch.kinds) != batch.inputs:
            return None
        _SHARED.clear()
        _SHARED[batch] = shared
    return _SHARED[batch]
