"""One cell's text as a value, under its field's declaration. Strict: what is not meant is not read.

In: a text, its `Field`, and for workbooks what the cell held. Out: an exact value. Errors: `CellError` with
the rule to report and its arguments; where the text has one likely meaning, the fault offers it as a hint.
Sources: Table Schema (Data Package v2) for the types, ISO 8601-2 for EDTF.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from bilag.danish import edtf
from bilag.danish.numerals import NumberError, parse_number
from bilag.danish.units import canonical_unit
from bilag.inputs.facts import unit_named
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
_LONGEST_EXPONENT = 60
_WIDE = Context(prec=1000, rounding=ROUND_HALF_UP)
_SPACES = " \t"
_HARD_SPACES = re.compile("[\u00a0\u2007\u202f]")
_QUALIFIED = re.compile(r"(ca\.?|cirka|omkring|under|over|mindst|h\u00f8jst|[<>~\u2248])\s*(?=[\d-])", re.I)
_EDTF_EXAMPLES = "2016, 2016-09, 2016-09-05, 2015/2016, {2014,2016}"
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DANISH_DAY = re.compile(r"([0-9]{1,2})[./-] ?([0-9]{1,2})[./-] ?([0-9]{4})")
_NO_NUMBER = frozenset({"nan", "inf", "-inf", "+inf", "infinity", "-infinity"})


_TWO_READINGS = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
"""A number that has three decimals, or thousands: 1.250 and 310.000, but neither 0.125 nor 12.5."""
_DASH = re.compile("[-\u2010-\u2015\u2212]")
_BRACKETED = re.compile(r"\(\s?([0-9][0-9.,]*)\s?\)")
_TRAILING = re.compile(r"([0-9][0-9.,]*)\s?[-\u2010-\u2015\u2212]")
_EXPONENT = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?[eE][-+]?[0-9]{1,3}")
_KRONER_TAIL = re.compile(r"([-+]?[0-9][0-9.]*),-")
_MARKS = r"[*\u2020\u2021]+|[\u00b9\u00b2\u00b3\u2070-\u2079]+|[0-9]*\)|[a-z]\)"
_MARKED = re.compile(rf"([-+]?[0-9][0-9.,]*)\s?(?:{_MARKS})")
_FRACTION = re.compile(r"([-+]?[0-9]*)\s?([\u00bc\u00bd\u00be])")
_OTHER_MINUS = re.compile(r"[\u2010-\u2015]\s?([0-9][0-9.,]*)")
_APOSTROPHES = re.compile(r"[-+]?[0-9]{1,3}(?:['\u2019][0-9]{3})+(?:[.,][0-9]+)?")
_MORE_NUMBER = re.compile(r"[0-9]|[-\u2010-\u2015\u2212/'\u2019:]\s?[0-9]")
"""What goes on as a number: the "-3" of "2-3"."""
_HALVES = {"\u00bc": "25", "\u00bd": "5", "\u00be": "75"}
_AT_LEAST = {"\u2265": "mindst", "\u2264": "h\u00f8jst", "\u00b1": "ca."}
_ERROR_VALUES = frozenset(
    {
        *(
            "#DIV/0!",
            "#N/A",
            "#NAME?",
            "#NULL!",
            "#NUM!",
            "#REF!",
            "#VALUE!",
            "#GETTING_DATA",
            "#SPILL!",
            "#CALC!",
        ),
        *("#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#EXTERNAL!"),
        *(
            "#DIVISION/0!",
            "#I/T",
            "#NAVN?",
            "#NUL!",
            "#REFERENCE!",
            "#V\u00c6RDI!",
            "#OVERL\u00d8B!",
            "#BEREGN!",
            "#FELT!",
        ),
    }
)
"""What Excel shows for a formula that failed, in English and in Danish."""
_CALC_ERROR = re.compile("ERR:[0-9]{3}")  # LibreOffice's own


_LIGATURES = {"\ufb01": "fi", "\ufb02": "fl"}
_UNSEEN_SIGNS = {
    "\u00ad": "soft hyphen",
    "\u200b": "zero width space",
    "\u2060": "word joiner",
    "\ufeff": "zero width no-break space",
    "\ufb01": "fi",
    "\ufb02": "fl",
}


class CellError(Exception):
    """A text that is no value of its field: the rule that says so, and its arguments."""

    def __init__(self, rule: str, **args: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.args_of_rule = args


def parse_cell(text: str, field: Field, kind: int = TEXT) -> Exact:
    """The value of a cell that is not missing. Raises `CellError`."""
    if text[:1] in ("#", "E") and is_error_value(text):
        raise CellError("DATA-ERROR-VALUE", text=shortened(text))
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
        value = _decimal(_plainly_signed(text.strip(_SPACES), reading), reading)
    if value is None:
        raise _number_fault(text, field)
    if not reading.marked and _TWO_READINGS.fullmatch(bare := text.strip(_SPACES)):
        whole = bare.replace(reading.decimal, "")
        raise CellError("DATA-NUMBER-MARKS", text=shortened(text), decimal=_shown(value), whole=whole)
    return _with_decimals(value, text, reading)


def _shown(value: Decimal) -> str:
    """The number as Danish text, without zeros that say nothing: 310.000 as "310", 1.250 as "1,25"."""
    return f"{value.normalize():f}".replace(".", ",")


def _plainly_signed(text: str, reading: Reading) -> str:
    """A number below zero, or zero, in the column's declared form, with a minus: "(100)" as "-100"."""
    if reading.zero and _DASH.fullmatch(text):
        return "0"
    if reading.negative == "parentheses" and (found := _BRACKETED.fullmatch(text)):
        return f"-{found[1]}"
    if reading.negative == "trailing" and (found := _TRAILING.fullmatch(text)):
        return f"-{found[1]}"
    return text


def is_error_value(text: str) -> bool:
    """Whether a text is what a spreadsheet shows where a formula failed, in English or Danish."""
    bare = text.strip().upper()
    return bare in _ERROR_VALUES or _CALC_ERROR.fullmatch(bare) is not None


def hidden_signs(text: str) -> Iterator[CellError]:
    """Warnings of signs in a text that nobody sees, or that are two letters in one: they can split a name.

    Raises `CellError` for a text that was decoded wrongly on its way: "Ã¦bler" where "æbler" is meant.
    """
    if "\ufffd" in text:
        raise CellError("DATA-LOST-SIGN", text=shortened(text))
    if (meant := _decoded_again(text)) != text:
        raise CellError("DATA-DECODED-TWICE", text=shortened(text), nearest=shortened(meant))
    for sign, name in _UNSEEN_SIGNS.items():
        if sign in text:
            plain = text.replace(sign, _LIGATURES.get(sign, ""))
            yield CellError("DATA-HIDDEN-SIGN", text=shortened(plain), sign=f"U+{ord(sign):04X} {name}")


def _decoded_again(text: str) -> str:
    """The text as UTF-8, where its characters are the bytes of UTF-8 read as Windows-1252; else the text."""
    try:
        bytes_ = b"".join(
            bytes([ord(sign)]) if 0x80 <= ord(sign) <= 0x9F else sign.encode("cp1252") for sign in text
        )
        return bytes_.decode("utf-8")
    except UnicodeError:
        return text


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
    if form := _other_form(bare, reading):
        rule, args = form
        return CellError(rule, text=shortened(text), **args)
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
    if lead and (rest := bare[lead.end() :].strip()) and not _MORE_NUMBER.match(rest):
        return _with_unit(text, lead[0], rest, field)
    return CellError("DATA-NO-NUMBER", text=shortened(text))


def _with_unit(text: str, number: str, rest: str, field: Field) -> CellError:
    """A number with its unit in the cell. What is offered is in the column's unit: 500000 for "500 t.kr."."""
    value, swapped = _decimal(number, field.reading), _swapped(number, field.reading)
    if value is None and swapped:
        number = swapped[1] if len(swapped[1]) > 1 else number.replace(swapped[1], "")
        value = _decimal(number, field.reading)
    if value is None:
        return CellError("DATA-NO-NUMBER", text=shortened(text))
    own, other = unit_named(field.unit), unit_named(canonical_unit(rest))
    if field.unit and own.dimension == other.dimension and own.scale != other.scale:
        scaled = f"{(value * other.scale / own.scale).normalize():f}".replace(".", field.reading.decimal)
        return CellError("DATA-NUMBER-FORM", text=shortened(text), nearest=scaled)
    return CellError("DATA-NUMBER-UNIT", text=shortened(text), number=number, unit=shortened(rest))


def _other_form(text: str, reading: Reading) -> tuple[str, dict[str, str]] | None:
    """A number in a form that the column does not declare. What is offered has the value of the cell."""
    if _DASH.fullmatch(text):
        return "DATA-NUMBER-DASH", {"dash": text}
    for negative, pattern in (("parentheses", _BRACKETED), ("trailing", _TRAILING)):
        if (found := pattern.fullmatch(text)) and _decimal(found[1], reading) is not None:
            return "DATA-NUMBER-NEGATIVE", {"nearest": f"-{found[1]}", "negative": negative}
    if _EXPONENT.fullmatch(text):
        value = Decimal(text.replace(",", "."))
        if abs(value.adjusted()) < _LONGEST_EXPONENT:
            return "DATA-NUMBER-EXPONENT", {"nearest": f"{value:f}".replace(".", reading.decimal)}
    if (found := _KRONER_TAIL.fullmatch(text)) and _whole(found[1], reading):
        return "DATA-NUMBER-FORM", {"nearest": found[1]}
    if (found := _OTHER_MINUS.fullmatch(text)) and _decimal(found[1], reading) is not None:
        return "DATA-NUMBER-FORM", {"nearest": f"-{found[1]}"}
    plain = re.sub("['\u2019]", "", text)
    if _APOSTROPHES.fullmatch(text) and _decimal(plain, reading) is not None:
        return "DATA-NUMBER-FORM", {"nearest": plain}
    if found := _FRACTION.fullmatch(text):
        whole = found[1] if found[1] not in ("", "-", "+") else f"{found[1]}0"
        return "DATA-NUMBER-FORM", {"nearest": f"{whole}{reading.decimal}{_HALVES[found[2]]}"}
    if (word := _AT_LEAST.get(text[:1])) and _decimal(text[1:].strip(), reading) is not None:
        return "DATA-NUMBER-SIGN", {"sign": text[0], "word": word, "number": text[1:].strip()}
    if (found := _MARKED.fullmatch(text)) and _decimal(found[1], reading) is not None:
        return "DATA-NUMBER-MARK", {"number": found[1]}
    return None


def _whole(text: str, reading: Reading) -> bool:
    return "." not in text or reading.group == "."


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
    """Text as it is; Windows' line ends within a cell become one character."""
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
    if not pattern and (day := _iso_day(bare)):
        sign = re.sub("[0-9 ]", "", bare)[:1]
        declared = f"%d{sign}%m{sign}%Y"
        raise CellError("DATA-DATE-DANISH", text=shortened(text), nearest=day, format=declared, sign=sign)
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
