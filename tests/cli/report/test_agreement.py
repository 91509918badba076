"""`bilag verify WORD PDF`: what it says of a pair that agrees, that does not, and that cannot be read."""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.cli import run
from bilag.cli.report.agreement import agreement_as_text
from bilag.document import model as m
from bilag.document.forms.documentlines import normal_form
from bilag.document.forms.normalform import Line, digest
from bilag.versions.delivered import CannotReadError, Delivered, hash_state
from bilag.versions.differences import Agreement, agreement, agreement_outcome, differences
from bilag.versions.read import pdf_file
from bilag.versions.read.readers import READERS, read_delivered
from bilag.write.docx.writer import write_docx
from bilag.write.pdf.writer import write_pdf
from bilag.write.writers import WRITERS
from tests.support import samples
from tests.support.samples import edited as changed
from tests.support.wordkit import edited, package, parts_of

DOCUMENT = "word/document.xml"


def small() -> m.Document:
    """The sample with the hash that compose would have stamped."""
    return stamped(samples.small())


def stamped(document: m.Document) -> m.Document:
    return replace(document, hash=digest(normal_form(document, samples.standard().labels)))


def word(document: m.Document | None = None) -> bytes:
    return write_docx(document or small(), samples.standard())


def pdf(document: m.Document | None = None) -> bytes:
    return write_pdf(document or small(), samples.standard())


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is no project, with a pair that agrees."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.docx").write_bytes(word())
    (tmp_path / "a.pdf").write_bytes(pdf())
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["verify", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


EQUAL = """\
Word og PDF stemmer overens
  sammenlignet: overskrifter: 2, afsnit: 3, punkter: 2, tabel- og figurtekster: 1, rækker: 6, celler: 24, \
noter og kilder: 4
  Word: indholdets kontrolsum passer
  PDF: indholdets kontrolsum passer
"""


# --- a pair that agrees ----------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(("a.docx", "a.pdf"))))
def test_a_pair_that_agrees(order: tuple[str, str], pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, *order) == (0, EQUAL, "")


def test_the_first_bytes_and_not_the_name_say_what_a_file_is(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pair / "a.docx").rename(pair / "x.pdf")
    assert call(capsys, "x.pdf", "a.pdf") == (0, EQUAL, "")


def test_english(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "--lang", "en", "a.docx", "a.pdf")
    assert code == 0
    assert out.splitlines()[0] == "Word and PDF agree"
    assert "rows: 6, cells: 24" in out
    assert out.splitlines()[2] == "  Word: the content's checksum is right"


def test_json(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "--format", "json", "a.pdf", "a.docx")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "word": "a.docx",
        "pdf": "a.pdf",
        "outcome": "equal",
        "compared": {
            "headings": 2,
            "paragraphs": 3,
            "items": 2,
            "contents": 0,
            "captions": 1,
            "rows": 6,
            "cells": 24,
            "notes": 4,
            "pictures": 0,
        },
        "hash": {"word": "kept", "pdf": "kept", "same": True},
        "differences": [],
        "problems": [],
    }


# --- one thing that differs, in either file --------------------------------------------------------------


def digit(text: str) -> str:
    return text.replace(">17,86<", ">17,87<")


def row(text: str) -> str:
    end = text.index("</w:tr>", text.index("gæster")) + len("</w:tr>")
    return text[: text.index("<w:tr>", text.index("Beijing"))] + text[end:]


def bullet(text: str) -> str:
    start = text.index("<w:p>", text.rindex("</w:p>", 0, text.index("Et punkt")))
    return text[:start] + text[text.index("</w:p>", start) + len("</w:p>") :]


def digit_in_model(document: m.Document) -> m.Document:
    return changed(
        document, lambda v: replace(v, text="17,87") if isinstance(v, m.Text) and v.text == "17,86" else v
    )


def row_from_model(document: m.Document) -> m.Document:
    def without(v: object) -> object:
        if isinstance(v, m.TableBody):
            return replace(v, rows=tuple(r for r in v.rows if r.key != "rejser"))
        return v

    return changed(document, without)


def bullet_from_model(document: m.Document) -> m.Document:
    def without(v: object) -> object:
        if isinstance(v, m.Section):
            return replace(v, blocks=tuple(b for b in v.blocks if not isinstance(b, m.BulletList)))
        return v

    return changed(document, without)


ROW = "Rejser og delegationer, herunder modtagelse af kinesiske gæster"
TABLE = "Tabel 1. Udgifter til Kina-indsatsen fordelt på poster, 2012-2017"
UNDER = f"under »Udgifter«, i »{TABLE}«"
DIGIT = f"  Celle, {UNDER}, række 2 (»{ROW}«), kolonne 3 (»Andel i pct.«)"
CASES: dict[str, tuple[Callable[[str], str], Callable[[m.Document], m.Document], str, str]] = {
    "digit": (digit, digit_in_model, DIGIT, "»17,86«"),
    "row": (row, row_from_model, f"  Række, {UNDER}, række 2 (»{ROW}«)", f"»{ROW} | 0,5 | 17,86 | 12«"),
    "bullet": (bullet, bullet_from_model, "  Punkt, under »Udgifter«", "»Et punkt«"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_changed_in_word_is_noticed(
    case: str, pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit, _, place, said = CASES[case]
    (pair / "a.docx").write_bytes(edited(word(), DOCUMENT, edit))
    code, out, err = call(capsys, "a.docx", "a.pdf")
    lost = "»17,87«" if case == "digit" else "findes ikke"
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert lines[0] == "Word og PDF stemmer ikke overens"
    assert lines[2:5] == [place, f"      Word: {lost}", f"      PDF: {said}"]
    assert lines[5].startswith("  Word: filen siger ikke længere det, den sagde")
    assert lines[6:] == ["  PDF: indholdets kontrolsum passer"]


@pytest.mark.parametrize("case", CASES)
def test_what_is_changed_in_the_pdf_is_noticed(
    case: str, pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, edit, place, said = CASES[case]
    (pair / "a.pdf").write_bytes(pdf(edit(small())))  # it carries the hash of what it should have said
    code, out, err = call(capsys, "a.docx", "a.pdf")
    lost = "»17,87«" if case == "digit" else "findes ikke"
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert lines[2:6] == [
        place,
        f"      Word: {said}",
        f"      PDF: {lost}",
        "  Word: indholdets kontrolsum passer",
    ]
    assert lines[6].startswith("  PDF: filen siger ikke længere det, den sagde")


LEAVE = pikepdf.StreamDecodeLevel.none


def delivered_pdf_with(data: bytes, edit: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    """The bytes that were delivered, with one thing in them changed."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        edit(file)
        file.save(out, **options)
    return out.getvalue()


def elements(file: pikepdf.Pdf, tag: str) -> list[pikepdf.Object]:
    found = [o for o in file.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == f"/{tag}"]
    assert found
    return found


def take_out(element: pikepdf.Object) -> None:
    kids = element.P.K
    if not isinstance(kids, pikepdf.Array):
        del element.P.K
        return
    element.P.K = pikepdf.Array([kid for kid in kids if getattr(kid, "objgen", None) != element.objgen])


def test_a_digit_in_the_page_of_a_delivered_pdf() -> None:
    """The last digit of 46,43 drawn with the glyph of its first."""

    def edit(file: pikepdf.Pdf) -> None:
        mark = elements(file, "TD")[1].K
        page = file.pages[0]
        operations = list(pikepdf.parse_content_stream(page))
        start = next(
            n
            for n, (operands, operator) in enumerate(operations)
            if str(operator) == "BDC" and operands[1].get("/MCID") == mark
        )
        at, codes = next(
            (n, bytes(operands[0]))
            for n, (operands, operator) in enumerate(operations[start:], start)
            if str(operator) == "Tj"
        )
        width = len(codes) // len("46,43")
        changed = pikepdf.String(codes[:-width] + codes[:width])
        operations[at] = pikepdf.ContentStreamInstruction([changed], pikepdf.Operator("Tj"))
        page.Contents = file.make_stream(pikepdf.unparse_content_stream(operations))

    found = agreement(read_delivered(word()), read_delivered(delivered_pdf_with(pdf(), edit)))
    assert [(d.aspect, d.place.column, d.one, d.other) for d in found.differences] == [
        ("cell", 3, "46,43", "46,44")
    ]
    assert (found.word_hash, found.pdf_hash) == ("kept", "changed")


def test_a_row_out_of_the_tree_of_a_delivered_pdf() -> None:
    """Its text is still to be seen, and nobody hears it."""
    broken = delivered_pdf_with(pdf(), lambda file: take_out(elements(file, "TR")[2]))
    found = agreement(read_delivered(word()), read_delivered(broken))
    assert (found.differences[0].aspect, found.differences[0].kind) == ("missing", "row")
    assert found.differences[0].other is None
    outside = [d for d in found.differences if d.one is None]
    assert {d.kind for d in outside} == {"paragraph"}
    assert "0,5" in [d.other for d in outside]
    assert found.pdf_hash == "changed"


def test_a_bullet_made_a_paragraph_in_a_delivered_pdf() -> None:
    def edit(file: pikepdf.Pdf) -> None:
        elements(file, "L")[0].S = pikepdf.Name.Div
        for tag in ("LI", "LBody"):
            elements(file, tag)[0].S = pikepdf.Name.Div

    found = agreement(read_delivered(word()), read_delivered(delivered_pdf_with(pdf(), edit)))
    kinds = [d for d in found.differences if d.aspect == "kind"]
    assert [(d.text, d.one, d.other) for d in kinds] == [("Et punkt", "item", "paragraph")]
    assert "      Word: Punkt\n      PDF: Afsnit\n" in agreement_as_text(found, "da")


def test_text_drawn_over_a_page_of_a_delivered_pdf() -> None:
    def edit(file: pikepdf.Pdf) -> None:
        page = file.pages[0]
        font = next(iter(page.Resources.Font.keys()))
        page.contents_add(f"BT {font} 12 Tf 80 80 Td <0041> Tj ET".encode())

    found = agreement(read_delivered(word()), read_delivered(delivered_pdf_with(pdf(), edit)))
    assert [(d.aspect, d.kind, d.one) for d in found.differences] == [("missing", "paragraph", None)]


@pytest.mark.parametrize("file", ["a.docx", "a.pdf"])
def test_files_changed_alike_do_not_agree(file: str, pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Word and PDF say the same, and neither says what it said when it was made."""
    (pair / "a.docx").write_bytes(edited(word(), DOCUMENT, digit))
    (pair / "a.pdf").write_bytes(pdf(digit_in_model(small())))
    code, out, _ = call(capsys, "a.docx", "a.pdf")
    assert code == 1
    lines = out.splitlines()
    assert lines[0] == "Word og PDF stemmer ikke overens"
    name = "Word" if file == "a.docx" else "PDF"
    assert f"  {name}: filen siger ikke længere det, den sagde, da den blev dannet" in out
    assert len(lines) == 4


def test_a_stamp_that_was_made_to_fit_does_not_fit_the_other_file(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = small()
    other = replace(other, hash=digest([Line("title", text="x")]))
    (pair / "a.docx").write_bytes(word(other))
    code, out, _ = call(capsys, "a.docx", "a.pdf")
    assert code == 1
    assert (
        out.splitlines()[-1]
        == "  de to filer bærer hver sin kontrolsum: de er ikke dannet af det samme indhold"
    )


def test_a_file_without_a_stamp_proves_nothing(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pair / "a.docx").write_bytes(word(samples.small()))
    (pair / "a.pdf").write_bytes(pdf(samples.small()))
    code, out, _ = call(capsys, "a.docx", "a.pdf")
    assert code == 1
    assert out.count("filen har ingen kontrolsum, så det kan ikke ses, om den er ændret") == 2


def test_nothing_to_compare_is_no_agreement() -> None:
    nothing = digest([])
    found = agreement(Delivered("docx", (), nothing), Delivered("pdf", (), nothing))
    assert (agreement_outcome(found), found.word_hash, found.differences) == ("nothing", "kept", ())
    assert (
        agreement_as_text(found, "da") == "Der er intet at sammenligne: der er ingen tekst at læse i filerne"
    )
    one = agreement(Delivered("docx", (), nothing), Delivered("pdf", (Line("title", text="x"),), nothing))
    assert (agreement_outcome(one), one.pdf_hash) == ("different", "changed")


def test_differences_as_json(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pair / "a.docx").write_bytes(edited(word(), DOCUMENT, digit))
    code, out, _ = call(capsys, "--format", "json", "a.docx", "a.pdf")
    assert code == 1
    found = json.loads(out)
    assert (found["outcome"], found["hash"]["word"]) == ("different", "changed")
    assert found["differences"] == [
        {
            "aspect": "cell",
            "kind": "row",
            "heading": "Udgifter",
            "caption": TABLE,
            "row": 2,
            "row_head": ROW,
            "column": 3,
            "column_head": "Andel i pct.",
            "text": f"{ROW} | 0,5 | 17,87 | 12",
            "word": "17,87",
            "pdf": "17,86",
        }
    ]


# --- files that cannot be read ---------------------------------------------------------------------------


def untagged() -> bytes:
    return delivered_pdf_with(pdf(), lambda file: file.Root.__delitem__("/StructTreeRoot"))


def encrypted(user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="x", user=user))
    return out.getvalue()


def bomb() -> bytes:
    """A page of which a kilobyte becomes a megabyte, again and again."""
    packed = zlib.compress(bytes(2**20), 9)
    body = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream\nendobj\n" % (len(packed), packed)
    more = b"".join(b"%d 0 obj\n" % n + body for n in range(900, 920))
    return pdf().replace(b"startxref", more + b"startxref", 1)


def packed_twice() -> bytes:
    """A page of which a hundred bytes become 16 megabytes."""

    def edit(file: pikepdf.Pdf) -> None:
        inner = zlib.compress(zlib.compress(bytes(2**24), 9), 9)
        twice = [pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]
        file.pages[0].contents_add(pikepdf.Stream(file, inner, Filter=twice))

    return delivered_pdf_with(pdf(), edit, compress_streams=False, stream_decode_level=LEAVE)


WORD_BOMB = package(parts_of(word()) | {DOCUMENT: b"<x>" + b" " * (65 * 2**20) + b"</x>"})
NO_FILE = "det er hverken en Word-fil eller en PDF-fil"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"", NO_FILE),
        ("a.docx", b"hello", NO_FILE),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
         "Word-filen er beskyttet med adgangskode eller har det gamle format .doc"),
        ("a.docx", word()[:-300], "Word-filen er beskadiget eller ufuldstændig"),
        ("a.docx", word()[:300], "det er en pakket fil, men ikke en Word-fil"),
        ("a.docx", package({"xl/workbook.xml": b"<x/>"}), "det er en pakket fil, men ikke en Word-fil"),
        ("a.docx", WORD_BOMB,
         "Word-filen afvises: word/document.xml er for stor, står der to gange eller er usikker"),
        ("a.docx", package(parts_of(word()) | {"word/vbaProject.bin": b"x"}),
         "Word-filen har makroer og åbnes ikke"),
        ("a.docx", edited(word(), "word/numbering.xml", lambda t: t.replace('w:ilvl="0"', 'w:ilvl="x"')),
         "Word-filen er beskadiget eller ufuldstændig"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 9, "PDF-filen er beskadiget eller ufuldstændig"),
        ("a.pdf", untagged(), "PDF-filen har ingen koder for struktur, så dens tekst kan ikke læses sikkert"),
        ("a.pdf", encrypted(""), "PDF-filen er krypteret og kan derfor ikke læses"),
        ("a.pdf", encrypted("hemmelig"), "PDF-filen er krypteret og kan derfor ikke læses"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)  # fmt: skip
def test_files_that_cannot_be_read(
    name: str, data: bytes, said: str, pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pair / name).write_bytes(data)
    code, out, err = call(capsys, "a.docx", "a.pdf")
    assert (code, out) == (2, "")
    assert err == f"{name}: {said}\n"


def test_a_pdf_that_grows_when_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_file, "LARGEST_DECODED", 10 * 2**20)
    assert read_delivered(pdf()).lines
    with pytest.raises(CannotReadError, match="too large"):
        read_delivered(bomb())


def test_a_stream_packed_twice_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(packed_twice()) < 4 * len(pdf())
    monkeypatch.setattr(pdf_file, "LARGEST_DECODED", 2**23)
    assert read_delivered(pdf()).lines
    with pytest.raises(CannotReadError, match="too large"):
        read_delivered(packed_twice())


def test_the_bounds_of_the_process_are_what_they_were() -> None:
    before = pikepdf.settings.get_qpdf_limits()
    read_delivered(pdf())
    assert pikepdf.settings.get_qpdf_limits() == before


def test_a_tree_that_bites_its_tail() -> None:
    def edit(file: pikepdf.Pdf) -> None:
        cell = elements(file, "TD")[0]
        cell.K = file.Root.StructTreeRoot.K

    found = agreement(read_delivered(word()), read_delivered(delivered_pdf_with(pdf(), edit)))
    assert agreement_outcome(found) == "different"


def test_a_tree_without_bottom() -> None:
    def edit(file: pikepdf.Pdf) -> None:
        inner = pikepdf.Dictionary(S=pikepdf.Name.Span)
        for _ in range(300):
            inner = pikepdf.Dictionary(S=pikepdf.Name.Span, K=inner)
        elements(file, "TD")[0].K = inner

    with pytest.raises(CannotReadError, match="damaged"):
        read_delivered(delivered_pdf_with(pdf(), edit))


def test_problems_as_json(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "--format", "json", "nix.docx", "a.pdf")
    assert (code, err) == (2, "nix.docx: filen findes ikke\n")
    assert json.loads(out) == {
        "outcome": "problem",
        "problems": [{"path": "nix.docx", "problem": "filen findes ikke"}],
    }


@pytest.mark.parametrize(
    "arguments", [("a.docx", "a.docx"), ("a.pdf", "a.pdf"), ("a.docx", "a.pdf", "a.pdf")]
)
def test_misuse(arguments: tuple[str, ...], pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = (
        "Angiv én fil, eller en Word-fil og en PDF-fil, eller skriv --conformance for at få PDF-filer bedømt."
    )
    assert call(capsys, *arguments) == (2, "", f"{said}\n")


def test_a_folder_and_a_name_that_steers_the_terminal(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pair / "mappe").mkdir()
    assert call(capsys, "mappe", "a\x1b[2J.pdf") == (
        2,
        "",
        "mappe: det er en mappe; angiv en fil i den\na\\x1b[2J.pdf: filen findes ikke\n",
    )


@pytest.mark.parametrize("kind", READERS)
def test_every_cut_is_survived(kind: str) -> None:
    data = {"docx": word, "pdf": pdf}[kind]()
    for length in range(0, len(data) - 1, 1501):
        try:
            cut = read_delivered(data[:length])
        except CannotReadError:
            continue
        assert hash_state(cut) != "kept"


def test_the_readers_are_for_writers_of_ours() -> None:
    assert set(READERS) < set(WRITERS)


# --- the alignment ---------------------------------------------------------------------------------------

TEXTS = st.sampled_from(("a", "b", "1,3", "1,4", "Regionen brugte 2,8 mio. kr.", ""))
LINES = st.lists(
    st.one_of(
        st.builds(Line, st.sampled_from(("paragraph", "heading", "caption")), st.integers(0, 1), TEXTS),
        st.builds(
            lambda cells, level: Line("row", level, cells=tuple(cells)),
            st.lists(TEXTS, max_size=3),
            st.integers(0, 1),
        ),
        st.builds(lambda text, mark: Line("item", 1, text, mark=mark), TEXTS, st.sampled_from(("", "1"))),
    ),
    max_size=9,
)


@given(LINES, LINES)
def test_no_differences_are_found_where_there_are_none_and_only_there(
    one: list[Line], other: list[Line]
) -> None:
    assert list(differences(one, one)) == []
    found = list(differences(one, other))
    assert bool(found) == (one != other)
    lost = sum(d.aspect == "missing" and d.other is None for d in found)
    added = sum(d.aspect == "missing" and d.one is None for d in found)
    assert len(one) - lost == len(other) - added
    for each in found:
        side = other if each.aspect == "missing" and each.one is None else one
        assert side[each.number].kind == each.kind


@given(LINES, st.data())
def test_one_changed_text_is_one_difference(lines: list[Line], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(lines)))
    line = Line("paragraph", text="Regionen brugte 2,8 mio. kr. på indsatsen i Kina")
    one = [*lines[:at], line, *lines[at:]]
    other = [*lines[:at], replace(line, text=line.text.replace("2,8", "2,9")), *lines[at:]]
    (found,) = differences(one, other)
    assert (found.aspect, found.number) == ("text", at)
    assert "2,9" in (found.other or "")


def test_a_row_lost_and_another_changed() -> None:
    one = [Line("row", cells=(name, str(n))) for n, name in enumerate("abcdefgh")]
    other = [line for line in one if line.cells[0] != "c"]
    other[4] = Line("row", cells=("f", "99"))
    found = [(d.aspect, d.text, d.one, d.other) for d in differences(one, other)]
    assert found == [("missing", "c | 2", "c | 2", None), ("cell", "f | 5", "5", "99")]


def test_many_lines_that_say_the_same() -> None:
    """What would take a plain alignment hours."""
    one = [Line("row", cells=("..", "..")) for _ in range(20_000)]
    other = list(one)
    other[3] = other[-3] = Line("row", cells=("..", "1"))
    found = list(differences(one, other))
    assert [(d.number, d.aspect, d.other) for d in found] == [(3, "cell", "1"), (19_997, "cell", "1")]


def test_all_that_can_be_said_is_said_in_danish() -> None:
    one = [
        Line("title", text="T"),
        Line("item", 1, "to", mark="2"),
        Line("heading", 1, "H"),
        Line("caption", text="Tabel 1. C"),
        Line("row", 1, cells=("a", "b")),
        Line("row", 0, cells=("x", "1", "")),
    ]
    other = [
        Line("title", text="T"),
        Line("item", 2, "to", mark=""),
        Line("heading", 2, "H"),
        Line("caption", text="Tabel 1. C"),
        Line("row", 0, cells=("a", "b")),
        Line("row", 0, cells=("x", "", "2")),
    ]
    found = Agreement((("rows", 2),), tuple(differences(one, other)), "changed", "kept", True)
    assert agreement_as_text(found, "da").splitlines()[2:-2] == [
        "  Punkt, under »T«",
        "      »to«",
        "      Word: niveau 1",
        "      PDF: niveau 2",
        "  Punkt, under »T«",
        "      »to«",
        "      Word: nummer 2",
        "      PDF: uden nummer",
        "  Overskrift, under »H«",
        "      »H«",
        "      Word: niveau 1",
        "      PDF: niveau 2",
        "  Række, under »H«, i »Tabel 1. C«, række med kolonneoverskrifter",
        "      »a | b«",
        "      Word: række med kolonneoverskrifter",
        "      PDF: almindelig række",
        "  Celle, under »H«, i »Tabel 1. C«, række 1 (»x«), kolonne 2 (»b«)",
        "      Word: »1«",
        "      PDF: tom",
        "  Celle, under »H«, i »Tabel 1. C«, række 1 (»x«), kolonne 3",
        "      Word: tom",
        "      PDF: »2«",
    ]


def test_a_long_list_is_cut_and_json_is_not(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pair / "a.docx").write_bytes(word(stamped(samples.long_table(80))))
    code, out, _ = call(capsys, "a.docx", "a.pdf")
    assert code == 1
    assert re.search(r"  \d+ forskelle mere; --format json viser dem alle\n", out)
    call_out = call(capsys, "--format", "json", "a.docx", "a.pdf")[1]
    assert len(json.loads(call_out)["differences"]) > 80
