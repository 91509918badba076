"""Two documents compared: what stands for what, before anything is written.

How a redline tells it, node by node, is in `test_redline.py`.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.document.model import (
    Column,
    CrossReference,
    Document,
    Emphasis,
    Footnote,
    Inlines,
    Link,
    Marked,
    Strong,
    Table,
    TableBody,
    TableFoot,
    TableHead,
    Text,
    Value,
)
from bilag.document.revisions import (
    FootnoteRevision,
    HeadingRevision,
    ParagraphRevision,
    RevisedWords,
    TableRevision,
    TextRevision,
    Whole,
)
from bilag.document.walks import words as plain_words
from bilag.versions.compare.documents import compare
from bilag.versions.compare.words import compare_words
from tests.support import samples
from tests.support.hang import no_hang
from tests.support.randomdocs import Maker

MARKS = {"kept": "{}", "inserted": "{{+{}+}}", "deleted": "[-{}-]"}


def spoken(words: RevisedWords) -> str:
    return "".join(
        MARKS[span.state].format(plain_words(span.content))
        if isinstance(span, TextRevision)
        else f"[^{spoken(span.words)}]"
        for span in words
    )


def value(text: str, fact: str = "f") -> Value:
    return Value(text, fact, "")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("et to",), ("et to",), "et to"),
        ((), ("et",), "{+et+}"),
        (("et",), (), "[-et-]"),
        (("et to tre",), ("et fire tre",), "et [-to-]{+fire+} tre"),
        (("1.234,5 kr.",), ("1.234,6 kr.",), "[-1.234,5-]{+1.234,6+} kr."),
        (("arbejds\u00admarked",), ("arbejdsmarked",), "[-arbejds\u00admarked-]{+arbejdsmarked+}"),
        (("et to tre fire",), ("et 2 3 fire",), "et [-to tre-]{+2 3+} fire"),
        ((value("1"), " ", value("2", "g")), (value("3"), " ", value("4", "g")), "[-1-]{+3+} [-2-]{+4+}"),
        ((value("1,3 mio. kr."),), (value("1,4 mio. kr."),), "[-1,3 mio. kr.-]{+1,4 mio. kr.+}"),
        ((value("1"),), (value("1", "g"),), "1"),
        (("der kom 24",), ("der kom ", value("24")), "der kom 24"),
        (("et ", Strong((Text("to"),))), ("et to",), "et [-to-]{+to+}"),
        (("et ", Marked("claim", "x = 2", (Text("to"),))), ("et to",), "et to"),
        (("et ", Marked("lang", "en", (Text("to"),))), ("et to",), "et [-to-]{+to+}"),
        ((CrossReference("t", "", 1, "t 1"),), (CrossReference("t", "", 2, "t 2"),), "[-t 1-]{+t 2+}"),
        ((CrossReference("t", "", 1, "t 1"),), (CrossReference("u", "", 1, "t 1"),), "[-t 1-]{+t 1+}"),
        ((Link("a", (Text("her og der"),)),), (Link("a", (Text("her og nu"),)),), "her og [-der-]{+nu+}"),
        ((Footnote("a", 1, (Text("x y"),)),), (Footnote("a", 2, (Text("x z"),)),), "[^x [-y-]{+z+}]"),
        ((Footnote("a", 1, (Text("x"),)),), (Footnote("b", 2, (Text("x"),)),), ""),
        ((Footnote("a", 1, (Text("x"),)),), (Footnote("b", 2, (Text("y"),)),), "[--]{++}"),
    ],
)  # fmt: skip
def test_words(old: tuple[object, ...], new: tuple[object, ...], expected: str) -> None:
    """A footnote shows as its words where they changed, and else not at all."""
    one, other = (samples.paragraph("p", *each).content for each in (old, new))
    assert spoken(compare_words(one, other)) == expected


def test_what_is_kept_is_the_new_ones() -> None:
    old = samples.paragraph("p", "et ", Emphasis((Text("to"),)), value("3", "f")).content
    new = samples.paragraph(
        "p", "et ", Emphasis((Marked("free", "", (Text("to"),)),)), value("3", "g")
    ).content
    (span,) = compare_words(old, new)
    assert span == TextRevision("kept", new)


def side(words: RevisedWords, gone: str) -> Inlines:
    """Running text without what is of the state `gone`, its pieces joined as text."""
    found: Inlines = ()
    for span in words:
        if isinstance(span, FootnoteRevision):
            found += (span.old if gone == "inserted" else span.new,)
        elif span.state != gone:
            found += span.content
    return found


@given(st.integers(0, 2**32))
def test_either_side_has_all_its_words(seed: int) -> None:
    maker = Maker(Random(seed))
    old, new = maker.inlines(8), maker.inlines(8)
    words = compare_words(old, new)
    assert plain_words(side(words, "inserted")) == plain_words(old)
    assert plain_words(side(words, "deleted")) == plain_words(new)
    assert [s.state for s in words if isinstance(s, TextRevision)] != ["kept", "kept"]


def test_a_correction_is_one_row_and_what_comes_of_it() -> None:
    old = samples.torture(200)
    (table,) = (b for b in old.sections[1].blocks if isinstance(b, Table))
    rows = list(table.body.rows)
    rows[100] = samples.row("101", "Nr. 101", "Række nummer 101", "1,00", "303,03", "707,07", "9,09")
    changed = replace(table, body=replace(table.body, rows=tuple(rows)))
    new = samples.edited(old, lambda node: changed if getattr(node, "id", "") == table.id else node)
    found = [
        each for each in compare(old, new).body if not (isinstance(each, Whole) and each.state == "kept")
    ]
    headings = [each for each in found if isinstance(each, HeadingRevision)]
    assert all(spoken(each.line.words) == plain_words(each.section.title) for each in headings)
    (revision,) = (each for each in found if not isinstance(each, HeadingRevision))
    assert isinstance(revision, TableRevision)
    assert [row.state for row in revision.body] == ["kept"] * 200
    told = [" | ".join(map(spoken, row.cells)) for row in revision.body]
    assert [line for line in told if "[-" in line] == [
        "Nr. 101 | Række nummer 101 | [-101,01-]{+1,00+} | 303,03 | 707,07 | [-909,09-]{+9,09+}"
    ]


def table(*rows: tuple[str, ...], keys: tuple[str, ...]) -> Document:
    made = samples.figures_table()
    body = replace(
        made.body,
        rows=tuple(samples.row(key, *row, "", "") for key, row in zip(keys, rows, strict=True)),
    )
    return replace(samples.small(), sections=(), blocks=(replace(made, body=body),))


def row_states(old: Document, new: Document) -> list[tuple[str, str]]:
    (revision,) = compare(old, new).body
    assert isinstance(revision, TableRevision)
    return [(row.state, spoken(row.cells[0])) for row in revision.body]


def test_rows_by_their_key() -> None:
    """Whatever stands in them."""
    old = table(("A", "1"), ("B", "2"), keys=("a", "b"))
    new = table(("Ny", "1"), ("X", "9"), ("C", "2"), keys=("n", "a", "b"))
    expected = [("inserted", "{+Ny+}"), ("kept", "[-A-]{+X+}"), ("kept", "[-B-]{+C+}")]
    assert row_states(old, new) == expected


def test_rows_that_are_only_counted_by_what_they_say() -> None:
    old = table(("A", "1"), ("B", "2"), ("C", "3"), keys=("1", "2", "3"))
    new = table(("Ny", "9"), ("A", "1"), ("B", "4"), keys=("1", "2", "3"))
    expected = [("inserted", "{+Ny+}"), ("kept", "A"), ("kept", "B"), ("deleted", "[-C-]")]
    assert row_states(old, new) == expected


def test_a_paragraph_and_its_version() -> None:
    """Likeness decides, and ids, which count places, do not."""
    old = [
        samples.paragraph(f"p{n}", f"Afsnit nummer {n} om {what} og intet andet.")
        for n, what in enumerate("abc")
    ]
    new = [samples.paragraph("p0", "Noget helt nyt først."), *old[:2]]
    new[2] = samples.paragraph("p2", "Afsnit nummer 1 om bær og intet andet.")
    found = compare(
        replace(samples.small(), sections=(), blocks=tuple(old)),
        replace(samples.small(), sections=(), blocks=tuple(new)),
    ).body
    assert [
        each.state if isinstance(each, Whole) else spoken(each.words)
        for each in found
        if isinstance(each, Whole | ParagraphRevision)
    ] == ["inserted", "kept", "Afsnit nummer 1 om [-b-]{+bær+} og intet andet.", "deleted"]


@pytest.mark.parametrize("start", ["", pytest.param("k", marks=pytest.mark.long)])
def test_long_tables_take_no_square(start: str) -> None:
    """Ten thousand rows of which none says the same: without keys, and with them."""

    def made(said: str) -> Document:
        rows = tuple(samples.row(f"{start}{n}", f"{said} {n}", f"{n}") for n in range(1, 10_001))
        head = TableHead((samples.row("head", "Navn", "Antal"),))
        columns = (Column("navn", 0.5), Column("antal", 0.5, "end"))
        one = Table("t", "Tabel", 1, (), columns, head, TableBody(rows), TableFoot(()))
        return replace(samples.small(), sections=(), blocks=(one,))

    old, new = made("Nr."), made("Post")
    with no_hang():
        (revision,) = compare(old, new).body
    assert isinstance(revision, TableRevision)
    assert {row.state for row in revision.body} == {"kept"}
    assert spoken(revision.body[-1].cells[0]) == "[-Nr.-]{+Post+} 10000"
