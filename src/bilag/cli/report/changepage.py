"""What changed between two versions as an HTML page that a browser shows and prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from bilag.cli.report.changes import FACT_PARTS, cell_words, finding_words, printed_as, rest, spot_words
from bilag.cli.report.differences import KINDS, place_words
from bilag.diagnostics.messages import Language, translate
from bilag.versions.changes import Changes, FactChange, anything
from bilag.versions.changewords import difference_words, value_words

_STYLE = """body{font:11pt/1.45 Calibri,Carlito,sans-serif;max-width:60em}
body{margin:2em auto;padding:0 1em;color:#111}
h1{font-size:1.4em}h2{font-size:1.1em;margin-top:1.6em}table{border-collapse:collapse;width:100%}
caption{text-align:left;padding:.3em 0}
th,td{text-align:left;vertical-align:top;padding:.35em .6em;border-bottom:1px solid #767676}
th{border-bottom:2px solid #111}del{color:#8b0000}ins{color:#00501e;text-decoration:none;font-weight:bold}
@media print{body{margin:0}tr{break-inside:avoid}}"""


def changes_as_page(title: str, changes: Changes, language: Language) -> str:
    """The whole page, without scripts or anything from another address. `title` is the annex's."""

    def say(text: str, **args: object) -> str:
        return escape(translate(text, language).format(**args))

    body = [f"<h1>{say('Changes in {title}', title=title)}</h1>"]
    body.append(f"<p>{say('From: {name}', name=changes.old)}<br>{say('To: {name}', name=changes.new)}</p>")
    if not anything(changes):
        body.append(f"<p>{say('Nothing has changed.')}</p>")
    for kinds, words in FACT_PARTS:
        some = [change for change in changes.facts or () if change.kind in kinds]
        rows = [_fact(change, language) for change in some]
        body += _table(say(words), ("Place", "Before", "Now", "Difference", "Cell"), rows, language)
    cells = [
        (cell.table, cell.key, cell.column, cell_words(cell, language), cell.places[1] or cell.places[0])
        for cell in changes.cells or ()
    ]
    rows = [tuple(escape(text) for text in row) for row in cells]
    body += _table(say("Data"), ("Table", "Row", "Column", "Change", "Place"), rows, language)
    texts = [
        (
            escape(", ".join((translate(KINDS[each.kind], language), *place_words(each.place, language)))),
            _marked("del", each.old, language),
            _marked("ins", each.new, language),
        )
        for each in changes.texts or ()
    ]
    body += _table(say("Text"), ("Place", "Before", "Now"), texts, language)
    found = [(escape(finding_words(change, language)),) for change in changes.findings or ()]
    body += _table(say("Claims and checks"), ("Finding",), found, language)
    body += [f"<p>{escape(line)}</p>" for line in rest(changes, language)]
    title = f"<title>{say('Changes in {title}', title=title)}</title>"
    head = f'<head><meta charset="utf-8">{title}<style>{_STYLE}</style></head>'
    start = f'<!doctype html><html lang="{language}">{head}<body><main>'
    return "\n".join([start, *body, "</main></body></html>\n"])


def _table(
    title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], language: Language
) -> Iterator[str]:
    """A table under its own heading, or nothing without rows. Cells are HTML already."""
    rows = list(rows)
    if not rows:
        return
    yield f"<h2>{title} ({len(rows)})</h2><table><thead><tr>"
    yield "".join(f'<th scope="col">{escape(translate(head, language))}</th>' for head in heads)
    yield "</tr></thead><tbody>"
    yield from (f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    yield "</tbody></table>"


def _fact(change: FactChange, language: Language) -> tuple[str, ...]:
    old, new = (printed_as(state.texts) if state else None for state in (change.old, change.new))
    if change.kind == "hidden":
        old, new = value_words(change, "old"), value_words(change, "new")
    return (
        "<br>".join(escape(spot_words(spot, language)) for spot in change.spots),
        _marked("del", _together(old), language),
        _marked("ins", _together(new), language),
        escape(", ".join(_together(part) or "" for part in difference_words(change).split(", "))),
        "<br>".join(
            escape(f"{cell_words(c, language)} ({c.places[1] or c.places[0]})") for c in change.cells
        ),
    )


def _together(number: str | None) -> str | None:
    """A number with no-break spaces, as in the annex."""
    return None if number is None else number.replace(" ", "\u00a0")


def _marked(tag: str, text: str | None, language: Language) -> str:
    if text is None:
        return escape(translate("not there", language))
    return f"<{tag}>{escape(text)}</{tag}>"
