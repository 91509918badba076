"""Dates, periods, quarters, half-years and weeks to Danish text.

In: the nouns of `edtf`, or ISO text with Q, H or W. Out: text with U+00A0 after an ordinal stop that a word
follows and after `ca.` and `uge`. Nothing is invented: a month stays a month, an unspecified digit a decade.
A date is text in parts, least first ("5.", "~september", " 2016"), so that a range can leave out what both
ends share. Errors: `FormatError` with the code range, order or type; `EdtfError` from `edtf.parse`.
Sources: RO 42.3 (dates), CLDR 47 da (quarters, weeks, common part once), FT and EU-da 10.2 (ranges).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from bilag.danish import wording
from bilag.danish.edtf import Date, Edtf, EdtfError, End, Interval, Members, parse
from bilag.danish.tokens import FormatError, Spec
from bilag.danish.wording import NBSP

Parts = tuple[str, ...]

_DEPTH: Final = {"year": 1, "month": 2, "day": 3}
_PERIODS: Final = {"quarter": (33, 4), "third": (37, 3), "half": (40, 2)}
_LETTER: Final = {"quarter": "Q", "half": "H"}


# --- One date ---------------------------------------------------------------------------------------


def date_text(value: Edtf, spec: Spec) -> str:
    """One date in the form asked for: "5. september 2016", "5.9.2016", "primo 2017"."""
    if not isinstance(value, Date):
        raise FormatError("type", f"{value}: not one date")
    if (value.code or 1) > 12:
        raise FormatError("range", f"{value}: no such month")
    article = f"{wording.ARTICLE} " if spec.article or spec.form == "weekday" else ""
    depth = _depth(value)
    match spec.form:
        case "iso":
            return value.text
        case "short" | "weekday":
            day = _whole_day(value)
            if spec.form == "short":
                return _marked(f"{article}{day.day}.{day.month}.{day.year:04}", value)
            return _marked(f"{wording.weekday_name(day.weekday())} {article}{_point(value, spec)}", value)
        case "month":
            return _marked(_point(value, spec, _demand(value, 2)), value)
        case "primo" | "medio" | "ultimo":
            if depth == 3:
                raise FormatError("type", f"{value}: {spec.form} is of a year or a month")
            return _marked(f"{spec.form} {_point(value, spec)}", value)
        case _:
            if article:
                _demand(value, 3)
            return _marked(article + _point(value, spec), value)


def _depth(value: Date) -> int:
    """1 where no more than the year is known, 2 the month or part of the year, 3 the day."""
    if value.code is None:
        return 1
    return 3 if value.day and "X" not in value.day else 2


def _demand(value: Date, depth: int) -> int:
    if _depth(value) < depth or (depth > 1 and (value.code or 0) > 12):
        unit = next(name for name, number in _DEPTH.items() if number == depth)
        raise FormatError("type", f"{value}: names no {unit}")
    return depth


def _whole_day(value: Date) -> date:
    _demand(value, 3)
    if "X" in value.year:
        raise FormatError("type", f"{value}: names no year")
    return date.fromisoformat("-".join(filter(None, (value.year, value.month, value.day))))


def _point(value: Date, spec: Spec, depth: int = 3) -> str:
    return "".join(_parts(value, spec, depth))


def _parts(value: Date, spec: Spec, depth: int = 3) -> Parts:
    """The words for a date, down to `depth`; each part brings the space before it."""
    depth = min(depth, _depth(value))
    year, joint = _year(value.year)
    if depth == 1 or value.code is None:
        return (year,)
    of_year = f"{joint}({year})" if value.year == "XXXX" else joint + year
    if value.code <= 12:
        month = wording.month_name(value.code)
        if depth == 3:
            return (f"{int(value.day or 0)}.", NBSP + month, of_year)
        return (month, of_year)
    if value.code <= 32:
        return (wording.SEASONS[(value.code - 21) % 4][spec.definite], of_year)
    for name, (first, count) in _PERIODS.items():
        if first <= value.code < first + count:
            return (*_period(name, value.code - first + 1, spec), of_year)
    raise AssertionError(value)


def _period(name: str, number: int, spec: Spec) -> Parts:
    word = wording.PERIODS[name][spec.form == "short"]
    if spec.script == "letters":
        place = wording.SECOND["neuter"] if number == 2 else wording.SMALL_ORDINAL[number]
        return (place, f" {word}")
    return (f"{number}.", NBSP + word)


def _year(digits: str) -> tuple[str, str]:
    """The year, decade (201X), century (20XX) or thousand years (2XXX), and what joins a month to it."""
    known = digits.partition("X")[0]
    width = 10 ** (4 - len(known))
    first = int(known or 0) * width
    match len(known):
        case 4:
            return str(int(known)), " "
        case 3:
            return wording.DECADE.format(first), f" {wording.IN} "
        case 2:
            return wording.CENTURY.format(first), f" {wording.IN} "
        case 1:
            return wording.MILLENNIUM.format(max(first, 1), first + width - 1), " "
        case _:
            return wording.YEAR_UNKNOWN, " "


def _marked(text: str, *dates: Date, remark: str = "") -> str:
    """The text with "ca." before it and "(usikkert)" after it, as the dates' qualifiers ask."""
    remarks = [remark] if remark else []
    if any(day.uncertain for day in dates):
        remarks.insert(0, wording.UNCERTAIN)
    if any(29 <= (day.code or 0) <= 32 for day in dates):
        remarks.insert(0, wording.SOUTHERN)
    before = wording.CA + NBSP if any(day.approximate for day in dates) else ""
    return before + text + (f" ({', '.join(remarks)})" if remarks else "")


# --- Periods and sets -------------------------------------------------------------------------------


def interval_text(value: Edtf, spec: Spec) -> str:
    """A period in the unit asked for: "2012-2017", "maj-august 2013", "5.-8. september 2016", "2013/14"."""
    if isinstance(value, Members):
        raise FormatError("type", f"{value}: a set, not a period")
    whole = value if isinstance(value, Interval) else Interval(value, value)
    depth = _DEPTH.get(spec.form, 1)
    for end in (whole.start, whole.end):
        if isinstance(end, Date):
            _demand(end, depth)
    match whole:
        case Interval(start=Date(approximate=False, uncertain=False) as start, end=Date() as end) if (
            spec.form == "season" and not (end.approximate or end.uncertain or spec.words)
        ):
            first, last = _point(start, spec, 1), _point(end, spec, 1)
            same_century = "X" not in start.year + end.year and first[:-2] == last[:-2]
            return last if first == last else f"{first}/{last[-2:] if same_century else last}"
    prefix = f"{wording.ARTICLE} " if spec.article and depth == 3 else ""
    return _between(whole, spec, depth, prefix, words=spec.words)


def edtf_text(value: Edtf, spec: Spec) -> str:
    """Any date, period or set as words. A range whose ends have more than one word is written in words."""
    match value:
        case Date():
            return _marked(_point(value, spec), value)
        case Interval():
            return _between(value, spec, words=False if spec.dash else None)
        case Members():
            texts = [edtf_text(item, spec) for item in value.items]
            return wording.join_list(texts, "or" if value.one_of else "standard")


def _between(value: Interval, spec: Spec, depth: int = 3, prefix: str = "", *, words: bool | None) -> str:
    match value:
        case Interval(start=Date() as start, end=Date() as end):
            first, last = _parts(start, spec, depth), _parts(end, spec, depth)
            if any(day.approximate or day.uncertain or 29 <= (day.code or 0) <= 32 for day in (start, end)):
                if first == last:
                    return _marked(prefix + "".join(first), start, end)
                ends = (_marked(prefix + "".join(first), start), _marked(prefix + "".join(last), end))
                return f"{wording.FROM} {ends[0]} {wording.TO} {ends[1]}"
            return join_range(first, last, spec.dash, prefix, words=words)
        case Interval(start=Date() as start, end=end):
            remark = wording.END_UNKNOWN if end is End.UNKNOWN else ""
            return f"{wording.FROM} {_marked(prefix + _point(start, spec, depth), start, remark=remark)}"
        case Interval(start=start, end=Date() as end):
            remark = wording.START_UNKNOWN if start is End.UNKNOWN else ""
            return f"{wording.UNTIL} {_marked(prefix + _point(end, spec, depth), end, remark=remark)}"
        case _:
            unknown = (value.start, wording.START_UNKNOWN), (value.end, wording.END_UNKNOWN)
            remark = ", ".join(text for end, text in unknown if end is End.UNKNOWN)
            return _marked(wording.ONGOING, remark=remark)


def join_range(first: Parts, last: Parts, dash: bool, prefix: str = "", *, words: bool | None) -> str:
    """Two ends as one range, what they share said once (LDML); equal ends give one.

    Tight hyphen (FT, EU-da 10.2), or en dash; in words "fra ... til ...", and where `words` is None if an
    end has more than one word of its own. A prefix ("uge", "den") comes once where the rest is shared."""
    end = prefix + "".join(last)
    if first == last:
        return end
    shared = 0
    while len(first) == len(last) and shared < len(first) - 1 and first[-1 - shared] == last[-1 - shared]:
        shared += 1
    own = first[: len(first) - shared]
    start = prefix + "".join(own)
    several = max(len(own), len(last) - shared) > 1
    if several if words is None else words:
        glue = NBSP if start.endswith(".") else " "
        return f"{wording.FROM} {start}{glue}{wording.TO} {end}"
    return f"{start}{wording.EN_DASH if dash else '-'}{end if several else ''.join(last)}"


# --- Quarters, half-years, weeks --------------------------------------------------------------------


def period_text(text: str, name: str, spec: Spec) -> str:
    """A quarter or half-year (`name` "quarter" or "half"), or a range: "2016-Q3" -> "3. kvartal 2016".

    In: `2016-Q3`, `2017-H1`, the EDTF codes, or a month or day, which lies in one."""
    first, count = _PERIODS[name]

    def code(match: re.Match[str]) -> str:
        number = int(match[1])
        if not 1 <= number <= count:
            raise FormatError("range", f"{text}: there are {count} in a year")
        return f"-{first - 1 + number}"

    def period(end: Date | End) -> Date | End:
        if isinstance(end, End) or first <= (end.code or 0) < first + count:
            return end
        month = _demand(end, 2) and (end.code or 1)
        number = (month - 1) * count // 12
        return Date(end.year, str(first + number), None, end.approximate, end.uncertain, end.text)

    match parse(re.sub(rf"-{_LETTER[name]}([0-9]+)", code, text)):
        case Date() as day:
            found = period(day)
            return _between(Interval(found, found), spec, words=spec.words)
        case Interval(start=start, end=end):
            return _between(Interval(period(start), period(end)), spec, words=spec.words)
        case other:
            raise FormatError("type", f"{other}: a set, not a period")


def week_text(text: str, spec: Spec) -> str:
    """A week or range of weeks, with the ISO week-year: "2016-W38" -> "uge 38 i 2016"; a date lies in one."""
    ends = [_week(part) for part in text.split("/")]
    if len(ends) > 2:
        raise FormatError("range", f"{text}: not a week")
    if ends[-1] < ends[0]:
        raise FormatError("order", f"{text}: ends before it begins")
    weeks = [monday.isocalendar() for monday in ends]
    bare = spec.form == "short" and weeks[0].year == weeks[-1].year  # over the new year the years are needed
    parts = [(str(at.week),) if bare else (str(at.week), f" {wording.IN} {at.year}") for at in weeks]
    return join_range(parts[0], parts[-1], spec.dash, wording.WEEK + NBSP, words=spec.words)


def _week(text: str) -> date:
    """The Monday of the week that a text names or of the date it is."""
    if match := re.fullmatch("([0-9]{4})-W([0-9]{2})", text):
        try:
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError as error:
            raise FormatError("range", f"{text}: no such week") from error
    value = parse(text)
    if not isinstance(value, Date):
        raise EdtfError("syntax", f"{text}: not a week")
    day = _whole_day(value)
    return day - timedelta(days=day.weekday())
