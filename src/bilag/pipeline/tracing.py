"""Conducts `bilag trace FILE FACT`: the way of a fact from a delivered file alone, as far as its proof
goes, and from the frozen inputs where the ledger knows the version."""

from __future__ import annotations

from collections.abc import Iterator

from bilag.diagnostics.findings import BuildFailed
from bilag.diagnostics.jsontext import json_shown
from bilag.diagnostics.messages import Language, one_line, quoted, translate
from bilag.document.forms.factsjson import FactsFile
from bilag.document.model import Document, Meta
from bilag.inputs.annex import Inputs
from bilag.pipeline.listing import trace_as_text, trace_object, traceable
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from bilag.pipeline.verify import File
from bilag.storage.ledger import INPUTS

_FROM: dict[str, str] = {
    "ledger": "from the ledger: version {version}, {date}, {organisation}",
    "file": "from the data inside the file",
    "print": "the file carries no more than this; the project that issued it knows the rest",
}


def known(file: File) -> list[str]:
    """All that can be traced in a file, by name."""
    names = [shown.id for shown in file.carried.shown] + [each.id for each in file.carried.stated]
    if (prepared := _frozen(file)) is not None:
        names += traceable(prepared.document)
    if file.facts:
        names += [fact.id for fact in file.facts.facts] + list(file.facts.cells)
    return list(dict.fromkeys(names))


def _frozen(file: File) -> Prepared | None:
    """The version that a file is of, made again up to its checks; None where the ledger does not know it."""
    if file.entry is None:
        return None
    issued = file.entry.issued
    try:
        return prepare(file.entry.folder / INPUTS, issued.annex, created=issued.created)
    except BuildFailed:
        return None


def as_text(name: str, file: File, language: Language) -> str:
    """The printed forms in the file, the way to the cells as far as it is known, and who knows it."""
    lines = [quoted(text, language) for text in _printed(name, file)]
    prepared = _frozen(file)
    if prepared is not None and name in traceable(prepared.document):
        lines.append(trace_as_text(name, prepared.document, prepared.inputs, language))
    elif file.facts and any(fact.id == name for fact in file.facts.facts):
        lines.append(trace_as_text(name, *_alone(file.facts), language))
    else:
        lines += _stated(name, file)
    lines += [_source(name, file, prepared, language), f"sha256 {file.said.hash or '-'}"]
    return "\n".join(lines)


def as_json(name: str, file: File) -> str:
    """The same with stable keys; "trace" is what `bilag trace FACT --format json` prints, or null."""
    prepared = _frozen(file)
    trace = None
    if prepared is not None and name in traceable(prepared.document):
        trace = trace_object(name, prepared.document, prepared.inputs)
    elif file.facts and any(fact.id == name for fact in file.facts.facts):
        trace = trace_object(name, *_alone(file.facts))
    value, cells = _value(name, file)
    issued = file.entry.issued if file.entry else None
    content = {
        "fact": name,
        "path": str(file.path),
        "printed": _printed(name, file),
        "value": value or None,
        "cells": cells,
        "trace": trace,
        "version": issued.version if issued else None,
        "date": issued.date if issued else None,
        "organisation": issued.organisation if issued else None,
        "hash": file.said.hash or None,
    }
    return json_shown(content)


def _alone(facts: FactsFile) -> tuple[Document, Inputs]:
    """A document that has these facts and no text, and no inputs: what a file knows by itself."""
    meta = Meta(facts.annex, facts.title)
    return Document(meta, (), (), (), (), facts=facts.facts), Inputs(facts.annex, None, ())


def _printed(name: str, file: File) -> list[str]:
    return list(dict.fromkeys(shown.text for shown in file.carried.shown if shown.id == name))


def _value(name: str, file: File) -> tuple[str, list[str]]:
    """The exact value and the cells that the file states for a fact; empty where it does not."""
    for fact in file.carried.stated:
        if fact.id == name and fact.value:
            return " ".join(filter(None, (fact.value, fact.unit))), list(fact.cells)
    for record in file.facts.facts if file.facts else ():
        if record.id == name:
            return " ".join(filter(None, (record.value, record.unit))), list(record.cells)
    value, place = file.facts.cells.get(name, ("", "")) if file.facts else ("", "")
    return value, [place] if place else []


def _stated(name: str, file: File) -> Iterator[str]:
    value, cells = _value(name, file)
    if value:
        yield f"{name} = {value.replace('.', ',')}"
    yield from (f"    {cell}" for cell in cells)


def _source(name: str, file: File, prepared: Prepared | None, language: Language) -> str:
    where = "ledger" if prepared and file.entry else "file" if _value(name, file)[0] else "print"
    args = {}
    if where == "ledger" and file.entry:
        issued = file.entry.issued
        args = {"version": issued.version, "date": issued.date, "organisation": one_line(issued.organisation)}
    return translate(_FROM[where], language).format(**args)
