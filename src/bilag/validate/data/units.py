"""The units and price levels that a file names, held against those that are declared.

A head speaks of its own column, and so does the field's title. What is over the labels (the text columns
before the first number), or alone in a row over the head, speaks of each number column that names nothing
itself: in "Resultat (mio. kr.);Budget;Afvigelse i pct." that is Budget. Another unit than the declared one is
an error, since each figure of the column may be wrong by a factor; so is one that nobody has declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bilag.danish.units import Said, level_fits, right_unit, said_in, unit_fits
from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import Field, RawTable, Resource

_NUMBERS = ("number", "integer", "interval")
_WIDE = ("amount", "scale", "rate")
# Numbers with these heads name their row; they are no amounts.
_NAMES_OF_ROWS = frozenset(
    {"nr", "nummer", "lb.nr", "l\u00f8benr", "id", "konto", "kontonr", "kode", "\u00e5r", "postnr"}
)


class _Place(NamedTuple):
    text: str
    said: Said
    span: Span


def heads_fit(raw: RawTable, resource: Resource, matched: Mapping[str, int], report: Report) -> bool:
    """Whether each unit and price level that the file or a title names is the declared one; what is not is
    reported. `matched` has the index in `raw.columns` of the fields that were found."""
    before = len(report)
    lines = list(_lines(raw))
    numbers = [f for f in resource.fields if f.type in _NUMBERS and f.name in matched]
    over = [each for each in _over_labels(raw, resource, matched, lines) if _wide(each.said)]
    for field in numbers:
        index = matched[field.name]
        place = raw.places[index]
        own = [_Place(raw.header[index], said_in(raw.header[index]), raw.span(raw.header_line, place))]
        own += [each for each, column in lines if column == place and _wide(each.said)]
        for each in own:
            _hold(each, field, report)
        title = said_in(field.title)
        if field.title and field.span and title != own[0].said:
            _hold_title(_Place(field.title, title, field.span), field, report)
        said = [each.said for each in own] + [title]
        for each in over:
            _hold_table(each, field, said, resource, report)
    return len(report) == before


def _wide(said: Said) -> bool:
    """Whether a text names what can be the unit of a whole table."""
    return bool(said.level) or any(
        each.kind in _WIDE or each.unit == "\u00e5rsv\u00e6rk" for each in said.units
    )


def _lines(raw: RawTable) -> Iterator[tuple[_Place, int]]:
    """What the rows over the head say, each with the number of its column; 0 where it is alone in its row."""
    for line, cells in raw.above:
        for place, text in cells.items():
            yield _Place(text, said_in(text), raw.span(line, place)), place if len(cells) > 1 else 0


def _over_labels(
    raw: RawTable, resource: Resource, matched: Mapping[str, int], lines: list[tuple[_Place, int]]
) -> Iterator[_Place]:
    kinds = {matched[field.name]: field.type for field in resource.fields if field.name in matched}
    first = min((index for index, kind in kinds.items() if kind in _NUMBERS), default=0)
    labels = [index for index, kind in kinds.items() if kind == "string" and index < first]
    for index in sorted(labels):
        text = raw.header[index]
        yield _Place(text, said_in(text), raw.span(raw.header_line, raw.places[index]))
    numbers = {raw.places[index] for index, kind in kinds.items() if kind in _NUMBERS}
    yield from (each for each, place in lines if place not in numbers)


def _hold(each: _Place, field: Field, report: Report) -> None:
    """A head against what is declared for its column."""
    units, declared = each.said.units, field.unit
    if units and not any(unit_fits(unit, declared) for unit in units):
        rule = "DATA-UNIT-HEAD" if declared else "DATA-UNIT-UNDECLARED"
        right = right_unit(units[0], declared)
        report.add(rule, each.span, column=field.name, unit=units[0].unit, declared=declared, right=right)
    _hold_level(each, field, report)


def _hold_title(each: _Place, field: Field, report: Report) -> None:
    """A title against what is declared: a measure in it ("Ophold (måneder)") may be all that says so."""
    if field.unit or _wide(each.said):
        _hold(each, field, report)


def _hold_level(each: _Place, field: Field, report: Report) -> None:
    level, declared = each.said.level, field.price_level
    if level and not level_fits(level, declared):
        rule = "DATA-PRICE-LEVEL-HEAD" if declared else "DATA-PRICE-LEVEL-UNDECLARED"
        report.add(
            rule, each.span, column=field.name, level=_words(level), declared=_words(declared), text=each.text
        )


def _words(level: str) -> str:
    return f"{level}-pl" if level.isdigit() else f"{level} priser" if level else ""


def _hold_table(each: _Place, field: Field, said: list[Said], resource: Resource, report: Report) -> None:
    """The table's unit against a column that names none itself. A noun that is declared is an answer."""
    units, declared = each.said.units, field.unit
    ours = said_in(declared).units
    amount = any(unit.kind in _WIDE for unit in ours)
    named = any(one.units for one in said)
    bound = not named and (amount or not declared) and not _names_rows(field, resource)
    if units and bound and not any(unit_fits(unit, declared) for unit in units):
        args = {"unit": units[0].unit, "declared": declared, "right": right_unit(units[0], declared)}
        rule = "DATA-UNIT-TABLE" if declared else "DATA-UNIT-TABLE-UNDECLARED"
        report.add(rule, each.span, severity=None, text=each.text, column=field.name, **args)
    if amount and not any(one.level for one in said):
        _hold_level(each, field, report)


def _names_rows(field: Field, resource: Resource) -> bool:
    keys = {*resource.primary_key, *(name for key in resource.foreign_keys for name in key.fields)}
    return field.name in keys or field.name.casefold().rstrip(". ") in _NAMES_OF_ROWS
