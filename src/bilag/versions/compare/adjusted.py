"""Finds the columns of a file whose printed parts were made to add up to the total, so that a part may differ
from its own rounded value (`rounding: largest-remainder`, see `compose.rounding`).

A file does not say how it rounds; its numbers show it: in such a column the printed parts add up to the
rounded exact sum, and each is less than one unit of the last place away from its value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

from bilag.document.forms.factsjson import FactsFile
from bilag.document.model import FactRecord
from bilag.versions.compare.digits import LONGEST, candidates

PrintedPart = tuple[str, str]
"""An exact value and its printed text."""


def adjusted_ids(facts: FactsFile, shown: Mapping[str, Collection[str]]) -> set[str]:
    """The ids of cells in columns that were made to add up, and of facts that are one of these cells.

    `shown` are the printed texts of each id.
    """
    columns: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id in sorted(facts.cells.keys() & shown.keys()):
        columns[id.partition("/")[0], id.rpartition("/")[2]].append(id)
    places: set[str] = set()
    for ids in columns.values():
        if all(len(shown[id]) == 1 for id in ids) and _adds_up(
            [(facts.cells[id][0], text) for id in ids for text in shown[id]]
        ):
            places |= {facts.cells[id][1] for id in ids}
    known = {fact.id: fact for fact in facts.facts}
    found = {id for id, (_, place) in facts.cells.items() if place in places}
    return found | {id for id in known if len(own := _cells(id, known)) == 1 and own <= places}


def _adds_up(parts: Sequence[PrintedPart]) -> bool:
    """Whether the printed parts add up to the rounded sum, at some power of ten and all to the same digit."""
    found = [candidates(*part) for part in parts]
    for power in set.intersection(*map(set, found)):
        exact, printed, steps = zip(*(each[power] for each in found), strict=True)
        if len(set(steps)) == 1:
            with localcontext(prec=2 * LONGEST):
                total = (sum(exact) / steps[0]).quantize(Decimal(1), ROUND_HALF_UP) * steps[0]
                if sum(printed) == total:
                    return True
    return False


def _cells(id: str, known: Mapping[str, FactRecord]) -> set[str]:
    """The cells that a fact is computed from, directly or through other facts."""
    cells: set[str] = set()
    waiting, seen = [id], {id}
    while waiting:
        fact = known.get(waiting.pop())
        if fact is not None:
            cells |= set(fact.cells)
            waiting += set(fact.inputs) - seen
            seen |= set(fact.inputs)
    return cells
