"""Check: what a composed annex must also fulfil, beyond being well-formed.

One function a check, in one list; each gives findings and changes nothing. A check runs on every build;
under --strict a warning stops it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Context, Decimal, localcontext

from bilag.annex import Inputs, all_markup
from bilag.diagnostics import Finding, finding
from bilag.facts import Resolved, stated
from bilag.inputs import Table
from bilag.markup import walk
from bilag.model import Document, Section

Check = Callable[[Document, Inputs, Resolved], Iterator[Finding]]


def claims_hold(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """`[fordoblede]{claim="..."}`: the words stand in the text, so what they claim must be so."""
    for element in all_markup(inputs):
        claim = resolved.claims.get(element.attribute("claim") or "")
        if claim is None or claim.holds:
            continue
        words = "".join(e.text for e in walk(element.children))
        values = ", ".join(f"{name} = {_amount(resolved, name)}" for name in claim.names)
        yield finding("CLAIM-BROKEN", element.span, words=words, claim=claim.text, values=values)


def _amount(resolved: Resolved, name: str) -> str:
    fact = resolved.facts[name]
    return " ".join(part for part in (fact.qualifier, stated(fact.value), fact.unit.name) if part)


def controls_hold(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """Control totals and row counts that the data package declares, as its source states them."""
    for table in inputs.tables.values():
        for control in table.controls:
            if control.kind == "rows" and len(table) != control.expected:
                yield finding(
                    "CONTROL-ROWS",
                    control.span,
                    table=table.name,
                    expected=control.expected,
                    found=len(table),
                )
            elif control.kind == "total" and (total := _total(table, control.field)) != control.expected:
                yield finding(
                    "CONTROL-TOTAL",
                    control.span,
                    table=table.name,
                    field=control.field,
                    expected=stated(control.expected),
                    found=stated(total),
                    difference=stated(total - control.expected),
                )


def _total(table: Table, field: str) -> Decimal:
    with localcontext(Context(prec=10_000)):
        return sum((v for v in table.columns[field] if isinstance(v, Decimal)), Decimal(0))


def headings_follow(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """No level is skipped on the way down, and no heading is empty (WCAG 2.1 1.3.1, PDF/UA-1 7.4.2)."""

    def under(sections: tuple[Section, ...], level: int) -> Iterator[Finding]:
        for section in sections:
            if section.level > level + 1:
                yield finding("HEADING-LEVEL", section.span, level=section.level, above=level)
            if not section.title:
                yield finding("HEADING-EMPTY", section.span)
            yield from under(section.sections, section.level)

    yield from under(document.sections, 0)


CHECKS: tuple[Check, ...] = (claims_hold, controls_hold, headings_follow)


def check(document: Document, inputs: Inputs, resolved: Resolved) -> list[Finding]:
    """All findings of all checks."""
    return [found for run in CHECKS for found in run(document, inputs, resolved)]
