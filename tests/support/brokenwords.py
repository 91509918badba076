"""Word files broken on purpose, one fault each, made from a file that conforms.

Each says which judges see it, and a part of what they say: measured once, so that a judge that goes blind, or
was never asked, fails a test. What no judge sees has no place here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from bilag.write.docx.writer import write_docx
from tests.support.samples import standard, torture
from tests.support.wordkit import package, parts_of
from tests.support.wordrules import Parts

OWN, SCHEMA, AUDIT, SDK = "our rules", "ECMA-376 schemas", "openxml-audit", "Open XML SDK"
DOCUMENT, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
CORE, TYPES, RELS = "docProps/core.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"
FOOTNOTES = "word/footnotes.xml"


@dataclass(frozen=True)
class BrokenWord:
    name: str
    part: str
    edit: Callable[[str], str]
    seen: dict[str, str]
    """Each judge that sees the fault, with a part of what it says."""


@cache
def good() -> bytes:
    return write_docx(torture(5), standard())


def made(broken: BrokenWord) -> bytes:
    parts: Parts = parts_of(good())
    old = parts[broken.part].decode()
    new = broken.edit(old)
    assert new != old, f"{broken.name} changes nothing"
    return package(parts | {broken.part: new.encode()})


def _swap(old: str, new: str) -> Callable[[str], str]:
    """The first place only."""

    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return edit


def _sub(pattern: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert re.search(pattern, text, re.DOTALL), pattern
        return re.sub(pattern, new, text, count=1, flags=re.DOTALL)

    return edit


def _same_ids(pattern: str) -> Callable[[str], str]:
    """The second match says the same as the first."""

    def edit(text: str) -> str:
        one, two = list(re.finditer(pattern, text))[:2]
        return text[: two.start(1)] + one[1] + text[two.end(1) :]

    return edit


def _case(name: str, part: str, edit: Callable[[str], str], **seen: str) -> BrokenWord:
    judges = {"own": OWN, "schema": SCHEMA, "audit": AUDIT, "sdk": SDK}
    return BrokenWord(name, part, edit, {judges[key]: said for key, said in seen.items()})


_CONTROL = (
    '<w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt>'
)

# fmt: off
BROKEN = (
    _case("bookmark not closed", DOCUMENT, _sub(r"<w:bookmarkEnd [^>]*/>", ""), own="bookmark pairs"),
    _case("bookmark closed twice", DOCUMENT, _sub(r"(<w:bookmarkEnd [^>]*/>)", r"\1\1"),
          own="bookmark pairs", audit="should have unique value", sdk="Sem_UniqueAttributeValue"),
    _case("bookmark id twice", DOCUMENT, _same_ids(r'<w:bookmarkStart w:id="(\d+)"'),
          own="bookmark ids", audit="should have unique value", sdk="Sem_UniqueAttributeValue"),
    _case("bookmark name twice", DOCUMENT, _same_ids(r'<w:bookmarkStart [^>]*w:name="([^"]+)"'),
          own="bookmark ids"),
    _case("drawing id twice", DOCUMENT, _same_ids(r'<wp:docPr id="(\d+)"'),
          own="drawing ids", sdk="Sem_UniqueAttributeValue"),
    _case("control id twice", DOCUMENT, _sub(r"(</w:pPr>)(?=<w:r>)", r"\1" + 2 * _CONTROL),
          own="control ids"),
    _case("footnote id twice", FOOTNOTES, _swap('w:id="1"', 'w:id="0"'),
          own="footnote ids", audit="referenced but not found", sdk="Sem_UniqueAttributeValue"),
    _case("footnote that is not there", DOCUMENT, _sub(r'(<w:footnoteReference w:id=)"\d+"', r'\1"99"'),
          own="footnote ids", audit="referenced but not found", sdk="Sem_MissingReferenceElement"),
    _case("reference to no bookmark", DOCUMENT, _sub(r" REF _Ref\d+", " REF _Ref1"), own="targets"),
    _case("field that does not end", DOCUMENT, _sub(r'<w:r>(?:(?!</?w:r>).)*w:fldCharType="end"/></w:r>', ""),
          own="fields"),
    _case("relationship id twice", RELS, _same_ids(r' Id="(\w+)"'),
          own="relationships", schema="not a valid value of the atomic type 'xs:ID'",
          audit="relationships/styles' is missing", sdk="ID conflicts"),
    _case("relationship to no part", RELS, _swap('Target="styles.xml"', 'Target="stilarter.xml"'),
          own="relationships", audit="Relationship target not found", sdk="doesn't exist"),
    _case("picture of no relationship", DOCUMENT, _sub(r'r:embed="\w+"', 'r:embed="rId999"'),
          own="relationships", audit="'rId999' referenced by attribute 'embed'",
          sdk="Sem_InvalidRelationshipId"),
    _case("no content type", TYPES, _sub(r'<Default Extension="png"[^>]*/>', ""),
          own="content types", sdk="doesn't exist"),
    _case("wrong content type", TYPES,
          _sub(r'(PartName="/word/styles.xml" ContentType=)"[^"]*"', r'\1"text/plain"'),
          audit="has content type 'text/plain'", sdk="unexpected content type"),
    _case("style that is not there", DOCUMENT,
          _swap('<w:pStyle w:val="Heading1"/>', '<w:pStyle w:val="Overskrift"/>'),
          own="styles", audit="referenced but not defined"),
    _case("style id twice", STYLES, _same_ids(r'w:type="paragraph"[^>]*w:styleId="(\w+)"'),
          own="styles", audit="should have unique value", sdk="Sem_UniqueAttributeValue"),
    _case("list that is not there", DOCUMENT, _sub(r'<w:numId w:val="\d+"/>', '<w:numId w:val="999"/>'),
          own="numbering", audit="referenced but not found"),
    _case("zoom without percent", SETTINGS, _sub(r"<w:zoom [^>]*/>", "<w:zoom/>"),
          own="zoom", schema="percent' is required"),
    _case("table at the end of the body", DOCUMENT,
          _sub(r"<w:sectPr(?![^>]*/>)", r"<w:tbl><w:tblPr/><w:tblGrid/></w:tbl><w:sectPr"), own="last block"),
    _case("unknown element", DOCUMENT, _swap("<w:body>", "<w:body><w:nonsense/>"),
          schema="nonsense': This element is not expected", audit="Unexpected element 'nonsense'",
          sdk="Sch_InvalidElementContentExpectingComplex"),
    _case("unknown attribute", DOCUMENT, _swap("<w:body>", '<w:body w:nonsense="1">'),
          schema="nonsense': The attribute", sdk="Sch_UndeclaredAttribute"),
    _case("wrong order in tblPr", DOCUMENT, _sub(r"(<w:tblStyle [^>]*/>)(.*?)(</w:tblPr>)", r"\2\1\3"),
          schema="tblStyle': This element is not expected", audit="Unexpected element 'tblStyle'",
          sdk="Sch_UnexpectedElementContentExpectingComplex"),
    _case("value that is none", DOCUMENT, _swap('w:fldCharType="begin"', 'w:fldCharType="start"'),
          own="fields", schema="fldCharType", audit="fldCharType", sdk="Sch_AttributeValueDataTypeDetailed"),
    _case("row without cells", DOCUMENT, _swap("<w:tr>", "<w:tr></w:tr><w:tr>"),
          own="table heads", audit="Required sequence content is missing"),
    _case("broken XML", DOCUMENT, _swap("</w:p>", ""),
          own="xml", schema="tag mismatch", audit="Cannot parse document.xml", sdk="ExceptionError"),
    _case("no title", CORE, _sub(r"<dc:title>.*?</dc:title>", ""), own="title"),
    _case("no language", STYLES, _sub(r"(<w:docDefaults>.*?)<w:lang [^>]*/>", r"\1"), own="language"),
    _case("wrong language", STYLES, _sub(r'(<w:docDefaults>.*?<w:lang [^>]*w:val=)"[^"]*"', r'\1"en-US"'),
          own="language"),
    _case("heading skipped", DOCUMENT, _swap('<w:pStyle w:val="Heading2"/>', '<w:pStyle w:val="Heading3"/>'),
          own="headings"),
    _case("no row of column heads", DOCUMENT, _swap("<w:tblHeader/>", ""), own="table heads"),
    _case("first row not said to be the heads", DOCUMENT, _sub(r'w:firstRow="1"', 'w:firstRow="0"'),
          own="table heads"),
    _case("no alternative text", DOCUMENT, _sub(r'(<wp:docPr [^>]*)descr="[^"]*"', r"\1"),
          own="alternatives"),
    _case("alternative text is a file name", DOCUMENT,
          _sub(r'(<wp:docPr [^>]*descr=)"[^"]*"', r'\1"kort.png"'),
          own="alternatives"),
)
# fmt: on
