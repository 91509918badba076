"""Lists for people and programs: the facts of an annex, the way of one of them, and the formats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bilag.danish.formats import FORMATS, render
from bilag.diagnostics.jsontext import json_line, json_shown
from bilag.diagnostics.messages import Language, translate
from bilag.document.model import Document, FactRecord, Table, Value
from bilag.document.walks import blocks, leaves, passages, words
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import stated
from bilag.inputs.tables import Table as Data
from bilag.inputs.tables import cell_span, row_key

_MOST_DECIMALS = 12  # of a quotient that does not end; the exact digits are in facts.json


def facts_as_text(document: Document, language: Language) -> str:
    """A line for each fact: its id, value and what it is; below it each printed form with its places."""
    lines = []
    for fact in document.facts:
        lines.append(f"{fact.id} = {_value(fact)}" + (f"  ({fact.label})" if fact.label else ""))
        forms: dict[str, list[str]] = {}
        for printed in fact.printed:
            forms.setdefault(printed.text, []).append(printed.place)
        lines += [f"    {_quoted(text)}  {', '.join(dict.fromkeys(where))}" for text, where in forms.items()]
        if not forms:
            lines.append(f"    {translate('not printed', language)}")
    return "\n".join(lines)


def facts_as_json(document: Document, language: Language) -> str:
    return json_shown(document.facts)


def traceable(document: Document) -> dict[str, FactRecord | Value]:
    """All that can be traced: the named facts, the totals, and the cells of tables (table/row/column)."""
    found: dict[str, FactRecord | Value] = {
        value.fact: value
        for passage in passages(document)
        for value in leaves(passage.content)
        if isinstance(value, Value)
    }
    return found | {fact.id: fact for fact in document.facts}


def found_in_print(asked: str, document: Document) -> tuple[str, ...]:
    """The ids of what is printed so, in the order of the document; empty where nothing is.

    `asked` is a printed text with or without its unit ("30,9", "30,9 mio. kr."), or a table by its number and
    the head of a column, or of a row and a column: "2/Regnskab", "2/Drift/Regnskab". All spaces are alike.
    """
    wanted = _plain(asked)
    shown = {fact.id: [printed.text for printed in fact.printed] for fact in document.facts}
    for id, each in traceable(document).items():
        if isinstance(each, Value):
            shown.setdefault(id, []).append(each.text)
    found = [id for id, texts in shown.items() if any(_says(_plain(text), wanted) for text in texts)]
    number, _, heads = wanted.partition("/")
    for table in blocks(document):
        if isinstance(table, Table) and heads and number == str(table.number):
            found += _under(table, heads)
    return tuple(dict.fromkeys(id for id in found if id))


def _under(table: Table, heads: str) -> Iterator[str]:
    """The ids of a column by its head, or of one cell by the heads of its row and its column."""
    row, _, column = heads.rpartition("/")
    named = [pair for each in table.head.rows for pair in enumerate(each.cells)]
    columns = {index for index, cell in named if _plain(words(cell.content)) == column}
    for each in (*table.body.rows, *table.foot.rows):
        if not row or (each.cells and _plain(words(each.cells[0].content)) == row):
            for index in sorted(columns & set(range(len(each.cells)))):
                values = leaves(each.cells[index].content)
                yield from (value.fact for value in values if isinstance(value, Value))


def _says(text: str, wanted: str) -> bool:
    """Whether a printed text is the one asked for, or has words around its number: "ca. 30,9 mio. kr."."""
    number = any(map(str.isdigit, wanted)) and f" {wanted} " in f" {text} "
    return text == wanted or number


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def trace_as_text(name: str, document: Document, inputs: Inputs, language: Language) -> str:
    """The printed forms of a fact, its operation, and below it its cells or the facts it was made from."""
    target = traceable(document)[name]
    if isinstance(target, Value):
        return f"{_quoted(target.text)}\n{name} = {target.exact.replace('.', ',')}\n    {target.span}"
    lines = [f"{_quoted(printed.text)}  {printed.place}" for printed in target.printed]
    return "\n".join([*lines, *_tree(target, document, inputs, language)])


def trace_as_json(name: str, document: Document, inputs: Inputs, language: Language) -> str:
    """The same way as nested objects; that of a cell, which is short, on one line."""
    written = json_line if isinstance(traceable(document)[name], Value) else json_shown
    return written(trace_object(name, document, inputs))


def trace_object(name: str, document: Document, inputs: Inputs) -> dict[str, object]:
    """What `trace_as_json` writes."""
    target = traceable(document)[name]
    if isinstance(target, Value):
        return {"id": name, "value": target.exact, "cells": [str(target.span)]}
    return _object(target, document, inputs)


def _tree(
    fact: FactRecord,
    document: Document,
    inputs: Inputs,
    language: Language,
    indent: str = "",
    shown: set[str] | None = None,
) -> Iterator[str]:
    """The lines of a fact and what it was made from; a fact that many are made from is unfolded once."""
    shown = set() if shown is None else shown
    made = translate(f"operation {fact.operation}", language)
    how = f"{made}: {fact.expression}" if fact.expression else made
    again = fact.id in shown and (fact.cells or fact.inputs)
    yield f"{indent}{fact.id} = {_value(fact)}  [{how}]" + ("  ..." if again else "")
    if again:
        return
    shown.add(fact.id)
    for place, text in _cells(fact, inputs):
        yield f"{indent}    {place}  {text}".rstrip()
    records = {record.id: record for record in document.facts}
    for name in fact.inputs:
        yield from _tree(records[name], document, inputs, language, indent + "    ", shown)


def _object(fact: FactRecord, document: Document, inputs: Inputs) -> dict[str, object]:
    records = {record.id: record for record in document.facts}
    return {
        "id": fact.id,
        "value": fact.value,
        "unit": fact.unit,
        "qualifier": fact.qualifier,
        "operation": fact.operation,
        "expression": fact.expression,
        "printed": fact.printed,
        "cells": [{"place": place, "text": text} for place, text in _cells(fact, inputs)],
        "inputs": [_object(records[name], document, inputs) for name in fact.inputs],
    }


def _cells(fact: FactRecord, inputs: Inputs) -> Iterator[tuple[str, str]]:
    """Each cell's place and its value, with the row's key."""
    known = _cell_texts(inputs) if fact.cells else {}
    for place in fact.cells:
        yield place, known.get(place, "")


def _cell_texts(inputs: Inputs) -> dict[str, str]:
    texts: dict[str, str] = {}
    for table in inputs.tables.values():
        texts.setdefault(table.path, _size(table))
        for name, column in table.columns.items():
            for row, value in enumerate(column):
                if value is not None:
                    place = str(cell_span(table, row, name))
                    texts.setdefault(place, f"{name} = {stated(value)} ({row_key(table, row)})")
    return texts


def _size(table: Data) -> str:
    return f"{table.name}: {len(table)}"


def _quoted(text: str) -> str:
    """A printed text as Danish quotes it, no-break spaces as ordinary ones."""
    return "\u00bb" + text.replace("\u00a0", " ") + "\u00ab"


def _value(fact: FactRecord) -> str:
    number = fact.value.replace("|", ", ")
    if re.fullmatch(r"-?\d+(\.\d+)?", fact.value):
        endless = len(fact.value.partition(".")[2]) > _MOST_DECIMALS
        number = render("number", fact.value, f"{_MOST_DECIMALS} decimaler" if endless else "alle decimaler")
        number += " \u2026" if endless else ""
    return " ".join(part for part in (fact.qualifier, number, fact.unit) if part)


def formats_as_text(language: Language) -> str:
    """Name, example and what the format is for, in three columns."""
    rows = [
        (form.name, form.printed.replace("\u00a0", " "), translate(form.description, language))
        for form in FORMATS.values()
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {text:<{widths[1]}}  {use}" for name, text, use in rows)


def formats_as_json() -> str:
    rows = [
        {
            "name": f.name,
            "kind": f.kind,
            "tokens": str(f.spec),
            "example": f.printed,
            "description": f.description,
        }
        for f in FORMATS.values()
    ]
    return json_shown(rows)
