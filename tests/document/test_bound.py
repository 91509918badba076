"""The printed facts as the files know them: ids, tags, and the nodes that Word's controls are bound to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.document.bound import LONGEST_TAG, MOST_CELLS, binds_body, bound_facts, key, numbered, tag
from bilag.document.model import (
    Cell,
    Document,
    Emphasis,
    FactRecord,
    Footnote,
    Link,
    Row,
    Section,
    Strong,
    TableBody,
    Text,
    Value,
)
from tests.support.bounddocs import MIO, document, fact, paragraph, table


def said(document: Document) -> list[tuple[int, str, str]]:
    return [(f.number, f.id, f.text) for f in bound_facts(document).values()]


def test_one_node_for_a_fact_and_form_in_the_order_of_the_text():
    words = Footnote("fn", 1, (fact("1", "i_noten", "1"),))
    some = document(
        paragraph(fact(), Strong((fact("2.800.000 kr."),)), words),
        paragraph(Emphasis((fact(),)), Link("https://x.dk", (fact("7", "i_link", "7"),))),
        title=(Text("A "), fact("2012", "periode", "2012")),
        sections=(Section("s", 1, (fact("2017", "slut", "2017"),), ()),),
    )
    assert said(some) == [
        (1, "periode", "2012"),
        (2, "i_alt", MIO),
        (3, "i_alt", "2.800.000 kr."),
        (4, "i_noten", "1"),
        (5, "slut", "2017"),
    ]


def test_a_fact_that_prints_nothing_has_no_node():
    assert bound_facts(document(paragraph(fact("")))) == {}


def test_header_and_footer_have_none():
    assert bound_facts(document(header=(fact(),), footer=(fact(),))) == {}


@pytest.mark.parametrize(("figures", "count"), [("control", 1), ("bookmark", 1), ("none", 0)])
def test_the_front_matter_chooses(figures, count):
    assert len(bound_facts(document(paragraph(fact()), figures=figures))) == count


# --- what travels ---


def test_without_proof_the_keys_of_rows_stay_behind():
    facts = bound_facts(document(table(2, 1)))
    assert [f.id for f in facts.values()] == ["tal/1/c1", "tal/2/c1", "tal/total/c1"]
    assert all((f.value, f.unit, f.cells) == ("", "", ()) for f in facts.values())


def test_two_tables_with_equal_figures_do_not_share_a_node():
    """Without keys their ids are alike, but they are two facts: who changes one has not changed the other."""
    first = table(1, 1, total=False)
    other = replace(
        first, id="u", body=TableBody((Row("b", (Cell((Value("1", "tal/b/c1", "1"),), "tal/b/c1"),)),))
    )
    assert said(document(first, other)) == [(1, "tal/1/c1", "1"), (2, "tal/1/c1", "1")]


@pytest.mark.parametrize("proof", ["facts", "data"])
def test_with_proof_the_nodes_say_where_a_figure_comes_from(proof):
    facts = bound_facts(document(table(1, 1), proof=proof)).values()
    assert [(f.id, f.value, f.unit, f.cells) for f in facts] == [
        ("tal/hemmelig-1/c1", "1", "kr.", ("data/a/tal.csv:2:1",)),
        ("tal/total/c1", "9", "kr.", ("data/a/tal.csv:10:1",)),
    ]


def test_a_fact_made_of_facts_comes_from_their_cells_each_once():
    def record(id: str, inputs: tuple[str, ...], *cells: str) -> FactRecord:
        return FactRecord(id, "", "1", "kr.", "", "", "value", "", inputs, cells)

    records = record("a", ("b", "c"), "x:1"), record("b", ("c",), "x:2"), record("c", ("a",), "x:2", "x:3")
    (fact_,) = bound_facts(document(paragraph(fact("1", "a", "1")), proof="facts", facts=records)).values()
    assert fact_.cells == ("x:1", "x:2", "x:3")
    assert fact_.unit == "kr."


def test_a_cell_keeps_its_id_without_a_figure_of_its_own():
    cell = Cell((Text("se "), fact()))
    assert numbered(cell, 3) == cell.content
    own = Cell((Value("1", "t/k/c", "1"), fact()), "t/k/c", "1")
    assert [value.fact for value in numbered(own, 3)] == ["t/3/c", "i_alt"]


# --- large tables ---


def test_the_body_of_a_large_table_is_not_bound_but_its_totals_are():
    assert binds_body(table(MOST_CELLS // 2))
    large = table(MOST_CELLS // 2 + 1)
    assert not binds_body(large)
    assert said(document(large)) == [(1, "tal/total/c1", "9"), (2, "tal/total/c2", "9")]
    assert len(bound_facts(document(table(MOST_CELLS // 2)))) == MOST_CELLS + 2


# --- tags ---


def test_a_tag_is_the_id_where_word_has_room_for_it():
    assert tag("x" * LONGEST_TAG) == "x" * LONGEST_TAG
    short = tag("x" * 65)
    assert len(short) == LONGEST_TAG
    assert short.startswith("x" * 51 + "~")
    assert short != tag("x" * 66)


@given(st.text(max_size=200), st.text(max_size=200))
def test_tags_fit_and_tell_ids_apart(one, other):
    assert len(tag(one).encode("utf-16-le", "surrogatepass")) <= 2 * LONGEST_TAG
    assert (tag(one) == tag(other)) is (one == other)


def test_signs_beyond_the_basic_plane_count_as_two():
    assert len(tag("\U0001f600" * 40).encode("utf-16-le")) // 2 <= LONGEST_TAG


def test_a_value_is_found_by_its_key():
    value = fact()
    assert bound_facts(document(paragraph(value)))[key(value)].text == MIO
