"""Prose to markup: what becomes what, what is refused, and the very place of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.markup import Element, walk
from bilag.validate import markdown_grammar
from bilag.validate.markdown import _parsed, parse_inline, parse_markdown
from bilag.validate.markdown_grammar import parser
from tests.support.hang import no_hang


def read(text, *, line=1):
    report = Report()
    return parse_markdown(text, "f.md", report, line=line), report


def good(text):
    elements, report = read(text)
    assert [str(f) for f in report] == []
    return elements


def faults(text, **options):
    return [(f.rule, str(f.span)[5:]) for f in read(text, **options)[1]]


def kinds(elements):
    return [e.kind for e in elements]


def words(elements):
    return "".join(e.text for e in walk(tuple(elements)) if e.kind == "text")


def places(text, kind):
    return [str(e.span)[5:] for e in walk(read(text)[0]) if e.kind == kind]


# --- placeholders and references -------------------------------------------------------------------------


def test_placeholder():
    (paragraph,) = good("Forbrug: {{ forbrug_i_alt | mio_kr }}.")
    assert kinds(paragraph.children) == ["text", "placeholder", "text"]
    assert paragraph.children[1].text == "forbrug_i_alt | mio_kr"


def test_placeholder_alone_on_a_line_is_a_paragraph():
    (paragraph,) = good("{{ x }}\n")
    assert paragraph.kind == "paragraph"
    assert kinds(paragraph.children) == ["placeholder"]


def test_placeholder_over_two_lines():
    (paragraph,) = good("Forbrug {{ a |\n  mio_kr }} i alt")
    assert paragraph.children[1].text == "a | mio_kr"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ a }} b {{ c }}", ["1:1", "1:11"]),
        ("x\ny {{ a }}\n  z {{ b }}", ["2:3", "3:5"]),
        ("# Titel {{ a }}", ["1:9"]),
        ("# Titel {{ a }} #", ["1:9"]),
        ("- a\n  b {{ a }}\n  - c {{ b }}", ["2:5", "3:7"]),
        ("-\ta {{ a }}", ["1:5"]),
        ("1. a\n\n   {{ a }}", ["3:4"]),
        ("*em {{ a }}* **st {{ b }}**", ["1:5", "1:19"]),
        ("[ord {{ a }}]{.free}", ["1:6"]),
        ("[ord {{ a }}](https://a.dk)", ["1:6"]),
        ("æøå {{ a }} æ {{ a }}", ["1:5", "1:15"]),
        (":::{note}\nLinje\nto {{ a }}\n\n- {{ b }}\n:::", ["3:4", "5:3"]),
        ("- x\n\n  :::{note}\n  to {{ a }}\n  :::", ["4:6"]),
        ("a\r\n\r\nb {{ a }}\r\nc {{ b }}", ["3:3", "4:3"]),
        ("a\rb {{ a }}", ["2:3"]),
        ("uden linjeskift {{ a }}", ["1:17"]),
        ("a {{ a }}\\\nb {{ b }}", ["1:3", "2:3"]),
        ("1 1 {{ a }}", ["1:5"]),
        ("- - {{ a }}", ["1:5"]),
    ],
)
def test_places_of_placeholders(text, expected):
    assert places(text, "placeholder") == expected


def test_places_of_a_footnote():
    text = "Se[^1] her.\n\n[^1]: En note {{ a }}\n    og {{ b }}."
    assert places(text, "placeholder") == ["3:15", "4:8"]
    assert places(text, "footnote") == ["1:3"]


def test_the_first_line_is_counted_from():
    assert faults("a\nb }", line=7) == [("MARKUP-BRACE", "8:3")]


@given(st.lists(st.text("ab {}*_[]@\n-#1.\t", max_size=20), max_size=4).map("\n".join))
def test_every_place_lies_in_the_text(text):
    elements, report = read(text)
    lines = text.split("\n")
    spans = [e.span for e in walk(elements)] + [f.span for f in report]
    for span in spans:
        assert 1 <= span.line <= len(lines)
        assert 0 <= span.column <= len(lines[span.line - 1]) + 1


@given(st.lists(st.sampled_from(["ord", "*em*", "{{ a }}", "**st**", "@tbl-a", "æ", "1"]), min_size=1))
def test_placeholders_stand_where_their_braces_do(parts):
    text = "\n".join([" ".join(parts), " ".join(reversed(parts))])
    for element in walk(read(text)[0]):
        if element.kind == "placeholder":
            line = text.split("\n")[element.span.line - 1]
            assert line[element.span.column - 1 :].startswith("{{ a }}")


def test_reference():
    (paragraph,) = good("Se @tbl-a, (@tbl-udgifter_2) og @tbl-a.")
    assert [e.text for e in paragraph.children if e.kind == "reference"] == [
        "tbl-a",
        "tbl-udgifter_2",
        "tbl-a",
    ]


@pytest.mark.parametrize("text", ["ole@tbl-b.dk", "\\@tbl-a", "@ a-b", "@tbl"])
def test_no_reference(text):
    (paragraph,) = good(text)
    assert kinds(paragraph.children) == ["text"]
    assert words([paragraph]) == text.replace("\\", "")


# --- Danish prose ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "5. september 2016 åbnede huset.",
        "1. september 2016 åbnede huset.",
        "1. Maj 2016",
        "Huset åbnede den\n5. september 2016.",
        "Huset åbnede den\n1. september 2016.",
        "2016. Det var året.",
        "7. syvende punkt",
        "99999999999999999999999. lang",
    ],
)
def test_a_date_begins_no_list(text):
    (paragraph,) = good(text)
    assert paragraph.kind == "paragraph"
    assert words([paragraph]) == text.replace("\n", " ")


def test_a_date_ends_a_list():
    elements = good("1. Først\n2. Så\n\n5. september 2016 var det slut.")
    assert kinds(elements) == ["ordered", "paragraph"]
    assert len(elements[0].children) == 2


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_ordered_list(gap):
    (numbers,) = good(gap.join(["1. Først", "2. Så", "3. Til sidst"]))
    assert numbers.kind == "ordered"
    assert [words([item]) for item in numbers.children] == ["Først", "Så", "Til sidst"]


def test_ordered_list_of_ones():
    (numbers,) = good("1. a\n1. b\n1. c")
    assert len(numbers.children) == 3


def test_list_with_parentheses():
    (numbers,) = good("1) a\n2) b")
    assert len(numbers.children) == 2


def test_numbers_that_would_be_changed():
    assert faults("1. a\n2. b\n4. c\n7. d") == [("LIST-NUMBER", "3")]


def test_nested_lists():
    (bullets,) = good("- a\n  - b\n    1. c\n    2. d\n- e\n\n  andet afsnit")
    first, second = bullets.children
    assert kinds(first.children) == ["paragraph", "bullets"]
    inner = first.children[1].children[0]
    assert kinds(inner.children) == ["paragraph", "ordered"]
    assert len(inner.children[1].children) == 2
    assert kinds(second.children) == ["paragraph", "paragraph"]


def test_tabs():
    (bullets,) = good("-\tpunkt\n\n\tandet afsnit")
    assert kinds(bullets.children[0].children) == ["paragraph", "paragraph"]


def test_indented_text_is_no_code():
    (paragraph,) = good("        langt inde")
    assert words([paragraph]) == "langt inde"


def test_lines_of_a_paragraph_are_joined_by_a_space():
    (paragraph,) = good("en\nto\n  tre")
    assert words([paragraph]) == "en to tre"


def test_hard_break():
    (paragraph,) = good("en\\\nto  \ntre")
    assert kinds(paragraph.children) == ["text", "break", "text", "break", "text"]


def test_headings_and_identities():
    heading, paragraph = good("{#mit-id}\n## Titel *her*\n\n{#p1}\nTekst.")
    assert (heading.kind, heading.number, heading.attribute("id")) == ("heading", 2, "mit-id")
    assert paragraph.attribute("id") == "p1"


def test_entities_and_escapes():
    (paragraph,) = good("&aelig; &lt; 1 < 2 \\{\\{ x \\}\\} \\*a\\*")
    assert words([paragraph]) == "æ < 1 < 2 {{ x }} *a*"


def test_nothing():
    assert good("") == good("\n\n \n") == ()


# --- marks -----------------------------------------------------------------------------------------------


def test_span():
    (paragraph,) = good('[ord *x*]{claim="a = 2 * b"} [e]{lang=en} [24]{.free} [t]{.term}')
    spans = [e for e in paragraph.children if e.kind == "span"]
    assert [dict(s.attributes) for s in spans] == [
        {"claim": "a = 2 * b"},
        {"lang": "en"},
        {"class": "free"},
        {"class": "term"},
    ]
    assert [str(s.span) for s in spans] == ["f.md:1:1", "f.md:1:30", "f.md:1:43", "f.md:1:55"]


def test_link():
    (paragraph,) = good("[a](https://a.dk) <https://b.dk> [c](mailto:c@d.dk)")
    assert [e.text for e in paragraph.children if e.kind == "link"] == [
        "https://a.dk",
        "https://b.dk",
        "mailto:c@d.dk",
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///x"])
def test_a_bad_address_is_left_for_compose_to_refuse(url):
    (paragraph,) = good(f"[a]({url})")
    assert (paragraph.children[0].kind, paragraph.children[0].text) == ("link", url)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a]{onclick=x}", [("MARKUP-ATTRIBUTE", "1:1")]),
        ("x [a]{lang=en style=y}", [("MARKUP-ATTRIBUTE", "1:3")]),
        ("[a]{#b}", [("MARKUP-ATTRIBUTE", "1:1")]),
        ("[a]{}", [("MARKUP-ATTRIBUTE", "1:1")]),
        ("[a]{lang=klingonsk}", [("FRONT-LANGUAGE", "1:1")]),
        ('[a]{lang="en onclick"}', [("FRONT-LANGUAGE", "1:1")]),
        ("{.stor}\nTekst", [("MARKUP-ATTRIBUTE", "2")]),
        ("{#x}\n:::{table} a\ncaption: b\n:::", [("MARKUP-ATTRIBUTE", "2")]),
    ],
)
def test_attributes_refused(text, expected):
    assert faults(text) == expected


# --- braces that are left over ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tekst {{ x og mere", ["1:7"]),
        ("Tekst {{ x } og", ["1:7"]),
        ("Tekst { x }} og", ["1:7"]),
        ("Tal {free}", ["1:5"]),
        ("[24]{free}", ["1:5"]),
        ("[24]{.free", ["1:5"]),
        ("a } b } c", ["1:3", "1:7"]),
        ("{{ {{ x }}", ["1:1"]),
        ("{{{ x }}}", ["1:1"]),
        ("a\n- b {\n  c }\n\n> d", ["2:5"]),
        ("# Titel {#id}", ["1:9"]),
        ("**{{ x }**", ["1:3"]),
        ("{% if x %}", ["1:1"]),
        ("${HOME}", ["1:2"]),
    ],
)
def test_braces(text, expected):
    assert [place for rule, place in faults(text) if rule == "MARKUP-BRACE"] == expected


# --- what has no place -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "construct", "place"),
    [
        ("a <b>c", "<b>", "1:3"),
        ("</div>", "</div>", "1:1"),
        ("<script src='x'>", "<script src='x'>", "1:1"),
        ("a\n<!-- skjult\n\nb -->", "<!--", "2:1"),
        ("<?php x ?>", "<?", "1:1"),
        ("<!DOCTYPE a>", "<!D", "1:1"),
        ("et `ord`", "`", "1:4"),
        ("```\nkode\n```", "```", "1"),
        ("a\n\n> citat {{ x }", ">", "3"),
        ("***", "---", "1"),
        ("Titel\n===", "===", "1"),
        ("Titel\n---", "---", "1"),
        ("se ![a](b.png)", "![", "1:4"),
        ("a^[note]", "^[", "1:2"),
    ],
)
def test_constructs(text, construct, place):
    _, report = read(text)
    (finding,) = list(report)
    assert (finding.rule, str(finding.span)[5:]) == ("MARKUP-UNSUPPORTED", place)
    assert dict(finding.args)["construct"] == construct


@pytest.mark.parametrize("text", ["1 < 2 > 0", "a <- b", "x <3", "Q&A & B", "5 <6>"])
def test_signs_that_are_no_html(text):
    assert words(good(text)) == text


def test_footnotes():
    (paragraph,) = good("Se[^a] og[^b].\n\n[^a]: Den første.\n\n    Mere.\n\n[^b]: Den anden.")
    notes = [e for e in paragraph.children if e.kind == "footnote"]
    assert [words([note]) for note in notes] == ["Den første. Mere.", "Den anden."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Se[^a].", [("MARKUP-FOOTNOTE-MISSING", "1:3")]),
        ("Se.\n\n[^a]: Note", [("MARKUP-FOOTNOTE", "3:1")]),
        ("Se[^a].\n\n[^a]: Note[^a]", [("MARKUP-UNSUPPORTED", "3:11")]),
        ("Se[^a].\n\n[^a]: x\n\n    - y", [("MARKUP-UNSUPPORTED", "5")]),
        ("Se[^a].\n\n[^a]: x }", [("MARKUP-BRACE", "3:9")]),
    ],
)
def test_footnotes_refused(text, expected):
    assert faults(text) == expected


# --- directives ------------------------------------------------------------------------------------------


def test_directive():
    (directive,) = good(":::{table} udgifter\ncaption: Udgifter\n:::")
    assert directive.kind == "directive"
    assert directive.attribute("name") == "table"
    assert directive.attribute("argument") == "udgifter"
    assert directive.text == "caption: Udgifter\n"
    assert directive.body == Span("f.md", 2, 1)


def test_table_in_a_note():
    (note,) = good("::::{note}\nTekst\n\n:::{table} a\ncaption: b\n:::\n::::")
    assert kinds(note.children) == ["paragraph", "directive"]
    assert note.children[1].body == Span("f.md", 5, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":::{tabel} x\n:::", [("MARKUP-DIRECTIVE", "1")]),
        (":::{figur} x\n:::", [("MARKUP-DIRECTIVE", "1")]),
        (":::\n:::", [("MARKUP-DIRECTIVE", "1")]),
        (":::table x\n:::", [("MARKUP-DIRECTIVE", "1")]),
        (":::{table} x\ncaption: y", [("MARKUP-UNCLOSED", "1")]),
        ("a\n\n:::{note}", [("MARKUP-UNCLOSED", "3")]),
        ("- a\n\n  :::{note}\n  b\n\nc", [("MARKUP-UNCLOSED", "3")]),
        ("::::{note}\n:::{note}\na\n:::\n::::", [("MARKUP-UNSUPPORTED", "2")]),
        (":::{note} Bemærk\na\n:::", [("MARKUP-UNSUPPORTED", "1")]),
        (":::{note}\na {{ b\n\n- c }\n:::", [("MARKUP-BRACE", "2:3"), ("MARKUP-BRACE", "4:5")]),
    ],
)
def test_directives_refused(text, expected):
    assert faults(text) == expected


# --- signs, depth and size -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sign", ["\x01", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ufffe"]
)
def test_invisible_signs(sign):
    elements, report = read(f"en\nto{sign} {{{{ x }}}}")
    assert [(f.rule, str(f.span)) for f in report] == [("TEXT-SIGN", "f.md:2:3")]
    assert sign not in words(elements)


def test_soft_hyphens_and_marks_of_direction_may_stand():
    assert (
        words(good("arbejds\u00admarked \u200e \u00a0x \u200b"))
        == "arbejds\u00admarked \u200e \u00a0x \u200b"
    )


@pytest.mark.parametrize(
    "text",
    [
        "".join("  " * depth + "- x\n" for depth in range(60)),
        "- " * 10_000 + "x",
        "[" * 60 + "{{ x }}" + "]{.free}" * 60,
        ":::{note}\n" * 500 + ":::\n" * 500,
        "".join(":" * (503 - n) + "{note}\n" for n in range(500)),
    ],
    ids=["list", "one-line", "spans", "notes", "colons"],
)
def test_what_is_too_deep_is_refused_not_lost(text):
    _elements, report = read(text)
    assert report.has_errors()


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        ">" * 100_000 + "a",
        "*" * 5_000 + "a" + "*" * 5_000,
        "\\" * 50_000,
        "`" * 50_000,
        "&" * 50_000,
        "a" + " " * 1_000_000 + "b",
        "1" * 100_000 + ". a",
        "@tbl-" + "a" * 1_000_000,
        "{{" + "x" * 1_000_000 + "}}",
        "<a " + "x" * 200_000,
        "[^" + "x" * 200_000,
        "| a |\n" * 5_000,
        "{{ x }} ord " * 3_000,
        "ord *ord*\n" * 3_000,
        "} " * 3_000,
    ],
    ids=range(16),
)
def test_what_is_large_is_read_without_a_hang(text):
    with no_hang():
        read(text)


lines = st.lists(
    st.sampled_from(
        [
            *(
                "ord",
                "- x",
                "1. y",
                "5. maj",
                "---",
                "= =",
                "> z",
                "# h",
                ":::{note}",
                ":::",
                "[^1]",
                "[^1]: n",
            ),
            *(
                "{{ a }}",
                "*em",
                "s**",
                "\\",
                "  ",
                "\t",
                "[w]{lang=en}",
                "&#10;",
                "12-3",
                "{#id}",
                "```",
                "a  ",
            ),
        ]
    ),
    max_size=12,
)


@given(st.lists(st.just(" " * 2) | lines.map(" ".join), max_size=6).map("\n".join))
def test_what_is_read_quickly_is_what_markdown_it_reads(text):
    def all_of(elements, report):
        found = [(e, e.span, e.pieces, e.body) for e in walk(tuple(elements))]
        return found, report.findings

    def both():
        report = Report()
        inline = parse_inline(text, Span("t.csv", 2, 3), report)
        return all_of(_parsed.__wrapped__(text, "f.md", 1, report), report), all_of(inline, report)

    quick = both()
    parser().disable("prose")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(markdown_grammar, "_SIGNS", parser().inline.terminator_re)
            assert both() == quick
    finally:
        parser().enable("prose")


@given(st.text("ab{}[]()*_`<>!&\\@#-+1.:^|~\n\t \"'=\u00a0æ", max_size=80))
def test_nothing_makes_it_fall_over(text):
    elements, _report = read(text)
    assert isinstance(elements, tuple)


@given(st.text(max_size=60))
def test_any_sign(text):
    read(text)


# --- a single value --------------------------------------------------------------------------------------


def test_inline_places_are_those_of_the_value():
    report = Report()
    span = Span("b.md", 2, 8)
    elements = parse_inline("Prøve {{ x }} og } *em*", span, report)
    assert {e.span for e in walk(elements)} == {span}
    assert [(f.rule, f.span) for f in report] == [("MARKUP-BRACE", span)]


def test_plain_values_are_one_text():
    assert parse_inline("Beløb (mio. kr.)", Span("a"), Report()) == (
        Element("text", Span("a"), text="Beløb (mio. kr.)"),
    )
    assert parse_inline("", Span("a"), Report()) == ()


@pytest.mark.parametrize("text", ["# x", "- x", "1. x", ":::{note}", "> x", "    x"])
def test_a_value_has_no_blocks(text):
    report = Report()
    elements = parse_inline(text, Span("a"), report)
    if "{" not in text:
        assert words(elements) == text
        assert list(report) == []
