"""Facts as values."""

from __future__ import annotations

from decimal import Context, Decimal, getcontext

from bilag.diagnostics.findings import Span
from bilag.inputs.facts import Fact, exact, unit_named


def test_within_exact_no_product_or_sum_is_rounded():
    """28 digits are what Python keeps of its own accord."""
    long, wide = Decimal("1234567890.123456789"), Decimal(10**30 + 1)
    product = Decimal(1234567890123456789 * (10**30 + 1)).scaleb(-9, Context(prec=60))
    with exact():
        assert long * wide == product
        assert wide + Decimal("0.001") == Decimal(f"{10**30 + 1}.001")
    assert long * wide != product
    assert getcontext().prec == 28


def test_a_fact_in_the_base_of_its_unit_keeps_every_digit():
    value = Decimal("1234567890123456789012345678.125")
    fact = Fact("x", value, unit_named("mio. kr."), "value", span=Span("facts.yaml"))
    assert fact.base == Decimal("1234567890123456789012345678125000")
