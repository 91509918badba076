"""Our sums beside those of the source, as a table of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from bilag.check.reconciliation import Reconciled
from bilag.danish.formats import render
from bilag.diagnostics.messages import Language, one_line, translate
from bilag.inputs.facts import exact

_MOST_KEYS = 12  # keys of a column that agree: more are one line of the table


def reconciliation_as_text(lines: Sequence[Reconciled], language: Language, annex: str = "") -> list[str]:
    """A heading, with the annex if it is named, and a table, in which many keys of a column that agree are
    one line. Empty without `lines`."""
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
