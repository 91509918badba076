"""Claims: words of the prose with an expression that must be true, and that must say what the words say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bilag.check.claimwords import judge
from bilag.diagnostics.findings import Finding, Span, finding
from bilag.document.model import Document, Emphasis, Footnote, Inlines, Link, Marked, Strong
from bilag.document.walks import passages, texts
from bilag.inputs.annex import Inputs, links_and_spans
from bilag.inputs.expressions import Binary, parse
from bilag.inputs.facts import Claim, Resolved, amount_words
from bilag.inputs.markup import Element, walk
from bilag.inputs.tables import cell_span

_MOST_CELLS = 4
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\da-z])")


def claims_hold(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """`[fordoblede]{claim="a = 2 * b"}`: the text says it, so the expression must be true."""
    sentences: dict[Span, str] = {}
    for element, claim in _claims(inputs, resolved):
        if not claim.holds:
            sentences = sentences or _sentences(document)
            yield finding(
                "CLAIM-BROKEN",
                element.span,
                words=_words(element),
                claim=claim.text,
                values=_values(claim, inputs, resolved),
                sentence=sentences.get(element.span, _words(element)),
            )


def claims_say_what_they_claim(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """The words say what the expression says: "tredoblede" is not `a = 2 * b`. The class `.ok` accepts words
    that the lexicon does not know."""
    sentences: dict[Span, str] = {}
    for element, claim in _claims(inputs, resolved):
        if not any(e.kind == "placeholder" or e.text.strip() for e in walk(element.children)):
            yield finding("CLAIM-EMPTY", element.span, claim=claim.text)
            continue
        tree = parse(claim.text)
        if (element.attribute("class") or "") == "ok" or not isinstance(tree, Binary):
            continue
        words = _words(element)
        if not words.strip():
            continue  # printed facts alone: they say what they are
        verdict = judge(words, tree, resolved.facts)
        if not verdict.known:
            yield finding("CLAIM-WORDS-UNKNOWN", element.span, words=words, claim=claim.text)
        for word, said in verdict.wrong[:1]:
            sentences = sentences or _sentences(document)
            yield finding(
                "CLAIM-WORDS",
                element.span,
                word=word,
                expected=said,
                claim=claim.text,
                values=_values(claim, inputs, resolved),
                sentence=sentences.get(element.span, words),
            )


def _claims(inputs: Inputs, resolved: Resolved) -> Iterator[tuple[Element, Claim]]:
    for element in links_and_spans(inputs):
        claim = resolved.claims.get(element.attribute("claim") or "") if element.kind == "span" else None
        if claim is not None:
            yield element, claim


def _words(element: Element) -> str:
    """The words of a claim as they are written, without its printed facts."""
    return "".join(e.text for e in walk(element.children) if e.kind == "text")


def _values(claim: Claim, inputs: Inputs, resolved: Resolved) -> str:
    """Each fact of a claim with its amount and its cells."""
    return ", ".join(f"{name} = {_amount(name, inputs, resolved)}" for name in claim.names)


def _amount(name: str, inputs: Inputs, resolved: Resolved) -> str:
    amount = amount_words(resolved.facts[name])
    cells = list(dict.fromkeys(_cells(name, inputs, resolved)))
    if not cells:
        return amount
    shown = ", ".join(map(str, cells[:_MOST_CELLS])) + (" ..." if len(cells) > _MOST_CELLS else "")
    return f"{amount} ({shown})"


def _cells(name: str, inputs: Inputs, resolved: Resolved) -> Iterator[Span]:
    """The cells that a fact is computed from, directly or through other facts."""
    fact = resolved.facts[name]
    for selection in fact.selections:
        if table := inputs.tables.get(selection.table):
            yield from (cell_span(table, row, selection.column) for row in selection.rows[: _MOST_CELLS + 1])
    for inner in fact.inputs:
        yield from _cells(inner, inputs, resolved)


def _sentences(document: Document) -> dict[Span, str]:
    """The sentence that each claim is printed in, by the claim's place."""
    found: dict[Span, str] = {}
    for passage in passages(document):
        before = ""
        parts = _sentence_parts(passage.content)
        whole = "".join(text for text, _ in parts)
        for text, claim in parts:
            if claim is not None:
                start = max((m.end() for m in _SENTENCE_END.finditer(before)), default=0)
                end = _SENTENCE_END.search(whole, len(before) + len(text))
                found.setdefault(claim, whole[start : end.start() if end else len(whole)].strip())
            before += text
    return found


def _sentence_parts(inlines: Inlines) -> list[tuple[str, Span | None]]:
    """The texts of a passage, each claim's in one piece with its place."""
    parts: list[tuple[str, Span | None]] = []
    for inline in inlines:
        match inline:
            case Marked("claim", _, children, span):
                parts.append(("".join(texts(children)), span))
            case Emphasis(children) | Strong(children) | Link(_, children) | Marked(_, _, children):
                parts += _sentence_parts(children)
            case Footnote():
                parts.append(("", None))  # it is printed below the page
            case _:
                parts.append(("".join(texts((inline,))), None))
    return parts
