"""The files of a Data Package's resources, each with the reader for its kind."""

from __future__ import annotations

from pathlib import Path

from bilag.diagnostics import Report
from bilag.inputs import Package, RawTable
from bilag.load.csvfile import read_csv
from bilag.load.workbook import read_workbook

READERS = {"csv": read_csv, "xlsx": read_workbook}


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
