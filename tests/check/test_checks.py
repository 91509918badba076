"""What a composed annex must also fulfil: claims, control totals and headings."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from bilag.check.checks import CHECKS, TABLE_CHECKS, check
from bilag.diagnostics.findings import Span
from bilag.diagnostics.rules import Severity
from bilag.document.model import (
    Cell,
    Column,
    Document,
    Marked,
    Meta,
    Note,
    Paragraph,
    Row,
    Section,
    Table,
    TableBody,
    TableFoot,
    TableHead,
    Text,
    Value,
)
from bilag.inputs.annex import Inputs
from bilag.inputs.facts import Claim, Fact, Resolved, amount_words, unit_named
from bilag.inputs.markup import Element
from bilag.inputs.tables import Control
from tests.support.tables import UDGIFTER


def document(*sections):
    return Document(Meta("a", "A"), (Text("A"),), (), (), tuple(sections))


def section(level, *inner, title="T", line=1):
    return Section(f"s{line}", level, (Text(title),) if title else (), (), inner, Span("b.md", line))


def found(sections=(), *, body=(), tables=(), resolved=None):
    inputs = Inputs("a", None, tuple(body), tables={t.name: t for t in tables})
    return check(document(*sections), inputs, resolved or Resolved({}, {}))


def test_a_good_document():
    assert found([section(1, section(2, section(3)), section(2)), section(1)]) == []


def test_empty_heading():
    assert [f.rule for f in found([section(1, title="")])] == ["HEADING-EMPTY"]


def claim(text, words="fordoblet"):
    inner = (Element("text", Span("b.md", 5, 3), text=words),)
    return Element("span", Span("b.md", 5, 2), inner, attributes=(("claim", text),))


FACTS = {
    "a": Fact("a", Decimal("2.8"), unit_named("mio. kr."), "value"),
    "b": Fact("b", Decimal(3), unit_named(""), "count"),
}


def test_a_claim_that_does_not_hold():
    claims = {"a = b": Claim("a = b", False, ("a", "b"))}
    said = Marked("claim", "a = b", (Text("uændret"),), Span("b.md", 5, 2))
    content = (Text("Ja. De er "), said, Text(" siden. Nej."))
    findings = check(
        replace(document(), blocks=(Paragraph("p", content),)),
        Inputs("a", None, (Element("paragraph", Span("b.md", 5), (claim("a = b", "uændret"),)),)),
        Resolved(FACTS, {}, claims),
    )
    (finding,) = findings
    assert (finding.rule, str(finding.span)) == ("CLAIM-BROKEN", "b.md:5:2")
    assert dict(finding.args) == {
        "words": "uændret",
        "claim": "a = b",
        "values": "a = 2,8 mio. kr., b = 3",
        "sentence": "De er uændret siden.",
    }


def test_claims_that_hold_and_claims_that_could_not_be_read():
    claims = {"a < b": Claim("a < b", True, ("a", "b"))}
    body = [claim("a < b", "mindre"), claim("a ="), Element("text", Span("b.md"), text="x")]
    assert found(body=body, resolved=Resolved(FACTS, {}, claims)) == []


def with_controls(*controls):
    return replace(UDGIFTER, controls=tuple(controls))


SPAN = Span("datapackage.yaml", 9, 5)


@pytest.mark.parametrize(
    ("control", "rule", "args"),
    [
        (Control("rows", "", Decimal(4), SPAN), None, {}),
        (Control("rows", "", Decimal(5), SPAN), "CONTROL-ROWS", {"expected": "5", "found": "4"}),
        (Control("total", "beløb", Decimal("2.8"), SPAN), None, {}),
        (Control("total", "beløb", Decimal("2.80"), SPAN), None, {}),
        (
            Control("total", "beløb", Decimal("2.9"), SPAN),
            "CONTROL-TOTAL",
            {"expected": "2,9", "found": "2,8", "difference": "-0,1"},
        ),
        (Control("total", "kr", Decimal(1800000), SPAN), None, {}),
        (Control("total", "aldrig", Decimal(1), SPAN), "CONTROL-TOTAL", {"found": "0"}),
    ],
)
def test_controls(control, rule, args):
    findings = found(tables=[with_controls(control)])
    if rule is None:
        assert findings == []
        return
    (finding,) = findings
    assert (finding.rule, finding.span, finding.severity) == (rule, SPAN, Severity.WARNING)
    assert args.items() <= dict(finding.args).items()


def test_a_control_total_is_exact():
    numbers = [Decimal("1" * 40), Decimal("0.1"), None, Decimal("0.2")]
    table = replace(
        UDGIFTER,
        columns={**UDGIFTER.columns, "kr": numbers},
        controls=(Control("total", "kr", Decimal("1" * 40 + ".3"), SPAN),),
    )
    assert found(tables=[table]) == []


def test_every_check_runs():
    names = {"numbers_are_bound", "claims_say_what_they_claim"}
    names |= {"claims_hold", "controls_hold", "headings_say", "header_cells_say", "ids_fit_word"}
    assert {run.__name__ for run in (*CHECKS, *TABLE_CHECKS)} >= names


def rows(*firsts):
    return tuple(
        Row(str(n), (Cell((Text(first),) if first else (), span=Span("u.csv", n)), Cell((Text("1"),))))
        for n, first in enumerate(firsts, 2)
    )


def headed(heads=("Post", "Mio. kr."), firsts=("a", "b"), *, row_heads=True):
    cells = tuple(Cell((Text(h),), span=Span("b.md", 9, n)) for n, h in enumerate(heads, 1))
    table = Table(
        "t", "Tabel", 1, (Text("T"),), (Column("a", 0.5), Column("b", 0.5)), TableHead((Row("head", cells),)),
        TableBody(rows(*firsts)), TableFoot(()), row_heads, span=Span("b.md", 7),
    )  # fmt: skip
    note = Note("n", (table,))  # found wherever it stands
    return Section("s", 1, (Text("S"),), (note,), (), Span("b.md", 1))


def test_empty_header_cells():
    assert found([headed()]) == []
    (finding,) = found([headed(heads=("\u00a0", "Mio. kr."))])
    assert (finding.rule, str(finding.span)) == ("TABLE-HEAD-EMPTY", "b.md:9:1")
    (finding,) = found([headed(firsts=("a", "", " "))])
    assert (finding.rule, str(finding.span)) == ("TABLE-ROW-HEAD-EMPTY", "u.csv:3")
    assert dict(finding.args)["count"] == "2"
    assert found([headed(firsts=("a", ""), row_heads=False)]) == []


def keyed_table(key: str) -> Table:
    def row(key: str) -> Row:
        name = f"udgifter/{key}/kr"
        return Row(key, (Cell((Value("1", name, "1"),), name, "1", Span("u.csv", 2)),))

    head = TableHead((Row("head", (Cell((Text("Kr."),)),)),))
    body = TableBody((row(key), row(key + "b")))
    return Table("t", "Tabel", 1, (Text("T"),), (Column("kr", 1.0),), head, body, TableFoot(()), False)


@pytest.mark.parametrize(
    ("length", "figures", "proof", "places"),
    [
        (64, "control", "none", []),
        (65, "control", "none", ["b.md:3:5"]),
        (65, "bookmark", "none", []),
        (65, "none", "none", []),
        (64, "control", "facts", ["u.csv:2"]),
        (65, "control", "facts", ["b.md:3:5", "u.csv:2"]),
    ],
)
def test_an_id_that_word_has_no_room_for(length, figures, proof, places):
    """The long key of a row counts where keys travel, and then once a table."""
    long = Value("1", "x" * length, "1", Span("b.md", 3, 5)), Value("1,0", "x" * length, "1", Span("b.md", 4))
    blocks = (Paragraph("p", long), keyed_table("k" * 60))
    some = replace(document(), blocks=blocks, figures=figures, proof=proof)
    findings = check(some, Inputs("a", None, ()), Resolved({}, {}))
    assert [(f.rule, str(f.span)) for f in findings] == [("FACT-ID-LONG", place) for place in places]
    if "b.md:3:5" in places:
        args = dict(findings[0].args)
        assert args["id"] == "x" * 65
        assert args["tag"].startswith("x" * 51 + "~")
        assert findings[0].severity is Severity.WARNING


def test_a_quotient_in_a_message_is_cut():
    fact = Fact("andel", Decimal(1) / Decimal(3), unit_named(""), "share")
    assert amount_words(fact) == "0,333333333333\u2026"
    assert amount_words(Fact("beløb", Decimal("1.30"), unit_named("mio. kr."), "sum", qualifier="ca.")) == (
        "ca. 1,30 mio. kr."
    )
