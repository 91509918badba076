"""The Word file: what Word itself would have made, valid, and the same bytes everywhere."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import docx
import mammoth
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from bilag.diagnostics.messages import translate
from bilag.document.forms.documentlines import normal_form
from bilag.document.forms.normalform import plain
from bilag.document.model import (
    Column,
    CrossReference,
    Document,
    Emphasis,
    Footnote,
    Link,
    Marked,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    TableBody,
    TableFoot,
    Text,
)
from bilag.versions.read.docx import read_docx
from bilag.write.docx.table import column_widths
from bilag.write.docx.writer import write_docx
from tests.support import samples
from tests.support.paths import GOLDENS, ROOT
from tests.support.sampled import examples
from tests.support.wordkit import PR, R, W, edit_word, faults, folder, parts_of, read, root

GOLDEN = GOLDENS / "document.xml"


def written(document: Document) -> bytes:
    return write_docx(document, samples.standard())


def body(*blocks: object, **changes: object) -> Document:
    """The small sample with these blocks as its only ones."""
    return replace(samples.small(), blocks=blocks, head=(), **({"sections": ()} | changes))  # type: ignore[arg-type]


def xpath(data: bytes, path: str, part: str = "word/document.xml") -> list[etree._Element]:
    return root(data, part).xpath(path, namespaces={"w": W[1:-1]})  # type: ignore[return-value]


def said(*inlines: object) -> bytes:
    return written(body(Paragraph("p", inlines)))  # type: ignore[arg-type]


# --- valid, and readable by others ---


@pytest.mark.parametrize(
    "document",
    [
        samples.torture(),
        samples.small(),
        samples.three_pages(),
        samples.long_table(30),
        replace(
            samples.small(), header=(), footer=(), head=(), meta=replace(samples.small().meta, author="")
        ),
    ],
    ids=["torture", "small", "three-pages", "long-table", "bare"],
)
def test_judges_have_nothing_to_say(document, tmp_path):
    assert faults(written(document)) == []


def test_document_xml_as_it_was(update):
    pretty = etree.tostring(root(written(samples.small())), pretty_print=True, encoding="unicode")
    if update:
        GOLDEN.write_text(pretty, encoding="utf-8")
    assert pretty == GOLDEN.read_text(encoding="utf-8")


def test_python_docx_opens_it():
    word = docx.Document(io.BytesIO(written(samples.torture(2))))
    assert word.core_properties.title == "Evaluering af Kina-indsatsen 2012-2017"
    headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert headings[:2] == ["Baggrund", "Formål og målgruppe"]
    assert [cell.text for cell in word.tables[0].rows[0].cells] == [
        "Post",
        "Mio. kr.",
        "Andel i pct.",
        "Antal",
    ]
    assert word.styles["Heading 1"].font.size.pt == 14


def test_mammoth_reads_the_same_words():
    document = samples.torture(3)
    result = mammoth.extract_raw_text(io.BytesIO(written(document)))
    theirs = re.sub(r"\s", "", plain(result.value))
    for line in normal_form(document, samples.standard().labels):
        for text in (line.text, *line.cells) if line.kind not in ("logo", "figure", "footnote") else ():
            assert re.sub(r"\[\^\d+\]|\s", "", text) in re.sub(r"\[\d+\]", "", theirs)


def test_mammoth_sees_lists_tables_and_links():
    styles = "\n".join(f"p[style-name='heading {n}'] => h{n}" for n in range(1, 7))
    html = mammoth.convert_to_html(io.BytesIO(written(samples.torture(3))), style_map=styles).value
    assert html.count("<table>") == 3
    assert "<thead>" in html
    assert '<a href="https://www.dst.dk">' in html
    assert re.search(r"<ul><li>Første punkt.*?<ul><li>Underpunkt", html)
    assert re.search(r"<ol><li>Først</li><li>Dernæst<ol>", html)
    assert 'alt="Region Hovedstadens logo"' in html


# --- the same bytes ---


def test_same_bytes_over_processes_time_zones_and_hash_seeds():
    code = (
        "import hashlib, sys; from tests.support import samples; "
        "from bilag.write.docx.writer import write_docx;"
        "print(hashlib.sha256(write_docx(samples.torture(), samples.standard())).hexdigest())"
    )
    here = hashlib.sha256(written(samples.torture())).hexdigest()
    for seed, zone, locale in (("0", "UTC", "C"), ("4711", "Asia/Shanghai", "C.UTF-8")):
        path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": path}
        run = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == here


def test_the_zip_says_nothing_of_clock_or_platform():
    import zipfile

    with zipfile.ZipFile(io.BytesIO(written(samples.small()))) as archive:
        entries = archive.infolist()
    assert entries[0].filename == "[Content_Types].xml"
    assert {(e.date_time, e.create_system, e.external_attr) for e in entries} == {
        ((1980, 1, 1, 0, 0, 0), 0, 0)
    }


# --- properties ---


def test_properties_are_the_documents_own():
    parts = parts_of(written(samples.torture(2)))
    core = etree.fromstring(parts["docProps/core.xml"])
    said = {etree.QName(e).localname: e.text for e in core}
    assert said == {
        "title": "Evaluering af Kina-indsatsen 2012-2017",
        "subject": "Bilag 1 til sag nr. 5",
        "creator": "Region Hovedstaden",
        "keywords": "Kina, evaluering",
        "lastModifiedBy": "Region Hovedstaden",
        "created": "2017-10-24T00:00:00Z",
        "modified": "2017-10-24T00:00:00Z",
        "identifier": "17012345",
        "language": "da-DK",
        "version": "1.0",
        "contentStatus": "Udkast",
    }
    assert ("0123456789abcdef" * 4).encode() in parts["docProps/custom.xml"]
    assert "docProps/custom.xml" not in parts_of(written(samples.small()))


def test_nothing_is_left_of_library_or_template():
    parts = parts_of(written(samples.torture(2)))
    for name, part in parts.items():
        assert b"python-docx" not in part, name
        assert b"Denne fil er skabelonen" not in part, name
    assert not [name for name in parts if "thumbnail" in name or "printerSettings" in name]


def test_what_a_template_knows_of_people_stays_there(tmp_path):
    made = folder(tmp_path)
    personal = '<w:attachedTemplate r:id="rId1"/>', '<w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>'
    edit_word(
        made,
        "word/settings.xml",
        lambda text: text.replace("<w:defaultTabStop", f"{personal[0]}<w:defaultTabStop").replace(
            "<w:themeFontLang", f"{personal[1]}<w:themeFontLang"
        ),
    )
    template, _ = read(made)
    assert template is not None
    settings = parts_of(write_docx(samples.small(), template))["word/settings.xml"]
    assert b"attachedTemplate" not in settings
    assert b"rsid" not in settings


def test_language_of_the_document():
    english = replace(samples.small(), meta=replace(samples.small().meta, language="en-GB"))
    (lang,) = xpath(written(english), "//w:docDefaults//w:lang", "word/styles.xml")
    assert lang.get(W + "val") == "en-GB"


# --- pages ---


def test_header_from_page_2_and_footer_on_all():
    data = written(samples.torture(2))
    parts = parts_of(data)
    assert xpath(data, "//w:sectPr/w:titlePg")
    rels = {e.get("Id"): e.get("Target") for e in etree.fromstring(parts["word/_rels/document.xml.rels"])}
    r_id = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    texts = {}
    for reference in xpath(data, "//w:headerReference | //w:footerReference"):
        kind = etree.QName(reference).localname[:6], reference.get(W + "type")
        part = etree.fromstring(parts[f"word/{rels[reference.get(r_id)]}"])
        texts[kind] = "".join(part.itertext(W + "t", W + "instrText"))
    assert texts == {
        ("header", "default"): "Evaluering af Kina-indsatsen 2012-2017 · Sagsnr. 17012345",
        ("header", "first"): "",
        ("footer", "default"): "Side  PAGE 1 af  NUMPAGES 1",
        ("footer", "first"): "Side  PAGE 1 af  NUMPAGES 1",
    }


def test_what_else_a_template_has_in_its_header_stays(tmp_path):
    made = folder(tmp_path)
    edit_word(
        made,
        "word/header1.xml",
        lambda text: text.replace("</w:hdr>", "<w:p><w:r><w:t>Fast linje</w:t></w:r></w:p></w:hdr>"),
    )
    template, _ = read(made)
    assert template is not None
    texts = [p.decode() for n, p in parts_of(write_docx(samples.small(), template)).items() if "header" in n]
    assert any("Fast linje" in text and "Et lille bilag" in text for text in texts)


def test_a_template_without_headers_gets_them(tmp_path):
    made = folder(tmp_path)
    edit_word(
        made,
        "word/document.xml",
        lambda text: re.sub(r"<w:(header|footer)Reference [^>]*/>|<w:titlePg/>", "", text),
    )
    template, found = read(made)
    assert (found, template is None) == ([], False)
    data = write_docx(samples.small(), template)
    assert faults(data) == []
    assert len(xpath(data, "//w:headerReference | //w:footerReference")) == 4


# --- runs ---


def test_bold_in_a_bold_style_stays_bold():
    data = written(replace(body(), title=(Strong((Text("Fed"),)),)))
    (run,) = xpath(data, "//w:r[w:t='Fed']")
    assert [etree.QName(e).localname for e in run.find(W + "rPr")] == ["rStyle", "b", "bCs"]


def test_emphasis_within_strong_within_a_link():
    inner = Strong((Text("a"), Emphasis((Text("b"),))))
    runs = xpath(said(Link("https://x.dk", (inner,))), "//w:hyperlink/w:r/w:rPr")
    assert [[etree.QName(e).localname for e in p] for p in runs] == [
        ["rStyle", "b", "bCs"],
        ["rStyle", "b", "bCs", "i", "iCs"],
    ]
    assert {p.find(W + "rStyle").get(W + "val") for p in runs} == {"Hyperlink"}


@pytest.mark.parametrize(
    ("tag", "word"), [("en", "en-GB"), ("de-AT", "de-AT"), ("zh", "zh-CN"), ("la", "la")]
)
def test_language_of_a_run(tag, word):
    (lang,) = xpath(said(Marked("lang", tag, (Text("x"),))), "//w:r/w:rPr/w:lang")
    assert lang.get(W + "val") == word


@pytest.mark.parametrize("kind", ["claim", "free", "term"])
def test_other_marks_leave_no_trace(kind):
    assert said(Marked(kind, "x = 2", (Text("ord"),))) == said(Text("ord"))


def test_links_out_of_the_file_and_within_it():
    paragraph = Paragraph(
        "p",
        (
            Link("https://x.dk/?a=1&b=2", (Text("ud"),)),
            Link("https://x.dk/?a=1&b=2", (Text("igen"),)),
            Link("#afsnit", (Text("ind"),)),
            Link("#findes-ikke", (Text("ingen steder"),)),
        ),
    )
    data = written(body(paragraph, sections=(Section("afsnit", 1, (Text("Afsnit"),), ()),)))
    links = xpath(data, "//w:hyperlink")
    assert ["".join(e.itertext()) for e in links] == ["ud", "igen", "ind"]
    rels = etree.fromstring(parts_of(data)["word/_rels/document.xml.rels"])
    out = [e for e in rels.iter(PR + "Relationship") if e.get("TargetMode") == "External"]
    assert [e.get("Target") for e in out] == ["https://x.dk/?a=1&b=2"]
    assert links[2].get(W + "anchor") == xpath(data, "//w:bookmarkStart")[0].get(W + "name")


def test_cross_reference_is_a_field_around_the_number():
    data = written(samples.small())
    instructions = [e.text for e in xpath(data, "//w:instrText")]
    (name,) = {m[1] for t in instructions if (m := re.search(r"REF (\S+) \\h", t))}
    (start,) = xpath(data, f"//w:bookmarkStart[@w:name='{name}']")
    assert " SEQ Tabel \\* ARABIC " in instructions
    assert start.getparent().find(f"{W}pPr/{W}pStyle").get(W + "val") == "Caption"
    assert len(name) <= 40


def test_cross_reference_to_nothing_is_text():
    assert not xpath(said(CrossReference("x", "Tabel", 7, "tabel 7")), "//w:fldChar")


def test_optional_and_unbreakable_hyphens():
    data = said(Text("arbejds\u00admarked og 2012\u20112017"))
    (run,) = xpath(data, "//w:r[w:softHyphen]")
    assert [etree.QName(e).localname for e in run] == ["t", "softHyphen", "t", "noBreakHyphen", "t"]


@pytest.mark.parametrize(
    "text", [" før", "efter ", "\u00a0", "a  b", "]]>", "&amp;", "<w:p/>", "\"'", "\u2028"]
)
def test_text_is_kept_as_it_is(text):
    (run,) = xpath(said(Text(text)), "//w:body/w:p[last()]/w:r/w:t")
    assert run.text == text


def test_characters_that_xml_forbids_are_dropped():
    (run,) = xpath(said(Text("a\x00b\x0bc\ufffed\ud800e")), "//w:body/w:p[last()]/w:r/w:t")
    assert run.text == "abcde"


@examples(25, 300)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40), max_size=5))
def test_any_text_comes_back(texts):
    document = body(*(Paragraph(f"p{n}", (Text(t),)) for n, t in enumerate(texts)))
    assert read_docx(written(document)) == normal_form(document, samples.standard().labels)


# --- footnotes ---


def test_footnotes_with_their_separators():
    data = written(samples.torture(2))
    notes = xpath(data, "//w:footnote", "word/footnotes.xml")
    assert [n.get(W + "id") for n in notes] == ["-1", "0", "1", "2"]
    assert [n.get(W + "type") for n in notes] == ["separator", "continuationSeparator", None, None]
    assert xpath(data, "//w:hyperlink", "word/footnotes.xml")
    assert [e.get(W + "id") for e in xpath(data, "//w:footnoteReference")] == ["1", "2"]


def test_a_footnote_within_a_footnote_is_a_fault_of_ours():
    inner = Footnote("b", 2, (Text("b"),))
    with pytest.raises(ValueError, match="footnote"):
        said(Footnote("a", 1, (inner,)))


# --- lists ---


def test_each_ordered_list_begins_where_it_should():
    data = written(samples.torture(2))
    numbers = xpath(data, "//w:num[w:lvlOverride]", "word/numbering.xml")
    starts = [
        (n.find(W + "lvlOverride").get(W + "ilvl"), n.find(f"{W}lvlOverride/{W}startOverride").get(W + "val"))
        for n in numbers
    ]
    assert starts == [("0", "1"), ("1", "1"), ("2", "1"), ("0", "4")]
    marks = [line.mark for line in read_docx(data) if line.kind == "item" and line.level == 1 and line.mark]
    assert marks == [str(n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)]


def test_bullets_come_from_their_style():
    paragraphs = xpath(
        written(samples.torture(2)), "//w:p[w:pPr/w:pStyle[starts-with(@w:val, 'ListBullet')]]"
    )
    assert len(paragraphs) == 8
    assert not [p for p in paragraphs if p.find(f"{W}pPr/{W}numPr") is not None]


def test_what_leads_up_to_a_list_stays_with_it():
    kept_with_next = xpath(written(samples.torture(2)), "//w:p[w:pPr/w:keepNext][not(ancestor::w:tbl)]")
    texts = ["".join(p.itertext(W + "t")) for p in kept_with_next]
    assert "Listerne følger her:" in texts
    assert "Underpunkt med et niveau til" in texts
    assert "Underpunkt" not in texts


# --- tables ---


def test_table_is_native():
    data = written(samples.small())
    (table,) = xpath(data, "//w:tbl")
    properties = table.find(W + "tblPr")
    assert properties.find(W + "tblLook").attrib == {
        W + "val": "06E0",
        W + "firstRow": "1",
        W + "lastRow": "1",
        W + "firstColumn": "1",
        W + "lastColumn": "0",
        W + "noHBand": "1",
        W + "noVBand": "1",
    }
    assert properties.find(W + "tblCaption").get(W + "val").startswith("Tabel 1. Udgifter")
    assert properties.find(W + "tblDescription").get(W + "val").startswith("Udgifter i mio. kr.")
    rows = table.findall(W + "tr")
    assert [r.find(f"{W}trPr/{W}tblHeader") is not None for r in rows] == [True] + [False] * 5
    assert all(r.find(f"{W}trPr/{W}cantSplit") is not None for r in rows)
    grid = [int(c.get(W + "w")) for c in table.find(W + "tblGrid")]
    assert sum(grid) == int(properties.find(W + "tblW").get(W + "w")) == 9070
    for row in rows:
        assert [int(c.find(f"{W}tcPr/{W}tcW").get(W + "w")) for c in row.findall(W + "tc")] == grid


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=30))
def test_column_widths_add_up(shares):
    widths = column_widths(tuple(Column("x", share / sum(shares)) for share in shares), 9070)
    assert sum(widths) == 9070
    assert all(abs(w - s / sum(shares) * 9070) <= 1.01 for w, s in zip(widths, shares, strict=True))


def amounts(*values: str, decimals: int = 1, align: str = "decimal") -> list[str]:
    """How the amounts of a column are set: "comma" for a decimal tab stop, else "right"."""
    rows = tuple(Row(str(n), samples.row("", "x", v).cells) for n, v in enumerate(values))
    columns = (Column("a", 0.5), Column("b", 0.5, align, decimals))  # type: ignore[arg-type]
    table = replace(samples.figures_table(), columns=columns, body=TableBody(rows), foot=TableFoot(()))
    table = replace(table, head=replace(table.head, rows=(samples.row("h", "A", "B"),)))
    cells = xpath(written(body(table)), "//w:tr[position()>1]/w:tc[2]/w:p/w:pPr")
    return ["comma" if cell.find(W + "tabs") is not None else "right" for cell in cells]


def test_amounts_of_one_form_are_set_to_the_right():
    assert amounts("1,3", "1.234,5", "−0,5", "ca. 0,5", "..", "") == ["right"] * 6
    assert amounts("1", "1.234", "..", decimals=0) == ["right"] * 3
    assert amounts("1,3", "1,33", align="end") == ["right"] * 2


def test_amounts_of_several_forms_stand_on_a_decimal_tab_stop():
    assert amounts("1,3", "12", "..") == ["comma", "comma", "right"]
    assert amounts("1,3", "1,33") == ["comma", "comma"]


def test_several_totals_have_one_rule_and_are_all_bold():
    table = samples.figures_table()
    rows = tuple(replace(table.foot.rows[0], key=str(n)) for n in range(3))
    data = written(body(replace(table, foot=TableFoot(rows))))
    tops = [
        [(b.get(W + "val"), b.get(W + "sz")) for b in r.findall(f"{W}tc/{W}tcPr/{W}tcBorders/{W}top")[:1]]
        for r in xpath(data, "//w:tr[position()>5]")
    ]
    assert tops == [[("single", "8")], [], [("nil", None)]]
    bold = [len(r.findall(f"{W}tc/{W}p/{W}r/{W}rPr/{W}b")) for r in xpath(data, "//w:tr[position()>5]")]
    assert bold == [4, 4, 0]  # the table style makes the last row bold


def kept(table: Table) -> str:
    """For each row, whether it is kept with the next: "k" or "-"."""
    rows = xpath(written(body(table)), "//w:tr")
    marks = []
    for row in rows:
        cells = row.findall(f"{W}tc/{W}p/{W}pPr")
        keeps = {cell.find(W + "keepNext") is not None for cell in cells}
        assert len(keeps) == 1
        marks.append("k" if keeps.pop() else "-")
    return "".join(marks)


def test_a_short_table_is_one_with_its_caption_and_notes():
    table = samples.figures_table()
    assert kept(table) == "kkkkkk"
    assert kept(replace(table, notes=(), source=())) == "kkkkk-"
    assert kept(replace(table, notes=(), source=(), foot=TableFoot(()))) == "kkkk-"


def test_a_long_table_keeps_its_ends_together_only():
    assert kept(samples.numbers_table(13)) == "kk" + "-" * 10 + "kk-"
    without = replace(samples.numbers_table(13), foot=TableFoot(()))
    assert kept(without) == "kk" + "-" * 10 + "k-"


def test_what_follows_a_table_keeps_its_distance_and_a_table_never_ends_the_body():
    table = replace(samples.text_table(), notes=(), source=())
    data = written(body(table, Paragraph("p", (Text("efter"),))))
    (after,) = xpath(data, "//w:p[w:r/w:t='efter']/w:pPr/w:spacing")
    assert after.get(W + "before") == "240"
    last = xpath(written(body(table)), "//w:body/*[last()-1]")
    assert [etree.QName(e).localname for e in last] == ["p"]


# --- figures ---


def test_pictures_have_alternative_texts_and_are_stored_once():
    data = written(samples.torture(2))
    texts = [e.get("descr") for e in root(data).iter("{*}docPr")]
    assert texts == ["Region Hovedstadens logo", "Søjler: antal besøg stiger fra 3 i 2013 til 9 i 2017."]
    assert len([name for name in parts_of(data) if name.startswith("word/media/")]) == 2


def test_the_contents_list_is_a_field_that_word_can_update():
    """Filled in, without page numbers of ours, and with links to the headings' own bookmarks."""
    body = root(write_docx(samples.torture(), samples.standard()), "word/document.xml").find(W + "body")
    (control,) = [c for c in body.iter(W + "sdt") if c.find(f"{W}sdtPr/{W}docPartObj") is not None]
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    assert gallery.get(W + "val") == "Table of Contents"
    (code,) = control.iter(W + "instrText")
    assert code.text == ' TOC \\o "1-3" \\h \\z \\u '
    kinds = [c.get(W + "fldCharType") for c in control.iter(W + "fldChar")]
    assert kinds == ["begin", "separate", "end"]
    anchors = [link.get(W + "anchor") for link in control.iter(W + "hyperlink")]
    names = {mark.get(W + "name") for mark in body.iter(W + "bookmarkStart")}
    assert len(anchors) == len(set(anchors)) == 5
    assert set(anchors) <= names
    assert "".join(t.text for t in control.iter(W + "t")) == (
        "IndholdBaggrundFormål og målgruppeDetaljerFlere detaljerResultater"
    )


# --- templates of other programs ---


@pytest.mark.parametrize("part", ["header1", "footer1", "footer2", "numbering"])
def test_the_prefixes_of_a_template_may_be_others(tmp_path: Path, part: str):
    made, name = folder(tmp_path), f"word/{part}.xml"
    edit_word(made, name, lambda text: re.sub(r"(</?| |xmlns:)w([:=])", r"\1ns0\2", text))
    template, found = read(made)
    assert found == []
    ours, usual = (write_docx(samples.torture(), each) for each in (template, samples.standard()))
    told = [[(e.tag, dict(e.attrib), e.text) for e in root(data, name).iter()] for data in (ours, usual)]
    assert told[0] == told[1]


def test_a_prefix_of_ours_that_stands_for_something_else(tmp_path: Path):
    made = folder(tmp_path)
    edit_word(made, "word/footer1.xml", lambda text: re.sub(' xmlns:r="[^"]*"', ' xmlns:r="urn:x"', text))
    document = replace(samples.small(), footer=(Link("https://example.org", samples.text("Om")),))
    data = write_docx(document, read(made)[0])
    (link,) = root(data, "word/footer1.xml").iter(W + "hyperlink")
    assert link.get(R + "id")


def test_a_list_whose_number_is_none(tmp_path: Path):
    made = folder(tmp_path)
    other = '<w:num w:numId="x"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    edit_word(made, "word/numbering.xml", lambda text: text.replace("</w:numbering>", other))
    reason = "its parts do not fit together"
    assert read(made)[1] == [f"templates/mine/word.docx TEMPLATE-UNREADABLE {reason}"]
    assert translate(reason, "da") == "delene i den passer ikke sammen"
