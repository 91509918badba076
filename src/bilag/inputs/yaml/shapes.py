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
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Generic, Self, TypeVar, overload

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.yaml.nodes import Mapping, Node, Scalar, Sequence

N = TypeVar("N", bound=Node)
V = TypeVar("V")
C = TypeVar("C", bound=str)
S = TypeVar("S", bound="Shape")


class Key(Generic[N, V]):
    """One key of a mapping, whose value is written as an N and read as a V. Each subclass is a kind of key.

    `name` is the key as written in the file, where Python has no such attribute (`bilag:unit`, `from`);
    `default` what the attribute says where the key is absent; `of` the shape of the mappings in its value.
    """

    kind: str
    holds: type[N]
    default: V
    of: type[Shape] | None = None

    def __init__(self, doc: str, *, name: str = "", required: bool = False, default: V | None = None) -> None:
        self.doc, self.name, self.required = doc, name, required
        if default is not None:
            self.default = default

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.name, self.attribute = self.name or attribute, attribute

    @overload
    def __get__(self, shape: None, owner: type) -> Self: ...
    @overload
    def __get__(self, shape: Shape, owner: type) -> V: ...
    def __get__(self, shape: Shape | None, owner: type) -> Self | V:
        if shape is None:
            return self
        node: Any = shape.entries.get(self.name)
        value = self.default if node is None else self.value(node, shape.report)
        shape.__dict__[self.attribute] = value  # where Python finds it the next time
        return value

    def fits(self, node: Node) -> bool:
        """Whether the key may hold this node."""
        return isinstance(node, self.holds)

    def value(self, node: N, report: Report) -> V:
        """What a node that fits says."""
        raise NotImplementedError


class Text(Key[Scalar, str]):
    kind, holds, default = "text", Scalar, ""

    def value(self, node: Scalar, report: Report) -> str:
        return node.text


class Texts(Key[Node, tuple[Scalar, ...]]):
    """A text, or a list of texts."""

    kind, default = "texts", ()

    def fits(self, node: Node) -> bool:
        items = node if isinstance(node, Sequence) else (node,)
        return all(isinstance(item, Scalar) for item in items)

    def value(self, node: Node, report: Report) -> tuple[Scalar, ...]:
        return scalars(node)


class Flag(Key[Scalar, bool]):
    kind, default = "flag", False

    def fits(self, node: Node) -> bool:
        return isinstance(node, Scalar) and node.text in ("true", "false")

    def value(self, node: Scalar, report: Report) -> bool:
        return node.text == "true"


class Count(Key[Scalar, int | None]):
    """A whole number from 0."""

    kind, default = "count", None

    def fits(self, node: Node) -> bool:
        return isinstance(node, Scalar) and node.text.isascii() and node.text.isdigit()

    def value(self, node: Scalar, report: Report) -> int:
        return int(node.text)


class Number(Key[Scalar, Decimal | None]):
    """A number with a point: `-2.50`."""

    kind, default = "decimal", None

    def fits(self, node: Node) -> bool:
        return isinstance(node, Scalar) and bool(re.fullmatch(r"-?\d+(\.\d+)?", node.text))

    def value(self, node: Scalar, report: Report) -> Decimal:
        return Decimal(node.text)


class Choice(Key[Scalar, C]):
    """One of `choices`."""

    kind = "choice"

    def __init__(self, doc: str, *, choices: tuple[C, ...], default: C, name: str = "") -> None:
        super().__init__(doc, name=name, default=default)
        self.choices = choices

    def fits(self, node: Node) -> bool:
        return isinstance(node, Scalar) and node.text in self.choices

    def value(self, node: Scalar, report: Report) -> C:
        return next(choice for choice in self.choices if choice == node.text)


class Part(Key[Mapping, S | None]):
    """A mapping of the shape `of`, which is read, and its faults reported, when it is asked for."""

    kind, holds, default = "mapping", Mapping, None

    def __init__(self, doc: str, *, of: type[S], name: str = "", required: bool = False) -> None:
        super().__init__(doc, name=name, required=required)
        self.of: type[S] = of

    def value(self, node: Mapping, report: Report) -> S:
        return self.of.read(node, report)


class Parts(Key[Sequence, tuple[S, ...]]):
    """A list of mappings of the shape `of`, which are read, and their faults reported, when asked for."""

    kind, holds, default = "list", Sequence, ()

    def __init__(self, doc: str, *, of: type[S], name: str = "", required: bool = False) -> None:
        super().__init__(doc, name=name, required=required)
        self.of: type[S] = of

    def value(self, node: Sequence, report: Report) -> tuple[S, ...]:
        return tuple(self.of.read(item, report) for item in node)


class Lists(Key[Sequence, tuple[Node, ...]]):
    """A list whose items are lists."""

    kind, holds, default = "list", Sequence, ()

    def value(self, node: Sequence, report: Report) -> tuple[Node, ...]:
        return node.items


class Table(Key[Mapping, Mapping]):
    """A mapping whose keys are names of the user's own; `of` is the shape of each value, where it has one."""

    kind, holds, default = "table", Mapping, Mapping({}, Span(""))

    def __init__(self, doc: str, *, of: type[Shape] | None = None, required: bool = False) -> None:
        super().__init__(doc, required=required)
        self.of = of

    def value(self, node: Mapping, report: Report) -> Mapping:
        return node


class Shape:
    """A mapping that was read: its well-formed `entries` by key, and as attributes what they say.

    `called` is the name of the shape in messages and in the reference. `keys` are all keys it may have, in
    the order of the reference: first those given to the class by name, which are no attributes.
    """

    called: str
    keys: dict[str, Key[Any, Any]]
    needed: list[str]

    def __init_subclass__(cls, called: str, **named: Key[Any, Any]) -> None:
        own = {key.name: key for key in vars(cls).values() if isinstance(key, Key)}
        cls.called, cls.keys = called, {**named, **own}
        cls.needed = [name for name, key in cls.keys.items() if key.required]

    def __init__(self, node: Node, entries: dict[str, Node], report: Report) -> None:
        self.node, self.entries, self.report = node, entries, report

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __getitem__(self, key: str) -> Node:
        return self.entries[key]

    @classmethod
    def read(cls, node: Node, report: Report) -> Self:
        """The mapping as this shape; all that is wrong with it goes to the report."""
        entries: dict[str, Node] = {}
        if not isinstance(node, Mapping):
            report.add("SHAPE-KIND", node.span, key=cls.called, expected="mapping")
            return cls(node, entries, report)
        for name, value in node.items.items():
            key = cls.keys.get(name)
            if key is None:
                near, known = nearest(name, cls.keys), ", ".join(cls.keys)
                report.add("SHAPE-UNKNOWN-KEY", node.keys[name], key=name, nearest=near, known=known)
            elif key.fits(value):
                entries[name] = value
            elif isinstance(value, Sequence) and value.flow and key.kind in ("text", "decimal"):
                report.add("SHAPE-LIST-FOR-NUMBER", value.span, key=name, expected=key.kind)
            elif isinstance(key, Choice):
                report.add("SHAPE-CHOICE", value.span, key=name, expected=" | ".join(key.choices))
            else:
                report.add("SHAPE-KIND", value.span, key=name, expected=key.kind)
        for name in cls.needed:
            if name not in node.keys:
                report.add("SHAPE-MISSING-KEY", node.span, key=name, shape=cls.called)
        return cls(node, entries, report)


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
