"""The files of the pictures that the prose asks for."""

from __future__ import annotations

from pathlib import Path

from bilag.diagnostics.findings import Report
from bilag.inputs.annex import Inputs
from bilag.load.files import MEGABYTE, read_bytes

LIMIT = 32 * MEGABYTE


def read_pictures(root: Path, inputs: Inputs, report: Report) -> dict[str, bytes]:
    """The bytes of each picture by the path that its figure gives; a fault stands at the figure.

    Like a fragment's, a picture's path starts from the annex's folder and may not leave it.
    """
    found: dict[str, bytes] = {}
    for request in inputs.figures.values():
        if request.file not in found:
            folder = f"content/{inputs.name}"
            data = read_bytes(root, request.file, report, limit=LIMIT, within=folder, where=request.span)
            if data is not None:
                found[request.file] = data
    return found
