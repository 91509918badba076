"""The words of claims against their expressions: what says the same, what does not, and what is unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bilag.check.claimwords import ClaimReading, judge
from bilag.inputs.expressions import Binary, parse
from bilag.inputs.facts import Fact, Operation, unit_named


def fact(name: str, value: str, operation: Operation = "value", unit: str = "") -> Fact:
    return Fact(name, Decimal(value), unit_named(unit), operation)


FACTS = {
    f.id: f
    for f in (
        fact("a", "24"),
        fact("b", "12"),
        fact("top", "24", "max"),
        fact("low", "3", "min"),
        fact("c", "3", "count"),
        fact("d", "3", "count"),
        fact("growth", "1", "change"),
        fact("part", "0.33", "share"),
        fact("cost", "1.3", unit="mio. kr."),
        fact("spent", "1.3", unit="mio. kr."),
    )
}


def verdict(words: str, claim: str) -> ClaimReading:
    tree = parse(claim)
    assert isinstance(tree, Binary)
    return judge(words, tree, FACTS)


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("fordoblede", "a = 2 * b"),
        ("fordoblede", "2 * b = a"),
        ("fordobling", "a / b = 2"),
        ("halveret", "a / 2 = b"),
        ("fordoblet", "growth = 1"),
        ("halveret", "b = a / 2"),
        ("halvdelen", "b = 1/2 * a"),
        ("over halvdelen", "a > 1/2 * b"),
        ("mere end fordoblet", "a > 2 * b"),
        ("mindst en fordobling", "a >= 2 * b"),
        ("omkring en tredjedel", "part ~ 1/3"),
        ("to tredjedele", "a = 2/3 * b"),
        ("tre gange så mange", "a = 3 * b"),
        ("steg til det dobbelte", "a = 2 * b"),
        ("steg", "a > b"),
        ("faldt", "b < a"),
        ("stigning", "a - b > 0"),
        ("uændret", "c = d"),
        ("flere", "a > b"),
        ("højst", "a <= b"),
        ("mindst tre", "low >= 3"),
        ("over 20", "a > 20"),
        ("størst", "a = top"),
        ("størst", "a > b"),
        ("lavest", "c = low"),
        ("alle", "low > 2"),
        ("samtlige tre", "c = d"),
        ("ingen", "c = 0"),
        ("1,3 mio. kr.", "cost = spent"),
    ],
)
def test_words_that_say_what_is_claimed(words: str, claim: str):
    assert verdict(words, claim) == ClaimReading(known=True)


@pytest.mark.parametrize(
    ("words", "claim", "word"),
    [
        ("tredoblede", "a = 2 * b", "tredoblede"),
        ("halverede", "a = 2 * b", "halverede"),
        ("fordoblet", "a > 2 * b", "fordoblet"),
        ("fordoblet", "growth = 2", "fordoblet"),
        ("fordoblet", "cost = 2", "fordoblet"),
        ("en tredjedel", "part ~ 1/3", "tredjedel"),
        ("en tredjedel", "a = 2/3 * b", "tredjedel"),
        ("tre gange så mange", "a = 2 * b", "tre gange"),
        ("over halvdelen", "a > b", "halvdelen"),
        ("under halvdelen", "a > 1/2 * b", "under"),
        ("faldt", "a > b", "faldt"),
        ("steg", "a = b", "steg"),
        ("steg", "a > 1/2 * b", "steg"),
        ("uændret", "a > b", "uændret"),
        ("over 20", "a >= 20", "over"),
        ("over 30", "a > 20", "30"),
        ("omkring 24", "a = 24", "omkring"),
        ("største", "a = low", "største"),
        ("mindst", "a > b", "mindst"),
        ("alle", "top > 2", "alle"),
        ("alle fire", "c = d", "fire"),
        ("ingen", "c > 0", "ingen"),
    ],
)
def test_words_that_say_something_else(words: str, claim: str, word: str):
    found = verdict(words, claim)
    assert found.known
    assert word in [wrong for wrong, _ in found.wrong]


@pytest.mark.parametrize(
    ("words", "claim"), [("blomstrede", "a > b"), ("ikke steget", "a > b"), ("", "a = b")]
)
def test_words_that_cannot_be_judged(words: str, claim: str):
    assert verdict(words, claim) == ClaimReading(known=False)
