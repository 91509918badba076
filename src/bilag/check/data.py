"""Checks of the tables: row counts and control totals that the data package declares, rows pasted twice, and
cells that differ from their quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

from bilag.check.reconciliation import Reconciled, reconcile
from bilag.danish import lexicon, wording
from bilag.diagnostics.findings import Finding, finding
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import stated
from bilag.inputs.tables import Exact, Interval, cell_span

_MONTHS = {name: Decimal(number) for number, name in enumerate(lexicon.MONTHS.split("|"), 1)}
_NUMBER = re.compile(r"(?<![0-9,.])(?:[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?)")
_DIGITS = re.compile(r"[0-9]+")
_WORD = re.compile(r"\w+")
_UNSAID = ("X", "%", "?", "~")  # signs of an uncertain EDTF date, such as "2016?"


def controls_hold(inputs: Inputs) -> Iterator[Finding]:
    """The tables have the row counts, control totals and totals by key that the data package declares."""
    for table in inputs.tables.values():
        for control in table.controls:
            if control.kind == "rows" and len(table) != control.expected:
                expected, rows = control.expected, len(table)
                yield finding("CONTROL-ROWS", control.span, table=table.name, expected=expected, found=rows)
    for line in reconcile(inputs.tables):
        if not line.agrees:
            yield _apart(line)


def _apart(line: Reconciled) -> Finding:
    rule = "CONTROL-KEY" if line.key is not None else "CONTROL-SOURCE" if line.source else "CONTROL-TOTAL"
    return finding(
        rule,
        line.span,
        table=line.table,
        field=line.field,
        key=line.key or "-",
        expected=stated(line.theirs),
        found=stated(line.ours),
        difference=stated(line.difference),
        source=line.source or line.span.path,
    )


def rows_are_unique(inputs: Inputs) -> Iterator[Finding]:
    """A table without a primary key has no two equal rows: one may have been pasted twice."""
    for table in inputs.tables.values():
        if table.primary_key or not table.places:
            continue
        columns = [table.columns[name] for name in table.places]
        again = len(columns[0]) - len(set(zip(*columns, strict=True)))
        if again:
            name, (row, first) = next(iter(table.places)), _first_again(zip(*columns, strict=True))
            place, other = cell_span(table, row, name), cell_span(table, first, name)
            yield finding("DATA-ROW-TWICE", place, first=other, count=again)


def _first_again(rows: Iterable[tuple[object, ...]]) -> tuple[int, int]:
    """The first row that equals an earlier one, and the earlier one."""
    seen: dict[tuple[object, ...], int] = {}
    return next(
        (row, first) for row, values in enumerate(rows) if (first := seen.setdefault(values, row)) != row
    )


def cells_are_as_quoted(inputs: Inputs) -> Iterator[Finding]:
    """The numbers of a cell are those of its quotation from the source: of a date its year, month and day, of
    an interval its ends. Cells without a quotation and uncertain dates are not checked."""
    for table in inputs.tables.values():
        for field in table.fields:
            if not field.quote or field.name not in table.columns:
                continue
            quotes = table.columns[field.quote]
            for row, (value, quote) in enumerate(zip(table.columns[field.name], quotes, strict=True)):
                if not isinstance(quote, str):
                    continue
                said = str(value)
                if any(sign in said for sign in _UNSAID):
                    continue
                if sorted(_numbers_of(value, said)) != sorted(_numbers_in(quote)):
                    yield finding(
                        "DATA-QUOTE",
                        cell_span(table, row, field.name),
                        text="" if value is None else stated(value),
                        column=field.name,
                        quote=quote,
                        beside=field.quote,
                    )


def _numbers_of(value: Exact | None, said: str) -> list[Decimal]:
    match value:
        case None:
            return []
        case Decimal():
            return [abs(value)]
        case Interval(low, high):
            return [abs(low), abs(high)]
        case _:
            return [*map(Decimal, _DIGITS.findall(said))]


def _numbers_in(quote: str) -> list[Decimal]:
    """The numbers in Danish text: digits, months by their number in the year, nul to nitten."""
    digits = [found.replace(".", "").replace(",", ".") for found in _NUMBER.findall(quote)]
    known = _words()
    return [*map(Decimal, digits), *[known[word] for word in _WORD.findall(quote.lower()) if word in known]]


@cache
def _words() -> dict[str, Decimal]:
    # not "en", which is as often an article
    small = {word: Decimal(number) for number, word in enumerate(wording.SMALL) if number != 1}
    return small | _MONTHS
