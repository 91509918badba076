"""Inlines: placeholders become printed facts, references get their numbers, full stops their due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from bilag.compose.printing import fact_text, printed_step, rounded, wanted_format
from bilag.compose.rounding import Rounder
from bilag.compose.sums import Said
from bilag.diagnostics.findings import Report
from bilag.document.model import (
    CrossReference,
    Emphasis,
    Footnote,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Marked,
    Strong,
    Text,
    Value,
)
from bilag.inputs.facts import Resolved, exact_text
from bilag.inputs.markup import Element, placeholder_parts
from bilag.inputs.tables import Package
from bilag.inputs.yaml.shapes import nearest

_SENTENCE_END = (".", "!", "?", ":")
_CLOSING = " \u00a0\"'\u201c\u201d\u2019\u00bb\u00ab)]"  # may stand between a full stop and the next sentence
_WITHIN = ("jf.", "jfr.", "sml.", "bl.a.", "f.eks.", "fx.", "dvs.", "ca.", "pr.", "nr.", "inkl.", "ekskl.")
"""Abbreviations that do not end a sentence: "jf. tabel 1"."""
_CLASSES = ("free", "term")
_SCHEMES = ("https://", "http://", "mailto:")


class Numbered(Struct, frozen=True):
    """What a reference can point to: "Tabel" 1."""

    label: str
    number: int


class Inliner(Struct):
    """Turns markup into inlines. Counts the footnotes of the document as it goes."""

    resolved: Resolved
    defined: Mapping[str, object]
    targets: Mapping[str, Numbered]
    report: Report
    package: Package | None = None
    rounder: Rounder = field(default_factory=Rounder)
    said: list[Said] = field(default_factory=list)
    footnotes: int = 0
    used: set[str] = field(default_factory=set)

    def inlines(self, elements: tuple[Element, ...]) -> Inlines:
        """The content of a block, trimmed at both ends."""
        return _trimmed(_one_full_stop(self._inlines(elements, start=True), "")[0])

    def _inlines(self, elements: tuple[Element, ...], *, start: bool) -> list[Inline]:
        out: list[Inline] = []
        for element in elements:
            if (inline := self._inline(element, start=start)) is not None:
                out.append(inline)
            if (said := _tail(out)) is not None:
                start = said.endswith(_SENTENCE_END) and not said.lower().endswith(_WITHIN)
        return out

    def _inline(self, element: Element, *, start: bool) -> Inline | None:
        match element.kind:
            case "text":
                return Text(element.text)
            case "emphasis":
                return Emphasis(tuple(self._inlines(element.children, start=start)))
            case "strong":
                return Strong(tuple(self._inlines(element.children, start=start)))
            case "link":
                return self._link(element, start=start)
            case "span":
                return self._span(element, start=start)
            case "placeholder":
                return self._value(element)
            case "reference":
                return self._reference(element, start=start)
            case "footnote":
                self.footnotes += 1
                number = self.footnotes
                return Footnote(f"fn-{number}", number, self.inlines(element.children))
            case "break":
                return LineBreak()
        raise AssertionError(element.kind)  # a block inside a line: the parser never makes one

    def _value(self, element: Element) -> Value | None:
        name, form = placeholder_parts(element.text)
        fact = self.resolved.facts.get(name)
        if fact is None:
            if name not in self.defined:
                hint = nearest(name, self.defined)
                self.report.add("FACT-UNKNOWN", element.span, id=name, nearest=hint)
            return None
        wanted = wanted_format(form, element.span, self.report) if form else None
        if form and wanted is None:
            return None
        shown = self.rounder.fact(fact, wanted, element.span, self.report)
        text = fact_text(shown, wanted, element.span, self.report)
        if text is None:
            return None
        self.used.add(name)
        if isinstance(shown.value, Decimal):
            step = printed_step(shown.value, fact.unit, fact.step, wanted)
            number = shown.value if step is None else rounded(shown.value, step)
            self.said.append(Said(fact, text, number, step, element.span))
        return Value(text, name, exact_text(fact.value), element.span)

    def _reference(self, element: Element, *, start: bool) -> CrossReference | None:
        target = self.targets.get(element.text)
        if target is None:
            hint = nearest(element.text, self.targets)
            self.report.add("REFERENCE-UNKNOWN", element.span, id=element.text, nearest=hint)
            return None
        label = target.label if start else target.label.lower()
        text = f"{label}\u00a0{target.number}"
        return CrossReference(element.text, target.label, target.number, text, element.span)

    def _link(self, element: Element, *, start: bool) -> Inline:
        if not element.text.lower().startswith(_SCHEMES):
            self.report.add("LINK-SCHEME", element.span, url=element.text)
        return Link(element.text, tuple(self._inlines(element.children, start=start)))

    def _span(self, element: Element, *, start: bool) -> Inline | None:
        children = tuple(self._inlines(element.children, start=start))
        if (language := element.attribute("lang")) is not None:
            return Marked("lang", language, children, element.span)
        if (claim := element.attribute("claim")) is not None:
            return Marked("claim", claim, children, element.span)
        name = element.attribute("class") or ""
        if name == "free":
            return Marked("free", "", children, element.span)
        if name == "term":
            return Marked("term", "", children, element.span)
        hint = nearest(name, _CLASSES)
        self.report.add("MARKUP-CLASS", element.span, name=name, nearest=hint)
        return None


def unlinked(inlines: Inlines) -> Inlines:
    """A heading's words for a line that is a link itself: without links, footnotes and line breaks."""
    out: list[Inline] = []
    for inline in inlines:
        match inline:
            case Link(_, children):
                out += unlinked(children)
            case CrossReference(_, _, _, text):
                out.append(Text(text))
            case Emphasis(children) | Strong(children) | Marked(_, _, children):
                out.append(replace(inline, children=unlinked(children)))
            case LineBreak():
                out.append(Text(" "))
            case Footnote():
                pass
            case _:
                out.append(inline)
    return tuple(out)


def _tail(inlines: Sequence[Inline]) -> str | None:
    """The end of what is printed so far, without white space and closing marks; None before any words."""
    for inline in reversed(inlines):
        match inline:
            case Text(text) | Value(text) | CrossReference(_, _, _, text):
                said: str | None = text.rstrip(_CLOSING) or None
            case Emphasis(children) | Strong(children) | Link(_, children) | Marked(_, _, children):
                said = _tail(children)
            case _:
                said = None  # a footnote's mark or a break: what stands before it counts
        if said is not None:
            return said
    return None


def _one_full_stop(inlines: Sequence[Inline], before: str) -> tuple[list[Inline], str]:
    """Drop the text's full stop after an abbreviation that ends the sentence: "... 2,8 mio. kr." once.

    `before` is the printed fact just before, if there is one; also given back, for what follows.
    """
    out: list[Inline] = []
    for given in inlines:
        inline = given
        match given:
            case Text(text):
                if before.endswith(".") and text.startswith(".") and not text.startswith(".."):
                    inline = Text(text[1:])
                before = "" if text else before
            case Value(text):
                before = text
            case Emphasis(children) | Strong(children) | Link(_, children) | Marked(_, _, children):
                inner, before = _one_full_stop(children, before)
                inline = replace(given, children=tuple(inner))
            case Footnote():
                pass  # its mark stands between the abbreviation and the full stop
            case _:
                before = ""
        if not isinstance(inline, Text) or inline.text:
            out.append(inline)
    return out, before


def _trimmed(inlines: list[Inline]) -> Inlines:
    """Without white space at the ends, and with runs of it as one space (no-break spaces stay)."""
    out = [Text(_spaced(i.text)) if isinstance(i, Text) else i for i in inlines]
    if out and isinstance(out[0], Text):
        out[0] = Text(out[0].text.lstrip(" "))
    if out and isinstance(out[-1], Text):
        out[-1] = Text(out[-1].text.rstrip(" "))
    return tuple(i for i in out if not isinstance(i, Text) or i.text)


def _spaced(text: str) -> str:
    """With one space for each run of ordinary white space."""
    if "  " not in text and "\n" not in text and "\t" not in text:
        return text
    words = text.replace("\n", " ").replace("\t", " ").split(" ")
    inner = [w for i, w in enumerate(words) if w or i in (0, len(words) - 1)]
    return " ".join(inner)
