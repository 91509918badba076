"""WordprocessingML as strings: text, runs and everything that stands inside a paragraph.

Strings, because an element tree costs seven times as much for a large table; all text passes `escape` or
`attribute`. Sections in this package's comments are those of ECMA-376, part 1.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from bilag.document.model import (
    CrossReference,
    Emphasis,
    Footnote,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Marked,
    PageCount,
    PageNumber,
    Strong,
    Text,
    Value,
)

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
DECLARATIONS = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Word proofs a language with its region only.
REGIONS = {"da": "DK", "de": "DE", "en": "GB", "fr": "FR", "nb": "NO", "nn": "NO", "sv": "SE", "zh": "CN"}

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 does not allow, named itself: the opposite set takes ten times as long."""
_HYPHENS = {"\u00ad": "<w:softHyphen/>", "\u2011": "<w:noBreakHyphen/>"}


def escape(text: str) -> str:
    """Character data; what XML 1.0 (2.2) does not allow at all is dropped."""
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def attribute(text: str) -> str:
    """The value of an attribute, between double quotes."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def bookmark_name(id: str) -> str:
    """The hidden bookmark of a block: a name of at most 40 letters and digits (17.13.6.2)."""
    return f"_Ref{int(hashlib.sha256(id.encode()).hexdigest()[:12], 16):015d}"


class Look(Struct, frozen=True):
    """What the surrounding nodes say of a run."""

    strong: bool = False
    emphasis: bool = False
    style: str = ""
    language: str = ""


NO_LOOK = Look()


def text_run(text: str, properties: str = "") -> str:
    """One run; optional and non-breaking hyphens are elements in Word (17.3.3.29, 17.3.3.18)."""
    words = escape(text)
    if "\u00ad" in words or "\u2011" in words:
        parts = re.split("([\u00ad\u2011])", words)
        inner = "".join(_HYPHENS.get(part) or _t(part) for part in parts if part)
    else:
        inner = _t(words)
    return f"<w:r>{properties}{inner}</w:r>"


def _t(escaped: str) -> str:
    space = ' xml:space="preserve"' if escaped[:1].isspace() or escaped[-1:].isspace() else ""
    return f"<w:t{space}>{escaped}</w:t>"


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field_start(instruction: str, properties: str = "") -> str:
    """The beginning of a complex field (17.16.18), up to its result."""
    return (
        f'<w:r>{properties}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{properties}<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r>{properties}<w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field(instruction: str, result: str, properties: str = "") -> str:
    """A complex field with its result filled in, so that nothing has to be updated."""
    end = FIELD_END.replace("<w:r>", f"<w:r>{properties}")
    return field_start(instruction, properties) + text_run(result, properties) + end


class Runs:
    """Prints inlines for one part of the package.

    `link` gives the relationship id of an address in that part; `footnote` gives the mark of a footnote;
    `targets` are the ids of the blocks that have a bookmark; `bind` puts a control or a bookmark around the
    run of a printed fact, with `everywhere` in links and long tables too.
    """

    def __init__(
        self,
        characters: Mapping[str, str],
        link: Callable[[str], str],
        footnote: Callable[[Footnote], str],
        targets: Collection[str] = (),
        bind: Callable[[Value, str], str] | None = None,
        *,
        everywhere: bool = False,
    ) -> None:
        self.characters, self.link, self.footnote, self.targets = characters, link, footnote, targets
        self.bind = bind
        self._properties: dict[Look, str] = {NO_LOOK: ""}
        bound_in_links = bind is None or everywhere
        self._unbound = self if bound_in_links else Runs(characters, link, footnote, targets)

    def inlines(self, inlines: Inlines, look: Look = NO_LOOK) -> str:
        return "".join([self.inline(inline, look) for inline in inlines])

    def inline(self, inline: Inline, look: Look) -> str:
        match inline:
            case Text():
                return text_run(inline.text, self.properties(look)) if inline.text else ""
            case Value():
                return self.value(inline, look)
            case Emphasis():
                return self.inlines(inline.children, replace(look, emphasis=True))
            case Strong():
                return self.inlines(inline.children, replace(look, strong=True))
            case Marked():
                marked = replace(look, language=inline.value) if inline.kind == "lang" else look
                return self.inlines(inline.children, marked)
            case CrossReference():
                return self.reference(inline, look)
            case Link():
                return self.hyperlink(inline, look)
            case Footnote():
                return self.footnote(inline)
            case LineBreak():
                return "<w:r><w:br/></w:r>"
            case PageNumber():
                return field("PAGE", "1", self.properties(look))
            case PageCount():
                return field("NUMPAGES", "1", self.properties(look))
            case _:
                assert_never(inline)

    def value(self, value: Value, look: Look) -> str:
        """A printed fact; what marks it stands around its run, which keeps its look."""
        run = text_run(value.text, self.properties(look)) if value.text else ""
        return self.bind(value, run) if run and self.bind else run

    def unbound(self) -> Runs:
        """The same for where facts are not marked."""
        return self._unbound

    def properties(self, look: Look) -> str:
        """The w:rPr of a run.

        The bold of a character style is a toggle: in a bold paragraph it would turn the bold off (17.7.3).
        So the direct property, which is absolute, stands beside the style.
        """
        known = self._properties.get(look)
        if known is not None:
            return known
        name = look.style or ("Strong" if look.strong else "Emphasis" if look.emphasis else "")
        style = self.characters.get(name, "")
        language = look.language
        if language in REGIONS:
            language = f"{language}-{REGIONS[language]}"
        inner = "".join(
            (
                f'<w:rStyle w:val="{attribute(style)}"/>' if style else "",
                "<w:b/><w:bCs/>" if look.strong else "",
                "<w:i/><w:iCs/>" if look.emphasis else "",
                f'<w:lang w:val="{attribute(language)}"/>' if language else "",
            )
        )
        self._properties[look] = made = f"<w:rPr>{inner}</w:rPr>" if inner else ""
        return made

    def reference(self, reference: CrossReference, look: Look) -> str:
        """The bookmark holds the number alone, so that "tabel" keeps its small letter when Word updates;
        MERGEFORMAT keeps the bold of the caption out of the text."""
        properties = self.properties(look)
        number = str(reference.number)
        before = reference.text.removesuffix(number)
        if reference.target not in self.targets or before == reference.text:
            return text_run(reference.text, properties)
        start = text_run(before, properties) if before else ""
        return start + field(f"REF {bookmark_name(reference.target)} \\h \\* MERGEFORMAT", number, properties)

    def hyperlink(self, link: Link, look: Look) -> str:
        """A link out of the file, or to a block of it ("#id"); one that leads nowhere is plain text.

        Facts in it are not marked: LibreOffice 7.4 saves a file that nobody can open where a content control
        begins or ends a link.
        """
        runs = self.unbound()
        if link.url.startswith("#"):
            if link.url[1:] not in self.targets:
                return runs.inlines(link.children, look)
            target = f'w:anchor="{bookmark_name(link.url[1:])}"'
        else:
            target = f'r:id="{self.link(link.url)}"'
        inner = runs.inlines(link.children, replace(look, style="Hyperlink"))
        return f'<w:hyperlink {target} w:history="1">{inner}</w:hyperlink>'


def footnote_mark(characters: Mapping[str, str], id: int | None) -> str:
    """The mark in the text, or with None the one that begins the footnote itself."""
    style = characters.get("FootnoteReference", "")
    raised = f'<w:rStyle w:val="{attribute(style)}"/>' if style else '<w:vertAlign w:val="superscript"/>'
    mark = "<w:footnoteRef/>" if id is None else f'<w:footnoteReference w:id="{id}"/>'
    return f"<w:r><w:rPr>{raised}</w:rPr>{mark}</w:r>"


def bookmark(number: int, id: str, content: str) -> str:
    """Content that references to the block `id` lead to."""
    name = bookmark_name(id)
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def anchored_link(id: str, runs: str) -> str:
    """A link to the block `id` (17.16.22)."""
    return f'<w:hyperlink w:anchor="{bookmark_name(id)}" w:history="1">{runs}</w:hyperlink>'
