"""TOML as the tree that YAML gives, with places, so that shapes check both alike."""

from __future__ import annotations

import re
import tomllib

from msgspec.structs import replace

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.yaml.nodes import Mapping, Node, Scalar, Sequence


def parse(data: bytes, path: str, report: Report) -> Node | None:
    """The tree of a TOML file, or None where it is broken, which the report then says (TOML-SYNTAX)."""
    place = Span(path)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        at = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(at[1]), int(at[2])) if at else (0, 0)
        report.add("TOML-SYNTAX", replace(place, line=line, column=column), reason=error)
        return None
    return _node(values, text.split("\n"), place)


def _node(value: object, lines: list[str], place: Span, after: int = 0) -> Node:
    """A value of TOML as a node with spans: a key is on the first line from `after` on that has it."""
    if isinstance(value, list):
        return Sequence(tuple(_node(v, lines, place, after) for v in value), place)
    if not isinstance(value, dict):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return Scalar(text, False, place)
    items: dict[str, Node] = {}
    keys: dict[str, Span] = {}
    for key, inner in value.items():
        name = rf'["\']?{re.escape(key)}["\']?'
        pattern = re.compile(rf"\s*\[(.*\.\s*)?{name}\s*\]|\s*{name}\s*[=.]")
        line = next((n for n, text in enumerate(lines[after:], after + 1) if pattern.match(text)), 0)
        keys[key] = replace(place, line=line, column=1 if line else 0)
        items[key] = _node(inner, lines, keys[key], line)
    return Mapping(items, place, keys)
