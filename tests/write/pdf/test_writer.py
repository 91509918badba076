"""The PDF writer: what is drawn, where, and in which order of the tree."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.document.faults import BadPicture, CannotWrite, MissingFont, MissingGlyph
from bilag.document.model import (
    Column,
    Document,
    Footnote,
    Meta,
    Row,
    Section,
    Strong,
    Table,
    TableBody,
    TableFoot,
    TableHead,
    Text,
)
from bilag.write.pdf.file.fonts import Fonts
from bilag.write.pdf.file.objects import stream
from bilag.write.pdf.file.tree import StructElement
from bilag.write.pdf.layout.lines import Prose, Run
from bilag.write.pdf.writer import write_pdf
from tests.support import samples
from tests.support.paths import GOLDENS, ROOT
from tests.support.pdfkit import Ink, dump, ink, tree
from tests.support.sampled import examples, sampled, some
from tests.support.samples import paragraph, row, standard, text

GOLDEN = GOLDENS / "small.pdf.tree"
LOREM = "Regionsrådet besluttede at styrke samarbejdet med kinesiske myndigheder og universiteter. "


def document(*blocks: object, **more: object) -> Document:
    return Document(Meta("proeve", "Prøve"), text("Prøve"), (), blocks, (), footer=samples.FOOTER, **more)  # type: ignore[arg-type]


def words(data: bytes) -> list[str]:
    """The content of each page as text objects joined."""
    return [" ".join(piece.text.strip() for piece in page if piece.content) for page in ink(data)]


# --- the tree --------------------------------------------------------------------------------------------


def test_tree_of_the_small_sample(update: bool) -> None:
    made = dump(write_pdf(samples.small(), standard()))
    if update:
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    data = write_pdf(document(*(paragraph(f"p{n}", LOREM * 12) for n in range(12))), standard())
    uncompressed = objects(data)
    spanning = [body for body in uncompressed if b"/S/P/" in body and b"/MCR" in body]
    assert spanning
    assert all(b"/ID<" in body for body in spanning)


def test_the_contents_list_names_the_page_of_each_heading() -> None:
    """Over more than one page, with entries of more than a line, and levels in levels."""
    long = (
        "Et afsnit med en overskrift, der er så lang, at den i indholdsfortegnelsen bryder over to linjer nr."
    )
    sections = tuple(
        Section(
            f"s{n}", 1, text(f"{long} {n}"), (paragraph(f"p{n}", LOREM * 9),),
            (Section(f"u{n}", 2, text(f"Under {n}"), (paragraph(f"q{n}", LOREM * 9),)),),
        )
        for n in range(1, 31)
    )  # fmt: skip
    made = samples.contents_of(replace(document(), sections=sections), 2)
    data = write_pdf(made, standard())
    with pdfium.PdfDocument(data) as file:
        place = {mark.get_title(): mark.get_dest().get_index() + 1 for mark in file.get_toc()}
    pages = words(data)
    assert "Indhold" in pages[0]
    assert "Under 30" in pages[2]  # the list goes on there
    numbers = entry_numbers(data)
    assert numbers == [place[title] for n in range(1, 31) for title in (f"{long} {n}", f"Under {n}")]
    assert len(set(numbers)) > 10


def entry_numbers(data: bytes) -> list[int]:
    """The numbers in the elements titled "page", in the order of the tree."""
    found = []
    with pdfium.PdfDocument(data) as file:
        for page in file:
            texts = {}
            view = page.get_textpage()
            for thing in page.get_objects(max_depth=1):
                mark = pdfium.raw.FPDFPageObj_GetMarkedContentID(thing)
                if mark >= 0 and thing.type == pdfium.raw.FPDF_PAGEOBJ_TEXT:
                    texts[mark] = view.get_text_bounded(*thing.get_bounds())
            for root in tree(page):
                found += [int(texts[e.marks[0]]) for e in root.walk() if e.title == "page"]
    return found


def test_bookmarks_follow_the_headings() -> None:
    with pdfium.PdfDocument(write_pdf(samples.torture(), standard())) as made:
        titles = [(mark.level, mark.get_title()) for mark in made.get_toc()]
    assert titles[:4] == [(0, "Baggrund"), (1, "Formål og målgruppe"), (2, "Detaljer"), (2, "Flere detaljer")]


# --- lines -----------------------------------------------------------------------------------------------


def prose(*parts: str) -> Prose:
    style = standard().theme.styles["Normal"]
    fonts = Fonts(standard().theme)
    faces = [fonts.face(style), fonts.face(style, bold=True)]
    return Prose(
        [Run(part, faces[n % 2], 10.0, "000000", StructElement("P")) for n, part in enumerate(parts)]
    )


def broken(made: Prose, width: float) -> list[str]:
    return [
        "".join(shown for _, shown in made.pieces(start, end)) for start, end, _ in made.lines(width, width)
    ]


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("en to tre", 1000.0, ["en to tre"]),
        ("aaaa bbbb cccc", 45.0, ["aaaa bbbb ", "cccc"]),
        ("Kina-indsatsen", 40.0, ["Kina\u2010", "indsatsen"]),
        ("i 2015-2016", 46.0, ["i ", "2015-2016"]),
        ("i Kina\u2013eller", 40.0, ["i Kina\u2013", "eller"]),
        ("-5 grader", 22.0, ["-5 ", "grad\u00ad", "er"]),
        ("aaaa\u00a0bbbb", 30.0, ["aaaa\u00a0b\u00ad", "bbb"]),
        ("arbejds\u00admarked", 80.0, ["arbejdsmarked"]),
        ("arbejds\u00admarked", 45.0, ["arbejds\u00ad", "marked"]),
        ("en\nto", 1000.0, ["en ", "to"]),
        ("", 10.0, [""]),
        ("abcdef123456", 20.0, ["abc\u00ad", "def", "123456"]),  # a number is never broken
        ("1.234,5 og", 12.0, ["1.234,5 ", "og"]),
        ("https://dst.dk/a", 40.0, ["https://", "dst.dk/a"]),
        ("Kina- og", 26.0, ["Kina\u2010 ", "og"]),
        ("Kina-", 26.0, ["Kina-"]),
    ],
)
def test_breaks(words: str, width: float, lines: list[str]) -> None:
    assert broken(prose(words), width) == lines


@given(
    st.lists(st.text("abc -\u00a0\n\u2013/", max_size=30), min_size=1, max_size=4),
    st.floats(15, 300),
)
def test_lines_lose_nothing_and_fit(parts: list[str], width: float) -> None:
    made = prose(*parts)
    lines = made.lines(width, width)
    shown_lines = "".join(broken(made, width)).replace("\u00ad", "").replace("\u2010", "-")
    assert shown_lines == "".join(parts).replace("\n", " ")
    for start, end, wide in lines:
        shown = made.text[start:end]
        assert wide <= width + 0.02 or len(shown.rstrip(" ")) == 1
        assert made.width(start, start + len(shown.rstrip(" "))) <= wide + 0.02


# --- pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["torture", "small", "three_pages"])
def test_text_within_the_margins_without_overlap(name: str) -> None:
    page = standard().theme.page
    pages = ink(write_pdf(getattr(samples, name)(), standard()))
    for number, pieces in enumerate(pages, 1):
        content = [piece for piece in pieces if piece.content]
        assert content, f"page {number} is blank"
        for piece in content:
            assert piece.left >= page.left - 1, (number, piece)
            assert piece.right <= page.width - page.right + 1, (number, piece)
            assert piece.top <= page.height - page.top + 1, (number, piece)
            assert piece.bottom >= page.bottom - 1, (number, piece)
        for piece in pieces:  # 15 mm stay free at the top for the stamp of the agenda system
            assert piece.top <= page.height - 42.5, (number, piece)
        clashes = [(a.text, b.text) for n, a in enumerate(pieces) for b in pieces[n + 1 :] if a.overlaps(b)]
        assert not clashes, (number, clashes[:3])


def test_header_from_page_two_and_a_page_of_pages() -> None:
    pages = ink(write_pdf(samples.torture(), standard()))
    furniture = [[piece.text for piece in page if not piece.content] for page in pages]
    assert not any("Sagsnr. 17012345" in words for words in furniture[0])
    assert all(any("Sagsnr. 17012345" in words for words in page) for page in furniture[1:])
    count = len(pages)
    assert [page[-1] for page in furniture] == [f"Side {n} af {count}" for n in range(1, count + 1)]


def test_no_heading_or_caption_alone_at_a_foot() -> None:
    """Whatever stands before it, a heading or caption has its text or first rows on the same page."""
    for lines in range(30, 46):
        filler = paragraph("fyld", *["x", samples.LineBreak()] * lines)
        table = samples.figures_table()
        made = replace(
            document(filler),
            sections=(Section("s", 1, text("Overskrift"), (paragraph("p", "Afsnit."), table)),),
        )
        for page in words(write_pdf(made, standard())):
            assert ("Overskrift" in page) == ("Afsnit." in page)
            assert (
                ("Tabel 1." in page) == ("Kontor i Beijing" in page) == ("I alt" in page) == ("Kilde" in page)
            )


def test_two_lines_of_a_paragraph_on_either_side_of_a_break() -> None:
    for lines in range(36, 46):
        filler = paragraph("fyld", *["x", samples.LineBreak()] * lines)
        numbered = paragraph(
            "p", *(part for n in range(5) for part in (f"linje{n}", samples.LineBreak())), "linje5"
        )
        pages = [page.count("linje") for page in words(write_pdf(document(filler, numbered), standard()))]
        assert 1 not in pages, (lines, pages)


def test_footnotes_stand_at_the_foot_of_their_page() -> None:
    notes = [
        paragraph(f"p{n}", LOREM * 4, Footnote(f"f{n}", n, text(f"Note nummer {n}."))) for n in range(1, 25)
    ]
    pages = ink(write_pdf(document(*notes), standard()))
    assert len(pages) > 1
    for pieces in pages:
        marks = [piece for piece in pieces if piece.text.strip().isdecimal() and piece.content]
        numbers = [mark.text.strip() for mark in marks]
        assert numbers
        assert {numbers.count(number) for number in numbers} == {2}  # in the text, and before its note
        shown = {piece.text.strip() for piece in pieces}
        for mark in numbers:
            assert f"Note nummer {mark}." in shown


# --- tables ----------------------------------------------------------------------------------------------


def figures(*values: str, align: str = "decimal") -> Table:
    return Table(
        "t", "Tabel", 1, text("Tal"),
        (Column("a", 0.6), Column("b", 0.4, align, 1)),  # type: ignore[arg-type]
        TableHead((row("h", "Post", "Tal"),)),
        TableBody(tuple(row(str(n), f"post {n}", value) for n, value in enumerate(values))),
        TableFoot(()),
    )  # fmt: skip


def test_commas_stand_under_each_other() -> None:
    values = ("1,3", "ca. 0,5", "under 0,1", "1.300,25", "\u22123,75", "12", "..")
    pieces = {
        piece.text: piece for page in ink(write_pdf(document(figures(*values)), standard())) for piece in page
    }
    style = standard().theme.styles["TableNumber"]
    font = Fonts(standard().theme).face(style)

    def comma(value: str) -> float:
        whole = value.partition(",")[0]
        return pieces[value].left + font.width(whole) * style.size / 1000

    places = [comma(value) for value in values if value != ".."]
    assert max(places) - min(places) < 1.0, dict(zip(values, places, strict=False))
    edge = pieces["\u22123,75"].right
    assert abs(pieces[".."].right - edge) < 1.5  # a sign for "nothing" has no comma and stands at the edge


def test_figures_without_decimals_stand_to_the_right() -> None:
    values = ("1", "1.024", "12")
    pieces = {
        piece.text: piece
        for page in ink(write_pdf(document(figures(*values, align="end")), standard()))
        for piece in page
    }
    ends = [pieces[value].right for value in values]
    assert max(ends) - min(ends) < 1.0


def test_head_rows_are_drawn_on_each_page_and_tagged_once() -> None:
    data = write_pdf(samples.long_table(150), standard())
    pages = ink(data)
    assert len(pages) > 2
    heads = [[piece for piece in page if piece.text.strip() == "Nummer"] for page in pages]
    assert [len(found) for found in heads] == [1] * len(pages)
    assert [found[0].content for found in heads] == [True] + [False] * (len(pages) - 1)


@pytest.mark.parametrize("tall", [1, 5])
def test_the_head_stands_once_on_a_page(tall: int) -> None:
    """What was left over for the next page does not begin on this one, however high its rows are."""
    rows = tuple(row(str(n), f"post {n}", LOREM * tall) for n in range(16))
    table = Table(
        "t", "Tabel", 1, text("Tal"), (Column("a", 0.3), Column("b", 0.7)),
        TableHead((row("h", "Postens", "Omtale"),)), TableBody(rows), TableFoot(()),
        source=text("Region Hovedstaden"),
    )  # fmt: skip
    parted = 0
    for lines in range(8, 40):
        filler = paragraph("fyld", *["x", samples.LineBreak()] * lines)
        pages = words(write_pdf(document(filler, table), standard()))
        every = [
            [p.text.strip() for p in page] for page in ink(write_pdf(document(filler, table), standard()))
        ]
        assert max(page.count("Postens") for page in every) == 1, lines
        parted += sum(page.count("Postens") for page in every) > 1
        assert sum(page.count("post ") for page in pages) == 16
    assert parted > 10


@sampled
def test_the_total_never_stands_alone() -> None:
    """Whatever number of rows: every day from one page to two, and on to three in `make test-long`."""
    for rows in some(range(30, 46), range(30, 90)):
        last = words(write_pdf(samples.long_table(rows), standard()))[-1]
        assert f"Række nummer {rows}" in last
        assert "I alt" in last


def test_a_row_taller_than_a_page_goes_on() -> None:
    rich = (Strong(text(LOREM * 80)),)
    tall = Table(
        "t", "Tabel", 1, text("Høj"), (Column("a", 0.3), Column("b", 0.7)),
        TableHead((row("h", "Emne", "Tekst"),)),
        TableBody((row("1", "Kort", "Kort"), row("2", "Lang", LOREM * 80), row("3", "Rig", rich))),
        TableFoot(()),
    )  # fmt: skip
    pages = words(write_pdf(document(tall), standard()))
    assert sum(page.count("kinesiske") for page in pages) == 160
    assert "Lang" in pages[0]


def test_a_table_is_linear() -> None:
    """Operators, not seconds: each row adds the same to the file."""

    def size(rows: int) -> int:
        return sum(map(len, streams(write_pdf(samples.long_table(rows), standard()))))

    small, middle, large = size(500), size(1000), size(2000)
    assert large - middle < 2.3 * (middle - small)


# --- the file --------------------------------------------------------------------------------------------


def streams(data: bytes) -> list[bytes]:
    out = []
    for match in re.finditer(rb"/FlateDecode/Length (\d+)>>stream\n", data):
        out.append(zlib.decompress(data[match.end() : match.end() + int(match[1])]))
    return out


def objects(data: bytes) -> list[bytes]:
    """All small objects, out of the object streams."""
    packed = [zlib.decompress(data[m.end() : m.end() + int(m[1])])
              for m in re.finditer(rb"/Type/ObjStm[^>]*/Length (\d+)>>stream\n", data)]  # fmt: skip
    return [line for stream in packed for line in stream.split(b"\n")]


def test_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    here = write_pdf(samples.torture(), standard())
    script = tmp_path / "write.py"
    script.write_text(
        "import sys\n"
        "from tests.support import samples\n"
        "from bilag.write.pdf.writer import write_pdf\n"
        "sys.stdout.buffer.write(write_pdf(samples.torture(), samples.standard()))\n"
    )
    root = ROOT
    for zone, seed, language in (("Pacific/Auckland", "1", "C"), ("America/Lima", "77", "da_DK.UTF-8")):
        env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LANG": language}
        env["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
        there = subprocess.run(
            [sys.executable, str(script)], env=env, cwd=root, capture_output=True, check=True
        )
        assert there.stdout == here


def test_other_documents_have_other_ids() -> None:
    def name(data: bytes) -> bytes:
        found = re.search(rb"/ID\[<(\w+)>", data)
        assert found
        return found[1]

    one = write_pdf(document(paragraph("p", "En")), standard())
    two = write_pdf(document(paragraph("p", "To")), standard())
    assert name(one) != name(two)


def test_nothing_of_the_clock_or_the_machine() -> None:
    data = write_pdf(samples.torture(), standard())
    plain = data + b"".join(streams(data))
    assert b"20171024000000" in plain
    assert b"sha256:0123456789abcdef" in data
    for word in (b"ReportLab", b"anonymous", b"untitled", b"Helvetica", str(Path.home()).encode()):
        assert word not in plain


def test_only_what_is_printed_and_ids_are_in_the_file() -> None:
    """No exact value of a fact travels in the file."""
    made = replace(samples.torture(), blocks=samples.torture().blocks)
    data = write_pdf(made, standard())
    plain = data + b"".join(streams(data))
    assert b"forbrug_i_alt" in plain
    assert b"2800000" not in plain


# --- faults ----------------------------------------------------------------------------------------------


def test_every_missing_glyph_is_told() -> None:
    cell = Row("r", (samples.Cell(text("tal \u4e2d")), samples.Cell(text("1"))))
    table = replace(figures("1"), body=TableBody((cell,)))
    made = document(paragraph("p", "Ikke \U0001f600 her"), table)
    with pytest.raises(CannotWrite) as caught:
        write_pdf(made, standard())
    faults = caught.value.faults
    assert all(isinstance(fault, MissingGlyph) for fault in faults)
    assert {(f.char, f.text) for f in faults if isinstance(f, MissingGlyph)} == {
        ("\U0001f600", "Ikke \U0001f600 her"),
        ("\u4e2d", "tal \u4e2d"),
    }
    assert "U+4E2D" in str(caught.value)


def test_a_font_without_files() -> None:
    template = standard()
    styles = {**template.theme.styles, "Normal": replace(template.theme.styles["Normal"], font="Comic Sans")}
    with pytest.raises(CannotWrite) as caught:
        write_pdf(
            document(paragraph("p", "x")), replace(template, theme=replace(template.theme, styles=styles))
        )
    assert caught.value.faults == (MissingFont("Normal", "Comic Sans"),)


def test_pictures_that_cannot_be_drawn() -> None:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("CMYK", (8, 8)).save(out, "JPEG")
    for data in (b"no picture", out.getvalue()):
        figure = samples.Figure("fig", "Figur", 1, text("x"), "x", data, 100.0, 100.0)
        with pytest.raises(CannotWrite) as caught:
            write_pdf(document(figure), standard())
        (fault,) = caught.value.faults
        assert isinstance(fault, BadPicture)
        assert fault.block == "fig"


@examples(30, 300)
@given(
    st.lists(
        st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "Zs")), max_size=80), max_size=6
    )
)
def test_any_text_is_written(parts: list[str]) -> None:
    data = write_pdf(document(*(paragraph(f"p{n}", Text(part)) for n, part in enumerate(parts))), standard())
    assert data.startswith(b"%PDF-1.7")


def test_a_stream_is_as_long_as_it_says() -> None:
    """Also where its last byte is CR, which makes one end of line with the LF that follows."""
    for data in (b"", b"a", b"a\r", b"a\n", b"a\r\n"):
        start, _, rest = stream(data, packed=False).data.partition(b"stream\n")
        assert start == b"<</Length %d>>" % len(data)
        assert re.fullmatch(re.escape(data) + rb"(\r\n|(?<!\r)\n)endstream", rest, re.DOTALL), data
    for rows in range(10):  # what is drawn and deflated ends with any byte
        written = write_pdf(samples.long_table(rows + 1), standard())
        for found in re.finditer(rb"/Length (\d+)>>stream\n", written):
            end = found.end() + int(found[1])
            after = b"\r\nendstream" if written[end - 1] == 13 else b"\nendstream"
            assert written.startswith(after, end)


def test_ink_overlaps() -> None:
    one = Ink(0, 0, 10, 10, "a", content=True)
    assert one.overlaps(Ink(5, 5, 15, 15, "b", content=True))
    assert not one.overlaps(Ink(10, 0, 20, 10, "b", content=True))


def test_more_characters_than_one_subset_holds() -> None:
    from bilag.versions.read.pdf import read_pdf

    chars = [c for c in map(chr, range(0x21, 0x500)) if ord(c) in Fonts(standard().theme).face(
        standard().theme.styles["Normal"]).face.charToGlyph and c.isalpha()]  # fmt: skip
    assert len(chars) > 400
    words = " ".join(chars)
    lines = read_pdf(write_pdf(document(paragraph("p", words)), standard()))
    assert lines[-1].text == words
