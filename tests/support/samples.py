"""Documents built by hand, for the tests of both writers and both readers.

`torture()` holds every node of the model; `small()` is short enough for a golden; `long_table(n)` is for
tables over many pages and for the bench.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace
from PIL import Image, ImageDraw

from bilag.compose.inlines import unlinked
from bilag.diagnostics.findings import Report
from bilag.document.model import (
    BulletList,
    Cell,
    Column,
    Contents,
    ContentsEntry,
    CrossReference,
    Document,
    Emphasis,
    Figure,
    Footnote,
    HeadLine,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    Marked,
    Meta,
    Note,
    OrderedList,
    PageCount,
    PageNumber,
    Paragraph,
    Picture,
    Row,
    Section,
    Strong,
    Table,
    TableBody,
    TableFoot,
    TableHead,
    Text,
    Value,
)
from bilag.document.theme import Template
from bilag.document.walks import passages, sections
from bilag.load.template.reader import read_template
from tests.support.paths import STANDARD

NBSP = "\u00a0"
SOFT_HYPHEN = "\u00ad"


@cache
def standard() -> Template:
    """The standard template, which has no faults."""
    report = Report()
    template = read_template(STANDARD, "templates/standard", report)
    assert template is not None
    assert list(report) == []
    return template


@cache
def picture(width: int = 480, height: int = 200) -> bytes:
    """A PNG bar chart in RGB, without an alpha channel."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for n, share in enumerate((0.3, 0.45, 0.6, 0.5, 0.85)):
        left = 30 + n * (width - 60) // 5
        draw.rectangle(
            (left, height - 20 - int(share * (height - 40)), left + 50, height - 20), fill="#1f3a5f"
        )
    draw.line((20, height - 20, width - 20, height - 20), fill="#444444", width=2)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@cache
def logo() -> bytes:
    image = Image.new("RGB", (240, 60), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 59, 59), fill="#1f3a5f")
    draw.rectangle((75, 20, 239, 40), fill="#1f3a5f")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def text(words: str) -> Inlines:
    return (Text(words),)


def paragraph(id: str, *inlines: str | object) -> Paragraph:
    return Paragraph(id, tuple(Text(i) if isinstance(i, str) else i for i in inlines))  # type: ignore[misc]


def item(id: str, *blocks: object) -> ListItem:
    made = tuple(paragraph(f"{id}-{n}", b) if isinstance(b, str) else b for n, b in enumerate(blocks, 1))
    return ListItem(id, made)  # type: ignore[arg-type]


def row(key: str, *cells: str | Inlines) -> Row:
    return Row(key, tuple(Cell(text(c) if isinstance(c, str) else c) for c in cells))


FOOTER: Inlines = (Text("Side "), PageNumber(), Text(" af "), PageCount())


def figures_table() -> Table:
    """Two decimals columns and one without, a negative number, a missing one, a total, notes and a source."""
    return Table(
        id="tbl-udgifter",
        label="Tabel",
        number=1,
        caption=(
            Text("Udgifter til Kina-indsatsen fordelt på "),
            Emphasis(text("poster")),
            Text(", 2012-2017"),
        ),
        columns=(
            Column("post", 0.46),
            Column("udgift", 0.18, "decimal", 1, "mio. kr."),
            Column("andel", 0.18, "decimal", 2, "pct."),
            Column("antal", 0.18, "end"),
        ),
        head=TableHead((row("head", "Post", "Mio. kr.", "Andel i pct.", "Antal"),)),
        body=TableBody(
            (
                row(
                    "kontor",
                    "Kontor i Beijing",
                    (Value("1,3", "tbl-udgifter/kontor/udgift", "1.3"),),
                    "46,43",
                    "1",
                ),
                row(
                    "rejser",
                    "Rejser og delegationer, herunder modtagelse af kinesiske gæster",
                    "0,5",
                    "17,86",
                    "12",
                ),
                row("projekter", "Projekter", "−10,5", "−117,86", "1.024"),
                row("andet", "Andet", "..", "..", ".."),
            )
        ),
        foot=TableFoot((row("total", "I alt", "2,8", "100,00", "1.037"),)),
        notes=(
            text("I tabellen kan afrunding medføre, at tallene ikke summer til totalen."),
            (Text(".. angiver, at tallet "), Strong(text("ikke")), Text(" foreligger.")),
        ),
        source=(
            Text("Region Hovedstaden, regnskab 2012-2017 (se "),
            Link("https://www.regionh.dk/regnskab", text("regnskabet")),
            Text(")."),
        ),
        description="Udgifter i mio. kr., andel i procent og antal for hver post, med total nederst.",
    )


def text_table() -> Table:
    return Table(
        id="tbl-milepaele",
        label="Tabel",
        number=2,
        caption=text("Milepæle"),
        columns=(Column("tid", 0.25), Column("hvad", 0.75)),
        head=TableHead((row("head", "Tidspunkt", "Milepæl"),)),
        body=TableBody(
            (
                row("1", "Juni 2012", "Samarbejdsaftale om cleantech underskrives i Beijing"),
                row(
                    "2",
                    "2015-2016",
                    (
                        Text("Kurser for "),
                        Marked("lang", "en", text("senior executives")),
                        LineBreak(),
                        Text("to hold"),
                    ),
                ),
                row("3", "Fortløbende", "Besøg"),
            )
        ),
        foot=TableFoot(()),
        row_heads=False,
        description="Milepæle efter tidspunkt.",
    )


def numbers_table(rows: int, *, id: str = "tbl-lang", number: int = 3) -> Table:
    """`rows` x 6: over many pages when rows > 40."""
    names = ("a", "b", "c", "d")
    return Table(
        id=id,
        label="Tabel",
        number=number,
        caption=text("En lang tabel"),
        columns=(
            Column("nr", 0.2),
            Column("navn", 0.32),
            *(Column(n, 0.12, "decimal", 2, "kr.") for n in names),
        ),
        head=TableHead((row("head", "Nummer", "Navn", "A, kr.", "B, kr.", "C, kr.", "D, kr."),)),
        body=TableBody(
            tuple(
                row(
                    str(n),
                    f"Nr. {n}",
                    f"Række nummer {n}",
                    *(f"{(n * k) % 997},{(n * k) % 100:02d}" for k in (1, 3, 7, 9)),
                )
                for n in range(1, rows + 1)
            )
        ),
        foot=TableFoot((row("total", "I alt", "", "1,00", "2,00", "3,00", "4,00"),)),
        description=f"{rows} rækker med fire beløb.",
    )


def _lists() -> tuple[BulletList | OrderedList, ...]:
    bullets = BulletList(
        "punkter",
        (
            item(
                "p1",
                "Første punkt i en liste, som er så langt, at det bryder over to linjer og derfor viser, "
                "om der er hængende indryk eller ej.",
            ),
            item(
                "p2",
                "Punkt med to afsnit.",
                "Det andet afsnit flugter med teksten i det første og er også langt nok til at brydes "
                "over en linje mere.",
                BulletList(
                    "p2-under",
                    (
                        item("p2a", "Underpunkt"),
                        item(
                            "p2b",
                            "Underpunkt med et niveau til",
                            BulletList(
                                "p2b-under",
                                (
                                    item("p2ba", "Tredje niveau"),
                                    item("p2bb", "Tredje niveau igen", "med et afsnit til"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            item("p3", "Sidste punkt"),
        ),
    )
    numbers = OrderedList(
        "numre",
        (
            item("n1", "Først"),
            item(
                "n2",
                "Dernæst",
                OrderedList(
                    "n2-under",
                    (
                        item("n2a", "Et led"),
                        item("n2b", "Et led til", OrderedList("n2b-under", (item("n2ba", "Tredje niveau"),))),
                    ),
                ),
            ),
            item("n3", "Til sidst", BulletList("n3-under", (item("n3a", "Et punkt under et nummer"),))),
        ),
    )
    again = OrderedList("numre-igen", tuple(item(f"i{n}", f"Nummer {n}") for n in range(4, 13)), start=4)
    return bullets, numbers, again


def edited(document: Document, edit: Callable[[Any], Any]) -> Document:
    """The document with `edit` done to each of its nodes, in reading order."""

    def walk(v: Any) -> Any:
        if isinstance(v, tuple):
            return tuple(map(walk, v))
        if not isinstance(v, Struct):
            return v
        return edit(replace(v, **{f.name: walk(getattr(v, f.name)) for f in fields(v)}))

    made = walk(document)
    assert isinstance(made, Document)
    return made


def contents_of(document: Document, levels: int) -> Document:
    """The document with a contents list of its headings, as compose makes it."""
    entries = tuple(
        ContentsEntry(s.id, s.level, unlinked(s.title))
        for s in sections(document.sections)
        if s.level <= levels
    )
    return replace(document, contents=Contents(text("Indhold"), levels, entries))


def torture(rows: int = 60) -> Document:
    """Every node, on about six pages with the default number of rows."""
    intro = paragraph(
        "indledning",
        "Region Hovedstaden brugte i alt ",
        Value(f"2,8{NBSP}mio.{NBSP}kr.", "forbrug_i_alt", "2800000"),
        " på indsatsen, jf. ",
        CrossReference("tbl-udgifter", "Tabel", 1, "tabel 1"),
        " og ",
        CrossReference("fig-besoeg", "Figur", 1, "figur 1"),
        ". Det er ",
        Strong((Text("væsentligt "), Emphasis(text("mere")))),
        " end ventet",
        Footnote(
            "fn-1",
            1,
            (
                Text("Opgjort i løbende priser, se "),
                Link("https://www.dst.dk", text("Danmarks Statistik")),
                Text("."),
            ),
        ),
        ". Antallet af lejemål ",
        Marked("claim", "lejemaal_2017 = 2 * lejemaal_2016", text("fordobledes")),
        " til ",
        Marked("free", "", text("24")),
        " gennem en ",
        Marked("lang", "en", (Text("memorandum of "), Emphasis(text("understanding")))),
        ", og der blev afholdt ",
        Marked("term", "delegation", text("delegationsrejser")),
        ".",
    )
    long_words = paragraph(
        "lange-ord",
        "Lange ord: speciallægepraksisplanlægningsstabiliseringsperiode, ",
        f"arbejds{SOFT_HYPHEN}markeds{SOFT_HYPHEN}uddannelses{SOFT_HYPHEN}institution og adressen ",
        Link(
            "https://www.regionh.dk/politik/m%C3%B8der/bilag?aar=2017&nr=3#side",
            text("https://www.regionh.dk/politik/møder/bilag?år=2017&nr=3#side"),
        ),
        ".",
        LineBreak(),
        "Efter et linjeskift. Tegn: < & > \" ' § € ½ “citat” »citat« – — … ≥ −1 ÆØÅ æøå é ü.",
    )
    made = Document(
        meta=Meta(
            annex="kina-2012-2017",
            title="Evaluering af Kina-indsatsen 2012-2017",
            author="Region Hovedstaden",
            subject="Bilag 1 til sag nr. 5",
            case="17012345",
            date="2017-10-24",
            version="1.0",
            status="Udkast",
            keywords=("Kina", "evaluering"),
            created="2017-10-24T00:00:00Z",
        ),
        title=(Text("Evaluering af Kina-indsatsen "), Emphasis(text("2012-2017"))),
        head=(
            HeadLine("", text("Region Hovedstaden")),
            HeadLine("", text("Center for Regional Udvikling")),
            HeadLine("Sagsnr.", text("17012345")),
            HeadLine("Dato", text(f"24.{NBSP}oktober 2017")),
            HeadLine("Bilag nr.", text("1")),
            HeadLine("Status", (Strong(text("Udkast")), Text(", version 1.0"))),
        ),
        blocks=(
            intro,
            Note(
                "bemaerk",
                (
                    paragraph("bemaerk-1", Strong(text("Bemærk: ")), "Tallene er foreløbige."),
                    paragraph("bemaerk-2", "De endelige tal foreligger i marts."),
                ),
            ),
        ),
        sections=(
            Section(
                "baggrund",
                1,
                text("Baggrund"),
                (long_words, paragraph("baggrund-2", "Listerne følger her:"), *_lists()),
                (
                    Section(
                        "formaal",
                        2,
                        (Text("Formål og "), Emphasis(text("målgruppe"))),
                        (
                            paragraph("formaal-1", "Et afsnit under et niveau 2, og så en tabel."),
                            figures_table(),
                            text_table(),
                        ),
                        (
                            Section(
                                "detaljer",
                                3,
                                text("Detaljer"),
                                (
                                    paragraph(
                                        "detaljer-1",
                                        "Niveau 3. Se også ",
                                        CrossReference("tbl-lang", "Tabel", 3, "tabel 3"),
                                        ".",
                                    ),
                                ),
                            ),
                            Section(
                                "detaljer-4",
                                3,
                                text("Flere detaljer"),
                                (),
                                (
                                    Section(
                                        "fire",
                                        4,
                                        text("Niveau 4"),
                                        (paragraph("fire-1", "Tekst."),),
                                        (
                                            Section(
                                                "fem",
                                                5,
                                                text("Niveau 5"),
                                                (paragraph("fem-1", "Tekst."),),
                                                (
                                                    Section(
                                                        "seks",
                                                        6,
                                                        text("Niveau 6"),
                                                        (paragraph("seks-1", "Tekst."),),
                                                    ),
                                                ),
                                            ),
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Section(
                "resultater",
                1,
                text("Resultater"),
                (
                    paragraph(
                        "resultater-1",
                        "Figuren viser besøg",
                        Footnote("fn-2", 2, text("Kun registrerede besøg.")),
                        ".",
                    ),
                    Figure(
                        "fig-besoeg",
                        "Figur",
                        1,
                        (Text("Antal "), Strong(text("besøg")), Text(" pr. år")),
                        "Søjler: antal besøg stiger fra 3 i 2013 til 9 i 2017.",
                        picture(),
                        360.0,
                        150.0,
                        (Text("Region "), Emphasis(text("Hovedstaden"))),
                    ),
                    numbers_table(rows),
                    paragraph("resultater-2", "Teksten fortsætter efter den lange tabel."),
                ),
            ),
        ),
        header=text("Evaluering af Kina-indsatsen 2012-2017 · Sagsnr. 17012345"),
        footer=FOOTER,
        logo=Picture("Region Hovedstadens logo", logo(), 120.0, 30.0),
        hash="0123456789abcdef" * 4,
    )
    return contents_of(made, 3)


def repeated(document: Document, times: int) -> Document:
    """The sections of a document over and over, each time with ids and numbers of their own."""
    notes = sum(isinstance(note, Footnote) for p in passages(document) for note in _footnotes(p.content))

    def again(turn: int) -> tuple[Section, ...]:
        def other(node: Any) -> Any:
            changes: dict[str, Any] = {}
            if isinstance(node, Footnote):
                changes["number"] = node.number + turn * notes
            if isinstance(node, CrossReference):
                changes["target"] = f"{node.target}-{turn}"
            elif hasattr(node, "id"):
                changes["id"] = f"{node.id}-{turn}"
            return replace(node, **changes) if changes else node

        made = edited(replace(document, blocks=(), contents=None), other) if turn else document
        return made.sections

    every = tuple(section for turn in range(times) for section in again(turn))
    levels = document.contents.levels if document.contents else 0
    made = replace(document, sections=every)
    return contents_of(made, levels) if levels else made


def _footnotes(inlines: Inlines) -> Iterator[Footnote]:
    for inline in inlines:
        if isinstance(inline, Footnote):
            yield inline
        yield from _footnotes(getattr(inline, "children", ()))


def long_torture() -> Document:
    """Every node on some 300 pages: a table over 70 of them, the rest over and over."""
    made = repeated(torture(40), 62)
    return replace(made, blocks=(*made.blocks, replace(numbers_table(3000), id="tbl-meget-lang")))


def small() -> Document:
    """Short enough for a golden that a person can read."""
    return Document(
        meta=Meta(annex="lille", title="Et lille bilag", author="Region Hovedstaden", date="2017-10-24"),
        title=text("Et lille bilag"),
        head=(HeadLine("", text("Region Hovedstaden")), HeadLine("Sagsnr.", text("17012345"))),
        blocks=(),
        sections=(
            Section(
                "udgifter",
                1,
                text("Udgifter"),
                (
                    paragraph(
                        "udgifter-1",
                        "Se ",
                        CrossReference("tbl-udgifter", "Tabel", 1, "tabel 1"),
                        " og ",
                        Marked("lang", "en", text("the note")),
                        Footnote("fn-1", 1, text("En note.")),
                        ".",
                    ),
                    BulletList("punkter", (item("p1", "Et punkt"),)),
                    OrderedList("numre", (item("n1", "Et nummer"),)),
                    figures_table(),
                ),
            ),
        ),
        header=text("Et lille bilag"),
        footer=FOOTER,
    )


def long_table(rows: int) -> Document:
    """A document of one table of `rows` x 6."""
    return Document(
        meta=Meta(annex="lang", title="En lang tabel"),
        title=text("En lang tabel"),
        head=(),
        blocks=(numbers_table(rows, number=1),),
        sections=(),
        footer=FOOTER,
    )


def three_pages() -> Document:
    """Prose, lists and three small tables, as an ordinary annex has them; for the bench."""
    words = "Regionsrådet besluttede at styrke samarbejdet med kinesiske myndigheder og universiteter. " * 5
    sections = tuple(
        Section(
            f"s{n}",
            1,
            text(f"Afsnit {n}"),
            (
                *(
                    paragraph(f"s{n}-{k}", words, Value("1,3", "forbrug", "1.3"), " mio. kr.")
                    for k in range(3)
                ),
                BulletList(f"s{n}-liste", tuple(item(f"s{n}-p{k}", words[:150]) for k in range(4))),
                Table(
                    id=f"tbl-{n}",
                    label="Tabel",
                    number=n,
                    caption=text(f"Udgifter {n}"),
                    columns=figures_table().columns,
                    head=figures_table().head,
                    body=figures_table().body,
                    foot=figures_table().foot,
                ),
            ),
        )
        for n in range(1, 4)
    )
    return Document(
        meta=Meta(annex="tre", title="Tre sider", author="Region Hovedstaden"),
        title=text("Tre sider"),
        head=(HeadLine("", text("Region Hovedstaden")),),
        blocks=(),
        sections=sections,
        header=text("Tre sider"),
        footer=FOOTER,
    )
