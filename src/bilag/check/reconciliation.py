"""Reconciliation: the sums of the tables beside what the source, or another system, states.

One line for each control total and each key, those that agree too: silence would not tell a total that was
held against another from one that nobody asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from bilag.danish.formats import render
from bilag.diagnostics.findings import Span
from bilag.diagnostics.messages import Language, one_line, translate
from bilag.inputs.facts import Unit, exact, exact_text, unit_named
from bilag.inputs.tables import KeyTotals, Table, cell_span

_MOST_KEYS = 12  # that agree and are listed one by one in the text


class Reconciled(Struct, frozen=True):
    """One sum of ours and what it was held against. `key` is None for a whole column; a key that one side
    does not have counts as nothing there. `source` is empty where the package itself states the total."""

    table: str
    field: str
    key: str | None
    ours: Decimal
    theirs: Decimal
    source: str
    tolerance: Decimal
    span: Span

    @property
    def name(self) -> str:
        """ "udgifter.bel\u00f8b", or "udgifter.bel\u00f8b (drift)" for a key."""
        return f"{self.table}.{self.field}" + (f" ({self.key or '-'})" if self.key is not None else "")

    @property
    def difference(self) -> Decimal:
        with exact():
            return self.ours - self.theirs

    @property
    def agrees(self) -> bool:
        return abs(self.difference) <= self.tolerance


def reconcile(tables: Mapping[str, Table]) -> tuple[Reconciled, ...]:
    """Every declared total of every table, in the order of the tables; the keys in the order they come."""
    return tuple(line for table in tables.values() for line in _lines(table, tables))


def _lines(table: Table, tables: Mapping[str, Table]) -> Iterator[Reconciled]:
    for control in table.controls:
        if control.kind == "total":
            ours = _total(table, control.field)
            yield Reconciled(
                table.name,
                control.field,
                None,
                ours,
                control.expected,
                control.source,
                control.tolerance,
                control.span,
            )
    for totals in table.totals:
        theirs = _theirs(totals, table, tables)
        if theirs is None or totals.by not in table.columns:
            continue
        ours_by = {key: number for key, (number, _) in _by_key(table, totals.by, totals.field).items()}
        source = totals.source or (tables[totals.resource].path if totals.resource else "")
        for key in dict.fromkeys([*theirs, *ours_by]):
            number, span = theirs.get(key, (Decimal(0), totals.span))
            ours = ours_by.get(key, Decimal(0))
            yield Reconciled(table.name, totals.field, key, ours, number, source, totals.tolerance, span)


def _theirs(
    totals: KeyTotals, ours: Table, tables: Mapping[str, Table]
) -> dict[str, tuple[Decimal, Span]] | None:
    """What is stated for each key, in our unit, and where; None where the table of it could not be read."""
    if not totals.resource:
        return {key: (number, span) for key, number, span in totals.expected}
    table = tables.get(totals.resource)
    if table is None:
        return None
    with exact():
        ratio = _unit(table, totals.value).scale / _unit(ours, totals.field).scale
        sums = _by_key(table, totals.key, totals.value)
        return {key: ((number * ratio).normalize(), span) for key, (number, span) in sums.items()}


def _unit(table: Table, name: str) -> Unit:
    return unit_named(next((field.unit for field in table.fields if field.name == name), ""))


def _by_key(table: Table, by: str, field: str) -> dict[str, tuple[Decimal, Span]]:
    """The sums of a column by another, each with the place of the first cell of its key."""
    import pandas as pd  # noqa: PLC0415 - heavy; only where totals by key are declared

    keys = ["" if key is None else exact_text(key) for key in table.columns[by]]
    frame = pd.DataFrame({"key": keys, "number": table.columns[field]}, dtype=object)
    frame = frame[[isinstance(number, Decimal) for number in frame["number"]]]
    first = frame.drop_duplicates("key")
    with exact():
        sums = frame.groupby("key", sort=False)["number"].sum()
    return {
        key: (sums[key], cell_span(table, int(row), field))
        for row, key in zip(first.index, first["key"], strict=True)
    }


def _total(table: Table, field: str) -> Decimal:
    with exact():
        return sum((v for v in table.columns[field] if isinstance(v, Decimal)), Decimal(0))


def reconciliation_as_object(line: Reconciled) -> dict[str, object]:
    """A line for other programs; amounts as exact text."""
    return {
        "table": line.table,
        "field": line.field,
        "key": line.key,
        "ours": exact_text(line.ours),
        "theirs": exact_text(line.theirs),
        "source": line.source or None,
        "difference": exact_text(line.difference),
        "tolerance": exact_text(line.tolerance),
        "agrees": line.agrees,
        "place": str(line.span),
    }


def reconciliation_as_text(lines: Sequence[Reconciled], language: Language, annex: str = "") -> list[str]:
    """A heading, with the annex where it is named, and a table; none where nothing was held against anything.

    Many keys of a column that agree are one line.
    """
    if not lines:
        return []
    heads = ("table.field", "ours", "theirs", "difference", "tolerance", "source", "")
    rows = [tuple(translate(head, language) if head else "" for head in heads)]
    for line in _gathered(lines, language):
        numbers = (line.ours, line.theirs, line.difference, line.tolerance)
        verdict = translate("agrees" if line.agrees else "differs", language)
        source = one_line(line.source) or translate("control total", language)
        rows.append((one_line(line.name), *map(_amount, numbers), source, verdict))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    said = [f"{translate('Reconciliation', language)}{f' ({annex})' if annex else ''}:"]
    for row in rows:
        cells = [
            text.rjust(width) if 1 <= place <= 4 else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        said.append(f"    {'  '.join(cells)}".rstrip())
    return said


def _gathered(lines: Sequence[Reconciled], language: Language) -> Iterator[Reconciled]:
    columns: dict[tuple[str, str, str], list[Reconciled]] = {}
    for line in lines:
        if line.key is not None and line.agrees:
            columns.setdefault((line.table, line.field, line.source), []).append(line)
    many = {column: found for column, found in columns.items() if len(found) > _MOST_KEYS}
    for line in lines:
        agreed = (
            many.get((line.table, line.field, line.source)) if line.key is not None and line.agrees else None
        )
        if agreed is None:
            yield line
        elif line is agreed[0]:
            with exact():
                ours = sum((each.ours for each in agreed), Decimal(0))
                theirs = sum((each.theirs for each in agreed), Decimal(0))
            count = translate("{count} keys", language).format(count=len(agreed))
            yield replace(line, key=count, ours=ours, theirs=theirs, tolerance=line.tolerance * len(agreed))


def _amount(number: Decimal) -> str:
    return render("number", number, "alle decimaler")
