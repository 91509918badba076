"""Node's Intl for da-DK (ICU) as an independent oracle, where its rules and ours are the same."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bilag.danish.formats import alphabetical, render
from bilag.danish.wording import NBSP, is_singular
from tests.support.tools import require_tool

SCRIPT = """
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const places = d => ({minimumFractionDigits: d, maximumFractionDigits: d});
const number = (d, e = {}) => new Intl.NumberFormat("da-DK",
  {...places(d), roundingMode: "halfExpand", signDisplay: "negative", ...e});
const dates = new Intl.DateTimeFormat("da-DK", {dateStyle: "long", timeZone: "UTC"});
const days = new Intl.DateTimeFormat("da-DK", {dateStyle: "full", timeZone: "UTC"});
const months = new Intl.DateTimeFormat("da-DK", {month: "long", year: "numeric", timeZone: "UTC"});
const list = type => new Intl.ListFormat("da-DK", {style: "long", type});
const words = input.words.slice().sort(new Intl.Collator("da").compare);
console.log(JSON.stringify({
  numbers: input.numbers.map(([n, d]) => number(d).format(n)),
  percents: input.numbers.map(([n, d]) => number(d, {style: "percent"}).format(n)),
  singular: input.numbers.map(([n, d]) =>
    new Intl.PluralRules("da", places(d)).select(Number(n)) === "one"),
  dates: input.dates.map(d => dates.format(new Date(d))),
  days: input.dates.map(d => days.format(new Date(d))),
  months: input.dates.map(d => months.format(new Date(d))),
  ands: input.lists.map(items => list("conjunction").format(items)),
  ors: input.lists.map(items => list("disjunction").format(items)),
  words,
}));
"""


@pytest.fixture(scope="module")
def oracle():
    node = require_tool("node")
    chance = random.Random(2017)
    numbers = [["0.5", 0], ["2.5", 0], ["-0.04", 1], ["999.995", 2], ["1.005", 2]]
    for _ in range(2000):
        places = chance.randrange(4)
        digits = chance.randrange(10 ** chance.randrange(1, 30))
        numbers.append([str(Decimal(chance.choice((1, -1)) * digits).scaleb(-chance.randrange(6))), places])
    dates = [(date(1900, 1, 1) + timedelta(days=chance.randrange(80_000))).isoformat() for _ in range(500)]
    lists = [["A"], ["A", "B"], ["A", "B", "C"], ["A", "B", "C", "D"]]
    letters = "abcdefghijklmnopqrstuvwxyzæøåABZÆØÅéü"
    words = ["".join(chance.choices(letters, k=chance.randrange(1, 9))) for _ in range(500)]
    words += ["Aalborg", "Wuxi", "Østbro", "Æbelø", "Ballerup", "Åbenrå", "Aabenraa", "a b", "ab"]
    words = list({alphabetical(word)[0]: word for word in words}.values())
    asked = {"numbers": numbers, "dates": dates, "lists": lists, "words": words}
    done = subprocess.run(
        [node, "-e", SCRIPT],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return asked, json.loads(done.stdout)


def test_grouping_decimals_and_rounding(oracle):
    asked, said = oracle
    ours = [render("number", n, f"{d} decimaler, minus=cldr") for n, d in asked["numbers"]]
    assert ours == said["numbers"]


def test_shares(oracle):
    asked, said = oracle
    ours = [render("percent", n, f"%, andel, {d} decimaler, minus=cldr") for n, d in asked["numbers"]]
    assert ours == said["percents"]


def test_singular(oracle):
    asked, said = oracle
    small = [(i, Decimal(n), d) for i, (n, d) in enumerate(asked["numbers"]) if abs(Decimal(n)) < 10**6]
    assert len(small) > 100
    for i, value, places in small:
        rounded = value.quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP")
        assert is_singular(rounded) == said["singular"][i], (value, places)


def test_long_dates(oracle):
    asked, said = oracle
    for spec, key in (("lang", "dates"), ("ugedag", "days"), ("måned", "months")):
        assert [render("date", d, spec).replace(NBSP, " ") for d in asked["dates"]] == said[key]


def test_lists(oracle):
    asked, said = oracle
    assert [render("list", items, "og") for items in asked["lists"]] == said["ands"]
    assert [render("list", items, "eller") for items in asked["lists"]] == said["ors"]


def test_alphabetical_order(oracle):
    asked, said = oracle
    assert sorted(asked["words"], key=alphabetical) == said["words"]
