"""What Word keeps in a template of its makers stays there; what is printed comes along.

Every part of the finished file is searched, for what the template is shown to hold.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from bilag.load.template.settings import KEPT_SETTINGS
from bilag.write.docx.writer import write_docx
from tests.support import samples
from tests.support.dirtyword import (
    CHART,
    FURNITURE_RELS,
    RELS,
    dirty_parts,
    field,
    make_dirty,
    photo,
    picture,
    rels_part,
    run,
    who,
    with_header,
)
from tests.support.wordkit import PR, R, W, edit_word, faults, folder, package, parts_of, read, root

SECRET = re.compile(r"(?:[\w./-]*)(?:SECRET|5ECRE7)[\w./-]*")
PRINTED = {
    "indsat", "flyttet", "formateret", "synlig", "foran", "bagefter", "kommenteret", "fillink", "weblink",
    "anker", "felt", "smart", "feltlink", "variabel", "kommentar", "raekke",
}  # fmt: skip


def secrets(data: bytes) -> set[str]:
    """The marked words in the names and bytes of all parts, also as XML or UTF-16 may write them."""
    found: set[str] = set()
    for name, part in parts_of(data).items():
        for text in (name, unescape(part.decode("latin-1")), part.decode("utf-16-le", "ignore")):
            found |= set(SECRET.findall(text))
    return found


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, list[str]]:
    """The template's folder, the Word file of a small annex, and the reader's findings."""
    made = folder(tmp_path_factory.mktemp("snavset"))
    make_dirty(made)
    template, found = read(made)
    assert template is not None
    return made, write_docx(samples.torture(2), template), found


def text_of(data: bytes, name: str) -> str:
    return "".join(root(data, name).itertext(f"{W}t"))


# --- what travels ---


def test_the_template_holds_secrets_and_the_annex_none(dirty):
    made, data, _ = dirty
    planted = secrets((made / "word.docx").read_bytes())
    assert len(planted) > 70
    assert any("SECRET-fotograf" in word for word in planted)
    assert secrets(data) == set()


def test_what_is_printed_comes_along(dirty):
    _, data, _ = dirty
    for name in ("word/header1.xml", "word/header2.xml", "word/footer1.xml"):
        texts = text_of(data, name)
        assert {word for word in PRINTED if f"Trykt {word}" in texts} == PRINTED, name
        joined = ["".join(p.itertext(f"{W}t")) for p in root(data, name).iter(f"{W}p")]
        assert "Trykt foranTrykt bagefter" in joined
        assert "Trykt kommentar" in texts
        described = {e.get("descr") for e in root(data, name).iter("{*}cNvPr")}
        assert described == {"Trykt vaaben"}
        holders = root(data, name).iter(f"{W}drawing", f"{W}pict", f"{W}object")
        assert [etree.QName(holder).localname for holder in holders] == ["drawing", "pict"]


def test_the_finished_file_is_valid_and_the_same_each_time(dirty, tmp_path):
    made, data, found = dirty
    assert faults(data) == []
    assert write_docx(samples.torture(2), read(made)[0]) == data
    assert found == ["templates/mine/word.docx TEMPLATE-OBJECT"]


def test_parts_are_those_of_a_clean_template_and_one_picture(dirty):
    _, data, _ = dirty
    clean = parts_of(write_docx(samples.torture(2), samples.standard()))
    rels = {f"word/_rels/{name}.xml.rels" for name in ("header1", "header2", "footer1")}
    pictures = {"word/media/image1.png", "word/media/image2.png"}, {"word/media/image1.jpeg"}
    mine = parts_of(data).keys()
    assert {name for name in mine if "media" not in name} == (clean.keys() - pictures[0]) | rels
    assert len([name for name in mine if "media" in name]) == len(pictures[0] | pictures[1])


def test_relationships_of_a_header_are_its_picture_and_its_address(dirty):
    _, data, _ = dirty
    for name in ("header1", "header2", "footer1"):
        rels = etree.fromstring(parts_of(data)[f"word/_rels/{name}.xml.rels"]).iter(f"{PR}Relationship")
        assert sorted((e.get("Type").removeprefix(RELS), e.get("Target")) for e in rels) == [
            ("hyperlink", "https://www.dst.dk"),
            ("image", "media/image1.jpeg"),
        ]
    assert "word/_rels/settings.xml.rels" not in parts_of(data)


def test_a_picture_in_a_header_is_the_picture_alone(dirty, tmp_path):
    _, data, _ = dirty
    (tmp_path / "a.jpg").write_bytes(parts_of(data)["word/media/image1.jpeg"])
    (tmp_path / "b.jpg").write_bytes(photo())
    with Image.open(tmp_path / "a.jpg") as mine, Image.open(tmp_path / "b.jpg") as theirs:
        assert (len(mine.getexif()), len(theirs.getexif())) == (0, 1)
        assert mine.tobytes() == theirs.tobytes()


def test_the_fields_of_a_header_that_stay_are_page_numbers(dirty):
    _, data, _ = dirty
    for name, fields in (("header2", ["PAGE"]), ("footer1", ["PAGE", "NUMPAGES", "PAGE"])):
        code = "|".join(e.text for e in root(data, f"word/{name}.xml").iter(f"{W}instrText"))
        assert re.findall(r"[A-Z]+", code.replace("|", "")) == fields


# --- settings ---


def test_settings_that_survive(dirty):
    _, data, _ = dirty
    names = [e.tag for e in root(data, "word/settings.xml")]
    clean = [e.tag for e in root(write_docx(samples.small(), samples.standard()), "word/settings.xml")]
    assert set(names) == {*clean, f"{W}evenAndOddHeaders", f"{W}gutterAtTop"}
    assert [name for name in KEPT_SETTINGS if name in names] == names
    assert len(root(data, "word/settings.xml").findall(f"{W}compat/{W}compatSetting")) == 5


def test_the_clean_templates_lose_no_setting():
    for name in ("standard", "oestdanmark"):
        before = root((samples.STANDARD.parent / name / "word.docx").read_bytes(), "word/settings.xml")
        assert {e.tag for e in before} <= set(KEPT_SETTINGS)


# --- styles ---


def test_styles_that_nothing_uses_stay(dirty):
    _, data, _ = dirty
    styles = root(data, "word/styles.xml")
    ids = {e.get(f"{W}styleId") for e in styles.iter(f"{W}style")}
    assert {"Skjult", "SkjultBasis", "SkjultAfsnit"} <= ids
    assert styles.find(f".//{W}rPrChange") is None


# --- what cannot travel is said ---


@pytest.mark.parametrize(
    ("data", "crop", "finding"),
    [
        (b"\x01\0\0\0EMF", "", "PICTURE-KIND word/media/foto.jpg 50"),
        (photo()[:300], "", "PICTURE-UNUSABLE word/media/foto.jpg 50"),
        (photo(), '<a:srcRect l="20000"/>', "TEMPLATE-CROPPED"),
        (photo(), '<a:srcRect b="20%"/>', "TEMPLATE-CROPPED"),
        (photo(), '<a:srcRect l="400" t="-20000"/>', None),
    ],
)
def test_a_picture_that_cannot_be_published(tmp_path, data, crop, finding):
    made = folder(tmp_path)
    with_header(made / "word.docx", picture("rIdPhoto", 5, crop=crop), data=data)
    template, found = read(made)
    assert found == ([f"templates/mine/word.docx {finding}"] if finding else [])
    assert (template is None) == (finding is not None)


@pytest.mark.parametrize(("crop", "refused"), [("13107f", True), ("0.2", True), ("66f", False), ("x", False)])
def test_a_cropped_picture_of_an_old_word(tmp_path, crop, refused):
    made = folder(tmp_path)
    old = f'<w:r><w:pict><v:shape><v:imagedata r:id="rIdPhoto" cropleft="{crop}"/></v:shape></w:pict></w:r>'
    with_header(made / "word.docx", old, data=photo())
    assert read(made)[1] == (["templates/mine/word.docx TEMPLATE-CROPPED"] if refused else [])


def test_a_picture_that_nothing_shows_may_be_anything(tmp_path):
    made = folder(tmp_path)
    with_header(made / "word.docx", picture("rIdPhoto", 5, hidden=' hidden="1"'), data=b"EMF")
    template, found = read(made)
    assert found == []
    assert not [n for n in parts_of(write_docx(samples.small(), template)) if n.endswith(".jpg")]


def test_a_header_that_is_broken_is_a_finding(tmp_path):
    made = folder(tmp_path)
    edit_word(made, "word/header1.xml", lambda text: text.replace("</w:hdr>", ""))
    template, found = read(made)
    assert template is None
    assert found[0].startswith("templates/mine/word.docx TEMPLATE-UNREADABLE word/header1.xml")


def test_a_document_without_a_page_is_a_finding(tmp_path):
    made = folder(tmp_path)
    edit_word(made, "word/document.xml", lambda text: re.sub("<w:sectPr>.*</w:sectPr>", "", text))
    template, found = read(made)
    assert template is None
    assert found == ["templates/mine/word.docx TEMPLATE-UNREADABLE word/document.xml has no section"]


# --- fields ---


def fields_of(made: Path, inner: str) -> str:
    """What is left of a paragraph in the header, its fields as {code|result}."""
    with_header(made / "word.docx", inner)
    template, found = read(made)
    assert found == []
    data = write_docx(samples.small(), template)
    element = root(data, "word/header2.xml")
    return "".join(
        {"begin": "{", "separate": "|", "end": "}"}[e.get(f"{W}fldCharType")]
        if e.tag == f"{W}fldChar"
        else e.text or ""
        for e in element.iter(f"{W}t", f"{W}instrText", f"{W}fldChar")
    )


BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)


@pytest.mark.parametrize(
    ("inner", "left"),
    [
        (field("PAGE", "7"), "{PAGE|7}"),
        (field("=2+3", "5"), "{=2+3|5}"),
        (field("FILENAME \\p", "sti") + run("x"), "x"),
        (field("DOCPROPERTY Sag", "17"), "17"),
        (BEGIN + "<w:r><w:instrText>TC skjult</w:instrText></w:r>" + END + run("x"), "x"),
        (field("PAGE", "7").replace("<w:t>7</w:t>", "<w:tab/>"), "{PAGE|}"),
        (BEGIN + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("x"), ""),  # as code without end
        (END + run("x"), "x"),
        ("<w:r><w:instrText>ude</w:instrText></w:r>" + run("x"), "x"),
    ],
)
def test_a_field_stays_becomes_its_text_or_goes(tmp_path, inner, left):
    assert fields_of(folder(tmp_path), inner) == left


def test_a_field_within_another(tmp_path):
    """The case that IF does not show is text of its code; what it shows may itself be a page number."""
    page = field("PAGE", "3")
    outer = (
        f'{BEGIN}<w:r><w:instrText>IF </w:instrText></w:r>{page}<w:r><w:instrText> = 1 "skjult"'
        f"</w:instrText></w:r>{SEPARATE}{run('Side ')}{page}{END}"
    )
    assert fields_of(folder(tmp_path), outer) == "Side {PAGE|3}"


# --- the shape of what is left ---


def hidden_form(group: str) -> str:
    """A picture of two shapes, of which one is hidden."""
    uri = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
    box = "<g:txbx><w:txbxContent><w:p>{}</w:p></w:txbxContent></g:txbx>"
    shape = f'<g:wsp><g:cNvPr id="{{}}" name="x"{{}}/>{box}</g:wsp>'
    shapes = shape.format(2, "", run("set")) + shape.format(3, ' hidden="1"', run("uset"))
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"/><a:graphic><a:graphicData uri="{uri}">'
        f'<g:{group} xmlns:g="{uri}">{shapes}</g:{group}></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def cell(change: str) -> str:
    """A table of one cell, which somebody has deleted or inserted."""
    properties = f"<w:tcPr><w:cell{change} {who(1)}/></w:tcPr>"
    return f"</w:p><w:tbl><w:tblGrid/><w:tr><w:tc>{properties}<w:p/></w:tc></w:tr></w:tbl><w:p>"


ALTERNATIVES = (
    f'<w:r><mc:AlternateContent><mc:Choice Requires="c">{CHART[5:-6]}</mc:Choice><mc:Fallback>'
    "<w:pict/></mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    ("inner", "left"),
    [
        (hidden_form("wgp"), "p drawing p"),
        (ALTERNATIVES, "p"),
        ('<w:r><w:pict><v:shape style="width:1pt; visibility: hidden"/></w:pict></w:r>', "p pict"),
        (cell("Del"), "p p"),
        (cell("Ins"), "p tbl tr tc p p"),
        ("</w:p><w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr></w:p><w:p>", "p p"),
        (f"</w:p><w:customXml w:uri='u' w:element='e'><w:p>{run('x')}</w:p></w:customXml><w:p>", "p p p"),
    ],
)
@pytest.mark.nonconforming("the headers hold no more than what the test is about")
def test_what_is_left_of_a_header(tmp_path, inner, left):
    made = folder(tmp_path)
    with_header(made / "word.docx", inner)
    data = write_docx(samples.small(), read(made)[0])
    header = root(data, "word/header2.xml")
    first, *rest = [etree.QName(e).localname for e in header.iter() if e.tag.startswith(W)]
    shown = [name for name in rest[2:] if name in ("p", "drawing", "pict", "tbl", "tr", "tc")]
    assert (first, " ".join(shown)) == ("hdr", left)
    assert "uset" not in text_of(data, "word/header2.xml")


@pytest.mark.parametrize("known", [True, False])
def test_a_picture_as_a_bullet(tmp_path, known):
    """It comes along as any picture; where it is fetched from elsewhere, the list has its plain bullet."""
    made = folder(tmp_path)
    holder = '<w:pict><v:shape style="width:9pt;height:9pt"><v:imagedata r:id="rIdB"/></v:shape></w:pict>'
    bullet = f'<w:numPicBullet w:numPicBulletId="0">{holder}</w:numPicBullet><w:abstractNum '

    def edit(text: str) -> str:
        vml = '<w:numbering xmlns:v="urn:schemas-microsoft-com:vml" '
        text = text.replace("<w:numbering ", vml).replace("<w:abstractNum ", bullet, 1)
        return text.replace("<w:lvlJc ", '<w:lvlPicBulletId w:val="0"/><w:lvlJc ', 1)

    edit_word(made, "word/numbering.xml", edit)
    word = made / "word.docx"
    target = ("media/b.jpg", "") if known else ("file:///C:/b.jpg", "External")
    rels = rels_part({"rIdB": ("image", *target)})
    word.write_bytes(
        package(
            parts_of(word.read_bytes()) | {"word/_rels/numbering.xml.rels": rels, "word/media/b.jpg": photo()}
        )
    )
    template, found = read(made)
    assert found == ([] if known else ["templates/mine/word.docx TEMPLATE-OBJECT"])
    data = write_docx(samples.torture(2), template)
    assert faults(data) == []
    numbering = root(data, "word/numbering.xml")
    for name in ("numPicBullet", "lvlPicBulletId"):
        assert (numbering.find(f".//{W}{name}") is not None) == known
    assert ("word/media/image1.jpeg" in parts_of(data)) == known
    assert secrets(data) == set()


@pytest.mark.parametrize("hidden", ["<w:vanish/>", '<w:vanish w:val="1"/>'])
def test_a_header_whose_only_paragraph_is_hidden_keeps_it_empty(tmp_path, hidden):
    made = folder(tmp_path)
    mark = f"<w:p><w:pPr><w:rPr>{hidden}</w:rPr></w:pPr>{run('SECRET', hidden)}</w:p>"
    edit_word(made, "word/header2.xml", lambda text: re.sub(r"<w:p[ />].*(?=</w:hdr>)", mark, text))
    data = write_docx(samples.small(), read(made)[0])
    assert [len(p.findall(f"{W}r")) for p in root(data, "word/header2.xml").iter(f"{W}p")] == [0]
    assert secrets(data) == set()


def test_an_embedded_font_stays_and_its_neighbour_does_not(tmp_path):
    made = folder(tmp_path)
    font = '<w:embedRegular r:id="rIdFont" w:fontKey="{00000000-0000-0000-0000-000000000001}"/></w:font>'
    edit_word(made, "word/fontTable.xml", lambda text: text.replace("</w:font>", font, 1))
    word = made / "word.docx"
    rels = {"rIdFont": ("font", "fonts/font1.odttf", ""), "rIdNone": ("font", "fonts/font2.odttf", "")}
    parts = parts_of(word.read_bytes()) | {"word/_rels/fontTable.xml.rels": rels_part(rels)}
    types = parts["[Content_Types].xml"].decode()
    obfuscated = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
    types = types.replace(
        "<Override ", f'<Default Extension="odttf" ContentType="{obfuscated}"/><Override ', 1
    )
    parts |= {"[Content_Types].xml": types.encode()}
    word.write_bytes(package(parts | {"word/fonts/font1.odttf": b"1", "word/fonts/font2.odttf": b"2"}))
    template, found = read(made)
    assert found == []
    left = parts_of(write_docx(samples.small(), template))
    assert [name for name in left if "odttf" in name] == ["word/fonts/font1.odttf"]


def test_the_dirty_template_reaches_what_it_says():
    """Its relationships are all referred to, or the search would prove nothing of them."""
    parts = dirty_parts((samples.STANDARD / "word.docx").read_bytes())
    element = etree.fromstring(parts["word/header1.xml"])
    used = {v for e in element.iter() for k, v in e.attrib.items() if k.startswith(R)}
    assert used == FURNITURE_RELS.keys()
