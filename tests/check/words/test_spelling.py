"""Danish spelling: what is judged, with a small dictionary of our own; and how the real one judges Danish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.check.checks import check
from bilag.check.words import spelling
from bilag.check.words.spelling import MOST_SUGGESTED, words_are_known
from bilag.cli import run
from bilag.diagnostics.findings import Report, Span, finding
from bilag.diagnostics.messages import hint, message
from bilag.document.model import Document, Meta, Text
from bilag.inputs.annex import FrontMatter, Inputs, Worded
from bilag.inputs.facts import Resolved
from bilag.pipeline.prepare import prepare
from bilag.validate.markdown import parse_markdown
from bilag.validate.terms import read_terms
from tests.support import kina
from tests.support.hang import no_hang
from tests.support.paths import GOLDENS, SOURCE
from tests.support.tables import UDGIFTER
from tests.support.tools import require_dictionary

FRONT = FrontMatter(Worded((), "T", Span("bilag.md", 2, 8)), Span("bilag.md", 1, 1))
WORDS = "en er hus huset post ord og dette med i på det om ca. udgift udgifts indtægtsposter by ren"


class Small:
    """A dictionary of a few words, which counts what it is asked."""

    def __init__(self, *added: str) -> None:
        self.words = {*WORDS.split(), *added}
        self.added, self.asked, self.suggested = set(added), [], []

    def check(self, word):
        self.asked.append(word)
        return word in self.words

    def is_added(self, word):
        return word in self.added

    def suggest(self, word):
        self.suggested.append(word)
        return sorted(self.words)


def inputs_of(text, *, terms="", front=FRONT, tables=(), path="a.md"):
    report = Report()
    body = parse_markdown(text, path, report)
    declared = read_terms(terms, "content/terms.yaml", report)
    assert not [f for f in report if f.rule != "TEXT-SIGN"]
    return Inputs("a", front, body, tables={t.name: t for t in tables}, terms=declared)


def unknown(text, dictionary=None, told=(), **more):
    findings = words_are_known(inputs_of(text, **more), dictionary or Small(), told)
    return [(str(f.span), dict(f.args)["text"]) for f in findings]


# --- what is judged ---


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dette er en psot.", ["psot"]),
        ("Psot er en post.", ["Psot"]),
        ("En post. Psot er en post.", ["Psot"]),
        ("En psot og en psot.", ["psot"]),
        ("Huset er en by-psot.", ["by-psot"]),
        ("# Dette er en psot", ["psot"]),
        ("En post[^1].\n\n[^1]: En fdonote.", ["fdonote"]),
        ("En psott, *huset* og **psot**.", ["psott", "psot"]),
        # what is not judged
        ("En post i Psot og Psot-huset.", []),
        ("Psot er en post. En post i Psot.", []),
        ("Det er 5 m² og ½ post.", []),
        ("Huset i EU og EU-huset, en A-post.", []),
        ("Det er 3xyz, xyz3 og x_yz.", []),
        ("Det er [psot og fdo]{lang=en}.", []),
        ("En {{ xyz }}-psot og {{ abc }}\u2019s post.", []),
        ("Det er a.b.xyz og xyz@abc.dk og www.psot.dk og https://psot.dk/xyz.", []),
        ("Det er [huset](https://psot.dk/xyz).", []),
        ("Udgifts- og indtægtsposter, ordi- og huse-hus, ords-hus.", ["ordi"]),
        ("Det er ca. en post, og det er ca en post.", ["ca"]),
        ("Det er 2010\u2019erne og PDF\u2019en.", []),
        ("Dette er \u2019psot\u2019 og »psott«.", ["psot", "psott"]),
    ],
)
def test_a_line(text, words):
    assert [word for _, word in unknown(text)] == words


def test_places_and_suggestions():
    text = "Dette er\nen *psot* i\n  huset."
    (found,) = words_are_known(inputs_of(text), Small(), ())
    assert (found.rule, str(found.span)) == ("SPELLING-UNKNOWN", "a.md:2:5")
    assert message(found, "da") == "»psot« står hverken i ordbogen eller under words i content/terms.yaml"
    assert hint(found, "da") == "Mente du: post?"
    (found,) = words_are_known(inputs_of("Dette er en qqqqqqqqqqqq."), Small(), ())
    assert hint(found, "da") == ""


def test_the_register_knows_its_words():
    text = "En psot, psots, fdo og fdo-huset. Wavecare er en abd og en gammel xyz med Simcares post."
    terms = (
        "words: [psot]\nspellings: {fdo: [fod]}\nabbreviations: {ABC: gammel xyz}\n"
        "different: [[Simcare, Simcere], [Wavecare, Wavecere]]\n"
    )
    assert unknown(text, terms=terms) == [("a.md:1:50", "abd")]
    assert unknown("En psot.", terms="words: psot") == []


def test_a_word_of_the_data_is_known():
    columns = {**UDGIFTER.columns, "post": ["Psot med fdo"] * 4}
    table = replace(UDGIFTER, columns=columns)
    assert unknown("En psot, fdo og xyz.", tables=[table]) == [("a.md:1:17", "xyz")]


def test_a_word_that_only_this_machine_has_is_unknown():
    assert unknown("En psot.", Small("psot")) == [("a.md:1:4", "psot")]


def test_what_another_finding_is_about_is_not_told_twice():
    told = [finding("TEXT-SPELLING", Span("a.md", 1, 4), text="psot", right="post")]
    assert unknown("En psot og xyz.", told=told) == [("a.md:1:12", "xyz")]
    told = [finding("TEXT-TWICE", Span("a.md", 1, 1), text="En")]
    assert unknown("En psot.", told=told) == [("a.md:1:4", "psot")]
    told = [finding("TEXT-SPELLING", Span("b.md", 1, 4), text="psot", right="post")]
    assert unknown("En psot.", told=told) == [("a.md:1:4", "psot")]


def test_a_word_is_looked_up_once_and_few_have_suggestions():
    some = [f"{a}{b}{c}xq" for a in "abcdfghk" for b in "aeiouy" for c in "bcdfghklm"]
    small = Small()
    with no_hang():
        found = unknown("\n\n".join(["Dette er " + " ".join(some) + "."] * 200), small)
    assert [word for _, word in found] == some
    assert len(small.asked) == len(set(small.asked))
    assert small.suggested == some[:MOST_SUGGESTED]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read(text):
    """Each finding is one of a word of letters, at a place in the text."""
    report = Report()
    inputs = Inputs("a", FRONT, parse_markdown(text, "a.md", report))
    for found in words_are_known(inputs, Small(), ()):
        word = dict(found.args)["text"]
        assert word.replace("-", "").replace("\u2010", "").replace("\u2011", "").isalpha()
        assert found.span.line <= len(text.splitlines())


# --- the real dictionary ---


@pytest.mark.parametrize(
    "text",
    [
        "Hovedstadsregionen og provinsadministrationen indgik en samarbejdsaftale om velfærdsteknologi.",
        "Sygehuspartnerskaber, erhvervsfremstød, personaleressourcer og en seksårig indsats.",
        "Udgifts- og indtægtsposter pr. år, f.eks. lejemål, bl.a. kommunalbestyrelsens.",
        "Jiangsu-provinsens værtskaber, e-mail og it-drift.",
    ],
)
def test_danish_compounds_are_known(text):
    assert unknown(text, require_dictionary()) == []


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("værtsskaber", "værtskaber"),
        ("forudsætnigner", "forudsætninger"),
        ("udgiftspostrne", "udgiftsposterne"),
        ("sammarbejdet", "samarbejdet"),
        ("interresse", "interesse"),
        ("beslutingen", "beslutningen"),
    ],
)
def test_slips_are_found(word, meant):
    (found,) = words_are_known(inputs_of(f"Her står {word} et sted."), require_dictionary(), ())
    assert dict(found.args)["text"] == word
    assert meant in dict(found.args)["nearest"].split(", ")


def test_the_source_as_pasted(update):
    """Pasted as it is, what the other checks do not find: torn words, and words that no dictionary has."""
    source = SOURCE.read_text(encoding="utf-8")
    inputs = inputs_of(source, path="kina-bilag.txt")
    document = Document(Meta("a", "A"), (Text("A"),), (), (), (), ())
    told = check(document, inputs, Resolved({}, {}))
    report = Report()
    report.extend(words_are_known(inputs, require_dictionary(), told))
    lines = [f"{f.span} {dict(f.args)['text']}" for f in report]
    golden = GOLDENS / "kina-bilag.spelling.txt"
    if update:
        golden.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert lines == golden.read_text(encoding="utf-8").splitlines()


def test_the_finished_annex():
    require_dictionary()
    prepared = prepare(kina.ROOT, kina.NAME, spelling=True)
    assert prepared.spelled
    assert list(prepared.report) == []


# --- the command ---


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(kina.copy_project(tmp_path / "projekt"))
    return tmp_path / "projekt"


def add(project, text):
    path = project / "content" / kina.NAME / "resultater.md"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


def test_check_judges_spelling_and_build_does_not(project, capsys, monkeypatch):
    monkeypatch.setattr(spelling, "danish_dictionary", require_dictionary)
    add(project, "Udgiftspostrne er små.")
    assert run(["check", "--strict"]) == 0
    assert "SPELLING-UNKNOWN »Udgiftspostrne«" in capsys.readouterr().out
    assert run(["build", "--to", "facts.json"]) == 0
    said = capsys.readouterr()
    assert "SPELLING" not in said.out + said.err


def test_without_a_dictionary_there_is_one_note(project, capsys, monkeypatch):
    """A waiver of what cannot be judged here is not idle."""
    monkeypatch.setattr(spelling, "danish_dictionary", lambda: None)
    add(project, 'Udgiftspostrne er små. <!-- bilag: tillad SPELLING-UNKNOWN "prøve" -->')
    assert run(["check"]) == 0
    said = capsys.readouterr()
    assert "0 fund" in said.out
    note = "Stavningen er ikke kontrolleret: maskinen har ingen dansk ordbog (se vejledningen).\n"
    assert said.err == note
    assert run(["check", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_an_annex_in_another_language_is_not_judged(project, capsys, monkeypatch):
    """And needs no dictionary."""
    monkeypatch.setattr(spelling, "danish_dictionary", lambda: None)
    main = project / "content" / kina.NAME / "bilag.md"
    text = main.read_text(encoding="utf-8")
    main.write_text(text.replace("---\n", "---\nlanguage: en-GB\n", 1), encoding="utf-8")
    assert run(["check"]) == 0
    said = capsys.readouterr()
    assert "fund" in said.out
    assert said.err == ""


def test_a_waiver(project, capsys, monkeypatch):
    monkeypatch.setattr(spelling, "danish_dictionary", require_dictionary)
    add(project, 'Udgiftspostrne er små. <!-- bilag: tillad SPELLING-UNKNOWN "prøve" -->')
    assert run(["check"]) == 0
    assert "1 begrundet undtagelse" in capsys.readouterr().out
    assert run(["build", "--to", "facts.json"]) == 0
    assert "WAIVER-IDLE" not in capsys.readouterr().out
    add(project, 'Posterne er små. <!-- bilag: tillad SPELLING-UNKNOWN "prøve" -->')
    run(["check"])
    assert "WAIVER-IDLE" in capsys.readouterr().out
