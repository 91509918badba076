"""What the words of a claim say, and whether its expression says the same.

The words are looked up in `lexicon`; the expression is read as a comparison of its left side with a multiple
of its right side. The words are about the left side, or about the side that is a name alone: `a = 2 * b` and
`2 * b = a` both say that a was doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from msgspec import Struct

from bilag.danish import lexicon, wording
from bilag.inputs.expressions import Binary, Expression, Name, Negation, Number, names, numbers, to_text
from bilag.inputs.facts import Fact

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_SAID = {
    "up": "a rise",
    "down": "a fall",
    "same": "no change",
    "more": "more than",
    "less": "less than",
    "about": "about",
    "nearly": "nearly",
    "at least": "at least",
    "at most": "at most",
    "greatest": "the greatest",
    "least": "the least",
    "at least or least": "at least, or the least",
    "all": "for all",
    "none": "none",
}
"""The meanings in words, for messages; translated as all messages are."""


class Comparison(Struct, frozen=True):
    """An expression as `subject sign factor * other`; `factor` is None where it has another form.

    `constant` is the number that the subject is compared with, if it is compared with a plain number.
    """

    sign: str
    factor: Fraction | None
    constant: Fraction | None
    facts: tuple[Fact, ...]
    numbers: tuple[Decimal, ...]

    @property
    def direction(self) -> str:
        if self.sign in (">", ">="):
            return "up" if self.factor is None or self.factor >= 1 else ""
        if self.sign in ("<", "<="):
            return "down" if self.factor is None or self.factor <= 1 else ""
        if self.factor is None or self.sign == "!=":
            return ""
        return "same" if self.factor == 1 else "up" if self.factor > 1 else "down"


class ClaimReading(Struct, frozen=True):
    """Whether the lexicon knows any of the words; and the words that the expression contradicts, each with
    what the expression would have to say."""

    known: bool
    wrong: tuple[tuple[str, str], ...] = ()


def judge(words: str, tree: Binary, facts: Mapping[str, Fact]) -> ClaimReading:
    """Compare the words of a claim with its expression."""
    tokens = re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?|\d+/\d+|[^\W\d_]+", words.lower())
    if any(token in lexicon.DENIAL for token in tokens):
        return ClaimReading(known=False)
    compared = comparison(tree, facts)
    meanings = [(token, _meaning(token)) for token in tokens]
    kinds = {meaning for _, meaning in meanings if meaning}
    wrong: list[tuple[str, str]] = []
    known = bool(kinds)
    numbers_left: list[tuple[str, Fraction]] = []
    factors: list[tuple[str, Fraction]] = []
    for index, token in enumerate(tokens):
        number, factor = _number(token), _factor(token)
        after = tokens[index + 1] if index + 1 < len(tokens) else ""
        if factor is not None:
            before = _number(tokens[index - 1]) if index and factor < 1 else None
            if before is not None:
                numbers_left = numbers_left[:-1]
            factors.append((token, factor * (before or 1)))
        elif number is not None and after in lexicon.TIMES:
            factors.append((f"{token} {after}", number))
        elif number is not None:
            numbers_left.append((token, number))
    for token, factor in factors:
        loose = kinds & {"more", "less", "about", "nearly", "at least", "at most", "at least or least"}
        if factor != compared.factor or not (loose or compared.sign == "="):
            wrong.append((token, f"\u00d7 {factor}"))
    for token, number in numbers_left:
        if not any(number == each for each in _values(compared)):
            wrong.append((token, token))
    for token, meaning in meanings:
        if meaning and not _fits(meaning, compared, factored=bool(factors)):
            wrong.append((token, _SAID[meaning]))
    return ClaimReading(known or bool(factors or numbers_left), tuple(wrong))


def _values(compared: Comparison) -> Iterator[Fraction]:
    """The numbers written in the expression, and the values of its facts."""
    for value in compared.numbers:
        yield Fraction(value)
    for fact in compared.facts:
        if isinstance(fact.value, Decimal):
            yield Fraction(fact.value)
            yield Fraction(fact.base)
            if fact.operation in ("ratio", "share", "change"):
                yield 100 * Fraction(fact.value)  # in per cent


def _fits(meaning: str, compared: Comparison, *, factored: bool) -> bool:
    """Whether a comparison says what a word means; `factored`: the words have a factor, as "doubled", too."""
    sign, direction = compared.sign, compared.direction
    ranks = {fact.operation for fact in compared.facts}
    match meaning:
        case "up" | "down" | "same":
            return direction == meaning
        case "more":
            return sign == ">" or (not factored and direction == "up" and sign == "=")
        case "less":
            return sign == "<" or (not factored and direction == "down" and sign == "=")
        case "about":
            return sign == "~"
        case "nearly":
            return sign in ("~", "<", ">")
        case "at least":
            return sign == ">="
        case "at most":
            return sign == "<="
        case "greatest":
            return (sign in ("=", ">=") and "max" in ranks) or (sign == ">" and direction == "up")
        case "least":
            return (sign in ("=", "<=") and "min" in ranks) or (sign == "<" and direction == "down")
        case "at least or least":
            return _fits("at least", compared, factored=factored) or _fits(
                "least", compared, factored=factored
            )
        case "all":
            floor = sign in (">", ">=", "=") and "min" in ranks
            roof = sign in ("<", "<=", "=") and "max" in ranks
            counts = sign == "=" and compared.factor == 1 and ranks <= {"count", "distinct"}
            return floor or roof or counts
        case "none":
            return sign == "=" and compared.constant == 0
    raise KeyError(meaning)


# --- the words ---------------------------------------------------------------------------------------


@cache
def _meanings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((meaning, re.compile(pattern)) for meaning, pattern in lexicon.MEANINGS.items())


@lru_cache(maxsize=20_000)
def _meaning(word: str) -> str:
    return next((meaning for meaning, pattern in _meanings() if pattern.fullmatch(word)), "")


@lru_cache(maxsize=20_000)
def _factor(word: str) -> Fraction | None:
    for number, pattern in lexicon.FOLD.items():
        if re.fullmatch(pattern, word):
            return Fraction(number)
    for number, pattern in lexicon.PART.items():
        if re.fullmatch(pattern, word):
            return Fraction(1, number)
    return None


def _number(token: str) -> Fraction | None:
    if token in wording.SMALL[2:]:
        return Fraction(wording.SMALL.index(token))
    if token[0].isdigit() and "/" not in token:
        return Fraction(token.replace(".", "").replace(",", "."))
    return None


# --- the expression ----------------------------------------------------------------------------------


class _Product(Struct, frozen=True):
    """A number times some terms over others; a sum is one term, named by its text."""

    number: Fraction
    over: tuple[Name, ...] = ()
    under: tuple[Name, ...] = ()


def comparison(tree: Binary, facts: Mapping[str, Fact]) -> Comparison:
    sign, left, right = tree.sign, _product(tree.left), _product(tree.right)
    plain = right.number == 1 and len(right.over) == 1 and not right.under
    if not left.over or (plain and left.number != 1):
        sign, left, right = _FLIPPED.get(sign, sign), right, left
    named = tuple(facts[name] for name in dict.fromkeys(names(tree)) if name in facts)
    written = tuple(numbers(tree))
    constant = right.number / left.number if left.number and not (right.over or right.under) else None
    over, under = left.over + right.under, left.under + right.over
    factor = None
    if len(over) == 1 and constant is not None and not under:
        operation = facts[over[0].id].operation if over[0].id in facts else ""
        if operation == "change":
            factor = 1 + constant  # a change of 1, or 100 pct., is a doubling
        elif operation in ("ratio", "share"):
            factor = constant
    elif len(over) == len(under) == 1 and left.number > 0 and right.number > 0:
        factor = right.number / left.number
    return Comparison(sign, factor, constant, named, written)


def _product(tree: Expression) -> _Product:
    match tree:
        case Number(value):
            return _Product(Fraction(value))
        case Name():
            return _Product(Fraction(1), (tree,))
        case Negation(operand):
            inner = _product(operand)
            return _Product(-inner.number, inner.over, inner.under)
        case Binary(sign, left, right) if sign in ("*", "/"):
            a, b = _product(left), _product(right)
            if sign == "*":
                return _Product(a.number * b.number, a.over + b.over, a.under + b.under)
            if b.number:
                return _Product(a.number / b.number, a.over + b.under, a.under + b.over)
    return _Product(Fraction(1), (Name(to_text(tree)),))
