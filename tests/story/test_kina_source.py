"""The annex says what its source says: every sentence, in its order, and no sentence besides.

The source is text taken out of a PDF: lines are broken, words are hyphenated at line ends, bullets are a
private character. The files are read by readers that are not ours: mammoth for Word, PDFium's plain page
text for PDF. Deviations stand in content/kina-2012-2017/rettelser.yaml, each with its reason.
"""

from __future__ import annotations

import io
import re
from functools import cache
from typing import NamedTuple

import mammoth
import pypdfium2
import pytest
import yaml
from lxml import html

from tests.support import kina
from tests.support.paths import SOURCE

BULLET = "\uf0b7"
TITLE = "Bilag. Evaluering af Region Hovedstadens Kina-indsats 2012-2017 (ekskl. miljø/ren jord)"
MILESTONES = "Overordnet kronologisk liste over milepæle"
HEADINGS = (
    TITLE,
    "Ressourcer og aktiviteter i perioden 2012-2017",
    "Vurdering af anvendte personaleressourcer i perioden",
    MILESTONES,
    "Opnåede resultater",
)

# --- what the output has besides the source: furniture, captions, heads, notes, source lines ---
OUR_LINES = (
    "Region Hovedstaden",
    "Status: Udkast, version 1.0",
    "Tabel 1. Udgifter til Kina-indsatsen 2012-2017",
    "Delegationerne er nærmere beskrevet i tabel 2.",
    "Kilde: Region Hovedstaden",
    "Tabel 2. Politisk ledede erhvervsdelegationer",
    "Tabel 3. Anvendte personaleressourcer pr. år",
    "..: Tallet er ikke oplyst. Opgørelsen angiver niveauet for de første 3-4 år og for 2017.",
    "Tabel 4. Milepæle",
)
OUR_CELLS = (
    "Udgiftspost",
    "Mio. kr.",
    "I alt",
    "Tidspunkt",
    "Rejsemål",
    "Deltagere",
    "År",
    "Årsværk",
    "..",
    "Milepæl",
)
PAGE_LINES = re.compile(r"Evaluering af Kina-indsatsen 2012-2017|(Udkast · )?Side \d+ af \d+")


class Unit(NamedTuple):
    """A piece of the source that must stand in one piece: a heading, a milestone's date or a sentence."""

    kind: str
    text: str


class Correction(NamedTuple):
    before: str
    after: str
    reason: str


# --- the source ---


def corrections() -> list[Correction]:
    rows = yaml.safe_load((kina.CONTENT / "rettelser.yaml").read_text(encoding="utf-8"))
    assert all(row.keys() == {"fra", "til", "grund"} for row in rows)
    return [Correction(row["fra"], row["til"], row["grund"]) for row in rows]


def unbroken(text: str) -> str:
    """The source on one line: a hyphen at a line's end was put there by the line break (all of them were)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"-\n(?=[a-zæøå])", "", "\n".join(lines)).replace("\n", " ").replace("  ", " ")


def corrected(text: str, rows: list[Correction]) -> str:
    """The text as the annex has it. A correction that finds nothing is stale."""
    for row in rows:
        assert row.before in text, f"the source does not say {row.before!r} any more, or never did"
        text = text.replace(row.before, row.after)
    return text


def sentences(block: str) -> list[str]:
    return re.split(r"(?<=[.:])\s+(?=[A-ZÆØÅ])", block.strip())


@cache
def source() -> str:
    text = SOURCE.read_text(encoding="utf-8")
    return corrected(unbroken(text), corrections())


@cache
def units() -> tuple[Unit, ...]:
    """The whole of the source in pieces, in its order."""
    text = source()
    for heading in HEADINGS:
        assert text.count(heading) == 1, heading
        text = text.replace(heading, f"\n{heading}\n")
    found, section = [], ""
    for block in (part.strip() for line in text.split("\n") for part in line.split(BULLET)):
        if block in HEADINGS:
            section = block
            found.append(Unit("heading", block))
        elif block:
            kinds = ["sentence"] * len(pieces := sentences(block))
            if section == MILESTONES:
                kinds[0], pieces[0] = "date", pieces[0].removesuffix(".")
            found += [Unit(kind, piece) for kind, piece in zip(kinds, pieces, strict=True)]
    return tuple(found)


# --- the files, through other people's readers ---


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()


def word_paragraphs(data: bytes) -> list[str]:
    """Paragraphs and cells in the order of the page."""
    parts = mammoth.extract_raw_text(io.BytesIO(data)).value.split("\n\n")
    return [text for part in parts if (text := plain(part))]


def word_prose_and_cells(data: bytes) -> tuple[list[str], list[str]]:
    body = html.fromstring(f"<div>{mammoth.convert_to_html(io.BytesIO(data)).value}</div>")
    prose, cells = [], []
    for element in body.iter("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th"):
        own = "".join(
            [element.text or "", *(c.text_content() + (c.tail or "") for c in element if inline(c))]
        )
        if text := plain(own):
            in_table = any(a.tag == "table" for a in element.iterancestors())
            (cells if in_table else prose).append(text)
    return prose, cells


def inline(element: html.HtmlElement) -> bool:
    return element.tag not in ("p", "ul", "ol", "li", "table")


def pdf_text(data: bytes) -> str:
    """All pages as one line of text, without header, footer and bullets.

    A hyphen that the end of a line put in is U+FFFE in PDFium's text, one of the word's own is U+2010.
    """
    lines: list[str] = []
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage().get_text_range().replace("\ufffe", "")
        shown = [line.strip() for line in text.splitlines()]
        lines += [line for line in shown if line and not PAGE_LINES.fullmatch(line)]
    document.close()
    made = " ".join(re.sub(r"^[•–] ", "", line) for line in lines)
    return plain(re.sub(r"\u2010 ?", "-", made))


# --- the proofs ---


def missing_from_word(paragraphs: list[str]) -> list[str]:
    """The units that do not stand there in the source's order; no sentence is parted by a paragraph."""
    missing, at, offset = [], 0, 0
    for kind, text in units():
        for number in range(at, len(paragraphs)):
            start = offset if number == at else 0
            place = paragraphs[number].find(text, start)
            if place >= 0 and (kind == "sentence" or paragraphs[number] == text):
                at, offset = number, place + len(text)
                break
        else:
            missing.append(text)
    return missing


def missing_from_pdf(text: str) -> list[str]:
    missing, at = [], 0
    for unit in units():
        place = text.find(unit.text, at)
        if place < 0:
            missing.append(unit.text)
        else:
            at = place + len(unit.text)
    return missing


def unknown_prose(prose: list[str]) -> list[str]:
    """Sentences outside tables that neither the source nor the list of ours has."""
    known = {unit.text for unit in units()}
    return [
        s for line in prose if line not in (*OUR_LINES, *HEADINGS) for s in sentences(line) if s not in known
    ]


def unknown_cells(cells: list[str]) -> list[str]:
    """Cells that are no words of ours, no sentences of the source and no words out of one."""
    known, said = {unit.text for unit in units()}, source().lower()
    strangers = [c for c in cells if c not in OUR_CELLS and not set(sentences(c)) <= known]
    return [c for c in strangers if not re.search(rf"(?<!\w){re.escape(c.lower())}(?!\w)", said)]


def test_the_source_is_read_whole():
    text = source()
    assert "-\n" not in text and BULLET in text
    kinds = [unit.kind for unit in units()]
    assert (kinds.count("heading"), kinds.count("date"), text.count(BULLET)) == (5, 12, 23)
    shown = re.sub(rf"[{BULLET}\s]+", " ", text).strip()
    again = " ".join(f"{u.text}." if u.kind == "date" else u.text for u in units())
    assert again == shown, "the pieces are the whole"
    for real in ("sundhed-healthtech", "Kina- og Jiangsu-fokus", "erhvervs- og investeringsforhold"):
        assert real in shown


def test_every_sentence_of_the_source_stands_in_the_word_file():
    assert missing_from_word(word_paragraphs(kina.output("docx"))) == []


def test_every_sentence_of_the_source_stands_in_the_pdf():
    assert missing_from_pdf(pdf_text(kina.output("pdf"))) == []


def test_word_and_pdf_have_the_same_words_in_the_same_order():
    word = " ".join(word_paragraphs(kina.output("docx")))
    assert pdf_text(kina.output("pdf")).split() == word.split()


def test_the_prose_has_no_sentence_that_the_source_has_not():
    prose, cells = word_prose_and_cells(kina.output("docx"))
    assert unknown_prose(prose) == []
    assert unknown_cells(cells) == []
    assert sorted([*prose, *cells]) == sorted(word_paragraphs(kina.output("docx"))), "both views are whole"


def test_what_is_listed_as_ours_is_there():
    prose, cells = word_prose_and_cells(kina.output("docx"))
    assert set(OUR_LINES) <= set(prose)
    assert set(OUR_CELLS) <= set(cells)


def test_every_correction_is_used_and_has_a_reason():
    rows = corrections()
    assert corrected(unbroken(SOURCE.read_text("utf-8")), rows)
    assert all(row.before != row.after and len(row.reason) > 20 for row in rows)
    word = " ".join(word_paragraphs(kina.output("docx")))
    dated = [row.after.replace("2016. V", "2016 V") for row in rows]  # a milestone's date is a cell
    assert [after for after in dated if after not in word] == []
    with pytest.raises(AssertionError, match="Wawekare"):
        corrected(source(), [Correction("Wawekare", "Wavecare", "")])


# --- the proofs can fail ---


def test_a_lost_a_changed_and_a_moved_sentence_are_seen():
    paragraphs = word_paragraphs(kina.output("docx"))
    text = pdf_text(kina.output("pdf"))
    for old, new in (
        ("Embedsmandsstudietur til Jiangsu.", ""),
        ("lå indsatsen på ca. 0,5", "lå indsatsen på 0,5"),
        ("November 2012", "November 2013"),
    ):
        changed = [p.replace(old, new) for p in paragraphs]
        assert len(missing_from_word(changed)) == 1, old
        assert missing_from_pdf(text.replace(old, new)), old
    first = next(n for n, p in enumerate(paragraphs) if p.startswith("Simcare fra"))
    swapped = [*paragraphs[:first], *paragraphs[first + 1 :], paragraphs[first]]
    assert missing_from_word(swapped)
    broken = [half for p in paragraphs for half in p.split("aftaget ")]
    assert len(missing_from_word(broken)) == 1


def test_an_invented_sentence_is_seen():
    prose, cells = word_prose_and_cells(kina.output("docx"))
    assert unknown_prose([*prose, "Det gik godt."]) == ["Det gik godt."]
    assert unknown_prose([f"{p} Det gik godt." for p in prose if p.startswith("Notatet")]) == [
        "Det gik godt."
    ]
    assert unknown_cells([*cells, "0,7"]) == ["0,7"]


# --- the quotations beside the data ---


def quotations() -> list[tuple[str, str]]:
    """Each quotation of the data, with its table."""
    tables = kina.prepared().inputs.tables.values()
    columns = [(t, field.quote) for t in tables for field in t.fields if field.quote]
    return [(t.name, str(quote)) for t, name in columns for quote in t.columns[name] if quote is not None]


def test_every_quotation_stands_in_the_source():
    text = unbroken(SOURCE.read_text(encoding="utf-8"))
    found = quotations()
    assert len(found) >= 20
    assert [(table, quote) for table, quote in found if quote not in text] == []
