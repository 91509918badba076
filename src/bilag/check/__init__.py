"""Check: what a composed annex must also fulfil, beyond being well-formed.

    checks -> {claims data structure ...}

One function a check, in the lists of `checks`; each gives findings and changes nothing. A check runs on every
build; under --strict a warning stops it.
"""

from bilag.check.checks import CHECKS, TABLE_CHECKS, check, check_tables

__all__ = ["CHECKS", "TABLE_CHECKS", "check", "check_tables"]
