"""A file as it was delivered: what it says, and the hash of what it said when it was made."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

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
