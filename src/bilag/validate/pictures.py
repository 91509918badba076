"""The pictures of an annex: what can be printed, without what is not seen."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from bilag.diagnostics.findings import Report
from bilag.inputs.annex import Inputs
from bilag.inputs.pictures import CleanPicture, usable


def with_pictures(inputs: Inputs, raw: Mapping[str, bytes], report: Report) -> Inputs:
    """The inputs with the pictures that were read; a figure whose picture has a fault is left without."""
    found: dict[str, CleanPicture] = {}
    for request in inputs.figures.values():
        if request.file in raw and request.file not in found:
            picture = usable(raw[request.file], request.file, request.span, report)
            if picture is not None:
                found[request.file] = picture
    paths = {f"content/{inputs.name}/{file}" for file in raw}
    return replace(inputs, pictures=found, files=tuple(sorted(paths.union(inputs.files))))
