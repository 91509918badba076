"""Facts from tables: every operation and filter, exact to the last digit, and every way it can go wrong."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.danish import edtf
from bilag.diagnostics.findings import Report, Span
from bilag.inputs.annex import ColumnRequest, Inputs, TableRequest
from bilag.inputs.facts import exact_text
from bilag.inputs.markup import Element
from bilag.inputs.tables import Interval
from bilag.resolve.resolver import resolve
from bilag.validate.definitions import read_definitions
from tests.support.tables import UDGIFTER, D, make_table

I_ALT = (Element("text", Span("b.md", 1), text="I alt"),)
PERSONALE = make_table(
    "personale",
    {
        "årsværk": [D("0.5"), D("0.1")],
        "omfang": [Interval(D(3), D(4)), Interval(D(5), D(6))],
        "periode": [edtf.parse("2012/2017"), edtf.parse("2012-06/2013-01")],
    },
    units={"årsværk": "årsværk"},
)


def run(facts, *tables, body=(), requests=()):
    report = Report()
    known = {t.name: t for t in tables or (UDGIFTER, PERSONALE)}
    definitions = read_definitions(facts, "facts.yaml", report)
    asked = {str(r.span): r for r in requests}
    inputs = Inputs("a", None, tuple(body), definitions=definitions, requests=asked, tables=known)
    return resolve(inputs, report), report


def fact(text, *tables, before=""):
    resolved, report = run(f"{before}x: {text}\n", *tables)
    assert [(f.rule, f.args) for f in report] == []
    return resolved.facts["x"]


def value(text, before=""):
    return exact_text(fact(text, before=before).value)


def faults(text, before=""):
    resolved, report = run(f"{before}x: {text}\n")
    assert "x" not in resolved.facts
    return [(f.rule, str(f.span)) for f in report]


# --- operations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{value: udgifter.beløb, where: {post: Rejser}}", "1.3"),
        ("{value: udgifter.antal, where: {post: [Hus, Uge]}}", "12"),
        ("{sum: udgifter.antal}", "48"),
        ("{sum: udgifter.antal, where: {post: [Rejser, Hus]}}", "36"),
        ("{count: udgifter}", "4"),
        ("{count: udgifter.kr}", "3"),
        ("{count: udgifter, where: {post: ingen}}", "0"),
        ("{distinct: udgifter.antal}", "3"),
        ("{distinct: udgifter.år, per: year}", "3"),
        ("{list: udgifter.post}", "Rejser|Hus|Uge|Møder"),
        ("{list: udgifter.antal}", "24|12|0"),
        ("{list: udgifter.år, per: year}", "2013|2015|2016"),
        ("{first: udgifter.post}", "Rejser"),
        ("{last: udgifter.post}", "Møder"),
        ("{last: udgifter.kr}", "0"),
        ("{last: udgifter.år, where: {post: Uge}, per: year}", "2015"),
        ("{min: udgifter.antal}", "0"),
        ("{max: udgifter.antal}", "24"),
        ("{min: udgifter.år}", "2013"),
        ("{max: udgifter.år}", "2016"),
        ("{mean: udgifter.antal}", "12"),
        ("{value: personale.omfang, where: {årsværk: 0.5}}", "3..4"),
    ],
)
def test_column_operations(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{difference: [a, b]}", "12"),
        ("{ratio: [a, b]}", "2"),
        ("{share: [b, a]}", "0.5"),
        ("{change: [b, a]}", "1"),
        ("{change: [a, b]}", "-0.5"),
        ("{calc: a + 2 * b}", "48"),
        ("{calc: (a - b) / b}", "1"),
        ("{calc: -a}", "-24"),
        ("{calc: '1.000,5 + a'}", "1024.5"),
        ("{count: l}", "4"),
        ("{span: p}", "6"),
    ],
)
def test_operations_over_facts(text, expected):
    before = (
        "a: {value: udgifter.antal, where: {post: Rejser}}\n"
        "b: {value: udgifter.antal, where: {post: Hus}}\n"
        "l: {list: udgifter.post}\n"
        "p: {value: personale.periode, where: {årsværk: 0.5}}\n"
    )
    assert value(text, before=before) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("{post: Hus}", "Hus"),
        ("{post: [Hus, Uge]}", "Hus|Uge"),
        ("{post: {not: Hus}}", "Rejser|Uge|Møder"),
        ("{post: {not: [Hus, Uge]}}", "Rejser|Møder"),
        ("{antal: 12}", "Hus|Uge"),
        ("{antal: '12,0'}", "Hus|Uge"),
        ("{antal: {from: 1}}", "Rejser|Hus|Uge"),
        ("{antal: {to: 12}}", "Hus|Uge|Møder"),
        ("{antal: {from: 1, to: 12}}", "Hus|Uge"),
        ("{beløb: '0,5', antal: 12}", "Hus|Uge"),
        ("{kr: {missing: true}}", "Uge"),
        ("{kr: {missing: false}}", "Rejser|Hus|Møder"),
        ("{år: '2013'}", "Rejser"),
        ("{år: {from: 2015-06}}", "Uge|Møder"),
        ("{forbehold: ''}", "Rejser|Uge"),
    ],
)
def test_filters(where, expected):
    assert value(f"{{list: udgifter.post, where: {where}}}") == expected


# --- exactness -------------------------------------------------------------------------------------------


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=20), min_size=1, max_size=20))
def test_a_sum_is_exact(amounts):
    data = make_table("t", {"n": [D(a) for a in amounts]})
    total = fact("{sum: t.n}", data).value
    assert isinstance(total, Decimal)
    assert Fraction(total) == sum(map(Fraction, amounts))


def test_forty_digits():
    data = make_table("t", {"n": [D("1" * 40), D("0." + "0" * 39 + "1")]})
    assert exact_text(fact("{sum: t.n}", data).value) == "1" * 40 + "." + "0" * 39 + "1"


@given(st.integers(1, 50), st.integers(1, 50))
def test_a_ratio_is_exact_or_has_many_digits(a, b):
    data = make_table("t", {"a": [D(a)], "b": [D(b)]})
    resolved, _ = run("a: {value: t.a}\nb: {value: t.b}\nx: {ratio: [a, b]}\n", data)
    got = resolved.facts["x"].value
    assert abs(Fraction(got) - Fraction(a, b)) < Fraction(1, 10**50)


def test_thirds_add_up_to_one():
    before = "a: {value: udgifter.antal, where: {post: Rejser}}\n"
    assert value("{calc: a / 7 * 7}", before=before) == "24"


def test_no_float_anywhere():
    resolved, _ = run("a: {mean: udgifter.antal}\nb: {sum: udgifter.beløb, where: {forbehold: ''}}\n")
    assert all(type(f.value) is Decimal for f in resolved.facts.values())


def test_the_context_of_the_caller_is_not_asked():
    with localcontext() as context:
        context.prec = 2
        assert value("{sum: udgifter.antal, where: {post: [Rejser, Hus]}}") == "36"


def test_a_large_amount_in_a_claim_is_exact():
    units = {"a": "mio. kr.", "b": "mio. kr."}
    data = make_table("t", {"a": [D("1" * 30 + ".1")], "b": [D("1" * 30 + ".2")]}, units=units)
    claim = Element("span", Span("b.md", 1, 1), attributes=(("claim", "a = b"),))
    resolved, _ = run("a: {value: t.a}\nb: {value: t.b}\n", data, body=[claim])
    assert resolved.claims["a = b"].holds is False


# --- unit, step, qualifier, places -----------------------------------------------------------------------


def test_step_and_unit():
    found = fact("{sum: udgifter.beløb, where: {post: [Rejser, Uge]}}")
    assert (found.unit.name, found.step, found.base) == ("mio. kr.", D(100000), D(1800000))


def test_the_coarsest_cell_decides():
    data = make_table("t", {"n": [D("1.25"), D("0.5")]}, units={"n": "mio. kr."})
    assert fact("{sum: t.n}", data).step == D(100000)


def test_a_sum_of_facts_keeps_the_coarsest_step():
    before = (
        "a: {value: udgifter.beløb, where: {post: Rejser}}\nb: {value: udgifter.kr, where: {post: Hus}}\n"
    )
    found = fact("{calc: a + b}", before=before)
    assert (found.base, found.step, found.unit.dimension) == (D(1800000), D(100000), "kr.")


def test_units_of_one_dimension_are_scaled():
    before = (
        "a: {value: udgifter.beløb, where: {post: Rejser}}\nb: {value: udgifter.kr, where: {post: Rejser}}\n"
    )
    assert value("{ratio: [a, b]}", before=before) == "1"


def test_counts_have_no_unit():
    found = fact("{count: udgifter.beløb}")
    assert (found.unit.name, found.step, found.qualifier) == ("", None, "")
    assert fact("{count: udgifter, unit: poster}").unit.name == "poster"


def test_qualifiers():
    assert fact("{value: udgifter.beløb, where: {post: Hus}}").qualifier == "ca."
    assert fact("{sum: udgifter.beløb, where: {post: [Rejser, Hus]}}").qualifier == "ca."
    assert fact("{sum: udgifter.beløb, where: {post: [Rejser, Uge]}}").qualifier == ""


def test_a_qualifier_goes_on_through_arithmetic():
    before = (
        "a: {value: udgifter.beløb, where: {post: Hus}}\nb: {value: udgifter.beløb, where: {post: Rejser}}\n"
    )
    for expression in ("a + b", "b + a", "2 * a", "-a", "a / 2", "b - a"):
        assert fact(f"{{calc: {expression}}}", before=before).qualifier == "ca."


def test_cells_and_inputs():
    found = fact("{sum: udgifter.antal, where: {post: [Hus, Møder]}}")
    (selection,) = found.selections
    assert (selection.table, selection.column, list(selection.rows)) == ("udgifter", "antal", [1, 3])
    assert list(fact("{max: udgifter.antal}").selections[0].rows) == [0]
    assert list(fact("{last: udgifter.kr}").selections[0].rows) == [3]
    before = "a: {count: udgifter}\n"
    assert fact("{calc: a + a}", before=before).inputs == ("a",)


# --- faults ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("{calc: y + 1}", "FACT-UNKNOWN", "facts.yaml:1:1"),
        ("{sum: udgift.beløb}", "TABLE-UNKNOWN", "facts.yaml:1:1"),
        ("{sum: udgifter.belob}", "COLUMN-UNKNOWN", "facts.yaml:1:1"),
        ("{count: udgift}", "TABLE-UNKNOWN", "facts.yaml:1:1"),
        ("{sum: udgifter.kr}", "FACT-MISSING-CELL", "udgifter.csv:4:3"),
        ("{mean: udgifter.kr}", "FACT-MISSING-CELL", "udgifter.csv:4:3"),
        ("{value: udgifter.kr, where: {post: Uge}}", "FACT-MISSING-CELL", "udgifter.csv:4:3"),
        ("{first: udgifter.aldrig}", "FACT-EMPTY-SELECTION", "facts.yaml:1:1"),
        ("{sum: udgifter.beløb, where: {post: Rejse}}", "FACT-EMPTY-SELECTION", "facts.yaml:1:1"),
        ("{max: udgifter.beløb, where: {antal: {from: 99}}}", "FACT-EMPTY-SELECTION", "facts.yaml:1:1"),
        ("{value: udgifter.antal}", "FACT-DISAGREE", "udgifter.csv:3:6"),
        ("{sum: udgifter.post}", "FACT-NO-NUMBER", "udgifter.csv:2:1"),
        ("{sum: udgifter.beløb}", "FACT-QUALIFIER", "facts.yaml:1:1"),
        ("{value: udgifter.beløb, where: {antal: 12}}", "FACT-QUALIFIER", "facts.yaml:1:1"),
        ("{list: udgifter.post, per: year}", "FACT-NO-DATE", "facts.yaml:1:1"),
        ("{sum: udgifter.antal, where: {antal: mange}}", "FACT-CONDITION", "facts.yaml:1:34"),
        ("{sum: udgifter.antal, where: {antl: 12}}", "COLUMN-UNKNOWN", "facts.yaml:1:34"),
    ],
)
def test_faults(text, rule, place):
    assert faults(text) == [(rule, place)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{calc: n / z}", "FACT-DIVISION"),
        ("{ratio: [n, z]}", "FACT-DIVISION"),
        ("{change: [z, n]}", "FACT-DIVISION"),
        ("{calc: kr + v}", "FACT-UNIT"),
        ("{difference: [kr, n]}", "FACT-UNIT"),
        ("{calc: kr * kr}", "FACT-UNIT"),
        ("{calc: n / kr}", "FACT-UNIT"),
        ("{calc: kr / v}", "FACT-UNIT"),
        ("{calc: kr * 2, unit: årsværk}", "FACT-UNIT"),
        ("{calc: l + 1}", "FACT-NO-NUMBER"),
        ("{count: n}", "FACT-NO-LIST"),
        ("{span: n}", "FACT-NO-DATE"),
    ],
)
def test_faults_of_arithmetic(text, rule):
    before = (
        "n: {value: udgifter.antal, where: {post: Hus}}\n"
        "z: {value: udgifter.antal, where: {post: Møder}}\n"
        "kr: {value: udgifter.beløb, where: {post: Rejser}}\n"
        "v: {value: personale.årsværk, where: {årsværk: 0.5}}\n"
        "l: {list: udgifter.post}\n"
    )
    assert faults(text, before=before) == [(rule, "facts.yaml:6:1")]


def test_nearest_names():
    _, report = run("forbrug: {count: udgifter}\nx: {calc: forbrg + 1}\ny: {sum: udgifter.antl}\n")
    assert [dict(f.args)["nearest"] for f in report] == ["forbrug", "antal"]


def test_cycles_are_said_once():
    resolved, report = run("a: {calc: b}\nb: {calc: c}\nc: {calc: a}\nd: {calc: d + 1}\ne: {calc: a + 1}\n")
    assert [f.rule for f in report] == ["FACT-CYCLE", "FACT-CYCLE"]
    assert not resolved.facts


def test_one_fault_does_not_hide_another():
    _, report = run("a: {sum: udgifter.x}\nb: {sum: nix.y}\nc: {calc: a + b}\nd: {calc: 1 / 0}\n")
    assert [f.rule for f in report] == ["COLUMN-UNKNOWN", "TABLE-UNKNOWN", "FACT-DIVISION"]


# --- claims ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("a = 2 * b", True),
        ("a != b", True),
        ("a < b", False),
        ("a <= 24", True),
        ("a > b", True),
        ("a >= 25", False),
        ("a / 7 = 24 / 7", True),
    ],
)
def test_claims(text, holds):
    facts = "a: {max: udgifter.antal}\nb: {value: udgifter.antal, where: {post: Hus}}\n"
    claim = Element("span", Span("b.md", 1, 1), attributes=(("claim", text),))
    resolved, report = run(facts, body=[claim])
    assert list(report) == []
    assert resolved.claims[text].holds is holds


@pytest.mark.parametrize(
    ("text", "rule"),
    [("a", "CLAIM-COMPARISON"), ("a +", "EXPRESSION"), ("a = z", "FACT-UNKNOWN"), ("kr > v", "FACT-UNIT")],
)
def test_claims_refused(text, rule):
    facts = (
        "a: {max: udgifter.antal}\nkr: {value: udgifter.kr, where: {post: Hus}}\n"
        "v: {max: personale.årsværk}\n"
    )
    claim = Element("span", Span("b.md", 3, 4), attributes=(("claim", text),))
    resolved, report = run(facts, body=[claim])
    assert [(f.rule, str(f.span)) for f in report] == [(rule, "b.md:3:4")]
    assert not resolved.claims


# --- tables ----------------------------------------------------------------------------------------------


def request(**options):
    return TableRequest("tbl-u", "udgifter", (), options.pop("columns", ()), Span("b.md", 3), **options)


def column(name):
    return ColumnRequest(name, Span("b.md", 4))


def test_rows_sorted_and_totals():
    asked = request(columns=(column("post"), column("antal")), sort="antal", total=I_ALT)
    resolved, report = run("", requests=[asked])
    assert list(report) == []
    found = resolved.tables["tbl-u"]
    assert found.rows == (3, 1, 2, 0)
    assert {name: exact_text(f.value) for name, f in found.totals.items()} == {"antal": "48"}


def test_sorting_is_stable_and_by_time():
    resolved, _ = run("", requests=[request(sort="år", columns=(column("post"),))])
    assert resolved.tables["tbl-u"].rows == (0, 1, 2, 3)


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"sort": "tid"}, "COLUMN-UNKNOWN"),
        ({"columns": (column("pst"),)}, "COLUMN-UNKNOWN"),
        ({"columns": (column("kr"),), "total": I_ALT}, "FACT-MISSING-CELL"),
    ],
)
def test_tables_refused(options, rule):
    resolved, report = run("", requests=[request(**options)])
    assert [f.rule for f in report] == [rule]
    assert not resolved.tables


# --- known to be wrong: each turns red when it is put right, and then loses its mark ---------------------

HUS = "a: {value: udgifter.antal, where: {post: Rejser}}\nm: {value: udgifter.beløb, where: {post: Møder}}\n"
HUS += "r: {value: udgifter.beløb, where: {post: Rejser}}\n"


@pytest.mark.parametrize("expression", ["r - m", "-m", "r / m"])
def test_a_qualifier_turns_round(expression):
    assert fact(f"{{calc: {expression}}}", before=HUS).qualifier == "over"


@pytest.mark.parametrize("expression", ["2 * r", "r / 2", "r * a"])
def test_a_product_is_no_more_exact_than_its_source(expression):
    assert fact(f"{{calc: {expression}}}", before=HUS).step is not None


def test_under_a_figure_is_not_equal_to_it():
    claim = Element("span", Span("b.md", 1, 1), attributes=(("claim", "m = m2"),))
    data = make_table(
        "t", {"x": [D("0.5"), D("0.5")], "q": ["under", ""], "id": ["a", "b"]}, qualifiers={"x": "q"}
    )
    facts = "m: {value: t.x, where: {id: a}}\nm2: {value: t.x, where: {id: b}}\n"
    resolved, report = run(facts, data, body=[claim])
    assert "m = m2" not in resolved.claims or not resolved.claims["m = m2"].holds or len(report)


def test_a_long_chain_of_facts():
    chain = "".join(f"f{n}: {{calc: f{n + 1} + 1}}\n" for n in range(400)) + "f400: {count: udgifter}\n"
    resolved, _ = run(chain)
    assert exact_text(resolved.facts["f0"].value) == "404"


def test_a_unit_that_contradicts_the_column():
    _, report = run(
        "x: {sum: udgifter.antal, unit: poster}\ny: {max: udgifter.kr, where: {post: Hus}, unit: poster}\n"
    )
    assert [f.rule for f in report] == ["FACT-UNIT"]


def test_a_table_whose_name_has_a_full_stop():
    data = make_table("regnskab.2017", {"n": [D(1)]})
    assert exact_text(fact("{sum: regnskab.2017.n}", data).value) == "1"


def test_a_claim_in_a_caption():
    caption = (Element("span", Span("b.md", 4), attributes=(("claim", "n = 99"),)),)
    asked = TableRequest("tbl-u", "udgifter", caption, (column("post"),), Span("b.md", 3))
    resolved, _ = run("n: {count: udgifter}\n", requests=[asked])
    assert resolved.claims["n = 99"].holds is False
