"""The list of rules holds every rule of every subject, and each id once."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest

from bilag.diagnostics import rules
from bilag.diagnostics.rules import RULES, Rule, Severity, by_id

SUBJECTS = [each.name for each in iter_modules(rules.__path__) if each.name != "rule"]


def some(id: str) -> Rule:
    return Rule(id, Severity.ERROR, "something is wrong")


def test_rules_by_id_in_the_order_given():
    assert list(by_id([some("B"), some("A")])) == ["B", "A"]


def test_an_id_that_two_rules_have_is_refused():
    with pytest.raises(ValueError, match=r"more than one rule has the id A, C$"):
        by_id(some(id) for id in "ABCAC")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_rules_of_a_subject_are_in_the_list(subject: str):
    module = import_module(f"{rules.__name__}.{subject}")
    [(name, held)] = [(k, v) for k, v in vars(module).items() if isinstance(v, tuple)]
    assert name.endswith("_RULES")
    assert held
    assert all(RULES[rule.id] is rule for rule in held)
