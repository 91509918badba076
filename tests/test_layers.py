"""The direction of imports, as the docstring of `bilag.pipeline` draws it, and one room a heavy library."""

from __future__ import annotations

import ast
import fnmatch
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "bilag"
VERBS = ("load", "validate", "resolve", "compose", "check", "write", "read", "compare", "judge")
CONDUCTORS = (
    *(
        "pipeline",
        "drawing",
        "delivering",
        "remembering",
        "issuing",
        "batching",
        "comparing",
        "verifying",
        "tracing",
    ),
    "watching",
    *("commands", "listing", "__main__"),
)
"""Only the first knows the order; the others know it, and the doors of stages that need no order."""
ROOMS = {
    "msgspec": ("*",),  # what the house's values are made of
    "reportlab": ("write.pdf*",),
    "docx": ("load.wordparts",),
    "pandas": ("reconciliation",),
    "markdown_it": ("validate.markdown*",),
    "mdit_py_plugins": ("validate.markdown*",),
    "babel": ("danish", "danish.*"),
    "yaml": ("yamlevents",),
    "defusedxml": ("load.ooxml", "judge.claims", "read.pdf_tree"),
    "pypdfium2": ("read.pdf_tree", "judge.pdfium"),
    "pikepdf": ("read.pdf_tree", "read.pdf_streams"),
    "page": ("judge.pagevalidation",),
    "enchant": ("check.spelling",),
    "watchfiles": ("load.notices",),
    "PIL": ("pictures", "write.pdf*"),
    "fsspec": ("write.stores",),
    "distributed": ("workers",),
    "lxml": ("wordfile", "load.word*", "read.docx*"),
}
"""Where each library may be imported. A library that is not listed may not be imported at all."""
MODULES = {".".join(p.relative_to(SOURCE).with_suffix("").parts): p for p in sorted(SOURCE.rglob("*.py"))}


def imports(name: str, path: Path, *, types: bool = True) -> set[str]:
    """All that a module imports anywhere, in functions too, by full name; under TYPE_CHECKING if `types`."""
    found: set[str] = set()
    package = ["bilag", *name.split(".")]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not types:
        tree.body = [
            n for n in tree.body if not (isinstance(n, ast.If) and "TYPE_CHECKING" in ast.dump(n.test))
        ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level] if node.level else []
            found |= {".".join([*start, *filter(None, [node.module]), a.name]) for a in node.names}
    return found


IMPORTS = {name: imports(name, path) for name, path in MODULES.items()}


def room(dotted: str) -> str:
    """The part of the house that a module of ours belongs to: "load", "facts", "pipeline" ..."""
    return dotted.removeprefix("bilag.").partition(".")[0]


@pytest.mark.parametrize("name", MODULES)
def test_verbs_import_nouns_and_never_another_verb(name: str):
    own = room(name)
    ours = {used for used in IMPORTS[name] if used.startswith("bilag.")}
    above = {used for used in ours if room(used) in CONDUCTORS}
    verbs = {used for used in ours if room(used) in VERBS and room(used) != own}
    if own in CONDUCTORS:
        return
    assert not above, f"{name} knows the conductor: {sorted(above)}"
    assert not verbs, f"{name} reaches into another stage: {sorted(verbs)}"


def test_only_the_conductor_knows_the_order():
    """A second conductor is one that knows more than one of the stages between sources and findings."""
    order = set(VERBS) - {"load", "write", "read", "compare", "judge"}
    for name in (name for name in MODULES if room(name) in set(CONDUCTORS) - {"pipeline"}):
        known = {room(used) for used in IMPORTS[name] if used.startswith("bilag.")} & order
        assert not known, f"{name} knows {sorted(known)}"


@pytest.mark.parametrize("name", MODULES)
def test_a_heavy_library_has_one_room(name: str):
    outside = {used.partition(".")[0] for used in IMPORTS[name]} - sys.stdlib_module_names - {"bilag"}
    assert outside <= ROOMS.keys(), f"{name}: {sorted(outside - ROOMS.keys())} has no room"
    strays = {lib for lib in outside if not any(fnmatch.fnmatch(name, pattern) for pattern in ROOMS[lib])}
    assert not strays, f"{name} is no room of {sorted(strays)}"


def test_imports_go_round_in_no_circle():
    """Two modules may name each other's types; which of them runs first must be plain."""
    modules = {f"bilag.{m.removesuffix('.__init__')}": m for m in MODULES}
    edges: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        used = imports(name, path, types=False)
        edges[name] = {modules[t] for u in used for t in (u, u.rpartition(".")[0]) if t in modules}
    found = len(edges) + 1
    while len(edges) < found:  # off with those that lead nowhere, and those that nothing leads to
        found = len(edges)
        used_by = {t for m, targets in edges.items() for t in targets - {m} if m in edges}
        edges = {m: targets for m, targets in edges.items() if m in used_by and targets & edges.keys() - {m}}
    assert not edges, f"a circle among {sorted(edges)}"
