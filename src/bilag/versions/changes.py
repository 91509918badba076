"""What changed between two versions of an annex: cells, figures, words, findings, and what did not."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bilag.diagnostics.findings import Finding
from bilag.document.forms.normalform import Kind
from bilag.versions.differences import Place

FactKind = Literal["changed", "hidden", "reworded", "added", "removed"]
"""`hidden`: the value changed, and is printed as before; `reworded`: the same value, printed otherwise."""


class CellChange(Struct, frozen=True):
    """A cell of the data that says something else; or, with no column, a row that came or went.

    The texts are as the source states them, None where the cell or row is not there; `places` are where
    it stood and where it stands (file:line:column or file!sheet!B7), "" where it does not.
    """

    table: str
    key: str
    column: str
    old: str | None
    new: str | None
    places: tuple[str, str]


class Spot(Struct, frozen=True):
    """A place in the annex where a figure is printed, its text there, and all that is said there.

    `was` is what was printed there before: all its forms where that cannot be said, "" where it was not.
    """

    place: Place
    text: str
    said: str
    was: str = ""


class FactState(Struct, frozen=True):
    """A figure in one version: its exact value in `unit`, where that is known, and how it was made."""

    value: str
    unit: str
    texts: tuple[str, ...]
    made: str = ""


class FactChange(Struct, frozen=True):
    """A figure that changed. `difference` is exact, in `unit`, and `percent` of the old value; empty where
    there is none, as between dates. `cells` are the changed cells that it stands on; `spots` where it stands
    now, or, of one that went, where it stood."""

    id: str
    label: str
    kind: FactKind
    old: FactState | None
    new: FactState | None
    difference: str = ""
    percent: str = ""
    cells: tuple[CellChange, ...] = ()
    spots: tuple[Spot, ...] = ()


class TextChange(Struct, frozen=True):
    """Words that changed, apart from the figures in them; None where the line is not there."""

    kind: Kind
    place: Place
    old: str | None
    new: str | None


class FindingChange(Struct, frozen=True):
    """A finding that came (`came`) or went."""

    finding: Finding
    came: bool


class Count(Struct, frozen=True):
    """How many of the new version's are as they were."""

    same: int
    all: int


class Changes(Struct, frozen=True):
    """All of it. A part is None where the two versions do not say enough to compare it.

    `files` are the inputs that differ: path, and what happened ("changed", "added", "removed").
    """

    old: str
    new: str
    cells: tuple[CellChange, ...] | None
    facts: tuple[FactChange, ...] | None
    texts: tuple[TextChange, ...] | None
    findings: tuple[FindingChange, ...] | None
    files: tuple[tuple[str, Literal["changed", "added", "removed"]], ...] | None
    figures: Count | None
    lines: Count | None


def anything(changes: Changes) -> bool:
    """Whether anything at all that is known of both differs."""
    parts = (changes.cells, changes.facts, changes.texts, changes.findings, changes.files)
    return any(parts)


def data_only(changes: Changes) -> Changes:
    """What the changed cells touch alone: a figure that changed for another reason is left out."""
    facts = None if changes.facts is None else tuple(change for change in changes.facts if change.cells)
    files = (
        None
        if changes.files is None
        else tuple(each for each in changes.files if each[0].startswith("data/"))
    )
    findings = changes.findings
    return replace(changes, facts=facts, texts=(), findings=findings, files=files, lines=None)
