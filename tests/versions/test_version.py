"""A version as the comparison sees it, from a file alone: which figures it prints, and where they stand."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.document import model as m
from bilag.document.forms.normalform import Line, mask, plain
from bilag.versions.delivered import Carried, Delivered, Shown
from bilag.versions.read.readers import read_carried, read_delivered
from bilag.versions.version import Version, of_delivered, of_document
from bilag.write.docx.writer import write_docx
from bilag.write.pdf.writer import write_pdf
from tests.support import kina, samples
from tests.support.documents import FOUND, documents
from tests.support.sampled import examples

LINES = (
    Line("title", text="Bilag om 7 sager"),
    Line("contents", 1, "Hvad 9 sager kostede"),
    Line("heading", 1, "Hvad 9 sager kostede"),
    Line("paragraph", text="De 7 kostede 7 kr., se noten.[^1]"),
    Line("caption", text="Tabel 1. Udgifter"),
    Line("row", 1, cells=("Post", "Beløb")),
    Line("row", 0, cells=("Hus", "7")),
    Line("row", 0, cells=("I alt", "16")),
    Line("footnote", text="Heraf 5 i 2016.", mark="1"),
)


def version(*shown: tuple[str, str], lines: tuple[Line, ...] = LINES) -> Version:
    carried = Carried("docx", tuple(Shown(id, text) for id, text in shown))
    return of_delivered("fil", Delivered("docx", lines), carried)


def said(found: Version) -> list[tuple[str, str]]:
    assert found.printed is not None
    return [(each.id, each.said) for each in found.printed]


def masked(found: Version, line: int) -> str:
    assert found.masked is not None
    return found.masked[line].text or " | ".join(found.masked[line].cells)


def test_a_file_that_knows_no_figure_has_its_lines_alone():
    for carried in (None, Carried("docx")):
        found = of_delivered("fil", Delivered("docx", LINES), carried)
        assert (found.lines, found.masked, found.printed, found.facts) == (LINES, None, None, None)


def test_each_figure_is_the_first_of_its_text_after_the_one_before():
    found = version(("titel", "7"), ("antal", "7"), ("kroner", "7"), ("hus", "7"), ("i_alt", "16"))
    assert [id for id, _ in said(found)] == ["titel", "antal", "kroner", "hus", "i_alt"]
    assert masked(found, 0) == f"Bilag om {mask('titel')} sager"
    assert masked(found, 3) == f"De {mask('antal')} kostede {mask('kroner')} kr., se noten.[^1]"
    assert masked(found, 6) == f"Hus | {mask('hus')}"
    assert found.lines == LINES
    assert found.partial


def test_words_that_say_the_same_before_a_figure_are_taken_for_it():
    """A file does not say where: what comes after is still found."""
    found = version(("antal", "7"), ("i_alt", "16"))
    assert said(found) == [("antal", "Bilag om 7 sager"), ("i_alt", "I alt | 16")]


def test_a_contents_list_repeats_and_has_no_figure_of_its_own():
    found = version(("sager", "9"))
    assert masked(found, 1) == LINES[1].text
    assert masked(found, 2) == f"Hvad {mask('sager')} sager kostede"


def test_a_figure_in_a_cell_has_its_row_and_column():
    found = version(("hus", "7"), lines=LINES[4:])
    assert found.printed is not None
    place = found.printed[0].place
    assert (place.caption, place.row, place.row_head) == ("Tabel 1. Udgifter", 1, "Hus")
    assert (place.column, place.column_head) == (2, "Beløb")


def test_a_figure_in_a_footnote_comes_last():
    found = version(("i_alt", "16"), ("heraf", "5"))
    assert said(found)[-1] == ("heraf", "Heraf 5 i 2016.")


@pytest.mark.parametrize("text", ["404", ""])
def test_one_that_is_not_there_is_left_out_and_holds_up_no_other(text: str):
    assert [id for id, _ in said(version(("væk", text), ("i_alt", "16")))] == ["i_alt"]


# --- files that were written -----------------------------------------------------------------------------


def numbered(document: m.Document, proof: m.Proof) -> m.Document:
    """Each figure with an id and a text that no other has."""
    numbers = count(1)

    def change(node: Any) -> Any:
        if not isinstance(node, m.Value):
            return node
        number = next(numbers)
        return replace(node, fact=f"f{number}", text=f"7.{number:03},5")

    made = replace(samples.edited(document, change), proof=proof)
    return samples.contents_of(made, 2) if made.contents else made


def figures(found: Version) -> list[tuple[str, str]]:
    assert found.printed is not None
    return [(each.id, plain(each.text)) for each in found.printed]


def hold(document: m.Document, notes: set[str]) -> None:
    """PDF knows all figures of the document; Word all that it has a control for. Each stands where it does in
    the document, but for those of footnotes, which come last."""
    template = samples.standard()
    whole = of_document("model", document, template.labels)
    places = {each.id: each.place for each in whole.printed or ()}
    for write in (write_pdf, write_docx):
        data = write(document, template)
        carried = read_carried(data)
        if not carried.shown:
            continue
        found = of_delivered("fil", read_delivered(data), carried)
        shown = [(each.id, each.text) for each in carried.shown]
        everything = figures(whole)
        if write is write_pdf:
            assert shown[: len(everything)] == figures(found)
            assert sorted(figures(found)) == sorted(everything)
        else:
            assert shown == figures(found)
            assert set(figures(found)) <= set(everything)
        known = {id for id, _ in shown}
        body = [each for each in everything if each[0] not in notes and each[0] in known]
        assert [each for each in figures(found) if each[0] not in notes] == body
        for each in found.printed or ():
            if each.id not in notes:
                own = places[each.id]
                assert (each.place.row, each.place.column) == (own.row, own.column)


def in_footnotes(document: m.Document) -> set[str]:
    found: set[str] = set()

    def look(node: Any) -> Any:
        if isinstance(node, m.Footnote):
            samples.edited(replace(document, title=node.content, sections=(), blocks=()), collect)
        return node

    def collect(node: Any) -> Any:
        if isinstance(node, m.Value):
            found.add(node.fact)
        return node

    samples.edited(document, look)
    return found


@examples(3, 30, phases=FOUND, suppress_health_check=list(HealthCheck))
@given(drawn=documents(), proof=st.sampled_from(("none", "facts")))
def test_files_that_nobody_wrote(drawn: m.Document, proof: m.Proof):
    document = numbered(drawn, proof)
    hold(document, in_footnotes(document))


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_annex_as_it_is_built_prints_in_its_files_what_it_prints(kind: str):
    """Every figure of the body is the document's; ids travel without the keys of rows."""
    prepared, data = kina.prepared(), kina.output(kind)
    found = of_delivered("fil", read_delivered(data), read_carried(data))
    whole = of_document("model", prepared.document, prepared.template.labels)
    assert len(figures(found)) > 40
    texts = [text for _, text in figures(whole)]
    assert [text for _, text in figures(found)] == texts
    named = {id for id, _ in figures(whole) if "/" not in id}
    assert {id for id, _ in figures(found) if "/" not in id} == named
