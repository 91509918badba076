"""PDF files broken on purpose, one fault each, made from a file that conforms.

Each says which standard it breaks and which judges see it, with the rule that they name: measured once, so
that a judge that goes blind, or was never asked, fails a test. What no judge names has no place here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from bilag.write.pdf.writer import write_pdf
from tests.support.samples import standard, torture

VERA, PAGE, PDFIUM = "veraPDF", "page-validation", "PDFium"
Mutation = Callable[[Pdf], dict[str, Any] | None]
"""Changes a file; may give options to save it with."""


@dataclass(frozen=True)
class Broken:
    name: str
    profile: str
    mutate: Mutation
    seen: dict[str, str]
    """Each judge that sees the fault, with the rule it names."""


@cache
def good() -> bytes:
    return write_pdf(torture(5), standard())


def made(mutate: Mutation) -> bytes:
    """The good file, changed. Streams stay as they are: compressed XMP would be a fault of its own."""
    out = BytesIO()
    with Pdf.open(BytesIO(good())) as pdf:
        options = mutate(pdf) or {}
        kept = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
        pdf.save(out, **(kept | options))
    return out.getvalue()


def elements(pdf: Pdf, tag: str) -> Iterator[Dictionary]:
    """The structure elements with a tag, in the order of the tree."""

    def walk(element: pikepdf.Object) -> Iterator[Dictionary]:
        if not isinstance(element, Dictionary):
            return
        if element.get("/S") == f"/{tag}":
            yield element  # type: ignore[misc]
        kids = element.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            yield from walk(kid)

    yield from walk(pdf.Root.StructTreeRoot)


def first(pdf: Pdf, tag: str) -> Dictionary:
    return next(elements(pdf, tag))


def links(pdf: Pdf) -> list[Dictionary]:
    return [a for page in pdf.pages for a in page.get("/Annots", ()) if a.Subtype == "/Link"]


def fonts(pdf: Pdf) -> list[Dictionary]:
    return [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/Type") == "/Font"]


def xmp(old: bytes, new: bytes) -> Mutation:
    def mutate(pdf: Pdf) -> None:
        data = pdf.Root.Metadata.read_raw_bytes()
        assert old in data
        pdf.Root.Metadata.write(data.replace(old, new))

    return mutate


def drawn(operators: bytes) -> Mutation:
    """Something more on the first page."""

    def mutate(pdf: Pdf) -> None:
        page = pdf.pages[0]
        font = next(iter(page.Resources.Font.keys()))
        page.contents_add(pikepdf.Stream(pdf, operators.replace(b"/FONT", font.encode())))

    return mutate


def _no_language(pdf: Pdf) -> None:
    del pdf.Root.Lang


def _no_mark_info(pdf: Pdf) -> None:
    del pdf.Root.MarkInfo


def _not_marked(pdf: Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def _no_title_shown(pdf: Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def _figure_without_alt(pdf: Pdf) -> None:
    del first(pdf, "Figure").Alt


def _head_without_scope(pdf: Pdf) -> None:
    for head in elements(pdf, "TH"):
        if "/A" in head:
            del head.A


def _link_without_contents(pdf: Pdf) -> None:
    del links(pdf)[0].Contents


def _link_out_of_the_tree(pdf: Pdf) -> None:
    del links(pdf)[0].StructParent


def _no_tab_order(pdf: Pdf) -> None:
    for page in pdf.pages:
        if "/Tabs" in page:
            del page.Tabs


def _no_unicode(pdf: Pdf) -> None:
    for font in fonts(pdf):
        if "/ToUnicode" in font:
            del font.ToUnicode


def _no_font_program(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and "/FontFile2" in thing:
            del thing.FontFile2
            return


def _skipped_heading(pdf: Pdf) -> None:
    first(pdf, "H2").S = Name.H3


def _no_output_intent(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


def _script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _empty_parent_tree(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree = Dictionary(Nums=Array())


def _wrong_struct_parents(pdf: Pdf) -> None:
    one, two = pdf.pages[0], pdf.pages[1]
    one.StructParents, two.StructParents = two.StructParents, one.StructParents


def _note_without_id(pdf: Pdf) -> None:
    del first(pdf, "Note").ID


def _unknown_tag(pdf: Pdf) -> None:
    first(pdf, "P").S = Name.Afsnit


def _no_xmp(pdf: Pdf) -> None:
    del pdf.Root.Metadata


def _cell_out_of_its_row(pdf: Pdf) -> None:
    first(pdf, "TD").S = Name.P


def _item_out_of_its_list(pdf: Pdf) -> None:
    first(pdf, "L").S = Name.Div


def _no_parent(pdf: Pdf) -> None:
    del first(pdf, "Document").P


def _attached(pdf: Pdf) -> None:
    pdf.attachments["data.csv"] = pikepdf.AttachedFileSpec(pdf, b"a;b\n", filename="data.csv")


def _hidden_link(pdf: Pdf) -> None:
    links(pdf)[0].F = 6


def _transfer_function(pdf: Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(Type=Name.ExtGState, TR=Name.Identity))
    pdf.pages[0].contents_add(pikepdf.Stream(pdf, b"/Artifact BMC /G gs EMC"))


def _encrypted(pdf: Pdf) -> dict[str, Any]:
    return {"encryption": pikepdf.Encryption(owner="x", user=""), "stream_decode_level": None}


def _case(name: str, profile: str, mutate: Mutation, vera: str, page: str = "", pdfium: str = "") -> Broken:
    prefix = {"ua1": "PDFUA1-", "2a": "PDFA2A-"}[profile]
    seen = {VERA: vera, PAGE: page and prefix + page, PDFIUM: pdfium}
    return Broken(name, profile, mutate, {judge: rule for judge, rule in seen.items() if rule})


_TEXT = b"BT /FONT 10 Tf 50 50 Td <0001> Tj ET"

# fmt: off
BROKEN = (
    _case("no language", "ua1", _no_language, "7.2-2", "TEXT-LANGUAGE-001"),
    _case("no mark info", "ua1", _no_mark_info, "6.2-1", "TAGGED-DOCUMENT-001", "7.1"),
    _case("no mark info", "2a", _no_mark_info, "6.7.2.2-1", "TAGGED-DOCUMENT-001"),
    _case("marked is false", "ua1", _not_marked, "6.2-1", "TAGGED-DOCUMENT-001", "7.1"),
    _case("marked is false", "2a", _not_marked, "6.7.2.2-1", "TAGGED-DOCUMENT-001"),
    _case("title is not shown", "ua1", _no_title_shown, "7.1-10", "VIEWER-PREFERENCES-001"),
    _case("no title", "ua1", xmp(b"dc:title", b"dc:subject"), "7.1-9", "METADATA-TITLE-001"),
    _case("no XMP", "ua1", _no_xmp, "7.1-8", "METADATA-STRUCTURE-001"),
    _case("no XMP", "2a", _no_xmp, "6.6.2.1-1", "METADATA-STRUCTURE-001"),
    _case("UA part", "ua1", xmp(b"<pdfuaid:part>1<", b"<pdfuaid:part>3<"), "5-2", "ID-PART-001"),
    _case("A part", "2a", xmp(b"<pdfaid:part>2<", b"<pdfaid:part>9<"), "6.6.4-2", "ID-PART-001"),
    _case("A level", "2a", xmp(b"conformance>A<", b"conformance>X<"), "6.6.4-3", "ID-CONFORMANCE-001"),
    _case("figure without alt", "ua1", _figure_without_alt, "7.3-1", "FIGURE-ALTERNATIVE-TEXT-001", "7.3"),
    _case("TH without scope", "ua1", _head_without_scope, "7.5-1", "TABLE-HEADERS-SCOPE-001"),
    _case("cell out of its row", "ua1", _cell_out_of_its_row, "7.2-10", "TR-KIDS-001"),
    _case("item out of its list", "ua1", _item_out_of_its_list, "7.2-17", "LI-PARENT-001"),
    _case("heading skipped", "ua1", _skipped_heading, "7.4.2-1", "HEADING-NESTING-001"),
    _case("note without id", "ua1", _note_without_id, "7.9-1", "NOTE-ID-001"),
    _case("unknown tag", "ua1", _unknown_tag, "7.1-5", "STRUCT-TREE-ROLE-MAP-001"),
    _case("unknown tag", "2a", _unknown_tag, "6.7.3.4-1", "STRUCT-TREE-ROLE-MAP-001"),
    _case("element without parent", "ua1", _no_parent, "7.1-12", "STRUCT-ELEMENT-PARENT-001"),
    _case("empty parent tree", "ua1", _empty_parent_tree, "7.1-3", "LINK-LINK-TAG-001", "7.1"),
    _case("wrong StructParents", "ua1", _wrong_struct_parents, "7.1-3", "", "7.1"),
    _case("text untagged", "ua1", drawn(_TEXT), "7.1-3", "CONTENT-TAGGING-001", "7.1"),
    _case("text in a mark of no element", "ua1", drawn(b"/P <</MCID 9999>> BDC " + _TEXT + b" EMC"),
          "7.1-3", "", "7.1"),
    _case("artifact in content", "ua1",
          drawn(b"/P <</MCID 0>> BDC /Artifact BMC " + _TEXT + b" EMC EMC"), "7.1-1", "ARTIFACT-NESTED-001"),
    _case("link without contents", "ua1", _link_without_contents, "7.18.5-2", "LINK-CONTENTS-001"),
    _case("link out of the tree", "ua1", _link_out_of_the_tree, "7.18.5-1", "LINK-LINK-TAG-001"),
    _case("link not printed", "2a", _hidden_link, "6.3.2-2", "ANNOTATION-FLAGS-001"),
    _case("no tab order", "ua1", _no_tab_order, "7.18.3-1", "PAGE-TABS-001"),
    _case("no ToUnicode", "ua1", _no_unicode, "7.21.7-1", "FONT-UNICODE-MAPPING-001"),
    _case("no ToUnicode", "2a", _no_unicode, "6.2.11.7.2-1", "UNICODE-MAPPING-001"),
    _case("no font program", "ua1", _no_font_program, "7.21.4.1-1", "FONT-EMBEDDING-001"),
    _case("no font program", "2a", _no_font_program, "6.2.11.4.1-1", "FONT-EMBEDDING-001"),
    _case("no output intent", "2a", _no_output_intent, "6.2.4.3-2", "DEVICE-RGB-001"),
    _case("CMYK", "2a", drawn(b"/Artifact BMC 0 0 0 1 k 9 9 5 5 re f EMC"), "6.2.4.3-3", "DEVICE-CMYK-001"),
    _case("transfer function", "2a", _transfer_function, "6.2.5-1", "EXTGSTATE-TR-001"),
    _case("script", "2a", _script, "6.5.1-1", "ACTION-TYPE-001"),
    _case("data attached", "2a", _attached, "6.8-5", "EMBEDDED-FILE-PDFA-001"),
    _case("encrypted", "2a", _encrypted, "6.1.3-2", "ENCRYPTION-001"),
)
# fmt: on
