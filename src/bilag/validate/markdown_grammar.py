"""The grammar: CommonMark through markdown-it-py, with our placeholders, references and directives.

What is ours is small: `{{ fact | format }}`, `@tbl-id`, and a guard for Danish prose ("5. september" at the
start of a line is a date, no list). Inline tokens carry no column in markdown-it, so the rule that runs first
at every position notes where each token began (`pos` in its meta).
"""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import list as list_rules
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.footnote import footnote_plugin
from msgspec import Struct

from bilag.danish.wording import cldr

DEEPEST = 40  # of markdown-it: what is deeper it leaves unread, so it is refused
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_REFERENCE = re.compile(r"@([a-z]+-[\w-]*\w)")
_FOOTNOTE = re.compile(r"\[\^([^\s\]]+)\]|\^\[")
_HTML = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|!--|\?|![A-Za-z\[])")
_ORDERED = re.compile(r"(\d{1,9})[.)]\s+(\S+)")
_SPAN_ATTRIBUTES = ("claim", "lang", "class")
_SIGNS = re.compile(r"[!&*<@\[\\\]^_`{}]|(?<=  )\n|\n(?=[ \t]*\n)")
"""Where a rule may find something in running text; markdown-it stops at more, for rules that are off. Of line
ends only those that may break the line: the others stay in the text as the spaces they mean."""
_LIST_SIGNS = frozenset("-+*0123456789")
_BLOCK_SIGNS = _LIST_SIGNS | frozenset("{:`~>_[#=")
"""What a block that is no paragraph may begin with, or the line under a heading."""


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """markdown-it with our rules, made once. No link is refused here: what is no address is for compose."""
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    md.disable(["code", "html_block", "html_inline", "reference", "text_join", "fragments_join"])
    md.disable("normalize")  # line ends and NUL, which the reader has seen to
    md.validateLink = lambda url: True  # type: ignore[method-assign]
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

    Inside an item, a line that begins to the left of its text is the list's next item and has any number.
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
