"""What is remembered of an annex comes back as it was, and where annexes differ is seen from it alone."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.check.comparisons import facts_agree
from bilag.danish import edtf
from bilag.diagnostics.findings import Finding, Report, Span, Waived
from bilag.diagnostics.rules import RULES, Severity
from bilag.inputs.annex import Waiver
from bilag.inputs.facts import Fact, unit_named
from bilag.inputs.tables import Interval
from bilag.pipeline.make import share_of
from bilag.pipeline.reportjson import (
    nothing_differs,
    report_as_json,
    report_from_json,
    shared_as_json,
    shared_from_json,
)
from tests.support import kina

TEXT = st.text(max_size=8)
SPANS = st.builds(Span, TEXT, st.integers(0, 9), st.integers(0, 9), TEXT, TEXT)
FINDINGS = st.builds(
    Finding,
    st.sampled_from(sorted(RULES)),
    st.none() | SPANS,
    st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    st.sampled_from(Severity),
)
DATES = (
    "2012",
    "2012-06",
    "2012/2017",
    "2012-06~",
    "{2012,2014..2016}",
    "[2012,..2016]",
    "../2017",
    "2012-33",
)
VALUES = (
    st.decimals(allow_nan=False, allow_infinity=False)
    | TEXT
    | st.booleans()
    | st.sampled_from(DATES).map(edtf.parse)
    | st.builds(Interval, st.just(Decimal("3.0")), st.just(Decimal("4.50")))
)
FACTS = st.builds(
    Fact,
    st.just("x"),
    VALUES | st.lists(VALUES, max_size=3).map(tuple),
    st.sampled_from(["", "kr.", "mio. kr.", "pct.", "besøg"]).map(unit_named),
    st.just("sum"),
    st.none() | st.decimals(0, 10, places=2),
    st.sampled_from(["", "ca."]),
    span=st.none() | SPANS,
)
WAIVERS = st.builds(
    Waiver, st.sampled_from(["FACTS-DIFFER", "TEXT-LONG"]), TEXT, SPANS, TEXT, st.none() | st.just((1, 2))
)


def through(value: Any) -> Any:
    return json.loads(json.dumps(value))


@given(found=st.lists(FINDINGS, max_size=4), waived=st.lists(FINDINGS, max_size=2), reason=TEXT)
def test_a_report(found: list[Finding], waived: list[Finding], reason: str):
    report = Report(found, [Waived(each, reason, Span("a.md", 1)) for each in waived])
    assert report_from_json(through(report_as_json(report))) == report


@given(facts=st.dictionaries(TEXT, FACTS, max_size=3), waivers=st.lists(WAIVERS, max_size=2))
def test_what_is_shared(facts: dict[str, Fact], waivers: list[Waiver]):
    named = {name: Fact(name, f.value, f.unit, f.operation, f.step, f.qualifier) for name, f in facts.items()}
    back = shared_from_json(through(shared_as_json(named, waivers, {"a.md": 3})))
    assert back == (named, tuple(waivers), {"a.md": 3})
    assert [type(fact.value) for fact in back[0].values()] == [type(fact.value) for fact in named.values()]


@given(one=FACTS, other=FACTS)
def test_where_nothing_differs_the_check_finds_nothing(one: Fact, other: Fact):
    for pair in ((one, other), (one, one)):
        held = [through(shared_as_json({"x": fact}, [], {})) for fact in pair]
        said = list(facts_agree({"en": {"x": pair[0]}, "to": {"x": pair[1]}}))
        assert not (nothing_differs(held) and said)
    assert nothing_differs([through(shared_as_json({"x": one}, [], {}))] * 2)


@pytest.mark.parametrize(("rule", "plain"), [("FACTS-DIFFER", False), ("TEXT-LONG", True)])
def test_a_waiver_of_a_difference_is_looked_at(rule: str, plain: bool):
    waiver = Waiver(rule, "en grund", Span("a.md", 1))
    assert nothing_differs([through(shared_as_json({}, [waiver], {}))]) is plain


def test_the_real_annex():
    share = share_of(kina.prepared())
    facts, waivers, prose = shared_from_json(through(shared_as_json(share.facts, share.waivers, share.prose)))
    assert len(facts) > 10
    assert (waivers, prose) == (share.waivers, dict(share.prose))
    for name, fact in share.facts.items():
        back = facts[name]
        assert (back.value, back.unit, back.step, back.span) == (fact.value, fact.unit, fact.step, fact.span)
