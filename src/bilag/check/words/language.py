"""Danish spelling and typography: what breaks a rule, and what is written in two ways in one document.

Only annexes in Danish are checked, without the words that are marked as another language.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cache
from operator import eq

from bilag.check.words.prose import (
    OBJECT,
    Piece,
    Spoken,
    prose_pieces,
    published,
    spoken,
    spoken_cells,
    words_of,
)
from bilag.check.words.usage import (
    AND_WORDS,
    BEFORE_AMOUNT,
    BEFORE_YEAR,
    COMMON_NOUNS,
    COMPOUND_NUMBERS,
    MISSPELT,
    NOT_SPLIT,
    SAME,
    TWICE,
)
from bilag.diagnostics.findings import Finding, Span, finding
from bilag.document.model import Document, Table, Value
from bilag.document.walks import leaves, passages
from bilag.document.walks import running_text as printed_pieces
from bilag.inputs.annex import Inputs, once
from bilag.inputs.facts import Resolved

NBSP = "\u00a0"
_BOUNDS = (r"(?<![\w@./-])", r"(?![\w@/-])")


_FIRST = re.compile(r"(?:\(\?<.*?\))*(%|[^\W\d_]+)(?:\((?:\?:)?([\w|]+)\)\?)?")


def first_words(pattern: str) -> frozenset[str]:
    """The words that a pattern of `usage` can begin with, as `prose.words_of` gives them: r"resource(r|n)?"
    -> {resource, resourcer, resourcen}. A text without any of them is not searched."""
    first = _FIRST.match(pattern.replace("[Ff]", "f"))
    if first is None:
        raise ValueError(pattern)
    return frozenset((first[1] + end).lower() for end in ("", *(first[2] or "").split("|")))


_SLIPS = tuple((first_words(wrong), wrong, right) for wrong, right in MISSPELT)
_SLIP_WORDS = frozenset().union(*(words for words, _, _ in _SLIPS))
_OLD = frozenset(("\u00e5rig", "\u00e5rige", "\u00e5rigt"))
_NUMBER_COMPOUND = re.compile(rf"(?i)(?<![\w-])({'|'.join(COMPOUND_NUMBERS)})-(\u00e5rig[et]?)(?!\w)")
_NAMED_NOUN = re.compile(
    rf"(?<![\w-])((?!De[nt]? )[^\W\d_a-z]\w*[^\Ws\d_]) ({'|'.join(n.title() for n in COMMON_NOUNS)})(?!\w)"
)
_NOUNS = frozenset(COMMON_NOUNS)
_LOWER = re.compile(r"(?<![\w-])[^\W\dA-Z_]{5,}(?![\w-])")
_JOINED = re.compile(r"(?<![\w-])([^\W\dA-Z_]{4,}s)-([^\W\dA-Z_]{6,})(?![\w-])")
_TWICE = re.compile(r"(?<![\w-])([^\W\d_]+)[ \u00a0]+\1(?![\w-])", re.IGNORECASE)
_SIGMA_AND_I = "\u03a3\u0130"  # `lower` and a pattern that ignores case treat these differently
_SPACES = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_BEFORE_STOP = re.compile(
    r"(?<=[^\s\ufffc.])[ \u00a0]+(?:[,;!?]|\.(?!\.))(?=\s|\Z)|(?<=\ufffc)[ \u00a0]+[,;!?](?=\s|\Z)"
)
_BROKEN = re.compile(rf"(?<![\w-])[^\W\d_]{{2,}}- (?!(?:{'|'.join(AND_WORDS)})(?!\w))[^\W\dA-Z_]{{2,}}")
_BROKEN_END = re.compile(r"[^\W\d_]{2,}-\Z")
_UNITS = "|".join(re.escape(unit) for unit in sorted(NOT_SPLIT, key=len, reverse=True))
_MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
_SPLIT = re.compile(
    rf"(?<![\w.,-])\d[\d.,]*(?: (?:{_UNITS})(?![\w/])(?: kr\.)?|\. (?:{_MONTHS})(?!\w))"
    r"|\u00a7+ \d+|(?<!\w)stk\. \d+"
)
_LONE_UNIT = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, BEFORE_AMOUNT))})[ \u00a0]"
    r"(?:(?:mio\.|mia\.|t\.)?[ \u00a0]?kr\.|pct\.|%)(?!\w)(?![ \u00a0]?[\d\ufffc])"
)
_GROUPED = re.compile(
    rf"(?i)(?<!\w)(?:{'|'.join(BEFORE_YEAR)})[ \u00a0]((?:1\.9|2\.0)\d\d)"
    r"(?=\s*(?:[,;:!?)]|\.(?!\d)|\Z)|\s(?:og|var|er|blev|har|havde|til)(?!\w))"
)
_UNCLEAN = (
    (_SPACES, "TEXT-SPACES", 0, ("  ", f" {NBSP}", f"{NBSP} ", NBSP * 2)),
    (_BEFORE_STOP, "TEXT-SPACE-BEFORE", 0, tuple(space + stop for space in f" {NBSP}" for stop in ",;!?.")),
    (_BROKEN, "TEXT-HYPHEN", 0, ("- ",)),
    (_BROKEN_END, "TEXT-HYPHEN", 0, ("-\n",)),
    (_LONE_UNIT, "TEXT-UNIT-ALONE", 0, ("kr.", "pct.", "%")),
    (_GROUPED, "TEXT-YEAR-GROUPED", 1, ("1.9", "2.0")),
)
"""Pattern, rule, reported group, and signs of which a text with a line break after it must contain one: to
look for the signs first takes a tenth of the time."""
_RANGE = re.compile(
    r"(?<![\w.,/-])(\d{1,2}|\d{4})([ \u00a0]?[-\u2010-\u2014][ \u00a0]?)([1-9]\d?|\d{4})"
    r"(?![\w/-])(?![.,]\d)"
)
_ANY_QUOTE = re.compile("[\"'\u2018-\u201e\u00bb\u00ab]")
_QUOTED = re.compile(
    r"([\u201c\u201d\u201e\u00bb\u00ab\"])[^\u201c\u201d\u201e\u00bb\u00ab\"\n]{1,200}([\u201c\u201d\u00bb\u00ab\"])"
)
_UNENDED = re.compile(r"(?<![\w\u2019'])['\u2018\u2019](?=[A-Z\u00c0-\u00de]\w)[^'\u2018\u2019\n]{3,200}\Z")
_SAME = tuple(
    (
        frozenset().union(*map(first_words, styles)),
        re.compile(rf"{before}(?:{'|'.join(f'({style})' for style in styles)})(?!\w)"),
    )
    for before, *styles in SAME
)
_SAME_WORDS = frozenset().union(*(words for words, _ in _SAME))
_SINGLE = re.compile(
    r"(?<![\w\u2019'])(['\u2018\u2019])(?=\w)[^'\u2018\u2019\n]{1,200}(?<=[\w.!?])['\u2019](?!\w)"
)


@cache
def _slip_pattern(wrong: str) -> re.Pattern[str]:
    """The pattern of a slip, compiled when needed: to compile all takes a fiftieth of a cold build."""
    return re.compile(_BOUNDS[0] + wrong + _BOUNDS[1], re.IGNORECASE if re.match(r"\(?\w{4}", wrong) else 0)


def words_are_right(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """Abbreviations, compounds and common misspellings are written as in the dictionary."""
    if not is_danish(inputs):
        return
    for each in (*spoken(inputs), *spoken_cells(inputs)):
        piece, text, said = each.piece, each.text, each.unlike
        if wrong := said & _SLIP_WORDS:
            for words, slip, right in _SLIPS:
                for found in () if words.isdisjoint(wrong) else _slip_pattern(slip).finditer(text):
                    yield _spelling(piece, found, found.expand(right))
        for found in () if said.isdisjoint(_OLD) else _NUMBER_COMPOUND.finditer(text):
            yield _spelling(piece, found, found[1] + found[2])
        if (nouns := said & _NOUNS) and any(noun.title() in text for noun in nouns):
            for found in _NAMED_NOUN.finditer(text):
                yield _spelling(piece, found, f"{found[1]}-{found[2].lower()}")
        for found in _JOINED.finditer(text) if "s-" in text else ():
            solid = _solid(inputs)
            near = solid[bisect_left(solid, found[1]) :][:1]
            if near and near[0].startswith(found[1]) and len(near[0]) > len(found[1]) + 3:
                yield _spelling(piece, found, found[1] + found[2])


@once
def _solid(inputs: Inputs) -> list[str]:
    """The words of the prose in small letters and without a hyphen, in the order of the alphabet."""
    return sorted({word[0] for piece in prose_pieces(inputs) for word in _LOWER.finditer(piece.text)})


def text_is_clean(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """No traces of typing and copying: words and spaces twice, hyphens of line ends, units without a
    number."""
    if not is_danish(inputs):
        return
    whole = "".join([f"{each.text}\n" for each in spoken(inputs)])
    likely = [
        (pattern, rule, group, here)
        for pattern, rule, group, signs in _UNCLEAN
        if (here := [sign for sign in signs if sign in whole])
    ]
    for each in spoken(inputs):
        piece, text = each.piece, each.text
        ended = f"{text}\n"
        for pattern, rule, group, signs in likely:
            if any(sign in ended for sign in signs):
                yield from _all(piece, text, pattern, rule, group)
        for found in _TWICE.finditer(text) if _may_say_twice(each) else ():
            if found[1].lower() not in TWICE:
                yield _slip(piece, text, found, "TEXT-TWICE")
        for found in _SPLIT.finditer(text) if each.numeric else ():
            if found[0] != found.string:
                yield _slip(piece, text, found, "TEXT-NO-BREAK")


def ranges_are_alike(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """One style of ranges in a document, printed facts included: the most used, of two the first."""
    if not is_danish(inputs):
        return
    some: list[tuple[str, Span, str]] = []
    for each in spoken(inputs):
        for found in _RANGE.finditer(each.text) if each.numeric else ():
            if _ascends(found[1], found[3]):
                some.append((found[0], each.piece.span(found.start()), found[2].replace(NBSP, " ")))
    for passage in passages(document):
        for value in leaves(passage.content):
            if isinstance(value, Value) and value.span and (printed := _RANGE.fullmatch(value.text)):
                some.append((value.text, value.span, printed[2].replace(NBSP, " ")))
    usual = Counter(style for _, _, style in some).most_common(1)
    for text, span, style in some:
        if style != usual[0][0]:
            example = next(other for other, _, its in some if its == usual[0][0])
            yield finding("TEXT-RANGE", span, text=text, example=example)


def quotations_are_alike(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """One pair of quotation marks in a document, and no apostrophes as quotation marks."""
    if not is_danish(inputs):
        return
    some: list[tuple[str, Span, str]] = []
    for piece in (*prose_pieces(inputs), *published(inputs)):
        if not _ANY_QUOTE.search(piece.text):
            continue
        for found in _QUOTED.finditer(piece.own):
            some.append((found[0], piece.span(found.start()), found[1] + found[2]))
        yield from _all(piece, piece.own, _SINGLE, "TEXT-APOSTROPHE")
        yield from _all(piece, piece.own, _UNENDED, "TEXT-APOSTROPHE")
    usual = Counter(style for _, _, style in some).most_common(1)
    for text, span, style in some:
        if style != usual[0][0]:
            yield finding("TEXT-QUOTES", span, text=text, example=f"{usual[0][0][0]}...{usual[0][0][1]}")


def words_are_shortened_alike(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """One of "f.eks." and "fx", of "pct." and "%" and so on in a document's text, printed facts included: the
    most used, of two the first. Tables may have a style of their own."""
    if not is_danish(inputs):
        return
    groups: dict[int, list[tuple[int, str, Span]]] = {}
    for each in spoken(inputs):
        for group, style, found in _shortened(each.text, each.unlike):
            groups.setdefault(group, []).append((style, found[style], each.piece.span(found.start(style))))
    shortened: dict[
        str, tuple[tuple[int, int, re.Match[str]], ...]
    ] = {}  # the same amounts are printed often
    for passage in printed_pieces(document):
        for value in () if isinstance(passage, Table) else leaves(passage.content):
            if isinstance(value, Value) and value.span:
                text = value.text
                if text not in shortened:
                    shortened[text] = tuple(_shortened(text, frozenset(words_of(text))))
                for group, style, found in shortened[text]:
                    groups.setdefault(group, []).append((style, found[style], value.span))
    for some in groups.values():
        usual = Counter(style for style, _, _ in some).most_common(1)[0][0]
        example, place = next((text, span) for style, text, span in some if style == usual)
        for style, text, span in some:
            if style != usual:
                yield finding("TEXT-ABBREVIATION", span, text=text, example=example, place=str(place))


def is_danish(inputs: Inputs) -> bool:
    """Whether the annex is in Danish, the default."""
    return inputs.front is None or inputs.front.language.partition("-")[0] == "da"


def _may_say_twice(each: Spoken) -> bool:
    """Whether two neighbouring words may be the same."""
    words = each.words
    return any(map(eq, words, words[1:])) or any(sign in each.text for sign in _SIGMA_AND_I)


def _shortened(text: str, words: frozenset[str]) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Each form of SAME in a text: the number of its line in SAME, of its style in the line, and the
    match."""
    if some := words & _SAME_WORDS:
        for number, (first, pattern) in enumerate(_SAME):
            for found in () if first.isdisjoint(some) else pattern.finditer(text):
                yield number, found.lastindex or 0, found


def _spelling(piece: Piece, found: re.Match[str], right: str) -> Finding:
    wrong = found[0]
    right = right[:1].upper() + right[1:] if wrong[:1].isupper() else right
    return finding("TEXT-SPELLING", piece.span(found.start()), text=wrong, right=right)


def _all(piece: Piece, text: str, pattern: re.Pattern[str], rule: str, group: int = 0) -> Iterator[Finding]:
    for found in pattern.finditer(text):
        yield _slip(piece, text, found, rule, group)


def _slip(piece: Piece, text: str, found: re.Match[str], rule: str, group: int = 0) -> Finding:
    said = " ".join(_around(text, found).split()) if not found[0].strip(" \u00a0,;.!?") else found[group]
    return finding(rule, piece.span(found.start(group)), text=said.replace(OBJECT, "..."))


def _around(text: str, found: re.Match[str]) -> str:
    """A sign of punctuation or a space with the words before and after it."""
    before = text[: found.start()].rsplit(None, 1)[-1]
    after = text[found.end() :].split(None, 1)[:1]
    return before + found[0] + (after[0] if after and not found[0].strip() else "")


def _ascends(first: str, last: str) -> bool:
    """Whether two numbers are a range, as 2012-2017, 2015-16 and 3-4 are."""
    if len(first) == 4 and len(last) == 2:
        return int(last) > int(first[2:])
    return int(first) < int(last) and (len(last) < 4 or len(first) == 4)
