"""Arithmetic and comparisons over facts: `2 * lejemaal_foer = lejemaal_efter`.

A small grammar, parsed to a frozen tree and walked by `resolve`; nothing is ever evaluated as Python.

    comparison := sum (("=" | "!=" | "<" | "<=" | ">" | ">=" | "~") sum)?
    sum        := product (("+" | "-") product)*
    product    := unary (("*" | "/") unary)*
    unary      := "-" unary | atom
    atom       := number | name | "(" sum ")"

Numbers are written in Danish (1.000,5 or 1000,5); names are those of facts. `a ~ b` says that
they differ by a twentieth of b at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d{3})*(?:,\d+)?)|(?P<name>[^\W\d]\w*)|(?P<sign><=|>=|!=|[-+*/()=<>~\u2212]))"
)
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=", "~")
_MAX_DEPTH = 50
_MAX_SIGNS = 200  # a chain of them is as deep a tree


class Number(Struct, frozen=True):
    value: Decimal


class Name(Struct, frozen=True):
    id: str


class Negation(Struct, frozen=True):
    operand: Expression


class Binary(Struct, frozen=True):
    sign: str
    left: Expression
    right: Expression


Expression = Number | Name | Negation | Binary


class ExpressionError(ValueError):
    """What cannot be read, and its position in the text from 0."""

    def __init__(self, position: int, found: str) -> None:
        super().__init__(f"{found!r} at {position}")
        self.position, self.found = position, found


def parse(text: str) -> Expression:
    """Read an expression or a comparison. ExpressionError at the first thing that does not fit."""
    parser = _Parser(text)
    tree = parser.comparison()
    parser.expect_end()
    return tree


def is_comparison(tree: Expression) -> bool:
    return isinstance(tree, Binary) and tree.sign in _COMPARISONS


def names(tree: Expression) -> Iterator[str]:
    """The facts that an expression names, in order, with repetitions."""
    match tree:
        case Name(id):
            yield id
        case Negation(operand):
            yield from names(operand)
        case Binary(_, left, right):
            yield from names(left)
            yield from names(right)
        case Number():
            return


def numbers(tree: Expression) -> Iterator[Decimal]:
    """The numbers that are written in an expression, in order."""
    match tree:
        case Number(value):
            yield value
        case Negation(operand):
            yield from numbers(operand)
        case Binary(_, left, right):
            yield from numbers(left)
            yield from numbers(right)
        case Name():
            return


def to_text(tree: Expression) -> str:
    """The expression in one spelling, with parentheses where they are needed to read it alike."""
    match tree:
        case Number(value):
            return format(value, "f").replace(".", ",")
        case Name(id):
            return id
        case Negation(operand):
            return f"-{_wrapped(operand)}"
        case Binary(sign, left, right):
            if sign == "+" or sign in _COMPARISONS:
                return f"{to_text(left)} {sign} {to_text(right)}"
            if sign == "-":
                return f"{to_text(left)} - {_wrapped(right)}"
            return f"{_wrapped(left)} {sign} {_wrapped(right)}"


def _wrapped(tree: Expression) -> str:
    text = to_text(tree)
    return f"({text})" if isinstance(tree, Binary) else text


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[int, str, str]] = []
        position = 0
        end = len(text.rstrip())
        while position < end:
            found = _TOKEN.match(text, position)
            if found is None:
                start = position + len(text[position:]) - len(text[position:].lstrip())
                raise ExpressionError(start, text[start : start + 1])
            kind = found.lastgroup or ""
            self.tokens.append((found.start(kind), kind, found[kind].replace("\u2212", "-")))
            position = found.end()
        self.tokens.append((end, "end", ""))
        self.index = self.depth = self.signs = 0

    def take(self, *signs: str) -> str:
        _, kind, text = self.tokens[self.index]
        if kind == "sign" and text in signs:
            self.signs += 1
            if self.signs > _MAX_SIGNS:
                raise self.fail()
            self.index += 1
            return text
        return ""

    def fail(self) -> ExpressionError:
        position, _, text = self.tokens[self.index]
        return ExpressionError(position, text)

    def expect_end(self) -> None:
        if self.tokens[self.index][1] != "end":
            raise self.fail()

    def comparison(self) -> Expression:
        left = self.sum()
        if sign := self.take(*_COMPARISONS):
            return Binary(sign, left, self.sum())
        return left

    def sum(self) -> Expression:
        tree = self.product()
        while sign := self.take("+", "-"):
            tree = Binary(sign, tree, self.product())
        return tree

    def product(self) -> Expression:
        tree = self.unary()
        while sign := self.take("*", "/"):
            tree = Binary(sign, tree, self.unary())
        return tree

    def unary(self) -> Expression:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self.fail()
        tree = Negation(self.unary()) if self.take("-") else self.atom()
        self.depth -= 1
        return tree

    def atom(self) -> Expression:
        _, kind, text = self.tokens[self.index]
        if kind == "number":
            self.index += 1
            return Number(Decimal(text.replace(".", "").replace(",", ".")))
        if kind == "name":
            self.index += 1
            return Name(text)
        if self.take("("):
            tree = self.sum()
            if not self.take(")"):
                raise self.fail()
            return tree
        raise self.fail()
