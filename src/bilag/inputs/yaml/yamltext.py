"""YAML as text with places: every scalar stays what was written, every node knows its line and column.

YAML's own types are a trap in Danish (`12,3` in brackets is two numbers, `nej` may be false, `2016-09` an
expression), so nothing is converted here: a schema (see `shapes`) says what a value is.
"""

from __future__ import annotations

from bilag.diagnostics.findings import Report
from bilag.inputs.yaml.nodes import Node
from bilag.storage.memo import shelved


def parse(text: str, path: str, report: Report, *, line: int = 1) -> Node | None:
    """The tree of one YAML document, or None where it is empty or broken (which the report then says).

    `line` is the line of the file on which `text` begins. Refused: aliases (a few lines of them can grow
    to gigabytes), tags, merge keys, a repeated key, keys that are no text, more than one document,
    nesting deeper than any of our files needs.
    """
    return _tree(text, path, line, report)


@shelved(Node | None)
def _tree(text: str, path: str, line: int, report: Report) -> Node | None:
    from bilag.inputs.yaml.yamlevents import build_tree  # noqa: PLC0415 - PyYAML, only where a text is new

    return build_tree(text, path, line, report)
