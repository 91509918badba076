"""facts.json: every fact with its exact value, its cells, and where it is printed."""

from __future__ import annotations

from bilag.document.forms.factsjson import facts_json
from bilag.document.model import Document
from bilag.document.theme import Template


def write_facts(document: Document, template: Template) -> bytes:
    """All facts of the document, those that are not printed too."""
    return facts_json(document, document.facts)
