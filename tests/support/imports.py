"""What the modules of the house import, read from their source: nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from bilag import pipeline

SOURCE = Path(pipeline.__file__).parents[1]


def name_of(path: Path) -> str:
    """The dotted name of a module or package in the house: "load.tables", and "load" for its `__init__`."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(SOURCE.rglob("*.py"))}


def package_of(name: str) -> str:
    """The package that a module is in. A package's own `__init__` is in it; `__main__` is its own."""
    return name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0] or name


def imports(path: Path, *, types: bool = True) -> set[str]:
    """All that a module imports anywhere, in functions too, by full name; under TYPE_CHECKING if `types`."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not types:
        tree.body = [
            n for n in tree.body if not (isinstance(n, ast.If) and "TYPE_CHECKING" in ast.dump(n.test))
        ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def ours(used: set[str]) -> set[str]:
    """Those of our modules that these names are or are in."""
    found = set()
    for name in used:
        if name.startswith("bilag."):
            parts = name.split(".")[1:]
            while parts and ".".join(parts) not in MODULES:
                parts.pop()
            if parts:
                found.add(".".join(parts))
    return found


IMPORTS = {name: imports(path) for name, path in MODULES.items()}


def reached(roots: Iterable[str], used: Mapping[str, set[str]] = IMPORTS) -> set[str]:
    """The modules in these packages, and all of ours that they import, directly and through others.

    `used` gives the full names that each module imports. To import a module runs the `__init__` of each
    package that it is in, so these are reached as well, where they do more than describe the package.
    """
    found: set[str] = set()
    waiting = [name for name in used for root in roots if name == root or name.startswith(f"{root}.")]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += ours(used[name]) | around(name)
    return {name for name in found if not only_described(MODULES[name])}


def around(name: str) -> set[str]:
    """The packages that a module is in: "load" and "load.template" for "load.template.frame"."""
    parts = name.split(".")
    return {".".join(parts[:n]) for n in range(len(parts))}


def only_described(path: Path) -> bool:
    """Whether a module has nothing but its docstring, or is the house itself, which has the version."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return len(body) == 1 or path == SOURCE / "__init__.py"
