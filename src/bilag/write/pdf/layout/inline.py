"""Inlines as runs of text: what each is set in, and which structure element it belongs to.

Source of the tags: ISO 32000-1 14.8.4.4 (Span, Link, Reference, Note), ISO 14289-1 7.2 (language), 7.9
(notes), 7.18.5 (links).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from bilag.document.faults import DrawingFault, MissingGlyph
from bilag.document.flow import StyledText
from bilag.document.model import (
    CrossReference,
    Emphasis,
    Footnote,
    Inlines,
    LineBreak,
    Link,
    Marked,
    PageCount,
    PageNumber,
    Strong,
    Text,
    Value,
)
from bilag.document.theme import Style, Theme
from bilag.document.walks import words
from bilag.write.pdf.file.canvas import Destination, LinkTarget
from bilag.write.pdf.file.fonts import Font, Fonts
from bilag.write.pdf.file.tree import StructElement, byte_string, fact_property, language, later, titled
from bilag.write.pdf.layout.contents import EntryBlock
from bilag.write.pdf.layout.lines import Prose, Run
from bilag.write.pdf.layout.text import TextBlock

_MARK_SIZE, _MARK_RISE = 0.65, 0.35  # a footnote mark, as shares of the size of the text


class Ink(Struct, frozen=True):
    """How text is set where it stands."""

    style: Style
    element: StructElement
    bold: bool = False
    italic: bool = False
    target: LinkTarget | None = None
    underline: bool = False
    colour: str = ""


class Typesetter:
    """Turns inlines into prose. `places` are where cross-references may go; `faults` what cannot be shown.

    `footnotes` gathers the notes of the text since it was last taken (`take_notes`); `page` and `pages`
    are printed for the page's number and their count.
    """

    def __init__(self, fonts: Fonts, theme: Theme, places: Mapping[str, Destination]) -> None:
        self.fonts = fonts
        self.styles = theme.styles
        self._link_colour = theme.link
        self.places = places
        self.faults: list[DrawingFault] = []
        self.page = self.pages = 0
        self._notes: list[tuple[StructElement, TextBlock]] = []

    def prose(self, inlines: Inlines, style: Style, element: StructElement, prefix: str = "") -> Prose:
        """The text of a block. `prefix` is printed before it ("Tabel 1. ")."""
        ink = Ink(style, element)
        if len(inlines) == 1 and isinstance(inlines[0], Text):
            return Prose([self.run(prefix + inlines[0].text, ink)])
        start = [self.run(prefix, ink)] if prefix else []
        return Prose([*start, *self.runs(inlines, ink)])

    def entry(self, entry: StyledText, style: Style, parent: StructElement) -> EntryBlock:
        """A line of the contents list under `parent`: all of it is one link to the heading."""
        link = StructElement("Link", StructElement("Reference", parent))
        target = LinkTarget(link, words(entry.content), where=self.places[entry.target])
        ink = Ink(style, link, target=target)
        font = self.fonts.face(style)
        self.check(font, "0123456789")
        lead = self.number(entry.mark, style, link, target).runs if entry.mark else []
        return EntryBlock(Prose([*lead, *self.runs(entry.content, ink)]), style, target, font)

    def number(
        self, number: str, style: Style, element: StructElement, target: LinkTarget | None = None
    ) -> Prose:
        """The number of a heading in an element of its own, which a reader tells from the words."""
        span = later("Span", element, titled("number"))
        return Prose([self.run(f"{number}\u00a0\u00a0", Ink(style, span, target=target))])

    def plain(self, text: str, style: Style, element: StructElement) -> Prose:
        return Prose([self.run(text, Ink(style, element))])

    def run(self, text: str, ink: Ink) -> Run:
        style = ink.style
        font = self.fonts.face(style, bold=ink.bold, italic=ink.italic)
        self.check(font, text)
        return Run(
            text,
            font,
            style.size,
            ink.colour or style.colour,
            ink.element,
            target=ink.target,
            underline=ink.underline,
        )

    def check(self, font: Font, text: str) -> None:
        """Remember the characters that the font cannot show."""
        for char in font.missing(text):
            self.faults.append(MissingGlyph(char, text, font.face.postscript))

    def runs(self, inlines: Inlines, ink: Ink) -> Iterator[Run]:
        for inline, following in zip_longest(inlines, inlines[1:]):
            match inline:
                case Text():
                    ends = isinstance(following, LineBreak)  # a space before a break is none
                    yield self.run(inline.text.rstrip(" ") if ends else inline.text, ink)
                case Emphasis():
                    yield from self.runs(inline.children, replace(ink, italic=True))
                case Strong():
                    yield from self.runs(inline.children, replace(ink, bold=True))
                case Value():
                    span = later("Span", ink.element, fact_property(inline.fact))
                    yield self.run(inline.text, replace(ink, element=span))
                case CrossReference():
                    yield self.run(inline.text, self._cross_reference(inline, ink))
                case Link():
                    link = later("Link", ink.element)
                    yield from self.runs(
                        inline.children,
                        replace(
                            ink,
                            element=link,
                            target=LinkTarget(link, words(inline.children) or inline.url, url=inline.url),
                            underline=True,
                            colour=self._link_colour,
                        ),
                    )
                case Footnote():
                    yield self._footnote(inline, ink)
                case Marked():
                    if inline.kind == "lang":
                        span = later("Span", ink.element, language(inline.value))
                        yield from self.runs(inline.children, replace(ink, element=span))
                    else:
                        yield from self.runs(inline.children, ink)
                case LineBreak():
                    yield self.run("\n", ink)
                case PageNumber():
                    yield self.run(str(self.page), ink)
                case PageCount():
                    yield self.run(str(self.pages), ink)
                case _:
                    assert_never(inline)

    def _cross_reference(self, reference: CrossReference, ink: Ink) -> Ink:
        place = self.places.get(reference.target)
        if place is None:
            return ink
        link = later("Link", ink.element)
        return replace(ink, element=link, target=LinkTarget(link, reference.text, where=place))

    def _footnote(self, footnote: Footnote, ink: Ink) -> Run:
        """The mark, which links to the note; the note itself, which links back, waits in `take_notes`."""
        words = str(footnote.number)
        there, back = Destination(), Destination()
        link = later("Link", later("Reference", ink.element))
        run = self._mark(words, replace(ink, element=link, target=LinkTarget(link, words, where=there)))
        run.place = back
        style = self.styles["FootnoteText"]
        note = StructElement("Note", None, b"/ID" + byte_string(footnote.id.encode()))
        label_link = StructElement("Link", StructElement("Lbl", note))
        label = self._mark(words, Ink(style, label_link, target=LinkTarget(label_link, words, where=back)))
        text = Ink(style, StructElement("P", note))
        block = TextBlock(Prose([label, self.run(" ", text), *self.runs(footnote.content, text)]), style)
        block.place = there
        run.note = block
        self._notes.append((note, block))
        return run

    def _mark(self, words: str, ink: Ink) -> Run:
        run = self.run(words, ink)
        run.rise = run.size * _MARK_RISE
        run.size *= _MARK_SIZE
        return run

    def take_notes(self, parent: StructElement) -> None:
        """Put the notes of the text so far into the tree, under `parent`, after what stands there."""
        for note, _ in self._notes:
            note.parent = parent
            parent.kids.append(note)
        self._notes.clear()
