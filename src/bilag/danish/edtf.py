"""Dates as people know them: a frozen subset of EDTF (ISO 8601-2, levels 0 to 2).

Held: years, months and days; the qualifiers `~ ? %` on the whole or on a part; unspecified digits `X`;
the codes 21 to 41 (seasons, quarters, thirds, half-years); intervals with open (`..`) and unknown
(empty) ends; sets, all of `{a,b..c}` and one of `[a,b]`.
Not held: clock times, years outside 0001 to 9999, `Y17E7`, `1950S2`.

In: text. Out: `Date`, `Interval` or `Members`, and `str()` of each is its canonical text.
Errors: `EdtfError` with the code "syntax", "range", "order" or "empty".
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from functools import lru_cache

from msgspec import Struct

_QUALIFIER = r"([~?%]?)"
_DATE = re.compile(
    rf"{_QUALIFIER}([0-9X]{{4}}){_QUALIFIER}"
    rf"(?:-{_QUALIFIER}([0-9X]{{2}}){_QUALIFIER}(?:-{_QUALIFIER}([0-9X]{{2}}){_QUALIFIER})?)?",
)
_MONTHS_OF = {
    **dict(zip(range(21, 25), ((3, 5), (6, 8), (9, 11), (12, 12)), strict=True)),
    **dict(zip(range(25, 29), ((3, 5), (6, 8), (9, 11), (12, 12)), strict=True)),
    **dict(zip(range(29, 33), ((9, 11), (12, 12), (3, 5), (6, 8)), strict=True)),
    **{33 + n: (3 * n + 1, 3 * n + 3) for n in range(4)},
    **{37 + n: (4 * n + 1, 4 * n + 4) for n in range(3)},
    **{40 + n: (6 * n + 1, 6 * n + 6) for n in range(2)},
}
"""The months of the codes that take a month's place, for order only; winter stays in its year."""


class EdtfError(ValueError):
    """Text that is no such date. `code` is "syntax", "range", "order" or "empty"."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class End(Enum):
    """An end of an interval that is no date."""

    OPEN = ".."
    UNKNOWN = ""


class Date(Struct, frozen=True):
    """A year, month (or code 21 to 41) or day; each may hold the unspecified digit X."""

    year: str
    month: str | None = None
    day: str | None = None
    approximate: bool = False
    uncertain: bool = False
    text: str = ""

    def __str__(self) -> str:
        return self.text

    @property
    def code(self) -> int | None:
        """The month 1 to 12 or the code 21 to 41; None where not given or not known."""
        return int(self.month) if self.month and "X" not in self.month else None


class Interval(Struct, frozen=True):
    """From start to end, both included."""

    start: Date | End
    end: Date | End
    mark: str = "/"

    def __str__(self) -> str:
        ends = (end.value if isinstance(end, End) else end.text for end in (self.start, self.end))
        text = self.mark.join(ends)
        return text.replace("....", "..")


class Members(Struct, frozen=True):
    """A set: every member of it, or one of them."""

    items: tuple[Date | Interval, ...]
    one_of: bool = False

    def __str__(self) -> str:
        left, right = "[]" if self.one_of else "{}"
        return left + ",".join(map(str, self.items)) + right


Edtf = Date | Interval | Members


@lru_cache(maxsize=1024)
def parse(text: str) -> Edtf:
    """The date that a text names: `parse("2012/2017")`. Raises `EdtfError`."""
    if text[:1] + text[-1:] in ("{}", "[]"):
        if not text[1:-1].strip():
            raise EdtfError("empty", f"{text}: a set without members")
        items = tuple(_member(item.strip()) for item in text[1:-1].split(","))
        return Members(items, one_of=text[0] == "[")
    if "/" in text:
        return _interval(text, "/")
    return _date(text)


def _member(text: str) -> Date | Interval:
    if ".." not in text:
        return _date(text)
    start, _, end = text.partition("..")
    return _interval(f"{start or '..'}/{end or '..'}", "..") if text != ".." else _date(text)


def _interval(text: str, mark: str) -> Interval:
    ends = text.split("/")
    if len(ends) != 2 or not any(ends):
        raise EdtfError("syntax", f"{text}: an interval is start/end")
    start, end = (End(part) if part in ("", "..") else _date(part) for part in ends)
    if isinstance(start, Date) and isinstance(end, Date) and latest(end) < earliest(start):
        raise EdtfError("order", f"{text}: ends before it begins")
    return Interval(start, end, mark)


def _date(text: str) -> Date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise EdtfError("syntax", f"{text}: not a date of ISO 8601 or EDTF")
    year, month, day = match.group(2, 5, 8)
    marks = "".join(match.group(1, 3, 4, 6, 7, 9)) if day else "".join(filter(None, match.group(1, 3, 4, 6)))
    found = Date(year, month, day, bool(set(marks) & set("~%")), bool(set(marks) & set("?%")), text)
    if year == "0000":
        raise EdtfError("range", f"{text}: there is no year 0")
    if month and not _months(found):
        raise EdtfError("range", f"{text}: no such month, season or part of a year")
    if day and (len(month or "") != 2 or (found.code or 1) > 12 or not _days(found)):
        raise EdtfError("range", f"{text}: no such day")
    return found


@lru_cache(maxsize=256)
def _matching(pattern: str, last: int) -> tuple[int, ...]:
    """The numbers from 1 to `last` that two digits with X may mean."""
    return tuple(
        number
        for number in range(1, last + 1)
        if all(p in ("X", n) for p, n in zip(pattern, f"{number:02}", strict=True))
    )


def _months(day: Date) -> Sequence[int]:
    """The months a date may lie in, in order; none where the text names no month."""
    if day.month is None:
        return range(1, 13)
    if day.code in _MONTHS_OF:
        first, last = _MONTHS_OF[day.code]
        return range(first, last + 1)
    return _matching(day.month, 12)


def _days(day: Date) -> Sequence[int]:
    """The days of the month a date may lie on, in order, whatever of year and month is not known."""
    year = 2000 if "X" in day.year else int(day.year)
    length = max(monthrange(year, month)[1] for month in _months(day))
    return _matching(day.day or "XX", length)


def earliest(day: Date) -> date:
    """The first day a date may mean."""
    year, month = max(1, int(day.year.replace("X", "0"))), _months(day)[0]
    return date(year, month, min(_days(day)[0], monthrange(year, month)[1]))


def latest(day: Date) -> date:
    """The last day a date may mean."""
    year, month = int(day.year.replace("X", "9")), _months(day)[-1]
    return date(year, month, min(_days(day)[-1], monthrange(year, month)[1]))


def sort_key(value: Edtf) -> tuple[int, int, int, str]:
    """Dates and periods in order of time, then sets, then what goes on without ends (`../..`)."""
    match value:
        case Date():
            return (0, earliest(value).toordinal(), latest(value).toordinal(), value.text)
        case Members():
            keys = [sort_key(item) for item in value.items]
            return (1, min(key[1] for key in keys), max(key[2] for key in keys), str(value))
        case Interval(start=Date() as start, end=Date() as end):
            return (0, earliest(start).toordinal(), latest(end).toordinal(), str(value))
        case Interval(start=Date() as start, end=end):
            last = date.max if end is End.OPEN else latest(start)
            return (0, earliest(start).toordinal(), last.toordinal(), str(value))
        case Interval(start=start, end=Date() as end):
            first = 0 if start is End.OPEN else earliest(end).toordinal()
            return (0, first, latest(end).toordinal(), str(value))
        case Interval():
            return (2, 0, 0, str(value))


def first_day(value: Edtf) -> date | None:
    """The first day that a date or period may mean; None where it has no beginning."""
    match value:
        case Date():
            return earliest(value)
        case Members():
            days = [first_day(item) for item in value.items]
            return min((day for day in days if day), default=None) if all(days) else None
        case Interval(start=Date() as start):
            return earliest(start)
        case Interval():
            return None


def last_day(value: Edtf) -> date | None:
    """The last day that it may mean; None where it has no end."""
    match value:
        case Date():
            return latest(value)
        case Members():
            days = [last_day(item) for item in value.items]
            return max((day for day in days if day), default=None) if all(days) else None
        case Interval(end=Date() as end):
            return latest(end)
        case Interval():
            return None


def years(value: Edtf) -> tuple[int, ...]:
    """The years a date names, in order and once each: those of a period from start to end, of a set its
    members', of a decade all ten. An end that is open or unknown adds none, nor does `XXXX`."""
    return tuple(dict.fromkeys(_years(value)))


def _years(value: Edtf) -> Iterator[int]:
    match value:
        case Date(year="XXXX"):
            return
        case Date():
            yield from range(earliest(value).year, latest(value).year + 1)
        case Members():
            for item in value.items:
                yield from _years(item)
        case Interval(start=Date() as start, end=Date() as end):
            yield from range(earliest(start).year, latest(end).year + 1)
        case Interval():
            for side in (value.start, value.end):
                if isinstance(side, Date):
                    yield from _years(side)


def span_years(value: Edtf) -> int | None:
    """How many whole years a date or period lasts, both ends included: 2012/2017 -> 6, 2012-06/2017-05 -> 5.

    None where that is no whole number, where an end is open or unknown, and for a set."""
    match value:
        case Date(year=year) if year != "XXXX":
            first, last = earliest(value), latest(value)
        case Interval(start=Date() as start, end=Date() as end):
            first, last = earliest(start), latest(end)
        case _:
            return None
    if (last.month, last.day) == (12, 31):
        return last.year + 1 - first.year if (first.month, first.day) == (1, 1) else None
    after = date.fromordinal(last.toordinal() + 1)
    return (after.year - first.year or None) if (after.month, after.day) == (first.month, first.day) else None
