"""The checks, in one visible list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from bilag.check.claims import claims_hold, claims_say_what_they_claim
from bilag.check.data import cells_are_as_quoted, controls_hold, rows_are_unique
from bilag.check.numbers_answered import numbers_are_bound
from bilag.check.structure import (
    foreign_words_are_marked,
    header_cells_say,
    headings_say,
    ids_fit_word,
    links_say,
    texts_are_not_endless,
)
from bilag.check.totals import rows_are_no_sums
from bilag.check.words.language import (
    quotations_are_alike,
    ranges_are_alike,
    text_is_clean,
    words_are_right,
    words_are_shortened_alike,
)
from bilag.check.words.leaving import nobody_is_exposed, nothing_is_left_over
from bilag.check.words.names import (
    abbreviations_are_introduced,
    names_are_as_registered,
    names_are_written_alike,
    spellings_are_preferred,
)
from bilag.diagnostics.findings import Finding
from bilag.document.model import Document
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Resolved
from bilag.inputs.tables import Table

Check = Callable[[Document, Inputs, Resolved], Iterator[Finding]]

TableCheck = Callable[[Inputs], Iterator[Finding]]

TABLE_CHECKS: tuple[TableCheck, ...] = (
    controls_hold,
    rows_are_unique,
    rows_are_no_sums,
    cells_are_as_quoted,
)
"""Checks of the tables, which need no document."""

CHECKS: tuple[Check, ...] = (
    claims_hold,
    claims_say_what_they_claim,
    numbers_are_bound,
    headings_say,
    header_cells_say,
    texts_are_not_endless,
    ids_fit_word,
    links_say,
    foreign_words_are_marked,
    spellings_are_preferred,
    abbreviations_are_introduced,
    names_are_written_alike,
    names_are_as_registered,
    words_are_right,
    text_is_clean,
    ranges_are_alike,
    quotations_are_alike,
    words_are_shortened_alike,
    nothing_is_left_over,
    nobody_is_exposed,
)


def check_tables(inputs: Inputs) -> list[Finding]:
    """The findings of the checks that need no document."""
    return [each for run in TABLE_CHECKS for each in run(inputs)]


def check(
    document: Document, inputs: Inputs, resolved: Resolved, tables: Mapping[str, Table] | None = None
) -> list[Finding]:
    """All findings of all checks. A telephone number, say, which must be removed, is not also found unbound.

    `tables` are checked instead of the inputs' own: annexes of a batch share tables, which are checked once.
    """
    found = check_tables(inputs if tables is None else replace(inputs, tables=tables))
    found += [each for run in CHECKS for each in run(document, inputs, resolved)]
    leaving: dict[tuple[str, int], list[Finding]] = {}
    for each in found:
        if each.rule.startswith("LEAVING-") and each.span:
            leaving.setdefault((each.span.path, each.span.line), []).append(each)
    return [each for each in found if not _said(each, leaving)]


def _said(number: Finding, leaving: Mapping[tuple[str, int], list[Finding]]) -> bool:
    """Whether an unbound number is part of the words of a LEAVING finding."""
    if number.rule != "NUMBER-UNBOUND" or number.span is None:
        return False
    column = number.span.column
    return any(
        other.span is not None and 0 <= column - other.span.column < len(dict(other.args).get("text", ""))
        for other in leaving.get((number.span.path, number.span.line), ())
    )
