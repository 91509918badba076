"""Compares the printed facts of a delivered file with what they are bound to, with the data inside the file,
with what was issued, and with the project today.

Each function gives the mismatches, in the order of the page or of the ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bilag.document.forms.factsjson import FactsFile
from bilag.document.forms.normalform import plain
from bilag.versions.compare.adjusted import adjusted_ids
from bilag.versions.compare.digits import agrees, nearly
from bilag.versions.delivered import Carried, Shown
from bilag.versions.verification import Mismatch

_INEXACT = "{name} prints {found}, but its exact value is {expected}"


def bound_mismatches(carried: Carried) -> Iterator[Mismatch]:
    """Content controls in Word whose text differs from the XML node they are bound to, or that have no
    node."""
    for shown in carried.shown:
        if shown.bound is None:
            yield Mismatch(shown.id, "{name} prints {found} and is bound to nothing", "", shown.text)
        elif shown.bound != shown.text:
            yield Mismatch(
                shown.id, "{name} prints {found}, but is bound to {expected}", shown.bound, shown.text
            )


def carried_mismatches(carried: Carried, facts: FactsFile | None) -> Iterator[Mismatch]:
    """Printed facts that the data inside the file contradict, by their printed forms or by the digits of
    their exact values; and data files whose checksum in the file is wrong."""
    for name in carried.broken:
        yield Mismatch(name, "{name} inside the file is not what was put in: its own checksum differs")
    shown = texts_of(carried.shown)
    adjusted = adjusted_ids(facts, shown) if facts else frozenset()

    def wrong(id: str, value: str, text: str) -> bool:
        return agrees(value, text) is False and not (id in adjusted and nearly(value, text))

    for stated in carried.stated:
        if stated.value and wrong(stated.id, stated.value, stated.text):
            yield Mismatch(stated.id, _INEXACT, stated.value, stated.text)
    if facts is None:
        return
    values = {stated.id: stated.value for stated in carried.stated if stated.value}
    for fact in facts.facts:
        printed = {plain(place.text) for place in fact.printed}
        if fact.id in shown and (more := sorted(shown[fact.id] - printed)):
            yield Mismatch(
                fact.id,
                "{name} prints {found}, but the data inside the file say {expected}",
                " / ".join(sorted(printed)),
                " / ".join(more),
            )
        for text in sorted(printed):
            if wrong(fact.id, fact.value, text):
                yield Mismatch(fact.id, _INEXACT, fact.value, text)
        if values.get(fact.id, fact.value) != fact.value:
            yield Mismatch(
                fact.id,
                "{name} has two exact values in the file: {expected} and {found}",
                values[fact.id],
                fact.value,
            )
    for id, (value, _) in sorted(facts.cells.items()):
        for text in sorted(shown.get(id, ())):
            if wrong(id, value, text):
                yield Mismatch(id, _INEXACT, value, text)


def frozen_mismatches(
    carried: Carried, files: Mapping[str, bytes], facts: FactsFile | None, frozen: FactsFile | None
) -> Iterator[Mismatch]:
    """Data files inside the file that differ from those issued; of facts.json, the facts that differ."""
    named = False
    if facts and frozen and facts != frozen:
        before = {fact.id: fact.value for fact in frozen.facts} | {
            id: v for id, (v, _) in frozen.cells.items()
        }
        after = {fact.id: fact.value for fact in facts.facts} | {id: v for id, (v, _) in facts.cells.items()}
        for id in sorted(before.keys() | after.keys()):
            if before.get(id) != after.get(id):
                named = True
                yield Mismatch(
                    id,
                    "{name} was issued with the exact value {expected}, and now has {found}",
                    before.get(id, ""),
                    after.get(id, ""),
                )
    for name in sorted(files.keys() | carried.files.keys()):
        if files.get(name) != carried.files.get(name) and not (named and name == "facts.json"):
            yield Mismatch(name, "{name} inside the file is another than the one that was issued")


def current_mismatches(shown: Iterable[Shown], today: Mapping[str, set[str]]) -> Iterator[Mismatch]:
    """Printed facts that the project would print differently today, or not at all."""
    for id, texts in texts_of(shown).items():
        if id not in today:
            yield Mismatch(
                id, "{name} prints {found}, and is not in the project today", "", " / ".join(sorted(texts))
            )
        elif not texts <= today[id]:
            yield Mismatch(
                id,
                "{name} prints {found}; the project has {expected} today",
                " / ".join(sorted(today[id])),
                " / ".join(sorted(texts)),
            )


def texts_of(shown: Iterable[Shown]) -> dict[str, set[str]]:
    """The printed forms of each fact by its id, in the order of the page."""
    found: dict[str, set[str]] = {}
    for fact in shown:
        found.setdefault(fact.id, set()).add(fact.text)
    return found
