"""One column of texts as values. Each distinct text is read once, so that a million cells stay cheap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from operator import eq

from bilag.danish.edtf import Edtf, first_day, last_day
from bilag.diagnostics.findings import Span
from bilag.inputs.tables import TEXT, Constraints, Exact, Field, has_gaps
from bilag.inputs.yaml.shapes import nearest
from bilag.validate.data.cells import CellError, hidden_signs, is_missing, parse_cell, shortened
from bilag.validate.data.faults import Faults

_LONGEST_MATCHED = 1000
_MOST_COMPARED = 2000
_FORMULA = ("=", "@", "\t", "\r")
_SUSPECT = ("=", "@", "#")
"""How a text begins that has to be looked at: a formula, or a number that its column had no room for."""
_LOST = (
    "\u00c3",
    "\u00c2",
    "\u00e2\u20ac",
    "\ufffd",
    "\u00ad",
    "\u200b",
    "\u2060",
    "\ufeff",
    "\ufb01",
    "\ufb02",
)
"""Signs of a text that was decoded wrongly, that nobody sees, or that are two letters drawn as one."""
_DIGITS = str.maketrans("23456789", "11111111")

Place = Callable[[int], Span]
Column = list[Exact | None]
_Read = tuple[Exact | None, tuple[CellError, ...]]
_NO_CONSTRAINTS = Constraints()
_UNSEEN = [
    Constraints(required=required, unique=unique) for required in (False, True) for unique in (False, True)
]
"""Constraints that no single cell breaks by its value."""


def type_column(
    texts: Sequence[str], kinds: bytes, field: Field, *, key: bool, place: Place, faults: Faults
) -> Column:
    """The column's values, None where there is none; a cell that is no value is reported and is None too.

    `kinds` says what each cell of a workbook held and is empty for CSV; `key` says that the column names
    rows, so that spaces around its texts are left out, with a warning; `place` gives a row's cell.
    """
    if field.type == "string" and not unicodedata.is_normalized("NFC", "".join(texts)):
        texts = [unicodedata.normalize("NFC", text) for text in texts]
    column = None if kinds else _plain_numbers(texts, field) or _plain_texts(texts, field)
    if column is None:
        column = _by_distinct(texts, kinds, field, key=key, place=place, faults=faults)
    for row in _odd_thousands(texts, field):
        faults.add("DATA-NUMBER-ODD", place(row), field.name, text=shortened(texts[row]))
    if field.constraints.required and has_gaps(column):
        for row, value in enumerate(column):
            if value is None and is_missing(texts[row].strip(), field.reading):
                faults.add("DATA-REQUIRED", place(row), field.name)
    return column


def _plain_numbers(texts: Sequence[str], field: Field) -> Column | None:
    """A CSV column of well-formed numbers all at once; None where any cell needs to be looked at.

    Each distinct text is read once, or each text where most differ; what is looked at is their shapes, which
    are allowed no more than `parse_cell` allows (a test holds the two together).
    """
    reading, wanted = field.reading, field.constraints
    if field.type not in ("number", "integer") or wanted.enum:
        return None
    missing = {"", *reading.missing}
    distinct = set(texts)
    filled = len(distinct) > len(texts) // 2 and missing.isdisjoint(distinct)
    cells = texts if filled else list(distinct - missing)
    joined = "\n".join(cells)
    if not joined.isascii() or joined.count("\n") != len(cells) - 1:
        return None
    if not all(map(_number_pattern(field).fullmatch, set(joined.translate(_DIGITS).split("\n")))):
        return None
    if reading.group:
        joined = joined.replace(reading.group, "")
    if reading.decimal != ".":
        joined = joined.replace(reading.decimal, ".")
    numbers = list(map(Decimal, joined.split("\n")))
    low, high = wanted.minimum, wanted.maximum
    if isinstance(low, Decimal) and min(numbers) < low:
        return None
    if isinstance(high, Decimal) and max(numbers) > high:
        return None
    if filled:
        return [*numbers]
    found: dict[str, Exact | None] = {**dict.fromkeys(missing), **dict(zip(cells, numbers, strict=True))}
    return list(map(found.__getitem__, texts))


def _number_pattern(field: Field) -> re.Pattern[str]:
    """A plain number of the field's writing, its digits from 2 to 9 written as 1."""
    reading = field.reading
    group, decimal, most = re.escape(reading.group), re.escape(reading.decimal), reading.decimals
    whole = f"(?:1[01]{{0,2}}(?:{group}[01]{{3}})+|[01]+)" if group else "[01]+"
    if not reading.marked and decimal == r"\.":  # 1.250 has two readings
        whole = r"(?!1[01]{0,2}\.[01]{3}$)" + whole
    some = "+" if most is None else f"{{1,{most}}}"
    rest = f"(?:{decimal}[01]{some})?" if field.type == "number" and most != 0 else ""
    return re.compile(f"-?{whole}{rest}")


def _odd_thousands(texts: Sequence[str], field: Field) -> list[int]:
    """The rows whose number has three decimals while all others are whole: 226,340 among 1200 and 85 may be
    thousands as other countries write them. `bilag:decimals: 3` says that decimals are meant."""
    reading = field.reading
    mark = reading.decimal
    if field.type != "number" or reading.decimals is not None or not any(mark in text for text in texts):
        return []
    odd = re.compile(rf"[-+]?[1-9][0-9]{{0,2}}{re.escape(mark)}[0-9]{{3}}")
    rows, whole = [], False
    for row, text in enumerate(texts):
        if mark not in text:
            whole = whole or text.strip().lstrip("+-").isdigit()
        elif odd.fullmatch(text.strip()):
            rows.append(row)
        else:
            return []
    return rows if whole and reading.marked else []


def _plain_texts(texts: Sequence[str], field: Field) -> Column | None:
    """A CSV column of texts all at once; None where any cell needs to be looked at (a test holds the two
    together). An unfilled cell is None."""
    if field.type != "string" or field.constraints not in _UNSEEN:
        return None
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1 or "\r" in joined:
        return None
    if any(sign in joined for sign in _LOST):
        return None
    if joined.startswith(_SUSPECT) or any(sign in joined and f"\n{sign}" in joined for sign in _SUSPECT):
        return None
    if not all(map(eq, texts, map(str.strip, texts))):
        return None
    missing = {"", *field.reading.missing}
    if not any(text in texts for text in missing):
        return [*texts]
    return [None if text in missing else text for text in texts]


def _by_distinct(
    texts: Sequence[str], kinds: bytes, field: Field, *, key: bool, place: Place, faults: Faults
) -> Column:
    """Any column: each distinct cell is read once, and its faults are reported at every place of it."""
    cells: Sequence[Hashable] = texts
    found: dict[Hashable, _Read]
    if kinds:
        pairs = list(zip(texts, kinds, strict=True))
        found = {pair: _value(*pair, field, key) for pair in set(pairs)}
        cells = pairs
    else:
        found = {text: _value(text, TEXT, field, key) for text in set(texts)}
    if any(errors for _, errors in found.values()):
        for row, cell in enumerate(cells):
            for error in found[cell][1]:
                faults.add(error.rule, place(row), field.name, **error.args_of_rule)
    return [found[cell][0] for cell in cells]


def _value(text: str, kind: int, field: Field, key: bool) -> _Read:
    if is_missing(text, field.reading):
        return None, ()
    warnings: tuple[CellError, ...] = ()
    if field.type == "string":
        if key and text != (bare := text.strip()):
            warnings += (CellError("DATA-SPACES", text=bare),)
            text = bare
            if is_missing(text, field.reading):
                return None, warnings
        try:
            warnings += tuple(hidden_signs(text)) if any(sign in text for sign in _LOST) else ()
        except CellError as error:
            return None, (error,)
        if text.startswith(_FORMULA):
            warnings += (CellError("DATA-FORMULA-TEXT", text=shortened(text)),)
    elif is_missing(text.strip(), field.reading):
        return None, ()
    try:
        value = parse_cell(text, field, kind)
    except CellError as error:
        return None, (error,)
    if field.constraints == _NO_CONSTRAINTS:
        return value, warnings
    return value, (*warnings, *_unfulfilled(value, text, field))


def _unfulfilled(value: Exact, text: str, field: Field) -> list[CellError]:
    """The constraints that a value breaks."""
    wanted, found = field.constraints, shortened(text)
    faults: list[CellError] = []
    if wanted.minimum is not None and _below(value, wanted.minimum):
        faults.append(CellError("DATA-MINIMUM", text=found, limit=wanted.minimum))
    if wanted.maximum is not None and _above(value, wanted.maximum):
        faults.append(CellError("DATA-MAXIMUM", text=found, limit=wanted.maximum))
    if wanted.enum and value not in wanted.enum:
        known = [str(item) for item in wanted.enum]
        near = nearest(text, known) if len(known) <= _MOST_COMPARED else ""
        faults.append(CellError("DATA-ENUM", text=found, nearest=near or ", ".join(known[:10])))
    if wanted.pattern and (len(text) > _LONGEST_MATCHED or not re.fullmatch(wanted.pattern, text)):
        faults.append(CellError("DATA-PATTERN", text=found, pattern=wanted.pattern))
    if wanted.min_length is not None and len(text) < wanted.min_length:
        faults.append(CellError("DATA-LENGTH", text=found, length=len(text), limit=f">= {wanted.min_length}"))
    if wanted.max_length is not None and len(text) > wanted.max_length:
        faults.append(CellError("DATA-LENGTH", text=found, length=len(text), limit=f"<= {wanted.max_length}"))
    return faults


def _below(value: Exact, least: Exact) -> bool:
    """Whether a value is less than the least allowed: a period by its first day, if it has one."""
    if isinstance(value, Edtf) and isinstance(least, Edtf):
        first, bound = first_day(value), first_day(least)
        return first is not None and bound is not None and first < bound
    return _less(value, least)


def _above(value: Exact, most: Exact) -> bool:
    """Whether a value is more than the most allowed: a period by its last day, if it has one."""
    if isinstance(value, Edtf) and isinstance(most, Edtf):
        last, bound = last_day(value), last_day(most)
        return last is not None and bound is not None and last > bound
    return _less(most, value)


def _less(first: Exact, second: Exact) -> bool:
    match first, second:
        case (Decimal(), Decimal()) | (str(), str()):
            return first < second  # type: ignore[operator]
    return False
