"""Word = PDF = model: what each delivered file says, read back, is what the document says, line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import unified_diff
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.document import model as m
from bilag.document.forms.normalform import Line, normal_form
from bilag.versions.read.docx import read_docx
from bilag.versions.read.pdf import read_pdf
from bilag.write.docx.writer import write_docx
from bilag.write.pdf.writer import write_pdf
from tests.support import kina, samples

DOCUMENTS: Mapping[str, Callable[[], m.Document]] = {
    "china": lambda: kina.prepared().document,
    "torture": samples.torture,
    "small": samples.small,
    "three_pages": samples.three_pages,
    "long_table": lambda: samples.long_table(300),
}


def shown(line: Line) -> str:
    return f"{line.kind} {line.level} {line.mark!r} {line.text!r} {line.cells}"


def differences(one: list[Line], other: list[Line]) -> list[str]:
    return list(unified_diff([*map(shown, one)], [*map(shown, other)], lineterm="", n=0))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_word_pdf_and_model_say_the_same(name: str):
    template = kina.prepared().template if name == "china" else samples.standard()
    document = DOCUMENTS[name]()
    model = normal_form(document, template.labels)
    assert len(model) > 10
    assert differences(model, read_docx(write_docx(document, template))) == []
    assert differences(model, read_pdf(write_pdf(document, template))) == []


def test_the_annex_as_it_is_built_has_all_its_kinds_of_lines():
    """What parity is about is there: a reader that saw nothing would agree with another that saw nothing."""
    lines = read_pdf(kina.output("pdf"))
    counts = {kind: sum(line.kind == kind for line in lines) for kind in {line.kind for line in lines}}
    heads, bodies, totals = 4, 4 + 3 + 6 + 12, 1
    assert counts["row"] == heads + bodies + totals
    assert (counts["heading"], counts["caption"], counts["title"]) == (4, 4, 1)
    assert counts["item"] == 4 + 3 + 4
    assert counts["source"] == 4


@pytest.mark.parametrize("name", ["china", "torture"])
def test_a_difference_is_seen(name: str):
    """One letter in a cell or a paragraph of the file, and the two are no longer the same."""
    document = DOCUMENTS[name]()
    lines = normal_form(document, samples.standard().labels)
    old = next(cell for line in lines if line.kind == "row" for cell in line.cells if len(cell) > 5)
    changed = write_docx(retyped(document, old, old + "x"), samples.standard())
    found = differences(lines, read_docx(changed))
    shown_new = [line for line in found[2:] if line.startswith("+")]
    assert shown_new
    assert all(old + "x" in line for line in shown_new)


def retyped(document: m.Document, old: str, new: str) -> m.Document:
    texts = (m.Text, m.Value)
    return samples.edited(
        document, lambda v: replace(v, text=new) if isinstance(v, texts) and v.text == old else v
    )


@pytest.mark.parametrize("cells", [("", "ord " * 900), ("ord " * 900, "")])
def test_a_row_longer_than_a_page_keeps_its_empty_cells(cells: tuple[str, str]):
    table = replace(samples.text_table(), body=m.TableBody((samples.row("1", *cells),)))
    agree(replace(samples.small(), sections=(), blocks=(table,)))


@pytest.mark.parametrize("text", ["Kina-", "Kina- ", "Kina\u00ad", "Kina – "])
def test_a_line_break_after_a_hyphen_is_a_space(text: str):
    said = samples.paragraph("p", text, m.LineBreak(), "og Jiangsu-fokus")
    agree(replace(samples.small(), sections=(), blocks=(said,)))


def test_a_heading_that_is_a_number_is_no_footnote_in_the_contents():
    year = m.Section("s", 1, samples.text("2015"), (samples.paragraph("p", "Tekst."),))
    agree(samples.contents_of(replace(samples.small(), sections=(year,)), 1))


# --- documents that nobody wrote ---

LETTERS = "abcdeæøåÆØÅéü0123456789 .,;:-–—()<>&\"'%/½€\u00a0\u00ad"
WORDS = st.text(LETTERS, max_size=30).map(lambda text: text.rstrip("- \u00a0\u00ad") + text[-1:].strip("-"))
"""No piece ends with a hyphen and a space: that before a line break has a test of its own."""
LONG = st.lists(
    st.sampled_from(("regionsrådet", "2,8\u00a0mio.\u00a0kr.", "Kina-indsats", "og", "år.")), max_size=60
)
PIECES = st.one_of(WORDS, LONG.map(" ".join))


def inlines(pieces: st.SearchStrategy[str], depth: int = 2) -> st.SearchStrategy[tuple[m.Inline, ...]]:
    leaf: st.SearchStrategy[m.Inline] = st.one_of(
        pieces.map(m.Text),
        pieces.filter(str.strip).map(lambda t: m.Value(t, "fakta", "1")),
        st.just(m.LineBreak()),
    )
    if depth:
        inner = inlines(pieces, depth - 1)
        leaf = st.one_of(
            leaf,
            inner.map(m.Emphasis),
            inner.map(m.Strong),
            inlines(pieces, 0).map(lambda i: m.Link("https://www.regionh.dk/", i)),  # no link in a link
            inner.map(lambda i: m.Marked("lang", "en", i)),
        )
    return st.lists(leaf, min_size=1, max_size=4).map(tuple)


def said(pieces: st.SearchStrategy[str], depth: int = 2) -> st.SearchStrategy[tuple[m.Inline, ...]]:
    """Inlines that are not all blank."""
    words = pieces.filter(lambda text: bool(text.strip(" \u00a0\u00ad"))).map(m.Text)
    return st.tuples(inlines(pieces, depth), words).map(lambda pair: (*pair[0], pair[1]))


SAID = said(PIECES)
IN_CELLS = said(WORDS, 1)


def footnoted(content: st.SearchStrategy[tuple[m.Inline, ...]]) -> st.SearchStrategy[tuple[m.Inline, ...]]:
    three = st.tuples(content, content, content)
    return three.map(lambda t: (*t[0], m.Footnote("fn", 0, t[1]), *t[2]))


FOOTNOTED, FOOTNOTE_IN_CELL = footnoted(SAID), footnoted(IN_CELLS)


def paragraphs(id: str) -> st.SearchStrategy[m.Paragraph]:
    return st.one_of(SAID, SAID, FOOTNOTED).map(lambda content: m.Paragraph(id, content))


@st.composite
def lists(draw: st.DrawFn, id: str, depth: int = 1) -> m.BulletList | m.OrderedList:
    items = []
    for n in range(draw(st.integers(1, 3))):
        blocks: list[m.Block] = [draw(paragraphs(f"{id}-{n}-a"))]
        if draw(st.booleans()):
            blocks.append(draw(paragraphs(f"{id}-{n}-b")))
        if depth < 3 and draw(st.booleans()):
            blocks.append(draw(lists(f"{id}-{n}", depth + 1)))
        items.append(m.ListItem(f"{id}-{n}", tuple(blocks)))
    if draw(st.booleans()):
        return m.BulletList(id, tuple(items))
    return m.OrderedList(id, tuple(items), draw(st.integers(1, 30)))


@st.composite
def tables(draw: st.DrawFn, id: str, number: int) -> m.Table:
    width = draw(st.integers(2, 4))
    aligns = [draw(st.sampled_from(("start", "end", "decimal"))) for _ in range(width)]

    def cells(key: str) -> m.Row:
        amounts = st.sampled_from(("1,3", "−10,5", "..", "1.024", "ca. 0,5", "")).map(lambda t: (m.Text(t),))
        texts = st.one_of(IN_CELLS, IN_CELLS, FOOTNOTE_IN_CELL, st.just(()))
        kinds = [texts if align == "start" else amounts for align in aligns]
        return m.Row(key, tuple(m.Cell(draw(kind)) for kind in kinds))

    head = m.TableHead((m.Row("head", tuple(m.Cell(draw(IN_CELLS)) for _ in range(width))),))
    body = m.TableBody(tuple(cells(str(n)) for n in range(draw(st.integers(1, 8)))))
    foot = m.TableFoot((cells("total"),) if draw(st.booleans()) else ())
    columns = tuple(m.Column(f"k{n}", 1 / width, align, 1) for n, align in enumerate(aligns))  # type: ignore[arg-type]
    return m.Table(
        id=id,
        label="Tabel",
        number=number,
        caption=draw(SAID),
        columns=columns,
        head=head,
        body=body,
        foot=foot,
        row_heads=draw(st.booleans()),
        notes=tuple(draw(st.lists(SAID, max_size=2))),
        source=draw(st.one_of(st.just(()), SAID)),
    )


def figures(id: str, number: int) -> st.SearchStrategy[m.Figure]:
    alt = WORDS.filter(lambda text: any(map(str.isalnum, text)))
    height = st.sampled_from((20.0, 300.0, 2000.0))
    made = st.tuples(st.one_of(SAID, FOOTNOTED), alt, height, st.one_of(st.just(()), SAID, FOOTNOTED))
    return made.map(
        lambda t: m.Figure(id, "Figur", number, t[0], t[1], samples.picture(96, 40), 200.0, t[2], t[3])
    )


@st.composite
def documents(draw: st.DrawFn) -> m.Document:
    sections = []
    for n in range(1, draw(st.integers(1, 3)) + 1):
        blocks: list[m.Block] = [draw(paragraphs(f"s{n}-1")), draw(lists(f"s{n}-2"))]
        if draw(st.booleans()):
            blocks.append(m.Note(f"s{n}-3", (draw(paragraphs(f"s{n}-3a")), draw(paragraphs(f"s{n}-3b")))))
        blocks.append(draw(tables(f"tbl-{n}", n)))
        if draw(st.booleans()):
            blocks.append(draw(figures(f"fig-{n}", n)))
        below = [m.Section(f"s{n}-u", 2, draw(SAID), ())] if draw(st.booleans()) else []
        mixed = tuple(draw(st.permutations(blocks)))
        sections.append(m.Section(f"s{n}", 1, draw(SAID), mixed, tuple(below)))
    made = m.Document(
        meta=m.Meta(annex="prove", title="En prøve"),
        title=draw(SAID),
        head=(),
        blocks=(),
        sections=tuple(sections),
        footer=samples.FOOTER,
    )
    numbers = count(1)

    def numbered(v: Any) -> Any:
        if not isinstance(v, m.Footnote):
            return v
        number = next(numbers)
        return replace(v, id=f"fn-{number}", number=number)

    levels = draw(st.integers(0, 2))
    made = samples.edited(made, numbered)
    return samples.contents_of(made, levels) if levels else made


def agree(document: m.Document) -> None:
    template = samples.standard()
    model = normal_form(document, template.labels)
    for read in (read_docx(write_docx(document, template)), read_pdf(write_pdf(document, template))):
        found = differences(model, read)
        assert not found, "\n".join(found)


FOUND = (Phase.explicit, Phase.generate)
"""Without shrinking, which takes minutes here: the differences say enough."""


@settings(max_examples=8, phases=FOUND, suppress_health_check=list(HealthCheck))
@given(document=documents())
def test_documents_that_nobody_wrote(document: m.Document):
    agree(document)


@pytest.mark.long
@settings(max_examples=200, phases=FOUND, suppress_health_check=list(HealthCheck))
@given(document=documents())
def test_many_documents_that_nobody_wrote(document: m.Document):
    agree(document)
