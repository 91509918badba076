"""No digit and no Danish number word stands in the prose of content/ that is not bound to data.

Bound are placeholders, `[...]{claim=...}` and `[...]{.free}`. What else may stand is listed here, with its
reason, and is really there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.kina import ROOT

ALLOWED = {
    ("personale.md", "første"): "»De første 3-4 år«: rækkefølge, ikke tal; antallet efter det er bundet.",
    ("resultater.md", "andet"): "»blandt andet« er et fast udtryk.",
}
"""(file, word): the reason why it is no figure."""

PROSE_KEYS = ("title", "header", "subject", "caption", "description", "notes", "source", "total", "heading")
ONES = (
    "nul|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten"
)
TENS = "tyve|tredive|fyrre|halvtreds|tres|halvfjerds|firs|halvfems|hundrede|tusinde?|millioner|milliarder"
PARTS = "million|milliard|én|ét|begge|halve?|halvt|halvdelen|dusin|snes"
ORDINALS = "første|anden|andet|tredje|fjerde|femte|sjette|syvende|ottende|niende|tiende|ellevte|tolvte"
WORDS = re.compile(
    rf"\b(?:(?:en|{ONES})og)?(?:{ONES}|{TENS}|{PARTS}|{ORDINALS})(?:(?:årig|dobl|del|fold)\w*)?\b"
    r"|\b\w*(?:fordobl|halver|årige?t?\b)\w*|\d+",
    re.IGNORECASE,
)


def prose(text: str) -> Iterator[str]:
    """The running text of a fragment, and the texts in its front matter and directives."""
    parts = re.split(r"(?ms)^---\n(.*?)^---$|^:::\{\w+\}[^\n]*\n(.*?)^:::$", text)
    for number, part in enumerate(parts):
        if part is None:
            continue
        if number % 3 == 0:
            yield part
            continue
        try:
            fields = yaml.safe_load(part)
        except yaml.YAMLError:
            fields = None
        if isinstance(fields, dict):
            yield from strings({k: v for k, v in fields.items() if k in (*PROSE_KEYS, "columns")})
        else:
            yield part  # a note: prose in a directive


def strings(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str) and key in PROSE_KEYS:
        yield value


def unbound(text: str) -> list[str]:
    """Number words and figures of a piece of prose that no fact, claim or waiver holds."""
    text = re.sub(r"\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"\[[^\]]*\]\{[^}]*(?:claim=|\.free)[^}]*\}", " ", text)
    text = re.sub(r"\{[^}]*\}|@(?:tbl|fig)-[\w-]+|\]\([^)]*\)|^ *\d+\. ", " ", text, flags=re.MULTILINE)
    return WORDS.findall(text)


FILES = sorted((ROOT / "content").rglob("*.md"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT / "content").as_posix())
def test_every_number_in_the_prose_is_bound(path: Path):
    found = [word for piece in prose(path.read_text(encoding="utf-8")) for word in unbound(piece)]
    assert [word for word in found if (path.name, word) not in ALLOWED] == []


def test_every_number_in_prose_cells_is_bound():
    """Milestones are prose in a table; their dates are data of their own."""
    for path in (ROOT / "data").rglob("milepaele.csv"):
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
        assert [word for line in lines for word in unbound(line.split(";")[2])] == []


def test_what_is_allowed_is_there():
    words = {(f.name, w) for f in FILES for p in prose(f.read_text(encoding="utf-8")) for w in unbound(p)}
    assert ALLOWED.keys() <= words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I alt 24 lejemål og tre rejser.", ["24", "tre"]),
        ("De fordoblede lejemål i den seksårige periode", ["fordoblede", "seksårige"]),
        ("Seksogtyve, det tredje, halvdelen, en million", ["Seksogtyve", "tredje", "halvdelen", "million"]),
        ('{{ a | talord }} og [24]{.free} og [fordoblede]{claim="b = 2 * c"} i @tbl-2', []),
        ("Til Tibet med nitrogen, totalt, firsild og femininum.", []),
        ('---\ntitle: "Tre rejser"\nversion: "1.0"\n---\nTekst.', ["Tre"]),
        (
            ":::{table} x\ncaption: Fem poster\ncolumns:\n  - {field: a, width: 2, heading: To}\n:::\n",
            ["Fem", "To"],
        ),
        (":::{note}\nDer er syv.\n:::\n", ["syv"]),
    ],
)
def test_the_search_itself(text: str, found: list[str]):
    assert [word for piece in prose(text) for word in unbound(piece)] == found
