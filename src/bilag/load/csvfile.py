"""Reads CSV files with the delimiter, quote and encoding that Table Dialect (Data Package v2) declares;
nothing is guessed.

In: a file of the project and its resource. Out: a `RawTable` with every cell as text and the physical line on
which each record begins (a quoted cell may contain line ends). Memory holds the table, not the file: a line
longer than `LINE_LIMIT` ends the reading before it is in memory. A block of lines that are all well-formed
rows is split at once; any other block is read record by record, which finds the faults.
"""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import Dialect, RawTable, Resource
from bilag.load.files import (
    TABLE_LIMIT,
    add_blank_rows,
    add_encoding_fault,
    check_start,
    locate,
    opened,
    small,
)
from bilag.storage.memo import remembered

LINE_LIMIT = 1_000_000
CELL_LIMIT = 131_072
STREAM_LIMIT = 1 << 40
_START = 65536
_DELIMITERS = {";": '";"', ",": '","', "\t": '"\\t"', "|": '"|"'}
_MOST_FAULTS = 20
_SEPARATOR_LINE = re.compile("sep=(.)")
"""The first line with which Excel says which delimiter a file has."""
_BLOCK = 1 << 16


class _LongLineError(Exception):
    pass


class _NulError(Exception):
    pass


def read_csv(root: Path, folder: str, resource: Resource, report: Report) -> RawTable | None:
    """The resource's file as texts, or None where it cannot be read; `folder` is the package's own.

    Faults: those of `files`, CSV-LINE-TOO-LONG, CSV-CELL-TOO-LONG, CSV-UNCLOSED-QUOTE, CSV-QUOTE, CSV-EMPTY,
    CSV-DELIMITER, CSV-HEADER-EMPTY, CSV-HEADER-DUPLICATE, CSV-ROW-LENGTH, DATA-BLANK-ROW.
    """
    source = locate(root, resource.path, report, within=folder, where=resource.path_span)
    if source is None:
        return None
    table: RawTable | None = None
    given = (source.path, resource.dialect, len(resource.fields))
    with opened(source, report, TABLE_LIMIT) as handle:
        if handle:
            data = small(handle)
            table = _table(handle, *given, report) if data is None else _small_table(data, *given, report)
    return table


@remembered
def _small_table(data: bytes, path: str, dialect: Dialect, width: int, report: Report) -> RawTable | None:
    return _table(io.BytesIO(data), path, dialect, width, report)


def _table(handle: BinaryIO, path: str, dialect: Dialect, width: int, report: Report) -> RawTable | None:
    if not check_start(_peek(handle), path, dialect.encoding, report):
        return None
    return _Reader(handle, path, dialect, width, report).table()


def stream_csv(root: Path, folder: str, resource: Resource, report: Report) -> Iterator[RawTable]:
    """The rows of the same file one at a time, each as a table of one row.

    A row of the wrong length comes without its cells, after its fault is added to the report. Blank rows are
    skipped. A fault that makes the rest unreadable is added to the report and ends the rows.
    """
    source = locate(root, resource.path, report, within=folder, where=resource.path_span)
    if source is None:
        return
    with opened(source, report, STREAM_LIMIT) as handle:
        if handle and check_start(_peek(handle), source.path, resource.dialect.encoding, report):
            given = (source.path, resource.dialect, len(resource.fields))
            yield from _Reader(handle, *given, report).stream()


def _peek(handle: BinaryIO) -> bytes:
    start = handle.read(_START)
    handle.seek(0)
    return start


class _Reader:
    def __init__(self, handle: BinaryIO, path: str, dialect: Dialect, width: int, report: Report) -> None:
        self.handle, self.path, self.dialect = handle, path, dialect
        self.expected, self.report = width, report
        self.encoding = "utf-8-sig" if self.dialect.encoding == "utf-8" else self.dialect.encoding
        self.line = 0
        self.begun = 1
        self.blocks = self.pieces()
        self.ahead = ""  # a block that is read, but not split yet
        self.left = 0  # lines of the current block still to come
        self.above: list[tuple[int, dict[int, str]]] = []

    def table(self) -> RawTable | None:
        with self.reading():
            return self.read()
        return None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Adds what cannot be read to the report and ends the block."""
        # The limit is the process's; other libraries raise it, and an open quote would then eat the file.
        before = csv.field_size_limit(CELL_LIMIT)
        try:
            yield
        except UnicodeDecodeError:
            self.find_bad_byte()
        except _LongLineError:
            self.add("CSV-LINE-TOO-LONG", self.line + 1, limit=LINE_LIMIT)
        except _NulError:
            self.add("FILE-BINARY", self.line)
        except csv.Error as error:
            self.add_quote_fault(str(error))
        finally:
            csv.field_size_limit(before)
            self.blocks.close()

    def add(self, rule: str, line: int, column: int = 0, **args: object) -> None:
        self.report.add(rule, Span(self.path, line, column), severity=None, **args)

    def pieces(self) -> Generator[str, None, None]:
        """The file in blocks of whole physical lines; only a too long line is cut."""
        stream = io.TextIOWrapper(self.handle, encoding=self.encoding, newline="")
        try:
            while block := stream.read(_BLOCK):
                yield block + stream.readline(LINE_LIMIT + 1)
        finally:
            stream.detach()

    def texts(self) -> Iterator[str]:
        """The file's physical lines. A lone carriage return ends a line too, as in the csv module."""
        self.blocks = self.pieces()
        while block := self.ahead or next(self.blocks, ""):
            self.ahead = ""
            lines = io.StringIO(block, newline="").readlines()
            self.left = len(lines)
            for line in lines:
                if len(line) > LINE_LIMIT:
                    raise _LongLineError
                self.line, self.left = self.line + 1, self.left - 1
                if "\0" in line:
                    raise _NulError
                yield line

    def stream(self) -> Iterator[RawTable]:
        with self.reading():
            if (begun := self.begin()) is None:
                return
            reader, header, header_line = begun
            places = tuple(range(1, len(header) + 1))
            self.begun = self.line + 1
            for row in reader:
                begun_at, self.begun = self.begun, self.line + 1
                if not any(map(str.strip, row)):
                    continue
                fits = len(row) == len(header)
                if not fits:
                    self.add("CSV-ROW-LENGTH", begun_at, found=len(row), expected=len(header))
                columns = tuple([cell] for cell in row) if fits else ()
                lines = array("l", [begun_at])
                yield RawTable(
                    self.path, header, places, columns, lines, header_line, above=tuple(self.above)
                )

    def read(self) -> RawTable | None:
        if (begun := self.begin()) is None:
            return None
        reader, header, header_line = begun
        columns, numbers = self.rows(reader, len(header))
        places = tuple(range(1, len(header) + 1))
        above = tuple(self.above)
        return RawTable(self.path, header, places, columns, numbers, header_line, above=above)

    def begin(self) -> tuple[Iterator[list[str]], tuple[str, ...], int] | None:
        """A reader of the records after the header, the header, and its line; None if the header has a
        fault."""
        lines = self.texts()
        for number in range(1, self.dialect.header_row):
            self.keep_above(number, next(lines, ""))
        if self.dialect.header_row == 1 and (first := next(lines, "")):
            if found := _SEPARATOR_LINE.fullmatch(first.rstrip("\r\n")):
                if found[1] != self.dialect.delimiter:
                    declared = _DELIMITERS.get(self.dialect.delimiter, self.dialect.delimiter)
                    self.add("CSV-DELIMITER", 1, declared=declared, seen=_DELIMITERS.get(found[1], found[1]))
                    return None
                self.begun = 2
            else:
                lines = chain([first], lines)
        else:
            self.begun = self.line + 1
        reader = _records(lines, self.dialect)
        header = next(reader, None)
        if not header or not any(cell.strip() for cell in header):
            self.add("CSV-EMPTY", self.begun)
            return None
        if self.dialect.blank_head and [cell.strip() for cell in header].count("") == 1:
            header = [cell if cell.strip() else self.dialect.blank_head for cell in header]
        if not self.check_header(header, self.begun):
            return None
        return reader, tuple(header), self.begun

    def keep_above(self, number: int, line: str) -> None:
        """The cells of a line over the header; one that is no record of its own is a single text."""
        try:
            cells = next(_records([line.rstrip("\r\n")], self.dialect), [])
        except csv.Error:
            cells = [line]
        said = {place: text for place, text in enumerate(cells, 1) if text.strip()}
        if said:
            self.above.append((number, said))

    def rows(self, reader: Iterator[list[str]], width: int) -> tuple[tuple[list[str], ...], array[int]]:
        """The columns, and the lines that records begin on; records that are blank or of the wrong length are
        reported and left out."""
        columns: tuple[list[str], ...] = tuple([] for _ in range(width))
        numbers = array("l")
        blank: list[int] = []
        ragged = last = 0
        while True:
            if block := self.block_of_rows(width):
                self.say_blank(blank)
                for column, cells in zip(columns, block, strict=True):
                    column.extend(cells)
                numbers.extend(range(self.line - len(block[0]) + 1, self.line + 1))
                continue
            self.begun = self.line + 1
            if (row := next(reader, None)) is None:
                break
            if not any(map(str.strip, row)):
                blank.append(self.begun)
                continue
            self.say_blank(blank)
            if len(row) != width:
                ragged, last = ragged + 1, self.begun
                if ragged <= _MOST_FAULTS:
                    self.add("CSV-ROW-LENGTH", last, found=len(row), expected=width)
                continue
            for column, cell in zip(columns, row, strict=True):
                column.append(cell)
            numbers.append(self.begun)
        if ragged > _MOST_FAULTS:
            self.add_more(ragged - _MOST_FAULTS, last)
        return columns, numbers

    def block_of_rows(self, width: int) -> Sequence[Sequence[str]] | None:
        """The cells of the next block by column, if the reader is at its beginning and each of its lines is a
        row of that width; else None, and the reader reads it."""
        if self.left or self.ahead:
            return None
        self.ahead = next(self.blocks, "")
        block = _in_columns(self.ahead, width, self.dialect)
        if block:
            self.ahead, self.line = "", self.line + len(block[0])
        return block

    def say_blank(self, blank: list[int]) -> None:
        if blank:
            add_blank_rows(self.report, blank, lambda line: Span(self.path, line))
            blank.clear()

    def add_more(self, count: int, last: int) -> None:
        span = Span(self.path, last)
        self.report.add("DATA-MORE", span, of="CSV-ROW-LENGTH", column="", count=count)

    def check_header(self, header: list[str], line: int) -> bool:
        """Whether the header is separated by the declared delimiter, and has each name once and none
        empty."""
        text = self.dialect.delimiter.join(header).replace("\r", " ").replace("\n", " ")
        for seen, written in _DELIMITERS.items():
            other = next(csv.reader([text], delimiter=seen, quotechar=self.dialect.quote), [])
            likely = len(other) > 1 and (len(header) == 1 or len(header) != self.expected == len(other))
            if seen != self.dialect.delimiter and likely:
                declared = _DELIMITERS.get(self.dialect.delimiter, self.dialect.delimiter)
                self.add("CSV-DELIMITER", line, declared=declared, seen=written)
                return False
        good = True
        names = [name.strip() for name in header]
        for place, name in enumerate(names, 1):
            if not name:
                self.add("CSV-HEADER-EMPTY", line, place)
            elif (first := names.index(name) + 1) != place:
                self.add("CSV-HEADER-DUPLICATE", line, place, name=name, first=first)
            else:
                continue
            good = False
        return good

    def find_bad_byte(self) -> None:
        """Reads the file again, line by line as bytes, to find the byte that is no text."""
        self.handle.seek(0)
        encoding, offset = self.dialect.encoding, 0
        for number, line in enumerate(iter(lambda: self.handle.readline(LINE_LIMIT * 4), b""), 1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as error:
                column = line.count(self.dialect.delimiter.encode(encoding), 0, error.start) + 1
                place = Span(self.path, number, column)
                add_encoding_fault(self.report, place, encoding, line[error.start], offset + error.start)
                return
            offset += len(line)
        # Each line decodes, so the limit has cut a character in two: its line is too long.
        self.add("CSV-LINE-TOO-LONG", self.line + 1, limit=LINE_LIMIT)

    def add_quote_fault(self, message: str) -> None:
        """Finds the quote without an end, from the record's first line on: csv gives a message only."""
        self.handle.seek(0)
        self.line, begun = 0, self.begun
        opened_at = _open_quote(self.texts(), begun, self.dialect)
        if "field limit" in message and (opened_at is None or opened_at[0] == self.line):
            self.add("CSV-CELL-TOO-LONG", begun, limit=CELL_LIMIT)
        elif opened_at and "expected after" not in message:
            self.add("CSV-UNCLOSED-QUOTE", *opened_at, quote=self.dialect.quote)
        else:
            self.add("CSV-QUOTE", begun, quote=self.dialect.quote)


def _records(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)


def _in_columns(block: str, width: int, dialect: Dialect) -> Sequence[Sequence[str]] | None:
    """The cells of a block by column; None unless each line is a row of that width and none is blank."""
    if not block or "\0" in block or len(block) > CELL_LIMIT:
        return None
    if "\r" in block:
        block = block.replace("\r\n", "\n").replace("\r", "\n")
    block, delimiter = block.removesuffix("\n") + "\n", dialect.delimiter
    count = block.count("\n")
    columns: Sequence[Sequence[str]]
    if dialect.quote in block:
        try:
            rows = list(_records(block.split("\n")[:-1], dialect))
        except csv.Error:
            return None
        if len(rows) < count or set(map(len, rows)) != {width}:  # fewer: a cell holds line ends
            return None
        columns = list(zip(*rows, strict=True))
    else:
        # Each line end becomes a cell of its own: it must be the cell after every `width` cells.
        cells = block.replace("\n", f"{delimiter}\n{delimiter}").split(delimiter)
        if cells[width :: width + 1].count("\n") < count:
            return None
        columns = [cells[place : -1 : width + 1] for place in range(width)]
    # One column without an empty cell shows that no row is blank.
    return columns if any(all(map(str.strip, column)) for column in columns) else None


def _open_quote(lines: Iterator[str], begun: int, dialect: Dialect) -> tuple[int, int] | None:
    """Line and column of the quote that is still open after as many characters as a cell may hold."""
    opened_at: tuple[int, int] | None = None
    read = 0
    for number, line in enumerate(lines, 1):
        if number < begun:
            continue
        place, starts = 1, True
        for character in line:
            if opened_at:
                # A doubled quote closes and opens again.
                opened_at = None if character == dialect.quote else opened_at
                starts = character == dialect.quote
            elif character == dialect.delimiter:
                place, starts = place + 1, True
            else:
                if character == dialect.quote and starts:
                    opened_at = (number, place)
                starts = False
        read += len(line)
        if read > CELL_LIMIT:
            break
    return opened_at
