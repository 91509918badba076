"""The files of a Data Package's resources, each with the reader for its kind."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from msgspec import msgpack
from msgspec.structs import replace

from bilag.diagnostics.findings import Report
from bilag.inputs.tables import Package, RawTable, Resource
from bilag.load.csvfile import read_csv, stream_csv
from bilag.load.files import MEGABYTE, Source, locate, opened
from bilag.storage.manifest import sha256
from bilag.storage.memo import on_shelf

_MOST_SHELVED = 4 * MEGABYTE


def _workbook(root: Path, folder: str, resource: Resource, report: Report) -> RawTable | None:
    """As `read_workbook`; a small workbook that was read before comes from the shelf."""
    source = locate(root, resource.path, Report(), within=folder)
    data = None if source is None else _bytes(source)
    if source is None or data is None:  # or it cannot be read, which `read_workbook` reports
        from bilag.load.workbook import read_workbook  # noqa: PLC0415 - only for a new workbook

        return read_workbook(root, folder, resource, report)
    given = (source.path, resource.dialect, resource.span)

    def read(report: Report) -> RawTable | None:
        from bilag.load.workbook import read_table  # noqa: PLC0415

        return read_table(io.BytesIO(data), *given, report)

    question = ("workbook", sha256(data), msgpack.encode(given).hex())
    return on_shelf(RawTable | None, question, read, report)


def _bytes(source: Source) -> bytes | None:
    """The bytes of a small file, both to be hashed and to be parsed: the file may be saved meanwhile."""
    data = None
    with opened(source, Report(), _MOST_SHELVED) as handle:
        if handle:
            data = handle.read()
    return data


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
    there and may not leave it. The resource named `but` is not read.
    """
    tables: dict[str, RawTable] = {}
    for resource in package.resources:
        if resource.name == but:
            continue
        raw = READERS[resource.kind](root, package_dir, resource, report)
        if raw is not None:
            tables[resource.name] = raw
    return tables
