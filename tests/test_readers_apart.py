"""The readers of delivered files share no code with the writers: what one of them gets wrong, the other sees.

Held over all that either side imports, directly and through others.
"""

from __future__ import annotations

import ast

import pytest

from tests.support.imports import IMPORTS, MODULES, reached

SHARED = (
    ("document.theme", "values: the names of styles, by which a Word file says what a paragraph is"),
    ("document.wordframe", "values: a field of Theme's Template; no reader looks into it"),
)
"""Every module that both a reader and a writer reach, and what it is to both."""


def meeting(used: dict[str, set[str]]) -> set[str]:
    return reached(["versions.read"], used) & reached(["write"], used)


def test_readers_and_writers_meet_in_the_listed_modules_only():
    assert meeting(IMPORTS) == {name for name, _ in SHARED}


@pytest.mark.parametrize(
    ("reader", "imported"),
    [
        ("versions.read.pdf", "bilag.document.ordinals.mark_of"),
        ("versions.read.docx", "bilag.document.walks.words"),
        ("versions.delivered", "bilag.write.pdf.file.tree.PAGE_BITS"),  # through another module
    ],
)
def test_an_import_of_the_writers_code_is_seen(reader: str, imported: str):
    used = IMPORTS | {reader: IMPORTS[reader] | {imported}}
    assert imported.removeprefix("bilag.").rpartition(".")[0] in meeting(used) - {name for name, _ in SHARED}


@pytest.mark.parametrize("name", sorted(reached(["versions.read", "write"])))
def test_nothing_is_imported_by_a_name_in_a_string(name: str):
    """Imports are found as statements: one that is made otherwise would not be seen."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    names = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(tree)}
    assert not names & {"import_module", "__import__"}
