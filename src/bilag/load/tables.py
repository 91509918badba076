"""The files of a Data Package's resources, each with the reader for its kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from bilag.diagnostics import Report
from bilag.inputs import Package, RawTable, Resource
from bilag.load.csvfile import read_csv, stream_csv
from bilag.load.files import MEGABYTE, locate
from bilag.manifest import file_hash
from bilag.memo import on_shelf, the_shelf

_MOST_SHELVED = 4 * MEGABYTE


def _workbook(root: Path, folder: str, resource: Resource, report: Report) -> RawTable | None:
    """As `read_workbook`; from the shelf where the same file was read before."""

    def read(report: Report) -> RawTable | None:
        from bilag.load.workbook import read_workbook  # noqa: PLC0415 - only where one is new

        return read_workbook(root, folder, resource, report)

    digest = _digest(root, folder, resource) if the_shelf() else ""
    if not digest:
        return read(report)
    asked = repr((folder, resource.path, resource.path_span, resource.span, resource.dialect))
    return on_shelf(
        RawTable | None,
        ("workbook", digest, asked),
        read,
        report,
        still=lambda: _digest(root, folder, resource) == digest,  # nobody has saved it meanwhile
    )


def _digest(root: Path, folder: str, resource: Resource) -> str:
    """The SHA-256 of its file; "" where that cannot be read, or takes more room than it is worth."""
    source = locate(root, resource.path, Report(), within=folder)
    try:
        if source and source.file.stat().st_size <= _MOST_SHELVED:
            return file_hash(source.file)
    except OSError:
        pass
    return ""


def stream_rows(root: Path, folder: str, resource: Resource, report: Report) -> Iterator[RawTable]:
    """The rows of a resource one at a time, each as a table of one row, as `stream_csv` gives them.

    A workbook is read whole first.
    """
    if resource.kind == "csv":
        yield from stream_csv(root, folder, resource, report)
    elif raw := _workbook(root, folder, resource, report):
        for row in range(len(raw)):
            columns = tuple(column[row : row + 1] for column in raw.columns)
            kinds = tuple(kind[row : row + 1] for kind in raw.kinds)
            yield replace(raw, columns=columns, lines=raw.lines[row : row + 1], kinds=kinds)


READERS = {"csv": read_csv, "xlsx": _workbook}


def read_tables(
    root: Path, package_dir: str, package: Package, report: Report, *, but: str = ""
) -> dict[str, RawTable]:
    """The raw table of each resource by name; one that cannot be read is left out and reported.

    `package_dir` is the folder of datapackage.yaml, relative to `root` with `/`; a resource's path starts
    there and may not leave it. The resource named `but` is left unread.
    """
    tables: dict[str, RawTable] = {}
    for resource in package.resources:
        if resource.name == but:
            continue
        raw = READERS[resource.kind](root, package_dir, resource, report)
        if raw is not None:
            tables[resource.name] = raw
    return tables
