"""A template's Word file as the Word writer needs it: its parts as bytes, open where the words go.

It is made once, when the template is read (see `load.wordparts`), so that no XML is parsed to write a file.
Names of parts begin with a slash (ECMA-376 part 2, 6.2.2).
"""

from __future__ import annotations

from msgspec import Struct

MAIN_PART = "/word/document.xml"


class Relation(Struct, frozen=True):
    """A relationship (part 2, 6.5.3): from a part, or the package, to the part or the address `target`."""

    id: str
    type: str
    target: str
    external: bool = False


class FramePart(Struct, frozen=True):
    """A part, its content type, its bytes, and what it refers to."""

    name: str
    type: str
    data: bytes
    relations: tuple[Relation, ...] = ()


class Surrounds(Struct, frozen=True):
    """A header or footer around the paragraph that is ours: words stand between `before` and `after`, and
    another paragraph may stand between `opening` and `before`.

    `ours` is false where no paragraph is. `kept` are the ids of the relationships that the rest refers to.
    """

    part: str
    opening: bytes
    before: bytes
    after: bytes
    ours: bool
    kept: frozenset[str]


class Numbering(Struct, frozen=True):
    """The part of the lists: instances of numbered lists stand between `before` and `after`; each names the
    definition `abstract` and has a number of its own, from `next` on."""

    part: str
    before: bytes
    after: bytes
    abstract: str
    next: int


class WordFrame(Struct, frozen=True):
    """`section` is the XML of the w:sectPr with all namespaces declared; `language` stands within the styles
    part, between these two, and is None where the template has none; `numbering` is None where the style of
    numbered lists has no numbers."""

    parts: tuple[FramePart, ...]
    relations: tuple[Relation, ...]
    section: str
    header: Surrounds
    first_header: Surrounds
    footer: Surrounds
    first_footer: Surrounds
    language: tuple[str, bytes, bytes] | None = None
    numbering: Numbering | None = None
