"""Where things lie in a project: its root, its annexes, the files of each, and the template that is meant.

Light on purpose: every command asks, and a build of which nothing changed asks nothing else.
"""

from __future__ import annotations

from pathlib import Path

import bilag

MAIN = "bilag.md"
SETTINGS = "bilag.toml"
PACKAGE = "datapackage.yaml"
FACTS = "facts.yaml"
CORRECTIONS = "corrections.yaml"
TERMS = "content/terms.yaml"


def find_root(start: Path) -> Path | None:
    """The nearest folder from `start` upwards with bilag.toml, else with both content/ and data/."""
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder
    for folder in (start, *start.parents):
        if (folder / "content").is_dir() and (folder / "data").is_dir():
            return folder
    return None


def annex_names(root: Path) -> list[str]:
    """The annexes of a project: the folders of content/ that hold a bilag.md, in alphabetical order."""
    content = root / "content"
    if not content.is_dir():
        return []
    return sorted(entry.name for entry in content.iterdir() if (entry / MAIN).is_file())


def template_names(root: Path) -> list[str]:
    """The templates there are: the project's own and the package's."""
    folders = (root, Path(bilag.__file__).parent, Path(bilag.__file__).parents[2])
    return sorted({entry.parent.name for f in folders for entry in f.glob("templates/*/theme.toml")})


def template_folder(root: Path, name: str) -> tuple[Path, str]:
    """The template's folder and its name in messages: the project's own first, then the package's.

    A wheel carries templates/ inside the package; a checkout has it at the top.
    """
    package = Path(bilag.__file__).parent
    own = root / "templates" / name
    for folder in (own, package / "templates" / name, package.parents[1] / "templates" / name):
        if (folder / "word.docx").is_file():
            return folder, f"templates/{name}"
    return own, f"templates/{name}"


def ledger_folder(root: Path, annex: str) -> Path:
    """Where the issued versions of an annex lie, once there are any."""
    return root / "out" / annex / "issued"
