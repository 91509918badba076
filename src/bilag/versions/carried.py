"""What a delivered file carries besides its text: which figures it prints where, what these are bound to,
and the data that travel inside it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from bilag.versions.delivered import FileKind


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
