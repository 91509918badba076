"""Markdown to markup: what the grammar found, as elements with their places.

Whatever would be lost or printed as signs (HTML, code, a note without a text, a brace) is refused. Where the
grammar says that a token began is mapped back to the line of the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from markdown_it.token import Token
from msgspec import Struct

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.markup import UNFIT, Element, Kind
from bilag.storage.memo import remembered
from bilag.validate.markdown_grammar import DEEPEST, parser

# Constructs of CommonMark that have no place in an annex; they are read so that they can be refused.
_REFUSED = {"fence": "```", "code_inline": "`", "hr": "---", "blockquote_open": ">", "image": "!["}
_NO_FOOTNOTE = {"bullet_list_open": "-", "ordered_list_open": "1.", "heading_open": "#", "colon_fence": ":::"}
_FOOTNOTE_TEXT = re.compile(r"\s*(?:[-*+>]\s+)*\[\^([^\s\]]+)\]:")
_DIRECTIVE = re.compile(r"\s*\{([\w-]+)\}\s*(\S.*)?$")
_DIRECTIVES = ("table", "figure", "note")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LINE_END = re.compile(r"( ?\n[ \t]*)")
_KINDS: dict[str, Kind] = {
    "bullet_list_open": "bullets",
    "ordered_list_open": "ordered",
    "list_item_open": "item",
}


class _Source(Struct, frozen=True):
    """The lines of a text and the place of its first one."""

    lines: list[str]
    path: str
    line: int

    def span(self, token: Token | None) -> Span:
        return Span(self.path, (token.map[0] if token and token.map else 0) + self.line)


class _Places:
    """Where the characters of an inline token's content are in the file."""

    def __init__(self, inline: Token, source: _Source, fixed: Span | None) -> None:
        self.source, self.fixed = source, fixed
        self.content = inline.content
        self.first = inline.map[0] if inline.map else 0
        self.starts = [0, *(found.end() for found in re.finditer("\n", self.content))]
        self.shifts: dict[int, int] = {}

    def span(self, position: int) -> Span:
        if self.fixed:
            return self.fixed
        nth = bisect_right(self.starts, position) - 1
        if nth not in self.shifts:
            self.shifts[nth] = self.shift(nth)
        column = position - self.starts[nth] + self.shifts[nth]
        return Span(self.source.path, self.first + nth + self.source.line, max(column, 0) + 1)

    def shift(self, nth: int) -> int:
        """How much further right a line of the content begins in its line of the file."""
        end = self.starts[nth + 1] if nth + 1 < len(self.starts) else len(self.content)
        content = self.content[self.starts[nth] : end].rstrip()
        lines = self.source.lines
        whole = lines[self.first + nth].rstrip() if self.first + nth < len(lines) else ""
        words = content.lstrip()
        at = len(whole) - len(words) if whole.endswith(words) else max(whole.find(words), 0)
        return at - (len(content) - len(words))


def parse_markdown(text: str, path: str, report: Report, *, line: int = 1) -> tuple[Element, ...]:
    """The blocks of a fragment. `line` is the line of the file on which `text` begins.

    All that has no place in an annex (HTML, code, quotations, pictures outside a figure) and every brace
    that is left over goes to the report with its place.
    """
    return _parsed(text, path, line, report)


@remembered
def _parsed(text: str, path: str, line: int, report: Report) -> tuple[Element, ...]:
    text = _fit(text.replace("\r\n", "\n").replace("\r", "\n"), Span(path, line, 1), report)
    return tuple(_Reader(text, _Source(text.split("\n"), path, line), report).blocks())


def parse_inline(text: str, span: Span, report: Report) -> tuple[Element, ...]:
    """Inline markup of a single value (a title, a caption, a cell). Places are those of the value."""
    text = _fit(text, span, report, fixed=True)
    if not any(sign in text for sign in "{}*_[\\@`^&!<"):
        return (Element("text", span, text=text),) if text else ()
    reader = _Reader("", _Source([text], span.path, span.line), report, fixed=span)
    return tuple(reader.inlines(parser().parseInline(text)[0]))


def _fit(text: str, span: Span, report: Report, *, fixed: bool = False) -> str:
    """The text without the signs that no document can hold; each of them goes to the report."""
    if text.replace("\n", "").isprintable() or not UNFIT.search(text):
        return text
    for found in UNFIT.finditer(text):
        where = span
        if not fixed:
            line = text.count("\n", 0, found.start())
            where = Span(span.path, span.line + line, found.start() - text.rfind("\n", 0, found.start()))
        report.add("TEXT-SIGN", where, code=f"U+{ord(found[0]):04X}")
    return UNFIT.sub("", text)


class _Reader:
    def __init__(
        self,
        text: str,
        source: _Source,
        report: Report,
        *,
        fixed: Span | None = None,
        within: str = "",
    ) -> None:
        env: dict[str, dict[str, dict[str, int]]] = {}
        self.tokens = parser().parse(text, env) if text else []
        self.source, self.report, self.fixed, self.within = source, report, fixed, within
        self.footnotes: dict[int, tuple[Element, ...]] = {}
        self.footnotes.update(self._footnotes())
        self._unused_footnotes(env.get("footnotes", {}).get("refs", {}))

    # --- blocks ------------------------------------------------------------------------------------------

    def blocks(self) -> Iterator[Element]:
        index = 0
        while index < len(self.tokens):
            if self.tokens[index].type == "footnote_block_open":
                return
            element, index = self._block(index)
            if element is not None:
                yield element

    def _block(self, index: int) -> tuple[Element | None, int]:
        token = self.tokens[index]
        span = self.source.span(token)
        identity = tuple((k, str(v)) for k, v in token.attrs.items() if k == "id") if token.attrs else ()
        for name in token.meta.get("insecure_attrs", {}) if token.meta else ():
            self.report.add("MARKUP-ATTRIBUTE", span, name=name)
        if token.type == "colon_fence":
            return self._directive(token, span, identity), index + 1
        refused = _REFUSED.get(token.type)
        if token.type == "heading_open" and token.markup in ("=", "-"):
            refused = token.markup * 3
        if token.type == "list_item_open" and token.level + 1 >= DEEPEST:
            refused = "- - -"
        if refused:
            self.report.add("MARKUP-UNSUPPORTED", span, construct=refused)
            return None, self._after(index)
        if token.type in ("heading_open", "paragraph_open"):
            kind: Kind = "heading" if token.type == "heading_open" else "paragraph"
            level = int(token.tag[1:]) if kind == "heading" else 0
            children = tuple(self.inlines(self.tokens[index + 1]))
            return Element(kind, span, children, attributes=identity, number=level), index + 3
        end = self._after(index)
        number = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else 0
        if number:
            self._numbered(self.tokens[index:end])
        inner = []
        index += 1
        while index < end - 1:
            element, index = self._block(index)
            if element is not None:
                inner.append(element)
        return Element(_KINDS[token.type], span, tuple(inner), attributes=identity, number=number), end

    def _numbered(self, tokens: list[Token]) -> None:
        """The numbers a person wrote must be those that are printed: 1, 2, 3, or 1 at each item."""
        items = [t for t in tokens if t.type == "list_item_open" and t.level == tokens[0].level + 1]
        if all(item.info == "1" for item in items):
            return
        for number, item in enumerate(items, 1):
            if int(item.info) != number:
                span = self.source.span(item)
                self.report.add("LIST-NUMBER", span, written=item.info, printed=number)
                return

    def _after(self, index: int) -> int:
        """The index after the token that closes the one at `index`."""
        depth = 0
        while True:
            depth += self.tokens[index].nesting
            index += 1
            if depth == 0:
                return index

    def _directive(self, token: Token, span: Span, identity: tuple[tuple[str, str], ...]) -> Element | None:
        found = _DIRECTIVE.match(token.info)
        if found is None or found[1] not in _DIRECTIVES:
            self.report.add("MARKUP-DIRECTIVE", span, name=" ".join(token.info.split()))
            return None
        first, end = token.map or (0, 0)
        closing = self.source.lines[end - 1].strip() if end - 1 > first else ""
        if closing.strip(":") or len(closing) < len(token.markup):
            self.report.add("MARKUP-UNCLOSED", span, name=found[1])
            return None
        body = Span(span.path, span.line + 1, 1)
        attributes = (("name", found[1]), ("argument", (found[2] or "").strip()))
        if found[1] == "note":
            if self.within or found[2]:
                name = self.within or found[2]
                self.report.add("MARKUP-UNSUPPORTED", span, construct=f":::{{note}} {name}")
                return None
            source = _Source(self.source.lines[first + 1 : end - 1], span.path, body.line)
            inner = _Reader(token.content, source, self.report, within=":::{note}").blocks()
            return Element("note", span, tuple(inner), attributes=identity)
        if identity:
            self.report.add("MARKUP-ATTRIBUTE", span, name=f"#{identity[0][1]}")
        return Element("directive", span, text=token.content, attributes=attributes, body=body)

    def _footnotes(self) -> Iterator[tuple[int, tuple[Element, ...]]]:
        number = -1
        inside: list[Element] = []
        for token in self.tokens:
            if token.type == "footnote_open":
                number, inside = token.meta["id"], []
            elif token.type == "footnote_close":
                yield number, tuple(_joined(inside))
                number = -1
            elif number >= 0 and token.type == "inline":
                words = self.inlines(token, footnote=True)
                inside += [self._text(" ", self.source.span(token)), *words] if inside else words
            elif number >= 0 and (token.type in _REFUSED or token.type in _NO_FOOTNOTE):
                construct = _REFUSED.get(token.type) or _NO_FOOTNOTE[token.type]
                self.report.add("MARKUP-UNSUPPORTED", self.source.span(token), construct=construct)

    def _unused_footnotes(self, marks: dict[str, int]) -> None:
        """A footnote's text without a mark would be left out of the annex."""
        unused = {mark[1:] for mark, number in marks.items() if number < 0}
        for place, line in enumerate(self.source.lines if unused else ()):
            found = _FOOTNOTE_TEXT.match(line)
            if found and found[1] in unused:
                where = Span(self.source.path, place + self.source.line, line.index("[^") + 1)
                self.report.add("MARKUP-FOOTNOTE", where, name=found[1])

    # --- inlines -----------------------------------------------------------------------------------------

    def inlines(self, inline: Token, *, footnote: bool = False) -> list[Element]:
        places = _Places(inline, self.source, self.fixed)
        stack: list[list[Element]] = [[]]
        opened: list[Token] = []
        braces, last = 0, -2
        for token in inline.children or []:
            position = token.meta.get("pos", 0) if token.meta else 0
            match token.type:
                case "text" if "\n" in token.content:
                    stack[-1].append(self._lines(token.content, position, places))
                case "text" | "text_special":
                    if token.content:
                        stack[-1].append(self._text(token.content, places.span(position)))
                case "softbreak":
                    stack[-1].append(self._text(" ", places.span(position)))
                case "hardbreak":
                    stack[-1].append(Element("break", places.span(position)))
                case "placeholder" | "reference":
                    stack[-1].append(Element(token.type, places.span(position), text=token.content))
                case "brace":  # a pair of braces, and `{{`, is one fault
                    opens = token.content == "{"
                    if position != last + 1 and (opens or not braces):
                        around = _around(inline.content, position)
                        self.report.add("MARKUP-BRACE", places.span(position), text=around)
                    braces, last = max(braces + (1 if opens else -1), 0), position
                case "footnote_ref" if not footnote:
                    children = self.footnotes.get(token.meta["id"], ())
                    stack[-1].append(Element("footnote", places.span(position), children))
                case "lost" if token.content and not footnote:
                    rule = "MARKUP-FOOTNOTE-PLACE" if self.fixed else "MARKUP-FOOTNOTE-MISSING"
                    self.report.add(rule, places.span(position), name=token.content)
                case "em_open" | "strong_open" | "link_open" | "span_open":
                    if token.level + 1 >= DEEPEST:
                        self.report.add("MARKUP-UNSUPPORTED", places.span(position), construct="[[[")
                    opened.append(token)
                    stack.append([])
                case "em_close" | "strong_close" | "link_close" | "span_close":
                    children = tuple(_joined(stack.pop()))
                    opening = opened.pop()
                    start = places.span(opening.meta.get("pos", 0) if opening.meta else 0)
                    stack[-1].append(self._wrapped(opening, children, start))
                case "footnote_anchor":
                    pass
                case _:
                    known = {"html": token.content[:30], "lost": "^[", "footnote_ref": "[^"}
                    construct = known.get(token.type) or _REFUSED.get(token.type, token.type)
                    self.report.add("MARKUP-UNSUPPORTED", places.span(position), construct=construct)
        return _joined(stack[0])

    def _text(self, text: str, span: Span) -> Element:
        return Element("text", span, text=text, pieces=() if self.fixed else ((0, span),))

    def _lines(self, content: str, position: int, places: _Places) -> Element:
        """A text over several lines, a space for each line end; lines and spaces are pieces of their own."""
        text, pieces = "", []
        for part in _LINE_END.split(content):
            if part:
                pieces.append((len(text), places.span(position + max(part.find("\n"), 0))))
                text += " " if "\n" in part else part
            position += len(part)
        return Element("text", pieces[0][1], text=text, pieces=() if self.fixed else tuple(pieces))

    def _wrapped(self, opening: Token, children: tuple[Element, ...], span: Span) -> Element:
        match opening.type:
            case "em_open":
                return Element("emphasis", span, children)
            case "strong_open":
                return Element("strong", span, children)
            case "link_open":
                return Element("link", span, children, text=str(opening.attrs.get("href", "")))
        attributes = tuple((name, str(value)) for name, value in opening.attrs.items())
        foreign = list((opening.meta or {}).get("insecure_attrs", {}))
        if not attributes and not foreign:
            foreign = ["{}"]
        for name in foreign:
            self.report.add("MARKUP-ATTRIBUTE", span, name=name)
        language = opening.attrs.get("lang")
        if language is not None and not _LANGUAGE.fullmatch(str(language)):
            self.report.add("FRONT-LANGUAGE", span, text=language)
        return Element("span", span, children, attributes=attributes)


def _around(text: str, position: int) -> str:
    return " ".join(text[max(position - 10, 0) : position + 20].split())


def _joined(elements: list[Element]) -> list[Element]:
    """Neighbouring texts as one, so that later stages see whole sentences, with the places of all."""
    out: list[Element] = []
    for kind, group in groupby(elements, key=attrgetter("kind")):
        run = list(group)
        out += [_one_text(run)] if kind == "text" else run
    return out


def _one_text(run: list[Element]) -> Element:
    if len(run) == 1:
        return run[0]
    pieces: list[tuple[int, Span]] = []
    length = 0
    for element in run:
        pieces += [(length + start, span) for start, span in element.pieces]
        length += len(element.text)
    return Element("text", run[0].span, text="".join(e.text for e in run), pieces=tuple(pieces))
