"""Rows whose numbers are the sums of the rows above them: added up with the others, they double every sum.

2023    100    40
2024    150    60
...     250   100     the sum of both, in every column that adds up
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, islice
from operator import eq

from bilag.diagnostics.findings import Finding, finding
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import exact
from bilag.inputs.tables import Exact, Table, cell_span

_RATIOS = ("pct.", "procentpoint", "promille", "indeks")
_SMALL = 100
_MOST_ROWS = 5_000
"""Longer tables are not looked at: registers have no sums among their rows, and agree with some by chance."""


def rows_are_no_sums(inputs: Inputs) -> Iterator[Finding]:
    """No row is the sum of the rows since the last such row, in every column that adds up.

    It takes two addends that are not zero. Two small or round numbers, as 1 and 2 before 3, are chance.
    """
    for table in inputs.tables.values():
        if len(table) > _MOST_ROWS:
            continue
        keys = set(table.primary_key)
        columns = {
            field.name: table.columns[field.name]
            for field in table.fields
            if field.type in ("number", "integer") and field.unit not in _RATIOS and field.name not in keys
        }
        for row in _sums(list(columns.values())):
            name = next(name for name, column in columns.items() if isinstance(column[row], Decimal))
            yield finding(
                "DATA-SUM-ROW", cell_span(table, row, name), table=table.name, key=_name(table, row)
            )


def _sums(columns: Sequence[Sequence[Exact | None]]) -> Iterator[int]:
    """The rows that are sums of those before them, by running sums: one pass, however long the table is."""
    if not columns or not _any_may_be(columns[0]):
        return
    running = [Decimal(0)] * len(columns)
    addends = [0] * len(columns)
    with exact():
        for row in range(len(columns[0])):
            cells = [column[row] for column in columns]
            numbers = [cell if isinstance(cell, Decimal) else Decimal(0) for cell in cells]
            sure = [
                addend > 2 or _is_telling(number)
                for number, addend in zip(numbers, addends, strict=True)
                if addend > 1 and number
            ]
            if numbers == running and (any(sure) or len(sure) > 1):
                yield row
                running, addends = [Decimal(0)] * len(columns), [0] * len(columns)
                continue
            running = [total + number for total, number in zip(running, numbers, strict=True)]
            addends = [count + bool(number) for count, number in zip(addends, numbers, strict=True)]


def _is_telling(number: Decimal) -> bool:
    """Whether a number is hardly a sum of two others by chance: 150 or 2,75 mio., but neither 3 nor 300."""
    return abs(number) >= _SMALL and len(number.normalize().as_tuple().digits) > 1


def _any_may_be(column: Sequence[Exact | None]) -> bool:
    """Whether any row is the sum of all before it, as the first sum must be: most tables have none."""
    numbers = [cell if isinstance(cell, Decimal) else Decimal(0) for cell in column]
    with exact():
        return any(map(eq, islice(numbers, 1, None), accumulate(numbers)))


def _name(table: Table, row: int) -> str:
    """What the row is called in its first text column, else its number."""
    texts = (table.columns[field.name][row] for field in table.fields if field.type == "string")
    return next((str(text) for text in texts if text), str(row + 1))
