"""What travels inside the published files: nothing that is not printed, unless the front matter chose it.

The files are opened by others' tools (pikepdf, zipfile) and the data package is read by frictionless.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import frictionless
import pikepdf
import pytest
from lxml import etree

from bilag.pipeline.deliver import Options
from bilag.pipeline.make import build
from tests.support import kina

PERSON, KEY, FILE, EXACT, SHARE = "Sofie Quistgaard", "nøgle-4711", "hemmelig-fil", "1234567,89", "2345678,91"
MAIN = """\
---
title: En prøve
date: 2026-03-04
subject: Prøve
keywords: [en, to]
organisation: Region Hovedstaden
{proof}---

# Beløb

Der blev brugt {{{{ i_alt | mio_kr }}}}, heraf [mindre]{{claim="en_del < i_alt"}} i år.

:::{{table}} poster
caption: Poster
columns:
  - {{field: post, heading: Post}}
  - {{field: beløb, heading: Mio. kr., format: mio_kr}}
total: I alt
:::
"""
PACKAGE = """\
name: proeve
title: Prøve
resources:
  - name: poster
    path: hemmelig-fil.csv
    type: table
    format: csv
    encoding: utf-8
    dialect: {delimiter: ";"}
    schema:
      fields:
        - {name: id, type: string}
        - {name: ansvarlig, type: string}
        - {name: post, type: string}
        - {name: beløb, type: number, decimalChar: ",", "bilag:unit": kr.}
      primaryKey: [id]
    PUBLISH
  - name: andre
    path: andre.csv
    type: table
    format: csv
    encoding: utf-8
    dialect: {delimiter: ";"}
    schema:
      fields:
        - {name: post, type: string}
        - {name: antal, type: integer}
"""
FACTS = """\
i_alt: {sum: poster.beløb}
en_del: {value: poster.beløb, where: {id: nøgle-4712}}
skjult: {sum: andre.antal}
"""


def made(root: Path, proof: str, publish: bool = True) -> tuple[bytes, bytes]:
    """The Word file and the PDF of a small annex with secrets in its data."""
    content, data = root / "content" / "proeve", root / "data" / "proeve"
    content.mkdir(parents=True)
    data.mkdir(parents=True)
    (content / "bilag.md").write_text(MAIN.format(proof=proof and f"proof: {proof}\n"), "utf-8")
    (data / "datapackage.yaml").write_text(
        PACKAGE.replace("PUBLISH", "bilag:publish: true" if publish else ""), "utf-8"
    )
    (data / "facts.yaml").write_text(FACTS, "utf-8")
    rows = [f"{KEY};{PERSON};Rejser;{EXACT}", f"nøgle-4712;{PERSON};Møder;{SHARE}"]
    (data / f"{FILE}.csv").write_text("\n".join(["id;ansvarlig;post;beløb", *rows, ""]), "utf-8")
    (data / "andre.csv").write_text("post;antal\nA;98765\n", "utf-8")
    built = build(root, "proeve", Options())
    assert list(built.report) == []
    out = root / "out" / "proeve"
    return (out / "proeve.docx").read_bytes(), (out / "proeve.pdf").read_bytes()


def inside(docx: bytes, pdf: bytes) -> str:
    """All that a person with tools can read in the two files: each part, object and decoded stream."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for name in package.namelist():
            texts += [name, package.read(name).decode("utf-8", "replace")]
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for thing in file.objects:
            texts += strings(thing)
            if isinstance(thing, pikepdf.Stream):
                texts.append(thing.read_bytes().decode("utf-8", "replace"))
    return "\n".join(texts)


def strings(thing: object) -> Iterator[str]:
    """Every name and string in an object, decoded as a PDF reader does; references are not followed."""
    match thing:
        case pikepdf.Dictionary() | pikepdf.Stream():
            for key, value in thing.items():
                yield key
                if not getattr(value, "is_indirect", False):
                    yield from strings(value)
        case pikepdf.Array():
            for value in thing:
                if not getattr(value, "is_indirect", False):
                    yield from strings(value)
        case pikepdf.String() | pikepdf.Name():
            yield str(thing)


def pdf_attachments(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {name: spec.get_file().read_bytes() for name, spec in file.attachments.items()}


def word_attachments(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        if "customXml/item1.xml" not in package.namelist():
            return {}
        root = etree.fromstring(package.read("customXml/item1.xml"))
    return {file.get("name", ""): (file.text or "").encode() for file in root}


def word_facts(docx: bytes) -> list[list[tuple[str, str]]]:
    """What the Word file's controls are bound to: for each fact its elements and their texts."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = etree.fromstring(package.read("customXml/item2.xml"))
    assert all(not element.attrib for element in root.iter())
    return [[(etree.QName(e).localname, e.text or "") for e in fact] for fact in root]


def claimed(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_metadata() as xmp:
        return f"{xmp['pdfaid:part']}{xmp['pdfaid:conformance']}".lower()


SECRETS = (
    PERSON, KEY, "nøgle", FILE, "hemmelig", "datapackage", EXACT, SHARE, "1234567", "2345678", "3580246",
    "1.234.567", "98765", "skjult", "andre", "ansvarlig", "bilag.md", "facts.json",
)  # fmt: skip


@pytest.mark.parametrize("proof", ["", "none"])
def test_by_default_nothing_travels_that_is_not_printed(proof: str, tmp_path: Path) -> None:
    docx, pdf = made(tmp_path, proof)
    text = inside(docx, pdf)
    assert [secret for secret in SECRETS if secret in text] == []
    assert "Rejser" in text  # what is printed is found, so that a blind search would be noticed
    assert "poster/1/beløb" in text
    assert "urn:x-bilag:facts:1" in text  # the search covers what Word's controls are bound to
    assert pdf_attachments(pdf) == word_attachments(docx) == {}
    assert claimed(pdf) == "2a"


def test_by_default_bound_facts_are_ids_and_printed_texts(tmp_path: Path) -> None:
    docx, _ = made(tmp_path, "none")
    assert word_facts(docx) == [
        [("id", "i_alt"), ("text", "3,6\u00a0mio.\u00a0kr.")],
        [("id", "poster/1/beløb"), ("text", "1,2")],
        [("id", "poster/2/beløb"), ("text", "2,3")],
        [("id", "poster/total/beløb"), ("text", "3,6")],
    ]


def test_bound_facts_have_exact_values_units_and_cells_where_facts_travel(tmp_path: Path) -> None:
    docx, _ = made(tmp_path, "facts")
    cells = [("cell", f"data/proeve/{FILE}.csv:{line}:4") for line in (2, 3)]
    kr, whole = ("unit", "kr."), ("value", "3580246.80")
    assert word_facts(docx) == [
        [("id", "i_alt"), ("text", "3,6\u00a0mio.\u00a0kr."), whole, kr, *cells],
        [("id", f"poster/{KEY}/beløb"), ("text", "1,2"), ("value", "1234567.89"), kr, cells[0]],
        [("id", "poster/nøgle-4712/beløb"), ("text", "2,3"), ("value", "2345678.91"), kr, cells[1]],
        [("id", "poster/total/beløb"), ("text", "3,6"), whole, kr, *cells],
    ]


def test_the_search_sees_what_travels(tmp_path: Path) -> None:
    """With `proof: data` the same search finds the exact values: it is not blind."""
    text = inside(*made(tmp_path, "data"))
    missed = {"bilag.md", "1.234.567", "98765", "skjult", "andre"}  # these do not travel even then
    assert {secret for secret in SECRETS if secret not in text} <= missed | {"3580246"}


def test_facts_travel_with_exact_values_and_cells_and_no_tables(tmp_path: Path) -> None:
    docx, pdf = made(tmp_path, "facts")
    files = pdf_attachments(pdf)
    assert word_attachments(docx) == files
    assert list(files) == ["facts.json"]
    facts = json.loads(files["facts.json"])
    assert {fact["id"]: fact["value"] for fact in facts["facts"]} == {
        "en_del": "2345678.91",  # claimed in the prose, though not printed
        "i_alt": "3580246.80",
        "poster/total/beløb": "3580246.80",
    }
    assert facts["cells"][f"poster/{KEY}/beløb"] == {
        "value": "1234567.89",
        "place": f"data/proeve/{FILE}.csv:2:4",
    }
    assert PERSON not in inside(docx, pdf)
    assert "skjult" not in inside(docx, pdf)
    assert claimed(pdf) == "3a"


def test_data_travel_as_a_data_package_of_the_published_tables(tmp_path: Path) -> None:
    docx, pdf = made(tmp_path / "p", "data")
    files = pdf_attachments(pdf)
    assert word_attachments(docx) == files
    assert sorted(files) == ["datapackage.json", "facts.json", "poster.csv"]
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten()
    assert report.stats["tasks"] == 1
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    rows = package.get_resource("poster").read_rows()
    assert [str(row["beløb"]) for row in rows] == ["1234567.89", "2345678.91"]
    assert claimed(pdf) == "3a"


def test_a_sign_that_word_cannot_hold_does_not_travel_in_one_file_only(tmp_path: Path) -> None:
    """In a column that is published and not printed."""
    made(tmp_path, "data")
    file = tmp_path / "data" / "proeve" / f"{FILE}.csv"
    file.write_text(file.read_text("utf-8").replace(PERSON, "Sofie\x0bQ", 1), "utf-8")
    built = build(tmp_path, "proeve", Options())
    assert [(f.rule, str(f.span)) for f in built.report] == [("TEXT-SIGN", f"data/proeve/{FILE}.csv:2:2")]
    assert built.files == ()


def test_without_a_published_table_only_the_facts_travel(tmp_path: Path) -> None:
    docx, pdf = made(tmp_path, "data", publish=False)
    assert list(pdf_attachments(pdf)) == list(word_attachments(docx)) == ["facts.json"]


def test_the_annex_carries_its_data(tmp_path: Path) -> None:
    """The tables of the annex, taken out of the PDF, are a valid package and say what the sources say."""
    files = pdf_attachments(kina.output("pdf"))
    assert word_attachments(kina.output("docx")) == files
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten()
    tables = kina.prepared().inputs.tables
    assert report.stats["tasks"] == len(tables) == 8
    assert {f"{name}.csv" for name in tables} | {"datapackage.json", "facts.json"} == files.keys()
    for name, file in (("udgifter", "udgifter.csv"), ("tidspunkter", "tidspunkter.csv")):
        source = list(csv.reader((kina.DATA / file).read_text("utf-8-sig").splitlines(), delimiter=";"))
        inside = list(csv.reader(files[f"{name}.csv"].decode("utf-8-sig").splitlines(), delimiter=";"))
        assert inside[1:] == source[1:]


def test_each_embedded_file_says_what_it_is() -> None:
    """ISO 19005-3 6.8: a type, a date, and how it relates to the document, which lists it."""
    with pikepdf.open(io.BytesIO(kina.output("pdf"))) as file:
        listed = list(file.Root.AF)
        assert len(listed) == len(file.attachments) == 10
        for spec in listed:
            assert spec.AFRelationship == "/Data"
            assert str(spec.F) == str(spec.UF)
            assert str(spec.Desc)
            stream = spec.EF.F
            assert stream.Subtype in ("/application/json", "/text/csv")
            assert int(stream.Params.Size) == len(stream.read_bytes())
            assert str(stream.Params.ModDate).startswith("D:")


def test_the_metadata_says_what_the_information_dictionary_says(tmp_path: Path) -> None:
    """ISO 19005-2 6.6.3, for all entries, on a file that has them all."""
    _, pdf = made(tmp_path, "facts")
    with pikepdf.open(io.BytesIO(pdf)) as file:
        info = {key: str(value) for key, value in file.docinfo.items()}
        with file.open_metadata() as xmp:
            said = {
                "/Title": xmp["dc:title"],
                "/Author": ", ".join(xmp["dc:creator"]),
                "/Subject": xmp["dc:description"],
                "/Keywords": xmp["pdf:Keywords"],
                "/Creator": xmp["xmp:CreatorTool"],
                "/Producer": xmp["pdf:Producer"],
                "/CreationDate": moment(xmp["xmp:CreateDate"]),
                "/ModDate": moment(xmp["xmp:ModifyDate"]),
            }
        assert info == said
        assert info["/CreationDate"].startswith("D:20260304")
        assert file.Root.Metadata.get("/Filter") is None
        assert file.Root.Lang == "da-DK"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert file.Root.MarkInfo.UserProperties


def moment(xmp: str) -> str:
    return "D:" + re.sub(r"[-:T]", "", xmp[:19]) + xmp[19:].replace(":", "'") + "'"
