"""What a YAML or TOML file says, as a tree with places; every scalar is still the text that was written."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from bilag.diagnostics.findings import Span


class Scalar(Struct, frozen=True, tag=True):
    """`plain` is true where the text was written without quotes (an empty plain scalar is YAML's null)."""

    text: str
    plain: bool
    span: Span


class Sequence(Struct, frozen=True, tag=True):
    items: tuple[Node, ...]
    span: Span
    flow: bool = False

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


class Mapping(Struct, frozen=True, tag=True):
    """Keys in the order they were written; `keys` holds the place of each key."""

    items: dict[str, Node]
    span: Span
    keys: dict[str, Span] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        return self.items.get(key)


Node = Scalar | Sequence | Mapping
