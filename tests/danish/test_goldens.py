"""The golden cases, the program that runs them, and that the list of them is the contract's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bilag.danish import wording
from bilag.danish.formats import FormatError, render
from tests.support.goldens import Case, main, read_cases
from tests.support.paths import GOLDENS

CASES = [case for path in sorted(GOLDENS.glob("*.csv")) for case in read_cases(path)]
TEXTS = [case for case in CASES if not case.expected.startswith("!")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case):
    assert case.actual() == case.expected


def test_ids_are_unique():
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.id)
def test_shape_of_the_text(case: Case):
    text = case.expected
    assert text == ".." or ".." not in text
    assert "  " not in text
    assert text.strip() == text
    assert "\u202f" not in text
    assert not re.search(r"\d (?:kr|t\.kr|mio|mia|DKK|pct|%|procent)", text), "a number parted from its unit"
    assert not re.search(r"(?<!\d)[-\u2212+]0(?:,0+)?(?![0-9,])", text), "a sign on zero"


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.id)
def test_any_text_may_end_a_sentence(case: Case):
    if "slutpunktum" in case.spec:
        return
    value = case.value.encode().decode("unicode_escape") or None
    text = render(case.kind, value, f"{case.spec}, slutpunktum")
    plain = case.expected
    assert text == (plain if plain.endswith(".") or plain == wording.EN_DASH else plain + ".")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_tokens_in_any_order(case: Case):
    value = case.value.encode().decode("unicode_escape") or None
    backwards = ", ".join(reversed(case.spec.split(", ")))
    try:
        assert render(case.kind, value, backwards) == case.expected
    except FormatError as error:
        assert f"!{error.code}" == case.expected


def test_program_reports_each_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "cases.csv"
    header = "id,kind,value,spec,expected,source\n"
    path.write_text(header + "a,amount,500,kr.,500 kr.,x\nb,amount,,kr.,!missing,x\n", encoding="utf-8")
    assert main([str(path)]) == 1
    out = capsys.readouterr().out
    assert 'expected "500 kr."' in out
    assert 'actual   "500<U+00A0>kr."' in out
    assert out.endswith("2 cases, 1 different\n")


@pytest.mark.parametrize("text", ["", "id,kind\n", "id,kind,value,spec,expected,source\n", None, "\xff"])
def test_program_refuses_what_holds_no_cases(
    text: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "cases.csv"
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    assert main([str(path)]) == 2
    assert str(path) in capsys.readouterr().err


def test_program_wants_a_file(capsys: pytest.CaptureFixture[str]):
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_program_is_content_with_the_contract(capsys: pytest.CaptureFixture[str]):
    assert main([str(path) for path in GOLDENS.glob("*.csv")]) == 0
    assert capsys.readouterr().out.endswith(" 0 different\n")
