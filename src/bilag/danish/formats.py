"""Values to Danish text by named formats; the list of the formats is `wording.FORMATS`.

A placeholder says `mio_kr`, or `mio_kr, 2 decimaler` where added tokens replace those of the same group,
or tokens alone. `render` is the one place where a value becomes text, before the paths to Word and PDF part.
The grammar of tokens is `tokens`, the writing of figures and letters `numbers`, of time `dates`.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from msgspec import Struct

from bilag.danish import dates, numerals, wording
from bilag.danish.edtf import Date, Edtf, EdtfError, Interval, Members, parse
from bilag.danish.numerals import resolution
from bilag.danish.tokens import FormatError, Spec, check_kind, kinds, parse_spec

__all__ = [
    "FORMATS",
    "Format",
    "FormatError",
    "Spec",
    "alphabetical",
    "genitive",
    "kinds",
    "parse_spec",
    "render",
    "resolution",
    "resolve_format",
]


class Format(Struct, frozen=True):
    """A named format: what it is called, the kind of value it prints, its tokens, and an example value."""

    name: str
    kind: str
    spec: Spec
    example: str
    description: str

    @property
    def printed(self) -> str:
        """The example as this format prints it."""
        return render(self.kind, self.example, self.spec)


def _fold(name: str) -> str:
    return name.strip().casefold().translate(wording.FOLDED)


FORMATS: Final[dict[str, Format]] = {
    name: Format(name, kind, parse_spec(spec), example, description)
    for name, kind, spec, example, description in wording.FORMATS
}
_FOLDED: Final = {_fold(name): entry for name, entry in FORMATS.items()}


@lru_cache(maxsize=1024)
def resolve_format(text: str) -> tuple[Format | None, Spec]:
    """The words after the bar of a placeholder -> the named format, if one is named, and the spec.

    Letters outside ASCII may be written aa, ae, oe. Raises `FormatError`: unknown (with the nearest names)
    or token. For tokens alone, `kinds` tells what the spec can be asked of."""
    name, _, rest = text.partition(",")
    entry = _FOLDED.get(_fold(name))
    if entry is not None:
        spec = entry.spec.replaced(parse_spec(rest))
        check_kind(entry.kind, spec)
        return entry, spec
    try:
        parse_spec(name)
    except FormatError as error:
        close = difflib.get_close_matches(_fold(name), _FOLDED)
        names = [_FOLDED[folded].name for folded in close]
        raise FormatError("unknown", f'no format "{name.strip()}"', names or error.nearest) from error
    return None, parse_spec(text)


# --- Rendering --------------------------------------------------------------------------------------


def render(kind: str, value: object, spec: str | Spec) -> str:
    """A value of a kind (see tests/cases/goldens/README.md) as text.

    In: raw text (a list's items parted by a bar), `Decimal`, int, `Edtf`, `datetime.date`, a sequence of
    these, or None and "" for missing. An amount is in kroner. Out: text with U+00A0 where it must not part.
    Raises `FormatError`; a float is a TypeError."""
    if isinstance(value, float):
        raise TypeError("a float is not exact; give a Decimal or decimal text")
    write, spec = _plan(kind, spec)
    if value is None or value == "":
        if spec.table:
            return wording.NOT_AVAILABLE
        raise FormatError("empty" if kind == "list" else "missing", "no value")
    try:
        return _finish(write(value, spec), spec)
    except EdtfError as error:
        raise FormatError("range" if error.code == "syntax" else error.code, error.detail) from error


@lru_cache(maxsize=1024)
def _plan(kind: str, spec: str | Spec) -> tuple[Callable[[object, Spec], str], Spec]:
    spec = parse_spec(spec) if isinstance(spec, str) else spec
    check_kind(kind, spec)
    return _WRITERS[kind], spec


def _finish(text: str, spec: Spec) -> str:
    """What holds for every kind: approximation, genitive, price level, capital, full stop, in that order."""
    if text == wording.EN_DASH:
        return text
    if spec.approximate and not text.startswith((wording.CA, wording.UNDER)):
        text = wording.CA + wording.NBSP + text
    if spec.genitive:
        text = genitive(text)
    if spec.price_level:
        text += wording.PRICE_LEVEL.format(spec.price_level)
    if spec.capital:
        text = text[:1].upper() + text[1:]
    return text + "." if spec.stop and not text.endswith(".") else text


def genitive(text: str) -> str:
    """The genitive of the last word (RO 6.2): 2017's, %'s, DKK's and C's with U+2019, pct.s and 4.s without
    it, only the sign after s, x or z; a remark in parentheses stays behind it."""
    if text.endswith(")") and " (" in text:
        head, _, remark = text.rpartition(" (")
        return f"{genitive(head)} ({remark}"
    last = text[-1:]
    if last == ".":
        return text + "s"
    if last.lower() in ("s", "x", "z"):
        return text + wording.APOSTROPHE
    word = text.replace(wording.NBSP, " ").rpartition(" ")[2]
    plain = last.isalpha() and len(word) > 1 and not word.isupper()
    return text + ("s" if plain else wording.APOSTROPHE + "s")


def alphabetical(text: str) -> tuple[tuple[int, ...], str]:
    """A sort key in the order of RO 4: the three Danish letters last, aa as the last of them; accents and
    capitals only part what is else alike."""
    folded = unicodedata.normalize("NFC", text)
    for double, single in wording.DOUBLE_A:
        folded = folded.replace(double, single)
    return tuple(map(_rank, folded.casefold().translate(wording.LIKE))), text


def _rank(char: str) -> int:
    """Signs and digits by code point, then the alphabet, an accented letter as the plain one."""
    place = wording.ALPHABET.find(char)
    if place < 0:
        place = wording.ALPHABET.find(unicodedata.normalize("NFD", char)[0])
    return 128 + place if place >= 0 else min(ord(char), 127)


def _values(value: object) -> Sequence[object]:
    """The members of a value that may be several: a sequence, or text parted by bars."""
    if isinstance(value, str):
        return value.split("|")
    return value if isinstance(value, Sequence) else (value,)


def _edtf(value: object) -> Edtf:
    if isinstance(value, Date | Interval | Members):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return parse(value.isoformat())
    if isinstance(value, str):
        return parse(value)
    raise FormatError("type", f"{value!r}: not a date")


def _interval(value: object, spec: Spec) -> str:
    if spec.form != "numbers":
        return dates.interval_text(_edtf(value), spec)
    ends = value.split("..") if isinstance(value, str) else value
    if not isinstance(ends, Sequence) or len(ends) != 2:
        raise FormatError("range", f"{value}: a range of numbers is a..b")
    return numerals.number_range(numerals.as_decimal(ends[0]), numerals.as_decimal(ends[1]), spec)


def _list(value: object, spec: Spec) -> str:
    items = _values(value)
    if not items:
        raise FormatError("empty", "a list without items")
    texts = [
        item if isinstance(item, str) else numerals.as_given(numerals.as_decimal(item), spec)
        for item in items
    ]
    if not all(texts):
        raise FormatError("missing", "a list with an empty item")
    return wording.join_list(sorted(texts, key=alphabetical) if spec.sort else texts, spec.conjunction)


def _count_word(value: object, spec: Spec) -> str:
    counts = _values(value)
    if not counts:
        raise FormatError("empty", "a list without counts")
    if not all(count is not None and count != "" for count in counts):
        raise FormatError("missing", "a list with a missing count")
    return numerals.count_words([numerals.as_decimal(count) for count in counts], spec)


_WRITERS: Final[dict[str, Callable[[object, Spec], str]]] = {
    "amount": lambda value, spec: numerals.amount(numerals.as_decimal(value), spec),
    "number": lambda value, spec: numerals.number(numerals.as_decimal(value), spec),
    "percent": lambda value, spec: numerals.percent(numerals.as_decimal(value), spec),
    "date": lambda value, spec: dates.date_text(_edtf(value), spec),
    "interval": _interval,
    "edtf": lambda value, spec: dates.edtf_text(_edtf(value), spec),
    "list": _list,
    "count_word": _count_word,
    "ordinal": lambda value, spec: numerals.ordinal(numerals.as_decimal(value), spec),
    "quarter": lambda value, spec: dates.period_text(str(value), "quarter", spec),
    "week": lambda value, spec: dates.week_text(str(value), spec),
    "halfyear": lambda value, spec: dates.period_text(str(value), "half", spec),
}
