"""What changed between two versions, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import to_builtins

from bilag.cli.report.differences import KINDS, place_words
from bilag.diagnostics.jsontext import json_shown
from bilag.diagnostics.messages import Language, message, one_line, quoted, severity_word, translate
from bilag.versions.changes import (
    CellChange,
    Changes,
    FactChange,
    FindingChange,
    Spot,
    TextChange,
    anything,
)
from bilag.versions.changewords import difference_words, value_words

MOST_SHOWN = 100
"""The most changes of each kind in the text; the JSON has them all."""
_FILES = {"changed": "changed", "added": "new", "removed": "gone"}


def changes_as_text(changes: Changes, language: Language) -> str:
    """What changed: cells, facts with their places, findings, words and files; then what did not."""

    def say(text: str, **args: object) -> str:
        return translate(text, language).format(**args)

    lines = [say("From: {name}", name=changes.old), say("To: {name}", name=changes.new)]
    if not anything(changes):
        lines += ["", say("Nothing has changed.")]
    lines += _part(say("Data"), [_cell(each, language) for each in changes.cells or ()], language)
    for kinds, title in FACT_PARTS:
        some = [change for change in changes.facts or () if change.kind in kinds]
        blocks = ["\n".join(_fact(change, language)) for change in some]
        lines += _part(say(title), blocks, language)
    found = [finding_words(change, language) for change in changes.findings or ()]
    lines += _part(say("Claims and checks"), found, language)
    texts = ["\n".join(_text(change, language)) for change in changes.texts or ()]
    lines += _part(say("Text"), texts, language)
    files = [f"{one_line(path)} ({say(_FILES[what])})" for path, what in changes.files or ()]
    lines += _part(say("Files"), files, language)
    return "\n".join([*lines, "", *rest(changes, language)])


FACT_PARTS = (
    (("changed",), "Numbers that changed"),
    (("added",), "Numbers that came"),
    (("removed",), "Numbers that went"),
    (("reworded",), "Numbers that are written otherwise, the value being the same"),
    (("hidden",), "Numbers that are written as before, though the value changed"),
)
"""The groups of changed facts, in the order in which they are printed."""


def _part(title: str, blocks: list[str], language: Language) -> Iterator[str]:
    if not blocks:
        return
    yield ""
    yield f"{title}: {len(blocks)}"
    for block in blocks[:MOST_SHOWN]:
        yield from (f"  {line}" for line in block.splitlines())
    if (more := len(blocks) - MOST_SHOWN) > 0:
        yield f"  {translate('{count} more; --format json lists them all', language).format(count=more)}"


def _cell(change: CellChange, language: Language) -> str:
    name = ", ".join(filter(None, (change.table, change.key, change.column)))
    return one_line(f"{name}: {cell_words(change, language)} ({change.places[1] or change.places[0]})")


def cell_words(change: CellChange, language: Language) -> str:
    """The old text of a cell and the new, or that its row was added or removed."""
    if not change.column:
        said = translate("the row is new" if change.old is None else "the row is gone", language)
        return f"{said} ({change.new if change.old is None else change.old})"
    empty = translate("empty", language)
    old, new = (empty if text is None else text for text in (change.old, change.new))
    return f"{old} \u2192 {new}"


def _fact(change: FactChange, language: Language) -> Iterator[str]:
    label = f"  ({change.label})" if change.label else ""
    old, new = (printed_as(state.texts) if state else "" for state in (change.old, change.new))
    if change.kind == "hidden":
        old, new = value_words(change, "old"), value_words(change, "new")
    size = difference_words(change)
    said = f"{old} \u2192 {new}" if old and new else old or new
    yield one_line(f"{change.id}: {said}" + (f"  ({size})" if size else "") + label)
    for cell in change.cells:
        yield "    " + translate("cell: {cell}", language).format(cell=_cell(cell, language))
    made = [state.made for state in (change.old, change.new) if state]
    if len(made) == 2 and made[0] != made[1]:
        said = translate("made otherwise: {old} \u2192 {new}", language)
        yield "    " + one_line(said.format(old=made[0], new=made[1]))
    for spot in change.spots:
        yield f"    {spot_words(spot, language)}"


def printed_as(texts: tuple[str, ...]) -> str:
    """The printed forms of a fact with ordinary spaces: "1,3 mio. kr. / 1.300.000 kr."."""
    return " / ".join(text.replace("\u00a0", " ") for text in texts)


def remark_lines(change: FactChange, language: Language) -> tuple[str, ...]:
    """The lines of a comment at a fact in the redline: before, now and the difference, then the changed
    cells."""

    def say(label: str, text: str) -> str:
        return f"{translate(label, language)}: {text}"

    empty = translate("not there", language)
    old, new = (printed_as(state.texts) if state else empty for state in (change.old, change.new))
    size = difference_words(change)
    lines = [say("Before", old), say("Now", new + (f" ({size})" if size else ""))]
    return (*lines, *(say("Cell", _cell(cell, language)) for cell in change.cells))


def spot_words(spot: Spot, language: Language) -> str:
    """Where a fact is printed: under which heading or in which table, and the words around it."""
    where = ", ".join(place_words(spot.place, language))
    if spot.place.row is not None or spot.said == spot.place.heading:
        return where
    return f"{where}: {quoted(context_of(spot.said, spot.text), language)}"


def context_of(said: str, text: str, around: int = 60) -> str:
    """What is said around a printed `text`, cut to `around` characters on each side if it is long."""
    place = said.find(text.replace("\u00a0", " "))
    if len(said) <= 2 * around + len(text) or place < 0:
        return (
            said if place >= 0 or len(said) <= 3 * around else said[: 3 * around].rsplit(" ", 1)[0] + " ..."
        )
    start, end = max(place - around, 0), place + len(text) + around
    before = "... " + said[start:place].partition(" ")[2] if start else said[:place]
    after = (
        said[place + len(text) : end].rpartition(" ")[0] + " ..."
        if end < len(said)
        else said[place + len(text) :]
    )
    return before + said[place : place + len(text)] + after


def finding_words(change: FindingChange, language: Language) -> str:
    """A new finding, or one that is gone, with its place and rule."""
    found = change.finding
    said = translate("new" if change.came else "gone", language)
    place = f"{one_line(str(found.span))}: " if found.span else ""
    return f"{said}: {place}{severity_word(found.severity, language)} {found.rule} {message(found, language)}"


def _text(change: TextChange, language: Language) -> Iterator[str]:
    where = ", ".join(place_words(change.place, language))
    kind = translate(KINDS[change.kind], language)
    yield f"{kind}, {where}" if where else kind
    for word, said in (("before", change.old), ("now", change.new)):
        shown = translate("not there", language) if said is None else quoted(said, language)
        yield f"    {translate(word, language)}: {shown}"


def rest(changes: Changes, language: Language) -> Iterator[str]:
    """How much did not change, and what could not be compared because one version does not say it."""
    parts = []
    for count, words in (
        (changes.figures, "{same} of {all} numbers"),
        (changes.lines, "{same} of {all} lines"),
    ):
        if count is not None:
            parts.append(translate(words, language).format(same=count.same, all=count.all))
    if parts:
        joined = translate(" and ", language).join(parts)
        yield translate("Unchanged: {what}.", language).format(what=joined)
    unknown = [word for word, part in (("Data", changes.cells), ("Numbers", changes.facts)) if part is None]
    unknown += [
        word
        for word, part in (("Claims and checks", changes.findings), ("Text", changes.texts))
        if part is None
    ]
    if unknown:
        words = ", ".join(translate(word, language) for word in unknown)
        yield translate("Not compared, since one of the two does not say it: {what}.", language).format(
            what=words
        )


def changes_as_json(changes: Changes, language: Language) -> str:
    """An object with stable keys; a part that could not be compared is null."""
    found = None
    if changes.findings is not None:
        found = [
            {
                "came": change.came,
                "rule": change.finding.rule,
                "place": str(change.finding.span) if change.finding.span else None,
                "message": message(change.finding, language),
            }
            for change in changes.findings
        ]
    content = {
        "old": changes.old,
        "new": changes.new,
        "changed": anything(changes),
        "cells": None if changes.cells is None else [to_builtins(change) for change in changes.cells],
        "facts": None if changes.facts is None else [to_builtins(change) for change in changes.facts],
        "texts": None if changes.texts is None else [to_builtins(change) for change in changes.texts],
        "findings": found,
        "files": None if changes.files is None else [{"path": p, "what": w} for p, w in changes.files],
        "unchanged": {
            "figures": None if changes.figures is None else to_builtins(changes.figures),
            "lines": None if changes.lines is None else to_builtins(changes.lines),
        },
    }
    return json_shown(content)
