"""Whether a Word file and a PDF say the same, as text and as JSON; and why a file could not be read."""

from __future__ import annotations

from pathlib import Path

from bilag.cli.report.differences import difference_lines
from bilag.diagnostics.jsontext import json_shown
from bilag.diagnostics.messages import Language, one_line, translate
from bilag.versions.delivered import CannotReadError, HashState
from bilag.versions.differences import Agreement, AgreementOutcome, agreement_outcome

_MOST_SHOWN = 50
_TITLES: dict[AgreementOutcome, str] = {
    "equal": "Word and PDF agree",
    "different": "Word and PDF do not agree",
    "nothing": "There is nothing to compare: no text could be read in the files",
}
_COUNTED = {
    "headings": "headings",
    "paragraphs": "paragraphs",
    "items": "list items",
    "contents": "entries of the contents",
    "captions": "captions",
    "rows": "rows",
    "cells": "cells",
    "notes": "notes and sources",
    "pictures": "alternative texts",
}
_HASHES: dict[HashState, str] = {
    "kept": "{file}: the content's checksum is right",
    "changed": "{file}: the file no longer says what it said when it was made (its checksum differs)",
    "absent": "{file}: the file has no checksum, so nobody can tell whether it was changed",
}


def agreement_as_text(found: Agreement, language: Language) -> str:
    """The outcome, what was compared, each difference with its place, and a line for each file's checksum."""
    counted = [f"{translate(_COUNTED[name], language)}: {count}" for name, count in found.counts if count]
    lines = [translate(_TITLES[agreement_outcome(found)], language)]
    if counted:
        lines.append(f"  {translate('compared', language)}: {', '.join(counted)}")
    for difference in found.differences[:_MOST_SHOWN]:
        lines += difference_lines(difference, language)
    if (more := len(found.differences) - _MOST_SHOWN) > 0:
        said = translate("{count} more differences; --format json lists them all", language)
        lines.append(f"  {said.format(count=more)}")
    if agreement_outcome(found) != "nothing":
        for file, state in (("Word", found.word_hash), ("PDF", found.pdf_hash)):
            lines.append(f"  {translate(_HASHES[state], language).format(file=file)}")
        if not found.same_hash and "absent" not in (found.word_hash, found.pdf_hash):
            said = "the two files carry different checksums: they were not made from the same content"
            lines.append(f"  {translate(said, language)}")
    return "\n".join(lines)


def agreement_as_json(word: Path, pdf: Path, found: Agreement) -> str:
    """An object with stable keys; all words in it are those of the files."""
    content = {
        "word": str(word),
        "pdf": str(pdf),
        "outcome": agreement_outcome(found),
        "compared": dict(found.counts),
        "hash": {"word": found.word_hash, "pdf": found.pdf_hash, "same": found.same_hash},
        "differences": [
            {
                "aspect": difference.aspect,
                "kind": difference.kind,
                "heading": difference.place.heading or None,
                "caption": difference.place.caption or None,
                "row": difference.place.row,
                "row_head": difference.place.row_head or None,
                "column": difference.place.column or None,
                "column_head": difference.place.column_head or None,
                "text": difference.text,
                "word": difference.one,
                "pdf": difference.other,
            }
            for difference in found.differences
        ],
        "problems": [],
    }
    return json_shown(content)


def cannot_read(path: Path, error: CannotReadError, language: Language) -> str:
    """Why a file cannot be read, in one line that names it."""
    return f"{one_line(str(path))}: {_problem(error, language)}"


def _problem(error: CannotReadError, language: Language) -> str:
    return translate(error.reason.text, language).format(detail=one_line(error.reason.detail))


def problems_as_json(problems: dict[Path, CannotReadError], language: Language) -> str:
    """The JSON of a comparison that could not be made; its keys are some of `agreement_as_json`."""
    rows = [{"path": str(path), "problem": _problem(e, language)} for path, e in problems.items()]
    return json_shown({"outcome": "problem", "problems": rows})
