"""Quotations: a cell beside the words of the source that it was written from, as a second pair of eyes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from bilag.danish import lexicon, wording
from bilag.diagnostics.findings import Finding, finding
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import stated
from bilag.inputs.tables import Exact, Interval, cell_span

_MONTHS = {name: Decimal(number) for number, name in enumerate(lexicon.MONTHS.split("|"), 1)}
_FIGURE = re.compile(r"(?<![0-9,.])(?:[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?)")
_DIGITS = re.compile(r"[0-9]+")
_WORD = re.compile(r"\w+")
_UNSAID = ("X", "%", "?", "~")  # a date that says more than its digits, or less


def cells_are_as_quoted(inputs: Inputs) -> Iterator[Finding]:
    """The numbers of a cell are those of its quotation: a date by its year, month and day, an interval by its
    ends. A cell without a quotation, and a date that its source is not sure of, are left alone."""
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
    """The numbers that Danish words say: figures, months by their number in the year, nul to nitten."""
    figures = [figure.replace(".", "").replace(",", ".") for figure in _FIGURE.findall(quote)]
    known = _words()
    return [*map(Decimal, figures), *[known[word] for word in _WORD.findall(quote.lower()) if word in known]]


@cache
def _words() -> dict[str, Decimal]:
    # "en" is as often no number
    small = {word: Decimal(number) for number, word in enumerate(wording.SMALL) if number != 1}
    return small | _MONTHS
