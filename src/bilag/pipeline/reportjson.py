"""What is remembered of an annex that was built, as JSON: what was found, and what is held against others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bilag.check.waivers import ACROSS
from bilag.diagnostics.findings import Finding, Report, Span, Waived
from bilag.diagnostics.rules import Severity

if TYPE_CHECKING:
    from bilag.inputs.annex import Waiver
    from bilag.inputs.facts import Fact
    from bilag.inputs.tables import Exact

    Shared = tuple[dict[str, Fact], tuple[Waiver, ...], Mapping[str, int]]


def report_as_json(report: Report) -> dict[str, Any]:
    return {
        "findings": [_finding(found) for found in report.findings],
        "waived": [[_finding(w.finding), w.reason, _span(w.span)] for w in report.waived],
    }


def report_from_json(value: Mapping[str, Any]) -> Report:
    """What `report_as_json` gave, as a report of its own."""
    return Report(
        [_finding_from(found) for found in value["findings"]],
        [Waived(_finding_from(found), reason, Span(*span)) for found, reason, span in value["waived"]],
    )


def _finding(found: Finding) -> list[Any]:
    return [found.rule, _span(found.span), [list(pair) for pair in found.args], found.severity.value]


def _finding_from(value: list[Any]) -> Finding:
    rule, span, args, severity = value
    pairs = tuple((name, text) for name, text in args)
    return Finding(rule, Span(*span) if span else None, pairs, Severity(severity))


def _span(span: Span | None) -> list[Any] | None:
    return [span.path, span.line, span.column, span.sheet, span.cell] if span else None


# --- what is held against the other annexes -------------------------------------------------------------


def shared_as_json(
    facts: Mapping[str, Fact], waivers: Iterable[Waiver], prose: Mapping[str, int]
) -> dict[str, Any]:
    """Facts without their cells, waivers, and the lines on which prose begins."""
    return {
        "facts": {name: _fact(fact) for name, fact in facts.items()},
        "waivers": [[w.rule, w.reason, _span(w.span), w.place, w.lines] for w in waivers],
        "prose": dict(prose),
    }


def shared_from_json(value: Mapping[str, Any]) -> Shared:
    from bilag.inputs.annex import Waiver  # noqa: PLC0415 - heavy; only where annexes are held against each other

    waivers = tuple(
        Waiver(rule, reason, Span(*span), place, tuple(lines) if lines else None)
        for rule, reason, span, place, lines in value["waivers"]
    )
    return {name: _fact_from(name, fact) for name, fact in value["facts"].items()}, waivers, value["prose"]


def nothing_differs(values: Iterable[Mapping[str, Any]]) -> bool:
    """Whether it is plain that no annex contradicts another and nobody has waived that one does."""
    first: dict[str, Any] = {}
    for value in values:
        if any(waiver[0] in ACROSS for waiver in value["waivers"]):
            return False
        for name, fact in value["facts"].items():
            if first.setdefault(name, fact)[:-1] != fact[:-1]:  # but for their places
                return False
    return True


def _fact(fact: Fact) -> list[Any]:
    unit = [fact.unit.name, fact.unit.dimension, str(fact.unit.scale)]
    step = None if fact.step is None else str(fact.step)
    return [_value(fact.value), unit, fact.operation, step, fact.qualifier, _span(fact.span)]


def _fact_from(name: str, value: list[Any]) -> Fact:
    from decimal import Decimal  # noqa: PLC0415

    from bilag.inputs.facts import Fact, Unit  # noqa: PLC0415

    exact, (unit, dimension, scale), operation, step, qualifier, span = value
    return Fact(
        name,
        _value_from(exact),
        Unit(unit, dimension, Decimal(scale)),
        operation,
        None if step is None else Decimal(step),
        qualifier,
        span=Span(*span) if span else None,
    )


def _value(value: Exact | tuple[Exact, ...]) -> Any:  # noqa: ANN401 - of JSON
    from decimal import Decimal  # noqa: PLC0415

    from bilag.inputs.tables import Interval  # noqa: PLC0415

    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, Interval):
        return {"range": [str(value.low), str(value.high)]}
    if isinstance(value, str | bool):
        return value
    return {"number" if isinstance(value, Decimal) else "date": str(value)}


def _value_from(value: Any) -> Any:  # noqa: ANN401 - an Exact, or a tuple of them
    from decimal import Decimal  # noqa: PLC0415

    from bilag.danish import edtf  # noqa: PLC0415
    from bilag.inputs.tables import Interval  # noqa: PLC0415

    match value:
        case list():
            return tuple(_value_from(item) for item in value)
        case {"range": [low, high]}:
            return Interval(Decimal(low), Decimal(high))
        case {"number": number}:
            return Decimal(number)
        case {"date": text}:
            return edtf.parse(text)
    return value
