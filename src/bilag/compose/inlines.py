"""Inlines: placeholders become printed facts, references get their numbers, full stops their due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bilag.compose.printing import printed, wanted_format
from bilag.diagnostics import Report, Span
from bilag.facts import Fact, Resolved, exact_text
from bilag.inputs import Package
from bilag.markup import Element, placeholder_parts
from bilag.model import (
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
from bilag.shapes import nearest

_SENTENCE_END = (".", "!", "?", ":")
_CLASSES = ("free", "term")
_SCHEMES = ("https://", "http://", "mailto:")


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference can point to: "Tabel" 1."""

    label: str
    number: int


@dataclass(slots=True)
class Inliner:
    """Turns markup into inlines. Counts the footnotes of the document as it goes."""

    resolved: Resolved
    defined: Mapping[str, object]
    targets: Mapping[str, Target]
    report: Report
    package: Package | None = None
    footnotes: int = 0
    used: set[str] = field(default_factory=set)

    def inlines(self, elements: tuple[Element, ...]) -> Inlines:
        """The content of a block, trimmed at both ends."""
        return _trimmed(_one_full_stop(self._inlines(elements, start=True)))

    def _inlines(self, elements: tuple[Element, ...], *, start: bool) -> list[Inline]:
        out: list[Inline] = []
        for element in elements:
            if (inline := self._inline(element, start=start)) is not None:
                out.append(inline)
            if text := _last_text(out):
                start = text.rstrip().endswith(_SENTENCE_END)
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
        text = printed(fact, wanted, element.span, self.report)
        if text is None:
            return None
        self.used.add(name)
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
        if not element.text.startswith(_SCHEMES):
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


def fact_text(fact: Fact, form: str, span: Span, report: Report) -> str | None:
    """A fact's text outside prose: for lists and reports."""
    wanted = wanted_format(form, span, report) if form else None
    return printed(fact, wanted, span, report)


def _last_text(inlines: list[Inline]) -> str:
    if not inlines:
        return ""
    match inlines[-1]:
        case Text(text) | Value(text) | CrossReference(_, _, _, text):
            return text
        case Emphasis(children) | Strong(children) | Link(_, children) | Marked(_, _, children):
            return _last_text(list(children))
        case _:
            return "-"


def _one_full_stop(inlines: list[Inline]) -> list[Inline]:
    """Drop the text's full stop after an abbreviation that ends the sentence: "... 2,8 mio. kr." once."""
    out: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and out and isinstance(out[-1], Value):
            stops = len(inline.text) - len(inline.text.lstrip("."))
            if stops == 1 and out[-1].text.endswith("."):
                inline = Text(inline.text[1:])
        if not isinstance(inline, Text) or inline.text:
            out.append(inline)
    return out


def _trimmed(inlines: list[Inline]) -> Inlines:
    """Without white space at the ends, and with runs of it as one space (no-break spaces stay)."""
    out = [replace(i, text=" ".join(_words(i.text))) if isinstance(i, Text) else i for i in inlines]
    if out and isinstance(out[0], Text):
        out[0] = Text(out[0].text.lstrip(" "))
    if out and isinstance(out[-1], Text):
        out[-1] = Text(out[-1].text.rstrip(" "))
    return tuple(i for i in out if not isinstance(i, Text) or i.text)


def _words(text: str) -> list[str]:
    """Split at ordinary white space, keeping an empty word at an end that has some."""
    words = [w for w in text.replace("\n", " ").replace("\t", " ").split(" ")]
    inner = [w for i, w in enumerate(words) if w or i in (0, len(words) - 1)]
    return inner if len(words) > 1 else words
