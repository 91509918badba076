"""The words that an annex uses: how often each spelling occurs, where first, and whether it is a name.

Cells that differ in digits alone have the same words, so each distinct line of a column is read once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct

from bilag.check.words.prose import Piece, data, properties, prose_pieces
from bilag.diagnostics.findings import Span
from bilag.inputs.annex import Inputs

WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_ADDRESS = re.compile(r"\S*@\S+|\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:dk|com|org|net|eu|io)\b")
_ADDRESSED = re.compile(r"@|://|www\.|\.(?:dk|com|org|net|eu|io)")  # a quick test before _ADDRESS
_OPENING = " \u00a0\"'\u201c\u201d\u2018\u2019\u00bb\u00ab([*-\u2013"


class Use(Struct):
    """A spelling: how often it is used, and where first. `sure`: it has a capital within a sentence."""

    text: str
    order: int
    prose: bool
    place: Callable[[int], Span]
    at: int
    count: int = 0
    sure: bool = False

    @property
    def span(self) -> Span:
        return self.place(self.at)


class UsedWords:
    """Spellings in the order of the text: `names` are words, and parts of hyphenated words, with a capital;
    `pairs` are two such words with a space between them; `others` count the words without a capital, and
    `firsts` have their first places."""

    def __init__(self) -> None:
        self.names: dict[str, Use] = {}
        self.pairs: dict[str, Use] = {}
        self.others: dict[str, int] = {}
        self.firsts: dict[str, tuple[int, bool, Callable[[int], Span], int]] = {}

    def use(self, word: str) -> Use:
        """The use of a word of `others`."""
        return Use(word, *self.firsts[word], self.others[word])

    def read(self, text: str, place: Callable[[int], Span], *, prose: bool, count: int = 1) -> None:
        """Add the words of a text, a line of data `count` times."""
        names, pairs, others, firsts = self.names, self.pairs, self.others, self.firsts

        def note(known: dict[str, Use], name: str, at: int, *, sure: bool) -> None:
            use = known.get(name)
            if use is None:
                order = len(names) + len(pairs) + len(others)
                use = known[name] = Use(name, order, prose, place, at)
            use.count += count
            if sure:
                use.sure = True

        key = not prose and " " not in text  # a single word in small letters
        before, end_before = "", -2  # a word with a capital, which the next one may go on
        for found in WORD.finditer(text):
            word = found[0]
            capital = word[0].isupper()
            if capital:
                at, end = found.span()
                first = begins(text, at)
                note(names, word, at, sure=not first or (not prose and end == len(text)))
            elif key:
                continue
            elif word in others:
                others[word] += count
            else:
                firsts[word] = (len(names) + len(pairs) + len(others), prose, place, found.start())
                others[word] = count
            if "-" in word:
                inner = found.start()
                for part in word.split("-"):
                    if part[:1].isupper():
                        note(names, part, inner, sure=True)
                    inner += len(part) + 1
            if capital:
                if end_before == at - 1 and text[at - 1] == " ":
                    note(pairs, f"{before} {word}", at - 1 - len(before), sure=True)
                before, end_before = word, end


def used_words(inputs: Inputs) -> UsedWords:
    """Every word of the prose, and every name of the data."""
    words = UsedWords()
    for piece in (*prose_pieces(inputs), *properties(inputs)):
        words.read(without_addresses(piece.text), piece.span, prose=True)
    for piece in (piece for table in data(inputs).values() for piece in table):
        if " " not in piece.text and piece.text.islower():  # keys, every one of them
            continue
        places = _in_lines(piece)
        for line, count in Counter(_lines(piece)).items():
            text = line.decode("utf-8", "surrogatepass")
            words.read(text, partial(places, line), prose=False, count=count)
    return words


def everything(inputs: Inputs) -> Iterator[Piece]:
    """The pieces of the prose, of the properties and of all data."""
    yield from prose_pieces(inputs)
    yield from properties(inputs)
    for table in data(inputs).values():
        yield from table


def _lines(piece: Piece) -> list[bytes]:
    """The lines of a column with every digit as 0, so that lines that differ in digits alone are equal."""
    text = without_addresses(piece.text).encode("utf-8", "surrogatepass")
    return text.translate(_DIGITS).split(b"\n")


def _in_lines(piece: Piece) -> Callable[[bytes, int], Span]:
    """The place of a character in a line of `_lines`, at its first row; built when first asked for."""
    starts: dict[bytes, int] = {}

    def span(line: bytes, position: int) -> Span:
        if not starts:
            start = 0
            for each, text in zip(_lines(piece), piece.text.split("\n"), strict=True):
                starts.setdefault(each, start)
                start += len(text) + 1
        return piece.span(starts[line] + position)

    return span


def without_addresses(text: str) -> str:
    """The text with each character of an address masked."""
    return _ADDRESS.sub(lambda found: "\ufffc" * len(found[0]), text) if _ADDRESSED.search(text) else text


def begins(text: str, at: int) -> bool:
    """Whether a sentence may begin here, so that a capital letter does not mark a name."""
    while at and text[at - 1] in _OPENING:
        at -= 1
    return not at or text[at - 1] in ".!?:;\n\ufffc/"
