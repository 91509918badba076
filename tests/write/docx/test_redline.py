"""The redline: all changes accepted are the new text, all rejected the old one, and a person can read it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from bilag.document.forms.documentlines import normal_form
from bilag.document.model import (
    Attachment,
    BulletList,
    Column,
    CrossReference,
    Document,
    Figure,
    Footnote,
    HeadLine,
    Inlines,
    Link,
    ListItem,
    Note,
    OrderedList,
    Paragraph,
    Picture,
    Section,
    Strong,
    Table,
    TableBody,
    TableFoot,
    TableHead,
    Text,
    Value,
)
from bilag.pipeline.prepare import prepare
from bilag.versions.compare.documents import compare
from bilag.versions.read.docx import read_docx
from bilag.write.docx.redline import write_redline
from bilag.write.docx.writer import write_docx
from tests.support import kina, libreoffice, samples, wordguard
from tests.support.paths import GOLDENS
from tests.support.randomdocs import pair, prose, whole
from tests.support.redlineview import accepted, changed, looks, rejected
from tests.support.sampled import examples
from tests.support.wordkit import W, edit_word, edited, folder, parts_of, read, root
from tests.support.wordrules import own_faults
from tests.support.wordschema import schema_faults

AUTHOR, DATE, MARK = "Region Hovedstaden", "2026-05-12T00:00:00Z", "INTERN - ændringsmarkeret"
RANDOM = st.integers(0, 2**32).map(Random)
PROOF = (Attachment("facts.json", "application/json", "", b"{}"),)
GOLDEN = GOLDENS / "kina.redline.txt"


def redline(old: Document, new: Document, remarks: dict[str, tuple[str, ...]] | None = None) -> bytes:
    return write_redline(
        compare(old, new), samples.standard(), author=AUTHOR, date=DATE, mark=MARK, remarks=remarks or {}
    )


def plain(document: Document) -> bytes:
    return write_docx(replace(document, figures="none"), samples.standard())


def proved(old: Document, new: Document) -> bytes:
    """The redline, which says either text exactly."""
    data = redline(old, new)
    labels = samples.standard().labels
    assert read_docx(accepted(data)) == normal_form(new, labels)
    assert read_docx(rejected(data)) == normal_form(old, labels)
    return data


def told(old: Document, new: Document) -> str:
    return changed(proved(old, new))


# --- any two documents -----------------------------------------------------------------------------------

between_two_versions = pytest.mark.nonconforming(
    "between the headings of one version stand those of the other, so that levels may be left out; the tests "
    "ask for the rest themselves"
)


def without_levels(faults: list[str]) -> list[str]:
    return [fault for fault in faults if not fault.startswith("headings: ")]


@between_two_versions
@examples(40, 300)
@given(RANDOM)
def test_accepted_it_is_the_new_text_and_rejected_the_old(rng: Random) -> None:
    parts = parts_of(proved(*pair(rng)))
    assert without_levels(own_faults(parts)) + schema_faults(parts) == []


@between_two_versions
@examples(6, 30)
@given(RANDOM)
def test_it_looks_like_either_version_and_is_valid(rng: Random) -> None:
    """Character formats, links, fields and pictures too; a redline and what becomes of it are judged."""
    old, new = pair(rng)
    data = redline(old, new)
    assert looks(accepted(data)) == looks(plain(new))
    assert looks(rejected(data)) == looks(plain(old))
    assert without_levels(wordguard.faults_of(data)) == []
    for settled in (accepted(data), rejected(data)):
        assert schema_faults(parts_of(settled)) == []


@pytest.mark.long
@between_two_versions
@settings(max_examples=1500)
@given(RANDOM)
def test_thousands_of_pairs(rng: Random) -> None:
    old, new = pair(rng)
    data = proved(old, new)
    assert looks(accepted(data)) == looks(plain(new))
    assert looks(rejected(data)) == looks(plain(old))
    assert without_levels(wordguard.faults_of(data)) == []


def test_they_would_notice() -> None:
    """One digit of what is deleted, and one of what is inserted."""
    old, new = kina_pair()
    data = redline(old, new)
    labels = samples.standard().labels
    was = edited(data, "word/document.xml", lambda text: text.replace("<w:delText>1,3</", "<w:delText>1,2</"))
    now = edited(data, "word/document.xml", lambda text: text.replace("<w:t>1,4</", "<w:t>1,5</"))
    assert read_docx(accepted(was)) == read_docx(accepted(data)) == normal_form(new, labels)
    assert read_docx(rejected(now)) == read_docx(rejected(data)) == normal_form(old, labels)
    assert read_docx(rejected(was)) != read_docx(rejected(data))
    assert read_docx(accepted(now)) != read_docx(accepted(data))


# --- LibreOffice -----------------------------------------------------------------------------------------


def spoken(text: str) -> list[str]:
    """The lines of a text without the numbers and bullets of lists, which LibreOffice gets wrong where the
    first item of a list is gone, and without the sign that it sets in empty cells of tracked rows."""
    lines = (line.replace("\u200d", "").strip() for line in text.splitlines())
    return [line for line in (re.sub(r"^(?:[•◦▪]|\w+\.)(?:\s+|$)", "", line) for line in lines) if line]


@pytest.mark.long
@between_two_versions
def test_libreoffice_settles_them_alike(tmp_path: Path) -> None:
    pairs = [kina_pair()]
    for seed in range(60):
        old, new = pair(Random(seed), moves=False)
        pairs.append((prose(old), prose(new)))
    jobs: list[tuple[bytes, str]] = []
    for old, new in pairs:
        data = redline(old, new)
        jobs += [(data, libreoffice.ACCEPT), (data, libreoffice.REJECT), (data, libreoffice.NOTHING)]
        jobs += [(plain(new), libreoffice.NOTHING), (plain(old), libreoffice.NOTHING)]
    found = [spoken(text) for text in libreoffice.texts(jobs, tmp_path)]
    untouched = 0
    for n in range(0, len(found), 5):
        was_accepted, was_rejected, tracked, of_new, of_old = found[n : n + 5]
        assert was_accepted == of_new
        assert was_rejected == of_old
        untouched += tracked == of_new == of_old
    assert untouched < len(pairs) / 2


# --- the China annex -------------------------------------------------------------------------------------


@cache
def corrected() -> Document:
    """The annex with 1.4 million in the CSV for 1.3."""
    with TemporaryDirectory() as folder:
        root = kina.copy_project(Path(folder))
        data = root / "data" / kina.NAME / "udgifter.csv"
        text = data.read_text(encoding="utf-8")
        assert text.count(";1,3") == 1
        data.write_text(text.replace(";1,3", ";1,4"), encoding="utf-8")
        return prepare(root, kina.NAME).document


def kina_pair() -> tuple[Document, Document]:
    return kina.prepared().document, corrected()


REMARKS = {
    "udgift_delegationer": ("udgifter.csv, række 2, beløb", "1,3 mio. kr. -> 1,4 mio. kr."),
    "udgifter/delegationer/beløb": ("udgifter.csv, række 2, beløb", "1,3 -> 1,4"),
    "forbrug_i_alt": ("Summen af udgifter.csv, beløb",),
    "udgifter/total/beløb": ("Summen af udgifter.csv, beløb", "2,8 -> 2,9"),
    "nowhere": ("It is not said.",),
}


def test_the_corrected_annex(update: bool) -> None:
    found = told(*kina_pair())
    if update:
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


def test_comments_at_each_changed_figure() -> None:
    old, new = kina_pair()
    parts = parts_of(redline(old, new, REMARKS))
    comments = etree.fromstring(parts["word/comments.xml"])
    said = {c.get(f"{W}id"): ["".join(p.itertext()) for p in c.iter(f"{W}p")] for c in comments}
    assert {(c.get(f"{W}author"), c.get(f"{W}date")) for c in comments} == {(AUTHOR, DATE)}
    found = []
    for start in etree.fromstring(parts["word/document.xml"]).iter(f"{W}commentRangeStart"):
        inserted, end, reference = list(start.itersiblings())[:3]
        assert (inserted.tag, end.tag) == (f"{W}ins", f"{W}commentRangeEnd")
        assert reference.find(f".//{W}commentReference").get(f"{W}id") == start.get(f"{W}id")
        found.append(("".join(inserted.itertext()), said[start.get(f"{W}id")][0]))
    assert found == [
        ("2,9\xa0mio.\xa0kr.", "Summen af udgifter.csv, beløb"),
        ("1,4\xa0mio.\xa0kr.", "udgifter.csv, række 2, beløb"),
        ("1,4", "udgifter.csv, række 2, beløb"),
        ("2,9", "Summen af udgifter.csv, beløb"),
    ]
    assert said["1"] == ["udgifter.csv, række 2, beløb", "1,3 mio. kr. -> 1,4 mio. kr."]


def test_comments_on_figures_in_footnotes_links_and_rows() -> None:
    """Word has no comments in footnotes, so they stand at the marks."""

    def made(figure: str, *more: Paragraph) -> Document:
        value = Value(figure, "f", "")
        note, another = (Footnote(id, 0, (Text(f"{id}: "), value)) for id in "ab")
        notes = (note, another) if more else (note,)
        link = Link("https://www.regionh.dk", (Text("Se "), value))
        cells = replace(table(("A", "1")), body=TableBody((samples.row("a", "A", (value,)),)))
        return document(words("Et ", *notes, " to."), words("Og ", link, "."), *more, cells)

    old, new = made("1"), made("2", words("Helt nyt: ", Value("2", "f", ""), "."))
    parts = parts_of(redline(old, new, {"f": ("Rettet.",)}))
    assert b"comment" not in parts["word/footnotes.xml"]
    found = []
    for paragraph in etree.fromstring(parts["word/document.xml"]).iter(f"{W}p"):
        count = sum(1 for _ in paragraph.iter(f"{W}commentReference"))
        found += [("".join(t.text or "" for t in paragraph.iter(f"{W}t")), count)] if count else []
    assert found == [("Et  to.", 2), ("Og Se 2.", 1), ("Helt nyt: 2.", 1), ("2", 1)]
    assert read_docx(rejected(redline(old, new))) == normal_form(old, samples.standard().labels)


def test_for_the_house_alone() -> None:
    old, new = kina_pair()
    parts = parts_of(redline(old, replace(new, proof="facts", attachments=PROOF, hash="a" * 64), REMARKS))
    assert [name for name in parts if "customXml" in name or name == "docProps/custom.xml"] == []
    assert MARK in parts["docProps/core.xml"].decode()
    headers = [part.decode() for name, part in parts.items() if name.startswith("word/header")]
    assert [MARK in header for header in headers] == [True, True]
    body = parts["word/document.xml"].decode()
    assert MARK not in body
    assert "w:sdt" not in body
    assert "trackRevisions" not in parts["word/settings.xml"].decode()


@between_two_versions
def test_the_same_bytes_again() -> None:
    assert redline(*kina_pair(), REMARKS) == redline(*kina_pair(), REMARKS)
    old, new = samples.torture(8), samples.small()
    assert redline(old, new) == redline(samples.torture(8), samples.small())


@between_two_versions
def test_every_id_once_and_by_one_author() -> None:
    tracked = [
        e
        for part in ("word/document.xml", "word/footnotes.xml")
        for e in etree.fromstring(parts_of(redline(samples.torture(8), samples.small()))[part]).iter(
            f"{W}ins", f"{W}del", f"{W}bookmarkStart"
        )
    ]
    assert len({e.get(f"{W}id") for e in tracked}) == len(tracked) > 300
    named = [e for e in tracked if e.tag != f"{W}bookmarkStart"]
    assert {(e.get(f"{W}author"), e.get(f"{W}date")) for e in named} == {(AUTHOR, DATE)}


# --- what a person reads ---------------------------------------------------------------------------------


def document(*blocks: object, **changes: Any) -> Document:
    made = replace(samples.small(), sections=(), blocks=tuple(blocks), **changes)
    return whole(made, 0)


def words(*inlines: object) -> Paragraph:
    return samples.paragraph("p", *inlines)


def items(*said: object) -> tuple[ListItem, ...]:
    return tuple(samples.item("i", each) for each in said)


def nested(*said: str) -> BulletList:
    return BulletList("l", (ListItem("i", (words("Et punkt"), BulletList("m", items(*said)))),))


def figure(alt: str = "Søjler", number: int = 1) -> Figure:
    data = samples.logo() if number == 2 else samples.picture()
    return Figure(f"fig-{number}", "Figur", 0, samples.text(f"Besøg {number}"), alt, data, 90.0, 30.0)


def table(*rows: tuple[str, ...], id: str = "tbl-a", heads: tuple[str, ...] = ("Post", "Kr.")) -> Table:
    return Table(
        id,
        "Tabel",
        0,
        samples.text(f"Beløb ({id})"),
        tuple(Column(head, 1 / len(heads)) for head in heads),
        TableHead((samples.row("head", *heads),)),
        TableBody(tuple(samples.row(f"r-{row[0]}", *row) for row in rows)),
        TableFoot(()),
    )


def noted(table: Table, note: str, source: Inlines) -> Table:
    return replace(table, notes=(samples.text(note),), source=source)


REFERENCE = CrossReference("tbl-a", "", 0, "")
CASES: dict[str, tuple[Document, Document, str]] = {
    "a word and a figure": (
        document(words("Der blev brugt ", Value("1,3 mio. kr.", "f", ""), " i alt på rejser.")),
        document(words("Der blev brugt ", Value("1,4 mio. kr.", "f", ""), " i alt til rejser.")),
        "Der blev brugt [-1,3 mio. kr.-]{+1,4 mio. kr.+} i alt [-på-]{+til+} rejser.\n",
    ),
    "a new sentence is not threaded on the old one's spaces": (
        document(words("Sagen er kendt af alle. Mødet blev holdt i maj måned i København.")),
        document(words("Sagen er kendt af alle. Ingen kom til det andet møde, som var i Aarhus.")),
        "Sagen er kendt af alle. [-Mødet blev holdt i maj måned -]"
        "{+Ingen kom til det andet møde, som var +}i [-København-]{+Aarhus+}.\n",
    ),
    "figures side by side": (
        document(words("Fra ", Value("1", "f", ""), " ", Value("2", "g", ""), " til nu.")),
        document(words("Fra ", Value("3", "f", ""), " ", Value("4", "g", ""), " til nu.")),
        "Fra [-1-]{+3+} [-2-]{+4+} til nu.\n",
    ),
    "a number that became a fact": (
        document(words("Der kom 24 gæster.")),
        document(words("Der kom ", Value("24", "f", "24"), " gæster.")),
        "",
    ),
    "a word in bold": (
        document(words("Det er ", "ikke", " sket.")),
        document(words("Det er ", Strong(samples.text("ikke")), " sket.")),
        "Det er [-ikke-]{+ikke+} sket.\n",
    ),
    "a link to another place": (
        document(words("Se ", Link("https://a.dk", samples.text("regnskabet for 2017")), ".")),
        document(words("Se ", Link("https://b.dk", samples.text("regnskabet for 2017")), ".")),
        "Se [-regnskabet for 2017-]{+regnskabet for 2017+}.\n",
    ),
    "paragraphs": (
        document(words("Et."), words("To kom til."), words("Tre.")),
        document(words("Et."), words("Tre."), words("Fire gik igen.")),
        "- To kom til.\n+ Fire gik igen.\n",
    ),
    "a paragraph that changed places": (
        document(words("Et."), words("To."), words("Tre.")),
        document(words("To."), words("Tre."), words("Et.")),
        "- Et.\n+ Et.\n",
    ),
    "items": (
        document(BulletList("l", items("Det første punkt", "Det andet punkt", "Det tredje punkt"))),
        document(BulletList("l", items("Det første punkt", "Nyt i listen her", "Det tredje gode punkt"))),
        "- Det andet punkt\n+ Nyt i listen her\nDet tredje {+gode +}punkt\n",
    ),
    "a list of another kind": (
        document(BulletList("l", items("Det første punkt"))),
        document(OrderedList("l", items("Det første punkt"))),
        "- Det første punkt\n+ Det første punkt\n",
    ),
    "a list inside an item": (
        document(BulletList("l", (ListItem("i", (words("Et punkt"), BulletList("m", items("Under")))),))),
        document(
            BulletList("l", (ListItem("i", (words("Et punkt"), BulletList("m", items("Under", "Ny")))),))
        ),
        "+ Ny\n",
    ),
    "rows": (
        document(table(("A", "1"), ("B", "2"), ("C", "3"))),
        document(table(("A", "1"), ("C", "4"), ("D", "5"))),
        "- B | 2\nC | [-3-]{+4+}\n+ D | 5\n",
    ),
    "a table with other columns": (
        document(table(("A", "1"))),
        document(table(("A", "1", "x"), heads=("Post", "Kr.", "Note"))),
        "- Tabel 1. Beløb (tbl-a)\n- Post | Kr.\n- A | 1\n"
        "+ Tabel 1. Beløb (tbl-a)\n+ Post | Kr. | Note\n+ A | 1 | x\n",
    ),
    "a table before another": (
        document(words("Se ", REFERENCE, "."), table(("A", "1"))),
        document(words("Se ", REFERENCE, "."), table(("X", "9"), id="tbl-ny"), table(("A", "1"))),
        "Se [-tabel 1-]{+tabel 2+}.\n+ Tabel 1. Beløb (tbl-ny)\n+ Post | Kr.\n+ X | 9\n"
        "Tabel [-1-]{+2+}. Beløb (tbl-a)\n",
    ),
    "notes and source of a table": (
        document(noted(table(("A", "1")), "En note.", ())),
        document(
            replace(table(("A", "1")), notes=(samples.text("En ny note."),), source=samples.text("DST"))
        ),
        "En {+ny +}note.\n+ Kilde: DST\n",
    ),
    "a picture": (
        document(figure()),
        document(replace(figure(), alt="Andre søjler", source=samples.text("DST"))),
        "[-<>-]{+<>+}\n+ Kilde: DST\n",
    ),
    "a figure for another": (
        document(figure(number=1), words("Tekst.")),
        document(words("Tekst."), figure(number=2)),
        "- Figur 1. Besøg 1\n- <>\n+ Figur 1. Besøg 2\n+ <>\n",
    ),
    "footnotes": (
        document(words("Et ", Footnote("a", 0, samples.text("Kun de første.")), ", to."), words("Tre.")),
        document(
            words("Et ", Footnote("a", 0, samples.text("Kun de sidste.")), ", to."),
            words("Tre.", Footnote("b", 0, samples.text("Ny."))),
        ),
        "Et [^Kun de [-første-]{+sidste+}.], to.\nTre.{+[^Ny.]+}\n",
    ),
    "a remark": (
        document(Note("n", (words("Tallene er foreløbige."),))),
        document(Note("n", (words("Tallene er endelige."), words("De er revideret.")))),
        "Tallene er [-foreløbige-]{+endelige+}.\n+ De er revideret.\n",
    ),
    "notathoved and title": (
        document(head=(HeadLine("Dato", samples.text("1. maj")), HeadLine("Sag", samples.text("7")))),
        document(
            head=(HeadLine("Dato", samples.text("12. maj")), HeadLine("", samples.text("Rettet version"))),
            title=samples.text("Et stort bilag"),
        ),
        "Dato: [-1-]{+12+}. maj\n- Sag: 7\n+ Rettet version\nEt [-lille-]{+stort+} bilag\n",
    ),
    "a logo": (document(), document(logo=Picture("Logo", samples.logo(), 60.0, 15.0)), "+ <>\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_person_reads(name: str) -> None:
    old, new, expected = CASES[name]
    assert told(old, new) == expected


def test_headings_and_the_contents_list() -> None:
    def made(*titles: str, numbers: bool = False) -> Document:
        some = tuple(
            Section(f"s-{n}", 1, samples.text(title), (words(f"Tekst om {title}."),))
            for n, title in enumerate(titles, 1)
        )
        made = whole(replace(samples.small(), sections=some), 1)
        assert made.contents is not None
        entries = tuple(replace(e, number=str(n)) for n, e in enumerate(made.contents.entries, 1))
        return replace(made, contents=replace(made.contents, entries=entries))

    old, new = made("Baggrund", "Formål", "Økonomi"), made("Baggrund", "Økonomi for alle")
    assert changed(redline(old, new)) == (
        "- 2Formål\n[-3-]{+2+}Økonomi{+ for alle+}\n"
        "- Formål\n- Tekst om Formål.\nØkonomi{+ for alle+}\nTekst om Økonomi{+ for alle+}.\n"
    )


def test_headers_and_footers_too() -> None:
    old = replace(samples.small(), header=samples.text("Sag 17 om Kina"))
    parts = parts_of(redline(old, replace(old, header=samples.text("Sag 18 om Kina"))))
    headers = "".join(part.decode() for name, part in parts.items() if name.startswith("word/header"))
    assert headers.count("<w:delText>17</w:delText>") == headers.count("<w:t>18</w:t>") == 1


@between_two_versions
def test_every_node_against_another_document() -> None:
    """All of one goes and all of the other comes, and the other way round."""
    for old, new in ((samples.torture(8), samples.small()), (samples.small(), samples.torture(8))):
        data = proved(old, replace(new, title=samples.text("Noget ganske andet")))
        assert "word/comments.xml" not in parts_of(data)


def test_nothing_changed() -> None:
    assert told(samples.torture(8), samples.torture(8)) == ""


def test_a_header_that_all_pages_share(tmp_path: Path):
    """The words and the mark stand in it once; what the template had there is gone."""
    made = folder(tmp_path)
    edit_word(made, "word/document.xml", lambda text: text.replace('"rId7"', '"rId6"'))
    old = samples.small()
    new = replace(old, header=samples.text("Sag 18"))
    template, _ = read(made)
    assert template is not None
    shared = write_redline(compare(old, new), template, author=AUTHOR, date=DATE, mark=MARK, remarks={})
    words = [
        [t.text for t in root(data, "word/header1.xml").iter(W + "t", W + "delText")]
        for data in (shared, redline(old, new))
    ]
    assert words[0] == words[1]
