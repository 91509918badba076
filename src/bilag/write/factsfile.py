"""facts.json: every fact with its exact value, its cells, and where it is printed."""

from __future__ import annotations

import json
from dataclasses import asdict

from bilag.model import Document
from bilag.theme import Template

SCHEMA = 1


def write_facts(document: Document, template: Template) -> bytes:
    """The document's facts as JSON (UTF-8, sorted, one value a line), the same bytes every time."""
    content = {
        "schema": SCHEMA,
        "annex": document.meta.annex,
        "title": document.meta.title,
        "hash": document.hash,
        "facts": [asdict(fact) for fact in document.facts],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
