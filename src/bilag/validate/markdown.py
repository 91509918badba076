"""Markdown to markup: CommonMark through markdown-it-py, with our placeholders, references and directives.

What is ours is small: `{{ fact | format }}`, `@tbl-id`, and a guard for Danish prose ("5. september" at the
start of a line is a date, no list). Whatever would be lost or printed as signs (HTML, code, a note without a
text, a brace) is refused. Inline tokens carry no column in markdown-it, so the rule that runs first at every
position notes where each token began, and that is mapped back to the line of the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import list as list_rules
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.footnote import footnote_plugin
from msgspec import Struct

from bilag.danish import cldr
from bilag.diagnostics import Report, Span
from bilag.markup import UNFIT, Element, Kind
from bilag.memo import remembered

# Constructs of CommonMark that have no place in an annex; they are read so that they can be refused.
_REFUSED = {"fence": "```", "code_inline": "`", "hr": "---", "blockquote_open": ">", "image": "!["}
_NO_FOOTNOTE = {"bullet_list_open": "-", "ordered_list_open": "1.", "heading_open": "#", "colon_fence": ":::"}
_DEEPEST = 40  # of markdown-it: what stands deeper it leaves unread, so it is refused
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_REFERENCE = re.compile(r"@([a-z]+-[\w-]*\w)")
_FOOTNOTE = re.compile(r"\[\^([^\s\]]+)\]|\^\[")
_FOOTNOTE_TEXT = re.compile(r"\s*(?:[-*+>]\s+)*\[\^([^\s\]]+)\]:")
_HTML = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|!--|\?|![A-Za-z\[])")
_ORDERED = re.compile(r"(\d{1,9})[.)]\s+(\S+)")
_DIRECTIVE = re.compile(r"\s*\{([\w-]+)\}\s*(\S.*)?$")
_DIRECTIVES = ("table", "figure", "note")
_SPAN_ATTRIBUTES = ("claim", "lang", "class")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SIGNS = re.compile(r"[!&*<@\[\\\]^_`{}]|(?<=  )\n|\n(?=[ \t]*\n)")
"""Where a rule may find something in running text; markdown-it stops at more, for rules that are off. Of line
ends only those that may break the line: the others stay in the text as the spaces they stand for."""
_LINE_END = re.compile(r"( ?\n[ \t]*)")
_LIST_SIGNS = frozenset("-+*0123456789")
_BLOCK_SIGNS = _LIST_SIGNS | frozenset("{:`~>_[#=")
"""What a block that is no paragraph may begin with, or the line under a heading."""
_KINDS: dict[str, Kind] = {
    "bullet_list_open": "bullets",
    "ordered_list_open": "ordered",
    "list_item_open": "item",
}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST})
    md.disable(["code", "html_block", "html_inline", "reference", "text_join", "fragments_join"])
    md.disable("normalize")  # line ends and NUL, which `_fit` has seen to
    md.validateLink = lambda url: True  # type: ignore[method-assign] # compose refuses what is no address
    attrs_plugin(md, spans=True, after=("span_close",), allowed=_SPAN_ATTRIBUTES)
    attrs_block_plugin(md, allowed=("id",))
    block_attributes = md.block.ruler.getRules("")[md.block.ruler.get_active_rules().index("attr")]

    def attributes(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """`{#id}` above a block, but no remark as `{% ... %}`, which would be left out unseen."""
        return "%" not in _line(state, start) and block_attributes(state, start, end, silent)

    md.block.ruler.at("attr", attributes)
    colon_fence_plugin(md)
    footnote_plugin(md, inline=False)
    md.inline.ruler.at("text", _text)
    md.inline.ruler2.before("balance_pairs", "place", _note)
    md.inline.ruler.before("newline", "placeholder", _placeholder)
    md.inline.ruler.before("escape", "reference", _reference)
    md.inline.ruler.after("footnote_ref", "footnote_lost", _footnote_lost)
    md.inline.ruler.after("autolink", "html", _html)
    md.inline.ruler.push("brace", _brace)
    md.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    md.block.ruler.before("list", "date", _date, {"alt": ["list"]})
    md.block.ruler.before("attr", "prose", _prose)
    return md


class _Memory(Struct):
    """Of one inline text while it is read: where the text and the token begin that are being read."""

    text: int = 0
    token: int = 0
    seen: int = 0


def _text(state: StateInline, silent: bool) -> bool:
    """Takes the text up to the next sign. Runs first at each position, and so notes first where the tokens
    since the last one began."""
    start = state.pos
    if not silent:
        _note(state)
        memory: _Memory = vars(state)["bilag"]
        memory.token = start
        if not state.pending:
            memory.text = start
    sign = _SIGNS.search(state.src, start)
    state.pos = sign.start() if sign else state.posMax
    if state.pos > start and not silent:
        state.append_pending(state.src[start : state.pos])
    return state.pos > start


def _note(state: StateInline) -> None:
    memory: _Memory | None = vars(state).get("bilag")
    if memory is None:
        memory = vars(state)["bilag"] = _Memory()
    if memory.seen < len(state.tokens):
        for token in state.tokens[memory.seen :]:
            start = memory.text if token.type == "text" else memory.token
            token.meta.setdefault("pos", start)
            memory.text = memory.token
        memory.seen = len(state.tokens)


def _take(state: StateInline, silent: bool, kind: str, content: str, end: int) -> bool:
    if not silent:
        token = state.push(kind, "", 0)
        token.content = content
        token.meta = {"pos": state.pos}
    state.pos = end
    return True


def _placeholder(state: StateInline, silent: bool) -> bool:
    found = _PLACEHOLDER.match(state.src, state.pos)
    return found is not None and _take(state, silent, "placeholder", " ".join(found[1].split()), found.end())


def _reference(state: StateInline, silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos)
    if found is None or (state.pos and state.src[state.pos - 1].isalnum()):
        return False
    return _take(state, silent, "reference", found[1], found.end())


def _footnote_lost(state: StateInline, silent: bool) -> bool:
    """A footnote's mark whose text is nowhere, or a footnote written within the line."""
    found = _FOOTNOTE.match(state.src, state.pos)
    return found is not None and _take(state, silent, "lost", found[1] or "", found.end())


def _html(state: StateInline, silent: bool) -> bool:
    found = _HTML.match(state.src, state.pos)
    return found is not None and _take(state, silent, "html", found[0], found.end())


def _brace(state: StateInline, silent: bool) -> bool:
    """A brace that nothing took: a placeholder or an attribute that was not closed or not understood."""
    sign = state.src[state.pos]
    return sign in "{}" and _take(state, silent, "brace", sign, state.pos + 1)


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """An ordered list begins at 1, and not with a date: "5. september 2016 ..." stays a paragraph.

    Inside an item, a line that stands to the left of its text is the list's next item and has any number.
    """
    line = _line(state, start)
    if line[:1] not in _LIST_SIGNS:
        return False
    found = _ORDERED.match(line)
    sibling = silent and state.sCount[start] < state.blkIndent
    if found and (_is_month(found[2]) or (int(found[1]) != 1 and not sibling)):
        return False
    return list_rules.list_block(state, start, end, silent)


def _date(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Ends a list before a line that begins with a date."""
    found = _ORDERED.match(_line(state, start)) if silent else None
    return found is not None and _is_month(found[2])


def _prose(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph that begins as nothing else does, so that no other rule is asked; nor for a line of it that
    does. Else as markdown-it reads it; a heading that is underlined is left to it.
    """
    if _line(state, start)[:1] in _BLOCK_SIGNS:
        return False
    ends = state.md.block.ruler.getRules("paragraph")
    before, state.parentType = state.parentType, "paragraph"
    line = start + 1
    while line < state.lineMax and not state.isEmpty(line):
        text = _line(state, line)
        if text[:1] in _BLOCK_SIGNS and 0 <= state.sCount[line] <= state.blkIndent + 3:
            if not text.strip("- \t") or not text.strip("= \t"):
                state.parentType = before
                return False
            if any(rule(state, line, state.lineMax, True) for rule in ends):
                break
        line += 1
    opening, inline = state.push("paragraph_open", "p", 1), state.push("inline", "", 0)
    inline.content, inline.children = mdTrim(state.getLines(start, line, state.blkIndent, False)), []
    opening.map = inline.map = [start, line]
    state.push("paragraph_close", "p", -1)
    state.line, state.parentType = line, before
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]][:200]


def _is_month(word: str) -> bool:
    return word.rstrip(".,;:").lower() in cldr().months


class _Source(Struct, frozen=True):
    """The lines of a text and the place of its first one."""

    lines: list[str]
    path: str
    line: int

    def span(self, token: Token | None) -> Span:
        return Span(self.path, (token.map[0] if token and token.map else 0) + self.line)


class _Places:
    """Where the characters of an inline token's content stand in the file."""

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
        """How much further right a line of the content stands in its line of the file."""
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
    return tuple(reader.inlines(_parser().parseInline(text)[0]))


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
        self.tokens = _parser().parse(text, env) if text else []
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
        if token.type == "list_item_open" and token.level + 1 >= _DEEPEST:
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
                    if token.level + 1 >= _DEEPEST:
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
