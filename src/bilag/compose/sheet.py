"""The correction sheet, "Rettelse til bilag 1": what stood, what it is corrected to, and why, on one page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from bilag.document.forms.documentlines import normal_form
from bilag.document.forms.normalform import digest, plain
from bilag.document.model import (
    Block,
    Cell,
    Column,
    Document,
    HeadLine,
    Inlines,
    Paragraph,
    Row,
    Section,
    Table,
    TableBody,
    TableFoot,
    TableHead,
    Text,
    Value,
)
from bilag.document.theme import filled
from bilag.document.walks import words
from bilag.inputs.annex import Correction
from bilag.versions.changes import Changes, FactChange, FactState, Spot
from bilag.versions.changewords import absolute_change
from bilag.versions.differences import Place

_WIDTHS = (0.31, 0.13, 0.13, 0.14, 0.29)
_AROUND = 30
_NOTE_MARK = re.compile(r"\[\^[0-9]+\]")  # as the normal form has it
_KEYS = ("place", "stood", "corrected_to", "difference", "reason")
_UNSHOWN = ("logo", "head", "title", "contents")  # lines that say of the version itself what they say


def compose_sheet(
    changes: Changes, correction: Correction, annex: Document, number: str, labels: Mapping[str, str]
) -> Document:
    """The sheet as a document of its own, in the look of the annex and with its notathoved.

    In: the changes from the version that is replaced to `annex`; the annex's number, "" where it has none;
    the template's words. Out: one row for each place where a number or words are printed otherwise. The
    dates and the language are those of the annex; nothing travels inside but what is printed.
    """
    named = " ".join(part for part in (labels["annex"], number) if part)
    title = filled(labels["correction"], annex=named[:1].lower() + named[1:])
    sheet = Document(
        meta=replace(annex.meta, title=f"{title}: {annex.meta.title}", subject=title, keywords=()),
        title=(Text(title),),
        head=tuple(_head(annex)),
        blocks=tuple(_blocks(changes, correction, annex, labels)),
        sections=tuple(_sections(changes, correction, labels)),
        header=annex.header,
        footer=annex.footer,
        logo=annex.logo,
        figures=annex.figures,
    )
    return replace(sheet, hash=digest(normal_form(sheet, labels)))


def _head(annex: Document) -> Iterator[HeadLine]:
    for line in annex.head:
        yield HeadLine(line.label, _plain(line.content))


def _plain(content: Inlines) -> Inlines:
    """Figures of the annex are no facts of the sheet: their words alone."""
    return tuple(Text(i.text) if isinstance(i, Value) else i for i in content)


def _blocks(
    changes: Changes, correction: Correction, annex: Document, labels: Mapping[str, str]
) -> Iterator[Block]:
    yield Paragraph("rettelse", (Text(filled(labels["correction_of"], title=words(annex.title))),))
    rows = [*_fact_rows(changes, correction, labels), *_text_rows(changes, correction, labels)]
    if rows:
        heads = tuple(Cell((Text(labels[key]),)) for key in _KEYS)
        aligned = ("start", "start", "start", "end", "start")
        columns = tuple(Column(k, w, a) for k, w, a in zip(_KEYS, _WIDTHS, aligned, strict=True))  # type: ignore[arg-type]
        yield Table(
            id="rettelser",
            label=labels["table"],
            number=1,
            caption=(Text(labels["corrections"]),),
            columns=columns,
            head=TableHead((Row("head", heads),)),
            body=TableBody(tuple(rows)),
            foot=TableFoot(()),
        )
    unseen = sum(change.kind == "hidden" for change in changes.facts or ())
    if unseen:
        yield Paragraph("afrunding", (Text(filled(labels["rounded_away"], count=unseen)),))


def _sections(changes: Changes, correction: Correction, labels: Mapping[str, str]) -> Iterator[Section]:
    said = []
    if correction.recommendation:
        said.append(Paragraph("betydning", (Text(correction.recommendation),)))
    if changes.figures:
        same, all_ = changes.figures.same, changes.figures.all
        said.append(Paragraph("uaendret", (Text(filled(labels["unchanged"], same=same, all=all_)),)))
    if said:
        yield Section("indstilling", 1, (Text(labels["recommendation"]),), tuple(said))


# --- rows ------------------------------------------------------------------------------------------------


def _fact_rows(changes: Changes, correction: Correction, labels: Mapping[str, str]) -> Iterator[Row]:
    """Those of a row of the annex's tables that is shown as a whole, see `_text_rows`, are not told again."""
    whole = {
        text
        for change in changes.texts or ()
        if change.kind == "row"
        for text in (change.old, change.new)
        if text is not None
    }
    for change in changes.facts or ():
        if change.kind == "hidden":
            continue
        reason = _reason(change, changes, correction)
        own = change.id in correction.reasons
        came_or_went = change.old is None or change.new is None
        for number, spot in enumerate(change.spots, 1):
            old, new = _texts(change, spot, labels)
            if plain(spot.was) == plain(spot.text) and change.new:
                continue  # another of its forms changed
            if came_or_went and spot.said in whole and not own:
                continue
            cells = (
                _cell(_spot_text(spot)),
                old,
                new,
                _cell(absolute_change(change)),
                _cell(reason),
            )
            yield Row(f"{change.id}-{number}", cells)


def _texts(change: FactChange, spot: Spot, labels: Mapping[str, str]) -> tuple[Cell, Cell]:
    """What stood and what stands in one place."""
    if change.new is None:
        return _cell(spot.text), _cell(labels["removed"])
    return _cell(spot.was or labels["added"]), _value(change.id, spot.text, change.new)


def _value(id: str, text: str, state: FactState) -> Cell:
    return Cell((Value(text, id, state.value),))


def _text_rows(changes: Changes, correction: Correction, labels: Mapping[str, str]) -> Iterator[Row]:
    for number, change in enumerate(changes.texts or (), 1):
        if change.kind in _UNSHOWN:
            continue
        old = labels["added"] if change.old is None else change.old
        new = labels["removed"] if change.new is None else change.new
        cells = (place_text(change.place), old, new, "", correction.reason)
        yield Row(f"tekst-{number}", tuple(map(_cell, cells)))


def _cell(text: str) -> Cell:
    text = _NOTE_MARK.sub("", text)
    return Cell((Text(text),)) if text else Cell(())


def _spot_text(spot: Spot) -> str:
    """In running text also the words around the number, as a heading may have many below it."""
    start = spot.said.find(spot.text.replace("\u00a0", " "))
    if spot.place.caption or spot.said == spot.place.heading or start < 0:
        return place_text(spot.place)
    before = spot.said[: start + len(spot.text)]
    if len(before) > _AROUND + len(spot.text):
        before = "\u2026 " + before[-_AROUND - len(spot.text) :].partition(" ")[2]
    return f"{place_text(spot.place)}: \u00bb{before}\u00ab"


def _reason(change: FactChange, changes: Changes, correction: Correction) -> str:
    """Its own; else that of a number that changed alike because of the same cells, as a table's total does;
    else that of the correction."""
    if change.id in correction.reasons:
        return correction.reasons[change.id]
    for other in changes.facts or ():
        if other.id in correction.reasons and _alike(other, change):
            return correction.reasons[other.id]
    return correction.reason


def _alike(one: FactChange, other: FactChange) -> bool:
    sides = ((one.old, other.old), (one.new, other.new))
    return one.cells == other.cells and all(a and b and a.value == b.value for a, b in sides)


def place_text(place: Place) -> str:
    """Where it stands, as the sheet says it: the table with its row and column, else the heading."""
    if not place.caption:
        return place.heading
    table = place.caption.partition(". ")[0]
    return ", ".join(part for part in (table, place.row_head, place.column_head) if part)
