"""An annex up to its checks, and those who hear how far its making has come."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from bilag.diagnostics.findings import Report
from bilag.document.model import Document
from bilag.document.theme import Template
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Resolved

Progress = Callable[[str, str], None]
"""Is told the annex and the stage or writer that begins: `("kina", "compose")`."""


def silent(annex: str, stage: str) -> None:
    """The progress that tells nobody."""


class Prepared(Struct, frozen=True):
    """An annex up to and including its checks, before anything is written.

    `spelled`: its spelling was judged, which takes a dictionary where it is in Danish.
    """

    inputs: Inputs
    resolved: Resolved
    document: Document
    template: Template
    report: Report
    spelled: bool = False
