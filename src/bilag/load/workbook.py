"""Workbooks (.xlsx): one declared sheet as a table of texts, exactly as the file stores them.

In: a file of the project and its resource. Out: a `RawTable` with the sheet's row numbers. What Excel shows
and what it stores can differ, so nothing is guessed: formulas, hidden sheets and merged cells are refused by
cell unless they are declared. A number is the text in the file. Excel keeps 15 significant digits but writes
the 17 of the binary number (1.1 is stored as 1.1000000000000001), so a longer text is first cut to the
shortest that names the same number; what is still longer is left for typing to refuse or to round.
"""

from __future__ import annotations

import io
import re
from array import array
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element

from msgspec import Struct, field

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import (
    BOOLEAN,
    COMPUTED,
    DATE,
    NUMBER,
    PERCENT,
    TEXT,
    Dialect,
    RawTable,
    Resource,
    column_letters,
)
from bilag.inputs.yaml.shapes import nearest
from bilag.load.files import MEGABYTE, add_blank_rows, locate, opened, small
from bilag.load.numberformats import is_date, is_percent
from bilag.load.spreadsheet import (
    Package,
    SheetEntry,
    UnreadableError,
    UnsafeError,
    local,
    text_of,
    whole_number,
)
from bilag.storage.memo import remembered

_LIMIT = 200 * MEGABYTE
_MOST_FAULTS = 20
_MOST_ROWS = 1_048_576
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_WANTED = frozenset({"row", "mergeCell", "col"})


class _Cell(Struct):
    text: str
    kind: int
    computed: bool = False


class _Sheet(Struct):
    """What stands in one sheet: cells by row and column, and what may not be overlooked."""

    rows: dict[int, dict[int, _Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_workbook(root: Path, folder: str, resource: Resource, report: Report) -> RawTable | None:
    """The declared sheet as texts, or None where it cannot be read; `folder` is the package's own.

    Faults: those of `files`, XLSX-UNREADABLE, XLSX-OLD, XLSX-UNSAFE, XLSX-CHOOSE-SHEET, XLSX-SHEET,
    XLSX-HIDDEN-SHEET, XLSX-FORMULA, XLSX-UNCALCULATED, XLSX-MERGED, XLSX-ERROR-VALUE, XLSX-HEADER-ROW,
    XLSX-HEADER-EMPTY, CSV-HEADER-DUPLICATE; warnings XLSX-HIDDEN-ROWS, XLSX-HIDDEN-COLUMNS, DATA-BLANK-ROW.
    """
    source = locate(root, resource.path, report, within=folder, where=resource.path_span)
    if source is None:
        return None
    table: RawTable | None = None
    given = (source.path, resource.dialect, resource.span)
    with opened(source, report, _LIMIT) as handle:
        if handle:
            table = read_table(handle, *given, report)
    return table


def read_table(handle: BinaryIO, path: str, dialect: Dialect, place: Span, report: Report) -> RawTable | None:
    """The same of a file that is open; messages call it `path`, and `place` is that of its resource."""
    data = small(handle)
    given = (path, dialect, place, report)
    return _table(handle, *given) if data is None else _small_table(data, *given)


@remembered
def _small_table(data: bytes, path: str, dialect: Dialect, place: Span, report: Report) -> RawTable | None:
    return _table(io.BytesIO(data), path, dialect, place, report)


def _table(handle: BinaryIO, path: str, dialect: Dialect, place: Span, report: Report) -> RawTable | None:
    try:
        return _Reader(Package(handle), path, dialect, place, report).table()
    except UnreadableError as error:
        rule = "XLSX-OLD" if str(error) == "ole" else "XLSX-UNREADABLE"
        report.add(rule, Span(path), part=str(error))
    except UnsafeError as error:
        report.add("XLSX-UNSAFE", Span(path), reason=_UNSAFE[str(error)])
    return None


_UNSAFE = {
    "dtd": "DTD / ENTITY",
    "size": "> 1 GB",
    "ratio": "1:200",
    "parts": "ZIP",
}


class _Reader:
    def __init__(self, package: Package, path: str, dialect: Dialect, place: Span, report: Report) -> None:
        self.package, self.path, self.dialect, self.place, self.report = package, path, dialect, place, report
        self.sheet_name = ""
        self.faults = 0

    def table(self) -> RawTable | None:
        sheets, from_1904 = self.package.workbook()
        entry = self.choose(sheets)
        if entry is None:
            return None
        self.sheet_name = entry.name
        self.first_day = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
        self.from_1904 = from_1904
        self.strings = self.package.shared_strings()
        self.formats = self.package.formats()
        sheet = self.read(entry)
        header = self.header(sheet)
        if header is None:
            return None
        self.check_merged(sheet, header)
        table = self.rows(sheet, header)
        self.check_hidden(sheet, table)
        if self.faults > _MOST_FAULTS:
            count = self.faults - _MOST_FAULTS
            self.report.add("DATA-MORE", self.span(), of="XLSX", column="", count=count)
        return None if self.faults else table

    def span(self, row: int = 0, column: int = 0) -> Span:
        cell = f"{column_letters(column)}{row}" if row and column else str(row or "")
        return Span(self.path, row, column, self.sheet_name, cell)

    def fault(self, rule: str, span: Span, **args: object) -> None:
        """An error that leaves the sheet unread; of many, the first are named."""
        self.faults += 1
        if self.faults <= _MOST_FAULTS:
            self.report.add(rule, span, severity=None, **args)

    def choose(self, sheets: tuple[SheetEntry, ...]) -> SheetEntry | None:
        visible = [sheet for sheet in sheets if not sheet.hidden]
        wanted, place = self.dialect.sheet, self.place
        if not wanted:
            if len(visible) == 1:
                return visible[0]
            listed = ", ".join(sheet.name for sheet in visible)
            self.report.add("XLSX-CHOOSE-SHEET", place, path=self.path, sheets=listed)
            return None
        found = next((sheet for sheet in sheets if sheet.name == wanted), None)
        if found is None:
            names = [sheet.name for sheet in visible]
            near = nearest(wanted, names) or ", ".join(names)
            self.report.add("XLSX-SHEET", place, sheet=wanted, path=self.path, nearest=near)
        elif found.hidden and not self.dialect.hidden:
            self.report.add("XLSX-HIDDEN-SHEET", place, sheet=wanted, path=self.path)
            return None
        return found

    def read(self, entry: SheetEntry) -> _Sheet:
        sheet = _Sheet()
        at_row = 0
        for element in self.package.events(entry.part, _WANTED):
            match local(element):
                case "row":
                    at_row = whole_number(element.get("r")) or at_row + 1
                    if at_row > _MOST_ROWS:
                        raise UnreadableError("part")
                    cells = dict(self.cells(element, at_row, sheet))
                    if cells:
                        sheet.rows[at_row] = cells
                    if element.get("hidden") in ("1", "true"):
                        sheet.hidden_rows.append(at_row)
                case "mergeCell":
                    sheet.merged += _ranges(element.get("ref", ""))
                case "col":
                    if element.get("hidden") in ("1", "true"):
                        span = (whole_number(element.get("min")), whole_number(element.get("max")))
                        sheet.hidden_columns.append(span)
        for top, left, bottom, right in sheet.formulas:
            for row in range(top, min(bottom, max(sheet.rows, default=0)) + 1):
                for column, cell in sheet.rows.get(row, {}).items():
                    if left <= column <= right:
                        cell.computed = True
        return sheet

    def cells(self, row: Element, number: int, sheet: _Sheet) -> Iterator[tuple[int, _Cell]]:
        at_column = 0
        for element in row:
            if local(element) != "c":
                continue
            found = _REFERENCE.fullmatch(element.get("r", ""))
            at_column = _column_number(found[1]) if found else at_column + 1
            cell = self.cell(element, number, at_column, sheet)
            if cell is not None:
                yield at_column, cell

    def cell(self, element: Element, row: int, column: int, sheet: _Sheet) -> _Cell | None:
        """One cell; None where it is empty. A fault in a cell is kept in its text for `rows` to report."""
        parts = {local(child): child for child in element}
        formula, value = parts.get("f"), parts.get("v")
        stored = (value.text or "") if value is not None else ""
        kind = element.get("t", "n")
        if formula is not None and formula.get("t") in ("array", "dataTable"):
            sheet.formulas += _ranges(formula.get("ref", ""))
        cell = self.value(kind, stored, parts.get("is"), element.get("s", "0"))
        if formula is not None:
            if not stored and kind != "str":
                return _Cell("", _UNCALCULATED, True)
            cell = cell or _Cell("", TEXT)
            cell.computed = True
        return cell

    def value(self, kind: str, stored: str, inline: Element | None, style: str) -> _Cell | None:
        match kind:
            case "s":
                index = whole_number(stored)
                if index >= len(self.strings):
                    raise UnreadableError("part")
                text = self.strings[index]
                return _Cell(text, TEXT) if text else None
            case "inlineStr":
                text = text_of(inline) if inline is not None else ""
                return _Cell(text, TEXT) if text else None
            case "str":
                return _Cell(stored, TEXT) if stored else None
            case "b":
                return _Cell("true" if stored == "1" else "false", BOOLEAN)
            case "e":
                return _Cell(stored, _ERROR)
            case "d":
                return _Cell(stored.removesuffix("T00:00:00"), DATE)
        if not stored:
            return None
        index = whole_number(style)
        code = self.formats[index] if index < len(self.formats) else ""
        if is_date(code):
            return _Cell(self.day(stored), DATE)
        return _Cell(_plain_number(stored), PERCENT if is_percent(code) else NUMBER)

    def day(self, serial: str) -> str:
        """The date of a serial number, ISO 8601; with the clock's time where it has one.

        Excel counts a 29 February 1900 that never was: serials up to it lie one day later.
        """
        number = Decimal(_plain_number(serial))
        days = int(number)
        if days < 1 or days > 2_958_465 or (days == 60 and not self.from_1904):
            return serial
        late = 1 if days < 60 and not self.from_1904 else 0
        text = (self.first_day + timedelta(days=days + late)).isoformat()
        if number == days:
            return text
        seconds = int(((number - days) * 86_400).to_integral_value())
        return f"{text}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    def header(self, sheet: _Sheet) -> dict[int, str] | None:
        """The header's texts by column number."""
        number = self.dialect.header_row
        cells = sheet.rows.get(number)
        if not cells:
            first = min((row for row in sheet.rows if row > number), default=0)
            found = str(first) if first else ""
            self.report.add("XLSX-HEADER-ROW", self.span(number), row=number, nearest=found)
            return None
        used = max(
            max((c for c, cell in cells.items() if cell.text.strip()), default=0)
            for row, cells in sheet.rows.items()
            if row >= number
        )
        names: dict[int, str] = {}
        for column in range(1, used + 1):
            cell = cells.get(column)
            name = cell.text.strip() if cell else ""
            if not name:
                filled = any(
                    row > number and column in others and others[column].text.strip()
                    for row, others in sheet.rows.items()
                )
                under_merged = any(t <= number <= b and le <= column <= r for t, le, b, r in sheet.merged)
                if filled and not under_merged:
                    self.fault("XLSX-HEADER-EMPTY", self.span(number, column))
            elif name in names.values():
                letters = column_letters(next(c for c, n in names.items() if n == name))
                self.fault("CSV-HEADER-DUPLICATE", self.span(number, column), name=name, first=letters)
            elif cell is not None and cell.computed and not self.dialect.cached:
                self.fault("XLSX-FORMULA", self.span(number, column))
            else:
                names[column] = cell.text if cell else ""
        return names

    def check_merged(self, sheet: _Sheet, header: dict[int, str]) -> None:
        last = max(header, default=0)
        for top, left, bottom, right in sheet.merged:
            if bottom >= self.dialect.header_row and left <= last:
                area = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
                self.fault("XLSX-MERGED", self.span(top, left), area=area)

    def check_hidden(self, sheet: _Sheet, table: RawTable) -> None:
        used = set(table.lines)
        hidden = [row for row in sheet.hidden_rows if row in used or row == table.header_line]
        if hidden:
            self.report.add("XLSX-HIDDEN-ROWS", self.span(hidden[0]), rows=_listed(map(str, hidden)))
        places = [p for p in table.places if any(first <= p <= last for first, last in sheet.hidden_columns)]
        if places:
            span = self.span(table.header_line, places[0])
            self.report.add("XLSX-HIDDEN-COLUMNS", span, columns=_listed(map(column_letters, places)))

    def rows(self, sheet: _Sheet, header: dict[int, str]) -> RawTable:
        places = tuple(header)
        columns: tuple[list[str], ...] = tuple([] for _ in places)
        kinds = tuple(bytearray() for _ in places)
        lines = array("l")
        before = self.dialect.header_row
        for number in sorted(row for row in sheet.rows if row > before):
            cells = sheet.rows[number]
            if not any(c in cells and (cells[c].text.strip() or cells[c].computed) for c in places):
                continue
            if number > before + 1:
                add_blank_rows(self.report, range(before + 1, number), self.span)
            before = number
            lines.append(number)
            for texts, marks, column in zip(columns, kinds, places, strict=True):
                text, mark = self.checked(cells.get(column), number, column)
                texts.append(text)
                marks.append(mark)
        return RawTable(
            self.path,
            tuple(header.values()),
            places,
            columns,
            lines,
            self.dialect.header_row,
            self.sheet_name,
            tuple(bytes(marks) for marks in kinds),
            self.above(sheet),
        )

    def above(self, sheet: _Sheet) -> tuple[tuple[int, dict[int, str]], ...]:
        """The texts of the rows over the header."""
        rows = [(row, cells) for row, cells in sorted(sheet.rows.items()) if row < self.dialect.header_row]
        said = [
            (row, {c: cell.text for c, cell in cells.items() if cell.text.strip()}) for row, cells in rows
        ]
        return tuple(each for each in said if each[1])

    def checked(self, cell: _Cell | None, row: int, column: int) -> tuple[str, int]:
        """The cell's text and kind; formulas and error values are refused by cell."""
        if cell is None:
            return "", TEXT
        if cell.computed and not self.dialect.cached:
            self.fault("XLSX-FORMULA", self.span(row, column))
        elif cell.kind == _UNCALCULATED:
            self.fault("XLSX-UNCALCULATED", self.span(row, column))
        elif cell.kind == _ERROR:
            self.fault("XLSX-ERROR-VALUE", self.span(row, column), value=cell.text)
        elif cell.computed and cell.kind == NUMBER:
            return cell.text, COMPUTED
        return cell.text, cell.kind


_UNCALCULATED, _ERROR = 98, 99


def _plain_number(stored: str) -> str:
    """The number as decimal text without an exponent: what stands in the file, or its shortest equal.

    `float` only finds the shortest digits that name the same binary number; nothing is computed with it.
    """
    try:
        exact = Decimal(stored)
    except ArithmeticError as error:
        raise UnreadableError("part") from error
    if not exact.is_finite() or abs(exact.adjusted()) > 400:
        raise UnreadableError("part")
    if len(exact.as_tuple().digits) > 15:
        exact = Decimal(repr(float(stored)))
    text = f"{exact:f}"
    return text[:-2] if text.endswith(".0") and "." not in stored else text


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _ranges(references: str) -> list[tuple[int, int, int, int]]:
    """`A1:B2 C3` as (top, left, bottom, right) each."""
    found: list[tuple[int, int, int, int]] = []
    for reference in references.split():
        corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
        first, last = corners[0], corners[-1]
        if first and last:
            found.append((int(first[2]), _column_number(first[1]), int(last[2]), _column_number(last[1])))
    return found


def _listed(names: Iterator[str], most: int = 10) -> str:
    items = list(names)
    return ", ".join(items[:most]) + (" ..." if len(items) > most else "")
