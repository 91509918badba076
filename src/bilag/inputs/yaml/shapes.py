"""The shapes of our YAML: which keys a mapping may have, what each holds, and a line of documentation.

One declaration serves three ends: it checks what a person wrote (unknown keys are errors with the nearest
known key as a hint), it is the reference in `docs/`, and it is exported as JSON Schema for editors.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.yaml.nodes import Mapping, Node, Scalar, Sequence

Kind = Literal["text", "texts", "flag", "count", "decimal", "choice", "mapping", "list", "table", "any"]


class Key(Struct, frozen=True):
    """One key of a mapping.

    Kinds: `text` a scalar; `texts` a scalar or a list of scalars; `flag` true/false; `count` a whole number
    from 0; `decimal` a number with a point; `choice` one of `choices`; `mapping` of the shape `of`; `list`
    of mappings of that shape; `table` a mapping with names of the user's own as keys; `any` is read later.
    """

    name: str
    kind: Kind
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()
    of: Shape | None = None


class Shape(Struct, frozen=True):
    name: str
    keys: tuple[Key, ...]

    def key(self, name: str) -> Key | None:
        return next((key for key in self.keys if key.name == name), None)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like `name`, or nothing when none is near."""
    by_lower = {item.lower(): item for item in known}
    found = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def read(node: Node | None, shape: Shape, report: Report, where: Span) -> dict[str, Node]:
    """The well-formed entries of `node` by key; all that is wrong with the others goes to the report."""
    if node is None:
        node = Mapping({}, where)
    if not isinstance(node, Mapping):
        report.add("SHAPE-KIND", node.span, key=shape.name, expected="mapping")
        return {}
    good: dict[str, Node] = {}
    for name, value in node.items.items():
        key = shape.key(name)
        if key is None:
            known = [k.name for k in shape.keys]
            report.add(
                "SHAPE-UNKNOWN-KEY",
                node.keys[name],
                key=name,
                nearest=nearest(name, known),
                known=", ".join(known),
            )
        elif _fits(value, key, report):
            good[name] = value
    for key in shape.keys:
        if key.required and key.name not in node.keys:
            report.add("SHAPE-MISSING-KEY", node.span, key=key.name, shape=shape.name)
    return good


def _fits(value: Node, key: Key, report: Report) -> bool:
    match key.kind:
        case "text":
            ok = isinstance(value, Scalar)
        case "texts":
            ok = isinstance(value, Scalar) or (
                isinstance(value, Sequence) and all(isinstance(v, Scalar) for v in value)
            )
        case "flag":
            ok = isinstance(value, Scalar) and value.text in ("true", "false")
        case "count":
            ok = isinstance(value, Scalar) and value.text.isascii() and value.text.isdigit()
        case "decimal":
            ok = isinstance(value, Scalar) and bool(re.fullmatch(r"-?\d+(\.\d+)?", value.text))
        case "choice":
            ok = isinstance(value, Scalar) and value.text in key.choices
        case "mapping" | "table":
            ok = isinstance(value, Mapping)
        case "list":
            ok = isinstance(value, Sequence)
        case "any":
            ok = True
    if not ok:
        expected = " | ".join(key.choices) if key.kind == "choice" else key.kind
        rule = "SHAPE-CHOICE" if key.kind == "choice" else "SHAPE-KIND"
        if isinstance(value, Sequence) and value.flow and key.kind in ("text", "decimal"):
            rule = "SHAPE-LIST-FOR-NUMBER"
        report.add(rule, value.span, key=key.name, expected=expected)
    return ok


def text(entries: dict[str, Node], key: str, default: str = "") -> str:
    node = entries.get(key)
    return node.text if isinstance(node, Scalar) else default


def texts(entries: dict[str, Node], key: str) -> tuple[Scalar, ...]:
    node = entries.get(key)
    if isinstance(node, Scalar):
        return (node,)
    return tuple(v for v in node if isinstance(v, Scalar)) if isinstance(node, Sequence) else ()


def flag(entries: dict[str, Node], key: str, default: bool = False) -> bool:
    node = entries.get(key)
    return node.text == "true" if isinstance(node, Scalar) else default


def mapping(entries: dict[str, Node], key: str) -> Mapping | None:
    node = entries.get(key)
    return node if isinstance(node, Mapping) else None


def mappings(entries: dict[str, Node], key: str) -> tuple[Node, ...]:
    node = entries.get(key)
    return node.items if isinstance(node, Sequence) else ()


def json_schema(shape: Shape) -> dict[str, object]:
    """The shape as JSON Schema 2020-12 (the part under `properties`), so that editors complete it."""

    def of(key: Key) -> dict[str, object]:
        base: dict[str, object] = {"description": key.doc}
        match key.kind:
            case "text" | "decimal":
                return base | {"type": ["string", "number", "boolean", "null"]}
            case "texts":
                return base | {"type": ["string", "number", "array"]}
            case "flag":
                return base | {"type": "boolean"}
            case "count":
                return base | {"type": "integer", "minimum": 0}
            case "choice":  # YAML editors take a plain true for a boolean
                words = {"true": True, "false": False}
                return base | {"enum": [words.get(choice, choice) for choice in key.choices]}
            case "mapping":
                return base | (json_schema(key.of) if key.of else {"type": "object"})
            case "table":
                inner = json_schema(key.of) if key.of else {}
                return base | {"type": "object", "additionalProperties": inner or True}
            case "list":
                return base | {"type": "array", "items": json_schema(key.of) if key.of else {}}
            case "any":
                return base

    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in shape.keys if key.required],
        "properties": {key.name: of(key) for key in shape.keys},
    }
