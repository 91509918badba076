"""Markdown to markup: CommonMark through markdown-it-py, with our placeholders, references and directives.

What is ours is small: `{{ fact | format }}`, `@tbl-id`, and two guards for Danish prose ("5. september"
at the start of a line is a date, no list; HTML is text). Inline tokens carry no column in markdown-it, so
each token of ours remembers where it began, and that is mapped back to the line of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import list as list_rules
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.footnote import footnote_plugin

from bilag.danish import month_name
from bilag.diagnostics import Report, Span
from bilag.markup import Element, Kind

# Constructs of CommonMark that have no place in an annex; they are read so that they can be refused.
_REFUSED = {"fence": "code", "code_inline": "code", "hr": "---", "blockquote_open": ">", "image": "!["}
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_REFERENCE = re.compile(r"@([a-z]+-[\w-]*\w)")
_ORDERED = re.compile(r"(\d+)[.)]\s+(\S+)")
_DIRECTIVE = re.compile(r"\s*\{([\w-]+)\}\s*(\S.*)?$")
_SPAN_ATTRIBUTES = ("claim", "lang", "class", "id")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False})
    md.disable(["code", "lheading", "html_block", "html_inline", "reference"])
    attrs_plugin(md, spans=True, after=("span_close",), allowed=_SPAN_ATTRIBUTES)
    attrs_block_plugin(md, allowed=("id",))
    colon_fence_plugin(md)
    footnote_plugin(md)
    md.inline.ruler.before("escape", "placeholder", _placeholder)
    md.inline.ruler.before("escape", "reference", _reference)
    md.inline.ruler.before("escape", "brace", _brace)
    md.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    return md


def _placeholder(state: StateInline, silent: bool) -> bool:
    found = _PLACEHOLDER.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("placeholder", "", 0)
        token.content = " ".join(found[1].split())
        token.meta = {"pos": state.pos}
    state.pos = found.end()
    return True


def _reference(state: StateInline, silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos)
    if found is None or (state.pos and state.src[state.pos - 1].isalnum()):
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.content = found[1]
        token.meta = {"pos": state.pos}
    state.pos = found.end()
    return True


def _brace(state: StateInline, silent: bool) -> bool:
    """A brace that nothing took: a placeholder or an attribute that was not closed or not understood."""
    if state.src[state.pos] not in "{}":
        return False
    if state.src[state.pos] == "{" and state.pos and state.src[state.pos - 1] == "]":
        return False  # may be the attributes of a span; if not, the text is searched afterwards
    if not silent:
        token = state.push("brace", "", 0)
        token.content = state.src[state.pos]
        token.meta = {"pos": state.pos}
    state.pos += 1
    return True


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """An ordered list begins at 1, and not with a date: "5. september 2016 ..." stays a paragraph."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    found = _ORDERED.match(line)
    if found and (int(found[1]) != 1 or _is_month(found[2])):
        return False
    return list_rules.list_block(state, start, end, silent)


def _is_month(word: str) -> bool:
    return word.rstrip(".,;:").lower() in (month_name(number) for number in range(1, 13))


@dataclass(frozen=True, slots=True)
class _Source:
    """The lines of a text and the place of its first one."""

    lines: list[str]
    path: str
    line: int

    def span(self, token: Token | None) -> Span:
        return Span(self.path, (token.map[0] if token and token.map else 0) + self.line)

    def inline_span(self, inline: Token, position: int) -> Span:
        """Where position `position` of an inline token's content stands in the file."""
        before = inline.content[:position]
        nth = before.count("\n")
        line = (inline.map[0] if inline.map else 0) + nth
        content = inline.content.split("\n")[nth].strip()
        source = self.lines[line] if line < len(self.lines) else ""
        column = max(source.find(content), 0) + len(before) - (before.rfind("\n") + 1)
        return Span(self.path, line + self.line, column + 1)


def parse_markdown(text: str, path: str, report: Report, *, line: int = 1) -> tuple[Element, ...]:
    """The blocks of a fragment. `line` is the line of the file on which `text` begins.

    All that has no place in an annex (HTML, code, quotations, pictures outside a figure) and every brace
    that is left over goes to the report with its place.
    """
    source = _Source(text.split("\n"), path, line)
    tokens = _parser().parse(text)
    return tuple(_Reader(tokens, source, report).blocks())


def parse_inline(text: str, span: Span, report: Report) -> tuple[Element, ...]:
    """Inline markup of a single value (a title, a caption, a cell). Places are those of the value."""
    if not any(sign in text for sign in "{}*_[\\@`^&!<"):
        return (Element("text", span, text=text),) if text else ()
    tokens = _parser().parseInline(text)
    source = _Source([text], span.path, span.line)
    return tuple(_Reader(tokens, source, report, fixed=span).inlines(tokens[0]))


class _Reader:
    def __init__(
        self, tokens: list[Token], source: _Source, report: Report, fixed: Span | None = None
    ) -> None:
        self.tokens, self.source, self.report, self.fixed = tokens, source, report, fixed
        self.footnotes: dict[int, tuple[Element, ...]] = {}
        self.footnotes.update(self._footnotes())

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
        identity = tuple((k, str(v)) for k, v in token.attrs.items() if k == "id")
        if token.type == "colon_fence":
            return self._directive(token, span), index + 1
        if token.type in _REFUSED:
            self.report.add("MARKUP-UNSUPPORTED", span, construct=_REFUSED[token.type])
            return None, self._after(index)
        if token.type in ("heading_open", "paragraph_open"):
            kind: Kind = "heading" if token.type == "heading_open" else "paragraph"
            level = int(token.tag[1:]) if kind == "heading" else 0
            children = tuple(self.inlines(self.tokens[index + 1]))
            return Element(kind, span, children, attributes=identity, number=level), index + 3
        kinds: dict[str, Kind] = {
            "bullet_list_open": "bullets",
            "ordered_list_open": "ordered",
            "list_item_open": "item",
        }
        end = self._after(index)
        inner = []
        index += 1
        while index < end - 1:
            element, index = self._block(index)
            if element is not None:
                inner.append(element)
        number = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else 0
        return Element(kinds[token.type], span, tuple(inner), attributes=identity, number=number), end

    def _after(self, index: int) -> int:
        """The index after the token that closes the one at `index`."""
        depth = 0
        while True:
            depth += self.tokens[index].nesting
            index += 1
            if depth == 0:
                return index

    def _directive(self, token: Token, span: Span) -> Element | None:
        found = _DIRECTIVE.match(token.info)
        if found is None or found[1] not in ("table", "figure", "note"):
            self.report.add("MARKUP-DIRECTIVE", span, name=token.info.strip())
            return None
        last = token.map[1] - 1 if token.map else 0
        if not self.source.lines[last].strip().startswith(":::") or last == (token.map or [0])[0]:
            self.report.add("MARKUP-UNCLOSED", span, name=found[1])
            return None
        body = Span(span.path, span.line + 1, 1)
        attributes = (("name", found[1]), ("argument", (found[2] or "").strip()))
        if found[1] == "note":
            inner = parse_markdown(token.content, span.path, self.report, line=body.line)
            return Element("note", span, inner)
        return Element("directive", span, text=token.content, attributes=attributes, body=body)

    def _footnotes(self) -> Iterator[tuple[int, tuple[Element, ...]]]:
        number = -1
        inside: list[Element] = []
        for token in self.tokens:
            if token.type == "footnote_open":
                number, inside = token.meta["id"], []
            elif token.type == "inline" and number >= 0:
                inside += self.inlines(token)
            elif token.type == "footnote_close":
                yield number, tuple(inside)
                number = -1

    # --- inlines -----------------------------------------------------------------------------------------

    def inlines(self, inline: Token) -> Iterable[Element]:
        stack: list[list[Element]] = [[]]
        opened: list[Token] = []
        for token in inline.children or []:
            position = token.meta.get("pos", 0) if token.meta else 0
            span = self.fixed or self.source.inline_span(inline, position)
            match token.type:
                case "text":
                    self._text(token, inline, stack[-1])
                case "softbreak":
                    stack[-1].append(Element("text", span, text=" "))
                case "hardbreak":
                    stack[-1].append(Element("break", span))
                case "placeholder" | "reference":
                    stack[-1].append(Element(token.type, span, text=token.content))
                case "brace":
                    self.report.add("MARKUP-BRACE", span, text=_around(inline.content, position))
                case "footnote_ref":
                    children = self.footnotes.get(token.meta["id"], ())
                    stack[-1].append(Element("footnote", span, children))
                case "em_open" | "strong_open" | "link_open" | "span_open":
                    opened.append(token)
                    stack.append([])
                case "em_close" | "strong_close" | "link_close" | "span_close":
                    children = tuple(stack.pop())
                    stack[-1].append(self._wrapped(opened.pop(), children, span))
                case "footnote_anchor":
                    pass
                case _:
                    construct = _REFUSED.get(token.type, token.type)
                    self.report.add("MARKUP-UNSUPPORTED", span, construct=construct)
        return _joined(stack[0])

    def _text(self, token: Token, inline: Token, into: list[Element]) -> None:
        at = inline.content.find(token.content) if token.content else -1
        span = self.fixed or self.source.inline_span(inline, max(at, 0))
        for sign in re.finditer(r"[{}]", token.content):
            where = self.fixed or self.source.inline_span(inline, max(at, 0) + sign.start())
            self.report.add("MARKUP-BRACE", where, text=_around(token.content, sign.start()))
            break
        if token.content:
            into.append(Element("text", span, text=token.content))

    def _wrapped(self, opening: Token, children: tuple[Element, ...], span: Span) -> Element:
        where = children[0].span if children else span
        match opening.type:
            case "em_open":
                return Element("emphasis", where, children)
            case "strong_open":
                return Element("strong", where, children)
            case "link_open":
                return Element("link", where, children, text=str(opening.attrs.get("href", "")))
        for name in opening.meta.get("insecure_attrs", {}) if opening.meta else {}:
            self.report.add("MARKUP-ATTRIBUTE", where, name=name)
        attributes = tuple((name, str(value)) for name, value in opening.attrs.items())
        return Element("span", where, children, attributes=attributes)


def _around(text: str, position: int) -> str:
    return " ".join(text[max(position - 10, 0) : position + 20].split())


def _joined(elements: list[Element]) -> list[Element]:
    """Neighbouring texts as one, so that later stages see whole sentences."""
    out: list[Element] = []
    for element in elements:
        if out and element.kind == "text" == out[-1].kind:
            out[-1] = Element("text", out[-1].span, text=out[-1].text + element.text)
        else:
            out.append(element)
    return out
