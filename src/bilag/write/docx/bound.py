"""What stands around a printed fact in Word: a content control bound to a custom XML part, or a bookmark.

The part holds one element a fact and printed form, as elements and not as attributes, which LibreOffice
would lose. A control bears the fact's id as its tag and alias; its binding leads to the text in the part,
which is what Word and LibreOffice show, and what Word changes when somebody types in the control.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bilag.document.bound import BoundFact, FactForm, key, tag
from bilag.document.model import Figures, Value
from bilag.write.docx.parts import custom_xml_id
from bilag.write.docx.wml import XML, attribute, escape

FACTS_NAMESPACE = "urn:x-bilag:facts:1"
"""The namespace of the custom XML that the controls are bound to."""
STORE = custom_xml_id(FACTS_NAMESPACE)
"""The id of that part, by which a binding names it."""
CONTROLS = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w15"'
)
"""For the root of a part with controls: older programs pass over the frame that hides them."""
LONGEST_NAME = 40
"""Characters of a bookmark's name (17.13.6.2)."""

_END = "</w:sdtContent></w:sdt>"
_NO_LETTER = re.compile("[^0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")


class Binder:
    """Puts what belongs around the runs of a printed fact; one for all parts, so that ids are unique.

    `ids` gives the ids of bookmarks, shared with those of headings and captions.
    """

    def __init__(self, figures: Figures, facts: Mapping[FactForm, BoundFact], ids: Iterator[int]) -> None:
        self.facts, self.ids = facts, ids
        self.wrap = {"control": self.control, "bookmark": self.bookmark, "none": _plain}[figures]
        self.controls = 0
        self.names: Counter[str] = Counter()
        self._made: dict[int, tuple[str, str]] = {}

    def __call__(self, value: Value, runs: str) -> str:
        fact = self.facts.get(key(value))
        return runs if fact is None else self.wrap(fact, runs)

    def control(self, fact: BoundFact, runs: str) -> str:
        """An inline content control (17.5.2.31), its properties in the order of CT_SdtPr.

        It is not locked: a figure may be put right in Word, and the part then says so.
        """
        self.controls += 1
        made = self._made.get(fact.number)
        if made is None:
            name = attribute(tag(fact.id))
            made = self._made[fact.number] = (
                f'<w:sdt><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{name}"/><w:id w:val="',
                f'"/><w:dataBinding w:prefixMappings="xmlns:f=\'{FACTS_NAMESPACE}\'" w:xpath="{xpath(fact)}"'
                f' w:storeItemID="{STORE}"/><w15:appearance w15:val="hidden"/><w:text/></w:sdtPr>'
                "<w:sdtContent>",
            )
        return f"{made[0]}{self.controls}{made[1]}{runs}{_END}"

    def bookmark(self, fact: BoundFact, runs: str) -> str:
        """A bookmark (17.13.6) named after the fact and the count of its occurrences."""
        id = next(self.ids)
        self.names[fact.id] += 1
        name = fact_bookmark(fact.id, self.names[fact.id])
        return f'<w:bookmarkStart w:id="{id}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{id}"/>'


def _plain(_: BoundFact, runs: str) -> str:
    return runs


def xpath(fact: BoundFact) -> str:
    """Where a fact's text stands in the part; by position, as Word itself writes it."""
    return f"/f:facts[1]/f:fact[{fact.number}]/f:text[1]"


def fact_bookmark(id: str, occurrence: int) -> str:
    """Letters, digits and underscores only; the digest tells ids apart that would otherwise look alike, to
    Word also those that differ in capital letters alone."""
    end = f"_{hashlib.sha256(id.encode()).hexdigest()[:8]}_{occurrence}"
    return f"fakt_{_NO_LETTER.sub('_', id)[: LONGEST_NAME - len('fakt_') - len(end)]}{end}"


def facts_xml(facts: Iterable[BoundFact]) -> bytes:
    """The custom XML part, in the order of the facts' numbers."""
    inner = []
    for fact in facts:
        said = [("id", fact.id), ("text", fact.text), ("value", fact.value), ("unit", fact.unit)]
        said += [("cell", place) for place in fact.cells]
        elements = [f"<{name}>{escape(text)}</{name}>" for name, text in said if text]
        inner.append(f"<fact>{''.join(elements)}</fact>")
    return f'{XML}<facts xmlns="{FACTS_NAMESPACE}">{"".join(inner)}</facts>'.encode()
