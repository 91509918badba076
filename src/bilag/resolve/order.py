"""The order in which facts are computed: each after those it needs, however long the chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bilag.inputs.expressions import names
from bilag.inputs.facts import Definition


def in_order(definitions: Mapping[str, Definition]) -> list[str]:
    """The ids, needed ones first; facts that need each other in a circle come in the order of the file.

    Walked with a stack of our own: a chain of thousands must not end in Python's.
    """
    done: dict[str, None] = {}
    waiting: set[str] = set()
    for first in definitions:
        stack = [(first, _needs(definitions[first]))]
        while stack:
            name, needs = stack[-1]
            waiting.add(name)
            following = next((n for n in needs if n in definitions and n not in waiting | done.keys()), None)
            if following is not None:
                stack.append((following, _needs(definitions[following])))
            else:
                stack.pop()
                waiting.discard(name)
                done.setdefault(name)
    return list(done)


def _needs(definition: Definition) -> Iterator[str]:
    yield from definition.operands
    if definition.expression is not None:
        yield from names(definition.expression)
