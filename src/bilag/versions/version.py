"""What a comparison knows of a version of an annex, from the annex itself, a delivered file or facts.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import add

from msgspec import Struct
from msgspec.structs import replace

from bilag.diagnostics.findings import Finding
from bilag.document.forms.documentlines import masked_form, normal_form
from bilag.document.forms.factsjson import read_facts_json
from bilag.document.forms.normalform import Line, mask, plain
from bilag.document.model import Document, FactRecord
from bilag.inputs.tables import Table
from bilag.storage.ledger import FACTS
from bilag.versions.delivered import Carried, Delivered, Shown
from bilag.versions.differences import Place, places_of
from bilag.versions.printed import PrintedFact, printed_facts

_FURNITURE = ("logo", "head", "contents", "figure")
"""Kinds of lines in which `printed_facts` looks for no fact."""


class Version(Struct, frozen=True):
    """One of the two versions that are compared. What is not known of it is None.

    `name` is for people. `lines` are in the normal form; `masked` are the same lines with the ids of facts in
    place of their texts, None where no ids are known. `partial`: `printed` may lack facts, so a fact that is
    not among them is not taken for removed.
    """

    name: str
    lines: tuple[Line, ...] | None = None
    masked: tuple[Line, ...] | None = None
    printed: tuple[PrintedFact, ...] | None = None
    facts: Mapping[str, FactRecord] | None = None
    tables: Mapping[str, Table] | None = None
    findings: tuple[Finding, ...] | None = None
    files: Mapping[str, str] | None = None
    partial: bool = False


def of_document(
    name: str,
    document: Document,
    labels: Mapping[str, str],
    *,
    tables: Mapping[str, Table] | None = None,
    findings: Iterable[Finding] | None = None,
    files: Mapping[str, str] | None = None,
) -> Version:
    """A version whose whole document is known; `labels` are the template's words."""
    return Version(
        name,
        tuple(normal_form(document, labels)),
        tuple(masked_form(document, labels)),
        tuple(printed_facts(document)),
        {record.id: record for record in document.facts},
        tables,
        None if findings is None else tuple(findings),
        files,
    )


def of_delivered(name: str, file: Delivered, carried: Carried | None = None) -> Version:
    """A Word or PDF file alone: its lines, and the printed facts whose ids it knows.

    Exact values and cells are known where the file contains its facts.
    """
    if carried is None or not carried.shown:
        return Version(name, file.lines)
    stated = {(fact.id, plain(fact.text)): fact for fact in carried.stated}
    data = next((carried.files[each] for each in sorted(carried.files) if each.endswith(FACTS)), b"")
    known = _facts(data)
    lines, printed = _masked(file.lines, carried.shown)
    found = []
    for shown, place, said in printed:
        own, record = stated.get((shown.id, shown.text)), known.get(shown.id)
        value = own.value if own else record.value if record else ""
        unit = own.unit if own else record.unit if record else ""
        found.append(PrintedFact(shown.id, shown.text, place, said, value, unit))
    return Version(name, file.lines, lines, tuple(found), known, partial=True)


def of_facts(name: str, data: bytes) -> Version | None:
    """A facts.json beside the files of a build: its named facts, without their places in the text. None if it
    is no facts.json of bilag."""
    known = _facts(data)
    printed = [
        PrintedFact(record.id, place.text, Place(), "", record.value, record.unit)
        for record in known.values()
        for place in record.printed
    ]
    return Version(name, printed=tuple(printed), facts=known, partial=True) if known else None


def _facts(data: bytes) -> dict[str, FactRecord]:
    try:
        return {record.id: record for record in read_facts_json(data).facts}
    except ValueError:
        return {}


def _masked(
    lines: Sequence[Line], shown: Iterable[Shown]
) -> tuple[tuple[Line, ...], list[tuple[Shown, Place, str]]]:
    """The lines with ids in place of facts, as `masked_form` has them, and where each fact is printed.

    A file lists its printed facts in the order of the lines, but not their places: a fact is at the first
    occurrence of its text after the fact before it. One that is not found so is left out.
    """
    places = places_of(lines)
    pieces = [list(line.cells) if line.kind == "row" else [line.text] for line in lines]
    searched = [[] if line.kind in _FURNITURE else each for line, each in zip(lines, pieces, strict=True)]
    marked = [[""] * len(each) for each in pieces]
    found: list[tuple[Shown, Place, str]] = []
    line = piece = 0
    for fact in shown:
        at = _next(searched, fact.text, line, piece)
        if at is None:
            continue
        line, piece = at
        before, _, after = pieces[line][piece].partition(fact.text)
        marked[line][piece] += before + mask(fact.id)
        pieces[line][piece] = after
        here, heads = places[line]
        if lines[line].kind == "row":
            here = replace(here, column=piece + 1, column_head=heads[piece] if piece < len(heads) else "")
            found.append((fact, here, " | ".join(lines[line].cells)))
        else:
            found.append((fact, here, lines[line].text))
    whole = [tuple(map(add, *both)) for both in zip(marked, pieces, strict=True)]
    rows = zip(lines, whole, strict=True)
    return tuple(
        replace(line, cells=texts) if line.kind == "row" else replace(line, text=texts[0])
        for line, texts in rows
    ), found


def _next(pieces: Sequence[Sequence[str]], text: str, line: int, piece: int) -> tuple[int, int] | None:
    for number in range(line, len(pieces)):
        for column in range(piece if number == line else 0, len(pieces[number])):
            if text and text in pieces[number][column]:
                return number, column
    return None
