"""What changed between two versions of an annex: cells, facts, words and findings; and how much did not."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bilag.diagnostics.findings import Finding
from bilag.document.forms.normalform import Kind
from bilag.versions.differences import Place

FactKind = Literal["changed", "hidden", "reworded", "added", "removed"]
"""`hidden`: the value changed but is printed as before; `reworded`: the same value is printed differently."""


class CellChange(Struct, frozen=True):
    """A cell of the data that changed; or, with no `column`, a row that was added or removed.

    `old` and `new` are as the source states them, None where there is no such cell or row. `places` are its
    place in the old and in the new data (file:line:column or file!sheet!B7), "" where it has none.
    """

    table: str
    key: str
    column: str
    old: str | None
    new: str | None
    places: tuple[str, str]


class Spot(Struct, frozen=True):
    """A place in the annex where a fact is printed, its text there, and the whole line (`said`).

    `was` is what was printed there before: "" if nothing was, all forms of the fact if it is not known which.
    """

    place: Place
    text: str
    said: str
    was: str = ""


class FactState(Struct, frozen=True):
    """A fact in one version: its exact value in `unit`, where known, its printed forms, how it was made."""

    value: str
    unit: str
    texts: tuple[str, ...]
    made: str = ""


class FactChange(Struct, frozen=True):
    """A fact that changed. `difference` is exact, in the fact's unit, and `percent` of the old value; both
    are empty between dates, say. `cells` are the changed cells that it is computed from, `spots` the places
    where it is printed now, or was printed if it was removed."""

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
    """A line whose words changed, apart from the facts in it; None in the version without the line."""

    kind: Kind
    place: Place
    old: str | None
    new: str | None


class FindingChange(Struct, frozen=True):
    """A finding of the new version alone (`came`), or of the old one alone."""

    finding: Finding
    came: bool


class Count(Struct, frozen=True):
    """How many of all in the new version are as they were in the old one."""

    same: int
    all: int


class Changes(Struct, frozen=True):
    """All changes from the version named `old` to `new`. A part that cannot be compared is None: a PDF has no
    cells. `files` are the paths of the inputs that differ, with what happened to them."""

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
    """Whether anything that is known of both versions differs."""
    parts = (changes.cells, changes.facts, changes.texts, changes.findings, changes.files)
    return any(parts)


def data_only(changes: Changes) -> Changes:
    """The changes of data alone: without words, and without facts that changed for another reason."""
    facts = None if changes.facts is None else tuple(change for change in changes.facts if change.cells)
    files = (
        None
        if changes.files is None
        else tuple(each for each in changes.files if each[0].startswith("data/"))
    )
    findings = changes.findings
    return replace(changes, facts=facts, texts=(), findings=findings, files=files, lines=None)
