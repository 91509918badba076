"""One cell's text as a value, under its field's declaration. Strict: what is not meant is not read.

In: a text, its `Field`, and for workbooks what the cell held. Out: an exact value. Errors: `CellError` with
the rule to report and its arguments; where the text has one likely meaning, the fault offers it as a hint.
Sources: Table Schema (Data Package v2) for the types, ISO 8601-2 for EDTF.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from bilag.danish import edtf
from bilag.danish.numerals import NumberError, parse_number
from bilag.inputs.tables import (
    BOOLEAN,
    COMPUTED,
    DATE,
    PERCENT,
    TEXT,
    Exact,
    Field,
    Interval,
    Reading,
)

PERCENT_UNITS = ("pct.", "procentpoint")
_STORED = Reading()
_WIDE = Context(prec=1000, rounding=ROUND_HALF_UP)
_SPACES = " \t"
_HARD_SPACES = re.compile("[\u00a0\u2007\u202f]")
_QUALIFIED = re.compile(r"(ca\.?|cirka|omkring|under|over|mindst|h\u00f8jst|[<>~\u2248])\s*(?=[\d-])", re.I)
_EDTF_EXAMPLES = "2016, 2016-09, 2016-09-05, 2015/2016, {2014,2016}"
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DANISH_DAY = re.compile(r"([0-9]{1,2})[./-] ?([0-9]{1,2})[./-] ?([0-9]{4})")
_NO_NUMBER = frozenset({"nan", "inf", "-inf", "+inf", "infinity", "-infinity"})


class CellError(Exception):
    """A text that is no value of its field: the rule that says so, and its arguments."""

    def __init__(self, rule: str, **args: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.args_of_rule = args


def parse_cell(text: str, field: Field, kind: int = TEXT) -> Exact:
    """The value of a cell that is not missing. Raises `CellError`."""
    if kind != TEXT and field.type in ("number", "integer"):
        return _stored_number(text, field, kind)
    if text.startswith("###") and not text.strip("#"):
        raise CellError("DATA-HASHES", text=shortened(text))
    return _PARSERS[field.type](text, field)


def is_missing(text: str, reading: Reading) -> bool:
    return not text or text in reading.missing


@cache
def _plain_pattern(decimal: str) -> re.Pattern[str]:
    return re.compile(rf"-?[0-9]+(?:{re.escape(decimal)}[0-9]+)?")


def _decimal(text: str, reading: Reading) -> Decimal | None:
    """The number under those marks, or None. Most cells are plain digits, which are read at once."""
    if _plain_pattern(reading.decimal).fullmatch(text):
        return Decimal(text if reading.decimal == "." else text.replace(reading.decimal, "."))
    try:
        return parse_number(text.removeprefix("+"), decimal=reading.decimal, group=reading.group)
    except NumberError:
        return None


def _number(text: str, field: Field) -> Decimal:
    reading = field.reading
    value = _decimal(text, reading)
    if value is None:
        value = _decimal(text.strip(_SPACES), reading)
    if value is None:
        raise _number_fault(text, field)
    return _with_decimals(value, text, reading)


def _with_decimals(value: Decimal, text: str, reading: Reading) -> Decimal:
    most = reading.decimals
    if most is not None and -int(value.as_tuple().exponent) > most:
        raise CellError("DATA-DECIMALS", text=shortened(text), most=most)
    return value


def _integer(text: str, field: Field) -> Decimal:
    value = _number(text, field)
    if value.as_tuple().exponent != 0:
        raise CellError("DATA-INTEGER", text=shortened(text))
    return value


def _stored_number(text: str, field: Field, kind: int) -> Decimal:
    """A number that a workbook stores as one: always with a point, and with the noise of its computations."""
    if kind in (DATE, BOOLEAN):
        raise CellError("XLSX-KIND", text=shortened(text))
    value = _decimal(text, _STORED)
    if value is None:
        raise CellError("DATA-NO-NUMBER", text=shortened(text))
    if kind == PERCENT and field.unit in PERCENT_UNITS:
        raise CellError("XLSX-PERCENT", text=shortened(text), unit=field.unit)
    most = field.reading.decimals
    noisy = len(value.as_tuple().digits) > 15
    if most is not None and (noisy or kind == COMPUTED):
        value = _WIDE.quantize(value, Decimal(1).scaleb(-most))
    elif noisy:
        raise CellError("XLSX-INEXACT", text=shortened(text))
    value = _with_decimals(value, text, field.reading)
    if field.type == "integer" and value != value.to_integral_value():
        raise CellError("DATA-INTEGER", text=shortened(text))
    return value if field.type == "number" else Decimal(int(value))


def _number_fault(text: str, field: Field) -> CellError:
    """What is wrong with a text that is no number as declared: the most helpful thing that can be said."""
    reading, bare = field.reading, text.strip(_SPACES)
    if bare.lower() in _NO_NUMBER:
        return CellError("DATA-NO-NUMBER", text=shortened(text))
    if _HARD_SPACES.search(bare):
        without = _HARD_SPACES.sub("", bare)
        near = without if _decimal(without, reading) is not None else ""
        return CellError("DATA-NUMBER-SPACE", text=shortened(text), nearest=near)
    if bare.count(" ") and _decimal(bare.replace(" ", ""), reading) is not None:
        return CellError("DATA-NUMBER-SPACE", text=shortened(text), nearest=bare.replace(" ", ""))
    if found := _QUALIFIED.match(bare):
        return CellError("DATA-NUMBER-QUALIFIER", text=shortened(text), word=found[0].strip())
    if swapped := _swapped(bare, reading):
        rule, near = swapped
        return CellError(
            rule, text=shortened(text), nearest=near, decimal=reading.decimal, group=reading.group
        )
    lead = re.match(r"[-+]?[0-9][0-9.,]*[0-9]|[-+]?[0-9]", bare)
    if lead and (rest := bare[lead.end() :].strip()) and not rest[0].isdigit():
        return CellError("DATA-NUMBER-UNIT", text=shortened(text), number=lead[0], unit=shortened(rest))
    return CellError("DATA-NO-NUMBER", text=shortened(text))


def _swapped(text: str, reading: Reading) -> tuple[str, str] | None:
    """A number in the other writing: 2.8 where 2,8 is declared, or 1.300 where no thousands mark is."""
    other = "." if reading.decimal == "," else ","
    found = re.fullmatch(r"([-+]?[0-9]{1,3})((?:[.,][0-9]{3})*)([.,][0-9]+)?|[-+]?[0-9]+[.,][0-9]+", text)
    if not found:
        return None
    if not reading.group and other in text and _decimal(text, Reading(reading.decimal, other)) is not None:
        return ("DATA-NUMBER-GROUP", other)
    if (value := _decimal(text, Reading(other, reading.decimal))) is None:
        value = _decimal(text, Reading(other))
    if value is None:
        return None
    return ("DATA-NUMBER", f"{value:f}".replace(".", reading.decimal))


def _text(text: str, field: Field) -> str:
    """Text as it stands; Windows' line ends within a cell become one character."""
    return text.replace("\r\n", "\n") if "\r" in text else text


def _boolean(text: str, field: Field) -> bool:
    if text in field.reading.true:
        return True
    if text in field.reading.false:
        return False
    words = ", ".join((*field.reading.true, *field.reading.false))
    raise CellError("DATA-BOOLEAN", text=shortened(text), words=words)


def _date(text: str, field: Field) -> edtf.Edtf:
    bare = text.strip(_SPACES)
    pattern = field.reading.pattern
    iso = _rewritten(bare, pattern) if pattern else bare
    if iso and _ISO_DAY.fullmatch(iso):
        try:
            date.fromisoformat(iso)
            return edtf.parse(iso)
        except ValueError:
            raise CellError("DATA-NO-SUCH-DAY", text=shortened(text)) from None
    raise CellError(
        "DATA-DATE", text=shortened(text), expected=pattern or "YYYY-MM-DD", nearest=_iso_day(bare)
    )


def _iso_day(text: str) -> str:
    """5.9.2016 as 2016-09-05, where there is such a day."""
    if not (found := _DANISH_DAY.fullmatch(text)):
        return ""
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return ""


@cache
def date_pattern(pattern: str) -> re.Pattern[str] | None:
    """`%d-%m-%Y` as a regular expression; None where it is not made of %d, %m and %Y once each."""
    parts = re.split(r"(%.)", pattern)
    names = {"%d": "(?P<d>[0-9]{1,2})", "%m": "(?P<m>[0-9]{1,2})", "%Y": "(?P<y>[0-9]{4})"}
    if sorted(part for part in parts if part.startswith("%")) != ["%Y", "%d", "%m"]:
        return None
    return re.compile("".join(names.get(part, re.escape(part)) for part in parts))


def _rewritten(text: str, pattern: str) -> str:
    compiled = date_pattern(pattern)
    found = compiled.fullmatch(text) if compiled else None
    return f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}" if found else ""


def _year(text: str, field: Field) -> edtf.Edtf:
    bare = text.strip(_SPACES)
    if not re.fullmatch("[0-9]{4}", bare) or bare == "0000":
        raise CellError("DATA-YEAR", text=shortened(text))
    return edtf.parse(bare)


def _edtf(text: str, field: Field) -> edtf.Edtf:
    bare = text.strip(_SPACES)
    try:
        return edtf.parse(bare)
    except edtf.EdtfError as error:
        rule = {"range": "DATA-EDTF-RANGE", "order": "DATA-EDTF-ORDER"}.get(error.code, "DATA-EDTF")
        near = _edtf_guess(bare) or _EDTF_EXAMPLES
        raise CellError(rule, text=shortened(text), nearest=near) from None


def _edtf_guess(text: str) -> str:
    """The likely EDTF for a common slip: 5.9.2016, 2015-2016, "2014, 2015, 2016"."""
    if day := _iso_day(text):
        return day
    if found := re.fullmatch(r"([0-9]{4})\s?[-\u2013]\s?([0-9]{4})", text):
        return f"{found[1]}/{found[2]}"
    if re.fullmatch(r"[0-9]{4}(?:\s?(?:,|og)\s?[0-9]{4})+", text):
        return "{" + ",".join(re.findall("[0-9]{4}", text)) + "}"
    return ""


def _interval(text: str, field: Field) -> Interval:
    bare = text.strip(_SPACES)
    ends = [_decimal(end.strip(), field.reading) for end in bare.split("..")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        found = re.fullmatch(r"([0-9,]+)\s?[-\u2013]\s?([0-9,]+)", bare)
        near = f"{found[1]}..{found[2]}" if found else ""
        raise CellError("DATA-INTERVAL", text=shortened(text), nearest=near)
    if ends[1] < ends[0]:
        raise CellError("DATA-INTERVAL-ORDER", text=shortened(text))
    return Interval(ends[0], ends[1])


def shortened(text: str, most: int = 60) -> str:
    """The text as a message may print it: on one line, and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "\u2026"


_PARSERS: dict[str, Callable[[str, Field], Exact]] = {
    "string": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "year": _year,
    "edtf": _edtf,
    "interval": _interval,
    "boolean": _boolean,
}
