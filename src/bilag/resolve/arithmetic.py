"""Arithmetic over facts, on fractions: nothing is rounded before it is printed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

from msgspec import Struct

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.expressions import Binary, Expression, Name, Negation, Number, to_text
from bilag.inputs.facts import Fact, exact, exact_text
from bilag.resolve.tables import stop

_DIGITS = 60  # of a quotient that does not end; far beyond anything printed
ABOUT = Fraction(1, 20)  # how far apart two numbers may be that are about the same


def _about(left: Fraction, right: Fraction) -> bool:
    return abs(left - right) <= ABOUT * abs(right)


COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "~": _about,
}

_OPPOSITE = {"": "", "ca.": "ca.", "under": "over", "over": "under"}


class Quantity(Struct, frozen=True):
    """A number on its way through an expression: in the base of its dimension, with what limits it."""

    number: Fraction
    dimension: str = ""
    step: Decimal | None = None
    qualifier: str = ""


class Evaluator:
    """Walks expressions. `need` gives the fact of a name, or raises where it cannot be had."""

    def __init__(self, need: Callable[[str, Span], Fact], report: Report) -> None:
        self.need, self.report = need, report

    def evaluate(self, tree: Expression, asked: Span) -> Quantity:
        match tree:
            case Number(value):
                return Quantity(Fraction(value))
            case Name(id):
                fact = self.need(id, asked)
                if not isinstance(fact.value, Decimal):
                    raise stop(self.report, "FACT-NO-NUMBER", asked, id=id, text=exact_text(fact.value))
                return Quantity(Fraction(fact.base), fact.unit.dimension, fact.step, fact.qualifier)
            case Negation(operand):
                inner = self.evaluate(operand, asked)
                return Quantity(-inner.number, inner.dimension, inner.step, _OPPOSITE[inner.qualifier])
            case Binary(sign, left, right):
                return self._binary(
                    sign, self.evaluate(left, asked), self.evaluate(right, asked), tree, asked
                )

    def _binary(self, sign: str, a: Quantity, b: Quantity, tree: Expression, asked: Span) -> Quantity:
        mismatch = {"text": to_text(tree), "units": f"{a.dimension or '1'} {sign} {b.dimension or '1'}"}
        if sign in ("+", "-"):
            if a.dimension != b.dimension:
                raise stop(self.report, "FACT-UNIT", asked, **mismatch)
            steps = [step for step in (a.step, b.step) if step is not None]
            number = a.number + b.number if sign == "+" else a.number - b.number
            qualifier = self._qualifier(sign, a, b, tree, asked)
            return Quantity(number, a.dimension, max(steps, default=None), qualifier)
        if sign == "*":
            if a.dimension and b.dimension:
                raise stop(self.report, "FACT-UNIT", asked, **mismatch)
            qualifier = self._qualifier(sign, a, b, tree, asked)
            ruling = b if b.dimension or a.step is None else a
            return Quantity(a.number * b.number, ruling.dimension, ruling.step, qualifier)
        if b.number == 0:
            raise stop(self.report, "FACT-DIVISION", asked, text=to_text(tree))
        if b.dimension not in ("", a.dimension):
            raise stop(self.report, "FACT-UNIT", asked, **mismatch)
        qualifier = self._qualifier(sign, a, b, tree, asked)
        # a ratio of two stated figures has no last digit of its own
        step = a.step if not b.dimension and b.step is None else None
        return Quantity(a.number / b.number, "" if b.dimension else a.dimension, step, qualifier)

    def _qualifier(self, sign: str, a: Quantity, b: Quantity, tree: Expression, asked: Span) -> str:
        """What "ca.", "under" and "over" become: turned round by what is subtracted, divided by or negative.

        Two that point different ways say nothing of the result, so that is refused.
        """
        left, right = a.qualifier, b.qualifier
        if sign in ("-", "/"):
            right = _OPPOSITE[right]
        if sign in ("*", "/"):
            left = _OPPOSITE[left] if b.number < 0 else left
            right = _OPPOSITE[right] if a.number < 0 else right
        if left and right and left != right:
            raise stop(self.report, "FACT-QUALIFIER", asked, text=to_text(tree))
        return left or right


def holds(sign: str, left: Quantity, right: Quantity) -> bool:
    """Whether a comparison is true of what the sources say: "under 0,1" is less than 0,1 and not equal to it.

    "ca." is compared as the number behind it.
    """
    side = (left.qualifier if left.qualifier in ("under", "over") else "") or _OPPOSITE[right.qualifier]
    if side not in ("under", "over") or left.qualifier == right.qualifier:
        return COMPARE[sign](left.number, right.number)
    # the left is less (under) or more (over) than `left.number` says, measured against the right
    if sign in ("=", "!="):
        return sign == "!="
    if side == "under":
        return sign in ("<", "<=") and left.number <= right.number
    return sign in (">", ">=") and left.number >= right.number


def decimal(number: Fraction) -> Decimal:
    """Exact where the fraction ends; else to more digits than anyone prints."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    with exact() if rest == 1 else localcontext(prec=_DIGITS):
        return Decimal(number.numerator) / Decimal(number.denominator)
