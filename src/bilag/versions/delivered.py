"""A file as it was delivered: what it says, the hash of what it said when it was made, which facts it prints
where, what these are bound to, and the data that travel inside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from bilag.document.forms.normalform import Line, digest
from bilag.versions.verdicts import Reason

FileKind = Literal["docx", "pdf"]
HashState = Literal["kept", "changed", "absent"]


class CannotReadError(Exception):
    """The file cannot be read as what it should be; carries the reason, in words for people."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text.format(detail=reason.detail))
        self.reason = reason


class Delivered(Struct, frozen=True):
    """The lines of a file in the normal form; `hash` as it is stamped in the file, "" where there is none."""

    kind: FileKind
    lines: tuple[Line, ...]
    hash: str = ""


def hash_state(file: Delivered) -> HashState:
    """Whether a file still says what it said when its hash was stamped."""
    if not file.hash:
        return "absent"
    return "kept" if file.hash == digest(file.lines) else "changed"


# --- what a file carries besides its text ---------------------------------------------------------------


class Shown(Struct, frozen=True):
    """A figure where it is printed: its id as the file knows it, and its text. `bound` is the text of the
    node that it is bound to in Word, None where there is none."""

    id: str
    text: str
    bound: str | None = None


class Stated(Struct, frozen=True):
    """What Word's custom XML states of a printed figure; what `proof` does not let travel is empty."""

    id: str
    text: str
    value: str = ""
    unit: str = ""
    cells: tuple[str, ...] = ()


class Carried(Struct, frozen=True):
    """All of it. `files` are the data inside by name; `broken` are those of them that are not what the file
    itself says of them (its own checksum)."""

    kind: FileKind
    shown: tuple[Shown, ...] = ()
    stated: tuple[Stated, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
