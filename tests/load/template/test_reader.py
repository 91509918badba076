"""Reading a template: the standard one has no faults, and each fault is named with its place."""

from __future__ import annotations

import re
import shutil
import zipfile

import pytest

from bilag.document.theme import CHARACTER_STYLES, LABELS, PARAGRAPH_STYLES, contrast
from bilag.load.template.reader import _READ, MOST_KEPT
from bilag.versions.read.docx import read_docx
from bilag.write.docx.writer import write_docx
from tests.support import samples
from tests.support.wordkit import (
    W,
    edit_word,
    faults,
    folder,
    package,
    parts_of,
    read,
    root,
    without_style,
)

STYLES = "word/styles.xml"


# --- the standard template ---


def test_standard_template_has_every_style_of_its_own():
    theme = samples.standard().theme
    assert set(theme.styles) == set(PARAGRAPH_STYLES)
    assert len({style.id for style in theme.styles.values()}) == len(PARAGRAPH_STYLES)
    assert all(theme.characters[name] for name in CHARACTER_STYLES)
    assert set(samples.standard().labels) == set(LABELS)


def test_standard_page_leaves_room_for_the_stamp():
    page = samples.standard().theme.page
    assert (page.width, page.height) == (595.3, 841.9)
    assert page.header >= 17 * 72 / 25.4 - 0.1
    assert page.top > page.header + samples.standard().theme.styles["Header"].leading


def test_standard_measures():
    styles = samples.standard().theme.styles
    normal = styles["Normal"]
    assert (normal.size, normal.after) == (11.0, 6.0)
    assert normal.leading == pytest.approx(11 * 2500 / 2048 * 1.15, abs=0.001)
    assert styles["ListBullet2"].indent == pytest.approx(39.7)
    assert styles["ListBullet2"].first == pytest.approx(-19.85)
    assert styles["ListContinue2"].indent == styles["ListBullet2"].indent
    assert [styles[f"Heading{n}"].outline for n in range(1, 7)] == [1, 2, 3, 4, 5, 6]
    assert styles["Note"].rule_left == (2.25, "1F3864")
    assert styles["TableNumber"].align == "end"
    table = samples.standard().theme.table
    assert (table.edge, table.rule, table.head_rule, table.total_rule) == (1.0, 0.5, 1.0, 1.0)
    assert table.digit == pytest.approx(0.507, abs=0.001)


def test_standard_word_file_is_valid_and_holds_nothing_personal(tmp_path):
    data = (samples.STANDARD / "word.docx").read_bytes()
    assert faults(data) == []
    parts = parts_of(data)
    assert not [name for name in parts if "thumbnail" in name or "custom" in name]
    assert b"creator" not in parts["docProps/core.xml"]
    settings = root(data, "word/settings.xml")
    assert settings.find(W + "decimalSymbol").get(W + "val") == ","
    assert settings.find(W + "listSeparator").get(W + "val") == ";"
    mode = settings.find(f"{W}compat/{W}compatSetting[@{W}name='compatibilityMode']")
    assert mode.get(W + "val") == "15"
    font = root(data, "word/fontTable.xml").find(f"{W}font[@{W}name='Calibri']/{W}altName")
    assert font.get(W + "val") == "Carlito"


def test_fonts_stand_with_their_licence():
    assert "SIL Open Font License" in (samples.STANDARD / "fonts" / "OFL.txt").read_text()
    (family,) = samples.standard().theme.fonts
    assert (family.name, family.family) == ("Calibri", "Carlito")
    assert len({family.regular, family.bold, family.italic, family.bold_italic}) == 4


# --- styles of other hands ---


def test_missing_style_is_named_with_what_takes_its_place(tmp_path):
    made = folder(tmp_path)
    edit_word(made, STYLES, without_style("Note"))
    edit_word(made, STYLES, without_style("Emphasis"))
    template, found = read(made)
    assert found == [
        "templates/mine/word.docx TEMPLATE-STYLE Bilagsnote Normal",
        "templates/mine/word.docx TEMPLATE-STYLE Emphasis Normal",
    ]
    assert template.theme.styles["Note"].id == "Normal"
    written = write_docx(samples.torture(2), template)
    assert faults(written) == []


def test_missing_table_style_and_missing_lists_still_make_a_valid_file(tmp_path):
    made = folder(tmp_path)
    for id in ("BilagTable", "ListNumber", "ListBullet"):
        edit_word(made, STYLES, without_style(id))
    template, found = read(made)
    assert [line.split(" ", 2)[2] for line in found] == [
        "Bilagstabel Normal Table",
        "List Bullet Normal",
        "List Number Normal",
    ]
    assert faults(write_docx(samples.torture(2), template)) == []


def test_styles_of_a_danish_word_are_found_by_their_built_in_names(tmp_path):
    made = folder(tmp_path)
    danish = {"Heading1": "Overskrift1", "ListBullet": "Opstilling-punkttegn", "Title": "Titel"}

    def translate(text: str) -> str:
        for id, new in danish.items():
            text = re.sub(rf'((styleId=|<w:(basedOn|next|pStyle) w:val=)"){id}"', rf'\1{new}"', text)
        return text

    for part in (STYLES, "word/document.xml", "word/numbering.xml"):
        edit_word(made, part, translate)
    template, found = read(made)
    assert found == []
    assert template.theme.styles["Heading1"].id == "Overskrift1"
    assert template.theme.styles["ListBullet"].first == pytest.approx(-19.85)
    document = samples.torture(2)
    assert read_docx(write_docx(document, template)) == read_docx(write_docx(document, samples.standard()))


@pytest.mark.parametrize(
    ("spacing", "leading"),
    [
        ('w:line="300" w:lineRule="exact"', 15.0),
        ('w:line="100" w:lineRule="atLeast"', 11 * 2500 / 2048),
        ('w:line="400" w:lineRule="atLeast"', 20.0),
        ('w:line="480"', 2 * 11 * 2500 / 2048),
    ],
)
def test_line_spacing(tmp_path, spacing, leading):
    made = folder(tmp_path)
    edit_word(made, STYLES, lambda text: text.replace('w:line="276" w:lineRule="auto"', spacing))
    template, _ = read(made)
    assert template.theme.styles["Normal"].leading == pytest.approx(leading, abs=0.001)


def test_a_circle_of_styles_ends(tmp_path):
    made = folder(tmp_path)
    edit_word(
        made,
        STYLES,
        lambda text: text.replace(
            '<w:name w:val="Tabeltekst"/><w:basedOn w:val="Normal"/>',
            '<w:name w:val="Tabeltekst"/><w:basedOn w:val="TableNumber"/>',
        ),
    )
    template, found = read(made)
    assert found == []
    assert template.theme.styles["TableText"].size == 10.0


def test_fonts_by_the_theme_of_the_word_file(tmp_path):
    made = folder(tmp_path)
    edit_word(
        made,
        STYLES,
        lambda text: text.replace('w:ascii="Calibri"', 'w:asciiTheme="minorHAnsi" w:ascii="Nonsense"'),
    )
    template, found = read(made)
    assert found == []
    assert template.theme.styles["Normal"].font == "Calibri"


def test_a_font_that_the_template_has_no_files_of(tmp_path):
    made = folder(tmp_path)
    edit_word(made, STYLES, lambda text: text.replace('w:ascii="Calibri"', 'w:ascii="Arial"'))
    template, found = read(made)
    assert template is not None
    assert found == ["templates/mine/word.docx TEMPLATE-FONT Arial Carlito"]


def test_a_dotx_is_taken(tmp_path):
    made = folder(tmp_path)
    edit_word(made, "[Content_Types].xml", lambda text: text.replace("document.main", "template.main"))
    (made / "word.docx").rename(made / "word.dotx")
    template, found = read(made)
    assert found == []
    assert read_docx(write_docx(samples.small(), template)) == read_docx(
        write_docx(samples.small(), samples.standard())
    )


# --- Word files that are none, or hostile ---


def _bomb() -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><x>&a11;</x>'


@pytest.mark.parametrize(
    ("name", "content", "finding"),
    [
        (STYLES, _bomb(), "TEMPLATE-UNSAFE word/styles.xml"),
        ("word/document.xml", _bomb().encode("utf-16"), "TEMPLATE-UNSAFE word/document.xml"),
        (STYLES, "<w:styles", "TEMPLATE-UNREADABLE word/styles.xml:"),
        (STYLES, f'<w:styles xmlns:w="{W[1:-1]}"/>', "TEMPLATE-UNREADABLE word/styles.xml has no default"),
        ("word/vbaProject.bin", b"x", "TEMPLATE-MACROS"),
        ("word/media/stor.bin", b"\0" * (33 * 2**20), "TEMPLATE-UNSAFE word/media/stor.bin"),
    ],
)
def test_word_files_that_are_refused(tmp_path, name, content, finding):
    made = folder(tmp_path)
    word = made / "word.docx"
    word.write_bytes(package(parts_of(word.read_bytes()) | {name: content}))
    template, (found, *rest) = read(made)
    assert template is None
    assert rest == []
    assert found.startswith(f"templates/mine/word.docx {finding}")


def test_a_document_type_beyond_the_first_bytes_is_refused(tmp_path):
    made = folder(tmp_path)
    late = f'<?xml version="1.0"?><!--{" " * 5000}-->' + _bomb().removeprefix('<?xml version="1.0"?>')
    word = made / "word.docx"
    word.write_bytes(package(parts_of(word.read_bytes()) | {STYLES: late.encode()}))
    template, found = read(made)
    assert template is None
    assert found[0].startswith("templates/mine/word.docx TEMPLATE-UN")


def test_no_zip_and_no_file(tmp_path):
    made = folder(tmp_path)
    (made / "word.docx").write_bytes(b"PK\3\4 not at all")
    assert read(made)[1][0].startswith("templates/mine/word.docx TEMPLATE-UNREADABLE")
    (made / "word.docx").unlink()
    template, found = read(made)
    assert template is None
    assert found[0].startswith("templates/mine/word.docx FILE-MISSING")


def test_a_part_that_stands_twice(tmp_path):
    made = folder(tmp_path)
    with zipfile.ZipFile(made / "word.docx", "a") as archive, pytest.warns(UserWarning):
        archive.writestr(STYLES, "<x/>")
    assert read(made)[1] == ["templates/mine/word.docx TEMPLATE-UNSAFE word/styles.xml"]


# --- colours ---


@pytest.mark.parametrize(
    ("old", "new", "style", "colours"),
    [
        ("0B4F9E", "8FB4E0", "Hyperlink", "#8FB4E0 #F1F4F8 1,9"),
        ("595959", "767676", "", ""),  # the lightest grey that will do: 4.54:1
        (
            'w:styleId="Strong"><w:name w:val="Strong"/><w:basedOn w:val="DefaultParagraphFont"/>'
            '<w:uiPriority w:val="22"/><w:qFormat/><w:rPr>',
            'w:styleId="Strong"><w:name w:val="Strong"/><w:basedOn w:val="DefaultParagraphFont"/>'
            '<w:uiPriority w:val="22"/><w:qFormat/><w:rPr><w:color w:val="EEEEEE"/>',
            "Strong",
            "#EEEEEE #F1F4F8 1,1",
        ),
        ("F1F4F8", "1F3864", "List Bullet", "#000000 #1F3864 1,8"),  # a list in a dark Note
        ("595959", "777777", "heading 6", "#777777 #FFFFFF 4,5"),  # 4.48:1
    ],
)
def test_text_that_is_hard_to_see(tmp_path, old, new, style, colours):
    made = folder(tmp_path)
    edit_word(made, STYLES, lambda text: text.replace(old, new))
    template, found = read(made)
    assert template is not None
    said = f"templates/mine/word.docx TEMPLATE-CONTRAST {style} {colours}"
    assert (found == []) if not style else (said in found), found


def test_contrast_is_that_of_wcag():
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("777777", "FFFFFF") == contrast("FFFFFF", "777777") == pytest.approx(4.48, abs=0.01)
    assert contrast("1F3864", "1F3864") == 1


# --- theme.toml ---


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('source = "Kilde"', 'sorce = "Kilde"', "theme.toml:20:1 SHAPE-UNKNOWN-KEY sorce source"),
        ("[labels]", "[label]", "theme.toml:4:1 SHAPE-UNKNOWN-KEY label labels"),
        ('annex = "Bilag"', "annex = ", "theme.toml:7:9 TOML-SYNTAX"),
        ('regular = "Carlito-Regular.ttf"', 'regular = "Carlit.ttf"', "theme.toml:65:1 FILE-MISSING"),
        ('regular = "Carlito-Regular.ttf"', 'regular = "../x.ttf"', "theme.toml:65:1 FILE-OUTSIDE"),
        (
            'regular = "Carlito-Regular.ttf"',
            'regular = "OFL.txt"',
            "theme.toml:65:1 TEMPLATE-FONT-FILE OFL.txt",
        ),
        ('italic = "Carlito-Italic.ttf"\n', "", "theme.toml:63:1 SHAPE-MISSING-KEY italic"),
        ('table = "Tabel"', 'table = ["Tabel"]', "theme.toml:8:1 SHAPE-KIND table"),
        (
            "\n[fonts.",
            '\n[logo]\nfile="x.png"\nalt="x"\nwidth_mm="3"\n[fonts.',
            "theme.toml:64:1 FILE-MISSING",
        ),
        (
            "\n[fonts.",
            '\n[logo]\nfile="word.docx"\nalt="x"\nwidth_mm="3"\n[fonts.',
            "theme.toml:64:1 PICTURE-KIND",
        ),
    ],
)
def test_faults_of_theme_toml(tmp_path, old, new, finding):
    made = folder(tmp_path)
    toml = made / "theme.toml"
    text = toml.read_text(encoding="utf-8")
    assert old in text
    toml.write_text(text.replace(old, new), encoding="utf-8")
    template, found = read(made)
    assert template is None
    assert any(line.startswith(f"templates/mine/{finding}") for line in found), found
    assert len(found) <= 2


def test_a_logo(tmp_path):
    made = folder(tmp_path)
    (made / "logo.png").write_bytes(samples.logo())
    with (made / "theme.toml").open("a", encoding="utf-8") as toml:
        toml.write('\n[logo]\nfile = "logo.png"\nalt = "Region Sjælland"\nwidth_mm = 25.4\n')
    template, found = read(made)
    assert found == []
    assert (template.logo, template.logo_alt) == (samples.logo(), "Region Sjælland")
    assert template.logo_width == pytest.approx(72.0)


# --- a template that was read before ---


@pytest.mark.parametrize("name", ["theme.toml", "word.docx", "fonts/Carlito-Bold.ttf"])
def test_a_changed_file_is_read_again(tmp_path, name: str):
    made = folder(tmp_path)
    first, _ = read(made)
    assert read(made)[0] is first
    whole = (made / name).read_bytes()
    (made / name).write_bytes(whole[:-1] + b"?")
    assert read(made)[0] is not first
    (made / name).write_bytes(whole)
    assert read(made)[0] == first
    (made / name).unlink()
    assert read(made)[0] is None


def test_a_docx_comes_before_the_dotx_that_was_read(tmp_path):
    made = folder(tmp_path)
    (made / "word.docx").rename(made / "word.dotx")
    first, _ = read(made)
    assert read(made)[0] is first
    shutil.copy(samples.STANDARD / "word.docx", made)
    template, _ = read(made)
    assert "templates/mine/word.docx" in template.files


def test_what_was_said_of_a_template_is_said_each_time(tmp_path):
    made = folder(tmp_path)
    edit_word(made, STYLES, without_style("Note"))
    first, again = read(made), read(made)
    assert again[0] is first[0]
    assert again[1] == first[1] != []


def test_few_templates_are_kept(tmp_path):
    for n in range(2 * MOST_KEPT):
        (tmp_path / str(n)).mkdir()
        read(folder(tmp_path / str(n)))
    assert len(_READ) == MOST_KEPT
