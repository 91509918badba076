"""Danish spelling: words that neither the dictionary nor the project's register knows.

The dictionary is the Danish one of hunspell (Stavekontrolden), read by enchant through the package
`pyenchant`: the extra `bilag[stavning]`. It is not among CHECKS, since the findings of a build must not
depend on the dictionary of the machine. `bilag check` runs it.

Each word is looked up once. Names, which the dictionary cannot know, are not looked up: words with a capital
within a sentence, and the words of the data. Names that are almost alike are found in `names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Protocol

from bilag.check.words.likeness import distance
from bilag.check.words.prose import Piece, data, prose_pieces
from bilag.check.words.usedwords import begins, without_addresses
from bilag.diagnostics.findings import Finding, Span, finding
from bilag.inputs.annex import Inputs, Terms

MOST_SUGGESTED = 25
"""Only the first words get suggestions: they take a tenth of a second each, a thousand look-ups."""
_NEAREST = 3
_READERS = ("hunspell", "nuspell")  # these know Danish compounds
_WORD = re.compile(
    r"(?<![\w.&/\ufffc-])(?<![\w\ufffc]['\u2019])[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*(?![\w&/\ufffc])(?!\.\w)"
)
_PART = re.compile(r"[^\W\d_]+")
_FIRST_HALF = re.compile(r"[-\u2010\u2011]")


class Dictionary(Protocol):
    """What is used of `enchant.Dict`."""

    def check(self, word: str) -> bool: ...
    def is_added(self, word: str) -> bool: ...
    def suggest(self, word: str) -> list[str]: ...


@cache
def danish_dictionary() -> Dictionary | None:
    """The Danish dictionary of this machine; None without it or without enchant."""
    try:
        import enchant  # type: ignore[import-untyped] # noqa: PLC0415 - an extra, and no build needs it
    except ImportError:  # the package, or the C library under it
        return None
    broker = enchant.Broker()
    broker.set_ordering("da_DK", ",".join(_READERS))
    if not broker.dict_exists("da_DK"):
        return None
    found = broker.request_dict("da_DK")
    dictionary: Dictionary = found
    return dictionary if found.provider.name in _READERS else None


def words_are_known(inputs: Inputs, dictionary: Dictionary, told: Iterable[Finding]) -> Iterator[Finding]:
    """Each unknown word of a Danish annex once, at its first place; not those that findings in `told`
    quote."""
    known = _Known(inputs, dictionary)
    over = _places(told)
    unknown: dict[str, Span] = {}
    for piece in prose_pieces(inputs):
        for word, at in _words(piece):
            if word in unknown or known.knows(word, piece.text, at):
                continue
            span = piece.span(at)
            if not any(0 <= span.column - start < length for start, length in over.get(_line(span), ())):
                unknown[word] = span
    for count, (word, span) in enumerate(unknown.items()):
        near = _near(word, dictionary) if count < MOST_SUGGESTED else []
        yield finding("SPELLING-UNKNOWN", span, text=word, nearest=", ".join(near))


def _near(word: str, dictionary: Dictionary) -> list[str]:
    """The suggestions that are at most two slips away."""
    some = dictionary.suggest(word)
    return [near for near in some if distance(word.casefold(), near.casefold()) <= 2][:_NEAREST]


def _words(piece: Piece) -> Iterator[tuple[str, int]]:
    """The words of a piece with their positions; not addresses, words with digits, or other languages."""
    for found in _WORD.finditer(without_addresses(piece.own)):
        if all(map(str.isalpha, _PART.findall(found[0]))):  # not the raised 2 of a unit
            yield found[0], found.start()


class _Known:
    """The words known by the dictionary, the register or the data. Each word is looked up once."""

    def __init__(self, inputs: Inputs, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.own = {*_declared(inputs.terms), *_in_data(inputs)}
        self.names = set(_within_sentences(inputs))
        self.parts: dict[str, bool] = {}

    def knows(self, word: str, text: str, at: int) -> bool:
        """Whether each part of a word is known, or is a name because of its capital."""
        if self._own(word):
            return True
        half = bool(_FIRST_HALF.match(text, at + len(word)))
        parts = list(_PART.finditer(word))
        opens = begins(text, at)
        for part in parts:
            first, last = part is parts[0], part is parts[-1]
            if part[0][:1].isupper() and (not (first and opens) or part[0] in self.names):
                continue
            stop = last and text[at + len(word) : at + len(word) + 1] == "."
            if not self._part(part[0], joint=half or not last, stop=stop):
                return False
        return True

    def _part(self, part: str, *, joint: bool, stop: bool) -> bool:
        if part.isupper() or self._own(part):  # single letters and abbreviations such as EU
            return True
        forms = [part, part.lower()]
        forms += [f"{part.lower()}."] if stop else []
        forms += [part.lower()[:-1]] if joint and len(part) > 3 and part[-1] in "es" else []
        return any(self._look_up(form) for form in forms)

    def _look_up(self, form: str) -> bool:
        """A word that the user has added to the dictionary does not count: others do not have it."""
        if form not in self.parts:
            self.parts[form] = self.dictionary.check(form) and not self.dictionary.is_added(form)
        return self.parts[form]

    def _own(self, word: str) -> bool:
        low = word.casefold()
        return low in self.own or (low.endswith("s") and low[:-1] in self.own)


def _declared(terms: Terms) -> Iterator[str]:
    """The terms of the register and each word in them, without the wrong spellings (TERM-SPELLING)."""
    short = terms.abbreviations
    groups = (terms.words, terms.wrong.values(), short, short.values(), *terms.different)
    for text in (text for group in groups for text in group):
        yield text.casefold()
        yield from (part[0].casefold() for part in _PART.finditer(text))


def _within_sentences(inputs: Inputs) -> Iterator[str]:
    """Words with a capital within a sentence: they are names at the beginning of a sentence too."""
    for piece in prose_pieces(inputs):
        for word, at in _words(piece):
            if word[0].isupper() and not begins(piece.text, at):
                yield _PART.findall(word)[0]


def _in_data(inputs: Inputs) -> Iterator[str]:
    """The words of the data."""
    for table in data(inputs).values():
        for piece in table:
            yield from (part[0].casefold() for part in _PART.finditer(piece.text))


def _line(span: Span) -> tuple[str, int]:
    return span.path, span.line


def _places(told: Iterable[Finding]) -> dict[tuple[str, int], list[tuple[int, int]]]:
    """By line, the columns of words that findings quote, with their lengths."""
    places: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for each in told:
        if each.span and each.span.column:
            length = len(dict(each.args).get("text", ""))
            places.setdefault(_line(each.span), []).append((each.span.column, length))
    return places
