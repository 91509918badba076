"""Printed facts in the Word file: content controls and what they are bound to, bookmarks, or nothing."""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from bilag.document.bound import MOST_CELLS
from bilag.document.forms.documentlines import normal_form
from bilag.document.model import (
    BulletList,
    Contents,
    ContentsEntry,
    CrossReference,
    Document,
    Emphasis,
    Footnote,
    LineBreak,
    Link,
    ListItem,
    Marked,
    Note,
    OrderedList,
    Section,
    Strong,
    Text,
    Value,
)
from bilag.document.walks import leaves, passages
from bilag.pipeline.prepare import prepare
from bilag.versions.read.docx import read_docx
from bilag.write.docx.bound import LONGEST_NAME, fact_bookmark
from bilag.write.docx.writer import write_docx
from tests.support import kina, samples
from tests.support.bounddocs import document, fact, paragraph, table
from tests.support.sampled import examples
from tests.support.tools import require_tool
from tests.support.wordkit import W, edited, faults, parts_of

W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
ITEM_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}itemID"
PART = "customXml/item2.xml"


class Control(NamedTuple):
    tag: str
    text: str
    bound: str
    id: int
    properties: list[str]
    run: list[str]


def written(document: Document) -> bytes:
    return write_docx(document, samples.standard())


def controls(data: bytes, part: str = "word/document.xml") -> list[Control]:
    """The controls of a part that stand around runs, each with the text that its binding leads to."""
    parts = parts_of(data)
    return [_control(parts, element) for element in etree.fromstring(parts[part]).iter(W + "sdt")
            if element.find(f"{W}sdtPr/{W}dataBinding") is not None]  # fmt: skip


def _control(parts: dict[str, bytes], element: etree._Element) -> Control:
    properties, content = element
    said = {e.tag: e.get(W + "val", "") for e in properties}
    assert said[W + "alias"] == said[W + "tag"]
    bound = _bound_text(parts, properties.find(W + "dataBinding").attrib)
    text = "".join(content.itertext(W + "t"))
    names = [etree.QName(e).localname for e in properties]
    runs = [etree.QName(e).localname for e in content.iterfind(f"{W}r/{W}rPr/*")]
    return Control(said[W + "tag"], text, bound, int(said[W + "id"]), names, runs)


def _bound_text(parts: dict[str, bytes], binding: etree._Attrib) -> str:
    """Found as Word finds it: the part by the id in its properties, the node by its path."""
    (number,) = [
        m[1]
        for name, part in parts.items()
        if (m := re.fullmatch(r"customXml/itemProps(\d+)\.xml", name))
        and etree.fromstring(part).get(ITEM_ID) == binding[W + "storeItemID"]
    ]
    spaces = dict(re.findall(r"xmlns:(\w+)='([^']+)'", binding[W + "prefixMappings"]))
    root = etree.fromstring(parts[f"customXml/item{number}.xml"])
    (node,) = root.xpath(binding[W + "xpath"], namespaces=spaces)
    assert not len(node)
    return node.text or ""


def nodes(data: bytes) -> list[tuple[str, str]]:
    root = etree.fromstring(parts_of(data)[PART])
    return [(fact.findtext("{*}id", ""), fact.findtext("{*}text", "")) for fact in root]


def printed(document: Document) -> Iterator[Value]:
    for passage in passages(document):
        yield from (v for v in leaves(passage.content) if isinstance(v, Value) and v.text)


# --- controls ---


def test_each_printed_fact_of_the_annex_has_one_control_that_leads_to_its_text():
    facts = [(value.fact, value.text) for value in printed(kina.prepared().document)]
    data = kina.output("docx")
    found = controls(data)
    assert [(c.tag, c.text) for c in found] == facts
    assert len(facts) > 60
    assert all(c.bound == c.text for c in found)
    assert {c.id for c in found} == set(range(1, len(found) + 1))
    assert nodes(data) == list(dict.fromkeys(facts))


def test_properties_stand_in_the_order_of_the_schema_and_the_control_is_hidden():
    (control,) = controls(written(document(paragraph(fact()))))
    assert control.properties == ["alias", "tag", "id", "dataBinding", "appearance", "text"]
    root = etree.fromstring(parts_of(written(document(paragraph(fact()))))["word/document.xml"])
    assert [e.get(W15 + "val") for e in root.iter(W15 + "appearance")] == ["hidden"]
    ignorable = root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable")
    assert ignorable == "w15"
    assert root.nsmap["w15"] == W15[1:-1]


def test_two_forms_of_a_fact_are_two_nodes_and_one_form_is_one():
    data = written(document(paragraph(fact("2,8"), fact("2.800.000"), fact("2,8"))))
    assert nodes(data) == [("i_alt", "2,8"), ("i_alt", "2.800.000")]
    assert [(c.tag, c.text, c.bound) for c in controls(data)] == [
        ("i_alt", text, text) for text in ("2,8", "2.800.000", "2,8")
    ]


EVERYWHERE = document(
    paragraph(Text("a "), fact("1", "afsnit")),
    OrderedList("o", (ListItem("i", (paragraph(fact("2", "punkt")),)),)),
    Note("n", (paragraph(fact("3", "boks")),)),
    replace(
        table(1, 1),
        caption=(fact("4", "tekst"),),
        notes=((fact("5", "note"),),),
        source=(fact("6", "kilde"),),
    ),
    paragraph(Link("https://x.dk", (fact("7", "link"),)), Footnote("fn", 1, (fact("8", "fodnote"),))),
    title=(fact("9", "titel"),),
    sections=(Section("s", 1, (fact("10", "overskrift"),), ()),),
    contents=Contents((Text("Indhold"),), 1, (ContentsEntry("s", 1, (fact("10", "overskrift"),)),)),
    header=(fact("9", "titel"),),
)


def test_facts_are_bound_wherever_they_stand_in_the_text():
    data = written(EVERYWHERE)
    tags = ["titel", "afsnit", "punkt", "boks", "tekst", "tal/1/c1", "tal/total/c1", "note", "kilde"]
    found = controls(data)
    assert [c.tag for c in found] == [*tags, "overskrift"]
    notes = controls(data, "word/footnotes.xml")
    assert [(c.tag, c.text, c.bound) for c in notes] == [("fodnote", "8", "8")]
    ids = [c.id for c in (*found, *notes)]
    assert len(set(ids)) == len(ids)
    assert faults(data) == []
    assert read_docx(data) == normal_form(EVERYWHERE, samples.standard().labels)


def test_a_fact_in_a_link_is_plain():
    """LibreOffice 7.4 would save a file that nobody can open."""
    data = written(EVERYWHERE)
    (link,) = etree.fromstring(parts_of(data)["word/document.xml"]).findall(
        f".//{W}p/{W}hyperlink[@{W}history]"
    )[-1:]
    assert "".join(link.itertext(W + "t")) == "7"
    assert not list(link.iter(W + "sdt"))
    assert ("link", "7") not in nodes(data)


def test_the_contents_list_and_the_header_are_plain():
    """Word makes the list anew from the headings; a header repeats what stands in the text."""
    parts = parts_of(written(EVERYWHERE))
    root = etree.fromstring(parts["word/document.xml"])
    (contents,) = [e for e in root.iter(W + "sdt") if e.find(f"{W}sdtPr/{W}docPartObj") is not None]
    assert "10" in "".join(contents.itertext(W + "t"))
    assert len(list(contents.iter(W + "sdt"))) == 1  # itself
    assert "9" in "".join(etree.fromstring(parts["word/header1.xml"]).itertext(W + "t"))
    assert not [n for n, p in parts.items() if ("header" in n or "footer" in n) and b"<w:sdt" in p]


def test_a_run_keeps_its_look_within_a_control():
    words = Strong((fact(),)), Emphasis((fact(),)), Marked("lang", "en", (fact(),)), fact()
    found = controls(written(document(paragraph(*words))))
    assert [c.run for c in found] == [["rStyle", "b", "bCs"], ["rStyle", "i", "iCs"], ["lang"], []]


def test_a_fact_without_text_is_no_control():
    data = written(document(paragraph(Text("a"), fact(""))))
    assert controls(data) == []
    assert PART not in parts_of(data)


def test_ids_and_texts_are_escaped():
    odd = fact('<&"> \n', 'a"b/<&>\n/c', "1")
    data = written(document(paragraph(Text("x"), odd, Text("y"))))
    (control,) = controls(data)
    assert control.tag == odd.fact
    assert control.text == control.bound == odd.text
    assert nodes(data) == [(odd.fact, odd.text)]


def test_a_long_id_is_cut_in_the_tag_and_whole_in_the_part():
    long = "x" * 70
    data = written(document(paragraph(fact("1", long))))
    (control,) = controls(data)
    assert len(control.tag) == 64
    assert control.tag.startswith("xxx")
    assert nodes(data) == [(long, "1")]


@examples(25, 300)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80),
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
        ),
        max_size=6,
    )
)
def test_any_fact_is_bound_to_its_text(facts):
    some = document(*(paragraph(Text("x"), Value(text, id, "1")) for id, text in facts))
    data = written(some)
    found = controls(data)
    hyphens = str.maketrans("", "", "\u00ad\u2011")  # elements of their own in a run
    assert [c.bound for c in found] == [text for _, text in facts if text]
    assert [c.text for c in found] == [c.bound.translate(hyphens) for c in found]
    assert read_docx(data) == normal_form(some, samples.standard().labels)


# --- bookmarks, and nothing ---


def bookmarks(data: bytes) -> list[tuple[str, str]]:
    """The names of bookmarks and the text between their two ends."""
    found = []
    for start in etree.fromstring(parts_of(data)["word/document.xml"]).iter(W + "bookmarkStart"):
        text = ""
        for after in start.itersiblings():
            if after.tag == W + "bookmarkEnd" and after.get(W + "id") == start.get(W + "id"):
                break
            text += "".join(after.itertext(W + "t"))
        found.append((start.get(W + "name", ""), text))
    return found


def test_bookmarks_bear_the_facts_name_and_a_count():
    data = written(
        replace(EVERYWHERE, figures="bookmark", blocks=(*EVERYWHERE.blocks, paragraph(fact("1", "afsnit"))))
    )
    found = [(name, text) for name, text in bookmarks(data) if not name.startswith("_Ref")]
    assert found[1][0].startswith("fakt_afsnit_")
    assert found[1][0].endswith("_1")
    assert found[-2] == (f"{found[1][0][:-1]}2", "1")
    assert [text for _, text in found] == ["9", "1", "2", "3", "4", "1", "9", "5", "6", "1", "10"]
    assert controls(data) == []
    assert PART not in parts_of(data)
    assert faults(data) == []


@given(st.lists(st.tuples(st.text(max_size=80), st.integers(1, 99_999)), min_size=2, max_size=2, unique=True))
def test_names_of_bookmarks_are_words_own(pairs):
    names = [fact_bookmark(id, n) for id, n in pairs]
    assert all(re.fullmatch(r"[^\W\d_]\w*", name) and len(name) <= LONGEST_NAME for name in names)
    assert len({name.casefold() for name in names}) == 2


@pytest.mark.parametrize(("line", "figures"), [("", "control"), ("figures: bookmark\n", "bookmark")])
def test_the_front_matter_decides(line, figures, tmp_path):
    root = kina.copy_project(tmp_path, templates=False)
    main = root / "content" / kina.NAME / "bilag.md"
    main.write_text(main.read_text("utf-8").replace("status: draft\n", f"status: draft\n{line}"), "utf-8")
    assert prepare(root, kina.NAME).document.figures == figures


def test_none_leaves_plain_runs_and_no_part():
    some = document(paragraph(Text("a "), fact(), Text(" b")), figures="none")
    data = written(some)
    assert "sdt" not in parts_of(data)["word/document.xml"].decode()
    assert b"w15" not in parts_of(data)["word/document.xml"]
    assert not [name for name in parts_of(data) if name.startswith("customXml")]
    assert bookmarks(data) == []
    words = document(paragraph(Text("a "), Text(fact().text), Text(" b")), figures="none")
    assert parts_of(data)["word/document.xml"] == parts_of(written(words))["word/document.xml"]


@pytest.mark.parametrize("figures", ["control", "bookmark", "none"])
def test_all_three_say_the_same_and_are_valid(figures):
    for some in (samples.torture(2), kina.prepared().document):
        data = written(replace(some, figures=figures))
        assert read_docx(data) == normal_form(some, samples.standard().labels)
        assert faults(data) == []
        assert data == written(replace(some, figures=figures))


@pytest.mark.parametrize("figures", ["control", "bookmark"])
def test_a_large_table_has_marks_for_its_totals_alone(figures):
    large = document(table(MOST_CELLS), figures=figures)
    text = parts_of(written(large))["word/document.xml"].decode()
    marks = Counter(re.findall(r"<w:(sdt|bookmarkStart)[ >]", text))
    wanted = {"sdt": 2} if figures == "control" else {}
    assert marks == wanted | {"bookmarkStart": 1 if figures == "control" else 3}  # the caption has one
    assert len(controls(written(document(table(MOST_CELLS // 2))))) == MOST_CELLS + 2


# --- other programs ---


def test_python_docx_keeps_bindings_and_part():
    again = io.BytesIO()
    docx.Document(io.BytesIO(kina.output("docx"))).save(again)
    kept = controls(again.getvalue())
    assert kept == controls(kina.output("docx"))
    assert all(c.bound == c.text for c in kept)


def changed(data: bytes, old: str, new: str) -> bytes:
    return edited(data, PART, lambda text: text.replace(f"<text>{old}</text>", f"<text>{new}</text>", 1))


def libreoffice(data: bytes, folder, to: str) -> bytes:
    soffice = require_tool("soffice")
    (folder / "ind.docx").write_bytes(data)
    profile = (folder / "profil").as_uri()
    subprocess.run(
        [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir",
         str(folder / "ud"), str(folder / "ind.docx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return (folder / "ud" / f"ind.{to.partition(':')[0]}").read_bytes()


@pytest.mark.long
def test_libreoffice_shows_the_same_words(tmp_path):
    texts = [
        libreoffice(
            written(replace(kina.prepared().document, figures=figures)), tmp_path, "txt:Text (encoded):UTF8"
        )
        for figures in ("control", "none")
    ]
    assert texts[0] == texts[1]
    assert "2,8\u00a0mio.\u00a0kr.".encode() in texts[0]


@pytest.mark.long
def test_libreoffice_shows_what_stands_in_the_part(tmp_path):
    """A binding that LibreOffice follows: what is changed in the part is changed on the page."""
    data = changed(kina.output("docx"), "2,8\u00a0mio.\u00a0kr.", "7,7\u00a0mio.\u00a0kr.")
    assert "7,7\u00a0mio.\u00a0kr.".encode() in libreoffice(data, tmp_path, "txt:Text (encoded):UTF8")


@pytest.mark.long
def test_libreoffice_follows_bindings_in_cells_and_footnotes(tmp_path):
    data = written(EVERYWHERE)
    for old, new in (("1", "101"), ("8", "108"), ("9", "109"), ("9", "119"), ("10", "110")):
        data = changed(data, old, new)  # the second "9" is that of the table's total
    lines = read_docx(libreoffice(data, tmp_path, "docx:MS Word 2007 XML"))
    shown = " ".join(text for line in lines for text in (line.text, *line.cells))
    assert {"101", "7", "108", "109", "110", "119"} <= set(re.findall(r"\d+", shown))


@pytest.mark.long
def test_libreoffice_saves_a_file_that_opens_wherever_controls_stand(tmp_path):
    note = Footnote("fn", 1, (fact("3", "c"),))
    reference = CrossReference("tbl", "Tabel", 1, "tabel\u00a01")
    neighbours = (
        fact("1", "a"),
        fact("2", "b"),
        note,
        reference,
        fact("4", "d"),
        LineBreak(),
        fact("5", "e"),
    )
    some = document(
        paragraph(*neighbours),
        paragraph(
            Link("https://x.dk", (fact("6", "f"), Text(" ord"))), Text(" "), Link("#tbl", (fact("7", "g"),))
        ),
        BulletList("l", (ListItem("i", (paragraph(Strong((fact("8", "h"),))),)),)),
        replace(table(1, 1, id="tbl"), caption=(fact("9", "i"),)),
        paragraph(Text("slut")),
    )
    again = libreoffice(written(some), tmp_path, "docx:MS Word 2007 XML")
    assert read_docx(again) == normal_form(some, samples.standard().labels)


@pytest.mark.long
def test_libreoffice_keeps_the_bindings_when_it_saves(tmp_path):
    """It loses tags, but not the paths, nor the elements that they lead to."""
    data = kina.output("docx")
    again = libreoffice(data, tmp_path, "docx:MS Word 2007 XML")
    parts = parts_of(again)
    bindings = list(etree.fromstring(parts["word/document.xml"]).iter(W + "dataBinding"))
    assert len(bindings) == len(controls(data))
    texts = [_bound_text(parts, binding.attrib) for binding in bindings]
    assert texts == [c.text for c in controls(data)]
    assert read_docx(again) != []
