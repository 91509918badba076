"""One rounding policy for a document: in tables and in the text alike."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.compose.printing import rounded
from bilag.compose.rounding import apportioned
from bilag.diagnostics.findings import BuildFailed
from bilag.diagnostics.rules import Severity
from bilag.document.model import Table
from bilag.document.walks import passages, words
from tests.support.paths import BASE
from tests.support.rounding import THIRDS, directive, prepared

NOTE = "I tabellen kan afrunding medføre, at tallene ikke summer til totalen."
ADJUSTED = "Tallene er afrundet, så de summer til totalen."
"""Rounded one by one 1 + 1 + 0, together 3."""


# --- sharing out -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("1.4 1.4 0.4", "2 1 0"),
        ("1.6 1.6 1.6", "2 2 1"),
        ("0.5 0.5", "1 0"),  # the first of equals
        ("-1.4 -1.4 -0.4", "-1 -1 -1"),
        ("-0.5 0.5", "-1 1"),  # adds up as it is
        ("2.5 -1.2 0.1", "2 -1 0"),
        ("1 2 3", "1 2 3"),
        ("", ""),
    ],
)
def test_apportioned(values, expected):
    found = apportioned(tuple(map(Decimal, values.split())), Decimal(1))
    assert found == tuple(map(Decimal, expected.split()))


AMOUNTS = st.lists(st.decimals(-10_000, 10_000, places=4), max_size=30)
STEPS = st.sampled_from([Decimal("0.01"), Decimal("0.1"), Decimal(1), Decimal(100)])


@given(AMOUNTS, STEPS)
def test_the_parts_add_up_and_none_moves_by_a_whole_step(values, step):
    found = apportioned(values, step)
    assert sum(found, Decimal(0)) == rounded(sum(values, Decimal(0)), step)
    for value, part in zip(values, found, strict=True):
        assert part % step == 0
        assert abs(part - value) < step


@given(AMOUNTS, STEPS)
def test_what_adds_up_stays_as_it_is_rounded(values, step):
    alone = tuple(rounded(value, step) for value in values)
    if sum(alone, Decimal(0)) == rounded(sum(values, Decimal(0)), step):
        assert apportioned(values, step) == alone


@given(AMOUNTS, STEPS)
def test_a_smaller_share_is_never_rounded_above_a_larger(values, step):
    """Of two parts that are rounded down to the same figure, the one that lost more is not the lower."""
    pairs = sorted(zip(values, apportioned(values, step), strict=True))
    assert all(one[1] <= other[1] for one, other in pairwise(pairs) if one[0] < other[0])


# --- documents -------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    shutil.copytree(BASE, tmp_path / "projekt")
    return tmp_path / "projekt"


def figures(document):
    """The figures of each table, its total last."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [[words(row.cells[1].content) for row in (*t.body.rows, *t.foot.rows)] for t in tables]


def notes(document):
    return [words(note) for block in document.blocks if isinstance(block, Table) for note in block.notes]


def text_of(document):
    return " ".join(words(p.content) for p in passages(document)).replace("\u00a0", " ")


def found(report):
    return [(f.rule, str(f.span), f.severity) for f in report]


def test_each_on_its_own_when_nothing_is_said(project):
    done = prepared(project, directive())
    assert figures(done.document) == [["1", "1", "0", "3"]]
    assert notes(done.document) == [NOTE]
    assert found(done.report) == []


def test_half_up_is_what_happens_when_nothing_is_said(project):
    asked, silent = prepared(project, directive(), rounding="half-up"), prepared(project, directive())
    assert figures(asked.document) == figures(silent.document)
    assert notes(asked.document) == notes(silent.document)


def test_the_parts_are_made_to_add_up(project):
    done = prepared(project, directive(), rounding="largest-remainder")
    assert figures(done.document) == [["2", "1", "0", "3"]]
    assert notes(done.document) == [ADJUSTED]
    assert found(done.report) == []
    cells = [cell for block in done.document.blocks if isinstance(block, Table) for cell in block.body.rows]
    assert [row.cells[1].exact for row in cells] == ["1.4", "1.4", "0.4"]


def test_the_order_of_the_rows_decides_between_equals(project):
    body = directive("total: I alt\nsort: art")  # "anlæg" comes first
    assert figures(prepared(project, body, rounding="largest-remainder").document) == [["1", "1", "1", "3"]]


def test_nothing_is_said_where_it_adds_up(project):
    done = prepared(project, directive(), rounding="largest-remainder", csv=("A;1,4;;drift", "B;0,6;;drift"))
    assert figures(done.document) == [["1", "1", "2"]]
    assert notes(done.document) == []


def test_without_a_total_nothing_is_adjusted(project):
    done = prepared(project, directive("sort: post"), rounding="largest-remainder")
    assert figures(done.document) == [["1", "1", "0"]]
    assert notes(done.document) == []


def test_a_table_as_exact_as_its_source(project):
    """Without a format a part is printed as stated, and the total no more exactly than all of them."""
    done = prepared(
        project, directive(form=""), rounding="largest-remainder", csv=("A;1,25;;drift", "B;0,5;;drift")
    )
    assert figures(done.document) == [["1,3", "0,5", "1,8"]]
    assert notes(done.document) == [ADJUSTED]


def test_what_is_under_a_figure_is_not_made_another(project):
    done = prepared(
        project, directive(), rounding="largest-remainder", csv=(*THIRDS[:2], "C;0,4;under;anlæg")
    )
    assert figures(done.document) == [["1", "1", "under 0", "under 3"]]
    assert notes(done.document) == [NOTE]


def test_a_figure_is_the_same_in_the_text(project):
    facts = (
        "a: {value: udgifter.beløb, where: {post: A}}\n"
        "b: {value: udgifter.beløb, where: {post: B}}\n"
        "samme: {calc: a}\n"
    )
    body = (
        "{{ a | mio. kr. }} eller {{ samme | mio. kr. }} til A, {{ b | mio. kr. }} til B, "
        "helt præcist {{ a | mio_kr }}.\n\n"
    )
    done = prepared(project, body + directive(), rounding="largest-remainder", facts=facts)
    said = "2 mio. kr. eller 2 mio. kr. til A, 1 mio. kr. til B, helt præcist 1,4 mio. kr."
    assert said in text_of(done.document)
    assert {fact.id: fact.value for fact in done.document.facts}["a"] == "1.4"
    assert found(done.report) == []


def test_a_count_of_one_cell_is_not_the_cell(project):
    facts = (
        "antal: {count: udgifter.beløb, where: {post: A}}\nalene: {sum: udgifter.beløb, where: {post: A}}\n"
    )
    body = "{{ antal | heltal }} post på {{ alene | mio. kr. }} i alt.\n\n"
    csv = ("A;1,0;;drift", "B;1,4;;drift", "C;1,4;;drift", "D;1,4;;drift", "E;1,4;;drift")
    done = prepared(project, body + directive(), rounding="largest-remainder", facts=facts, csv=csv)
    assert figures(done.document) == [["1", "2", "2", "1", "1", "7"]]
    assert "1 post på 1 mio. kr. i alt." in text_of(done.document)
    done = prepared(project, body + directive(), rounding="largest-remainder", facts=facts)
    assert "1 post på 2 mio. kr. i alt." in text_of(done.document)


def test_a_figure_in_another_unit_with_the_same_last_digit(project):
    facts = "b: {value: udgifter.beløb, where: {post: B}}\n"
    body = "{{ b | mia. kr., 4 decimaler }} eller {{ b | mio. kr. }}.\n\n"
    csv = ("A;1,45;;drift", "B;1,45;;drift", "C;0,40;;drift")
    table = directive(form="format: mio_kr")
    done = prepared(project, body + table, rounding="largest-remainder", facts=facts, csv=csv)
    assert figures(done.document) == [["1,5", "1,4", "0,4", "3,3"]]
    assert "0,0014 mia. kr. eller 1 mio. kr." in text_of(done.document)


def test_a_table_without_a_total_says_the_same(project):
    body = directive("sort: post", id="b") + "\n" + directive()
    done = prepared(project, body, rounding="largest-remainder")
    assert figures(done.document) == [["2", "1", "0"], ["2", "1", "0", "3"]]


def test_two_tables_that_cannot_both_add_up(project):
    """B and C are 2 + 0 in a table of their own, where the first, with A, says 1 + 0."""
    body = directive() + "\n" + directive("total: I alt\nwhere: {post: {not: A}}", id="b")
    done = prepared(project, body, rounding="largest-remainder")
    assert figures(done.document) == [["2", "1", "0", "3"], ["2", "0", "2"]]
    ((rule, place, severity),) = found(done.report)
    assert (rule, severity) == ("ROUNDING-DIFFERS", Severity.WARNING)
    assert place == "content/prove/bilag.md:16:34"
    (each,) = done.report
    said = {"id": "udgifter/B/beløb", "text": "2", "other": "1", "place": "content/prove/bilag.md:6"}
    assert dict(each.args) == said


def test_cells_that_agree_and_are_not_printed_alike(project):
    """One fact for two cells that hold the same, of which one was adjusted."""
    facts = "drift: {value: udgifter.beløb, where: {art: drift}}\n"
    body = "{{ drift | mio. kr. }} hver.\n\n"
    done = prepared(project, body + directive(), rounding="largest-remainder", facts=facts)
    assert "1 mio. kr. hver." in text_of(done.document)
    ((rule, place, _),) = found(done.report)
    assert (rule, place) == ("ROUNDING-DIFFERS", "content/prove/bilag.md:6:1")


def test_refused(project):
    with pytest.raises(BuildFailed) as failed:
        prepared(project, directive(), rounding="refuse")
    (each,) = failed.value.report
    assert (each.rule, each.severity, str(each.span)) == (
        "SUMS-PRINTED",
        Severity.ERROR,
        "content/prove/bilag.md:9:34",
    )
    assert dict(each.args) == {"id": "a/total/beløb", "parts": "1, 1, 0", "sum": "2", "total": "3"}


def test_not_refused_where_it_adds_up(project):
    done = prepared(project, directive(form="format: mio_kr"), rounding="refuse")
    assert figures(done.document) == [["1,4", "1,4", "0,4", "3,2"]]


def test_a_policy_for_the_whole_project(project):
    (project / "bilag.toml").write_text('rounding = "largest-remainder"\n', encoding="utf-8")
    assert figures(prepared(project, directive()).document) == [["2", "1", "0", "3"]]
    asked = prepared(project, directive(), rounding="half-up")
    assert figures(asked.document) == [["1", "1", "0", "3"]]


def test_a_policy_that_is_none(project):
    with pytest.raises(BuildFailed) as failed:
        prepared(project, directive(), rounding="bankers")
    assert [f.rule for f in failed.value.report] == ["SHAPE-CHOICE"]


# --- sums in the text ------------------------------------------------------------------------------------

PARTS = (
    "a: {value: udgifter.beløb, where: {post: A}}\n"
    "b: {value: udgifter.beløb, where: {post: B}}\n"
    "c: {value: udgifter.beløb, where: {post: C}}\n"
    "i_alt: {sum: udgifter.beløb}\n"
    "drift: {sum: udgifter.beløb, where: {art: drift}}\n"
    "anlaeg: {sum: udgifter.beløb, where: {art: anlæg}}\n"
    "regnet: {calc: drift + anlaeg}\n"
    "forskel: {calc: drift - anlaeg}\n"
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("{{ i_alt | mio. kr. }}: {{ a | mio. kr. }}, {{ b | mio. kr. }} og {{ c | mio. kr. }}", "1 1 0"),
        ("{{ regnet | mio_kr }}: {{ drift | mio_kr }} og {{ anlaeg | mio_kr }}", None),
        ("{{ i_alt | mio_kr }}: {{ a | mio_kr }}, {{ b | mio_kr }} og {{ c | mio_kr }}", None),
        ("{{ i_alt | mio. kr. }}: {{ a | mio. kr. }} og {{ b | mio. kr. }}", None),  # not all of them
        ("{{ i_alt | mio. kr. }}: {{ a | mio_kr }}, {{ b | mio_kr }} og {{ c | mio_kr }}", None),
        ("{{ forskel | mio. kr. }}: {{ drift | mio. kr. }} og {{ anlaeg | mio. kr. }}", None),
        ("{{ i_alt | mio. kr. }}: {{ drift | mio. kr. }} og {{ anlaeg | mio. kr. }}", None),  # 3 and 0
    ],
)
def test_sums_in_the_text(project, text, parts):
    done = prepared(project, text, facts=PARTS)
    if parts is None:
        assert found(done.report) == []
        return
    (each,) = done.report
    assert (each.rule, str(each.span), each.severity) == (
        "SUMS-PRINTED",
        "content/prove/bilag.md:5:1",
        Severity.WARNING,
    )
    texts = ", ".join(f"{part}\u00a0mio.\u00a0kr." for part in parts.split())
    assert dict(each.args) == {
        "id": "i_alt",
        "parts": texts,
        "sum": str(sum(map(int, parts.split()))),
        "total": "3\u00a0mio.\u00a0kr.",
    }


@pytest.mark.parametrize(
    "text",
    [
        "{{ regnet | mio. kr. }}: {{ drift | mio. kr. }} og {{ anlaeg | mio. kr. }}",
        "{{ i_alt | mio. kr. }}: {{ drift | mio. kr. }} og {{ anlaeg | mio. kr. }}",
    ],
)
def test_sums_of_sums_in_the_text(project, text):
    done = prepared(project, text, facts=PARTS, csv=("A;1,4;;drift", "B;1,0;;drift", "C;0,4;;anlæg"))
    (each,) = done.report
    assert dict(each.args)["sum"] == "2"


def test_a_sum_in_the_text_is_refused(project):
    text = "{{ i_alt | mio. kr. }}: {{ a | mio. kr. }}, {{ b | mio. kr. }} og {{ c | mio. kr. }}"
    with pytest.raises(BuildFailed) as failed:
        prepared(project, text, rounding="refuse", facts=PARTS)
    assert [(f.rule, f.severity) for f in failed.value.report] == [("SUMS-PRINTED", Severity.ERROR)]


def test_a_table_that_adds_up_makes_the_text_add_up(project):
    text = "{{ i_alt | mio. kr. }}: {{ a | mio. kr. }}, {{ b | mio. kr. }} og {{ c | mio. kr. }}\n\n"
    done = prepared(project, text + directive(), rounding="largest-remainder", facts=PARTS)
    assert found(done.report) == []
    assert "3 mio. kr.: 2 mio. kr., 1 mio. kr. og 0 mio. kr." in text_of(done.document)


def test_what_is_said_of_many_parts_is_short(project):
    rows = tuple(f"P{n};0,4;;drift" for n in range(12))
    with pytest.raises(BuildFailed) as failed:
        prepared(project, directive(), rounding="refuse", csv=rows)
    (each,) = failed.value.report
    assert dict(each.args)["parts"] == "0, 0, 0, 0, 0, 0, 0, 0, ... (12)"


def test_exact_values_stay_in_the_file_of_facts(project):
    from bilag.write.writers import write_facts

    facts = "a: {value: udgifter.beløb, where: {post: A}}\n"
    done = prepared(
        project, "{{ a | mio. kr. }}\n\n" + directive(), rounding="largest-remainder", facts=facts
    )
    (record,) = [
        fact for fact in json.loads(write_facts(done.document, done.template))["facts"] if fact["id"] == "a"
    ]
    assert record["value"] == "1.4"
    assert [printed["text"] for printed in record["printed"]] == ["2\u00a0mio.\u00a0kr."]
