"""Any document of the model, as hypothesis draws them, and what two normal forms differ in."""

from __future__ import annotations

from difflib import unified_diff
from itertools import count
from typing import Any

from hypothesis import Phase
from hypothesis import strategies as st
from msgspec.structs import replace

from bilag.document import model as m
from bilag.document.forms.normalform import Line
from tests.support import samples


def _shown(line: Line) -> str:
    return f"{line.kind} {line.level} {line.mark!r} {line.text!r} {line.cells}"


def differences(one: list[Line], other: list[Line]) -> list[str]:
    return list(unified_diff([*map(_shown, one)], [*map(_shown, other)], lineterm="", n=0))


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


FOUND = (Phase.explicit, Phase.generate)
