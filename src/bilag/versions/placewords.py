"""Where something stands in an annex, in words for people."""

from __future__ import annotations

from collections.abc import Iterator

from bilag.diagnostics.messages import Language, one_line, translate
from bilag.document.forms.normalform import Kind
from bilag.versions.differences import Place

KINDS: dict[Kind, str] = {
    "logo": "Logo",
    "head": "Line of the letterhead",
    "title": "Title",
    "contents": "Line of the contents",
    "heading": "Heading",
    "paragraph": "Paragraph",
    "item": "List item",
    "caption": "Caption",
    "figure": "Alternative text",
    "row": "Row",
    "note": "Remark or table note",
    "source": "Source",
    "footnote": "Footnote",
}


def place_words(place: Place, language: Language) -> Iterator[str]:
    """The parts of it, from the heading to the column, what is not known left out."""

    def say(text: str, **args: object) -> str:
        return translate(text, language).format(**args)

    if place.heading:
        yield say("under {heading}", heading=quoted(place.heading, language))
    if place.caption:
        yield say("in {caption}", caption=quoted(place.caption, language))
    if place.row is not None:
        head = f" ({quoted(place.row_head, language)})" if place.row_head and place.row else ""
        yield (say("row {row}", row=place.row) if place.row else say("row of column heads")) + head
    if place.column:
        head = f" ({quoted(place.column_head, language)})" if place.column_head else ""
        yield say("column {column}", column=place.column) + head


def quoted(text: str, language: Language) -> str:
    """The text as the language quotes it, on one line."""
    return translate('"{text}"', language).format(text=one_line(text))
