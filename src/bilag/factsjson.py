"""Facts as JSON: the form in which they stand beside the files, and inside them where `proof` says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from bilag.model import Document, FactRecord

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
        "facts": [asdict(fact) for fact in facts],
    }
    if cells is not None:
        content["cells"] = cells
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
