"""The document model as JSON: nothing is lost, and nothing that is not ours is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields, replace

from bilag.diagnostics.findings import Span
from bilag.document import model as m
from bilag.document.forms.modeljson import SCHEMA, NoDocumentError, document_from_json, document_to_json
from tests.support import kina, samples
from tests.support.documents import documents
from tests.support.paths import GOLDENS
from tests.support.sampled import examples

SPANS = st.builds(
    Span,
    st.sampled_from(("content/a/bilag.md", "data/a/ark æ.xlsx")),
    st.integers(0, 9000),
    st.integers(0, 90),
    st.sampled_from(("", "Ark 1")),
    st.sampled_from(("", "B7")),
)


def spans(node: Any) -> list[object]:
    """All spans of a document, which its equality leaves out, in the order of its fields."""
    if isinstance(node, tuple):
        return [span for item in node for span in spans(item)]
    if not isinstance(node, Struct):
        return []
    own = [getattr(node, f.name) for f in fields(node)]
    return [node.span if hasattr(node, "span") else "-", *(s for value in own for s in spans(value))]


def same(document: m.Document) -> None:
    written = document_to_json(document)
    again = document_from_json(written)
    assert again == document
    assert spans(again) == spans(document)
    assert document_to_json(again) == written


@st.composite
def with_everything(draw: st.DrawFn) -> m.Document:
    """A random document with random spans, and with what travels in no text."""
    document = samples.edited(
        draw(documents()), lambda node: replace(node, span=draw(SPANS)) if hasattr(node, "span") else node
    )
    texts = st.text(max_size=9)
    printed = st.builds(m.Printed, texts, texts, texts)
    many = st.lists(texts, max_size=2).map(tuple)
    facts = st.builds(m.FactRecord, *[texts] * 8, many, many, st.lists(printed, max_size=2).map(tuple))
    attachment = st.builds(m.Attachment, texts, texts, texts, st.binary(max_size=40))
    return replace(
        document,
        facts=tuple(draw(st.lists(facts, max_size=3))),
        attachments=tuple(draw(st.lists(attachment, max_size=2))),
        waivers=tuple(draw(st.lists(st.builds(m.WaiverRecord, texts, texts, texts), max_size=2))),
        logo=draw(st.none() | st.builds(m.Picture, texts, st.binary(max_size=9), st.just(1.5), st.just(2.0))),
    )


@examples(4, 40, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
@given(document=with_everything())
def test_a_random_document_comes_back(document: m.Document):
    same(document)


@pytest.mark.parametrize(
    "made",
    [samples.torture, samples.small, lambda: kina.prepared().document],
    ids=["every node", "small", "the annex"],
)
def test_a_document_comes_back(made):
    same(made())


def test_two_that_differ_are_written_differently():
    one = kina.prepared().document
    other = replace(one, meta=replace(one.meta, version="9"))
    assert document_to_json(one) != document_to_json(other)


def changed(**top: object) -> bytes:
    return json.dumps(json.loads(document_to_json(samples.small())) | top).encode()


def edited(path: list[str | int], value: object) -> bytes:
    content = json.loads(document_to_json(samples.small()))
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[1]",
        b"{}",
        b'{"schema": 1}',
        b"\xff\xfe",
        b"\x80\x04\x95.",  # a pickle
        b"[" * 100_000,
        changed(schema="1"),
        changed(schema=True),
        changed(schema=0),
        changed(more=1),
        changed(document=None),
        edited(["document", "node"], "Span"),
        edited(["document", "meta", "title"], 7),
        edited(["document", "meta", "colour"], "red"),
        edited(["document", "proof"], "all"),
        edited(["document", "blocks"], {}),
        edited(["document", "title", 0, "node"], "__import__"),
        edited(["document", "title", 0], None),
        edited(["document", "title", 0], "text"),
        edited(["document", "sections", 0, "span"], ["/etc/passwd", 1]),
        edited(["document", "sections", 0, "span"], ["../ude", 1]),
        edited(["document", "sections", 0, "span"], ["x", "1"]),
        edited(["document", "logo"], {"node": "Picture", "alt": "", "data": "%", "width": 1, "height": 1}),
        edited(["document", "logo"], {"node": "Picture", "alt": "", "data": "", "width": "1", "height": 1}),
    ],
)
def test_what_is_not_ours_is_refused(data: bytes):
    with pytest.raises(NoDocumentError):
        document_from_json(data)


def test_a_newer_one_is_refused_as_newer():
    with pytest.raises(NoDocumentError, match=f"schema {SCHEMA + 1} is newer than {SCHEMA}"):
        document_from_json(changed(schema=SCHEMA + 1))


def test_no_number_is_no_number():
    with pytest.raises(NoDocumentError, match="NaN"):
        document_from_json(b'{"schema": 1, "document": NaN}')


def test_a_field_that_an_older_one_lacks_has_its_default():
    content = json.loads(document_to_json(samples.small()))
    del content["document"]["waivers"], content["document"]["contents"]
    assert document_from_json(json.dumps(content).encode()) == samples.small()


GOLDEN = GOLDENS / f"model-schema-{SCHEMA}.txt"


def test_whoever_changes_the_model_raises_its_schema(update: bool):
    """The fields of every class. A golden of a schema that was released is never written anew."""
    classes = [
        c
        for c in vars(m).values()
        if isinstance(c, type) and issubclass(c, Struct) and c.__module__ == m.__name__
    ]
    made = "".join(f"{c.__name__}: {', '.join(f.name for f in fields(c))}\n" for c in classes)
    if update:
        GOLDEN.write_text(made, "utf-8")
    assert made == GOLDEN.read_text("utf-8")
