"""What a delivered Word or PDF file contains: its text, the hash of the text that it was made with, its
printed facts and what they are bound to, and the data files inside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from bilag.document.forms.normalform import Line, digest
from bilag.versions.verdicts import Reason

FileKind = Literal["docx", "pdf"]
HashState = Literal["kept", "changed", "absent"]


class CannotReadError(Exception):
    """The file cannot be read as Word or PDF; carries the reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text.format(detail=reason.detail))
        self.reason = reason


class Delivered(Struct, frozen=True):
    """The lines of a file in the normal form; `hash` is the one stamped in the file, "" if it has none."""

    kind: FileKind
    lines: tuple[Line, ...]
    hash: str = ""


def hash_state(file: Delivered) -> HashState:
    """Whether the text of a file is the one that its hash was made of."""
    if not file.hash:
        return "absent"
    return "kept" if file.hash == digest(file.lines) else "changed"


class Shown(Struct, frozen=True):
    """A printed fact: its id in the file, and its text. `bound` is the text of the XML node that Word's
    content control is bound to, None if there is no node."""

    id: str
    text: str
    bound: str | None = None


class Stated(Struct, frozen=True):
    """What Word's custom XML states of a printed fact; what `proof` keeps out of the file is empty."""

    id: str
    text: str
    value: str = ""
    unit: str = ""
    cells: tuple[str, ...] = ()


class Carried(Struct, frozen=True):
    """What a file carries besides its text. `files` are the data files inside it by name; `broken` are the
    names of those whose checksum in the file is wrong."""

    kind: FileKind
    shown: tuple[Shown, ...] = ()
    stated: tuple[Stated, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
