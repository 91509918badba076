"""From markup and facts to the document: full stops, capitals, tables, totals and what is refused."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.compose.inlines import Inliner, Numbered
from bilag.compose.printing import fact_text, rounded, scaled, wanted_format
from bilag.compose.tables import shares
from bilag.danish.edtf import parse as edtf
from bilag.diagnostics.findings import BuildFailed, Report, Span
from bilag.document.model import (
    CrossReference,
    Document,
    Footnote,
    Marked,
    Meta,
    Paragraph,
    Table,
    Text,
    Value,
)
from bilag.document.walks import leaves, sections, words
from bilag.inputs.facts import PLAIN, Fact, Resolved, unit_named
from bilag.inputs.tables import Interval
from bilag.pipeline.prepare import prepare
from bilag.validate.markdown import parse_markdown
from bilag.write.pdf.writer import write_pdf
from tests.support.paths import BASE
from tests.support.pdfkit import ink
from tests.support.samples import standard

NBSP = "\u00a0"


def fact(id, value, unit="", step=None, qualifier=""):
    return Fact(id, value, unit_named(unit), "value", step, qualifier)


FACTS = {
    f.id: f
    for f in (
        fact("forbrug", Decimal("2.8"), "mio. kr.", Decimal(100000)),
        fact("cirka", Decimal("0.5"), "årsværk", Decimal("0.1"), "ca."),
        fact("under", Decimal("0.1"), "årsværk", Decimal("0.1"), "under"),
        fact("antal", Decimal(3)),
        fact("andel", Decimal(1) / Decimal(3)),
        fact("dag", edtf("2016-09-05")),
        fact("periode", edtf("2012/2017")),
        fact("år", (edtf("2013"), edtf("2015"))),
        fact("navn", "Jiangsu"),
        fact("omfang", Interval(Decimal(3), Decimal(4))),
        fact("stort", Decimal("1" * 40), "mio. kr.", Decimal(1000000)),
        fact("kr", Decimal(1300000), "kr.", Decimal(1)),
    )
}
TARGETS = {"tbl-a": Numbered("Tabel", 1), "tbl-b": Numbered("Tabel", 2)}


def inlines(text):
    report = Report()
    (block,) = parse_markdown(text, "a.md", report)
    inliner = Inliner(Resolved(FACTS, {}), FACTS, TARGETS, report)
    return inliner.inlines(block.children), report


def said(text):
    found, report = inlines(text)
    assert [str(f) for f in report] == []
    return words(found)


def refused(text):
    return [f.rule for f in inlines(text)[1]]


# --- full stops ------------------------------------------------------------------------------------------

MIO = "{{ forbrug | mio_kr }}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"På {MIO}.", "På 2,8 mio. kr."),
        (f"På {MIO}. Det er", "På 2,8 mio. kr. Det er"),
        (f"På {MIO}.\nDet er", "På 2,8 mio. kr. Det er"),
        (f"På {MIO}...", "På 2,8 mio. kr...."),
        (f"På {MIO}: det", "På 2,8 mio. kr.: det"),
        (f"På {MIO}, og", "På 2,8 mio. kr., og"),
        (f"På {MIO}?", "På 2,8 mio. kr.?"),
        (f"(på {MIO}).", "(på 2,8 mio. kr.)."),
        (f"På *{MIO}*.", "På 2,8 mio. kr."),
        (f"*På {MIO}.*", "På 2,8 mio. kr."),
        (f"**På *{MIO}*.** Mere", "På 2,8 mio. kr. Mere"),
        (f"På [{MIO}]{{.free}}.", "På 2,8 mio. kr."),
        (f"På [{MIO}](https://a.dk).", "På 2,8 mio. kr."),
        ("Der var {{ antal | talord }}.", "Der var tre."),
        ("Den {{ dag | lang_dato }}.", "Den 5. september 2016."),
        (f"{MIO} .", "2,8 mio. kr. ."),
        (f"{MIO} kr.", "2,8 mio. kr. kr."),
    ],
)
def test_full_stops(text, expected):
    assert said(text) == expected


def test_full_stop_after_a_footnote_mark():
    report = Report()
    blocks = parse_markdown(f"På {MIO}[^1].\n\n[^1]: En note på {MIO}.", "a.md", report)
    found = Inliner(Resolved(FACTS, {}), FACTS, {}, report).inlines(blocks[0].children)
    assert isinstance(found[-1], Footnote)
    assert words(found[-1].content) == "En note på 2,8 mio. kr."


@given(st.lists(st.sampled_from([MIO, ".", " ", "*a*", "ord", "{{ antal | talord }}", ", "]), min_size=1))
def test_never_two_full_stops_after_a_printed_abbreviation(parts):
    text = "x" + "".join(parts)
    if ".." in text or "{{" not in text:
        return
    assert "kr.." not in words(inlines(text)[0])


# --- capitals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@tbl-a viser", "Tabel 1 viser"),
        ("Se @tbl-a.", "Se tabel 1."),
        ("Slut. @tbl-a viser", "Slut. Tabel 1 viser"),
        ("Slut.\n@tbl-a viser", "Slut. Tabel 1 viser"),
        ("Slut! @tbl-a og @tbl-b", "Slut! Tabel 1 og tabel 2"),
        ("*Slut.* @tbl-a viser", "Slut. Tabel 1 viser"),
        ("**@tbl-a** viser", "Tabel 1 viser"),
        ("(Slut.) @tbl-a viser", "(Slut.) Tabel 1 viser"),
        ("\u201dSlut.\u201d @tbl-a viser", "\u201dSlut.\u201d Tabel 1 viser"),
        (f"På {MIO} @tbl-a viser", "På 2,8 mio. kr. Tabel 1 viser"),
        ("Forbruget steg, jf. @tbl-a.", "Forbruget steg, jf. tabel 1."),
        ("Se bl.a. @tbl-a og f.eks. @tbl-b", "Se bl.a. tabel 1 og f.eks. tabel 2"),
        ("(jf. @tbl-a)", "(jf. tabel 1)"),
        ("*se* @tbl-a", "se tabel 1"),
        ("Slut.\\\n@tbl-a viser", "Slut. Tabel 1 viser"),
    ],
)
def test_capitals(text, expected):
    assert said(text) == expected


def test_capital_after_a_footnote():
    report = Report()
    blocks = parse_markdown("Slut.[^1] @tbl-a viser.\n\n[^1]: Jf. @tbl-b.", "a.md", report)
    found = Inliner(Resolved(FACTS, {}), FACTS, TARGETS, report).inlines(blocks[0].children)
    texts = [i.text for i in leaves(found) if isinstance(i, CrossReference)]
    assert texts == [f"tabel{NBSP}2", f"Tabel{NBSP}1"]


# --- placeholders ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ forbrug }}", "2,8 mio. kr."),
        ("{{ forbrug | mia_kr, 4 decimaler }}", "0,0028 mia. kr."),
        ("{{ cirka | årsværk }}", "ca. 0,5 årsværk"),
        ("{{ cirka }}", "ca. 0,5"),
        ("{{ under | aarsvaerk }}", "under 0,1 årsværk"),
        ("{{ antal | talord, stort }}", "Tre"),
        ("{{ antal }}", "3"),
        ("{{ andel | andel_pct }}", "33,3 pct."),
        ("{{ periode | periode }}", "2012-2017"),
        ("{{ år | liste }}", "2013 og 2015"),
        ("{{ navn }}", "Jiangsu"),
        ("{{ omfang | interval }}", "3-4"),
        ("{{ kr | mio_kr }}", "1,3 mio. kr."),
    ],
)
def test_placeholders(text, expected):
    assert said(text) == expected


def test_forty_digits_are_printed():
    assert said("{{ stort | mio. kr. }}").replace(".", "") == "1" * 40 + " mio kr"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{{ forbrug | mio_kr, 2 decimaler }}", "FORMAT-EXACTNESS"),
        ("{{ forbrug | kr }}", "FORMAT-EXACTNESS"),
        ("{{ cirka | årsværk, 2 decimaler }}", "FORMAT-EXACTNESS"),
        ("{{ kr | kr, 1 decimal }}", "FORMAT-EXACTNESS"),
        ("{{ forbrug | årsværk }}", "FORMAT-KIND"),
        ("{{ forbrug | pct }}", "FORMAT-KIND"),
        ("{{ forbrug | heltal }}", "FORMAT-KIND"),
        ("{{ forbrug | lang_dato }}", "FORMAT-KIND"),
        ("{{ cirka | mio_kr }}", "FORMAT-KIND"),
        ("{{ antal | årsværk }}", "FORMAT-KIND"),
        ("{{ dag | mio_kr }}", "FORMAT-KIND"),
        ("{{ navn | heltal }}", "FORMAT-KIND"),
        ("{{ år | heltal }}", "FORMAT-KIND"),
        ("{{ omfang | heltal }}", "FORMAT-KIND"),
        ("{{ periode | lang_dato }}", "FORMAT-VALUE"),
        ("{{ andel | ordenstal }}", "FORMAT-VALUE"),
        ("{{ forbrug | miokr, x }}", "FORMAT-UNKNOWN"),
        ("{{ forbrug | mio_kr, x }}", "FORMAT-TOKEN"),
        ("{{ forbrg }}", "FACT-UNKNOWN"),
        ("{{ }}", "FACT-UNKNOWN"),
        ("{{ | kr }}", "FACT-UNKNOWN"),
        ("@tbl-c", "REFERENCE-UNKNOWN"),
        ("[a](javascript:x)", "LINK-SCHEME"),
        ("[a](//b.dk)", "LINK-SCHEME"),
        ("[a](HTTPS://b.dk) [b]()", "LINK-SCHEME"),
        ("[a]{.fri}", "MARKUP-CLASS"),
    ],
)
def test_refused(text, rule):
    assert refused(text) == [rule]


@given(
    st.sampled_from(["cirka", "under"]), st.sampled_from(["", "årsværk", "tal", "årsværk, højst 1 decimal"])
)
def test_a_qualifier_is_always_printed(name, form):
    text = said(f"{{{{ {name} | {form} }}}}" if form else f"{{{{ {name} }}}}")
    assert text.startswith(("ca. ", "under "))


def test_a_value_carries_its_fact_and_its_place():
    found, _ = inlines("På\n{{ forbrug }}")
    (value,) = [i for i in found if isinstance(i, Value)]
    assert (value.fact, value.exact, value.span) == ("forbrug", "2.8", Span("a.md", 2, 1))


def test_marks():
    found, _ = inlines('[a]{claim="x = 1"} [b]{lang=en} [c]{.free} [d]{.term}')
    marks = [(i.kind, i.value) for i in found if isinstance(i, Marked)]
    assert marks == [("claim", "x = 1"), ("lang", "en"), ("free", ""), ("term", "")]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.sampled_from(["0.1", "1", "100000"]))
def test_rounded_is_the_nearest_multiple(value, step):
    step = Decimal(step)
    near = rounded(value, step)
    assert near % step == 0
    assert abs(near - value) * 2 <= step


def test_scaled_in_full():
    assert scaled(Decimal("1" * 40), Decimal(1000)) == Decimal("1" * 40 + "000")
    assert PLAIN.scale == 1


# --- tables and the whole document -----------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    shutil.copytree(BASE, tmp_path / "projekt")
    return tmp_path / "projekt"


def compose(root, body, facts="", csv=None):
    (root / "content/prove/bilag.md").write_text(f"---\ntitle: Prøve\n---\n\n{body}\n", encoding="utf-8")
    (root / "data/prove/facts.yaml").write_text(facts, encoding="utf-8")
    if csv is not None:
        head = "post;beløb;forbehold;art;tidspunkt;dato;aftale\n"
        (root / "data/prove/udgifter.csv").write_text(head + csv, encoding="utf-8")
    return prepare(root, "prove").document


def table(root, body, **options):
    document = compose(root, f":::{{table}} udgifter\ncaption: Udgifter\n{body}\n:::", **options)
    (found,) = [b for b in document.blocks if isinstance(b, Table)]
    return found


def rows(table):
    return [[words(c.content) for c in row.cells] for row in (*table.body.rows, *table.foot.rows)]


COLUMNS = "columns: [{field: post}, {field: beløb}]"
FIXED = "A;1,3;;drift;2012;2016-09-05;a1\nB;0,5;;drift;2013;2016-09-05;a1\n"


def test_total(project):
    found = table(project, f"{COLUMNS}\ntotal: I alt", csv=FIXED)
    assert rows(found) == [["A", "1,3"], ["B", "0,5"], ["I alt", "1,8"]]
    assert found.notes == ()
    assert found.columns[1].align == "decimal"
    assert found.columns[1].decimals == 1


def test_facts_in_the_label_of_the_total_and_in_what_is_read_aloud(project):
    """They are bound as in any prose: no number there is left to answer for itself."""
    body = (
        f":::{{table}} udgifter\ncaption: Udgifter\n{COLUMNS}\n"
        "total: I alt til {{ antal | talord }} *poster*\ndescription: De {{ antal | talord }} poster.\n:::"
    )
    document = compose(project, body, facts="antal: {count: udgifter}\n", csv=FIXED)
    (found,) = [block for block in document.blocks if isinstance(block, Table)]
    assert rows(found)[-1] == ["I alt til to poster", "1,8"]
    assert found.description == "De to poster."
    assert [
        value.fact for value in leaves(found.foot.rows[0].cells[0].content) if isinstance(value, Value)
    ] == ["antal"]
    assert prepare(project, "prove").report.worst() is None


def test_a_number_in_the_label_of_the_total_is_unbound(project):
    compose(project, f":::{{table}} udgifter\ncaption: Udgifter\n{COLUMNS}\ntotal: To i alt\n:::", csv=FIXED)
    assert [f.rule for f in prepare(project, "prove").report] == ["NUMBER-UNBOUND"]


def test_the_label_of_the_total_finds_a_place(project):
    found = table(project, "columns: [{field: beløb}, {field: post}]\ntotal: I alt", csv=FIXED)
    assert rows(found)[-1] == ["1,8", "I alt"]


def test_rounding_note_only_where_parts_do_not_add_up(project):
    body = "columns: [{field: post}, {field: beløb, format: 'mio. kr.'}]\ntotal: I alt"
    low = "A;1,4;;drift;2012;2016-09-05;a1\nB;1,4;;drift;2013;2016-09-05;a1\n"
    found = table(project, body, csv=low)
    assert rows(found) == [["A", "1"], ["B", "1"], ["I alt", "3"]]
    assert len(found.notes) == 1
    even = "A;1,4;;drift;2012;2016-09-05;a1\nB;0,6;;drift;2013;2016-09-05;a1\n"
    found = table(project, body, csv=even)
    assert rows(found)[-1] == ["I alt", "2"]
    assert found.notes == ()


def test_missing_cells(project):
    found = table(project, COLUMNS, csv=FIXED + "C;;;drift;2013;2016-09-05;a1\n")
    assert rows(found)[-1] == ["C", ".."]


def test_qualifiers_in_cells_and_totals(project):
    found = table(project, f"{COLUMNS}\ntotal: I alt", csv=FIXED.replace("0,5;;", "0,5;ca.;"))
    assert rows(found) == [["A", "1,3"], ["B", "ca. 0,5"], ["I alt", "ca. 1,8"]]


def test_sorted_by_time(project):
    csv = "".join(
        f"{post};1,0;;drift;{time};2016-09-05;a1\n"
        for post, time in (
            ("løbende", "../.."),
            ("sæt", "{2014,2015}"),
            ("sen", "2016-09"),
            ("span", "2015/2016"),
            ("tidlig", "2012-06"),
        )
    )
    found = table(project, "columns: [{field: tidspunkt}, {field: post}]\nsort: tidspunkt", csv=csv)
    assert rows(found) == [
        ["Juni 2012", "tidlig"],
        ["2015-2016", "span"],
        ["September 2016", "sen"],
        ["2014 og 2015", "sæt"],
        ["Fortløbende", "løbende"],
    ]


@pytest.mark.parametrize("widths", [("", ""), (", width: 4", ", width: 1"), (", width: 0.3", "")])
def test_widths_add_up_to_one(project, widths):
    first, second = widths
    columns = f"columns: [{{field: post{first}}}, {{field: beløb{second}}}, {{field: dato}}]"
    found = table(project, columns, csv=FIXED)
    assert sum(c.width for c in found.columns) == pytest.approx(1)
    assert all(c.width > 0 for c in found.columns)


def test_heads_have_the_unit(project):
    found = table(project, "columns: [{field: beløb}, {field: art, heading: 'Slags *udgift*'}]", csv=FIXED)
    assert [words(c.content) for c in found.head.rows[0].cells] == ["Beløb (mio. kr.)", "Slags udgift"]


def test_cells_carry_their_fact(project):
    found = table(project, f"{COLUMNS}\ntotal: I alt", csv=FIXED)
    assert [row.cells[1].fact for row in (*found.body.rows, *found.foot.rows)] == [
        "udgifter/A/beløb",
        "udgifter/B/beløb",
        "udgifter/total/beløb",
    ]


def test_tables_are_numbered_and_referred_to(project):
    one = ":::{table} udgifter\ncaption: Udgifter\n:::"
    two = ":::{table} aftaler\ncaption: Aftaler\n:::"
    document = compose(project, f"@tbl-aftaler og @tbl-udgifter.\n\n{one}\n\n# H\n\n{two}")
    paragraph = document.blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert words(paragraph.content) == "Tabel 2 og tabel 1."


def test_sections(project):
    document = compose(project, "Før\n\n# A\n\nx\n\n## B\n\n# C\n\n### D")
    assert [(s.level, words(s.title)) for s in document.sections] == [(1, "A"), (1, "C")]
    assert [words(s.title) for s in document.sections[0].sections] == ["B"]
    assert [s.level for s in document.sections[1].sections] == [2]


def test_contents(project):
    """The headings down to the level asked for, without what would be a link in a link."""
    body = "# A[^1]\n## B **fed** @tbl-udgifter\n### C\n# D [x](https://dst.dk)\n\n[^1]: Note.\n\n"
    table = ":::{table} udgifter\ncaption: Udgifter\n:::"
    main = project / "content/prove/bilag.md"
    main.write_text(f"---\ntitle: P\ncontents: 2\n---\n{body}{table}\n", "utf-8")
    contents = prepare(project, "prove").document.contents
    assert (words(contents.title), contents.levels) == ("Indhold", 2)
    assert [(e.level, words(e.content)) for e in contents.entries] == [
        (1, "A"), (2, "B fed tabel 1"), (1, "D x"),
    ]  # fmt: skip
    assert not [i for e in contents.entries for i in leaves(e.content) if isinstance(i, CrossReference)]
    main.write_text(f"---\ntitle: P\n---\n{body}{table}\n", "utf-8")
    assert prepare(project, "prove").document.contents is None


@pytest.mark.parametrize(
    ("body", "printed", "lines"),
    [
        ("# A\n## B\n### C\n## D\n# E", [1, 2, 3, 2, 1], []),
        ("## A\n# B", [1, 1], [4]),
        ("# A\n### B\n## C", [1, 2, 2], [5]),
        ("# A\n## B\n#### C\n###### D", [1, 2, 3, 4], [6, 7]),
        ("# A\n### B\n#### C", [1, 2, 3], [5]),
    ],
)
def test_a_level_that_is_skipped_is_left_out(project, body, printed, lines):
    (project / "content/prove/bilag.md").write_text(f"---\ntitle: P\n---\n{body}\n", "utf-8")
    done = prepare(project, "prove")
    assert [s.level for s in sections(done.document.sections)] == printed
    found = [(f.rule, f.span.line, f.severity.name) for f in done.report]
    first = "HEADING-FIRST" if body.startswith("##") else "HEADING-LEVEL"
    rules = [first, *["HEADING-LEVEL"] * 2]
    assert found == [(rule, line, "WARNING") for rule, line in zip(rules, lines, strict=False)]


def test_the_same_words_have_the_same_hash(project):
    first = compose(project, "En\nto", csv=FIXED)
    second = compose(project, "En to", csv=FIXED)
    assert first.hash == second.hash
    assert compose(project, "En to.", csv=FIXED).hash != first.hash


def test_facts_say_where_they_are_printed(project):
    document = compose(
        project, "{{ n | talord }} og {{ n }}", facts="n: {count: aftaler}\nm: {calc: n + 1}\n"
    )
    records = {f.id: f for f in document.facts}
    assert [p.text for p in records["n"].printed] == ["to", "2"]
    assert records["n"].cells == ("data/prove/aftaler.csv",)
    assert (records["m"].inputs, records["m"].printed) == (("n",), ())


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\ufffe", "\u202e"])
def test_a_sign_that_no_file_can_hold_in_a_cell(project, sign):
    with pytest.raises(BuildFailed) as failed:
        table(project, COLUMNS, csv=FIXED.replace("A;", f"A{sign};"))
    assert "TEXT-SIGN" in {f.rule for f in failed.value.report} or failed.value.report.has_errors()


@pytest.mark.parametrize(("value", "unit", "expected"), [
    ("1824.25", "t.kr.", ["1,8\u00a0mio.\u00a0kr."]),
    ("0.6", "mio. kr.", []),  # whole kroner of a figure stated in tenths of a million
])  # fmt: skip
def test_auto_is_as_exact_as_the_unit_it_chooses(value: str, unit: str, expected: list[str]):
    report = Report()
    known = unit_named(unit)
    step = Decimal(1).scaleb(Decimal(value).as_tuple().exponent) * known.scale  # type: ignore[arg-type]
    fact = Fact("x", Decimal(value), known, "sum", step)
    text = fact_text(fact, wanted_format("auto_kr", Span("a"), report), Span("a"), report)
    assert ([text] if text else []) == expected
    assert [f.rule for f in report] == ([] if expected else ["FORMAT-EXACTNESS"])


# --- widths ---


@pytest.mark.parametrize(
    ("asked", "needed", "wanted"),
    [
        ([3, 1], [0, 0], [0.75, 0.25]),
        ([3, 1], [0, 0.4], [0.6, 0.4]),
        ([8, 1, 1], [0, 0.2, 0.05], [0.7111, 0.2, 0.0889]),
        ([1, 1], [0.5, 0.4], [0.5, 0.5]),
        ([1, 1], [0.6, 0.5], None),
    ],
)
def test_shares(asked, needed, wanted):
    found = shares(asked, needed)
    assert found == (pytest.approx(wanted, abs=1e-3) if wanted else None)


@given(st.lists(st.tuples(st.floats(0.1, 9), st.floats(0, 0.2)), min_size=1, max_size=5))
def test_shares_add_up_and_leave_room_for_every_figure(columns):
    found = shares([a for a, _ in columns], [n for _, n in columns])
    assert found is None or sum(found) == pytest.approx(1)
    assert found is None or all(f >= n - 1e-9 for f, (_, n) in zip(found, columns, strict=True))


def test_a_column_is_never_so_narrow_that_a_figure_breaks(project):
    """Dates and amounts stand whole, in columns that were asked to be far too narrow for them."""
    columns = "columns: [{field: post, width: 9}, {field: dato, width: 0.1}, {field: beløb, width: 0.1}]"
    found = table(project, f"width: 0.5\n{columns}", csv=FIXED)
    whole = Document(Meta("p", "P"), (Text("P"),), (), (found,), ())
    texts = [piece.text for page in ink(write_pdf(whole, standard())) for piece in page]
    figures = [value.text for row in found.body.rows for c in row.cells for value in c.content if c.fact]
    assert len(figures) >= 4
    for figure in figures:
        for part in figure.split(" "):  # a line may break at an ordinary space
            assert any(part.replace("\u00a0", " ") in text.replace("\u00a0", " ") for text in texts), part
