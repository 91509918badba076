"""Names, language, and what must not leave the house: a readable file of cases, and the China annex's source.

cases/words/*.txt: a case is a line of prose and, after a tab and an arrow, what is found there: the rule and
the words it is about. Every line without an arrow must give nothing; most of them are near misses.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bilag.check.checks import CHECKS
from bilag.check.words.language import words_are_shortened_alike
from bilag.check.words.leaving import birth_date, is_private
from bilag.diagnostics.findings import Report, Span
from bilag.diagnostics.messages import message
from bilag.document.model import Document, Meta, Paragraph, Text, Value
from bilag.inputs.annex import FrontMatter, Inputs, Worded
from bilag.inputs.facts import Resolved
from bilag.validate.markdown import parse_markdown
from bilag.validate.terms import read_terms
from tests.support import kina
from tests.support.hang import no_hang
from tests.support.paths import GOLDENS, SOURCE
from tests.support.tables import UDGIFTER
from tests.support.wordcases import cases

OURS = [run for run in CHECKS if run.__module__.rpartition(".")[2] in ("names", "language", "leaving")]
OURS += [run for run in CHECKS if run.__name__ in ("links_say", "foreign_words_are_marked")]
TITLE = Worded((), "T", Span("bilag.md", 2, 8))
FRONT = FrontMatter(TITLE, Span("bilag.md", 1, 1))


def found(text, *, terms="", front=FRONT, tables=(), path="a.md"):
    """What our checks say about a fragment, in the order of the places."""
    report = Report()
    body = parse_markdown(text, path, report)
    declared = read_terms(terms, "content/terms.yaml", report)
    assert {f.rule for f in report} <= {"TEXT-SIGN"}, list(report)
    inputs = Inputs("a", front, body, tables={t.name: t for t in tables}, terms=declared)
    document = Document(Meta("a", "A"), (Text("A"),), (), (), (), ())
    result = Report()
    for run in OURS:
        result.extend(run(document, inputs, Resolved({}, {})))
    return list(result)


def said(findings):
    return [(f.rule, dict(f.args)["text"]) for f in findings]


def places_of(findings):
    return [(f.rule, str(f.span)) for f in findings]


@pytest.mark.parametrize(("text", "wanted"), [*cases()])
def test_a_line_of_prose(text, wanted):
    expected = [tuple(each.split(" ", 1)) for each in wanted.split("; ")] if wanted else []
    assert said(found(text.replace("\\n", "\n"))) == expected


# --- the China annex ---


def test_the_source_as_pasted(update):
    """Pasted as it is, with all that text from a PDF brings along: just this list, a line a finding."""
    source = SOURCE.read_text(encoding="utf-8")
    lines = [f"{f.span} {f.rule} {message(f, 'da')}" for f in found(source, path="kina-bilag.txt")]
    golden = GOLDENS / "kina-bilag.findings.txt"
    if update:
        golden.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert lines == golden.read_text(encoding="utf-8").splitlines()


def test_the_finished_annex():
    prepared = kina.prepared()
    assert [f for run in OURS for f in run(prepared.document, prepared.inputs, prepared.resolved)] == []


def test_declared_names_are_held_to():
    """What the register says is certain; its pairs are two names; a spelling it knows is told once."""
    terms = "spellings:\n  Wavecare: [Wawecare, WaveCare]\n  healthtech: [health-tech]\n"
    text = "Firmaet Wawecare, WaveCares og Wavecare. Health-tech og health-tech er healthtech."
    assert said(found(text, terms=terms)) == [
        ("TERM-SPELLING", "Wawecare"),
        ("TERM-SPELLING", "WaveCare"),
        ("TERM-SPELLING", "Health-tech"),
        ("TERM-SPELLING", "health-tech"),
    ]
    rights = [dict(f.args)["right"] for f in found(text, terms=terms)]
    assert rights == ["Wavecare", "Wavecare", "Healthtech", "healthtech"]
    text = "Firmaet Simcere og firmaet Simcare, Simceres datter."
    assert said(found(text, terms="different: [[Simcere, Simcare]]")) == []
    assert said(found(text)) == [("TERM-ALIKE", "Simcare")]


NAMES = "names: [Nupo, Kailoong, JITRI, Hansong Technologies, Simcere, Simcare]\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Aftalen med Nuop og Kalioong.", [("Nuop", "Nupo"), ("Kalioong", "Kailoong")]),
        ("JIRTI er et institut.", [("JIRTI", "JITRI")]),
        ("Firmaet Hasnong Technologies.", [("Hasnong", "Hansong")]),
        ("Firmaet Hansong Technology.", []),  # two letters and more
        ("Nupos aftale med Simcere og Simcare, Kailoongs og JITRI.", []),
        ("Rupo og nuop.", []),  # of a short name the first letter is right, and a name has a capital
        ("Aftalen med Aailoong.", [("Aailoong", "Kailoong")]),
    ],
)
def test_a_letter_from_a_registered_name(text, wanted):
    """The register knows short names and those that stand once; each slip is told of once."""
    findings = found(text, terms=NAMES)
    assert [(f.rule, dict(f.args)["text"], dict(f.args)["right"]) for f in findings] == [
        ("TERM-NAME", *each) for each in wanted
    ]


def test_a_slip_of_a_registered_name_is_told_of_once():
    text = "Firmaet Kailoong, og igen Kailoong, og så Kalioong."
    assert said(found(text, terms="names: Kailoong")) == [("TERM-NAME", "Kalioong")]
    assert said(found(text)) == [("TERM-ALIKE", "Kalioong")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Midt i CHC. Copenhagen Healthtech Cluster.", ["a.md:1:8"]),
        ("CHC-projektet og CHC.", ["a.md:1:1"]),
        ("Copenhagen Healthtech Cluster. CHC og CHC.", []),
        ("Copenhagen Healthtech Cluster (CHC). CHC.", []),
        ("CHC (Copenhagen Healthtech Cluster). CHC.", []),
        ("# Om Copenhagen Healthtech Cluster\n\nCHC.", []),
        ("CHCX og XCHC.", []),
    ],
)
def test_an_abbreviation_is_introduced(text, places):
    findings = found(text, terms="abbreviations: {CHC: Copenhagen Healthtech Cluster}")
    assert places_of(findings) == [("TERM-ABBREVIATION", place) for place in places]


def test_a_printed_figure_has_a_short_form_too():
    """Its place is that of the fact in the prose."""
    report = Report()
    body = parse_markdown("Et fald på {{ a }}, 5&nbsp;% og 7&nbsp;%.", "a.md", report)
    value = Value("5 pct.", "a", "5", span=Span("a.md", 1, 12))
    paragraph = Paragraph("p", (Text("Et fald på "), value), Span("a.md", 1, 1))
    document = Document(Meta("a", "A"), (Text("A"),), (), (paragraph,), ())
    inputs = Inputs("a", FRONT, body)
    (finding,) = words_are_shortened_alike(document, inputs, Resolved({}, {}))
    assert (str(finding.span), finding.args) == (
        "a.md:1:12",
        (("text", "pct."), ("example", "%"), ("place", "a.md:1:28")),
    )


def table(texts, **more):
    columns = {**UDGIFTER.columns, "post": list(texts)}
    return replace(UDGIFTER, columns=columns, **more)


def test_names_in_data():
    """A slip in the data, against the prose and within the data; a key in small letters is no name."""
    rows = ["Wavecare", "wawecare", "Aftale med Liqtech", "Wavecare"]
    (finding,) = found("Firmaet Wawecare.", tables=[table(rows)])
    assert (finding.rule, dict(finding.args)["place"]) == ("TERM-ALIKE", "udgifter.csv:2:1")
    assert str(finding.span) == "a.md:1:9"
    (finding,) = found("x", tables=[table(["Aftale med Lictech", "Aftale med Liqtech", "Liqtech", "a"])])
    assert (str(finding.span), dict(finding.args)["text"]) == ("udgifter.csv:2:1", "Lictech")


def test_a_register_of_names_in_data_is_held_against_the_prose_only():
    names = [f"{a}{b}{c}strup" for a in "BDFGHK" for b in ("an", "el", "ir", "om") for c in "abcdefgh"]
    tails = ("gård", "hus", "holm", "lund", "sted", "mark", "vang", "bo", "bæk", "ager", "sig", "sø")
    many = [f"{name}{tail}" for name in names for tail in tails]
    assert len(set(many)) > 2_000
    some = table([name.capitalize() for name in many])
    some = replace(some, lines=UDGIFTER.lines * (len(many) // 4 + 1))
    findings = found("Firmaet Wavecare i Banastrupgaard og i Banastrupguard.", tables=[some])
    assert {dict(f.args)["text"] for f in findings} <= {"Banastrupgaard", "Banastrupguard"}
    assert findings


def test_what_leaves_the_house():
    """Data counts where it is printed or travels; properties always do; each at its own place."""
    rows = ["mette.hansen@region.dk", "070761-4285", "XX", "y"]
    assert found("x", tables=[table(rows, publish=True)]) == []
    with_data = replace(FRONT, proof="data")
    assert found("x", front=with_data, tables=[table(rows, publish=False)]) == []
    assert places_of(found("x", front=with_data, tables=[table(rows, publish=True)])) == [
        ("LEAVING-EMAIL", "udgifter.csv:2:1"),
        ("LEAVING-CPR", "udgifter.csv:3:1"),
        ("LEAVING-DRAFT", "udgifter.csv:4:1"),
    ]
    front = replace(FRONT, case="070761-4286", journal="070761-4286")
    assert found("x", front=front) == []
    places = (("center", Span("bilag.md", 4, 9)), ("keywords", Span("bilag.md", 5, 11)))
    front = replace(FRONT, center="Ring 38 66 50 00", keywords=("Kina", "TODO"), places=places)
    assert places_of(found("x", front=front)) == [
        ("LEAVING-PHONE", "bilag.md:4:9"),
        ("LEAVING-DRAFT", "bilag.md:5:11"),
    ]


def test_an_address_behind_a_link():
    findings = found("Skriv til [fru Hansen](mailto:mette.hansen@region.dk) nu.")
    assert places_of(findings) == [("LEAVING-EMAIL", "a.md:1:11")]
    assert [f.rule for f in found("Skriv til <mette.hansen@region.dk> nu.")] == ["LEAVING-EMAIL"]


@pytest.mark.parametrize(
    ("digits", "wanted"),
    [
        ("0101900000", "1990-01-01"),
        ("0101014000", "2001-01-01"),
        ("0101374000", "1937-01-01"),
        ("0101575000", "2057-01-01"),
        ("0101585000", "1858-01-01"),
        ("2902004000", "2000-02-29"),
        ("2902000000", "None"),
        ("3101900000", "1990-01-31"),
        ("3102900000", "None"),
    ],
)
def test_the_century_of_an_identity_number(digits, wanted):
    """CPR-kontoret: Personnummeret i CPR, the table of the seventh digit."""
    assert str(birth_date(digits)) == wanted


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("mette.hansen@region.dk", True),
        ("mette_hansen@region.dk", True),
        ("a.mette.hansen@region.dk", True),
        ("m@gmail.com", True),
        ("info@gmail.com", False),
        ("info@region.dk", False),
        ("region.hovedstaden@regionh.dk", False),
        ("hr.loen@region.dk", False),
        ("mh@region.dk", False),
        ("kina2017@region.dk", False),
    ],
)
def test_whose_mailbox(address, private):
    assert is_private(*address.split("@")) is private


def test_a_document_in_another_language_is_not_held_to_danish():
    english = replace(FRONT, language="en-GB")
    text = "The seks-årige , pr år og og soft landing platform ’Strategi’ 2012 - 2014, 1-2, 3-4."
    assert found(text, front=english) == []
    assert len(found(text)) == 7


def test_places_after_a_line_break_and_markup():
    (finding,) = found("Alt er\nvel, **men\n  igen** og pr år.")
    assert (finding.rule, str(finding.span)) == ("TEXT-SPELLING", "a.md:3:13")


def test_a_long_text_with_many_names_is_checked_without_a_hang():
    page = (kina.CONTENT / "resultater.md").read_text(encoding="utf-8").replace("{{", "").replace("}}", "")
    with no_hang():
        found("\n\n".join([page] * 64))


def test_a_family_of_names_is_told_of_name_by_name():
    """Not pair by pair, of which there may be thousands."""
    names = [f"Navn{a}{b}sen" for a in "bcdfg" for b in "aeiou"]
    findings = found(" og ".join(["Firmaet", *names, ""]))
    assert len(findings) < len(names)
