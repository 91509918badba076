"""What comes of holding Word against PDF, for people and programs: as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bilag.diagnostics.messages import Language, one_line, translate
from bilag.versions.delivered import CannotReadError, HashState
from bilag.versions.differences import Agreement, Difference, outcome
from bilag.versions.placewords import KINDS, place_words, quoted

_MOST_SHOWN = 50
_TITLES = {
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


def as_text(found: Agreement, language: Language) -> str:
    """The outcome, what was compared or what differs with its place, and a line for each file's checksum."""
    counted = [f"{translate(_COUNTED[name], language)}: {count}" for name, count in found.counts if count]
    lines = [translate(_TITLES[outcome(found)], language)]
    if counted:
        lines.append(f"  {translate('compared', language)}: {', '.join(counted)}")
    for difference in found.differences[:_MOST_SHOWN]:
        lines += difference_lines(difference, language)
    if (more := len(found.differences) - _MOST_SHOWN) > 0:
        said = translate("{count} more differences; --format json lists them all", language)
        lines.append(f"  {said.format(count=more)}")
    if outcome(found) != "nothing":
        for file, state in (("Word", found.word_hash), ("PDF", found.pdf_hash)):
            lines.append(f"  {translate(_HASHES[state], language).format(file=file)}")
        if not found.same_hash and "absent" not in (found.word_hash, found.pdf_hash):
            said = "the two files carry different checksums: they were not made from the same content"
            lines.append(f"  {translate(said, language)}")
    return "\n".join(lines)


def difference_lines(
    found: Difference, language: Language, names: tuple[str, str] = ("Word", "PDF")
) -> Iterator[str]:
    """Where two files differ, and what each of them, by its name, says there."""
    kind = translate("Cell" if found.aspect == "cell" else KINDS[found.kind], language)
    where = ", ".join(place_words(found.place, language))
    yield f"  {kind}, {where}" if where else f"  {kind}"
    if found.aspect not in ("missing", "text", "cell"):
        yield f"      {quoted(found.text, language)}"
    for file, said in zip(names, (found.one, found.other), strict=True):
        yield f"      {file}: {_said(found, said, language)}"


def _said(found: Difference, said: str | None, language: Language) -> str:
    if said is None:
        return translate("not there", language)
    match found.aspect:
        case "kind":
            return translate(KINDS[said], language)  # type: ignore[index]
        case "level":
            return translate("level {level}", language).format(level=said)
        case "head":
            return translate("row of column heads" if said != "0" else "ordinary row", language)
        case "mark":
            return (
                translate("number {number}", language).format(number=said)
                if said
                else translate("no number", language)
            )
        case _:
            return quoted(said, language) if said else translate("empty", language)


def as_json(word: Path, pdf: Path, found: Agreement) -> str:
    """An object with stable keys; all words in it are those of the files."""
    content = {
        "word": str(word),
        "pdf": str(pdf),
        "outcome": outcome(found),
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
    return json.dumps(content, ensure_ascii=False, indent=2)


def problem(path: Path, error: CannotReadError, language: Language) -> str:
    """Why a file cannot be read, in one line that names it."""
    return f"{one_line(str(path))}: {problem_text(error, language)}"


def problem_text(error: CannotReadError, language: Language) -> str:
    return translate(error.reason.text, language).format(detail=one_line(error.reason.detail))


def problems_as_json(problems: dict[Path, CannotReadError], language: Language) -> str:
    """The same keys as of a comparison that came about, as far as there is something to say."""
    rows = [{"path": str(path), "problem": problem_text(e, language)} for path, e in problems.items()]
    return json.dumps({"outcome": "problem", "problems": rows}, ensure_ascii=False, indent=2)
