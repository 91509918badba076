"""Every Word file that a test makes is judged: by our rules, the schemas of ECMA-376, and openxml-audit.

The first two take some milliseconds, so all files have them, those of hypothesis as well. openxml-audit
takes 30 ms for a page and more than a second for a thousand rows: a body of more than `_AUDITED` bytes, a
table over many pages that says the same again and again, is left to the other two.
"""

from __future__ import annotations

from tests.support.wordkit import audit_faults, parts_of
from tests.support.wordrules import own_faults
from tests.support.wordschema import schema_faults

_AUDITED = 150_000


def faults_of(data: bytes) -> list[str]:
    parts = parts_of(data)
    found = own_faults(parts) + schema_faults(parts)
    if len(parts.get("word/document.xml", b"")) <= _AUDITED:
        found += audit_faults(data)
    return found
