"""Quick looks: a text that is spared a pattern, for the words it does not hold, has nothing for it to find.

Random Danish-like text is checked with the quick looks and without them; the findings are the same.
"""

from __future__ import annotations

import re
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.check import data as tables
from bilag.check import structure
from bilag.check.words import language, leaving, names, prose, usage, usedwords
from bilag.check.words.likeness import distance, shared_keys, without_one
from bilag.danish import figurewords, lexicon, wording
from bilag.diagnostics.findings import Span
from bilag.document.model import Document, Meta, Text
from bilag.inputs.annex import FrontMatter, Inputs, Terms, Worded
from bilag.inputs.facts import Resolved
from bilag.inputs.markup import Element
from bilag.inputs.tables import Field, Table
from tests.support.wordcases import cases

LINES = " ".join(str(case.values[0]) for case in cases()).split()
SLIPS = [re.sub(r"\(\?<?[=!].*?\)|\\|[()\[\]?]", "", wrong).split("|")[0] for wrong, _ in usage.MISSPELT]
NUMBERS = (
    *wording.SMALL,
    *wording.SMALL_ORDINAL,
    "halvdel",
    "fordoblet",
    "seks-årig",
    "Anden runde",
    "andet møde",
)
FORMS = ("f.eks.", "Fx", "ca.", "cirka", "pr.", "per", "m.v.", "mv.", "5 pct.", "5%", "7 procent", "3 DKK")
FORMS += ("2 mio. kr.", "1 million kroner", "9 milliarder kr.", "3\u00a0mia.\u00a0kr.", "4 kroner")
LEGAL = (
    "§ 7, stk. 3",
    "lov nr. 12",
    "5. maj 2016",
    "H1N1",
    "COVID-19",
    "www.a1.dk",
    "a2@b3.dk",
    "½",
    "2012-2017",
)
LEFT = (
    "TODO",
    "XX",
    "[..]",
    "???",
    "klik her for at",
    "lorem ipsum",
    "[dato]",
    "Fejl! Bogmærke er ikke defineret",
)
ODD = (
    "ΣΑΣ",
    "σας",
    "ας",
    "İx",
    "ix",
    "ſtart",
    "STRASSE",
    "straße",
    "Ångstrom",
    "Kr.",
    "m²",
    "ǅ",
    "\u00a0",
    "\ufffc",
)
NAMES = (
    "Wavecare",
    "Wawecare",
    "WaveCare",
    "wave-care",
    "Wave Care",
    "Hansong",
    "Hasnong",
    "Jiangsu Provinsen",
)
NAMES += ("Kongre", "Kongres", "Kongress", "Healthtech", "health-tech", "Provinsen", "provins-administration")
ENGLISH = st.sampled_from([*sorted(usage.ENGLISH), *sorted(usage.AS_ENGLISH)])
WORDS = st.one_of(
    st.sampled_from(LINES),
    st.sampled_from([*SLIPS, *NUMBERS, *FORMS, *LEGAL, *LEFT, *ODD, *NAMES]),
    st.sampled_from([*NUMBERS, *usage.COMMON_NOUNS]),
    st.lists(ENGLISH, min_size=2, max_size=4).map(" ".join),
    st.sampled_from([*LINES, *ODD]).flatmap(  # the same word twice
        lambda word: st.sampled_from([f"{word} {form(word)}" for form in (str, str.upper, str.lower)])
    ),
)
BETWEEN = st.sampled_from(
    [*[" "] * 12, "  ", "-", ", ", ". ", " - ", "/", "", "\n", " (", ") ", "\u00a0", "- ", " ,"]
)
TEXT = st.lists(st.tuples(WORDS, BETWEEN), max_size=20).map(lambda some: "".join(w + b for w, b in some))
FRONT = FrontMatter(Worded((), "T", Span("bilag.md", 2, 8)), Span("bilag.md", 1, 1))
DOCUMENT = Document(Meta("a", "A"), (Text("A"),), (), (), ())
TERMS = Terms(wrong={"Wawecare": "Wavecare"}, abbreviations={"EU": "Union"}, names=("Hansong",))
CHECKED = (
    *(language.words_are_right, language.text_is_clean, language.ranges_are_alike),
    *(language.quotations_are_alike, language.words_are_shortened_alike, structure.foreign_words_are_marked),
    *(leaving.nothing_is_left_over, leaving.nobody_is_exposed),
)


class Everything(frozenset[str]):
    """The words of a text that may hold any."""

    def isdisjoint(self, other):
        return False

    def __and__(self, other):
        return other


def inputs_of(texts, tables=()):
    texts = [Element("text", Span("a.md", line), text=text) for line, text in enumerate(texts, 1)]
    body = tuple(Element("paragraph", text.span, (text,)) for text in texts)
    return Inputs("a", FRONT, body, tables={table.name: table for table in tables}, terms=TERMS)


def column(cells):
    fields = (Field("post"),)
    return Table(
        "t", "t.csv", fields, {"post": list(cells)}, array("l", range(2, len(cells) + 2)), {"post": 1}
    )


def found(inputs):
    return [list(check(DOCUMENT, inputs, Resolved({}, {}))) for check in CHECKED]


@settings(max_examples=150)
@given(st.lists(TEXT, min_size=1, max_size=6))
def test_the_words_of_a_text_tell_what_it_can_hold(texts):
    said = found(inputs_of(texts))
    all_at_once = inputs_of(texts)
    vars(all_at_once)[f"{prose.__name__}.spoken"] = tuple(
        replace(each, numeric=True, words=["to", "to"], unlike=Everything())
        for each in prose.spoken(inputs_of(texts))
    )
    assert found(all_at_once) == said


@pytest.mark.parametrize("text", ["Se ΑΣ ασ.", "Se İx ix.", "Se Å å."])
def test_a_word_twice_in_letters_that_small_ones_do_not_tell(text):
    assert [f.rule for f in language.text_is_clean(DOCUMENT, inputs_of([text]), Resolved({}, {}))] == [
        "TEXT-TWICE"
    ]


def test_each_slip_and_each_short_form_begins_with_words():
    for pattern in (
        *(wrong for wrong, _ in usage.MISSPELT),
        *(style for _, *styles in usage.SAME for style in styles),
    ):
        for word in language.first_words(pattern):
            assert prose.words_of(word) == [word]
    assert language.first_words("(?<=[\\d][ ])mio(?!\\.)") == {"mio"}
    assert language.first_words("komission(en|ens)?") == {"komission", "komissionen", "komissionens"}


@settings(max_examples=300)
@given(TEXT)
def test_the_signs_of_a_text_tell_what_it_can_hold(text):
    for pattern, _, _, signs in language._UNCLEAN:
        assert any(sign in f"{text}\n" for sign in signs) or not pattern.search(text)
    assert any(sign in text.lower() for sign in usage.DRAFT_SIGNS) or not leaving._LEFT_OVER.search(text)
    assert usedwords._ADDRESSED.search(text) or not usedwords._ADDRESS.search(text)


@settings(max_examples=300)
@given(TEXT)
def test_a_text_without_digits_or_addresses_says_the_same_numbers(text):
    every = figurewords._tokens(digits=True, address=True).finditer(text)
    numbers = [
        (found.start(), found[0])
        for found in every
        if found.lastgroup in ("date", "digits")
        or (found.lastgroup == "word" and figurewords._says_number(found))
    ]
    assert list(figurewords.figures(text)) == numbers


def test_every_reference_by_form_has_a_digit_and_every_address_its_sign():
    assert all("\\d" in pattern or "-19" in pattern for pattern, _ in lexicon.LEGAL)
    for address in ("https://a.dk", "HTTP://A.DK", "www.a.dk", "WWW.a.dk", "a@b"):
        assert re.fullmatch(lexicon.ADDRESS, address, re.IGNORECASE)
        assert any(sign in address.lower() for sign in lexicon.ADDRESSED)


@given(TEXT)
def test_the_numbers_of_a_quotation(quote):
    """The figures and words are what one pattern for both finds, in whatever order."""
    words = "|".join(tables._words())
    both = re.compile(rf"{tables._NUMBER.pattern}|\b(?P<word>{words})\b")
    one_by_one = [
        tables._words()[found[0]] if found["word"] else tables._numbers_in(found[0])[0]
        for found in both.finditer(quote.lower())
    ]
    assert sorted(tables._numbers_in(quote)) == sorted(one_by_one)


# --- names ---

CELLS = st.lists(
    st.one_of(st.none(), WORDS, TEXT, st.from_regex(r"(Firma|post) [0-9]{1,3}", fullmatch=True)), max_size=12
)


@settings(max_examples=150)
@given(TEXT, CELLS)
def test_cells_that_differ_in_digits_are_read_once(text, cells):
    """Each spelling is used as often, and stands first, as when every cell is read for itself."""
    inputs = inputs_of([text], [column(cells)])
    together = usedwords.used_words(inputs)
    alone = usedwords.UsedWords()
    for piece in prose.prose_pieces(inputs):
        alone.read(usedwords.without_addresses(piece.text), piece.span, prose=True)
    for piece in prose.data(inputs)["t"]:
        start = 0
        for line in piece.text.split("\n"):
            at = partial_at(piece, start)
            alone.read(usedwords.without_addresses(line), at, prose=False)
            start += len(line) + 1
    assert told(together) == told(alone)


def partial_at(piece, start):
    return lambda position: piece.span(start + position)


def told(words):
    others = map(words.use, words.others)
    return [
        (u.text, u.order, u.prose, u.count, u.sure, u.span)
        for u in (*words.names.values(), *words.pairs.values(), *others)
    ]


@given(st.lists(st.text("abcd", min_size=1, max_size=6), unique=True, max_size=12))
def test_words_a_letter_apart_share_a_key(some):
    keys = [without_one(word) for word in some]
    shared = shared_keys(keys)
    assert shared == {key for those in keys for key in those if sum(key in others for others in keys) > 1}
    for one in some:
        for other in some:
            if one != other and distance(one, other) == 1:
                assert shared & {*without_one(one)} & {*without_one(other)}


def test_a_genitive_of_what_looks_like_one():
    """Each s is taken for a genitive's; which came first once decided whether the check came to an end."""
    for text in ("Se Kongre, Kongres og Kongress.", "Se Kongress, Kongres og Kongre."):
        assert list(names.names_are_written_alike(DOCUMENT, inputs_of([text]), Resolved({}, {}))) == []
