"""CSV as declared: what Danish Excel writes, where rows begin, and what cannot be read."""

import csv
import io
import resource as process

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.tables import Dialect, Field, Resource
from bilag.load import csvfile
from bilag.load.csvfile import CELL_LIMIT, LINE_LIMIT, read_csv
from tests.support.hang import no_hang

HERE = Span("datapackage.yaml", 1, 1)


def declared(*names, **dialect):
    fields = tuple(Field(name) for name in names)
    return Resource("t", "t.csv", "csv", fields, HERE, HERE, dialect=Dialect(**{"delimiter": ";"} | dialect))


def reading(folder, data, *names, **dialect):
    (folder / "t.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    report = Report()
    raw = read_csv(folder, "", declared(*(names or ("a", "b")), **dialect), report)
    return raw, [(f.rule, str(f.span)) for f in report]


def rows(raw):
    return [list(row) for row in zip(*raw.columns, strict=True)]


def test_what_danish_excel_writes(tmp_path):
    raw, faults = reading(tmp_path, b'\xef\xbb\xbfa;b\r\n1,5;"x;y"\r\n;2\r\n;;\r\n'.replace(b";;\r", b";\r"))
    assert faults == []
    assert raw.header == ("a", "b") and raw.places == (1, 2)
    assert rows(raw) == [["1,5", "x;y"], ["", "2"]]
    assert list(raw.lines) == [2, 3]
    raw, faults = reading(tmp_path, "a;b\r\nÅrø;–\r\n".encode("cp1252"), encoding="cp1252")
    assert (rows(raw), faults) == ([["Årø", "–"]], [])


def test_lines_are_physical_lines(tmp_path):
    raw, faults = reading(tmp_path, 'a;b\n"x\n\ny";1\n2;"en\r\nto"\n3;4')
    assert list(raw.lines) == [2, 5, 7]
    assert rows(raw) == [["x\n\ny", "1"], ["2", "en\r\nto"], ["3", "4"]]
    assert faults == []
    assert raw.span(5, 2) == Span("t.csv", 5, 2)


def test_blank_rows_are_said_once_for_each_gap_and_shift_nothing(tmp_path):
    raw, faults = reading(tmp_path, "a;b\n\n1;2\n;\n  ; \n\n3;4\n\n;\n")
    assert list(raw.lines) == [3, 7]
    assert faults == [("DATA-BLANK-ROW", "t.csv:2"), ("DATA-BLANK-ROW", "t.csv:4")]


def test_a_header_further_down(tmp_path):
    raw, faults = reading(tmp_path, "sep=;\na;b\n1;2\n", header_row=2)
    assert (raw.header_line, list(raw.lines), faults) == (2, [3], [])


@pytest.mark.parametrize(
    ("text", "names", "dialect", "faults"),
    [
        ("a,b\n1,2\n", "ab", {}, [("CSV-DELIMITER", "t.csv:1")]),
        ("a\tb\n", "ab", {}, [("CSV-DELIMITER", "t.csv:1")]),
        ("a|b\n", "ab", {}, [("CSV-DELIMITER", "t.csv:1")]),
        ("a;b (1,5);c\n", "abc", {"delimiter": ","}, [("CSV-DELIMITER", "t.csv:1")]),
        ("a, x;b, y\n", "ab", {}, []),
        ('a;b\n"x', "ab", {}, [("CSV-UNCLOSED-QUOTE", "t.csv:2:1")]),
        ('a;b\n"u\nv";"x\ny\n', "ab", {}, [("CSV-UNCLOSED-QUOTE", "t.csv:3:2")]),
        ('a;b\n1;2\n"x"y;1\n', "ab", {}, [("CSV-QUOTE", "t.csv:3")]),
        ('a;b\n5" rør;3\n', "ab", {}, []),
        ("a;a\n", "ab", {}, [("CSV-HEADER-DUPLICATE", "t.csv:1:2")]),
        ("a;;c\n", "abc", {}, [("CSV-HEADER-EMPTY", "t.csv:1:2")]),
        ("", "ab", {}, [("CSV-EMPTY", "t.csv:1")]),
        ("\na;b\n", "ab", {}, [("CSV-EMPTY", "t.csv:1")]),
        ("a;b\n1\n2;3;4\n", "ab", {}, [("CSV-ROW-LENGTH", "t.csv:2"), ("CSV-ROW-LENGTH", "t.csv:3")]),
        ("a;b\n'x;y';2\n", "ab", {"quote": "'"}, []),
        ("a;b\n1;\0\n", "ab", {}, [("FILE-BINARY", "t.csv:2")]),
        ("a;b\n" + "1;2\n" * 30_000 + "1;\0\n", "ab", {}, [("FILE-BINARY", "t.csv:30002")]),
    ],
)
def test_faults(tmp_path, text, names, dialect, faults):
    assert reading(tmp_path, text, *names, **dialect)[1] == faults


def test_a_bad_byte_far_down_is_named_by_line_and_column(tmp_path):
    raw, faults = reading(tmp_path, b"a;b\n" + b"1;2\n" * 50_000 + b"3;\xe6\n")
    assert raw is None
    assert faults == [("FILE-ENCODING", "t.csv:50002:2")]


def test_many_ragged_rows_are_counted(tmp_path):
    _, faults = reading(tmp_path, "a;b\n" + "1\n" * 100)
    assert len(faults) == 21 and faults[-1] == ("DATA-MORE", "t.csv:101")


def test_a_quote_that_swallows_a_large_file_is_found_where_it_opens(tmp_path):
    _, faults = reading(tmp_path, 'a;b\n1;2\n3;"x\n' + "4;5\n" * 200_000)
    assert faults == [("CSV-UNCLOSED-QUOTE", "t.csv:3:2")]


def test_a_cell_that_is_too_long_whatever_limit_others_have_set(tmp_path):
    before = csv.field_size_limit(2**31 - 1)
    _, faults = reading(tmp_path, f"a;b\n1;{'x' * (CELL_LIMIT + 1)}\n")
    assert csv.field_size_limit(before) == 2**31 - 1
    assert faults == [("CSV-CELL-TOO-LONG", "t.csv:2")]


@pytest.mark.parametrize("start", [b"", b'a;b\n1;"', b"a;b\n"])
def test_a_line_without_end_stops_early_in_little_memory(tmp_path, start):
    with (tmp_path / "t.csv").open("wb") as file:
        file.write(start)
        for _ in range(300):
            file.write(b"x" * 1024 * 1024)
    before = process.getrusage(process.RUSAGE_SELF).ru_maxrss
    report = Report()
    with no_hang():
        assert read_csv(tmp_path, "", declared("a", "b"), report) is None
    assert [f.rule for f in report] == ["CSV-LINE-TOO-LONG"]
    assert process.getrusage(process.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
    assert LINE_LIMIT <= 1_000_000


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)


@given(st.lists(st.tuples(cells, cells), max_size=8))
def test_reads_what_csv_writes(tmp_path_factory, table):
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerows([("a", "b"), *table])
    raw, faults = reading(tmp_path_factory.mktemp("csv"), buffer.getvalue())
    kept = [list(row) for row in table if any(cell.strip() for cell in row)]
    assert rows(raw) == kept
    assert {rule for rule, _ in faults} <= {"DATA-BLANK-ROW"}
    text = buffer.getvalue().split("\n")
    for row, line in zip(kept, raw.lines, strict=True):
        first = next((cell for cell in row if cell), "").strip('"').split("\n")[0].split('"')[0]
        assert first in text[line - 1]


@given(st.text('a;",\n\r \0', max_size=60), st.integers(1, 9), st.sampled_from([";", "1;2\n", '";";x\n']))
def test_where_blocks_end_changes_nothing(tmp_path_factory, text, size, more):
    folder = tmp_path_factory.mktemp("csv")
    whole = reading(folder, f"a;b\n{text}{more * 5}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csvfile, "_BLOCK", size)
        patch.setattr(csvfile, "small", lambda handle: None)  # nothing is remembered
        assert reading(folder, f"a;b\n{text}{more * 5}") == whole


def test_a_small_file_is_read_once_while_it_stays_as_it_is(tmp_path, monkeypatch):
    read, table = [], csvfile._table
    monkeypatch.setattr(csvfile, "_table", lambda *given: read.append(1) or table(*given))
    text = "a;b\nen;fil\n1;2;3\n"
    for _ in range(2):
        raw, faults = reading(tmp_path, text)
        assert (rows(raw), faults) == ([["en", "fil"]], [("CSV-ROW-LENGTH", "t.csv:3")])
    assert len(read) == 1
    assert rows(reading(tmp_path, text.replace("fil", "anden"))[0]) == [["en", "anden"]]
    assert reading(tmp_path, text, delimiter=",")[1] == [("CSV-DELIMITER", "t.csv:1")]
    long = text + "4;5\n" * 5000
    assert rows(reading(tmp_path, long)[0]) == rows(reading(tmp_path, long)[0])
    assert len(read) == 5


def test_a_block_that_is_in_order_is_read_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(csvfile, "_BLOCK", 4)
    monkeypatch.setattr(csvfile, "small", lambda handle: None)
    taken, at_once = [], csvfile._in_columns
    monkeypatch.setattr(csvfile, "_in_columns", lambda *given: taken.append(at_once(*given)) or taken[-1])
    raw, faults = reading(tmp_path, 'a;b\r\n1;2\r\n"3";4\r\n"5\r\n";6\r\n;\r\n7;8\r\n9;0')
    assert rows(raw) == [["1", "2"], ["3", "4"], ["5\r\n", "6"], ["7", "8"], ["9", "0"]]
    assert list(raw.lines) == [2, 3, 4, 7, 8]
    assert faults == [("DATA-BLANK-ROW", "t.csv:6")]
    assert [list(map(list, block)) for block in taken if block] == [
        [["1"], ["2"]],
        [["3"], ["4"]],
        [["9"], ["0"]],
    ]


@given(st.text('a;",\n\r \t1', max_size=40))
def test_any_text_gives_a_table_or_a_finding(tmp_path_factory, text):
    raw, faults = reading(tmp_path_factory.mktemp("csv"), text)
    assert raw is not None or faults
