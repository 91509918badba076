"""Rows that are sums of others: told of by their words, and where they are declared taken out as controls.

Hospitaler        100
Praksis            50
Sundhed i alt     150     a sum: added up with the others, it doubles them
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal

from msgspec.structs import replace

from bilag.inputs.tables import TEXT, Control, RawTable, Resource, TotalRows
from bilag.validate.data.cells import CellError, is_missing, parse_cell
from bilag.validate.data.faults import Faults

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
_AROUND = " .:"
_LONGEST_NAME = 60
_SUM = re.compile(
    r"i ?alt|total(?:t|en|sum)?|sum|summen|samlet(?: sum)?|subtotal|hovedtotal|mellemsum|netto"
    r"|hele (?:landet|regionen|kommunen)"
    r"|(?:i ?alt|total|subtotal|mellemsum)[ ,:].*|sum (?:af|for|i) .*"
    r"|.*[ ,:(]i ?alt\b.*"
    r"|.*[ ,:(](?:total|subtotal|mellemsum|netto)\)?"
)
"""The name of a row that is a sum, in small letters: "i alt", "sundhed i alt", "total, drift"."""


_WORDS = ("alt", "total", "sum", "samlet", "netto", "hele")
"""One of these is in every text of _SUM."""


def refuse_total_rows(
    raw: RawTable, resource: Resource, matched: Mapping[str, int], declared: Set[int], faults: Faults
) -> None:
    """A row that any text column names a sum, and that is not `declared` one, is an error: to add it up with
    the others would double every sum."""
    texts = {
        matched[field.name]: field.name
        for field in resource.fields
        if field.type == "string" and not field.markup
    }
    first = {0: next((field.name for field in resource.fields if matched[field.name] == 0), "")}
    for index, name in sorted((first | texts).items()):
        column = raw.columns[index]
        named = set()
        if _has_word("\n".join(column)):  # most columns have none, and a million rows are many
            named = {text for text in set(column) if _has_word(text) and is_sum(text)}
        for row, text in enumerate(column) if named else ():
            if text in named and row not in declared:
                place = raw.span(raw.lines[row], raw.places[index])
                faults.add("DATA-TOTAL-ROW", place, name, text=text.strip())


def _has_word(text: str) -> bool:
    folded = text.casefold()
    return any(word in folded for word in _WORDS)


def is_sum(text: str) -> bool:
    """Whether a text names a row that is a sum of others."""
    if len(text) > _LONGEST_NAME:
        return False
    plain = _SPACES.sub(" ", text).strip(_AROUND).casefold()
    return _SUM.fullmatch(plain) is not None


def declared_rows(raw: RawTable, resource: Resource, matched: Mapping[str, int]) -> list[int]:
    """The rows that `bilag:totalRows` declares to be sums."""
    total = resource.total_rows
    if total is None:
        return []
    return [row for row, text in enumerate(raw.columns[matched[total.field]]) if total.names(_plain(text))]


def without_total_rows(
    raw: RawTable, resource: Resource, matched: Mapping[str, int], faults: Faults
) -> tuple[RawTable, list[Control]]:
    """The data without the declared rows, each of which becomes a control of the rows that it sums."""
    total, rows = resource.total_rows, declared_rows(raw, resource, matched)
    if total is None:
        return raw, []
    if not rows:
        text = total.pattern or min(total.values)
        faults.add("DATA-TOTAL-ROW-MISSING", total.span, total.field, text=text)
        return raw, []
    gone = set(rows)
    new = {row: number for number, row in enumerate(row for row in range(len(raw)) if row not in gone)}
    controls = []
    for row, parts in _parts(raw, total, matched, rows):
        kept = tuple(new[part] for part in parts)
        controls += [
            replace(control, rows=kept) for control in total_controls(raw, resource, matched, row, faults)
        ]
    return without_rows(raw, gone), controls


def _parts(
    raw: RawTable, total: TotalRows, matched: Mapping[str, int], rows: list[int]
) -> Iterator[tuple[int, list[int]]]:
    """Each declared row with those that it is the sum of, none of them declared itself."""
    gone = set(rows)
    names = [_plain(text) for text in raw.columns[matched[total.field]]]
    others = [row for row in range(len(raw)) if row not in gone]
    if total.of == "prefix":
        wanted = {names[row]: list[int]() for row in rows}
        lengths = sorted({len(name) for name in wanted})
        for row in others:
            for length in lengths:
                if length < len(names[row]) and (prefix := names[row][:length]) in wanted:
                    wanted[prefix].append(row)
        yield from ((row, wanted[names[row]]) for row in rows)
        return
    last = -1
    for row in rows:
        above = [other for other in range(last + 1, row) if other not in gone]
        last = row
        yield row, others if total.of == "all" else above or [other for other in others if other < row]


def without_rows(raw: RawTable, gone: Set[int]) -> RawTable:
    keep = [row for row in range(len(raw)) if row not in gone]
    return replace(
        raw,
        columns=tuple([texts[row] for row in keep] for texts in raw.columns),
        lines=array("l", (raw.lines[row] for row in keep)),
        kinds=tuple(bytes(kinds[row] for row in keep) for kinds in raw.kinds),
    )


def total_controls(
    raw: RawTable, resource: Resource, matched: Mapping[str, int], row: int, faults: Faults
) -> list[Control]:
    """What a row that is a sum states of each number column."""
    controls: list[Control] = []
    for field in resource.fields:
        index = matched[field.name]
        text = raw.columns[index][row]
        if field.type not in ("number", "integer") or is_missing(text.strip(), field.reading):
            continue
        place = raw.span(raw.lines[row], raw.places[index])
        try:
            value = parse_cell(text, field, raw.kinds[index][row] if raw.kinds else TEXT)
        except CellError as fault:
            faults.add(fault.rule, place, field.name, **fault.args_of_rule)
            continue
        if isinstance(value, Decimal):
            controls.append(Control("total", field.name, value, place))
    return controls


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
