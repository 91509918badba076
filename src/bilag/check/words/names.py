"""Names and terms: each is written in one way, each abbreviation is introduced.

Certain is only what the project's register declares. Two names that look alike are a warning, only where a
slip is more likely than a second name: six letters or more, one letter apart (two, if both begin and end
alike), and not by a Danish ending. Names are compared through their spellings with one letter taken out, so
the work grows with the number of names and not with its square.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from bilag.check.words.likeness import distance, inflected, shared_keys, without_one
from bilag.check.words.prose import prose_pieces
from bilag.check.words.usage import LIKE_NAMES
from bilag.check.words.usedwords import WORD, Use, UsedWords, everything, used_words
from bilag.diagnostics.findings import Finding, finding
from bilag.document.model import Document
from bilag.inputs.annex import Inputs, Terms, once
from bilag.inputs.facts import Resolved

MOST_IN_DATA = 2_000
"""Data with more names than this is a register itself: its names are compared with the prose only."""
_MOST_ALIKE = 50  # names that begin and end alike; more are different names, not slips
_SHORTEST = 6
_SHORTEST_FOR_TWO = 8
_SHORTEST_REGISTERED = 4
_JOINTS = re.compile(r"[-\u2010\u2011]")


def spellings_are_preferred(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """No name or word has a spelling that the register declares wrong."""
    wrong = {form: right for word, right in inputs.terms.wrong.items() for form in _forms(word)}
    if not wrong:
        return
    every = tuple(everything(inputs))
    whole = "\n".join([piece.text for piece in every])
    longest = sorted((form for form in wrong if form in whole), key=len, reverse=True)
    if not longest:
        return
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?=(?:\u2019?s)?(?!\w))")
    for piece in every:
        if not any(form in piece.text for form in longest):
            continue
        for found in pattern.finditer(piece.text):
            right = wrong[found[1]]
            if found[1] not in inputs.terms.wrong and found[1][:1].isupper():
                right = right[:1].upper() + right[1:]
            yield finding("TERM-SPELLING", piece.span(found.start()), text=found[1], right=right)


def abbreviations_are_introduced(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """The full words of a registered abbreviation are said before it, or in brackets right after it."""
    waiting = {short: full.casefold() for short, full in inputs.terms.abbreviations.items()}
    for piece in prose_pieces(inputs) if waiting else ():
        said = piece.text.casefold()
        for short, full in list(waiting.items()):
            at = said.find(full)
            used = (
                re.search(rf"(?<![\w-]){re.escape(short)}(?!\w)", piece.text) if short in piece.text else None
            )
            if used is None and at < 0:
                continue
            del waiting[short]
            follows = used is not None and said[used.end() :].lstrip().startswith(f"({full}")
            if used is not None and not follows and not 0 <= at < used.start():
                yield finding(
                    "TERM-ABBREVIATION",
                    piece.span(used.start()),
                    text=short,
                    full=inputs.terms.abbreviations[short],
                )


def names_are_written_alike(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """No two words are so alike that one is likely a slip. The finding is of the rarer one, once."""
    slips, pairs = _alike(inputs)
    told = {use.text for use, _ in slips}
    for one, other in pairs:
        rare, common = sorted((one, other), key=lambda use: (use.count, not use.prose, -use.order))
        names = frozenset((rare.text, common.text))
        if rare.text in told or _declared(names, inputs.terms):
            continue
        told.add(rare.text)
        place = common.span
        yield finding("TERM-ALIKE", rare.span, text=rare.text, other=common.text, place=str(place))


def names_are_as_registered(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """No word is a letter away from a name of the register, short names and words used once included."""
    for use, name in _alike(inputs)[0]:
        yield finding("TERM-NAME", use.span, text=use.text, right=name)


@once
def _alike(inputs: Inputs) -> tuple[list[tuple[Use, str]], list[tuple[Use, Use]]]:
    """The likely slips of registered names, each with the name; and pairs of words of which one may be a
    slip."""
    words = used_words(inputs)
    return list(_slips(words, inputs.terms)), [*_variants(words), *_near(words)]


def _slips(words: UsedWords, terms: Terms) -> Iterator[tuple[Use, str]]:
    """Each word that is likely a slip of a registered name, with the name; for short names only if the first
    letter is right."""
    keys: dict[str, list[str]] = {}
    parts = dict.fromkeys(part for name in terms.names for part in WORD.findall(name))
    for name in parts:
        for key in without_one(name.casefold()):
            keys.setdefault(key, []).append(name)
    right = {form for name in parts for form in (name, f"{name}s")}
    for word, use in words.names.items() if parts else ():
        if not word.isalpha() or word in right or word in terms.wrong:
            continue
        folded = word.casefold()
        shorter = without_one(folded)
        if keys.keys().isdisjoint(shorter):
            continue
        for name in dict.fromkeys(name for key in shorter for name in keys.get(key, ())):
            known = name.casefold()
            long = len(name) >= _SHORTEST or (len(name) >= _SHORTEST_REGISTERED and known[0] == folded[0])
            apart = distance(folded, known) == 1 and not inflected(folded, known)
            if long and apart and not _declared(frozenset((word, name)), terms):
                yield use, name
                break


def _forms(word: str) -> tuple[str, ...]:
    return (word, word[:1].upper() + word[1:]) if word[:1].islower() else (word,)


def _variants(words: UsedWords) -> Iterator[tuple[Use, Use]]:
    """Words that differ by a hyphen, space or capital only: healthtech and health-tech."""
    keys: dict[str, str] = {}
    odd: set[str] = set()  # keys that differ from a word by more than its first capital
    for word in (*words.names, *[word for word in words.others if not _is_plain(word)]):
        if len(word) >= 5 and not word.isupper():
            key = keys[word] = _key(word)
            if key != word[:1].casefold() + word[1:]:
                odd.add(key)
    letters = set(keys.values())
    for pair in words.pairs:
        if len(pair) >= 5 and not pair.isupper():
            key = _key(pair.replace(" ", ""))
            if key in letters or key in words.others:
                keys[pair] = key
                odd.add(key)
    keys |= {word: word for word in words.others.keys() & odd if len(word) >= 5 and _is_plain(word)}
    some = [
        words.names.get(word) or words.pairs.get(word) or words.use(word)
        for word, key in keys.items()
        if key in odd
    ]
    groups: dict[str, list[Use]] = {}
    for use in sorted(some, key=lambda use: use.order):
        groups.setdefault(keys[use.text], []).append(use)
    for group in groups.values():
        if len(group) < 2:
            continue
        forms: dict[str, Use] = {}
        for use in group:
            forms.setdefault(use.text[:1].casefold() + use.text[1:], use)
        solid = [use for use in forms.values() if " " not in use.text]
        spaced = [use for use in forms.values() if " " in use.text]
        if not solid:
            continue
        common = max(solid, key=lambda use: (use.count, not use.prose, -use.order))
        yield from ((use, common) for use in (*solid, *spaced) if use is not common)


def _key(word: str) -> str:
    """The letters of a word alone, in lower case: "Health-Tech" -> "healthtech"."""
    return (word if word.isalpha() else _JOINTS.sub("", word)).casefold()


def _is_plain(word: str) -> bool:
    """Whether a word is its own key."""
    return word.isalpha() and word == word.casefold()


def _near(words: UsedWords) -> Iterator[tuple[Use, Use]]:
    """Pairs of names a letter or two apart."""
    names = {
        word: use
        for word, use in words.names.items()
        if len(word) >= _SHORTEST and word.isalpha() and not word.isupper()
    }
    genitives = [word for word in names if word.endswith("s") and word[:-1] in names]
    for word in sorted(genitives, key=len, reverse=True):
        names[word[:-1]].sure = names[word[:-1]].sure or names[word].sure
        names[word[:-1]].count += names.pop(word).count
    usual = {word for word in names if not names[word].sure and word.lower() in words.others}
    one_of: dict[str, Use] = {}
    for word, use in sorted(names.items(), key=lambda item: (-item[1].count, item[1].order)):
        if word not in usual:
            one = one_of.setdefault(word.casefold(), use)
            one.sure = one.sure or use.sure
    some = list(one_of.values())
    many = sum(not use.prose for use in some) > MOST_IN_DATA
    for one, other in _candidates(some, many):
        a, b = one.text.casefold(), other.text.casefold()
        if a == b or not (one.sure or other.sure) or (a in LIKE_NAMES and b in LIKE_NAMES):
            continue
        far = distance(a, b)
        both = one.sure and other.sure and min(len(a), len(b)) >= _SHORTEST_FOR_TWO
        alike = a[:2] == b[:2] and a[-2:] == b[-2:]
        if (far == 1 or (far == 2 and both and alike)) and not inflected(a, b):
            yield one, other


def _candidates(some: list[Use], many: bool) -> Iterator[tuple[Use, Use]]:
    keys: dict[str, list[Use]] = {}
    if many:
        for use in some:
            shorter = without_one(use.text.casefold())
            if use.prose:
                for key in shorter:
                    keys.setdefault(key, []).append(use)
            else:
                yield from ((use, other) for key in shorter for other in keys.get(key, ()))
    else:
        known = [_keys(use.text.casefold()) for use in some]
        shared = shared_keys(known)
        for use, those in zip(some, known, strict=True):
            for key in () if shared.isdisjoint(those) else those:
                if key in shared:
                    keys.setdefault(key, []).append(use)
    for group in keys.values():
        if 1 < len(group) <= _MOST_ALIKE:
            yield from combinations(group, 2)


def _keys(word: str) -> tuple[str, ...]:
    """The keys that a word shares with the words it may be a slip of."""
    shorter = without_one(word)
    return (*shorter, f"{word[:2]}-{word[-2:]}") if len(word) >= _SHORTEST_FOR_TWO else shorter


def _declared(names: frozenset[str], terms: Terms) -> bool:
    """Whether the register has both names, or declares a spelling of them wrong, which TERM-SPELLING
    reports."""
    if any(form in names for word in terms.wrong for form in _forms(word)):
        return True
    registered = _genitives(terms.names)
    return names <= registered or any(len(names & _genitives(group)) > 1 for group in terms.different)


def _genitives(group: tuple[str, ...]) -> set[str]:
    return {form for name in group for form in (name, f"{name}s")}
