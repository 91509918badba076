"""The numbers that a Danish text says: digits, dates, number words, ordinals and parts, each with its place.

One pattern is run once over the text, so the time grows with the text alone. What is no figure of the annex
(a law's number, a code, a fixed expression) is taken first, by the tables of `lexicon`, and dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from bilag.danish import lexicon, references, wording

HELD = "\ufffc"  # takes the place of what is bound or free already

_CAPITALS = "A-Z\u00c6\u00d8\u00c5"
_DASH = "[-\u2010-\u2015\u2212]"
_NUMBER = r"(?:\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)|\d+)"
_DIGITS = (
    rf"\d*[\u00bc\u00bd\u00be\u2153\u2154]"
    rf"|(?:(?<![^\s(])[-\u2212])?{_NUMBER}(?:(?:[.,:/]|\s?{_DASH}\s?){_NUMBER})*(?:\s?[%\u2030]|[-\u2019']?[^\W\d_]+)?"
)
_DATE = (
    rf"\d{{1,2}}\.\s*(?:{lexicon.MONTHS})\b(?:\s+\d{{4}}\b)?"
    rf"|(?:{lexicon.MONTHS}|primo|medio|ultimo)\s+\d{{4}}\b"
)
_CODE = rf"(?-i:[{_CAPITALS}]{{1,4}}\d\w*(?:[-/]\w+)*|[{_CAPITALS}]{{2,}}-\d[\w-]*)"
_LETTERS_OR_DIGIT = re.compile(r"[^\W\d_]+|\d")
_DIGIT = re.compile(r"[\d\u00bc\u00bd\u00be\u2153\u2154]")
_EVERY = re.compile(r"\bhver(?:t)?\s+$", re.IGNORECASE)
_ONE_OF = re.compile(rf"\s+(?:{lexicon.ONE_OF})", re.IGNORECASE)
_WORD = rf"[^\W\d_]+(?:{_DASH}[^\W\d_]+)*"


def figures(text: str) -> Iterator[tuple[int, str]]:
    """Each number that the text says: its position and its words."""
    if not any(map(_may_say_number, _LETTERS_OR_DIGIT.findall(text))):
        return
    digits, low = _DIGIT.search(text) is not None, text.lower()
    address = any(sign in low for sign in lexicon.ADDRESSED)
    for found in _tokens(digits=digits, address=address).finditer(text):
        kind = found.lastgroup
        if kind in ("date", "digits") or (kind == "word" and _says_number(found)):
            yield found.start(), found[0]


@lru_cache(maxsize=20_000)
def _may_say_number(run: str) -> bool:
    """Whether a digit, or a run of letters and of signs such as a raised 2, may be part of a number."""
    return not run.isalpha() or says_number(run) or run.lower() in ("en", "et", *wording.SECOND.values())


@lru_cache(maxsize=20_000)
def says_number(word: str) -> bool:
    """Whether a word alone, or one of its parts with a hyphen, says a number."""
    return any(_number_word().fullmatch(part.lower()) for part in re.split(_DASH, word))


def _says_number(found: re.Match[str]) -> bool:
    word = found[0].lower()
    if word in wording.SECOND.values():
        every = _EVERY.search(found.string, max(0, found.start() - 8), found.start())
        return bool(every or _second().match(found.string, found.end()))
    if word in ("en", "et"):
        return bool(_ONE_OF.match(found.string, found.end()))
    return says_number(word)


@cache
def _tokens(*, digits: bool, address: bool) -> re.Pattern[str]:
    """What is looked for in a text with digits or without, and with an address or without."""
    legal = [pattern for pattern, _ in (*lexicon.LEGAL, *references.REFERENCES)] if digits else []
    legal += [lexicon.ADDRESS] if address else []
    fixed = [pattern for pattern, _ in lexicon.FIXED]
    legals, fixeds = ("|".join(each).replace(" ?", r"\s*").replace(" ", r"\s+") for each in (legal, fixed))
    kinds = [rf"(?P<legal>(?<!\w)(?:{legals}))"] if legal else []
    kinds += [rf"(?P<fixed>\b(?:{fixeds})(?!\w))"]
    kinds += [rf"(?P<date>{_DATE})", rf"(?P<code>{_CODE})", rf"(?P<digits>{_DIGITS})"] if digits else []
    kinds += [rf"(?P<word>{_WORD})"]
    never_first = "" if address else r"(?![\s.,:;])"
    return re.compile(rf"{never_first}(?:{'|'.join(kinds)})", re.IGNORECASE)


@cache
def _second() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{lexicon.SECOND_OF})\b", re.IGNORECASE)


@cache
def _number_word() -> re.Pattern[str]:
    ones = "|".join(wording.SMALL[1:10])
    tens = "|".join((*wording.TENS[2:], *lexicon.LONG_TENS))
    small = "|".join((wording.SMALL[0], *wording.SMALL[2:]))
    two = rf"(?:(?:{ones}){wording.AND})?(?:{tens})|{small}"
    round_number = (
        rf"(?:{two}|en|et)?(?:{wording.HUNDRED[0]}|hundred|{wording.THOUSAND[1]}|{wording.THOUSAND[0]})"
    )
    cardinal = rf"(?:{round_number})+(?:{wording.AND})?(?:{two}|en)?|{two}"
    order = "|".join((wording.SMALL_ORDINAL[1], *wording.SMALL_ORDINAL[3:]))
    later = "|".join(wording.TENS_ORDINAL[2:])
    ordinal = rf"(?:{order}|(?:(?:{ones}){wording.AND})?(?:{later})|hundrededel|tusindedel)"
    tails = "|".join(lexicon.TAILS)
    other = "|".join((*lexicon.OTHER_NUMBERS, lexicon.LARGE))
    # what is joined to an ordinal is a part: tredjedel
    ranked = rf"(?:{ordinal}|næst)(?:{lexicon.RANKED})"
    return re.compile(rf"(?:{cardinal})(?:{tails})?|{ordinal}(?:del(?:e|en|ene|s)?|s)?|{ranked}|{other}")
