"""Facts as JSON: the form in which they are put beside the files, and inside them where `proof` says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from bilag.diagnostics.jsontext import json_file
from bilag.document.model import Document, FactRecord, Printed

SCHEMA = 1


def facts_json(
    document: Document, facts: Iterable[FactRecord], cells: Mapping[str, Mapping[str, str]] | None = None
) -> bytes:
    """Facts of a document as JSON (UTF-8, sorted, one value a line), the same bytes every time.

    `cells` are the figures of the tables by their ids (table/row/column), where they are wanted too.
    """
    content: dict[str, object] = {
        "schema": SCHEMA,
        "annex": document.meta.annex,
        "title": document.meta.title,
        "hash": document.hash,
        "facts": list(facts),
    }
    if cells is not None:
        content["cells"] = cells
    return json_file(content)


class FactsFile(Struct, frozen=True):
    """What a facts.json says. `cells` are the figures of tables by id: exact value, and place."""

    annex: str
    title: str
    hash: str
    facts: tuple[FactRecord, ...]
    cells: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def read_facts_json(data: bytes) -> FactsFile:
    """What `facts_json` wrote. ValueError for anything else, and for one of a later version of bilag."""
    try:
        content = json.loads(data.decode("utf-8"))
        if content["schema"] != SCHEMA:
            raise ValueError(f"schema {content['schema']}")
        facts = tuple(_record(row) for row in content["facts"])
        cells = {
            str(id): (str(cell["value"]), str(cell["place"])) for id, cell in content.get("cells", {}).items()
        }
        return FactsFile(str(content["annex"]), str(content["title"]), str(content["hash"]), facts, cells)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from error


_LISTS = ("inputs", "cells", "printed")


def _record(row: Mapping[str, Any]) -> FactRecord:
    """KeyError where something is missing."""
    texts = {name: str(row[name]) for name in FactRecord.__struct_fields__ if name not in _LISTS}
    printed = tuple(
        Printed(*(str(place[name]) for name in Printed.__struct_fields__)) for place in row["printed"]
    )
    inputs, cells = (tuple(map(str, row[name])) for name in _LISTS[:2])
    return FactRecord(**texts, inputs=inputs, cells=cells, printed=printed)
