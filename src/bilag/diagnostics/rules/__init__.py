"""The list of rules: every message that a run can give, in one file a subject.

A rule's texts are English; the catalogue has the Danish. Its id never changes: people waive a rule, look
it up and search for it by its id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bilag.diagnostics.rules.annex import ANNEX_RULES
from bilag.diagnostics.rules.claims import CLAIM_RULES
from bilag.diagnostics.rules.data import DATA_RULES
from bilag.diagnostics.rules.facts import FACT_RULES
from bilag.diagnostics.rules.files import FILE_RULES
from bilag.diagnostics.rules.outputs import OUTPUT_RULES
from bilag.diagnostics.rules.prose import PROSE_RULES
from bilag.diagnostics.rules.rule import Rule, Severity
from bilag.diagnostics.rules.template import TEMPLATE_RULES
from bilag.diagnostics.rules.versions import VERSION_RULES
from bilag.diagnostics.rules.words import WORD_RULES

__all__ = ["RULES", "Rule", "Severity", "by_id"]


def by_id(rules: Iterable[Rule]) -> dict[str, Rule]:
    """The rules by their ids. ValueError names the ids that more than one rule has."""
    rules = tuple(rules)
    table = {rule.id: rule for rule in rules}
    if len(table) != len(rules):
        twice = [id for id, times in Counter(rule.id for rule in rules).items() if times > 1]
        raise ValueError(f"more than one rule has the id {', '.join(twice)}")
    return table


RULES = by_id(
    (
        *ANNEX_RULES,
        *PROSE_RULES,
        *FACT_RULES,
        *CLAIM_RULES,
        *FILE_RULES,
        *DATA_RULES,
        *WORD_RULES,
        *TEMPLATE_RULES,
        *OUTPUT_RULES,
        *VERSION_RULES,
    )
)
