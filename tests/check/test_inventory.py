"""The number inventory: the figures that a Danish text says, and those of the China source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bilag.check.inventory import take_inventory
from bilag.danish import lexicon
from bilag.danish.figurewords import figures, says_number
from bilag.danish.formats import render
from bilag.danish.references import REFERENCES
from bilag.pipeline.prepare import prepare
from tests.support import kina
from tests.support.hang import no_hang
from tests.support.paths import GOLDENS, SOURCE

GOLDEN = GOLDENS / "kina_numbers.txt"


def words(text: str) -> list[str]:
    return [found for _, found in figures(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I alt 24 lejemål og tre rejser.", ["24", "tre"]),
        ("De fordoblede lejemål i den seksårige periode", ["fordoblede", "seksårige"]),
        ("Den seks-årige indsats, en tre-fire rejser", ["seks-årige", "tre-fire"]),
        ("Seksogtyve, det tredje, halvdelen, en million", ["Seksogtyve", "tredje", "halvdelen", "million"]),
        (
            "To tredjedele, fjerdedelen, halvanden, en halv",
            ["To", "tredjedele", "fjerdedelen", "halvanden", "halv"],
        ),
        (
            "tohundredefemogtyve, tredivte, otteogtyvende",
            ["tohundredefemogtyve", "tredivte", "otteogtyvende"],
        ),
        ("2012-2017, 2012 - 2017, 3 \u2013 4 år og 2-4", ["2012-2017", "2012 - 2017", "3 \u2013 4", "2-4"]),
        ("10.000 kr., 10 000 kr., 1,5 og 5 pct., 12 % og ½", ["10.000", "10 000", "1,5", "5", "12 %", "½"]),
        ("Den 5. september 2016, maj 2013 og primo 2017", ["5. september 2016", "maj 2013", "primo 2017"]),
        (
            "2010\u2019erne, 24-timers, 3-årig, en 12-årig",
            ["2010\u2019erne", "24-timers", "3-årig", "12-årig"],
        ),
        ("den anden halvdel, andet kvartal, for tredje år i træk", ["anden", "halvdel", "andet", "tredje"]),
        ("én gang, dobbelt så mange, hundredvis", ["én", "dobbelt", "hundredvis"]),
        ("Hver anden borger, hvert andet år", ["anden", "andet"]),
        (
            "landets femtehøjeste, den næststørste, en pct. og et enkelt møde",
            ["femtehøjeste", "næststørste", "en", "enkelt"],
        ),
        ("Afvigelsen er -3,3 pct. (-4 i 2016), og 2-4", ["-3,3", "-4", "2016", "2-4"]),
        ("niveau 3 pct., bilag 3 og 14 medarbejdere, gruppe 2,5 mio. kr.", ["3", "14", "2,5"]),
        ("De første tre år", ["første", "tre"]),
        ("De første 3-4 år", ["3-4"]),
    ],
)
def test_what_says_a_number(text: str, found: list[str]):
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Blandt andet på den ene side og på den anden side en rejse, et møde, de andre.",
        "Til Tibet med nitrogen, totalt, firsild og femininum; tiden, titlen, enkelte, otium, trekant.",
        "I første omgang, for det første, for det andet, til syvende og sidst, én gang for alle.",
        "Tredjeland, tredjeparter, førstehjælp.",
        "Jf. § 42, stk. 3, nr. 4, og § 5.2 samt §§ 3-5; efter stk. 2.",
        "Lov nr. 692 af 8. juni 2018, bekendtgørelse nr. 1234, forordning (EU) 2016/679 og (EU) nr. 5/2011.",
        "CO2, A4, H1N1, COVID-19, Covid-19, m2, ISO 9001, EN 301 549, DS/EN ISO 14289-1:2014.",
        "https://www.borger.dk/a12 eller www.b3.dk og navn12@region4.dk; j.nr. 19/2345, sagsnr. 2017-12.",
        "I september og i maj.",
        "Jf. bilag 2, punkt 42 og 43, 1. og 2. behandling, Dok.nr. 12345-24 og SB24-12345.",
        "Bekendtgørelse nr. 1047 af 2025, BEK nr. 782 af 14/06/2024, beretning nr. 14, side 211-219.",
        "Konto 5.32.32, kl. 12.00, mandag-torsdag 9-15, telefon 70 12 34 56, 5000 Odense C, Ringvej 3.",
        "Budget 2018, Økonomiaftalen for 2020, Sundhedsplan 2035, Verdensmål 11, Natura 2000, 2025-pl.",
        "Begge, første gang, 24/7, 0-2-årsområdet, de 16-årige, 4.-6. klasse, pr. 10.000 borgere, 5G.",
        "",
    ],
)
def test_what_says_none(text: str):
    assert words(text) == []


@pytest.mark.parametrize(
    "text", ["en 12-årig pige", "EN 5-dages rejse".lower(), "på2017 og kr.2,8", "Kina-2"]
)
def test_what_looks_like_a_code_and_is_a_number(text: str):
    assert words(text)


@pytest.mark.parametrize("number", [0, *range(2, 11)])
def test_what_we_print_in_letters_is_read_as_a_number(number: int):
    assert says_number(render("count_word", str(number), "fk"))


@pytest.mark.parametrize("number", [1, *range(3, 20), 20, 21, 30, 99])
def test_ordinals_that_we_print_are_read_as_numbers(number: int):
    assert says_number(render("ordinal", str(number), "ord, fk"))


def test_every_reason_is_given():
    assert all(
        reason and re.compile(pattern) for pattern, reason in (*lexicon.FIXED, *lexicon.LEGAL, *REFERENCES)
    )


def as_fragment(text: str) -> str:
    """The source as somebody would paste it: bullets as Markdown, the rest line for line."""
    return re.sub(r"(?m)^\s*\uf0b7\s*", "- ", re.sub(r"(?m)^[ \t\f]+", "", text))


def pasted(root: Path, text: str):
    folder = root / "content" / "kopi"
    folder.mkdir(parents=True)
    (folder / "bilag.md").write_text("---\ntitle: Kopi\nfragments: [kilde.md]\n---\n", encoding="utf-8")
    (folder / "kilde.md").write_text(as_fragment(text), encoding="utf-8")
    return prepare(root, "kopi")


def test_the_source_pasted_as_is(tmp_path: Path, update: bool):
    """Nothing is bound in it, so each number is a finding at its place, and nothing else is."""
    done = pasted(tmp_path, SOURCE.read_text(encoding="utf-8"))
    listed = [f for f in done.report if f.rule == "NUMBER-UNBOUND"]
    lines = (tmp_path / "content/kopi/kilde.md").read_text(encoding="utf-8").splitlines()
    said = "".join(f"{f.span.line}:{f.span.column} {dict(f.args)['words']}\n" for f in listed if f.span)
    if update:
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")
    for each in listed:
        first = dict(each.args)["words"].split(" ")[0]
        assert each.span
        assert lines[each.span.line - 1][each.span.column - 1 :].startswith(first)
    inventory = take_inventory(done.inputs, done.resolved)
    assert (inventory.bound, inventory.total) == (0, len(listed))


def test_the_annex_is_bound():
    done = kina.prepared()
    inventory = take_inventory(done.inputs, done.resolved)
    assert inventory.unbound == ()
    assert inventory.total > 30


def test_reading_takes_time_in_step_with_the_text():
    """Also where it is one endless word or number: the square of it would take an hour."""
    for piece in ("Ordet to og 2012-2017 i den seksårige periode. ", "a", "1", "1.", "en-", "§ ", "a@"):
        with no_hang():
            words(piece * (400_000 // len(piece)))
