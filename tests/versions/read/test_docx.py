"""The reader of Word files: the same lines as the model, whatever Word has wrapped them in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bilag.document.forms.documentlines import normal_form
from bilag.document.forms.normalform import Line
from bilag.storage.wordfile import MacrosError, UnreadableFileError, UnsafeFileError
from bilag.versions.read.docx import read_docx
from bilag.write.docx.writer import write_docx
from tests.support import samples
from tests.support.wordkit import edited, package, parts_of

DOCUMENT = "word/document.xml"


def lines(data: bytes) -> list[Line]:
    return read_docx(data)


def small() -> bytes:
    return write_docx(samples.small(), samples.standard())


def after(edit: Callable[[str], str], part: str = DOCUMENT) -> list[Line]:
    return lines(edited(small(), part, edit))


@pytest.mark.parametrize(
    "document",
    [samples.torture(), samples.small(), samples.three_pages(), samples.long_table(200)],
    ids=["torture", "small", "three-pages", "long-table"],
)
def test_word_says_what_the_model_says(document):
    template = samples.standard()
    assert lines(write_docx(document, template)) == normal_form(document, template.labels)


def test_the_lines_of_a_small_annex():
    assert lines(small()) == [
        Line("head", text="Region Hovedstaden"),
        Line("head", text="Sagsnr.: 17012345"),
        Line("title", text="Et lille bilag"),
        Line("heading", 1, "Udgifter"),
        Line("paragraph", text="Se tabel 1 og the note[^1]."),
        Line("item", 1, "Et punkt"),
        Line("item", 1, "Et nummer", mark="1"),
        Line("caption", text="Tabel 1. Udgifter til Kina-indsatsen fordelt på poster, 2012-2017"),
        Line("row", 1, cells=("Post", "Mio. kr.", "Andel i pct.", "Antal")),
        Line("row", cells=("Kontor i Beijing", "1,3", "46,43", "1")),
        Line(
            "row",
            cells=("Rejser og delegationer, herunder modtagelse af kinesiske gæster", "0,5", "17,86", "12"),
        ),
        Line("row", cells=("Projekter", "−10,5", "−117,86", "1.024")),
        Line("row", cells=("Andet", "..", "..", "..")),
        Line("row", cells=("I alt", "2,8", "100,00", "1.037")),
        Line("note", text="I tabellen kan afrunding medføre, at tallene ikke summer til totalen."),
        Line("note", text=".. angiver, at tallet ikke foreligger."),
        Line("source", text="Kilde: Region Hovedstaden, regnskab 2012-2017 (se regnskabet)."),
        Line("footnote", text="En note.", mark="1"),
    ]


# --- what Word and others wrap text in ---

RUN = "<w:r><w:t>1,3</w:t></w:r>"


@pytest.mark.parametrize(
    "wrapped",
    [
        f"<w:sdt><w:sdtPr><w:tag w:val='x'/></w:sdtPr><w:sdtContent>{RUN}</w:sdtContent></w:sdt>",
        f"<w:ins w:id='900' w:author='a'>{RUN}</w:ins>",
        f"<w:hyperlink w:anchor='x'>{RUN}</w:hyperlink>",
        f"<w:smartTag w:element='x'>{RUN}</w:smartTag>",
        f"<w:fldSimple w:instr='DATE'>{RUN}</w:fldSimple>",
        "<w:r><w:t>1</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:t>,3</w:t></w:r>",
        f"<w:del w:id='900' w:author='a'><w:r><w:delText>1,4</w:delText></w:r></w:del>{RUN}",
        f"<w:moveFrom w:id='900' w:author='a'><w:r><w:t>1,4</w:t></w:r></w:moveFrom>{RUN}",
        f"<w:r><w:instrText> DATE </w:instrText></w:r>{RUN}",
    ],
)
def test_the_same_text_in_other_wrappings(wrapped):
    assert after(lambda text: text.replace(RUN, wrapped)) == lines(small())


def test_a_whole_table_in_a_content_control():
    def wrap(text: str) -> str:
        return text.replace("<w:tbl>", "<w:sdt><w:sdtContent><w:tbl>").replace(
            "</w:tbl>", "</w:tbl></w:sdtContent></w:sdt>"
        )

    assert after(wrap) == lines(small())


def test_styles_under_ids_of_another_word():
    data = edited(
        small(), "word/styles.xml", lambda text: text.replace('styleId="Heading1"', 'styleId="Overskrift1"')
    )
    data = edited(data, DOCUMENT, lambda text: text.replace('"Heading1"', '"Overskrift1"'))
    assert lines(data) == lines(small())


def test_a_list_made_by_hand_in_word():
    """A paragraph in the style of bullets' numbering, but of another paragraph style."""
    by_hand = '<w:pStyle w:val="Normal"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    assert after(lambda text: text.replace('<w:pStyle w:val="ListBullet"/>', by_hand)) == lines(small())


# --- what must be noticed ---


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("17,86", "17,87"),
        lambda text: (
            text[: text.index("<w:tr>", text.index("Beijing"))]
            + text[text.index("</w:tr>", text.index("gæster")) + 7 :]
        ),
        lambda text: text.replace('w:val="ListBullet"', 'w:val="Normal"'),
        lambda text: text.replace(
            '<w:pStyle w:val="ListBullet"/>',
            '<w:pStyle w:val="ListBullet"/><w:numPr><w:numId w:val="0"/></w:numPr>',
        ),
        lambda text: text.replace('w:val="Heading1"', 'w:val="Heading2"'),
        lambda text: text.replace("<w:tblHeader/>", ""),
        lambda text: text.replace('w:val="TableSource"', 'w:val="TableNote"'),
        lambda text: text.replace('<w:t xml:space="preserve">Se ', '<w:t xml:space="preserve">se '),
    ],
    ids=["digit", "row", "bullet", "list taken off", "heading", "header row", "source", "letter"],
)
def test_a_change_is_noticed(edit):
    assert after(edit) != lines(small())


def test_a_changed_start_is_noticed():
    assert after(
        lambda text: text.replace('<w:startOverride w:val="1"/>', '<w:startOverride w:val="2"/>'),
        "word/numbering.xml",
    ) != lines(small())


def test_deleted_rows_do_not_count():
    deleted = "<w:trPr><w:cantSplit/><w:del w:id='900' w:author='a'/></w:trPr>"
    at = "<w:trPr><w:cantSplit/></w:trPr>"
    rows = [line.cells[0] for line in after(lambda text: text.replace(at, deleted, 1)) if line.kind == "row"]
    assert rows[1].startswith("Rejser")


def test_a_bullet_with_nothing_in_it_counts():
    empty = (
        '<w:p><w:pPr><w:pStyle w:val="ListBullet"/></w:pPr></w:p><w:p><w:pPr><w:pStyle w:val="ListBullet"/>'
    )
    found = after(lambda text: text.replace('<w:p><w:pPr><w:pStyle w:val="ListBullet"/>', empty))
    assert [line.text for line in found if line.kind == "item"] == ["", "Et punkt", "Et nummer"]


# --- broken and hostile files ---


def test_files_that_are_none():
    with pytest.raises(UnreadableFileError):
        lines(b"nothing")
    with pytest.raises(UnreadableFileError):
        lines(small()[:2000])
    with pytest.raises(UnreadableFileError, match=r"word/document\.xml is missing"):
        lines(package({"x.xml": b"<x/>"}))
    with pytest.raises(UnsafeFileError):
        lines(package(parts_of(small()) | {DOCUMENT: b"<!DOCTYPE x><x/>"}))
    with pytest.raises(MacrosError):
        lines(package(parts_of(small()) | {"word/vbaProject.bin": b""}))


@pytest.mark.parametrize("part", ["word/numbering.xml", "word/footnotes.xml"])
def test_parts_that_may_be_missing(part):
    parts = parts_of(small())
    del parts[part]
    assert [line.kind for line in lines(package(parts))][:3] == ["head", "head", "title"]
