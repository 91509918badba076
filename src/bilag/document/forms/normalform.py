"""What an annex says, line by line, apart from how it looks: the form in which Word, PDF and model are equal.

The readers of delivered files and `normal_form` make the same lines, in the order of the page:
the logo, the notathoved, the title, the contents list, then blocks and sections, and last the footnotes.

- `logo`, `figure`: text is the alternative text; the caption of a figure stands above it, as a table's does
- `head`: "Label: content", or the content alone
- `contents`: level 0 for the title of the contents list, else that of the entry; the mark is the heading's
  number; without page numbers
- `title`; `heading` with level 1-6, the mark is its number ("2.1"); `caption`: "Tabel 1. Udgifter"
- `paragraph`, never empty: level is the depth of the list that it stands in (a second paragraph of an
  item), else 0
- `item`: the first paragraph of a list item; level 1-3 (deeper counts as 3), mark "" for a bullet, else the
  ordinal in decimal digits
- `row`: the cells of a table's row; level 1 in the head, 0 in body and foot
- `note`: a paragraph of a Note, or a table's note; `source`: "Kilde: ..."
- `footnote`: mark is its number; its place in the text is shown there as "[^1]"

Headers and footers are left out: they are furniture of the page.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from bilag.document.theme import LIST_LEVELS

Kind = Literal[
    "logo",
    "head",
    "title",
    "contents",
    "heading",
    "paragraph",
    "item",
    "caption",
    "figure",
    "row",
    "note",
    "source",
    "footnote",
]
DEEPEST = LIST_LEVELS
"""The level of an item that is in three lists or more."""
DEEPEST_CONTENTS = 3
"""A contents list has three levels in the template, and no more may be asked for."""


class Line(Struct, frozen=True):
    kind: Kind
    level: int = 0
    text: str = ""
    cells: tuple[str, ...] = ()
    mark: str = ""


_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text without soft hyphens, each run of white space (non-breaking too) as one space, trimmed;
    a hyphen that has a sign of its own, or does not break, is a hyphen."""
    plain = text.replace("\u00ad", "").replace("\u2010", "-").replace("\u2011", "-")
    return _SPACE.sub(" ", plain).strip()


def footnote_mark(number: int) -> str:
    return f"[^{number}]"


def digest(lines: Iterable[Line]) -> str:
    """SHA-256 of what an annex says, apart from how it looks: the same for the model and what is read back.

    It is taken over a JSON array, without spaces and in UTF-8, that holds kind, level, text, cells and mark
    of each line in turn.
    """
    rows = [(line.kind, line.level, line.text, line.cells, line.mark) for line in lines]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def mask(fact: str) -> str:
    """What stands for a figure in `masked_form`."""
    return f"\ue000{fact}\ue001"
