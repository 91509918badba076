"""One column of texts as values. Each distinct text is read once, so that a million cells stay cheap."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from bilag.diagnostics import Span
from bilag.edtf import Edtf, first_day, last_day
from bilag.inputs import TEXT, Constraints, Exact, Field
from bilag.shapes import nearest
from bilag.validate.cells import CellError, is_missing, parse_cell, shortened
from bilag.validate.faults import Faults

_LONGEST_MATCHED = 1000
_MOST_COMPARED = 2000
_FORMULA = ("=", "@", "\t", "\r")
# A space at an end, what a spreadsheet would calculate, the hashes of a narrow column, a carriage return.
_NO_PLAIN_TEXT = re.compile(r"(?m)^(?:[^\S\n]|[=@]|###)|[^\S\n]$|\r")

Place = Callable[[int], Span]
Column = list[Exact | None]
_Read = tuple[Exact | None, tuple[CellError, ...]]
_NO_CONSTRAINTS = Constraints()


def type_column(
    texts: Sequence[str], kinds: bytes, field: Field, *, key: bool, place: Place, faults: Faults
) -> Column:
    """The column's values, None where there is none; a cell that is no value is reported and is None too.

    `kinds` says what each cell of a workbook held and is empty for CSV; `key` says that the column names
    rows, so that spaces around its texts are left out, with a warning; `place` gives a row's cell.
    """
    column = None if kinds else _plain_numbers(texts, field) or _plain_texts(texts, field)
    if column is None:
        column = _by_distinct(texts, kinds, field, key=key, place=place, faults=faults)
    if field.constraints.required and None in column:
        for row, value in enumerate(column):
            if value is None and is_missing(texts[row].strip(), field.reading):
                faults.add("DATA-REQUIRED", place(row), field.name)
    return column


def _plain_numbers(texts: Sequence[str], field: Field) -> Column | None:
    """A CSV column of well-formed numbers all at once; None where any cell needs to be looked at.

    The pattern allows no more than `parse_cell` does (a test holds the two together).
    """
    reading, wanted = field.reading, field.constraints
    if field.type not in ("number", "integer") or reading.decimals is not None or wanted.enum:
        return None
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1 or _exception_pattern(field).search(joined):
        return None
    if reading.group:
        joined = joined.replace(reading.group, "")
    if reading.decimal != ".":
        joined = joined.replace(reading.decimal, ".")
    column: Column = [Decimal(text) if text else None for text in joined.split("\n")]
    if wanted.minimum is not None or wanted.maximum is not None:
        numbers = [value for value in column if isinstance(value, Decimal)]
        low, high = wanted.minimum, wanted.maximum
        if numbers and isinstance(low, Decimal) and min(numbers) < low:
            return None
        if numbers and isinstance(high, Decimal) and max(numbers) > high:
            return None
    return column


def _plain_texts(texts: Sequence[str], field: Field) -> Column | None:
    """A CSV column of texts all at once; None where any cell needs to be looked at (a test holds the two
    together). An unfilled cell is None."""
    if field.type != "string" or replace(field.constraints, required=False) != _NO_CONSTRAINTS:
        return None
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1 or _NO_PLAIN_TEXT.search(joined):
        return None
    missing = {"", *field.reading.missing}
    return [None if text in missing else text for text in texts]


def _exception_pattern(field: Field) -> re.Pattern[str]:
    """Finds a line that is neither empty nor a plain number of the field's writing."""
    group, decimal = re.escape(field.reading.group), re.escape(field.reading.decimal)
    whole = f"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)" if group else "[0-9]+"
    rest = f"(?:{decimal}[0-9]+)?" if field.type == "number" else ""
    # A text declared as missing is an exception too: it has to become None, even where it is a number.
    missing = "".join(f"|{re.escape(text)}$" for text in sorted(field.reading.missing) if text)
    return re.compile(f"(?m)^(?:(?!(?:-?{whole}{rest})?$){missing})")


def _by_distinct(
    texts: Sequence[str], kinds: bytes, field: Field, *, key: bool, place: Place, faults: Faults
) -> Column:
    """Any column: each distinct cell is read once, and its faults are reported wherever it stands."""
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
