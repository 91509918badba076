"""Words for people: every rule has Danish words with the same places to fill, and no input steers them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from bilag.danish.wording import FORMATS
from bilag.diagnostics import messages
from bilag.diagnostics.findings import Finding, Span, finding
from bilag.diagnostics.messages import LOCALE, as_text, finding_rows, hint, message, translate
from bilag.diagnostics.rules import RULES, Severity

SOURCE = Path(messages.__file__).parents[1]
LIST = SOURCE / "diagnostics" / "rules"
FOLDER = LOCALE / "da" / "LC_MESSAGES"


@pytest.fixture(scope="module")
def catalogue():
    with (FOLDER / "bilag.po").open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def danish(catalogue):
    return {entry.id: entry.string for entry in catalogue if entry.id}


def places(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_every_rule_in_danish(rule, danish):
    for text in filter(None, (rule.message, rule.hint)):
        assert danish.get(text), text
        assert places(danish[text]) in (places(text), sorted(set(places(text)))), text
        first = danish[text][0]
        assert not first.isalpha() or first.isupper(), danish[text]
        assert not danish[text].endswith(".") or danish[text].endswith("..."), danish[text]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_rules_are_well_formed(rule):
    assert re.fullmatch(r"[A-Z]+(-[A-Z0-9]+)*", rule.id)
    for text in filter(None, (rule.message, rule.hint)):
        assert all(name.isidentifier() for name in places(text))
        assert text == " ".join(text.split())


def test_no_two_entries_and_no_idle_words(catalogue, danish):
    assert not [entry.id for entry in catalogue if entry.fuzzy]
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    said = {text for rule in RULES.values() for text in (rule.message, rule.hint)}
    said |= {description for *_, description in FORMATS}
    outside = {entry.id for entry in catalogue if entry.id} - said
    ours = {text for text in outside if text in source.replace('\\"', '"')}
    others = outside - ours
    built = {text for text in others if text.startswith(("stage ", "operation "))}
    # What is left comes from argparse, from libraries' reasons and from texts written over two lines.
    assert len(others - built) < 60, sorted(others - built)


def test_the_compiled_catalogue_is_that_of_the_source(danish):
    with (FOLDER / "bilag.mo").open("rb") as file:
        compiled = {entry.id: entry.string for entry in read_mo(file) if entry.id}
    assert compiled == danish, "run `make catalogue`"


def test_compiling_twice_gives_the_same_bytes(catalogue):
    """The source has the dates: Babel would else write the time of day into the file."""
    assert {"POT-Creation-Date", "PO-Revision-Date"} <= dict(catalogue.mime_headers).keys()
    assert "YEAR" not in str(catalogue.mime_headers)
    source = (FOLDER / "bilag.po").read_text(encoding="utf-8")
    assert "POT-Creation-Date" in source


def _calls():
    """Every rule id that the source has as a text outside the list, and each call that reports one, with its
    names."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.is_relative_to(LIST):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in RULES:
                yield node.value, None, path
            if isinstance(node, ast.Call):
                names = [k.arg for k in node.keywords]
                for argument in node.args[:2]:
                    if isinstance(argument, ast.Constant) and argument.value in RULES:
                        yield argument.value, names, path


def test_every_rule_is_used():
    used = {rule for rule, _, _ in _calls()}
    assert sorted(RULES.keys() - used) == []


def test_every_id_that_looks_like_a_rule_is_one():
    families = {rule.partition("-")[0] for rule in RULES}
    pattern = re.compile(rf'"((?:{"|".join(families)})-[A-Z0-9-]+)"')
    for path in SOURCE.rglob("*.py"):
        for found in pattern.findall(path.read_text(encoding="utf-8")):
            assert found in RULES, (found, path.name)


_COLLECTED = ("cells.py", "tables.py", "columns.py", "keys.py", "totals.py")


def test_what_is_reported_fills_the_message():
    for rule, names, path in _calls():
        if names is None or None in names or path.name in _COLLECTED:
            continue  # given with **, or by a collector that adds the text and the column itself
        wanted = set(places(RULES[rule].message))
        assert wanted <= set(names), (rule, path.name, wanted - set(names))


# --- filling ---------------------------------------------------------------------------------------------


def test_danish_and_english():
    found = finding("FACT-UNKNOWN", Span("a.md", 1, 2), id="x", nearest="y")
    assert message(found, "en") == 'there is no fact "x"'
    assert message(found, "da") == "Der er intet tal med navnet »x«"
    assert hint(found, "da") == "Mente du »y«?"
    assert as_text([found], "da") == (
        "a.md:1:2: Fejl FACT-UNKNOWN Der er intet tal med navnet »x«\n    Mente du »y«?"
    )


def test_a_hint_that_has_nothing_to_say_is_left_out():
    assert hint(finding("FACT-UNKNOWN", None, id="x", nearest=""), "da") == ""
    assert as_text([finding("FACT-UNKNOWN", None, id="x")], "en") == 'Error FACT-UNKNOWN there is no fact "x"'


@pytest.mark.parametrize("evil", ["{0}", "{x.__class__}", "{id!r:>9999}", "{", "}", "{{", "%s", "%(x)s"])
def test_what_a_person_wrote_is_no_template(evil):
    assert message(finding("FACT-UNKNOWN", None, id=evil), "en") == f'there is no fact "{evil}"'


def test_a_message_is_one_line_that_cannot_steer_a_terminal():
    found = finding("FACT-UNKNOWN", Span("a\x1b[2J.md", 1), id="x\n\r\x1b[31m\u202ey\x07")
    text = as_text([found], "en")
    assert text.count("\n") == 0
    assert text.isprintable()
    assert "\\x1b" in text


def test_a_message_is_not_as_long_as_what_it_is_about():
    assert len(message(finding("FACT-UNKNOWN", None, id="x" * 1_000_000), "da")) < 1000


def test_words_of_ours_within_messages_are_danish():
    found = finding("SHAPE-KIND", None, key="fragments", expected="texts")
    assert message(found, "da").endswith("der ventes: én tekst eller en liste af tekster")
    assert message(found, "en").endswith("expected: one text or a list of texts")
    value = finding("FORMAT-VALUE", None, id="x", value="1", format="kr", code="range")
    assert "range" not in message(value, "da")


def test_every_kind_of_key_and_every_code_has_words(danish):
    from bilag.inputs.yaml.shapes import Choice, Key

    kinds = [key.kind for key in Key.__subclasses__() if key is not Choice]
    assert {"text", "texts", "flag", "count", "decimal", "mapping", "list", "table"} == {*kinds}
    for kind in kinds:
        assert danish[messages._WORDS[kind]]
    for code in ("missing", "nan", "range", "order", "empty", "type", "token"):
        assert danish[messages._WORDS[code]]


def test_the_formats_are_described_in_danish(danish):
    assert [d for *_, d in FORMATS if d not in danish] == []


def test_the_process_own_locale_is_not_asked(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "de")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert translate("Error", "da") == "Fejl"
    assert translate("Error", "en") == "Error"
    assert translate("", "da") == ""


def test_json():
    cell = finding("DATA-REQUIRED", Span("a.xlsx", 7, 2, "Ark", "B7"), column="x")
    (row, other) = finding_rows([cell, Finding("FACT-UNKNOWN", None)], "da")
    assert row["place"] == "a.xlsx!Ark!B7"
    assert (row["sheet"], row["cell"], row["line"], row["severity"]) == ("Ark", "B7", 7, "error")
    assert other["place"] is None
    assert other["hint"] is None


def test_severities_have_words(danish):
    assert {messages._SEVERITIES[s] for s in Severity} <= danish.keys()
