"""Facts: reported values with their context, and the definitions they come from.

"Fact" is the XBRL word: an exact value with its unit, its precision or qualifier, and the cells and the
operation that it came from. A *figure* is a picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Context, Decimal, localcontext
from typing import Literal

from msgspec import Struct, field

from bilag.diagnostics.findings import Placed, Span
from bilag.inputs.expressions import Expression
from bilag.inputs.tables import Exact

Operation = Literal[
    "value",
    "sum",
    "count",
    "distinct",
    "list",
    "first",
    "last",
    "min",
    "max",
    "mean",
    "difference",
    "ratio",
    "share",
    "change",
    "span",
    "calc",
]

# Over a column of a table (or, for some, over the items of a list fact).
COLUMN_OPERATIONS: tuple[Operation, ...] = (
    "value",
    "sum",
    "count",
    "distinct",
    "list",
    "first",
    "last",
    "min",
    "max",
    "mean",
)
# Over two facts, in the order they are written.
PAIR_OPERATIONS: tuple[Operation, ...] = ("difference", "ratio", "share", "change")
_MOST_DECIMALS = 12  # in messages
_EXACT = Context(prec=10_000)
QUALIFIERS = ("ca.", "under", "over")


def exact() -> AbstractContextManager[Context]:
    """Within `with exact():` Decimals are computed to 10,000 digits, so that no sum or product of cells is
    rounded. Outside of it Python rounds them to 28 digits."""
    return localcontext(_EXACT)


class Unit(Struct, frozen=True):
    """A unit: amounts of one dimension can be added, after scaling to its base (kr.)."""

    name: str
    dimension: str
    scale: Decimal = Decimal(1)


_UNITS = {
    unit.name: unit
    for unit in (
        Unit("", ""),
        Unit("kr.", "kr."),
        Unit("DKK", "kr."),
        Unit("t.kr.", "kr.", Decimal(1000)),
        Unit("mio. kr.", "kr.", Decimal(1_000_000)),
        Unit("mia. kr.", "kr.", Decimal(1_000_000_000)),
        Unit("pct.", "", Decimal("0.01")),
    )
}
PLAIN = _UNITS[""]


def unit_named(name: str) -> Unit:
    """The unit of that name; a name that is not an amount's is a dimension of its own (years, posts)."""
    return _UNITS.get(name) or Unit(name, name)


class Condition(Placed, frozen=True):
    """A filter on a column: equal to one of `values`; `negated`; or between `low` and `high`; or missing.

    `parameter` is the column of the row that the annex is made for whose value is one of `values`, once it
    is known; `rows` are those that fulfil the condition, where they have been looked up.
    """

    unsaid = ("rows", "span")

    column: str
    values: tuple[str, ...] = ()
    negated: bool = False
    low: str = ""
    high: str = ""
    missing: bool | None = None
    parameter: str = ""
    rows: Sequence[int] | None = None
    span: Span | None = None


class Definition(Struct, frozen=True):
    """A named fact as facts.yaml writes it.

    `table` and `column` for operations over a table; `operands` for operations over facts; `expression`
    for `calc`. `per` turns dates into what is asked of them ("year").
    """

    id: str
    operation: Operation
    span: Span
    table: str = ""
    column: str = ""
    operands: tuple[str, ...] = ()
    expression: Expression | None = None
    where: tuple[Condition, ...] = ()
    per: Literal["", "year"] = ""
    unit: str | None = None
    label: str = ""


class Selection(Struct, frozen=True):
    """Cells of one column that a fact was computed from; their places are worked out when asked for."""

    table: str
    column: str
    rows: Sequence[int]


class Fact(Placed, frozen=True):
    """A computed fact.

    `value` is exact, in `unit`; a list fact holds a tuple. `step` is the smallest amount the source
    states, in the unit's base (100000 for "1,3 mio. kr."): to print more would be false exactness; None
    where the source sets no limit. `selections` are the cells it is made from itself, `inputs` the facts.
    """

    id: str
    value: Exact | tuple[Exact, ...]
    unit: Unit
    operation: Operation
    step: Decimal | None = None
    qualifier: str = ""
    selections: tuple[Selection, ...] = ()
    inputs: tuple[str, ...] = ()
    expression: str = ""
    label: str = ""
    span: Span | None = None

    @property
    def base(self) -> Decimal:
        """The number in the base of its unit (kroner for amounts). TypeError where it is no number."""
        if not isinstance(self.value, Decimal):
            raise TypeError(f"{self.id} is no number")
        with exact():
            return self.value * self.unit.scale


def stated(value: Exact | tuple[Exact, ...]) -> str:
    """The value as a Danish source states it, for messages and lists: exact, with a decimal comma."""
    if isinstance(value, tuple):
        return ", ".join(map(stated, value))
    return exact_text(value).replace(".", ",") if isinstance(value, Decimal) else exact_text(value)


def amount_words(fact: Fact) -> str:
    """The fact in messages: qualifier, value and unit; a quotient that does not end is cut, and says so."""
    text = stated(fact.value)
    whole, comma, decimals = text.partition(",")
    if isinstance(fact.value, Decimal) and len(decimals) > _MOST_DECIMALS:
        text = f"{whole}{comma}{decimals[:_MOST_DECIMALS]}\u2026"
    return " ".join(part for part in (fact.qualifier, text, fact.unit.name) if part)


Facts = Mapping[str, Fact]


def exact_text(value: Exact | tuple[Exact, ...]) -> str:
    """The canonical text of a value: what facts.json and the document's nodes carry.

    A Decimal keeps its digits (2.80 stays 2.80, 1E+3 becomes 1000); items of a list are parted by a bar.
    """
    if isinstance(value, tuple):
        return "|".join(exact_text(item) for item in value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class ResolvedTable(Struct, frozen=True):
    """The rows of a table request in their order, and the facts of its total row by field."""

    rows: tuple[int, ...]
    totals: Mapping[str, Fact]


class Claim(Struct, frozen=True):
    """A claim of the prose, whether it holds, and the facts it names."""

    text: str
    holds: bool
    names: tuple[str, ...]


class Resolved(Struct, frozen=True):
    facts: Mapping[str, Fact]
    tables: Mapping[str, ResolvedTable]
    claims: Mapping[str, Claim] = field(default_factory=dict)
