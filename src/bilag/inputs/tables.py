"""What a run works on once it is read and typed: tables, resources, fact definitions, fragments.

A table is columns plus one array of line numbers: a cell's place is computed when asked for, so that a
million rows stay cheap.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from operator import is_not
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from bilag.danish.edtf import Edtf
from bilag.diagnostics.findings import Placed, Span

# What the workbook itself says that a cell holds; a CSV file has texts only.
TEXT, NUMBER, COMPUTED, PERCENT, DATE, BOOLEAN = range(6)

if TYPE_CHECKING:
    Lines = array[int]
else:
    Lines = array  # takes no parameter before Python 3.12, and who reads a table back asks for its type

FieldType = Literal["string", "integer", "number", "date", "edtf", "interval", "boolean", "year"]


class Interval(Struct, frozen=True):
    """A closed range of numbers as a source states it: 3..4 (years), 5..6 (delegations)."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        return f"{self.low}..{self.high}"


Exact = Decimal | Edtf | Interval | str | bool


class Reading(Struct, frozen=True):
    """How the text of a cell becomes a value.

    `decimal` and `group` are Table Schema's decimalChar and groupChar; `missing` the texts that mean "no
    value" (the empty text always does); `pattern` a date's format (`%d-%m-%Y`) or empty for ISO 8601;
    `true` and `false` the words of a boolean; `decimals` the number of decimals that a workbook's computed
    numbers are rounded to and no cell may exceed, or None. `marked`: one of the two marks is declared; where
    none is, "1.250" may be either and is refused. `negative` is how a number below zero is written besides
    "-1": "(1)" or "1-". With `zero` "dash" a dash alone is 0, as in the accounting formats of Excel.
    """

    decimal: str = "."
    group: str = ""
    missing: frozenset[str] = frozenset({""})
    pattern: str = ""
    true: tuple[str, ...] = ("true", "True", "TRUE", "1")
    false: tuple[str, ...] = ("false", "False", "FALSE", "0")
    decimals: int | None = None
    marked: bool = True
    negative: Literal["", "parentheses", "trailing"] = ""
    zero: Literal["", "dash"] = ""


class Constraints(Placed, frozen=True):
    """Table Schema's constraints, their values read as the field's own type."""

    required: bool = False
    unique: bool = False
    minimum: Exact | None = None
    maximum: Exact | None = None
    enum: tuple[Exact, ...] = ()
    pattern: str = ""
    min_length: int | None = None
    max_length: int | None = None
    span: Span | None = None


class Field(Placed, frozen=True):
    """A column as the Table Schema declares it.

    `unit` is one of our units ("mio. kr.", "aarsvaerk" ...) or empty; `price_level` the year whose prices the
    amounts are in ("2025"), "løbende" or empty; `qualifier` names the column that
    holds "ca.", "under" or "over" for the cells of this one, `quote` the one that quotes the source's own
    words for them; `markup` says that the text holds inline
    markup (placeholders); `lookup` is (foreign-key field, foreign field) for a derived column.
    """

    name: str
    type: FieldType = "string"
    title: str = ""
    unit: str = ""
    qualifier: str = ""
    quote: str = ""
    markup: bool = False
    lookup: tuple[str, str] | None = None
    reading: Reading = Reading()
    constraints: Constraints = Constraints()
    span: Span | None = None
    price_level: str = ""


class Control(Struct, frozen=True):
    """A declared control of a table: its number of rows, or a field's total, as the source states it.

    `source` is the system that states a total, and `tolerance` how far from it the sum may be. `rows` are
    those that the total is of; all when None.
    """

    kind: Literal["rows", "total"]
    field: str
    expected: Decimal
    span: Span
    tolerance: Decimal = Decimal(0)
    source: str = ""
    rows: tuple[int, ...] | None = None


class KeyTotals(Struct, frozen=True):
    """Control totals of a field for each value of the column `by`, as the source states them.

    `expected` holds key, total and place where the package states them itself; else they are the sums of
    `value` by `key` in the table `resource`. `source` and `tolerance` are as in a `Control`.
    """

    field: str
    by: str
    span: Span
    expected: tuple[tuple[str, Decimal, Span], ...] = ()
    resource: str = ""
    key: str = ""
    value: str = ""
    tolerance: Decimal = Decimal(0)
    source: str = ""


class Dialect(Struct, frozen=True):
    """How a file is laid out: as declared, never guessed.

    `header_row` is the line (CSV) or row (workbook) of the header. `sheet` is empty where none was named;
    `hidden` allows a named sheet that is hidden; `cached` takes a formula's stored result. `blank_head` names
    the column whose head is blank in the file, as in those of Statistics Denmark.
    """

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    header_row: int = 1
    sheet: str = ""
    hidden: bool = False
    cached: bool = False
    blank_head: str = ""


class TotalRows(Struct, frozen=True):
    """Rows of the file that are sums of others, by their text in `field`: one of `values`, or of `pattern`.

    `of` says what each is the sum of: "above" the rows since the last row that is a sum, or all rows above if
    there are none; "prefix" the rows whose text in `field` begins with its own; "all" every other row.
    """

    field: str
    span: Span
    values: frozenset[str] = frozenset()
    pattern: str = ""
    of: Literal["above", "prefix", "all"] = "above"

    def names(self, text: str) -> bool:
        return text in self.values or (self.pattern != "" and re.fullmatch(self.pattern, text) is not None)


class TotalRow(Struct, frozen=True):
    """A row of the file that is its own total: known by the text `equals` in `field`."""

    field: str
    equals: str
    span: Span


class ForeignKey(Struct, frozen=True):
    """`fields` of this table are a key in `resource` (itself where empty), whose `reference` they match."""

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]
    span: Span


class Derived(Struct, frozen=True):
    """A column looked up in another table: `name` = `key`'s row there, its `column`."""

    name: str
    key: str
    column: str
    title: str
    span: Span


class Resource(Struct, frozen=True):
    """One table of the Data Package as it is declared. `path` is relative to the package's folder."""

    name: str
    path: str
    kind: Literal["csv", "xlsx"]
    fields: tuple[Field, ...]
    span: Span
    path_span: Span
    title: str = ""
    description: str = ""
    source: str = ""
    dialect: Dialect = Dialect()
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    controls: tuple[Control, ...] = ()
    totals: tuple[KeyTotals, ...] = ()
    total_row: TotalRow | None = None
    total_rows: TotalRows | None = None
    total_words: bool = False
    derived: tuple[Derived, ...] = ()
    publish: bool = False


class Package(Struct, frozen=True):
    """A Data Package: what `datapackage.yaml` says. `path` is relative to the project."""

    path: str
    resources: tuple[Resource, ...]
    name: str = ""
    title: str = ""
    description: str = ""
    version: str = ""
    sources: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()

    def resource(self, name: str) -> Resource | None:
        return next((r for r in self.resources if r.name == name), None)


class RawTable(Struct, frozen=True):
    """A table as it is in its file: every cell still text.

    `header[i]` is in column `places[i]` (from 1) of row `header_line`; `columns[i][row]` is that
    column's text and `lines[row]` the line (CSV) or sheet row it begins on. `kinds[i]` says for a workbook
    what each cell held (TEXT, NUMBER ...) and is empty for CSV. `above` holds the rows over the header, which
    may name a unit: the line of each and its cells by column, from 1.
    """

    path: str
    header: tuple[str, ...]
    places: tuple[int, ...]
    columns: tuple[Sequence[str], ...]
    lines: Lines
    header_line: int = 1
    sheet: str = ""
    kinds: tuple[bytes, ...] = ()
    above: tuple[tuple[int, dict[int, str]], ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def span(self, line: int, place: int = 0) -> Span:
        cell = f"{column_letters(place)}{line}" if place and self.sheet else ""
        return Span(self.path, line, place, self.sheet, cell)


class Table(Placed, frozen=True):
    """One typed table. `columns[name][row]` is None where the source has no value.

    `lines[row]` is the line of the file (CSV) or the row of the sheet (workbook); `places[name]` the
    column's number, from 1. A derived column has `sources[name][row]`, the (table, row) it came from.
    """

    name: str
    path: str
    fields: tuple[Field, ...]
    columns: Mapping[str, list[Exact | None]]
    lines: Lines
    places: Mapping[str, int]
    sheet: str = ""
    primary_key: tuple[str, ...] = ()
    title: str = ""
    source: str = ""
    controls: tuple[Control, ...] = ()
    totals: tuple[KeyTotals, ...] = ()
    publish: bool = False
    sources: Mapping[str, list[Span | None]] = field(default_factory=dict)
    span: Span | None = None

    def __len__(self) -> int:
        return len(self.lines)


Index = dict[tuple[str, str], dict[Exact | None, list[int]]]
"""The rows of a table by the values of a column, for those that are asked for again and again."""


def column_letters(number: int) -> str:
    """1 -> A, 27 -> AA, as a spreadsheet counts."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def has_gaps(cells: Iterable[Exact | None]) -> bool:
    """Whether a cell is without a value. By identity: to compare a Decimal with None takes long."""
    return not all(map(is_not, cells, repeat(None)))


def cell_span(table: Table, row: int, name: str) -> Span:
    """The place of the cell: file:line:column, or file!sheet!B7 in a workbook."""
    if name in table.sources and (source := table.sources[name][row]) is not None:
        return source
    line, place = table.lines[row], table.places.get(name, 0)
    if table.sheet:
        return Span(table.path, line, place, table.sheet, f"{column_letters(place)}{line}" if place else "")
    return Span(table.path, line, place)


def one_row(table: Table, row: int) -> Table:
    """The table with that row alone, which keeps its place. What the whole adds up to is left out."""
    return replace(
        table,
        columns={name: [column[row]] for name, column in table.columns.items()},
        lines=table.lines[row : row + 1],
        sources={name: [spans[row]] for name, spans in table.sources.items()},
        controls=(),
        totals=(),
    )


def row_key(table: Table, row: int) -> str:
    """The row's primary key as text, or its ordinal where the table declares none."""
    if not table.primary_key:
        return str(row + 1)
    return "/".join(str(table.columns[name][row] or "") for name in table.primary_key)
