"""The files of a Data Package's resources, each with the reader for its kind."""

from __future__ import annotations

from pathlib import Path

from bilag.diagnostics import Report
from bilag.inputs import Package, RawTable, Resource
from bilag.load.csvfile import read_csv


def _workbook(root: Path, folder: str, resource: Resource, report: Report) -> RawTable | None:
    from bilag.load.workbook import read_workbook  # noqa: PLC0415 - only where there is a workbook

    return read_workbook(root, folder, resource, report)


READERS = {"csv": read_csv, "xlsx": _workbook}


def read_tables(root: Path, package_dir: str, package: Package, report: Report) -> dict[str, RawTable]:
    """The raw table of each resource by name; one that cannot be read is left out and reported.

    `package_dir` is the folder of datapackage.yaml, relative to `root` with `/`; a resource's path starts
    there and may not leave it.
    """
    tables: dict[str, RawTable] = {}
    for resource in package.resources:
        raw = READERS[resource.kind](root, package_dir, resource, report)
        if raw is not None:
            tables[resource.name] = raw
    return tables
