"""The direction of imports, as the docstring of `bilag.pipeline` draws it, and who may use which library."""

from __future__ import annotations

import fnmatch
import re
import sys
from collections import Counter
from graphlib import TopologicalSorter

import pytest

from bilag import pipeline
from tests.support.imports import IMPORTS, MODULES, SOURCE, imports, ours, package_of

MOST_MODULES = 13
"""So many names on one level can still be taken in at a glance."""
STAGES = (
    *("load", "validate", "resolve", "compose", "check", "write"),
    *("versions.read", "versions.compare", "versions.judge"),
)
CONDUCTORS = ("pipeline", "cli", "__main__")
ROOMS = {
    "msgspec": ("*",),  # what the house's values are made of
    "reportlab": ("write.pdf.file.pdfbase", "write.pdf.file.fonts"),
    "docx": ("load.template.frame",),
    "pandas": ("check.reconciliation",),
    "markdown_it": ("validate.markdown*",),
    "mdit_py_plugins": ("validate.markdown*",),
    "babel": ("danish.*",),
    "yaml": ("inputs.yaml.yamlevents",),
    "defusedxml": ("load.spreadsheet", "versions.judge.claims", "versions.read.pdf_tree"),
    "pypdfium2": ("versions.read.pdf_tree", "versions.judge.pdfium"),
    "pikepdf": ("versions.read.pdf_file",),
    "page": ("versions.judge.pagevalidation",),
    "enchant": ("check.words.spelling",),
    "watchfiles": ("pipeline.watch.notices",),
    "PIL": ("inputs.pictures", "write.pdf.*"),
    "fsspec": ("pipeline.batch.stores",),
    "distributed": ("pipeline.batch.workers",),
    "lxml": ("storage.wordfile", "load.template.*"),
}
"""Where each library may be imported. A library that is not listed may not be imported at all."""


EDGES = {
    (package_of(name), package_of(target))
    for name, used in IMPORTS.items()
    for target in ours(used)
    if package_of(target) != package_of(name)
}


def drawn(text: str) -> dict[str, tuple[str, ...]]:
    """The drawing in a docstring: lines "package -> packages", where a deeper line without arrow goes on."""
    house: dict[str, tuple[str, ...]] = {}
    name = ""
    for line in text.splitlines():
        if arrow := re.fullmatch(r" {4}([a-z_.]+) +->( [a-z_. ]+)?", line):
            name = arrow[1]
            assert name not in house, f"{name} is drawn twice"
            house[name] = tuple((arrow[2] or "").split())
        elif name and re.fullmatch(r" {20,}[a-z_. ]+", line):
            house[name] += tuple(line.split())
        else:
            name = ""
    return house


DRAWN = drawn(pipeline.__doc__ or "")


def test_the_drawing_shows_every_package():
    assert DRAWN.keys() == {package_of(name) for name in MODULES} - {""}


def test_what_is_drawn_is_imported_and_what_is_imported_is_drawn():
    arrows = {(name, target) for name, targets in DRAWN.items() for target in targets}
    assert sorted(EDGES - arrows) == [], "imported and not drawn"
    assert sorted(arrows - EDGES) == [], "drawn and not imported"


def test_every_arrow_leads_down():
    floors = list(DRAWN)
    up = [
        (name, t) for name, targets in DRAWN.items() for t in targets if floors.index(t) < floors.index(name)
    ]
    assert not up


def test_the_drawing_is_read():
    text = "Words -> no drawing\n\n    a.b -> c\n                        d\n    c   ->\n\n    d"
    assert drawn(text) == {"a.b": ("c", "d"), "c": ()}


def stage(package: str) -> str:
    return next((s for s in STAGES if package == s or package.startswith(f"{s}.")), "")


def test_stages_import_nouns_and_never_another_stage_nor_a_conductor():
    for name, target in EDGES:
        if stage(name):
            assert not stage(target) or stage(target) == stage(name), f"{name} reaches into {target}"
        if name.partition(".")[0] not in CONDUCTORS:
            assert target.partition(".")[0] not in CONDUCTORS, f"{name} knows the conductor {target}"


def test_only_the_conductors_know_the_order():
    """The command line calls conductors; of a build's stages it asks only for lists: of rules, of writers."""
    for name, target in EDGES:
        if name.partition(".")[0] == "cli":
            assert target.partition(".")[0] not in {"load", "validate", "resolve", "compose"}, (
                f"{name} -> {target}"
            )


def test_a_level_can_be_taken_in_at_a_glance():
    level = Counter(path.parent for path in MODULES.values() if path.name != "__init__.py")
    assert {str(folder.relative_to(SOURCE)): n for folder, n in level.items() if n > MOST_MODULES} == {}


@pytest.mark.parametrize("name", MODULES)
def test_no_module_is_called_as_one_of_the_standard_library(name: str):
    assert name.rpartition(".")[2] not in sys.stdlib_module_names


@pytest.mark.parametrize("name", MODULES)
def test_a_heavy_library_has_one_room(name: str):
    outside = {used.partition(".")[0] for used in IMPORTS[name]} - sys.stdlib_module_names - {"bilag"}
    assert outside <= ROOMS.keys(), f"{name}: {sorted(outside - ROOMS.keys())} has no room"
    strays = {lib for lib in outside if not any(fnmatch.fnmatch(name, pattern) for pattern in ROOMS[lib])}
    assert not strays, f"{name} is no room of {sorted(strays)}"


def test_every_room_is_used():
    used = {target.partition(".")[0] for targets in IMPORTS.values() for target in targets}
    assert ROOMS.keys() <= used


def test_imports_go_round_in_no_circle():
    """Two modules may name each other's types; which of them runs first must be plain."""
    edges = {name: ours(imports(path, types=False)) - {name} for name, path in MODULES.items()}
    TopologicalSorter(edges).prepare()  # CycleError names the circle
