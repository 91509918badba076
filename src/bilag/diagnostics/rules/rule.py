"""One rule: what a message says, and how bad it is."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct


class Severity(IntEnum):
    """How bad a finding is: an error fails the run, a warning only where the caller asks for it, a note never."""

    NOTE = 0
    WARNING = 1
    ERROR = 2


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Rule(Struct, frozen=True):
    """The id and severity of one kind of finding, and its two English texts: what is wrong, what to do.

    `{nearest}` in a text is filled from the finding's arguments; a brace that is printed is doubled.
    """

    id: str
    severity: Severity
    message: str
    hint: str = ""
