"""Every rule of the checks has a page of its own, in Danish and English, and what it shows is so."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest

from bilag.check import checks
from bilag.cli import run
from bilag.cli.report.explanations import explained, explanation
from bilag.diagnostics.findings import BuildFailed
from bilag.diagnostics.messages import LOCALE
from bilag.diagnostics.rules import RULES
from bilag.pipeline.prepare import prepare
from tests.support.paths import BASE
from tests.support.tools import require_dictionary

FACTS = "lejemaal_2016: {calc: 3}\nlejemaal_2017: {calc: 5}\n"
HEADS = {
    "da": ["Hvad det betyder", "Hvorfor det betyder noget", "Eksempel", "Sådan gør du"],
    "en": ["What it means", "Why it matters", "Example", "What to do"],
}
WRITTEN = (
    "CLAIM-BROKEN",
    "CLAIM-EMPTY",
    "CLAIM-WORDS",
    "CLAIM-WORDS-UNKNOWN",
    "CONTROL-KEY",
    "CONTROL-ROWS",
    "CONTROL-SOURCE",
    "CONTROL-TOTAL",
    "DATA-QUOTE",
    "DATA-ROW-TWICE",
    "DATA-SUM-ROW",
    "FACT-ID-LONG",
    "FACT-OUTLIER",
    "FACTS-DIFFER",
    "HEADING-EMPTY",
    "HEADING-FIRST",
    "HEADING-LEVEL",
    "LANGUAGE-UNMARKED",
    "LEAVING-CPR",
    "LEAVING-CPR-LIKE",
    "LEAVING-DRAFT",
    "LEAVING-EMAIL",
    "LEAVING-PHONE",
    "LINK-VAGUE",
    "NUMBER-UNBOUND",
    "ROUNDING-DIFFERS",
    "SPELLING-UNKNOWN",
    "SUMS-PRINTED",
    "TABLE-HEAD-EMPTY",
    "TABLE-ROW-HEAD-EMPTY",
    "TERM-ABBREVIATION",
    "TERM-ALIKE",
    "TERM-NAME",
    "TERM-SPELLING",
    "TEXT-ABBREVIATION",
    "TEXT-APOSTROPHE",
    "TEXT-HYPHEN",
    "TEXT-LONG",
    "TEXT-NO-BREAK",
    "TEXT-QUOTES",
    "TEXT-RANGE",
    "TEXT-SPACE-BEFORE",
    "TEXT-SPACES",
    "TEXT-SPELLING",
    "TEXT-TWICE",
    "TEXT-UNIT-ALONE",
    "TEXT-YEAR-GROUPED",
    "WAIVER-FORM",
    "WAIVER-IDLE",
    "WAIVER-REASON",
    "WAIVER-REFUSED",
    "WAIVER-RULE",
)
"""The rules that have a page. A new check brings its own and a line here."""
SHOWN_OTHERWISE = (
    "CONTROL-KEY",
    "CONTROL-ROWS",
    "CONTROL-SOURCE",
    "CONTROL-TOTAL",
    "DATA-QUOTE",
    "DATA-ROW-TWICE",
    "DATA-SUM-ROW",
    "FACT-ID-LONG",
    "FACT-OUTLIER",
    "FACTS-DIFFER",
    "ROUNDING-DIFFERS",
    "SUMS-PRINTED",
    "TABLE-ROW-HEAD-EMPTY",
    "TERM-NAME",
    "TEXT-LONG",
)
"""These speak of data, or of more than one annex: their examples are no prose."""


def rules_of_checks():
    """The ids that stand as texts in the modules of check/."""
    for path in Path(checks.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in RULES:
                yield node.value


def test_which_rules_have_a_page():
    pages = {lang: sorted(p.stem for p in (LOCALE / lang / "rules").glob("*.md")) for lang in HEADS}
    assert pages["da"] == pages["en"]
    assert set(WRITTEN) == set(pages["da"]) <= RULES.keys()
    assert not set(rules_of_checks()) - set(pages["da"])


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("rule", WRITTEN)
def test_a_page(rule, language):
    page = explanation(rule, language)
    assert "```markdown" in page or rule in SHOWN_OTHERWISE
    page = re.sub(r"```.*?```", "...", page, flags=re.DOTALL)
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == HEADS[language]
    assert all(part.strip() for part in re.split(r"^## .+$", page, flags=re.MULTILINE)[1:])
    named = {a or b for a, b in re.findall(r"tillad ([A-Z-]+)|rule: ([A-Z-]+)", page)}
    assert named <= RULES.keys()
    if language == "da":
        running = re.sub(r"`[^`]*`", "", page)
        assert '"' not in running
        assert running.count("»") == running.count("«")


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("rule", WRITTEN)
def test_the_example_fires(rule, language, tmp_path):
    """What is shown as prose is put into an annex, and gives a finding of the rule."""
    page = explanation(rule, language)
    examples = re.findall(r"^```markdown\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    if not examples:
        assert rule in SHOWN_OTHERWISE
        return
    (example,) = examples
    root = tmp_path / "projekt"
    shutil.copytree(BASE, root)
    (root / "data" / "prove" / "facts.yaml").write_text(FACTS, encoding="utf-8")
    for register in re.findall(r"^```yaml\n# content/terms\.yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        (root / "content" / "terms.yaml").write_text(register, encoding="utf-8")
    text = f"---\ntitle: Prøve\n---\n{example}"
    (root / "content" / "prove" / "bilag.md").write_text(text, encoding="utf-8")
    try:
        spelling = rule.startswith("SPELLING-") and bool(require_dictionary())
        report = prepare(root, "prove", spelling=spelling).report
    except BuildFailed as failed:
        report = failed.report
    assert rule in {f.rule for f in report}


# --- the command -----------------------------------------------------------------------------------------


def test_explain(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # no project is needed
    assert run(["check", "--explain", "claim-broken"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("CLAIM-BROKEN (Fejl)\n\n»‹words›« holder ikke længere")
    assert "## Eksempel" in said
    assert run(["check", "--explain", "CLAIM-BROKEN", "--lang", "en"]) == 0
    assert "## Why it matters" in capsys.readouterr().out


def test_a_rule_without_a_page(capsys):
    assert run(["check", "--explain", "MARKUP-CLASS"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "MARKUP-CLASS (Fejl)",
        "",
        "Markeringen ».‹name›« kendes ikke",
        "",
        "Markeringerne er .free og .term",
    ]
    assert all(explained(rule, language) for rule in RULES for language in HEADS)


@pytest.mark.parametrize("name", ["CLAIM-BROKN", "../../x", "", "x" * 5000])
def test_an_unknown_rule(capsys, name):
    assert run(["check", "--explain", name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert ("Mente du CLAIM-BROKEN?" in said.err) is (name == "CLAIM-BROKN")
    assert len(said.err) < 1000
