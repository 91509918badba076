"""What no validator sees: the structure tree is the document model, and nothing said is left out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, given
from msgspec.structs import replace

from bilag.document import model as m
from bilag.document.walks import blocks, leaves, passages, words
from bilag.write.pdf.writer import write_pdf
from tests.support import kina, samples
from tests.support.documents import FOUND, documents
from tests.support.paths import GOLDENS
from tests.support.pdftree import Node, artifact_texts, dump, hold, tree_of_file, tree_of_model
from tests.support.sampled import examples

GOLDEN = GOLDENS / "kina.pdf.tree"
DOCUMENTS: Mapping[str, Callable[[], m.Document]] = {
    "china": lambda: kina.prepared().document,
    "torture": samples.torture,
    "torture with its keys": lambda: replace(samples.torture(), proof="facts"),
    "small": samples.small,
    "three_pages": samples.three_pages,
    "long_table": lambda: samples.long_table(200),
}


def file_of(name: str) -> bytes:
    return kina.output("pdf") if name == "china" else write_pdf(DOCUMENTS[name](), samples.standard())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_tree_is_the_model_node_by_node(name: str) -> None:
    hold(DOCUMENTS[name](), file_of(name))


def test_the_tree_of_the_annex(update: bool) -> None:
    """As text, for a person to read: what a screen reader is given."""
    made = dump(tree_of_file(kina.output("pdf"))) + "\n"
    if update:
        GOLDEN.write_text(made, "utf-8")
    assert made == GOLDEN.read_text("utf-8")


@examples(3, 60, phases=FOUND, suppress_health_check=list(HealthCheck))
@given(document=documents())
def test_the_tree_of_documents_that_nobody_wrote(document: m.Document) -> None:
    hold(document, write_pdf(document, samples.standard()))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_but_furniture_is_an_artifact(name: str) -> None:
    """Text outside the tree is the header, the footer, or the head of a table that goes on."""
    document = DOCUMENTS[name]()
    pages = artifact_texts(file_of(name))
    heads = {
        word
        for table in tables(document)
        for row in table.head.rows
        for cell in row.cells
        for word in words(cell.content).split()
    }
    assert pages
    for number, texts in enumerate(pages, 1):
        said = " ".join("".join(texts).replace("\u00a0", " ").split())
        footer = "".join(
            str(number)
            if isinstance(inline, m.PageNumber)
            else str(len(pages))
            if isinstance(inline, m.PageCount)
            else words((inline,))
            for inline in document.footer
        )
        assert said.endswith(footer)
        left = said.removesuffix(footer)
        header = words(document.header)
        if number > 1 and header:
            assert header in left
            left = left.replace(header, "", 1)
        assert not set(left.split()) - heads, (number, left)
    repeated = [page for page in pages[1:] if heads & set(" ".join(page).split())]
    assert bool(repeated) == (name in {"torture", "torture with its keys", "long_table"})


def tables(document: m.Document) -> list[m.Table]:
    return [block for block in blocks(document) if isinstance(block, m.Table)]


def test_every_printed_fact_is_a_span_with_its_id() -> None:
    """All of them, in prose, in captions and in tables, with the text that is printed."""
    wanted = [
        (value.fact, " ".join(value.text.split()))
        for passage in passages(kina.prepared().document)
        for value in leaves(passage.content)
        if isinstance(value, m.Value)
    ]
    found = [
        (node.says["fact"], " ".join("".join(k for k in node.kids if isinstance(k, str)).split()))
        for node in tree_of_file(kina.output("pdf")).walk()
        if "fact" in node.says
    ]
    assert len(wanted) > 50
    assert found == wanted
    assert all(node.tag == "Span" for node in tree_of_file(kina.output("pdf")).walk() if "fact" in node.says)


def test_each_run_has_its_language() -> None:
    said = [
        (node.says["lang"], " ".join("".join(k for k in node.kids if isinstance(k, str)).split()))
        for node in tree_of_file(kina.output("pdf")).walk()
        if "lang" in node.says
    ]
    assert said == [
        ("en", "exchange official program"),
        ("en", "exchange official program"),
        ("en", "soft landing platform"),
        ("en", "Suzhou Municipal Hospital"),
    ]


# --- the proof sees what it is for ---


def without(node: Node, tag: str) -> Node:
    """The tree with the first element of a tag as a P: a heading that is only large type, say."""
    first = next(n for n in node.walk() if n.tag == tag)
    first.tag = "P"
    return node


@pytest.mark.parametrize("tag", ["H2", "TH", "Caption", "LBody", "Note"])
def test_a_wrong_tag_is_seen(tag: str) -> None:
    found = without(tree_of_file(file_of("torture")), tag)
    assert dump(found) != dump(tree_of_file(file_of("torture")))
    expected = tree_of_model(DOCUMENTS["torture"](), samples.standard())
    assert dump(found) != dump(expected)
