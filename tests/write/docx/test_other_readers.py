"""Readers of Word files that are not ours read the same text as `read_docx`: mammoth and docx2python.

mammoth tells headings, list items, cells and paragraphs apart; docx2python cells and paragraphs. Neither sees
where a list item's second paragraph belongs, or what is a caption, a note or a source.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence

import mammoth
import pytest
from docx2python import docx2python
from lxml import html

from bilag.document.forms.normalform import Line, plain
from bilag.versions.read.docx import read_docx
from bilag.write.docx.writer import write_docx
from tests.support import kina, samples
from tests.support.wordkit import edited

Said = tuple[str, str]
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "china": lambda: kina.output("docx"),
    "torture": lambda: write_docx(samples.torture(8), samples.standard()),
}


def ours(data: bytes) -> Iterator[Said]:
    """The lines as mammoth can tell them apart; pictures have no text."""
    for line in read_docx(data):
        match line:
            case Line(kind="row", cells=cells):
                yield from (("cell", cell) for cell in cells)
            case Line(kind="heading", level=level, text=text):
                yield f"h{level}", text
            case Line(kind="item", text=text):
                yield "item", text
            case Line(kind="logo" | "figure"):
                pass
            case Line(kind="footnote", text=text):
                yield "footnote", text
            case Line(text=text):
                yield "p", text


# --- mammoth ---


def by_mammoth(data: bytes) -> Iterator[Said]:
    body = html.fromstring(f"<div>{mammoth.convert_to_html(io.BytesIO(data)).value}</div>")
    for block in body:
        yield from _block(block)


def _block(block: html.HtmlElement) -> Iterator[Said]:
    if block.tag in ("ul", "ol"):
        for item in block:
            footnote = item.get("id", "").startswith("footnote-")
            inner = [kid for kid in item if kid.tag in ("ul", "ol")]
            for kid in inner:
                item.remove(kid)
            text = _text(item).removesuffix("↑").strip()
            if text or not inner:  # where a paragraph parts two levels, mammoth makes an item to hold a list
                yield "footnote" if footnote else "item", text
            for kid in inner:
                yield from _block(kid)
    elif block.tag == "table":
        for cell in block.iter("td", "th"):
            yield "cell", _text(cell)
    elif text := _text(block):
        yield block.tag, text


def _text(element: html.HtmlElement) -> str:
    for end in element.iter("p", "br"):
        end.tail = f" {end.tail or ''}"
    return plain(re.sub(r"\[(\d+)\]", r"[^\1]", element.text_content()))


# --- docx2python ---


def by_docx2python(data: bytes) -> Iterator[str]:
    with docx2python(io.BytesIO(data), html=False) as word:
        for table in word.body:
            running = all(len(row) == 1 for row in table)  # no table of ours has one column
            for cell in (cell for row in table for cell in row):
                texts = [_of_docx2python(paragraph) for paragraph in cell]
                yield from filter(None, texts) if running else (plain(" ".join(texts)),)
        notes = (paragraph for table in word.footnotes for row in table for cell in row for paragraph in cell)
        yield from filter(None, map(_of_docx2python, notes))  # the separators are empty


def _of_docx2python(text: str) -> str:
    """Without the marks of lists, notes and pictures, and the tags of links, that it puts in itself."""
    text = re.sub(r"^\t*(?:--|\w+\)|footnote\d+\))\t", "", text)
    text = re.sub(r"----media/[^-]*----|----Image alt text---->[^<]*<", "", text)
    text = re.sub(r"----footnote(\d+)----", r"[^\1]", text)
    return plain(re.sub(r"</?a\b[^>]*>", "", text))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_mammoth_reads_what_we_read(name: str) -> None:
    data = DOCUMENTS[name]()
    expected = list(ours(data))
    assert len(expected) > 80
    assert {kind for kind, _ in expected} >= {"cell", "h1", "item", "p"}
    assert list(by_mammoth(data)) == expected


@pytest.mark.parametrize("name", DOCUMENTS)
def test_docx2python_reads_what_we_read(name: str) -> None:
    data = DOCUMENTS[name]()
    expected = [text for kind, text in ours(data) if text or kind == "cell"]
    assert len(expected) > 80
    assert list(by_docx2python(data)) == expected


READERS: Sequence[Callable[[bytes], Iterator[object]]] = (by_mammoth, by_docx2python)


@pytest.mark.parametrize("reader", READERS)
def test_they_would_notice(reader: Callable[[bytes], Iterator[object]]) -> None:
    """One digit in one cell."""
    data = DOCUMENTS["torture"]()
    other = edited(data, "word/document.xml", lambda text: text.replace(">46,43<", ">46,44<"))
    was, now = list(reader(data)), list(reader(other))
    assert len(was) == len(now)
    assert sum(one != two for one, two in zip(was, now, strict=True)) == 1
