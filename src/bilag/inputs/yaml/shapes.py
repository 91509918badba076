"""The shapes of our YAML: which keys a mapping may have, what each holds, and a line of documentation.

    class TotalRowShape(Shape, called="bilag:totalRow"):
        field = Text("The column that holds the total row's name.", required=True)
        equals = Text("The text there, such as `I alt`.", required=True)

    row = TotalRowShape.read(node, report)
    row.equals           -> "I alt", or "" where the key is absent
    row["equals"].span   -> the place of that text in the file
    "equals" in row      -> whether the key is there and well-formed

One line declares a key. From it follow the check of what a person wrote (an unknown key is an error with the
nearest known key as a hint), the value, the reference in `docs/` and the JSON Schema for editors.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

from msgspec import Struct

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.yaml.nodes import Mapping as MappingNode
from bilag.inputs.yaml.nodes import Node, Scalar, Sequence

V = TypeVar("V")
S = TypeVar("S", bound="Shape")
C = TypeVar("C", bound=str)
NOWHERE = Span("")


class Key(Struct, Generic[V]):
    """One key of a mapping, declared in a `Shape`. Its subclasses below are the kinds of keys.

    `name` is the key as written in the file, where Python has no such attribute (`bilag:unit`, `from`).
    """

    kind: ClassVar[str]
    doc: str
    name: str = ""
    required: bool = False
    attribute: str = ""

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.name, self.attribute = self.name or attribute, attribute

    @overload
    def __get__(self, shape: None, owner: type) -> Self: ...
    @overload
    def __get__(self, shape: Shape, owner: type) -> V: ...
    def __get__(self, shape: Shape | None, owner: type) -> Self | V:
        if shape is None:
            return self
        value = vars(shape)[self.attribute] = self.value(shape.entries.get(self.name), shape.report)
        return value  # Python finds it in `vars(shape)` the next time, and does not ask the key again

    @property
    def inner(self) -> type[Shape] | None:
        """The shape of the mappings in it, where it holds mappings whose keys we know."""
        return getattr(self, "of", None)

    def fits(self, node: Node) -> bool:
        """Whether the key may hold this node."""
        return isinstance(node, Scalar)

    def value(self, node: Node | None, report: Report) -> V:
        """What a node that fits says, or what holds where the key is absent (None)."""
        raise NotImplementedError


class Text(Key[str]):
    kind = "text"
    default: str = ""

    def value(self, node: Node | None, report: Report) -> str:
        return node.text if isinstance(node, Scalar) else self.default


class Texts(Key[tuple[Scalar, ...]]):
    """A text, or a list of texts."""

    kind = "texts"

    def fits(self, node: Node) -> bool:
        return isinstance(node, Scalar) or (
            isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node)
        )

    def value(self, node: Node | None, report: Report) -> tuple[Scalar, ...]:
        return scalars(node)


class Flag(Key[bool]):
    """`true` or `false`."""

    kind = "flag"
    default: bool = False

    def fits(self, node: Node) -> bool:
        return isinstance(node, Scalar) and node.text in ("true", "false")

    def value(self, node: Node | None, report: Report) -> bool:
        return node.text == "true" if isinstance(node, Scalar) else self.default


class Count(Key[int | None]):
    """A whole number from 0."""

    kind = "count"

    def fits(self, node: Node) -> bool:
        return isinstance(node, Scalar) and node.text.isascii() and node.text.isdigit()

    def value(self, node: Node | None, report: Report) -> int | None:
        return int(node.text) if isinstance(node, Scalar) else None


class Number(Key[Decimal | None]):
    """A number with a point: `-2.50`."""

    kind = "decimal"

    def fits(self, node: Node) -> bool:
        return isinstance(node, Scalar) and bool(re.fullmatch(r"-?\d+(\.\d+)?", node.text))

    def value(self, node: Node | None, report: Report) -> Decimal | None:
        return Decimal(node.text) if isinstance(node, Scalar) else None


class Choice(Key[C], Generic[C], kw_only=True):
    """One of `choices`."""

    kind = "choice"
    choices: tuple[C, ...]
    default: C

    def fits(self, node: Node) -> bool:
        return isinstance(node, Scalar) and node.text in self.choices

    def value(self, node: Node | None, report: Report) -> C:
        text = node.text if isinstance(node, Scalar) else ""
        return next((choice for choice in self.choices if choice == text), self.default)


class Part(Key[S | None], Generic[S], kw_only=True):
    """A mapping of the shape `of`. It is read, and its faults reported, when it is asked for."""

    kind = "mapping"
    of: type[S]

    def fits(self, node: Node) -> bool:
        return isinstance(node, MappingNode)

    def value(self, node: Node | None, report: Report) -> S | None:
        return None if node is None else self.of.read(node, report)


class Parts(Key[tuple[S, ...]], Generic[S], kw_only=True):
    """A list of mappings of the shape `of`. They are read, and their faults reported, when asked for."""

    kind = "list"
    of: type[S]

    def fits(self, node: Node) -> bool:
        return isinstance(node, Sequence)

    def value(self, node: Node | None, report: Report) -> tuple[S, ...]:
        return tuple(self.of.read(item, report) for item in node) if isinstance(node, Sequence) else ()


class Lists(Key[tuple[Node, ...]]):
    """A list whose items are lists."""

    kind = "list"

    def fits(self, node: Node) -> bool:
        return isinstance(node, Sequence)

    def value(self, node: Node | None, report: Report) -> tuple[Node, ...]:
        return node.items if isinstance(node, Sequence) else ()


class Table(Key[MappingNode]):
    """A mapping whose keys are names of the user's own; `of` is the shape of each value, where it has one."""

    kind = "table"
    of: type[Shape] | None = None

    def fits(self, node: Node) -> bool:
        return isinstance(node, MappingNode)

    def value(self, node: Node | None, report: Report) -> MappingNode:
        return node if isinstance(node, MappingNode) else MappingNode({}, NOWHERE)


class Shape:
    """A mapping that was read: its well-formed `entries` by key, and as attributes what they say.

    `called` is the name of the shape in messages and in the reference. `keys` are all keys it may have, in
    the order of the reference: those given by name, which are no attributes, and then the attributes.
    """

    called: ClassVar[str]
    keys: ClassVar[Mapping[str, Key[Any]]]

    def __init_subclass__(cls, called: str, keys: Mapping[str, Key[Any]] | None = None) -> None:
        own = {key.name: key for key in vars(cls).values() if isinstance(key, Key)}
        cls.called, cls.keys = called, {**(keys or {}), **own}

    def __init__(self, node: Node, entries: dict[str, Node], report: Report) -> None:
        self.node, self.entries, self.report = node, entries, report

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __getitem__(self, key: str) -> Node:
        return self.entries[key]

    @classmethod
    def read(cls, node: Node, report: Report) -> Self:
        """The mapping as this shape; all that is wrong with it goes to the report."""
        good: dict[str, Node] = {}
        if not isinstance(node, MappingNode):
            report.add("SHAPE-KIND", node.span, key=cls.called, expected="mapping")
            return cls(node, good, report)
        for name, value in node.items.items():
            key = cls.keys.get(name)
            if key is None:
                near, known = nearest(name, cls.keys), ", ".join(cls.keys)
                report.add("SHAPE-UNKNOWN-KEY", node.keys[name], key=name, nearest=near, known=known)
            elif key.fits(value):
                good[name] = value
            else:
                _refuse(name, value, key, report)
        for name, key in cls.keys.items():
            if key.required and name not in node.keys:
                report.add("SHAPE-MISSING-KEY", node.span, key=name, shape=cls.called)
        return cls(node, good, report)


def _refuse(name: str, value: Node, key: Key[Any], report: Report) -> None:
    if isinstance(value, Sequence) and value.flow and isinstance(key, Text | Number):
        report.add("SHAPE-LIST-FOR-NUMBER", value.span, key=name, expected=key.kind)
    elif isinstance(key, Choice):
        report.add("SHAPE-CHOICE", value.span, key=name, expected=" | ".join(key.choices))
    else:
        report.add("SHAPE-KIND", value.span, key=name, expected=key.kind)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like `name`, or nothing when none is near."""
    by_lower = {item.lower(): item for item in known}
    found = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def scalars(node: Node | None) -> tuple[Scalar, ...]:
    """A scalar, or the scalars of a list: `x` and `[x]` say the same."""
    if isinstance(node, Scalar):
        return (node,)
    return tuple(item for item in node if isinstance(item, Scalar)) if isinstance(node, Sequence) else ()
