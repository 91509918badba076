"""Numbers to Danish text, and Danish numbers read.

In: exact `Decimal` (or its text, see `as_decimal`), never a float. Amounts are kroner, percentages hundredths
unless `share`. Out: text with U+00A0 between figures and what they count, U+2212 as minus.
Rounded once, from the exact value, ties away from zero; what rounds to zero has no sign (notes/danish.md).
Errors: `FormatError` with the code nan, range or type; `NumberError` from `parse_number`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from msgspec.structs import replace

from bilag.danish import wording
from bilag.danish.tokens import FormatError, Spec
from bilag.danish.wording import NBSP

Unit = tuple[int, str, str]

_MOST_DIGITS: Final = 10_000
_CONTEXT: Final = Context(prec=4 * _MOST_DIGITS, rounding=ROUND_HALF_UP)
_STEPS: Final = tuple(Decimal(1).scaleb(-places) for places in range(101))
_DANISH_MARKS: Final = str.maketrans(",.", ".,")
_DECIMAL_TEXT: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
LARGEST_IN_LETTERS: Final = 10**12


# --- Reading ----------------------------------------------------------------------------------------


class NumberError(ValueError):
    """Text that is no number as people write it.

    `code`: empty, space, english_decimal ("2.8", "0.125", "1,234.5" where the comma parts decimals),
    danish_decimal (the reverse), grouping ("1.23.456"), syntax (all else)."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def parse_number(text: str, *, decimal: str = ",", group: str = ".") -> Decimal:
    """A number as a person writes it -> its exact value: "1.234,5" -> 1234.5; "-" or U+2212 before it.

    Strict: groups are of three digits and either all there or none; `group=""` allows none. Where Babel
    takes "2.8" for 28, this refuses. Raises `NumberError`."""
    if not text:
        raise NumberError("empty", "no number")
    if any(char.isspace() and char != group for char in text):
        raise NumberError("space", f'"{text}": space in a number')
    digits = text[1:] if text[0] in ("-", wording.MINUS) else text
    whole, mark, rest = digits.partition(decimal)
    parts = whole.split(group) if group else [whole]
    pieces = [*parts, rest] if mark else parts
    swapped = bool(group) and (group in rest or (len(parts) == 2 and not mark))
    foreign = "english_decimal" if decimal == "," else "danish_decimal"
    if not all(piece.isascii() and piece.isdigit() for piece in pieces):
        code = foreign if swapped and digits.count(group) == 1 else "syntax"
        raise NumberError(code, f'"{text}": not a number with "{decimal}" before the decimals')
    grouped = len(parts[0]) <= 3 and parts[0][0] != "0" and all(len(part) == 3 for part in parts[1:])
    if len(parts) > 1 and not grouped:
        if swapped:
            raise NumberError(foreign, f'"{text}": decimals follow "{decimal}", not "{group}"')
        raise NumberError("grouping", f'"{text}": not groups of three digits')
    sign = "-" if len(digits) < len(text) else ""
    return Decimal(f"{sign}{''.join(parts)}.{rest or 0}" if mark else sign + "".join(parts))


def as_decimal(value: object) -> Decimal:
    """A finite `Decimal` from one, from an int, or from decimal text ("-2.8", "1e3").

    A float is a TypeError: it has lost the value already. Raises `FormatError`: nan, range, type."""
    if isinstance(value, str):
        if _DECIMAL_TEXT.fullmatch(value) is None:
            raise FormatError("nan", f'"{value}": not a finite decimal number')
        value = Decimal(value)
    elif isinstance(value, float):
        raise TypeError("a float is not exact; give a Decimal or decimal text")
    elif isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal):
        raise FormatError("type", f"{value!r}: not a number")
    if not value.is_finite():
        raise FormatError("nan", f"{value}: not finite")
    if abs(value.adjusted()) > _MOST_DIGITS:
        raise FormatError("range", f"more than {_MOST_DIGITS} digits")
    return value


# --- Figures ----------------------------------------------------------------------------------------


def figures(value: Decimal, spec: Spec) -> tuple[str, Decimal]:
    """A number in figures, and the value as printed: 1234.5 with one decimal -> "1.234,5".

    With `under`, what is not zero but rounds to zero is "under" and the smallest step. Like all that rounds
    to zero it has no sign: "under 0,1" is true of -0.04 too, and the contract knows no "over"."""
    shown = value if spec.rounding == "all" else _CONTEXT.quantize(value, _STEPS[spec.decimals])
    if spec.under and value and not shown:
        shown = _STEPS[spec.decimals]
        return f"{wording.UNDER} {_plain(shown)}", shown
    text = _plain(shown.copy_abs())
    if spec.rounding == "most" and spec.decimals:
        text = text.rstrip("0").rstrip(",")
    if shown < 0:
        return spec.minus + text, shown
    return ("+" + text if spec.plus and shown else text), shown


def as_given(value: Decimal, spec: Spec) -> str:
    """A number in figures with the decimals it came with, unless the spec says how many."""
    if spec.rounding:
        return figures(value, spec)[0]
    return (spec.minus if value < 0 else "") + _plain(value.copy_abs())


def _plain(value: Decimal) -> str:
    """Danish marks, grouped from four digits (FT). Exact: formatting a Decimal rounds nothing here."""
    return format(value, ",f").translate(_DANISH_MARKS)


def _measure(value: Decimal, spec: Spec, unit: Unit) -> str:
    power, one, many = unit
    if spec.table and spec.zero_dash and not value:
        return wording.EN_DASH
    text, shown = figures(_CONTEXT.scaleb(value, -power) if power else value, spec)
    if spec.table or not many:
        return text
    return f"{text}{NBSP}{one if one != many and wording.is_singular(shown) else many}"


def amount(kroner: Decimal, spec: Spec) -> str:
    """An amount with its unit after it: 2800000 -> "2,8 mio. kr."."""
    if spec.form != "auto":
        return _measure(kroner, spec, wording.UNITS[spec.form])
    small, *larger = wording.AUTO_UNITS
    if _CONTEXT.quantize(kroner, _STEPS[0]).copy_abs() < 10**6:
        return _measure(kroner, replace(spec, decimals=0, rounding="fixed"), wording.UNITS[small])
    for name in larger[:-1]:
        unit = wording.UNITS[name]
        if _CONTEXT.quantize(_CONTEXT.scaleb(kroner, -unit[0]), _STEPS[spec.decimals]).copy_abs() < 1000:
            return _measure(kroner, spec, unit)
    return _measure(kroner, spec, wording.UNITS[larger[-1]])


def number(value: Decimal, spec: Spec) -> str:
    """A number: grouped; as a year never grouped; with full-time years or a noun after it."""
    if spec.form == "year":
        if value != value.to_integral_value():
            raise FormatError("range", f"{value}: a year is a whole number")
        return (spec.minus if value < 0 else "") + format(value.copy_abs().to_integral_value(), "f")
    if spec.form == "full_time_years":
        return _measure(value, spec, (0, wording.FULL_TIME_YEARS, wording.FULL_TIME_YEARS))
    return _measure(value, spec, (0, *(spec.noun or ("", ""))))


def percent(value: Decimal, spec: Spec) -> str:
    """A percentage with the mark asked for; a share is multiplied by 100 exactly once."""
    return _measure(value, spec, (-2 if spec.share else 0, spec.form, spec.form))


def number_range(low: Decimal, high: Decimal, spec: Spec) -> str:
    """Both numbers in full (FT: 20.000-30.000); equal ends give one; the unit agrees with the last."""
    if high < low:
        raise FormatError("order", f"{low}..{high}: ends before it begins")
    first, last = as_given(low, spec), as_given(high, spec)
    text = last
    if first != last and spec.words:
        text = f"{wording.FROM} {first} {wording.TO} {last}"
    elif first != last:
        text = f"{first}{wording.EN_DASH if spec.dash else '-'}{last}"
    return text + _noun(spec, high)


def _noun(spec: Spec, count: Decimal, glue: str = NBSP) -> str:
    if spec.noun is None or spec.table:
        return ""
    one, many = spec.noun
    word = one if one != many and wording.is_singular(count) else many
    return glue + word.replace(". ", f".{NBSP}")  # "mio. kr." holds together


# --- Letters ----------------------------------------------------------------------------------------


def cardinal(count: int, gender: str = "common") -> str:
    """0 to 10^12 in letters: 24 -> "fireogtyve". Above 99 in parted words, "to hundrede og fem" (RO
    dictionary: to hundrede); a number that begins with one hundred or one thousand leaves "et" out."""
    if count == LARGEST_IN_LETTERS:
        return wording.BILLION[0]
    return _letters(count, gender).removeprefix(f"{wording.ONE['neuter']} ")


def ordinal_word(place: int, gender: str = "common") -> str:
    """1 to 10^12 in letters: 2 -> "anden" or "andet"; only the last word is the ordinal (102: hundrede og
    anden). 100 is "hundrede" (sproget.dk), 1000 "tusinde"."""
    if place == LARGEST_IN_LETTERS:
        return wording.BILLION[1]
    words = _letters(place, gender, ordinal=True).removeprefix(f"{wording.ONE['neuter']} ")
    return words.removeprefix(f"{wording.ONE['common']} ") if place in (10**6, 10**9) else words


def _letters(count: int, gender: str, *, ordinal: bool = False) -> str:
    for size, one, many, nth in wording.LARGE:
        if count >= size:
            head, rest = divmod(count, size)
            noun = one if head == 1 else many
            before = _letters(head, "common")
            return f"{before} {nth if ordinal and not rest else noun}" + _rest(rest, gender, ordinal=ordinal)
    for size, forms in ((1000, wording.THOUSAND), (100, wording.HUNDRED)):
        if count >= size:
            head, rest = divmod(count, size)
            before = _letters(head, "neuter")
            return f"{before} {forms[ordinal and not rest]}" + _rest(rest, gender, ordinal=ordinal)
    if count == 1 and not ordinal:
        return wording.ONE[gender]
    if count == 2 and ordinal:
        return wording.SECOND[gender]
    if count < 20:
        return (wording.SMALL_ORDINAL if ordinal else wording.SMALL)[count]
    tens, ones = divmod(count, 10)
    word = (wording.TENS_ORDINAL if ordinal else wording.TENS)[tens]
    return f"{wording.SMALL[ones]}{wording.AND}{word}" if ones else word


def _rest(rest: int, gender: str, *, ordinal: bool) -> str:
    if not rest:
        return ""
    glue = f" {wording.AND} " if rest < 100 else " "
    return glue + _letters(rest, gender, ordinal=ordinal)


def count_words(counts: Sequence[Decimal], spec: Spec) -> str:
    """One count, or several in one list, in letters up to the limit; one above it puts all in figures
    (FT). `capital` begins a sentence, so all are in letters, where letters reach."""
    if any(count < 0 for count in counts):
        raise FormatError("range", "a count is not negative")
    limit = LARGEST_IN_LETTERS if spec.capital else min(spec.limit, LARGEST_IN_LETTERS)
    in_letters = all(count == count.to_integral_value() and count <= limit for count in counts)
    if spec.compound:
        parts = [_compound(count, spec, in_letters=in_letters).rstrip("-") + "-" for count in counts[:-1]]
        parts.append(_compound(counts[-1], spec, in_letters=in_letters) + _year_old(spec))
        return wording.join_list(parts, spec.conjunction)
    parts = [_count(count, spec, in_letters=in_letters) for count in counts]
    counted = counts[0] if len(counts) == 1 else Decimal(2)
    return wording.join_list(parts, spec.conjunction) + _noun(spec, counted, " " if in_letters else NBSP)


def _count(count: Decimal, spec: Spec, *, in_letters: bool) -> str:
    if not in_letters:
        return as_given(count.to_integral_value() if count == count.to_integral_value() else count, spec)
    word = cardinal(int(count), spec.gender or "common")
    return wording.STRESSED.get(word, word) if spec.stressed else word


def _compound(count: Decimal, spec: Spec, *, in_letters: bool) -> str:
    """The first part of a compound (RO 57.2, 57.4): one word of letters, else figures and a hyphen."""
    if in_letters:
        word = wording.FIRST_PARTS.get(int(count)) or cardinal(int(count))
        if " " not in word:
            return word
    return _count(count, spec, in_letters=False) + "-"


def _year_old(spec: Spec) -> str:
    plural, neuter = wording.INFLECTION
    return wording.YEAR_OLD + (plural if spec.inflected else neuter if spec.gender == "neuter" else "")


def ordinal(place: Decimal, spec: Spec) -> str:
    """A place in an order: "4." in figures, "fjerde" in letters; a noun may follow it."""
    if place != place.to_integral_value() or place < 1:
        raise FormatError("range", f"{place}: an ordinal is a whole number from 1")
    if spec.script != "letters":
        return _plain(place.to_integral_value()) + "." + _noun(spec, Decimal(1))
    if place > LARGEST_IN_LETTERS:
        raise FormatError("range", f"{place}: too large for letters")
    word = ordinal_word(int(place), spec.gender or "common")
    return word + _noun(spec, Decimal(1), " ")


def resolution(spec: Spec) -> Decimal | None:
    """The smallest step a spec prints, in kroner or in the number's own unit: "mio. kr., 1 decimal" ->
    100000, "pct., andel" -> 0.01, `auto` -> 1 (its smallest unit). None where it prints no fixed step."""
    if spec.form in ("auto", "integer", "year"):
        return _STEPS[0]
    numeric = spec.form in wording.UNITS or spec.form in wording.MARKS or spec.form == "full_time_years"
    if spec.rounding == "all" or not (numeric or spec.rounding):
        return None
    power = wording.UNITS[spec.form][0] if spec.form in wording.UNITS else -2 if spec.share else 0
    return _CONTEXT.scaleb(Decimal(1), power - spec.decimals)
