"""The writers, in one visible list: each turns a Document and its template into the bytes of a file.

Third parties add theirs through the entry point group `bilag.writers`: a callable of the same form, whose
name is what `--to` takes and the file's suffix.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bilag.document.model import Document
    from bilag.document.theme import Template

    Write = Callable[[Document, Template], bytes]


def _docx(document: Document, template: Template) -> bytes:
    from bilag.write.docx.writer import write_docx  # noqa: PLC0415 - only where Word is wanted

    return write_docx(document, template)


def _pdf(document: Document, template: Template) -> bytes:
    from bilag.write.pdf.writer import write_pdf  # noqa: PLC0415 - reportlab, only where PDF is wanted

    return write_pdf(document, template)


def write_facts(document: Document, template: Template) -> bytes:
    """facts.json: all facts of the document, those that are not printed too."""
    from bilag.document.forms.factsjson import facts_json  # noqa: PLC0415 - only where facts are wanted

    return facts_json(document, document.facts)


WRITERS: dict[str, Write] = {"docx": _docx, "pdf": _pdf, "facts.json": write_facts}


def writer(kind: str) -> Write | None:
    """The writer of that name, ours or a third party's; None where there is none."""
    if kind in WRITERS:
        return WRITERS[kind]
    from importlib.metadata import entry_points  # noqa: PLC0415 - only where a third party's is wanted

    for point in entry_points(group="bilag.writers", name=kind):
        loaded: Write = point.load()
        return loaded
    return None
