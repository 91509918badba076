"""The look of a document: the words that both writers share with the Word template.

The secretariat edits `templates/<name>/word.docx` in Word; `load` reads the page and the named styles out
of it into a Theme, so that the PDF follows what was chosen there. Measures are points.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from bilag.document.wordframe import WordFrame

# The styles of word.docx that the writers use, by the names that the Theme has for them. In the file a style
# is found by this id or by its name in STYLE_NAMES: Word makes new ids when it saves, and a Danish Word has
# Danish ids, while the names of built-in styles stay English (ECMA-376 17.7.4.9).
PARAGRAPH_STYLES = (
    "Normal",
    "Title",
    "Heading1",
    "Heading2",
    "Heading3",
    "Heading4",
    "Heading5",
    "Heading6",
    "ContentsTitle",
    "Contents1",
    "Contents2",
    "Contents3",
    "ListBullet",
    "ListBullet2",
    "ListBullet3",
    "ListNumber",
    "ListNumber2",
    "ListNumber3",
    "ListContinue",
    "ListContinue2",
    "ListContinue3",
    "Caption",
    "TableText",
    "TableNumber",
    "TableHead",
    "TableHeadNumber",
    "TableNote",
    "TableSource",
    "Note",
    "Letterhead",
    "LetterheadName",
    "Header",
    "Footer",
    "FootnoteText",
    "Figure",
)
LIST_LEVELS = 3
"""Lists have three levels in the template; what is deeper is printed as the third."""
CHARACTER_STYLES = ("Strong", "Emphasis", "Hyperlink", "FootnoteReference")
TABLE_STYLE = "BilagTable"
LINK_COLOUR = "0563C1"
"""Word's own, where a template says nothing."""

# The words that theme.toml gives, all of them.
LABELS = (
    "organisation",
    "center",
    "annex",
    "table",
    "figure",
    "case",
    "journal",
    "date",
    "author",
    "initials",
    "meeting",
    "number",
    "period",
    "status",
    "version",
    "source",
    "total",
    "page",
    "contents",
    "facts_file",
    "data_file",
    "note_rounding",
    "note_adjusted",
    "missing",
    "corrected",
    "replaces",
    "corrected_title",
    "correction",
    "correction_of",
    "corrections",
    "place",
    "stood",
    "corrected_to",
    "difference",
    "reason",
    "recommendation",
    "unchanged",
    "rounded_away",
    "added",
    "removed",
    "draft",
    "in_review",
    "approved",
    "issued",
    "superseded",
    "withdrawn",
)

STYLE_NAMES: Mapping[str, str] = {
    "Normal": "Normal",
    "Title": "Title",
    **{f"Heading{n}": f"heading {n}" for n in range(1, 7)},
    "ContentsTitle": "TOC Heading",
    **{f"Contents{n}": f"toc {n}" for n in range(1, 4)},
    **{
        f"List{kind}{n}": f"List {kind} {n}".rstrip()
        for kind in ("Bullet", "Number", "Continue")
        for n in ("", "2", "3")
    },
    "Caption": "caption",
    "TableText": "Tabeltekst",
    "TableNumber": "Tabeltal",
    "TableHead": "Tabelhoved",
    "TableHeadNumber": "Tabelhoved tal",
    "TableNote": "Tabelnote",
    "TableSource": "Tabelkilde",
    "Note": "Bilagsnote",
    "Letterhead": "Notathoved",
    "LetterheadName": "Notathoved navn",
    "Header": "header",
    "Footer": "footer",
    "FootnoteText": "footnote text",
    "Figure": "Figur",
    "Strong": "Strong",
    "Emphasis": "Emphasis",
    "Hyperlink": "Hyperlink",
    "FootnoteReference": "footnote reference",
    TABLE_STYLE: "Bilagstabel",
}


class Page(Struct, frozen=True):
    """A4 by default. `header` and `footer` are the distances from the paper's edge."""

    width: float = 595.3
    height: float = 841.9
    top: float = 85.0
    right: float = 70.9
    bottom: float = 70.9
    left: float = 70.9
    header: float = 42.5
    footer: float = 35.4


class Style(Struct, frozen=True):
    """A paragraph style as resolved through its basedOn chain.

    `id` is its id in word.docx; where the style is missing there, that of the style in its place.
    `leading` is the distance between baselines; `indent` is the left indent of all lines and `first` is
    added to it on the first line (negative: hanging). `outline` is 1-6 for headings, else 0.
    """

    id: str
    font: str = "Calibri"
    size: float = 11.0
    leading: float = 14.0
    before: float = 0.0
    after: float = 6.0
    indent: float = 0.0
    first: float = 0.0
    right: float = 0.0
    colour: str = "000000"
    bold: bool = False
    italic: bool = False
    align: Literal["start", "end", "center"] = "start"
    keep_next: bool = False
    keep_lines: bool = False
    rule_below: tuple[float, str] | None = None
    rule_above: tuple[float, str] | None = None
    rule_left: tuple[float, str] | None = None
    fill: str = ""
    outline: int = 0


class TableLook(Struct, frozen=True):
    """Rules and paddings of the table style, in points and RRGGBB; `id` is its id in word.docx.

    `rule` and `colour` are between rows; `edge` is above and below the table, and `edge_colour` is the
    colour of that, of the rule under the head and of the one over the totals. `digit` and `comma` are the
    widths of these in the font of the figures, in ems.
    """

    rule: float = 0.5
    colour: str = "808080"
    edge: float = 1.0
    edge_colour: str = "000000"
    head_fill: str = ""
    head_rule: float = 0.75
    total_rule: float = 0.75
    pad_x: float = 4.0
    pad_y: float = 2.0
    id: str = TABLE_STYLE
    digit: float = 0.507
    comma: float = 0.25


FACES = ("regular", "bold", "italic", "bold_italic")


class FontFiles(Struct, frozen=True):
    """The four faces of a family, as bytes; `name` is what Word calls it (Calibri), `family` ours."""

    name: str
    family: str
    regular: bytes
    bold: bytes
    italic: bytes
    bold_italic: bytes


NumberFormat = Literal["decimal", "lowerLetter", "lowerRoman", "upperLetter", "upperRoman"]


class Theme(Struct, frozen=True):
    """All that is read from word.docx.

    `bullets` and `numbers` are the marks of the three levels of lists; "{}" stands for the number.
    `headings` are the marks of the six levels of headings, where "%2" stands for the number of the second
    level, and nothing for a level without numbers; it is empty where no heading has one.
    `characters` are the ids of the character styles in word.docx; `link` is the colour of links.
    """

    name: str
    page: Page
    styles: Mapping[str, Style]
    table: TableLook
    fonts: tuple[FontFiles, ...]
    bullets: tuple[str, ...] = ("\u2022", "\u2013", "\u2022")
    numbers: tuple[tuple[NumberFormat, str], ...] = (
        ("decimal", "{}."),
        ("lowerLetter", "{}."),
        ("lowerRoman", "{}."),
    )
    headings: tuple[tuple[NumberFormat, str], ...] = ()
    characters: Mapping[str, str] = field(default_factory=lambda: {id: id for id in CHARACTER_STYLES})
    link: str = LINK_COLOUR


class Template(Struct, frozen=True):
    """All that a writer may know besides the Document.

    `files` are the paths of all that was read, with their SHA-256.
    `labels` are the authority's own words ("Sagsnr.", "Tabel", "Side {page} af {pages}") by key.
    """

    theme: Theme
    word: WordFrame
    labels: Mapping[str, str]
    logo: bytes = b""
    logo_alt: str = ""
    logo_width: float = 0.0
    files: Mapping[str, str] = field(default_factory=dict)


def contrast(colour: str, background: str) -> float:
    """The contrast of two colours RRGGBB, 1 to 21 (WCAG 2.1, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(colour), _luminance(background)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.1)."""
    parts = (int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def filled(label: str, **words: object) -> str:
    """A label with its places, such as {date}, filled in. Nothing else of it is looked at: a template is
    written by others, and Python's own format would run what they write between braces."""
    return re.sub(r"\{(\w+)\}", lambda found: str(words.get(found[1], found[0])), label)
