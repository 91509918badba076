"""Compares two versions of an annex: cells, facts, words, findings and files."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import chain
from typing import Literal

from bilag.diagnostics.findings import Finding
from bilag.document.forms.normalform import Line, plain
from bilag.document.model import FactRecord
from bilag.versions.changes import (
    CellChange,
    Changes,
    Count,
    FactChange,
    FactKind,
    FactState,
    FindingChange,
    Spot,
    TextChange,
)
from bilag.versions.compare.cells import changed_cells
from bilag.versions.differences import pairs, places_of
from bilag.versions.printed import PrintedFact
from bilag.versions.version import Version

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LINE = re.compile(r"\d+(?=:\d+$)|(?<=[A-Z])\d+$")  # of a place: file:LINE:column, or file!sheet!BLINE
_COLUMN = re.compile(r":\d+$|(?<=!)[A-Z]+(?=\d+$)")
_PERCENT = Decimal("0.1")
_DIGITS = re.compile(r"[0-9][0-9.,]*")


def changes_between(old: Version, new: Version) -> Changes:
    """All that differs. A part that one of the two does not say (see `Version`) is None.

    Facts are compared by their ids, cells by table, primary key and column, words by lines. The time grows
    with what is compared; only lines that differ are aligned (see `differences`).
    """
    cells = None
    if old.tables is not None and new.tables is not None:
        cells = tuple(changed_cells(old.tables, new.tables))
    facts, figures = None, None
    if old.printed is not None and new.printed is not None:
        before, after = _by_id(old.printed), _by_id(new.printed)
        if old.partial or new.partial:
            after = {id: some for id, some in after.items() if id in before}
            before = {id: some for id, some in before.items() if id in after}
        facts = tuple(_changed_facts(before, after, old.facts or {}, new.facts or {}, cells or ()))
        figures = Count(len(after) - sum(change.new is not None for change in facts), len(after))
    texts, lines = _changed_texts(old, new)
    findings = None
    if old.findings is not None and new.findings is not None:
        findings = tuple(_changed_findings(old.findings, new.findings))
    files = None
    if old.files is not None and new.files is not None:
        files = tuple(_changed_files(old.files, new.files))
    return Changes(old.name, new.name, cells, facts, texts, findings, files, figures, lines)


# --- facts -----------------------------------------------------------------------------------------------


def _by_id(printed: Sequence[PrintedFact]) -> dict[str, list[PrintedFact]]:
    found: dict[str, list[PrintedFact]] = {}
    for fact in printed:
        found.setdefault(fact.id, []).append(fact)
    return found


def _changed_facts(
    before: Mapping[str, Sequence[PrintedFact]],
    after: Mapping[str, Sequence[PrintedFact]],
    old: Mapping[str, FactRecord],
    new: Mapping[str, FactRecord],
    cells: Sequence[CellChange],
) -> Iterator[FactChange]:
    """In the order of the new version; removed facts come last."""
    for id in (*after, *(id for id in before if id not in after)):
        was, now = _state(before.get(id, ()), old.get(id)), _state(after.get(id, ()), new.get(id))
        kind = _kind(was, now)
        if kind is None:
            continue
        record = new.get(id) or old.get(id)
        difference, percent = _difference(was, now)
        own = [fact.source for fact in (*before.get(id, ()), *after.get(id, ())) if fact.source]
        yield FactChange(
            id,
            record.label if record else "",
            kind,
            was,
            now,
            difference,
            percent,
            tuple(_behind(id, own, old, new, cells)),
            tuple(_spots(before.get(id, ()), after.get(id, ()))),
        )


def _spots(before: Sequence[PrintedFact], after: Sequence[PrintedFact]) -> Iterator[Spot]:
    """The places where a fact is printed, each with what was printed there before; of a removed fact, where
    it was printed.

    Places are paired by the words around the fact; if as many are then left on both sides, in their order.
    """
    if not after:
        yield from (Spot(fact.place, fact.text, fact.said, fact.text) for fact in before)
        return
    left: dict[tuple[str, str], deque[int]] = {}
    for number, fact in enumerate(before):
        left.setdefault(_around(fact), deque()).append(number)
    found = [some.popleft() if (some := left.get(_around(fact))) else None for fact in after]
    rest = [before[number].text for number in sorted(chain.from_iterable(left.values()))]
    forms = " / ".join(dict.fromkeys(rest))
    ordered = iter(rest if len(rest) == found.count(None) else ())
    for fact, known in zip(after, found, strict=True):
        was = next(ordered, forms) if known is None else before[known].text
        yield Spot(fact.place, fact.text, fact.said, was)


def _around(fact: PrintedFact) -> tuple[str, str]:
    """The words around a fact and its own, without digits."""
    return _no_digits(fact.said), _no_digits(plain(fact.text))


@lru_cache(maxsize=256)  # a paragraph may print many facts
def _no_digits(text: str) -> str:
    return _DIGITS.sub("#", text)


def _state(printed: Sequence[PrintedFact], record: FactRecord | None) -> FactState | None:
    if not printed:
        return None
    made = f"{record.operation} {record.expression or ', '.join(record.inputs)}".strip() if record else ""
    texts = tuple(dict.fromkeys(fact.text for fact in printed))
    return FactState(printed[0].exact, printed[0].unit, texts, made)


def _kind(old: FactState | None, new: FactState | None) -> FactKind | None:
    if old is None or new is None:
        return "added" if new else "removed"
    if list(map(plain, old.texts)) != list(map(plain, new.texts)):  # a file read back has plain spaces
        return "reworded" if old.value and (old.value, old.unit) == (new.value, new.unit) else "changed"
    known = old.value and new.value
    return "hidden" if known and (old.value, old.unit) != (new.value, new.unit) else None


def _difference(old: FactState | None, new: FactState | None) -> tuple[str, str]:
    """New less old, exactly, and in per cent of the old with one decimal; "" unless both are numbers in one
    unit."""
    if old is None or new is None or old.value == new.value or old.unit != new.unit:
        return "", ""
    if not (_NUMBER.fullmatch(old.value) and _NUMBER.fullmatch(new.value)):
        return "", ""
    with localcontext(prec=len(old.value) + len(new.value) + 10):
        was, now = Decimal(old.value), Decimal(new.value)
        percent = ((now - was) / abs(was) * 100).quantize(_PERCENT, "ROUND_HALF_UP") if was else None
        return format(now - was, "f"), "" if percent is None else format(percent, "f")


def _behind(
    id: str,
    own: Sequence[str],
    old: Mapping[str, FactRecord],
    new: Mapping[str, FactRecord],
    cells: Sequence[CellChange],
) -> Iterator[CellChange]:
    """The changed cells that a fact is computed from, in either version.

    Of very many cells a record names only the first and the last: then all changed cells of their columns
    count, and always the rows that were added to or removed from their tables. A fact that is itself a cell
    of a table, at `own`, comes from that cell or from the others of its row, of which one may be its
    qualifier.
    """
    if not cells:
        return
    before, after = {*own, *_cells(id, old)}, {*own, *_cells(id, new)}
    sides = (before, after)
    exact = [cell for cell in cells if any(p in side for p, side in zip(cell.places, sides, strict=True))]
    columns = set() if own else {_LINE.sub("", place) for place in before | after}
    files = set() if own else {_file(place) for place in before | after}
    rows = {_COLUMN.sub("", place) for place in own}
    for cell in cells:
        places = [place for place in cell.places if place]
        row = not cell.column and any(_file(place) in files for place in places)
        near = any(_LINE.sub("", place) in columns or _COLUMN.sub("", place) in rows for place in places)
        if row or (near and not exact) or cell in exact:
            yield cell


def _file(place: str) -> str:
    return re.split(r"!|:\d", place, maxsplit=1)[0]


def _cells(id: str, records: Mapping[str, FactRecord]) -> Iterator[str]:
    """The places of the cells that a fact is computed from, through other facts as well."""
    wanted, seen = [id], {id}
    for name in wanted:
        if record := records.get(name):
            yield from record.cells
            wanted += [other for other in record.inputs if other not in seen]
            seen.update(record.inputs)


# --- words, findings, files ------------------------------------------------------------------------------


def _changed_texts(old: Version, new: Version) -> tuple[tuple[TextChange, ...] | None, Count | None]:
    """The lines whose words changed, facts aside where their ids are known; and the count of equal lines."""
    if old.lines is None or new.lines is None:
        return None, None
    changed = list(pairs(old.lines, new.lines))
    places = places_of(old.lines), places_of(new.lines)
    count = Count(len(new.lines) - sum(j is not None for _, j in changed), len(new.lines))
    found = []
    for i, j in changed:
        if i is not None and j is not None and old.masked and new.masked and old.masked[i] == new.masked[j]:
            continue
        was, now = (None if i is None else old.lines[i]), (None if j is None else new.lines[j])
        place = places[1][j][0] if j is not None else places[0][i or 0][0]
        if line := now or was:
            found.append(TextChange(line.kind, place, _said(was), _said(now)))
    return tuple(found), count


def _said(line: Line | None) -> str | None:
    if line is None:
        return None
    return " | ".join(line.cells) if line.kind == "row" else " ".join(filter(None, (line.mark, line.text)))


def _changed_findings(old: Sequence[Finding], new: Sequence[Finding]) -> Iterator[FindingChange]:
    """Findings are compared by rule and arguments: their lines move when text is inserted before them."""
    before = Counter((finding.rule, finding.args) for finding in old)
    after = Counter((finding.rule, finding.args) for finding in new)
    for some, came, rest in ((new, True, after - before), (old, False, before - after)):
        for finding in some:
            if rest[finding.rule, finding.args] > 0:
                rest[finding.rule, finding.args] -= 1
                yield FindingChange(finding, came)


def _changed_files(
    old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[tuple[str, Literal["changed", "added", "removed"]]]:
    for path in sorted(old.keys() | new.keys()):
        if path not in old:
            yield path, "added"
        elif path not in new:
            yield path, "removed"
        elif old[path] != new[path]:
            yield path, "changed"
