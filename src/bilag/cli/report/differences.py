"""Differences between two files in words for people: where, and what each of them says there."""

from __future__ import annotations

from collections.abc import Iterator

from bilag.diagnostics.messages import Language, quoted, translate
from bilag.document.forms.normalform import Kind
from bilag.versions.differences import Difference, Place

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
    """The known parts of a place, from the heading to the column."""

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


def difference_lines(
    found: Difference, language: Language, names: tuple[str, str] = ("Word", "PDF")
) -> Iterator[str]:
    """A line with the place of a difference, then a line for what each file, by its name, says there."""
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
