"""The units, scales, currencies and price levels that a head names, in the forms that Danish offices write.

    said_in("Beløb, 1.000 kr. 2025-pl")  -> Said((Named("t.kr.", "amount"),), "2025")
    said_in("Andel i %")                 -> Said((Named("pct.", "rate"),), "")
    said_in("Antal pladser i kr.huset")  -> Said((Named("antal", "count"),), "")
    said_in("Projekter over 5 mio. kr.") -> Said((), "")

A unit is named where nothing else can be meant: "mio. kr." and "pct." anywhere but after a quantity, a single
"kr." at the end of a part of the head or before "pr.", a measure such as "timer" where it is the whole part.
The parts of a head are what is in brackets, after a comma, a slash, a colon or a line feed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct

Kind = Literal["amount", "scale", "rate", "measure", "count"]


class Named(Struct, frozen=True):
    """A unit that a text names. A scale is one without a currency: "mio." alone."""

    unit: str
    kind: Kind


class Said(Struct, frozen=True):
    """The units that a head names, and its price level: a year, "løbende", "faste" or nothing."""

    units: tuple[Named, ...] = ()
    level: str = ""


_SCALES = {
    "t.": r"1[. ]?000(?![.\d])|['\u2019]?000|tusinde?r?|tus\.|t\.?|k",
    "mio.": r"1[. ]?000[. ]?000|mio\.?|mill\.?|million(?:er)?|m",
    "mia.": r"mia\.?|mrd\.?|milliard(?:er)?",
}
_CURRENCIES = {
    "kr.": r"(?:danske )?kr(?:oner|\.)?|dkk",
    "EUR": r"eur(?:o)?|\u20ac",
    "USD": r"usd|us-dollars?|dollars?|\$",
    "GBP": r"gbp|\u00a3",
    "SEK": r"sek|svenske kr(?:oner|\.)?",
    "NOK": r"(?-i:NOK)|norske kr(?:oner|\.)?",
}
_SCALE = "|".join(f"(?P<s{n}>{words})" for n, words in enumerate(_SCALES.values()))
_CURRENCY = "|".join(f"(?P<c{n}>{words})" for n, words in enumerate(_CURRENCIES.values()))
_BEFORE, _AFTER = r"(?<![\w.,\-])", r"(?!\.?[\w\-])"
_MONEY = re.compile(rf"{_BEFORE}(?:(?:{_SCALE})\s*)?(?:{_CURRENCY}){_AFTER}", re.IGNORECASE)
_MONEY_TURNED = re.compile(
    rf"{_BEFORE}(?:{_CURRENCY})\s*(?:"
    + "|".join(
        f"(?P<s{n}>{words})"
        for n, words in enumerate((r"1[. ]?000|['\u2019]000|t\.?", r"mio\.?|mill\.?|m", r"mia\.?|mrd\.?|bn"))
    )
    + rf"){_AFTER}",
    re.IGNORECASE,
)
_RATES = {
    "procentpoint": r"(?:pct\.?|procent|%)[\s\-]*points?|p\.p\.|pp",
    "promille": r"promille|\u2030",
    "pct.": r"(?:pct\.?|procent|%)(?:-?(?:andel|del|vis))?",
}
_RATE = re.compile(
    rf"(?<![\w\-])(?:{'|'.join(f'(?P<r{n}>{words})' for n, words in enumerate(_RATES.values()))}){_AFTER}",
    re.IGNORECASE,
)
# Measures count where they are all that a part of the head says.
_MEASURES = {
    "\u00e5rsv\u00e6rk": r"\u00e5rsv\u00e6rk|aarsvaerk|\u00e5v",
    "\u00e5r": r"\u00e5r",
    "m\u00e5neder": r"m\u00e5neder|mdr\.?",
    "uger": r"uger",
    "dage": r"dage",
    "timer": r"timer",
    "minutter": r"minutter",
    "\u00f8re": r"\u00f8re",
    "stk.": r"stk\.?",
    "km": r"km|kilometer",
    "m\u00b2": r"m2|m\u00b2|kvm\.?|kvadratmeter",
    "m\u00b3": r"m3|m\u00b3|kubikmeter",
    "ha": r"ha|hektar",
    "ton": r"tons?",
    "kg": r"kg",
    "kWh": r"kwh",
    "MWh": r"mwh",
    "GWh": r"gwh",
    "GJ": r"gj",
}
_MEASURE = re.compile(
    rf"(?:(?:.*\s)?i\s+)?(?:{'|'.join(f'(?P<m{n}>{words})' for n, words in enumerate(_MEASURES.values()))})",
    re.IGNORECASE,
)
# These name the column itself where a head says nothing else.
_CALENDAR = frozenset({"\u00e5r", "m\u00e5neder", "uger", "dage"})
_COUNT = re.compile(r"antal\b(?!-).*|.*\bantal", re.IGNORECASE)
_COUNTED = re.compile(r"personer|elever|borgere|indbyggere|b\u00f8rn|pladser|sager|boliger", re.IGNORECASE)
_LONE_SCALE = re.compile(
    r"(?P<i>(?:.*\s)?i\s+)?(?:(?P<s0>1\.000|1000|tusinde?r?)|(?P<s1>mio\.?|mill\.|millioner)"
    r"|(?P<s2>mia\.|mrd\.?|milliarder))",
    re.IGNORECASE,
)

_LEVEL = re.compile(
    r"(?<![\w])(?:faste\s+)?(?:"
    r"(?P<a>(?:19|20)\d\d)[\s\-]*(?:pl|p/l|priser|prisniveau|pris-?\s*og\s*l\u00f8nniveau)"
    r"|(?P<b>\d\d)-(?:pl|p/l)"
    r"|(?:pl|p/l|prisniveau|pris-?\s*og\s*l\u00f8nniveau)[\s\-]*(?P<c>(?:19|20)\d\d)"
    r"|(?P<now>(?:l\u00f8bende|\u00e5rets)\s+priser)|(?P<fixed>(?<=faste )priser|faste\s+priser)"
    r")(?![\w\-])",
    re.IGNORECASE,
)
# What may follow a single "kr." that begins a part: "Kr. pr. elev", and not "Kr. himmelfartsdag".
_GOES_ON = re.compile(
    r"\s*(?:$|pr\.?\s|per\s|af\s|i alt\b|i\s+(?:\d|l\u00f8bende|faste)|(?:19|20)\d\d\b"
    r"|netto|brutto|inkl|ekskl|(?:og|eller) (?:pct|procent|%))",
    re.IGNORECASE,
)
_LONGEST = 500  # characters of a head or a title line that are looked at
_QUANTITY = re.compile(r"(?:^|[^\w.])(?!(?:19|20)\d\d\s*$)[\d.,]*\d\s*$")
_LIMIT = re.compile(
    r"\b(?:over|under|mindst|h\u00f8jst|maks\.?|max\.?|fra|til|end|p\u00e5)\s*$", re.IGNORECASE
)
_PARTS = re.compile(r"[()\[\]\n;:]|,(?!\d)|(?<!p)/(?!l\b)|\s[-\u2013]\s")


def canonical_unit(text: str) -> str:
    """The unit's own name however it is written ("mio.kr." -> "mio. kr."); other nouns as they are."""
    clean = clean_head(text)
    return known_unit(clean) or clean


@lru_cache(maxsize=1024)
def known_unit(text: str) -> str:
    """The name of the unit that the whole text is, a price level aside; nothing where it is none."""
    text = _LEVEL.sub("", clean_head(text)).strip()
    if text.upper() == "DKK":
        return "DKK"
    for form in (_MONEY, _MONEY_TURNED):
        if found := form.fullmatch(text):
            return _money(found)
    if found := _RATE.fullmatch(text):
        return _named(found, "r", [*_RATES])
    found = _MEASURE.fullmatch(text)
    return _named(found, "m", [*_MEASURES]) if found and " " not in text else ""


def price_level(text: str) -> str | None:
    """The price level that "2025", "2025-pl" or "løbende priser" states; None where a text is none."""
    clean = clean_head(text)
    if re.fullmatch(r"(?:19|20)\d\d", clean):
        return clean
    found = _LEVEL.fullmatch(clean)
    return None if found is None or found["fixed"] else _level(found)


@lru_cache(maxsize=4096)
def said_in(text: str) -> Said:
    """The units and the price level that a head, a title line or a unit line names."""
    text = unicodedata.normalize("NFC", text[:_LONGEST])
    found = _LEVEL.search(text)
    level = _level(found) if found else ""
    text = _LEVEL.sub(" ", text)
    units: dict[Named, None] = {}
    parts = [clean_head(part) for part in _split(text)]
    said = [part for part in parts if part]
    for part in said:
        units |= dict.fromkeys(_in_part(part, alone=len(said) == 1, first=part == parts[0]))
    amounts = [each for each in units if each.kind in ("amount", "rate")]
    scaled = [each for each in units if each.kind == "scale"]
    if amounts and scaled and amounts[0].unit in _CURRENCIES:  # "Beløb i kr. (mio.)"
        amounts = [Named(_scaled(scaled[0].unit, amounts[0].unit), "amount")]
    measures = [each for each in units if each.kind == "measure"]
    return Said(tuple(amounts or scaled or measures or units), level)


def _split(text: str) -> Iterator[str]:
    """The parts of a head; what a unit is per ("kr./time") is no part of its own."""
    start = 0
    for mark in _PARTS.finditer(text):
        if mark.start() < start:
            continue
        part = text[start : mark.start()]
        yield part
        start = mark.end()
        if mark[0] == "/" and known_unit(part.rsplit(" i ", 1)[-1]):
            following = re.compile(r"[^()\[\]\n;,]*").match(text, start)
            start = following.end() if following else start
    yield text[start:]


def _in_part(part: str, *, alone: bool, first: bool) -> Iterator[Named]:
    found = False
    for form in (_MONEY_TURNED, _MONEY):
        for match in form.finditer(part):
            before = part[: match.start()]
            if not found and _is_unit(match, before, part[match.end() :]):
                found = True
                yield Named(_money(match), "amount")
    for match in _RATE.finditer(part):
        if not _QUANTITY.search(part[: match.start()]):
            found = True
            yield Named(_named(match, "r", [*_RATES]), "rate")
    if found:
        return
    if (scale := _LONE_SCALE.fullmatch(part)) and not (alone and scale["s0"] and not scale["i"]):
        yield Named([*_SCALES][next(n for n in range(3) if scale[f"s{n}"])], "scale")
    if measure := _MEASURE.fullmatch(part):
        name = _named(measure, "m", [*_MEASURES])
        if not (alone and name in _CALENDAR and " " not in part):
            yield Named(name, "measure")
    elif _COUNT.fullmatch(part) or (not first and _COUNTED.fullmatch(part)):
        yield Named("antal", "count")


def _is_unit(match: re.Match[str], before: str, after: str) -> bool:
    """Whether an amount's unit is that of the column: no quantity before it, and no name around it."""
    scaled = any(match[f"s{n}"] for n in range(3))
    numeric = match[0][0].isdigit()
    if _QUANTITY.search(before) or ((numeric or not scaled) and _LIMIT.search(before)):
        return False
    if scaled or match[0] in ("\u20ac", "$", "\u00a3"):
        return True
    return not re.sub(r"(?:19|20)\d\d", "", after).strip(" .") or bool(
        (not before.strip() or re.search(r"\bi\s+$", before)) and _GOES_ON.match(after)
    )


def _money(match: re.Match[str]) -> str:
    currency = [*_CURRENCIES][next(n for n in range(len(_CURRENCIES)) if match[f"c{n}"])]
    scale = next((name for n, name in enumerate(_SCALES) if match[f"s{n}"]), "")
    return _scaled(scale, currency)


def _scaled(scale: str, currency: str) -> str:
    if scale == "t.":
        return "t.kr." if currency == "kr." else f"1.000 {currency}"
    return f"{scale} {currency}".strip()


def _named(match: re.Match[str], letter: str, names: Sequence[str]) -> str:
    return next(name for n, name in enumerate(names) if match[f"{letter}{n}"])


def _level(match: re.Match[str]) -> str:
    if match["now"]:
        return "l\u00f8bende"
    if match["fixed"]:
        return "faste"
    return match["a"] or match["c"] or f"20{match['b']}"


def level_fits(said: str, declared: str) -> bool:
    """Whether a head's price level is the declared one; "faste priser" without a year fits any year."""
    return said == declared or (said == "faste" and declared not in ("", "l\u00f8bende"))


def unit_fits(said: Named, declared: str) -> bool:
    """Whether a unit that a head names is the declared one. "Antal" fits every noun and no unit at all,
    "mio." every currency in millions, "kr." also "kr. pr. elev"."""
    if said.unit == declared or {said.unit, declared} == {"kr.", "DKK"}:
        return True
    ours = said_in(declared).units
    if said.kind == "count":
        return not any(each.kind in ("amount", "rate", "scale") for each in ours)
    if said.kind == "scale":
        words = ("t.", "1.000 ") if said.unit == "t." else (said.unit,)
        return declared.startswith(words)
    if said.kind == "measure":
        return said.unit in declared
    return any(each.unit == said.unit for each in ours)


def right_unit(said: Named, declared: str) -> str:
    """What to declare for a column whose head says that unit."""
    if said.kind == "count":
        return "stk."
    if said.kind != "scale":
        return said.unit
    ours = said_in(declared).units
    if declared and not any(each.kind in ("amount", "rate") for each in ours):
        return f"{'1.000' if said.unit == 't.' else said.unit} {declared}"
    currency = next((name for name in _CURRENCIES if declared.endswith(name)), "kr.")
    return _scaled(said.unit, currency)


def without_unit(text: str) -> str:
    """A head without the unit at its end: "Beløb (mio. kr.)" and "Beløb i 1.000 kr." -> "Beløb"."""
    clean = clean_head(text)
    for found in re.finditer(r"\s*(?:[(\[]|,(?!\d)|/|\si\s)\s*", clean):
        inner = clean[found.end() :].rstrip(" )]")
        if found.start() and _only_units(inner.removeprefix("i ")):
            return clean[: found.start()]
    return clean


def _only_units(text: str) -> bool:
    """Whether a text names units or a price level and nothing else: "kr./år", "kr., 2025-pl"."""
    parts = [part for part in _split(_LEVEL.sub(" ", text)) if part.strip(" -")]
    said = said_in(text)
    return bool(said.units or said.level) and all(known_unit(part) for part in parts)


def clean_head(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
